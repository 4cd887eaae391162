"""Replies as a model would write them, for every persona of the shipped panel on either tool of the shipped pair."""

from typing import Any

from panel.llm.call import Request
from panel.persona import Persona
from panel.rubric import ChoiceCriterion, ClaimCriterion, Criterion, ForecastCriterion, ItemsCriterion, ScoreCriterion

QUOTE = "The vendor's benchmark figures were not reproduced."
"""Words that stand in the notes on both tools."""
FILLER = "The notes say plainly what a team gets and what it must bring along to make it work. "


def card(
    persona: Persona, *, ballot: str = "ship", score: int = 4, quote: str = QUOTE, reason: str = "What a team gets is said."
) -> dict[str, Any]:
    """A scorecard that stands every check, in the order of its schema."""
    answers = {criterion.key: _answer(criterion, score=score, quote=quote) for criterion in persona.criteria}
    opinion = (FILLER * 20).split()[: sum(persona.words) // 2]
    return {**answers, "reason": reason, "ballot": ballot, "outside": [], "opinion": " ".join(opinion)}


def _answer(criterion: Criterion, *, score: int, quote: str) -> Any:
    match criterion:
        case ItemsCriterion():
            return ["Another model"]
        case ChoiceCriterion():
            return {"why": "The notes say so.", "choice": criterion.choices[0]}
        case ClaimCriterion():
            return {"sentence": "The figures were not reproduced.", "quotes": [{"source": "launch-notes", "quote": quote}]}
        case ScoreCriterion():
            return {"why": "The notes say so.", "score": score}
        case ForecastCriterion():
            return {"statement": "It is still used.", "measured_by": "A survey.", "year": 2027, "month": 6, "probability": 60}
        case _:
            return "The notes say so."


def pick(which: str = "tie") -> dict[str, str]:
    """A choice between two tools."""
    return {"for_first": "It is small.", "for_second": "It is open.", "decider": "The first asks for less than the second.", "pick": which}


WORDS = {
    "verdict": "The critics were heard and the outcome stands as it was counted.",
    "pick_a_if": "you serve models already.",
    "pick_b_if": "you need terms that are signed without a meeting.",
    "pricing": "Both can be had for nothing, so what counts is what it takes to run them.",
    "change": "A published method would change this.",
}
"""What the chair writes."""


def schema_of(request: Request) -> str:
    """Which question a request asks: a persona's id, `head_to_head` or `chair`."""
    return request.schema.name


def user(request: Request) -> str:
    """The user message of a request."""
    return next(message.content for message in request.messages if message.role == "user")
