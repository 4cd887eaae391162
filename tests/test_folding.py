"""Rules of panel/folding.py."""

import random
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import pytest

from panel.folding import _BRACKET, _BRACKET_SIGN, _MARK, _MARK_SIGN, Folded, SourceText, Vocabulary, each, find, visible, words_of

SCRAPS = (
    "word", "Word", "two words", "snake_case", "10", "3.5", "ß", "é", "e\u0301", "ﬁ", "⁶", "日本", "İ", "ſix", "K", "\u00a8", "－", "゛",
    "\u0301", "\u00ad", "\u200b", "™", "\u00a0", "\u2028", "\x1f", " ", "  ", "\n", "\t", "-", "–", "—", "'", '"', "“", "’", "´", "`",
    "``", "*", "**", "_", "__", "\\", "!", "[", "](", "](x)", "]", "][", ")", "<b>", "</b>", "<br>", "<!--", "-->", "&amp;", "|", "|---|",
    "\n| a | b |\n", "\n> ", "\n# ", "\n- ", ".", ",", "/", "@",
)  # fmt: skip
QUOTATION = frozenset("\"'‘’‚‛“”„‟«»‹›′″´")


def scrambles(count: int, seed: int) -> Iterator[str]:
    """Texts of scraps that folding treats in different ways, in any order."""
    rng = random.Random(seed)
    for _ in range(count):
        yield "".join(rng.choice(SCRAPS) + rng.choice(("", "", " ")) for _ in range(rng.randint(1, 40)))


def plainly(raw: str) -> list[tuple[str, int, int]]:
    """Folding without marks, one unit after the other: each folded character with where it stands."""
    out: list[tuple[str, int, int]] = []
    for unit in re.finditer(r"\s+|.[\u0300-\u036f]*", raw, re.DOTALL):
        shown = unit.group()
        if shown.isspace():
            if out and out[-1][0] not in " -":
                out.append((" ", *unit.span()))
        elif shown in set("-‐‑‒–—―−"):
            while out and out[-1][0] == " ":
                out.pop()
            out.append(("-", *unit.span()))
        elif shown in QUOTATION or (shown not in set("™®©") and unicodedata.category(shown[0]) != "Cf"):
            folded = "'" if shown in QUOTATION else unicodedata.normalize("NFKC", shown)
            if folded.isdigit() and unicodedata.decomposition(shown[0]).startswith(("<super>", "<sub>")):
                folded = "^" + folded
            out += [("'" if char in QUOTATION else char, *unit.span()) for char in folded]
    return out


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
        ("a<br>b", "a b"),
        ("a *b*", "a b"),
        ("a _b_", "a b"),
        ("a `b`", "a b"),
        ("a &lt; b", "a < b"),
        ("| a", "a"),
        ("[a](b)", "a"),
        ("\\!a", "!a"),
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


def test_runs_are_folded_as_their_characters_are() -> None:
    """Folding whole runs gives the same characters at the same places as folding one character after the other."""
    for text in scrambles(800, seed=21):
        folded = Folded(text)
        places = [(char, folded.start(at), folded.end(at)) for at, char in enumerate(folded.text)]

        assert places == plainly(text)


def test_no_mark_is_overlooked() -> None:
    """Going from sign to sign finds the marks and links that a search of the whole text finds."""
    for text in scrambles(800, seed=22):
        for pattern, sign in ((_MARK, _MARK_SIGN), (_BRACKET, _BRACKET_SIGN)):
            assert [m.span() for m in each(pattern, sign, text)] == [m.span() for m in pattern.finditer(text)]


def test_what_has_no_marks_is_read_as_it_is_written() -> None:
    """A text that is not folded, since nothing in it could be, is what its folding would be."""
    rng = random.Random(25)
    for _ in range(3000):
        text = "".join(
            rng.choice(("a", "word", "3.5", " ", " ", "-", "'", ".", ">", "#", "+", "$", "_", "\n", "é")) for _ in range(rng.randint(0, 9))
        )

        assert visible(text) == SourceText(text).visible.text.strip(), repr(text)


def test_a_visible_character_lies_where_it_is_read() -> None:
    """Places of the visible text go forward, stay inside the source, and hold the letter or digit that is read."""
    for text in scrambles(800, seed=23):
        folded = SourceText(text).visible
        places = [(folded.start(at), folded.end(at)) for at in range(len(folded.text))]

        assert all(0 <= start < end <= len(text) for start, end in places)
        assert all(one[0] <= other[0] for one, other in pairwise(places))
        assert all(
            text[slice(*place)] == char
            for char, place in zip(folded.text, places, strict=True)
            if char.isascii() and char.isalnum() and text[slice(*place)].isascii()
        )


def test_a_word_is_looked_up_as_in_the_list_of_words() -> None:
    """Looking one word up in a source says what the list of all its words says."""
    for text, other in pairwise(scrambles(300, seed=24)):
        source, words = SourceText(text), words_of(Folded(text).text)
        asked = words | words_of(other) | words_of(text)

        assert {word for word in asked if source.names(word)} == asked & words


def test_a_vocabulary_holds_the_words_of_the_given_text_and_of_each_source() -> None:
    """And no piece of a word; what is no word at all stands in none."""
    words = Vocabulary("Quill stores vectors", [SourceText("Its vendor is Acme"), SourceText("Größe_5")])

    assert [word for word in ("quill", "vector", "vectors", "vendor", "acme", "me", "grösse", "größe", "5", 5) if word in words] == [
        "quill", "vectors", "vendor", "acme", "grösse", "5",
    ]  # fmt: skip


def test_words_without_end() -> None:
    """Long words that a text repeats again and again, cut each time, are given up; short ones are sought to the end."""

    text = "MIT licensed under the " * 20_000
    assert find(text[: len(text) // 2 - 3], SourceText(text)) is None
    assert find("under the end", SourceText(text + "end")) == (len(text) - 10, len(text) + 3)
