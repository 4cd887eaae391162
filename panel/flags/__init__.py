"""Sentences in a source that try to instruct its reviewer: marked for the editor, never a wall."""

from panel.cleaning import Cleaned, Removed
from panel.flags.record import Flag

__all__ = ["Flag", "flag", "flag_removed", "inspect"]


def inspect(cleaned: Cleaned) -> tuple[Flag, ...]:
    """The flags of what a reader sees (lines of the cleaned text), then of what was hidden (lines of the raw text)."""
    return flag(cleaned.text) + tuple(found for removed in cleaned.removed for found in flag_removed(removed))


def flag(text: str) -> tuple[Flag, ...]:
    """What instructs a reviewer in a text, in the order of its lines, one flag for a line and reason.

    It finds wording and disguises, not intent: a friendly sentence that asks for nothing is not found.
    """
    # The lexicon is built with the first text: who only reads records does not pay for it.
    from panel.flags import passages

    return passages.visible(text)


def flag_removed(removed: Removed) -> tuple[Flag, ...]:
    """The flags of something that no reader sees, all at the line where it was hidden."""
    from panel.flags import passages

    return passages.hidden(removed)
