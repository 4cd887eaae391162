"""A web site on the loopback address, for tests of the intake: real sockets, scripted answers, and a count of who came."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import IPv4Address, IPv6Address
from types import TracebackType
from typing import Self

from panel.intake.fetch import Reach

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes | str = b"", *, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """One whole HTTP answer; an underscore in a header's name is a hyphen."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} x",
        f"content-length: {len(raw)}",
        *(f"{name.replace('_', '-')}: {text}" for name, text in headers.items()),
    ]
    if kind:
        lines.append(f"content-type: {kind}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


class Site:
    """Serves `pages` by request target; everything else, /robots.txt too, is a 404."""

    def __init__(self, pages: Mapping[str, Answer] | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer] = dict(pages or {})
        self.connections = 0
        self.requests: list[tuple[str, dict[str, str]]] = []
        self._tls = tls

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.close()

    @property
    def url(self) -> str:
        """The site's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def targets(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [target for target, _ in self.requests if target != "/robots.txt"]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            target = first.split(" ")[1]
            self.requests.append((target, dict(line.lower().split(": ", 1) for line in lines if line)))
            found = self.pages.get(target, answer("no", status=404))
            if isinstance(found, bytes):
                writer.write(found)
            else:
                await found(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def loopback(address: IPv4Address | IPv6Address) -> bool:
    """Admits this machine."""
    return address.is_loopback


def reach(*sites: Site, seconds: float = 10.0, size: int = 2_000_000) -> Reach:
    """A reach that admits this machine and the sites' ports."""
    return Reach(seconds=seconds, size=size, ports=frozenset(site.port for site in sites), allow=loopback)
