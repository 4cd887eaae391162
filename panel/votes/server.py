"""Running the endpoint until it is told to stop; the only door to uvicorn."""

import asyncio
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import uvicorn

from panel.errors import UsageError
from panel.votes.catalogue import Catalogue
from panel.votes.endpoint import application
from panel.votes.key import key
from panel.votes.store import opened
from panel.votes.terms import Terms

GRACE = 10  # seconds that a request in progress gets when the endpoint is stopped
CROWD = 1000  # connections at a time; more are told to come back


@dataclass(frozen=True)
class Place:
    """Where one endpoint runs and keeps its things. `proxies` are addresses or networks whose X-Forwarded-For is believed."""

    host: str
    port: int
    store: str
    key: Path
    tools: Path
    proxies: Sequence[str] = ()


def serve(place: Place, terms: Callable[[str], Terms], *, say: Callable[[str], None]) -> None:
    """Listen and answer until SIGINT or SIGTERM; requests in progress are finished.

    `terms` is called with the address that was bound. Raises UsageError when the port is taken or a proxy is no address.
    """
    for proxy in place.proxies:
        _check(proxy)
    with _bound(place.host, place.port) as listening:
        agreed = terms(_address(listening))
        secret = key(place.key)
        config = _config(place)
        try:
            with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
                runner.run(_serve(config, place, agreed, secret, listening, say))
        except KeyboardInterrupt:
            # The server has ended in good order by now and passes the signal on.
            return


async def _serve(
    config: uvicorn.Config, place: Place, terms: Terms, secret: bytes, listening: socket.socket, say: Callable[[str], None]
) -> None:
    shelf = await opened(place.store)
    config.app = application(terms, secret, shelf, Catalogue(place.tools), warn=say, clock=lambda: datetime.now(UTC))
    say(f"votes for {terms.site} at {terms.url}, listening at {_address(listening)}, kept in {shelf.label}")
    await uvicorn.Server(config).serve(sockets=[listening])


def _config(place: Place) -> uvicorn.Config:
    """No line of a log may hold an address, so there is no log of requests."""
    return uvicorn.Config(
        "",
        access_log=False,
        log_config=None,
        server_header=False,
        ws="none",
        lifespan="on",
        proxy_headers=bool(place.proxies),
        forwarded_allow_ips=list(place.proxies),
        limit_concurrency=CROWD,
        timeout_graceful_shutdown=GRACE,
    )


def _bound(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048)
    except (OSError, OverflowError) as error:
        said = os.strerror(error.errno) if isinstance(error, OSError) and error.errno and error.errno > 0 else error
        raise UsageError(f"{host}:{port}: cannot listen there ({said}); stop what does, or choose another --port") from error


def _address(listening: socket.socket) -> str:
    host, port, *_ = listening.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _check(proxy: str) -> None:
    try:
        network = ip_network(proxy)
    except ValueError as error:
        raise UsageError(
            f"--trusted-proxy {proxy!r}: no address and no network ({error}); it looks like 10.0.0.7 or 10.0.0.0/24"
        ) from error
    if not network.prefixlen:
        raise UsageError(f"--trusted-proxy {proxy!r}: everybody could then name any address; give that of the proxy")
