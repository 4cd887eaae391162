"""Prices in tables: a plan a row, a plan a column, or an item a row with several prices."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from panel.intake.blocks import Block
from panel.intake.clause import Told, told
from panel.intake.money import Habits
from panel.intake.offer import ASK, FREE, LONGEST, SHORTEST, Offer
from panel.intake.others import Owner, sells, sentence
from panel.intake.terms import Terms, qualified, terms

_CELL = 120


def offered(page: Sequence[Block], start: int, end: int, owner: Owner, habits: Habits, usual: Terms) -> Iterator[Offer]:
    """The prices in the rows from `start` to `end`. `usual` are the terms that the page states for prices without any."""
    rows = page[start:end]
    header = rows[0]
    if len(header.cells) < 2 or owner.compares(header.cells, [row.cells[0] for row in rows[1:]]):
        return
    heads = [_head(cell, sound, habits) for cell, sound in zip(header.cells, header.sound_cells, strict=True)]
    if not sells(header.cells[0]):
        return
    bare = any(told(sound, habits) and not head.name for head, sound in list(zip(heads, header.sound_cells, strict=True))[1:])
    if bare:
        # A price without a name stands in no head: the table has none.
        heads = [_Head("Price", "Price", None) for _ in heads]
    plans = any(head.offer is not None for head in heads[1:])
    yield from _heads(header, heads, owner) if plans else ()
    for at, row in enumerate(rows):
        if row is header and not bare:
            continue
        if len(row.cells) != len(header.cells) or not row.cells[0]:
            continue
        lead, rest = qualified(row.cells[0])
        if not rest:
            yield from _across(rows, row, heads, lead, owner, habits)
        else:
            yield from _down(row, rows[max(0, at - 1) : at + 2], heads, owner, habits, usual, plans=plans)


class _Head:
    """What the head of a column says: its name, the terms of prices under it, and the price that it holds itself."""

    def __init__(self, text: str, name: str, offer: Told | None, *, free: bool = False, ask: bool = False) -> None:
        self.text, self.name, self.offer, self.free, self.ask = text, name, offer, free, ask
        self.terms, self.rest = (Terms(), name) if offer or free or ask else qualified(text)


def _head(text: str, sound: str, habits: Habits) -> _Head:
    prices = told(sound, habits) if len(sound) <= _CELL else []
    if len(prices) == 1 and prices[0].sure:
        name = prices[0].label or text[: prices[0].start].strip(" :–—-|")
        return _Head(text, name, prices[0] if name else None)
    if prices:
        return _Head(text, "", None)
    words = text.split()
    for at in range(1, len(words)) if not prices and len(words) <= 8 else ():
        name, tail = " ".join(words[:at]), " ".join(words[at:])
        if ASK.fullmatch(tail) or FREE.fullmatch(tail):
            return _Head(text, name, None, free=bool(FREE.fullmatch(tail)), ask=bool(ASK.fullmatch(tail)))
    return _Head(text, text, None, free=bool(FREE.fullmatch(text)))


def _heads(header: Block, heads: Sequence[_Head], owner: Owner) -> Iterator[Offer]:
    for at, head in enumerate(heads[1:], 1):
        beside = (heads[max(0, at - before) : at + after + 1] for before, after in ((0, 0), (0, 1), (1, 0), (1, 1)))
        words = (*filter(_quotable, (" ".join(one.text for one in some) for some in beside)), header.text)
        if not _names(head.name, owner):
            continue
        if head.offer and head.offer.amount is not None:
            yield Offer(head.name, head.offer.amount, head.offer.currency, *head.offer.terms, words)
        elif head.free or head.ask:
            yield Offer(head.name, Decimal(0) if head.free else None, "", "", "", words)


def _across(rows: Sequence[Block], row: Block, heads: Sequence[_Head], lead: Terms, owner: Owner, habits: Habits) -> Iterator[Offer]:
    """The plans stand in the header, their prices in one row."""
    stretch = " ".join(block.text for block in rows[: next(at for at, one in enumerate(rows) if one is row) + 1])
    cells = list(zip(heads, row.cells, row.sound_cells, strict=True))[1:]
    if not _quotable(stretch) or not any(told(sound, habits) for _, _, sound in cells):
        return
    for head, _, sound in cells:
        if _names(head.name, owner) and (offer := _celled(head.name, sound, habits)):
            shown = Terms(offer.unit, offer.period)
            filled = _filled(shown, lead) if offer.amount else Terms()
            yield replace(offer, unit=filled.unit, period=filled.period, spans=(stretch,))


def _down(
    row: Block, near: Sequence[Block], heads: Sequence[_Head], owner: Owner, habits: Habits, usual: Terms, *, plans: bool
) -> Iterator[Offer]:
    """The row's first cell names what its other cells price."""
    plan = row.cells[0]
    if not _names(plan, owner):
        return
    for at in range(1, len(row.cells)):
        head = heads[at]
        if not sells(head.text):
            continue
        offer = _celled(plan, row.sound_cells[at], habits)
        if offer is None or (not offer.amount and (head.rest or plans)):
            continue
        stated = Terms(offer.unit, offer.period)
        filled = _filled(stated, head.terms)
        if not filled.stated and offer.amount:
            filled = usual
            # An amount under a head that says nothing of prices may be anything.
            if not usual.stated and head.rest == head.text:
                continue
        unit = ", ".join(filter(None, (filled.unit, head.rest.lower()[:60]))) if offer.amount else ""
        words = [" ".join(filter(None, row.cells[: at + 1])), row.text]
        words += [" ".join(one.text for one in some) for some in (near[-2:], near[:2], near) if row in some]
        yield replace(offer, unit=unit, period=filled.period if offer.amount else "", spans=tuple(filter(_quotable, words)))


def _celled(plan: str, sound: str, habits: Habits) -> Offer | None:
    """The one price in a cell; a cell with several that could be meant has none."""
    prices = told(sound, habits) if len(sound) <= _CELL else []
    sure = [price for price in prices if price.sure and not price.label]
    if len(sure) == 1 and sure[0].amount is not None:
        return Offer(plan[:300], sure[0].amount, sure[0].currency, *sure[0].terms, ())
    if prices:
        return None
    if FREE.fullmatch(sound):
        return Offer(plan[:300], Decimal(0), "", "", "", ())
    return Offer(plan[:300], None, "", "", "", ()) if ASK.fullmatch(sound) else None


def _filled(own: Terms, other: Terms) -> Terms:
    """The terms of a cell, and what it leaves out from its row or column; a cell that says what it counts takes no month from there."""
    if own.stated and any(mark.isdigit() for mark in own.unit):
        return own
    return Terms(own.unit or ("" if own.period and terms(f"/{other.unit}").period else other.unit), own.period or other.period)


def _quotable(words: str) -> bool:
    return SHORTEST <= len(words) <= LONGEST


def _names(label: str, owner: Owner) -> bool:
    return bool(label) and len(label) <= 80 and not sentence(label) and owner.prices(label)
