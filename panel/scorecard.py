"""What one persona said of one tool: typed answers, a ballot and an opinion, or a typed failure."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from panel.canon import Closed
from panel.errors import FailureReason


class Ballot(StrEnum):
    """A vote on one tool. An abstention is a ballot; an empty seat is a Failure."""

    SHIP = "ship"
    SKIP = "skip"
    ABSTAIN = "abstain"


class Quote(Closed):
    """Words taken from a source, and where they stand in its cleaned text.

    `start` and `end` count characters of the cleaned text; both are -1 while the words were not found there.
    """

    source: str
    text: str
    start: int = -1
    end: int = -1

    @property
    def found(self) -> bool:
        """Whether the words stand in the source."""
        return self.start >= 0


class Text(Closed):
    """A short free answer."""

    kind: Literal["text"] = "text"
    text: str
    faults: tuple[str, ...] = ()


class Items(Closed):
    """A short list, strongest first."""

    kind: Literal["items"] = "items"
    items: tuple[str, ...]
    faults: tuple[str, ...] = ()


class Choice(Closed):
    """One of the options that the criterion names, after the reason for it."""

    kind: Literal["choice"] = "choice"
    why: str
    choice: str
    faults: tuple[str, ...] = ()


class Claim(Closed):
    """A factual sentence with the quotes that carry it; `faults` says in words what does not hold."""

    kind: Literal["claim"] = "claim"
    sentence: str
    quotes: tuple[Quote, ...]
    faults: tuple[str, ...] = ()


class Score(Closed):
    """0 to 5 on a scale with both ends anchored, after the reason for it."""

    kind: Literal["score"] = "score"
    why: str
    score: int = Field(ge=0, le=5)
    faults: tuple[str, ...] = ()


class Forecast(Closed):
    """A statement that will be true or false by the end of a named month; `probability` is in percent."""

    kind: Literal["forecast"] = "forecast"
    statement: str
    year: int
    month: int = Field(ge=1, le=12)
    measured_by: str
    probability: int = Field(ge=0, le=100)
    faults: tuple[str, ...] = ()


# What in its text does not hold, in words, is every answer's `faults`.
Answer = Annotated[Text | Items | Choice | Claim | Score | Forecast, Field(discriminator="kind")]


class Entry(Closed):
    """One criterion of the rubric with its answer; self-describing, so that old runs outlive their persona."""

    key: str
    label: str
    answer: Answer


class Scorecard(Closed):
    """One persona's filled rubric for one tool.

    `outside` lists what the opinion uses from beyond the dossier, in the reviewer's own words; `faults` says in words
    what in the opinion could not be verified, `reason_faults` what in the reason; `request` is the digest of the request that was answered.
    """

    tool: str
    persona: str
    title: str
    entries: tuple[Entry, ...]
    reason: str
    ballot: Ballot
    opinion: str
    outside: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    reason_faults: tuple[str, ...] = ()
    model: str
    request: str

    @property
    def scores(self) -> dict[str, int]:
        """The scored criteria, by key."""
        return {e.key: e.answer.score for e in self.entries if isinstance(e.answer, Score)}

    @property
    def unverified(self) -> int:
        """How many statements on this scorecard failed a check."""
        return sum(bool(e.answer.faults) for e in self.entries) + len(self.faults) + len(self.reason_faults)

    @property
    def marks(self) -> tuple[str, ...]:
        """The faults that are marked at the opinion: its own, and those of texts that a page prints elsewhere or not at all."""
        apart = [(e.label, e.answer) for e in self.entries if isinstance(e.answer, Score | Forecast)]
        others = (f"{label}: {fault}" for label, answer in apart for fault in answer.faults)
        return (*self.faults, *(f"what decides: {fault}" for fault in self.reason_faults), *others)


class Failure(Closed):
    """An empty seat, with its typed reason."""

    tool: str
    persona: str
    title: str
    reason: FailureReason
    detail: str


Outcome = Scorecard | Failure
