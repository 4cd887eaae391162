"""What changed between two answers of one seat, and why."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from panel.canon import Closed
from panel.comparison import Comparison, Review, Seat, ballots
from panel.errors import InputError
from panel.runs import Made, Run
from panel.scorecard import Failure, Outcome, Scorecard
from panel.verdict import Verdict, decide


class Change(Closed):
    """One seat on a tool before and after: ballots, scores that moved (None is "not scored"), and the opinion as a word diff."""

    tool: str
    persona: str
    title: str
    before: str
    after: str
    scores: dict[str, tuple[int | None, int | None]]
    opinion: str
    causes: tuple[str, ...]


def causes(before: Made, after: Made, *, persona: str, tool: str) -> tuple[str, ...]:
    """What the two were made from that is not the same: persona, prompt, dossier, model; empty when only chance differs."""
    asked = {"scorecard.md.j2", "dossier.md.j2", "rules.md.j2"}
    found = {
        "persona": before.personas.get(persona) != after.personas.get(persona),
        "prompt": any(before.prompts.get(name) != after.prompts.get(name) for name in asked),
        "dossier": before.tools.get(tool) != after.tools.get(tool),
        "model": (before.endpoint, before.model) != (after.endpoint, after.model),
    }
    return tuple(cause for cause, differs in found.items() if differs)


def change(tool: str, before: Seat, after: Seat, why: tuple[str, ...]) -> Change:
    """What one seat says now against what it said before."""
    old, new = before.shown, after.shown
    return Change(
        tool=tool,
        persona=after.persona,
        title=after.title,
        before=_said(before),
        after=_said(after),
        scores={key: pair for key, pair in _scores(old, new) if pair[0] != pair[1]},
        opinion=word_diff(_opinion(old), _opinion(new)),
        causes=why,
    )


def changes(before: Review, after: Review, was: Made, now: Made) -> tuple[Change, ...]:
    """Every seat of two reviews of one tool that does not say the same."""
    old = {seat.persona: seat for seat in before.seats}
    pairs = [(old[seat.persona], seat) for seat in after.seats if seat.persona in old and old[seat.persona].draws != seat.draws]
    tool = after.tool.slug
    return tuple(change(tool, x, y, causes(was, now, persona=y.persona, tool=tool) or ("a new draw",)) for x, y in pairs)


def between(before: Run, after: Run) -> tuple[Change, ...]:
    """What changed on every tool that both runs reviewed. Raises InputError when there is none."""
    old = {review.tool.slug: review for review in before.reviews}
    shared = [review for review in after.reviews if review.tool.slug in old]
    if not shared:
        raise InputError(f"{before.id} and {after.id} have no tool in common; name two runs on the same tool")
    return tuple(found for review in shared for found in changes(old[review.tool.slug], review, before.made, after.made))


def word_diff(before: str, after: str) -> str:
    """Both texts in one: words that went in `[-…-]`, words that came in `{+…+}`; empty when nothing changed."""
    old, new = re.findall(r"\S+", before), re.findall(r"\S+", after)
    return " ".join(_marked(old, new)) if old != new else ""


def _marked(old: list[str], new: list[str]) -> Iterator[str]:
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from old[i:j]
            continue
        if i < j:
            yield f"[-{' '.join(old[i:j])}-]"
        if k < m:
            yield f"{{+{' '.join(new[k:m])}+}}"


def replaced(review: Review, seat: Seat, *, run: str) -> Review:
    """The review with one seat put in, or added at the end, and every other marked as carried over from `run`."""
    carried = [old if old.carried else old.model_copy(update={"carried": run}) for old in review.seats]
    seats = [seat if old.persona == seat.persona else old for old in carried]
    return review.model_copy(update={"seats": tuple(seats if seat.persona in {s.persona for s in seats} else [*seats, seat])})


def recount(comparison: Comparison, review: Review) -> Verdict:
    """The verdict if this review stood in the comparison, with the picks as they were made."""
    a = review if review.tool.slug == comparison.a.tool.slug else comparison.a
    b = review if review.tool.slug == comparison.b.tool.slug else comparison.b
    return decide(ballots(a, b, comparison.picks))


def _said(seat: Seat) -> str:
    return f"missing ({seat.shown.reason})" if isinstance(seat.shown, Failure) else seat.vote.value


def _scores(old: Outcome, new: Outcome) -> Iterator[tuple[str, tuple[int | None, int | None]]]:
    before = old.scores if isinstance(old, Scorecard) else {}
    after = new.scores if isinstance(new, Scorecard) else {}
    for key in {**before, **after}:
        yield key, (before.get(key), after.get(key))


def _opinion(outcome: Outcome) -> str:
    return outcome.opinion if isinstance(outcome, Scorecard) else ""
