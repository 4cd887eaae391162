"""What in a scorecard speaks against its own ballot, or speaks with a source's voice instead of the reviewer's."""

from collections.abc import Collection, Iterable, Iterator

from panel.scorecard import Answer, Ballot, Choice, Claim, Forecast, Items, Score, Scorecard, Text
from panel.withholding import Shingle, shingles


def contradictions(card: Scorecard, dictated: Collection[Shingle]) -> tuple[str, ...]:
    """Why this scorecard must not count, in words that a repair request can quote; empty when it holds.

    `dictated` are the runs of words that stand in passages which try to steer a reviewer and nowhere else. A vote may be strict or generous; it may not
    be the opposite of every score beside it, and nothing in it may be dictated by such a passage.
    """
    return (*_vote_against_scores(card), *_repeats(card, dictated))


def _vote_against_scores(card: Scorecard) -> Iterator[str]:
    scores = card.scores.values()
    if not scores:
        return
    average = sum(scores) / len(scores)
    if card.ballot is Ballot.SKIP and (min(scores) >= 4 or average > 4):
        yield "the ballot is skip, yet the scores lie near the top: let the ballot and the scores agree"
    if card.ballot is Ballot.SHIP and (max(scores) <= 2 or average < 2):
        yield "the ballot is ship, yet the scores lie near the bottom: let the ballot and the scores agree"


def _repeats(card: Scorecard, dictated: Collection[Shingle]) -> Iterator[str]:
    for place, text in _written(card) if dictated else ():
        if any(run in dictated for run in shingles(text)):
            yield f"{place} repeats a passage of a source that is addressed to reviewers: judge by the facts alone"


def _written(card: Scorecard) -> Iterator[tuple[str, str]]:
    for entry in card.entries:
        yield from ((entry.key, text) for text in written(entry.answer))
    yield "reason", card.reason
    yield "opinion", card.opinion


def written(answer: Answer) -> Iterable[str]:
    """The free text of an answer, quotes included."""
    match answer:
        case Text():
            return (answer.text,)
        case Items():
            return answer.items
        case Choice():
            return (answer.why,)
        case Claim():
            return (answer.sentence, *(quote.text for quote in answer.quotes))
        case Score():
            return (answer.why,)
        case Forecast():
            return (answer.statement, answer.measured_by)
