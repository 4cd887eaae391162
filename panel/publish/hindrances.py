"""What keeps a draft from being published."""

from panel.comparison import Comparison, Review
from panel.scorecard import Claim, Failure, Scorecard
from panel.wording import FAILURES


def hindrances(result: Comparison) -> tuple[str, ...]:
    """What no editor's word can mend: it has to be corrected first."""
    found = [text for review in (result.a, result.b) for text in _unverified(review)]
    if isinstance(result.words, Failure):
        found.append(f"the chair's words are missing ({FAILURES[result.words.reason]})")
    else:
        found += [f"the chair's words: {fault}" for fault in result.words.faults]
    return tuple(found)


def _unverified(review: Review) -> list[str]:
    cards = [seat.shown for seat in review.seats if isinstance(seat.shown, Scorecard)]
    found = []
    for shown in cards:
        place = f"{shown.title} on {review.tool.label}"
        claims = [(entry.label, entry.answer) for entry in shown.entries if isinstance(entry.answer, Claim)]
        found += [f"{place}, {label}: {fault}" for label, claim in claims for fault in _claim_faults(claim)]
        found += [f"{place}, opinion: {fault}" for fault in shown.faults]
    return found


def _claim_faults(claim: Claim) -> tuple[str, ...]:
    if claim.faults or all(quote.found for quote in claim.quotes):
        return claim.faults
    return ("a quote was not found in the source",)
