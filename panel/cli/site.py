"""The site: everything that was published, as static pages."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panel.cli.options import Json, Workspace, filled

if TYPE_CHECKING:
    from panel.site.item import Item

app = typer.Typer(help="The published pages as a static site.", no_args_is_help=True)
NO_ADDRESS = "without --base-url there is no feed, no sitemap and no canonical link, which need whole addresses"


@app.callback()
def group() -> None:
    """The published pages as a static site."""


@app.command()
def build(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="The folder to build in. Default: out/site in the workspace.")] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", callback=filled, help="The address that readers will find it at.")] = None,
    title: Annotated[str, typer.Option(callback=filled, help="What the site is called.")] = "AI reviewer panel",
    contact: Annotated[str, typer.Option(help="A web or mail address for corrections.")] = "",
    drafts: Annotated[bool, typer.Option("--drafts", help="A preview of the newest runs as drafts, hidden from search engines.")] = False,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Write what changed since the last build, and remove the pages of what is published no longer."""
    from panel.cli import desk, printing, progress
    from panel.forecasts.ledger import Ledger
    from panel.forecasts.score import scores
    from panel.site import build as site
    from panel.site.item import site as particulars
    from panel.site.shelf import previews, published

    at = desk.Desk(desk.root(context, workspace))
    page = at.settings.config.page

    def shelf() -> "Iterator[Item]":
        if drafts:
            return previews(at.folder / "runs", stale_after=page.stale_after_days, votes_minimum=page.votes_minimum)
        return published(at.folder)

    wanted = particulars(title=title, base_url=base_url or "", contact=contact, draft=drafts)
    desk.steady()
    # Of a score nothing is shown that depends on the day.
    foretold = {one.persona: one for one in scores(Ledger(at.folder).all(), on=date.min)}
    made = site.build(shelf, out or at.folder / "out" / "site", wanted, panel=desk.opened(context, workspace).personas, foretold=foretold)
    if json:
        return printing.record(made.model_dump(mode="json"))
    printing.text(site.told(made))
    if not base_url:
        progress.say(NO_ADDRESS)
