"""What the batch commands do where the provider's batch API answers ahead of time."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from panel.errors import PanelError, UsageError
from panel.files import write
from panel.publish.terminal import dollars

if TYPE_CHECKING:
    from panel.batch.provider import Prefill
    from panel.cli.desk import Desk
    from panel.llm.batch_progress import Progress, Submitted
    from panel.orchestrator import Orchestrator
    from panel.settings import Settings


@asynccontextmanager
async def prefill(
    orchestrator: "Orchestrator", settings: "Settings", *, cap: Decimal | None, warn: Callable[[str], None]
) -> "AsyncIterator[Prefill]":
    """The provider's batch API for the replies of this workspace. Raises UsageError where the recorded replies answer."""
    from panel.batch.provider import Prefill
    from panel.llm.batches import Batches

    if not settings.base_url:
        raise UsageError("--via batch-api: no endpoint is set, and recorded replies need no batches; set PANEL_BASE_URL")
    discount, cap = Decimal(str(settings.config.batch.discount)), _lasting(settings.state / "batches" / "cap", cap)
    store = orchestrator.client.store
    async with Batches(settings.target, home=settings.state, store=store, discount=discount, cap=cap, warn=warn) as batches:
        yield Prefill(orchestrator, batches, warn=warn)


def _lasting(file: Path, cap: Decimal | None) -> Decimal | None:
    """The cap as given, noted for those who only look and may begin the next round; else as it was noted."""
    if cap is not None:
        write(file, str(cap))
        return cap
    return Decimal(file.read_text()) if file.exists() else None


def sent(submitted: "Submitted") -> str:
    """What a submission came to, and how it goes on."""
    over = f"; {submitted.oversize:,} are longer than a file may be and are asked live" if submitted.oversize else ""
    return (
        f"{submitted.requests:,} requests in {submitted.batches:,} new batches at the provider, {submitted.known:,} known before{over}; "
        "`panel batch status` looks at them, `panel batch run --via batch-api` goes on"
    )


def line(progress: "Progress") -> str:
    """How the batches stand, in one line."""
    asked = sum(batch.requests for batch in progress.batches)
    at_work = sum(batch.here and batch.step != "settled" for batch in progress.batches)
    return (
        f"batches: {at_work} of {len(progress.batches)} at work, {progress.kept:,} of {asked:,} requests answered, "
        f"{progress.waiting:,} on their way, cost {dollars(progress.cost)}"
    )


def cancelled(at: "Desk", warn: Callable[[str], None]) -> int:
    """How many batches of the workspace were at the provider, all of which are asked to stop."""
    settings = at.settings
    if not settings.base_url or not (settings.state / "batches").is_dir():
        return 0

    async def stop(orchestrator: "Orchestrator") -> int:
        async with prefill(orchestrator, settings, cap=None, warn=warn) as ahead:
            at_work = sum(batch.here and batch.step != "settled" for batch in ahead.progress().batches)
            await ahead.cancel()
            return at_work

    return at.run(stop)


def looked(at: "Desk", warn: Callable[[str], None]) -> "Progress | None":
    """How the batches of a workspace stand after one look at the provider, or by what is on the disk; None when there are none."""
    settings = at.settings
    if not settings.base_url or not (settings.state / "batches").is_dir():
        return None

    async def look(orchestrator: "Orchestrator") -> "Progress":
        async with prefill(orchestrator, settings, cap=None, warn=warn) as ahead:
            try:
                return await ahead.advance()
            except PanelError as error:
                warn(f"{error}; what follows is as of the last look")
                return ahead.progress()

    return at.run(look)
