"""Numbers written in words, up to the trillions, and the words for parts and multiples."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19,
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twentieth": 20, "hundredth": 100,
}  # fmt: skip
_VALUES = {**_ONES, **_TEENS, **_TENS}

# The word that a number in words may begin with, or that comes after its "a".
SIGNS = (*_VALUES, *_SCALES)

_ONE, _TEEN, _TEN = ("|".join(words) for words in (_ONES, _TEENS, _TENS))
_SMALL = rf"(?:(?:{_TEN})(?:[\s-](?:{_ONE})\b)?|(?:{_TEEN})\b|(?:{_ONE})\b)"
_UP = r"(?:thousand|million|billion|trillion)\b"
_HUNDREDS = rf"(?:(?:{_SMALL}|\ba)[\s-]hundred\b(?:(?:\s+and)?[\s-]{_SMALL})?|{_SMALL})"
WORD = (
    r"(?i:"
    rf"\b(?:nineteen|twenty)[\s-](?:(?:{_TEEN})\b|(?:{_TEN})\b(?:[\s-](?:{_ONE})\b)?)"
    rf"|\b(?:half\s+a|a|{_SMALL})\s+dozen\b"
    rf"|\b(?:half\s+an?|a)\s+{_UP}"
    rf"|\b{_HUNDREDS}(?:[\s-]{_UP}(?:(?:\s+and)?\s+{_HUNDREDS}(?:[\s-]{_UP}(?:(?:\s+and)?\s+{_HUNDREDS})?)?)?)?"
    r")"
)
_YEAR = re.compile(rf"(nineteen|twenty)[\s-]((?:{_TEEN}|{_TEN})(?:[\s-](?:{_ONE}))?)", re.IGNORECASE)


def value(words: str) -> Decimal:
    """What a number in words (see `WORD`) comes to; "twenty nineteen" is a year."""
    if (one := _VALUES.get(words.lower())) is not None:
        return Decimal(one)
    if year := _YEAR.fullmatch(words.strip()):
        return Decimal(_VALUES[year[1].lower()] * 100) + value(year[2])
    total = part = Decimal(0)
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in ("hundred", "dozen"):
            part = (part or Decimal(1)) * _SCALES[word]
        elif word in _SCALES:
            total, part = total + (part or Decimal(1)) * _SCALES[word], Decimal(0)
        elif word == "half":
            part = Decimal("0.5")
        else:
            part += _VALUES.get(word, 0)
    return total + part


_AMOUNT = rf"(?:\d+|(?:{_ONE}|{_TEEN})\b)"
_NAMED = "|".join(name for name in _ORDINALS if name != "half")
_NEARLY = r"(?:by|of|about|around|nearly|almost|roughly|over|under|than|another|only|just|some)"
_END = r"(?=\s*(?:[.,;:!?)]|$)|\s+(?:and|or)\b)"
# "Half the battle" measures nothing.
_FIGURATIVE = (
    r"(?:battle|work|story|job|point|fun|answer|truth|trouble|problem|question|panel|critics?|reviewers|picture|world|trick|value|reason"
    r"|appeal|promise)\b"
)
_PART = re.compile(
    rf"""\b(?:
      (?:an?|one)[\s-](?P<one>{_NAMED})
        (?=\s+(?:of|off|less|fewer|more|smaller|larger|faster|slower|cheaper|lower|higher|shorter|longer|the)\b)
    | {_NEARLY}\s+(?:an?|one)[\s-](?P<near>{_NAMED}|half){_END}
    | (?P<some>{_AMOUNT})[\s-](?P<of>{_NAMED})s\b(?:(?<!quarters)|(?=\s+of\b))
    | (?P<half>(?<!first\s)(?<!second\s)(?<!latter\s)(?<!other\s)(?<!better\s)half(?=\s+(?:off?|as)\b|[\s-]price\b|\s+(?:the|its|their|your|our|all|that|those|these)\s+(?!{_FIGURATIVE}))
        |(?:by|in|than)\s+half{_END}
        |(?<!both\s)(?<!two\s)(?<!the\s)(?<!its\s)(?<!into\s)(?<!other\s)(?<!of\s)(?<!these\s)halv(?:es|ed|ing)\b)
    | every\s+(?P<every>second|third|fourth|fifth|sixth|tenth|hundredth)\s+(?!(?:of|it|that|you|they|we|is|was|counts|matters|or|and|saved|spent)\b)(?=[a-z])
    | (?P<nines>{_AMOUNT})[\s-]nines\b
    | (?P<fold>\d+|{_ONE}|{_TEEN}|{_TEN}|(?:an?\s+)?hundred|(?:a\s+)?thousand)[\s-]?fold\b
    | (?P<times>twice|thrice)(?=\s+(?:as|the|that|its|their|what|more|faster|slower)\b)
    | (?P<verb>doubl|tripl|trebl|quadrupl)(?:es|ed|ing)\b(?!\s+(?:as|down|up|back|over|for)\b)
    | (?P<base>doubl|tripl|trebl|quadrupl)e(?=\s+(?:the|its|their|your|our|that|as)\b)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# A piece of each of them; the words before it are tried as beginnings.
_PIECES = (
    "third", "quarter", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "twentieth", "hundredth", "half", "halv", "nines",
    "every", "fold", "twice", "thrice", "doubl", "tripl", "trebl", "quadrupl",
)  # fmt: skip
# One of these words, or a digit, stands in each of them.
NAMED = frozenset(
    {
        *_ORDINALS, *(f"{name}s" for name in _ORDINALS), *(f"{name}fold" for name in (*_VALUES, *_SCALES, "")), "halves", "halved", "halving",
        "second", "nines", "twice", "thrice", *(f"{base}{end}" for base in ("doubl", "tripl", "trebl", "quadrupl") for end in ("e", "es", "ed", "ing")),
    }
)  # fmt: skip
_START = re.compile(r"\b\w")
_TIMES = {"twice": 2, "doubl": 2, "thrice": 3, "tripl": 3, "trebl": 3, "quadrupl": 4}


class Part(NamedTuple):
    """A part of a whole, or a multiple when it is more than the whole, as a text names it."""

    start: int
    text: str
    share: Fraction


def parts(text: str) -> Iterator[Part]:
    """Every part and multiple that a text names by a word: "two thirds", "halves", "twice as", "tenfold", "three nines"."""
    at = 0
    for start, end in _pieces(text):
        starts = (m.start() for m in _START.finditer(text, max(at, start - 24), end))
        if m := next((m for start in starts if (m := _PART.match(text, start))), None):
            at = m.end()
            yield Part(m.start(), m.group(), _share(m))


def _pieces(text: str) -> list[tuple[int, int]]:
    # Looking for each piece in turn is ten times faster than one pattern for all.
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = re.sub("[A-Z]+", lambda m: m.group().lower(), text)
    found = []
    for piece in _PIECES:
        at = lowered.find(piece)
        while at >= 0:
            found.append((at, at + len(piece)))
            at = lowered.find(piece, at + 1)
    return sorted(found)


def _share(m: re.Match[str]) -> Fraction:
    said = {name: word.lower() for name, word in m.groupdict().items() if word}
    match said:
        case {"one": name} | {"near": name}:
            return Fraction(1, _ORDINALS[name])
        case {"some": count, "of": name}:
            return Fraction(_whole(count), _ORDINALS[name])
        case {"every": name}:
            return Fraction(1, 2 if name == "second" else _ORDINALS[name])
        case {"nines": count}:
            return 1 - Fraction(1, 10 ** min(_whole(count), 12))
        case {"fold": count}:
            return Fraction(_whole(count))
        case {"times": word} | {"verb": word} | {"base": word}:
            return Fraction(_TIMES[word])
    return Fraction(1, 2)


def _whole(words: str) -> int:
    return int(words) if words.isdigit() else int(value(words))
