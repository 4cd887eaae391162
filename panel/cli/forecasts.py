"""Forecasts: what the panel foretold, what is due, and how well each persona does."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from panel.cli.draft import Editor
from panel.cli.options import Json, Workspace, filled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from panel.forecasts.ledger import Held
    from panel.forecasts.score import Score

app = typer.Typer(help="The panel's dated forecasts, held to account.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="ID", help="A forecast's id, its start or its end.")]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="As things stand on this day. Default: today.")]


class Came(StrEnum):
    """How a forecast came out."""

    YES = "yes"
    NO = "no"
    VOID = "void"


@app.command("list")
def list_(context: typer.Context, on: On = None, json: Json = False, workspace: Workspace = None) -> None:
    """All forecasts, those that come due first first; what was published since is entered before."""
    _told(_ledger(context, workspace), _day(on), json=json)


@app.command()
def due(context: typer.Context, on: On = None, json: Json = False, workspace: Workspace = None) -> None:
    """The forecasts whose time is over and that nobody has resolved."""
    day = _day(on)
    _told([held for held in _ledger(context, workspace) if held.is_due(day)], day, json=json)


@app.command()
def add(
    context: typer.Context,
    run: Annotated[list[str], typer.Argument(metavar="RUN...", help="The start of a run's id.")],
    workspace: Workspace = None,
) -> None:
    """Enter the forecasts of runs that were not published."""
    from panel import runs
    from panel.cli import desk, printing
    from panel.forecasts.ledger import Ledger

    at = desk.opened(context, workspace)
    ledger = Ledger(at.root)
    new = sum(ledger.enter(runs.find(at.runs, start), on=_day(None)) for start in run)
    printing.text(f"{new} new forecasts entered")


@app.command()
def resolve(
    context: typer.Context,
    id: Id,
    outcome: Annotated[Came, typer.Argument(help="Whether it came true; void if that cannot be decided.")],
    source: Annotated[str, typer.Option("--source", callback=filled, help="Where that can be read: an address or a citation.")],
    editor: Editor = None,
    note: Annotated[str, typer.Option("--note", help="What a reader should know.")] = "",
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Say how a forecast came out. An earlier word stays in the ledger; the last one counts."""
    from panel.cli import desk, printing
    from panel.cli import editor as who
    from panel.forecasts.ledger import Ledger, Resolution

    root = desk.root(context, workspace)
    ledger = Ledger(root)
    held = ledger.find(id)
    word = Resolution(outcome=outcome.value, source=source, editor=who.name(editor, root), at=datetime.now(UTC), note=note)
    ledger.resolve(held, word)
    if json:
        return printing.record(ledger.find(held.bet.id).model_dump(mode="json"))
    printing.text(f"{held.bet.id}: {outcome.value}, by {word.editor}")


@app.command()
def score(context: typer.Context, on: On = None, json: Json = False, workspace: Workspace = None) -> None:
    """How well each persona foretold: counts, and from enough resolved forecasts on Brier score, skill and calibration."""
    from panel.cli import printing
    from panel.forecasts.score import scores

    made = scores(_ledger(context, workspace), on=_day(on))
    if json:
        return printing.record([one.model_dump(mode="json") for one in made])
    printing.text("\n".join(_scored(one) for one in made) or "no forecasts yet")


def _ledger(context: typer.Context, workspace: "Path | None") -> "list[Held]":
    """Every forecast, after those of what was published have been entered."""
    from panel.cli import desk
    from panel.drafts import shelf
    from panel.forecasts.ledger import Ledger

    root = desk.root(context, workspace)
    ledger = Ledger(root)
    for item in shelf.published(root):
        ledger.enter(shelf.fetch(root, item)[0], on=item.published_at.date())
    return list(ledger.all())


def _day(on: datetime | None) -> date:
    return (on or datetime.now(UTC)).date()


def _told(held: "Iterable[Held]", on: date, *, json: bool) -> None:
    from panel.cli import printing
    from panel.publish.terminal import visible

    if json:
        return printing.record([{"id": one.bet.id, "due": one.is_due(on), **one.model_dump(mode="json")} for one in held])
    printing.text(visible("\n".join(_line(one, on) for one in held)) or "no forecasts")


def _line(held: "Held", on: date) -> str:
    bet = held.bet
    state = held.outcome or ("due" if held.is_due(on) else "open")
    return f"{bet.id}  {state}\n  {bet.title} on {bet.tool_name}, {bet.probability} %: {bet.statement}\n  measured by: {bet.measured_by}"


def _scored(score: "Score") -> str:
    from panel.forecasts.score import ENOUGH

    counts = f"{score.resolved} resolved, {score.true} came true, {score.open} open ({score.due} due), {score.void} void"
    if score.brier is None:
        return f"{score.title}: {counts}; a score is shown from {ENOUGH} resolved on"
    skill = "unknown, all came out alike" if score.skill is None else f"{score.skill:+.2f}"
    lines = [
        f"{score.title}: {counts}; Brier score {score.brier:.3f}, skill {skill} against the base rate of {100 * (score.base_rate or 0):.0f} %"
    ]
    lines += [
        f"  {one.low}-{one.low + 20} %: {one.count} foretold {100 * one.foretold:.0f} % on average, {100 * one.observed:.0f} % came true"
        for one in score.bins
    ]
    return "\n".join(lines)
