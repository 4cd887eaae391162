"""Reviews kept beside the replies that they were made of, so that a warm repeat renders and checks nothing."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from panel.canon import Closed
from panel.comparison import Review
from panel.errors import DiskError
from panel.llm.cache import Store
from panel.llm.meter import Meter, Totals
from panel.scorecard import Scorecard


class Settled(Closed):
    """A review without an empty seat; `replies` counts those that it took, `worth` is what they cost, None if unknown."""

    review: Review
    replies: int
    worth: Decimal | None


class Memory:
    """The settled reviews of a workspace, and the meter that counts the replies behind them.

    A key is the digest of all that decides what is asked and how a reply is read, so that nothing of it need be done to look.
    """

    def __init__(self, folder: Path, meter: Meter, *, warn: Callable[[str], None]) -> None:
        self._store = Store(folder, Settled, warn=warn)
        self.meter = meter

    def recall(self, key: str) -> Review | None:
        """The review as it was settled, None when there is none; its replies count as served from the cache."""
        try:
            found = self._store.get(key)
        except DiskError:
            # It can be made again of its replies.
            return None
        if found is None:
            return None
        self.meter.recalled(found.replies, found.worth)
        return found.review

    def keep(self, key: str, review: Review, used: Totals) -> None:
        """Keep a review that took what `used` counts, unless a seat is empty. A full disk is no reason to fail: it can be made again."""
        if not all(isinstance(draw, Scorecard) for seat in review.seats for draw in seat.draws):
            return
        worth = None if used.unvalued else used.worth
        try:
            self._store.note(key, Settled(review=review, replies=used.asked + used.cached, worth=worth))
        except DiskError:
            return

    def prune(self, *, older_than: float) -> int:
        """Delete for good what was settled more than `older_than` seconds ago."""
        return self._store.prune(older_than=older_than)

    def close(self) -> None:
        """Write what is still on its way, and let go of the folder."""
        self._store.close()
