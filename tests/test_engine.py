import asyncio
from pathlib import Path

import pytest
from parts import Scripted, in_turn, workspace
from replies import card

from panel.engine import Engine, together
from panel.errors import NoModel, PanelError, ProviderDown, Refused
from panel.prompts import Prompts
from panel.questions import Question, Questions, Sampling
from panel.scorecard import Failure, Scorecard
from panel.workspace import Workspace

pytestmark = pytest.mark.anyio


async def value(of: int) -> int:
    return of


async def failing(error: BaseException) -> int:
    raise error


async def test_results_come_in_the_order_of_the_jobs() -> None:
    """Not in that of their ends."""
    gate = asyncio.Event()

    async def slow() -> int:
        await gate.wait()
        return 1

    async def quick() -> int:
        gate.set()
        return 2

    assert await together([slow(), quick()]) == [1, 2]
    assert await together([]) == []


async def test_one_error_ends_the_others_and_is_raised_alone() -> None:
    """Not as a group: the command line knows what to say of a PanelError."""
    ended: list[str] = []

    async def waiting() -> int:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")
        return 0

    with pytest.raises(NoModel, match="no key"):
        await together([waiting(), failing(NoModel("no key")), waiting()])
    assert ended == ["cancelled", "cancelled"]


async def test_the_first_of_several_errors_is_raised() -> None:
    """Also out of groups within groups."""

    with pytest.raises(ProviderDown, match="one"):
        await together([failing(ProviderDown("one")), failing(NoModel("two"))])
    with pytest.raises(ProviderDown, match="one"):
        await together([together([failing(ProviderDown("one"))]), value(1)])


async def test_a_fault_of_our_own_is_not_hidden() -> None:
    """One of several stays a group with its traceback, unless a PanelError explains the end better; a single job's is itself."""

    with pytest.raises(BaseExceptionGroup) as told:
        await together([failing(ZeroDivisionError("ours")), value(1)])
    with pytest.raises(ZeroDivisionError, match="alone"):
        await together([failing(ZeroDivisionError("alone"))])
    assert told.group_contains(ZeroDivisionError)
    with pytest.raises(PanelError):
        await together([failing(ZeroDivisionError("ours")), failing(NoModel("no key"))])


async def test_a_cancellation_from_outside_stays_one() -> None:
    """An interrupt ends everything and is not taken for an error."""
    job = asyncio.create_task(together([asyncio.Event().wait()]))
    await asyncio.sleep(0)
    job.cancel()

    with pytest.raises(asyncio.CancelledError):
        await job


async def test_the_watch_hears_of_every_settled_question(tmp_path: Path) -> None:
    """With the failure if there is one, and once for each question, repairs included."""
    desk = Workspace(workspace(tmp_path / "desk"))
    prompts, (voter,) = Prompts(desk.prompts), desk.voters(("dx",))
    question = Questions(prompts, Sampling(endpoint="http://host/v1", model="m-1")).scorecard(voter, desk.dossier("code-llama-4"))
    heard: list[tuple[Question[object], Failure | None]] = []

    def engine(model: Scripted) -> Engine:
        return Engine(model, prompts, lambda question, failure: heard.append((question, failure)))

    good = await engine(in_turn("No.", card(voter))).ask(question)
    bad = await engine(in_turn(Refused("No."))).ask(question)
    assert isinstance(good, Scorecard)
    assert heard == [(question, None), (question, bad)]
