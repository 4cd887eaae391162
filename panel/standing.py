"""How the counted result stands, and whether a sentence that counts reviewers agrees with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from panel.tally import Side
from panel.verdict import Kind

_Action = Literal["ship", "skip", "pick"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One tool as the chair may speak of it: its name, then its aliases, and its counts."""

    names: tuple[str, ...]
    ship: int
    skip: int
    picks: int

    @property
    def voted(self) -> int:
        """How many seats voted ship or skip."""
        return self.ship + self.skip

    @property
    def ships(self) -> bool:
        """Whether at least half of the votes are ship."""
        return self.voted > 0 and 2 * self.ship >= self.voted

    def count(self, action: _Action) -> int:
        """How many seats did this."""
        return {"ship": self.ship, "skip": self.skip, "pick": self.picks}[action]


@dataclass(frozen=True, kw_only=True)
class ProseFacts:
    """All that the chair's prose may state. `allowed` holds every further figure, date and product name, in any spelling.

    `winner` is the side that won; None for every other kind of ending. `titles` name the personas.
    """

    a: Standing
    b: Standing
    seats: int
    kind: Kind
    winner: Side | None = None
    firm: bool = False
    ties: int = 0
    allowed: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    def of(self, side: str) -> Standing:
        """The standing of side A or B."""
        return self.a if side == "A" else self.b


class _Count(NamedTuple):
    """A phrase that counts reviewers: at least `low` and at most `high` of `total`, or of all seats when it names no total."""

    start: int
    end: int
    text: str
    low: int
    high: int
    total: int | None


_WORDS = {
    "no": 0, "none": 0, "nobody": 0, "nothing": 0, "nil": 0, "zero": 0, "a single": 1, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_NUM = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_WHO = r"(?:reviewers?|critics?|personas?|voices?|votes?|seats?|panel+ists?|members?|judges?|ballots?|picks?)\b"
_PEOPLE = rf"(?:of\s+them\b|{_WHO}|(?!per\b|a\b|each\b|who\b|that\b|which\b)\w+\s+{_WHO})"
_VOTING = (
    r"(?:would\s+|will\s+|did\s+|do\s+|voted?s?\s+(?:to\s+)?)?(?:not\s+)?(?:ship|skip|pick|prefer|chose|choose|vote|side|favou?r|reject)"
)
COUNTED = re.compile(
    rf"""\b(?:
      (?P<but>all\s+but\s+(?P<missing>{_NUM}))\b
    | (?P<ratio>(?P<n>{_NUM}|none|a\ single)\s*(?:out\s+of|of|/)\s*(?:the\s+|all\s+)?(?P<m>{_NUM}))\b(?!\s*(?:tools|options|products))
    | (?P<all>unanim\w+|(?:all|each)\s+(?:of\s+)?(?:the\s+|our\s+)?(?:
        (?P<alln>{_NUM})\b(?!\s+(?:tools|options|products))(?:\s+{_PEOPLE})?|{_PEOPLE})
        |every\s+(?:single\s+)?{_PEOPLE}|every(?:one|body)\b|the\s+(?:whole|entire|full)\s+panel|without\s+(?:a\s+)?dissent|across\s+the\s+panel)
    | (?P<most>(?:most|more\s+than\s+half|over\s+half)\s+(?:of\s+)?(?:the\s+)?(?:panel\b|{_PEOPLE})|majority\b)
    | (?P<part>(?P<of>a|one|two|three)[\s-](?P<th>third|quarter)s?\s+(?:of\s+)?(?:the\s+|our\s+)?(?:panel\b|{_PEOPLE}))
    | (?P<half>half\s+(?:of\s+)?(?:the\s+|our\s+)?(?:panel\b|{_PEOPLE}))
    | (?P<minority>minority\b)
    | (?P<none>(?:
        none\s+(?:of\s+(?:the\s+)?)?{_PEOPLE}|none(?=\s+{_VOTING})|nobody|no\s+one|not\s+(?:one|a\s+single)\s+{_PEOPLE}|no\s+{_PEOPLE}))
    | (?P<number>(?P<k>{_NUM}|a\ single)\s+(?:{_PEOPLE}|(?={_VOTING})))
    )""",
    re.VERBOSE | re.IGNORECASE,
)
SCORE = re.compile(
    rf"(?<![\w.$€£-])(?P<x>{_NUM})(?:\s?[-\u2013:]\s?|\s+(?:to|against)\s+)(?P<y>{_NUM}|none|nothing|nil|zero)\b(?!\s?[%\w]*-|[.]\d|\s?%)",
    re.IGNORECASE,
)
_ACTS: tuple[tuple[_Action, re.Pattern[str]], ...] = (
    (
        "skip",
        re.compile(
            r"\b(?:skip\w*|reject\w*|pass(?:es|ed)?\s+on|against(?=\s+\w)(?!\s+(?:\d|one|two|three|four|none|nobody))|(?:not|n't|never)\s+(?:to\s+)?ship\w*|turn\w*\s+down)\b",
            re.IGNORECASE,
        ),
    ),
    ("ship", re.compile(r"(?<!not )(?<!n't )(?<!never )(?<!not to )\b(?:ship\w*|adopt\w*|approv\w+|endors\w+)\b", re.IGNORECASE)),
    ("pick", re.compile(r"\b(?:pick\w*|prefer\w*|choos\w+|chose|favou?r\w*|sid(?:e|ed|es|ing)\s+with|lean\w*)\b", re.IGNORECASE)),
)
_DENIED = re.compile(r"(?:\bnot|\bhardly|\bfar from|\bnever|n['’]t)\s+(?:an?\s+)?$", re.IGNORECASE)
# "Nobody ran the tools" counts no vote.
_VAGUE = re.compile(r"nobody|no\s+one|every(?:one|body)", re.IGNORECASE)
_BREAK = re.compile(r"[,;:)]|\s(?:but|while|whereas|yet|though|although)\s", re.IGNORECASE)
_WHO_ACT = re.compile(r"\s+(?:\w+\s+)?(?:who|that)\b", re.IGNORECASE)
_ANY = re.compile(r"\b(?:any|each|every)\s+$", re.IGNORECASE)
_BACKWARD = re.compile(r"\s+(?:it|this|that|votes?|ballots?|picks?|share)\b", re.IGNORECASE)


def count_faults(sentence: str, facts: ProseFacts) -> Iterator[str]:
    """What one sentence says of the counts and they do not; it writes TOOLA, TOOLB and PERSONA for the names."""
    counts = list(_counts(sentence, facts.seats))
    for at, count in enumerate(counts):
        until = counts[at + 1].start if at + 1 < len(counts) else len(sentence)
        since = counts[at - 1].end if at else 0
        # What a named persona does is not said of those who are counted.
        after = re.split(r"[,;]\s+(?:\w+\s+){0,2}PERSONA", sentence[count.end : until])[0]
        if not _agrees(count, sentence[since : count.start], after, facts):
            yield f"{shown(count.text, facts)} does not agree with the count"
    for m in SCORE.finditer(sentence):
        if not _is_score(m, sentence, facts):
            yield f"{shown(m.group(), facts)} is no count of the result"


def shown(phrase: str, facts: ProseFacts) -> str:
    """A phrase with the tools' names back in it, quoted for a message."""
    phrase = phrase.strip(" ,:;\u2014-").replace("TOOLA", facts.a.names[0]).replace("TOOLB", facts.b.names[0])
    return repr(" ".join(phrase.split()))


def _counts(sentence: str, seats: int) -> Iterator[_Count]:
    for m in COUNTED.finditer(sentence):
        if (m["all"] and _DENIED.search(sentence[: m.start()])) or (_VAGUE.fullmatch(m.group()) and not _acts(sentence[m.end() :])):
            continue
        low, high, total = _bounds(m, seats)
        if m["ratio"] and _ANY.search(sentence[: m.start()]) and _WHO_ACT.match(sentence[m.end() :]):
            # "Without any one of the three who pick it" counts the three.
            low, high, total = _value(m["m"]), _value(m["m"]), None
        yield _Count(m.start(), m.end(), m.group(), low, high, total)


def _bounds(m: re.Match[str], seats: int) -> tuple[int, int, int | None]:
    total = None
    if m["ratio"]:
        low = high = _value(m["n"])
        total = _value(m["m"])
    elif m["but"]:
        low = high = seats - _value(m["missing"])
    elif m["all"]:
        # "All three who pick it" counts those three; "all three reviewers" is the whole panel.
        some = m["alln"] and re.match(r"\s+(?:who|that|which)\b", m.string[m.end() :])
        low = high = _value(m["alln"]) if some else seats
        total = _value(m["alln"]) if m["alln"] and not some else None
    elif m["number"] or m["none"]:
        low = high = _value(m["k"]) if m["number"] else 0
    elif m["part"] or m["half"]:
        low = high = _part(m, seats)
    else:
        low, high = (seats // 2 + 1, seats) if m["most"] else (1, (seats - 1) // 2)
    return low, high, total


def _part(m: re.Match[str], seats: int) -> int:
    """The seats that a half, thirds or quarters of the panel make; -1 when that is no whole number."""
    above, below = (1, 2) if m["half"] else (_value(m["of"]), 3 if m["th"].lower() == "third" else 4)
    return -1 if seats * above % below else seats * above // below


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS[word.lower()]


def _is_score(m: re.Match[str], sentence: str, facts: ProseFacts) -> bool:
    x, y = _value(m["x"]), _value(m["y"])
    if (
        max(x, y) > facts.seats
        or re.search(r"\b(?:from|between)\s*$", sentence[: m.start()])
        or re.match(r"\s*(?:" r"\w+ly)?\s*(?:months|days|weeks|people)", sentence[m.end() :])
    ):
        return m.group() in " ".join(facts.allowed)
    pairs = {(facts.a.ship, facts.a.skip), (facts.b.ship, facts.b.skip), (facts.a.picks, facts.b.picks)}
    return (x, y) in pairs or (y, x) in pairs


def _agrees(count: _Count, before: str, after: str, facts: ProseFacts) -> bool:
    claims = list(_claims(before, count.text + " " + after))
    return all(_holds(count, action, sides, facts) for action, sides in claims)


def _claims(before: str, after: str) -> Iterator[tuple[_Action | None, str]]:
    """What the counted reviewers are said to have done, to which tools ("" when none is named)."""
    acts = _acts(after)
    passive = re.search(r"\b(?:by|from)\s*$", before)
    if passive or not acts:
        earlier = _acts(before)
        near = "" if passive else _sides(_BREAK.split(after)[0])
        yield (earlier[-1][2] if earlier else None), near or _sides(before)[-1:] or _sides(after)
        return
    subject = ""
    for at, (start, end, action) in enumerate(acts):
        until = acts[at + 1][0] if at + 1 < len(acts) else len(after)
        spoken_of = "" if _BACKWARD.match(after[end:]) else _sides(after[end:until])
        subject = spoken_of or (_sides(after[:start]) if at == 0 else subject) or _sides(before)[-1:]
        yield action, subject


def _acts(text: str) -> list[tuple[int, int, _Action]]:
    return sorted((m.start(), m.end(), action) for action, pattern in _ACTS for m in pattern.finditer(text))


def _sides(text: str) -> str:
    # "A over B" is a statement on A alone.
    text = re.sub(r"(TOOL[AB])\s+(?:over|rather than|instead of|to|than|ahead of)\s+TOOL[AB]", r"\1", text)
    return "".join(dict.fromkeys(re.findall(r"TOOL([AB])", text)))


def _holds(count: _Count, action: _Action | None, sides: str, facts: ProseFacts) -> bool:
    actions: tuple[_Action, ...] = (action,) if action else ("ship", "skip", "pick")

    def met(side: str) -> bool:
        standing = facts.of(side)
        totals = (facts.seats, facts.a.picks + facts.b.picks + facts.ties if action == "pick" else standing.voted)
        return any(count.low <= standing.count(a) <= count.high and count.total in (None, *totals) for a in actions)

    return all(map(met, sides)) if sides else any(map(met, "AB"))
