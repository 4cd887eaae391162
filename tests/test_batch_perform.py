"""Rules of panel/batch/perform.py, over a real socket."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import pytest
from batch_parts import OTHER, TOOL, job, opened
from obliging import obliging, reply
from parts import workspace
from server import Act, FakeServer, Received, completion, error, hang

from panel import runs
from panel.batch.perform import Done, Failed, Inputs, Outcome, Stopped, Unanswered, perform
from panel.errors import BudgetReached, DiskError, NoModel, ProviderDown, UsageError
from panel.llm.meter import Cap
from panel.llm.target import Prices

pytestmark = pytest.mark.anyio
CHEAP = Prices(prompt=Decimal(1), completion=Decimal(1))


def schema(received: Received) -> str:
    return str(received.json["response_format"]["json_schema"]["name"])


def refusing(*names: str) -> Callable[[Received], Act]:
    """Answers everything but the questions with these names."""
    return lambda received: error(400, "filtered", kind="content_filter") if schema(received) in names else obliging(received)


async def performed(folder: Path, script: Callable[[Received], Act], *tools: str) -> tuple[Outcome, int]:
    """What a job came to, and how many calls it made."""
    with FakeServer(script) as server:
        async with opened(folder, server.base_url) as panel:
            return await perform(job(*tools), panel), len(server.requests)


@pytest.mark.parametrize("tools", [(TOOL,), (TOOL, OTHER)], ids=["review", "comparison"])
async def test_done(tmp_path: Path, tools: tuple[str, ...]) -> None:
    """A job whose seats are all filled is done: its run is kept, its calls are counted, its inputs are what they are now."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        async with opened(folder, server.base_url) as panel:
            outcome = await perform(job(*tools), panel)
            now = Inputs(panel)(job(*tools))

    assert isinstance(outcome, Done)
    assert [runs.load(folder / "runs", id).kind for id in outcome.runs] == ["compare" if len(tools) == 2 else "review"]
    assert outcome.spend.asked == len(server.requests) > 0
    assert outcome.inputs == now


async def test_inputs(tmp_path: Path) -> None:
    """The digest changes with the tool, a persona, a prompt and the number of draws, and with nothing else."""
    folder = workspace(tmp_path)
    changed = [folder / "tools" / TOOL / "launch-notes.md", folder / "personas" / "dx.toml", folder / "prompts" / "scorecard.md.j2"]

    async def digest(samples: int = 1) -> str:
        async with opened(folder, "http://127.0.0.1:9/v1") as panel:
            return Inputs(panel, samples)(job(TOOL))

    found = [await digest(), await digest(), await digest(3)]
    for file in changed:
        before = file.read_text()
        file.write_text(before.replace("a team", "any team").replace("You are", "You are surely").replace("the", "just the", 1))
        found.append(await digest())
        file.write_text(before)

    assert len(set(found)) == 5
    assert found[0] == found[1] == await digest()


async def test_empty_seats(tmp_path: Path) -> None:
    """A seat that stays empty fails the job; the reason names each, and the run with the others is kept."""
    folder = workspace(tmp_path)
    outcome, _ = await performed(folder, refusing("dx", "skeptic"), TOOL)
    again, asked = await performed(folder, obliging, TOOL)

    assert isinstance(outcome, Failed)
    assert outcome.reason.startswith("dx: refused; skeptic: refused (")
    assert len(outcome.runs) == 1
    assert (again.spend.asked, asked) == (2, 2)
    assert isinstance(again, Done)
    assert again.inputs == outcome.inputs


async def test_missing_words(tmp_path: Path) -> None:
    """A comparison without the chair's words has failed too, and one with an empty seat says on which tool."""
    folder = workspace(tmp_path)

    def half(received: Received) -> Act:
        no = schema(received) == "business" and "Mistral" in received.json["messages"][1]["content"]
        return error(400, "filtered", kind="content_filter") if no else obliging(received)

    chair, _ = await performed(folder, refusing("chair"), TOOL, OTHER)
    seat, _ = await performed(workspace(tmp_path / "other"), half, TOOL, OTHER)

    assert isinstance(chair, Failed)
    assert "chair: refused" in chair.reason
    assert isinstance(seat, Failed)
    assert seat.reason.startswith(f"{OTHER} business: refused")


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        pytest.param(lambda _: error(401, "bad key"), NoModel, id="refused key"),
        pytest.param(lambda _: error(402, "no credit"), ProviderDown, id="out of credit"),
        pytest.param(lambda _: error(503, "down"), Unanswered, id="nobody answers"),
    ],
)
async def test_what_stops_the_batch(tmp_path: Path, script: Callable[[Received], Act], kind: type[Exception]) -> None:
    """An error that would meet the next job as well stops the batch, and is no failure of this job."""
    outcome, _ = await performed(workspace(tmp_path), script, TOOL)

    assert isinstance(outcome, Stopped)
    assert type(outcome.error) is kind


async def test_no_address(tmp_path: Path) -> None:
    """An address where nobody listens stops the batch."""
    async with opened(workspace(tmp_path), "http://127.0.0.1:9/v1") as panel:
        outcome = await perform(job(TOOL), panel)

    assert isinstance(outcome, Stopped)
    assert type(outcome.error) is ProviderDown


@pytest.mark.parametrize(("prices", "kind"), [(CHEAP, BudgetReached), (None, UsageError)], ids=["cap", "cap without a price"])
async def test_cap(tmp_path: Path, prices: Prices | None, kind: type[Exception]) -> None:
    """The cap stops the batch before the call that could pass it, and so does a cap that cannot be kept."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        async with opened(folder, server.base_url, purse=Cap(Decimal("0.001")), prices=prices) as panel:
            outcome = await perform(job(TOOL), panel)

    assert isinstance(outcome, Stopped)
    assert type(outcome.error) is kind
    assert server.requests == []


async def test_a_full_disk(tmp_path: Path) -> None:
    """A run that cannot be written stops the batch; what was paid is told."""
    folder = workspace(tmp_path)
    (folder / "runs").write_text("in the way")
    outcome, asked = await performed(folder, obliging, TOOL)

    assert isinstance(outcome, Stopped)
    assert isinstance(outcome.error, DiskError)
    assert outcome.spend.asked == asked == 4


@pytest.mark.parametrize(
    ("file", "said"), [("tool.toml", "tool.toml: not TOML"), ("launch-notes.md", "launch-notes.md: no such file")], ids=["facts", "source"]
)
async def test_a_bad_tool(tmp_path: Path, file: str, said: str) -> None:
    """A tool that cannot be read fails its own job, with the file and the fault and without digest."""
    folder = workspace(tmp_path)
    path = folder / "tools" / TOOL / file
    path.unlink()
    if file == "tool.toml":
        path.write_text("= nothing")
    outcome, asked = await performed(folder, obliging, TOOL)

    assert isinstance(outcome, Failed)
    assert said in outcome.reason
    assert (outcome.inputs, asked) == ("", 0)


async def test_the_unforeseen(tmp_path: Path) -> None:
    """An error that nobody foresaw fails its own job, with its type and its line; what was paid is told."""
    folder = workspace(tmp_path)

    def token() -> NoReturn:
        raise ZeroDivisionError("no randomness left")

    with FakeServer(obliging) as server:
        async with opened(folder, server.base_url, token=token) as panel:
            outcome = await perform(job(TOOL), panel)

    assert isinstance(outcome, Failed)
    assert outcome.reason.startswith("unexpected: ZeroDivisionError: no randomness left (test_batch_perform.py:")
    assert outcome.spend.asked == 4
    assert outcome.inputs


async def test_cancelled(tmp_path: Path) -> None:
    """A job that is cancelled ends at once, and what was answered of it is not asked again."""
    folder = workspace(tmp_path)
    arrived = asyncio.Event()
    loop = asyncio.get_running_loop()

    def three(received: Received) -> Act:
        if schema(received) == "dx":
            loop.call_soon_threadsafe(arrived.set)
            return hang()
        return completion(reply(received.json))

    with FakeServer(three) as server:
        async with opened(folder, server.base_url) as panel:
            task = asyncio.create_task(perform(job(TOOL), panel))
            await arrived.wait()
            while panel.client.meter.totals.asked < 3:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            left = [task for task in asyncio.all_tasks() if "_attempt" in repr(task)]
        first = len(server.requests)
    _, asked = await performed(folder, obliging, TOOL)

    assert left == []
    assert first == 4
    assert asked == 1
