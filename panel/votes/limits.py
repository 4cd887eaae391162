"""How often one address may ask. Addresses live in memory alone, as hashes under a key of the day."""

from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv6Address, IPv6Network
from secrets import token_bytes

DAY = 86_400
MOST = 100_000  # addresses remembered at a time; the longest known is forgotten first
HOME = 56  # bits of an IPv6 address that name one customer


class Addresses:
    """Names for addresses; tomorrow's are others, and nobody can say which belonged to which."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._day = -1
        self._key = b""

    def name(self, address: str) -> bytes:
        """The address under today's key; an IPv6 customer's whole network is one."""
        today = int(self._clock() // DAY)
        if today != self._day:
            self._day, self._key = today, token_bytes(32)
        return blake2b(_customer(address).encode(), key=self._key, digest_size=12).digest()


def _customer(address: str) -> str:
    if ":" not in address:
        return address
    try:
        found = IPv6Address(address.partition("%")[0])
    except ValueError:  # what a proxy made of an address
        return address
    return str(found.ipv4_mapped or IPv6Network((found.packed, HOME), strict=False))


class Limit:
    """So many in each span of seconds for each name; a new span begins with nothing counted."""

    def __init__(self, most: int, *, seconds: int, clock: Callable[[], float]) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._span = -1
        self._spent: dict[bytes, int] = {}

    def wait(self, name: bytes) -> int:
        """Count one more, and return 0; or the seconds until there is room again."""
        now = self._clock()
        span = int(now // self._seconds)
        if span != self._span:
            self._span, self._spent = span, {}
        spent = self._spent.get(name, 0)
        if spent >= self._most:
            return int((span + 1) * self._seconds - now) + 1
        if not spent and len(self._spent) >= MOST:
            del self._spent[next(iter(self._spent))]
        self._spent[name] = spent + 1
        return 0
