"""Rules of panel/rates.py."""

import pytest

from panel.rates import rate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" per user per month, or less", ("month", "person")), ("/seat/mo", ("month", "person")), (" a month per seat", ("month", "person")),
        (" per seat each month", ("month", "person")), (" monthly", ("month", "")), (" a year", ("year", "")), (" per annum", ("year", "")),
        (" per 1M input tokens", ("", "1000000 token")), ("/million tokens", ("", "1000000 token")), (" per thousand tokens", ("", "1000 token")),
        (" a month for the whole team", ("month", "everybody")), (" (per seat)", ("", "person")), (" per GB per year", ("year", "gb")),
        (" a day later", ("", "")), (" for a good reason", ("", "")), (", a fair price", ("", "")), (" per month billed annually", ("month", "")),
        (" per widget", ("", "widget")), (".", ("", "")),
    ],
)  # fmt: skip
def test_a_rate_is_read_behind_its_figure(text: str, expected: tuple[str, str]) -> None:
    """The period and the thing, in one spelling, in either order; other words are no rate."""
    assert rate(text, 0, counts=False) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" requests per minute per key", ("minute", "key")), (" requests a day", ("day", "")), (" req/s", ("second", "")),
        (" API calls per hour", ("hour", "")), (" people in a room", ("", "")), (" steps. A day later", ("", "")),
    ],
)  # fmt: skip
def test_what_is_counted_may_stand_between(text: str, expected: tuple[str, str]) -> None:
    """One or two words between a number and its rate."""
    assert rate(text, 0, counts=True) == expected
