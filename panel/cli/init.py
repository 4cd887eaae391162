"""Beginning a workspace, and finding out whether it can be used."""

from pathlib import Path
from typing import Annotated

import typer

from panel.cli.options import BaseUrl, Json, ModelName, Workspace


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder; made if need be.")] = Path()) -> None:
    """Write a fresh workspace: panel.toml, personas/, prompts/, tools/, runs/; in one that is there, only what is missing."""
    from panel.cli import printing
    from panel.starter import begin

    for path in begin(folder):
        printing.text(str(path))


def doctor(
    context: typer.Context, json: Json = False, base_url: BaseUrl = None, model: ModelName = None, workspace: Workspace = None
) -> None:
    """Look at the files, the settings, the endpoint, local servers, the cache and the permissions, and say what to do."""
    import asyncio
    from dataclasses import asdict

    from panel.cli import desk, printing
    from panel.doctor import examine

    at = desk.Desk(desk.root(context, workspace), base_url, model)
    findings = asyncio.run(examine(at.folder, lambda: at.settings))
    if json:
        printing.record([asdict(finding) for finding in findings])
    else:
        printing.text("\n".join(f"{'ok ' if finding.ok else '!! '} {finding.subject}: {finding.fact}" for finding in findings))
    raise typer.Exit(max(finding.exit_code for finding in findings))
