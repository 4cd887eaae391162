"""Tests of panel/site/item.py."""

import pytest

from panel.errors import UsageError
from panel.site.item import site


@pytest.mark.parametrize(
    ("given", "base_url", "path"),
    [
        ("", "", "/"),
        ("https://x.example", "https://x.example/", "/"),
        ("https://x.example/", "https://x.example/", "/"),
        ("http://localhost:8000/panel", "http://localhost:8000/panel/", "/panel/"),
    ],
)
def test_an_address_ends_in_a_slash(given: str, base_url: str, path: str) -> None:
    """So that whatever stands in the site follows it."""

    made = site(title="A", base_url=given)

    assert (made.base_url, made.base_path) == (base_url, path)


@pytest.mark.parametrize(
    "given",
    [
        "x.example",
        "ftp://x.example",
        "javascript:alert(1)",
        "https://u@x.example/",
        "https://x.example/?a",
        "https://x.example/#a",
        "https://x y/",
    ],
)
def test_an_address_that_is_none_is_refused(given: str) -> None:
    """Before anything is written."""

    with pytest.raises(UsageError, match="base URL"):
        site(title="A", base_url=given)


@pytest.mark.parametrize("given", ["a\nb", "\udcff", "x" * 201], ids=["line feed", "half a character", "long"])
def test_a_title_that_no_page_can_show_is_refused(given: str) -> None:
    """And so is such a contact."""

    with pytest.raises(UsageError, match="title"):
        site(title=given)
    with pytest.raises(UsageError, match="contact"):
        site(title="A", contact=given)
