"""What holds of panel/intake/piece.py."""

import hashlib

import pytest

from panel.intake.piece import Piece

META = b"<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'><p>\xef\xf0\xe8\xe2\xe5\xf2"


def piece(raw: bytes, content_type: str = "", format: str = "html") -> Piece:
    """A page with these bytes."""
    return Piece("home", "home", "Home", format, raw, content_type=content_type)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "content_type", "text"),
    [
        ("grün €".encode(), "text/html", "grün €"),
        ("grün €".encode(), "text/html; charset=UTF-8", "grün €"),
        ("grün".encode("latin-1"), "text/html; charset=ISO-8859-1", "grün"),
        (b"\x80 5", 'text/html; charset="us-ascii"', "€ 5"),
        ("grün".encode("utf-8-sig"), "text/html; charset=iso-8859-1", "grün"),
        ("grün".encode("utf-16"), "text/html; charset=utf-8", "grün"),
        ("日本".encode("shift_jis"), "text/html; charset=Shift_JIS", "日本"),
        (META, "text/html", META[:-6].decode() + "привет"),
        ("grün €".encode(), "text/html; charset=no-such-thing", "grün €"),
        (b"caf\\u00e9", "text/html; charset=unicode_escape", "caf\\u00e9"),
        (b"616263", "text/html; charset=hex", "616263"),
        (b"+AGEAYg-", "text/html; charset=utf-7", "+AGEAYg-"),
        ("grün".encode("latin-1"), "text/html; charset=utf-8", "gr\ufffdn"),
        (b"", "", ""),
    ],
)
def test_text(raw: bytes, content_type: str, text: str) -> None:
    """A page is decoded as it declares, among the encodings of the web alone, and what is wrong in it cannot stop it."""

    assert piece(raw, content_type).text == text


def test_digest() -> None:
    """The digest is that of the bytes as they were sent."""

    assert piece(b"abc").digest == hashlib.sha256(b"abc").hexdigest()


def test_file() -> None:
    """A source's file is named after it."""

    assert piece(b"", format="md").file == "home.md"
