"""Tests of panel/site/addresses.py."""

import re

import pytest
from states import PAYLOADS

from panel.site import addresses


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Developer Tools", "developer-tools"),
        ("  developer   TOOLS ", "developer-tools"),
        ("C", "c"),
        ("C++", r"c-[0-9a-f]{8}"),
        ("C#", r"c-[0-9a-f]{8}"),
        ("Développement", r"developpement-[0-9a-f]{8}"),
        ("日本語", r"category-[0-9a-f]{8}"),
        ("../../etc/passwd", r"etc-passwd-[0-9a-f]{8}"),
        ("x" * 300, r"x{60}-[0-9a-f]{8}"),
    ],
)
def test_a_category_has_a_file_name(name: str, key: str) -> None:
    """Readable, and another one for another name."""

    assert re.fullmatch(key, addresses.key(name))


def test_names_that_are_folded_alike_stay_apart() -> None:
    """The digest is that of the name."""

    assert len({addresses.key(name) for name in ("C", "C++", "C#", "c-", "(c)")}) == 5


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_any_category_is_a_safe_file_name(payload: str) -> None:
    """Whatever an editor or a stranger wrote."""

    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,80}", addresses.key(payload))


@pytest.mark.parametrize(
    ("word", "shelf"),
    [("swift", "swift"), ("3d", "3d"), ("日本", "_"), ("x日本", "x"), ("ß", "_")],
    ids=["word", "digit", "other", "both", "no letter of a to z"],
)
def test_a_word_has_a_shelf(word: str, shelf: str) -> None:
    """By its letters and digits; the rest share one."""

    assert addresses.shelf(word) == shelf


def test_words_are_folded() -> None:
    """Without accents, case and signs."""

    assert addresses.words("Über-Tool 2.0 (naïve_mode)") == ["uber", "tool", "2", "0", "naive", "mode"]


@pytest.mark.parametrize(("path", "root"), [("index.html", ""), ("tools/a.html", "../"), ("compare/a-vs-b/v1.html", "../../")])
def test_the_way_up(path: str, root: str) -> None:
    """As many steps as the page is deep."""

    assert addresses.root(path) == root
    assert addresses.numbered("tools.html", 1) == "tools.html"
    assert addresses.numbered("categories/c.html", 12) == "categories/c/12.html"
