"""The command `panel` as it is put together: its groups, its common options, and its misuse in one line."""

from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.main import get_command

from panel import __version__
from panel.cli import (
    ask,
    batch,
    cache,
    draft,
    export,
    forecasts,
    init,
    newsletter,
    persona,
    replies,
    runs,
    schema,
    site,
    tool,
    votes,
    worker,
)
from panel.errors import Interrupted, UsageError

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
app.add_typer(batch.app, name="batch")
app.command()(worker.worker)
app.add_typer(tool.app, name="tool")
app.add_typer(persona.app, name="persona")
app.add_typer(replies.app, name="replies")
app.add_typer(runs.app, name="runs")
app.add_typer(draft.app, name="draft")
app.add_typer(forecasts.app, name="forecasts")
app.add_typer(site.app, name="site")
app.add_typer(newsletter.app, name="newsletter")
app.command()(export.export)
app.add_typer(cache.app, name="cache")
app.add_typer(votes.app, name="votes")
app.command()(schema.schema)
app.command()(init.init)
app.command()(init.doctor)

# typer has its own copy of click in some releases and the real one in others; its exported class leads to the right one.
_Misuse = cast("type[typer.BadParameter]", typer.BadParameter.__base__)


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
    """Two tools in, a comparison page out."""
    context.obj = workspace


def run() -> int:
    """Do what the command line says and return the exit code. Raises UsageError, Interrupted and what the command raises."""
    try:
        code: Any = get_command(app)(prog_name="panel", standalone_mode=False)
    except _Misuse as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            error.show()
            return UsageError.exit_code
        at = error.ctx.command_path if error.ctx else "panel"
        raise UsageError(f"{_plain(error.format_message())}; see `{at} --help`") from error
    if code == Interrupted.exit_code:
        raise Interrupted("interrupted")
    return code or 0


def _plain(message: str) -> str:
    # The validator behind the options speaks of inputs; a command line has values.
    said = message.replace("Value error, ", "").replace("Input should be", "must be").partition(", unable to parse")[0]
    return said.rstrip(".?")
