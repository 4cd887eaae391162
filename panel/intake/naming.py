"""What a page calls its subject."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from panel.intake.blocks import Block, title
from panel.intake.material import Material

_SEPARATOR = re.compile(r"\s*[|·•—–]\s*|\s+-\s+|:\s+")
_NAME = r"[A-Z][\w.+-]*(?: (?:[A-Z][\w.+-]*|[0-9][\w.]*)){0,2}"
_SUBJECT = re.compile(rf"^(?P<name>{_NAME}) (?:is|lets|helps|gives|makes|provides|guarantees) \S.*")
# What is longer is no name and no line about a tool.
_LONGEST = 400
_PLACES = 2_000
# News of the day at the top of a page says nothing of what the tool is.
_BANNER = re.compile(
    r"\brais(?:es|ed)\b|\bseries [a-f]\b|\bseed (?:round|funding)\b|\bfunding\b|\bacquir(?:es|ed)\b|\bblack friday\b|\bcyber monday\b|\bsales?\b.*(?:%|\boff\b)|[0-9]+ ?% off\b|\bsave [0-9$€£]|\bdiscount\b|\bcoupon\b"
    r"|\b(?:limited|early[- ]bird|launch|special) (?:time|offer|price|pricing|deal)\b|\boffer ends\b|\bends (?:soon|today|tonight|in)\b|\blast chance\b|\bdeal of\b|^(?:new|announcing|introducing|just launched|now available|we['’]?re hiring"
    r"|we are hiring|join us|register|webinar|read more|breaking|update|important|notice|attention)\b\s*[:!,–—-]?|\bis (?:now|here|live|out)\b|\bproduct hunt\b|\bcookies?\b|\bjavascript\b|\bwebinar\b|\bsign up for\b|\bskip to\b|\blearn more\b",
    re.IGNORECASE,
)
_PARKED = re.compile(
    r"\b(?:this|the) (?:domain(?: name)?|website|web address|[\w-]+\.[a-z]{2,10})\b[^.!?]{0,30}\b(?:for sale|available for (?:purchase|sale)|parked|has expired|expired|was recently registered)\b"
    r"|(?:^|\n)\W*(?:premium )?domain(?: name)? (?:for sale|parked|expired)\b|\b[\w-]+\.(?:com|net|org|io|ai|dev|app|co|sh|so)\s+(?:is|may be)\s+(?:for sale|parked|available for purchase)\b"
    r"|\b(?:buy|purchase|acquire|make an offer on|inquire about) this domain\b|(?:^|\n)\W*(?:this )?account (?:has been )?suspended\b|\bdomain is parked\b",
    re.IGNORECASE,
)
_PARKED_WORDS = 200
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


def parked(material: Material) -> bool:
    """Whether a page is what stands at an address that has no owner with something to say: for sale, expired, suspended."""
    said = "\n".join([title(material.text) if material.format == "html" else "", *(block.text for block in material.blocks[:100])])
    return len(said.split()) <= _PARKED_WORDS and _PARKED.search(said) is not None


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
    if rest and not _BANNER.search(rest[0]):
        yield rest[0], heading
    elif len(head.split()) > 2 and not _BANNER.search(heading):
        yield heading, heading
    for _, statement, block in _subjects(material):
        yield statement, block.text
    headings = [at for at, block in enumerate(material.blocks) if block.kind == "heading"]
    for block in material.blocks[: min(headings[1:2] or [40], default=40)][:_PLACES]:
        text = _undecorated(block.text)
        if block.kind == "text" and 4 <= len(text.split()) <= 40 and not _BANNER.search(text):
            yield _sentence(text), block.text


def _opening(material: Material) -> str:
    """The first heading, when no sentence stands before it (menus and badges may)."""
    for block in material.blocks[:_PLACES]:
        if block.kind == "heading":
            return _undecorated(block.text) if len(block.text) <= _LONGEST else ""
        if len(block.text.split()) >= 4 and not re.search("[|·•]", block.text):
            break
    return ""


def _subjects(material: Material) -> Iterator[tuple[str, str, Block]]:
    """Sentences of the kind "NAME is a ...", with the name."""
    for block in material.blocks[:_PLACES]:
        match = _SUBJECT.match(_undecorated(block.text[: 2 * _LONGEST])) if block.kind == "text" and block.sound == block.text else None
        if match and match["name"].split()[0] not in _PRONOUNS and not _BANNER.search(_sentence(match[0])):
            yield match["name"], _sentence(match[0]), block


def _spelling(material: Material, word: str) -> str:
    """How the text itself mostly writes a name that is known only in lower case."""
    page = " ".join(block.text[: 10 * _LONGEST] for block in islice(material.blocks, _PLACES) if block.kind in ("text", "heading"))
    found = Counter(re.findall(rf"(?<![\w/.@-]){re.escape(word)}(?![\w/@-]|\.\w)", page, re.IGNORECASE))
    return max(found, key=lambda spelling: (found[spelling], spelling), default="") if len(word) > 2 else ""


def sentences(text: str) -> list[str]:
    """The text cut after full stops."""
    return re.split(r"(?<=[.!?]) +(?=[A-Z])", text)


def _sentence(text: str) -> str:
    """The first sentence."""
    return sentences(text)[0]


def _undecorated(text: str) -> str:
    """Without the pictures and marks around a title."""
    return re.sub(r"^[^\w(\"'“]+", "", re.sub(r"[^\w)\"'”.!?]+\Z", "", text) if len(text) <= 2 * _LONGEST else text)


def bare(text: str) -> str:
    """The letters and digits alone, in lower case."""
    return re.sub(r"[^a-z0-9]", "", text.lower())
