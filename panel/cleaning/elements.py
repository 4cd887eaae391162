"""The elements that are open at a place of a page, closed by the rules that browsers follow where an author wrote none."""

from dataclasses import dataclass, field

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "dialog",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "ul",
    ]
)
SPECIAL = BLOCK | frozenset(
    [
        "applet",
        "body",
        "button",
        "caption",
        "col",
        "colgroup",
        "head",
        "html",
        "iframe",
        "marquee",
        "object",
        "option",
        "select",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
    ]
)
FENCING = frozenset(["applet", "caption", "html", "marquee", "object", "table", "td", "template", "th", "svg", "math"])
TABLE = frozenset(["caption", "table", "tbody", "td", "template", "tfoot", "th", "thead", "tr"])
FORMATTING = frozenset(["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
ENDS = {
    "li": ({"li"}, {"ul", "ol", "menu"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"table"}),
    "th": ({"td", "th"}, {"table"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "tbody": ({"tbody", "thead", "tfoot", "tr", "td", "th"}, {"table"}),
    "tfoot": ({"tbody", "thead", "tfoot", "tr", "td", "th"}, {"table"}),
    "option": ({"option"}, {"select", "datalist"}),
}
Colour = tuple[int, int, int]


@dataclass(slots=True)
class Element:
    """An open element: where its text starts in the output and on which line, why it is hidden, what follows it in the output, its colours, the children so far."""

    name: str
    attributes: dict[str, str]
    mark: int = 0
    line: int = 0
    hidden: str = ""
    after: str = ""
    ink: Colour | None = (0, 0, 0)
    ground: Colour | None = (255, 255, 255)
    children: list["Element"] = field(default_factory=list)


class Elements:
    """The stack of open elements. Every step costs a constant, spread over the steps, however deep the page is."""

    def __init__(self) -> None:
        self.open: list[Element] = []
        self._at: dict[str, list[int]] = {}
        self._fences: list[int] = []
        self._blocks: list[int] = []

    def push(self, element: Element, *, lasting: bool = False) -> None:
        """Opens an element; a lasting one does not end with its paragraph."""
        index = len(self.open)
        self.open.append(element)
        self._at.setdefault(element.name, []).append(index)
        if element.name in FENCING:
            self._fences.append(index)
        if lasting or element.name in SPECIAL:
            self._blocks.append(index)

    def pop(self) -> Element:
        element = self.open.pop()
        self._at[element.name].pop()
        for indexes in (self._fences, self._blocks):
            if indexes and indexes[-1] == len(self.open):
                indexes.pop()
        return element

    def last(self, *names: str) -> int:
        """The index of the innermost open element of one of these names, or -1."""
        return max([at[-1] for name in names if (at := self._at.get(name))], default=-1)

    def ended_by_start(self, name: str) -> list[Element]:
        """Pops what the start of this element closes: a paragraph before a block, an item before the next one."""
        closed: list[Element] = []
        if name in ENDS:
            ended, fences = ENDS[name]
            fence = self.last(*fences)
            closed = self._down_to(min((at for at in map(self.last, ended) if at > fence), default=-1))
        if name in BLOCK and self._at.get("p"):
            paragraph = self.last("p")
            if paragraph > max(self._fences[-1] if self._fences else -1, self.last("button")):
                closed += self._down_to(paragraph)
        return closed

    def ended_by_end(self, name: str) -> list[Element]:
        """Pops what this end tag closes; an end tag that a browser ignores closes nothing."""
        if not self._at.get(name):
            return []
        index = self._at[name][-1]
        if name in TABLE or name in FENCING:
            fence = self.last("table") if name != "table" else -1
        elif name in SPECIAL or name in FORMATTING:
            fence = self._fences[-1] if self._fences else -1
        else:
            fence = self._blocks[-1] if self._blocks else -1
        return self._down_to(index) if index >= fence else []

    def ended_by_paragraph(self) -> list[Element]:
        """Pops the elements that stand inside a line of text, when its paragraph ends."""
        return self._down_to(self._blocks[-1] + 1 if self._blocks else 0)

    def all(self) -> list[Element]:
        return self._down_to(0)

    def _down_to(self, index: int) -> list[Element]:
        return [self.pop() for _ in range(len(self.open) - index)] if index >= 0 else []
