"""Rules of panel/folding.py."""

import pytest

from panel.folding import SourceText, find, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A **bold** `code` [link](https://x.example) ![alt](y.png)", "A bold code link alt"),
        ("> quoted\n> lines", "quoted lines"),
        ("snake_case and 2**10 and a * b", "snake_case and 2**10 and a * b"),
        ("handlers[name](event) and matrix[0][1]", "handlers[name](event) and matrix[0][1]"),
        ("10⁶ rows, m²", "10^6 rows, m^2"),
        ("caf\u0065\u0301 ﬁle", "cafe\u0301 file".replace("e\u0301", "é")),
        ("soft\u00adware zero\u200bwidth", "software zerowidth"),
        ("a &amp; b<br>c <b>d</b>", "a & b c d"),
        ("well — yes", "well-yes"),
        ("~~free~~ paid", "~~free~~ paid"),
    ],
)
def test_folding_keeps_what_is_read(text: str, expected: str) -> None:
    """Marks go, words and numbers stay; what changes the meaning (powers, struck text, code) is not folded away."""
    assert visible(text) == expected


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("It is for non-commercial use and no other.", "commercial use and no other"),
        ("We do not say that it can't be done.", "We do not say that it can"),
        ("There is a cost-free plan for all.", "There is a cost"),
        ("It grew by 40% in one year alone.", "It grew by 40"),
        ("It serves over 100 million users.", "It serves over 100"),
        ("A model named GPT-4 works best there.", "4 works best there"),
        ("At 1.5 GB of storage you pay.", "5 GB of storage you pay"),
        ("10⁶ rows are too many for it.", "106 rows are too many"),
    ],
)
def test_a_quote_may_not_cut_a_word_or_a_number(source: str, quote: str) -> None:
    """A start or an end that changes what is said is no boundary, though the characters are all there."""
    assert find(quote, SourceText(source)) is None


def test_a_later_whole_place_is_found() -> None:
    """A place that cuts a word does not hide a later one that does not."""
    text = "unsupported by default; it is supported by default in v2"

    assert find("supported by default", SourceText(text)) == (30, 50)


def test_scripts_without_spaces_have_boundaries_everywhere() -> None:
    """Words of a script without spaces are found inside a run of characters."""
    text = "この道具は一つのファイルにベクトルを保存しますので便利です"

    assert find(text[5:20], SourceText(text)) == (5, 20)
