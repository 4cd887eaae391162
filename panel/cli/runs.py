"""Runs: what was said, and when."""

from typing import Annotated

import typer

from panel.cli.options import Json, Workspace

app = typer.Typer(help="Earlier runs.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="RUN", help="A run id, or the start of one.")]


@app.command("list")
def list_(context: typer.Context, json: Json = False, workspace: Workspace = None) -> None:
    """All runs, newest first."""
    from panel import runs
    from panel.cli import desk, printing
    from panel.publish import terminal

    found = list(runs.newest(desk.opened(context, workspace).runs))
    if json:
        return printing.record([{**run.model_dump(mode="json", exclude={"result"})} for run in found])
    rows = [(run.id, run.kind, run.made.model, terminal.dollars(run.spend.paid), run.note) for run in found]
    printing.text(terminal.table(rows) if rows else "no runs yet")


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
    """What every seat on the same tool says now against what it said before, and why."""
    from panel import runs
    from panel.change import between
    from panel.cli import desk, printing
    from panel.publish import terminal

    folder = desk.opened(context, workspace).runs
    found = between(runs.find(folder, before), runs.find(folder, after))
    if json:
        return printing.record([change.model_dump(mode="json") for change in found])
    printing.text("\n\n".join(terminal.change(change) for change in found) or "every seat says the same")
