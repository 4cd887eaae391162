"""A real endpoint in a process of its own, which can be killed and started again, and a reader who votes there."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

SITE = "http://127.0.0.1:9000"
# No connection and no cookie is kept from one request to the next; a certificate is never asked for.
CLIENT = httpx2.Client(verify=False, trust_env=False, timeout=30, limits=httpx2.Limits(max_keepalive_connections=0))
TOOLS = ("crewai", "langgraph", "autogen", "dspy", "haystack")
OPEN = ("--wait", "0", "--counts-age", "0", "--tokens-per-day", "1000000", "--votes-per-minute", "1000000")


def workspace(folder: Path, tools: tuple[str, ...] = TOOLS) -> Path:
    """As much of a workspace as an endpoint needs."""
    (folder / "panel.toml").touch()
    for tool in tools:
        (folder / "tools" / tool).mkdir(parents=True)
    return folder


@dataclass
class Served:
    """`panel votes serve` while the `with` block runs; `url` is where."""

    folder: Path
    options: tuple[str, ...] = OPEN
    site: str = SITE
    url: str = ""
    said: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.kill()

    def start(self) -> None:
        """Run, at the same port as before, and return when it listens."""
        port = self.url.rpartition(":")[2] or "0"
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PANEL_", "OPENAI_"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "panel", "votes", "serve", "--site", self.site, "--port", port, *self.options],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # what is read here must not swallow what is read at the end
        )
        assert self.process.stderr
        line = self.process.stderr.readline().decode()
        self.said.append(line)
        if ", listening at http://" not in line:
            self.kill()
            raise AssertionError(self.said)
        self.url = line.partition(", listening at ")[2].partition(",")[0]

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """As an operator would; the exit code."""
        return self._end(number)

    def _end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        rest, errors = self.process.communicate(timeout=60)
        self.said += [rest.decode(), errors.decode()]
        return self.process.returncode


def ask(served: Served, method: str, path: str, *, origin: str | None = SITE, **rest: Any) -> httpx2.Response:
    """One request, from a page of the site unless told otherwise; redirects are not followed."""
    headers = {**({"Origin": origin} if origin is not None else {}), **rest.pop("headers", {})}
    answer = CLIENT.request(method, served.url + path, headers=headers, **rest)
    CLIENT.cookies.clear()
    return answer


def token(served: Served) -> str:
    """A new reader's token."""
    return str(ask(served, "POST", "/token", origin=served.site).json()["token"])


def vote(served: Served, tool: str, choice: str, *, by: str) -> int:
    """The status of a vote."""
    return ask(served, "POST", f"/vote/{tool}", origin=served.site, json={"token": by, "choice": choice}).status_code


def counts(served: Served) -> dict[str, tuple[int, int]]:
    """What the endpoint publishes of the tools that anybody voted on."""
    tools = ask(served, "GET", "/counts.json").json()["tools"]
    return {tool: (votes["ship"], votes["skip"]) for tool, votes in tools.items() if any(votes.values())}
