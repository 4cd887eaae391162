"""The numbers, prices, versions and dates of a text, in one spelling each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

FigureKind = Literal["number", "percent", "price", "version", "date", "code"]

_SPELLED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12,
}  # fmt: skip
_MAGNITUDE = {
    "k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12,
}  # fmt: skip
_CURRENCY = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "cent": "USD", "cents": "USD", "€": "EUR", "eur": "EUR",
    "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pounds": "GBP", "¥": "JPY", "jpy": "JPY", "chf": "CHF", "inr": "INR",
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
_WORD = "(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_SCALE = r"(?:(?:[kKmMB]|bn)\b|[\s-]?(?i:hundred|thousand|million|billion|trillion)\b)?\+?"
_SYMBOL = r"(?:US\$|[$€£¥]|\b(?:USD|EUR|GBP|CHF|JPY|INR)\b)"
_ORDINARY = "sub|top|pre|post|mid|late|early|under|over|near|day|step|phase|tier|week|month|year|non|level|age|zero|or|to|and|of|a"

_FIGURE = re.compile(
    rf"""
      (?P<iso>(?<!\d){_YEAR}-(?:1[0-2]|0[1-9])(?:-(?:3[01]|[12]\d|0[1-9]))?(?![-\d]))
    | (?P<mdy>\b{_MONTH}\s+{_DAY}\b(?!\s*[.,]?\d*[%$kKMB]\b)(?:\s*,?\s*{_YEAR}\b)?)
    | (?P<dmy>\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:\s*,?\s*{_YEAR}\b)?)
    | (?P<my>\b{_MONTH}\s*,?\s*{_YEAR}\b)
    | (?P<price>{_SYMBOL}\s?{_NUM}{_SCALE}
        |(?<![\w.])(?:{_NUM}|{_WORD}\b){_SCALE}[\s-]?(?:[€£]|(?i:USD|EUR|GBP|CHF|JPY|INR|dollars?|euros?|pounds|cents?)\b))
    | (?P<percent>(?<![\w.])(?:{_NUM}|\b{_WORD}\b)\+?[\s-]?(?:%|(?i:percent|per\ cent|pct)\b))
    | (?P<version>(?<![\w.])(?:[vV]\.?\d+(?:\.\d+)*|\d+(?:\.\d+){{2,}}|\d+(?:\.\d+)*\.x\b)(?:[-.]?(?:alpha|beta|rc|dev|post)[.\d]*)?(?!\w))
    | (?P<decade>\b(?:19|20)\d0s\b|\b\d+(?:st|nd|rd|th)\b)
    | (?P<slashed>(?<![\w./])\d+(?:[/:]\d+)+(?![\w/]))
    | (?P<code>(?<![\w.])(?!(?:{_ORDINARY})-)[A-Za-z]+(?:-[A-Za-z]+)*[-_]?\d\w*(?:\.\d+)*(?:-\w+(?:\.\d+)*)*)
    | (?P<number>(?<!\w)(?<!\d[.,])(?:{_NUM}|{_WORD}\b){_SCALE}(?:[\s-]?(?:{"|".join(_UNITS.values())})\b)?(?![A-Za-z]))
    | (?P<loose>(?<![\w.])\d+[A-Za-z]\w*)
    """,
    re.VERBOSE,
)
# What every figure holds, a digit or a number word; the set comes first so that the search skips to it.
_SPOT = re.compile(r"[\dEFNOSTefnost](?:(?<=\d)|(?<!\w.)(?i:ne|wo|hree|our|ive|ix|even|ight|ine|en|leven|welve)\b)", re.DOTALL)
_PARTS = re.compile(
    rf"(?P<num>{_NUM}|\b{_WORD}\b)(?:[\s-]?(?P<scale>bn|[kmb](?![a-z])|hundred|thousand|million|billion|trillion))?", re.IGNORECASE
)
# o3-mini is another thing than o3, and an o3-based one is not.
_VARIANT = r"-(?!(?:based|style|class|level|like|compatible|powered|ready|only|hosted)\b)[a-z0-9]"
_RANGE = re.compile(r"\s?[-\u2013]\s?|\s(?:to|or)\s")


@dataclass(frozen=True)
class Figure:
    """One figure: its value in one spelling, and its currency or unit; `text` is how it was written, at `start`."""

    kind: FigureKind
    value: str
    unit: str = ""
    text: str = field(default="", compare=False)
    start: int = field(default=0, compare=False)

    @property
    def spelled(self) -> bool:
        """Whether the number was written as a word."""
        return not any(map(str.isdigit, self.text))

    @property
    def end(self) -> int:
        """Where the figure ends in the text that it was read from."""
        return self.start + len(self.text)


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text, in order. A bare "one" is a pronoun more often than a number and is left out."""
    found: list[Figure] = []
    for m in _matches(text):
        figure = _read(m.lastgroup or "", m.group(), m.start())
        if figure and not (figure.spelled and figure.value == "1" and figure.kind == "number" and not figure.unit):
            found.append(figure)
    return tuple(_ranged(found, text))


def _matches(text: str) -> Iterator[re.Match[str]]:
    """As `_FIGURE.finditer(text)`, which tries every place of a text; before the first digit stand at most a month and a comma."""
    at = 0
    while spot := _SPOT.search(text, at):
        before = text[at : spot.start()].rsplit(maxsplit=2)
        m = _FIGURE.search(text, at + len(before[0]) if len(before) > 2 else at)
        if m is None:
            return
        yield m
        at = m.end()


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
    sign = re.sub(rf"{_NUM}{_SCALE}|\b{_WORD}\b{_SCALE}|[\s-]", "", text).lower()
    amount = _amount(text) / (100 if sign.startswith("cent") else 1)
    return Figure("price", _plain(amount), _CURRENCY[sign], text, start)


def _number(text: str, start: int) -> Figure:
    parts = _PARTS.match(text)
    assert parts, "the figure pattern starts with a number"
    rest = text[parts.end() :].strip(" -+\u00a0\n\t")
    unit = next((name for name, pattern in _UNIT_OF.items() if pattern.fullmatch(rest)), "") if rest else ""
    # 3.10 and 3.1 are different versions: a bare decimal keeps its digits.
    bare = "." in parts["num"] and not parts["scale"] and not unit
    return Figure("number", parts["num"].replace(",", "") if bare else _plain(_amount(text)), unit, text, start)


def _amount(text: str) -> Decimal:
    parts = _PARTS.search(text)
    assert parts, "every figure holds a number"
    number = parts["num"].replace(",", "").lower()
    value = Decimal(_SPELLED[number]) if number in _SPELLED else Decimal(number)
    return value * _MAGNITUDE[parts["scale"].lower()] if parts["scale"] else value


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _ranged(found: list[Figure], text: str) -> Iterator[Figure]:
    """In "$20-40" and "10 to 20 %" the sign that is written once counts for both ends."""
    for at, figure in enumerate(found):
        ends = (*found[max(0, at - 1) : at], *found[at + 1 : at + 2])
        sign = next((other for other in ends if _one_range(figure, other, text)), None)
        yield Figure(sign.kind, figure.value, sign.unit, figure.text, figure.start) if sign else figure


def _one_range(bare: Figure, signed: Figure, text: str) -> bool:
    between = text[min(bare.end, signed.end) : max(bare.start, signed.start)]
    return bare.kind == "number" and not bare.unit and bool(signed.unit) and bool(_RANGE.fullmatch(between))


class Stock:
    """The figures that a text holds, to look others up in."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known = frozenset(figures(text))
        self._bare = frozenset(_bare(self._known))
        self._one = re.search(r"(?i)\bone\b", text) is not None

    def holds(self, figure: Figure) -> bool:
        """Whether the text has the figure: the same value with the same unit or currency, in any spelling.

        A number without a unit may come from one with a unit, from a price, the year of a date, or a version (3.11 from 3.11.4).
        """
        if figure in self._known:
            return True
        match figure.kind:
            case "code":
                return self._names(figure.value)
            case "date":
                return any(_within(figure.value, other.value) for other in self._known if other.kind == "date")
            case "number" | "version" if not figure.unit:
                return figure.value in self._bare or (figure.value == "1" and self._one)
        return False

    def _names(self, code: str) -> bool:
        parts = re.findall(r"[a-z]+|\d+(?:\.\d+)*|[/:]", code)
        joint = r"[\s,_-]*(?:(?:licen[cs]e|version|v)\b[\s,.-]*){0,2}"
        return re.search(rf"(?i)(?<![a-z0-9]){joint.join(map(re.escape, parts))}(?![a-z0-9]|\.\d|{_VARIANT})", self._text) is not None


def _bare(known: frozenset[Figure]) -> Iterator[str]:
    for figure in known:
        if figure.kind in ("number", "price", "version"):
            yield figure.value
            parts = figure.value.split(".") if figure.kind == "version" else []
            yield from (".".join(parts[:count]) for count in range(2, len(parts)))
        elif figure.kind == "date" and figure.value[:4].isdigit():
            yield figure.value[:4]
        elif figure.kind == "code" and "-" in figure.value:
            yield from re.findall(r"(?<=-)\d+(?:\.\d+)*", figure.value)


def _within(claimed: str, known: str) -> bool:
    return all(ours in ("", theirs) for ours, theirs in zip(claimed.split("-"), known.split("-"), strict=True))
