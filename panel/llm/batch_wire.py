"""The provider's files and batches over HTTP: upload, create, find again, look, cancel, download."""

import asyncio
import json
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from panel.canon import Closed
from panel.errors import CallFailed, DiskError, PanelError, ProviderDown, RateLimited, TimedOut, Unreadable, UsageError
from panel.files import sync
from panel.llm.chat import told
from panel.llm.fault import Fault
from panel.llm.limit import LONGEST_PAUSE
from panel.llm.status import Answer, refusal
from panel.llm.target import Target

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

T = TypeVar("T")
CALLS = 3
"""How many times one step is tried."""
SLOWEST = 50_000
"""Bytes a second; a transfer that is slower has ended."""
LONGEST = 2**30
"""Bytes of a downloaded file; the providers' own limit is half of it."""
PAGE = 100
ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,199}")
NO_SUCH_DOOR = frozenset({404, 405, 501})


class Batch(Closed):
    """A batch as the provider describes it; `complaints` are its reasons for refusing the whole file."""

    id: str
    status: str
    requests: int = 0
    completed: int = 0
    failed: int = 0
    output: str = ""
    errors: str = ""
    complaints: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in ENDED


class Gone(Exception):
    """The provider does not know this path or id, or no longer; says what it answered."""


class Wire:
    """One provider. Every step is tried three times, with the pause that the provider asks for or a growing one.

    What makes something is not simply repeated: after a try whose end is unknown, the thing is looked for first. Raises NoModel
    for a refused key, UsageError where there is no batch API, RateLimited where no more work is taken now, ProviderDown for all else.
    """

    def __init__(
        self, target: Target, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep, now: Callable[[], float] = time.time
    ) -> None:
        self._target = target
        self._sleep = sleep
        self._now = now
        self._clients: dict[int, AsyncOpenAI] = {}

    async def upload(self, file: Path, *, name: str, size: int, begun: bool) -> str:
        """The id of the file at the provider; with `begun`, one of this name and size may be there already."""
        return await self._made(lambda: self._uploaded(file, name, size), lambda: self._file(name, size), begun=begun)

    async def create(self, file: str, *, metadata: Mapping[str, str], begun: bool) -> Batch:
        """The batch over an uploaded file; with `begun`, one with this metadata may be there already."""
        body = {"input_file_id": file, "endpoint": "/v1/chat/completions", "completion_window": "24h", "metadata": dict(metadata)}
        return await self._made(lambda: self._batch("POST", "/batches", body), lambda: self.find(metadata, file=file), begun=begun)

    async def find(self, metadata: Mapping[str, str], *, file: str) -> Batch | None:
        """The batch that carries this metadata, or a live one over this file where the provider keeps no metadata; None without one."""
        async for entry in self._listed("/batches", {}):
            noted = entry.get("metadata")
            if metadata.items() <= noted.items() if isinstance(noted, dict) and noted else _is_over(entry, file):
                return _batch(entry)
        return None

    async def look(self, id: str) -> Batch:
        """The batch as it stands. Raises Gone."""
        return await self._tried(lambda: self._batch("GET", f"/batches/{_safe(id)}"))

    async def cancel(self, id: str) -> None:
        """Ask the provider to stop; one that has ended stays as it is. Raises Gone."""
        await self._tried(lambda: self._cancelled(id))

    async def download(self, file: str, to: Path) -> None:
        """Put the content of a file at the path, whole or not at all. Raises Gone, and DiskError."""
        await self._tried(lambda: self._downloaded(file, to))

    async def aclose(self) -> None:
        """Close the connections."""
        while self._clients:
            await self._clients.popitem()[1].close()

    async def _made(self, make: Callable[[], Awaitable[T]], find: Callable[[], Awaitable[T | None]], *, begun: bool) -> T:
        tries = iter(range(CALLS))

        async def once() -> T:
            # The end of an earlier try may be unknown: the provider may have done it and we not heard of it.
            if next(tries) or begun:
                # Where nothing is listed, nothing can be found.
                with suppress(Gone):
                    if (found := await find()) is not None:
                        return found
            return await make()

        try:
            return await self._tried(once)
        except Gone as gone:
            fact = f"endpoint {self._target.label!r} has no batch API ({gone})"
        raise UsageError(f"{fact}; run without --via batch-api, or correct base_url")

    async def _tried(self, once: Callable[[], Awaitable[T]]) -> T:
        error: PanelError
        for attempt in range(CALLS):
            try:
                return await once()
            except Fault as fault:
                error, wait = fault.error, fault.wait if fault.wait is not None else 0.5 * 4**attempt
                if fault.again == "never" or wait > LONGEST_PAUSE or attempt + 1 == CALLS:
                    break
            await self._sleep(wait)
        raise error if isinstance(error, RateLimited) or not isinstance(error, CallFailed) else ProviderDown(str(error))

    async def _uploaded(self, file: Path, name: str, size: int) -> str:
        async def sent(sdk: "AsyncOpenAI") -> "httpx2.Response":
            import httpx2

            headers = {"Content-Type": "multipart/form-data"}
            with file.open("rb") as lines:
                parts = [("file", (name, lines, "application/jsonl"))]
                return await sdk.post(
                    "/files", cast_to=httpx2.Response, body={"purpose": "batch"}, files=parts, options={"headers": headers}
                )

        answer = await self._exchange(sent, seconds=self._target.deadline + size / SLOWEST)
        return _id(self._object(answer))

    async def _file(self, name: str, size: int) -> str | None:
        async for entry in self._listed("/files", {"purpose": "batch"}):
            if entry.get("filename") == name and entry.get("bytes") in (size, None):
                return _id(entry)
        return None

    async def _batch(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Batch:
        return _batch(await self._asked(method, path, body))

    async def _cancelled(self, id: str) -> None:
        try:
            await self._asked("POST", f"/batches/{_safe(id)}/cancel")
        except Fault as fault:
            # What has ended cannot be cancelled, which is told by a 400 or 409.
            if not (fault.free and (await self._batch("GET", f"/batches/{_safe(id)}")).ended):
                raise

    async def _downloaded(self, file: str, to: Path) -> None:
        from panel.llm.sdk import downloaded

        draft = to.with_name(f".{to.name}")
        try:
            with draft.open("wb") as out:
                sdk = self._opened(LONGEST)
                try:
                    async with asyncio.timeout(self._target.deadline) as limit:
                        until = asyncio.get_running_loop().time() + self._target.deadline

                        def take(piece: bytes) -> None:
                            out.write(piece)
                            limit.reschedule(until + out.tell() / SLOWEST)

                        answer = await downloaded(sdk, _safe(file), self._target, take=take)
                except TimeoutError:
                    raise self._late() from None
                if answer is not None:
                    raise self._refused(answer)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(to)
            sync(to.parent)
        except OSError as error:
            raise DiskError(f"{to}: cannot be written ({error.strerror}); check space and permissions") from error
        finally:
            draft.unlink(missing_ok=True)

    async def _listed(self, path: str, query: Mapping[str, str]) -> Any:
        after: dict[str, str] = {}
        while True:
            page = await self._asked("GET", f"{path}?{urlencode({'limit': str(PAGE), **query, **after})}")
            entries = [entry for entry in page.get("data") or () if isinstance(entry, dict)] if isinstance(page.get("data"), list) else []
            for entry in entries:
                yield entry
            last = {"after": str(entries[-1].get("id"))} if entries else after
            # The second: a server that ignores the cursor would give the same page for ever.
            if not page.get("has_more") or last == after:
                return
            after = last

    async def _asked(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        def sent(sdk: "AsyncOpenAI") -> "Awaitable[httpx2.Response]":
            import httpx2

            if method == "GET":
                return sdk.get(path, cast_to=httpx2.Response)
            return sdk.post(path, cast_to=httpx2.Response, content=json.dumps(body or {}).encode())

        return self._object(await self._exchange(sent, seconds=self._target.deadline))

    async def _exchange(self, sent: "Callable[[AsyncOpenAI], Awaitable[httpx2.Response]]", *, seconds: float) -> Answer:
        from panel.llm.bounded import LIMIT
        from panel.llm.sdk import answered

        sdk = self._opened(LIMIT)
        try:
            async with asyncio.timeout(seconds):
                return await answered(sent(sdk), self._target)
        except TimeoutError:
            pass
        raise self._late()

    def _object(self, answer: Answer) -> dict[str, Any]:
        if answer.status >= 300:
            raise self._refused(answer)
        try:
            value = json.loads(answer.content)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise _unreadable(f"endpoint {self._target.label!r}: the answer is no JSON object; check base_url")
        return value

    def _refused(self, answer: Answer) -> Exception:
        place = f"endpoint {self._target.label!r}"
        if answer.status in NO_SUCH_DOOR:
            return Gone(f"it answered {answer.status}: {told(answer.content)[0]!r}")
        error = refusal(answer, place=place, model="", now=self._now())
        if isinstance(error, Fault) and error.again == "never":
            fact = f"{place} answered {answer.status}: {told(answer.content)[0]!r}"
            error.error = ProviderDown(f"{fact}; it does not take this batch, run without --via batch-api")
        return error

    def _late(self) -> Fault:
        late = f"endpoint {self._target.label!r}: no complete answer within {self._target.deadline:g} s; allow more time"
        return Fault(TimedOut(late), again="soon")

    def _opened(self, longest: int) -> "AsyncOpenAI":
        if longest not in self._clients:
            from panel.llm.sdk import opened

            self._clients[longest] = opened(self._target, None, longest=longest)
        return self._clients[longest]


def _batch(value: Mapping[str, Any]) -> Batch:
    counts, errors = value.get("request_counts"), value.get("errors")
    counts = counts if isinstance(counts, dict) else {}
    return Batch(
        id=_id(value),
        status=str(value.get("status"))[:40],
        requests=_count(counts.get("total")),
        completed=_count(counts.get("completed")),
        failed=_count(counts.get("failed")),
        output=_id({"id": value["output_file_id"]}) if value.get("output_file_id") else "",
        errors=_id({"id": value["error_file_id"]}) if value.get("error_file_id") else "",
        complaints=tuple(_complaints(errors.get("data") if isinstance(errors, dict) else errors)),
    )


def _is_over(entry: Mapping[str, Any], file: str) -> bool:
    return entry.get("input_file_id") == file and entry.get("status") != "failed"


def _complaints(errors: object) -> Iterator[str]:
    for error in errors[:20] if isinstance(errors, list) else ():
        if isinstance(error, dict):
            where = f" (line {error['line']})" if error.get("line") else ""
            yield f"{error.get('code')}: {error.get('message')}"[:300] + where


def _count(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


def _id(value: Mapping[str, Any]) -> str:
    return _safe(value.get("id"))


def _safe(id: object) -> str:
    """An id that can stand in a path as it is."""
    if not isinstance(id, str) or not ID.fullmatch(id):
        raise _unreadable(f"the provider named something {str(id)[:40]!r}, which is no id; check base_url")
    return id


def _unreadable(message: str) -> Fault:
    return Fault(Unreadable(message), again="once")
