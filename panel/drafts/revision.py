"""One revision of a draft: what stands in it, how far it has come, who made it and why."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from panel.canon import Closed
from panel.change import Shift
from panel.publish.imprint import Distance, Exempted

State = Literal["draft", "in review", "approved", "published"]
Cause = Literal["new", "edited", "locked", "unlocked", "approved", "rejected", "accepted", "merged", "discarded", "published"]


class Kept(Closed):
    """A run of which the draft keeps a copy, by id and by the digest of its JSON."""

    id: str
    digest: str


class Block(Closed):
    """A text that a person wrote, or kept, in the place of the panel's; `faults` say what in it could not be verified."""

    text: str
    by: str
    at: datetime
    faults: tuple[str, ...] = ()


class Signature(Closed):
    """An editor's word for one revision: its digest, how far its texts are from the model's, and what the checks found in them."""

    by: str
    at: datetime
    revision: int
    digest: str
    distance: Distance
    findings: tuple[str, ...] = ()


class Edition(Closed):
    """A page as it was handed to readers.

    `revision` is the one that published it and `pages` are the SHA-256 digests of its files by form. `supersedes` is the number of
    the edition that it replaced, or 0; `causes` and `changes` say why and in what it differs from that one.
    """

    number: int = Field(ge=1)
    at: datetime
    by: str
    revision: int
    run: Kept
    signature: Signature
    exempted: tuple[Exempted, ...] = ()
    stale_after: int
    votes_minimum: int
    pages: dict[str, str]
    supersedes: int = 0
    causes: tuple[str, ...] = ()
    changes: tuple[Shift, ...] = ()
    note: str = ""


class Revision(Closed):
    """The whole of a draft at one point of its history.

    `parent` is the digest of the revision before it. `blocks` are the texts that people wrote, `locked` the blocks that no rerun
    touches, `discarded` the newest run that was turned down. `voided` says why an approval no longer stands.
    """

    format: Literal[1] = 1
    number: int = Field(ge=1)
    parent: str
    at: datetime
    by: str
    cause: Cause
    note: str = ""
    state: State
    tools: tuple[str, str]
    run: Kept
    blocks: dict[str, Block] = Field(default_factory=dict)
    locked: tuple[str, ...] = ()
    discarded: str = ""
    signature: Signature | None = None
    voided: str = ""
    editions: tuple[Edition, ...] = ()

    @property
    def content(self) -> tuple[Kept, dict[str, str]]:
        """What a page is made of: the run, and the texts that people put into it."""
        return self.run, {name: block.text for name, block in self.blocks.items()}

    def successor(self, cause: Cause, *, by: str, at: datetime, digest: str, note: str = "") -> "Revision":
        """The revision after this one, whose digest is `digest`. What an editor takes up is in review; an approval does not outlive it."""
        stood = self.signature if self.state == "approved" else None
        why = f"the approval by {stood.by} ended when {by} {_DONE[cause]}" if stood else self.voided
        return self.model_copy(
            update={
                "number": self.number + 1,
                "parent": digest,
                "at": at,
                "by": by,
                "cause": cause,
                "note": note,
                "state": "in review",
                "signature": None,
                "voided": why,
            }
        )


_DONE: dict[Cause, str] = {
    "new": "began it anew",
    "edited": "edited a text",
    "locked": "locked a text",
    "unlocked": "unlocked a text",
    "approved": "approved it anew",
    "rejected": "rejected it",
    "accepted": "took over a newer run",
    "merged": "merged a newer run",
    "discarded": "turned down a newer run",
    "published": "published it",
}
