"""What each reviewer said of both tools, A beside B."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from panel.comparison import Comparison, HeadToHeadDraw, Seat
from panel.publish.answers import bars, forecasts, lines
from panel.publish.evidence import Citation, Ledger
from panel.publish.facts import Badge, Dissent, ForecastLine, Letter, Opinion, Outside, Reviewer, Row
from panel.publish.plain import paragraphs
from panel.scorecard import Claim, Failure, Scorecard
from panel.tally import Side, Vote
from panel.wording import BADGES, FAILURES, FLAGS, known_model, listed, picked

SIDES: tuple[Side, ...] = ("A", "B")


@dataclass(frozen=True)
class Bench:
    """The seats of both reviews by persona, the tools' labels, and who changed which block of the texts."""

    comparison: Comparison
    labels: dict[Side, str]
    edits: Mapping[str, str] = field(default_factory=dict)

    @property
    def personas(self) -> tuple[str, ...]:
        """The personas that were counted, in the order of the seats."""
        return tuple(self.comparison.verdict.picks)

    @property
    def titles(self) -> dict[str, str]:
        """The personas' titles by id."""
        return {seat.persona: seat.title for seat in (*self.comparison.b.seats, *self.comparison.a.seats)}

    def seat(self, persona: str, side: Side) -> Seat:
        """One persona's seat on one tool."""
        review = self.comparison.a if side == "A" else self.comparison.b
        return next(seat for seat in review.seats if seat.persona == persona)

    def card(self, persona: str, side: Side) -> Scorecard | None:
        """The scorecard that speaks for the seat, if any."""
        shown = self.seat(persona, side).shown
        return shown if isinstance(shown, Scorecard) else None

    def vote(self, persona: str, side: Side) -> Vote:
        """The counted vote of the seat."""
        verdict = self.comparison.verdict
        return (verdict.votes_a if side == "A" else verdict.votes_b)[persona]


def citations(bench: Bench) -> tuple[Citation, ...]:
    """Every quote of every claim, in the order of the page."""
    return tuple(
        Citation(side, card.title, quote)
        for persona in bench.personas
        for side in SIDES
        if (card := bench.card(persona, side))
        for entry in card.entries
        if isinstance(entry.answer, Claim)
        for quote in entry.answer.quotes
    )


def rows(bench: Bench) -> tuple[Row, ...]:
    """The reviewer split."""
    return tuple(_row(bench, persona) for persona in bench.personas)


def reviewers(bench: Bench, ledger: Ledger) -> tuple[Reviewer, ...]:
    """Every reviewer's opinions, answers and scores; the claims' quotes are in the ledger."""
    return tuple(_reviewer(bench, persona, ledger) for persona in bench.personas)


def predictions(bench: Bench) -> tuple[ForecastLine, ...]:
    """All forecasts, those of A first."""
    cards = [(side, card) for side in SIDES for persona in bench.personas if (card := bench.card(persona, side))]
    return tuple(line for side, card in cards for line in forecasts(card, side=side, label=bench.labels[side]))


def outside(bench: Bench) -> tuple[Outside, ...]:
    """All that reviewers brought from beyond the dossiers."""
    cards = [(side, card) for side in SIDES for persona in bench.personas if (card := bench.card(persona, side)) and card.outside]
    return tuple(Outside(card.title, bench.labels[side], tuple(" ".join(text.split()) for text in card.outside)) for side, card in cards)


def dissent(bench: Bench) -> tuple[Dissent, ...]:
    """The best-cited argument of the minority on each tool; of both sides when they are level."""
    return (*_dissent(bench, "A"), *_dissent(bench, "B"))


def badge(vote: Vote, seat: Seat) -> Badge:
    """A seat's vote as a word, with the reason of an empty seat and what a reader must know of the others."""
    notes = []
    if isinstance(seat.shown, Failure):
        notes.append(FAILURES[seat.shown.reason])
    if len(seat.ballots) > 1:
        notes.append(f"{len(seat.ballots)} draws: {listed(seat.ballots)}")
    if seat.carried:
        notes.append(f"carried over from run {seat.carried}")
    return Badge(shape=vote.value, word=BADGES[vote], note="; ".join(notes))


def _row(bench: Bench, persona: str) -> Row:
    verdict = bench.comparison.verdict
    head = verdict.picks[persona]
    notes = [FLAGS[head.flag]] if head.flag else []
    notes += list(dict.fromkeys(FAILURES[f.reason] for f in bench.comparison.missing_picks if f.persona == persona))
    return Row(
        persona=persona,
        title=bench.titles[persona],
        a=badge(bench.vote(persona, "A"), bench.seat(persona, "A")),
        b=badge(bench.vote(persona, "B"), bench.seat(persona, "B")),
        side=head.pick or "",
        pick=picked(head, bench.labels["A"], bench.labels["B"]),
        notes=tuple(notes),
        pivotal=persona in verdict.pivotal,
    )


def _reviewer(bench: Bench, persona: str, ledger: Ledger) -> Reviewer:
    return Reviewer(
        persona=persona,
        title=bench.titles[persona],
        a=_opinion(bench, persona, ledger, side="A"),
        b=_opinion(bench, persona, ledger, side="B"),
        bars=bars(bench.card(persona, "A"), bench.card(persona, "B")),
        deciders=tuple(_decider(pick, bench) for pick in bench.comparison.picks if pick.persona == persona),
    )


def _opinion(bench: Bench, persona: str, ledger: Ledger, *, side: Letter) -> Opinion:
    card = bench.card(persona, side)
    shown = badge(bench.vote(persona, side), bench.seat(persona, side))
    label = bench.labels[side]
    if card is None:
        return Opinion(side=side, label=label, badge=shown, opinion=(), signed="", answers=(), faults=())
    return Opinion(
        side=side,
        label=label,
        badge=shown,
        opinion=paragraphs(card.opinion),
        signed=_signed(card, bench.edits.get(f"{persona}/{card.tool}", "")),
        answers=lines(card, side=side, ledger=ledger),
        faults=card.marks,
    )


def _signed(card: Scorecard, edited: str) -> str:
    model = f" ({card.model})" if known_model(card.model) else ""
    return f"{card.title}, AI persona{model}" + (f"; {edited[0].lower()}{edited[1:]}" if edited else "")


def _decider(pick: HeadToHeadDraw, bench: Bench) -> str:
    first = bench.labels["A" if pick.first == bench.comparison.a.tool.slug else "B"]
    second = bench.labels["B" if pick.first == bench.comparison.a.tool.slug else "A"]
    chosen = {"first": f"picked {first}", "second": f"picked {second}", "tie": "called it a tie"}[pick.pick]
    marked = "".join(f" Unverified: {fault}." for fault in pick.faults)
    return f"With {first} shown first, {chosen}: {' '.join(pick.decider.split())}{marked}"


def _dissent(bench: Bench, side: Side) -> tuple[Dissent, ...]:
    camps = {vote: [p for p in bench.personas if bench.vote(p, side) is vote] for vote in (Vote.SHIP, Vote.SKIP)}
    ships, skips = camps[Vote.SHIP], camps[Vote.SKIP]
    if not ships or not skips:
        return ()
    votes = [vote for vote, camp in camps.items() if len(camp) == min(len(ships), len(skips))]
    return tuple(_argument(bench, side, camps[vote]) for vote in votes)


def _argument(bench: Bench, side: Side, camp: Sequence[str]) -> Dissent:
    cards = [card for persona in camp if (card := bench.card(persona, side))]
    best = max(cards, key=_cited)
    return Dissent(side=side, label=bench.labels[side], title=best.title, word=best.ballot.value, argument=" ".join(best.reason.split()))


def _cited(card: Scorecard) -> int:
    claims = [entry.answer for entry in card.entries if isinstance(entry.answer, Claim) and not entry.answer.faults]
    return sum(quote.found for claim in claims for quote in claim.quotes)
