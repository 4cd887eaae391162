"""What is told of batches: how a submission went and where each batch stands."""

from decimal import Decimal
from typing import Literal

from panel.canon import Closed


class Submitted(Closed):
    """What a submission came to, in requests.

    `requests` are in new batches; `known` have a reply, are on their way or failed in an earlier batch; `oversize` are longer than
    a file may be.
    """

    requests: int = 0
    batches: int = 0
    known: int = 0
    oversize: int = 0


class Standing(Closed):
    """One batch. `status` is the provider's word, `step` ours; `completed` and `failed` are its counts, `kept` and `left` ours.

    `here` says that it is at the endpoint in use, `held` that it waits for room there. `turn` counts how many times its requests
    were submitted. `cost` is in US dollars after the discount, None while it is not known.
    """

    shard: str
    endpoint: str
    here: bool
    model: str
    batch: str
    step: str
    held: bool
    status: str
    turn: int
    requests: int
    completed: int
    failed: int
    kept: int
    left: int
    cost: Decimal | None
    reason: str

    @property
    def unsent(self) -> bool:
        """Written by a submission that was interrupted; only the next submission goes on with it."""
        return self.step == "written" and self.turn == 1 and not self.held


class Progress(Closed):
    """All batches of a workspace. `reasons` are those of the first few requests that have no reply."""

    format: Literal[1] = 1
    batches: tuple[Standing, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def waiting(self) -> int:
        """Requests on their way or at the provider that is in use."""
        return sum(batch.requests for batch in self.batches if batch.here and batch.step != "settled" and not batch.unsent)

    @property
    def kept(self) -> int:
        """Replies that were kept."""
        return sum(batch.kept for batch in self.batches)

    @property
    def cost(self) -> Decimal | None:
        """US dollars for all that is settled, None when a part of it is unknown."""
        costs = [batch.cost for batch in self.batches if batch.step == "settled"]
        return None if None in costs else sum((cost for cost in costs if cost is not None), Decimal())
