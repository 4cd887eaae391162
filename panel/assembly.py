"""An orchestrator put together from settings: the workspace, the model, what is remembered, and who listens."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from functools import cache
from secrets import token_hex

from panel.engine import Watch
from panel.llm.call import Complete
from panel.llm.client import Client, Observer
from panel.llm.limit import Gate
from panel.llm.meter import Meter, PriceList, Purse
from panel.llm.prefix import schema_first
from panel.orchestrator import Counted, Orchestrator
from panel.questions import Sampling
from panel.recording import Recording
from panel.settings import Settings
from panel.settled import Memory
from panel.turns import Turn, Turns, at_once
from panel.workspace import Workspace


@asynccontextmanager
async def assembled(
    settings: Settings,
    *,
    meter: Meter,
    warn: Callable[[str], None],
    watch: Watch = lambda _question, _failure: None,
    observe: Observer | None = None,
    purse: Purse | None = None,
    gate: Gate | None = None,
    shared: Callable[[Complete], Complete] | None = None,
) -> AsyncIterator[Orchestrator]:
    """An orchestrator for the block; what it opened is closed after it. The recorded replies answer where no endpoint is set."""
    recording = _recording(settings)
    async with Client(
        settings.target,
        home=settings.state,
        meter=meter,
        purse=purse,
        gate=gate,
        shared=shared,
        transport=recording.transport if recording else None,
        observe=observe,
        warn=warn,
    ) as client:
        with closing(Memory(settings.state / "settled", meter, warn=warn)) as memory:
            yield seated(settings, client=client, memory=memory, watch=watch, turn=Turns().next)


def seated(settings: Settings, *, client: Counted, memory: Memory, watch: Watch, turn: Turn = at_once) -> Orchestrator:
    """The orchestrator of a workspace before a client and a memory that somebody else opened."""
    sampling, recording = settings.config.sampling, _recording(settings)
    return Orchestrator(
        workspace=Workspace(settings.workspace),
        client=client,
        memory=memory,
        sampling=Sampling(settings.label, settings.model, sampling.temperature, sampling.max_tokens),
        now=lambda: datetime.now(UTC),
        token=lambda: token_hex(3),
        watch=watch,
        replay=recording.made if recording else "",
        lead=cache(lambda: _lead(settings)),
        turn=turn,
    )


def _recording(settings: Settings) -> Recording | None:
    return None if settings.base_url else Recording(settings.workspace / "examples" / "recorded")


def _lead(settings: Settings) -> float:
    """How many seconds the first critic of a tool is ahead: none where no prefix cache makes the others cheaper."""
    pays = not schema_first(settings.base_url) and PriceList(settings.target).cached_saves(settings.model)
    return settings.config.limits.prefix_lead_seconds if pays else 0.0
