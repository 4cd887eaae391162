"""Prices as a page shows them: cards, lists and tables."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice

from panel.intake import tables
from panel.intake.blocks import Block, Place
from panel.intake.clause import LONGEST, Told, told
from panel.intake.money import Habits, habits
from panel.intake.offer import ASK, FREE, FREE_FOR, Offer, spans
from panel.intake.others import Owner, sentence
from panel.intake.plan import SECTION, name_of
from panel.intake.terms import Terms, begins, terms

MOST = 40
# A page with more lines about money than this is read no further.
_LOOKED_AT = 2_000
_FIGURE = re.compile("[0-9]")
_GONE = re.compile(
    r"\b(?:we (?:do not|don['’]t|no longer|stopped)|there (?:is|are) (?:no|none)\b|not (?:offer|offered|available)|removed|retired|discontinued|no longer|has ended)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"(?:(?:batch|cached|cache|prompt|standard|audio|text|image)\s+)?(?:input|output|reads?|writes?|in|out|prompt|completion|hits?)(?:\s+tokens)?",
    re.IGNORECASE,
)
_USUAL = re.compile(
    r"^(?:all |our |the |listed |model |these |token |usage )*(?:prices?|rates?|costs?|pricing)\b[^.]{0,60}?(?P<terms>(?:\bper\b|/)\s*\S.*)",
    re.IGNORECASE,
)


@dataclass
class _Reading:
    """What is known while a page is read from top to bottom."""

    page: Sequence[Block]
    owner: Owner
    habits: Habits
    lines: Mapping[int, Sequence[Told]]
    barred: frozenset[int] = frozenset()
    refused: set[str] = field(default_factory=set)
    usual: Terms = field(default_factory=Terms)


def offers(page: Sequence[Block], *, everywhere: bool, owner: Owner, language: str = "") -> tuple[Offer, ...]:
    """The tool's prices on a page, MOST and one at most: in the whole of it, or only under headings about prices.

    An amount that cannot be read for certain, that is old or that is not the tool's is left out; of two readings none is taken.
    """
    shown = habits((block.text for block in page), language)
    lines = dict(islice(_told(page, shown), _LOOKED_AT))
    reading = _Reading(page, owner, shown, lines, frozenset(_barred(page, owner, lines)))
    found: dict[tuple[str, str, str], Offer] = {}
    for start, end in [(0, len(page))] if everywhere else _sections(page):
        reading.usual = Terms()
        for offer in islice(_read(reading, start, end), 10 * MOST):
            if offer.key not in found and not _again(offer, found.values()):
                found[offer.key] = offer
            if len(found) > 2 * MOST:
                break
    return tuple(_settled(list(found.values()), reading.refused))[: MOST + 1]


def _told(page: Sequence[Block], shown: Habits) -> Iterator[tuple[int, list[Told]]]:
    """The lines with amounts."""
    for at, block in enumerate(page):
        if block.kind not in ("row", "code") and _FIGURE.search(block.text) and (lines := told(block.sound, shown)):
            yield at, lines


def _settled(found: Sequence[Offer], refused: set[str]) -> Iterator[Offer]:
    """A plan with a price is not also free or untold, nor is one whose amount could not be read; what costs nothing has the page's currency."""
    priced = {offer.plan for offer in found if offer.amount}
    zero = {offer.plan for offer in found if offer.amount == 0 and offer.currency}
    currencies = {offer.currency for offer in found if offer.amount and offer.currency}
    common = currencies.pop() if len(currencies) == 1 else "USD"
    taken: set[str] = set()
    for offer in found:
        if offer.amount or (offer.amount == 0 and offer.currency and offer.plan not in priced):
            yield offer
        elif offer.plan not in priced | zero | refused | taken and not offer.currency:
            taken.add(offer.plan)
            yield replace(offer, currency=common)


def _again(offer: Offer, found: Iterable[Offer]) -> bool:
    """Whether a plan's price for this period is there already, in one case without saying what it counts."""
    return (
        bool(offer.amount)
        and not offer.more
        and any(
            known.plan == offer.plan and known.period == offer.period and known.amount and not known.more and "" in (known.unit, offer.unit)
            for known in found
        )
    )


def _sections(page: Sequence[Block]) -> Iterator[tuple[int, int]]:
    start, level = -1, 0
    for at, block in enumerate(page):
        if block.kind != "heading":
            continue
        if start >= 0 and block.level <= level:
            yield start, at
            start = -1
        if start < 0 and SECTION.search(block.text[:LONGEST]):
            start, level = at, block.level
    if start >= 0:
        yield start, len(page)


def _barred(page: Sequence[Block], owner: Owner, lines: Mapping[int, Sequence[Told]]) -> Iterator[int]:
    """The blocks about others: under headings that say so, in quotations, and in lists that give the tool a line of its own."""
    shut = 0
    labels: dict[int, str] = {}
    for at, block in enumerate(page):
        if block.kind == "heading" and len(block.text) <= LONGEST and not (shut and block.level > shut):
            shut = block.level if owner.shuts(block.text) else 0
        if shut or block.place.quoted:
            yield at
        elif at in lines and lines[at][0].label:
            labels[at] = lines[at][0].label
    for at, label in labels.items():
        if owner.own(label):
            run = [at, *_run(page, labels, at, -1), *_run(page, labels, at, 1)]
            yield from run if len(run) > 1 else ()


def _run(page: Sequence[Block], labels: dict[int, str], at: int, step: int) -> Iterator[int]:
    """The labelled prices beside this one: the items of its list."""
    home = page[at].place
    while (at := at + step) in labels and (page[at].place.outer is home.outer or page[at].place is home):
        yield at


def _read(reading: _Reading, start: int, end: int) -> Iterator[Offer]:
    at = start
    while at < end:
        block = reading.page[at]
        if block.kind == "row":
            stop = _table_end(reading.page, at, end)
            if at not in reading.barred and stop - at <= _LOOKED_AT:
                yield from tables.offered(reading.page, at, stop, reading.owner, reading.habits, reading.usual)
            at = stop
            continue
        if block.kind == "heading":
            reading.usual = reading.usual if block.level > 2 else Terms() if block.level == 1 else reading.usual
        if at not in reading.barred and block.kind != "code" and len(block.text) <= LONGEST:
            if usual := _USUAL.match(block.text):
                reading.usual = terms(usual["terms"])
            yield from _lines(reading, at, reading.lines[at]) if at in reading.lines else _without(reading, at)
        at += 1


def _table_end(page: Sequence[Block], at: int, end: int) -> int:
    table = _table(page[at].place)
    stop = at + 1
    while stop < end and page[stop].kind == "row" and _table(page[stop].place) is table:
        stop += 1
    return stop


def _table(place: Place) -> Place | None:
    return next((around for around in place.within(4) if around.name == "table"), None)


def _lines(reading: _Reading, at: int, lines: Sequence[Told]) -> Iterator[Offer]:
    """The prices in one line, each with the plan that it names or that stands above it."""
    page = reading.page
    named = name_of(page, at, reading.owner, reading.barred)
    for line in lines:
        way = line.label if named >= 0 and _WAY.fullmatch(line.label) else ""
        label, start = (line.label, at) if line.label and not way else (page[named].text if named >= 0 else "", named)
        if not label:
            continue
        if not line.sure or line.amount is None:
            reading.refused.update((label, page[named].text if named >= 0 else label))
            continue
        if (line.label and not way and not _labels(label)) or not reading.owner.prices(label):
            continue
        stated, end = line.terms, at
        if not stated.stated and line is lines[-1]:
            stated, end = _below(page, at)
        if not stated.stated and (line.label or reading.usual.period):
            stated = reading.usual
        unit = ", ".join(filter(None, (stated.unit, way.lower())))
        yield Offer(label[:300], line.amount, line.currency, unit, stated.period, spans(page, start, end), more=line.more)


def _labels(label: str) -> bool:
    return len(label) <= 40 and not sentence(label) and not FREE.fullmatch(label)


def _below(page: Sequence[Block], at: int) -> tuple[Terms, int]:
    """The terms in the lines after an amount, if they go on with it, and the last of these lines."""
    words = ""
    for next_ in range(at + 1, min(at + 3, len(page))):
        block = page[next_]
        if block.kind not in ("text", "heading") or len(block.text) > 80 or not (begins(block.text)):
            break
        words += " " + block.sound
        found = terms(words)
        if found.period or (found.unit and next_ == at + 2):
            return found, next_
    found = terms(words)
    return found, at + 1 if found.stated else at


def _without(reading: _Reading, at: int) -> Iterator[Offer]:
    """A line that says a plan is free or that its price is told to those who ask."""
    block = reading.page[at]
    text = block.sound
    beneath = reading.page[at + 1].text if at + 1 < len(reading.page) else ""
    if _GONE.search(beneath[:LONGEST]):
        return
    if block.kind == "heading" and FREE.fullmatch(text):
        yield Offer(block.text, Decimal(0), "", "", "", spans(reading.page, at, at))
        return
    free = FREE.fullmatch(text) or FREE_FOR.match(re.split(r"(?<=[.!])\s", text, maxsplit=1)[0])
    if block.kind not in ("text", "heading") or not (free or ASK.fullmatch(text)):
        return
    named = name_of(reading.page, at, reading.owner, reading.barred)
    if named >= 0 and reading.owner.prices(plan := reading.page[named].text):
        yield Offer(plan[:300], Decimal(0) if free else None, "", "", "", spans(reading.page, named, at))
