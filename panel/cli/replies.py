"""Replies by file: what is still to be asked goes out, answers come back."""

from pathlib import Path
from typing import Annotated

import typer

from panel.cli.options import BaseUrl, ModelName, Samples, Workspace, filled

app = typer.Typer(help="Ask by file, in the providers' batch format.", no_args_is_help=True)


@app.command()
def export(
    context: typer.Context,
    tools: Annotated[list[str], typer.Argument(metavar="TOOL...", help="Tools to review; with --compare, the two to compare.")],
    compare: Annotated[bool, typer.Option("--compare", help="Export what a comparison of the two tools still has to ask.")] = False,
    out: Annotated[str, typer.Option(callback=filled, help="The file to write; - is stdout.")] = "-",
    samples: Samples = 1,
    base_url: BaseUrl = None,
    model: ModelName = None,
    workspace: Workspace = None,
) -> None:
    """Write the requests that have no reply yet, one JSON line each; repeat after an import until none is left."""
    from panel.cli import desk, printing

    at = desk.Desk(desk.root(context, workspace), base_url, model)
    if compare:
        if len(tools) != 2:
            raise typer.BadParameter("--compare takes two tools")
        plan = at.run(lambda panel: panel.pending(tools[0], tools[1], samples=samples))
    else:
        plan = at.run(lambda panel: panel.pending_reviews(tools, samples=samples))
    printing.requests(plan, out=out)


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Batch output lines; - is stdin.", allow_dash=True)],
    workspace: Workspace = None,
) -> None:
    """Keep the replies in a file; a reply that is refused, cut off or empty is named and left out."""
    import asyncio

    from panel.cli import desk, printing, progress
    from panel.llm.cache import Store
    from panel.llm.call import Reply
    from panel.llm.imported import imported

    store = Store(desk.root(context, workspace) / ".panel" / "replies", Reply, warn=progress.say)
    kept, left_out = asyncio.run(imported(file, store))
    for line in left_out:
        progress.say(line)
    printing.text(f"{kept} replies kept, {len(left_out)} left out")
    raise typer.Exit(printing.PARTIAL if left_out else 0)


@app.command()
def record(
    context: typer.Context,
    a: Annotated[str, typer.Argument(help="A tool of the example pair.")],
    b: Annotated[str, typer.Argument(help="The other one.")],
    file: Annotated[Path, typer.Argument(help="Batch output lines that answer all of its requests.")],
    workspace: Workspace = None,
) -> None:
    """Make the replies in a file the recording that this workspace ships: exactly those that a comparison of the pair asks for."""
    from panel.cli import desk, printing

    at = desk.Desk(desk.root(context, workspace))
    kept = at.run(lambda panel: panel.record(a, b, file))
    printing.text(f"{kept} replies recorded in {at.folder / 'examples' / 'recorded'}")
