"""What a page says of its own making: when it was made, by whose leave, what people changed and which editions went before."""

from datetime import date
from typing import Literal, NamedTuple

from panel.canon import Closed

Obstacle = Literal["replay", "missing", "provisional", "price", "unverified", "chair"]


class Hindrance(NamedTuple):
    """One thing that keeps a draft from being published, in words."""

    kind: Obstacle
    text: str


class Exempted(Closed):
    """A hindrance that an editor publishes in spite of, and the reason that readers are given."""

    kind: Obstacle
    because: str
    by: str


class Distance(Closed):
    """How far the texts have moved from the model's: insertions, deletions and substitutions (Levenshtein 1966) of characters and of words."""

    characters: int = 0
    words: int = 0


class Approval(Closed):
    """An editor's word for one revision of a draft, by its digest."""

    by: str
    on: date
    revision: int
    digest: str
    distance: Distance = Distance()


class Edit(Closed):
    """A text that a person changed: the block, who wrote it and on which day, and what the panel had written."""

    block: str
    by: str
    on: date
    original: str


class Earlier(Closed):
    """An edition that was replaced: `address` is its file beside the page, without the ending; `changes` says what its successor changed."""

    number: int
    on: date
    address: str
    replaced: date
    by: str
    causes: tuple[str, ...]
    changes: tuple[str, ...]
    note: str = ""


class Imprint(Closed):
    """How a run becomes a page on a day.

    `stale_after` is in days; a community percentage needs `votes_minimum` votes; `corrections` is an address for readers.
    """

    on: date
    stale_after: int = 180
    votes_minimum: int = 30
    publisher: str = "AI reviewer panel"
    corrections: str = ""
    approval: Approval | None = None
    edits: tuple[Edit, ...] = ()
    exempted: tuple[Exempted, ...] = ()
    earlier: tuple[Earlier, ...] = ()
