"""One measured process."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from environments import SCRIPTS
from server import Serving


@dataclass(frozen=True)
class Measured:
    """What one process cost after its warm-up: seconds, the peak of its memory in MB, and the requests that it sent.

    `start` is the CPU until then. `requests` counts the warm-up as well, `repeats` those that had been answered before.
    """

    calls: int
    wall: float
    cpu: float
    start: float
    peak: float
    requests: int
    repeats: int

    @property
    def cpu_a_call(self) -> float:
        """Milliseconds."""
        return 1000 * self.cpu / self.calls


class Stumbled(Exception):
    """A process that did not do its task; the message is the last line that it said."""


def measure(python: Path, script: str, *arguments: object, server: Serving) -> Measured:
    """Run a script of `peers/` to its end. Raises Stumbled."""
    before = server.counts()
    command = [str(python), str(SCRIPTS / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stumbled((done.stderr.strip() or f"exit {done.returncode}").splitlines()[-1][:200])
    after = server.counts()
    said = json.loads(done.stdout.splitlines()[-1])
    return Measured(**said, requests=after.requests - before.requests, repeats=after.repeats - before.repeats)
