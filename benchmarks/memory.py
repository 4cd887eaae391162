"""The peak of memory of `panel batch run` on queues of growing length."""

import sys
from dataclasses import dataclass
from pathlib import Path

import job
from clients import Course
from measuring import Measured
from server import serving
from tables import Table

CONCURRENCY = 64
BAR = 1.2


@dataclass(frozen=True)
class Length:
    """One queue, cold and once more with every reply kept."""

    tools: int
    cold: Measured
    warm: Measured


def lengths(scratch: Path, *, sizes: tuple[int, ...]) -> list[Length]:
    found = []
    for tools in sizes:
        print(f"memory: {tools:,} tools", file=sys.stderr)
        course = Course(scratch / str(tools), tools, CONCURRENCY)
        course.lay(exported=False)
        with serving(job.answers()) as server:
            found.append(Length(tools, course.panel(server), course.panel(server)))
        course.remove()
    return found


def table(found: list[Length]) -> Table:
    least = found[0]
    rows = tuple(
        (
            f"{each.tools:,} tools",
            f"{each.cold.peak:.0f}",
            f"{each.cold.peak / least.cold.peak:.2f}",
            f"{each.warm.peak:.0f}",
            f"{each.warm.peak / least.warm.peak:.2f}",
            f"{each.cold.cpu_a_call:.2f}",
            f"{each.warm.cpu_a_call:.2f}",
            f"{each.cold.wall:.0f}",
            f"{each.warm.requests:,}",
        )
        for each in found
    )
    return Table(
        "Memory of `panel batch run`",
        f"Four calls a tool, {CONCURRENCY} at a time, a server that answers at once. The peak of resident memory of the whole process; the ratio is to the "
        "shortest queue. Warm: the queue is forgotten and done again, with every reply kept. One round.",
        ("queue", "cold, MB", "ratio", "warm, MB", "ratio", "CPU a call cold, ms", "warm, ms", "wall cold, s", "asked when warm"),
        rows,
    )
