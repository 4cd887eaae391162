"""What holds of panel/doctor.py."""

from pathlib import Path

import pytest
from parts import workspace
from server import FakeServer, completion

from panel.doctor import Finding, examine
from panel.settings import load

pytestmark = pytest.mark.anyio


async def findings(folder: Path, base_url: str = "") -> dict[str, Finding]:
    """The last finding on each subject."""
    environment = {"PANEL_BASE_URL": base_url} if base_url else {}
    return {finding.subject: finding for finding in await examine(folder, lambda: load(folder, environment))}


async def test_everything_in_order(tmp_path: Path) -> None:
    """In a whole workspace with an endpoint that answers, no finding is bad."""
    folder = workspace(tmp_path)
    with FakeServer([completion('{"ok": true}')]) as server:
        found = await findings(folder, server.base_url)

    assert found.keys() == {"personas", "prompts", "tools", "permissions", "cache", "settings", "endpoint", "local servers"}
    assert [finding for finding in found.values() if not finding.ok] == []
    assert found["prompts"].fact == "6 templates are in order"


@pytest.mark.parametrize(
    ("file", "content", "subject", "said"),
    [
        pytest.param("prompts/verdict.md.j2", "{% if %}", "prompts", "verdict.md.j2:1: Expected an expression", id="template syntax"),
        pytest.param("prompts/scorecard.md.j2", "{{ persona.nope }}", "prompts", "scorecard.md.j2: ", id="template name"),
        pytest.param("prompts/repair.md.j2", "{{ nope }}", "prompts", "'nope' is undefined", id="repair"),
        pytest.param("prompts/head-to-head.md.j2", "hello", "prompts", "no line '=== user ==='", id="template without a user part"),
        pytest.param("prompts/rules.md.j2", None, "prompts", "`panel init` writes what is missing", id="template that is missing"),
        pytest.param("prompts/rules.md.j2", "é".encode("latin-1"), "prompts", "byte 0 is not UTF-8", id="template in Latin-1"),
        pytest.param("panel.toml", "[limits]\nconcurrency = 0", "settings", "limits.concurrency", id="settings"),
        pytest.param("personas/dx.toml", "title = ", "personas", "not TOML", id="persona"),
        pytest.param("tools/code-llama-4/tool.toml", "name = 3", "tool code-llama-4", "tool.toml", id="tool"),
    ],
)
async def test_what_is_wrong(tmp_path: Path, file: str, content: str | bytes | None, subject: str, said: str) -> None:
    """A file that is wrong is a finding of exit code 4, and everything else is still looked at."""
    folder = workspace(tmp_path)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content.encode() if isinstance(content, str) else content)
    found = await findings(folder)

    assert said in found[subject].fact
    assert found[subject].exit_code == 4
    assert {"personas", "prompts", "tools", "permissions", "cache", "settings", "local servers"} <= found.keys()


async def test_good_tools_are_counted(tmp_path: Path) -> None:
    """One bad folder among the tools leaves the others good."""
    folder = workspace(tmp_path)
    (folder / "tools" / "bad").mkdir()
    found = await findings(folder)
    count = len(list((folder / "tools").iterdir()))

    assert found["tools"].fact == f"{count - 1} of {count} in the workspace are in order"
    assert not found["tool bad"].ok


async def test_nobody_to_ask(tmp_path: Path) -> None:
    """Without an endpoint and a recording the remedy names the variables."""
    found = await findings(workspace(tmp_path))

    assert found["endpoint"].exit_code == 3
    assert "OPENAI_API_KEY" in found["endpoint"].fact
