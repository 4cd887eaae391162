"""What holds of panel/intake/prices.py."""

from decimal import Decimal

import pytest

from panel.intake.blocks import blocks
from panel.intake.prices import MONEY, amount, currency, offers

Row = tuple[str, str | None, str, str, str]


def found(html: str, *, everywhere: bool = True) -> list[Row]:
    """The offers of a page as rows of plan, amount, currency, unit and period."""
    page = offers(blocks(html, "html"), everywhere=everywhere)
    return [(o.plan, None if o.amount is None else str(o.amount), o.currency, o.unit, o.period) for o in page]


CARDS = """<h1>Pricing</h1><p>Plans for everyone</p>
<div><h3>Hobby</h3><p>To try it</p><div>Free</div></div>
<div><h3>Pro</h3><div><span>$</span><span>20</span><span>/mo</span></div><div>billed annually</div><button>Buy</button></div>
<div><h3>Team</h3><div><s>$50</s> $40</div><div>per user / month</div><a>Contact sales</a></div>
<div><h3>Enterprise</h3><p>Custom</p><a>Contact sales</a></div>"""


def test_cards() -> None:
    """A card's heading is the plan; the period may stand below; what is struck out is no price; an untold price is None."""

    assert found(CARDS) == [
        ("Hobby", "0", "USD", "", ""), ("Pro", "20", "USD", "", "month"), ("Team", "40", "USD", "user", "month"), ("Enterprise", None, "USD", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        ("<ul><li>Solo: €9,99 per month<li><b>Team</b> — €25 per seat/month</ul>", [("Solo", "9.99", "EUR", "", "month"), ("Team", "25", "EUR", "seat", "month")]),
        ("<div>Basic</div><div>£1,200</div><div>per year</div>", [("Basic", "1200", "GBP", "", "year")]),
        ("<h3>Lifetime</h3><p>$299 one-time</p>", [("Lifetime", "299", "USD", "", "once")]),
        ("<h3>Free</h3><p>For you</p>", [("Free", "0", "USD", "", "")]),
        ("<h3>Cloud</h3><p>From $0.50 per hour</p>", [("Cloud", "0.50", "USD", "", "hour")]),
        ("<h3>Max</h3><p>CA$30 a month</p>", [("Max", "30", "CAD", "", "month")]),
        ("<h3>Pro</h3><p>$20</p><p>per month</p><h3>Pro</h3><p>$20</p><p>per month</p>", [("Pro", "20", "USD", "", "month")]),
    ],
    ids=["list", "no-heading", "once", "free-heading", "from", "dollars-of-canada", "twice"],
)  # fmt: skip
def test_shapes(html: str, rows: list[Row]) -> None:
    """Lists, plain lines, one-time and hourly prices are read, each plan once."""

    assert found(html) == rows


def test_tables() -> None:
    """A table may have its plans across or down, and may price several units of one plan."""

    across = "<table><tr><th><th>Starter<th>Pro<th>Scale<tr><td>Price<td>$0<td>$29/mo<td>Contact us<tr><td>Seats<td>1<td>5<td>9</table>"
    assert found(across) == [("Starter", "0", "USD", "", ""), ("Pro", "29", "USD", "", "month"), ("Scale", None, "USD", "", "")]
    down = "<table><tr><th>Plan<th>Price<tr><td>Basic<td>$5/month<tr><td>Open<td>Free</table>"
    assert found(down)[0] == ("Basic", "5", "USD", "", "month")
    models = "<table><tr><th>Model<th>Input<th>Output<tr><td>large<td>$3.00 / 1M tokens<td>$15.00 / 1M tokens</table>"
    assert found(models) == [("large", "3.00", "USD", "1M tokens, input", ""), ("large", "15.00", "USD", "1M tokens, output", "")]


@pytest.mark.parametrize(
    "text",
    ["Save $100 a year", "We raised $8M", "$20 million in funding", "$10 in credits", "worth $500", "up to $30", "$5 off", "We do not sell your data for $3 to anyone, ever.",
     "version 1.20", "v$", "20 users", "costs 5.000.000$1", "US$1.5k"],
)  # fmt: skip
def test_no_price(text: str) -> None:
    """Savings, credits, funding and sentences are no prices."""

    assert found(f"<h3>Pro</h3><p>{text}</p>") == []


def test_only_under_its_heading() -> None:
    """Outside pricing pages, only what stands under a heading about prices counts."""

    page = "<h2>Story</h2><h3>Seed</h3><p>$20</p><h2>Pricing</h2><h3>Pro</h3><p>$9/month</p><h2>Team</h2><h3>Ann</h3><p>$7</p>"
    assert found(page, everywhere=False) == [("Pro", "9", "USD", "", "month")]


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [("$1,234.50", "1234.50", "USD"), ("€ 9,99", "9.99", "EUR"), ("20 EUR", "20", "EUR"), ("USD 5", "5", "USD"), ("₹1,500", "1500", "INR"), ("CHF 1'200", "1200", "CHF"), ("A$7", "7", "AUD")],
)  # fmt: skip
def test_money(text: str, number: str, code: str) -> None:
    """Amounts are exact in any usual spelling."""

    match = MONEY.search(text)
    assert match
    assert (amount(match), currency(match)) == (Decimal(number), code)


def test_words_around() -> None:
    """The widest words around a price come first, so that a quote names the plan where it can."""

    assert offers(blocks(CARDS, "html"), everywhere=True)[1].spans[0] == "Pro $20/mo"
