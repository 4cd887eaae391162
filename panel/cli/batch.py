"""Batches: a queue of tools and pairs, worked through on this machine or on many, looked at and tried again."""

from enum import StrEnum
from typing import Annotated

import typer

from panel.cli.fleet import Database
from panel.cli.options import BaseUrl, DryRun, Json, ModelName, Samples, Workspace, filled

app = typer.Typer(help="Many tools and pairs: a queue that outlives crashes.", no_args_is_help=True)
Queue = Annotated[str, typer.Argument(callback=filled, help="A file with one job a line, or - for stdin; as for `run`.")]
MostOfAll = Annotated[
    float | None,
    typer.Option("--max-cost", min=0, help="US dollars for the whole batch, until none of its jobs waits; restarts included."),
]


class Way(StrEnum):
    """How the calls of a batch reach the provider."""

    LIVE = "live"
    BATCH_API = "batch-api"


@app.command()
def run(
    context: typer.Context,
    queue: Annotated[
        str | None,
        typer.Argument(
            callback=filled,
            help="A file with one job a line, - is stdin: `slug`, `a b`, CSV (tool or a,b; priority) or JSON lines. "
            "Left out: go on with what waits.",
        ),
    ] = None,
    samples: Samples = 1,
    max_cost: MostOfAll = None,
    until: Annotated[str | None, typer.Option(callback=filled, help="Take no job after this time: HH:MM, or ISO 8601.")] = None,
    patience: Annotated[float, typer.Option(min=0, help="Seconds to wait for a provider that is down.")] = 300,
    via: Annotated[Way, typer.Option(help="batch-api: the provider's batch endpoint answers first, cheaper and within a day.")] = Way.LIVE,
    detach: Annotated[bool, typer.Option("--detach", help="With --via batch-api: send the requests and end.")] = False,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes", min=0, max=64, help="How many do the jobs beside this one; by itself as many as the concurrency can use."
        ),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
    database: Database = None,
    base_url: BaseUrl = None,
    model: ModelName = None,
    workspace: Workspace = None,
) -> None:
    """Work through a queue. What is done is skipped while nothing that it was made of changed; no reply is paid for twice."""
    from panel.cli import batching, desk, fleet

    at = desk.Desk(desk.root(context, workspace), base_url, model)
    ends = batching.moment(until) if until else None
    if detach and via is not Way.BATCH_API:
        raise typer.BadParameter("--detach goes with --via batch-api")
    if not dry_run and (shared := fleet.named(at, database)):
        if via is Way.BATCH_API or samples > 1:
            raise typer.BadParameter("--via batch-api and --samples work on one machine; leave the database out")
        raise typer.Exit(fleet.run(shared, queue, max_cost=max_cost, until=ends, json=json))
    wanted = batching.Wanted(at, queue, samples, max_cost, ends, patience, via is Way.BATCH_API, detach, processes)
    raise typer.Exit(wanted.foreseen(json=json) if dry_run else wanted.done(json=json))


@app.command()
def submit(
    context: typer.Context,
    queue: Queue,
    max_cost: MostOfAll = None,
    json: Json = False,
    database: Database = None,
    workspace: Workspace = None,
) -> None:
    """Put a queue into the database that machines share; `panel worker` does the jobs."""
    from panel.cli import desk, fleet, printing

    added = fleet.submit(fleet.settings(desk.Desk(desk.root(context, workspace)), database), queue, max_cost=max_cost)
    if json:
        return printing.record(added.model_dump(mode="json"))
    printing.text(f"{added.new:,} new jobs, {added.changed:,} to be done again, {added.known:,} known before, {added.unread:,} unread")
    raise typer.Exit(printing.PARTIAL if added.unread else 0)


@app.command()
def status(
    context: typer.Context,
    json: Json = False,
    database: Database = None,
    base_url: BaseUrl = None,
    model: ModelName = None,
    workspace: Workspace = None,
) -> None:
    """How the batch stands, also while it runs: counts, rate, cost, and what failed for which reason."""
    from panel.cli import batching, desk, fleet

    at = desk.Desk(desk.root(context, workspace), base_url, model)
    if shared := fleet.named(at, database):
        return batching.shown(fleet.status(shared), json=json)
    batching.told(at, json=json)


@app.command()
def retry(context: typer.Context, json: Json = False, database: Database = None, workspace: Workspace = None) -> None:
    """Let the failed jobs wait again. What was answered of them is not asked again."""
    from panel.cli import batching, desk, fleet

    at = desk.Desk(desk.root(context, workspace))
    if shared := fleet.named(at, database):
        return batching.waiting_again(fleet.retry(shared), fleet.status(shared), json=json)
    batching.retried(at.folder, json=json)


@app.command()
def cancel(
    context: typer.Context,
    json: Json = False,
    database: Database = None,
    base_url: BaseUrl = None,
    model: ModelName = None,
    workspace: Workspace = None,
) -> None:
    """Take the waiting jobs out of the queue, and stop batches at the provider; jobs that are running go on."""
    from panel.cli import batching, desk, fleet

    at = desk.Desk(desk.root(context, workspace), base_url, model)
    if shared := fleet.named(at, database):
        return batching.taken_out(fleet.cancel(shared), 0, json=json)
    batching.cancelled(at, json=json)


@app.command()
def fetch(context: typer.Context, json: Json = False, database: Database = None, workspace: Workspace = None) -> None:
    """Write the runs that other machines finished into this workspace."""
    from panel.cli import desk, fleet, printing

    written = fleet.fetch(fleet.settings(desk.Desk(desk.root(context, workspace)), database))
    printing.record({"runs": written}) if json else printing.text(f"{written:,} runs written")
