"""A bitmap face in four cuts: lines of text as rows of ink, with no font library."""

import json
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple
from unicodedata import normalize

Style = Literal["title", "name", "text", "said"]
INKS = 16  # levels of ink, 0 is none
SUBPIXELS = 16  # widths and kerning are kept in sixteenths of a pixel
ELLIPSIS = "…"


class Glyph(NamedTuple):
    """One character: its width in sixteenths, where its box stands from the pen on the base line, and where its ink begins."""

    advance: int
    left: int
    top: int
    width: int
    height: int
    start: int


@dataclass(frozen=True)
class Cut:
    """One style in one size, in pixels."""

    size: int
    glyphs: dict[str, Glyph]
    kern: dict[str, int]
    ink: bytes

    def knows(self, text: str) -> bool:
        """Whether every character can be drawn."""
        return all(character in self.glyphs for character in text)

    def width(self, text: str) -> int:
        """How far the text reaches, in pixels."""
        return self._pens(text)[-1] // SUBPIXELS

    def line(self, text: str) -> tuple[int, list[bytes]]:
        """The text as rows of ink levels, all of one length, and how many of the rows stand above the base line."""
        pens = self._pens(text)
        above = -min((self.glyphs[c].top for c in text), default=0)
        below = max((self.glyphs[c].top + self.glyphs[c].height for c in text), default=0)
        room = self.size // 2
        width = pens[-1] // SUBPIXELS + 2 * room
        # Rows as whole numbers: where two boxes overlap, their inks are joined with one operation a row.
        rows = [0] * (above + below)
        for character, pen in zip(text, pens, strict=False):
            glyph = self.glyphs[character]
            shift = 8 * (width - (room + pen // SUBPIXELS + glyph.left) - glyph.width)
            for row in range(glyph.height):
                at = glyph.start + row * glyph.width
                rows[above + glyph.top + row] |= int.from_bytes(self.ink[at : at + glyph.width]) << shift
        return above, [row.to_bytes(width)[room:] for row in rows]

    def _pens(self, text: str) -> list[int]:
        """Where the pen stands before each character and at the end, in sixteenths."""
        pens = [0]
        for character, following in zip(text, (*text[1:], ""), strict=False):
            pens.append(pens[-1] + self.glyphs[character].advance + self.kern.get(character + following, 0))
        return pens


@cache
def cut(style: Style) -> Cut:
    """The cut of a style. The bitmaps and their licence stand beside this file."""
    raw = zlib.decompress(Path(__file__).with_name("face.bin").read_bytes())
    end = 4 + int.from_bytes(raw[:4])
    told = json.loads(raw[4:end])[style]
    return Cut(told["size"], {c: Glyph(*glyph) for c, glyph in told["glyphs"].items()}, told["kern"], raw[end:])


def drawable(text: str, style: Style, *, instead: str = "") -> str:
    """The text on one line if the face has its characters, else without their accents, else what it has of what may stand instead."""
    flat = " ".join(text.split())
    bare = "".join(c for c in normalize("NFKD", flat) if not "\u0300" <= c <= "\u036f")
    choices = (flat, normalize("NFC", flat), bare, "".join(c for c in instead if cut(style).knows(c)))
    return next(choice for choice in choices if cut(style).knows(choice))


def wrapped(text: str, style: Style, *, width: int, lines: int) -> list[str] | None:
    """The text in lines of at most `width` pixels, broken at spaces; None when it does not fit."""
    made: list[str] = []
    for word in text.split():
        if made and cut(style).width(f"{made[-1]} {word}") <= width:
            made[-1] += f" {word}"
        else:
            made.append(word)
    return made if len(made) <= lines and all(cut(style).width(line) <= width for line in made) else None


def balanced(text: str, style: Style, *, width: int, lines: int) -> list[str] | None:
    """The text in as few lines as it takes, all of about one length; None when it does not fit."""
    made = wrapped(text, style, width=width, lines=lines)
    narrow, wide = 0, width
    while made and len(made) > 1 and wide - narrow > 1:
        middle = (narrow + wide) // 2
        if wrapped(text, style, width=middle, lines=len(made)) is None:
            narrow = middle
        else:
            wide = middle
    return made and wrapped(text, style, width=wide, lines=len(made))


def shortened(text: str, style: Style, *, width: int, lines: int) -> list[str]:
    """The text in lines, at least one, cut off with an ellipsis where it does not fit."""
    if not text.strip():
        return [""]
    if whole := wrapped(text, style, width=width, lines=lines):
        return whole
    fits, over = 0, len(text)
    while over - fits > 1:
        middle = (fits + over) // 2
        if wrapped(text[:middle].rstrip() + ELLIPSIS, style, width=width, lines=lines) is None:
            over = middle
        else:
            fits = middle
    return wrapped(text[:fits].rstrip() + ELLIPSIS, style, width=width, lines=lines) or []
