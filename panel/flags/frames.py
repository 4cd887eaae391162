"""Imitated ends, turns and replies, and addresses that carry secrets away, in a folded text."""

import re
from collections.abc import Iterator

from panel.flags.parts import parts_with
from panel.flags.rules import (
    ADDRESS_HEAD,
    BROKEN_JSON,
    BROKEN_JSON_SIGN,
    CHAT_CLOSES,
    CHAT_OPENS,
    FRAME,
    LEAK,
    LINES_OUTSIDE_CODE,
    OUTSIDE_CODE,
    SECRETS,
    VERDICT_IN_JSON,
)

FORGED = tuple(re.compile(frame) for frame in OUTSIDE_CODE)
FORGED_LINES = tuple(re.compile(rf"\n{frame}") for frame in LINES_OUTSIDE_CODE)
VERDICT = re.compile(VERDICT_IN_JSON)
HEAD, SECRET = re.compile(ADDRESS_HEAD), re.compile(SECRETS)
CHAT, CLOSING = re.compile(f"(?P<opens>{CHAT_OPENS})|{CHAT_CLOSES}"), re.compile(CHAT_CLOSES)
CUT_SIGN, CUT_JSON = re.compile(BROKEN_JSON_SIGN), re.compile(BROKEN_JSON, re.MULTILINE)
OPENERS = re.compile(r"[{\[(]")
CODE = re.compile(r"^[ \t>]*(```|~~~)[`~]*+[^\n`]*+\n(?:.*\n)*?[ \t>]*\1|`[^`\n]+`", re.MULTILINE)
WITHIN = 300


def frames(folded: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Where a frame is forged or an address asks for secrets. A manual shows chat marks as code, and there it opens a turn before it closes one."""
    blocks = list(CODE.finditer(folded))
    prose = _without(blocks, folded)
    for pattern in FORGED:
        yield from ((match.span(), FRAME) for match in pattern.finditer(prose))
    for pattern in FORGED_LINES:
        # A line feed before each line is searched for faster than a line start.
        yield from (((match.start(), match.end() - 1), FRAME) for match in pattern.finditer(f"\n{prose}"))
    for _, start, end in parts_with(CUT_SIGN, prose, border="\n"):
        match = CUT_JSON.match(prose, start, end)
        if match and len(OPENERS.findall(match[1])) < len(match[2]):
            yield match.span(2), FRAME
    yield from ((match.span(), FRAME) for match in VERDICT.finditer(folded))
    yield from ((span, LEAK) for span in _leaks(folded))
    for block in blocks if CLOSING.search(folded) else ():
        # A single mark between backticks is named, not used.
        mark = CHAT.search(folded, *block.span()) if block[1] else None
        if mark and not mark["opens"]:
            yield mark.span(), FRAME


def _without(blocks: list[re.Match[str]], folded: str) -> str:
    """The text with as much blank, on as many lines, in place of each block."""
    parts: list[str] = []
    last = 0
    for block in blocks:
        lines = block[0].count("\n")
        parts += folded[last : block.start()], "\n" * lines, " " * (len(block[0]) - lines)
        last = block.end()
    return "".join(parts) + folded[last:]


def _leaks(folded: str) -> Iterator[tuple[int, int]]:
    """Addresses with a secret in their query: at most WITHIN characters to a `=`, and as many from there to the secret."""
    at = 0
    while head := HEAD.search(folded, at):
        query, at = head[1], head.start() + 1
        first = query.find("=", 0, WITHIN + 1)
        secret = SECRET.search(query, first + 1) if first >= 0 else None
        if secret and secret.start() - query.rfind("=", 0, min(WITHIN + 1, secret.start())) <= WITHIN + 1:
            at = head.start(1) + secret.end()
            yield head.start(), at
