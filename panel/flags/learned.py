"""How much a sentence is worded like those that are written to move an automated reviewer: a linear model of its words.

The weights in `learned.json` are learned from examples by `benchmarks/flags/learn.py`. The rules know what an attack says; this
knows how one sounds, in words that no rule foresaw.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, repeat
from math import inf, sqrt
from pathlib import Path

from panel.flags.words import classes_of

WEIGHTS = Path(__file__).with_name("learned.json")
UNSPACED = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
SIGN = "[:/?!<>{}=#|]"
TOKEN = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['’][^\W_]+)?|{SIGN}")
PLAIN_TOKEN = re.compile(rf"[a-z0-9]+(?:'[a-z0-9]+)?|{SIGN}")
"""The same in folded ASCII, found in half the time."""
# One of few characters first, which is searched for faster than any of several patterns.
BREAK = re.compile(r"[.!?\n|。！？](?:(?<=[.!?])\s+|(?<=[。！？])|(?<=\n)(?=\s*(?:\n|[^\w\s\"'(]|\d+[.)]))|(?<=\s\|)\s)")
CLOSING = ".!?。！？"
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
HUNDREDTHS = 100
HOPELESS = -8.0
"""The score of its words alone below which a passage is not read on: of 50,000 passages below it, none came back above -2.9."""
WITHIN = 600
"""Characters before and after a place in which its passage is looked for."""
REMEMBERED = 10_000
Pair = tuple[str, str]


def steering(folded: str, *, least: float = STEERS) -> Iterator[tuple[int, int]]:
    """The spans of the passages of a folded text that sound like an attempt to steer: sentences, items and cells, each by itself."""
    shortest = 2 * FEWEST - 1 if folded.isascii() else FEWEST  # characters, of so many words
    for start, end in _spans(folded):
        if end - start < shortest:
            continue
        passage = folded[start:end]
        if score(passage, hopeless=HOPELESS) >= least and not _code(passage):
            yield start, end


def passages(folded: str) -> Iterator[str]:
    """The passages that are judged; none that is too short for it."""
    for start, end in _spans(folded):
        if _judged(_tokens(folded[start:end])):
            yield folded[start:end]


def harmless(folded: str, at: int) -> bool:
    """Whether what stands around a place sounds like ordinary talk."""
    first = max(0, at - WITHIN)
    start, end = next(span for span in _spans(folded[first : at + WITHIN]) if span[1] > at - first)
    passage = folded[first + start : first + end]
    return score(passage) < (PLAIN if len(passage.split()) >= LONG else HARMLESS) and not _code(passage)


def score(passage: str, *, hopeless: float = -inf) -> float:
    """The log-odds, as the examples have it, that a folded passage is meant for a reviewer; 0 for one that is too short to judge.

    One whose words alone are below `hopeless` gets their score.
    """
    tokens = _tokens(passage)
    # Whether enough of them are words is seen last, since most passages are hopeless or have no five tokens at all.
    if len(tokens) < FEWEST:
        return 0.0
    read = tokens[:LONGEST]
    weights, length = _weights(), scale(len(read)) * HUNDREDTHS
    total = sum(map(weights.words.__getitem__, set(read)))
    words = weights.bias + total / length
    if words < hopeless:
        return words
    if not _judged(tokens):
        return 0.0
    return weights.bias + (total + sum(map(weights.pairs.get, _pairs(read), repeat(0)))) / length


def signs(passage: str) -> tuple[int, Counter[tuple[str, str | Pair]]]:
    """The tokens of a folded passage, and what is counted in it: of each word itself, its beginning and its classes, and beginnings side by side."""
    tokens = _tokens(passage)[:LONGEST]
    found: Counter[tuple[str, str | Pair]] = Counter(("pairs", pair) for pair in _pairs(tokens))
    for token in set(tokens):
        found.update(_signs_of(token))
    return len(tokens), found


def scale(length: int) -> float:
    """What a sum over a passage of so many tokens is divided by."""
    return sqrt(length + DAMPING)


def _spans(folded: str) -> Iterator[tuple[int, int]]:
    """Where each passage begins and ends, its closing mark included."""
    start = 0
    for found in BREAK.finditer(folded):
        yield start, found.start() + (folded[found.start()] in CLOSING)
        start = found.end()
    yield start, len(folded)


def _tokens(passage: str) -> list[str]:
    return (PLAIN_TOKEN if passage.isascii() else TOKEN).findall(passage)


def _judged(tokens: list[str]) -> bool:
    return len(tokens) >= FEWEST and sum(map(str.isalpha, tokens)) >= FEWEST


def _code(passage: str) -> bool:
    return len(CODE.findall(passage)) > len(_tokens(passage)) * DENSE


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


class _Words(dict[str, int]):
    """What each token adds by itself, put together when it is first met."""

    def __init__(self, parts: dict[str, dict[str, int]]) -> None:
        super().__init__()
        self._words, self._stems, self._classes = parts["words"], parts["stems"], parts["classes"]

    def __missing__(self, token: str) -> int:
        word = "0" if token.isdigit() else token
        weight = self._words.get(word, 0) + self._stems.get(STEMS[token], 0) + sum(self._classes.get(name, 0) for name in classes_of(word))
        if len(self) < REMEMBERED:
            self[token] = weight
        return weight


class _Weights:
    """What was learned, ready to be added up: whole hundredths, whose sum is the same in any order."""

    def __init__(self) -> None:
        data = json.loads(WEIGHTS.read_text("utf-8"))
        self.bias: float = data["bias"] / HUNDREDTHS
        self.words = _Words(data)
        self.pairs: dict[Pair, int] = {(first, second): value for first, rest in data["pairs"].items() for second, value in rest.items()}


STEMS = _Stems()
_weights = cache(_Weights)
