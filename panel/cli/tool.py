"""Tools: what the panel may be asked about."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panel.cli.options import Json, Workspace

if TYPE_CHECKING:
    from panel.intake.fetch import Reach

app = typer.Typer(help="Tools and their dossiers.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="TOOL", help="A slug in tools/, or the path of a tool folder.")]


@app.command()
def add(
    context: typer.Context,
    urls: Annotated[
        list[str] | None,
        typer.Argument(metavar="URL...", help="Pages to fetch; pricing and docs pages of the same site are found by links."),
    ] = None,
    slug: Annotated[str, typer.Option(help="The name of the folder; made from the tool's name otherwise.")] = "",
    file: Annotated[list[str] | None, typer.Option(help="A file to take as a source; may be repeated.")] = None,
    git: Annotated[str, typer.Option(help="A repository, whose README, licence and changelog are taken.")] = "",
    package: Annotated[str, typer.Option(help="pypi:NAME or npm:NAME, by the installed client as it is configured.")] = "",
    workspace: Workspace = None,
) -> None:
    """Capture a tool: fetch its pages, keep them with their date, and propose its facts, each with its quote."""
    import asyncio
    from datetime import UTC, datetime

    from panel.cli import desk, printing
    from panel.intake.capture import Origin
    from panel.intake.capture import add as capture

    root = desk.root(context, workspace)
    origin = Origin(urls=tuple(urls or ()), files=tuple(file or ()), git=git, package=package)
    printing.text(str(asyncio.run(capture(root / "tools", origin, now=datetime.now(UTC), slug=slug, reach=reach(root)))))


@app.command()
def refresh(context: typer.Context, tool: Name, json: Json = False, workspace: Workspace = None) -> None:
    """Capture a tool again and say which facts changed; what an editor wrote stays."""
    import asyncio
    from datetime import UTC, datetime

    from panel.cli import desk, printing
    from panel.intake.capture import refresh as capture
    from panel.publish import sheet

    at = desk.opened(context, workspace)
    changes = asyncio.run(capture(at.folder(tool), now=datetime.now(UTC), reach=reach(at.root)))
    printing.record([change.model_dump(mode="json") for change in changes]) if json else printing.text(sheet.changes(changes))


@app.command("list")
def list_(context: typer.Context, json: Json = False, workspace: Workspace = None) -> None:
    """The tools of this workspace."""
    from panel.cli import desk, printing, progress
    from panel.errors import PanelError
    from panel.publish import terminal

    at = desk.opened(context, workspace)
    tools, code = [], 0
    for slug in at.slugs:
        try:
            tools.append(at.dossier(slug).tool)
        except PanelError as error:
            progress.say(str(error))
            code = error.exit_code
    if json:
        printing.record([tool.model_dump(mode="json") for tool in tools])
    elif tools or not at.slugs:
        printing.text(terminal.table([(tool.slug, tool.name, str(tool.facts_as_of)) for tool in tools]) if tools else "no tools yet")
    raise typer.Exit(code)


@app.command()
def show(context: typer.Context, tool: Name, json: Json = False, workspace: Workspace = None) -> None:
    """The fact sheet of one tool; needs no model."""
    from panel.cli import desk, printing
    from panel.publish import sheet

    dossier = desk.opened(context, workspace).dossier(tool)
    if json:
        return printing.record(dossier.tool.model_dump(mode="json"))
    printing.text(sheet.facts(dossier))


@app.command()
def check(context: typer.Context, tool: Name, json: Json = False, workspace: Workspace = None) -> None:
    """The health of one dossier: sources and their age, prices and facts that no source bears out, passages that steer, hidden text."""
    from datetime import UTC, datetime

    from panel.cli import desk, printing
    from panel.health import health
    from panel.publish import sheet

    at = desk.opened(context, workspace)
    stale_after = desk.Desk(at.root).settings.config.page.stale_after_days
    found = health(at.dossier(tool), on=datetime.now(UTC).date(), stale_after=stale_after)
    printing.record(found.model_dump(mode="json")) if json else printing.text(sheet.health(found))


def reach(root: Path) -> "Reach":
    """How far a fetch may go, with the workspace's contact."""
    from dataclasses import replace

    from panel.cli import desk
    from panel.intake.fetch import PUBLIC

    return replace(PUBLIC, contact=desk.Desk(root).settings.config.intake.contact or PUBLIC.contact)
