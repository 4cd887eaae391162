"""Every benchmark in one run: `bench.py [--quick] [--docs] [--only PART ...]`. Files of the project are written with --docs alone."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import clients
import kills
import memory
import startup
import throughput
from clients import PANEL, Course
from environments import BARE, HOME, ROOT, Peer, version
from plot import Bar, Group, Plot
from tables import Spread, Table

BUSY = 0.7
"""Load of the last minute."""
PARTS = ("start", "clients", "throughput", "memory", "kills", "checks")


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    install: bool
    tools: int
    rounds: int
    queues: tuple[int, ...]
    lengths: tuple[int, ...]
    kills: int
    starts: int


FULL = Size(install=True, tools=200, rounds=3, queues=(250, 1000, 2500), lengths=(250, 2500, 25_000), kills=20, starts=15)
QUICK = Size(install=False, tools=25, rounds=1, queues=(250,), lengths=(50, 250), kills=2, starts=5)


@dataclass
class Report:
    """What was measured in this run, and nothing else."""

    tables: list[Table] = field(default_factory=list)
    plots: dict[str, Plot] = field(default_factory=dict)
    bars: list[str] = field(default_factory=list)

    def add(self, table: Table) -> None:
        self.tables.append(table)
        print(f"\n{table.text()}", flush=True)

    def bar(self, text: str, *, reached: bool) -> None:
        self.bars.append(f"{'reached' if reached else '**missed**'}: {text}")


def main() -> None:
    wanted = _arguments()
    size = QUICK if wanted.quick else FULL
    began, report = time.monotonic(), Report()
    if (busy := os.getloadavg()[0]) > BUSY:
        print(f"load {busy:.1f}: others are at work here, and wall-clock figures will not be worth much", file=sys.stderr)
    peers = clients.present(install=size.install) if {"clients", "throughput"} & set(wanted.only) else {}
    HOME.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME) as scratch:
        _measure(report, size, peers, Path(scratch), wanted.only)
    minutes = (time.monotonic() - began) / 60
    print("\n" + "\n".join(bar.replace("*", "") for bar in report.bars))
    print(f"{minutes:.1f} minutes, {_machine()}")
    if wanted.docs:
        _write(report, peers, minutes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small jobs, one round, only the peers that are installed")
    parser.add_argument("--docs", action="store_true", help="write docs/benchmarks.md and its pictures")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="these parts alone")
    return parser.parse_args()


def _measure(report: Report, size: Size, peers: dict[Peer, Path], scratch: Path, only: tuple[str, ...]) -> None:
    if "start" in only:
        report.add(startup.table(times=size.starts))
    if "clients" in only:
        _clients(report, size, peers, scratch)
    if "throughput" in only:
        _throughput(report, size, peers, scratch)
    if "memory" in only:
        _memory(report, size, scratch)
    if "kills" in only:
        found = kills.tolls(times=size.kills)
        report.add(kills.table(found))
        clean = not any(each.asked_again or each.lost or each.torn or each.missing or each.unfinished for each in found)
        report.bar("after kill -9 no kept reply is asked again or lost, no run is torn or missing", reached=clean)
    if "checks" in only:
        print(flush=True)
        subprocess.run([sys.executable, str(ROOT / "benchmarks" / "checks.py")], check=True)


def _clients(report: Report, size: Size, peers: dict[Peer, Path], scratch: Path) -> None:
    course = Course(scratch / "clients", size.tools, 64)
    course.lay()
    lines = clients.rounds(course, peers, times=size.rounds)
    report.add(clients.table(lines, course))
    panel = next(line for line in lines if line.name == PANEL)
    ratio = clients.against(panel, lines[0], "cold").median
    report.bar(
        f"{4 * course.tools:,} calls that are answered at once: client CPU a cold call {ratio:.2f} of bare create; at most 0.80",
        reached=ratio <= 0.8,
    )
    groups = [Group(line.name, list(_cost(line, lines[0]))) for line in lines]
    title = f"Client CPU a call, {course.concurrency} at a time"
    axis = "milliseconds of user and system time, with the range; behind it the ratio to bare create"
    report.plots["benchmarks-cpu.svg"] = Plot(title, axis, ("cold", "warm, from what was kept"), groups, 5, ".0f")


def _cost(line: clients.Line, bare: clients.Line) -> list[Bar]:
    bars = []
    for series, which in enumerate(("cold", "warm")):
        if mine := getattr(line, which):
            spread = Spread.of([each.cpu_a_call for each in mine])
            ratio = clients.against(line, bare, which).median
            low, high = min(spread.values), max(spread.values)
            bars.append(Bar(series, spread.median, low, high, f"{spread.median:.2f} ms · {ratio:.2f}"))
    return bars


def _throughput(report: Report, size: Size, peers: dict[Peer, Path], scratch: Path) -> None:
    found = throughput.kept(scratch / "throughput", peers if size.install else {}, sizes=size.queues)
    report.add(throughput.table(found))
    ours = max((each for each in found if each.name == PANEL), key=lambda each: each.tools)
    text = f"{ours.tools:,} tools x 4 calls at {1000 * throughput.LATENCY:.0f} ms, {throughput.CONCURRENCY} at a time: {ours.efficiency:.0%} of the ideal"
    report.bar(f"{text}; at least {throughput.BAR:.0%}", reached=ours.efficiency >= throughput.BAR)
    bare = next(each for each in found if each.name == BARE.name and each.tools == ours.tools)
    ratio = ours.measured.cpu_a_call / bare.measured.cpu_a_call
    report.bar(
        f"there, client CPU a call {ratio:.2f} of bare create; at most {throughput.CPU_BAR:.2f}", reached=ratio <= throughput.CPU_BAR
    )
    groups = [
        Group(f"{each.name}, {each.tools:,}", [_share(each)]) for each in sorted(found, key=lambda each: (each.tools, -each.efficiency))
    ]
    title = f"Use of the endpoint's time: {1000 * throughput.LATENCY:.0f} ms a call, {throughput.CONCURRENCY} at a time"
    axis = "percent of the ideal, which is latency x calls / concurrency"
    report.plots["benchmarks-throughput.svg"] = Plot(
        title, axis, ("one round; behind each name the tools of its job, four calls a tool",), groups, 20, ".0f", [(100, "ideal")]
    )


def _share(each: throughput.Kept) -> Bar:
    percent = 100 * each.efficiency
    return Bar(0, percent, percent, percent, f"{percent:.0f} %")


def _memory(report: Report, size: Size, scratch: Path) -> None:
    found = memory.lengths(scratch / "memory", sizes=size.lengths)
    report.add(memory.table(found))
    ratio = found[-1].cold.peak / found[0].cold.peak
    text = f"peak memory at {found[-1].tools:,} tools {ratio:.2f} times that at {found[0].tools:,}; at most {memory.BAR:.2f}"
    report.bar(text, reached=ratio <= memory.BAR)


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _write(report: Report, peers: dict[Peer, Path], minutes: float) -> None:
    docs = ROOT / "docs"
    for name, plot in report.plots.items():
        (docs / name).write_text(plot.svg())
    pictures = "\n\n".join(f"![{plot.title}]({name})" for name, plot in report.plots.items())
    versions = "\n".join(f"| {peer.name} | {version(peer)} | {peer.how} |" for peer in (BARE, *peers))
    bars = "\n".join(f"- {bar}" for bar in report.bars)
    tables = "\n\n".join(table.markdown() for table in report.tables)
    page = PAGE.format(
        date=f"{datetime.now(UTC):%d %B %Y}",
        machine=_machine(),
        minutes=minutes,
        pictures=pictures,
        bars=bars,
        versions=versions,
        tables=tables,
    )
    (docs / "benchmarks.md").write_text(page)


PAGE = """\
# Benchmarks

Measured on {date} in one run of {minutes:.0f} minutes, on {machine}, with client and server on that machine. CPU figures and ratios within the run carry over to
other machines; wall-clock figures of a small shared machine do so only roughly. `make bench` measures it all again and prints it, `make bench-quick` does a
small part in two minutes, and `make bench-docs` writes this page.

{pictures}

## Bars

{bars}

## The job

Each made-up tool is put before the project's four critics: four requests of about 1,800 prompt tokens, each with a JSON schema, and replies of about 380 tokens,
which a local server of one process gives by the schema's name. Everybody sends the same messages and the same schema as structured output. Bare create leaves
the reply as it is; the peers parse it into pydantic models of that schema; panel reads the dossiers, renders the prompts, verifies every quote, keeps every
reply and every settled scorecard, and writes a run a tool.

| client | release | how it is used |
| --- | --- | --- |
{versions}

Each peer runs in a virtual environment of its own under `.panel-bench/`, by a script in `benchmarks/peers/`, with its own limit of concurrency where it has one and
with its cache on where it has one. What cannot be installed is left out.

{tables}
"""


if __name__ == "__main__":
    main()
