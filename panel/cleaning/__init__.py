"""What a reader of a source sees, and nothing else: the only text of it that reaches a prompt."""

import unicodedata
from typing import Literal

from panel.cleaning.characters import one_newline, strip
from panel.cleaning.markdown import Markdown
from panel.cleaning.page import Page
from panel.cleaning.record import Cleaned, Log, Removed

__all__ = ["Cleaned", "Removed", "clean"]


def clean(text: str, format: Literal["html", "md", "txt"]) -> Cleaned:
    """The visible text of a source. Never raises, and its cost grows with the length of the text alone."""
    log = Log()
    seen = strip(one_newline(text), log)
    if format == "html":
        seen = Page(seen, log).read()
    elif format == "md":
        seen = Markdown(seen, log).read()
    return Cleaned(text=unicodedata.normalize("NFC", seen), removed=log.entries())
