"""Readers' votes: brought in from a file or an endpoint, listed, and taken by an endpoint of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panel.cli.options import Json, Workspace, filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from panel.votes.count import Count, Shown
    from panel.votes.kept import Entry

app = typer.Typer(help="Readers' votes, shown beside the panel's share and never mixed into it.", no_args_is_help=True)
HOME = ".votes"  # not .panel, which is a cache: votes cannot be made anew
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check and say what would change; keep nothing.")]
Store = Annotated[
    str | None,
    typer.Option(
        callback=filled, envvar="PANEL_VOTES_STORE", help="A SQLite file or postgresql://...; .votes/votes.db of the workspace otherwise."
    ),
]


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV or JSON Lines with tool, ship, skip, date and source; - is stdin.", allow_dash=True)],
    dry_run: DryRun = False,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Take counts in, all lines or none; the newest count of a tool is kept."""
    import sys
    from datetime import UTC, datetime

    from panel.cli import desk
    from panel.files import read_bytes
    from panel.votes import kept, reading

    at = desk.opened(context, workspace)
    from_pipe = str(file) == "-"
    raw = sys.stdin.buffer.read(reading.LIMIT + 1) if from_pipe else read_bytes(file, limit=reading.LIMIT)
    place = "stdin" if from_pipe else str(file)
    counts = reading.counts(raw, place=place, tools=at.slugs, today=datetime.now(UTC).date())
    _told(kept.keep(at.root, counts, dry_run=dry_run), dry_run=dry_run, json=json)


@app.command()
def pull(
    context: typer.Context,
    origin: Annotated[str, typer.Argument(metavar="URL|FILE", help="The address of an endpoint, or its counts.json as a file.")],
    dry_run: DryRun = False,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Take in the counts of an endpoint; a tool that this workspace does not have is named and left out."""
    import asyncio

    from panel.cli import desk, progress
    from panel.votes import kept
    from panel.votes.pull import pulled

    at = desk.opened(context, workspace)
    counts = asyncio.run(pulled(origin))
    for tool in sorted(counts.keys() - set(at.slugs)):
        progress.say(f"{origin}: {tool!r} is not in this workspace; left out")
    here = {tool: count for tool, count in counts.items() if tool in at.slugs}
    _told(kept.keep(at.root, here, dry_run=dry_run), dry_run=dry_run, json=json)


@app.command("list")
def list_(context: typer.Context, json: Json = False, workspace: Workspace = None) -> None:
    """Counts, share and range of each tool, as a page shows them."""
    from panel.cli import desk, printing, progress
    from panel.errors import PanelError
    from panel.publish import terminal
    from panel.votes.count import shown

    at = desk.opened(context, workspace)
    minimum = desk.Desk(at.root).settings.config.page.votes_minimum
    found, code = [], 0
    for slug in at.slugs:
        try:
            votes = at.dossier(slug).tool.community
        except PanelError as error:
            progress.say(str(error))
            code = error.exit_code
        else:
            found.extend([shown(slug, votes, minimum=minimum)] if votes else [])
    if json:
        printing.record([one.model_dump(mode="json") for one in found])
    elif found or not code:
        printing.text(terminal.table([_row(one) for one in found]) if found else "no votes yet")
    raise typer.Exit(code)


@app.command()
def export(
    context: typer.Context,
    source: Annotated[str, typer.Option(callback=filled, help="Who counted, in the words that a page shows.")] = "this site's readers",
    store: Store = None,
    workspace: Workspace = None,
) -> None:
    """Print the counts of a store as lines for `panel votes import`, for a build on the machine that holds it."""
    import asyncio
    from datetime import UTC, datetime

    from panel.cli import desk, printing
    from panel.votes import kept
    from panel.votes.store import exported

    at = desk.opened(context, workspace)
    counts = asyncio.run(exported(store or _store(at.root), tools=at.slugs, date=datetime.now(UTC).date(), source=source))
    if counts:
        printing.text("".join(map(kept.text, counts)).rstrip("\n"))


@app.command()
def serve(
    context: typer.Context,
    site: Annotated[str, typer.Option(callback=filled, help="The origin of the pages with the buttons, such as https://site.example.")],
    url: Annotated[str, typer.Option(help="The endpoint's own origin as browsers see it; http://HOST:PORT otherwise.")] = "",
    host: Annotated[str, typer.Option(callback=filled, help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen at; 0 takes a free one.")] = 8765,
    store: Store = None,
    key: Annotated[Path | None, typer.Option(help="The file of the secret, made at the first start; .votes/key otherwise.")] = None,
    trusted_proxy: Annotated[
        list[str] | None, typer.Option(help="An address or network whose X-Forwarded-For is believed; may be repeated.")
    ] = None,
    tokens_per_day: Annotated[int, typer.Option(min=1, help="How many new readers one address may be in a day.")] = 50,
    votes_per_minute: Annotated[int, typer.Option(min=1, help="How many votes one address may send in a minute.")] = 30,
    wait: Annotated[int, typer.Option(min=0, max=3600, help="How many seconds old a token must be before it can vote.")] = 2,
    counts_age: Annotated[int, typer.Option(min=0, max=86_400, help="How many seconds old the published counts may be.")] = 10,
    workspace: Workspace = None,
) -> None:
    """Take readers' votes on this workspace's tools, for the pages of one site."""
    from panel.cli import desk, progress
    from panel.errors import UsageError

    try:
        from panel.votes.server import Place, serve
    except ModuleNotFoundError as error:
        raise UsageError("votes serve: the server is not installed; run `pip install 'reviewer-panel[votes]'`") from error
    from panel.votes.key import private
    from panel.votes.terms import Terms, origin, public

    root = desk.root(context, workspace)
    if not store or not key:
        private(root / HOME)
    place = Place(
        host=host,
        port=port,
        store=store or _store(root),
        key=key or root / HOME / "key",
        tools=root / "tools",
        proxies=trusted_proxy or (),
    )
    for_pages = origin(site, option="--site")
    serve(
        place,
        lambda bound: Terms(
            site=for_pages,
            url=public(url or bound),
            tokens_a_day=tokens_per_day,
            votes_a_minute=votes_per_minute,
            wait=wait,
            counts_age=counts_age,
        ),
        say=progress.say,
    )


def _store(root: Path) -> str:
    return str(root / HOME / "votes.db")


def _told(entries: "Sequence[Entry]", *, dry_run: bool, json: bool) -> None:
    from collections import Counter

    from panel.cli import printing
    from panel.publish import terminal

    if json:
        return printing.record([entry.model_dump(mode="json") for entry in entries])
    fates = Counter(entry.fate for entry in entries)
    rows = [
        (entry.tool, entry.fate, _figures(entry.before), "->", _figures(entry.count))
        for entry in entries
        if entry.fate not in {"same", "empty"}
    ]
    told = ", ".join(f"{fates[fate]} {fate}" for fate in ("new", "changed", "same", "older", "empty") if fates[fate]) + (
        "; nothing kept" if dry_run else ""
    )
    printing.text("\n".join([*([terminal.table(rows)] if rows else []), told]))


def _figures(count: "Count | None") -> str:
    return f"{count.ship:,} ship, {count.skip:,} skip ({count.date}, {count.source})" if count else "none"


def _row(one: "Shown") -> tuple[str, ...]:
    from panel.wording import interval, percent

    share = "—" if one.share is None or one.range is None else f"{percent(one.share)} ({interval(one.range)})"
    return (one.tool, share, f"{one.ship:,} ship", f"{one.skip:,} skip", str(one.date), one.source)
