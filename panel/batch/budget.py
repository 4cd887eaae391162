"""What one batch may spend on one machine, over all its sessions."""

import asyncio
from decimal import Decimal

from panel.batch.ledger import Ledger
from panel.errors import OverBudget

SLICE = Decimal("0.01")
"""The part of the cap, or of what is spent, that is drawn ahead."""
LEAST = Decimal("0.001")
"""US dollars drawn ahead at least where there is no cap."""


class Budget:
    """A purse whose money is drawn from the ledger in slices, each noted there before it is spent.

    An orderly end returns what was drawn and not spent. A crash returns nothing, so the calls that were in flight and the rest of
    one slice (a hundredth of the cap) count as spent: the cap may be reached a little early, and is never passed, however often
    the process is killed. Without a cap the same is counted, but for the calls in flight, so that a later session may set one.
    """

    def __init__(self, ledger: Ledger, cap: Decimal | None) -> None:
        self._ledger = ledger
        self._cap = cap
        self._drawn = self.spent = ledger.drawn()
        self._held = Decimal()
        self._under_way = 0
        self._shut = False
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def capped(self) -> bool:
        """Whether there is a cap."""
        return self._cap is not None

    async def reserve(self, bound: Decimal) -> None:
        """Set US dollars aside for a call; once the budget is shut, this waits for ever. Raises OverBudget."""
        if self._shut:
            await asyncio.Future()
        if self._cap is not None and self.spent + self._held + bound > self._cap:
            used = f"${self.spent:.4f} of ${self._cap:.4f} are spent by this batch, ${self._held:.4f} are set aside"
            raise OverBudget(f"spending cap: {used}, and this call may cost ${bound:.4f}; raise the cap to go on")
        self._held += bound
        self._cover()
        self._under_way += 1
        self._idle.clear()

    def settle(self, bound: Decimal, cost: Decimal) -> None:
        """Put `cost` in the place of the bound that was set aside."""
        self._held -= bound
        self.spent += cost
        self._under_way -= 1
        if not self._under_way:
            self._idle.set()
        self._cover()

    def shut(self) -> None:
        """Let no further call begin; those under way go on."""
        self._shut = True

    async def idle(self) -> None:
        """Returns when no call is under way."""
        await self._idle.wait()

    def close(self) -> None:
        """Return what was drawn and not spent."""
        self._ledger.draw(self.spent)

    def _cover(self) -> None:
        needed = self.spent + self._held
        if needed > self._drawn:
            ahead = needed + (max(LEAST, needed * SLICE) if self._cap is None else self._cap * SLICE)
            self._ledger.draw(ahead)
            self._drawn = ahead
