"""Rules of panel/orchestrator.py, over a real socket."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest
from obliging import obliging
from parts import workspace
from server import Act, FakeServer, Received, error

from panel.llm.client import Client
from panel.llm.target import Target
from panel.orchestrator import Orchestrator
from panel.questions import Sampling
from panel.runs import Run
from panel.settled import Memory
from panel.workspace import Workspace

TOOL = "code-llama-4"


@asynccontextmanager
async def opened(folder: Path, base_url: str) -> AsyncIterator[Orchestrator]:
    """The orchestrator of a workspace with a model behind a socket."""
    async with Client(Target(label="l", base_url=base_url), home=folder / ".panel", sleep=_at_once) as client:
        memory = Memory(folder / ".panel" / "settled", client.meter, warn=print)
        yield Orchestrator(
            workspace=Workspace(folder),
            client=client,
            memory=memory,
            sampling=Sampling("l", "m"),
            now=lambda: datetime.now(UTC),
            token=lambda: token_hex(3),
            watch=lambda question, failure: None,
        )
        memory.close()


async def _at_once(seconds: float) -> None:
    """No test waits."""


def down(received: Received) -> Act:
    return error(503, "down")


async def review(folder: Path, script: Callable[[Received], Act], *, fresh: bool = False, samples: int = 1) -> tuple[Run, int]:
    """A review, and how many calls it made."""
    with FakeServer(script) as server:
        async with opened(folder, server.base_url) as panel:
            (run,) = await panel.reviews([TOOL], fresh=fresh, samples=samples)
        return run, len(server.requests)


@pytest.mark.anyio
async def test_fresh_draws_speak_from_then_on(tmp_path: Path) -> None:
    """Fresh draws are new, whatever was drawn before, and the next review shows them without asking."""
    folder = workspace(tmp_path)
    first, _ = await review(folder, obliging, samples=3)
    fresh, asked = await review(folder, obliging, fresh=True)
    after, more = await review(folder, obliging)

    earlier = {draw.request for seat in first.reviews[0].seats for draw in seat.draws}
    assert asked == 4
    assert not earlier & {draw.request for seat in fresh.reviews[0].seats for draw in seat.draws}
    assert (after.reviews[0].seats, more) == (fresh.reviews[0].seats, 0)


@pytest.mark.anyio
async def test_fresh_draws_that_failed_change_nothing(tmp_path: Path) -> None:
    """When nobody answers, the earlier draws go on speaking, and nothing is to be paid again."""
    folder = workspace(tmp_path)
    first, _ = await review(folder, obliging)
    failed, _ = await review(folder, down, fresh=True)
    after, asked = await review(folder, obliging)

    assert [seat.vote.value for seat in failed.reviews[0].seats] == ["missing"] * 4
    assert (after.reviews[0].seats, asked) == (first.reviews[0].seats, 0)


@pytest.mark.anyio
async def test_rerun_of_a_sampled_seat(tmp_path: Path) -> None:
    """A rerun takes as many draws as the seat had, all of them new."""
    folder = workspace(tmp_path)
    first, _ = await review(folder, obliging, samples=3)
    with FakeServer(obliging) as server:
        async with opened(folder, server.base_url) as panel:
            made = await panel.rerun(TOOL, "skeptic")
    (old,) = (seat for seat in first.reviews[0].seats if seat.persona == "skeptic")
    (new,) = (seat for seat in made.run.reviews[0].seats if seat.persona == "skeptic")

    assert made.change.causes == ("a new draw",)
    assert len(server.requests) == len(new.draws) == len(old.draws) == 3
    assert not {draw.request for draw in old.draws} & {draw.request for draw in new.draws}


@pytest.mark.anyio
async def test_a_fresh_dry_run_counts_new_draws(tmp_path: Path) -> None:
    """What `fresh` would ask is told beforehand, and nothing is asked."""
    folder = workspace(tmp_path)
    await review(folder, obliging)
    with FakeServer(obliging) as server:
        async with opened(folder, server.base_url) as panel:
            plans = [await panel.pending_reviews([TOOL], fresh=fresh) for fresh in (False, True)]

    assert [len(plan.requests) for plan in plans] == [0, 4]
    assert server.requests == []
