"""The numbers, prices, versions and dates of a text, in one spelling each."""

import re
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain, pairwise
from typing import Literal

from panel.glance import Words, spaced, words_in
from panel.numerals import NAMED, SIGNS, WORD, parts
from panel.numerals import value as words_value
from panel.rates import rate

FigureKind = Literal["number", "percent", "price", "version", "date", "code"]

_MAGNITUDE = {
    "k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12,
}  # fmt: skip
_CURRENCY = {
    "$": "USD", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "sg$": "SGD",
    "r$": "BRL", "mx$": "MXN", "nt$": "TWD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS",
    "₫": "VND", "₱": "PHP", "₿": "BTC", "¢": "USD", "rmb": "CNY",
}  # fmt: skip
_CODES = (
    "USD|EUR|GBP|CHF|JPY|INR|AUD|CAD|NZD|SGD|HKD|TWD|CNY|RMB|KRW|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BRL|MXN|ARS|CLP|COP|ZAR|TRY|ILS|AED|SAR"
    "|RUB|UAH|THB|VND|IDR|MYR|PHP"
)
_NATION = {
    "australian": "AUD", "canadian": "CAD", "zealand": "NZD", "singapore": "SGD", "kong": "HKD", "hong kong": "HKD", "taiwan": "TWD",
}  # fmt: skip
_COINS = {
    "dollar": "USD", "buck": "USD", "cent": "USD", "euro": "EUR", "pound": "GBP", "quid": "GBP", "pence": "GBP", "penny": "GBP",
    "rupee": "INR", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "franc": "CHF", "krona": "SEK", "kronor": "SEK", "peso": "MXN",
    "zloty": "PLN", "real": "BRL",
}  # fmt: skip
_UNITS = {
    "ms": "ms|milliseconds?|msecs?", "s": "s|secs?|seconds?", "min": "mins?|minutes?", "h": "h|hrs?|hours?", "day": "days?",
    "week": "weeks?", "month": "months?|mo", "quarter": "quarters?", "year": "years?|yrs?", "kb": "kb|kilobytes?", "mb": "mb|megabytes?",
    "gb": "gb|gigabytes?|gib", "tb": "tb|terabytes?", "x": "x|times|×",
}  # fmt: skip
_UNIT_OF = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _UNITS.items()}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    r"|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_NUM = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALE = r"(?:(?:[kKmMB]|bn)\b|[\s-]?(?i:hundred|thousand|million|billion|trillion)\b)?\+?"
_SIGN = r"$¢£¥\u20a0-\u20c0"
_SYMBOL = rf"(?:(?<![A-Za-z])[A-Z]{{1,3}}\$|[{_SIGN}]|\b(?:{_CODES})\b)"
_COIN = (
    r"(?:(?:US|U\.S\.|American|Australian|Canadian|New[ ]Zealand|Hong[ ]Kong|Singapore|Taiwan|British|Swiss)[\s-]+)?"
    rf"(?:{_CODES}|dollars?|bucks?|cents?|euros?|pounds|quid|pence|rupees?|yen|yuan|renminbi|francs|kronor|pesos|zloty)\b"
)
_ORDINARY = "sub|top|pre|post|mid|late|early|under|over|near|day|step|phase|tier|week|month|year|non|level|age|zero|or|to|and|of|a"

_FIGURE = re.compile(
    rf"""
      (?P<iso>(?<!\d){_YEAR}-(?:1[0-2]|0[1-9])(?:-(?:3[01]|[12]\d|0[1-9]))?(?![-\d]))
    | (?P<mdy>\b{_MONTH}\s+{_DAY}\b(?!\s*[.,]?\d*[%$kKMB]\b)(?:\s*,?\s*{_YEAR}\b)?)
    | (?P<dmy>\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:\s*,?\s*{_YEAR}\b)?)
    | (?P<my>\b{_MONTH}\s*,?\s*{_YEAR}\b)
    | (?P<price>{_SYMBOL}\s?{_NUM}{_SCALE}(?:\s(?:{_CODES})\b)?
        |(?<![\w.])(?:{_NUM}|{WORD}){_SCALE}[\s-]?(?:[{_SIGN}]|(?i:{_COIN})))
    | (?P<percent>(?<![\w.])(?:{_NUM}|{WORD})\+?[\s-]?(?:%|(?i:percent|per\ cent|pct)\b))
    | (?P<version>(?<![\w.])(?:[vV]\.?\d+(?:\.\d+)*|\d+(?:\.\d+){{2,}}|\d+(?:\.\d+)*\.x\b)(?:[-.]?(?:alpha|beta|rc|dev|post)[.\d]*)?(?!\w))
    | (?P<decade>\b(?:19|20)\d0s\b|\b\d+(?:st|nd|rd|th)\b)
    | (?P<slashed>(?<![\w./])\d+(?:[/:]\d+)+(?![\w/]))
    | (?P<code>(?<![\w.])(?!(?:{_ORDINARY})-)[A-Za-z]+(?:-[A-Za-z]+)*[-_]?\d\w*(?:\.\d+)*(?:-\w+(?:\.\d+)*)*)
    | (?P<number>(?<!\w)(?<!\d[.,])(?:{_NUM}|{WORD}){_SCALE}(?:[\s-]?(?:{"|".join(_UNITS.values())})\b)?(?![A-Za-z]))
    | (?P<loose>(?<![\w.])\d+[A-Za-z]\w*)
    """,
    re.VERBOSE,
)
# What every figure holds, a digit or a number word; the set comes first so that the search skips to it.
_SPOT = re.compile(
    rf"[\d{''.join(sorted({c for sign in SIGNS for c in (sign[0], sign[0].upper())}))}]"
    rf"(?:(?<=\d)|(?<!\w.)(?i:{'|'.join(f'(?<={sign[0]}){sign[1:]}' for sign in SIGNS)})\b)",
    re.DOTALL,
)
# The same in ASCII text, sought for in two ways, each of which is faster.
_DIGIT = re.compile(r"[0-9]")
_NUMBER_WORD = re.compile(rf" (?:{'|'.join(SIGNS)})(?= )")
_NUMBERS = frozenset(SIGNS)
_PARTS = re.compile(
    rf"(?P<num>{_NUM}|{WORD})(?:[\s-]?(?P<scale>bn|[kmb](?![a-z])|hundred|thousand|million|billion|trillion))?", re.IGNORECASE
)
# o3-mini is another thing than o3, and an o3-based one is not.
_VARIANT = r"-(?!(?:based|style|class|level|like|compatible|powered|ready|only|hosted)\b)[a-z0-9]"
_RANGE = re.compile(r"\s?[-\u2013]\s?|\s(?:to|or)\s")
_OUT_OF = re.compile(r"\s+(?:out\s+of|(?:in|of)\s+every)\s+(?:the\s+)?|\s+in\s+|(?:\s+[a-z]+){1,2}\s+in\s+(?:every\s+)?|/", re.IGNORECASE)
_COUNTED = re.compile(r"\s+of\s+(?:the\s+|its\s+)?|\s*/\s*")
_PER_MANY = re.compile(r"(?:\bper\s+|/\s?)(thousand|million|billion)\b", re.IGNORECASE)
_STEPS = re.compile(
    r"\s+(?:steps?|stages?|phases?|lines?|places|ways|parts|files|commands|languages|regions|rows|columns|countries|formats|hours|days|months)\b"
)


@dataclass(frozen=True)
class Figure:
    """One figure: its value in one spelling, and its currency or unit; `text` is how it was written, at `start`.

    `period` and `each` say what it is counted by ("per month", "per seat"), when the words after it do.
    """

    kind: FigureKind
    value: str
    unit: str = ""
    text: str = field(default="", compare=False)
    start: int = field(default=0, compare=False)
    period: str = field(default="", compare=False)
    each: str = field(default="", compare=False)

    @property
    def spelled(self) -> bool:
        """Whether the number was written as a word."""
        return not any(map(str.isdigit, self.text))

    @property
    def end(self) -> int:
        """Where the figure ends in the text that it was read from."""
        return self.start + len(self.text)


def figures(text: str, words: Words = frozenset()) -> tuple[Figure, ...]:
    """Every figure of a text, in order. A bare "one" is a pronoun more often than a number and is left out.

    `words` are those of the text, when they are known already.
    """
    if not text.isascii():
        return _told(_figures(text), text, _parts(text))
    words = words or words_in(text)
    digits = any(map(text.__contains__, string.digits))
    read = _figures(text) if digits or not _NUMBERS.isdisjoint(words) else []
    named = _parts(text) if digits or not NAMED.isdisjoint(words) else ()
    return _told(read, text, named) if read or named else ()


def _told(read: Sequence[Figure], text: str, named: Iterable[Figure]) -> tuple[Figure, ...]:
    shares = [*_shares(read, text, _OUT_OF), *named]
    alone = (figure for figure in read if not any(share.start < figure.end and figure.start < share.end for share in shares))
    found = sorted((*(figure for figure in alone if not _pronoun(figure)), *shares), key=lambda figure: figure.start)
    return tuple(_rated(figure, text) for figure in _ranged(found, text))


def _figures(text: str) -> list[Figure]:
    return [figure for m in _matches(text) if (figure := _read(m.lastgroup or "", m.group(), m.start()))]


def _pronoun(figure: Figure) -> bool:
    return figure.kind == "number" and figure.value == "1" and not figure.unit and figure.spelled


def _shares(read: Sequence[Figure], text: str, between: re.Pattern[str]) -> Iterator[Figure]:
    """What is said as "nine out of ten" or "one job in five", as the percentage that it is."""
    for part, whole in pairwise(read):
        if not all(one.kind == "number" and not one.unit and one.value.isdigit() for one in (part, whole)):
            continue
        joint = text[part.end : whole.start]
        said = 0 < int(part.value) < int(whole.value) <= 1000 and between.fullmatch(joint)
        named = len(joint.split()) > 1 and "out" not in joint and part.value != "1" and "every" not in joint
        if said and not named and not _STEPS.match(text, whole.end):
            yield _share(Fraction(int(part.value), int(whole.value)), text[part.start : whole.end], part.start)


def _parts(text: str) -> Iterator[Figure]:
    for part in parts(text):
        if part.share > 1:
            yield Figure("number", _plain(Decimal(part.share.numerator)), "x", part.text, part.start)
        else:
            yield _share(part.share, part.text, part.start)


def _share(share: Fraction, text: str, start: int) -> Figure:
    return Figure("percent", percentage(share), "%", text, start)


def percentage(share: Fraction) -> str:
    """A share in percent; one that does not end in decimals stays a fraction."""
    hundredfold = 100 * share
    exact = Decimal(hundredfold.numerator) / Decimal(hundredfold.denominator)
    return _plain(exact) if Fraction(exact) == hundredfold else f"{share.numerator}/{share.denominator}"


def _matches(text: str) -> Iterator[re.Match[str]]:
    """As `_FIGURE.finditer(text)`, which tries every place of a text; before the first digit stand at most a month and a comma."""
    at = 0
    for spot in _spots(text):
        while at <= spot:
            before = text[at:spot].rsplit(maxsplit=2)
            m = _FIGURE.search(text, at + len(before[0]) if len(before) > 2 else at)
            if m is None:
                return
            yield m
            at = m.end()


def _spots(text: str) -> Sequence[int]:
    """Where a digit stands or a number word begins."""
    if not text.isascii():
        return [m.start() for m in _SPOT.finditer(text)]
    return sorted(m.start() for m in chain(_DIGIT.finditer(text), _NUMBER_WORD.finditer(f" {spaced(text)} ")))


def _read(group: str, text: str, start: int) -> Figure | None:
    match group:
        case "iso":
            figure = Figure("date", text if len(text) > 7 else text + "-", "", text, start)
        case "mdy" | "dmy" | "my":
            figure = Figure("date", _date(text, dated=group != "my"), "", text, start)
        case "price":
            figure = _price(text, start)
        case "percent":
            figure = Figure("percent", _plain(_amount(text)), "%", text, start)
        case "version":
            figure = Figure("version", text.lower().lstrip("v."), "", text, start)
        case "slashed" | "code" | "loose":
            figure = Figure("code", text.casefold(), "", text, start)
        case "number":
            figure = _number(text, start)
        case _:
            return None
    return figure


def _date(text: str, *, dated: bool) -> str:
    month = next(i for i, name in enumerate(_MONTHS, 1) if re.search(rf"(?<![a-z]){name}", text.lower()))
    year = re.search(rf"\b{_YEAR}\b", text)
    day = re.search(r"\b\d{1,2}(?!\d)", text) if dated else None
    return f"{year.group() if year else ''}-{month:02}-{int(day.group()):02}" if day else f"{year.group() if year else ''}-{month:02}-"


def _price(text: str, start: int) -> Figure:
    sign = _PARTS.sub(" ", text, count=1).lower().split()
    hundredth = any(re.fullmatch(r"cents?|pence|¢", word) for word in sign)
    return Figure("price", _plain(_amount(text) / (100 if hundredth else 1)), _currency(sign), text, start)


def _currency(sign: Sequence[str]) -> str:
    """The currency of a price's words: a code counts before a nation, a nation before a coin or a symbol."""
    words = [word.strip("+-.") for word in sign]
    codes = [word.upper() for word in words if re.fullmatch(_CODES, word.upper())]
    named = [_NATION[word] for word in words if word in _NATION]
    coins = [coin for word in words for name, coin in _COINS.items() if word in (name, f"{name}s")]
    symbols = [_CURRENCY.get(word, word) for word in words if re.search(rf"[{_SIGN}]", word)]
    return _CURRENCY.get("rmb", "") if codes == ["RMB"] else [*codes, *named, *coins, *symbols, ""][0]


def _number(text: str, start: int) -> Figure:
    parts = _PARTS.match(text)
    assert parts, "the figure pattern starts with a number"
    rest = text[parts.end() :].strip(" -+\u00a0\n\t")
    unit = next((name for name, pattern in _UNIT_OF.items() if pattern.fullmatch(rest)), "") if rest else ""
    # 3.10 and 3.1 are different versions: a bare decimal keeps its digits.
    bare = "." in parts["num"] and not parts["scale"] and not unit
    return Figure("number", parts["num"].replace(",", "") if bare else _plain(_worth(parts)), unit, text, start)


def _amount(text: str) -> Decimal:
    parts = _PARTS.search(text)
    assert parts, "every figure holds a number"
    return _worth(parts)


def _worth(parts: re.Match[str]) -> Decimal:
    number = parts["num"].replace(",", "")
    value = Decimal(number) if number[0].isdigit() else words_value(number)
    return value * _MAGNITUDE[parts["scale"].lower()] if parts["scale"] else value


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _ranged(found: list[Figure], text: str) -> Iterator[Figure]:
    """In "$20-40" and "10 to 20 %" the sign that is written once counts for both ends."""
    for at, figure in enumerate(found):
        ends = (*found[max(0, at - 1) : at], *found[at + 1 : at + 2])
        sign = next((other for other in ends if _one_range(figure, other, text)), None)
        yield replace(figure, kind=sign.kind, unit=sign.unit) if sign else figure


def _one_range(bare: Figure, signed: Figure, text: str) -> bool:
    between = text[min(bare.end, signed.end) : max(bare.start, signed.start)]
    return bare.kind == "number" and not bare.unit and bool(signed.unit) and bool(_RANGE.fullmatch(between))


def _rated(figure: Figure, text: str) -> Figure:
    if figure.kind not in ("price", "number"):
        return figure
    period, each = rate(text, figure.end, counts=figure.kind == "number" and not figure.unit)
    return replace(figure, period=period, each=each) if period or each else figure


class Stock:
    """The figures that a text holds, to look others up in."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[Figure, list[Figure]] = defaultdict(list)
        self._bare: dict[str, list[Figure]] = defaultdict(list)
        for figure in _held(text):
            self._known[figure].append(figure)
            for value in _bare(figure):
                self._bare[value].append(figure)

    def holds(self, figure: Figure) -> bool:
        """Whether the text has the figure: the same value with the same unit or currency, in any spelling, at the same rate.

        A number without a unit may come from one with a unit, from a price, the year of a date, or a version (3.11 from 3.11.4).
        """
        return agrees(figure, self.like(figure))

    def like(self, figure: Figure) -> Sequence[Figure]:
        """The figures of the text that this one may have come from, whatever they are counted by."""
        same = self._known.get(figure, [])
        match figure.kind:
            case "code" if not same:
                return [figure] if self._names(figure.value) else []
            case "date" if not same:
                return [other for other in self._known if other.kind == "date" and _within(figure.value, other.value)]
            case "percent" if not same:
                return [other for other in self._known if other.kind == "percent" and _about(figure.value, other.value)]
            case "number" | "version" if not figure.unit:
                return [*same, *self._bare.get(figure.value, [])]
        return same

    def around(self, figure: Figure) -> str:
        """The words of the text near one of its figures."""
        return self._text[max(0, figure.start - 90) : figure.end + 90]

    def _names(self, code: str) -> bool:
        parts = re.findall(r"[a-z]+|\d+(?:\.\d+)*|[/:]", code)
        joint = r"[\s,_-]*(?:(?:licen[cs]e|version|v)\b[\s,.-]*){0,2}"
        return re.search(rf"(?i)(?<![a-z0-9]){joint.join(map(re.escape, parts))}(?![a-z0-9]|\.\d|{_VARIANT})", self._text) is not None


def agrees(figure: Figure, known: Sequence[Figure]) -> bool:
    """Whether one of these says the same at the same rate; what a rate leaves open agrees with all."""
    if figure.period and any(other.period for other in known):
        known = [other for other in known if other.period == figure.period]
    if figure.each and any(other.each for other in known):
        known = [other for other in known if other.each == figure.each]
    return bool(known)


def _held(text: str) -> Iterator[Figure]:
    """What a text holds: its figures, the bare numbers that its shares are made of, and "3 of 4" as a share."""
    read = _figures(text)
    yield from _told(read, text, _parts(text))
    yield from (_rated(figure, text) for figure in read if figure.kind == "number" and not figure.unit)
    yield from _shares(read, text, _COUNTED)
    yield from (Figure("number", str(_MAGNITUDE[m[1].lower()]), "", m[1], m.start(1)) for m in _PER_MANY.finditer(text))


def _bare(figure: Figure) -> Iterator[str]:
    if figure.kind in ("number", "price", "version"):
        yield figure.value
        parts = figure.value.split(".") if figure.kind == "version" else []
        yield from (".".join(parts[:count]) for count in range(2, len(parts)))
    elif figure.kind == "date" and figure.value[:4].isdigit():
        yield figure.value[:4]
    elif figure.kind == "code" and "-" in figure.value:
        yield from re.findall(r"(?<=-)\d+(?:\.\d+)*", figure.value)


def _about(share: str, other: str) -> bool:
    """Whether a percentage is a fraction rounded: 67 is two thirds."""
    fraction, decimal = sorted((share, other), key=lambda value: "/" not in value)
    if "/" not in fraction or "/" in decimal:
        return False
    return abs(100 * Fraction(fraction) - Fraction(decimal)) <= Fraction(1, 2 * 10 ** len(decimal.partition(".")[2]))


def _within(claimed: str, known: str) -> bool:
    return all(ours in ("", theirs) for ours, theirs in zip(claimed.split("-"), known.split("-"), strict=True))
