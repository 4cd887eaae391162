from pathlib import Path

import pytest
from parts import workspace

from panel.errors import InputError
from panel.workspace import Workspace

NOWHERE = [
    "../secret", "../../secret", "..", ".", "/", "/etc", "//etc/passwd", "~", "tools/../../secret", "code-llama-4/../../secret", "code-llama-4/",
    "code-llama-4\\..", "..\\secret", "%2e%2e/secret", "..%2fsecret", "\uff0e\uff0e/secret", "CODE-LLAMA-4", "code_llama_4", "code-llama-4 ",
    " code-llama-4", "code-llama-4\n", "code-llama-4\0", "\0", "", "a" * 64, "a" * 300, "a/" * 3000, "-", "loop", "file",
]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace that is also where we stand, with a readable secret beside it."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "notes.md").write_text("The secret.")
    root = workspace(tmp_path / "desk")
    (root / "loop").symlink_to("loop")
    (root / "file").touch()
    monkeypatch.chdir(root)
    return Workspace(root)


@pytest.mark.parametrize("name", NOWHERE)
def test_a_name_that_is_no_tool_is_an_input_error(desk: Workspace, name: str) -> None:
    """No spelling leads to anything but a tool folder; the tools that there are stand in the message."""

    with pytest.raises(InputError, match="no such tool; this workspace has code-llama-4, mistral-large-3; `panel tool add` captures one"):
        desk.folder(name)


def test_a_tool_is_named_by_slug_or_by_path(desk: Workspace) -> None:
    """A path may lead out of the workspace when a tool is there: the editor typed it."""
    elsewhere = desk.root.parent / "elsewhere"
    (desk.root / "tools" / "code-llama-4").rename(elsewhere)

    assert desk.dossier("mistral-large-3").tool.slug == "mistral-large-3"
    assert desk.dossier("tools/mistral-large-3").tool.slug == "mistral-large-3"
    assert desk.dossier("../elsewhere").tool.slug == "elsewhere"
    assert desk.dossier(str(elsewhere)).tool.slug == "elsewhere"


def test_only_folders_with_a_slug_are_tools(desk: Workspace) -> None:
    """Files and stray names beside them are passed over, and a workspace may have none."""
    (desk.root / "tools" / "README.md").touch()
    (desk.root / "tools" / ".cache").mkdir()

    assert desk.slugs == ["code-llama-4", "mistral-large-3"]
    assert Workspace(desk.root / "none").slugs == []
    with pytest.raises(InputError, match="this workspace has none yet"):
        Workspace(desk.root / "none").folder("sieve")


def test_voters_are_all_or_those_named(desk: Workspace) -> None:
    """In the order of their seats, whatever the order of the names."""

    assert [voter.id for voter in desk.voters()] == ["dx", "skeptic", "futurist", "business"]
    assert [voter.id for voter in desk.voters(("business", "dx"))] == ["dx", "business"]


@pytest.mark.parametrize(("name", "fact"), [("chair", "writes and has no vote"), ("DX", "no such persona"), ("../x", "no such persona")])
def test_an_unknown_voter_is_told_with_the_known_ones(desk: Workspace, name: str, fact: str) -> None:
    """The chair is told apart from a spelling mistake."""

    with pytest.raises(InputError, match=f"{fact}; the panel has dx, skeptic, futurist, business"):
        desk.voters(("dx", name))
