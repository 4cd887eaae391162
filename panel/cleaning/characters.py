"""Characters that a screen does not show: taken out, and read where they carry a message."""

import re
import unicodedata
from functools import cache

from panel.cleaning.record import Log

PAGE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x9f"
ZERO_WIDTH = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a"
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
TAGS = "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
UNUSABLE = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
UNSEEN = re.compile(f"[{CONTROL}{ZERO_WIDTH}{BIDI}{TAGS}{SELECTORS}{UNUSABLE}]+")
KINDS = tuple(
    (reason, re.compile(f"[{chars}]"))
    for reason, chars in (
        ("control characters", CONTROL),
        ("zero-width characters", ZERO_WIDTH),
        ("bidi controls", BIDI),
        ("tag characters", TAGS),
        ("variation selectors", SELECTORS),
        ("unusable characters", UNUSABLE),
    )
)
ANSI = re.compile("\x1b\\[([0-?]*)[ -/]*([@-~])|\x1b[\\]PX^_]([^\x07\x1b]*)(?:\x07|\x1b\\\\)?|\x1b[ -~]?")
OVERRIDE = re.compile("\u202e([^\u202a-\u202e\n]*)\u202c?")
REGIONS = {"gbeng", "gbsct", "gbwls"}
JOINING = re.compile("[\u0600-\u08ff\u0900-\u109f\u1780-\u18af]")
JOINERS = ZWNJ, ZWJ, EMOJI, PLAIN = "\u200c", "\u200d", "\ufe0f", "\ufe0e"


def one_newline(text: str) -> str:
    """The text with `\\n` as its only line break."""
    return PAGE_BREAKS.sub("\n", text) if any(sign in text for sign in "\r\x0b\x0c\x85\u2028\u2029") else text


def strip(text: str, log: Log, *, line: int = 1) -> str:
    """The text without what no screen shows; words drawn backwards by an override are put into the order that is seen.

    Emoji sequences, regional flags and the joiners of scripts that need them are kept, and so is every line break.
    `line` is the line on which the text begins.
    """
    unseen = "".join(filter(UNSEEN.match, set(text)))
    if not unseen:
        return text
    if "\x1b" in text:
        text = _without_ansi(text, log, line)
    if "\u202e" in text:
        text = OVERRIDE.sub(lambda match: match[1][::-1], text)
    found: dict[tuple[int, str], list[str]] = {}
    parts, last = [], 0
    # Most texts hold one or two of them, which are found faster than any of all.
    for match in re.finditer(f"[{re.escape(unseen)}]+", text):
        line += text.count("\n", last, match.start())
        kept = _kept(text, match)
        parts += [text[last : match.start()], kept]
        last = match.end()
        if not kept:
            for char in match[0]:
                found.setdefault((line, _kind(char)), []).append(char)
    for (place, reason), taken in found.items():
        log.add(place, reason, _message("".join(taken)))
    return "".join(parts) + text[last:]


@cache
def _kind(char: str) -> str:
    return next(reason for reason, chars in KINDS if chars.match(char))


def _kept(text: str, match: re.Match[str]) -> str:
    """What of a run of unseen characters shapes the visible ones beside it."""
    run = match[0]
    if run[0] not in JOINERS and run[-1] != "\U000e007f":
        return ""
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    if before == "\U0001f3f4" and run[-1] == "\U000e007f" and _tagged(run[:-1]) in REGIONS:
        return run
    if run in (EMOJI, PLAIN):
        return run if before and (_pictured(before) or before in "0123456789#*") else ""
    if run in (ZWJ, EMOJI + ZWJ) and _pictured(before) and _pictured(after):
        return run
    if run in (ZWJ, ZWNJ) and JOINING.match(before) and JOINING.match(after):
        return run
    return ""


def _pictured(char: str) -> bool:
    return char != "" and unicodedata.category(char) in ("So", "Sm", "Sk", "Po", "Pd")


def _message(taken: str) -> str:
    """What the characters say where they spell something, else which they are and how many."""
    spelt = _tagged(taken) or _selected(taken) or _bits(taken)
    if spelt:
        return spelt
    names = sorted({f"U+{ord(char):04X}" for char in taken})
    return f"{', '.join(names[:4])} ({len(taken)})"


def _tagged(run: str) -> str:
    return "".join(chr(ord(char) - 0xE0000) for char in run if 0xE0020 <= ord(char) <= 0xE007E)


def _selected(run: str) -> str:
    """Bytes written as variation selectors, as UTF-8; at least four."""
    codes = [ord(char) for char in run]
    data = bytes(c - 0xFE00 if c <= 0xFE0F else c - 0xE0100 + 16 for c in codes if 0xFE00 <= c <= 0xFE0F or 0xE0100 <= c <= 0xE01EF)
    return data.decode("utf-8", "replace") if len(data) > 3 else ""


def _bits(run: str) -> str:
    """Octets written with two zero-width characters as digits, when every octet is a printable one."""
    digits = sorted(set(run) - {"\ufeff"})
    if len(digits) != 2 or len(run) < 32:
        return ""
    for zero in digits:
        bits = "".join("0" if char == zero else "1" for char in run if char in digits)
        chars = [chr(int(bits[at : at + 8], 2)) for at in range(0, len(bits) - 7, 8)]
        if all(char.isprintable() and ord(char) < 127 for char in chars):
            return "".join(chars)
    return ""


def _without_ansi(text: str, log: Log, line: int) -> str:
    """The text as a terminal shows it: no escape sequences, and nothing that they conceal but its line breaks."""
    parts: list[str] = []
    sunk: list[str] = []
    last, hidden, reason = 0, False, "concealed by a terminal escape"
    for match in ANSI.finditer(text):
        span = text[last : match.start()]
        parts.append("\n" * span.count("\n") if hidden else span)
        sunk += [span] if hidden else []
        line += span.count("\n")
        last = match.end()
        if match[3]:
            log.add(line, "terminal escape", match[3])
            parts.append("\n" * match[3].count("\n"))
            line += match[3].count("\n")
        if match[2] == "m":
            hidden = _conceals(match[1], hidden)
        if sunk and not hidden:
            log.add(line, reason, "".join(sunk))
            sunk.clear()
    rest = text[last:]
    log.add(line, reason, "".join([*sunk, rest]) if hidden else "")
    return "".join(parts) + ("\n" * rest.count("\n") if hidden else rest)


def _conceals(codes: str, hidden: bool) -> bool:
    for code in codes.split(";"):
        if code in ("8", "08"):
            hidden = True
        elif code in ("", "0", "00", "28"):
            hidden = False
    numbers = {code[-1] for code in codes.split(";") if re.fullmatch("[39][0-7]", code)}
    grounds = {code[-1] for code in codes.split(";") if re.fullmatch("(?:4|10)[0-7]", code)}
    return hidden or bool(numbers & grounds)
