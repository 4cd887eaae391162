"""Whether a figure of the chair's text is said of the tool that the result knows it of, with the unit that it has there."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from panel.figures import Figure, Stock, figures
from panel.standing import ProseFacts

_UNIT = re.compile(r"(?:\s*(?:/|,?\s*\bper\b|\ban?\b|\beach\b|\bevery\b|\bby\s+the\b)\s*(?:single\s+)?\w+|\s+\w+ly\b)+", re.IGNORECASE)
_FOR_TOOL = re.compile(
    r"\s*(?:plan\s+)?(?:for|with|from|by|at|of|on)\s+(?:the\s+\w+\s+plan\s+of\s+|a\s+\w+\s+of\s+)?TOOL([AB])", re.IGNORECASE
)
_CONTRAST = re.compile(
    r"\b(?:against|versus|vs\.?|compared\s+(?:with|to)|than|instead\s+of|rather\s+than|next\s+to|beside)\s+(?:the\s+|a\s+|only\s+)?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:()](?!\d)|\s(?:and|but|while|whereas|yet|though|although|since|because|which|that|who|as)\s", re.IGNORECASE)
_AND_PERIOD = re.compile(r"(\b(?:per|a|each)\s+\w+)\s+and\s+(?=(?:year|month|week|day|quarter|annum)\b)", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:both|each)\s+(?:tools?|vendors?|products?|of\s+(?:them|the\s+two)|cost|charge|ask|sell|start|begin|want)\b", re.IGNORECASE
)
_PAIRED = re.compile(r"TOOL[AB]\s+and\s+TOOL[AB]")
_ITS = re.compile(r"\s*(?:its?|that|this)\b", re.IGNORECASE)
_FREE = re.compile(
    r"\bfree\s+(?:plan|tier|version|edition|to\s+\w+|of\s+charge|for)\b|\b(?:is|are|comes|costs)\s+(?:also\s+)?(?:free|nothing)\b|\bpays?\s+nothing\b|\bfor\s+free\b",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"\b(?:twice|double|triple|half|(?:a|one|two|three)[\s-](?:third|quarter|fifth|tenth)s?|(?:\w+|\d+)\s+times|\d+x)\s+(?:of\s+)?(?:the\s+|as\s+|what\s+|its\s+|all\s+|more\s+|less\s+)?"
    r"(?:price|pric\w+|costs?|bill|fee|rate|amount|much|many|expensive|cheap\w*|dear\w*|costly|low\w*|high\w*|fast\w*|slow\w*|quick\w*|good|accurate|TOOL[AB]\w*|bugs|defects|issues|errors|faults|comments|time|pull\s+requests)\b"
    r"|\b(?:price|cost|bill)s?\s+(?:is\s+|are\s+)?(?:doubled|tripled|halved)\b|\b(?:doubles|triples|halves|quadruples)\s+the\b",
    re.IGNORECASE,
)


def belonging_faults(sentence: str, said: str, facts: ProseFacts, *, of: str = "") -> Iterator[str]:
    """What a masked sentence says of one tool and the result only of the other; `said` stands before it, `of` is whom its field is about."""
    sentence = _AND_PERIOD.sub(r"\1 per ", sentence)
    for m in _RATIO.finditer(sentence):
        if m.group().casefold() not in "\n".join(facts.allowed).casefold():
            yield f"{m.group()!r} is a comparison of figures that the result does not hold"
    for m in _FREE.finditer(sentence):
        side = _owner(sentence, m.start(), m.end(), said) or of
        if (
            side
            and not re.search(r"\b(?:no|not|without|nor)\s+(?:an?\s+)?$", sentence[: m.start()], re.IGNORECASE)
            and _lines(facts, side)
            and not _is_free(facts, side)
            and _is_free(facts, "B" if side == "A" else "A")
        ):
            yield f"{m.group()!r} is not known of {facts.of(side).names[0]!r}"
    for figure in figures(sentence):
        if figure.kind == "price" and _BOTH.search(sentence[: figure.start]):
            for side in "AB":
                yield from _figure_faults(figure, side, facts)
        elif figure.kind == "price":
            yield from _figure_faults(figure, _owner(sentence, figure.start, figure.end, said) or of, facts)
        elif figure.kind in ("percent", "version") or (figure.kind == "number" and (figure.unit or len(figure.value) > 1)):
            named = set(re.findall(r"TOOL([AB])", _clause(sentence, figure.start, figure.end)))
            yield from _figure_faults(figure, named.pop() if len(named) == 1 else "", facts)


def _figure_faults(figure: Figure, side: str, facts: ProseFacts) -> Iterator[str]:
    if side:
        own, other = _lines(facts, side), _lines(facts, "B" if side == "A" else "A")
        rest = tuple(line for line in facts.allowed if line not in own and line not in other)
        known = (own, rest, (*facts.a.names, *facts.b.names, *facts.titles))
        if _stock(other).holds(figure) and not any(_stock(lines).holds(figure) for lines in known):
            yield f"{figure.text!r} is known of {facts.of('B' if side == 'A' else 'A').names[0]!r}, not of {facts.of(side).names[0]!r}"
    if figure.kind != "price":
        return
    lines = _lines(facts, side) if side else facts.allowed
    same = [known for known in _figures(lines) if known == figure and (known.period or known.each)]
    if same and not any(figure.period in ("", known.period) and figure.each in ("", known.each) for known in same):
        yield f"{figure.text!r} is not the price per {' and '.join(filter(None, (figure.each, figure.period)))}"


def _owner(sentence: str, start: int, end: int, said: str) -> str:
    """The tool of which a place of the sentence speaks, empty when that is open."""
    before, after = sentence[:start], sentence[end:]
    unit = _UNIT.match(after)
    follows = _FOR_TOOL.match(after[unit.end() :] if unit else after)
    named = re.findall(r"TOOL([AB])", before)
    if follows:
        return follows[1]
    if named and _PAIRED.search(before) and len(named) == 2:
        return ""
    if named:
        return {"A": "B", "B": "A"}[named[-1]] if _CONTRAST.search(before) else named[-1]
    if first := re.search(r"TOOL([AB])", after):
        return "" if _CONTRAST.search(before) else first[1]
    known = re.findall(r"TOOL([AB])", said) if _ITS.match(sentence) else []
    return known[-1] if known else ""


def _clause(sentence: str, start: int, end: int) -> str:
    return _CLAUSE.split(sentence[:start])[-1] + _CLAUSE.split(sentence[start:end] + sentence[end:])[0]


@lru_cache(maxsize=64)
def _lines(facts: ProseFacts, side: str) -> tuple[str, ...]:
    names = tuple(f"{name}:".casefold() for name in facts.of(side).names)
    return tuple(line for line in facts.allowed if line.casefold().startswith(names))


@lru_cache(maxsize=64)
def _figures(lines: Sequence[str]) -> tuple[Figure, ...]:
    return tuple(figure for line in lines for figure in figures(line))


@lru_cache(maxsize=64)
def _stock(lines: Sequence[str]) -> Stock:
    return Stock("\n".join(lines))


def _is_free(facts: ProseFacts, side: str) -> bool:
    return any(re.search(r"\bfree\b|\bopen[ -]source\b|\b0\b", line, re.IGNORECASE) for line in _lines(facts, side))
