"""Small real parts that the tests of the panel side share: a workspace of files, a model that replies from a script."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

from panel.errors import PanelError
from panel.llm.call import Reply, Request

ROOT = Path(__file__).parents[1]
NOBODY = 65534
NOTES = """\
# Notes on the launch

The weights cost nothing to download. The vendor's benchmark figures were not reproduced.
The notes say plainly what a team gets and what it must bring along to make it work.
"""
Said = str | dict[str, Any] | PanelError


@contextmanager
def unprivileged() -> Iterator[None]:
    """As a user whom file permissions bind, where the tests run as root."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(own)


def workspace(folder: Path) -> Path:
    """A copy of the repository's own workspace with notes of a few lines, to be changed at will."""
    for name in ("personas", "prompts", "tools"):
        copytree(ROOT / name, folder / name)
    for notes in (folder / "tools").glob("*/launch-notes.md"):
        notes.write_text(NOTES)
    (folder / "panel.toml").touch()
    return folder


class Scripted:
    """A model that answers each request with what `say` makes of it: a text, a dict as JSON, or an error to raise."""

    def __init__(self, say: Callable[[Request], Said]) -> None:
        self._say = say
        self.requests: list[Request] = []
        self.forgotten: list[str] = []

    async def __call__(self, request: Request) -> Reply:
        self.requests.append(request)
        said = self._say(request)
        if isinstance(said, PanelError):
            raise said
        text = said if isinstance(said, str) else json.dumps(said)
        return Reply(text=text, model="m-1", usage=None, cost=None, at="2026-11-23T09:00:00+00:00")

    def forget(self, key: str) -> bool:
        self.forgotten.append(key)
        return True


def in_turn(*said: Said) -> Scripted:
    """A model that says these one after the other."""
    rest = iter(said)
    return Scripted(lambda request: next(rest))
