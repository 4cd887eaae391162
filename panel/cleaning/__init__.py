"""What a reader of a source sees, and nothing else: the only text of it that reaches a prompt."""

from typing import Literal

from panel.cleaning.record import Cleaned, Removed

__all__ = ["Cleaned", "Removed", "clean"]


def clean(text: str, format: Literal["html", "md", "txt"]) -> Cleaned:
    """The visible text of a source. Never raises, and its cost grows with the length of the text alone."""
    # The expressions of a format are compiled with its first text: who only reads records does not pay for them.
    from panel.cleaning import reading

    return reading.read(text, format)
