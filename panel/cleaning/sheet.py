"""The rules of a page's own style sheets that can hide a text, and which elements they reach."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from panel.cleaning.elements import Element
from panel.cleaning.styles import TOKEN, declarations, without_comments

TELLING = re.compile(
    r"display|visibility|opacity|color|background|font|position|left|right|top|bottom|inset|indent|margin|clip|overflow|transform|scale|"
    r"translate|height|width|filter|z-index|content-visibility"
)
PART = re.compile(
    r"""([a-zA-Z][\w-]*|\*)|\.((?:[\w-]|\\.|[^\x00-\x7f])+)|#((?:[\w-]|\\.|[^\x00-\x7f])+)|\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*("[^"]*"|'[^']*'|[^\]\s]*)[^\]]*)?\]|:not\(([^()]*)\)|:(?:is|where)\(([^()]*)\)|:(first-child|root|nth-child\(\s*\d{1,6}\s*\))"""
)
COMBINATOR = re.compile(r"\s*([>+~])\s*|\s+")
WIDEST = 1024
DEEPEST = 200
CHECKS = 300_000


@dataclass(frozen=True, slots=True)
class Compound:
    """A selector without combinators: every condition must hold."""

    tag: str = ""
    ids: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str, str], ...] = ()
    none_of: tuple["Compound", ...] = ()
    one_of: tuple[tuple["Compound", ...], ...] = ()
    place: int = 0

    def matches(self, element: Element, place: int) -> bool:
        attributes = element.attributes
        if (self.tag and self.tag != element.name) or (self.place and self.place != place):
            return False
        if any(one != attributes.get("id") for one in self.ids):
            return False
        if self.classes and not set(self.classes) <= set(attributes.get("class", "").split()):
            return False
        if not all(_attribute(attributes, *wanted) for wanted in self.attributes):
            return False
        if any(one.matches(element, place) for one in self.none_of):
            return False
        return all(any(one.matches(element, place) for one in group) for group in self.one_of)


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector read from right to left, and the properties that it sets."""

    steps: tuple[tuple[str, Compound], ...]
    styles: dict[str, str]
    weight: tuple[int, int, int, int]


@dataclass
class Sheet:
    """All rules of a page that can hide something, found by the tag, class or id that they end in."""

    rules: dict[str, list[Rule]] = field(default_factory=dict)
    count: int = 0
    checks: int = 0

    def add(self, css: str) -> None:
        """Reads one style sheet; what cannot be read is skipped, as in a browser."""
        for selector, body in _blocks(without_comments(css)):
            if TELLING.search(body.lower()):
                styles = declarations(body)
                for one in _listed(selector):
                    self._add(one, styles)

    def styles(self, element: Element, ancestors: Sequence[Element]) -> dict[str, str]:
        """The properties that the sheets give to an element that opens inside these ancestors.

        After CHECKS comparisons every rule that could reach the element hides it: no honest page needs so many.
        """
        if not self.rules:
            return {}
        keys = ["", element.name, "#" + element.attributes.get("id", "")]
        keys += ["." + one for one in set(element.attributes.get("class", "").split()[:DEEPEST])]
        self.checks += sum(len(self.rules.get(key, ())) for key in keys)
        if self.checks > CHECKS:
            return {"display": "none"} if any(key in self.rules for key in keys) else {}
        found = [rule for key in keys for rule in self.rules.get(key, ())]
        merged: dict[str, str] = {}
        for rule in sorted((rule for rule in found if self._reaches(rule, element, ancestors)), key=lambda rule: rule.weight):
            merged |= rule.styles
        return merged

    def _add(self, selector: str, styles: dict[str, str]) -> None:
        steps = _steps(selector)
        if not steps:
            return
        compounds = [compound for _, compound in steps]
        last = compounds[0]
        classes = sum(len(one.classes) + len(one.attributes) + len(one.none_of) for one in compounds)
        weight = (sum(len(one.ids) for one in compounds), classes, sum(bool(one.tag) for one in compounds), self.count)
        key = "#" + last.ids[0] if last.ids else "." + last.classes[0] if last.classes else last.tag
        self.rules.setdefault(key, []).append(Rule(steps, styles, weight))
        self.count += 1

    def _reaches(self, rule: Rule, element: Element, ancestors: Sequence[Element]) -> bool:
        """Whether the selector holds; a descendant is sought from the inside out, the nearest fit first."""
        if not rule.steps[0][1].matches(element, len(ancestors[-1].children) + 1 if ancestors else 1):
            return False
        depth = len(ancestors) - 1
        before: Sequence[Element] = ancestors[-1].children if ancestors else ()
        for combinator, compound in rule.steps[1:]:
            if combinator in "+~":
                seen = before[-1:] if combinator == "+" else before[-DEEPEST:]
                self.checks += len(seen)
                if not any(compound.matches(one, 0) for one in seen):
                    return False
                continue
            lowest = depth if combinator == ">" else max(0, depth - DEEPEST)
            while depth >= lowest and depth >= 0 and not compound.matches(ancestors[depth], _place(ancestors, depth)):
                depth -= 1
                self.checks += 1
            if depth < lowest or depth < 0:
                return False
            before = ancestors[depth - 1].children[:-1] if depth else ()
            depth -= 1
        return True


def _place(ancestors: Sequence[Element], depth: int) -> int:
    return len(ancestors[depth - 1].children) if depth else 1


def _attribute(attributes: dict[str, str], name: str, operator: str, wanted: str) -> bool:
    if name not in attributes:
        return False
    value = attributes[name]
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
            return value.startswith(wanted)
        case "$=":
            return value.endswith(wanted)
        case _:
            return wanted in value


def _listed(selector: str) -> list[str]:
    """The selectors of a list, cut at the commas outside parentheses."""
    parts, depth, last = [], 0, 0
    for match in re.finditer("[(),]", selector):
        depth += {"(": 1, ")": -1, ",": 0}[match[0]]
        if match[0] == "," and depth <= 0:
            parts.append(selector[last : match.start()].strip())
            last = match.end()
    return [*parts, selector[last:].strip()]


def _steps(selector: str) -> tuple[tuple[str, Compound], ...]:
    """The compounds of a selector from right to left, each with the combinator to its right; empty when it is not understood."""
    if len(selector) > WIDEST:
        return ()
    found: list[tuple[str, Compound]] = []
    at, combinator = 0, " "
    while at < len(selector):
        compound, at = _compound(selector, at)
        if compound is None:
            return ()
        between = COMBINATOR.match(selector, at)
        if between is None and at < len(selector):
            return ()
        found.append((combinator, compound))
        combinator = between[1] or " " if between else " "
        at = between.end() if between else at
    combinators = [one for one, _ in found[1:]]
    return tuple(zip(["", *reversed(combinators)], [compound for _, compound in reversed(found)], strict=True))


def _compound(selector: str, at: int) -> tuple[Compound | None, int]:
    tag, place = "", 0
    ids: list[str] = []
    classes: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    none_of: list[Compound] = []
    one_of: list[tuple[Compound, ...]] = []
    start = at
    while match := PART.match(selector, at):
        tag = tag if match[1] in (None, "*") else match[1].lower()
        ids += [match[3].replace("\\", "")] if match[3] else []
        classes += [match[2].replace("\\", "")] if match[2] else []
        attributes += [(match[4].lower(), match[5] or "", (match[6] or "").strip("\"'"))] if match[4] else []
        if match[7] is not None or match[8] is not None:
            inner = [_compound(one, 0) for one in _listed(match[7] or match[8] or "")]
            known = [compound for compound, _ in inner if compound]
            none_of += known if match[7] is not None else []
            one_of += [tuple(known)] if match[7] is None else []
        if match[9]:
            place = int(re.sub(r"\D", "", match[9])) if match[9].startswith("nth") else 1 if match[9] == "first-child" else 0
            tag = "html" if match[9] == "root" else tag
        at = match.end()
    if at == start:
        return None, at
    return Compound(tag, tuple(ids), tuple(classes), tuple(attributes), tuple(none_of), tuple(one_of), place), at


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Each selector with its own properties; a block in a block belongs to both selectors, print styles to no screen."""
    preludes: list[str] = []
    bodies: list[list[str]] = []
    text: list[str] = []
    for token in TOKEN.findall(css):
        if token == "{" and len(preludes) < DEEPEST:
            preludes.append(_joined(preludes[-1] if preludes else "", "".join(text).strip()))
            bodies.append([])
            text = []
        elif token == "}" and preludes:
            bodies[-1].append("".join(text))
            prelude, body = preludes.pop(), ";".join(bodies.pop())
            text = []
            if prelude and not prelude.startswith("@"):
                yield prelude, body
        elif token == ";":
            if bodies:
                bodies[-1].append("".join(text))
            text = []
        else:
            text.append(token)


def _joined(outer: str, inner: str) -> str:
    if inner.startswith(("@media", "@supports", "@layer", "@container")):
        return outer if not inner.startswith("@media") or _on_a_desk(inner) else "@never"
    if outer.startswith("@") or inner.startswith("@"):
        return "@never"
    if not outer:
        return inner
    return (
        ", ".join(one.replace("&", outer) if "&" in one else f"{outer} {one}" for one in _listed(inner))
        if "," not in outer
        else f":is({outer}) {inner}"
    )


def _on_a_desk(media: str) -> bool:
    """Whether a media rule holds on a wide light screen, which is what a reader is taken to use."""
    if re.search(r"print|speech|prefers|max-width|max-height|max-device|hover:\s*none|pointer:\s*coarse|portrait|\bnot\b|<", media):
        return False
    least = re.search(r"min-(?:device-)?width:\s*([\d.]+)(em|rem|px)?", media)
    return least is None or float(least[1]) * (16 if least[2] in ("em", "rem") else 1) <= 1200
