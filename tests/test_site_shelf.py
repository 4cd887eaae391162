"""Tests of panel/site/shelf.py."""

from pathlib import Path

import panels
import pytest
from drafting import NAME, drafted, hand, out
from parts import ROOT
from site_parts import between, dead, files, pages

from panel import persona, runs
from panel.drafts.draft import edit
from panel.site.build import build
from panel.site.item import site
from panel.site.shelf import previews, published


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace in which one pair was published twice."""
    first = out(tmp_path, drafted(tmp_path), minutes=5)
    out(tmp_path, edit(first, "pricing", "Both are free to download.", hand(), dossiers={}), minutes=25)
    return tmp_path


def test_editions_are_items(root: Path) -> None:
    """The newest at the pair's own address, the older ones beside it."""

    new, old = published(root)

    assert (new.address, new.of, new.edition, new.newest) == (NAME, NAME, 2, True)
    assert (old.address, old.of, old.edition, old.newest) == (f"{NAME}/v1", NAME, 1, False)
    assert new.key != old.key
    assert new.changes
    assert [one.address for one in new.open().imprint.earlier] == [f"{NAME}/v1"]


def test_published_pages_become_a_site(root: Path) -> None:
    """With the editor's words, and with links between the editions."""

    made = root / "site"
    build(
        lambda: published(root), made, site(title="A", base_url="https://reviews.example/panel/"), panel=persona.load_all(ROOT / "personas")
    )
    newest = pages(made)[f"compare/{NAME}.html"]

    assert "Both are free to download." in newest
    assert f'href="{NAME}/v1.html"' in newest
    assert "Approved by Ada Moreno" in newest
    assert "Both are free to download." not in pages(made)[f"compare/{NAME}/v1.html"]
    assert list(dead(made)) == []


def test_what_was_not_published_is_not_there(tmp_path: Path) -> None:
    """A draft is no page, and neither is a run."""

    drafted(tmp_path)
    runs.save(tmp_path / "runs", panels.run())

    assert list(published(tmp_path)) == []


def test_previews_are_the_newest_runs(tmp_path: Path) -> None:
    """One of each pair, whichever tool comes first, and one of each tool."""

    stored = [
        panels.run().model_copy(update={"id": "20261123T091502000Z-a-0a1b2c"}),
        panels.run().model_copy(update={"id": "20261123T091503000Z-a-0a1b2c"}),
        between("alpha", "beta").model_copy(update={"id": "20261123T091501000Z-b-0a1b2c"}),
        panels.run(panels.review(panels.MISTRAL)).model_copy(update={"id": "20261123T091504000Z-c-0a1b2c"}),
    ]
    for run in stored:
        runs.save(tmp_path / "runs", run)
    found = list(previews(tmp_path / "runs", stale_after=180, votes_minimum=30))

    assert [(one.address, one.open().run.id[:18]) for one in found] == [
        ("review/mistral-large-3", "20261123T091504000"),
        ("code-llama-4-vs-mistral-large-3", "20261123T091503000"),
        ("alpha-vs-beta", "20261123T091501000"),
    ]
    assert all(one.draft and one.open().imprint.approval is None for one in found)
    assert files(tmp_path)
