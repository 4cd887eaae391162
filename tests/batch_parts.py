"""Real parts that the tests of batches share: the ledger of a folder, an orchestrator before a socket, entries from text."""

import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from shutil import copytree

from panel.batch.jobs import Entry, Job, lines, read
from panel.batch.ledger import Ledger
from panel.llm.client import Client
from panel.llm.meter import Purse
from panel.llm.target import Prices, Target
from panel.orchestrator import Orchestrator
from panel.questions import Sampling
from panel.settled import Memory
from panel.workspace import Workspace

TOOL, OTHER = "code-llama-4", "mistral-large-3"


def job(*tools: str, priority: int = 0) -> Job:
    """A job by its tools."""
    return Job(tools=tools, priority=priority)


def entries(text: str | bytes, *, place: str = "queue.txt", known: Callable[[str], str] = str) -> list[Entry]:
    """The entries of a queue."""
    return list(read(lines(io.BytesIO(text.encode() if isinstance(text, str) else text)), place=place, known=known))


def ledger(folder: Path, warned: list[str] | None = None) -> Ledger:
    """The ledger of a state folder, at the beginning of a session."""
    opened = Ledger(folder, warn=(warned if warned is not None else []).append)
    opened.begin()
    return opened


def tools(folder: Path, count: int) -> list[str]:
    """So many more tools in a workspace, alike but for their names."""
    slugs = [f"tool-{number:03d}" for number in range(count)]
    for slug in slugs:
        copytree(folder / "tools" / TOOL, folder / "tools" / slug)
        file = folder / "tools" / slug / "tool.toml"
        file.write_text(file.read_text().replace("Code Llama 4", slug))
        notes = folder / "tools" / slug / "launch-notes.md"
        notes.write_text(f"{notes.read_text()}\nThis is {slug}.\n")
    return slugs


@asynccontextmanager
async def opened(
    folder: Path,
    base_url: str,
    *,
    purse: Purse | None = None,
    prices: Prices | None = None,
    token: Callable[[], str] = lambda: token_hex(3),
) -> AsyncIterator[Orchestrator]:
    """The orchestrator of a workspace with a model behind a socket; nobody waits between two tries."""
    target = Target(label="l", base_url=base_url, prices=prices)
    async with Client(target, home=folder / ".panel", purse=purse, sleep=at_once) as client:
        memory = Memory(folder / ".panel" / "settled", client.meter, warn=print)
        yield Orchestrator(
            workspace=Workspace(folder),
            client=client,
            memory=memory,
            sampling=Sampling("l", "m"),
            now=lambda: datetime.now(UTC),
            token=token,
            watch=lambda question, failure: None,
        )
        memory.close()


async def at_once(seconds: float) -> None:
    """No test waits."""
