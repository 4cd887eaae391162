"""Rules of panel/ordinary.py."""

import pytest

from panel.ordinary import extraordinary, ordinary


@pytest.mark.parametrize("word", ["prose", "code", "hiring", "linters", "expected", "vendor's", "it", "readiness"])
def test_english_words_are_ordinary(word: str) -> None:
    """By the list, by an ending, or by being short."""
    assert ordinary(word)


@pytest.mark.parametrize("word", ["coderabbit", "greptile", "qdrant", "firecracker", "copilot", "zapier", "jira"])
def test_names_are_not(word: str) -> None:
    """A product's name is in no list of words."""
    assert not ordinary(word)


def test_the_words_that_are_left_are_those_that_are_not_ordinary() -> None:
    """Whether they are ordinary by the list or by their ending."""
    assert set(extraordinary(frozenset({"prose", "hiring", "jira", "it", "zapier"}))) == {"jira", "zapier"}
