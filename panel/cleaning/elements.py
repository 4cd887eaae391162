"""The elements that are open at a place of a page, closed by the rules that browsers follow where an author wrote none."""

from dataclasses import dataclass, field

from panel.cleaning.colours import CLEAR, Colour
from panel.cleaning.styles import PLAIN, UNREADABLE, Look

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


@dataclass(slots=True)
class Element:
    """An open element: where its text starts in the output and on which line, why it is hidden, what follows it in the output, how its text looks, and what stood in it so far."""

    name: str
    attributes: dict[str, str]
    mark: int = 0
    line: int = 0
    hidden: str = ""
    after: str = ""
    look: Look = PLAIN
    variables: dict[str, str] | None = None
    # Which drawing stands around it: "svg", "math" or none.
    drawing: str = ""
    # Its place among its siblings, and among those of its name.
    place: int = 1
    typed: int = 1
    count: int = 0
    names: dict[str, int] | None = None
    children: list["Element"] = field(default_factory=list)
    empty: bool = False
    # How many levels up a picture in it may lie under a text.
    pictured: int = 0
    backdrop: bool = False
    path: int = 0
    # The words in it that are not seen, and how many pieces were seen before it.
    sunk: list[str] | None = None
    seen: int = 0
    # Of a list: is an option chosen yet? Of an element with a shadow tree: which slots are there?
    chosen: bool = False
    host: bool = False
    slots: frozenset[str] = frozenset()

    @property
    def unseen(self) -> str:
        """Why its own words are not seen, or "" when they are."""
        return "" if self.look is PLAIN else self.look.unseen()

    @property
    def ink(self) -> Colour | None:
        """The colour of its words; a clear one when they are not seen for another reason."""
        look = self.look
        return CLEAR if look.visibility or look.indent or look.size <= UNREADABLE else look.ink

    @property
    def ground(self) -> Colour | None:
        return self.look.ground

    def inherit(self, parent: "Element") -> None:
        """Takes its place as the next child of this parent."""
        parent.count += 1
        self.place, self.look, self.variables = parent.count, parent.look, parent.variables
        self.drawing = self.name if self.name in ("svg", "math") else parent.drawing

    def leave(self, parent: "Element") -> None:
        """Tells its parent, as it closes, what it put under the texts that follow."""
        parent.pictured = max(parent.pictured, self.pictured - 1)
        if (self.backdrop and self.empty) or (self.drawing == "svg" == parent.drawing and self.look.ground is None):
            parent.look = parent.look._replace(ground=self.look.ground)


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
        found = -1
        for name in names:
            if (at := self._at.get(name)) and at[-1] > found:
                found = at[-1]
        return found

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
