"""Text and addresses as a page may show them: no character that rearranges the screen, no link that does more than lead somewhere."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from panel.publish.imprint import Imprint
from panel.runs import Run

# Controls but tab and newline, line separators that YAML takes for a break, bidirectional overrides, tag characters, byte order mark.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
UNLINKABLE = re.compile(r"[\s\\<>\"'`{}|^]")


def plain(text: str) -> str:
    """The text with every such character replaced by U+FFFD, so that an editor sees that something was there."""
    return UNSEEN.sub("\ufffd", text.replace("\r\n", "\n"))


def plain_run(run: Run) -> Run:
    """The run with `plain` applied to every string in it."""
    return Run.model_validate_json(json.dumps(_each(json.loads(run.model_dump_json()), plain)))


def plain_imprint(imprint: Imprint) -> Imprint:
    """The imprint with `plain` applied to every string in it."""
    return Imprint.model_validate_json(json.dumps(_each(json.loads(imprint.model_dump_json()), plain)))


def paragraphs(text: str) -> tuple[str, ...]:
    """Prose cut at blank lines, white space folded."""
    return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())


def link(address: str) -> str:
    """The address when it is a plain http or https one, else nothing; it is then printed as text."""
    if UNLINKABLE.search(address) or not address.isascii():
        return ""
    try:
        parts = urlsplit(address)
        # Reading the port is what makes urlsplit check it.
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    return address if sound and "@" not in parts.netloc else ""


def _each(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case list():
            return [_each(item, change) for item in value]
        case dict():
            return {change(key): _each(item, change) for key, item in value.items()}
        case _:
            return value
