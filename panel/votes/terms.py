"""What one endpoint is set up to do: for which site, at which address, how often."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from panel.errors import UsageError

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Terms:
    """`site` and `url` are origins. `counts_age` is how many seconds old the published counts may be."""

    site: str
    url: str
    tokens_a_day: int
    votes_a_minute: int
    wait: int
    counts_age: int

    @property
    def secure(self) -> bool:
        """Whether browsers reach the endpoint by TLS."""
        return self.url.startswith("https://")


def origin(text: str, *, option: str) -> str:
    """The origin that an address names, spelled as browsers spell it. Raises UsageError when it is none."""
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in PORTS or not host or parts.username or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise UsageError(f"{option} {text!r}: no origin; it looks like https://site.example, without a path")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != PORTS[parts.scheme] else "")


def public(text: str) -> str:
    """The endpoint's own origin. Raises UsageError when browsers would carry tokens to it in the clear."""
    found = origin(text, option="--url")
    if found.startswith("http://") and not _near(urlsplit(found).hostname or ""):
        raise UsageError(f"--url {text!r}: tokens would travel in the clear; put TLS before the endpoint and give its https address")
    return found


def _near(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
