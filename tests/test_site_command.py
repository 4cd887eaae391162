"""`panel site build` as its users meet it."""

import json
from pathlib import Path

import panels
import pytest
from drafting import NAME, drafted, out
from parts import workspace
from site_parts import dead, files, pages
from test_cli import one_line, panel

from panel import runs

ADDRESS = "https://reviews.example/panel/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace in which one pair was published."""
    folder = workspace(tmp_path)
    out(folder, drafted(folder))
    return folder


def test_build(folder: Path) -> None:
    """The site stands in out/site; a second build writes nothing."""

    first = panel(folder, "site", "build", "--base-url", ADDRESS, "--json")
    second = panel(folder, "site", "build", "--base-url", ADDRESS)
    site = folder / "out" / "site"
    told = json.loads(first.stdout)

    assert (first.returncode, second.returncode, first.stderr) == (0, 0, "")
    assert (told["tools"], told["comparisons"], told["categories"]) == (2, 1, 1)
    assert told["files"]["written"] == len(files(site))
    assert second.stdout.splitlines()[-1].strip().startswith("0 files written")
    assert f"compare/{NAME}.html" in pages(site)
    assert list(dead(site)) == []


def test_build_elsewhere_without_an_address(folder: Path) -> None:
    """What cannot be made without one is said; the title and the contact are the editor's."""

    done = panel(folder, "site", "build", "--out", "public", "--title", "Which Tool", "--contact", "desk@reviews.example")
    made = pages(folder / "public")

    assert done.returncode == 0
    assert "no feed, no sitemap and no canonical link" in done.stderr
    assert "<title>Which Tool</title>" in made["index.html"]
    assert "mailto:desk@reviews.example" in made["corrections.html"]


def test_a_workspace_with_nothing_published(tmp_path: Path) -> None:
    """An empty site, and with --drafts a preview of the runs."""

    folder = workspace(tmp_path)
    runs.save(folder / "runs", panels.run(replay="2026-11-22"))
    empty = panel(folder, "site", "build")
    preview = panel(folder, "site", "build", "--drafts", "--out", "preview")

    assert (empty.returncode, preview.returncode) == (0, 0)
    assert "0 tools, 0 comparisons" in empty.stdout
    assert "2 tools, 1 comparison" in preview.stdout
    assert all("content=noindex" in text for text in pages(folder / "preview").values())


def test_a_strangers_folder(folder: Path) -> None:
    """A page that somebody else put there is not overwritten; one line says so."""

    (folder / "public").mkdir()
    (folder / "public" / "index.html").write_text("mine")
    line = one_line(panel(folder, "site", "build", "--out", "public", "--base-url", ADDRESS), 2)

    assert "not made by this site" in line
    assert (folder / "public" / "index.html").read_text() == "mine"


def test_an_address_that_is_none(folder: Path) -> None:
    """Is misuse."""

    assert "base URL" in one_line(panel(folder, "site", "build", "--base-url", "reviews.example"), 2)
