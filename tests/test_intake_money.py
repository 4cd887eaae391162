"""What holds of panel/intake/money.py."""

from decimal import Decimal

import pytest

from panel.intake.money import Habits, habits, money

PLAIN = Habits()


def read(text: str, page: Habits = PLAIN) -> list[tuple[str | None, str]]:
    """The amounts of a text with their currencies."""
    return [(None if one.amount is None else str(one.amount), one.currency) for one in money(text, page)]


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("$24", "24", "USD"), ("$1,234.50", "1234.50", "USD"), ("$0.0012 per page", "0.0012", "USD"), ("US$1 999,00 per year", "1999.00", "USD"), ("$1 999 per year", "1999", "USD"),
        ("24 USD/month", "24", "USD"), ("$24USD", "24", "USD"), ("USD 5", "5", "USD"), ("5¢ per call", "0.05", "USD"), ("0.8¢", "0.008", "USD"),
        ("$24 CAD", "24", "CAD"), ("AUD $24", "24", "AUD"), ("CA$30", "30", "CAD"), ("A$7", "7", "AUD"), ("MX$480", "480", "MXN"), ("HK$88", "88", "HKD"), ("R$ 1.299,00", "1299.00", "BRL"),
        ("€ 9,99", "9.99", "EUR"), ("€1.200,00", "1200.00", "EUR"), ("1 200,00 €", "1200.00", "EUR"), ("EUR 1.200,50", "1200.50", "EUR"), ("€1,200", "1200", "EUR"), ("20 EUR", "20", "EUR"),
        ("CHF 1'290", "1290", "CHF"), ("CHF 49.–", "49", "CHF"), ("₹1,49,999", "149999", "INR"), ("₹12,00,000", "1200000", "INR"), ("₹1,499", "1499", "INR"), ("₩50,000", "50000", "KRW"),
        ("2,980円/月", "2980", "JPY"), ("¥120,000〜", "120000", "JPY"), ("￥980", "980", "JPY"), ("199 zł / mies", "199", "PLN"), ("99 Kč", "99", "CZK"), ("249 SEK", "249", "SEK"), ("249 kr NOK", "249", "NOK"),
    ],
)  # fmt: skip
def test_amounts(text: str, number: str, code: str) -> None:
    """Amounts are exact in any usual spelling, and a code beside a sign says which dollar or crown it is."""

    assert read(text) == [(number, code)]


@pytest.mark.parametrize(
    "text",
    [
        "$1.200 per month", "€1.250 / 1M tokens", "₹1,4,99", "$12,34,567", "$1,2345", "$24 EUR", "AUD $24 CAD", "249 kr", "$10 500 credits", "Plan 1 200 €", "$1.2k", "$1.5M", "$4 million", "$49k", "$24 99", "$1.2.3", "¥3万",
    ],
)  # fmt: skip
def test_two_readings(text: str) -> None:
    """Of an amount with two readings, or one that goes on, none is taken; that there is one is told all the same."""

    assert [number for number, _ in read(text)] == [None]


@pytest.mark.parametrize("text", ["version 1.20", "Z$5", "XUSD5", "a1 €x", "20 users", "$", "US$", "1.2万円", "v1.20 EURO"])
def test_no_amount(text: str) -> None:
    """A number without a currency that is known is no amount."""

    assert read(text) == []


def test_grouped() -> None:
    """Thousands after a point are kept beside, for what stands around to decide; a page that writes commas before cents has decided."""

    (one,) = money("€1.200 per month", PLAIN)
    assert (one.amount, one.grouped) == (None, Decimal(1200))
    assert read("1.200 €", habits(["9,99 €"])) == [("1200", "EUR")]
    assert read("€1,200", habits(["9,99 €"])) == [(None, "EUR")]
    assert read("0,120 €", habits(["9,99 €"])) == [("0.120", "EUR")]
    assert read("1.490 €", habits([], "de")) == [("1490", "EUR")]


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("All prices are in Canadian dollars.", "", "CAD"), ("Prices shown in AUD", "", "AUD"), ("Pricing (all prices in SGD)", "", "SGD"), ("We ship to Canada, where winters are cold.", "", "USD"),
        ("Prices are per 1M tokens, in US dollars.", "", "USD"), ("Prices in CAD. Prices in AUD.", "", ""),
    ],
)  # fmt: skip
def test_dollars(text: str, language: str, code: str) -> None:
    """A bare dollar sign is the US one unless the page says another; if it says two, it is none."""

    assert habits([text.split(". ", maxsplit=1)[0], text], language).dollar == code


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("249 kr", "sv", "SEK"),
        ("249 kr", "da", "DKK"),
        ("249 kr/mån", "", "SEK"),
        ("249 kr, NOK", "", "NOK"),
        ("¥99", "zh", "CNY"),
        ("¥99", "ja", "JPY"),
        ("¥99 元", "", ""),
    ],
)
def test_shared_signs(text: str, language: str, code: str) -> None:
    """A sign of several currencies is read by the page's language or by what else stands on it."""

    assert read(text.split(",", maxsplit=1)[0].split(" 元", maxsplit=1)[0], habits([text], language))[0][1] == code


def test_endless() -> None:
    """A number without end is read once."""

    assert len(read("$" + "1," * 50_000)) == 1
    assert len(read("$1" + " 000" * 50_000)) == 1
