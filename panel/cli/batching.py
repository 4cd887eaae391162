"""What the batch commands do: open the ledger, work or look, and print what came of it."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import typer

from panel.batch import report
from panel.batch.budget import Budget
from panel.batch.crew import Crew, Member, fitting, started
from panel.batch.embedded import Embedded
from panel.batch.ledger import Ledger
from panel.batch.lock import locked
from panel.batch.outlook import Forecast, Outlook, scratch
from panel.batch.session import Session
from panel.batch.status import Status
from panel.cli import prefilling, printing, signals
from panel.cli.desk import Desk, steady
from panel.cli.progress import Overview, say
from panel.errors import InputError, Interrupted, PanelError
from panel.estimate import estimate
from panel.llm.prefix import Prefixes, schema_first


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for. No queue goes on with what waits; `patience` is in seconds.

    `ahead` lets the provider's batch API answer first, and `detach` does not wait for it. `processes` do the jobs beside this one;
    None takes as many as the calls at once can use.
    """

    at: Desk
    queue: str | None
    samples: int
    max_cost: float | None
    until: datetime | None
    patience: float
    ahead: bool = False
    detach: bool = False
    processes: int | None = None

    def done(self, *, json: bool) -> int:
        """The exit code of a session that came to the end of the queue. Raises what ended it before."""
        state = self.at.settings.state
        # The processes first, since what is open before them stays open in them, the lock above all.
        with self._beside() as members, _opened(self.queue) as file, locked(state), closing(Ledger(state, warn=say)) as ledger:
            ledger.begin()
            ending = self._session(ledger, file, members)
            status = asyncio.run(ledger.status()).model_copy(update={"workers": 0})
        _print(status, report.summary(status), json=json)
        if ending is not None:
            raise ending
        if self.detach:
            return printing.PARTIAL if status.failed else 0
        return printing.PARTIAL if status.failed or status.waiting or status.running else 0

    def foreseen(self, *, json: bool) -> int:
        """The exit code of a look at what the queue would ask, which changes nothing."""
        with _opened(self.queue) as file, scratch(self.at.settings.state) as ledger:
            forecast = self.at.run(lambda panel: self._looked(Session(ledger, panel, self.samples), file))
        if json:
            printing.record(forecast.model_dump(mode="json"))
        else:
            printing.text(forecast.told)
        return printing.PARTIAL if forecast.added.unread or forecast.unreadable else 0

    def _session(self, ledger: Ledger, file: BinaryIO | None, members: list[Member]) -> PanelError | None:
        cap = None if self.max_cost is None else Decimal(str(self.max_cost))
        overview = Overview()
        with closing(Budget(ledger, cap)) as budget, signals.at_once():
            try:
                self.at.run(
                    lambda panel: self._worked(Session(ledger, panel, self.samples), budget, file, overview, members),
                    purse=budget,
                    watcher=overview,
                )
            except PanelError as error:
                return error
        return None

    def _beside(self) -> AbstractContextManager[list[Member]]:
        settings = self.at.settings
        number = fitting(settings.target.concurrency) if self.processes is None else self.processes
        steady()
        return started(settings, self.samples, 0 if self.detach else number)

    async def _worked(self, session: Session, budget: Budget, file: BinaryIO | None, overview: Overview, members: list[Member]) -> None:
        if file is not None:
            await session.add(file, place=self._place)
        if self.ahead:
            await self._answered_ahead(session, overview)
        if self.detach:
            return
        async with Crew(members, session.orchestrator.client, session.perform, empty=overview.empty, warn=overview.warn) as crew:
            worker = session.embedded(
                crew.perform if members else session.perform,
                concurrency=self.at.settings.target.concurrency,
                warn=overview.warn,
                may_take=self._may_take,
                patience=self.patience,
            )
            ticking = asyncio.create_task(_tick(session, overview))
            try:
                with _drained(worker, budget):
                    ending = await worker.work()
            finally:
                ticking.cancel()
        if ending is not None:
            raise ending

    async def _answered_ahead(self, session: Session, overview: Overview) -> None:
        """Let the provider's batch API answer what the waiting jobs ask; what it leaves out is asked live afterwards."""
        cap = None if self.max_cost is None else Decimal(str(self.max_cost))
        async with prefilling.prefill(session.orchestrator, self.at.settings, cap=cap, warn=overview.warn) as ahead:
            if self.detach:
                say(prefilling.sent(await ahead.submit(session.board.waiting(), samples=self.samples)))
            else:
                told = lambda progress: overview.show(prefilling.line(progress))  # noqa: E731
                say(prefilling.line(await ahead.run(session.board.waiting(), told=told, samples=self.samples)))

    async def _looked(self, session: Session, file: BinaryIO | None) -> Forecast:
        settings = self.at.settings
        prefixes = Prefixes(schema_first=schema_first(settings.base_url))
        forecast = Forecast(added=await session.add(file, place=self._place)) if file else Forecast()
        async for plan in Outlook(session).plans():
            if isinstance(plan, InputError):
                say(str(plan))
                forecast = forecast.model_copy(update={"unreadable": forecast.unreadable + 1})
            else:
                about = estimate(plan, settings, prefixes)
                forecast = forecast.plus(about.model_dump())
        return forecast

    def _may_take(self) -> bool:
        return self.until is None or datetime.now(UTC) < self.until

    @property
    def _place(self) -> str:
        return "stdin" if self.queue == "-" else self.queue or ""


def told(at: Desk, *, json: bool) -> None:
    """How the batch of a workspace stands, and its batches at the provider if there are any."""
    with closing(Ledger(at.folder / ".panel", warn=say)) as ledger:
        status = asyncio.run(ledger.status())
    ahead = prefilling.looked(at, say)
    if ahead is None:
        return shown(status, json=json)
    if json:
        return printing.record({**status.model_dump(mode="json"), "batches": ahead.model_dump(mode="json")})
    merge = "" if ahead.waiting else "\nnothing is on its way; `panel batch run` takes the answers and asks what is missing"
    printing.text(f"{report.told(status)}\n{prefilling.line(ahead)}{merge}")


def shown(status: Status, *, json: bool) -> None:
    """How a batch stands, printed."""
    _print(status, report.told(status), json=json)


def retried(folder: Path, *, json: bool) -> None:
    """Let failed jobs wait again, and say how many, and what to do next."""
    with closing(Ledger(folder / ".panel", warn=say)) as ledger:
        count = asyncio.run(ledger.retry())
        status = asyncio.run(ledger.status())
    waiting_again(count, status, json=json)


def waiting_again(count: int, status: Status, *, json: bool) -> None:
    """How many jobs wait again, and what to do next."""
    following = "the process at work takes them up" if status.workers else "`panel batch run` goes on"
    left = f"; {status.failed:,} could not be read: correct the queue and run it again" if status.failed else ""
    if json:
        return printing.record({"retried": count, "status": status.model_dump(mode="json")})
    printing.text(f"{count:,} failed jobs wait again{f'; {following}' if count else ''}{left}")


def cancelled(at: Desk, *, json: bool) -> None:
    """Take the waiting jobs out of the queue, and stop what is at the provider."""
    with closing(Ledger(at.folder / ".panel", warn=say)) as ledger:
        count = asyncio.run(ledger.cancel())
    taken_out(count, prefilling.cancelled(at, say), json=json)


def taken_out(count: int, batches: int, *, json: bool) -> None:
    """How many jobs and batches were cancelled."""
    if json:
        return printing.record({"cancelled": count, "batches": batches})
    ahead = f", {batches:,} batches at the provider asked to stop" if batches else ""
    printing.text(f"{count:,} waiting jobs cancelled{ahead}; running ones go on")


def moment(text: str, now: datetime | None = None) -> datetime:
    """The next HH:MM here, or the time that ISO 8601 names. Raises a usage error for anything else, and for the past."""
    now = now or datetime.now().astimezone()
    try:
        at = _at(text, now)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"{text!r} is no time; write HH:MM or 2027-01-31T06:00") from None
    if at <= now:
        raise typer.BadParameter(f"{text!r} is past")
    return at


def _at(text: str, now: datetime) -> datetime:
    if len(text) <= len("23:59"):
        at = datetime.combine(now, time.fromisoformat(text)).astimezone()
        return at if at > now else datetime.combine(now + timedelta(days=1), at.time()).astimezone()
    return datetime.fromisoformat(text).astimezone()


@contextmanager
def _drained(worker: Embedded, budget: Budget) -> Iterator[None]:
    """One Ctrl-C or SIGTERM in the block: nothing more is taken or asked, and the calls under way are finished."""
    draining: set[asyncio.Task[None]] = set()

    def drain() -> None:
        worker.stop(Interrupted("interrupted; every reply that arrived is kept, and `panel batch run` goes on from there"))
        budget.shut()
        draining.add(asyncio.create_task(worker.drain(budget.idle)))

    with signals.gently(drain):
        yield
    for task in draining:
        task.cancel()


async def _tick(session: Session, overview: Overview) -> None:
    while True:
        await asyncio.sleep(overview.every)
        overview.show(report.line(await session.board.status(), overview.worst))


@contextmanager
def _opened(queue: str | None) -> Iterator[BinaryIO | None]:
    if queue is None:
        yield None
    elif queue == "-":
        yield sys.stdin.buffer
    else:
        try:
            file = Path(queue).open("rb")  # noqa: SIM115 - closed below, apart from the errors of the block
        except (OSError, ValueError) as error:
            fact = error.strerror if isinstance(error, OSError) else "no file can have this name"
            raise InputError(f"{queue}: cannot be read ({fact}); name a queue file, or - for stdin") from error
        with file:
            yield file


def _print(status: Status, text: str, *, json: bool) -> None:
    if json:
        return printing.record(status.model_dump(mode="json"))
    printing.text(text)
