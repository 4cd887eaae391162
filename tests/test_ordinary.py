"""Rules of panel/ordinary.py."""

import pytest

from panel.ordinary import ordinary


@pytest.mark.parametrize("word", ["prose", "code", "hiring", "linters", "expected", "vendor's", "it", "readiness"])
def test_english_words_are_ordinary(word: str) -> None:
    """By the list, by an ending, or by being short."""
    assert ordinary(word)


@pytest.mark.parametrize("word", ["coderabbit", "greptile", "qdrant", "firecracker", "copilot", "zapier", "jira"])
def test_names_are_not(word: str) -> None:
    """A product's name is in no list of words."""
    assert not ordinary(word)
