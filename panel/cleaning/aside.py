"""Words of a page that stand where no reader looks: attributes, style sheets, scripts."""

import re

from panel.cleaning.tags import Tag

MECHANICAL = frozenset(
    [
        "class",
        "style",
        "href",
        "src",
        "srcset",
        "id",
        "d",
        "points",
        "viewbox",
        "transform",
        "sizes",
        "rel",
        "type",
        "name",
        "for",
        "width",
        "height",
        "xmlns",
        "integrity",
    ]
)
WORDY = re.compile(r"[^\W\d_]{2}[^\w<>{}]++[^\W\d_]{2}|[^\x00-\u024f]{4}|[A-Za-z0-9+/=]{32}")
CSS_WORDS = re.compile(r"""/\*(.*?)(?:\*/|\Z)|content\s*:\s*("(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')""", re.DOTALL)


def told_by_attributes(tag: Tag) -> list[tuple[str, str]]:
    """The attributes that hold words, which no reader sees, each with the reason for its removal."""
    if not tag.attributes:
        return []
    found = [(f"{name} attribute", value) for name, value in tag.attributes.items() if name not in MECHANICAL and WORDY.search(value)]
    bare = [name for name, value in tag.attributes.items() if not value]
    return found if len(bare) < 3 else [*found, ("words in a tag", " ".join([tag.name, *bare]))]


def told_by_styles(css: str) -> str:
    """The words in a style sheet: its comments and the texts that it would draw."""
    return "\n".join((match[1] or match[2] or "").strip("\"' \n").replace("\\", "") for match in CSS_WORDS.finditer(css))


def told_by_body(tag: Tag) -> tuple[str, str]:
    """The words in an element whose content is not page text, with the reason for its removal."""
    if tag.name == "style":
        return "style sheet", told_by_styles(tag.body)
    return f"<{tag.name}>", tag.body
