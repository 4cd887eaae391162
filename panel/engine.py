"""Where questions are asked: all at once, in this process."""

from asyncio import TaskGroup
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from panel.ask import Model, ask
from panel.errors import PanelError
from panel.prompts import Prompts
from panel.questions import Question
from panel.scorecard import Failure

T = TypeVar("T")
Watch = Callable[[Question[object], Failure | None], None]
"""Told of every question that was settled, with the failure if it came to nothing."""


class Engine:
    """Asks questions of one model; the limits on how many at once are the model's own."""

    def __init__(self, model: Model, prompts: Prompts, watch: Watch) -> None:
        self.model = model
        self.prompts = prompts
        self.watch = watch

    async def ask(self, question: Question[T]) -> T | Failure:
        """One question settled."""
        answer = await ask(question, self.model, self.prompts)
        self.watch(question, answer if isinstance(answer, Failure) else None)
        return answer


async def together(jobs: Iterable[Awaitable[T]]) -> list[T]:
    """The results in the order of the jobs. The first PanelError ends all of them and is raised alone."""
    waiting = list(jobs)
    if len(waiting) == 1:
        # A task and a group of its own would cost as much as a seat's whole rendering.
        return [await waiting[0]]

    async def settle(job: Awaitable[T]) -> T:
        return await job

    try:
        async with TaskGroup() as group:
            tasks = [group.create_task(settle(job)) for job in waiting]
    except BaseExceptionGroup as errors:
        ours, _ = errors.split(PanelError)
        raise (_first(ours) if ours else errors) from None
    return [task.result() for task in tasks]


def _first(group: BaseExceptionGroup[PanelError]) -> PanelError:
    error = group.exceptions[0]
    return error if isinstance(error, PanelError) else _first(error)
