"""HTML cut into text, tags and comments in one pass whose cost grows with its length alone.

A tree-building parser needed 450 s for 1 MB of nested `<div>`; hostile pages are our daily input.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=][^\s/>=]*|=[^\s/>=]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"'][^\s>]*|(?=>)))?""")
OPENING = re.compile("<(?=[a-zA-Z/!?])")
OPEN_QUOTE = re.compile(r"""\s*=\s*["']""")
BARE = re.compile(r"<(/?)(?!(?i:script|style|xmp|iframe|noembed|noframes|noscript|textarea|title)>)([a-zA-Z][^\s/>]*)>")
NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
RAW = ("script", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "textarea", "title")
CLOSERS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}
COMMENT_END = re.compile("--!?>")


LONG_REFERENCE = re.compile("&#[xX]?[0-9a-fA-F]{9,};?")


def decode(text: str) -> str:
    """The text with its character references read; a number too long to be a character is dropped."""
    return unescape(LONG_REFERENCE.sub("", text)) if "&" in text else text


class Tag(NamedTuple):
    """A start or end tag from `start` to `end`; a raw element also has its `body`, up to its own end tag."""

    start: int
    end: int
    name: str
    attributes: dict[str, str]
    closing: bool
    body: str


class Words(NamedTuple):
    """A stretch of text between tags, entities not yet decoded."""

    start: int
    text: str


class Comment(NamedTuple):
    """Something between `<!--` and `-->`, or another declaration that a browser ignores."""

    start: int
    end: int
    text: str


def cut(text: str) -> Iterator[Tag | Words | Comment]:
    """The parts of an HTML text, in order; what is left open at its end is dropped as a browser does, as a comment."""
    at, plain = 0, 0
    while found := OPENING.search(text, at):
        at = found.start()
        part = comment_at(text, at) or tag_at(text, at)
        if part is None:
            at += 1
            continue
        if at > plain:
            yield Words(plain, text[plain:at])
        yield part
        at = plain = part.end
    if plain < len(text):
        yield Words(plain, text[plain:])


def comment_at(text: str, at: int) -> Comment | None:
    """The comment or declaration that begins here."""
    if text.startswith(("<!-->", "<!--->"), at):
        return Comment(at, text.index(">", at) + 1, "")
    if text.startswith("<!--", at):
        close = COMMENT_END.search(text, at + 4)
        return Comment(at, close.end() if close else len(text), text[at + 4 : close.start() if close else len(text)])
    if text.startswith(("<!", "<?", "</"), at) and not NAME.match(text, at):
        if text.startswith("<![CDATA[", at):
            end = text.find("]]>", at)
            return Comment(at, end + 3 if end >= 0 else len(text), text[at + 9 : end if end >= 0 else len(text)])
        end = text.find(">", at)
        return Comment(at, end + 1 if end >= 0 else len(text), text[at + 2 : end if end >= 0 else len(text)])
    return None


def tag_at(text: str, at: int) -> Tag | Comment | None:
    """The tag that begins here; one that never ends swallows the rest, as in a browser."""
    if bare := BARE.match(text, at):
        return Tag(at, bare.end(), bare[2].lower(), {}, bool(bare[1]), "")
    named = NAME.match(text, at)
    if named is None:
        return None
    attributes: dict[str, str] = {}
    end = named.end()
    while found := ATTRIBUTE.match(text, end):
        if found[2] is None and OPEN_QUOTE.match(text, found.end()):
            return Comment(at, len(text), text[at + 1 :])
        value = found[2] or ""
        value = value[1:-1] if value[:1] in ('"', "'") else value
        attributes.setdefault(found[1].lower(), decode(value))
        end = found.end()
    close = _close(text, end)
    if close is None:
        return Comment(at, len(text), text[at + 1 :])
    name, closing = named[1].lower(), text[at + 1] == "/"
    if closing or name not in CLOSERS:
        return Tag(at, close, name, attributes, closing, "")
    final = CLOSERS[name].search(text, close)
    return Tag(at, final.start() if final else len(text), name, attributes, False, text[close : final.start() if final else len(text)])


def _close(text: str, at: int) -> int | None:
    """Where the `>` of a tag is passed, given where its attributes stop being readable."""
    while at < len(text) and (text[at].isspace() or text[at] == "/"):
        at += 1
    if text.startswith(">", at):
        return at + 1
    return None
