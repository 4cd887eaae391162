"""The records of a finished job: seats, reviews, picks, and two reviews compared."""

from decimal import Decimal
from typing import Literal

from panel.canon import Closed
from panel.dossier import Marked, Tool
from panel.scorecard import Ballot, Failure, Outcome, Scorecard
from panel.tally import Ballots, Pick, Vote, vote
from panel.verdict import Verdict

Place = Literal["first", "second", "tie"]


class Seat(Closed):
    """One persona's draws on one tool, at least one; `carried` names the run that they were carried over from, if any."""

    persona: str
    title: str
    draws: tuple[Outcome, ...]
    carried: str = ""

    @property
    def ballots(self) -> tuple[Ballot, ...]:
        """The ballots that were cast; none is a missing seat."""
        return tuple(draw.ballot for draw in self.draws if isinstance(draw, Scorecard))

    @property
    def vote(self) -> Vote:
        """What the draws add up to."""
        return vote(self.ballots)

    @property
    def shown(self) -> Outcome:
        """The draw that speaks for the seat: the first that voted as the seat did, else the first scorecard, else the failure."""
        cards = [draw for draw in self.draws if isinstance(draw, Scorecard)]
        agreeing = [card for card in cards if card.ballot == self.vote.value]
        return [*agreeing, *cards, *self.draws][0]


class Review(Closed):
    """One tool and the panel's seats on it, in the order of the table."""

    tool: Tool
    seats: tuple[Seat, ...]
    marked: tuple[Marked, ...] = ()


class HeadToHeadDraw(Closed):
    """One persona's choice between two tools shown in one order; `first` and `second` are slugs.

    `faults` says what in its texts stands in neither of the scorecards that were shown.
    """

    persona: str
    first: str
    second: str
    for_first: str
    for_second: str
    decider: str
    pick: Place
    faults: tuple[str, ...] = ()
    model: str
    request: str

    def side(self, a: str) -> Pick:
        """The pick as a side, when the tool with slug `a` is A."""
        if self.pick == "tie":
            return "tie"
        picked = self.first if self.pick == "first" else self.second
        return "A" if picked == a else "B"


class Words(Closed):
    """The chair's words for a counted outcome; `faults` says what in them the outcome does not hold."""

    verdict: str
    pick_a_if: str
    pick_b_if: str
    pricing: str
    change: str
    faults: tuple[str, ...] = ()
    model: str
    request: str


class Spend(Closed):
    """What a job used: calls asked and served from the cache, tokens, and US dollars.

    Of the prompt tokens about `prefix_tokens` began like an earlier prompt, and the provider says that its prefix cache served
    `cached_tokens`. `paid` is what this execution cost, `worth` what all its replies cost when they were asked; None is unknown,
    never 0.
    """

    asked: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    prefix_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    paid: Decimal | None = None
    worth: Decimal | None = None


class Comparison(Closed):
    """Two reviews, the picks between them, the counted verdict and the chair's words (or why there are none)."""

    a: Review
    b: Review
    picks: tuple[HeadToHeadDraw, ...]
    missing_picks: tuple[Failure, ...]
    verdict: Verdict
    words: Words | Failure


def ballots(a: Review, b: Review, picks: tuple[HeadToHeadDraw, ...]) -> tuple[Ballots, ...]:
    """What each persona cast, as the merge rule takes it."""
    seats_b = {seat.persona: seat for seat in b.seats}
    return tuple(_cast(seat, seats_b[seat.persona], a.tool.slug, picks) for seat in a.seats if seat.persona in seats_b)


def _cast(a: Seat, b: Seat, slug: str, picks: tuple[HeadToHeadDraw, ...]) -> Ballots:
    own = [pick for pick in picks if pick.persona == a.persona]
    return Ballots(
        persona=a.persona,
        a=a.ballots,
        b=b.ballots,
        a_first=tuple(pick.side(slug) for pick in own if pick.first == slug),
        b_first=tuple(pick.side(slug) for pick in own if pick.first != slug),
        scores_a=a.shown.scores if isinstance(a.shown, Scorecard) else {},
        scores_b=b.shown.scores if isinstance(b.shown, Scorecard) else {},
    )
