"""Web addresses, read so strictly that no two programs could read them differently."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna

from panel.errors import InputError
from panel.intake.address import Address

_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff]")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_URL_LIMIT = 2000


@dataclass(frozen=True)
class Location:
    """A place on the web. `literal` is the address when the host is one; then no name is looked up."""

    scheme: str
    host: str
    port: int
    target: str
    literal: Address | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port, the port only when it is not the scheme's own."""
        host = f"[{self.host}]" if isinstance(self.literal, IPv6Address) else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole address in its one normal spelling, without fragment."""
        return self.origin + self.target


def locate(url: str) -> Location:
    """The place that an address names. Raises InputError on any spelling that has more than one reading.

    Refused: other schemes, user names, percent signs or spaces in the host, numbers that stand for an IPv4 address in any but
    the usual dotted form (the "ends in a number" rule of the WHATWG URL standard), zone ids, control characters, backslashes.
    """
    if len(url) > _URL_LIMIT or _FORBIDDEN.search(url):
        raise InputError(f"{url[:200]!r}: spaces, control characters and backslashes have no place in an address; write it plainly")
    try:
        parts = urlsplit(url)
        port = _PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError as error:
        raise InputError(f"{url!r}: not a web address ({error}); write https://host/path") from error
    if parts.scheme not in _PORTS or not port or not parts.netloc:
        raise InputError(f"{url!r}: only http and https addresses are fetched; write https://host/path, or save the page and use --file")
    if "@" in parts.netloc:
        raise InputError(f"{url!r}: an address with a user name is not fetched; remove everything up to '@'")
    host, literal = _host(url, parts.netloc)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    )
    return Location(parts.scheme, host, port, target, literal)


def follow(base: Location, reference: str) -> Location:
    """The place that a link or a redirect on `base` leads to. Raises InputError like `locate`."""
    if _FORBIDDEN.search(reference):
        raise InputError(f"{base.url}: leads to {reference[:200]!r}, which is no plain address; nothing was fetched from there")
    try:
        return locate(urljoin(base.url, reference))
    except ValueError as error:
        raise InputError(f"{base.url}: leads to {reference[:200]!r}, which is no address ({error})") from error


def _host(url: str, netloc: str) -> tuple[str, Address | None]:
    try:
        if netloc.startswith("["):
            inside, _, after = netloc[1:].partition("]")
            if after and not re.fullmatch(r":\d*", after):
                raise AddressValueError("something stands between ']' and the port")  # noqa: TRY301
            if "%" in inside:
                raise AddressValueError("a zone id")  # noqa: TRY301
            address = IPv6Address(inside)
            return str(address), address
        return _name(netloc.rpartition(":")[0] if ":" in netloc else netloc)
    except (AddressValueError, idna.IDNAError) as error:
        raise InputError(f"{url!r}: the host is neither a name nor a plain address ({error}); correct it") from error


def _name(text: str) -> tuple[str, Address | None]:
    name = idna.encode(text, uts46=True, transitional=False).decode("ascii").removesuffix(".")
    if not re.fullmatch(r"[a-z0-9.-]+", name) or ".." in name or len(name) > 253:
        raise AddressValueError("characters that no host name has")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        address = IPv4Address(name)
        return str(address), address
    return name, None
