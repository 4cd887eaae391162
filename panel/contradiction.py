"""What in a scorecard speaks against its own ballot, or speaks with a source's voice instead of the reviewer's."""

from collections.abc import Iterable, Iterator

from panel.dictation import Dictation
from panel.recommendation import against
from panel.scorecard import Answer, Ballot, Choice, Claim, Forecast, Items, Score, Scorecard, Text

MIDDLE, CLEAR = 3.0, 0.75
"""The score with which either vote can be argued, and how far from it a mean must lie to speak for one of them."""


def contradictions(card: Scorecard, dictated: Dictation) -> tuple[str, ...]:
    """Why this scorecard must not count, in words that a repair request can quote; empty when it holds.

    `dictated` is what passages which try to steer a reviewer say and nothing else does. A vote may be strict or generous; it may not
    be the opposite of scores or of words that are clear, and nothing in it may be dictated by such a passage.
    """
    return (*_vote_against_scores(card), *_vote_against_words(card), *_repeats(card, dictated))


def _vote_against_scores(card: Scorecard) -> Iterator[str]:
    scores = card.scores.values()
    if not scores:
        return
    above = sum(scores) / len(scores) - MIDDLE
    if card.ballot is Ballot.SKIP and above >= CLEAR and 2 * sum(score > MIDDLE for score in scores) >= len(scores):
        yield "the ballot is skip, yet the scores lie near the top: let the ballot and the scores agree"
    if card.ballot is Ballot.SHIP and above <= -CLEAR and 2 * sum(score < MIDDLE for score in scores) >= len(scores):
        yield "the ballot is ship, yet the scores lie near the bottom: let the ballot and the scores agree"


def _vote_against_words(card: Scorecard) -> Iterator[str]:
    for place, text in (("reason", card.reason), ("opinion", card.opinion)):
        if said := against(text, card.ballot.value):
            yield f"the ballot is {card.ballot.value}, yet the {place} says {said!r}: let the ballot and the words agree"


def _repeats(card: Scorecard, dictated: Dictation) -> Iterator[str]:
    for place, text in _written(card) if dictated else ():
        if dictated.repeated(text):
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
