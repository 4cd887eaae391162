"""What of a cleaned source the panel is shown: everything but the passages that try to steer a reviewer."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from panel.cleaning import Cleaned
from panel.flags import Flag, flag, flag_removed
from panel.flags.folding import fold

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
    lines = cleaned.text.split("\n")
    visible = tuple(_spelt(found, _near(lines, found)) for found in flag(cleaned.text))
    hidden = tuple(_spelt(found, removed.text) for removed in cleaned.removed for found in flag_removed(removed))
    steering = [found.text for found in hidden]
    for number in sorted({number for found in visible for number in _spread(lines, found)}):
        lines[number - 1], withheld = _parted(lines[number - 1])
        steering.append(withheld)
    return Shown("\n".join(lines), (*visible, *hidden), tuple(steering))


def _spelt(found: Flag, text: str) -> Flag:
    """The flag with its words in the source's own spelling, where they stand in the text and were not decoded from it."""
    folded = [(at, letter) for at, char in enumerate(text) for letter in fold(char)]
    start = "".join(letter for _, letter in folded).find(found.text)
    if start < 0 or not found.text:
        return found
    return found.model_copy(update={"text": text[folded[start][0] : folded[start + len(found.text) - 1][0] + 1]})


def _near(lines: Sequence[str], found: Flag) -> str:
    return "\n".join(lines[found.line - 1 : found.line + 1 + found.text.count("\n")])


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
