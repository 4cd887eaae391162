"""A source of any format, read as its reader sees it."""

import unicodedata
from typing import Literal

from panel.cleaning.characters import one_newline, strip
from panel.cleaning.record import Cleaned, Log


def read(text: str, format: Literal["html", "md", "txt"]) -> Cleaned:
    """The visible text in NFC, and what was taken out of it."""
    log = Log()
    seen = strip(one_newline(text), log)
    if format == "html":
        from panel.cleaning.page import Page

        seen = Page(seen, log).read()
    elif format == "md":
        from panel.cleaning.markdown import Markdown

        seen = Markdown(seen, log).read()
    return Cleaned(text=unicodedata.normalize("NFC", seen), removed=log.entries())
