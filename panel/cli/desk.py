"""Where a command gets its workspace, its settings and its model from."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from panel.errors import Interrupted, NoModel

if TYPE_CHECKING:
    from panel.cli.progress import Watcher
    from panel.llm.meter import Purse
    from panel.orchestrator import Orchestrator
    from panel.settings import Settings
    from panel.workspace import Workspace

T = TypeVar("T")
KEYS = ("PANEL_API_KEY", "OPENAI_API_KEY")
WAYS = (
    "three ways forward: set OPENAI_API_KEY, set PANEL_BASE_URL to an OpenAI-compatible server, "
    "or answer by file with `panel replies export` and `import`"
)


def steady() -> None:
    """Spare the garbage collector what was imported, and let it look at larger heaps: records come and go here by the thousand."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def root(context: typer.Context, workspace: Path | None) -> Path:
    """The workspace folder that the command line names, or the nearest one."""
    from panel.settings import find_workspace

    named = workspace or context.find_root().obj
    return find_workspace(named or Path())


def opened(context: typer.Context, workspace: Path | None) -> "Workspace":
    """The workspace."""
    from panel.workspace import Workspace

    return Workspace(root(context, workspace))


@dataclass(frozen=True)
class Desk:
    """What the command line said about where to work and whom to ask."""

    folder: Path
    base_url: str | None = None
    model: str | None = None
    max_cost: float | None = None

    @property
    def settings(self) -> "Settings":
        """The settings of this workspace on this machine."""
        from platformdirs import user_config_path

        from panel import settings

        user = user_config_path("panel") / "config.toml"
        return settings.load(self.folder, os.environ, user=user, base_url=self.base_url or "", model=self.model or "")

    def run(self, job: "Callable[[Orchestrator], Awaitable[T]]", *, purse: "Purse | None" = None, watcher: "Watcher | None" = None) -> T:
        """The result of a job that may ask the model, with its progress on stderr; `purse` takes the place of the cap."""

        async def work() -> T:
            async with self._orchestrator(purse, watcher) as orchestrator:
                return await job(orchestrator)

        try:
            steady()
            return asyncio.run(work())
        except KeyboardInterrupt as error:
            raise Interrupted("interrupted; every reply that arrived is kept, and the same command goes on from there") from error
        except NoModel as error:
            raise NoModel(_with_remedy(str(error), self.settings)) from error

    @asynccontextmanager
    async def _orchestrator(self, purse: "Purse | None", watcher: "Watcher | None") -> "AsyncIterator[Orchestrator]":
        from panel.assembly import assembled
        from panel.cli.progress import Progress
        from panel.llm.meter import Cap, Meter

        meter = Meter()
        if purse is None and self.max_cost is not None:
            purse = Cap(Decimal(str(self.max_cost)))
        with watcher or Progress(meter) as heard:
            async with assembled(
                self.settings, meter=meter, warn=heard.warn, watch=heard.settled, observe=heard.observe, purse=purse
            ) as orchestrator:
                yield orchestrator


def _with_remedy(said: str, settings: "Settings") -> str:
    if not settings.base_url:
        return f"{said.partition(';')[0]}; {WAYS}"
    if "the key" not in said:
        return said
    if not settings.api_key:
        return f"{said}: none was sent; set PANEL_API_KEY, and PANEL_BASE_URL to the address that it belongs to"
    name = next((name for name in KEYS if os.environ.get(name) == settings.api_key), KEYS[0])
    return f"{said}: it was taken from {name}"
