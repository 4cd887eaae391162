"""What of a page's text a reader sees, and what of that is struck out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from panel.cleaning import clean
from panel.cleaning.elements import Element
from panel.cleaning.tags import Tag, Words, cut

_STRUCK = frozenset(("s", "del", "strike"))
# The style sheet behind such a class may stand in another file.
_STRUCK_CLASS = re.compile(
    r"(?:^|[\s:]|text-decoration-)(?:line-?through|strike(?:-?through|d|out)?|crossed(?:-?out)?)(?:$|\s)"
    r"|(?:old|was|original|previous|former|regular|compare(?:-at)?)[_-]*(?:price|amount|cost)"
    r"|(?:price|amount|cost)[_-]+(?:old|was|original|previous|former|regular|before|compare|strike)",
    re.IGNORECASE,
)
_OLD_LABEL = re.compile(r"\s*(?:was|old|original|previous|regular|before)\b", re.IGNORECASE)
_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_STATE = re.compile(r"::|:(?:hover|focus|active|checked|target|visited)", re.IGNORECASE)
_COMPOUND = re.compile(r"[.#]?[\w-]+")
_RULES = 60
_NUMBERED = re.compile(r"tq([0-9]{1,9})qt")


def seen(html: str) -> frozenset[int]:
    """Where the stretches of text start that a reader sees.

    Each stretch is replaced by its number, and the numbers that cleaning leaves are seen: so no rule of cleaning is kept twice.
    """
    shown: list[str] = []
    starts: list[int] = []
    at = 0
    for part in cut(html):
        if isinstance(part, Words) and not part.text.isspace():
            shown += (html[at : part.start], f"tq{len(starts)}qt")
            starts.append(part.start)
            at = part.start + len(part.text)
    left = clean("".join((*shown, html[at:])), "html").text
    return frozenset(starts[int(number)] for number in _NUMBERED.findall(left) if int(number) < len(starts))


@dataclass
class Strikes:
    """Which elements strike their text through, by their name, their style, and the rules of the page's own style sheets."""

    rules: dict[str, list[tuple[frozenset[str], ...]]] = field(default_factory=dict)

    @classmethod
    def of(cls, html: str) -> "Strikes":
        """The rules for line-through in a page; of a selector the names are read, what it says of places and siblings is not."""
        found: dict[str, list[tuple[frozenset[str], ...]]] = {}
        count = 0
        for selector in _selectors(html) if "line-through" in html.lower() else ():
            steps = tuple(
                frozenset(_COMPOUND.findall(re.sub(r":[\w-]+(?:\([^()]*\))?", "", step))) for step in re.split(r"[\s>+~]+", selector)
            )
            if steps[-1] and count < _RULES:
                count += 1
                found.setdefault(min(steps[-1]), []).append(steps)
        return cls(found)

    def hold(self, tag: Tag, around: Sequence[Element]) -> bool:
        """Whether a start tag opens a struck element inside these."""
        given = tag.attributes
        if tag.name in _STRUCK or (self.rules and self._ruled(tag, around)):
            return True
        return bool(given) and (
            _LINE_THROUGH.search(given.get("style", "")) is not None
            or _OLD_LABEL.match(given.get("aria-label", "")) is not None
            or _STRUCK_CLASS.search(given.get("class", "")) is not None
        )

    def _ruled(self, tag: Tag, around: Sequence[Element]) -> bool:
        names = _names(tag.name, tag.attributes)
        rules = [steps for name in names for steps in self.rules.get(name, ()) if steps[-1] <= names]
        if not rules:
            return False
        outer = [_names(element.name, element.attributes) for element in around[-40:]]
        return any(all(any(step <= one for one in outer) for step in steps[:-1] if step) for steps in rules)


def _names(name: str, attributes: Mapping[str, str]) -> frozenset[str]:
    classes = (f".{one}" for one in attributes.get("class", "").split()[:40])
    return frozenset((name, f"#{attributes.get('id', '')}", *classes))


def _selectors(html: str) -> Iterator[str]:
    for part in cut(html):
        if isinstance(part, Tag) and part.name == "style":
            for rule in part.body.split("}"):
                before, _, body = rule.rpartition("{")
                if _LINE_THROUGH.search(body):
                    selectors = before.rpartition("{")[2].rpartition("*/")[2]
                    yield from (one.strip() for one in selectors.split(",")[:_RULES] if one.strip() and not _STATE.search(one))
