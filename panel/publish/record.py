"""A comparison as one JSON document for other programs."""

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from panel.comparison import Comparison, Review
from panel.dossier import Tool
from panel.errors import InputError
from panel.publish.facts import Card, Page
from panel.publish.plain import plain_run
from panel.runs import Run
from panel.scorecard import Failure, Scorecard
from panel.tally import Range, Tally, Vote

Document = dict[str, Any]


def record(run: Run, page: Page) -> Document:
    """The whole document: the counted numbers as they are, and the words as the page prints them. Raises InputError as `page` does."""
    result = _comparison(run)
    return {
        **_counted(run, result, page),
        "scorecards": {
            result.a.tool.slug: _scorecards(result.a, result.verdict.votes_a),
            result.b.tool.slug: _scorecards(result.b, result.verdict.votes_b),
        },
        "pricing": {review.tool.slug: _pricing(review.tool, card) for review, card in ((result.a, page.a), (result.b, page.b))},
        "head_to_head": [draw.model_dump(mode="json") for draw in result.picks],
        "provenance": list(page.provenance),
        "banners": list(page.banners),
        "hindrances": list(page.hindrances),
        "conditions": list(page.conditions),
        "unfounded": list(page.unfounded),
        "approval": dict(page.made).get("Approval"),
        "edits": _edits(page),
        "earlier": [asdict(line) for line in page.earlier],
    }


def render(run: Run, page: Page) -> str:
    """The document as JSON text."""
    return json.dumps(record(run, page), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def data(run: Run, page: Page) -> str:
    """What was counted, and the panel's own words where a person changed them: small enough to travel inside the page.

    Raises InputError as `page` does.
    """
    result = _comparison(run)
    verdict = result.verdict
    counts = {
        tool.slug: tally.model_dump(mode="json") for tool, tally in ((result.a.tool, verdict.tally_a), (result.b.tool, verdict.tally_b))
    }
    seats = {
        persona: {
            "votes": [verdict.votes_a[persona], verdict.votes_b[persona]],
            "scores": _scores(result, persona),
            "pick": head.pick,
            "flag": head.flag,
        }
        for persona, head in verdict.picks.items()
    }
    outcome = verdict.model_dump(mode="json", include={"kind", "winner", "firm", "provisional", "pivotal"})
    facts: Document = {"tools": counts, "verdict": outcome, "seats": seats, "run": run.id, "date": page.date}
    if page.originals:
        facts["edits"] = _edits(page)
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _edits(page: Page) -> list[Document]:
    return [asdict(original) for original in page.originals]


def _comparison(run: Run) -> Comparison:
    result = plain_run(run).result
    if not isinstance(result, Comparison):
        raise InputError(f"run {run.id!r} is the review of one tool; compare it with another one first (`panel compare A B`)")
    return result


def _scores(result: Comparison, persona: str) -> dict[str, list[int | None]]:
    """Each scored criterion with the scores of A and of B."""
    shown = [next(seat.shown for seat in review.seats if seat.persona == persona) for review in (result.a, result.b)]
    a, b = (card.scores if isinstance(card, Scorecard) else {} for card in shown)
    return {key: [a.get(key), b.get(key)] for key in dict.fromkeys((*a, *b))}


def _counted(run: Run, result: Comparison, page: Page) -> Document:
    spend = run.spend
    verdict = result.verdict
    return {
        "tools": {"a": _tool(result.a.tool, verdict.tally_a, page.a), "b": _tool(result.b.tool, verdict.tally_b, page.b)},
        "verdict": _verdict(result, page),
        "picks": _picks(result),
        "cost": {"currency": "USD", "paid": _number(spend.paid), "worth": _number(spend.worth)},
        "calls": {
            "asked": spend.asked,
            "cached": spend.cached,
            "prompt_tokens": spend.prompt_tokens,
            "completion_tokens": spend.completion_tokens,
        },
        "run": _run(run, page),
    }


def _tool(tool: Tool, tally: Tally, card: Card) -> Document:
    return {
        "slug": tool.slug,
        "name": card.name,
        "label": card.label,
        "category": tool.category,
        "ship": {
            "share": tally.share,
            "ship": tally.ship,
            "skip": tally.skip,
            "torn": tally.torn,
            "abstain": tally.abstain,
            "missing": tally.missing,
            "range": _span(tally.range),
            "bounds": _span(tally.bounds),
            "words": {"percent": card.ship, "fraction": card.ship_fraction, "weight": card.ship_note},
        },
        "community": tool.community.model_dump(mode="json") if tool.community else None,
        "entry_price": card.price,
        "facts_as_of": tool.facts_as_of.isoformat(),
    }


def _verdict(result: Comparison, page: Page) -> Document:
    verdict, outcome = result.verdict, page.outcome
    winner = {"A": result.a.tool.slug, "B": result.b.tool.slug, None: None}[verdict.winner]
    return {
        "kind": verdict.kind.value,
        "winner": winner,
        "side": verdict.winner,
        "firm": verdict.firm,
        "provisional": verdict.provisional,
        "pivotal": list(verdict.pivotal),
        "headline": outcome.headline,
        "meaning": outcome.meaning,
        "prose": _joined(outcome.prose),
        "pick_a_if": _joined(outcome.pick_a),
        "pick_b_if": _joined(outcome.pick_b),
        "pricing": _joined(outcome.pricing),
        "change": _joined(outcome.change),
        "faults": list(outcome.faults),
        "absent": outcome.absent or None,
    }


def _picks(result: Comparison) -> Document:
    slugs = {"A": result.a.tool.slug, "B": result.b.tool.slug, "tie": "tie", None: None}
    return {
        persona: {"pick": slugs[head.pick], "side": head.pick, "flag": head.flag, "margin": head.margin}
        for persona, head in result.verdict.picks.items()
    }


def _scorecards(review: Review, votes: dict[str, Vote]) -> Document:
    return {seat.persona: _seat(seat.shown, votes.get(seat.persona), len(seat.draws), seat.carried) for seat in review.seats}


def _seat(shown: Scorecard | Failure, vote: Vote | None, draws: int, carried: str) -> Document:
    kept = {"vote": vote, "draws": draws, "carried": carried or None}
    if isinstance(shown, Failure):
        return {**kept, "missing": shown.reason, "detail": shown.detail, "title": shown.title}
    return {**kept, **shown.model_dump(mode="json", exclude={"tool", "persona"})}


def _pricing(tool: Tool, card: Card) -> Document:
    return {"entry": card.price, "note": card.price_note, "plans": [price.model_dump(mode="json") for price in tool.prices]}


def _run(run: Run, page: Page) -> Document:
    return {
        "id": run.id,
        "kind": run.kind,
        "at": run.at.isoformat(),
        "model": run.made.model,
        "replay": run.made.replay or None,
        "parent": run.parent or None,
        "page_of": page.date,
        "approved_by": page.approved_by or None,
    }


def _span(range: Range | None) -> list[float] | None:
    return None if range is None else [range.low, range.high]


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _joined(paragraphs: tuple[str, ...]) -> str:
    return "\n\n".join(paragraphs)
