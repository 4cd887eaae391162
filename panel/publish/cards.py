"""One tool at a glance: its facts, its prices and its two shares."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from panel.comparison import Review
from panel.dossier import Community, Price, Tool
from panel.publish.facts import Card, Gauge, Letter, PriceLine, SourceLine
from panel.publish.plain import link, paragraphs
from panel.scorecard import Scorecard
from panel.tally import Tally, effective
from panel.votes.count import shown
from panel.wording import beside, day, interval, money, number, percent, voices

DASH = "—"


class Names(NamedTuple):
    """What a tool is called on the page, and in running text."""

    name: str
    label: str


def card(side: Letter, review: Review, names: Names, *, tally: Tally, votes_minimum: int) -> Card:
    """Everything that the page says of one tool outside the reviewers' words."""
    tool = review.tool
    price, price_note = _entry(tool)
    community, community_note = _community(tool.community, votes_minimum)
    decided = tally.ship + tally.skip
    return Card(
        side=side,
        slug=tool.slug,
        name=names.name,
        label=names.label,
        category=tool.category,
        tagline=tool.tagline,
        description=paragraphs(tool.description),
        about=tuple((name, text) for name, text in _about(tool) if text),
        homepage=link(tool.homepage),
        price=price,
        price_note=price_note,
        ship=DASH if tally.share is None else percent(tally.share),
        ship_fraction=f"{tally.ship} of {decided}",
        ship_note=_weight(tally, models=_models(review)),
        ship_range=_range(tally),
        gauge=_gauge(tally),
        community=community,
        community_note=community_note,
        prices=tuple(_plan(tool, price) for price in tool.prices),
        sources=tuple(SourceLine(source.title, link(source.url), source.url, day(source.retrieved)) for source in tool.sources),
    )


def _about(tool: Tool) -> Iterator[tuple[str, str]]:
    yield from (("Vendor", tool.vendor), ("Licence", tool.licence), ("Version", tool.version), ("Free tier", tool.free_tier))
    yield "Last dated change", day(tool.last_change) if tool.last_change else ""


def entry_text(tool: Tool) -> str:
    """What one pays at least, in words: "from" where other plans cost more or do not say."""
    if tool.entry is None:
        return "not published"
    text = price_text(tool.entry)
    return f"from {text}" if tool.entry.amount and len(tool.prices) > 1 else text


def price_text(price: Price) -> str:
    """A plan's price in words."""
    if price.amount is None:
        return f"not published (as of {day(price.as_of)})"
    return money(price.amount, currency=price.currency, unit=price.unit, period=price.period)


def _entry(tool: Tool) -> tuple[str, str]:
    if tool.entry is None:
        return entry_text(tool), f"as of {day(_priced(tool))}"
    rate = "rate for use of " if tool.entry.metered and tool.entry.amount else ""
    return entry_text(tool), f"{rate}{tool.entry.plan}, as of {day(tool.entry.as_of)}"


def _priced(tool: Tool) -> date:
    return max((price.as_of for price in tool.prices), default=tool.facts_as_of)


def _plan(tool: Tool, price: Price) -> PriceLine:
    source = next((source for source in tool.sources if source.id == price.source), None)
    return PriceLine(
        plan=price.plan,
        price="not published" if price.amount is None else price_text(price),
        source=source.title if source else price.source,
        link=link(source.url) if source else "",
        as_of=day(price.as_of),
        quote=price.quote,
        faults=price.faults,
    )


def _community(votes: Community | None, minimum: int) -> tuple[str, str]:
    if votes is None or not votes.ship + votes.skip:
        return DASH, "no votes counted"
    total = votes.ship + votes.skip
    origin = f"as of {day(votes.as_of)}, {votes.source}"
    counted = shown("", votes, minimum=minimum)
    if counted.share is None or counted.range is None:
        return DASH, f"{votes.ship} ship, {votes.skip} skip: a percentage from {minimum} votes on ({origin})"
    return percent(counted.share), f"{votes.ship:,} of {total:,} votes, likely {interval(counted.range)} (80% range; {origin})"


def _models(review: Review) -> int:
    return len({seat.shown.model for seat in review.seats if isinstance(seat.shown, Scorecard)})


def _weight(tally: Tally, *, models: int) -> str:
    others = beside(tally)
    said = voices(tally.ship, tally.ship + tally.skip, models=models)
    return f"{said}; {others} of {number(tally.seats)} seats" if others else said


def _range(tally: Tally) -> str:
    if tally.range is None:
        return "no percentage: fewer than three quarters of the panel voted ship or skip"
    heard = effective(tally.ship + tally.skip)
    return f"likely {interval(tally.range)} (80% range, the reviewers counted as {heard:.1f} independent voices)"


def _gauge(tally: Tally) -> Gauge | None:
    if tally.range is None or tally.share is None:
        return None
    return Gauge(low=round(tally.range.low * 100), at=round(tally.share * 100), high=round(tally.range.high * 100))
