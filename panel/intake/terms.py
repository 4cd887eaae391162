"""What a price is for: its unit and its period, as the words behind the amount say it."""

import re
from typing import Literal, NamedTuple

Period = Literal["", "once", "hour", "day", "month", "year"]

_WORDS: tuple[tuple[Period, str], ...] = (
    ("month", r"mo|mth|month|months|monat|mois|mes|mese|mês|mes|maand|mån|månad|måned|mnd|miesiąc|mies|měsíc|kk|月|か月|ヶ月|월"),
    ("year", r"yr|year|years|annum|jahr|année|an|año|anno|ano|jaar|år|rok|年|년"),
    ("hour", r"hr|hrs|hour|hours|h|stunde|heure|hora|ora|uur|時間"),
    ("day", r"day|days|tag|jour|día|dia|giorno|dag|日"),
)
_PERIOD = "|".join(words for _, words in _WORDS)
_PERIODS: dict[str, Period] = {word: period for period, words in _WORDS for word in words.split("|")}
_ADVERBS: tuple[tuple[Period, re.Pattern[str]], ...] = (
    ("month", re.compile(r"\bmonth(?:ly\b|[- ]to[- ]month\b)|\bmonatlich\b|\bmensual\b|\bmensuel\b|月額", re.IGNORECASE)),
    (
        "year",
        re.compile(
            r"(?<!billed )(?<!paid )(?<!invoiced )\b(?:yearly|annually|annual)\b|\bjährlich\b|\banual\b|\bp\.\s?a\b|年額", re.IGNORECASE
        ),
    ),
    ("hour", re.compile(r"\bhourly\b", re.IGNORECASE)),
    ("day", re.compile(r"\bdaily\b", re.IGNORECASE)),
    ("once", re.compile(r"\bone[- ](?:time|off)\b|\bonce\b|\blifetime\b|\beinmalig\b|買い切り", re.IGNORECASE)),
)
# Periods that a Price has no word for stand in its unit.
_OTHER = re.compile(r"\b(?P<weekly>weekly|wöchentlich)\b|\b(?P<quarterly>quarterly)\b", re.IGNORECASE)
_BILLED = re.compile(
    r"\b(?:billed|paid|invoiced|charged|payable)\s+(?:(?P<year>annually|yearly|per year|once a year)|(?P<month>monthly))\b", re.IGNORECASE
)
_STOP = (
    r"per|pro|and|or|und|oder|et|with|for|in|on|at|of|when|if|billed|paid|invoiced|charged|plus|incl\w*|excl\w*|after|before|up|to|as|that|which|then|from|by|is|are|min|"
    r"minimum|each|every|monthly|yearly|annually|a|an|the|your|you|we|starting|based|only|beyond|over|above|used|save|vat|tax|gst|mwst|usd|eur|gbp|cad|aud|"
    r"now|today|free|no|not|cancel|ex|exc"
)
_COUNT = r"[0-9][0-9.,]*\s?(?:[KkMB](?![A-Za-z])|thousand|million|billion|mio)?"
_WORD = rf"(?!(?:{_STOP})\b)[^\W\d_][\w’'-]*"
_THING = rf"(?:(?P<count>{_COUNT})\s*(?:{_WORD}(?:\s{_WORD}){{0,2}})?|{_WORD}(?:\s{_WORD}){{0,2}})"
_KNOWN = (
    r"tokens?|users?|seats?|members?|developers?|devs?|editors?|agents?|projects?|workspaces?|organi[sz]ations?|teams?|hosts?|credits?|requests?|calls?|runs?|traces?|images?"
    r"|pages?|minutes?|seconds?|weeks?|quarters?|contributors?|messages?|documents?"
)
_PER = re.compile(
    rf"(?:(?P<sign>[/／])|\b(?:per|(?-i:pro|por|par|al|je|im))\b|(?P<each>\b(?:an?|each|every)\b))\s*(?P<thing>{_THING})|(?P<bare>[/／]?\s*(?:月|年|時間|日)(?!\w)|\bpar an\b)",
    re.IGNORECASE,
)
_AND = re.compile(rf"\s*(?:and|und|et|y|e)\s+(?P<thing>{_PERIOD})\b", re.IGNORECASE)
# Elements that stand side by side put no space between their words.
_GLUED = re.compile(rf"({_PERIOD})(?=(?:billed|paid|per|when|excl|incl|plus)[a-z]*$)", re.IGNORECASE)
_JOINED = re.compile(rf"^(?P<thing>.+?)[- ](?P<period>{_PERIOD})$", re.IGNORECASE)
_LASTING = re.compile(r"\s*for\s+(?P<span>[0-9]{1,3}\s+(?:days|weeks|months|years))\b", re.IGNORECASE)
# Where the words that belong to an amount end.
_END = re.compile(
    r"[.;!?](?=\s|$)|(?<!\d),(?!\s*(?:billed|paid|per|monthly|yearly|charged|invoiced|when)\b)|,(?=\s+(?!billed|paid|per|monthly|yearly|charged|invoiced|when)\w)"
    r"|\b(?:or|oder|then|includ\w+|with|for (?!the\b)|up to|save|starting|based)\b|\s[–—|•·]\s|\+",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\(?(?:[/／]|per\b|(?-i:pro|por|par|im)\s|an?\s|each\b|every\b|monthly\b|yearly\b|annually\b|hourly\b|billed\b|paid\b|one[- ](?:time|off)\b|once\b|month\b|(?:USD|EUR|GBP)\s*(?:/|per\b))",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"^[\s,*]*(?:/|per|a|an|each)?\s*\w*\s*(?:(?:for|in|during)\s+)?(?:the\s+|your\s+)?(?:first|1st|initial|introductory|intro)\s+(?:\w+\s+)?(?:month|months|year|week|weeks|days|billing)\b"
    r"|^[\s,]*(?:introductory|intro|launch|promotional)\b",
    re.IGNORECASE,
)


class Terms(NamedTuple):
    """What one pays for, and for how long."""

    unit: str = ""
    period: Period = ""

    @property
    def stated(self) -> bool:
        """Whether there is any."""
        return bool(self.unit or self.period)


def terms(after: str) -> Terms:
    """The unit and the period that the words behind an amount state; what a Price has no period for is part of the unit."""
    if lasting := _LASTING.match(after):
        return Terms(lasting["span"])
    text = _cut(after)
    units: list[str] = []
    period: Period = ""
    for match in _PER.finditer(text):
        for unit, span in _read(match, text):
            period = period or span
            if unit and unit.lower() not in (known.lower() for known in units) and len(units) < 2:
                units.append(unit)
    if other := _OTHER.search(text):
        units.append("week" if other["weekly"] else "quarter")
    every = any(re.search(r"\b(?:week|weeks|quarter|days|months|years|second)\b", unit) for unit in units)
    period = period or ("" if every else _adverb(text))
    return Terms(" per ".join(units)[:100], period)


def qualified(label: str) -> tuple[Terms, str]:
    """The terms in a column's head or a row's label about prices, and what it says besides."""
    text = re.sub(r"\(([^()]*)\)", r" \1 ", label)
    found = terms(text if _PER.search(text) else f"{text} ")
    rest = _PER.sub(" ", text)
    for _, adverb in _ADVERBS:
        rest = adverb.sub(" ", rest)
    rest = re.sub(
        r"\b(?:pricing|prices?|costs?|rates?|fees?|billed|billing|starting|from|usd|eur|gbp|list|preise?|pris|prix|precio|preço|plan|in|paid|month|year|ab)\b|料金|価格"
        r"|[$€£¥₹()/:*+,.-]+(?=\s|$)|(?:^|\s)[$€£¥₹(/:*+,.-]+",
        " ", rest, flags=re.IGNORECASE,
    )  # fmt: skip
    return found, " ".join(rest.split())


def begins(text: str) -> bool:
    """Whether a line of its own goes on with the terms of the amount above it."""
    return _BEGINS.match(text) is not None


def introduces(after: str) -> bool:
    """Whether the words behind an amount say that it holds for the beginning only."""
    return _INTRODUCES.match(after) is not None


def _cut(after: str) -> str:
    end = _END.search(after[:160])
    return after[: end.start() if end else 160]


def _read(match: re.Match[str], text: str) -> list[tuple[str, Period]]:
    """The units and periods in one "per X"."""
    if match["bare"]:
        return [("", _PERIODS[match["bare"].split()[-1].strip("/／")])]
    thing = match["thing"].strip(" ’'-.,")
    if match["each"] and not re.fullmatch(rf"(?:{_KNOWN})|(?:{_PERIOD})|{_COUNT}.*", thing.split()[0], re.IGNORECASE):
        return []
    first = thing.split()[0]
    if not match["count"] and first.lower() in _PERIODS:
        return [("", _PERIODS[first.lower()])]
    if glued := _GLUED.match(first):
        return [("", _PERIODS[glued[1].lower()])]
    if match["each"] and not match["count"]:
        thing = first
    joined = _JOINED.match(thing)
    if joined and not match["count"] and joined["period"].lower() in _PERIODS:
        return [(joined["thing"], _PERIODS[joined["period"].lower()])]
    also = _AND.match(text, match.end())
    return [(thing, _PERIODS[also["thing"].lower()] if also else "")]


def _adverb(text: str) -> Period:
    for period, pattern in _ADVERBS:
        if pattern.search(text):
            return period
    billed = _BILLED.search(text)
    return "" if billed is None else "year" if billed["year"] else "month"
