"""The counts of a workspace."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from parts import workspace

from panel.dossier import Community
from panel.errors import InputError
from panel.votes.count import Count
from panel.votes.kept import FILE, keep, load
from panel.workspace import Workspace

TOOL = "code-llama-4"


def count(tool: str = TOOL, ship: int = 2, skip: int = 1, day: int = 20, source: str = "poll") -> Count:
    return Count(tool=tool, ship=ship, skip=skip, date=date(2026, 11, day), source=source)


def kept(root: Path, *counts: Count) -> list[str]:
    return [entry.fate for entry in keep(root, {one.tool: one for one in counts})]


def test_an_import_is_idempotent(tmp_path: Path) -> None:
    """What was taken in before changes nothing, not even the file."""
    first = kept(tmp_path, count("a"), count("b"))
    text, stamp = (tmp_path / FILE).read_text(), (tmp_path / FILE).stat()
    again = kept(tmp_path, count("b"), count("a"))

    assert (first, again) == (["new", "new"], ["same", "same"])
    assert (tmp_path / FILE).read_text() == text
    assert (tmp_path / FILE).stat().st_ino == stamp.st_ino


@pytest.mark.parametrize(
    ("second", "fate", "ship"),
    [
        (count(ship=5, day=21), "changed", 5),
        (count(ship=5), "changed", 5),
        (count(ship=5, day=19), "older", 2),
        (count(ship=5, day=21, source="other"), "changed", 5),
        (count(ship=0, skip=0, day=21), "changed", 0),
        (count(ship=0, skip=0, day=21, source="other"), "empty", 2),
    ],
    ids=["newer", "corrected", "older", "another source", "all withdrawn", "nobody asked yet"],
)
def test_which_count_stands(tmp_path: Path, second: Count, fate: str, ship: int) -> None:
    """The newest day stands, the later import of one day, and a count of nobody hides no other source's."""
    kept(tmp_path, count())

    assert kept(tmp_path, second) == [fate]
    assert load(tmp_path)[TOOL].ship == ship


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    """It says the same and writes no file."""
    told = keep(tmp_path, {"a": count("a")}, dry_run=True)

    assert [entry.fate for entry in told] == ["new"]
    assert list(tmp_path.iterdir()) == []


def test_imports_at_once(tmp_path: Path) -> None:
    """Of several imports at once none undoes another."""
    script = "import sys; from pathlib import Path; from datetime import date; from panel.votes.kept import keep; from panel.votes.count import Count\n"
    script += "for n in range(20):\n c = Count(tool=f'{sys.argv[2]}-{n}', ship=n, skip=1, date=date(2026, 11, 20), source='poll')\n"
    script += " keep(Path(sys.argv[1]), {c.tool: c})\n"
    running = [subprocess.Popen([sys.executable, "-c", script, tmp_path, name]) for name in "abc"]

    assert [one.wait(60) for one in running] == [0, 0, 0]
    assert set(load(tmp_path)) == {f"{name}-{n}" for name in "abc" for n in range(20)}


def test_votes_reach_the_page_and_no_request(tmp_path: Path) -> None:
    """A tool's dossier carries the count; the digest of what the panel is shown, and the editor's file, stay as they are."""
    root = workspace(tmp_path)
    before = Workspace(root).dossier(TOOL)
    kept(root, count())
    after = Workspace(root).dossier(TOOL)

    assert before.tool.community is None
    assert after.tool.community == Community(ship=2, skip=1, as_of=date(2026, 11, 20), source="poll")
    assert (after.digest, after.texts) == (before.digest, before.texts)
    assert (tmp_path / "tools" / TOOL / "tool.toml").read_text() == (Path(__file__).parents[1] / "tools" / TOOL / "tool.toml").read_text()


@pytest.mark.parametrize(("day", "ship"), [(19, 7), (20, 2), (21, 2)], ids=["import older", "one day", "import newer"])
def test_beside_an_editors_own_count(tmp_path: Path, day: int, ship: int) -> None:
    """Of the editor's `[community]` and the imported count the newer one is shown; of one day it is the imported one."""
    root = workspace(tmp_path)
    with (root / "tools" / TOOL / "tool.toml").open("a") as file:
        file.write('\n[community]\nship = 7\nskip = 1\nas_of = 2026-11-20\nsource = "Mine"\n')
    kept(root, count(day=day))
    community = Workspace(root).dossier(TOOL).tool.community

    assert community
    assert community.ship == ship


def test_a_broken_file_names_its_line(tmp_path: Path) -> None:
    """An edit that broke the file is named by its line, and an import does not write over it."""
    kept(tmp_path, count())
    with (tmp_path / FILE).open("a") as file:
        file.write("oops\n")

    with pytest.raises(InputError, match=rf"{FILE}:2: not JSON"):
        kept(tmp_path, count(ship=9))
    assert (tmp_path / FILE).read_text().endswith("oops\n")
