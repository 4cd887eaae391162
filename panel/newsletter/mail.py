"""The letter as a mail (RFC 5322): text and HTML, ready to be handed to whatever sends it."""

import hashlib
from email import policy
from email.headerregistry import Address, BaseHeader, Group, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import cache
from typing import Any

from panel.newsletter import html, text
from panel.newsletter.facts import Letter
from panel.newsletter.period import Period
from panel.newsletter.sender import Sender

LIMIT = 80_000  # bytes; above about 100 KB some mail programs show the beginning alone


class Whole(UnstructuredHeader, BaseHeader):
    """A header that is never folded: the standard library encodes a long address that has no blank to fold at, and so breaks it."""

    def fold(self, *, policy: Any) -> str:
        """The header on one line."""
        return f"{self.name}: {self}{policy.linesep}"


def render(letter: Letter, period: Period, sender: Sender) -> bytes:
    """The mail, the same bytes for the same letter. What the sender does not say has no header."""
    written, marked = text.render(letter), html.render(letter)
    key = hashlib.sha256("\0".join((written, marked, repr(sender), repr(period))).encode()).hexdigest()
    message = EmailMessage(policy=_policy())
    if sender.mail:
        message["From"] = Address(display_name=_said(sender.name), addr_spec=sender.mail)
    message["To"] = Group("undisclosed-recipients")
    message["Subject"] = _said(letter.subject)
    message["Date"] = format_datetime(period.until)
    message["Message-ID"] = f"<{period.name.lower()}.{key[:16]}@{sender.domain}>"
    if sender.mail or sender.base_url:
        message["List-Id"] = f"<newsletter.{sender.domain}>"
    if sender.unsubscribe:
        message["List-Unsubscribe"] = f"<{sender.unsubscribe}>"
    if sender.one_click:
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(written, cte=_shorter(written))
    message.add_alternative(marked, subtype="html", cte=_shorter(marked))
    # Neither encoding of a part has this sequence in it.
    message.set_boundary(f"=_{key[:32]}")
    return message.as_bytes()


def _said(text: str) -> str:
    # What looks like an encoded word (RFC 2047) would be decoded, and show what no check of ours has seen.
    return text.replace("=?", "= ?")


def _shorter(text: str) -> str:
    """The encoding in which the text takes less room; the standard library looks at its first lines alone."""
    raw = text.encode()
    escaped = sum(byte > 126 or byte == ord("=") for byte in raw)
    return "quoted-printable" if 2 * escaped < len(raw) / 3 else "base64"


@cache
def _policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for name in ("list-unsubscribe", "list-id"):
        registry.map_to_type(name, Whole)
    return policy.SMTP.clone(cte_type="7bit", header_factory=registry)
