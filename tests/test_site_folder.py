"""Tests of panel/site/folder.py."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from panel.errors import InputError, UsageError
from panel.site.folder import STATE, Counts, Folder


def put(out: Path, **content: str) -> Counts:
    """A build of these files; two underscores stand for a slash, and one for the dot."""
    with closing(sqlite3.connect(":memory:")) as scratch, Folder(out, scratch).building() as folder:
        for name, text in content.items():
            folder.put(name.replace("__", "/").replace("_", "."), text.encode)
    return folder.counts


def there(out: Path) -> set[str]:
    """The files outside the state."""
    return {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file() and STATE not in path.parts}


def test_what_changed_is_written(tmp_path: Path) -> None:
    """A file that would be the same is not written again."""

    first = put(tmp_path, a_html="one", tools__b_html="two")
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.html")}
    same = put(tmp_path, a_html="one", tools__b_html="two")
    second = put(tmp_path, a_html="one", tools__b_html="three")

    assert (first.written, first.unchanged, first.bytes) == (2, 0, 6)
    assert (same.written, same.unchanged) == (0, 2)
    assert (second.written, second.unchanged) == (1, 1)
    assert (tmp_path / "a.html").stat().st_mtime_ns == times[tmp_path / "a.html"]
    assert (tmp_path / "tools" / "b.html").read_text() == "three"


def test_the_list_of_files_is_not_written_again_either(tmp_path: Path) -> None:
    """Nothing in the folder changes when nothing did."""

    put(tmp_path, a_html="one")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / STATE).iterdir()}
    put(tmp_path, a_html="one")

    assert {path: path.stat().st_mtime_ns for path in (tmp_path / STATE).iterdir()} == before


def test_what_is_no_longer_wanted_is_removed(tmp_path: Path) -> None:
    """With the folder that it leaves empty; what others put there stays."""

    put(tmp_path, a_html="one", tools__b_html="two", tools__c__d_html="three")
    (tmp_path / "CNAME").write_text("reviews.example")
    (tmp_path / "tools" / "notes.txt").write_text("mine")
    counts = put(tmp_path, a_html="one")

    assert counts.removed == 2
    assert there(tmp_path) == {"a.html", "CNAME", "tools/notes.txt"}
    assert not (tmp_path / "tools" / "c").exists()


def test_a_file_that_somebody_changed_is_theirs(tmp_path: Path) -> None:
    """It is not removed; while it is wanted it is made anew."""

    put(tmp_path, a_html="one", b_html="two")
    (tmp_path / "a.html").write_text("by hand")
    (tmp_path / "b.html").write_text("by hand")
    counts = put(tmp_path, b_html="two")

    assert (counts.removed, counts.written) == (0, 1)
    assert (tmp_path / "a.html").read_text() == "by hand"
    assert (tmp_path / "b.html").read_text() == "two"


@pytest.mark.parametrize(
    "occupy",
    [
        lambda path: path.write_text("mine"),
        lambda path: path.mkdir(),
        lambda path: path.symlink_to(path.parent / "elsewhere"),
        os.mkfifo,
    ],
    ids=["file", "folder", "link", "pipe"],
)
def test_a_strangers_file_is_not_overwritten(tmp_path: Path, occupy: Callable[[Path], object]) -> None:
    """The build stops and names it."""

    occupy(tmp_path / "index.html")

    with pytest.raises(UsageError, match=r"index\.html: .*not made by this site"):
        put(tmp_path, index_html="ours")
    assert not (tmp_path / "index.html").is_file() or (tmp_path / "index.html").read_text() == "mine"


def test_a_strangers_file_that_is_the_same_is_taken_over(tmp_path: Path) -> None:
    """A site that was copied without its list of files is built on."""

    (tmp_path / "index.html").write_text("ours")
    put(tmp_path, index_html="ours")

    assert put(tmp_path).removed == 1


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    """Neither to write nor to remove."""

    out, other = tmp_path / "out", tmp_path / "other"
    put(out, tools__a_html="one")
    (out / "tools").rename(other)
    (out / "tools").symlink_to(other)

    for wanted in ({"tools__a_html": "two"}, {}):
        with pytest.raises(UsageError, match="leads out of the site's folder"):
            put(out, **wanted)
    assert (other / "a.html").read_text() == "one"


@pytest.mark.parametrize(
    "line",
    ["rubbish", f"{'0' * 64}  ../victim.html", f"{'0' * 64}  /etc/passwd", f"{'0' * 64}  a/../../b", f"{'0' * 64}  {STATE}/files"],
)
def test_a_damaged_list_of_files_is_said(tmp_path: Path, line: str) -> None:
    """Nobody's file is removed on its word."""

    put(tmp_path / "out", a_html="one")
    victim = tmp_path / "victim.html"
    victim.write_text("mine")
    (tmp_path / "out" / STATE / "files").write_text(f"{line}\n")

    with pytest.raises(InputError, match="files:1: damaged"):
        put(tmp_path / "out")
    assert victim.exists()


def test_a_key_spares_the_making(tmp_path: Path) -> None:
    """While the key and the file are what they were, what makes the file is not asked."""

    def keyed(key: str) -> list[str]:
        asked: list[str] = []
        with closing(sqlite3.connect(":memory:")) as scratch, Folder(tmp_path, scratch).building() as folder:
            folder.put("a.html", lambda: asked.append(key) or b"one", key=key)
        return asked

    first, same, other = keyed("1" * 64), keyed("1" * 64), keyed("2" * 64)
    (tmp_path / "a.html").write_text("by hand")
    mended = keyed("2" * 64)

    assert [bool(one) for one in (first, same, other, mended)] == [True, False, True, True]
    assert (tmp_path / "a.html").read_text() == "one"


KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from panel.site.folder import Folder
with Folder(Path(sys.argv[1]), sqlite3.connect(":memory:")).building() as folder:
    folder.put("a.html", lambda: b"one")
    folder.put("old.html", lambda: b"old")
    folder.put("b.html", lambda: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_killed_build_is_finished_by_the_next(tmp_path: Path) -> None:
    """What it had written is known, so that what is no longer wanted of it goes; half a file is never there."""

    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)
    left = there(tmp_path)
    (tmp_path / ".b.html.part").write_bytes(b"ha")
    with (tmp_path / STATE / "journal").open("a") as journal:
        journal.write("b.html\ncut o")
    counts = put(tmp_path, a_html="one", c_html="three")

    assert (done.returncode, left) == (-9, {"a.html", "old.html"})
    assert (counts.written, counts.unchanged, counts.removed) == (1, 1, 1)
    assert there(tmp_path) == {"a.html", "c.html"}
    assert not (tmp_path / STATE / "journal").exists()


def test_one_build_at_a_time(tmp_path: Path) -> None:
    """A second one in the same folder is turned away."""

    with (
        closing(sqlite3.connect(":memory:")) as scratch,
        Folder(tmp_path, scratch).building(),
        pytest.raises(UsageError, match="another build is under way"),
    ):
        put(tmp_path, a_html="one")
