"""Texts that are written so that a person does not read them at a glance: decoded, with the line they come from."""

import codecs
import html
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from panel.cleaning.blobs import spelt
from panel.flags.codes import (
    MORSE,
    MORSE_SIGN,
    NUMBERS,
    NUMBERS_SIGN,
    PIG_LATIN,
    PIG_LATIN_SIGN,
    ROT47_WORDS,
    base32,
    morse,
    numbers,
    pig_latin,
    rot47,
)
from panel.flags.folding import FOREIGN, fold, latinised
from panel.flags.lexicon import COMMON, WORDS
from panel.flags.parts import Part, long_words, parts_with
from panel.flags.scattered import scattered

# A run is looked for by a sign that it must hold: one that begins with a plain character, which a search finds fast.
PERCENT_SIGN = re.compile(r"%[0-9A-Fa-f]{2}[\w.~-]{0,3}%[0-9A-Fa-f]{2}[\w.~-]{0,3}%[0-9A-Fa-f]{2}")
PERCENT = re.compile(r"(?:[\w.~-]{0,3}%[0-9A-Fa-f]{2}){6,}[\w.~%-]*")
HEX_SIGN = re.compile(r"[0-9](?:[ :,]?[0-9A-Fa-f]){11}")
HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x)?(?:[0-9A-Fa-f]{2}[ :,]?){12,}")
ESCAPES_SIGN = re.compile(r"\\[xu]")
ESCAPES = re.compile(r"(?:\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\u\{[0-9A-Fa-f]{1,6}\}){6,}")
REFERENCES_SIGN = re.compile("&#")
REFERENCES = re.compile(r"(?:&#[xX]?[0-9A-Fa-f]{1,6};){6,}")
BINARY_SIGN = re.compile("0110")
BINARY = re.compile(r"(?:[01]{8}[ ]?){6,}")
BASE64 = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{20,}+={0,2}")
SPACED = re.compile(r"(?<!\w)[^\W_](?:[ \u00a0._*|/-]{1,5}+[^\W_](?:[',!:?](?!\w))?){7,}(?!\w)")
SPACED_SIGN = re.compile(r"[ \u00a0._*|/-][^\W_][',!:?]?[ \u00a0._*|/-]{1,5}+[^\W_][',!:?]?[ \u00a0._*|/-]")
LEET = re.compile(r"[A-Za-z][0134578@$][A-Za-z]|\b[0134578@$][A-Za-z]{2}")
LEET_SIGN = re.compile("[0134578@$](?=[A-Za-z])")
LEET_I, LEET_L = str.maketrans("0134578@$!|", "oieastbasil"), str.maketrans("0134578@$!|", "oleastbasil")
WORD = re.compile(r"[^\W\d_]+")
APART = {code: " " for code in range(128) if not chr(code).islower() and chr(code) != "\n"}
LINE_END = "|"
LATIN, LIKENESS = re.compile("[A-Za-z]"), re.compile(f"[{FOREIGN}]")
OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
ALIEN = 3
REMEMBERED = 10_000
LONGEST, LONGEST_SPACED = 16, 4000


class Reading(NamedTuple):
    """A decoded text. `prose` says that it reads as sentences in a code that has no other use in a page."""

    line: int
    text: str
    prose: bool


class _Ciphers(dict[str, str]):
    """The ciphers by which a word of three letters and more turns into a known one, a letter for each; a line break stays."""

    def __missing__(self, word: str) -> str:
        strange = len(word) > 2 and word not in DICTIONARY
        found = word if word == LINE_END else "".join(name for name, change in CIPHERS if strange and change(word) in DICTIONARY)
        if len(self) < REMEMBERED:
            self[word] = found
        return found


def readings(text: str) -> Iterator[Reading]:
    """Every other way in which a text can be read."""
    lines, long = text.split("\n"), list(long_words(text))
    yield from _decoded(text, long)
    yield from (Reading(at, said, prose=False) for at, said in scattered(text, lines, long))
    if any(f" {word}" in text for word in ROT47_WORDS):
        yield from (Reading(at, said, prose=True) for at, line in enumerate(lines, 1) if (said := rot47(line)) and reads(said))
    ciphers = _ciphers(lines)
    unusual = (
        {at for at, names in enumerate(ciphers, 1) if len(names) >= ALIEN} | _lines_with(SPACED_SIGN, text) | _lines_with(LEET_SIGN, text)
    )
    if not text.isascii():
        unusual.update(at for at, line in enumerate(lines, 1) if not line.isascii())
    for at in sorted(unusual):
        line = lines[at - 1]
        if len(line) > 15:
            for said in _respelt(line):
                yield Reading(at, said, prose=False)
            foreign = not line.isascii() and OTHER_SCRIPT.search(line)
            for name, change in CIPHERS:
                if foreign or ciphers[at - 1].count(name) >= ALIEN:
                    yield Reading(at, change(line), prose=False)


def _ciphers(lines: Sequence[str]) -> list[str]:
    """The ciphers of each line, a letter for each word that is one."""
    plain = "\n".join(line if line.isascii() else "" for line in lines)
    # No pattern finds the words of plain letters as fast as this.
    words = plain.lower().translate(APART).replace("\n", f" {LINE_END} ").split()
    found = "".join(map(CIPHERED.__getitem__, words)).split(LINE_END)
    for at, line in enumerate(lines):
        if not line.isascii():
            found[at] = "".join(map(CIPHERED.__getitem__, WORD.findall(line.lower())))
    return found


def _lines_with(sign: re.Pattern[str], text: str) -> set[int]:
    return {line for line, _, _ in parts_with(sign, text, border="\n")}


def _decoded(text: str, long: Sequence[Part]) -> Iterator[Reading]:
    for sign, pattern, decoded in DECODERS:
        for line, start, end in parts_with(sign, text, border="\n\n") if sign else long:
            for match in pattern.finditer(text, start, end):
                if said := decoded(match[0]):
                    yield Reading(line + text.count("\n", start, match.start()), said, prose=reads(said))


def _respelt(line: str) -> Iterator[str]:
    if not line.isascii() and LATIN.search(line) and LIKENESS.search(line):
        yield latinised(line)
    if SPACED.search(line):
        yield SPACED.sub(lambda match: _gathered(match[0][:LONGEST_SPACED]), line)
    if len(LEET.findall(line)) > 1:
        yield line.translate(LEET_I)
        yield line.translate(LEET_L)


def _rotated(text: str) -> str:
    return codecs.decode(text, "rot13")


def _reversed(text: str) -> str:
    return text[::-1]


def reads(text: str) -> bool:
    """Whether a text looks like English sentences."""
    words = WORD.findall(fold(text))
    return len(words) >= 3 and sum(word in COMMON for word in words) * 6 >= len(words)


def _gathered(spaced: str) -> str:
    """Letters set apart, put together: at wide gaps into words, else by the words that are known."""
    if re.search(r"\w[ \u00a0]{2,}\w", spaced):
        return " ".join(re.sub(r"[ \u00a0._*|/-]", "", word) for word in re.split(r"[ \u00a0]{2,}", spaced))
    return segmented(re.sub(r"[ \u00a0._*|/-]", "", spaced).lower())


def segmented(letters: str) -> str:
    """A run of letters cut into the fewest known words; a letter in none costs as much as two."""
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(letters) + 1):
        sizes = (size for size in range(1, min(LONGEST, end) + 1) if size == 1 or letters[end - size : end] in DICTIONARY)
        best.append(min((best[end - size][0] + (1 if letters[end - size : end] in DICTIONARY else 2), size) for size in sizes))
    words, end = [], len(letters)
    while end:
        words.append(letters[end - best[end][1] : end])
        end -= best[end][1]
    return " ".join(reversed(words))


def _hexed(run: str) -> str:
    digits = re.sub(r"0x|[ :,]", "", run)
    return _printable(bytes.fromhex(digits[: len(digits) // 2 * 2]))


def _bits(run: str) -> str:
    digits = run.replace(" ", "")
    return _printable(bytes(int(digits[at : at + 8], 2) for at in range(0, len(digits) - 7, 8)))


def _printable(data: bytes) -> str:
    try:
        said = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return said if all(char.isprintable() or char.isspace() for char in said) else ""


def _escaped(run: str) -> str:
    codes = re.findall(r"[0-9A-Fa-f]+", run.replace("\\u", " ").replace("\\x", " "))
    return "".join(chr(int(code, 16)) for code in codes if int(code, 16) < 0x110000)


def _percent(run: str) -> str:
    return unquote(run, errors="replace")


DICTIONARY = COMMON.union(word for words in WORDS.values() for word in words.split() if word.isalpha() and word.isascii())
CIPHERS: tuple[tuple[str, Callable[[str], str]], ...] = (("r", _rotated), ("b", _reversed))
CIPHERED = _Ciphers()
DECODERS: tuple[tuple[re.Pattern[str] | None, re.Pattern[str], Callable[[str], str]], ...] = (
    (None, BASE64, lambda run: spelt(run) or base32(run)),
    (PERCENT_SIGN, PERCENT, _percent),
    (HEX_SIGN, HEX, _hexed),
    (ESCAPES_SIGN, ESCAPES, _escaped),
    (REFERENCES_SIGN, REFERENCES, html.unescape),
    (BINARY_SIGN, BINARY, _bits),
    (MORSE_SIGN, MORSE, morse),
    (NUMBERS_SIGN, NUMBERS, numbers),
    (PIG_LATIN_SIGN, PIG_LATIN, pig_latin(DICTIONARY)),
)
