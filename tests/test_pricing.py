"""What holds of panel/pricing.py and of the spellings in panel/tariff.py."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from panel.evidence import SourceText
from panel.pricing import Price, Published, entry, unborne, unsaid

Row = tuple[str, str | None, str, str, str, str]
PLANS = ("Pro", "Team", "Free")
HONEST: list[Row] = [
    ("Pro", "20", "USD", "user", "month", "Pro costs $20 per month for each user"),
    ("Pro", "20", "USD", "user", "month", "Pro: $20/user/mo"),
    ("Pro", "20", "USD", "user", "month", "$20 per seat, per month, billed annually"),
    ("Pro", "99", "EUR", "", "month", "Pro 99 € pro Monat"),
    ("Pro", "99", "EUR", "", "month", "99,00 € par mois et par utilisateur"),
    ("Scale", "1299", "EUR", "", "month", "Scale: 1.299,00 € im Monat"),
    ("Scale", "1299", "EUR", "", "year", "Scale: 1 299 € per year"),
    ("Scale", "149999", "INR", "", "year", "Scale ₹1,49,999 per year"),
    ("Scale", "2400", "USD", "", "year", "Scale US$2 400,00 per year"),
    ("Scale", "49000", "KRW", "", "month", "Scale 49,000원 per month"),
    ("Team", "39", "USD", "", "month", "Team $59$39 per month"),
    ("Scale", "1299", "USD", "", "year", "Scale is $1,299 a year"),
    ("Scale", "1299", "CHF", "", "year", "CHF 1'299.– per year"),
    ("API", "3", "USD", "1M input tokens", "", "$3.00 per 1M input tokens and $15.00 per 1M output tokens"),
    ("API", "15", "USD", "1M output tokens", "", "$3.00 per 1M input tokens and $15.00 per 1M output tokens"),
    ("API", "3", "USD", "1M input tokens", "", "Input: $3.00 / 1M tokens"),
    ("API", "0.25", "USD", "1M tokens", "", "$0.25 per million tokens"),
    ("API", "0.25", "USD", "million tokens", "", "$0.25 per 1,000,000 tokens"),
    ("Free", "0", "USD", "", "", "The weights cost nothing to download, and there is no charge per token."),
    ("Free", "0", "USD", "", "", "Downloading the weights is free, and no royalty is owed for any use."),
    ("Hobby", "0", "USD", "", "month", "Hobby $0/month, for personal projects"),
    ("Free", "0", "USD", "", "", "Free forever for individuals"),
    ("Free", "0", "USD", "", "", "個人は無料でお使いいただけます。"),
    ("Community", "0", "USD", "", "", "The community edition comes free of charge."),
    ("GPU", "4.49", "USD", "", "hour", "1x H200 $4.49 /hr"),
    ("Node", "34.9", "USD", "", "hour", "8x H200 node $34.90 / GPU-hour"),
    ("Team", "45", "USD", "user", "month", "Team For growing teams $45 / user / month"),
    ("Storage", "0.33", "USD", "GB", "month", "Extra storage | — | $0.33/GB/month | $0.25/GB/month | Custom"),
    ("Lifetime", "199", "USD", "", "once", "Lifetime licence: $199 one-time payment"),
    ("Indie", "5", "GBP", "", "month", "from £5 a month"),
    ("Std", "1980", "JPY", "", "month", "スタンダード 月額1,980円(税込)"),
    ("Std", "2000", "JPY", "", "month", "Standard ¥2,000 per month"),
    ("Std", "499", "INR", "user", "month", "₹499 per user per month"),
    ("Std", "29", "AUD", "member", "month", "A$29 per member each month"),
    ("Std", "29", "PLN", "seat", "month", "29 PLN per month per seat"),
    ("Std", "199", "SEK", "", "month", "199 kr per month"),
    ("Pro", "20", "USD", "", "month", "Twenty dollars a month buys the Pro plan."),
    ("Pro", "20", "USD", "user", "month", "Pro is $20 USD per month (excl. VAT) per user"),
    ("Pro", "16", "USD", "", "month", "Was $20, now $16 per month"),
    ("Pro", "20", "USD", "", "month", "Plans range from $20 to $40 per month"),
    ("Pro", "40", "USD", "", "month", "Plans range from $20-40 per month"),
    ("Pro", "240", "USD", "", "year", "$20 per month or $240 per year"),
    ("Pro", "20", "USD", "", "month", "$20 per month or $240 per year"),
    ("Pro", "20", "USD", "", "month", "Monthly: $20. Annual: $200."),
    ("Pro", "200", "USD", "", "year", "Monthly: $20. Annual: $200."),
    ("Pro", "20", "USD", "", "month", "Pro $20 with 500 requests per day"),
    ("Pro", "20", "USD", "", "month", "Pro $20/mo includes 1,000 credits per day"),
    ("Price per developer", "24", "USD", "helix team", "", "Price per developer | $24 | $45 | $39"),
    ("Team", "30", "USD", "user", "month", "Team For growing teams $30 $24/ user / month"),
    ("Reads", "8.25", "USD", "", "", "Reads | 1M | $8.25 per 1M reads | $7 per 1M reads | Custom"),
    ("Flat", "99", "USD", "team", "month", "One flat price of $99 a month for the whole team"),
    ("Runs", "0.01", "USD", "run", "", "1 cent per run"),
    ("Runs", "0.5", "USD", "1,000 runs", "", "50 cents per 1,000 runs"),
    ("Ent", None, "USD", "", "", "Enterprise: contact us"),
    ("Ent", None, "USD", "", "", ""),
    ("Big", "1500", "USD", "", "month", "Enterprise starts at $1.5k per month"),
    ("Pro", "20", "USD", "", "month", "Pro — USD 20 / month"),
    ("Pro", "20", "USD", "", "month", "**Pro** costs `$20` per month"),
    ("Embeddings", "0.02", "USD", "1M tokens", "", "Embeddings forge-embed $0.02 / 1M tokens"),
    (
        "forge",
        "0.3",
        "USD",
        "1M tokens, cached input",
        "",
        "forge-large-2 | 256K | $3.00 / 1M tokens | $0.30 / 1M tokens | $15.00 / 1M tokens",
    ),
    ("Team", "25", "USD", "seat", "month", "$25 per developer per month"),
    ("Team", "12", "USD", "user", "month", "12 dollars per user and month"),
    ("Year", "120", "USD", "", "year", "Annual plan: $120"),
    ("Pro", "20", "USD", "user", "month", "$20 monthly per user"),
    ("Growth", "49", "USD", "", "month", "Growth — $49/month billed monthly, or $39/month billed yearly"),
    ("Growth", "39", "USD", "", "month", "Growth — $49/month billed monthly, or $39/month billed yearly"),
    ("Solo", "0", "USD", "", "", "Solo: free, no card needed"),
    ("Startup", "75", "USD", "seat", "month", "Startup plan, seventy-five dollars per seat per month"),
    ("Std", "12", "EUR", "user", "month", "€12 / Nutzer / Monat"),
    ("Std", "12", "EUR", "user", "month", "12 EUR par utilisateur et par mois"),
    ("Biz", "35", "USD", "editor", "month", "Business ($35 per editor, monthly)"),
    ("Max", "200", "USD", "", "month", "Max from $200/mo."),
    ("gpt-x", "2.5", "USD", "1M input tokens", "", "gpt-x: $2.50 / 1M input, $10.00 / 1M output"),
    ("Events", "0.00005", "USD", "event", "", "$0.00005 per event after the first million"),
    ("Core", "99", "GBP", "", "once", "The Core licence is a one-off payment of £99."),
    ("Team", "150", "USD", "", "month", "Team: $150 every month, up to 10 users"),
    ("Team", "150", "USD", "", "month", "Team | 10 users | $150 | monthly"),
    ("On-demand", "2.99", "USD", "GPU", "hour", "H100 SXM on demand: $2.99 per GPU per hour"),
    ("Pro", "9.99", "USD", "", "month", "Pro, US$9.99 a month"),
    ("Pro", "15000", "JPY", "", "month", "Pro costs 15,000 JPY monthly"),
    ("Pro", "2400", "KRW", "call", "", "₩2,400 per call"),
    ("Minutes", "0.008", "USD", "build minute", "", "Additional build minutes cost $0.008 each"),
    ("Ultra", "249.99", "USD", "", "month", "Ultra $249.99/month (was $299.99)"),
    ("Edu", "0", "USD", "", "", "Students and teachers pay nothing."),
    ("Self-hosted", "0", "USD", "", "", "Self-hosting is free and open source under MIT."),
    ("Plus", "100", "USD", "user", "year", "Plus is priced at $100 per user, per annum."),
    ("Ent", "40000", "USD", "", "year", "Enterprise contracts start at $40k a year."),
    ("Pro", "25", "USD", "developer", "month", "Each developer pays $25 monthly."),
    ("Pro", "20", "USD", "user", "month", "Pro $20 per user / month Best for small teams with 3 projects a month"),
]
WRONG: list[Row] = [
    ("Pro", "99", "EUR", "team", "year", "Pro costs $20 per month for each user"),
    ("Pro", "20", "EUR", "user", "month", "Pro costs $20 per month for each user"),
    ("Pro", "99", "USD", "user", "month", "Pro costs $20 per month for each user"),
    ("Pro", "20", "USD", "team", "month", "Pro costs $20 per month for each user"),
    ("Pro", "20", "USD", "user", "year", "Pro costs $20 per month for each user"),
    ("Pro", "2", "USD", "user", "month", "Pro costs $20 per month for each user"),
    ("Pro", "200", "USD", "user", "month", "Pro costs $20 per month for each user"),
    ("Pro", "20", "USD", "", "month", "Pro 20 € pro Monat"),
    ("Pro", "20", "EUR", "", "year", "Pro 20 € pro Monat"),
    ("Pro", "20", "USD", "", "month", "Pro is £20 a month"),
    ("API", "3", "USD", "1M output tokens", "", "$3.00 per 1M input tokens"),
    ("API", "3", "USD", "1K input tokens", "", "$3.00 per 1M input tokens"),
    ("API", "3", "USD", "token", "", "$3.00 per 1M input tokens"),
    ("API", "3", "USD", "request", "", "$3.00 per 1M tokens"),
    ("API", "3", "USD", "1M output tokens", "", "Input: $3.00 / 1M tokens"),
    ("API", "15", "USD", "1M input tokens", "", "$3.00 per 1M input tokens and $15.00 per 1M output tokens"),
    ("Free", "0", "USD", "", "", "Pro costs $20 per month for each user"),
    ("Free", "0", "USD", "", "", "The tool is no longer free."),
    ("Free", "0", "USD", "", "", "Start your 14-day free trial"),
    ("Free", "0", "USD", "", "", "Feel free to contact our sales team"),
    ("Free", "0", "USD", "", "", "The hosted plan is not free."),
    ("Free", "0", "USD", "", "", "An ad-free editor for teams"),
    ("Pro", "20", "USD", "", "month", "Save $20 with the annual plan"),
    ("Pro", "20", "USD", "", "", "Get $20 in free credits when you sign up"),
    ("Pro", "30", "USD", "", "month", "Was $30, now $20 per month"),
    ("Pro", "50", "USD", "", "", "The company raised $50 last spring"),
    ("Pro", "20", "USD", "", "month", "Twenty teams use Pro every month"),
    ("Pro", "20", "USD", "", "month", "Pro supports 20 users per month"),
    ("Pro", "20", "USD", "", "month", "20% off for students every month"),
    ("Pro", "240", "USD", "", "month", "$20 per month or $240 per year"),
    ("Pro", "20", "USD", "", "year", "$20 per month or $240 per year"),
    ("GPU", "4.49", "USD", "", "month", "1x H200 $4.49 /hr"),
    ("GPU", "4.49", "USD", "", "hour", "1x H200 $4.49 per day"),
    ("Lifetime", "199", "USD", "", "year", "Lifetime licence: $199 one-time payment"),
    ("Plan", "199", "USD", "", "once", "$199 per year"),
    ("Std", "29", "USD", "member", "month", "A$29 per member each month"),
    ("Std", "29", "USD", "", "month", "$29 CAD per month"),
    ("Std", "29", "AUD", "", "month", "$29 per month"),
    ("Scale", "1299", "USD", "", "hour", "Scale: 1.299 dollars per hour"),
    ("Scale", "1.299", "USD", "", "year", "Scale is $1,299 a year"),
    ("Storage", "0.33", "USD", "TB", "month", "$0.33/GB/month"),
    ("Storage", "0.33", "USD", "user", "month", "$0.33/GB/month"),
    ("Team", "99", "USD", "user", "month", "$99 a month for the whole team"),
    ("Pro", "60", "USD", "", "month", "$60 per quarter"),
    ("Pro", "60", "USD", "", "month", "$60 every 3 months"),
    ("Pro", "5", "USD", "seat", "month", "$5 a week for each seat"),
    ("Std", "1980", "JPY", "", "year", "スタンダード 月額1,980円(税込)"),
    ("Std", "1980", "USD", "", "month", "スタンダード 月額1,980円(税込)"),
    ("Pro", "20", "USD", "", "month", "Yearly price: $20"),
    ("Pro", "20", "USD", "", "", "Pro costs nothing"),
    ("Pro", "20", "USD", "", "", "Contact us for a quote"),
    ("Runs", "1", "USD", "run", "", "1 cent per run"),
    ("Runs", "0.5", "USD", "run", "", "50 cents per 1,000 runs"),
    ("Pro", "20", "USD", "", "year", "$120 per year, paid upfront"),
    ("Pro", "20", "USD", "", "month", "Version 20 costs $9 per month"),
    ("Pro", "40", "USD", "", "month", "Pro costs $20 per month, Team costs $40 per month"),
    ("Pro", "20", "USD", "", "", ""),
    ("Pro", "20", "USD", "", "", "   "),
    ("Growth", "49", "USD", "", "year", "Growth — $49/month billed monthly, or $39/month billed yearly"),
    ("Growth", "59", "USD", "", "month", "Growth — $49/month billed monthly"),
    ("Solo", "0", "USD", "", "", "Solo: $9 per month after the free month"),
    ("Startup", "57", "USD", "seat", "month", "Startup plan, seventy-five dollars per seat per month"),
    ("Std", "12", "EUR", "team", "month", "€12 / Nutzer / Monat"),
    ("Std", "12", "EUR", "user", "year", "€12 / Nutzer / Monat"),
    ("Std", "12", "USD", "user", "month", "€12 / Nutzer / Monat"),
    ("gpt-x", "10", "USD", "1M input tokens", "", "gpt-x: $2.50 / 1M input, $10.00 / 1M output"),
    ("Core", "99", "GBP", "", "month", "The Core licence is a one-off payment of £99."),
    ("On-demand", "2.99", "USD", "GPU", "month", "H100 SXM on demand: $2.99 per GPU per hour"),
    ("Pro", "9.99", "AUD", "", "month", "Pro, US$9.99 a month"),
    ("Pro", "15000", "CNY", "", "month", "Pro costs 15,000 JPY monthly"),
    ("Ultra", "299.99", "USD", "", "month", "Ultra $249.99/month (was $299.99)"),
    ("Plus", "100", "USD", "user", "month", "Plus is priced at $100 per user, per annum."),
    ("Plus", "100", "USD", "workspace", "year", "Plus is priced at $100 per user, per annum."),
    ("Ent", "40", "USD", "", "year", "Enterprise contracts start at $40k a year."),
    ("Ent", "40000", "USD", "", "month", "Enterprise contracts start at $40k a year."),
    ("Calls", "2", "USD", "call", "", "$2 per 1,000 calls"),
    ("Calls", "2", "USD", "1M calls", "", "$2 per 1,000 calls"),
    ("Free", "0", "USD", "", "", "Free for the first 3 months, then $15"),
    ("Free", "0", "USD", "", "", "There is no free plan."),
    ("Free", "0", "USD", "", "", "We do not offer a free tier."),
    ("Pro", "100", "USD", "", "month", "Join 100 teams that pay $20 a month"),
    ("Pro", "5", "USD", "", "month", "Get $5 off every month"),
    ("Pro", "1000", "USD", "", "", "Up to $1000 in startup credits"),
    ("Pro", "20", "USD", "", "month", "Competitors charge $20 per month"),
    ("Storage", "0.1", "USD", "GB", "month", "$0.10 per GB per day"),
]


def price(plan: str, amount: str | None, currency: str = "USD", unit: str = "", period: Any = "", quote: str = "") -> Price:
    """A price as an editor recorded it."""
    worth = None if amount is None else Decimal(amount)
    return Price(plan=plan, amount=worth, currency=currency, unit=unit, period=period, source="page", as_of=date(2026, 11, 1), quote=quote)


def faults(row: Row) -> tuple[str, ...]:
    """What keeps a price from being published, where its source holds its quote."""
    return unborne(price(*row), SourceText(f"# Plans\n\n{row[-1]}\n\nThat is all."), plans=PLANS)


@pytest.mark.parametrize("row", HONEST)
def test_a_price_that_its_quote_says_is_published(row: Row) -> None:
    """In whatever spelling a page has for the sum, the currency, the period and the unit."""

    assert faults(row) == ()


@pytest.mark.parametrize("row", WRONG)
def test_a_price_that_its_quote_refutes_is_not(row: Row) -> None:
    """Another amount, currency, period, unit or plan, a saving, a former price, or no quote at all."""

    assert faults(row)


def test_each_fault_is_told_with_what_the_quote_says() -> None:
    """An editor can correct the line without opening the source."""

    quote = "Pro costs $20 per month for each user"
    assert faults(("Pro", "99", "EUR", "team", "year", quote)) == (
        "99 EUR does not stand in its quote (it says $20)",
        "its quote says 'per month for each user', not per year",
        "its quote says 'per month for each user', not per team",
    )
    assert faults(("Pro", "20", "USD", "team", "year", quote)) == (
        "its quote says 'per month for each user', not per year",
        "its quote says 'per month for each user', not per team",
    )
    assert faults(("Free", "0", "USD", "", "", quote)) == ("its quote does not say that it is free (it says $20)",)
    assert faults(("Pro", "20", "USD", "", "", "")) == ("no quote is given",)


def test_a_quote_must_stand_in_its_source() -> None:
    """Words that say the right thing and stand nowhere bear nothing out; a quote that is too short is told so."""
    source = SourceText("Pro costs $20 per month.")

    assert unborne(price("Pro", "20", quote="Pro is $20 a month for all"), source) == ("its quote does not stand in 'page'",)
    assert unborne(price("Pro", "20", quote="costs $20"), source) == ("its quote is shorter than 12 characters",)
    assert unborne(price("Pro", None, quote="Ask our sales team about Pro"), source) == ("its quote does not stand in 'page'",)


def test_a_dollar_is_another_country_s_where_the_source_says_so() -> None:
    """Alone it is the US one."""
    row = price("Pro", "20", "AUD", quote="Pro costs $20 per month")

    assert unborne(row, SourceText("All prices in AUD.\n\nPro costs $20 per month")) == ()
    assert unborne(row, SourceText("Pro costs $20 per month"))


def test_what_a_line_leaves_out_is_told_and_hinders_nothing() -> None:
    """A quote that says more than the line is no contradiction."""
    line = price("Pro", "20", quote="Pro costs $20 per month for each user")

    assert unborne(line, SourceText(line.quote)) == ()
    assert unsaid(line, SourceText(line.quote)) == (
        "its quote says 'per month for each user', and the line has no period",
        "its quote says 'per month for each user', and the line has no unit",
    )
    assert unsaid(price("Pro", "20", unit="user", period="month", quote=line.quote), SourceText(line.quote)) == ()


@pytest.mark.parametrize("quote", ["$" * 600, "9 " * 300, "per " * 150, "$1 per " * 85, "1," * 300, "(" * 600, "a-" * 300, "twenty " * 85])
def test_no_quote_takes_long(quote: str) -> None:
    """A page may hold anything; the cost grows with the length alone, or this would not end."""

    assert unborne(price("Pro", "20", period="month", quote=quote), SourceText("x"))


ENTRIES: dict[str, tuple[list[Price], str | None]] = {
    "none": ([], None),
    "none published": ([price("Big", None)], None),
    "the lowest plan": ([price("Team", "40", period="month"), price("Pro", "20", period="month")], "Pro"),
    "a free plan": ([price("Free", "0"), price("Pro", "20", period="month")], "Free"),
    "a plan before a rate": ([price("API", "0.25", unit="1M tokens"), price("Pro", "20", unit="user", period="month")], "Pro"),
    "a plan before a rate by the month": ([price("Storage", "0.33", unit="GB", period="month"), price("Pro", "20", period="month")], "Pro"),
    "a plan before a rate by the hour": ([price("GPU", "4.49", period="hour"), price("Pro", "20", period="month")], "Pro"),
    "a plan before a free rate": ([price("API", "0", unit="request"), price("Pro", "20", period="month")], "Pro"),
    "a rate where there is no plan": ([price("In", "3", unit="1M input tokens"), price("Mini", "0.25", unit="1M input tokens")], "Mini"),
    "the common currency": (
        [price("JP", "5", "EUR", period="month"), price("Pro", "20", period="month"), price("Team", "40", period="month")],
        "Pro",
    ),
    "a year beside a month": ([price("Pro", "20", period="month"), price("Yearly", "99", period="year")], "Yearly"),
    "what recurs before what is paid once": ([price("Seat", "5", period="once"), price("Pro", "20", period="month")], "Pro"),
    "free in whatever currency": ([price("Free", "0"), price("Pro", "20", "EUR", period="month")], "Free"),
}


@pytest.mark.parametrize(("prices", "plan"), ENTRIES.values(), ids=ENTRIES)
def test_the_entry_price_is_that_of_the_cheapest_plan(prices: list[Price], plan: str | None) -> None:
    """Rates for use and other currencies are not compared with it."""

    found = entry(prices)
    assert (found.plan if found else None) == plan


def test_what_tool_toml_holds_has_no_faults_of_its_own() -> None:
    """They are found, and not declared."""

    assert "faults" not in Published.model_fields
