"""Where questions are asked: all at once, in this process."""

from asyncio import TaskGroup
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from panel.ask import Model, ask
from panel.errors import PanelError
from panel.llm.call import Reply, Request
from panel.prompts import Prompts
from panel.questions import Question
from panel.scorecard import Failure, Outcome, Scorecard
from panel.settled import Memory

T = TypeVar("T")
Watch = Callable[[Question[object], Failure | None], None]
"""Told of every question that was settled, with the failure if it came to nothing."""


class Engine:
    """Asks questions of one model; the limits on how many at once are the model's own. Without a memory every check is made anew."""

    def __init__(self, model: Model, prompts: Prompts, watch: Watch, memory: Memory | None = None) -> None:
        self.model = model
        self.prompts = prompts
        self.watch = watch
        self.memory = memory

    async def ask(self, question: Question[T]) -> T | Failure:
        """One question settled."""
        answer = await ask(question, self.model, self.prompts)
        self.watch(question, answer if isinstance(answer, Failure) else None)
        return answer

    async def scorecard(self, question: Question[Scorecard], *, checked: str) -> Outcome:
        """One draw of a seat; `checked` is the digest of what its checks look at besides the reply."""
        if self.memory is None:
            return await self.ask(question)
        key = question.request.key
        card = self.memory.recall(key, checked=checked)
        if card is not None:
            self.watch(question, None)
            return card
        heard = _Heard(self.model)
        answer = await ask(question, heard, self.prompts)
        if isinstance(answer, Scorecard):
            await self.memory.keep(key, answer, heard.replies, checked=checked)
        self.watch(question, answer if isinstance(answer, Failure) else None)
        return answer


class _Heard:
    """A model whose replies are noted."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.replies: list[Reply] = []

    async def __call__(self, request: Request) -> Reply:
        reply = await self._model(request)
        self.replies.append(reply)
        return reply

    def forget(self, key: str) -> bool:
        return self._model.forget(key)


async def together(jobs: Iterable[Awaitable[T]]) -> list[T]:
    """The results in the order of the jobs. The first PanelError ends all of them and is raised alone."""

    async def settle(job: Awaitable[T]) -> T:
        return await job

    try:
        async with TaskGroup() as group:
            tasks = [group.create_task(settle(job)) for job in jobs]
    except BaseExceptionGroup as errors:
        ours, _ = errors.split(PanelError)
        raise (_first(ours) if ours else errors) from None
    return [task.result() for task in tasks]


def _first(group: BaseExceptionGroup[PanelError]) -> PanelError:
    error = group.exceptions[0]
    return error if isinstance(error, PanelError) else _first(error)
