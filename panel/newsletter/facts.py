"""Every fact of a letter as plain text, formatted once; the forms only arrange them."""

from dataclasses import dataclass

from panel.publish.facts import Letter as Side
from panel.publish.facts import Shape


@dataclass(frozen=True)
class Mark:
    """How many of the panel cast this vote."""

    shape: Shape
    word: str
    count: str


@dataclass(frozen=True)
class Tool:
    """One of the two tools of a comparison."""

    side: Side
    label: str
    share: str
    fraction: str
    weight: str
    marks: tuple[Mark, ...]
    price: str
    price_note: str


@dataclass(frozen=True)
class Story:
    """One comparison; `notes` say what a reader must know before believing it, `chair` is empty where the chair's words are long."""

    title: str
    headline: str
    chair: str
    edited: str
    tools: tuple[Tool, Tool]
    notes: tuple[str, ...]
    origin: tuple[str, ...]
    address: str


@dataclass(frozen=True)
class Tally:
    """What one persona voted in the period; `others` are the votes that were neither, in words."""

    title: str
    ship: str
    skip: str
    others: str


@dataclass(frozen=True)
class Line:
    """A change, or a forecast: what it is about, what happened, and why or by whom."""

    title: str
    texts: tuple[str, ...]
    aside: str = ""
    address: str = ""


@dataclass(frozen=True)
class Section:
    """Lines under a heading; `rest` counts those that found no room."""

    heading: str
    lines: tuple[Line, ...]
    rest: str = ""


@dataclass(frozen=True)
class Letter:
    """One letter. Addresses are empty where they are not known."""

    name: str
    subject: str
    period: str
    disclosure: str
    lead: str
    stories: tuple[Story, ...]
    rest: str
    rest_address: str
    split: tuple[Tally, ...]
    split_note: str
    sections: tuple[Section, ...]
    made: tuple[str, ...]
    address: str
    unsubscribe: str
    browser: str
