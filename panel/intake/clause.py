"""The prices in one line of text: which amounts are asked today, and which are old, for the beginning, a range or nothing to pay."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from panel.intake.money import Habits, Money, money
from panel.intake.terms import Terms, introduces, qualified, terms

# What is longer is prose, and prose tells of prices rather than naming them.
LONGEST = 300
_MOST = 8
_BLANK = "\ufffc"
_LEAD = (
    r"(?:(?:prices?|plans?)\s+)?(?:from|starting(?: at| from)?|starts?(?: at| from)?|begins at|as low as|only|just|now|today|then|currently|priced at|ab|nur|jetzt|ahora|desde|a partir de|à partir de|dès"
    r"|från|por|para|(?:buy|get|start|try|subscribe|upgrade|order|join)(?:\s\w+){0,3}\s(?:for|at)|free for (?:the first )?\d+ (?:days|weeks|months),? then)"
)
_LED = re.compile(rf"(?:{_LEAD}\W*)+", re.IGNORECASE)
_LED_END = re.compile(r"^(?P<label>.+?)\s+(?:from|ab|only|just|now|desde|à partir de)$", re.IGNORECASE)
# "Pro" and "from" of two elements without a space between them are no name.
_GLUED = re.compile(r"[a-z](?:from|starting|only)\Z")
_SEPARATOR = re.compile(r"\s*[:：–—|•·]\s*|\s+-\s+")
_NAME = re.compile(r"[A-Z0-9\u00c0-\u00de\u3040-\u9fff\uac00-\ud7af][^\s,;:]*(?: [^\s,;:]+){0,2}")
_OLD = re.compile(
    r"\b(?:was|were|instead of|rather than|down from|up from|regular(?:ly)?(?: price)?|reg\.?|normal(?:ly)?(?: price)?|usual(?:ly)?(?: price)?|original(?:ly)?(?: price)?|previous(?:ly)?(?: price)?|former(?:ly)?|before"
    r"|list(?: price)?|full price|old price|rrp|msrp|retail(?: price)?|valued at|worth|statt|anstatt|bisher|früher|vorher|uvp|au lieu de|avant|antes|en vez de|invece di|de|istället för|ordinarie|rather than)\W*$|通常価格\W*$",
    re.IGNORECASE,
)  # fmt: skip
_NOT = re.compile(
    r"%\s*\+\s*$|[=≈~]\s*$|\b(?:about|around|approx\.?|approximately|roughly|circa|ca\.?|nearly|almost|up to|over|above|more than|less than|under|below|at least|at most|max\.?|maximum|min\.?|minimum"
    r"|saves?|saving|savings of|raised?|raises|credits? of|bonus|bonus of|includes|including|included|plus a|win|earn|back|fee of|fee is|limit of|cap of|budget of|total of|worth of|spend|spent|cost us|paid)\s*(?:of\s*|an?\s*|the\s*)?$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"^\s*(?:in|of|worth)\s(?!USD|EUR|GBP)(?-i:[a-z])|^\s*\+?\s*(?:(?:in|of)\s+)?(?:(?:free|api|usage|monthly|model|platform|compute|promotional|included|prepaid)\s+)*(?:credits?|usage|off|savings?|saved|discounts?|funding|seed|value|refunds?|cashback|back|bonus|worth|revenue|arr|mrr|fine|penalty"
    r"|deposit|investment|valuation|minimum|limit|cap|less|cheaper|more than|setup|set-up|fee|late|gift)\b"
    r"|^[^.;$€£]{0,25}\b(?:saved|less than|cheaper|more than|in savings|(?:set-?up|onboarding|late|cancell?ation|activation) fee|minimum|spend)\b"
    r"|^\s*(?:\(?(?:regular|normal|list|original|old|previous|full|usual)(?: price)?\b)|^\s*\+\s*[0-9.,]+\s?%|^\s*(?:rabatt|gespart|ersparnis|guthaben|de desconto|割引)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^\s*(?:[-–—‒~〜]|to|bis|à|…|\.{2,3}|and)\s*$|^[^,;.]{0,25}\s(?:to|bis)\s*$", re.IGNORECASE)
_ARROW = re.compile(r"(?:→|->|=>|➜|➔|⟶|»)\s*$")
_NOW = re.compile(
    r"(?:^|\b)(?:now|today|jetzt|heute|nur noch|nu|maintenant|ahora|agora|currently|sale(?: price)?|for only|por(?: apenas)?|für nur|currently only|yours for)\W*(?:only|just|nur)?\W*$|現在\W*$",
    re.IGNORECASE,
)
_MORE = re.compile(r"(?:\+|\bplus|\band|\bzzgl\.?|\bund)(?:\s+(?:an?|another|extra|additional))?\s*$", re.IGNORECASE)
_THEN = re.compile(r"\b(?:then|dann|thereafter|afterwards|after that|danach|after)\b\W*(?:only|just|it'?s)?\W*$", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|oder|ou|o|eller)\b(?:\s+(?:just|only|nur))?\s*$|\(\s*(?:or\s*)?$|\s[-–—]\s*$", re.IGNORECASE)
_DIRECTION = re.compile(
    r"^\s*(?:per\s+)?(?P<way>in(?:put)?|out(?:put)?|prompt|completion|cached(?: input)?|reads?|writes?)\b", re.IGNORECASE
)
_WAYS = {"in": "input", "out": "output"}


@dataclass(frozen=True)
class Told:
    """One amount of a line, with the label before it (empty: the surroundings name it).

    `sure` says that it is asked today and can be read; an amount that is not is told of all the same, so that nobody takes the plan
    for one without a price. `more` says that it is paid on top of another price of the line.
    """

    start: int
    end: int
    amount: Decimal | None
    currency: str
    terms: Terms
    label: str = ""
    sure: bool = False
    more: bool = False


def told(sound: str, page: Habits) -> list[Told]:
    """The amounts of a line in order, struck out ones left aside."""
    found = list(money(sound, page)) if len(sound) <= LONGEST else []
    if not found or len(found) > _MOST:
        return [Told(m.start, m.end, None, "", Terms()) for m in found[:1]]
    lines: list[Told] = []
    for at, one in enumerate(found):
        before = sound[found[at - 1].end if at else 0 : one.start]
        after = sound[one.end : found[at + 1].start if at + 1 < len(found) else len(sound)]
        _judge(lines, one, before, after)
    return list(_shared(lines, sound))


def _judge(lines: list[Told], one: Money, before: str, after: str) -> None:
    """Add one amount to those before it, which it may make old."""
    first = not lines
    if _BLANK in before:
        before = before.rpartition(_BLANK)[2]
        first = first or not before.strip(" .,:")
    stated = terms(after)
    amount = one.grouped if one.amount is None and stated.period in ("month", "year") else one.amount
    this = Told(one.start, one.end, amount, one.currency, stated)
    sure = amount is not None and not (_NOT_AFTER.match(after) or introduces(after) or _NOT.search(before))
    if first:
        lines.append(_first(this, before, sure=sure))
    elif not before.strip(" ,") or _RANGE.match(before):
        lines[-1:] = [replace(lines[-1], sure=False), this]
    elif _ARROW.search(before) or _NOW.search(before):
        lines[-1:] = [replace(lines[-1], sure=False), replace(this, sure=sure, label=lines[-1].label)]
    else:
        lines[-1:] = _beside(lines[-1], this, before, after, sure=sure)


def _beside(last: Told, this: Told, before: str, after: str, *, sure: bool) -> tuple[Told, Told]:
    """An amount that is asked beside another one, or begins a clause of its own."""
    both = sure and last.sure
    if _MORE.search(before):
        base = last if last.terms.stated else replace(last, terms=Terms("", this.terms.period))
        return base, replace(this, sure=both, label=last.label, more=True)
    if _THEN.search(before):
        return last, replace(this, sure=sure, label=last.label, more=last.sure)
    if _DIRECTION.match(before) and _DIRECTION.match(after):
        return last, replace(this, sure=both, label=last.label)
    if _OR.search(before):
        return last, replace(this, sure=both and this.terms.stated and this.terms != last.terms, label=last.label)
    parts = re.split(r"[;,.•·|]\s", before)
    named = _first(this, parts[-1], sure=sure and len(parts) > 1)
    return last, named if named.label else this


def _first(this: Told, before: str, *, sure: bool) -> Told:
    """An amount that begins a clause: with nothing, with words that lead to a price, or with a label before it."""
    lead = before.strip(f" {_BLANK}\t([\"'“„«*").strip()
    if old := _OLD.search(lead):
        return replace(this, label=lead[: old.start()].strip(" ,:–—-|("))
    if not sure:
        return this
    plain = lead.rstrip(" :：–—-|•·")
    if not plain or _LED.fullmatch(plain):
        return replace(this, sure=True)
    if re.fullmatch(r"(?:billed|paid|charged)\s+(?:annually|yearly)(?:\s+at)?", plain, re.IGNORECASE):
        return replace(this, sure=True, terms=Terms(this.terms.unit, this.terms.period or "year"))
    stated, rest = qualified(plain)
    if not rest and len(plain) <= 60:
        return replace(this, sure=True, terms=_filled(this.terms, stated))
    return _labelled(this, lead)


def _labelled(this: Told, lead: str) -> Told:
    label, *rest = _SEPARATOR.split(lead, maxsplit=1)
    if rest:
        between = rest[0].strip(" :：–—-|•·")
        stated, more = qualified(between)
        if not between or _LED.fullmatch(between) or not more:
            return replace(this, sure=True, label=label.strip(), terms=_filled(this.terms, stated))
        return replace(this, label=lead)
    led = _LED_END.match(lead)
    label = led["label"] if led else lead
    return replace(this, label=label, sure=_NAME.fullmatch(label) is not None and len(label) <= 40 and not _GLUED.search(label))


def _filled(own: Terms, other: Terms) -> Terms:
    """The terms, where an amount has none of its own those of its label."""
    return Terms(own.unit or other.unit, own.period or ("" if own.unit and not other.period else other.period))


def _shared(lines: Sequence[Told], sound: str) -> Iterator[Told]:
    """The amounts, those that say a direction ("$3 in / $15 out per 1M tokens") with the terms that end the line."""
    ways = [_DIRECTION.match(sound[line.end :]) for line in lines]
    for line, way in zip(lines, ways, strict=True):
        if way and len(lines) > 1 and all(ways):
            word = way["way"].lower()
            last = terms(_DIRECTION.sub("", sound[lines[-1].end :]))
            unit = (line.terms.unit if line.terms.stated else "") or last.unit
            yield replace(line, terms=Terms(", ".join(filter(None, (unit, _WAYS.get(word, word)))), line.terms.period or last.period))
        else:
            yield line
