"""Tests of panel/site/picture.py and panel/site/face.py."""

import struct
import zlib

import pytest

from panel.site.face import balanced, cut, drawable, shortened, wrapped
from panel.site.picture import HEIGHT, WIDTH, Picture, Share, draw

SHARES = (Share("Swift", "swift", "50%", "2 of 4", (20, 50, 80)), Share("Agent", "agent", "—", "0 of 0", None))
PICTURE = Picture("A house", "Swift vs Agent", "A lean towards Swift.", "swift vs agent", SHARES)


def pixels(png: bytes) -> list[bytes]:
    """The rows of a picture, every chunk checked on the way."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, {}
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        data = png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size]) == (zlib.crc32(kind + data),)
        chunks[kind] = data
        at += 12 + size
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    raw = zlib.decompress(chunks[b"IDAT"])
    assert len(raw) == (WIDTH + 1) * HEIGHT
    assert max(raw) < len(chunks[b"PLTE"]) // 3
    return [raw[row * (WIDTH + 1) + 1 : (row + 1) * (WIDTH + 1)] for row in range(HEIGHT)]


def test_a_picture_is_a_sound_file() -> None:
    """1200 by 630 pixels with a palette, light enough for any reader."""

    rows = pixels(draw(PICTURE))

    assert len(rows) == HEIGHT
    assert any(rows[200])
    assert len(draw(PICTURE)) < 60_000


def test_the_same_picture_has_the_same_bytes() -> None:
    """And another text another picture."""

    assert draw(PICTURE) == draw(PICTURE)
    assert draw(PICTURE) != draw(Picture("A house", "Swift vs Agent", "A lean towards Agent.", "", SHARES))


@pytest.mark.parametrize(
    "text",
    ["", " ", "日本語", "Donaudampfschifffahrt" * 20, "word " * 200, "<script>", "\u202e\u0000", "Ünïcödé ļ", "e\u0301", "🦙", "fi" * 90],
)
def test_any_text_fits(text: str) -> None:
    """Nothing is drawn beyond the margins, whatever a tool is called."""

    share = Share(text, "slug", "100%", "4 of 4", (60, 100, 100))
    rows = pixels(draw(Picture(text, text, text, text, (share, share))))

    assert not any(any(row[:60]) or any(row[-60:]) for row in rows)
    assert not any(any(row) for row in (*rows[:40], *rows[-20:]))


def test_what_cannot_be_drawn_is_replaced() -> None:
    """First by its letters without accents, then by a plainer name."""

    assert drawable("Café  au\nlait", "title") == "Café au lait"
    assert drawable("e\u0301", "title") == "é"
    assert drawable("Ṩwift", "title") == "Swift"
    assert drawable("日本語", "title", instead="nihongo") == "nihongo"


def test_lines_are_broken_at_spaces() -> None:
    """Into as few as it takes, of about one length; what is too long is cut off with an ellipsis."""

    width = cut("title").width("one two three")

    assert wrapped("one two three", "title", width=width, lines=2) == ["one two three"]
    assert wrapped("one two three four", "title", width=width, lines=2) == ["one two three", "four"]
    assert balanced("one two three four", "title", width=width, lines=2) == ["one two", "three four"]
    assert wrapped("one two three four five six seven", "title", width=width, lines=2) is None
    assert balanced("onetwothreefour", "title", width=width, lines=2) is None
    assert shortened("one two three four five six seven", "title", width=width, lines=2)[-1].endswith("…")
    assert shortened("onetwothreefour", "title", width=width, lines=1)[0].endswith("…")
