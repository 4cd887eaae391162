"""Rules of panel/numerals.py."""

import re
from fractions import Fraction

import pytest

from panel.numerals import WORD, parts, value

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spelled(number: int, joint: str) -> str:
    """A number below a million in words."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (joint + _ONES[number % 10] if number % 10 else "")
    scale, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = number % scale
    low = (" and " if scale == 100 else " ") + spelled(rest, joint) if rest else ""
    return f"{spelled(number // scale, joint)} {name}{low}"


@pytest.mark.parametrize("joint", ["-", " "])
def test_every_number_in_words_is_read_back(joint: str) -> None:
    """To a million, hyphenated or not."""
    numbers = [*range(1, 2000), *range(2003, 999_999, 4507)]
    read = [re.match(WORD, spelled(n, joint)) for n in numbers]

    assert [spelled(n, joint) for n in numbers] == [m and m.group() for m in read]
    assert numbers == [value(m.group()) for m in read if m]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("a hundred", 100), ("a dozen", 12), ("half a dozen", 6), ("two dozen", 24), ("half a million", 500_000), ("twelve hundred", 1200),
        ("eighteen million", 18_000_000), ("twenty nineteen", 2019), ("nineteen ninety-nine", 1999), ("Ninety-Three", 93), ("sixty one", 61),
    ],
)  # fmt: skip
def test_other_ways_to_say_a_number(words: str, number: int) -> None:
    """Dozens, hundreds of hundreds and years that are said in pairs."""
    m = re.match(WORD, words)

    assert m
    assert (m.group(), value(m.group())) == (words, number)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("two thirds of bugs", Fraction(2, 3)), ("a third of them", Fraction(1, 3)), ("three-quarters of it", Fraction(3, 4)),
        ("cut by half", Fraction(1, 2)), ("half the size", Fraction(1, 2)), ("half price", Fraction(1, 2)), ("it halves review time", Fraction(1, 2)),
        ("about a fifth.", Fraction(1, 5)), ("every third job fails", Fraction(1, 3)), ("four nines", Fraction(9999, 10_000)),
        ("twice as fast", 2), ("doubles throughput", 2), ("tripling the load", 3), ("double the speed", 2), ("tenfold", 10), ("a 10-fold gain", 10),
    ],
)  # fmt: skip
def test_parts_and_multiples_are_read(text: str, share: Fraction) -> None:
    """By the word that names them."""
    assert [part.share for part in parts(text)] == [share]


@pytest.mark.parametrize(
    "text",
    [
        "a third option", "third-party code", "half the battle", "both halves", "split into halves", "the second half of the year",
        "it crashed twice", "it doubles as a linter", "double down", "within two quarters", "every second counts", "a manifold", "behalf of", "İ half",
    ],
)  # fmt: skip
def test_words_that_measure_nothing_are_no_parts(text: str) -> None:
    """Ordinals, idioms and repetitions."""
    assert list(parts(text)) == []
