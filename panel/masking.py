"""Taking the names of two tools out of a text, so that a pick rests on what was said and not on who it is about."""

import re

from panel.dossier import Tool

OPENS = re.compile(r"(?:^|[.!?:] )\Z")
LEGAL = r"(?:[ ,]+(?:AI|Inc|Labs?|Ltd|LLC|GmbH|SAS|AG|Corp|Technologies|Software)\.?)+$"


def mask(text: str, *, own: Tool, other: Tool) -> str:
    """The text with every spelling of the tools' and vendors' names replaced, longest first."""
    ours = _spellings(own, "this tool", "its vendor")
    words = {**_spellings(other, "the other tool", "the other vendor"), **ours}
    if not words:
        return text
    names = sorted(words, key=lambda name: (-len(name), name not in ours))
    # By group, since letters that match each other when case is ignored need not fold to the same (i and the dotless i).
    pattern = "|".join(f"({re.escape(name)})" for name in names)

    def replacement(found: re.Match[str]) -> str:
        word = words[names[(found.lastindex or 1) - 1]]
        return word[0].upper() + word[1:] if OPENS.search(text, 0, found.start()) else word

    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", replacement, text, flags=re.IGNORECASE)


def _spellings(tool: Tool, name: str, vendor: str) -> dict[str, str]:
    bare = re.sub(r"\s*\([^)]*\)", "", tool.name)
    names = {tool.name, tool.short, bare, tool.slug, tool.slug.replace("-", " "), tool.name.rsplit("/", 1)[-1]}
    vendors = {tool.vendor, re.sub(LEGAL, "", tool.vendor)}
    spelled = {spelling: name for spelling in names if len(spelling) > 2}
    return {**{spelling: vendor for spelling in vendors if len(spelling) > 2}, **spelled}
