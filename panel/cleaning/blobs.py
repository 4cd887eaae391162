"""Base64 and data URIs in running text: no reader reads them, a model does."""

import base64
import binascii
import re

from panel.cleaning.record import Log

BLOB = re.compile(
    r"data:[\w.+/-]{0,80}(?:;[\w=.-]{1,80})*;base64,[A-Za-z0-9+/=_-]+"
    r"|(?<![A-Za-z0-9+/=_-])(?=[A-Za-z+/_-]{0,40}[A-Z0-9])[A-Za-z0-9+/_-]{24,}+={0,2}(?![A-Za-z0-9+/=_-])"
)
LEAST = 24
SPOKEN = re.compile(r"[^\W\d_]{2}[,.:;!?]? [^\W\d_]{2}|[^\x00-\u024f]{4}")


def without_blobs(text: str, log: Log, line: int) -> str:
    """The text without data URIs and without base64 that holds words."""
    if len(max(text.split(), key=len, default="")) < LEAST and ";base64," not in text:
        return text
    parts, last = [], 0
    for match in BLOB.finditer(text):
        line += text.count("\n", last, match.start())
        said = spelt(match[0].rsplit(",", 1)[-1])
        parts.append(text[last : match.start()])
        last = match.end()
        if said or match[0].startswith("data:"):
            log.add(line, "base64", said or match[0][:60])
        else:
            parts.append(match[0])
    return "".join(parts) + text[last:]


def spelt(blob: str) -> str:
    """The words that a base64 text holds, or "" when it holds none."""
    digits = blob.rstrip("=").replace("-", "+").replace("_", "/")
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    try:
        said = base64.b64decode(digits + "=" * (-len(digits) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    readable = all(char.isprintable() or char in "\n\t\r" for char in said)
    return said if readable and SPOKEN.search(said) else ""
