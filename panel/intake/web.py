"""A tool's web site: the page given, and those about prices, documentation and changes that it links to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from panel.errors import InputError
from panel.intake.blocks import links, title
from panel.intake.fetch import Page, Reach, Visitor
from panel.intake.location import Location, follow, locate
from panel.intake.material import Role
from panel.intake.piece import Format, Piece

PAGES = 4
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "pricing",
        re.compile(r"\b(?:pricing|prices|plans|preise|tarife?s?|precios|planes|precos|planos|prezzi|prijzen|priser)\b|料金", re.IGNORECASE),
    ),
    ("docs", re.compile(r"\b(?:docs?|documentation|quick-?start|getting-started)\b", re.IGNORECASE)),
    ("changelog", re.compile(r"\b(?:changelog|release-notes|releases|whats-new)\b", re.IGNORECASE)),
)
# Of a site in two languages the page in the one that most readers share.
_PLAIN = re.compile(
    r"\b(?:pricing|prices|plans|docs?|documentation|quick-?start|getting-started|changelog|release-notes|releases|whats-new)\b",
    re.IGNORECASE,
)
_ORDINARY = frozenset(("www", "docs", "app", "get", "try", "en"))


async def site(urls: Sequence[str], *, now: datetime, reach: Reach) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """The pages, and a line on each that was found by a link and could not be had.

    Every page that was asked for by its address must be there; raises what `Visitor.page` raises. With one address, links are
    followed to at most three more pages, on the same site and, unless the address is the site's front page, below it: a page
    on a shared host says nothing about that host's own prices.
    """
    visitor = Visitor(reach)
    pages = [_piece(await visitor.page(url, now=now), None if at else "home") for at, url in enumerate(urls)]
    missed: list[str] = []
    for role, url in _linked(pages[0]) if len(urls) == 1 else ():
        try:
            pages.append(_piece(await visitor.page(url, now=now), role))
        except InputError as error:
            missed.append(str(error))
    return _distinct(pages), tuple(missed)


def _linked(home: Piece) -> Iterator[tuple[Role, str]]:
    if home.format != "html":
        return
    base = locate(home.url)
    found: dict[Role, list[str]] = {}
    for target, words in links(home.text):
        try:
            place = follow(base, target)
        except InputError:
            continue
        role = _role(place, words)
        if role and place.url != base.url and _same_site(base, place):
            found.setdefault(role, []).append(place.url)
    for role, _ in _ROLES[: PAGES - 1]:
        if role in found:
            yield role, min(found[role], key=lambda url: (not _PLAIN.search(url), len(url), url))


def _role(place: Location, words: str) -> Role | None:
    last = place.target.partition("?")[0].rstrip("/").rpartition("/")[2]
    for text in (last, place.host.partition(".")[0] if last == "" else "", words if len(words.split()) <= 3 else ""):
        for role, pattern in _ROLES:
            if pattern.search(text):
                return role
    return None


def _same_site(base: Location, place: Location) -> bool:
    home = base.host.removeprefix("www.")
    if base.literal or place.literal or place.host in (base.host, home):
        folder = base.target.partition("?")[0].rpartition("/")[0] + "/" if base.target.count("/") > 1 else "/"
        return (place.host, place.port) in ((base.host, base.port), (home, base.port)) and place.target.startswith(folder)
    return base.target == "/" and place.host.endswith("." + home)


def _piece(page: Page, asked: Role | None) -> Piece:
    location = locate(page.final_url)
    kind = page.content_type.partition(";")[0].strip().lower()
    path = location.target.partition("?")[0].lower()
    format: Format = "html" if "html" in kind else "md" if "markdown" in kind or path.endswith((".md", ".markdown")) else "txt"
    role: Role = asked or _role(location, "") or "docs"
    if role == "home" and format != "html":
        role = "readme"
    piece = Piece(
        role, role, f"{role} of {location.host}"[:300], format, page.bytes, location.url[:300], page.content_type, _hint(location)
    )
    shown = " ".join("".join(c if c.isprintable() else " " for c in title(piece.text)).split()) if format == "html" else ""
    return replace(piece, title=shown[:300] or piece.title)


def _hint(location: Location) -> str:
    path = [part for part in location.target.partition("?")[0].split("/") if part]
    if path and location.host in ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org"):
        return path[min(1, len(path) - 1)]
    return "" if location.literal else next((label for label in location.host.split(".") if label not in _ORDINARY), "")


def _distinct(pages: Sequence[Piece]) -> tuple[Piece, ...]:
    kept: dict[str, Piece] = {}
    for page in pages:
        if all(page.url != other.url for other in kept.values()):
            number = sum(other.role == page.role for other in kept.values()) + 1
            id = page.id if number == 1 else f"{page.id}-{number}"
            kept[id] = replace(page, id=id)
    return tuple(kept.values())
