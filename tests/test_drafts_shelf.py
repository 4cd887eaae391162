from datetime import timedelta
from pathlib import Path

import panels
import pytest
from drafting import AT, NAME, drafted, hand, out
from panels import LLAMA, MISTRAL, review

from panel.drafts.draft import begin, edit
from panel.drafts.shelf import fetch, folder, published
from panel.errors import InputError
from panel.publish import document

OTHER = "other-tool-vs-mistral-large-3"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three editions of two pairs: the first pair at 10:06 and 10:26, the second at 10:16; and a draft that nobody published."""
    first = out(tmp_path, drafted(tmp_path), minutes=5)
    other = LLAMA.model_copy(update={"slug": "other-tool"})
    run = panels.run(panels.comparison(a=review(other, like="code-llama-4")), replay="2026-11-22")
    out(tmp_path, begin(tmp_path, run, hand()), minutes=15, replay="It shows the form.")
    out(tmp_path, edit(first, "pricing", "Both are free.", hand(), dossiers={}), minutes=25)
    third = LLAMA.model_copy(update={"slug": "third-tool"})
    begin(tmp_path, panels.run(panels.comparison(a=review(third, like="code-llama-4"), b=review(MISTRAL))), hand())
    return tmp_path


def test_editions_come_newest_first(root: Path) -> None:
    """Drafts are not on the shelf; an edition that was replaced says so."""
    items = list(published(root))

    assert [(item.slug, item.edition, item.newest) for item in items] == [(NAME, 2, True), (OTHER, 1, True), (NAME, 1, False)]
    assert (items[0].supersedes, items[0].causes, items[0].approved_by, items[0].published_by) == (1, ("edit",), "Ada Moreno", "Bo Lind")
    assert items[0].published_at == AT + timedelta(minutes=26)
    assert items[1].exceptions[0].because == "It shows the form."
    assert len({item.pages["html"] for item in items}) == 3


@pytest.mark.parametrize(
    ("since", "before", "editions"),
    [(None, None, 3), (16, None, 2), (None, 16, 1), (16, 26, 1), (16, 27, 2), (27, None, 0)],
)
def test_a_span_of_time_is_cut_out(root: Path, since: int | None, before: int | None, editions: int) -> None:
    """From its beginning on, and up to its end without it."""
    times = [None if minutes is None else AT + timedelta(minutes=minutes) for minutes in (since, before)]

    assert len(list(published(root, since=times[0], before=times[1]))) == editions


def test_an_item_leads_to_its_page(root: Path) -> None:
    """As a file, and as what any form is made of."""
    for item in published(root):
        run, imprint = fetch(root, item)
        assert document(run, "md", imprint) == (folder(root, item) / f"v{item.edition}.md").read_text()


def test_an_empty_workspace_has_an_empty_shelf(tmp_path: Path) -> None:
    """No folder is needed."""

    assert list(published(tmp_path)) == []


def test_nothing_is_left_out_unsaid(root: Path) -> None:
    """A draft that cannot be read stops the walk with its name."""
    (root / "drafts" / OTHER / "0003.json").write_text("{")

    with pytest.raises(InputError, match=r"0003\.json: not JSON"):
        list(published(root))
