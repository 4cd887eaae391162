"""Personas: who sits on the panel."""

from typing import Annotated

import typer

from panel.cli.options import Json, Workspace

app = typer.Typer(help="Personas and their rubrics.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="PERSONA", help="The name of its file in personas/.")]


@app.command("list")
def list_(context: typer.Context, json: Json = False, workspace: Workspace = None) -> None:
    """The panel in the order of its seats, the chair last."""
    from panel.cli import desk, printing
    from panel.publish import terminal

    voters, chair = desk.opened(context, workspace).personas
    if json:
        return printing.record([persona.model_dump(mode="json") for persona in (*voters, chair)])
    printing.text(terminal.table([(p.id, p.title, f"{len(p.criteria)} criteria", p.motto) for p in (*voters, chair)]))


@app.command()
def show(context: typer.Context, persona: Id, json: Json = False, workspace: Workspace = None) -> None:
    """One persona: its bars and its rubric; with --json the schema that its replies must fit."""
    import json as jsonlib

    from panel import persona as personas
    from panel.cli import desk, printing
    from panel.publish import sheet

    shown = personas.load(desk.opened(context, workspace).root / "personas" / f"{persona}.toml")
    if json:
        return printing.record({"persona": shown.model_dump(mode="json"), "schema": jsonlib.loads(shown.rubric.schema.json)})
    printing.text(sheet.persona(shown))


@app.command()
def check(context: typer.Context, json: Json = False, workspace: Workspace = None) -> None:
    """Load every persona and build its reply schema for every server."""
    from panel.cli import desk, printing

    voters, chair = desk.opened(context, workspace).personas
    everybody = (*voters, chair)
    if json:
        return printing.record([{"id": p.id, "criteria": len(p.criteria), "schema_bytes": len(p.rubric.schema.json)} for p in everybody])
    for persona in everybody:
        size = len(persona.rubric.schema.json)
        printing.text(f"{persona.id}: {len(persona.criteria)} criteria, a reply schema of {size:,} bytes that every server understands")


@app.command()
def new(context: typer.Context, persona: Id, workspace: Workspace = None) -> None:
    """Write the file of a new persona, to be filled in; the panel waits for that."""
    from panel.cli import desk, printing, progress
    from panel.persona import PLACEHOLDER
    from panel.starter import new_persona

    printing.text(str(new_persona(desk.root(context, workspace) / "personas", persona)))
    progress.say(f"write your own words wherever {PLACEHOLDER!r} stands; `panel persona check` says what is left")
