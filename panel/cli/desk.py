"""Where a command gets its workspace, its settings and its model from."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, TypeVar

import typer

from panel.errors import Interrupted, NoModel

if TYPE_CHECKING:
    from panel.orchestrator import Orchestrator
    from panel.settings import Settings
    from panel.workspace import Workspace

T = TypeVar("T")
KEYS = ("PANEL_API_KEY", "OPENAI_API_KEY")
WAYS = (
    "three ways forward: set OPENAI_API_KEY, set PANEL_BASE_URL to an OpenAI-compatible server, "
    "or answer by file with `panel replies export` and `import`"
)


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

    def run(self, job: "Callable[[Orchestrator], Awaitable[T]]") -> T:
        """The result of a job that may ask the model, with its progress on stderr."""

        async def work() -> T:
            async with self._orchestrator() as orchestrator:
                return await job(orchestrator)

        try:
            return asyncio.run(work())
        except KeyboardInterrupt as error:
            raise Interrupted("interrupted; every reply that arrived is kept, and the same command goes on from there") from error
        except NoModel as error:
            raise NoModel(_with_remedy(str(error), self.settings)) from error

    @asynccontextmanager
    async def _orchestrator(self) -> "AsyncIterator[Orchestrator]":
        from panel.cli.progress import Progress
        from panel.llm.client import Client
        from panel.llm.meter import Meter
        from panel.orchestrator import Orchestrator
        from panel.questions import Sampling
        from panel.recording import Recording
        from panel.settled import Memory
        from panel.workspace import Workspace

        settings = self.settings
        sampling = settings.config.sampling
        recording = None if settings.base_url else Recording(settings.workspace / "examples" / "recorded")
        meter = Meter(None if self.max_cost is None else Decimal(str(self.max_cost)))
        with Progress(meter) as progress:
            async with Client(
                settings.target,
                home=settings.state,
                meter=meter,
                transport=recording.transport if recording else None,
                observe=progress.observe,
                warn=progress.warn,
            ) as client:
                with closing(Memory(settings.state / "settled", meter, warn=progress.warn)) as memory:
                    yield Orchestrator(
                        workspace=Workspace(settings.workspace),
                        client=client,
                        memory=memory,
                        sampling=Sampling(settings.label, settings.model, sampling.temperature, sampling.max_tokens),
                        now=lambda: datetime.now(UTC),
                        token=lambda: token_hex(3),
                        watch=progress.settled,
                        replay=recording.made if recording else "",
                    )


def _with_remedy(said: str, settings: "Settings") -> str:
    if not settings.base_url:
        return f"{said.partition(';')[0]}; {WAYS}"
    if "the key" not in said:
        return said
    if not settings.api_key:
        return f"{said}: none was sent; set PANEL_API_KEY, and PANEL_BASE_URL to the address that it belongs to"
    name = next((name for name in KEYS if os.environ.get(name) == settings.api_key), KEYS[0])
    return f"{said}: it was taken from {name}"
