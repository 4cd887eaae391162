"""One captured text: what was sent, and what it is to its tool."""

import codecs
import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal

from panel.intake.material import Role

Format = Literal["md", "html", "txt"]

# The encodings of the web (WHATWG Encoding Standard) by the names that pages use; Latin-1 and ASCII are read as windows-1252 there.
_WINDOWS = ("us-ascii", "ascii", "iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252")
_ENCODINGS = dict.fromkeys(_WINDOWS, "cp1252") | {
    name: name
    for name in (
        "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1257",
        "iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-15", "koi8-r", "koi8-u", "shift_jis", "euc-jp", "iso-2022-jp",
        "gbk", "gb2312", "gb18030", "big5", "euc-kr",
    )
}  # fmt: skip
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A text that becomes a source of a dossier. `url` is empty for what is not on the web."""

    id: str
    role: Role
    title: str
    format: Format
    raw: bytes = field(repr=False)
    url: str = ""
    content_type: str = ""
    hint: str = ""

    @property
    def text(self) -> str:
        """The bytes as text: by their mark, by what the server or the page declares, else as UTF-8; what cannot be read becomes U+FFFD."""
        return self.raw.decode(self._encoding or "utf-8", "replace")

    @property
    def is_text(self) -> bool:
        """Whether the bytes can be read as text in the encoding that they announce, or else in UTF-8."""
        return bool(self._encoding) and "\0" not in self.text

    @property
    def _encoding(self) -> str:
        """The first of the announced encodings and UTF-8 that fits all bytes; a mark is trusted; empty when none fits."""
        for mark, encoding in _MARKS:
            if self.raw.startswith(mark):
                return encoding
        for encoding in (*self._declared(), "utf-8"):
            try:
                self.raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
        return ""

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, as 64 hexadecimal digits."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def file(self) -> str:
        """The name of its file in the tool folder."""
        return f"{self.id}.{self.format}"

    def _declared(self) -> list[str]:
        named = [match[1] for match in re.finditer(r"charset\s*=\s*[\"']?([\w-]+)", self.content_type, re.IGNORECASE)]
        if self.format == "html":
            named += [match[1].decode() for match in _DECLARED.finditer(self.raw[:1024])]
        return [_ENCODINGS[name.lower()] for name in named if name.lower() in _ENCODINGS]
