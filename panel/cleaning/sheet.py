"""The rules of a page's own style sheets that can hide or show a text."""

import re
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import NamedTuple
from urllib.parse import unquote

from panel.cleaning.colours import parts
from panel.cleaning.elements import Element
from panel.cleaning.screen import ANY_BOX, holds
from panel.cleaning.selectors import WIDEST, Compound, Steps, reaches, steps_of
from panel.cleaning.styles import Look, declared, without_comments

TELLING = re.compile(
    r"display|visibility|opacity|color|background|font|position|left|right|top|bottom|inset|indent|margin|clip|overflow|transform|scale|"
    r"translate|height|width|filter|z-index|--|size|mask|animation|rotate|content|text-|mix-blend|grid-area|fill"
)
TOKEN = re.compile(r""""(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|url\([^"'()]*+\)|[{};]|[^{};"'u]++|["'u]""", re.DOTALL)
AT_RULE = re.compile(r"@[\w-]+")
IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)?\s*(.*)""", re.DOTALL | re.IGNORECASE)
EMBEDDED = re.compile(r"data:text/css(?:;[\w=-]+)*?(;base64)?,", re.IGNORECASE)
NAMED_BOX = re.compile(r"(?!not\b)[\w-]+\s+(?=\(|not\b)")
SCOPE = re.compile(r"@scope\s*\(([^()]*)\)\s*", re.IGNORECASE)
STEP = re.compile(r"from|to|[\d.]+%")
TIME = re.compile(r"([\d.]+)(m?s)\b")
NESTED, IMPORTED = 200, 3
CHECKS = 300_000
COPIES = 500_000
NEVER, FRAMES = "@never", "@keyframes "
# A rule of no layer is stronger than any layer.
NO_LAYER = 1_000_000
LONG_WAIT = 20


class Rule(NamedTuple):
    """A selector read from right to left, the properties that it sets, and what it weighs against other rules."""

    steps: Steps
    plain: dict[str, str]
    important: dict[str, str]
    weight: tuple[int, int, int, int, int]


class Block(NamedTuple):
    """A selector with its own properties, and the layer that it stands in."""

    selector: str
    body: str
    layer: str


Cascade = tuple[dict[str, str], dict[str, str]]
Drawn = tuple[dict[str, str], str, Look]


@dataclass
class Sheet:
    """All rules of a page that can hide something, found by the tag, class or id that they end in."""

    rules: dict[str, list[Rule]] = field(default_factory=dict)
    # The rules that ask for more than the names around an element: its place, its siblings, what stands in it.
    loose: dict[str, list[Rule]] = field(default_factory=dict)
    frames: dict[str, list[tuple[str, dict[str, str]]]] = field(default_factory=dict)
    layers: dict[str, int] = field(default_factory=dict)
    # What the selectors ask for: names, classes and ids, and attributes.
    names: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    late: bool = False
    count: int = 0
    checks: int = 0
    copied: int = 0
    link: str = ""
    # How elements were drawn that the same rules reach in the same place.
    drawn: dict[tuple[object, ...], tuple[Cascade, Drawn]] = field(default_factory=dict)
    _paths: dict[tuple[object, ...], int] = field(default_factory=dict)
    _known: dict[int, tuple[list[Rule], Cascade]] = field(default_factory=dict)

    def add(self, css: str, *, depth: int = 0) -> None:
        """Reads one style sheet; what cannot be read is skipped, as in a browser."""
        for block in _blocks(without_comments(css.replace("<!--", " ").replace("-->", " "))):
            if block.selector.startswith("@import"):
                self._import(block.selector, depth)
            elif block.selector.startswith("@layer"):
                for name in block.selector.removeprefix("@layer").split(","):
                    self.layers.setdefault(name.strip(), len(self.layers))
            elif block.selector.startswith(FRAMES):
                self._animate(block)
            elif TELLING.search(block.body.lower()):
                plain, important = declared(block.body)
                for one in parts(block.selector, ","):
                    self._add(one.strip(), plain, important, block.layer)

    def styles(self, element: Element, ancestors: Sequence[Element]) -> dict[str, str]:
        """The properties that these rules give to an element, for who reads it beside the sheets that draw it."""
        keys = self._keys(element)
        rules = [*self._candidates(self.rules, keys), *self._candidates(self.loose, keys)]
        plain, important = _merged([rule for rule in rules if reaches(rule.steps, element, ancestors)])
        return plain | important

    def cascade(self, element: Element, ancestors: Sequence[Element]) -> Cascade:
        """The plain and the important properties that the sheets give to an element that opens inside these ancestors.

        After CHECKS comparisons every rule that could reach the element hides it: no honest page needs so many.
        """
        if not self.rules:
            return {}, {}
        keys = self._keys(element)
        if self.checks > CHECKS:
            return ({"display": "none"} if any(key in self.rules for key in keys) else {}), {}
        path = self._path(element, ancestors, keys)
        if path not in self._known:
            steady = [rule for rule in self._candidates(self.rules, keys) if reaches(rule.steps, element, ancestors)]
            self._known[path] = steady, _merged(steady)
        steady, merged = self._known[path]
        if self.loose and (loose := [rule for rule in self._candidates(self.loose, keys) if reaches(rule.steps, element, ancestors)]):
            return _merged(steady + loose)
        return merged

    def turned(self, element: Element, ancestors: Sequence[Element]) -> bool:
        """Whether a rule reaches an element that closes because of what stood in it."""
        rules = self._candidates(self.loose, self._keys(element))
        return any(rule.steps[0][1].has and reaches(rule.steps, element, ancestors) for rule in rules)

    def moments(self, styles: dict[str, str]) -> list[dict[str, str]]:
        """What an animation sets at the moments in which a reader sees the element: its end, or all of it when it goes on for ever."""
        said = " ".join(value for name, value in styles.items() if name.startswith("animation"))
        frames = [frame for name in re.findall(r"[\w-]+", said) for frame in self.frames.get(name, ())] if said else []
        if not frames or "paused" in said:
            return []
        if "infinite" in said or "timeline" in " ".join(styles):
            return [{}, *(frame for _, frame in frames)]
        times = [
            float(number[:9]) / (1000 if unit == "ms" else 1)
            for number, unit in TIME.findall(said)
            if number.count(".") < 2 and number != "."
        ]
        if sum(times) > LONG_WAIT or not re.search(r"\b(?:forwards|both)\b", said):
            return []
        ended: dict[str, str] = {}
        for step, frame in frames:
            ended |= frame if step in ("to", "100%") else {}
        return [ended]

    def _keys(self, element: Element) -> list[str]:
        keys = ["", element.name]
        if "id" in element.attributes:
            keys.append("#" + element.attributes["id"])
        if "class" in element.attributes:
            keys += ["." + one for one in dict.fromkeys(element.attributes["class"].split()[:NESTED])]
        return keys

    def _path(self, element: Element, ancestors: Sequence[Element], keys: list[str]) -> int:
        """A number for the names of an element and of all around it, since the same names are reached by the same rules."""
        told = tuple(element.attributes.get(name) for name in self.attributes) if self.attributes else ()
        place = (ancestors[-1].path if ancestors else 0, *(key for key in keys if key in self.names), told)
        element.path = self._paths.setdefault(place, len(self._paths) + 1)
        return element.path

    def _candidates(self, rules: dict[str, list[Rule]], keys: list[str]) -> list[Rule]:
        found = [rule for key in keys for rule in rules.get(key, ())]
        self.checks += len(found)
        return found if self.checks <= CHECKS else []

    def _import(self, rule: str, depth: int) -> None:
        found = IMPORT.match(rule)
        if found and depth < IMPORTED and holds(re.sub(r"(?:layer|supports)(?:\([^()]*\))?", "", found[4])):
            self.embed(found[1] or found[2] or found[3] or "", depth=depth + 1)

    def embed(self, address: str, *, depth: int = 1) -> None:
        """Reads the style sheet that an address itself holds."""
        head = EMBEDDED.match(address)
        if head is None:
            return
        try:
            said = unquote(address[head.end() :])
            self.add(b64decode(said + "==").decode("utf-8", "replace") if head[1] else said, depth=depth)
        except NoBase64:
            return

    def _animate(self, block: Block) -> None:
        """Keeps one step of an animation: `@keyframes name to`."""
        name, _, steps = block.selector.removeprefix(FRAMES).partition(" ")
        plain, _ = declared(block.body)
        self.frames.setdefault(name, []).extend((step.strip(), plain) for step in steps.split(",") if STEP.fullmatch(step.strip()))

    def _add(self, selector: str, plain: dict[str, str], important: dict[str, str], layer: str) -> None:
        steps, pseudo = steps_of(selector)
        if pseudo:
            plain, important = ({f"::{name}": value for name, value in styles.items()} for styles in (plain, important))
        if not steps:
            return
        compounds = [compound for _, compound in steps]
        last = compounds[0]
        classes = sum(len(one.classes) + len(one.attributes) + len(one.none_of) + len(one.states) + len(one.nth) for one in compounds)
        rank = self.layers.setdefault(layer, len(self.layers)) if layer else NO_LAYER
        weight = (rank, sum(len(one.ids) for one in compounds), classes, sum(bool(one.tag) for one in compounds), self.count)
        key = "#" + last.ids[0] if last.ids else "." + last.classes[0] if last.classes else last.tag
        steady = all(one.steady for one in compounds) and not {"+", "~"} & {combinator for combinator, _ in steps}
        self.rules.setdefault(key, [])
        (self.rules if steady else self.loose).setdefault(key, []).append(Rule(steps, plain, important, weight))
        for one in compounds:
            self._note(one)
        self.count += 1

    def _note(self, compound: Compound) -> None:
        """Keeps in mind what decides whether a selector holds."""
        self.late = self.late or bool(compound.has)
        self.names |= {compound.tag, *("." + one for one in compound.classes), *("#" + one for one in compound.ids)}
        self.attributes |= {name for name, *_ in compound.attributes} | ({"checked", "selected"} if "checked" in compound.states else set())
        for one in (*compound.none_of, *(one for group in compound.one_of for one in group)):
            self._note(one)


def _merged(rules: list[Rule]) -> Cascade:
    """The properties of these rules, the weightier one's over the lighter one's."""
    plain: dict[str, str] = {}
    important: dict[str, str] = {}
    for rule in sorted(rules, key=lambda rule: rule.weight):
        plain |= rule.plain
        important |= rule.important
    return plain, important


def _blocks(css: str) -> Iterator[Block]:
    """Each selector with its own properties, and each statement; a block in a block belongs to both selectors, print styles to no screen."""
    open_blocks: list[tuple[str, str, list[str]]] = []
    text: list[str] = []
    # What an author left open is closed at the end.
    for token in chain(TOKEN.findall(css), repeat("}", NESTED)):
        if token == "{" and len(open_blocks) < NESTED:
            outer, layer, _ = open_blocks[-1] if open_blocks else ("", "", [])
            prelude = "".join(text).strip()
            layer = f"{layer}.{prelude[6:].strip()}".strip(".") if prelude.startswith("@layer") else layer
            open_blocks.append((_joined(outer, prelude), layer, []))
            text = []
        elif token == "}" and open_blocks:
            prelude, layer, body = open_blocks.pop()
            if not prelude.startswith("@") or prelude.startswith(FRAMES):
                yield Block(prelude, ";".join([*body, "".join(text)]), layer)
            text = []
        elif token == ";":
            said = "".join(text).strip()
            if open_blocks:
                open_blocks[-1][2].append(said)
            elif said.startswith(("@import", "@layer")):
                yield Block(said, "", "")
            text = []
        else:
            text.append(token)
    if (said := "".join(text).strip().rstrip("}")).startswith("@import"):
        yield Block(said, "", "")


def _joined(outer: str, inner: str) -> str:
    """The selector of a block that stands in another one; NEVER when it reaches nothing on a reader's screen."""
    if outer.startswith("@"):
        return f"{outer} {inner.lower()}" if outer.startswith(FRAMES) else NEVER
    word = AT_RULE.match(inner)
    if word is None:
        return _nested(outer, inner) if outer else inner
    condition = inner[word.end() :].strip().lower()
    match word[0].lower():
        case "@media":
            held = holds(condition)
        case "@container":
            held = "style(" not in condition and holds(NAMED_BOX.sub("", condition), ANY_BOX)
        case "@supports":
            held = not condition.startswith("not")
        case "@layer":
            held = True
        case "@keyframes" | "@-webkit-keyframes":
            return FRAMES + condition.strip("\"'")
        case "@scope" if (scope := SCOPE.fullmatch(inner)) and not outer:
            return scope[1].strip()
        case _:
            held = False
    return outer if held else NEVER


def _nested(outer: str, inner: str) -> str:
    """The inner selectors inside each outer one."""
    if len(outer) * (1 + inner.count(",")) + len(inner) * (1 + outer.count(",")) + inner.count("&") * len(outer) > WIDEST:
        return NEVER
    pairs = [(one.strip(), around.strip()) for one in parts(inner, ",") for around in parts(outer, ",")]
    return ", ".join(one.replace("&", around) if "&" in one else f"{around} {one}" for one, around in pairs)
