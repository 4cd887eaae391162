"""Texts in a code that a page has no other use for, decoded: base32, Morse, character numbers, ROT47, pig Latin."""

import base64
import binascii
import re
from collections.abc import Callable, Container

MORSE_SIGN = re.compile(r"[.·–—−-] [.·–—−-]")
MORSE = re.compile(r"(?:[.·\-–—−]{1,6}(?: {1,3}|\s*[/|]\s*)){8,}[.·\-–—−]{1,6}")
NUMBERS_SIGN = re.compile(r"\d[ ,;]{1,3}\d{2,3}[ ,;]{1,3}\d{2,3}[ ,;]")
NUMBERS = re.compile(r"(?<![\w.,])(?:\d{2,3}[ ,;]{1,3}){12,}\d{2,3}(?![\w.])")
# The commonest words of English as ROT47 writes them: the, and, you, for, this, that, of, to, is, in, not.
ROT47_WORDS = ("E96", "2?5", "J@F", "7@C", "E9:D", "E92E", "@7", "E@", ":D", ":?", "?@E")
PIG_LATIN_SIGN = re.compile(r"ay[ ,.]{1,2}[A-Za-z]+ay[ ,.]{1,2}[A-Za-z]+ay\b")
PIG_LATIN = re.compile(r"\b(?:[a-z]+ay\b[ ,.]{1,2}){3,}[a-z]+ay\b", re.IGNORECASE)

_ALPHABET = ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.."
_MORSE = dict(zip(re.findall(r"\S+", _ALPHABET), "abcdefghijklmnopqrstuvwxyz", strict=True))
_STROKES = str.maketrans("·–—−", ".---")
_ROT47 = {code: 33 + (code - 33 + 47) % 94 for code in range(33, 127)}
_VOWELS = "aeiou"


def base32(run: str) -> str:
    """The text, or nothing where there is none."""
    digits = run.rstrip("=")
    if not digits.isupper():
        return ""
    try:
        return base64.b32decode(digits + "=" * (-len(digits) % 8)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def morse(run: str) -> str:
    words = re.split(r"\s*[/|]\s*| {3}", run.translate(_STROKES))
    return " ".join("".join(_MORSE.get(sign, "?") for sign in word.split()) for word in words)


def numbers(run: str) -> str:
    codes = [int(number) for number in re.findall(r"\d+", run)]
    return "".join(map(chr, codes)) if all(code in (9, 10, 13) or 32 <= code < 127 for code in codes) else ""


def rot47(line: str) -> str:
    """The line decoded, or nothing where it holds none of the commonest words."""
    return line.translate(_ROT47) if not set(ROT47_WORDS).isdisjoint(line.split()) else ""


def pig_latin(known: Container[str]) -> Callable[[str], str]:
    """What puts the beginnings of words back; of several ways, the one that gives a known word."""

    def straight(match: re.Match[str]) -> str:
        word = match[0].lower().removesuffix("ay")
        ways = [word[-size:] + word[:-size] for size in (1, 2, 3) if size < len(word) and not set(word[-size:]) & set(_VOWELS)]
        if word.endswith("w") and word[0] in _VOWELS:
            ways.insert(0, word[:-1])
        return next((way for way in ways if way in known), ways[0] if ways else word)

    return lambda run: re.sub(r"[A-Za-z]+ay\b", straight, run)
