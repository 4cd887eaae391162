"""Scorecards kept beside the replies that they were made of, so that a warm repeat checks nothing twice."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from panel.canon import Closed, digest
from panel.errors import DiskError
from panel.files import code_digest
from panel.llm.cache import Store
from panel.llm.call import Reply
from panel.llm.meter import Meter
from panel.scorecard import Scorecard


class Settled(Closed):
    """A scorecard as its checks left it; `replies` counts those that it took, `worth` is what they cost, None if unknown."""

    card: Scorecard
    replies: int
    worth: Decimal | None


class Memory:
    """The settled scorecards of a workspace, and the meter that counts the replies behind them.

    A key holds the request, `checked` (the digest of what the checks look at besides the reply) and the code that checks, so
    that another dossier, persona or version of a check is never served what an earlier one found.
    """

    def __init__(self, folder: Path, meter: Meter, *, warn: Callable[[str], None]) -> None:
        self._store = Store(folder, Settled, warn=warn)
        self._meter = meter

    def recall(self, request: str, *, checked: str) -> Scorecard | None:
        """The scorecard as it was settled, None when there is none; its replies count as served from the cache."""
        try:
            found = self._store.get(_key(request, checked))
        except DiskError:
            # It can be made again of its replies.
            return None
        if found is None:
            return None
        self._meter.recalled(found.replies, found.worth)
        return found.card

    async def keep(self, request: str, card: Scorecard, replies: Sequence[Reply], *, checked: str) -> None:
        """Keep the scorecard. It can be made again of its replies, so a full disk is no reason to fail."""
        costs = [reply.cost for reply in replies if reply.cost is not None]
        worth = sum(costs, Decimal()) if len(costs) == len(replies) else None
        try:
            await self._store.put(_key(request, checked), Settled(card=card, replies=len(replies), worth=worth))
        except DiskError:
            return

    def prune(self, *, older_than: float) -> int:
        """Delete for good what was settled more than `older_than` seconds ago."""
        return self._store.prune(older_than=older_than)

    def close(self) -> None:
        """Write what is still on its way, and let go of the folder."""
        self._store.close()


def _key(request: str, checked: str) -> str:
    return digest([request, checked, code_digest("*.py")])
