"""The chair's words held against the counted result: no figure, winner, count or product that the struct does not hold."""

import re
from collections.abc import Iterator
from typing import Literal

from panel.figures import Figure, Stock, figures
from panel.folding import visible, words_of
from panel.hearsay import strangers
from panel.standing import COUNTED, SCORE, ProseFacts, Standing, count_faults, shown

__all__ = ["ProseFacts", "Role", "Standing", "check_prose"]

Role = Literal["verdict", "pick_if", "pricing"]
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_CLAUSE = re.compile(r"[,;:()]|\s(?:and|but|while|whereas|yet|though|although)\s", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:no|not|never|neither|nor|hardly|without|cannot|whether|if|would have|rather than|instead of|short of|less than|\w+n['’]t)\b"
    r"[^,;:]{0,30}$",
    re.IGNORECASE,
)

_T = r"(?P<t>TOOL[AB])"
_L = r"(?P<l>TOOL[AB])"
_GOOD = (
    r"(?:better|best|stronger|strongest|safer|safest|right|smarter|smartest|superior|preferred|sensible|wiser|top|clear|obvious|winning"
    r"|overall)"
)
_THING = r"(?:choice|pick|tool|option|bet|one|answer|call|recommendation|default|buy)"
_WINS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            rf"{_T}(?:\s+\w+ly|\s+also|\s+still|\s+just|\s+clearly|\s+has|\s+does)*\s+(?:wins?|won|prevail\w*|triumph\w*|edge[sd]?|beats?|outperform\w*|outclass\w*"
            r"|outscor\w*|tops|topped|trump\w*|bests?|defeat\w*|outshin\w*|surpass\w*|pulls?\s+ahead|walks\s+away"
            r"|t(?:akes?|ook)\s+(?:it|the\s+(?:win|day|crown|lead|verdict|title|prize|nod|panel))|c(?:omes?|ame)\s+out\s+(?:on\s+top|ahead|first)"
            r"|it\s+is|carries\s+(?:it|the\s+day)|(?:gets|earns|deserves|has|holds|receives)\s+the\s+(?:nod|win|crown|edge|upper\s+hand|panel's\s+\w+|victory))\b"
        ),
        (
            rf"{_T}\s+(?:\w+\s+)?(?:is|was|remains|looks|seems|makes|emerges\s+as|becomes|stands\s+as)\s+(?:\w+ly\s+|still\s+|also\s+)?(?:the|a|our|their|its)?\s*"
            rf"(?:panel's\s+)?(?:[\w-]+\s+){{0,2}}?(?:winner|victor|champion|favou?rite|ahead|victorious|one\s+to\s+(?:ship|pick|choose)"
            rf"|(?:pick|choice|recommendation)|(?:preferred|favou?red|superior|better|stronger)(?=\s+(?:than|overall|by|to)\b|[.,;!]|$)|{_GOOD}\s+(?:[\w-]+\s+)?{_THING})\b"
        ),
        (
            rf"\b(?:winner|victor|{_GOOD}\s+{_THING}|nod|edge|crown|victory|win|advantage|choice|pick|recommendation)\s*"
            rf"(?:is|was|goes\s+to|went\s+to|belongs\s+to|for|falls\s+to|remains|here\s+is|:)\s*(?:\w+ly\s+)?{_T}"
        ),
        rf"{_T}\s+(?:over|above|ahead\s+of|rather\s+than|instead\s+of)\s+TOOL[AB]",
        (
            rf"{_L}(?:\s+\w+ly)?\s+(?:loses?|lost|falls?\s+(?:short|behind)|trail\w*|lags?|comes?\s+(?:in\s+)?(?:second|up\s+short)|bows\s+to|cannot\s+(?:match|beat)"
            r"|is\s+(?:\w+ly\s+)?(?:beaten|behind|weaker|inferior|the\s+(?:loser|runner-up|weaker|lesser|worse)))\b"
        ),
    )
)
_ADVICE = re.compile(
    r"(?:^|\b(?:panel|we|us|you|teams|readers|everyone|so|then|just|should|would|to|is|and|verdict|answer)\b[:,]?|[:,\u2014-])\s*(?:\w+ly\s+|should\s+|would\s+|must\s+)*"
    r"(?:ships?|shipped|go(?:es)?\s+(?:with|for)|went\s+with|choos\w+|chose|pick(?:s|ed)?|takes?|use|adopts?|buy|prefer(?:s|red)?|recommend(?:s|ed)?|favou?r(?:s|ed)?"
    r"|back(?:s|ed)?|sid(?:es?|ed)\s+with|crown(?:s|ed)?|opt(?:s|ed)?\s+for|lean(?:s|ed)?\s+(?:to|towards?)|start\s+with|default\s+to|reach\s+for)\s+(?:the\s+)?"
    rf"{_T}",
    re.IGNORECASE,
)
_PANEL_SHIPS = re.compile(r"\b(?:panel|they)\b.{0,20}\bship\w*\s+TOOL[AB]$", re.IGNORECASE)
_DROP = re.compile(
    rf"(?:^|\b(?:panel|we|you|should|would|to|then)\b|[:,])\s*(?:skips?|avoids?|pass(?:es)?\s+on|drops?|rejects?)\s+{_L}", re.IGNORECASE
)
_LEADS = re.compile(rf"{_T}\s+(?:\w+ly\s+)?(?:leads|led|has\s+more\s+(?:picks|votes)|gets\s+more\s+(?:picks|votes))\b", re.IGNORECASE)
_A_WINNER = re.compile(
    r"\b(?:(?:a|the|our|one|clear|outright)\s+winner|(?:it|this\s+one|the\s+\w+\s+one|the\s+(?:former|latter|first|second))\s+(?:\w+ly\s+)?wins)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:clear\s+winner|clearly\s+wins|wins\s+clearly|decisive\w*|landslide|hands\s+down|runaway|by\s+a\s+(?:wide|large|clear)\s+margin|overwhelming\w*|convincing\w*)\b",
    re.IGNORECASE,
)
_NO_WINNER = re.compile(
    r"\b(?:no\s+(?:clear\s+|outright\s+|single\s+)?winner|neither\s+(?:tool\s+|one\s+)?(?:wins|prevails)|too\s+close\s+to\s+call|dead\s+heat|ends?\s+in\s+a\s+(?:tie|draw)|it\s+depends)\b",
    re.IGNORECASE,
)
_BOTH_SHIP = re.compile(
    r"\bboth\s+(?:tools\s+|of\s+them\s+)?(?:would\s+|should\s+)?(?:ships?|shipped|are\s+shipped|pass|clear|win|get\s+shipped)\b|\bship\s+both\b",
    re.IGNORECASE,
)
_NEITHER_SHIPS = re.compile(
    r"\bneither\s+(?:tool\s+|of\s+them\s+|one\s+|TOOL[AB]\s+nor\s+TOOL[AB]\s+)?(?:ships?|passes|clears|should\s+ship)\b|\bskip\s+both\b",
    re.IGNORECASE,
)


def check_prose(text: str, facts: ProseFacts, *, role: Role) -> tuple[str, ...]:
    """What the chair's text says that the struct does not hold, in words; empty when it may be printed.

    Advice ("Pick A if ...") is free in `pick_if`; elsewhere it names a winner. Who did what among the personas is not checked.
    """
    seen = visible(text)
    masked = _masked(seen, facts)
    faults = [*_figure_faults(seen, facts), *_winner_faults(masked, facts, role)]
    faults += [fault for sentence in _SENTENCE.split(masked) for fault in count_faults(sentence, facts)]
    if role == "verdict":
        faults += _share_faults(masked, facts)
    known = words_of("\n".join((*facts.a.names, *facts.b.names, *facts.titles, *facts.allowed)))
    faults += [f"{name!r} is a name that the result does not hold" for name in strangers(text, known)]
    return tuple(dict.fromkeys(faults))


def _masked(text: str, facts: ProseFacts) -> str:
    names = [(name, f"TOOL{side}") for side in "AB" for name in facts.of(side).names] + [(title, "PERSONA") for title in facts.titles]
    for name, token in sorted(names, key=lambda pair: -len(pair[0])):
        text = re.sub(rf"(?<!\w)(?:the\s+)?{re.escape(visible(name))}(?!\w)", token, text, flags=re.IGNORECASE)
    return text


def _figure_faults(text: str, facts: ProseFacts) -> Iterator[str]:
    allowed = Stock("\n".join((*facts.allowed, *facts.a.names, *facts.b.names, *facts.titles)))
    counts = {str(n) for s in (facts.a, facts.b) for n in (s.ship, s.skip, s.picks, s.voted)} | {
        str(facts.seats),
        str(facts.ties),
        "0",
        "1",
    }
    checked = [m.span() for m in (*COUNTED.finditer(text), *SCORE.finditer(text))]
    for figure in figures(text):
        counted = any(start <= figure.start and figure.end <= end for start, end in checked)
        small = figure.kind == "number" and not figure.unit and (figure.value in counts or _two_tools(figure, text))
        if not (counted or small or allowed.holds(figure) or _is_share(figure, (facts.a, facts.b))):
            yield f"{figure.text!r} is not in the result"


def _two_tools(figure: Figure, text: str) -> bool:
    return figure.value == "2" and bool(
        re.match(r"\s+(?:\w+\s+)?(?:tools|options|projects|libraries|frameworks|agents|products|contenders)\b", text[figure.end :])
    )


def _is_share(figure: Figure, standings: tuple[Standing, ...]) -> bool:
    return figure.kind == "percent" and any(s.voted and figure.value == str(round(100 * s.ship / s.voted)) for s in standings)


def _share_faults(masked: str, facts: ProseFacts) -> Iterator[str]:
    for clause in (c for sentence in _SENTENCE.split(masked) for c in _CLAUSE.split(sentence)):
        named = set(re.findall(r"TOOL([AB])", clause))
        if len(named) == 1:
            (side,) = named
            other = facts.of("B" if side == "A" else "A")
            for figure in figures(clause):
                if _is_share(figure, (other,)) and not _is_share(figure, (facts.of(side),)):
                    yield f"{figure.text!r} is the share of {other.names[0]!r}, not of {facts.of(side).names[0]!r}"


def _winner_faults(masked: str, facts: ProseFacts, role: Role) -> Iterator[str]:
    for sentence in _SENTENCE.split(masked):
        for side, phrase in _named_winners(sentence, facts, role):
            if side != facts.winner:
                yield f"{shown(phrase, facts)} names a winner, and the result {_ending(facts)}"
        yield from (f"{shown(m.group(), facts)} does not hold: the counts say otherwise" for m in _contradicted(sentence, facts))


def _ending(facts: ProseFacts) -> str:
    return f"has {facts.of(facts.winner).names[0]!r} as winner" if facts.winner else f"is {facts.kind.value!r}"


def _named_winners(sentence: str, facts: ProseFacts, role: Role) -> Iterator[tuple[str, str]]:
    for m in (m for pattern in _WINS for m in pattern.finditer(sentence)):
        if not _DENIED.search(sentence[: m.start()]) and not (" over " in m.group() and _by_a_person(sentence, m.start())):
            groups = m.groupdict()
            yield groups.get("t", "")[-1:].upper() or ("B" if groups["l"][-1] == "A" else "A"), m.group()
    for m in _ADVICE.finditer(sentence) if role != "pick_if" else ():
        side = m["t"][-1]
        panel_ships = _PANEL_SHIPS.search(sentence[: m.end()]) and facts.of(side).ships
        if not (panel_ships or _DENIED.search(sentence[: m.start() + 1]) or _by_a_person(sentence, m.start("t"))):
            yield side, m.group()


def _by_a_person(sentence: str, at: int) -> bool:
    """Whether a persona or a counted group of them, not the panel, is the subject of what stands at a place."""
    clause = re.split(r"[;:]|\b(?:but|while|whereas|so)\b", sentence[:at])[-1]
    subjects = list(re.finditer(rf"PERSONA|\b(?:panel|we|you|teams)\b|{COUNTED.pattern}", clause, re.VERBOSE | re.IGNORECASE))
    return bool(subjects) and subjects[-1].group().lower() not in ("panel", "we", "you", "teams")


def _contradicted(sentence: str, facts: ProseFacts) -> Iterator[re.Match[str]]:
    """Statements about the outcome that the counts refute."""
    a, b = facts.a, facts.b
    refuted = (
        (_A_WINNER, facts.winner is None),
        (_STRONG, not facts.firm),
        (_NO_WINNER, facts.winner is not None),
        (_BOTH_SHIP, not (a.ships and b.ships)),
        (_NEITHER_SHIPS, a.ships or b.ships),
    )
    for pattern, wrong in refuted:
        for m in pattern.finditer(sentence) if wrong else ():
            own = pattern in (_BOTH_SHIP, _NEITHER_SHIPS) and _by_a_person(sentence, m.start())
            if not own and (pattern is _NO_WINNER or not _DENIED.search(sentence[: m.start()] + " ")):
                yield m
    for m in _LEADS.finditer(sentence):
        ours, theirs = (a, b) if m["t"].upper() == "TOOLA" else (b, a)
        if not (ours.picks > theirs.picks or ours.ship * max(1, theirs.voted) > theirs.ship * max(1, ours.voted)):
            yield m
    for m in _DROP.finditer(sentence):
        if facts.of(m["l"][-1]).ships and not _by_a_person(sentence, m.start("l")) and not _DENIED.search(sentence[: m.start() + 1]):
            yield m
