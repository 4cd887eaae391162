"""Selectors of a style sheet, and which elements they reach."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from panel.cleaning.colours import parts
from panel.cleaning.elements import Element

NAME = r"(?:[\w-]|\\.|[^\x00-\x7f])+"
PART = re.compile(
    rf"""([a-zA-Z][\w-]*|\*)|\.({NAME})|\#({NAME})|\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*("[^"]*"|'[^']*'|[^\]\s]*)\s*([iIsS]?)[^\]]*)?\]|(::?[a-zA-Z][\w-]*)"""
)
COMBINATOR = re.compile(r"\s*([>+~])\s*|\s+")
BRACKETS = re.compile("[()]")
NTH = re.compile(r"\s*(?:([-+]?\d{0,6})n\s*([-+]\s*\d{1,6})?|([-+]?\d{1,6}))\s*")
# What holds for an element that nobody points at, and what never does.
STATES = frozenset(
    ("first-child", "root", "scope", "empty", "checked", "link", "any-link", "enabled", "disabled", "defined", "first-of-type")
)
GROUPS = frozenset(("is", "where", "matches", "any"))
PSEUDO_ELEMENTS = frozenset(("before", "after"))
WIDEST, DEEPEST = 1024, 60
NEAR = 200
# How many elements are looked at for `:has()`.
FEW = 50

Steps = tuple[tuple[str, "Compound"], ...]


@dataclass(frozen=True, slots=True)
class Compound:
    """A selector without combinators: every condition must hold."""

    tag: str = ""
    ids: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str, str, bool], ...] = ()
    states: tuple[str, ...] = ()
    nth: tuple[tuple[int, int, bool], ...] = ()
    none_of: tuple["Compound", ...] = ()
    one_of: tuple[tuple["Compound", ...], ...] = ()
    has: tuple[tuple[tuple[str, "Compound"], ...], ...] = ()

    def matches(self, element: Element) -> bool:
        attributes = element.attributes
        if (self.tag and self.tag != element.name) or (self.ids and {attributes.get("id")} != set(self.ids)):
            return False
        if self.classes and not set(self.classes) <= set(attributes.get("class", "").split()):
            return False
        return self.plain or self._fits(element)

    def _fits(self, element: Element) -> bool:
        """Whether the conditions hold that are neither a name nor a class."""
        return (
            all(_attribute(element.attributes, *wanted) for wanted in self.attributes)
            and all(_state(element, state) for state in self.states)
            and all(_counted(element.typed if typed else element.place, step, start) for step, start, typed in self.nth)
            and not any(one.matches(element) for one in self.none_of)
            and all(any(one.matches(element) for one in group) for group in self.one_of)
            and all(any(_holds(element, near, one) for near, one in group) for group in self.has)
        )

    @property
    def plain(self) -> bool:
        return not (self.attributes or self.states or self.nth or self.none_of or self.one_of or self.has)

    @property
    def steady(self) -> bool:
        """Whether it asks for nothing but the names and attributes of an element."""
        inner = [*self.none_of, *(one for group in self.one_of for one in group)]
        return not (self.nth or self.has or set(self.states) - {"root", "checked"}) and all(one.steady for one in inner)


def reaches(steps: Steps, element: Element, ancestors: Sequence[Element]) -> bool:
    """Whether a selector holds for an element inside these; a descendant is sought from the inside out, the nearest fit first."""
    if not steps[0][1].matches(element):
        return False
    depth, one = len(ancestors) - 1, element
    for combinator, compound in steps[1:]:
        if combinator in "+~":
            before = ancestors[depth].children[: one.place - 1] if depth >= 0 and one.place <= NEAR else ()
            found = next((other for other in reversed(before[-1:] if combinator == "+" else before) if compound.matches(other)), None)
            if found is None:
                return False
            one = found
            continue
        lowest = depth if combinator == ">" else max(0, depth - NEAR)
        while depth >= lowest and depth >= 0 and not compound.matches(ancestors[depth]):
            depth -= 1
        if depth < lowest or depth < 0:
            return False
        one = ancestors[depth]
        depth -= 1
    return True


def steps_of(selector: str) -> tuple[Steps, str]:
    """The compounds of a selector from right to left, each with the combinator to its right, and the pseudo-element that it ends in; no steps when it is not understood."""
    if len(selector) > WIDEST or selector.count("(") > DEEPEST:
        return (), ""
    found: list[tuple[str, Compound]] = []
    at, combinator, pseudo = 0, " ", ""
    while at < len(selector):
        compound, at, pseudo = _compound(selector, at)
        between = COMBINATOR.match(selector, at)
        if compound is None or (at < len(selector) and (between is None or pseudo)):
            return (), ""
        found.append((combinator, compound))
        combinator = between[1] or " " if between else " "
        at = between.end() if between else at
    combinators = [one for one, _ in found[1:]]
    return tuple(zip(["", *reversed(combinators)], [compound for _, compound in reversed(found)], strict=True)) if found else (), pseudo


@dataclass(slots=True)
class _Draft:
    """A compound as it is read, one part after the other."""

    tag: str = ""
    pseudo: str = ""
    ids: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str, bool]] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    nth: list[tuple[int, int, bool]] = field(default_factory=list)
    none_of: list[Compound] = field(default_factory=list)
    one_of: list[tuple[Compound, ...]] = field(default_factory=list)
    has: list[tuple[tuple[str, Compound], ...]] = field(default_factory=list)

    def name(self, part: re.Match[str]) -> None:
        if part[1]:
            self.tag = part[1].lower().strip("*")
        elif part[2]:
            self.classes.append(part[2].replace("\\", ""))
        elif part[3]:
            self.ids.append(part[3].replace("\\", ""))
        elif part[4]:
            self.attributes.append((part[4].lower(), part[5] or "", (part[6] or "").strip("\"'"), part[7] in ("i", "I")))

    def state(self, name: str, inner: str) -> bool:
        """Adds what begins with a colon; False when it is not understood."""
        if name in PSEUDO_ELEMENTS:
            self.pseudo = name
        elif name in STATES:
            self.states.append(name)
        elif name in ("nth-child", "nth-of-type") and (counted := _nth(inner.lower())):
            self.nth.append((*counted, name == "nth-of-type"))
        elif name == "has":
            self.has.append(tuple(_relative(one) for one in parts(inner, ",")))
        elif name == "not":
            self.none_of += [one for one in map(_alone, parts(inner, ",")) if one]
        elif name in GROUPS:
            self.one_of.append(tuple(one for one in map(_alone, parts(inner, ",")) if one))
        else:
            return False
        return True

    def done(self) -> Compound:
        groups = tuple(self.none_of), tuple(self.one_of), tuple(self.has)
        tag = "html" if "root" in self.states else self.tag
        return Compound(tag, tuple(self.ids), tuple(self.classes), tuple(self.attributes), tuple(self.states), tuple(self.nth), *groups)


def _compound(selector: str, at: int) -> tuple[Compound | None, int, str]:
    """The compound that begins here, where it ends, and the pseudo-element in it; no compound when it is not understood."""
    start, draft = at, _Draft()
    while not draft.pseudo and (part := PART.match(selector, at)):
        at = part.end()
        draft.name(part)
        if part[8]:
            inner = ""
            if selector.startswith("(", at):
                close = _close(selector, at)
                inner, at = selector[at + 1 : close], close + 1
            if not draft.state(part[8].lstrip(":").lower(), inner):
                return None, at, ""
    return draft.done() if at > start else None, at, draft.pseudo


def _close(selector: str, at: int) -> int:
    depth = 0
    for match in BRACKETS.finditer(selector, at):
        depth += 1 if match[0] == "(" else -1
        if not depth:
            return match.start()
    return len(selector)


def _alone(selector: str) -> Compound | None:
    """The compound that is all of a selector; None when it is more or is not understood."""
    compound, end, pseudo = _compound(selector.strip(), 0)
    return compound if compound and end >= len(selector.strip()) and not pseudo else None


def _relative(selector: str) -> tuple[str, Compound]:
    """A selector inside `:has()`: whether children or all descendants are meant, and the last compound of it."""
    near = selector.strip()[:1]
    steps, _ = steps_of(selector.strip().lstrip(">").strip()) if near not in ("+", "~") else ((), "")
    return (">" if near == ">" and len(steps) == 1 else " "), steps[0][1] if steps else Compound(states=("never",))


def _nth(formula: str) -> tuple[int, int] | None:
    formula = {"odd": "2n+1", "even": "2n"}.get(formula.strip(), formula)
    match = NTH.fullmatch(formula)
    if match is None:
        return None
    if match[3]:
        return 0, int(match[3])
    step = {"": 1, "+": 1, "-": -1}.get(match[1])
    return step if step is not None else int(match[1]), int((match[2] or "0").replace(" ", ""))


def _counted(place: int, step: int, start: int) -> bool:
    return place == start if not step else (place - start) % abs(step) == 0 and (place - start) // step >= 0


def _state(element: Element, state: str) -> bool:
    match state:
        case "first-child":
            return element.place == 1
        case "first-of-type":
            return element.typed == 1
        case "empty":
            return element.empty
        case "checked":
            return "checked" in element.attributes or "selected" in element.attributes
        case "link" | "any-link":
            return element.name in ("a", "area") and "href" in element.attributes
        case "disabled":
            return "disabled" in element.attributes
        case "enabled":
            return "disabled" not in element.attributes
        case "root" | "scope" | "defined":
            return state != "scope" or element.name == "html"
        case _:
            return False


def _holds(element: Element, near: str, compound: Compound) -> bool:
    """Whether one of the elements that stood in this one so far fits."""
    waiting, budget = element.children[-FEW:], FEW
    while waiting and budget:
        one = waiting.pop()
        budget -= 1
        if compound.matches(one):
            return True
        if near != ">":
            waiting += one.children[:budget]
    return False


def _attribute(attributes: dict[str, str], name: str, operator: str, wanted: str, folded: bool) -> bool:
    if name not in attributes:
        return False
    value = attributes[name]
    if folded:
        value, wanted = value.lower(), wanted.lower()
    match operator:
        case "":
            return True
        case "=":
            return value == wanted
        case "~=":
            return wanted in value.split()
        case "|=":
            return value == wanted or value.startswith(wanted + "-")
        case "^=":
            return wanted != "" and value.startswith(wanted)
        case "$=":
            return wanted != "" and value.endswith(wanted)
        case _:
            return wanted != "" and wanted in value
