"""Whether this workspace can be used on this machine, one finding at a time."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError

from panel.errors import InputError, NoModel, PanelError
from panel.files import CONFIG_LIMIT, read_bytes
from panel.llm.cache import Store
from panel.llm.call import Message, Reply, ReplySchema, Request
from panel.llm.dialects import Dialects
from panel.llm.endpoint import Endpoint
from panel.llm.fault import Fault
from panel.persona import Persona
from panel.prompts import Prompts
from panel.recording import Recording
from panel.settings import CONFIG, Settings
from panel.workspace import Workspace

PROMPTS = ("dossier.md.j2", "head-to-head.md.j2", "repair.md.j2", "rules.md.j2", "scorecard.md.j2", "verdict.md.j2")
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


async def examine(folder: Path, settings: Callable[[], Settings]) -> list[Finding]:
    """Every finding on the workspace in a folder, also when its settings cannot be read.

    One small request is sent to the endpoint when there is one.
    """
    workspace = Workspace(folder)
    state = folder / ".panel"
    return [
        *_personas(workspace),
        *_prompts(workspace),
        *_tools(workspace),
        *_folders(folder, workspace.runs, state),
        _cache(state),
        *await _settings(settings),
        await _servers(),
    ]


def _personas(workspace: Workspace) -> Iterator[Finding]:
    try:
        voters, _ = workspace.personas
        yield Finding("personas", f"{len(voters)} voters and a chair")
    except PanelError as error:
        yield Finding("personas", str(error), error.exit_code)


def _prompts(workspace: Workspace) -> Iterator[Finding]:
    wrong = [*_syntax(workspace.prompts)] or [*_rendering(workspace)]
    yield from wrong or [Finding("prompts", f"{len(PROMPTS)} templates are in order")]


def _syntax(folder: Path) -> Iterator[Finding]:
    for name in PROMPTS:
        path = folder / name
        try:
            Environment(autoescape=False).parse(read_bytes(path, limit=CONFIG_LIMIT).decode())  # noqa: S701 - parsed, never rendered
        except TemplateSyntaxError as error:
            yield Finding("prompts", f"{path}:{error.lineno}: {error.message}; correct the template", InputError.exit_code)
        except UnicodeDecodeError as error:
            yield Finding("prompts", f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8", InputError.exit_code)
        except InputError as error:
            yield Finding("prompts", f"{error}; `panel init` writes what is missing", error.exit_code)


def _rendering(workspace: Workspace) -> Iterator[Finding]:
    """What goes wrong in the templates that can be filled before anybody has answered."""
    prompts = Prompts(workspace.prompts)
    voters = _voters(workspace)
    side = {"place": "first", "category": "a category", "price": "a price", "lines": ("a line",)}
    jobs: list[Callable[[], object]] = [
        partial(prompts.render, "rules", {}),
        partial(prompts.render, "repair", {"complaints": ("a complaint",)}),
        *(partial(prompts.render, "scorecard", {"persona": voter}) for voter in voters),
        *(partial(prompts.conversation, "head-to-head", {"persona": voter, "sides": (side, side)}) for voter in voters[:1]),
    ]
    for job in jobs:
        try:
            job()
        except InputError as error:
            yield Finding("prompts", str(error), error.exit_code)
            return


def _voters(workspace: Workspace) -> tuple[Persona, ...]:
    with suppress(PanelError):  # a finding of its own
        return workspace.personas[0]
    return ()


def _tools(workspace: Workspace) -> Iterator[Finding]:
    good = 0
    for slug in workspace.slugs:
        try:
            workspace.dossier(slug)
            good += 1
        except PanelError as error:
            yield Finding(f"tool {slug}", str(error), error.exit_code)
    yield Finding("tools", f"{good} of {len(workspace.slugs)} in the workspace are in order")


def _folders(*folders: Path) -> Iterator[Finding]:
    for folder in folders:
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            yield Finding("permissions", f"{folder} cannot be written; change its permissions", 1)
            return
    yield Finding("permissions", "workspace, runs and state can be written")


def _cache(state: Path) -> Finding:
    try:
        stats = Store(state / "replies", Reply, warn=lambda line: None).stats()
    except PanelError as error:
        return Finding("cache", str(error), error.exit_code)
    return Finding("cache", f"{stats.replies:,} replies kept, {stats.size:,} bytes")


async def _settings(read: Callable[[], Settings]) -> list[Finding]:
    try:
        settings = read()
    except PanelError as error:
        return [Finding("settings", str(error), error.exit_code)]
    return [Finding("settings", f"{CONFIG} is in order"), await _endpoint(settings)]


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
