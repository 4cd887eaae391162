"""Where a page comes from: what a reader must know before believing it, and how it was made."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from panel.comparison import Comparison
from panel.publish.facts import Card, EarlierLine, Original
from panel.publish.imprint import Approval, Earlier, Edit, Exempted, Imprint, Obstacle
from panel.publish.reviewers import Bench
from panel.runs import Made, Run
from panel.wording import day, known_model, listed, number

METHOD = (
    "Each reviewer is a language model given a role and a rubric. It read the sources listed below, filled one scorecard for each "
    "tool alone, and then chose between the two scorecards with the tools' names hidden, once in either order. A program counted "
    "the votes and decided the verdict by a fixed rule; no model was asked for a number or a winner, and the chair only put the "
    "outcome into words. Quotes were looked up in the sources, which proves that the words stand there, and not that they mean "
    "what a reviewer says."
)

UNNAMED = "a language model"
DESPITE: Mapping[Obstacle, str] = {
    "replay": "its replies come from a recording",
    "missing": "seats of the panel are empty",
    "provisional": "its verdict is provisional",
    "price": "a price in it does not stand in its quote",
    "unverified": "statements in it did not pass their check",
    "chair": "the chair's words are incomplete",
}


def provenance(run: Run, result: Comparison, imprint: Imprint) -> tuple[str, ...]:
    """The line above the title: who wrote this, from what, who answers for it, and how old it is."""
    logs = [tool.label for tool in (result.a.tool, result.b.tool) if tool.hands_on]
    aside = f" (the sources of {listed(logs)} include a log by somebody who did)" if logs else ""
    oldest = min(result.a.tool.facts_as_of, result.b.tool.facts_as_of)
    approval = imprint.approval
    return (
        f"AI panel, research only: nobody on it ran the tools{aside}",
        f"Written by {known_model(run.made.model) or UNNAMED}{_hands(imprint.edits)}",
        f"Approved by {approval.by}" if approval else "Not approved by an editor",
        f"Facts as of {day(oldest)}",
        f"Page of {day(imprint.on)}{f', edition {len(imprint.earlier) + 1}' if imprint.earlier else ''}",
    )


def _hands(edits: Sequence[Edit]) -> str:
    if not edits:
        return ""
    texts = f"{number(len(edits))} {'text' if len(edits) == 1 else 'texts'}"
    return f", {texts} edited by {listed(sorted({edit.by for edit in edits}))}"


def touched(edits: Sequence[Edit]) -> dict[str, str]:
    """Who changed which block, in words."""
    return {edit.block: f"Edited by {edit.by} on {day(edit.on)}" for edit in edits}


def originals(edits: Sequence[Edit]) -> tuple[Original, ...]:
    """The panel's own words where a person changed them."""
    return tuple(Original(edit.block, edit.by, edit.on.isoformat(), edit.original) for edit in edits)


def exempted(given: Sequence[Exempted]) -> tuple[str, ...]:
    """What the page was published in spite of, who did so and why."""
    return tuple(f"Exception by {one.by}: published although {DESPITE[one.kind]}. Reason: {_ended(one.because)}" for one in given)


def replaced(editions: Sequence[Earlier]) -> tuple[str, ...]:
    """That the page replaces another, which readers may have seen."""
    if not editions:
        return ()
    last = editions[-1]
    return (f"This page replaces edition {last.number} of {day(last.on)}. What changed, and why, is told under Earlier editions.",)


def earlier(editions: Sequence[Earlier]) -> tuple[EarlierLine, ...]:
    """The editions that were replaced, newest first, each with what its successor changed."""
    return tuple(
        EarlierLine(
            name=f"Edition {one.number} of {day(one.on)}",
            address=one.address,
            replaced=f"replaced on {day(one.replaced)} by {one.by}; cause: {listed(one.causes)}{f' ({_folded(one.note)})' if one.note else ''}",
            changes=one.changes or ("No vote, pick, price or verdict changed.",),
        )
        for one in reversed(editions)
    )


def approved(approval: Approval | None) -> tuple[tuple[str, str], ...]:
    """Who answers for which revision, and how far it is from the model's words."""
    if approval is None:
        return ()
    far = approval.distance
    told = (
        f"{far.words:,} words and {far.characters:,} characters changed from the model's texts"
        if far.characters
        else "the model's texts unchanged"
    )
    return (("Approval", f"{approval.by} on {day(approval.on)}: revision {approval.revision} ({approval.digest[:12]}), {told}"),)


def _ended(text: str) -> str:
    folded = _folded(text)
    return folded if folded.endswith((".", "!", "?")) else f"{folded}."


def _folded(text: str) -> str:
    return " ".join(text.split())


def drafted(approved_by: str, *, findings: int) -> tuple[str, ...]:
    """That nobody answers for the page yet, and what is left to correct."""
    if approved_by:
        return ()
    left = f"; {number(findings)} {'finding' if findings == 1 else 'findings'} to be corrected first" if findings else ""
    return (f"Draft: no editor has approved this page{left}.",)


def banners(run: Run, result: Comparison, *, on: date, stale_after: int) -> tuple[str, ...]:
    """What stands in the way of taking the page at its word today."""
    found = []
    if run.made.replay:
        what = "It shows what a page looks like and is no current advice."
        found.append(f"Replay: this page was made from replies recorded on {run.made.replay}. {what}")
    for tool in (result.a.tool, result.b.tool):
        age = (on - tool.facts_as_of).days
        if age > stale_after:
            when = f"were read {age} days ago, on {day(tool.facts_as_of)}"
            found.append(f"Stale: the oldest facts of {tool.label} {when}. Prices and features may have changed.")
    return tuple(found)


def made(run: Run, bench: Bench, a: Card, b: Card) -> tuple[tuple[str, str], ...]:
    """How the page was made, as names and texts."""
    spend, by = run.spend, run.made
    rows = [
        ("Method", METHOD),
        ("Panel", f"{listed([bench.titles[p] for p in bench.personas])}: {number(len(bench.personas))} personas, each with one vote"),
        (f"Panel share of {a.label}", a.ship_range),
        (f"Panel share of {b.label}", b.ship_range),
        ("Model", _model(by)),
        ("Replay", f"answered from a recording of {by.replay}" if by.replay else ""),
        ("Calls", f"{spend.asked} asked, {spend.cached} from the cache"),
        ("Tokens", f"{spend.prompt_tokens:,} read, {spend.completion_tokens:,} written"),
        ("Cost", f"{_dollars(spend.paid)} for this run; {_dollars(spend.worth)} for all its replies when they were asked"),
        ("Run", run.id),
        ("Rerun of", f"{run.parent}{f': {run.note}' if run.note else ''}" if run.parent else ""),
    ]
    return tuple((name, text) for name, text in rows if text)


def _model(by: Made) -> str:
    if not known_model(by.model):
        return UNNAMED
    return f"{by.model} at {by.endpoint}" if by.endpoint else by.model


def _dollars(amount: Decimal | None) -> str:
    if amount is None:
        return "unknown"
    return f"${amount:,.2f}" if not amount or amount >= 1 else f"${amount.normalize():.4f}"
