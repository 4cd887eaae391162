"""What keeps a draft from being published."""

from collections.abc import Iterator

from panel.comparison import Comparison, Review, Words
from panel.publish.imprint import Hindrance, Obstacle
from panel.runs import Run
from panel.scorecard import Answer, Claim, Failure, Scorecard
from panel.wording import FAILURES

# What an editor can put right in the draft; the others take another run.
MENDED = frozenset[Obstacle](("unverified", "chair"))


def hindrances(run: Run) -> tuple[Hindrance, ...]:
    """All that has to be mended, or excepted by name, before the page of a run is published; none for a review."""
    result = run.result
    if not isinstance(result, Comparison):
        return ()
    found = [Hindrance("replay", f"the replies come from a recording of {run.made.replay}")] if run.made.replay else []
    found += [Hindrance("missing", text) for text in dict.fromkeys(_empty(result))]
    if result.verdict.provisional:
        found.append(Hindrance("provisional", "the seats that are missing could still change the verdict"))
    found += [Hindrance("price", text) for review in (result.a, result.b) for text in _unborne(review)]
    found += [Hindrance("unverified", text) for review in (result.a, result.b) for text in _unverified(review)]
    found += [Hindrance("unverified", text) for text in _picked(result)]
    return (*found, *_chair(result.words))


def _empty(result: Comparison) -> Iterator[str]:
    for review in (result.a, result.b):
        for seat in review.seats:
            if isinstance(seat.shown, Failure):
                yield f"{seat.title} on {review.tool.label} is missing ({FAILURES[seat.shown.reason]})"
    for failure in result.missing_picks:
        yield f"a pick of {failure.title} is missing ({FAILURES[failure.reason]})"


def _unborne(review: Review) -> Iterator[str]:
    for price in review.tool.prices:
        for fault in price.faults:
            yield f"price of {price.plan!r} of {review.tool.label}: {fault}; correct tool.toml"


def _chair(words: Words | Failure) -> Iterator[Hindrance]:
    if isinstance(words, Failure):
        yield Hindrance("chair", f"the chair's words are missing ({FAILURES[words.reason]})")
        return
    for field in ("verdict", "pick_a_if", "pick_b_if", "pricing", "change"):
        if not getattr(words, field).strip():
            yield Hindrance("chair", f"the chair's words: {field} is empty")
    for fault in words.faults:
        yield Hindrance("unverified", f"the chair's words: {fault}")


def _unverified(review: Review) -> Iterator[str]:
    for shown in (seat.shown for seat in review.seats if isinstance(seat.shown, Scorecard)):
        place = f"{shown.title} on {review.tool.label}"
        yield from (f"{place}, {entry.label}: {fault}" for entry in shown.entries for fault in _faults(entry.answer))
        yield from (f"{place}, reason: {fault}" for fault in shown.reason_faults)
        yield from (f"{place}, opinion: {fault}" for fault in shown.faults)


def _faults(answer: Answer) -> tuple[str, ...]:
    if answer.faults or not isinstance(answer, Claim) or all(quote.found for quote in answer.quotes):
        return answer.faults
    return ("a quote was not found in the source",)


def _picked(result: Comparison) -> Iterator[str]:
    titles = {seat.persona: seat.title for review in (result.a, result.b) for seat in review.seats}
    of = {review.tool.slug: review.tool.label for review in (result.a, result.b)}
    for pick in result.picks:
        yield from (f"{titles[pick.persona]}, pick with {of[pick.first]} shown first: {fault}" for fault in pick.faults)
