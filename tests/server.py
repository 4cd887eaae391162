"""A real HTTP server on loopback that behaves as a script tells it, well or badly.

    with FakeServer([status(503), completion("{}")]) as server:
        ...  # ask server.base_url
    assert len(server.requests) == 2

A script is a list of acts, one for each request (the last one is repeated), or a function from a request to an act.
An act is a coroutine function that gets the request and the socket's writer.
"""

import asyncio
import gzip
import json
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Received:
    """One request as it arrived; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.content)


Act = Callable[[Received, asyncio.StreamWriter], Awaitable[None]]
Script = Sequence[Act] | Callable[[Received], Act]


@dataclass
class FakeServer:
    """Listens in a thread of its own while the `with` block runs."""

    script: Script
    requests: list[Received] = field(default_factory=list)
    port: int = 0

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        listening = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listening)), daemon=True)
        self._thread.start()
        assert listening.wait(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self, listening: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0, limit=2**22)
        self.port = server.sockets[0].getsockname()[1]
        listening.set()
        await self._stop.wait()
        server.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                received = await _received(reader)
                self.requests.append(received)
                await self._act(received)(received, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            # The client went away, or the test is over.
            pass
        finally:
            writer.close()

    def _act(self, received: Received) -> Act:
        if callable(self.script):
            return self.script(received)
        return self.script[min(len(self.requests), len(self.script)) - 1]


async def _received(reader: asyncio.StreamReader) -> Received:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, path, _ = first.split(" ", 2)
    return Received(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def raw(content: bytes, *, close: bool = False) -> Act:
    """These bytes on the socket, whatever they are."""

    async def act(received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        if close:
            await writer.drain()
            writer.close()

    return act


def status(code: int, body: object = None, *, headers: dict[str, str] | None = None) -> Act:
    """A response with this status; a body that is no text or bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return raw(head(code, {"Content-Type": "application/json", "Content-Length": str(len(content)), **(headers or {})}) + content)


def head(code: int, headers: dict[str, str]) -> bytes:
    """The status line and the header lines of a response."""
    return "\r\n".join([f"HTTP/1.1 {code} Whatever", *(f"{k}: {v}" for k, v in headers.items()), "", ""]).encode()


def error(code: int, message: str, *, kind: str = "", headers: dict[str, str] | None = None) -> Act:
    """A response with this status and the usual error object; `kind` is its code."""
    return status(code, {"error": {"message": message, "type": kind, "code": kind}}, headers=headers)


def chat(text: str | None = "{}", *, finish: str | None = "stop", usage: object = (10, 5), **message: object) -> dict[str, Any]:
    """A chat.completion object; `message` adds to its message."""
    said = {"role": "assistant", "content": text, **message}
    body = {"object": "chat.completion", "model": "m-1", "choices": [{"index": 0, "message": said, "finish_reason": finish}]}
    if isinstance(usage, tuple):
        body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return body


def completion(text: str | None = "{}", *, finish: str | None = "stop", usage: object = (10, 5), **message: object) -> Act:
    """A good response with this text; usage is (prompt, completion) tokens or None."""
    return status(200, chat(text, finish=finish, usage=usage, **message))


def hang() -> Act:
    """Nothing at all, for longer than any test."""

    async def act(received: Received, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    return act


def trickle(every: float = 0.02) -> Act:
    """A good head, then white space for ever, one byte at a time."""

    async def act(received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"Content-Type": "application/json", "Content-Length": "100000"}))
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(every)

    return act


def reset() -> Act:
    """The connection is reset (RST) before any answer."""

    async def act(received: Received, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    return act


def cut(body: object = None) -> Act:
    """Half of a good response, then the connection is closed."""
    content = json.dumps(chat() if body is None else body).encode()
    return raw(head(200, {"Content-Length": str(len(content))}) + content[: len(content) // 2], close=True)


def flood(size: int, *, code: int = 200) -> Act:
    """A body of `size` bytes of white space."""

    async def act(received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(head(code, {"Content-Type": "application/json", "Content-Length": str(size)}))
        piece = b" " * 2**18
        for _ in range(size // len(piece)):
            writer.write(piece)
            await writer.drain()

    return act


def bomb(size: int) -> Act:
    """A small gzip body that unpacks to `size` bytes, whether it was asked for or not."""
    packed = gzip.compress(b" " * size, compresslevel=9)
    return raw(head(200, {"Content-Encoding": "gzip", "Content-Length": str(len(packed))}) + packed)
