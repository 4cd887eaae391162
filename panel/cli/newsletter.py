"""The newsletter: what was published in a period, as a mail that somebody else sends."""

from pathlib import Path
from typing import Annotated

import typer

from panel.cli.options import Json, Workspace, filled

app = typer.Typer(help="What was published in a period, as a mail, a page and a feed; nothing is sent.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """What was published in a period, as a mail, a page and a feed; nothing is sent."""


@app.command()
def build(
    context: typer.Context,
    since: Annotated[str, typer.Option(metavar="TIME", help="A length before the end (7d, 2w, 36h), a day or a moment.")] = "7d",
    until: Annotated[
        str | None, typer.Option(metavar="TIME", callback=filled, help="The end, itself left out: a day or a moment. Default: now.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The folder of the issues. Default: out/newsletter in the workspace.")] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", callback=filled, help="The address of the site, for links.")] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="ADDRESS", callback=filled, help="The sender's mail address.")] = None,
    address: Annotated[str | None, typer.Option(callback=filled, help="The sender's postal address.")] = None,
    unsubscribe: Annotated[str | None, typer.Option(metavar="URL", callback=filled, help="The way out: https or mailto.")] = None,
    name: Annotated[str | None, typer.Option(callback=filled, help="What the newsletter is called.")] = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Write one issue: a mail (.eml), the same as a page and as Markdown, and the feed of all issues in the folder."""
    from datetime import UTC, datetime

    from panel.cli import desk, printing, progress
    from panel.newsletter import issue
    from panel.newsletter.period import period
    from panel.newsletter.sender import sender

    at = desk.Desk(desk.root(context, workspace))
    kept = at.settings.config.newsletter
    by = sender(
        name=name or kept.name,
        mail=from_ or kept.sender,
        address=address or kept.address,
        unsubscribe=unsubscribe or kept.unsubscribe,
        base_url=base_url or kept.base_url,
    )
    desk.steady()
    folder = out or at.folder / "out" / "newsletter"
    made = issue.build(at.folder, period(since, until or "", now=datetime.now(UTC)), by, folder)
    printing.record(made.model_dump(mode="json")) if json else printing.text(issue.told(made, folder))
    if by.lacking:
        progress.say(f"not ready to be mailed: give {', '.join(by.lacking)}, or [newsletter] in panel.toml; what needs them was left out")
