"""Requests answered by the provider's batch API: put into files, sent, waited for, and taken into the kept replies."""

import asyncio
import fcntl
import shutil
import time
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Literal, Self

from panel.errors import NoModel, ProviderDown, RateLimited, UsageError
from panel.files import read_bytes, write
from panel.llm.batch_answers import Answers, Taken
from panel.llm.batch_known import Known
from panel.llm.batch_progress import Progress, Standing, Submitted
from panel.llm.batch_shard import Kept, on_disk, shards
from panel.llm.batch_wire import Batch, Gone, Wire
from panel.llm.batch_writing import PROVIDERS, Budget, Files, Limits
from panel.llm.cache import Store
from panel.llm.call import Reply, Request
from panel.llm.dialects import Dialects
from panel.llm.meter import PriceList
from panel.llm.target import Target

HALF = Decimal("0.5")
TURNS = 3
"""How many times one request is submitted at most."""
QUEUE_FULL = "token_limit_exceeded"
FULL_TRIES = 5
"""How many batches of a file may fail for want of room in the provider's queue while none of ours takes it up."""
REASONS_SHOWN = 20
LOCK_PAUSE = 1.0


class Batches:
    """The batches of one workspace at one endpoint; all that is known of them is plain files in `home`/batches.

    Each step is noted before and after it is made, so that a killed process is followed by one that makes nothing twice: what may
    have been made is looked for at the provider first, by the name of the file and the metadata of the batch. One process at a time
    works here. `discount` is the share of the ordinary price that a batch costs, `cap` the most US dollars that all batches may cost.
    """

    def __init__(
        self,
        target: Target,
        *,
        home: Path,
        store: Store[Reply],
        discount: Decimal = HALF,
        cap: Decimal | None = None,
        limits: Limits = PROVIDERS,
        warn: Callable[[str], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.folder = home / "batches"
        self._target = target
        self._store = store
        self._cap = cap
        self._limits = limits
        self._warn = warn
        self._sleep = sleep
        self._now = now
        self._prices = PriceList(replace(target, discount=discount))
        self._dialects = Dialects(target.label, home / "endpoints.json")
        self._wire = Wire(target, sleep=sleep, now=now)

    async def submit(self, requests: AsyncIterable[Request]) -> Submitted:
        """Write those requests that have no reply and are in no batch into files, and send these.

        A request that failed in an earlier batch is not sent again. Raises BudgetReached before anything is sent when it could pass
        the cap, UsageError where there is no batch API, and what the endpoint's refusal stands for.
        """
        async with self._alone(wait=True):
            self._drop_unsent()
            submitted = await self._written(requests)
            await self._sent([kept for kept in self._open() if kept.state.step != "running"])
            return submitted

    async def advance(self) -> Progress:
        """Look at every batch once, take in what has ended, and send again what it left out.

        Where another process is at it, this one only tells what is known.
        """
        async with self._alone(wait=False) as alone:
            if alone:
                settled = [await self._looked(kept) for kept in self._open() if kept.state.step == "running"]
                room = any(settled) or not any(kept.state.step == "running" for kept in self._open())
                await self._sent([kept for kept in self._open() if self._is_due(kept, room=room)])
        return self.progress()

    def progress(self) -> Progress:
        """How all batches stand, by what is on the disk."""
        found = shards(self.folder)
        reasons = (f"{left.key[:12]}: {left.reason}" for kept in found for left in kept.left())
        return Progress(batches=tuple(map(self._standing, found)), reasons=tuple(islice(reasons, REASONS_SHOWN)))

    async def cancel(self) -> Progress:
        """Stop what is at the provider and drop what is not; what was answered by then is taken in by `advance`, nothing is sent again."""
        async with self._alone(wait=True):
            for kept in self._open():
                await self._cancelled(kept)
        return self.progress()

    async def clear(self) -> None:
        """Forget batches whose answers were taken in, once all are; their failures may be tried again."""
        async with self._alone(wait=True):
            found = shards(self.folder)
            if all(kept.state.step == "settled" for kept in found):
                for kept in found:
                    kept.remove()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    def _open(self) -> list[Kept]:
        return [kept for kept in shards(self.folder) if kept.shard.endpoint == self._target.label and kept.state.step != "settled"]

    def _standing(self, kept: Kept) -> Standing:
        shard, state = kept.shard, kept.state
        told = state.model_dump(include={"batch", "step", "held", "status", "completed", "failed", "kept", "left", "cost", "reason"})
        here = shard.endpoint == self._target.label
        return Standing(
            shard=kept.path.name, endpoint=shard.endpoint, here=here, model=shard.model, turn=shard.turn, requests=shard.requests, **told
        )

    @asynccontextmanager
    async def _alone(self, *, wait: bool) -> AsyncIterator[bool]:
        with on_disk(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = (self.folder / "lock").open("wb")
        with lock:
            while not (alone := _locked(lock.fileno())) and wait:
                await self._sleep(LOCK_PAUSE)
            yield alone

    def _drop_unsent(self) -> None:
        for kept in self._open():
            if self._standing(kept).unsent:
                kept.remove()
        for draft in (*self.folder.glob(".draft-*"), *self.folder.glob(".gone-*")):
            shutil.rmtree(draft, ignore_errors=True)

    async def _written(self, requests: AsyncIterable[Request]) -> Submitted:
        budget = None if self._cap is None else Budget(self._cap - self._committed(), self._prices, place=self._target.label)
        files = Files(self.folder, self._target.label, self._dialects, self._limits, budget)
        known = oversize = 0
        try:
            with closing(self._known()) as seen:
                async for request in requests:
                    if not seen.add(request.key) or self._store.get(request.key) is not None:
                        known += 1
                    else:
                        oversize += not files.add(request)
            files.finish()
        except BaseException:
            files.discard()
            raise
        return Submitted(requests=files.requests, batches=len(files.finished), known=known, oversize=oversize)

    def _known(self) -> Known:
        known = Known()
        for kept in shards(self.folder):
            if kept.state.step == "settled":
                known.update(left.key for left in kept.left() if left.again != "reworded")
            else:
                known.update(kept.asked())
        return known

    def _committed(self) -> Decimal:
        total = Decimal()
        for kept in shards(self.folder):
            state = kept.state
            total += state.cost if state.step == "settled" and state.cost is not None else kept.shard.most or Decimal()
        return total

    def _is_due(self, kept: Kept, *, room: bool) -> bool:
        state = kept.state
        return state.step != "running" and not self._standing(kept).unsent and (room or not state.held)

    async def _sent(self, waiting: list[Kept]) -> None:
        for number, kept in enumerate(waiting):
            try:
                await self._send(kept)
            except RateLimited as error:
                for held in waiting[number:]:
                    held.move(held=True)
                self._warn(f"{error}; {len(waiting) - number} batches wait for room at the provider")
                return
            except UsageError:
                # There is no batch API, so nothing of these is anywhere.
                for unsent in waiting[number:]:
                    if not unsent.state.file:
                        unsent.remove()
                raise

    async def _send(self, kept: Kept) -> None:
        state = kept.state
        if not state.file:
            begun = state.step == "uploading"
            kept.move(step="uploading")
            state = kept.move(step="uploaded", file=await self._wire.upload(kept.lines, name=kept.name, size=kept.shard.size, begun=begun))
        begun = state.step == "creating"
        kept.move(step="creating")
        batch = await self._wire.create(state.file, metadata=self._metadata(kept), begun=begun)
        kept.move(step="running", held=False, batch=batch.id, status=batch.status)

    def _metadata(self, kept: Kept) -> dict[str, str]:
        return {"panel_workspace": self._workspace(), "panel_shard": kept.shard.id, "panel_attempt": str(kept.state.attempt)}

    def _workspace(self) -> str:
        file = self.folder / "workspace"
        if not file.exists():
            write(file, token_hex(8))
        return read_bytes(file, limit=100).decode(errors="replace").strip()

    async def _looked(self, kept: Kept) -> bool:
        """Whether the batch has ended and is settled by this look."""
        state = kept.state
        try:
            batch = await self._wire.look(state.batch)
        except Gone:
            where = f"endpoint {self._target.label!r} does not know batch {state.batch!r}"
            raise NoModel(f"{where}; use the key of the account that submitted it, or `panel batch cancel`") from None
        if (batch.status, batch.completed, batch.failed) != (state.status, state.completed, state.failed):
            kept.move(status=batch.status, completed=batch.completed, failed=batch.failed)
        if not batch.ended or self._is_held(kept, batch):
            return False
        await self._settle(kept, batch)
        return True

    def _is_held(self, kept: Kept, batch: Batch) -> bool:
        if batch.status != "failed" or not any(QUEUE_FULL in complaint for complaint in batch.complaints):
            return False
        state = kept.state
        others = any(other.path != kept.path and other.state.step == "running" for other in self._open())
        lonely = state.lonely + (not others)
        if state.cancelled or lonely == FULL_TRIES:
            return False
        kept.move(step="uploaded", held=True, batch="", attempt=state.attempt + 1, lonely=lonely)
        return True

    async def _settle(self, kept: Kept, batch: Batch) -> None:
        answers = Answers(kept.shard, kept.asked(), self._store, price=partial(self._prices, kept.shard.model), at=self._at)
        there = kept.files()
        for file, name in ((batch.output, "output.jsonl"), (batch.errors, "errors.jsonl")):
            if file and (name in there or await self._fetched(file, kept.path / name)):
                await answers.take(kept.path / name)
                if answers.taken.is_rubbish and not kept.state.cancelled:
                    # Asking again would pay again for what the provider may still hold.
                    kept.drop(name)
                    where = f"endpoint {self._target.label!r}: batch {batch.id!r}: file {file!r} holds no output lines"
                    raise ProviderDown(f"{where}; look again later, or `panel batch cancel` to give its answers up")
        again: Literal["never", "same"] = "never" if batch.status == "failed" else "same"
        reason = "; ".join(batch.complaints)
        self._close(kept, answers.close(why=reason or f"the batch is {batch.status} without a line for it", again=again), reason=reason)

    def _close(self, kept: Kept, taken: Taken, *, reason: str) -> None:
        for count, what in ((taken.foreign, "answer no request of its own"), (taken.broken, "are no JSON objects with a custom_id")):
            if count:
                self._warn(f"batch {kept.state.batch!r}: {count} lines {what} and were left out")
        dialect = kept.shard.dialect if taken.kept else taken.lower
        if dialect is not None:
            self._dialects.remember(kept.shard.model, dialect)
        write(kept.path / "left.jsonl", "".join(left.model_dump_json() + "\n" for left in taken.left.values()))
        missing = {key for key, left in taken.left.items() if left.again == "same"}
        if missing and kept.shard.turn < TURNS and not kept.state.cancelled:
            kept.again(missing)
        cost = None if taken.unpriced else taken.cost
        kept.move(step="settled", kept=len(taken.kept), left=len(taken.left), cost=cost, reason=reason)

    async def _fetched(self, file: str, to: Path) -> bool:
        try:
            await self._wire.download(file, to)
        except Gone:
            self._warn(f"endpoint {self._target.label!r} no longer has file {file!r}; its requests count as not answered")
            return False
        return True

    async def _cancelled(self, kept: Kept) -> None:
        state = kept.state
        if state.step == "creating" and (batch := await self._wire.find(self._metadata(kept), file=state.file)) is not None:
            state = kept.move(step="running", batch=batch.id, status=batch.status)
        if state.step != "running":
            kept.remove()
            return
        kept.move(cancelled=True)
        try:
            await self._wire.cancel(state.batch)
        except Gone:
            answers = Answers(kept.shard, kept.asked(), self._store, price=lambda usage: None, at=self._at)
            self._close(kept, answers.close(why="the provider does not know the batch", again="never"), reason="unknown to the provider")

    def _at(self) -> str:
        return datetime.fromtimestamp(self._now(), UTC).isoformat(timespec="milliseconds")


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
