"""The kept replies: what was paid for."""

from typing import TYPE_CHECKING, Annotated

import typer

from panel.cli.options import Json, Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from panel.llm.cache import Store
    from panel.llm.call import Reply

app = typer.Typer(help="The replies that are kept, so that nothing is paid for twice.", no_args_is_help=True)


@app.command()
def stats(context: typer.Context, json: Json = False, workspace: Workspace = None) -> None:
    """How many replies are kept, and how much room they take."""
    from dataclasses import asdict

    from panel.cli import printing

    found = _store(context, workspace).stats()
    if json:
        return printing.record(asdict(found))
    printing.text(f"{found.replies:,} replies kept, {found.forgotten:,} set aside, {found.broken:,} damaged; {found.size:,} bytes")


@app.command()
def verify(context: typer.Context, json: Json = False, workspace: Workspace = None) -> None:
    """Read every kept reply; damaged ones are set aside and would be asked again."""
    from panel.cli import printing

    whole, broken = _store(context, workspace).verify()
    if json:
        printing.record({"whole": whole, "broken": list(broken)})
    else:
        printing.text(f"{whole:,} replies are whole, {len(broken):,} were damaged and are set aside")
    raise typer.Exit(1 if broken else 0)


@app.command()
def prune(
    context: typer.Context,
    older_than: Annotated[int, typer.Option(min=0, help="Delete for good what is older than this many days.")],
    workspace: Workspace = None,
) -> None:
    """Delete old replies for good; what they answered would be paid for again."""
    from panel.cli import desk, printing, progress
    from panel.llm.meter import Meter
    from panel.settled import Memory

    seconds = older_than * 86_400
    deleted = _store(context, workspace).prune(older_than=seconds)
    Memory(desk.root(context, workspace) / ".panel" / "settled", Meter(), warn=progress.say).prune(older_than=seconds)
    printing.text(f"{deleted:,} replies deleted")


def _store(context: typer.Context, workspace: "Path | None") -> "Store[Reply]":
    from panel.cli import desk, progress
    from panel.llm.cache import Store
    from panel.llm.call import Reply

    return Store(desk.root(context, workspace) / ".panel" / "replies", Reply, warn=progress.say)
