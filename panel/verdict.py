"""From two tallies and the picks to a verdict, by a fixed rule."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import product
from typing import Final, NamedTuple

from panel.canon import Closed
from panel.scorecard import Ballot
from panel.tally import Ballots, HeadToHead, Pick, Side, Tally, Vote, effective, head_to_head, quorum, share, tally, vote, wilson

HALF: Final = 0.5
CLEAR_LEAD: Final = 2
ANY_VOTE: Final[list[tuple[Ballot, ...]]] = [(Ballot.SHIP,), (Ballot.SKIP,)]
ANY_PICK: Final[list[tuple[Pick, ...]]] = [("A",), ("B",), ("tie",)]


class Kind(StrEnum):
    """The five ways in which a comparison can end, and the one in which it cannot."""

    NO_VERDICT = "no_verdict"
    NEITHER = "neither"
    WINNER = "winner"
    ONLY_ONE_SHIPS = "only_one_ships"
    SPLIT = "split"
    DEPENDS = "depends"


class Verdict(Closed):
    """The counted outcome of a panel on two tools.

    `votes_a`, `votes_b` and `picks` are by persona, in the order of the seats. `pivotal` names the personas without whom the
    kind or the winner would be another. `provisional` says that a filling of the missing seats would change either.
    """

    kind: Kind
    winner: Side | None
    firm: bool
    provisional: bool
    pivotal: tuple[str, ...]
    tally_a: Tally
    tally_b: Tally
    votes_a: dict[str, Vote]
    votes_b: dict[str, Vote]
    picks: dict[str, HeadToHead]


class Count(NamedTuple):
    """All that the rule looks at. A persona is a count of one seat, and a panel is the sum of its personas."""

    seats: int = 0
    ship_a: int = 0
    skip_a: int = 0
    ship_b: int = 0
    skip_b: int = 0
    for_a: int = 0
    for_b: int = 0
    ties: int = 0

    @property
    def picks(self) -> int:
        """How many personas settled on a tool or a tie."""
        return self.for_a + self.for_b + self.ties

    @property
    def share_a(self) -> float | None:
        """The share of A, as in its tally."""
        return share(self.ship_a, self.skip_a, seats=self.seats)

    @property
    def share_b(self) -> float | None:
        """The share of B, as in its tally."""
        return share(self.ship_b, self.skip_b, seats=self.seats)


Ending = tuple[Kind, Side | None]


def decide(panel: Sequence[Ballots]) -> Verdict:
    """Merge what the personas cast, each named once, into a verdict.

    Neither the order of the personas nor that of the two tools has a say.
    """
    seats = [_count(ballots) for ballots in panel]
    whole = _sum(seats)
    kind, winner = ending(whole)
    votes_a = {ballots.persona: vote(ballots.a) for ballots in panel}
    votes_b = {ballots.persona: vote(ballots.b) for ballots in panel}
    return Verdict(
        kind=kind,
        winner=winner,
        firm=kind is Kind.WINNER and _firm(whole),
        provisional=any(ending(filled) != (kind, winner) for filled in _fillings(panel)),
        pivotal=tuple(panel[seat].persona for seat in _pivotal(seats)),
        tally_a=tally(votes_a.values()),
        tally_b=tally(votes_b.values()),
        votes_a=votes_a,
        votes_b=votes_b,
        picks={ballots.persona: head_to_head(ballots) for ballots in panel},
    )


def ending(count: Count) -> Ending:
    """The kind of verdict that a count comes to, and its winner: the first of the rules that applies."""
    a, b = count.share_a, count.share_b
    if a is None or b is None or count.picks < quorum(count.seats):
        return Kind.NO_VERDICT, None
    shipped = _shipped(a, b)
    lead, leader = _lead(count)
    if not shipped:
        return Kind.NEITHER, None
    if lead >= CLEAR_LEAD and leader in shipped:
        return Kind.WINNER, leader
    if len(shipped) == 2:
        return Kind.DEPENDS, None
    if leader is None or leader in shipped:
        return Kind.ONLY_ONE_SHIPS, shipped[0]
    return Kind.SPLIT, None


def _shipped(a: float, b: float) -> list[Side]:
    """The tools that at least half of the votes would ship."""
    shares: dict[Side, float] = {"A": a, "B": b}
    return [side for side, part in shares.items() if part >= HALF]


def _lead(count: Count) -> tuple[int, Side | None]:
    """By how many picks which tool leads; nobody leads by none."""
    lead = count.for_a - count.for_b
    return abs(lead), "A" if lead > 0 else "B" if lead < 0 else None


def _firm(count: Count) -> bool:
    """Whether the leader has more than half of the picks, a tie being half a pick, even at the low end of the range."""
    part = (max(count.for_a, count.for_b) + count.ties / 2) / count.picks
    return wilson(part, effective(count.picks)).low > HALF


def _pivotal(seats: Sequence[Count]) -> list[int]:
    """The seats without which the others would come to another end. A panel of one has no others."""
    end = ending(_sum(seats))
    others = [_sum([*seats[:seat], *seats[seat + 1 :]]) for seat in range(len(seats))]
    return [seat for seat, count in enumerate(others) if count.seats and ending(count) != end]


def _fillings(panel: Sequence[Ballots]) -> set[Count]:
    """Every count that the panel could have come to, had no seat stayed empty.

    Equal sums are folded into one, persona after persona: eight seats empty on all counts have 12**8 fillings, but fewer
    than 3,000 sums.
    """
    sums = {Count()}
    for ballots in panel:
        own = {_count(filled) for filled in _filled(ballots)}
        sums = {_sum(pair) for pair in product(sums, own)}
    return sums


def _filled(ballots: Ballots) -> Iterator[Ballots]:
    """What a persona could have cast where it has no vote or no pick.

    A filling meets the same checks as a cast: a pick against the persona's own votes is a tie here too. A pick heard in
    one order alone binds nobody, so it is filled like one never heard.
    """
    picks = [(ballots.a_first, ballots.b_first)]
    if head_to_head(ballots).pick is None:
        picks = [(pick, pick) for pick in ANY_PICK]
    votes_a = [ballots.a] if ballots.a else ANY_VOTE
    votes_b = [ballots.b] if ballots.b else ANY_VOTE
    for a, b, (a_first, b_first) in product(votes_a, votes_b, picks):
        yield ballots.model_copy(update={"a": a, "b": b, "a_first": a_first, "b_first": b_first})


def _count(ballots: Ballots) -> Count:
    a, b, pick = vote(ballots.a), vote(ballots.b), head_to_head(ballots).pick
    return Count(
        seats=1,
        ship_a=a is Vote.SHIP,
        skip_a=a is Vote.SKIP,
        ship_b=b is Vote.SHIP,
        skip_b=b is Vote.SKIP,
        for_a=pick == "A",
        for_b=pick == "B",
        ties=pick == "tie",
    )


def _sum(counts: Iterable[Count]) -> Count:
    return Count(*map(sum, zip(*counts, strict=True)))
