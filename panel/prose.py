"""The chair's words held against the counted result: no figure, winner, count, vote or product that the struct does not hold."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from panel.belonging import belonging_faults
from panel.figures import Figure, Stock, figures
from panel.firsthand import first_hand
from panel.folding import visible, words_of
from panel.hearsay import strangers
from panel.stance import Stance, named, spoken_by_critics, stances, supposed
from panel.standing import COUNTED, SCORE, Critic, ProseFacts, Standing, count_faults, critic_faults, shown
from panel.tally import quorum
from panel.verdict import Kind

__all__ = ["Critic", "ProseFacts", "Role", "Standing", "check_prose"]

Role = Literal["verdict", "pick_if", "pick_a_if", "pick_b_if", "pricing"]
_ABOUT = {"pick_a_if": "A", "pick_b_if": "B"}
_PLANS = frozenset({"enterprise"})  # the plan that every vendor names and none prices
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_CLAUSE = re.compile(r"[,;:()]|\s(?:and|but|while|whereas|yet|though|although)\s", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:no|not|never|neither|nor|hardly|without|cannot|whether|if|would have|rather than|instead of|short of|less than|nothing|nobody|none|\w+n't)\b"
    r"[^,;:]{0,60}$",
    re.IGNORECASE,
)
_A_WINNER = re.compile(
    r"\b(?:(?:a|the|our|one|clear|outright|overall)\s+winner|(?:it|this\s+one|the\s+\w+\s+one|the\s+(?:former|latter|first|second))\s+(?:\w+ly\s+)?wins)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:clear\s+winner|clearly\s+(?:wins|ahead|the)|wins\s+clearly|decisive(?:ly|\s+(?:win|lead|victory|margin|vote))|landslide|hands\s+down|runaway|overwhelming\w*"
    r"|by\s+a\s+(?:wide|large|clear|huge|big|comfortable|considerable)\s+margin|by\s+(?:far|a\s+mile|miles)|far\s+(?:ahead|in\s+front)|(?:no|without(?:\s+a)?|beyond)\s+(?:doubt|question|contest)"
    r"|convincing(?:ly|\s+(?:win|lead|victory|margin))|unquestionabl\w+|undisputed\w*|undoubted\w*|indisputabl\w+|resounding\w*|unequivocal\w*|emphatic\w*|crushing\w*"
    r"|not\s+even\s+close|(?:is|lead\s+is|result\s+is|outcome\s+is)\s+firm|firm\s+(?:lead|winner|choice|win|favourite|result|outcome)|easily\s+wins|wins\s+easily|walks\s+away|sweep\w*|blowout|in\s+a\s+canter|with\s+ease|handsomely|beyond\s+dispute|comfortabl[ey]|at\s+a\s+(?:canter|stroll))\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:narrow(?:ly|est)?\s+(?:of\s+margins|win\w*|lead\w*|ahead|victory|margin)|(?:wins?|leads?|ahead)\s+(?:only\s+)?narrowly|(?:a|only\s+a|no\s+more\s+than\s+a)\s+(?:\w+\s+)?lean\b|slight(?:ly)?\s+(?:lead|ahead|edge|lean\w*)"
    r"|by\s+a\s+(?:whisker|hair|nose|small\s+margin|narrow\s+margin)|(?:just|barely|only\s+just)\s+(?:scrapes|edges|wins|ahead|beats)|scrapes)\b",
    re.IGNORECASE,
)
_NO_WINNER = re.compile(
    r"\b(?:no\s+(?:clear\s+|outright\s+|single\s+)?(?:winner|favou?rite|verdict|leader)|neither\s+(?:tool\s+|one\s+)?(?:wins|prevails|leads)|(?:too\s+)?close\s+(?:to\s+)?call|dead\s+heat|toss-?up|stalemate|deadlock\w*"
    r"|(?:ends?|ended)\s+in\s+a\s+(?:tie|draw)|(?:it|result|outcome|verdict|comparison)\s+(?:is|was)\s+(?:a\s+(?:tie|draw|coin\s+toss|wash)|tied|inconclusive|undecided|open|even)|inconclusive|undecided"
    r"|go\s+either\s+way|neck\s+and\s+neck|nothing\s+(?:between|separates)|evenly\s+(?:matched|split)|level\s+pegging|cannot\s+(?:decide|choose|separate)|it\s+(?:all\s+)?depends)\b",
    re.IGNORECASE,
)
_BOTH_SHIP = re.compile(
    r"\bboth\s+(?:tools\s+|of\s+them\s+)?(?:would\s+|should\s+)?(?:ships?|shipped|are\s+shipped|pass|clear|win|earn\s+a\s+ship|get\s+shipped|(?:are|seem|look)\s+(?:worth\s+shipping|recommended|ready|good\s+enough)|deserve\s+a\s+ship)\b|\bship\s+both\b",
    re.IGNORECASE,
)
_NEITHER_SHIPS = re.compile(
    r"\bneither\s+(?:tool\s+|of\s+them\s+|one\s+|TOOL[AB]\s+nor\s+TOOL[AB]\s+)?(?:ships?|passes|clears|should\s+ship|earns\s+a\s+ship)\b|\bskip\s+both\b",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"(?:^|\b(?:panel|we|you|should|would|to|then)\b|[:,])\s*(?:skips?|avoids?|pass(?:es)?\s+on|drops?|rejects?)\s+(?P<l>TOOL[AB])",
    re.IGNORECASE,
)
_PANEL_SHIPS = re.compile(r"\b(?:panel|they)\b.{0,20}\bship\w*\s+TOOL[AB]$", re.IGNORECASE)
_OF_COUNTS = re.compile(
    r"(?P<t>TOOL[AB])(?:\s+(?!TOOL|PERSONA|no\b|not\b)\w+){0,3}?\s+(?:leads?|led|ahead|first|(?:more|most)|(?:lead|edge|better))\s*(?:on|in|by|of)?\s*(?:the\s+)?(?:ship\s+)?"
    r"(?P<what>picks?|votes?|ballots?|critics|supporters|voices|reviewers)\b|"
    r"\b(?:more|most)\s+(?P<what2>critics|reviewers|picks|votes|voices)\s+(?:\w+\s+)?(?:pick|prefer|choose|favou?r|for|go\s+(?:to|with)|went\s+to|back|ship)\s+(?P<t2>TOOL[AB])|"
    r"\b(?P<what3>picks|votes|ballots|those)(?:\s+(?:clearly|also|\w+ly))?\s+(?:favou?r|lean\s+(?:to|towards?)|point\s+(?:to|towards?)|go\s+to|tip\s+(?:to|towards?)|are\s+(?:for|with)|back|prefer|say|run\s+(?:for|to))\s+(?P<t3>TOOL[AB])",
    re.IGNORECASE,
)
_BY_PANEL = re.compile(
    r"\bwith\s+(?:the\s+)?(?:most|more)\s+(?:picks|votes)\b|\bthe\s+winner\b|\b(?:what|whichever|(?:tool|one|option|choice)(?:\s+that)?)\s+(?:the\s+panel|the\s+critics|most|almost|nearly)\b[^.;]*?\b(?:pick|prefer|cho|ship|favou?r|vote|recommend|back)\w*"
    r"|\bthe\s+panel's\s+(?:\w+\s+)?(?:pick|choice|favou?rite|recommendation|winner)\b",
    re.IGNORECASE,
)
_TRIED = re.compile(
    r"(?:\bPERSONA\d+|\b(?:critics|reviewers|panel|personas|they)\b)(?:\s+(?:\w+ly|both|all|has|have|had|also))*\s+(?:tried|tested|ran|installed|benchmarked|deployed|piloted|used|measured|saw|watched|timed)"
    r"\s+(?:it\b|both\b|them\b|TOOL[AB]\b|either\b|each\b|the\s+(?:two|tools)\b)"
    r"|\bTOOL[AB]\s+(?:was|were|has\s+been)\s+(?:also\s+)?(?:tried|tested|run|installed|benchmarked|timed|measured|put\s+through)\b(?!\s+by\s+its)"
    r"|\bafter\s+(?:\w+\s+){0,2}(?:hours?|days?|weeks?|months?|years?)\s+(?:of|with)\s+(?:\w+\s+)?(?:use|using|testing|work\w*|TOOL[AB]|it|both)\b"
    r"|\b(?:having|when\s+we|once\s+we|after\s+we)\s+(?:tried|tested|ran|used|installed)\b|\bin\s+(?:the\s+panel's|their|hands-on)\s+(?:own\s+)?(?:tests?|testing|trials?|hands)\b",
    re.IGNORECASE,
)

_ANCHOR = re.compile(
    r"PERSONA|\d|\b(?:picks?|votes?|ballots?|no|not|neither|nor|never|none|nothing|nobody|whether|both|arguments?|case|reasons?|objections?|speaks?|points?|claims?|strengths?|weakness\w*|doubts?|questions?|half|one|two|three|four|five|six|seven|eight|nine|ten)\b|n't|\?|TOOLA.*TOOLB|TOOLB.*TOOLA",
    re.IGNORECASE,
)
_PLAIN_FACT = re.compile(
    r"TOOL[AB](?:'s)?(?:\s+(?:also|only|still|\w+ly))?\s+(?:reads?|supports?|runs?|works?|publish\w*|states?|names?|has|lists?|offers?|needs?|requires?|charges?|costs?|asks?|posts?|writes?|looks?"
    r"|shows?|keeps?|uses?|includes?|gives?|sends?|stores?|integrates?|connects?|leaves?|lacks?|begins?|starts?|sells?|documents?|hosts?|limits?|checks?|covers?|handles?|comments?|suggests?|scans?|lets?"
    r"|allows?|promises?|claims?|is\s+(?:\w+\s+)?(?:free|open|written|built|made|sold|licensed|hosted|available|closed|older|newer|cheaper|dearer|better\s+\w+ed))\b",
    re.IGNORECASE,
)


def check_prose(text: str, facts: ProseFacts, *, role: Role) -> tuple[str, ...]:
    """What the chair's text says that the struct does not hold, in words; empty when it may be printed.

    A judgement between the tools must agree with the result, be a critic's who voted so, or be supposed. To recommend the tool that
    a pick-if field is about is what that field is for; `pick_if` takes either.
    """
    seen = visible(text)
    masked = _masked(seen, facts)
    faults = [*_figure_faults(seen, facts)]
    said = ""
    for clause in _SENTENCE.split(masked):
        sentence = _with_subject(named(clause, said), said)
        faults += _winner_faults(sentence, said, facts, role)
        if role == "verdict":
            faults += _own_words(sentence, said, facts)
        faults += count_faults(sentence, facts)
        faults += critic_faults(sentence, facts)
        faults += belonging_faults(sentence, said, facts, of=_ABOUT.get(role, ""))
        said += f"\n{sentence}"
    if role == "verdict":
        faults += _share_faults(masked, facts)
    tried = (*first_hand(text), *(m.group() for m in _TRIED.finditer(masked) if not _DENIED.search(masked[: m.start()])))
    faults += [f"{shown(phrase, facts)} says that somebody tried a tool, and nobody did" for phrase in tried]
    known = words_of("\n".join((*facts.a.names, *facts.b.names, *facts.titles, *facts.allowed))) | _PLANS
    faults += [f"{name!r} is a name that the result does not hold" for name in strangers(text, known)]
    return tuple(dict.fromkeys(faults))


def _with_subject(sentence: str, said: str) -> str:
    """A sentence whose "it would ship" goes on about the critic of the one before, with the critic named."""
    before = re.findall(r"PERSONA\d+", said.rpartition("\n")[2])
    return (
        re.sub(r"^(?:and\s+)?it(?=\s+(?:would|picks?|ships?|skips?|prefers?|chooses|votes)\b)", before[-1], sentence)
        if before
        else sentence
    )


def _own_words(sentence: str, said: str, facts: ProseFacts) -> Iterator[str]:
    """What is said of a tool in nobody's name must be a judgement that was held, a plain fact, or take up a word of what was written."""
    anchored = supposed(sentence, sentence, "") or _ANCHOR.search(sentence) or COUNTED.search(sentence) or _PLAIN_FACT.search(sentence)
    if (
        "TOOL" in sentence
        and not anchored
        and not any(stances(sentence, said=said))
        and not _stems(sentence) & _stems("\n".join(facts.allowed))
    ):
        yield f"{shown(sentence, facts)} says of a tool what no critic wrote"


@lru_cache(maxsize=64)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:5].casefold() for word in re.findall(r"[^\W\d_]{5,}", text) if not word.startswith(("TOOL", "PERSONA")))


def _masked(text: str, facts: ProseFacts) -> str:
    names = [(name, f"TOOL{side}") for side in "AB" for name in facts.of(side).names]
    names += [(title, f"PERSONA{number}") for number, title in enumerate(facts.titles)]
    for name, token in sorted(names, key=lambda pair: -len(pair[0])):
        text = re.sub(rf"(?<!\w)(?:the\s+)?{re.escape(visible(name))}(?!\w)", token, text, flags=re.IGNORECASE)
    return text


def _figure_faults(text: str, facts: ProseFacts) -> Iterator[str]:
    allowed = Stock("\n".join((*facts.allowed, *facts.a.names, *facts.b.names, *facts.titles)))
    counts = {str(n) for s in (facts.a, facts.b) for n in (s.ship, s.skip, s.picks, s.voted)} | {
        str(facts.seats),
        str(facts.ties),
        str(quorum(facts.seats)),
        "0",
        "1",
    }
    checked = [m.span() for m in (*COUNTED.finditer(text), *SCORE.finditer(text))]
    for figure in figures(text):
        counted = any(start <= figure.start and figure.end <= end for start, end in checked)
        small = figure.kind == "number" and not figure.unit and (figure.value in counts or _two_things(figure, text))
        if not (counted or small or allowed.holds(figure) or _is_share(figure, (facts.a, facts.b))):
            yield f"{figure.text!r} is not in the result"


def _two_things(figure: Figure, text: str) -> bool:
    if figure.value != "2":
        return False
    after = re.match(
        r"\s+(?:\w+\s+)?(?:tools|options|projects|libraries|frameworks|agents|products|contenders|counts|tallies|numbers|measures|vendors|sides|questions|reasons|arguments"
        r"|orders|things|ways|directions|prices|plans|camps|halves|models|names)\b",
        text[figure.end :],
    )
    return bool(after or re.search(r"\b(?:the|these|other)\s+$", text[: figure.start], re.IGNORECASE))


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


def _winner_faults(sentence: str, said: str, facts: ProseFacts, role: Role) -> Iterator[str]:
    about = _ABOUT.get(role, "AB" if role == "pick_if" else "")
    for stance in stances(sentence, said=said):
        if not (stance.supposed or _holds(stance, facts, about)):
            yield f"{shown(stance.phrase, facts)} names a winner, and the result {_ending(facts)}"
    yield from (f"{shown(m.group(), facts)} does not hold: the counts say otherwise" for m in _contradicted(sentence, facts, about))


def _ending(facts: ProseFacts) -> str:
    return f"has {facts.of(facts.winner).names[0]!r} as winner" if facts.winner else f"is {facts.kind.value!r}"


def _holds(stance: Stance, facts: ProseFacts, about: str) -> bool:
    """Whether the result, or the critic in whose voice it stands, puts the tools as a stance does."""
    if stance.voice == "counted":
        return True
    if stance.side == "?":
        return stance.denied or stance.voice == "critics"
    standing, lead = facts.of(stance.side), _lead(facts)
    other = "B" if stance.side == "A" else "A"
    if stance.denied:
        return not stance.good or (
            not standing.ships if stance.strength == "ship" else lead != stance.side or bool(_STRONG.search(stance.phrase))
        )
    favoured = stance.side if stance.good else other
    if stance.voice == "critics":
        return _speaks(stance, favoured, facts)
    if stance.voice == "argument" and not stance.advice:
        return True
    if stance.strength == "ship" and stance.good:
        return standing.ships
    free = favoured in about and (stance.advice or stance.strength != "outcome")
    panel_ships = stance.advice and _PANEL_SHIPS.search(stance.phrase) and standing.ships
    return bool(free or panel_ships or favoured == lead or (stance.strength == "ship" and not standing.ships))


def _lead(facts: ProseFacts) -> str | None:
    if facts.winner or facts.kind is not Kind.ONLY_ONE_SHIPS:
        return facts.winner
    return "A" if facts.a.ships else "B"


def _speaks(stance: Stance, favoured: str, facts: ProseFacts) -> bool:
    if stance.granted and stance.strength == "fit":
        return True
    if not facts.critics:
        standing = facts.of(favoured)
        return len(stance.critics) <= max(standing.ship, standing.picks)
    against = "B" if favoured == "A" else "A"
    if stance.advice:  # what they voted and picked is held by itself
        return all(facts.critics[number].did("pick", favoured) or facts.critics[number].did("ship", favoured) for number in stance.critics)
    return all(
        critic.did("pick", favoured)
        or (critic.did("ship", favoured) and (stance.strength == "ship" or not critic.did("pick", against)))
        or (not stance.good and critic.did("skip", against))
        for critic in (facts.critics[number] for number in stance.critics)
    )


def _contradicted(sentence: str, facts: ProseFacts, about: str) -> Iterator[re.Match[str]]:
    """Statements about the outcome that the counts refute."""
    a, b = facts.a, facts.b
    refuted = (
        (_A_WINNER, _lead(facts) is None),
        (_STRONG, not facts.firm),
        (_WEAK, facts.firm),
        (_NO_WINNER, facts.kind is Kind.WINNER),
        (_BOTH_SHIP, not (a.ships and b.ships)),
        (_NEITHER_SHIPS, a.ships or b.ships),
        (_BY_PANEL, len(about) == 1 and about != _lead(facts)),
    )
    for pattern, wrong in refuted:
        for m in pattern.finditer(sentence) if wrong else ():
            before = sentence[: m.start()]
            own = pattern in (_BOTH_SHIP, _NEITHER_SHIPS, _NO_WINNER) and spoken_by_critics(before)
            open_ = supposed(sentence, before, m.group()) or (pattern not in (_NO_WINNER, _WEAK) and _DENIED.search(before + " "))
            if not (own or open_):
                yield m
    yield from (
        m for m in _OF_COUNTS.finditer(sentence) if not _more(m, facts) and not supposed(sentence, sentence[: m.start()], m.group())
    )
    for m in _DROP.finditer(sentence):
        if facts.of(m["l"][-1]).ships and not spoken_by_critics(sentence[: m.start("l")]) and not _DENIED.search(sentence[: m.start() + 1]):
            yield m


def _more(m: re.Match[str], facts: ProseFacts) -> bool:
    """Whether the tool has more of the votes or picks than the other, as a phrase says."""
    side = (m["t"] or m["t2"] or m["t3"])[-1].upper()
    what = (m["what"] or m["what2"] or m["what3"]).lower()
    if what == "those":
        what = ([*re.findall(r"\b(picks|votes|ballots)\b", m.string[: m.start()]), "critics"])[-1]
    ours, theirs = (facts.a, facts.b) if side == "A" else (facts.b, facts.a)
    picks = ours.picks > theirs.picks
    votes = ours.ship * max(1, theirs.voted) > theirs.ship * max(1, ours.voted)
    return picks if what.startswith("pick") else votes if what.startswith(("vote", "ballot")) and not picks else picks or votes
