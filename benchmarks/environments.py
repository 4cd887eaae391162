"""The peers of the benchmark, each with the newest release that can be had, in a virtual environment of its own."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = ROOT / ".panel-bench"
SCRIPTS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Peer:
    """A script in `peers/` and what it needs; `keeps` says that it has a cache of its own for a second run."""

    name: str
    script: str
    requires: tuple[str, ...]
    keeps: bool
    how: str


BARE = Peer("openai (bare create)", "bare.py", (), keeps=False, how="`AsyncOpenAI.chat.completions.create`; the reply is not looked at")
PEERS = (
    Peer("pydantic-ai", "with_pydantic_ai.py", ("pydantic-ai-slim[openai]",), keeps=False, how="`Agent.run` with `NativeOutput`"),
    Peer("instructor", "with_instructor.py", ("instructor[diskcache]",), keeps=True, how="`create` in JSON schema mode, `DiskCache`"),
    Peer("bespokelabs-curator", "with_curator.py", ("bespokelabs-curator",), keeps=True, how="one `LLM` a schema, its working folder kept"),
    Peer("inspect_ai", "with_inspect.py", ("inspect-ai", "openai"), keeps=True, how="one eval, a sample a call, `cache=True`"),
)


def interpreter(peer: Peer, *, install: bool) -> Path | None:
    """The Python that runs a peer, made if need be; None, and a line on stderr, where it cannot be had."""
    if not peer.requires:
        return Path(sys.executable)
    folder = HOME / peer.name
    python = folder / "bin" / "python"
    if (folder / "ready").is_file():
        return python
    if not install:
        return _none(peer, "not installed; a full run installs it")
    print(f"{peer.name}: installing into {folder}", file=sys.stderr)
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.requires],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return _none(peer, _reason(done.stderr))
    (folder / "ready").touch()
    return python


def version(peer: Peer) -> str:
    """The release that was measured."""
    python = interpreter(peer, install=False) or Path(sys.executable)
    name = peer.requires[0].partition("[")[0] if peer.requires else "openai"
    asked = f"from importlib.metadata import version; print(version({name!r}))"
    return subprocess.run([str(python), "-c", asked], capture_output=True, text=True, check=False).stdout.strip()


def _reason(said: str) -> str:
    return next((line for line in reversed(said.splitlines()) if line.startswith("ERROR")), "the installation failed")


def _none(peer: Peer, reason: str) -> None:
    print(f"{peer.name}: skipped: {reason}", file=sys.stderr)
