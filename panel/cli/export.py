"""Content files for other site generators."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from panel.cli.options import Json, Workspace


class Generator(StrEnum):
    """Whose content files to write."""

    HUGO = "hugo"
    ASTRO = "astro"
    ELEVENTY = "eleventy"


def export(
    context: typer.Context,
    generator: Annotated[Generator, typer.Argument(help="Whose content files to write.")],
    out: Annotated[Path, typer.Option(help="The folder of that generator's site.", file_okay=False)],
    drafts: Annotated[
        bool, typer.Option("--drafts", help="The newest comparisons too, marked as drafts where they are not approved.")
    ] = False,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Write the published comparisons as Markdown with front matter; only files that changed are written."""
    from itertools import chain

    from panel.cli import desk, printing
    from panel.site import content, shelf

    at = desk.Desk(desk.root(context, workspace))
    page = at.settings.config.page
    published = list(shelf.published(at.folder))
    names = {item.address for item in published}
    newest = shelf.previews(at.folder / "runs", stale_after=page.stale_after_days, votes_minimum=page.votes_minimum) if drafts else ()
    items = chain(published, (item for item in newest if item.address not in names))
    files = list(content.export(items, out, generator.value))
    if json:
        return printing.record([{"file": str(path), "written": changed} for path, changed in files])
    printing.text(
        "\n".join(str(path) for path, _ in files) or "nothing is published yet; `panel draft publish` does that, --drafts shows the rest"
    )
