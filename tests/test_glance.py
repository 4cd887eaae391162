"""Rules of panel/glance.py."""

import pytest

from panel.glance import words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's 2 Foo_bars—e2b, it is.", {"it", "s", "2", "foo", "bars", "e2b", "is"}),
        ("Été 中文 \ud800naïve", {"t", "na", "ve"}),
        ("", set()),
    ],
)
def test_words_are_runs_of_ascii_letters_and_digits(text: str, words: set[str]) -> None:
    """In lower case, each once, whatever stands between them."""
    assert words_in(text) == words
