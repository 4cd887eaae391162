"""A run put together as a page of facts; pure, so that the same run on the same day gives the same page."""

import re

from panel.comparison import Comparison, Review, Words
from panel.errors import InputError, NotPublishable
from panel.publish.cards import Names, card
from panel.publish.evidence import Ledger
from panel.publish.facts import Card, Edited, Outcome, Page, Paragraphs, Steering
from panel.publish.hindrances import MENDED, hindrances
from panel.publish.imprint import Hindrance, Imprint
from panel.publish.plain import link, paragraphs, plain_imprint, plain_run
from panel.publish.provenance import approved, banners, drafted, earlier, exempted, made, originals, provenance, replaced, touched
from panel.publish.reviewers import Bench, citations, dissent, outside, predictions, reviewers, rows
from panel.runs import Run
from panel.scorecard import Failure
from panel.tally import Tally
from panel.wording import FAILURES, beside, day, headline, labels, meaning, number, pivot, told_apart

PROVISIONAL = "Provisional: the seats that are missing could still change this outcome."


def page(run: Run, imprint: Imprint) -> Page:
    """The page of a comparison, whose texts are printed as the run has them.

    Raises InputError for the run of a single review, and NotPublishable when an editor approved what neither passed the checks
    nor was excepted by name.
    """
    run, imprint = plain_run(run), plain_imprint(imprint)
    result, on = run.result, imprint.on
    if not isinstance(result, Comparison):
        raise InputError(f"run {run.id!r} is the review of one tool; a page needs a comparison (`panel compare A B`)")
    found = hindrances(run)
    if imprint.approval:
        _cleared(run, imprint, found)
    a, b = _cards(result, imprint.votes_minimum)
    bench = Bench(result, {"A": a.label, "B": b.label}, touched(imprint.edits))
    ledger = Ledger({"A": (result.a, a.label), "B": (result.b, b.label)}, citations(bench))
    outcome, approver = _outcome(result, bench), imprint.approval.by if imprint.approval else ""
    left = tuple(one.text for one in found if one.kind in MENDED)
    return Page(
        title=f"{a.name} vs {b.name}: which one should you ship with?",
        description=outcome.headline,
        slug=f"{a.slug}-vs-{b.slug}",
        date=on.isoformat(),
        on=day(on),
        publisher=imprint.publisher,
        approved_by=approver,
        provenance=provenance(run, result, imprint),
        banners=(
            *drafted(approver, findings=len(left)),
            *banners(run, result, on=on, stale_after=imprint.stale_after),
            *exempted(imprint.exempted),
            *replaced(imprint.earlier),
        ),
        hindrances=left,
        conditions=tuple(one.text for one in found if one.kind not in MENDED),
        unfounded=tuple(
            f"{label}, {text}" for review, label in ((result.a, a.label), (result.b, b.label)) for text in review.tool.unfounded
        ),
        replay=run.made.replay,
        a=a,
        b=b,
        outcome=outcome,
        rows=rows(bench),
        reviewers=reviewers(bench, ledger),
        forecasts=predictions(bench),
        evidence=ledger.sources(),
        outside=outside(bench),
        steering=(*_steering(result.a, a.label), *_steering(result.b, b.label)),
        made=(*made(run, bench, a, b), *approved(imprint.approval)),
        corrections=link(imprint.corrections),
        originals=originals(imprint.edits),
        earlier=earlier(imprint.earlier),
        first=imprint.earlier[0].on.isoformat() if imprint.earlier else on.isoformat(),
    )


def _cleared(run: Run, imprint: Imprint, found: tuple[Hindrance, ...]) -> None:
    excepted = {one.kind for one in imprint.exempted}
    for one in found:
        if one.kind not in excepted:
            remedy = "correct it and compare again" if one.kind in MENDED else "compare again"
            raise NotPublishable(f"run {run.id!r}: {one.text}; {remedy}, or leave the page a draft")


def _cards(result: Comparison, votes_minimum: int) -> tuple[Card, Card]:
    label_a, label_b = labels(result.a.tool, result.b.tool)
    name_a, name_b = told_apart(result.a.tool.name, result.b.tool.name, slugs=(result.a.tool.slug, result.b.tool.slug))
    verdict = result.verdict
    return (
        card("A", result.a, Names(name_a, label_a), tally=verdict.tally_a, votes_minimum=votes_minimum),
        card("B", result.b, Names(name_b, label_b), tally=verdict.tally_b, votes_minimum=votes_minimum),
    )


def _outcome(result: Comparison, bench: Bench) -> Outcome:
    verdict, words = result.verdict, result.words
    label_a, label_b = bench.labels["A"], bench.labels["B"]
    said = words if isinstance(words, Words) else None
    return Outcome(
        headline=headline(verdict, label_a, label_b, bench.titles),
        meaning=meaning(verdict),
        provisional=PROVISIONAL if verdict.provisional else "",
        prose=paragraphs(said.verdict if said else ""),
        pick_a=_after_if(said.pick_a_if if said else ""),
        pick_b=_after_if(said.pick_b_if if said else ""),
        change=paragraphs(said.change if said else ""),
        pricing=paragraphs(said.pricing if said else ""),
        faults=said.faults if said else (),
        absent=f"The chair wrote nothing: {FAILURES[words.reason]}." if isinstance(words, Failure) else "",
        pivot=pivot(verdict, bench.titles),
        denominators=_denominators(result, label_a, label_b),
        dissent=dissent(bench),
        edited=Edited(
            prose=bench.edits.get("verdict", ""),
            pick_a=bench.edits.get("pick-a-if", ""),
            pick_b=bench.edits.get("pick-b-if", ""),
            change=bench.edits.get("change", ""),
            pricing=bench.edits.get("pricing", ""),
        ),
    )


def _after_if(text: str) -> Paragraphs:
    """What goes on a sentence that began with "Pick this one if"."""
    return paragraphs(re.sub(r"^\s*You(?=(?:r|rs)?\b)", "you", text))


def _denominators(result: Comparison, a: str, b: str) -> str:
    tally_a, tally_b = result.verdict.tally_a, result.verdict.tally_b
    if tally_a.ship + tally_a.skip == tally_b.ship + tally_b.skip:
        return ""
    return f"The two shares rest on different numbers of votes: {_cast(tally_a, a)} and {_cast(tally_b, b)}."


def _cast(tally: Tally, label: str) -> str:
    others = f" ({beside(tally)})" if beside(tally) else ""
    return f"{number(tally.ship + tally.skip)} on {label}{others}"


def _steering(review: Review, label: str) -> tuple[Steering, ...]:
    return tuple(
        Steering(label, mark.source, f"line {mark.flag.line}", mark.flag.reason, " ".join(mark.flag.text.split())) for mark in review.marked
    )
