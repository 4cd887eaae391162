"""How the counted result stands, and whether a sentence that counts or names reviewers agrees with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from panel.tally import Pick, Side, Vote
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
class Critic:
    """What one persona did: its vote on each tool, and its pick; None when it made none."""

    title: str
    a: Vote
    b: Vote
    pick: Pick | None

    def did(self, action: _Action, side: str) -> bool:
        """Whether it shipped, skipped or picked the tool of this side."""
        return self.pick == side if action == "pick" else (self.a if side == "A" else self.b) == action


@dataclass(frozen=True, kw_only=True)
class ProseFacts:
    """All that the chair's prose may state. `allowed` holds every further figure, date and product name, in any spelling.

    A line of `allowed` that begins with a tool's name and a colon is known of that tool. `winner` is the side that won, or alone
    earns a ship; None for every other ending. `titles` name the personas, and `critics` what each did, where that is known.
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
    critics: tuple[Critic, ...] = ()

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
_BEHIND = r"(?:for|behind|against)\s+TOOL"
COUNTED = re.compile(
    rf"""(?<![$€£¥.,\d])\b(?:
      (?P<but>all\s+but\s+(?P<missing>{_NUM}))\b
    | (?P<ratio>(?P<n>{_NUM}|none|a\ single)\s*(?:{_WHO}\s*)?(?:out\s+of|of|/)\s*(?!the\s+two\b(?!\s+(?:who|{_WHO})))(?:the\s+|all\s+)?(?P<m>{_NUM}))\b(?!\s*(?:tools|options|products|models?\b))
    | (?P<almost>(?:almost|nearly|virtually|practically)\s+(?:all|every)\s*(?:of\s+)?(?:the\s+)?(?:one\b|body\b|panel\b|{_PEOPLE}))
    | (?P<all>unanim\w+|(?:all|each)\s+(?:of\s+)?(?:the\s+|our\s+)?(?:
        (?P<alln>{_NUM})\b(?!\s+(?:tools|options|products))(?:\s+{_PEOPLE})?|{_PEOPLE})
        |every\s+(?:single\s+)?{_PEOPLE}|every(?:one|body)\b|the\s+(?:whole|entire|full)\s+panel|without\s+(?:a\s+)?dissent|across\s+the\s+panel)
    | (?P<most>(?:most|more\s+than\s+half|over\s+half)\s+(?:of\s+)?(?:the\s+)?(?:panel\b|{_PEOPLE})|majority\b)
    | (?P<part>(?P<of>a|one|two|three)[\s-](?P<th>third|quarter)s?\s+(?:of\s+)?(?:the\s+|our\s+)?(?:panel\b|{_PEOPLE}))
    | (?P<half>half\s+(?:of\s+)?(?:the\s+|our\s+)?(?:panel\b|{_PEOPLE}))
    | (?P<minority>minority\b)
    | (?P<none>(?:
        none\s+(?:of\s+(?:the\s+)?)?{_PEOPLE}|none(?=\s+(?:{_VOTING}|{_BEHIND}))|nobody|no\s+one|not\s+(?:one|a\s+single)\s+{_PEOPLE}|no\s+{_PEOPLE}))
    | (?P<number>(?P<k>{_NUM}|a\ single)\s+(?:{_PEOPLE}|(?={_VOTING}|{_BEHIND})))
    | (?P<by>(?<=by\s)(?P<byn>{_NUM})(?=\s*(?:[,.;]|$)))
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
    (
        "ship",
        re.compile(
            r"(?<!not )(?<!n't )(?<!never )(?<!not to )(?<!fit to )(?<!ready to )\b(?:ship\w*|adopt\w*|approv\w+|endors\w+)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "pick",
        re.compile(
            r"\b(?:pick\w*|prefer\w*|choos\w+|chose|favou?r\w*|(?<!\ba )lean\w*|(?:sid(?:e|ed|es|ing)|st(?:ands?|ood|icks?|uck|ays?|ayed)(?:\s+alone)?|go(?:es)?|went)\s+(?:with|behind|by)"
            r"|(?:hold\w*\s+out|opt\w*|vot(?:es?|ed)|go(?:es)?|went|settle[sd]?)\s+(?:for|on)|(?:is|are|was)\s+(?:on\s+the\s+side\s+of|for|with|behind)(?=\s+TOOL)|back(?:s|ed)?(?=\s+TOOL)|t(?:akes?|ook)(?=\s+TOOL))\b",
            re.IGNORECASE,
        ),
    ),
)
_DENIED = re.compile(r"(?:\bnot|\bhardly|\bfar from|\bnever|n['’]t)\s+(?:an?\s+)?$", re.IGNORECASE)
# "Nobody ran the tools" counts no vote.
_OPPOSITE: dict[_Action, _Action] = {"ship": "skip", "skip": "ship"}
_OTHERS_ACT = re.compile(
    r"[,;]\s+(?:\w+\s+){0,2}PERSONA|[,;]\s+(?:but|while|whereas|yet|though|and)?\s*(?:the\s+)?(?:picks|votes|ballots)\b|\s(?:before|until|unless|if)\s|[,;]\s+(?:but|yet|though|although|while|whereas)\s+(?:that|this|it|they|there|all|the)\b"
)
_GROUP = re.compile(
    r"PERSONA\d+(?:(?:,\s*(?:and\s+)?|\s+(?:and|or|nor)\s+)PERSONA\d+(?!'s))*"
    r"|(?P<rest>\bthe\s+(?:others|rest)\b(?!\s+of\s+(?!the\s+(?:panel|critics))))"
)
# What follows is the critic's reason, or said of something else.
_GROUP_ENDS = re.compile(
    r";|\b(?:that|because|since|which|whose|who|how|what|why|when|where|if|unless|until|though|although|while|whereas|might|could|would\s+have\s+to)\b"
    r"|[,;]\s+(?:and\s+)?(?:the\s+)?(?:others?|rest|remaining|one|two|three|four|five|none|no|nobody|all|panel)\b"
    r"|,\s+(?:and|but|yet)\s+(?!(?:would|also|\w+s)\b)|^'s(?!\s+(?:pick|choice|vote))"
)
_ELSEWHERE = re.compile(r"\s*(?:$|[,.;])")
_HYPOTHETICAL = re.compile(r"\b(?:if|unless|should|were|had|until|before|when|whether)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_DISSENTS = re.compile(r"\s+(?:alone\s+|also\s+)?(?:dissent\w*|is\s+the\s+(?:\w+\s+)?(?:exception|dissenter|outlier|minority))\b")
_DISSENTER = re.compile(
    r"\b(?:dissenter|exception|minority|dissent(?:ing\s+\w+)?(?:\s+comes\s+from|\s+is))(?:,|\s+is|:)?\s*$", re.IGNORECASE
)
_APART = re.compile(r"\s*(?:is\s+(?:not\s+)?(?:enough|too\s|no\s|all\s)|separate|divide|decide|apart|more\b|fewer\b)\w*", re.IGNORECASE)
_MARGIN = re.compile(
    r"\b(?:margin|difference|gap|lead|distance)\s+(?:is|of|was)\s+(?:only\s+|just\s+)?$|\bby\s+(?:only\s+|just\s+)?$", re.IGNORECASE
)
_PRESENT = re.compile(r"\bseats?\b|\b(?:answered|voted|answers?|missing|empty|replied|silent|absent|abstain\w*)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|unless|without|until|should|had|were)\b[^,;]*$", re.IGNORECASE)
_SCORED_FOR = re.compile(r"\s+(?:\w+\s+){0,2}(?:for|behind|in\s+favou?r\s+of)\s+TOOL([AB])", re.IGNORECASE)
_CHANGED = re.compile(r"\b(?:change|move|loss|defection|departure|absence)\s+(?:of|by|in)\s+(?:any\s+|only\s+|just\s+)?$", re.IGNORECASE)
_BAR = re.compile(
    r"\b(?:(?P<over>reach\w*|at\s+least|pass(?:es)?|clears?|meets?|(?:the\s+)?bar\s+of)|(?:fewer|less|lower)\s+than|below|under|short\s+of|miss(?:es)?)\s+(?:the\s+)?(?:bar\s+of\s+|mark\s+of\s+)?$",
    re.IGNORECASE,
)
_WOULD_BE = re.compile(r"\b(?:if|without|were|had|should)\b.*\b(?:would|could|might)\b", re.IGNORECASE)
_TIES = re.compile(r"\s*(?:\w+\s+)?(?:call(?:s|ed)?\s+it\s+a\s+(?:tie|draw)|ties?\b|tied\b|(?:has|have)\s+no\s+preference)", re.IGNORECASE)
_MORE = re.compile(r"\b(?:more|further|other|additional|extra)\b", re.IGNORECASE)
_VAGUE = re.compile(r"nobody|no\s+one|every(?:one|body)", re.IGNORECASE)
_BREAK = re.compile(r"[,;:)]|\s(?:but|while|whereas|yet|though|although)\s", re.IGNORECASE)
_WHO_ACT = re.compile(r"\s+(?:\w+\s+)?(?:who|that)\b", re.IGNORECASE)
_ANY = re.compile(r"\b(?:any|each|every)\s+$", re.IGNORECASE)
_BACKWARD = re.compile(r"\s+(?:it|this|that|votes?|ballots?|picks?|share)\b", re.IGNORECASE)


def count_faults(sentence: str, facts: ProseFacts) -> Iterator[str]:
    """What one sentence says of the counts and they do not; it writes TOOLA, TOOLB and PERSONA for the names."""
    scores = list(SCORE.finditer(sentence))
    counts = [c for c in _counts(sentence, facts.seats) if not any(m.start() <= c.start < m.end() for m in scores)]
    for at, count in enumerate(counts):
        until = counts[at + 1].start if at + 1 < len(counts) else len(sentence)
        since = counts[at - 1].end if at else 0
        # What a named persona does, or what the picks say, is not said of those who are counted.
        after = _OTHERS_ACT.split(sentence[count.end : until])[0]
        if not (
            _is_gap(count, sentence, facts)
            or _is_bar(count, sentence, facts)
            or _agrees(count, sentence[since : count.start], after, facts)
        ):
            yield f"{shown(count.text, facts)} does not agree with the count"
    for m in scores:
        if not _is_score(m, sentence, facts):
            yield f"{shown(m.group(), facts)} is no count of the result"


def critic_faults(sentence: str, facts: ProseFacts) -> Iterator[str]:
    """What one sentence says that named critics voted or picked and they did not; it writes PERSONA0, PERSONA1 ... for them."""
    groups = list(_GROUP.finditer(sentence))
    for at, m in enumerate(groups):
        named = {int(number) for number in re.findall(r"PERSONA(\d+)", m.group())}
        if m["rest"]:
            named = set(range(len(facts.titles))) - {int(number) for number in re.findall(r"PERSONA(\d+)", sentence)}
        before, until = sentence[: m.start()], groups[at + 1].start() if at + 1 < len(groups) else len(sentence)
        if not _HYPOTHETICAL.search(before):
            for action, sides in _deeds(before, sentence[m.end() : until]):
                if not all(_did(named, action, side, facts) for side in sides):
                    yield f"{_titles(named, facts)} did not {action} {_called(sides, facts)}"
            if _dissents(before, sentence[m.end() : until]) and any(_agreed(number, facts) for number in named):
                yield f"{_titles(named, facts)} did not dissent"


def _deeds(before: str, after: str) -> Iterator[tuple[_Action, str]]:
    after = _GROUP_ENDS.split(re.sub(r"TOOL[AB]'s", "its", after))[0]
    earlier = _acts(before)
    if re.search(r"\bby\s*$", before):
        if earlier and (sides := _sides(before[: earlier[-1][0]])[-1:]):
            yield earlier[-1][2], sides
    elif (told := re.search(r"TOOL([AB])(?:\s+for|\s+from|,)\s+$", before)) and _ELSEWHERE.match(after):
        yield "pick", told[1] if not re.search(r",\s+$", before) else ""
    elif follows := re.match(r"\s+TOOL([AB])(?=\W*$|[,.;])", after):
        yield (earlier[-1][2] if earlier else "pick"), follows[1]
    else:
        for action, sides in _claims("", after):
            every = "AB" if re.search(r"\b(?:both|either|neither)\b", after) and len(sides) != 1 else sides
            if action:
                yield (_OPPOSITE.get(action, action) if re.search(r"\bneither\b", after) else action), every


def _did(named: set[int], action: _Action, side: str, facts: ProseFacts) -> bool:
    if facts.critics:
        return all(facts.critics[number].did(action, side) for number in named)
    return len(named) <= facts.of(side).count(action)


def _dissents(before: str, after: str) -> bool:
    return bool(_DISSENTS.match(after) or _DISSENTER.search(before))


def _agreed(number: int, facts: ProseFacts) -> bool:
    if not (facts.critics and facts.winner):
        return False
    critic = facts.critics[number]
    return critic.did("pick", facts.winner) and critic.did("ship", facts.winner)


def _titles(named: set[int], facts: ProseFacts) -> str:
    return " and ".join(repr(facts.titles[number]) for number in sorted(named))


def _called(sides: str, facts: ProseFacts) -> str:
    return " and ".join(repr(facts.of(side).names[0]) for side in sides)


def shown(phrase: str, facts: ProseFacts) -> str:
    """A phrase with the tools' names back in it, quoted for a message."""
    phrase = phrase.strip(" ,:;\u2014-").replace("TOOLA", facts.a.names[0]).replace("TOOLB", facts.b.names[0])
    return repr(" ".join(phrase.split()))


def _counts(sentence: str, seats: int) -> Iterator[_Count]:
    for m in COUNTED.finditer(sentence):
        if _CHANGED.search(sentence[: m.start()]):
            continue
        before, after = sentence[: m.start()], sentence[m.end() :]
        if (m["all"] and (_DENIED.search(before) or _WOULD_BE.search(before))) or (_VAGUE.fullmatch(m.group()) and not _acts(after)):
            continue
        if m["number"] and (_MORE.search(m.group()) or (_value(m["k"]) == seats and not _acts(after) and "TOOL" not in after)):
            # "One more vote" is none of those that were cast, and "four critics of one model" are the panel itself.
            continue
        low, high, total = _bounds(m, seats)
        some = _WHO_ACT.match(after) or _CONDITION.search(before)
        if m["ratio"] and some and re.search(r"\b(?:the|all)\b", m.group()) and low <= _value(m["m"]) < seats:
            # "Two of the three who pick it" and "if one of the three left" count the three.
            low, high, total = _value(m["m"]), _value(m["m"]), None
        elif m["ratio"] and _ANY.search(before) and _WHO_ACT.match(after):
            low, high, total = _value(m["m"]), _value(m["m"]), None
        yield _Count(m.start(), m.end(), m.group(), low, high, total)


def _is_gap(count: _Count, sentence: str, facts: ProseFacts) -> bool:
    """Whether a count is the distance between the tools, or of the seats that answered or did not."""
    before, after = sentence[: count.start], sentence[count.end :]
    a, b = facts.a, facts.b
    allowed: set[int] = set()
    if _APART.match(after) or _MARGIN.search(before):
        allowed |= {abs(a.ship - b.ship), abs(a.picks - b.picks)}
    if _PRESENT.search(count.text + after[:30]):
        picked = a.picks + b.picks + facts.ties
        allowed |= {facts.seats, a.voted, b.voted, picked, facts.seats - a.voted, facts.seats - b.voted, facts.seats - picked}
    if _TIES.match(after):
        allowed = {facts.ties}
    return count.low == count.high and count.low in allowed and count.total in (None, facts.seats)


def _is_bar(count: _Count, sentence: str, facts: ProseFacts) -> bool:
    """Whether half of the votes is named as the bar that a tool reaches or misses, and it does."""
    bar = _BAR.search(sentence[: count.start]) if re.match(r"half|majority", count.text, re.IGNORECASE) else None
    if not bar:
        return False
    sides = (
        "AB"
        if re.search(r"\b(?:both|neither|no\s+tool)\b", sentence[: count.start], re.IGNORECASE)
        else _sides(sentence[: count.start])[-1:]
    )
    reached = bool(bar["over"]) and not re.search(r"\b(?:neither|no\s+tool|not|n't)\b", sentence[: count.start], re.IGNORECASE)
    return bool(sides) and all(facts.of(side).ships == reached for side in sides)


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
    elif m["number"] or m["none"] or m["by"]:
        low = high = _value(m["k"] or m["byn"] or "none")
    elif m["almost"]:
        low, high = seats - 1, seats
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
    if (side := _SCORED_FOR.match(sentence[m.end() :])) and x != y:
        ours, theirs = (facts.a, facts.b) if side[1] == "A" else (facts.b, facts.a)
        return (x, y) in {(ours.ship, ours.skip), (ours.picks, theirs.picks)}
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
