"""One web page, fetched so that it can neither lead into a private network nor exhaust this machine."""

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address

import httpcore2

from panel import __version__
from panel.errors import InputError
from panel.intake.address import Address, refusal
from panel.intake.location import Location, follow, locate
from panel.intake.robots import ROBOTS_LIMIT, Rules, rules

AGENT = "panel-intake"
KINDS = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "text/x-rst")
# What may be said of a body, and whether it is to be unpacked.
_ENCODINGS = {"": False, "identity": False, "gzip": True, "x-gzip": True, "deflate": True}
_REDIRECTS = 5
_TRIED = 3

Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]


class NotFetched(InputError):
    """The page is not there, not permitted, not a page, or not answering."""


async def lookup(host: str, port: int) -> Sequence[Address]:
    """The addresses that this machine's resolver gives for a name. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(entry[4][0]) for entry in found]


def nobody(_address: Address) -> bool:
    """No address outside the public ones may be reached."""
    return False


@dataclass(frozen=True)
class Reach:
    """How far a fetch may go: `seconds` for everything together, `size` in bytes after decompression.

    `allow` admits addresses that are not public; `contact` is what a site's owner is told beside our name.
    """

    seconds: float = 10.0
    size: int = 2_000_000
    ports: frozenset[int] = frozenset({80, 443})
    allow: Callable[[Address], bool] = nobody
    resolve: Resolve = lookup
    contact: str = "contact not set"
    tls: ssl.SSLContext | None = None

    @property
    def agent(self) -> str:
        """The User-Agent line."""
        return f"{AGENT}/{__version__} (reviewer panel for developer tools; {self.contact})"


PUBLIC = Reach()


@dataclass(frozen=True)
class Page:
    """What one address answered; `bytes` is decompressed and otherwise as sent."""

    url: str
    final_url: str
    bytes: bytes = field(repr=False)
    content_type: str
    at: datetime


async def fetch(url: str, *, now: datetime, reach: Reach = PUBLIC) -> Page:
    """The page at an address, after at most five redirects. Raises what `Visitor.page` raises."""
    return await Visitor(reach).page(url, now=now)


class Visitor:
    """Fetches several pages and reads each site's robots.txt once."""

    def __init__(self, reach: Reach = PUBLIC) -> None:
        self.reach = reach
        self._rules: dict[str, Rules] = {}

    async def page(self, url: str, *, now: datetime) -> Page:
        """The page at an address.

        Raises InputError when the address must not be fetched, NotFetched when it was tried and there is no page to use.
        """
        try:
            async with asyncio.timeout(self.reach.seconds):
                location, answer = await self._arrive(locate(url))
        except TimeoutError as error:
            raise NotFetched(f"{url!r}: not complete after {self.reach.seconds:g} s; try again, or save the page and use --file") from error
        return Page(url, location.url, answer.body, answer.headers.get("content-type", ""), now)

    async def _arrive(self, location: Location) -> tuple[Location, "_Answer"]:
        for _ in range(_REDIRECTS + 1):
            if not (await self._permitted(location)).allow(location.target):
                raise NotFetched(f"{location.url!r}: the site's robots.txt asks programs to stay away; save the page and use --file")
            answer = await _ask(location, self.reach, self.reach.size)
            if answer.redirect is None:
                return location, _readable(location, answer, self.reach.size)
            location = answer.redirect
        raise NotFetched(f"{location.url!r}: more than {_REDIRECTS} redirects; give the address of the page itself")

    async def _permitted(self, location: Location) -> Rules:
        if location.origin not in self._rules:
            self._rules[location.origin] = await self._robots(follow(location, "/robots.txt"))
        return self._rules[location.origin]

    async def _robots(self, location: Location) -> Rules:
        # RFC 9309, 2.3.1: not there (4xx, too many redirects) permits everything, not reachable (5xx, no answer) nothing.
        for _ in range(_REDIRECTS + 1):
            answer = await _ask(location, self.reach, ROBOTS_LIMIT)
            if answer.redirect is None:
                break
            location = answer.redirect
        if answer.status >= 500:
            raise NotFetched(f"{location.url!r}: status {answer.status}, which closes the site to programs; try later, or use --file")
        return rules(answer.body.decode("utf-8", "replace"), AGENT)


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    redirect: Location | None = None
    body: bytes = b""
    whole: bool = True


def _readable(location: Location, answer: _Answer, limit: int) -> _Answer:
    if answer.status != 200:
        raise NotFetched(f"{location.url!r}: answered with status {answer.status}; correct the address, or save the page and use --file")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in KINDS:
        raise NotFetched(f"{location.url!r}: is {kind or 'of no stated kind'!r}, no page ({', '.join(KINDS)}); give the address of a page")
    if not answer.whole:
        raise NotFetched(f"{location.url!r}: larger than {limit:,} bytes; save the part that matters and use --file")
    return answer


async def _ask(location: Location, reach: Reach, size: int) -> _Answer:
    addresses = await checked(location, reach)
    backend = _Pinned(addresses, reach.seconds / len(addresses))
    # The bare connection pool knows no proxies, no redirects, no cookies and no decompression; what it does is written here.
    try:
        async with (
            httpcore2.AsyncConnectionPool(network_backend=backend, ssl_context=reach.tls, http2=False) as pool,
            pool.stream("GET", _wire(location), headers=_headers(location, reach)) as response,
        ):
            headers = _plain(response.headers)
            if response.status in (301, 302, 303, 307, 308) and "location" in headers:
                return _Answer(response.status, headers, follow(location, headers["location"]))
            if not 200 <= response.status < 300:
                return _Answer(response.status, headers)
            body, whole = await _body(location, response.aiter_stream(), headers.get("content-encoding", ""), size)
            return _Answer(response.status, headers, body=body, whole=whole)
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
        raise NotFetched(
            f"{location.url!r}: no usable answer ({type(error).__name__}: {error}); check the address or use --file"
        ) from error


async def checked(location: Location, reach: Reach) -> Sequence[Address]:
    """The addresses of a place, each of them permitted. Raises InputError when one is not, NotFetched when there is none."""
    if location.port not in reach.ports:
        raise InputError(
            f"{location.url!r}: port {location.port} is not one that pages are fetched from ({sorted(reach.ports)}); use --file"
        )
    try:
        addresses = [location.literal] if location.literal else list(await reach.resolve(location.host, location.port))
    except OSError as error:
        raise NotFetched(f"{location.url!r}: there is no host {location.host!r} ({error}); correct the address") from error
    for address in addresses:
        if (why := refusal(address)) and not reach.allow(address):
            raise InputError(f"{location.url!r}: leads to {address} ({why}), which is never fetched; save the page and use --file")
    if not addresses:
        raise NotFetched(f"{location.url!r}: the host {location.host!r} has no address; correct it")
    return addresses[:_TRIED]


class _Pinned(httpcore2.AsyncNetworkBackend):
    """Connects to the addresses that were checked, whatever name the pool asks for."""

    def __init__(self, addresses: Sequence[Address], seconds: float) -> None:
        self._addresses = addresses
        self._seconds = seconds
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        for address in self._addresses[:-1]:
            try:
                return await self._network.connect_tcp(str(address), port, self._seconds)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._network.connect_tcp(str(self._addresses[-1]), port, self._seconds)


def _wire(location: Location) -> httpcore2.URL:
    return httpcore2.URL(scheme=location.scheme.encode(), host=location.host.encode(), port=location.port, target=location.target.encode())


def _headers(location: Location, reach: Reach) -> list[tuple[bytes, bytes]]:
    lines = {
        "Host": location.origin.partition("://")[2],
        "User-Agent": reach.agent,
        "Accept": ", ".join(KINDS),
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    return [(name.encode(), value.encode()) for name, value in lines.items()]


def _plain(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1").strip() for name, value in headers}


async def _body(location: Location, stream: AsyncIterable[bytes], encoding: str, size: int) -> tuple[bytes, bool]:
    """The unpacked body, cut at `size` bytes, and whether that is all of it."""
    if encoding.lower() not in _ENCODINGS:
        raise NotFetched(f"{location.url!r}: packed as {encoding!r}, which was not asked for; save the page and use --file")
    packed = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32) if _ENCODINGS[encoding.lower()] else None
    body, taken = bytearray(), 0
    async for chunk in stream:
        taken += len(chunk)
        try:
            body += packed.decompress(chunk, size + 1 - len(body)) if packed else chunk
        except zlib.error as error:
            raise NotFetched(f"{location.url!r}: damaged on the way ({error}); try again") from error
        # What came over the wire is counted too: a packed stream can be endless and unpack to nothing.
        if max(len(body), taken) > size:
            return bytes(body[:size]), False
    if packed and not packed.eof:
        raise NotFetched(f"{location.url!r}: cut short on the way; try again")
    return bytes(body), True
