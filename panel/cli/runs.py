"""Runs: what was said, and when."""

from typing import TYPE_CHECKING, Annotated

import typer

from panel.cli.options import Json, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from panel.runs import Run

app = typer.Typer(help="Earlier runs.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="RUN", help="A run id, or the start of one.")]


@app.command("list")
def list_(context: typer.Context, json: Json = False, workspace: Workspace = None) -> None:
    """All runs, newest first."""
    from panel.cli import desk, printing
    from panel.publish import terminal

    found = list(_readable(desk.opened(context, workspace).runs))
    if json:
        return printing.record([{**run.model_dump(mode="json", exclude={"result"})} for run in found])
    rows = [(run.id, run.kind, run.made.model, terminal.dollars(run.spend.paid), run.note) for run in found]
    printing.text(terminal.table(rows) if rows else "no runs yet")


def _readable(folder: "Path") -> "Iterator[Run]":
    """The runs that can be read, newest first; the others are named on stderr."""
    from panel import runs
    from panel.cli.progress import say
    from panel.errors import InputError

    damaged = []
    for id in runs.ids(folder):
        try:
            yield runs.load(folder, id)
        except InputError:
            damaged.append(id)
    if damaged:
        say(f"{folder}: left out, damaged or of another version: {', '.join(damaged)}; `panel runs show RUN` says what is wrong")


@app.command()
def show(context: typer.Context, run: Id, json: Json = False, workspace: Workspace = None) -> None:
    """One run: its reviews, and its verdict if it compared."""
    from panel import runs
    from panel.cli import desk, printing
    from panel.comparison import Comparison
    from panel.publish import terminal

    found = runs.find(desk.opened(context, workspace).runs, run)
    if json:
        return printing.record(found.model_dump(mode="json"))
    for review in found.reviews:
        printing.text(terminal.review(found, review) + "\n")
    if isinstance(found.result, Comparison):
        printing.text(terminal.comparison(found))


@app.command()
def diff(context: typer.Context, before: Id, after: Id, json: Json = False, workspace: Workspace = None) -> None:
    """What every seat on the same tool says now against what it said before, how the outcome of a pair moved, and why."""
    from panel import runs
    from panel.change import difference
    from panel.cli import desk, printing
    from panel.publish import terminal

    folder = desk.opened(context, workspace).runs
    found = difference(runs.find(folder, before), runs.find(folder, after))
    if json:
        return printing.record(found.model_dump(mode="json"))
    if found.compared:
        printing.text(terminal.outcome(found.outcome, found.causes) + "\n")
    printing.text("\n\n".join(terminal.change(change) for change in found.seats) or "every seat says the same")
