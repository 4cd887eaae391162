"""The answers to one batch, read line by line into the kept replies."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from panel.errors import PanelError
from panel.llm.batch import answer_in
from panel.llm.batch_shard import Again, Left, Shard, rows
from panel.llm.cache import Store
from panel.llm.call import Reply, ReplySchema, Request, Usage
from panel.llm.chat import Dialect, reply_in, told
from panel.llm.fault import Fault
from panel.llm.status import Answer, next_dialect

AT_ONCE = 500
"""Replies that are written in one transaction."""
UNSEEN = ReplySchema("batch", "{}")
"""Stands for the schema, which a reply is not checked against here."""

Price = Callable[[Usage], Decimal | None]


@dataclass
class Taken:
    """What came of the lines so far: the keys of kept replies, the requests without one, and what was paid for both.

    `unpriced` counts answers whose cost nobody knows, `foreign` lines that answer none of our requests, `broken` lines that are none.
    `lower` is the form that the endpoint asks for where it did not understand this one.
    """

    kept: set[str] = field(default_factory=set)
    left: dict[str, Left] = field(default_factory=dict)
    cost: Decimal = field(default_factory=Decimal)
    unpriced: int = 0
    foreign: int = 0
    broken: int = 0
    lower: Dialect | None = None

    @property
    def is_rubbish(self) -> bool:
        """Whether there were lines and none of them is one of a batch."""
        return self.broken > 0 and not (self.kept or self.left or self.foreign)

    def pay(self, cost: Decimal | None) -> None:
        """Count one answer that the provider bills."""
        if cost is None:
            self.unpriced += 1
        else:
            self.cost += cost


class Answers:
    """Takes the answers to one shard in; taking the same lines in twice keeps the same replies.

    A reply is on the disk before its request counts as answered, and one that was kept before stays. What is refused, cut off,
    unreadable or an error is never kept. `asked` gives the token limit of each key, `price` what a reply cost in this batch.
    """

    def __init__(self, shard: Shard, asked: Mapping[str, int], store: Store[Reply], *, price: Price, at: Callable[[], str]) -> None:
        self._shard = shard
        self._asked = asked
        self._store = store
        self._price = price
        self._at = at
        self.taken = Taken()

    async def take(self, file: Path) -> None:
        """All lines of an output or an error file, in any order. Raises DiskError."""
        replies: dict[str, Reply] = {}
        for row in rows(file):
            line = _parsed(row)
            key = line.get("custom_id") if line else None
            if line is None or not isinstance(key, str):
                self.taken.broken += bool(row is None or row.strip())
            elif key not in self._asked:
                self.taken.foreign += 1
            elif key not in self.taken.kept and key not in replies and (reply := self._reply(key, line)) is not None:
                replies[key] = reply
                if len(replies) == AT_ONCE:
                    await self._keep(replies)
                    replies = {}
        await self._keep(replies)

    def close(self, *, why: str, again: Again) -> Taken:
        """What came of all of it; a request that no line answers is left with this reason and outlook.

        Where the form was understood for one, it is not the form that others were refused for.
        """
        left = self.taken.left
        for key in self._asked:
            if key not in self.taken.kept and key not in left:
                left[key] = Left(key=key, reason=why, again=again)
            elif self.taken.kept and key in left and left[key].again == "reworded":
                left[key] = left[key].model_copy(update={"again": "never"})
        return self.taken

    def _reply(self, key: str, line: Mapping[str, Any]) -> Reply | None:
        if not isinstance(line.get("response"), Mapping):
            why = told(answer_in(line)[1])[0]
            self.taken.left[key] = Left(key=key, reason=f"never run: {why}", again="same")
            return None
        status, content = answer_in(line)
        if status >= 300:
            lower = next_dialect(Answer(status, {}, content), self._shard.dialect)
            reason = f"the batch answered {status}: {told(content)[0]!r}"
            self.taken.left[key] = Left(key=key, reason=reason, again="never" if lower is None else "reworded")
            self.taken.lower = lower or self.taken.lower
            return None
        request = Request(self._shard.endpoint, self._shard.model, (), UNSEEN, self._asked[key])
        try:
            reply = reply_in(content, request=request, at=self._at())
        except Fault as fault:
            self.taken.pay(None if fault.usage is None else self._price(fault.usage))
            self.taken.left[key] = Left(key=key, reason=str(fault.error), again="never")
            return None
        cost = None if reply.usage is None else self._price(reply.usage)
        self.taken.pay(cost)
        return reply.model_copy(update={"cost": cost, "cached": True})

    async def _keep(self, replies: Mapping[str, Reply]) -> None:
        await _together(self._store.put(key, reply) for key, reply in replies.items() if self._store.get(key) is None)
        self.taken.kept.update(replies)
        for key in replies:
            self.taken.left.pop(key, None)


async def _together(puts: Iterable[Any]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for put in puts:
                group.create_task(put)
    except BaseExceptionGroup as errors:
        ours, _ = errors.split(PanelError)
        raise (ours.exceptions[0] if ours else errors) from None


def _parsed(row: bytes | None) -> dict[str, Any] | None:
    try:
        line = json.loads(row) if row else None
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None
