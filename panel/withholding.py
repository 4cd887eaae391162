"""What of a cleaned source the panel is shown: everything but the passages that try to steer a reviewer."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from panel.cleaning import Cleaned
from panel.flags import Flag, flag, flag_removed

MARK = "[…]"
SENTENCE = re.compile(r"(?<=[.!?。！？])\s+")
Shingle = tuple[str, ...]
SHINGLE = 6
"""Words in a row that two texts do not share by chance."""
CRUMBS = 4
"""Words at most in a line that may be a piece of a sentence broken over many lines."""


class Shown(NamedTuple):
    """A source as the panel sees it, its flags for the editor, and the steering passages, word for word."""

    text: str
    flags: tuple[Flag, ...]
    steering: tuple[str, ...]


def withhold(cleaned: Cleaned) -> Shown:
    """The source without the sentences that are flagged; each gives way to a neutral mark, which neither helps nor hurts the tool.

    Where no single sentence of a flagged line is flagged alone, the whole line goes.
    """
    visible = flag(cleaned.text)
    hidden = tuple(found for removed in cleaned.removed for found in flag_removed(removed))
    steering = [found.text for found in hidden]
    lines = cleaned.text.split("\n")
    for number in sorted({number for found in visible for number in _spread(lines, found)}):
        lines[number - 1], withheld = _parted(lines[number - 1])
        steering.append(withheld)
    return Shown("\n".join(lines), (*visible, *hidden), tuple(steering))


def _spread(lines: Sequence[str], found: Flag) -> Iterator[int]:
    """The flagged line, and the crumbs after it where a sentence is broken over many lines to escape being read."""
    yield found.line
    crumbs = []
    for number, line in enumerate(lines[found.line :], found.line + 1):
        if len(line.split()) > CRUMBS:
            break
        if line.strip():
            crumbs.append(number)
    if "encoded" in found.reason and len(crumbs) >= CRUMBS:
        yield from crumbs


def _parted(line: str) -> tuple[str, str]:
    """A flagged line as it is shown, and what was taken out of it."""
    sentences = SENTENCE.split(line)
    steering = [sentence for sentence in sentences if flag(sentence)]
    if not steering:
        return MARK, line
    return " ".join(MARK if sentence in steering else sentence for sentence in sentences), " ".join(steering)


def shingles(text: str) -> Iterator[Shingle]:
    """Every run of six words of a text, case folded."""
    words = re.findall(r"\w+", text.casefold())
    return (tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))
