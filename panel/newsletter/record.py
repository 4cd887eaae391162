"""What a folder keeps of each issue in it, so that a feed of all of them can be made."""

import re
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from panel.canon import Closed
from panel.errors import DiskError, InputError
from panel.files import read_bytes

NAME = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{6}Z)?\.json")
LIMIT = 1_000_000


class Issue(Closed):
    """One issue: its name, its period, what its subject line and its first sentence say, and the comparisons in it by slug.

    `more` counts the comparisons that found no room, `size` is that of the mail in bytes.
    """

    format: Literal[1] = 1
    name: str
    since: datetime
    until: datetime
    subject: str
    summary: str
    stories: tuple[str, ...]
    more: int
    size: int

    @property
    def moment(self) -> str:
        """Its end (RFC 3339)."""
        return f"{self.until:%Y-%m-%dT%H:%M:%SZ}"


def issues(folder: Path) -> list[Issue]:
    """Every issue of a folder. Raises InputError for a record that was damaged, and DiskError."""
    try:
        paths = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    except OSError as error:
        raise DiskError(f"{folder}: cannot be read ({error.strerror}); check its permissions") from error
    return [_read(path) for path in paths]


def _read(path: Path) -> Issue:
    try:
        return Issue.model_validate_json(read_bytes(path, limit=LIMIT))
    except ValidationError as error:
        fact = error.errors(include_url=False)[0]["msg"]
        raise InputError(f"{path}: damaged or of another version ({fact}); remove it and build that issue again") from error
