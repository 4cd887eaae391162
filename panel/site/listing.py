"""Lists in pages: none grows beyond what a page may weigh, however long its lines are."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import escape

from panel.site import addresses
from panel.site.catalogue import Catalogue
from panel.site.lines import CategoryLine, PairLine, ToolLine

Line = TypeVar("Line", ToolLine, PairLine, CategoryLine)
WEIGHT = 34_000  # bytes of lines on a page of 50,000
MOST = 120  # lines on a page
MARKUP = {ToolLine: 330, PairLine: 520, CategoryLine: 190}  # bytes around the texts of a line


@dataclass(frozen=True)
class Listing:
    """One page of a list. `letters` are the beginnings of words under which there are lists of their own."""

    path: str
    heading: str
    sentence: str = ""
    above: str = ""
    empty: str = ""
    number: int = 1
    last: int = 1
    letters: tuple[str, ...] = ()
    search: bool = False
    paged: bool = False
    lines: tuple[ToolLine | PairLine | CategoryLine, ...] = ()
    contact: str = ""
    contact_link: str = ""

    @property
    def kind(self) -> str:
        """What the lines are: "tools", "pairs", "categories", or "nothing"."""
        kinds = {ToolLine: "tools", PairLine: "pairs", CategoryLine: "categories"}
        return kinds[type(self.lines[0])] if self.lines else "nothing"

    @property
    def place(self) -> str:
        """Where this page of the list stands."""
        return addresses.numbered(self.path, self.number)


def pages(lines: Callable[[], Iterable[Line]]) -> Iterator[tuple[int, int, tuple[Line, ...]]]:
    """The lines page by page, each with its number and the number of pages; at least one. They are gone through twice, one page held."""
    last = sum(1 for _ in _cut(lines()))
    yield from ((number, last, page) for number, page in enumerate(_cut(lines()), start=1))


def weight(line: ToolLine | PairLine | CategoryLine) -> int:
    """About how many bytes a line takes on a page, not less than it does."""
    said: tuple[str, ...]
    match line:
        case ToolLine():
            said = (line.slug, line.name, line.tagline, line.price, line.marks * 16)
        case PairLine():
            said = (
                line.address,
                line.a.label * 2,
                line.b.label * 2,
                line.title,
                line.headline,
                *(f"<li>{one}</li>" for one in line.changes),
            )
        case CategoryLine():
            said = (line.key, line.name)
    return MARKUP[type(line)] + sum(len(escape(text).encode()) for text in said)


def shelves(catalogue: Catalogue, beginning: str = "") -> Iterator[tuple[Listing, Callable[[], Iterator[ToolLine]]]]:
    """The lists by the beginning of a tool's words, each as it is without its lines, and what gives these.

    A beginning whose tools do not fit one page has lists beneath it, for each longer beginning, and keeps those of which it is a word.
    """
    for one in catalogue.beginnings(beginning):
        longer, whole = _branch(catalogue, one)
        letters = () if whole else tuple(_branch(catalogue, next_)[0] for next_ in catalogue.beginnings(longer))
        found = catalogue.under if whole else catalogue.named
        yield _shelf(longer, letters), lambda found=found, longer=longer: found(longer)  # type: ignore[misc]
        if not whole:
            yield from shelves(catalogue, longer)


def beginnings(catalogue: Catalogue) -> tuple[str, ...]:
    """The beginnings of words that have lists of their own, those within others left out."""
    return tuple(_branch(catalogue, one)[0] for one in catalogue.beginnings())


def _shelf(beginning: str, letters: tuple[str, ...]) -> Listing:
    heading = "Tools with other letters" if beginning == addresses.OTHER else f"Tools with a word that begins with “{beginning}”"
    told = "By the letters that come next; listed here are those of which it is a whole word." if letters else ""
    path = addresses.found(beginning)
    return Listing(path=path, heading=heading, sentence=told, above="Tools", letters=letters, search=True, paged=bool(letters))


def _branch(catalogue: Catalogue, beginning: str) -> tuple[str, bool]:
    """The beginning as far as all words go on alike, and whether its tools fit one page."""
    if sum(1 for _ in _cut(catalogue.under(beginning))) == 1:
        return beginning, True
    longer = catalogue.beginnings(beginning)
    if len(longer) == 1 and next(catalogue.named(beginning), None) is None:
        return _branch(catalogue, longer[0])
    return beginning, not longer


def _cut(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    held: list[Line] = []
    size = 0
    cut = False
    for line in lines:
        more = weight(line)
        if held and (len(held) == MOST or size + more > WEIGHT):
            yield tuple(held)
            held, size, cut = [], 0, True
        held.append(line)
        size += more
    if held or not cut:
        yield tuple(held)
