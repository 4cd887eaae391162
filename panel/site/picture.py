"""The picture that a link to a page is shown with: 1200 by 630 pixels, drawn by this package alone."""

import struct
import zlib
from dataclasses import dataclass
from typing import Literal

from panel.site.face import INKS, Style, balanced, cut, drawable, shortened

WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT = 72, WIDTH - 72
Colour = Literal["ink", "soft", "a", "b", "rule"]
PAPER = (0xFB, 0xF9, 0xF4)
# The colours of the pages by day: page.css has the same.
COLOURS: dict[Colour, tuple[int, int, int]] = {
    "ink": (0x1F, 0x1C, 0x18),
    "soft": (0x5C, 0x55, 0x4B),
    "a": (0x1D, 0x4F, 0x72),
    "b": (0x7F, 0x4A, 0x08),
    "rule": (0xD8, 0xD0, 0xC2),
}
BASE = {colour: INKS * at for at, colour in enumerate(COLOURS)}
TONES = {colour: bytes(base + min(level, INKS - 1) for level in range(256)) for colour, base in BASE.items()}


@dataclass(frozen=True)
class Share:
    """One tool in a picture: its name, what can be drawn if its name cannot, its panel share, the votes and its range in percent."""

    name: str
    slug: str
    share: str
    votes: str
    span: tuple[int, int, int] | None


@dataclass(frozen=True)
class Picture:
    """What a picture says: a small line above, a title, a sentence beneath, and at most two shares. `otherwise` is a plainer title."""

    above: str
    title: str
    said: str
    otherwise: str
    shares: tuple[Share, ...] = ()


class Canvas:
    """Pixels as places in the palette: a colour's base and a level of ink."""

    def __init__(self) -> None:
        self._rows = [bytearray(WIDTH) for _ in range(HEIGHT)]

    def text(self, text: str, style: Style, at: tuple[int, int], *, colour: Colour = "ink") -> None:
        """A line with its base line at a place."""
        left, base = at
        above, rows = cut(style).line(text)
        for row, ink in enumerate(rows):
            shown = ink[: WIDTH - left].rstrip(b"\0")
            self._rows[base - above + row][left : left + len(shown)] = shown.translate(TONES[colour])

    def bar(self, left: int, top: int, width: int, height: int, colour: Colour, *, ink: int = INKS - 1) -> None:
        """A filled box."""
        for row in self._rows[top : top + height]:
            row[left : left + width] = bytes([BASE[colour] + ink]) * width

    def png(self) -> bytes:
        """The picture as a PNG file with a palette (ISO/IEC 15948)."""
        palette = b"".join(_mixed(colour, level) for colour in COLOURS.values() for level in range(INKS))
        pixels = zlib.compress(b"".join(b"\0" + row for row in self._rows), 6)
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", pixels), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def draw(picture: Picture) -> bytes:
    """The PNG file of a picture. What the face cannot draw is left out, and a title that it cannot draw is replaced."""
    canvas = Canvas()
    canvas.text(shortened(drawable(picture.above, "text"), "text", width=RIGHT - LEFT, lines=1)[0], "text", (LEFT, 86), colour="soft")
    canvas.bar(LEFT, 112, RIGHT - LEFT, 2, "rule")
    bottom = _title(canvas, drawable(picture.title, "title", instead=picture.otherwise))
    room = 2 if bottom < 320 or not picture.shares else 1
    for number, line in enumerate(shortened(drawable(picture.said, "said"), "said", width=RIGHT - LEFT, lines=room)):
        canvas.text(line, "said", (LEFT, bottom + 62 + 50 * number), colour="soft")
    _shares(canvas, picture.shares)
    return canvas.png()


def _title(canvas: Canvas, title: str) -> int:
    """The title as large as it fits, and where its last base line is."""
    large = balanced(title, "title", width=RIGHT - LEFT, lines=2)
    style: Style = "title" if large else "name"
    pitch = 92 if large else 60
    whole = balanced(title, "name", width=RIGHT - LEFT, lines=3)
    lines = large or whole or shortened(title, "name", width=RIGHT - LEFT, lines=3)
    first = 212 if large else 182
    for number, line in enumerate(lines):
        canvas.text(line, style, (LEFT, first + pitch * number))
    return first + pitch * (len(lines) - 1)


def _shares(canvas: Canvas, shares: tuple[Share, ...]) -> None:
    gap = 56
    width = (RIGHT - LEFT - gap) // 2
    colours: tuple[Colour, ...] = ("a", "b")
    for number, (share, colour) in enumerate(zip(shares, colours, strict=False)):
        left = LEFT + number * (width + gap)
        canvas.bar(left, 448, width, 6, colour)
        name = drawable(share.name, "text", instead=share.slug)
        canvas.text(shortened(name, "text", width=width, lines=1)[0], "text", (left, 494), colour=colour)
        canvas.text(share.share, "name", (left, 550))
        canvas.text(share.votes, "text", (left + cut("name").width(share.share) + 18, 550), colour="soft")
        if share.span:
            low, at, high = (left + width * part // 100 for part in share.span)
            canvas.bar(left, 580, width, 3, "rule")
            canvas.bar(low, 575, high - low, 13, colour, ink=7)
            canvas.bar(min(at, left + width - 4), 570, 4, 23, colour)


def _mixed(colour: tuple[int, int, int], level: int) -> bytes:
    return bytes(round(paper + (full - paper) * level / (INKS - 1)) for paper, full in zip(PAPER, colour, strict=True))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
