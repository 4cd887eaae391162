"""Who edits, in which program, and what an edited text is checked against."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from panel.cli.progress import say
from panel.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from panel.dossier import Dossier
    from panel.drafts.draft import Draft
    from panel.runs import Run


def name(given: str | None, folder: Path) -> str:
    """The editor's name: as given, else PANEL_EDITOR, else git's user.name, which is said. Raises UsageError when there is none."""
    if found := given or os.environ.get("PANEL_EDITOR", ""):
        return found.strip()
    if found := _git(folder):
        say(f"as {found} (git's user.name; --editor or PANEL_EDITOR names another)")
        return found
    raise UsageError("who does this? name yourself with --editor NAME or PANEL_EDITOR")


def work(path: Path) -> None:
    """Open the file in the user's editor and wait until it is closed. Raises UsageError when there is none, or it fails."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    if not command:
        raise UsageError("no editor: set EDITOR, or give the text with --text TEXT or --file PATH|-")
    try:
        ended = subprocess.run([*command, str(path)], check=False).returncode  # noqa: S603 - the user's own editor
    except OSError as error:
        raise UsageError(f"editor {command[0]!r}: cannot be started ({error.strerror}); correct EDITOR") from error
    if ended:
        raise UsageError(f"editor {command[0]!r}: ended with {ended}, so nothing was changed")


def dossiers(root: Path, run: "Run") -> "Mapping[str, Dossier]":
    """The dossiers of the run's tools, where they still are what the run was made from."""
    from panel.workspace import Workspace

    found = {}
    for review in run.reviews:
        slug = review.tool.slug
        try:
            dossier = Workspace(root).dossier(slug)
        except InputError:
            continue
        if dossier.digest == run.made.tools.get(slug):
            found[slug] = dossier
    return found


def sheet(root: Path, draft: "Draft", block: str, *, text: str | None, file: str | None) -> Path:
    """A file with the new text, which stays until the text is in the draft. Raises UsageError when it is given twice."""
    from panel.drafts import worksheet
    from panel.drafts.draft import LONGEST, sound

    if text is not None and file is not None:
        raise UsageError("--text and --file: give one of them")
    if file == "-":
        text = worksheet.decoded(sys.stdin.buffer.read(LONGEST + 1), "stdin")
    elif file is not None:
        text = worksheet.read(Path(file))
    if text is not None:
        return worksheet.begin(root, draft.name, block, sound(text, block))
    for unfinished in worksheet.left(root, draft.name, block):
        say(f"{unfinished}: an edit of this text that came to no end; `--file {unfinished}` takes it up, removing the file drops it")
    made = worksheet.begin(root, draft.name, block, draft.texts[block])
    try:
        work(made)
    except UsageError as error:
        if worksheet.read(made).strip() == draft.texts[block].strip():
            worksheet.end(made)
            raise
        raise UsageError(f"{error}; your text is kept in {made}") from error
    return made


def _git(folder: Path) -> str:
    try:
        asked = ["git", "-C", str(folder), "config", "user.name"]
        found = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.strip()
