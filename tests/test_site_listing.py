"""Tests of panel/site/listing.py."""

import pytest

from panel.site.lines import CategoryLine
from panel.site.listing import MOST, WEIGHT, pages, weight


def lines(count: int, length: int = 5) -> list[CategoryLine]:
    """So many categories with names of a length."""
    return [CategoryLine(f"key-{number}", "n" * length, 1) for number in range(count)]


@pytest.mark.parametrize(("count", "last"), [(0, 1), (1, 1), (MOST, 1), (MOST + 1, 2), (5 * MOST, 5)])
def test_a_list_is_cut_into_pages(count: int, last: int) -> None:
    """Each line is on one page, in its order, and an empty list has a page too."""

    cut = list(pages(lambda: lines(count)))

    assert [(number, of) for number, of, _ in cut] == [(number, last) for number in range(1, last + 1)]
    assert [line for _, _, page in cut for line in page] == lines(count)


def test_heavy_lines_make_more_pages() -> None:
    """No page is heavier than it may be, unless a single line is."""

    cut = [page for _, _, page in pages(lambda: lines(100, 2000))]

    assert len(cut) > 5
    assert all(sum(map(weight, page)) <= WEIGHT for page in cut)


def test_markup_weighs_as_it_is_written() -> None:
    """A quotation mark takes the bytes of its escape."""

    assert weight(CategoryLine("k", '"' * 10, 1)) - weight(CategoryLine("k", "a" * 10, 1)) == 10 * len("&#34;") - 10
