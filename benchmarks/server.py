"""A chat-completions server in a process of its own, that answers by the name of the schema and fails as it is told.

    with serving({"scorecard": "{...}"}, latency=0.5, faults=FAULTS) as server:
        ...  # ask server.base_url
        server.set_faults({})
        print(server.counts())

It costs far less CPU than any client. One that knows no schema of a request answers it with "ok".
"""

import asyncio
import contextlib
import json
import random
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

FAULTS: Mapping[str, float] = {"busy": 0.10, "error": 0.05, "reset": 0.02, "cut": 0.02, "hang": 0.01}
"""Shares of requests: status 429, status 500, a reset, half a body and a close, no answer at all. There is also "short": a reply
that ends at its limit of tokens."""
UNREAD = 0.1
"""Seconds; a reply written this shortly before its connection was lost may never have been read."""


@dataclass
class Behaviour:
    """What the server does from now on: seconds of latency and the sigma of its log-normal spread, shares of faults, the
    requests a second above which it says 429, and the seconds of the Retry-After that comes with a 429.
    """

    latency: float = 0.0
    spread: float = 0.0
    faults: dict[str, float] = field(default_factory=dict)
    rate: float | None = None
    retry_after: float = 1.0
    seed: int = 0


@dataclass(frozen=True)
class Counts:
    """What arrived and what was written since the server started.

    `repeats` are requests whose very body had been answered before; of those, the first reply may have been lost with its
    connection in `unread` cases.
    """

    requests: int
    replies: int
    repeats: int
    unread: int
    most_at_once: int
    connections: int
    by_fault: dict[str, int]


class Answering:
    """Everything that the connections share."""

    def __init__(self, answers: Mapping[bytes, bytes], behaviour: Behaviour) -> None:
        self.answers = {b'"%s"' % name: _ok(answer) for name, answer in answers.items()}
        self.plain = _ok(_completion("ok").encode())
        self.short = {name: _ok(_completion(_text(answer)[:200], finish="length").encode()) for name, answer in answers.items()}
        self.behave(behaviour)
        self.requests = self.replies = self.repeats = self.unread = self.at_once = self.most_at_once = self.connections = 0
        self.by_fault: Counter[str] = Counter()
        self.answered: dict[int, bool] = {}
        self.arrivals: deque[float] = deque()

    def behave(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.dice = random.Random(behaviour.seed)
        self.calm = not behaviour.faults and behaviour.rate is None

    def answer(self, body: bytes) -> bytes:
        return next((answer for name, answer in self.answers.items() if name in body), self.plain)

    def fault(self) -> str:
        if self.calm:
            return ""
        if self.behaviour.rate is not None and self._hurried(self.behaviour.rate):
            return "rate"
        draw = self.dice.random()
        for name, share in self.behaviour.faults.items():
            draw -= share
            if draw < 0:
                return name
        return ""

    def _hurried(self, rate: float) -> bool:
        """Whether the second that ends now has had its requests; one that is turned away does not count."""
        now = time.monotonic()
        while self.arrivals and self.arrivals[0] <= now - 1:
            self.arrivals.popleft()
        if len(self.arrivals) >= rate:
            return True
        self.arrivals.append(now)
        return False

    def delay(self) -> float:
        latency, spread = self.behaviour.latency, self.behaviour.spread
        return latency * self.dice.lognormvariate(0, spread) if latency and spread else latency

    def counts(self) -> dict[str, Any]:
        names = ("requests", "replies", "repeats", "unread", "most_at_once", "connections")
        return {name: getattr(self, name) for name in names} | {"by_fault": dict(self.by_fault)}


class Conversation(asyncio.Protocol):
    """One connection."""

    def __init__(self, shared: Answering) -> None:
        self.shared = shared
        self.received = b""
        self.needed = 0
        self.last: tuple[int, float] = (0, 0.0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.shared.connections += 1

    def connection_lost(self, error: Exception | None) -> None:
        key, at = self.last
        if at and time.monotonic() - at < UNREAD:
            self.shared.answered[key] = True

    def data_received(self, data: bytes) -> None:
        self.received = self.received + data if self.received else data
        while self.received and len(self.received) >= self.needed:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.received[:end].lower()
            start = head.find(b"content-length:")
            size = int(head[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
            self.needed = end + 4 + size
            if len(self.received) < self.needed:
                return
            body, self.received = self.received[end + 4 : self.needed], self.received[self.needed :]
            self.needed = 0
            self.asked(head, body)

    def asked(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1]
        if path.startswith(b"/_"):
            return self.controlled(path, body)
        shared = self.shared
        key = hash(body)
        shared.requests += 1
        if key in shared.answered:
            shared.repeats += 1
            shared.unread += shared.answered[key]
        fault = shared.fault()
        if fault:
            shared.by_fault[fault] += 1
        shared.at_once += 1
        shared.most_at_once = max(shared.most_at_once, shared.at_once)
        # What is turned away is turned away at once.
        delay = 0.0 if fault in ("rate", "busy") else shared.delay()
        if delay:
            asyncio.get_running_loop().call_later(delay, self.answer, fault, key, body)
        else:
            self.answer(fault, key, body)

    def answer(self, fault: str, key: int, body: bytes) -> None:
        shared = self.shared
        shared.at_once -= 1
        if self.transport.is_closing():
            return
        match fault:
            case "rate" | "busy":
                self.transport.write(_status(429, "Too many requests", retry_after=shared.behaviour.retry_after))
            case "error":
                self.transport.write(_status(500, "The server had an error"))
            case "reset":
                self.transport.abort()
            case "cut":
                answer = shared.answer(body)
                self.transport.write(answer[: len(answer) // 2])
                self.transport.close()
            case "hang":
                pass
            case "short":
                self.transport.write(next((answer for name, answer in shared.short.items() if b'"%s"' % name in body), shared.plain))
            case _:
                self.transport.write(shared.answer(body))
                shared.replies += 1
                shared.answered[key] = False
                self.last = key, time.monotonic()

    def controlled(self, path: bytes, body: bytes) -> None:
        if path == b"/_faults":
            self.shared.behave(Behaviour(**json.loads(body)))
        self.transport.write(_ok(json.dumps(self.shared.counts()).encode()))


def _ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def _status(code: int, message: str, *, retry_after: float = 0.0) -> bytes:
    body = json.dumps({"error": {"message": message, "type": "server_error", "code": None}}).encode()
    wait = b"Retry-After: %g\r\n" % retry_after if retry_after else b""
    return b"HTTP/1.1 %d Fault\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n" % (code, wait, len(body)) + body


def _completion(text: str, *, finish: str = "stop") -> str:
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "model": "bench",
            "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": 1500, "completion_tokens": 400, "total_tokens": 1900},
        }
    )


def _text(completion: bytes) -> str:
    return str(json.loads(completion)["choices"][0]["message"]["content"])


async def _serve(answers: Mapping[bytes, bytes], behaviour: Behaviour) -> None:
    shared = Answering(answers, behaviour)
    server = await asyncio.get_running_loop().create_server(lambda: Conversation(shared), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    # The pipe closes when whoever started this is gone, also after a kill -9.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


@dataclass
class Serving:
    """A server that runs in another process until its `with` block ends."""

    port: int
    behaviour: Behaviour

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    def counts(self) -> Counts:
        """What it has counted so far."""
        return Counts(**self._told("/_count", None))

    def set_faults(self, faults: Mapping[str, float]) -> None:
        """Fail these shares of the requests from now on."""
        self.behaviour.faults = dict(faults)
        self._behave()

    def set_latency(self, latency: float, *, spread: float = 0.0) -> None:
        """Answer after so many seconds from now on; with a spread, that is the median."""
        self.behaviour.latency, self.behaviour.spread = latency, spread
        self._behave()

    def set_rate(self, rate: float | None) -> None:
        """Say 429 to whatever passes this many requests a second from now on."""
        self.behaviour.rate = rate
        self._behave()

    def _behave(self) -> None:
        self._told("/_faults", json.dumps(vars(self.behaviour)).encode())

    def _told(self, path: str, body: bytes | None) -> Any:
        with urlopen(Request(f"http://127.0.0.1:{self.port}{path}", data=body), timeout=30) as response:
            return json.load(response)


@contextlib.contextmanager
def serving(
    answers: Mapping[str, str],
    *,
    latency: float = 0.0,
    spread: float = 0.0,
    faults: Mapping[str, float] | None = None,
    rate: float | None = None,
    retry_after: float = 1.0,
    seed: int = 0,
) -> Iterator[Serving]:
    """A running server; `answers` are reply texts by schema name, the rest is that of `Behaviour`."""
    behaviour = Behaviour(latency, spread, dict(faults or {}), rate, retry_after, seed)
    told = {"answers": {name: _completion(text) for name, text in answers.items()}, "behaviour": vars(behaviour)}
    process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(told) + "\n")
    process.stdin.flush()
    try:
        yield Serving(int(process.stdout.readline()), behaviour)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


if __name__ == "__main__":
    told = json.loads(sys.stdin.readline())
    answers = {name.encode(): body.encode() for name, body in told["answers"].items()}
    asyncio.run(_serve(answers, Behaviour(**told["behaviour"])))
