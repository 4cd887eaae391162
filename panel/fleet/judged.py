"""What a job is judged by, as one digest that two machines can compare."""

import hashlib
from pathlib import Path

from panel.batch.jobs import Job
from panel.canon import digest
from panel.errors import InputError
from panel.prompts import Prompts
from panel.workspace import Workspace


class Judged:
    """The digest of the personas, the prompts and a job's tools: the same on two machines whose workspaces agree on the job.

    Personas and prompts are those of the start; tool folders are looked at each time, byte by byte, which costs less than reading them.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        voters, chair = workspace.personas
        self._judges = [{persona.id: persona.digest for persona in (*voters, chair)}, Prompts(workspace.prompts).digests]

    def __call__(self, job: Job) -> str:
        """The digest for this job. Raises InputError when one of its tools is not here."""
        return digest([*self._judges, sorted([name, _files(self._workspace.folder(name))] for name in job.tools)])


def _files(folder: Path) -> list[list[str]]:
    try:
        return [[path.name, hashlib.sha256(path.read_bytes()).hexdigest()] for path in sorted(folder.iterdir()) if _counts(path)]
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror}); check its permissions") from error


def _counts(path: Path) -> bool:
    return not path.name.startswith(".") and path.is_file()
