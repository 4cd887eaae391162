"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer


def filled(value: str | None) -> str | None:
    """The value of an option, which may be left out but not be empty."""
    if value is not None and not value.strip():
        raise typer.BadParameter("is empty; give a value or leave the option out")
    return value


Workspace = Annotated[Path | None, typer.Option("--workspace", help="The folder with panel.toml; found upwards from here otherwise.")]
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", callback=filled, help="An OpenAI-compatible endpoint, such as http://localhost:8000/v1.")
]
ModelName = Annotated[str | None, typer.Option("--model", callback=filled, help="The model to ask for.")]
Samples = Annotated[
    int, typer.Option("--samples", min=1, max=11, help="The most draws a seat may take while its votes disagree; works from 3 on.")
]
MaxCost = Annotated[float | None, typer.Option("--max-cost", min=0, help="Stop before the call that could pass this many US dollars.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be asked and what it may cost; ask nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
