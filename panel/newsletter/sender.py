"""Who sends a letter, and what the law and mail programs ask a sender to say."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from panel.errors import UsageError
from panel.publish.plain import link
from panel.site.item import LONGEST, site

# The part of RFC 5321's addresses that every mail program takes: no quotes, no comments, no domain literals.
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
MAILTO = re.compile(r"mailto:([^?]+)(?:\?subject=[A-Za-z0-9._%-]{1,100})?")
LONGEST_LINK = 900  # characters: a header's line ends at 998 (RFC 5322, 2.1.1)
NOWHERE = "newsletter.invalid"  # RFC 2606: no host has this name


@dataclass(frozen=True)
class Sender:
    """A letter's sender. `mail` is the bare address, `address` the postal one; `base_url` is the site's, with its slash, or empty."""

    name: str
    mail: str = ""
    address: str = ""
    unsubscribe: str = ""
    base_url: str = ""

    @property
    def one_click(self) -> bool:
        """Whether a mail program can unsubscribe by itself (RFC 8058 asks for https)."""
        return self.unsubscribe.lower().startswith("https:")

    @property
    def domain(self) -> str:
        """Whose identifiers a letter carries."""
        return self.mail.rpartition("@")[2].lower() or urlsplit(self.base_url).hostname or NOWHERE

    @property
    def lacking(self) -> tuple[str, ...]:
        """What a real mailing needs and this sender does not say, as options."""
        wanted = (("--from", self.mail), ("--address", self.address), ("--unsubscribe", self.unsubscribe), ("--base-url", self.base_url))
        return tuple(option for option, given in wanted if not given)


def sender(*, name: str = "", mail: str = "", address: str = "", unsubscribe: str = "", base_url: str = "") -> Sender:
    """The sender as an editor gives it. Raises UsageError for an address that none can have and text that no header can hold."""
    for option, text in (("--name", name), ("--address", address)):
        if not text.isprintable() or len(text) > LONGEST:
            raise UsageError(f"{option} {text[:40]!r}: give up to {LONGEST} printable characters on one line")
    if mail and not _is_mail(mail):
        raise UsageError(f"--from {mail[:60]!r}: not a bare mail address; it looks like panel@reviews.example")
    if unsubscribe and not _is_way_out(unsubscribe):
        raise UsageError(f"--unsubscribe {unsubscribe[:60]!r}: give an https address, or mailto: and a mail address")
    at = site(title=name or "AI reviewer panel", base_url=base_url)
    return Sender(name=at.title or "AI reviewer panel", mail=mail, address=address.strip(), unsubscribe=unsubscribe, base_url=at.base_url)


def _is_mail(text: str) -> bool:
    return len(text) <= 254 and len(text.partition("@")[0]) <= 64 and ADDRESS.fullmatch(text) is not None


def _is_way_out(text: str) -> bool:
    mailto = MAILTO.fullmatch(text)
    return len(text) <= LONGEST_LINK and (_is_mail(mailto[1]) if mailto else link(text) == text)
