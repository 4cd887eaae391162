"""Client CPU a call: everybody does the same job against the same server, cold and then once more, in rounds."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import job
from environments import BARE, PEERS, Peer, interpreter
from measuring import Measured, Stumbled, measure
from server import Serving, serving
from tables import Spread, Table

PROBE = {"User": '{"name":"Jason","age":25}'}
"""One peer asks this first, to see whether an endpoint minds its schema."""
PANEL = "panel"


@dataclass
class Line:
    """One client's rounds."""

    name: str
    how: str
    keeps: bool
    cold: list[Measured] = field(default_factory=list)
    warm: list[Measured] = field(default_factory=list)


@dataclass(frozen=True)
class Course:
    """A job laid out for everybody: a workspace for panel, a file of requests for the others."""

    scratch: Path
    tools: int
    concurrency: int

    def lay(self, *, exported: bool = True) -> None:
        """Write everything down; the requests of a long queue are left out where nobody asks for them."""
        job.workspace(self.scratch / "warm-up", range(self.tools, self.tools + job.WARM_UP))
        job.workspace(self.scratch / "measured", range(self.tools))
        for name in ("warm-up", "measured"):
            slugs = sorted(tool.name for tool in (self.scratch / name / "tools").iterdir())
            (self.scratch / name / "queue.txt").write_text("\n".join(slugs) + "\n")
        if exported:
            job.export([self.scratch / "measured", self.scratch / "warm-up"], self.scratch / "job.jsonl")

    def panel(self, server: Serving) -> Measured:
        """`panel batch run` on the tools. The queue is forgotten first, the replies and what was settled are not."""
        for name in ("warm-up", "measured"):
            job.settle(self.scratch / name, server.base_url, concurrency=self.concurrency)
            job.forget_queue(self.scratch / name)
        return measure(Path(sys.executable), "with_panel.py", self.scratch / "warm-up", self.scratch / "measured", server=server)

    def peer(self, peer: Peer, python: Path, server: Serving) -> Measured:
        return measure(python, peer.script, server.base_url, self.scratch / "job.jsonl", self.concurrency, self.cache(peer), server=server)

    def cache(self, peer: Peer) -> Path:
        return self.scratch / f"cache-{peer.name}"

    def remove(self) -> None:
        """Everything, which may be many files."""
        shutil.rmtree(self.scratch)

    def clear(self) -> None:
        """Put aside what anybody kept: where thousands of files have just been deleted, ext4 takes ten times as long to make the next."""
        gone = Path(tempfile.mkdtemp(prefix="gone-", dir=self.scratch))
        kept = [self.scratch / name / folder for name in ("warm-up", "measured") for folder in (".panel", "runs")]
        for number, folder in enumerate((*kept, *map(self.cache, PEERS))):
            if folder.exists():
                folder.rename(gone / str(number))


def present(*, install: bool) -> dict[Peer, Path]:
    """The peers that can be run here, each with its Python."""
    found = ((peer, interpreter(peer, install=install)) for peer in PEERS)
    return {peer: python for peer, python in found if python is not None}


def rounds(course: Course, peers: dict[Peer, Path], *, times: int) -> list[Line]:
    """Bare, panel and the peers in turn, `times` times; a peer that stumbles is left out with a word."""
    lines = {peer.name: Line(peer.name, peer.how, peer.keeps) for peer in (BARE, *peers)}
    panel = Line(PANEL, "`panel batch run`: every quote checked, every reply and run on disk", keeps=True)
    with serving({**job.answers(), **PROBE}) as server:
        for _ in range(times):
            course.clear()
            lines[BARE.name].cold.append(course.peer(BARE, Path(sys.executable), server))
            panel.cold.append(course.panel(server))
            panel.warm.append(course.panel(server))
            for peer, python in peers.items():
                for said in _stumbling(course, peer, python, lines[peer.name], server):
                    print(f"{peer.name}: left out: {said}", file=sys.stderr)
    return [lines.pop(BARE.name), panel, *(line for line in lines.values() if len(line.cold) == times)]


def _stumbling(course: Course, peer: Peer, python: Path, line: Line, server: Serving) -> Iterator[str]:
    try:
        line.cold.append(course.peer(peer, python, server))
        if peer.keeps:
            line.warm.append(course.peer(peer, python, server))
    except Stumbled as error:
        yield str(error)


def against(line: Line, bare: Line, which: str) -> Spread:
    """CPU a call as a ratio to bare create in the same round."""
    mine: list[Measured] = getattr(line, which)
    return Spread.of([a.cpu_a_call / b.cpu_a_call for a, b in zip(mine, bare.cold, strict=True)])


def table(lines: list[Line], course: Course) -> Table:
    bare = lines[0]
    rows = tuple(_row(line, bare) for line in lines)
    calls, times = f"{4 * course.tools:,}", len(bare.cold)
    rounds = f"Median of {times} rounds with the range" if times > 1 else "One round"
    return Table(
        "Client CPU a call",
        f"{calls} calls, {course.concurrency} at a time, a server that answers at once; user and system time of the client's process after its "
        f"imports and a few first calls. {rounds}; the ratio is to bare create in the same round. "
        "Warm is the same job in a new process over what the library had kept by itself.",
        ("client", "cold, ms", "ratio", "warm, ms", "ratio", "asked when warm", "start, s of CPU", "peak memory, MB"),
        rows,
    )


def _row(line: Line, bare: Line) -> tuple[str, ...]:
    cold = Spread.of([m.cpu_a_call for m in line.cold])
    start, peak = (Spread.of([getattr(m, name) for m in line.cold]) for name in ("start", "peak"))
    warm = ("-", "-", "-")
    if line.warm:
        asked = max(m.requests for m in line.warm)
        spread = Spread.of([m.cpu_a_call for m in line.warm])
        warm = (spread.text(".2f"), against(line, bare, "warm").text(".2f"), f"{asked:,}")
    ratio = "1.00" if line is bare else against(line, bare, "cold").text(".2f")
    return (line.name, cold.text(".2f"), ratio, *warm, f"{start.median:.1f}", f"{peak.median:.0f}")
