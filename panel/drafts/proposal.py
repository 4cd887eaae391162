"""A newer run of a draft's pair, held against the draft text by text: taken whole, taken where nothing is locked, or turned down."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from panel.change import comparison_causes, shifts, word_diff
from panel.dossier import Dossier
from panel.drafts import checks, history
from panel.drafts.blocks import texts
from panel.drafts.draft import Draft, Hand, compared, comparisons
from panel.drafts.revision import Block
from panel.errors import InputError, UsageError
from panel.runs import Run, find


@dataclass(frozen=True)
class Proposal:
    """What a newer run would change: the outcome and why, and every text as a word diff, the locked ones by name."""

    run: Run
    outcome: tuple[str, ...]
    causes: tuple[str, ...]
    diffs: dict[str, str]
    locked: tuple[str, ...]


def newer(draft: Draft, folder: Path) -> Run | None:
    """The newest comparison of the pair that the draft has neither taken nor turned down, if any."""
    passed = max(draft.head.run.id, draft.head.discarded)
    return next(comparisons(folder, *draft.head.tools, after=passed), None)


def chosen(draft: Draft, folder: Path, start: str) -> Run:
    """The run whose id begins so, or the newest one where `start` is empty.

    Raises InputError when it compares something else, or there is none.
    """
    if not start:
        if run := newer(draft, folder):
            return run
        raise InputError(f"{draft.name}: no newer run of the pair; `panel compare {' '.join(draft.head.tools)}` makes one")
    run = find(folder, start)
    result = compared(run)
    if (result.a.tool.slug, result.b.tool.slug) != draft.head.tools:
        raise InputError(f"run {run.id!r} does not compare {' with '.join(draft.head.tools)} in this order; name one that does")
    return run


def proposal(draft: Draft, run: Run) -> Proposal:
    """What the draft would become by this run, and what it would lose."""
    new, own = texts(compared(run)), draft.texts
    diffs = {name: word_diff(own.get(name, ""), new.get(name, "")) for name in dict.fromkeys((*own, *new))}
    return Proposal(
        run=run,
        outcome=tuple(shift.told for shift in shifts(draft.result, compared(run))),
        causes=comparison_causes(draft.run, run),
        diffs={name: diff for name, diff in diffs.items() if diff},
        locked=tuple(name for name in draft.head.locked if diffs.get(name)),
    )


def accept(draft: Draft, run: Run, hand: Hand) -> Draft:
    """Take the run whole. Raises UsageError while a locked text would go."""
    if lost := proposal(draft, run).locked:
        raise UsageError(f"{draft.name}: locked and not the same in {run.id}: {', '.join(lost)}; unlock them, or merge to keep them")
    following = draft.next("accepted", hand)
    return draft.then(following.model_copy(update={"run": history.keep(draft.folder, run), "blocks": {}, "locked": ()}))


def merge(draft: Draft, run: Run, hand: Hand, *, dossiers: Mapping[str, Dossier]) -> Draft:
    """Take the run, but for the locked texts. Raises InputError when one of them has no place in it."""
    result, own = compared(run), draft.texts
    new = texts(result)
    for name in draft.head.locked:
        if name not in new:
            raise InputError(f"{name}: locked, and without a place in {run.id}, where the seat is empty; unlock it, or discard the run")
    kept = {name: _kept(draft, name, hand) for name in draft.head.locked if own[name] != new[name]}
    blocks = checks.rechecked(result, kept, dossiers)
    following = draft.next("merged", hand)
    return draft.then(following.model_copy(update={"run": history.keep(draft.folder, run), "blocks": blocks}))


def discard(draft: Draft, run: Run, hand: Hand) -> Draft:
    """Turn the run, and those before it, down. What stands in the draft stays as it is, and so does an approval of it."""
    if run.id <= max(draft.head.run.id, draft.head.discarded):
        raise UsageError(f"{draft.name}: run {run.id!r} is not newer than what was decided already")
    head = draft.head
    stays = {"discarded": run.id, "state": head.state, "signature": head.signature, "voided": head.voided}
    return draft.then(draft.next("discarded", hand).model_copy(update=stays))


def _kept(draft: Draft, name: str, hand: Hand) -> Block:
    block = draft.head.blocks.get(name) or Block(text=draft.texts[name], by=hand.by, at=hand.at)
    # What was found before was found in other sources.
    return block.model_copy(update={"faults": (checks.UNCHECKED,)})
