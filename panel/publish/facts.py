"""Every fact of a page as plain text, formatted once; the formats only arrange them."""

from dataclasses import dataclass
from typing import Literal

Shape = Literal["ship", "skip", "torn", "abstain", "missing"]
Letter = Literal["A", "B"]
Paragraphs = tuple[str, ...]


@dataclass(frozen=True)
class Badge:
    """A vote as a word; `note` says why, where a word is not enough."""

    shape: Shape
    word: str
    note: str


@dataclass(frozen=True)
class Gauge:
    """The panel's share and its range in whole percent, for a drawing."""

    low: int
    at: int
    high: int


@dataclass(frozen=True)
class PriceLine:
    """One plan; `link` is empty unless the source has an address that may be linked, `faults` say what its quote does not hold."""

    plan: str
    price: str
    source: str
    link: str
    as_of: str
    quote: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceLine:
    """A text that the panel read."""

    title: str
    link: str
    address: str
    read: str


@dataclass(frozen=True)
class Card:
    """One tool at a glance."""

    side: Letter
    slug: str
    name: str
    label: str
    category: str
    tagline: str
    description: Paragraphs
    about: tuple[tuple[str, str], ...]
    homepage: str
    price: str
    price_note: str
    ship: str
    ship_fraction: str
    ship_note: str
    ship_range: str
    gauge: Gauge | None
    community: str
    community_note: str
    prices: tuple[PriceLine, ...]
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True)
class Row:
    """One reviewer in the split: a vote on each tool and the pick between them."""

    persona: str
    title: str
    a: Badge
    b: Badge
    side: Literal["A", "B", "tie", ""]
    pick: str
    notes: tuple[str, ...]
    pivotal: bool


@dataclass(frozen=True)
class Bar:
    """One scored criterion of both tools; a score is "0" to "5", or a dash."""

    label: str
    a: str
    b: str


@dataclass(frozen=True)
class AnswerLine:
    """One criterion's answer in words; `notes` are numbers of the evidence list and `faults` what did not hold."""

    label: str
    lead: str
    text: Paragraphs
    items: tuple[str, ...]
    notes: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Opinion:
    """What one reviewer said of one tool, or why the seat is empty."""

    side: Letter
    label: str
    badge: Badge
    opinion: Paragraphs
    signed: str
    answers: tuple[AnswerLine, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Reviewer:
    """One persona, A beside B."""

    persona: str
    title: str
    a: Opinion
    b: Opinion
    bars: tuple[Bar, ...]
    deciders: tuple[str, ...]

    @property
    def faulty(self) -> bool:
        """Whether an answer of either side failed a check."""
        return any(answer.faults for side in (self.a, self.b) for answer in side.answers)


@dataclass(frozen=True)
class ForecastLine:
    """A statement that time will settle."""

    side: Letter
    label: str
    title: str
    statement: str
    by: str
    measured_by: str
    probability: str


@dataclass(frozen=True)
class Evidence:
    """A quote, where it stands in its source and who leans on it; `fault` is empty when it was found."""

    number: str
    quote: str
    place: str
    used_by: str
    fault: str


@dataclass(frozen=True)
class CitedSource:
    """A source of one tool, with what was quoted from it."""

    side: Letter
    label: str
    source: str
    link: str
    read: str
    quotes: tuple[Evidence, ...]


@dataclass(frozen=True)
class Outside:
    """What a reviewer brought from beyond the dossier; nobody checked it."""

    title: str
    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Dissent:
    """The minority's argument on one tool."""

    side: Letter
    label: str
    title: str
    word: str
    argument: str


@dataclass(frozen=True)
class Steering:
    """A passage of a source that tries to steer a reviewer; for the editor, not for readers."""

    label: str
    source: str
    place: str
    why: str
    passage: str


@dataclass(frozen=True)
class Edited:
    """Who changed the chair's texts, and when; empty where they are the chair's own."""

    prose: str = ""
    pick_a: str = ""
    pick_b: str = ""
    change: str = ""
    pricing: str = ""


@dataclass(frozen=True)
class Original:
    """What the panel had written where a person changed a text; for programs."""

    block: str
    by: str
    on: str
    original: str


@dataclass(frozen=True)
class EarlierLine:
    """An edition that this page or a later one replaced; `address` is its file beside the page, without the ending."""

    name: str
    address: str
    replaced: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """The verdict in words; `absent` says why the chair wrote nothing, `provisional` what missing seats could still do."""

    headline: str
    meaning: str
    provisional: str
    prose: Paragraphs
    pick_a: Paragraphs
    pick_b: Paragraphs
    change: Paragraphs
    pricing: Paragraphs
    faults: tuple[str, ...]
    absent: str
    pivot: str
    denominators: str
    dissent: tuple[Dissent, ...]
    edited: Edited = Edited()


@dataclass(frozen=True)
class Page:
    """The comparison page.

    `banners` come before everything; `hindrances` say what has to be mended before a draft is published, `conditions` what it would
    take another run or an exception for, `unfounded` which facts stand in no source. `first` is the day of the first edition.
    """

    title: str
    description: str
    slug: str
    date: str
    on: str
    publisher: str
    approved_by: str
    provenance: tuple[str, ...]
    banners: tuple[str, ...]
    hindrances: tuple[str, ...]
    conditions: tuple[str, ...]
    unfounded: tuple[str, ...]
    replay: str
    a: Card
    b: Card
    outcome: Outcome
    rows: tuple[Row, ...]
    reviewers: tuple[Reviewer, ...]
    forecasts: tuple[ForecastLine, ...]
    evidence: tuple[CitedSource, ...]
    outside: tuple[Outside, ...]
    steering: tuple[Steering, ...]
    made: tuple[tuple[str, str], ...]
    corrections: str
    originals: tuple[Original, ...] = ()
    earlier: tuple[EarlierLine, ...] = ()
    first: str = ""

    @property
    def draft(self) -> bool:
        """Whether no editor has approved it yet."""
        return not self.approved_by

    @property
    def noindex(self) -> bool:
        """Whether search engines are asked to pass: recorded replies and drafts are no news."""
        return bool(self.replay) or self.draft
