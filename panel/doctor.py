"""Whether this workspace can be used on this machine, one finding at a time."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass

from panel.errors import NoModel, PanelError
from panel.llm.cache import Store
from panel.llm.call import Message, Reply, ReplySchema, Request
from panel.llm.dialects import Dialects
from panel.llm.endpoint import Endpoint
from panel.llm.fault import Fault
from panel.recording import Recording
from panel.settings import Settings
from panel.workspace import Workspace

LOCAL = {"vLLM": 8000, "llama.cpp": 8080, "Ollama": 11434, "LM Studio": 1234}
PING = ReplySchema("ping", '{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}')


@dataclass(frozen=True)
class Finding:
    """One subject with its fact and, when something is wrong, the exit code that a command would end with."""

    subject: str
    fact: str
    exit_code: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.exit_code == 0


async def examine(settings: Settings) -> list[Finding]:
    """Every finding. One small request is sent to the endpoint when there is one."""
    return [
        *_files(settings),
        *_folders(settings),
        _cache(settings),
        await _endpoint(settings),
        await _servers(),
    ]


def _files(settings: Settings) -> Iterator[Finding]:
    workspace = Workspace(settings.workspace)
    try:
        voters, _ = workspace.personas
        yield Finding("personas", f"{len(voters)} voters and a chair")
    except PanelError as error:
        yield Finding("personas", str(error), error.exit_code)
    for slug in workspace.slugs:
        try:
            workspace.dossier(slug)
        except PanelError as error:
            yield Finding(f"tool {slug}", str(error), error.exit_code)
    yield Finding("tools", f"{len(workspace.slugs)} in the workspace")


def _folders(settings: Settings) -> Iterator[Finding]:
    for folder in (settings.workspace, Workspace(settings.workspace).runs, settings.state):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            yield Finding("permissions", f"{folder} cannot be written; change its permissions", 1)
            return
    yield Finding("permissions", "workspace, runs and state can be written")


def _cache(settings: Settings) -> Finding:
    try:
        stats = Store(settings.state / "replies", Reply, warn=lambda line: None).stats()
    except PanelError as error:
        return Finding("cache", str(error), error.exit_code)
    return Finding("cache", f"{stats.replies:,} replies kept, {stats.size:,} bytes")


async def _endpoint(settings: Settings) -> Finding:
    if not settings.base_url:
        made = Recording(settings.workspace / "examples" / "recorded").made
        if made:
            return Finding("endpoint", f"none; the replies recorded on {made} answer for the example pair")
        return Finding("endpoint", "none; set OPENAI_API_KEY, or PANEL_BASE_URL for any OpenAI-compatible server", NoModel.exit_code)
    key = "with a key" if settings.api_key else "without a key"
    ask = Message("user", 'Answer with the JSON object {"ok": true}.')
    known = settings.state / "endpoints.json"
    endpoint = Endpoint(settings.target, state=known)
    try:
        await endpoint(Request(settings.label, settings.model, (ask,), PING, 256))
        rung = Dialects(settings.label, known).of(settings.model).rung
    except (PanelError, Fault) as raised:
        error = raised.error if isinstance(raised, Fault) else raised
        return Finding(
            "endpoint", f"{settings.base_url} ({settings.model}, {key}): {error}", error.exit_code if error.exit_code != 1 else 8
        )
    finally:
        await endpoint.aclose()
    return Finding("endpoint", f"{settings.base_url} answers ({settings.model}, {key}, reply form: {rung})")


async def _servers() -> Finding:
    found = [f"{name} at http://localhost:{port}/v1" for name, port in LOCAL.items() if await _listens(port)]
    return Finding("local servers", ", ".join(found) or "none on the usual ports")


async def _listens(port: int) -> bool:
    try:
        async with asyncio.timeout(0.5):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
