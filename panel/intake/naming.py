"""What a page calls its subject."""

import re
from collections.abc import Iterable, Iterator

from panel.intake.blocks import Block, title
from panel.intake.material import Material

_SEPARATOR = re.compile(r"\s*[|·•—–]\s*|\s+-\s+|:\s+")
_NAME = r"[A-Z][\w.+-]*(?: (?:[A-Z][\w.+-]*|[0-9][\w.]*)){0,2}"
_SUBJECT = re.compile(rf"^(?P<name>{_NAME}) (?:is|lets|helps|gives|makes|provides|guarantees) \S.*")
_PRONOUNS = frozenset(("This", "It", "There", "We", "You", "The", "A", "An", "If", "These", "What", "Here", "Our"))


def names(material: Material, packages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Likely names of the tool, the likeliest first, each with the words that it stands in; `packages` are names in lower case."""
    parts: list[str] = []
    if material.format == "html":
        parts = [part for part in _SEPARATOR.split(title(material.text)) if part]
        yield from ((part, part) for part in parts if material.hint and bare(part) == bare(material.hint))
    yield from titles(material)
    for word in filter(None, (material.hint, *packages)):
        if spelling := _spelling(material, word):
            yield spelling, spelling
    yield from ((part, part) for part in parts[:1])


def titles(material: Material) -> Iterator[tuple[str, str]]:
    """Names that stand where a page names its subject, with the words around them."""
    heading = _opening(material)
    head, *rest = _SEPARATOR.split(heading, maxsplit=1)
    if heading and (rest or len(head.split()) <= 2):
        yield head, heading
    for name, _, block in _subjects(material):
        yield name, block.text


def tagline(material: Material) -> Iterator[tuple[str, str]]:
    """Likely one-line descriptions, the likeliest first, each with the words that it stands in."""
    heading = _opening(material)
    head, *rest = _SEPARATOR.split(heading, maxsplit=1)
    if rest:
        yield rest[0], heading
    elif len(head.split()) > 2:
        yield heading, heading
    for _, statement, block in _subjects(material):
        yield statement, block.text
    seconds = [at for at, block in enumerate(material.blocks) if block.kind == "heading"][1:]
    for block in material.blocks[: min(seconds, default=40)]:
        text = _undecorated(block.text)
        if block.kind == "text" and 4 <= len(text.split()) <= 40:
            yield _sentence(text), block.text


def _opening(material: Material) -> str:
    """The first heading, when no sentence stands before it (menus and badges may)."""
    for block in material.blocks:
        if block.kind == "heading":
            return _undecorated(block.text)
        if len(block.text.split()) >= 4 and not re.search("[|·•]", block.text):
            break
    return ""


def _subjects(material: Material) -> Iterator[tuple[str, str, Block]]:
    """Sentences of the kind "NAME is a ...", with the name."""
    for block in material.blocks:
        match = _SUBJECT.match(_undecorated(block.text)) if block.kind == "text" else None
        if match and match["name"].split()[0] not in _PRONOUNS:
            yield match["name"], _sentence(match[0]), block


def _spelling(material: Material, word: str) -> str:
    """How the text itself mostly writes a name that is known only in lower case."""
    page = " ".join(block.text for block in material.blocks if block.kind in ("text", "heading"))
    found: list[str] = re.findall(rf"(?<![\w/.@-]){re.escape(word)}(?![\w/@-]|\.\w)", page, re.IGNORECASE)
    return max(found, key=lambda spelling: (found.count(spelling), spelling), default="") if len(word) > 2 else ""


def sentences(text: str) -> list[str]:
    """The text cut after full stops."""
    return re.split(r"(?<=[.!?]) +(?=[A-Z])", text)


def _sentence(text: str) -> str:
    """The first sentence."""
    return sentences(text)[0]


def _undecorated(text: str) -> str:
    """Without the pictures and marks around a title."""
    return re.sub(r"^[^\w(\"'“]+|[^\w)\"'”.!?]+$", "", text)


def bare(text: str) -> str:
    """The letters and digits alone, in lower case."""
    return re.sub(r"[^a-z0-9]", "", text.lower())
