"""Which words near an amount name what it is for."""

import re
from collections.abc import Sequence
from itertools import islice

from panel.intake.blocks import Block, Place
from panel.intake.clause import LONGEST
from panel.intake.offer import ASK, FREE
from panel.intake.others import Owner, sentence
from panel.intake.terms import begins

SECTION = re.compile(
    r"\b(?:pricing|prices?|plans|costs?|packages|tarif\w*|preise?|preisliste|prix|precios?|planes|pre[cç]os?|planos|prezzi|prijzen|priser|cennik)\b|料金|価格|价格|가격",
    re.IGNORECASE,
)
_BACK = 14
# What holds a page's chapters rather than the parts of one card.
_WIDE = ("#page", "body", "main")
_LEVELS = 9
# Headings over several things that have their prices each.
_GROUP = re.compile(
    r"\b(?:add-?ons?|extras?|packs?|bundles|credits|usage|subscriptions|models|services|products|editions|tiers|options|storage and|fine-tuning|students|teams and|individuals and|for teams|for individuals)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:^|[\s_-])(?:name|title|plan-?name|tier-?name|heading)(?:$|[\s_-])", re.IGNORECASE)
_BADGE = re.compile(
    r"(?:most |very )?popular|best (?:value|deal|seller)|recommended|new|limited(?: time)?|beta|save \d.*|\d+% off|featured|current plan|start here|our pick|beliebt|am beliebtesten|empfohlen|人気|おすすめ|popul\w+",
    re.IGNORECASE,
)
_BADGED = re.compile(r"badge|ribbon|eyebrow|pill|chip", re.IGNORECASE)
_DESCRIBES = re.compile(
    r"^(?:for|to|everything|all|ideal|perfect|best|great|good|made|built|designed|includes?|including|up to|unlimited|get|try|start|with|the|your|no|up|für|alles|ideal|pour|tout|para|todo|everyone|plus|and|or|only|from|per|billed)\s",
    re.IGNORECASE,
)
_PLAN = re.compile(r"[^\W_a-z].{0,39}|\S*[a-z]\S*[-_.0-9]\S*", re.DOTALL)


def name_of(page: Sequence[Block], at: int, owner: Owner, barred: frozenset[int]) -> int:
    """The block that names what the amount in this one is for, or -1.

    It is sought from the inside out: in the element that the amount stands in, then around it, up to where other cards begin. Of
    several lines that could be it, a heading around them all is preferred to.
    """
    inner: Place | None = None
    line = -1
    for around in page[at].place.within(_LEVELS):
        before, shut = _without_cards(page, _inside(page, at, around, inner), around, inner)
        wide = around.name in _WIDE
        named, sure = _chosen(page, before, owner, barred, whole=bool(before) and not wide)
        if sure and not (wide and line >= 0):
            return named
        line = named if line < 0 else line
        if shut or (wide and line >= 0):
            return line
        inner = around
    return line


def _inside(page: Sequence[Block], at: int, around: Place, inner: Place | None) -> list[int]:
    """The blocks before this one that stand in an element, but not in the one within that was looked at before; the nearest first."""
    found: list[int] = []
    for near in range(at - 1, max(-1, at - 1 - _BACK), -1):
        child = _child(page[near].place, around)
        if child is None:
            break
        if child is not inner:
            found.append(near)
    return found


def _child(place: Place, around: Place) -> Place | None:
    """The child of an element that a place stands in, the element itself for one directly in it, None for one outside."""
    depth = place.depth - around.depth
    if depth < 0 or depth > 12:
        return None
    if depth == 0:
        return place if place is around else None
    child = next(islice(place.within(depth), depth - 1, None))
    return child if child.outer is around else None


def _without_cards(page: Sequence[Block], before: Sequence[int], around: Place, inner: Place | None) -> tuple[list[int], bool]:
    """Of these blocks, those before which no other card ends; and whether one does."""
    groups: dict[int, list[int]] = {}
    for near in before:
        child = _child(page[near].place, around)
        groups.setdefault(id(child) if child is not around else -near - 1, []).append(near)
    kept: list[int] = []
    signatures = [_signature(_child(page[group[0]].place, around)) for group in groups.values()]
    for group in groups.values():
        child = _child(page[group[0]].place, around)
        alike = child is not around and (
            around.name in _WIDE or _signature(child) == _signature(inner) or signatures.count(_signature(child)) > 1
        )
        if len(group) > 1 and child is not around and (alike or any(_priced(page[near]) for near in group)) and _has_name(page, group):
            return kept, True
        kept += group
    return kept, False


def _has_name(page: Sequence[Block], group: Sequence[int]) -> bool:
    return any(page[near].kind in ("heading", "term") or _PLAN.fullmatch(page[near].text) for near in group)


def _signature(place: Place | None) -> tuple[str, str]:
    return (place.name, place.classes.partition(" ")[0]) if place else ("", "")


def _priced(block: Block) -> bool:
    text = block.sound[:LONGEST]
    return any(sign in text for sign in "$€£¥₹円") or FREE.fullmatch(text) is not None or ASK.fullmatch(text) is not None


def _chosen(page: Sequence[Block], before: Sequence[int], owner: Owner, barred: frozenset[int], *, whole: bool) -> tuple[int, bool]:
    """Of the blocks before an amount the one that names its plan or -1, and whether that is sure: no heading further out can name it."""
    lines: list[int] = []
    closed = False
    for near in before:
        block = page[near]
        if block.kind in ("heading", "term") and not _priced(block):
            if near in barred or not _titles(block.text, owner) or (lines and _GROUP.search(block.text)):
                return _line(page, lines, whole=False), True
            return near, True
        closed = closed or (_priced(block) and not whole)
        if not closed and _line_names(block):
            lines.append(near)
    found = _line(page, lines, whole=whole and not any(_priced(page[near]) for near in before))
    return found, len(lines) == 1 or (found >= 0 and _NAMED.search(page[found].place.classes) is not None)


def _line(page: Sequence[Block], lines: Sequence[int], *, whole: bool) -> int:
    """The line that names a plan: one that its class says so of, the first of a card, else the nearest."""
    titled = next((near for near in lines if _NAMED.search(page[near].place.classes)), -1)
    return titled if titled >= 0 or not lines else lines[-1] if whole else lines[0]


def _titles(text: str, owner: Owner) -> bool:
    return len(text) <= 60 and not text.endswith((".", "?", "!")) and not sentence(text) and not SECTION.search(text) and owner.prices(text)


def _line_names(block: Block) -> bool:
    text = block.text
    if (
        block.kind not in ("text", "term")
        or len(text) > 40
        or len(text.split()) > 5
        or text.endswith((".", "?", "!", ":", ","))
        or block.sound != text
    ):
        return False
    if _priced(block) or _BADGE.fullmatch(text) or _BADGED.search(block.place.classes) or block.place.name == "button":
        return False
    return bool(_PLAN.fullmatch(text)) and not (_DESCRIBES.match(text) or begins(text) or SECTION.search(text) or sentence(text))
