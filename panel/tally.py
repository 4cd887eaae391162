"""Counting ballots and picks. No model is ever asked for a number."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from math import ceil, sqrt
from typing import Final, Literal

from panel.canon import Closed
from panel.scorecard import Ballot

Side = Literal["A", "B"]
Pick = Literal["A", "B", "tie"]

QUORUM: Final = Fraction(3, 4)
RHO: Final = 0.44  # the correlation of votes that share a model, until stored runs can estimate it
Z_80: Final = 1.2815515655446004  # 80 % of the normal distribution lies within this many deviations
TOP_SCORE: Final = 5
CLEAR_PICK: Final = Fraction(1, 3)
CLEAR_MARGIN: Final = 0.2
CONTRARY_MARGIN: Final = 0.1
TOWARDS: Final[dict[Pick, int]] = {"A": 1, "B": -1, "tie": 0}


class Vote(StrEnum):
    """What a persona's draws on one tool add up to."""

    SHIP = "ship"
    SKIP = "skip"
    TORN = "torn"
    ABSTAIN = "abstain"
    MISSING = "missing"


class Flag(StrEnum):
    """Why a pick was set to a tie, or on what it rests when it was not asked."""

    ORDER_SENSITIVE = "order_sensitive"
    AGAINST_OWN_SCORES = "against_own_scores"
    AGAINST_OWN_VOTES = "against_own_votes"
    SCORES_ONLY = "scores_only"


class Range(Closed):
    """An interval of shares, 0 to 1."""

    low: float
    high: float


class Tally(Closed):
    """The counted votes on one tool.

    `share` and `range` are None when fewer than a quorum voted ship or skip: the share of nobody is not 0.
    """

    ship: int
    skip: int
    torn: int
    abstain: int
    missing: int
    bounds: Range
    share: float | None
    range: Range | None

    @property
    def seats(self) -> int:
        """How many personas sit on the panel."""
        return self.ship + self.skip + self.torn + self.abstain + self.missing


class Ballots(Closed):
    """What one persona cast on two tools: its draws, its picks in both orders and its scores by criterion.

    An empty tuple of ballots is a missing seat.
    """

    persona: str
    a: tuple[Ballot, ...]
    b: tuple[Ballot, ...]
    a_first: tuple[Pick, ...]
    b_first: tuple[Pick, ...]
    scores_a: dict[str, int]
    scores_b: dict[str, int]


class HeadToHead(Closed):
    """One persona's settled pick; None when it was neither asked nor scored. `margin` is -1 to 1, for A when positive."""

    pick: Pick | None
    flag: Flag | None = None
    margin: float | None = None


def vote(ballots: Sequence[Ballot]) -> Vote:
    """What one persona's draws on a tool add up to: two thirds of the draws that took a side decide it."""
    if not ballots:
        return Vote.MISSING
    ships, skips = ballots.count(Ballot.SHIP), ballots.count(Ballot.SKIP)
    if not ships + skips:
        return Vote.ABSTAIN
    if ships >= 2 * skips:
        return Vote.SHIP
    if skips >= 2 * ships:
        return Vote.SKIP
    return Vote.TORN


def tally(votes: Iterable[Vote]) -> Tally:
    """Count a panel's votes on one tool.

    `bounds` is where the share would end if every seat that took no side had said skip, and if it had said ship.
    `range` is the 80 % interval around the share, at the effective number of votes.
    """
    count = Counter(votes)
    ship, skip, seats = count[Vote.SHIP], count[Vote.SKIP], count.total()
    part = share(ship, skip, seats=seats)
    return Tally(
        ship=ship,
        skip=skip,
        torn=count[Vote.TORN],
        abstain=count[Vote.ABSTAIN],
        missing=count[Vote.MISSING],
        bounds=Range(low=ship / seats, high=(seats - skip) / seats) if seats else Range(low=0, high=1),
        share=part,
        range=None if part is None else wilson(part, effective(ship + skip)),
    )


def quorum(seats: int) -> int:
    """How many of the seats must speak before the panel does: three quarters, rounded up."""
    return ceil(QUORUM * seats)


def share(ship: int, skip: int, *, seats: int) -> float | None:
    """The part of the votes that say ship, 0 to 1; None below the quorum, and of nobody."""
    votes = ship + skip
    return ship / votes if votes and votes >= quorum(seats) else None


def effective(n: int) -> float:
    """How many independent votes `n` votes of one model are worth.

    Kish's design effect of a cluster is 1 + (n - 1) rho (Survey Sampling, 1965). At rho = 0.44 nine votes are worth two,
    which is what nine judges were measured to carry (arXiv 2605.29800).
    """
    return n / (1 + (n - 1) * RHO) if n else 0.0


def wilson(p: float, n: float) -> Range:
    """The 80 % score interval around a share `p` of `n` votes, which need not be whole (Wilson 1927, JASA 22: 209-212).

    Unlike the normal approximation it keeps within 0 and 1, and keeps a width when all agree. Of no votes it says 0 to 1.
    """
    square = Z_80**2
    centre = n * p + square / 2
    reach = Z_80 * sqrt(n * p * (1 - p) + square / 4)
    return Range(low=max(0.0, (centre - reach) / (n + square)), high=min(1.0, (centre + reach) / (n + square)))


def margin(scores_a: dict[str, int], scores_b: dict[str, int]) -> float | None:
    """How far one persona's scores lean, -1 to 1, for A when positive; None without a criterion scored on both tools."""
    both = scores_a.keys() & scores_b.keys()
    return sum(scores_a[key] - scores_b[key] for key in both) / (TOP_SCORE * len(both)) if both else None


def head_to_head(ballots: Ballots) -> HeadToHead:
    """Settle one persona's pick between the tools.

    A model's pick can follow the order in which two texts are shown (Wang et al. 2023, arXiv 2305.17926), so both orders
    are heard. Where they disagree, or the pick contradicts the persona's own scores or votes, it is a tie with a flag.
    A persona that was not heard in both orders is settled by its scores.
    """
    lean = margin(ballots.scores_a, ballots.scores_b)
    if not ballots.a_first or not ballots.b_first:
        return _by_scores(lean)
    a_first, b_first = _mean(ballots.a_first), _mean(ballots.b_first)
    if a_first * b_first < 0:
        return HeadToHead(pick="tie", flag=Flag.ORDER_SENSITIVE, margin=lean)
    pick = _clear((a_first + b_first) / 2)
    flag = _contradiction(pick, lean, ballots)
    return HeadToHead(pick="tie" if flag else pick, flag=flag, margin=lean)


def _by_scores(lean: float | None) -> HeadToHead:
    if lean is None:
        return HeadToHead(pick=None)
    pick: Pick = "A" if lean > CLEAR_MARGIN else "B" if lean < -CLEAR_MARGIN else "tie"
    return HeadToHead(pick=pick, flag=Flag.SCORES_ONLY, margin=lean)


def _mean(picks: Sequence[Pick]) -> Fraction:
    """From -1, all for B, to 1, all for A; exact, since it is held against a third."""
    return Fraction(sum(TOWARDS[pick] for pick in picks), len(picks))


def _clear(lean: Fraction) -> Pick:
    if abs(lean) < CLEAR_PICK:
        return "tie"
    return "A" if lean > 0 else "B"


def _contradiction(pick: Pick, lean: float | None, ballots: Ballots) -> Flag | None:
    """Which of the persona's own words the pick goes against: its scores, or its votes."""
    if lean is not None and TOWARDS[pick] * lean < -CONTRARY_MARGIN:
        return Flag.AGAINST_OWN_SCORES
    contrary = {"A": (Vote.SKIP, Vote.SHIP), "B": (Vote.SHIP, Vote.SKIP)}.get(pick)
    if (vote(ballots.a), vote(ballots.b)) == contrary:
        return Flag.AGAINST_OWN_VOTES
    return None
