"""Rules of panel/figures.py."""

import random

import pytest

from panel.figures import _FIGURE, Stock, _figures, _matches, _parts, _told, figures

SCRAPS = (
    "1", "20", "1,000", "3.5", "2026", "2026-11-01", "one", "Two", "three", "four", "five", "six", "Seven",
    "eight", "nine", "ten", "eleven", "twelve", "May , 2026", "US$ ", "someone", "often", "May", "Nov.", "November", "1st", "of", ",",
    ".", "-", "/", ":", "$", "US$", "€", "USD", "EUR ", "%", "percent", "k", "B", "million", "ms", "months", "x", "v", "v1.2.3", "GPT-4o",
    "o3-mini", "non-", "Apache-", "rc1", "\n", "\t", " ", "  ", "\u00a0", "word", "a b c", "(", ")", "_", "7", "²", "٣",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$20, 20 USD, US$20 and 20 dollars", [("price", "20", "USD")] * 4),
        ("$0.20 or 20 cents", [("price", "0.2", "USD")] * 2),
        ("€19.99 and £1.5k", [("price", "19.99", "EUR"), ("price", "1500", "GBP")]),
        ("1,000 and 1000 and 1k", [("number", "1000", "")] * 3),
        ("400B and 400 billion", [("number", "400000000000", "")] * 2),
        ("40 %, 40% and 40 percent", [("percent", "40", "%")] * 3),
        ("12 ms and twelve milliseconds", [("number", "12", "ms")] * 2),
        ("2026-11-01, Nov 1, 2026 and 1 November 2026", [("date", "2026-11-01", "")] * 3),
        ("November 2026", [("date", "2026-11-", "")]),
        ("v1.2.3 and 1.2.3", [("version", "1.2.3", "")] * 2),
        ("3.10 and 3.1", [("number", "3.10", ""), ("number", "3.1", "")]),
        ("four and one", [("number", "4", "")]),
        ("ten million", [("number", "10000000", "")]),
        ("$20-40", [("price", "20", "USD"), ("price", "40", "USD")]),
        ("10 to 20 %", [("percent", "10", "%"), ("percent", "20", "%")]),
        ("GPT-4o, o3-mini", [("code", "gpt-4o", ""), ("code", "o3-mini", "")]),
        ("5.76x", [("number", "5.76", "x")]),
        ("the 2010s, 21st century", []),
        ("ninety-three percent and sixty one percent", [("percent", "93", "%"), ("percent", "61", "%")]),
        ("twenty-four dollars, a hundred bucks", [("price", "24", "USD"), ("price", "100", "USD")]),
        ("A$24, 24 Australian dollars, AUD 24 and $24 AUD", [("price", "24", "AUD")] * 4),
        ("CA$24 and 24 CAD", [("price", "24", "CAD")] * 2),
        ("₹24, £24 and 24 quid", [("price", "24", "INR"), ("price", "24", "GBP"), ("price", "24", "GBP")]),
        ("nine out of ten, 9 out of 10 and 90 %", [("percent", "90", "%")] * 3),
        ("one job in five, one in every five and a fifth of them", [("percent", "20", "%")] * 3),
        ("two thirds of it", [("percent", "2/3", "%")]),
        ("half the size; it halves time", [("percent", "50", "%")] * 2),
        ("twice as fast, 2x and a two-fold gain", [("number", "2", "x")] * 3),
        ("two in three steps", [("number", "2", ""), ("number", "3", "")]),
        ("a dozen and twenty nineteen", [("number", "12", ""), ("number", "2019", "")]),
    ],
)
def test_each_figure_has_one_spelling(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Ways of writing a figure give the same kind, value and unit."""
    assert [(f.kind, f.value, f.unit) for f in figures(text)] == expected


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("20 USD", "20"),
        ("July 30, 2026", "2026"),
        ("July 30, 2026", "July 2026"),
        ("Python 3.11.4", "3.11"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("one file", "1"),
        ("GPT-4o", "GPT4o"),
        ("93%", "ninety-three percent"),
        ("67 %", "two thirds of them"),
        ("two thirds of them", "66.7 %"),
        ("9 of 10 teams", "nine out of ten"),
        ("one in five", "five"),
        ("$24 per user per month", "24 dollars a seat each month"),
        ("$24 per user per month", "$24 monthly"),
        ("$24 per user per month", "$24"),
        ("120 requests per minute", "120 calls a minute"),
        ("120 requests", "120 requests per minute"),
        ("$3 per million tokens", "$3 per 1M tokens"),
    ],
)
def test_a_stock_holds_the_same_figure_told_more_loosely(held: str, asked: str) -> None:
    """A unit may be left out, a date or a version shortened."""
    assert all(Stock(held).holds(f) for f in figures(asked))


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("20", "$20"),
        ("$20", "€20"),
        ("12 ms", "12 s"),
        ("3.11", "3.1"),
        ("July 30, 2026", "July 31, 2026"),
        ("July 2026", "July 30, 2026"),
        ("40", "40 %"),
        ("GPT-4o", "GPT-4"),
        ("o3-mini-2", "o3"),
        ("1,000", "1,001"),
        ("3.11", "3.11.4"),
        ("$24 per user per month", "$24 per user per year"),
        ("$24 per user per month", "$24 per workspace per month"),
        ("$24 per user per month", "$24 a month for any number of users"),
        ("120 requests per minute", "120 requests per second"),
        ("$24", "A$24"),
        ("A$24", "$24"),
        ("$24", "₹24"),
        ("$3 per million tokens", "$3 per thousand tokens"),
        ("61%", "ninety percent"),
        ("61%", "two thirds of them"),
        ("93%", "nine out of ten"),
        ("fast", "twice as fast"),
    ],
)
def test_a_stock_does_not_hold_another_figure(held: str, asked: str) -> None:
    """Another value, unit, currency or a finer date or version is another figure."""
    assert not any(Stock(held).holds(f) for f in figures(asked))


def test_no_figure_is_overlooked() -> None:
    """Going from number to number finds the figures that a search of the whole text finds."""
    rng = random.Random(31)
    for _ in range(2000):
        text = "".join(rng.choice(SCRAPS) + rng.choice(("", "", " ")) for _ in range(rng.randint(1, 30)))

        assert [m.span() for m in _matches(text)] == [m.span() for m in _FIGURE.finditer(text)], text


def test_a_text_that_is_passed_over_has_no_figure() -> None:
    """The words of a text rule out no figure, no part and no multiple that it has."""
    rng = random.Random(32)
    scraps = (
        *SCRAPS[6:30],
        "a",
        "half",
        "the",
        "third",
        "quarters",
        "every",
        "second",
        "job",
        "twice",
        "as",
        "tenfold",
        "fold",
        "doubles",
        "tripled",
        "nines",
        "by",
        "halves",
    )
    for _ in range(2000):
        text = "".join(rng.choice(scraps) + rng.choice((" ", " ", "")) for _ in range(rng.randint(1, 8)))

        assert figures(text) == _told(_figures(text), text, _parts(text)), text
