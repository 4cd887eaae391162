"""The commands that may ask a model: compare, review and rerun."""

from enum import StrEnum
from typing import Annotated

import typer

from panel.cli.options import BaseUrl, DryRun, Json, MaxCost, ModelName, Samples, Workspace, filled

Tool = Annotated[str, typer.Argument(help="A slug in tools/, or the path of a tool folder.")]


class Form(StrEnum):
    """What a comparison can be printed as."""

    HTML = "html"
    MD = "md"
    JSON = "json"


def compare(
    context: typer.Context,
    a: Tool,
    b: Tool,
    format: Annotated[Form | None, typer.Option(help="What to make. Default: what the name in --out ends in, else html.")] = None,
    out: Annotated[
        str | None,
        typer.Option(
            callback=filled, help="The file or the folder to put it in; - is stdout. Default: out/A-vs-B.FORMAT in the workspace."
        ),
    ] = None,
    samples: Samples = 1,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    json: Json = False,
    base_url: BaseUrl = None,
    model: ModelName = None,
    workspace: Workspace = None,
) -> None:
    """Compare two tools: which one should you ship with?"""
    from panel.cli import desk, printing

    at = desk.Desk(desk.root(context, workspace), base_url, model, max_cost)
    if dry_run:
        return printing.plan(at.run(lambda panel: panel.pending(a, b, samples=samples)), at.settings, json=json)
    run = at.run(lambda panel: panel.compare(a, b, samples=samples))
    printing.comparison(run, at.settings, format=format.value if format else None, out=out, json=json)
    raise typer.Exit(printing.exit_code(run))


def review(
    context: typer.Context,
    tools: Annotated[list[str], typer.Argument(help="Slugs in tools/, or paths of tool folders.", metavar="TOOL...")],
    persona: Annotated[list[str] | None, typer.Option(help="Ask only this persona; may be repeated.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask for new draws even where there are replies.")] = False,
    samples: Samples = 1,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    json: Json = False,
    base_url: BaseUrl = None,
    model: ModelName = None,
    workspace: Workspace = None,
) -> None:
    """Put tools before the panel, one by one."""
    from panel.cli import desk, printing

    at = desk.Desk(desk.root(context, workspace), base_url, model, max_cost)
    only = tuple(persona or ())
    if dry_run:
        plans = at.run(lambda panel: panel.pending_reviews(tools, only=only, samples=samples, fresh=fresh))
        return printing.plan(plans, at.settings, json=json)
    made = at.run(lambda panel: panel.reviews(tools, only=only, samples=samples, fresh=fresh))
    printing.reviews(made, json=json)
    raise typer.Exit(max(printing.exit_code(run) for run in made))


def rerun(
    context: typer.Context,
    tool: Tool,
    persona: Annotated[str, typer.Option(help="Whose seat to fill again.")],
    note: Annotated[str, typer.Option(help="Why; kept in the run.")] = "",
    max_cost: MaxCost = None,
    json: Json = False,
    base_url: BaseUrl = None,
    model: ModelName = None,
    workspace: Workspace = None,
) -> None:
    """Ask one persona again, carry the others over, and say what changed and why."""
    from panel.cli import desk, printing

    at = desk.Desk(desk.root(context, workspace), base_url, model, max_cost)
    made = at.run(lambda panel: panel.rerun(tool, persona, note=note))
    printing.rerun(made, json=json)
    raise typer.Exit(printing.exit_code(made.run))
