"""How much of the endpoint's time is used: the wall clock against latency times calls over concurrency."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import job
from clients import PANEL, PROBE, Course
from environments import BARE, Peer
from measuring import Measured, Stumbled
from server import Serving, serving
from tables import Table

LATENCY, CONCURRENCY = 0.5, 256
BAR, CPU_BAR = 0.9, 0.8


@dataclass(frozen=True)
class Kept:
    """One client on one job, in `measured`."""

    name: str
    tools: int
    measured: Measured

    @property
    def ideal(self) -> float:
        """Seconds."""
        return LATENCY * self.measured.calls / CONCURRENCY

    @property
    def efficiency(self) -> float:
        return self.ideal / self.measured.wall


def kept(scratch: Path, peers: dict[Peer, Path], *, sizes: tuple[int, ...]) -> list[Kept]:
    """Bare and panel on every size, the peers on the smallest."""
    found: list[Kept] = []
    for tools in sizes:
        course = Course(scratch / str(tools), tools, CONCURRENCY)
        course.lay()
        with serving({**job.answers(), **PROBE}, latency=LATENCY) as server:
            found.append(Kept(BARE.name, tools, course.peer(BARE, Path(sys.executable), server)))
            found.append(Kept(PANEL, tools, course.panel(server)))
            if tools == min(sizes):
                found.extend(_peers(course, peers, server))
    return found


def _peers(course: Course, peers: dict[Peer, Path], server: Serving) -> Iterator[Kept]:
    for peer, python in peers.items():
        try:
            yield Kept(peer.name, course.tools, course.peer(peer, python, server))
        except Stumbled as error:
            print(f"{peer.name}: left out: {error}", file=sys.stderr)


def table(found: list[Kept]) -> Table:
    rows = tuple(
        (
            each.name,
            f"{each.tools:,}",
            f"{each.measured.calls:,}",
            f"{each.ideal:.1f}",
            f"{each.measured.wall:.1f}",
            f"{each.efficiency:.0%}",
            f"{each.measured.cpu_a_call:.2f}",
            f"{each.measured.cpu / each.measured.wall:.2f}",
        )
        for each in sorted(found, key=lambda each: each.tools)
    )
    return Table(
        "Use of the endpoint's time",
        f"Every call takes {1000 * LATENCY:.0f} ms at the server and {CONCURRENCY} are let through at a time, so that the ideal is latency x calls / "
        "concurrency. The wall clock starts after imports and a few first calls. The peers have the smallest job only: most of them are "
        "held up by their own CPU, which a larger job would not change. panel uses as many processes as there are cores, and the CPU of "
        "all of them is counted; the others use one. One round.",
        ("client", "tools", "calls", "ideal, s", "wall, s", "of the ideal", "CPU a call, ms", "cores busy"),
        rows,
    )
