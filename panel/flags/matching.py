"""Rules of word classes, compiled to expressions over one character per word: linear in the text, whatever it holds."""

import re
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import islice
from typing import NamedTuple

from panel.flags.folding import fold
from panel.flags.lexicon import COMMON, WORDS
from panel.flags.rules import RULES

SIGNS = "\u0900-\u0963\u0966-\u0dff"
IDEOGRAPHIC = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
BREAK, COLON, UNKNOWN = "\n", ":", "."


class Hit(NamedTuple):
    """Where a rule holds in a folded text, and its reason."""

    start: int
    end: int
    reason: str


def _vocabulary() -> dict[str, frozenset[str]]:
    """Every word or stem with the classes it belongs to; small letters in a rule are a class of their own."""
    found: dict[str, set[str]] = {}
    for name, words in WORDS.items():
        for word in words.split():
            entry = fold(word.replace("_", " ") if name.startswith("X") else word)
            found.setdefault(entry, set()).add(name)
    for _, rule in RULES:
        for item in re.findall(r"[a-z0-9'’/-]+", re.sub(r"~\d+", " ", rule)):
            found.setdefault(item, set()).add(item)
    return {word: frozenset(classes) for word, classes in found.items()}


VOCABULARY = _vocabulary()
STEMS = {word[:-1]: classes for word, classes in VOCABULARY.items() if word.endswith("*")}
SIZES = sorted({len(stem) for stem in STEMS}, reverse=True)
PHRASES = sorted((word.rstrip("*") for word in VOCABULARY if " " in word or re.search(f"[{IDEOGRAPHIC}]", word)), key=len, reverse=True)
UNSPACED = [phrase for phrase in PHRASES if re.match(f"[{IDEOGRAPHIC}]", phrase)]
SPACED = [phrase for phrase in PHRASES if phrase not in UNSPACED]
LETTER = rf"(?:[^\W{IDEOGRAPHIC}]|[{SIGNS}])"
TOKEN = re.compile(
    rf"(?=[{''.join(sorted({phrase[0] for phrase in UNSPACED}))}])(?:{'|'.join(map(re.escape, UNSPACED))})"
    rf"|(?=[{''.join(sorted({phrase[0] for phrase in SPACED}))}])(?<!\w)(?:{'|'.join(map(re.escape, SPACED))})(?!\w)"
    rf"|{LETTER}+(?:['’/.-]{LETTER}+)*|[{IDEOGRAPHIC}]"
    r"|[.!?;|।。！？；…][\s\"'”’)*_]|[。！？；|]|\n[ \t]*(?=\n|[-*+>#]|\d+[.)])|[.!?]$|[:：](?=\s|$)|[：]"
)


def _stemmed(word: str) -> frozenset[str]:
    return frozenset().union(*(STEMS.get(word[:size], ()) for size in SIZES if size <= len(word)))


@cache
def _classes(word: str) -> frozenset[str]:
    return _stemmed(word) | VOCABULARY.get(word, frozenset())


SETS = sorted({_classes(word) for word in VOCABULARY} | {_stemmed(stem) for stem in STEMS}, key=sorted)
CODES = {classes: chr(0xE000 + at) for at, classes in enumerate(SETS)}
SENTENCE = re.compile(f"{BREAK}([^{BREAK}]+)(?={BREAK})")
SIGN = re.compile(f"[{SIGNS}]")
NUMBER = re.compile(r"[\d.]+")
PART = re.compile(r"\w+")
QUOTES = re.compile("[\"“”`'‘’«»]")
NEAR = 60
ENOUGH = 20
LEAD = [
    "please",
    "also",
    "so",
    "and",
    "then",
    "now",
    "always",
    "you",
    "should",
    "must",
    "kindly",
    "just",
    "therefore",
    "hence",
    "finally",
    "important",
    "first",
    "but",
]


class Pattern(NamedTuple):
    """A rule as an expression over codes, and the codes one of which a sentence must have for it to hold."""

    reason: str
    expression: re.Pattern[str]
    anchors: frozenset[str]


def _members(names: str) -> frozenset[str]:
    """The codes of all words that belong to one of these classes."""
    wanted = set(names.removesuffix("?").split("|"))
    words = frozenset().union(*(MEMBERS.get(name, frozenset()) for name in wanted))
    return words | {COLON} if wanted & {"", ":"} else words


def _item(item: str) -> str:
    if item == "^":
        return f"[{BREAK}{COLON}][{''.join(sorted(_members('|'.join(LEAD))))}]{{0,2}}"
    if item.startswith("~"):
        return f"[^{BREAK}]{{0,{item[1:]}}}?"
    return f"[{''.join(sorted(_members(item)))}]" + ("?" if item.endswith("?") else "")


def compiled(reason: str, rule: str) -> Pattern:
    """A rule ready for use. Its anchors are the codes of its rarest word, rarity being judged by how many common words share them."""
    rule, _, forbidden = rule.partition(" NO(")
    items = rule.split()
    body = "".join(map(_item, items))
    if forbidden:
        body += f"(?!{'|'.join(''.join(map(_item, choice.split())) for choice in forbidden.rstrip(')').split('|'))})"
    sure = [_members(item) for item in items if item[0] not in "^~" and item[-1] != "?"]
    return Pattern(reason, re.compile(body), min(sure, key=lambda codes: (len(codes & FREQUENT), len(codes))))


@cache
def _code(word: str) -> str:
    return CODES.get(_classes(word)) or UNKNOWN


MEMBERS: dict[str, frozenset[str]] = {
    name: frozenset(code for classes, code in CODES.items() if name in classes) for name in frozenset().union(*SETS)
}
FREQUENT = frozenset(_code(word) for word in COMMON) | {COLON}


@cache
def patterns() -> tuple[Pattern, ...]:
    """All rules, compiled when a text is first read."""
    return tuple(compiled(reason, rule) for reason, rule in RULES)


class _Codes(dict[str, str]):
    """The code of each token; a word in several parts counts as its parts where the whole is not known."""

    def __missing__(self, token: str) -> str:
        if token[0] in ":：":
            found = COLON
        elif not (token[0].isalnum() or token[0] == "_" or SIGN.match(token)):
            found = BREAK
        elif _code(token) == UNKNOWN and not token.isalnum() and not NUMBER.fullmatch(token):
            found = "".join(map(_code, PART.findall(token)))
        else:
            found = _code(token)
        self[token] = found
        return found


class Coded:
    """A folded text as one code per word, between breaks, and where each word stands."""

    def __init__(self, text: str) -> None:
        self._text = text
        known = _Codes()
        self._parts = [BREAK, *map(known.__getitem__, TOKEN.findall(text)), BREAK]
        self.codes = "".join(self._parts)

    def offset(self, at: int) -> int:
        """Where the word of a code begins in the text."""
        return self._offsets[at]

    @cached_property
    def _offsets(self) -> list[int]:
        starts = [0, *(match.start() for match in TOKEN.finditer(self._text)), len(self._text)]
        return [start for start, part in zip(starts, self._parts, strict=True) for _ in part] + [len(self._text)]


def hits(text: str) -> Iterator[Hit]:
    """The first place of each sentence of a folded text where a rule holds, but for those that speak about attacks."""
    found = Coded(text)
    sentences: dict[str, list[tuple[int, int]]] = {}
    for match in SENTENCE.finditer(found.codes):
        for code in set(match[1]):
            sentences.setdefault(code, []).append(match.span())
    for reason, expression, anchors in patterns():
        for start, end in {span for code in anchors if code in sentences for span in sentences[code]}:
            for match in islice(expression.finditer(found.codes, start, end + 1), ENOUGH):
                first = match.start() + (found.codes[match.start()] in (BREAK, COLON))
                if not _told_about(text, found, (start + 1, first, end)):
                    yield Hit(found.offset(first), found.offset(match.end()), reason)
                    break


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
