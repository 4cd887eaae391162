"""The JSON Schemas of what this program reads and writes."""

from typing import Annotated

import typer


def schema(
    name: Annotated[str, typer.Argument(help="scorecard, verdict, persona, tool or run; all of them without a name.")] = "",
) -> None:
    """Print the JSON Schema of a record."""
    from panel.cli import printing
    from panel.errors import UsageError
    from panel.schemas import SCHEMAS

    if not name:
        return printing.record({key: model.model_json_schema() for key, model in SCHEMAS.items()})
    if name not in SCHEMAS:
        raise UsageError(f"schema {name!r}: not one of {', '.join(SCHEMAS)}")
    printing.record(SCHEMAS[name].model_json_schema())
