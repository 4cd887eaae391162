"""One endpoint as the settings describe it: where it is, its key, and how hard it may be used."""

from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

from panel.errors import UsageError


@dataclass(frozen=True)
class Prices:
    """US dollars per million tokens; `cached` is for prompt tokens that a prefix cache served, None means the full price."""

    prompt: Decimal
    completion: Decimal
    cached: Decimal | None = None


@dataclass(frozen=True)
class Target:
    """Nothing in here changes an answer, so nothing in here is part of a request.

    `deadline` is the total number of seconds for one call. `concurrency`, `requests_per_minute` and `tokens_per_minute`
    are limits, None for no limit. `prices` replace the price list, and `discount` is the share of a price that is paid (0.5 for
    half price). Raises UsageError for an address or a key that cannot be used.
    """

    label: str
    base_url: str
    api_key: str | None = field(default=None, repr=False)
    deadline: float = 120.0
    concurrency: int = 16
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    prices: Prices | None = None
    discount: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        address = urlsplit(self.base_url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise UsageError(f"endpoint {self.label!r}: {address.scheme + '://'!r} is no web address; give base_url as https://host/v1")
        if address.username is not None or address.password is not None:
            raise UsageError(f"endpoint {self.label!r}: base_url carries a user name or password; give the key on its own")
        if self.api_key is not None and not (self.api_key.isascii() and self.api_key.isprintable() and " " not in self.api_key):
            raise UsageError(f"endpoint {self.label!r}: the key holds a space, a line end or a character that no header can carry")
