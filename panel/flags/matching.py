"""Rules of word classes, as expressions over one character per word: linear in the text, whatever it holds."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from panel.flags.lexicon import COMMON
from panel.flags.rules import RULES
from panel.flags.words import BREAK, COLON, MEMBERS, Coded, code_of

QUOTES = re.compile("[\"“”`'‘’«»]")
ENOUGH = 20
PART = 8_000
"""Characters that are looked at together, at least."""
LEAD = "please|also|so|and|then|now|always|you|should|must|kindly|just|therefore|hence|finally|important|first|but"


class Hit(NamedTuple):
    """Where a rule holds in a folded text, and its reason."""

    start: int
    end: int
    reason: str


class Rule(NamedTuple):
    """A rule, ready to be looked for: `needs` has a bit for each word class of which a sentence must have a word."""

    reason: str
    items: tuple[str, ...]
    forbidden: tuple[str, ...]
    needs: int


class Rules(NamedTuple):
    """All rules; which of them each code calls for, those codes, and the bits of the classes that it belongs to.

    A rule is called for by the words of its rarest class, rarity being judged by how many common words share its codes.
    """

    all: tuple[Rule, ...]
    called: dict[str, tuple[int, ...]]
    calling: frozenset[str]
    bits: dict[str, int]


def _members(names: str) -> frozenset[str]:
    """The codes of all words that belong to one of these classes."""
    wanted = names.removesuffix("?").split("|")
    words = frozenset().union(*(MEMBERS.get(name, ()) for name in wanted))
    return words | {COLON} if "" in wanted or ":" in wanted else words


@cache
def rules() -> Rules:
    """The rules by the words that call for them; an expression is compiled when a sentence has all that it needs."""
    frequent = {code_of(word) for word in COMMON} | {COLON}
    places: dict[frozenset[str], int] = {}
    found: list[Rule] = []
    called: dict[str, list[int]] = {}
    for number, (reason, rule) in enumerate(RULES):
        text, _, forbidden = rule.partition(" NO(")
        items = text.split()
        sure = [_members(item) for item in items if item[0] not in "^~" and item[-1] != "?"]
        needs = sum({1 << places.setdefault(codes, len(places)) for codes in sure})
        found.append(Rule(reason, tuple(items), tuple(forbidden.rstrip(")").split("|")) if forbidden else (), needs))
        for code in min(sure, key=lambda codes: (len(codes & frequent), len(codes))):
            called.setdefault(code, []).append(number)
    bits: dict[str, int] = {}
    for codes, place in places.items():
        for code in codes:
            bits[code] = bits.get(code, 0) | 1 << place
    return Rules(tuple(found), {code: tuple(numbers) for code, numbers in called.items()}, frozenset(called), bits)


@cache
def _expression(number: int) -> re.Pattern[str]:
    rule = rules().all[number]
    body = "".join(map(_item, rule.items))
    if rule.forbidden:
        body += f"(?!{'|'.join(''.join(map(_item, choice.split())) for choice in rule.forbidden)})"
    return re.compile(body)


def _item(item: str) -> str:
    if item == "^":
        return f"[{BREAK}{COLON}][{''.join(sorted(_members(LEAD)))}]{{0,2}}"
    if item.startswith("~"):
        return f"[^{BREAK}]{{0,{item[1:]}}}?"
    return f"[{''.join(sorted(_members(item)))}]" + ("?" if item.endswith("?") else "")


def hits(text: str) -> Iterator[Hit]:
    """The first place of each sentence of a folded text where a rule holds, but for those that speak about attacks."""
    at = 0
    while at < len(text):
        # No sentence goes on past a blank line; what is looked at apart has its words placed only where a rule holds.
        end = text.find("\n\n", at + PART)
        part = text[at : end if end >= 0 else len(text)]
        yield from (Hit(at + hit.start, at + hit.end, hit.reason) for hit in _hits(part))
        at += len(part) + 1


def _hits(text: str) -> Iterator[Hit]:
    found = Coded(text)
    for number, sentences in sorted(_candidates(found.codes).items()):
        expression = _expression(number)
        for start, end in sentences:
            for match in islice(expression.finditer(found.codes, start, end + 1), ENOUGH):
                first = match.start() + (found.codes[match.start()] in (BREAK, COLON))
                if not _told_about(text, found, (start + 1, first, end)):
                    yield Hit(found.offset(first), found.offset(match.end()), rules().all[number].reason)
                    break


def _candidates(codes: str) -> dict[int, list[tuple[int, int]]]:
    """The sentences that have a word of each class that a rule needs, by the number of the rule."""
    every, called, calling, bits = rules()
    found: dict[int, list[tuple[int, int]]] = {}
    start = -1
    for sentence in codes.split(BREAK):
        end = start + 1 + len(sentence)
        if callers := calling.intersection(sentence):
            has = 0
            for code in set(sentence):
                has |= bits.get(code, 0)
            for number in {number for code in callers for number in called[code]}:
                if every[number].needs & ~has == 0:
                    found.setdefault(number, []).append((start, end))
        start = end
    return found


def _told_about(text: str, found: Coded, place: tuple[int, int, int]) -> bool:
    """Whether the words are quoted, or asked of somebody else, in a sentence about attacks."""
    start, first, end = place
    topics = sum(code in MEMBERS["TOPIC"] for code in found.codes[start:end])
    if not topics:
        return False
    before = text[found.offset(start) : found.offset(first)]
    return len(QUOTES.findall(before[-400:])) % 2 == 1 or (
        first - start > 2 and (topics > 1 or QUOTES.search(text, found.offset(first), found.offset(end)) is not None)
    )
