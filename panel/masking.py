"""Taking the names of two tools out of a text, so that a pick rests on what was said and not on who it is about."""

import re

from panel.dossier import Tool


def mask(text: str, *, own: Tool, other: Tool) -> str:
    """The text with every spelling of the tools' and vendors' names replaced, longest first."""
    words = {**_spellings(other, "the other tool", "the other vendor"), **_spellings(own, "this tool", "its vendor")}
    if not words:
        return text
    names = sorted(words, key=len, reverse=True)
    # By group, since letters that match each other when case is ignored need not fold to the same (i and the dotless i).
    pattern = "|".join(f"({re.escape(name)})" for name in names)
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda found: words[names[(found.lastindex or 1) - 1]], text, flags=re.IGNORECASE)


def _spellings(tool: Tool, name: str, vendor: str) -> dict[str, str]:
    bare = re.sub(r"\s*\([^)]*\)", "", tool.name)
    names = {tool.name, tool.short, bare, tool.slug, tool.slug.replace("-", " "), tool.name.rsplit("/", 1)[-1]}
    spelled = {spelling.lower(): name for spelling in names if len(spelling) > 2}
    return {tool.vendor.lower(): vendor, **spelled} if len(tool.vendor) > 2 else spelled
