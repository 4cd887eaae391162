"""Rules of panel/batch/provider.py: whole queues over a provider's batches, counted at the provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from secrets import token_hex
from shutil import copytree
from typing import Any

import pytest
from batch_api import Batch, BatchApi, Line, Response, answered
from llm_parts import Clock
from obliging import reply
from parts import workspace
from server import Act, Received, chat, error, status

from panel.batch.jobs import Job
from panel.batch.provider import PATIENCE, Prefill
from panel.comparison import Comparison
from panel.errors import InputError, NoModel, ProviderDown
from panel.llm.batch_progress import Progress
from panel.llm.batches import Batches
from panel.llm.client import Client
from panel.llm.target import Prices, Target
from panel.orchestrator import Orchestrator
from panel.questions import Sampling
from panel.settled import Memory
from panel.workspace import Workspace

pytestmark = pytest.mark.anyio
A, B = "code-llama-4", "mistral-large-3"
PAIR, ONE, OTHER = Job(tools=(A, B)), Job(tools=(A,)), Job(tools=(B,))


class Desk:
    """A workspace with its panel, its batches and the rounds over them."""

    def __init__(self, panel: Orchestrator, batches: Batches, clock: Clock) -> None:
        self.panel = panel
        self.batches = batches
        self.clock = clock
        self.told: list[Progress] = []
        self.warned: list[str] = []
        self.prefill = Prefill(panel, batches, warn=self.warned.append, sleep=clock.sleep)

    async def run(self, *jobs: Job) -> Progress:
        """All rounds."""
        return await self.prefill.run(jobs, told=self.told.append)

    async def settle(self) -> Progress:
        """Looks until nothing more will come."""
        while (progress := await self.prefill.advance()).waiting:
            pass
        return progress

    async def compare(self) -> Comparison:
        """The ordinary run of the pair."""
        run = await self.panel.compare(A, B)
        assert isinstance(run.result, Comparison)
        return run.result


@asynccontextmanager
async def desk(folder: Path, api: BatchApi, **options: Any) -> AsyncIterator[Desk]:
    """Opened for the block."""
    clock = Clock()
    target = Target(label="l", base_url=api.base_url, prices=Prices(Decimal(1), Decimal(2)))
    async with Client(target, home=folder / ".panel", sleep=clock.sleep) as client:
        memory = Memory(folder / ".panel" / "settled", client.meter, warn=print)
        panel = Orchestrator(
            workspace=Workspace(folder),
            client=client,
            memory=memory,
            sampling=Sampling("l", "m"),
            now=lambda: datetime.now(UTC),
            token=lambda: token_hex(3),
            watch=lambda question, failure: None,
        )
        async with Batches(target, home=folder / ".panel", store=client.store, warn=print, sleep=clock.sleep, **options) as batches:
            yield Desk(panel, batches, clock)
        memory.close()


def said(body: dict[str, Any]) -> dict[str, Any]:
    """An answer that uses other words of one tool, so that picks in either order are two questions."""
    words = reply(body)
    return chat(words.replace("say plainly", "say in short") if "Name: Mistral" in body["messages"][1]["content"] else words)


def uneven(line: Line) -> Response:
    """The same in a batch."""
    return 200, said(line["body"])


def uneven_live(received: Received) -> Act:
    """The same, asked live."""
    return status(200, said(received.json))


def live(api: BatchApi) -> int:
    """How many requests were asked one by one."""
    return api.calls.count("POST chat/*")


def asked(api: BatchApi, batch: Batch) -> set[str]:
    """What the lines of a batch ask for, by the name of their schema."""
    return {line["body"]["response_format"]["json_schema"]["name"] for line in api.lines(batch)}


async def test_a_queue_is_answered_in_three_rounds_and_nothing_is_asked_live(tmp_path: Path) -> None:
    """All scorecards, then the picks that quote them, then the chair; what two jobs share is asked once."""
    with BatchApi(run=uneven, live=uneven_live) as api:
        async with desk(workspace(tmp_path), api) as at:
            progress = await at.run(ONE, PAIR, OTHER)
            comparison = await at.compare()

        assert [len(api.lines(batch)) for batch in api.batches.values()] == [8, 8, 1]
        assert [len(asked(api, batch)) for batch in api.batches.values()] == [4, 1, 1]
        assert live(api) == 0
    assert (progress.waiting, progress.kept, progress.reasons) == (0, 17, ())
    assert progress.cost == progress.kept * Decimal("0.000010")
    assert (len(comparison.picks), comparison.missing_picks) == (8, ())
    assert at.told


async def test_a_detached_queue_is_taken_up_by_any_process(tmp_path: Path) -> None:
    """Submitting returns at once; each later look takes in what is there and sends what follows, from another copy as well."""
    with BatchApi(run=uneven, live=uneven_live) as api:
        async with desk(workspace(tmp_path / "here"), api) as at:
            submitted = await at.prefill.submit([PAIR])
        assert (submitted.requests, submitted.batches) == (8, 1)
        assert "GET batches/*" not in api.calls

        copytree(tmp_path / "here", tmp_path / "there")
        looks = 0
        while True:
            async with desk(tmp_path / "there", api) as at:
                progress = await at.prefill.advance()
                looks += 1
                if not progress.waiting:
                    break
        async with desk(tmp_path / "there", api) as at:
            await at.compare()

        assert (looks, len(api.batches), live(api)) == (9, 3, 0)


async def test_the_ordinary_run_asks_live_only_what_is_missing(tmp_path: Path) -> None:
    """A refused scorecard ends the rounds of its job; its seat and what follows from it is asked live, nothing else."""

    def run(line: Line) -> Response:
        return (200, chat(None, refusal="No.")) if line["body"]["response_format"]["json_schema"]["name"] == "skeptic" else uneven(line)

    with BatchApi(run=run, live=uneven_live) as api:
        async with desk(workspace(tmp_path), api) as at:
            progress = await at.run(PAIR)
            assert (progress.kept, len(progress.reasons), len(api.batches)) == (6, 2, 1)

            await at.compare()
        assert live(api) == 2 + 8 + 1


async def test_a_second_run_of_the_queue_asks_nothing(tmp_path: Path) -> None:
    """What was answered is kept, and what is at the provider is not sent again."""
    with BatchApi(run=uneven, live=uneven_live) as api:
        async with desk(workspace(tmp_path), api) as at:
            await at.prefill.submit([PAIR])
            await at.prefill.submit([PAIR])
            assert len(api.batches) == 1
            await at.run(PAIR)
            await at.run(PAIR)

        assert sum(len(api.lines(batch)) for batch in api.batches.values()) == 17


async def test_a_failure_may_be_tried_again_by_the_next_run(tmp_path: Path) -> None:
    """Once everything is settled, a new run of the queue starts afresh with what is missing."""
    with BatchApi(run=lambda line: (500, None), live=uneven_live) as api:
        async with desk(workspace(tmp_path), api) as at:
            await at.run(ONE)
            api.run = answered
            progress = await at.run(ONE)

        assert [len(api.lines(batch)) for batch in api.batches.values()] == [4, 4]
    assert (progress.kept, progress.reasons) == (4, ())


async def test_a_job_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    """It is warned of, and the ordinary run says what is wrong with it."""
    with BatchApi() as api:
        async with desk(workspace(tmp_path), api) as at:
            progress = await at.run(Job(tools=("nowhere",)), Job(tools=(A, A)), ONE)

            assert [line.split(":")[0] for line in at.warned[:2]] == ["nowhere", f"{A} vs {A}"]
    assert progress.kept == 4


async def test_the_samples_of_a_queue_are_remembered(tmp_path: Path) -> None:
    """Whoever takes the queue up asks as many draws as it was submitted with."""
    with BatchApi(run=uneven) as api:
        async with desk(workspace(tmp_path), api) as at:
            await at.prefill.submit([ONE], samples=3)
        async with desk(tmp_path, api) as at:
            await at.settle()

        assert [len(api.lines(batch)) for batch in api.batches.values()] == [12]


async def test_a_look_with_other_settings_sends_nothing(tmp_path: Path) -> None:
    """A queue goes on at the endpoint and the model that it was submitted to."""
    with BatchApi(run=uneven) as api:
        async with desk(workspace(tmp_path), api) as at:
            await at.prefill.submit([PAIR])
            while (await at.batches.advance()).waiting:
                pass
            other = replace(at.panel, sampling=Sampling("l", "another"))
            warned: list[str] = []
            await Prefill(other, at.batches, warn=warned.append).advance()
            assert (len(api.batches), warned) == (1, ["the queue was submitted to 'm' at 'l'; name them again to go on with it"])

            await at.prefill.advance()
        assert len(api.batches) == 2


async def test_a_damaged_list_of_jobs_is_named(tmp_path: Path) -> None:
    """What is at the provider is taken in all the same."""
    with BatchApi() as api:
        async with desk(workspace(tmp_path), api) as at:
            await at.prefill.submit([ONE])
            (tmp_path / ".panel" / "batches" / "jobs.jsonl").write_text("oops")
            with pytest.raises(InputError, match=r"jobs\.jsonl: damaged; remove it"):
                await at.settle()

            assert at.batches.progress().kept == 4


async def test_a_repair_is_a_round_of_its_own(tmp_path: Path) -> None:
    """A reply that does not fit its schema is quoted back in a batch as well."""

    def run(line: Line) -> Response:
        return (200, chat("{}")) if len(line["body"]["messages"]) == 2 else answered(line)

    with BatchApi(run=run) as api:
        async with desk(workspace(tmp_path), api) as at:
            await at.run(ONE)

        assert [len(api.lines(batch)) for batch in api.batches.values()] == [4, 4]
        assert all(len(line["body"]["messages"]) == 4 for line in api.lines(list(api.batches.values())[1]))


async def test_an_endpoint_of_another_form_is_asked_in_it(tmp_path: Path) -> None:
    """A batch that was refused for its form is followed by one in the next form, within the same run."""

    def run(line: Line) -> Response:
        kind = line["body"].get("response_format", {}).get("type")
        return (200, chat("{}")) if kind == "json_object" else (400, {"error": {"message": "response_format json_schema is not supported"}})

    with BatchApi(run=run) as api:
        async with desk(workspace(tmp_path), api) as at:
            await at.run(ONE)

        forms = [{line["body"]["response_format"]["type"] for line in api.lines(batch)} for batch in api.batches.values()]
        assert forms[:2] == [{"json_schema"}, {"json_object"}]


async def test_rounds_end(tmp_path: Path) -> None:
    """An endpoint that understands no form is asked once in each, and not again."""
    complaint = {"error": {"message": "response_format is not supported"}}
    with BatchApi(run=lambda line: (400, complaint)) as api:
        async with desk(workspace(tmp_path), api) as at:
            progress = await at.run(PAIR)

        assert len(api.batches) == 4
    assert progress.waiting == 0


async def test_a_provider_that_is_away_for_a_while_is_waited_for(tmp_path: Path) -> None:
    """Hours into a batch, a few failed looks are no reason to stop, and one that succeeds ends the count."""
    away = 3 * (PATIENCE - 1)
    with BatchApi() as api:

        def before(received: Received) -> Act | None:
            looks = api.calls.count("GET batches/*")
            return error(503, "away") if api.calls[-1] == "GET batches/*" and 1 < looks < 2 * away + 3 and looks != away + 2 else None

        api.before = before
        async with desk(workspace(tmp_path), api) as at:
            progress = await at.run(ONE)

            assert len(at.warned) == 2 * (PATIENCE - 1)
            assert max(at.clock.slept) == 60.0
    assert progress.kept == 4


async def test_a_provider_that_stays_away_is_left(tmp_path: Path) -> None:
    """The error is the last one, and the queue can be taken up later."""
    with BatchApi() as api:
        api.before = lambda received: error(503, "away") if api.calls[-1] == "GET batches/*" else None
        async with desk(workspace(tmp_path), api) as at:
            with pytest.raises(ProviderDown, match="'away'"):
                await at.run(ONE)
            api.before = lambda received: None
            await at.run(ONE)

        assert len(api.batches) == 1


async def test_a_refused_key_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody but the user can help."""
    with BatchApi(key="sk-other") as api:
        async with desk(workspace(tmp_path), api) as at:
            with pytest.raises(NoModel, match="check the key"):
                await at.run(ONE)


async def test_cancelling_begins_no_further_round(tmp_path: Path) -> None:
    """What was answered by then is kept."""
    with BatchApi() as api:
        async with desk(workspace(tmp_path), api) as at:
            await at.prefill.submit([PAIR])
            await at.prefill.cancel()
            progress = await at.settle()

        assert [batch.status for batch in api.batches.values()] == ["cancelled"]
    assert progress.kept == 8
