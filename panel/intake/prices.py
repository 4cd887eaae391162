"""Prices as a page shows them: cards, lists and tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from panel.intake.blocks import Block

Period = Literal["", "once", "hour", "day", "month", "year"]

_SYMBOLS = {
    "$": "USD",
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
}
_CODES = "USD|EUR|GBP|CHF|JPY|CAD|AUD|INR"
_NUMBER = r"\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
MONEY = re.compile(
    rf"(?<![\w.])(?:(?P<symbol>(?:US|AU?|CA?|NZ|HK|S)?\$|[€£¥₹])\s?(?P<first>{_NUMBER})|(?P<code>{_CODES})\s?(?P<second>{_NUMBER})"
    rf"|(?P<third>{_NUMBER})\s?(?P<after>{_CODES}|[€£]))(?![\w]|[.,]\d|\s?(?:million|billion|trillion)\b)"
)
_NOT_A_PRICE = re.compile(
    r"\b(?:save|saves|saving|worth|raised|raise|credits? of|up to|over|bonus|discount|was|instead of)\s*(?:of\s*)?$", re.IGNORECASE
)
_NOT_A_PRICE_AFTER = re.compile(
    r"^\+?\s*(?:in\s+)?(?:free\s+|api\s+|usage\s+|monthly\s+)*(?:credits?|off|savings?|discount|funding|seed|value)\b", re.IGNORECASE
)
_PERIODS: tuple[tuple[Period, re.Pattern[str]], ...] = (
    ("month", re.compile(r"(?:/|\bper\b|\ba\b|\beach\b)\s*(?:mo|month)\b|\bmonthly\b", re.IGNORECASE)),
    (
        "year",
        re.compile(r"(?:/|\bper\b|\ba\b|\beach\b)\s*(?:yr|year|annum)\b|(?<!billed )(?<!paid )\b(?:yearly|annually)\b", re.IGNORECASE),
    ),
    ("hour", re.compile(r"(?:/|\bper\b|\ban\b)\s*(?:hr|hour)\b|\bhourly\b", re.IGNORECASE)),
    ("day", re.compile(r"(?:/|\bper\b|\ba\b)\s*day\b|\bdaily\b", re.IGNORECASE)),
    ("once", re.compile(r"\bone[- ]time\b|\bonce\b|\blifetime\b", re.IGNORECASE)),
)
_AMOUNTS = r"(?:(?:1|1M|1K|1,000|1000|10k|100|1,000,000|million|thousand|M|K)\s+)?"
_KINDS = r"(?:(?:input|output|cached|active|monthly)\s+){0,2}"
_THINGS = (
    r"tokens?|users?|seats?|members?|developers?|devs?|editors?|agents?|projects?|workspaces?"
    r"|organi[sz]ations?|teams?|hosts?|credits?|requests?|calls?|runs?|traces?|images?|pages?|minutes?|GB|evaluations?"
)
_UNIT = re.compile(rf"(?:/|\bper\b|\beach\b|\ba\b)\s*(?P<unit>{_AMOUNTS}{_KINDS}(?:{_THINGS}))\b", re.IGNORECASE)
_FREE = re.compile(r"(?:always |100% )?free(?: forever| plan| tier)?!?", re.IGNORECASE)
_ASK = re.compile(
    r"custom(?: pricing)?|contact (?:us|sales)(?: for pricing)?|let[’']s talk|talk to (?:us|sales)|(?:price )?on request|get a quote",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\b(?:pricing|prices?|plans|costs?)\b", re.IGNORECASE)
_PRICE_WORD = re.compile(
    r"^(?:pricing|price|costs?|fee|monthly|annual(?:ly)?|yearly|per (?:month|year|user|seat)|billed .*|monthly price|)$", re.IGNORECASE
)
_PLAN = re.compile(r"[A-Z0-9][\w+.&’'-]*(?: [\w+.&()’'-]+){0,4}")
_LEAD = re.compile(r"^(?:from|starting at|starts at|starting from|only|just|then)$", re.IGNORECASE)


@dataclass(frozen=True)
class Offer:
    """One price as found; `spans` are the words around it, the widest first. `amount` is None for a price that is not told."""

    plan: str
    amount: Decimal | None
    currency: str
    unit: str
    period: Period
    spans: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells two prices of a page apart."""
        return self.plan, self.unit, self.period


def offers(page: Sequence[Block], *, everywhere: bool) -> tuple[Offer, ...]:
    """The prices on a page: in the whole of it, or only under headings about prices (elsewhere money is mostly no price)."""
    found: dict[tuple[str, str, str], Offer] = {}
    for section in [page] if everywhere else _sections(page):
        for offer in (*_rows(section), *_cards(section)):
            found.setdefault(offer.key, offer)
    told = {plan for (plan, _, _), offer in found.items() if offer.amount is not None}
    return tuple(offer for offer in found.values() if offer.amount is not None or offer.plan not in told)


def _sections(page: Sequence[Block]) -> Iterator[Sequence[Block]]:
    start, level = -1, 0
    for at, block in enumerate(page):
        if block.kind != "heading":
            continue
        if start >= 0 and block.level <= level:
            yield page[start:at]
            start = -1
        if start < 0 and _SECTION.search(block.text):
            start, level = at, block.level
    if start >= 0:
        yield page[start:]


def _cards(page: Sequence[Block]) -> Iterator[Offer]:
    plan_at, priced = -1, False
    for at, block in enumerate(page):
        if block.kind in ("row", "code"):
            continue
        if block.kind == "heading" and not _prices_in(block.text) and not _FREE.fullmatch(block.text):
            plan_at, priced = (-1 if _SECTION.search(block.text) else at), False
            continue
        offer = _card(page, at, plan_at, priced=priced)
        if offer:
            priced = True
            yield offer


def _card(page: Sequence[Block], at: int, plan_at: int, *, priced: bool) -> Offer | None:
    text = page[at].text
    if money := _prices_in(text):
        return _told(page, at, plan_at if plan_at >= 0 else _short_before(page, at), money[0])
    near = plan_at >= 0 and at - plan_at <= 4
    if _FREE.fullmatch(text) and not priced:
        return Offer(page[plan_at].text if near else text, Decimal(0), "USD", "", "", _spans(page, plan_at if near else at, at))
    if _ASK.fullmatch(text) and not priced and near:
        return Offer(page[plan_at].text, None, "USD", "", "", _spans(page, plan_at, at))
    return None


def _told(page: Sequence[Block], at: int, name_at: int, money: re.Match[str]) -> Offer | None:
    lead = page[at].text[: money.start()].strip(" :–—-|•")
    if lead and not _LEAD.match(lead):
        # A plan's name may stand before the price in one line; a sentence may not.
        return _offer(page, at, start=at, plan=lead, money=money) if _PLAN.fullmatch(lead) and len(lead) <= 40 else None
    return _offer(page, at, start=name_at, plan=page[name_at].text, money=money) if name_at >= 0 and at - name_at <= 6 else None


def _offer(page: Sequence[Block], at: int, *, start: int, plan: str, money: re.Match[str]) -> Offer:
    rest, end = page[at].text[money.end() :], at
    while not (_period(rest) or _unit(rest)) and end + 1 < len(page) and end < at + 2 and _continues(page[end + 1]):
        end += 1
        rest += " " + page[end].text
    spans = _spans(page, start, end if rest.strip() else at, at)
    return Offer(plan[:300], amount(money), currency(money), _unit(rest), _period(rest), spans)


def _continues(block: Block) -> bool:
    return block.kind == "text" and len(block.text) <= 60 and not _prices_in(block.text)


def _rows(page: Sequence[Block]) -> Iterator[Offer]:
    header: tuple[str, ...] = ()
    for block in page:
        if block.kind != "row":
            header = ()
        elif not header:
            header = block.cells
        else:
            yield from _row(header, block)


def _row(header: tuple[str, ...], row: Block) -> Iterator[Offer]:
    told = [
        at
        for at, cell in enumerate(row.cells[1:], 1)
        if at < len(header) and (_prices_in(cell) or _FREE.fullmatch(cell) or _ASK.fullmatch(cell))
    ]
    across = _PRICE_WORD.match(row.cells[0]) is not None
    for at in told if across or any(_prices_in(row.cells[at]) for at in told) else ():
        plan, about = (header[at], row.cells[0]) if across else (row.cells[0], header[at])
        cell = row.cells[at]
        money = _prices_in(cell)
        rest = cell[money[0].end() :] + " per " + about if money else ""
        unit = ", ".join(
            filter(None, (_unit(rest), "" if across or _PRICE_WORD.match(about) or _period("per " + about) else about[:60].lower()))
        )
        offer = Offer(plan[:300], Decimal(0), "USD", unit if money else "", _period(rest), (row.text, f"{plan} {cell}", cell))
        if money:
            yield replace(offer, amount=amount(money[0]), currency=currency(money[0]))
        elif _ASK.fullmatch(cell):
            yield replace(offer, amount=None)
        else:
            yield offer


def _short_before(page: Sequence[Block], at: int) -> int:
    for near in range(at - 1, max(-1, at - 4), -1):
        text = page[near].text
        if page[near].kind != "text" or _prices_in(text):
            break
        if len(text) <= 30 and _PLAN.fullmatch(text) and not _SECTION.search(text):
            return near
    return -1


def _prices_in(text: str) -> list[re.Match[str]]:
    return [
        m
        for m in MONEY.finditer(text)
        if not _NOT_A_PRICE.search(text[: m.start()]) and not _NOT_A_PRICE_AFTER.match(text[m.end() :].lstrip())
    ]


def amount(money: re.Match[str]) -> Decimal:
    """The number of a match of MONEY; a comma before one or two last digits is a decimal one."""
    text = (money["first"] or money["second"] or money["third"]).replace(" ", "").replace("'", "")
    return Decimal(re.sub(r",(\d{1,2})$", r".\1", text).replace(",", ""))


def currency(money: re.Match[str]) -> str:
    """The currency's three letters; a bare dollar sign is read as the US one."""
    mark: str = money["symbol"] or money["code"] or money["after"]
    return _SYMBOLS.get(mark, mark)


def _period(text: str) -> Period:
    return next((period for period, pattern in _PERIODS if pattern.search(text)), "")


def _unit(text: str) -> str:
    match = _UNIT.search(text)
    return match["unit"] if match else ""


def _spans(page: Sequence[Block], start: int, end: int, at: int | None = None) -> tuple[str, ...]:
    at = end if at is None else at
    ranges = dict.fromkeys(((start, end), (start, at), (at, end), (at, at + 1), (at - 1, at), (at, at)))
    joined = (" ".join(block.text for block in page[max(0, a) : b + 1]) for a, b in ranges)
    return tuple(span for span in joined if len(span) <= 400)
