"""How much a sentence is worded like those that are written to move an automated reviewer: a linear model of its words.

The weights in `learned.json` are learned from examples by `benchmarks/flags/learn.py`. The rules know what an attack says; this
knows how one sounds, in words that no rule foresaw.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise, repeat
from math import sqrt
from pathlib import Path

from panel.flags.words import classes_of

WEIGHTS = Path(__file__).with_name("learned.json")
UNSPACED = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
TOKEN = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['’][^\W_]+)?|[:/?!<>{{}}=#|]")
BREAK = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n(?=\s*(?:\n|[^\w\s\"'(]|\d+[.)]))|\s\|\s")
CODE, DENSE = re.compile(r"[()\[\]{}=_;\\@$]|\w\.\w"), 0.25
"""The signs of code, and how many of them to a token make a passage code."""
FEWEST, LONGEST = 5, 120
"""Words that a passage has at least, since fewer prove nothing, and tokens of it that are read."""
STEM = 4
DAMPING = 8
"""Tokens that are added to the length of a passage, so that a short one needs stronger words."""
STEERS = 0.6
"""The score from which on a passage is flagged; chosen for few false flags, see docs/decisions/017."""
DOUBT = 0.5
"""What a passage must score above that where it is one of many ways to read a text."""
HARMLESS, PLAIN = -7.0, -4.0
"""The scores below which even the words of a rule are taken for ordinary talk: in any passage, and in one of LONG words or more."""
LONG = 10
WITHIN = 600
"""Characters before and after a place in which its passage is looked for."""
REMEMBERED = 20_000
Pair = tuple[str, str]


def steering(folded: str, *, least: float = STEERS) -> Iterator[tuple[int, int]]:
    """The spans of the passages of a folded text that sound like an attempt to steer: sentences, items and cells, each by itself."""
    edges = chain((0,), chain.from_iterable(match.span() for match in BREAK.finditer(folded)), (len(folded),))
    for start, end in zip(edges, edges, strict=True):
        if score(folded[start:end]) >= least:
            yield start, end


def passages(folded: str) -> Iterator[str]:
    """The passages that are judged; none that is too short for it."""
    for passage in BREAK.split(folded):
        if _judged(TOKEN.findall(passage)):
            yield passage


def harmless(folded: str, at: int) -> bool:
    """Whether what stands around a place sounds like ordinary talk."""
    around = folded[max(0, at - WITHIN) : at + WITHIN]
    at = min(at, WITHIN)
    start = max((match.end() for match in BREAK.finditer(around, 0, at)), default=0)
    end = next((match.start() for match in BREAK.finditer(around, at)), len(around))
    passage = around[start:end]
    return score(passage) < (PLAIN if len(passage.split()) >= LONG else HARMLESS)


def score(passage: str) -> float:
    """The log-odds, as the examples have it, that a folded passage is meant for a reviewer; 0 for one that is too short to judge, or code."""
    tokens = TOKEN.findall(passage)
    if not _judged(tokens) or len(CODE.findall(passage)) > len(tokens) * DENSE:
        return 0.0
    del tokens[LONGEST:]
    weights = _weights()
    total = sum(map(weights.words.__getitem__, set(tokens))) + sum(map(weights.pairs.get, _pairs(tokens), repeat(0.0)))
    return float(weights.bias + total / scale(len(tokens)))


def signs(passage: str) -> tuple[int, Counter[tuple[str, str | Pair]]]:
    """The tokens of a folded passage, and what is counted in it: of each word itself, its beginning and its classes, and beginnings side by side."""
    tokens = TOKEN.findall(passage)[:LONGEST]
    found: Counter[tuple[str, str | Pair]] = Counter(("pairs", pair) for pair in _pairs(tokens))
    for token in set(tokens):
        found.update(_signs_of(token))
    return len(tokens), found


def scale(length: int) -> float:
    """What a sum over a passage of so many tokens is divided by."""
    return sqrt(length + DAMPING)


def _judged(tokens: list[str]) -> bool:
    return sum(map(str.isalpha, tokens)) >= FEWEST


def _pairs(tokens: list[str]) -> set[Pair]:
    return set(pairwise(("^", *map(STEMS.__getitem__, tokens), "$")))


def _signs_of(token: str) -> list[tuple[str, str]]:
    word = "0" if token.isdigit() else token
    return [("words", word), ("stems", STEMS[token]), *(("classes", name) for name in classes_of(word))]


class _Stems(dict[str, str]):
    """The beginning of each token; all numbers are one."""

    def __missing__(self, token: str) -> str:
        stem = "0" if token.isdigit() else token[:STEM] + "~" if len(token) > STEM else token
        if len(self) < REMEMBERED:
            self[token] = stem
        return stem


class _Words(dict[str, float]):
    """What each token adds by itself, put together when it is first met."""

    def __init__(self, parts: dict[str, dict[str, int]]) -> None:
        super().__init__()
        self._parts = parts

    def __missing__(self, token: str) -> float:
        weight = sum(self._parts[part].get(sign, 0) for part, sign in _signs_of(token)) / 100
        if len(self) < REMEMBERED:
            self[token] = weight
        return weight


class _Weights:
    """What was learned, ready to be added up; the file holds hundredths."""

    def __init__(self) -> None:
        data = json.loads(WEIGHTS.read_text("utf-8"))
        self.bias = float(data["bias"]) / 100
        self.words = _Words(data)
        self.pairs = {(first, second): value / 100 for first, rest in data["pairs"].items() for second, value in rest.items()}


STEMS = _Stems()
_weights = cache(_Weights)
