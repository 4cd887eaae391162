"""What a reader shows to vote: a random number and the second of its making, signed. It says nothing about anybody."""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

LIFETIME = 365 * 86_400  # seconds; browsers keep no cookie for much longer
SKEW = 60  # seconds by which two servers' clocks may differ
_READER, _BORN, _MAC = 16, 4, 16  # bytes; together they fill base64 without a rest, so a token has one spelling
_SHAPE = re.compile(r"[A-Za-z0-9_-]{48}")


class Fault(StrEnum):
    """Why a token is not taken."""

    FORGED = "this token was not made here; ask for one and vote again"
    EXPIRED = "this token is more than a year old; ask for a new one and vote again"
    YOUNG = "that was quicker than a person reads; wait a moment and vote again"


class Bearer(NamedTuple):
    """Whose token it is: a number drawn at random."""

    reader: bytes


@dataclass(frozen=True)
class Seal:
    """Makes tokens and knows them again. `wait` is how many seconds old a token must be before it can vote."""

    key: bytes
    wait: int

    def mint(self, reader: bytes, *, at: int) -> str:
        """A token for a random number of 16 bytes, made at a second since 1970."""
        said = reader + at.to_bytes(_BORN, "big")
        return urlsafe_b64encode(said + self._mac(b"token", said)).decode()

    def read(self, token: str, *, at: int) -> Bearer | Fault:
        """Whose it is, if it was made here, long enough ago and not too long."""
        if not _SHAPE.fullmatch(token):
            return Fault.FORGED
        raw = urlsafe_b64decode(token)
        said, mac = raw[:-_MAC], raw[-_MAC:]
        if not hmac.compare_digest(mac, self._mac(b"token", said)):
            return Fault.FORGED
        age = at - int.from_bytes(said[_READER:], "big")
        if age < -SKEW:
            return Fault.FORGED
        if age > LIFETIME:
            return Fault.EXPIRED
        return Fault.YOUNG if age < self.wait else Bearer(said[:_READER])

    def ballot(self, reader: bytes, tool: str) -> bytes:
        """The number under which a reader's vote on a tool is kept: the same each time, and no two of them can be joined."""
        return self._mac(b"ballot", reader + tool.encode())

    def _mac(self, purpose: bytes, said: bytes) -> bytes:
        return hmac.digest(self.key, purpose + b"\0" + said, "sha256")[:_MAC]
