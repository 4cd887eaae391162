"""What of a cleaned source the panel is shown: everything but the passages that try to steer a reviewer."""

import re

from panel.cleaning import Cleaned
from panel.flags import Flag, flag, inspect

MARK = "[…]"
SENTENCE = re.compile(r"(?<=[.!?。！？])\s+")


def withhold(cleaned: Cleaned) -> tuple[str, tuple[Flag, ...]]:
    """The text to show, and the flags of the visible and the hidden text for the editor.

    A flagged sentence gives way to a neutral mark: it neither helps nor hurts the tool. Where no single sentence of a flagged line
    is flagged alone, the whole line goes.
    """
    found = inspect(cleaned)
    visible = {one.line for one in flag(cleaned.text)} if found else set()
    if not visible:
        return cleaned.text, found
    lines = cleaned.text.split("\n")
    shown = [_shown(line) if number in visible else line for number, line in enumerate(lines, 1)]
    return "\n".join(shown), found


def _shown(line: str) -> str:
    sentences = SENTENCE.split(line)
    kept = [MARK if flag(sentence) else sentence for sentence in sentences]
    return " ".join(kept) if kept != sentences else MARK
