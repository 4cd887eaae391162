"""What every peer is given, and how each is measured: the panel's own requests, and one JSON line about the doing of them.

A peer is a script of its own, run by its own interpreter: `with_X.py BASE_URL JOB CONCURRENCY CACHE`.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, create_model

T = TypeVar("T")
WARM_UP = 8
"""Calls at the end of the job that are made first and not counted: imports, connections and compiled schemas are theirs."""


@dataclass(frozen=True)
class Call:
    """One request: its messages and the name of the schema of its reply."""

    schema: str
    system: str
    user: str

    @property
    def messages(self) -> list[dict[str, str]]:
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]


@dataclass(frozen=True)
class Task:
    """One peer's whole task; `cache` is a folder for what the peer keeps between two runs."""

    base_url: str
    schemas: dict[str, Any]
    calls: list[Call]
    concurrency: int
    cache: Path

    @classmethod
    def given(cls) -> "Task":
        """The task that the command line names."""
        base_url, job, concurrency, cache = sys.argv[1:]
        first, *lines = Path(job).read_text().splitlines()
        return cls(base_url, json.loads(first), [Call(**json.loads(line)) for line in lines], int(concurrency), Path(cache))

    def models(self) -> dict[str, type[BaseModel]]:
        """The schemas as pydantic models, named as they are."""
        return {name: _model(name, schema) for name, schema in self.schemas.items()}

    async def each(self, ask: Callable[[Call], Awaitable[object]], calls: list[Call]) -> int:
        """Every call once, no more than `concurrency` at a time."""
        slots = asyncio.Semaphore(self.concurrency)

        async def one(call: Call) -> None:
            async with slots:
                assert await ask(call), call.schema

        async with asyncio.TaskGroup() as group:
            for call in calls:
                group.create_task(one(call))
        return len(calls)


def measured(perform: Callable[[T], int], first: T, rest: T) -> None:
    """Print what `rest` cost after `first`: calls, seconds of wall and of CPU, and the peak of memory in MB of the whole process."""
    perform(first)
    ready, at = cpu(), time.perf_counter()
    calls = perform(rest)
    wall, used = time.perf_counter() - at, cpu() - ready
    print(json.dumps({"calls": calls, "wall": wall, "cpu": used, "start": ready, "peak": peak()}), flush=True)


def measured_calls(perform: Callable[[list[Call]], int], calls: list[Call]) -> None:
    """Measure the calls of a job after its last few."""

    def whole(calls: list[Call]) -> int:
        made = perform(calls)
        assert made == len(calls), f"{made} of {len(calls)} calls came to something"
        return made

    measured(whole, calls[-WARM_UP:], calls[:-WARM_UP])


def measured_async(perform: Callable[[list[Call]], Awaitable[int]], calls: list[Call]) -> None:
    """The same for a peer that lives in one event loop."""
    with asyncio.Runner() as runner:

        async def awaited(calls: list[Call]) -> int:
            return await perform(calls)

        measured_calls(lambda calls: runner.run(awaited(calls)), calls)


def cpu() -> float:
    """Seconds of CPU, user and system, of this process and its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def peak() -> float:
    """The peak of resident memory in MB; what the kernel says of this program alone, since ru_maxrss is inherited by an exec."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _model(name: str, schema: dict[str, Any]) -> type[BaseModel]:
    fields: dict[str, Any] = {key: (_type(f"{name}_{key}", value), ...) for key, value in schema["properties"].items()}
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


def _type(name: str, schema: dict[str, Any]) -> Any:
    if "enum" in schema:
        return Literal[tuple(schema["enum"])]
    match schema["type"]:
        case "object":
            return _model(name, schema)
        case "array":
            item = _type(name, schema["items"])
            return Annotated[list[item], Field(min_length=schema.get("minItems", 0), max_length=schema.get("maxItems"))]
        case "integer":
            return Annotated[int, Field(ge=schema.get("minimum"), le=schema.get("maximum"))]
    return Annotated[str, Field(min_length=schema.get("minLength", 0), max_length=schema.get("maxLength"))]
