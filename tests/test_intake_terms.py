"""What holds of panel/intake/terms.py."""

import pytest

from panel.intake.terms import begins, introduces, qualified, terms


@pytest.mark.parametrize(
    ("after", "unit", "period"),
    [
        ("/mo", "", "month"), (" a month", "", "month"), (" monthly", "", "month"), (" month to month", "", "month"), (" pro Monat", "", "month"), (" im Monat", "", "month"), ("/月", "", "month"), ("/mês", "", "month"),
        (" per year", "", "year"), (" p.a.", "", "year"), (" billed annually", "", "year"), (" par an", "", "year"), (" al año", "", "year"), (" one-time", "", "once"), ("/hr", "", "hour"), (" per day", "", "day"),
        ("/user/month, billed annually", "user", "month"), (" per seat, per month", "seat", "month"), ("/mo/seat", "seat", "month"), (" per user, billed annually", "user", "year"), (" monthly when billed annually", "", "month"),
        (" pro Nutzer / Monat", "Nutzer", "month"), (" par utilisateur et par mois", "utilisateur", "month"), (" pro GB und Monat", "GB", "month"),
        (" / GPU-hour", "GPU", "hour"), (" per GB-month", "GB", "month"), ("/GB/month", "GB", "month"), (" per vCPU-second", "vCPU-second", ""),
        ("/second", "second", ""), ("/week", "week", ""), (" per quarter", "quarter", ""), (" weekly", "week", ""), (" per user per week", "user per week", ""), (" every 2 weeks", "2 weeks", ""), (" for 6 months", "6 months", ""),
        (" per 100,000 traces", "100,000 traces", ""), (" per 1M reads", "1M reads", ""), ("/MTok", "MTok", ""), (" / 1K characters", "1K characters", ""), (" per million input tokens", "million input tokens", ""),
        (" per active contributor each month", "active contributor", "month"), (" a month, includes 400,000 pages", "", "month"), ("/month for 5 users per team", "", "month"), (" per month plus VAT", "", "month"),
        (" per month. Billed per user.", "", "month"), (" / monthbilled annually", "", "month"), (" a great deal", "", ""), ("", "", ""), (" Pro Monthly", "", "month"),
    ],
)  # fmt: skip
def test_terms(after: str, unit: str, period: str) -> None:
    """Unit and period are those that the words behind the amount say; a period that a price has no word for is in the unit."""

    assert terms(after) == (unit, period)


@pytest.mark.parametrize(
    ("label", "unit", "period", "rest"),
    [
        ("Price", "", "", ""), ("Monthly", "", "month", ""), ("Price per second", "second", "", ""), ("Cost per 1K calls (USD)", "1K calls", "", ""), ("Input ($/1M tokens)", "1M tokens", "", "Input"), ("On-demand", "", "", "On-demand"),
        ("Starting price", "", "", ""), ("Price / month", "", "month", ""),
    ],
)  # fmt: skip
def test_qualified(label: str, unit: str, period: str, rest: str) -> None:
    """The head of a column says terms, and perhaps something besides."""

    assert qualified(label) == ((unit, period), rest)


def test_lines() -> None:
    """A line goes on with an amount's terms when it begins with them; a plan's name does not."""

    assert [
        begins(line) for line in ("per user / month", "/month", "billed yearly", "pro Nutzer", "Pro", "10k requests a month", "Plus")
    ] == [True] * 4 + [False] * 3


def test_introductions() -> None:
    """What holds for the beginning only says so."""

    assert all(map(introduces, (" for the first month", "/month for the first 3 months", " first month", "/mo introductory price"[3:])))
    assert not any(map(introduces, ("/month", " per first-class seat", " for 3 months")))
