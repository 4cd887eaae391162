"""The command `panel` and how it ends: every error is one line on stderr and an exit code."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from panel import __version__
from panel.cli import ask, cache, init, persona, replies, runs, schema, tool
from panel.errors import PanelError

app = typer.Typer(
    name="panel",
    help="A reviewer panel for AI developer tools: two tools in, a comparison page out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(ask.compare)
app.command()(ask.review)
app.command()(ask.rerun)
app.add_typer(tool.app, name="tool")
app.add_typer(persona.app, name="persona")
app.add_typer(replies.app, name="replies")
app.add_typer(runs.app, name="runs")
app.add_typer(cache.app, name="cache")
app.command()(schema.schema)
app.command()(init.init)
app.command()(init.doctor)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"panel {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    workspace: Annotated[Path | None, typer.Option(help="The folder with panel.toml; found upwards from here otherwise.")] = None,
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Options that every command takes."""
    context.obj = workspace


def main() -> None:
    """Run the command line. Exit codes: see `panel.errors`; 5 partial."""
    try:
        app()
    except PanelError as error:
        sys.exit(_say(str(error), error.exit_code))
    except BrokenPipeError:
        # The reader of our output went away; there is nobody left to tell.
        sys.stderr.close()
        sys.exit(1)


def _say(line: str, code: int) -> int:
    sys.stderr.write(f"panel: {' '.join(line.split())}\n")
    return code
