"""Rules of panel/batch/session.py."""

import io
from pathlib import Path
from shutil import copytree

import pytest
from batch_parts import OTHER, TOOL, ledger, opened
from obliging import obliging
from parts import workspace
from server import FakeServer

from panel.batch.session import AT_ONCE, Session, named
from panel.errors import InputError
from panel.workspace import Workspace

NOWHERE = "http://127.0.0.1:9/v1"


@pytest.mark.anyio
async def test_a_queue_is_done(tmp_path: Path) -> None:
    """What a queue names is reviewed and compared; a second session finds nothing to do until a tool changes."""
    folder = workspace(tmp_path)
    queue = f"{TOOL}\n{TOOL} {OTHER}\nno-such-tool\n".encode()
    found = []
    with FakeServer(obliging) as server:
        for number in range(3):
            async with opened(folder, server.base_url) as panel:
                session = Session(ledger(folder / ".panel"), panel)
                added = await session.add(io.BytesIO(queue), place="q.txt")
                worker = session.embedded(session.perform, concurrency=8, warn=print, may_take=lambda: True, patience=0)
                ending = await worker.work()
                found.append((added.model_dump(exclude_defaults=True), ending, len(server.requests)))
            if number == 1:
                notes = folder / "tools" / OTHER / "launch-notes.md"
                notes.write_text(notes.read_text() + "\nOne more line.\n")
        status = await session.board.status()

    assert found[0][:2] == ({"new": 2, "unread": 1}, None)
    assert found[1] == ({"known": 2, "unread": 1}, None, found[0][2])
    assert found[2][:2] == ({"known": 1, "changed": 1, "unread": 1}, None)
    assert found[2][2] > found[1][2]
    assert (status.done, status.failed, AT_ONCE) == (2, 1, 4)


@pytest.mark.anyio
async def test_bad_personas(tmp_path: Path) -> None:
    """A persona that cannot be read ends the session before it begins: it would fail every job."""
    folder = workspace(tmp_path)
    (folder / "personas" / "dx.toml").write_text("= nothing")
    async with opened(folder, NOWHERE) as panel:
        with pytest.raises(InputError, match=r"dx\.toml: not TOML"):
            Session(ledger(folder / ".panel"), panel)


def test_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool has one name however it is written; one that is not there is refused in a short line."""
    folder = workspace(tmp_path / "here")
    copytree(folder / "tools" / TOOL, tmp_path / "away" / "my-tool")
    monkeypatch.chdir(tmp_path)
    name = named(Workspace(folder))

    assert [name(TOOL), name(f"here/tools/{TOOL}"), name(str(folder / "tools" / TOOL))] == [TOOL] * 3
    assert name("away/my-tool") == str(tmp_path / "away" / "my-tool")
    for wrong in ("no-such-tool", "away/none", "personas", "x" * 300):
        with pytest.raises(InputError, match="no such tool"):
            name(wrong)
