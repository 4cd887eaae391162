"""One question is put to a model: ask, fold, one repair, and a record or a typed failure comes back."""

from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from panel.errors import CallFailed, Contradicted, Unreadable
from panel.llm.call import Complete, Message, Request
from panel.prompts import Prompts
from panel.questions import Draft, Question
from panel.reading import NotReadable
from panel.scorecard import Failure

T = TypeVar("T")


class Model(Complete, Protocol):
    """A model whose stored replies can be set aside, so that a useless one is not served again."""

    def forget(self, key: str) -> bool: ...


@dataclass(frozen=True)
class _Attempt(Generic[T]):
    """One reply and what it came to: a draft, or the reason why it cannot be read."""

    request: Request
    text: str
    came_to: Draft[T] | NotReadable

    @property
    def complaints(self) -> tuple[str, ...]:
        return self.came_to.complaints if isinstance(self.came_to, Draft) else (str(self.came_to),)

    @property
    def counts(self) -> bool:
        return isinstance(self.came_to, Draft) and not self.came_to.broken

    def value(self) -> T:
        """The record. Raises Unreadable or Contradicted when there is none that may count."""
        if not isinstance(self.came_to, Draft):
            raise Unreadable(f"the reply does not fit its schema, also after a repair: {self.came_to}")
        if self.came_to.broken:
            raise Contradicted(f"also after a repair: {self.came_to.complaints[0]}")
        return self.came_to.value


async def ask(question: Question[T], model: Model, prompts: Prompts) -> T | Failure:
    """The answer to the question, or why its seat stays empty.

    A reply that cannot be read, contradicts itself or fails a check gets one repair request that quotes the complaints; the
    better of the two is taken. Raises NoModel or ProviderDown when no further call makes sense.
    """
    try:
        first = await _attempt(question, question.request, model)
        best = first if not first.complaints else await _repaired(question, first, model, prompts)
        return best.value()
    except CallFailed as error:
        return Failure(tool=question.tool, persona=question.persona, title=question.title, reason=error.reason, detail=str(error))


async def _repaired(question: Question[T], first: _Attempt[T], model: Model, prompts: Prompts) -> _Attempt[T]:
    try:
        second = await _attempt(question, _repair(first, prompts), model)
    except CallFailed:
        if first.counts:
            return first
        raise
    best = min(second, first, key=lambda attempt: (not attempt.counts, len(attempt.complaints)))
    if not best.counts:
        # Set aside for a look; next time both are asked afresh.
        model.forget(first.request.key)
        model.forget(second.request.key)
    return best


async def _attempt(question: Question[T], request: Request, model: Model) -> _Attempt[T]:
    reply = await model(request)
    try:
        return _Attempt(request, reply.text, question.fold(reply))
    except NotReadable as error:
        return _Attempt(request, reply.text, error)


def _repair(first: _Attempt[T], prompts: Prompts) -> Request:
    asked = prompts.render("repair", {"complaints": first.complaints})
    return replace(first.request, messages=(*first.request.messages, Message("assistant", first.text), Message("user", asked)))
