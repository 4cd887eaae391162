"""A call that came to nothing, with what the layers above need in order to decide on another one."""

from decimal import Decimal
from typing import Literal

from panel.errors import PanelError
from panel.llm.call import Usage

Again = Literal["never", "soon", "once", "longer"]
"""When another call may help: not at all, after a pause, a single time, or with a higher token limit."""


class Fault(Exception):
    """Raised by the endpoint and caught by the retries, which let only `error` out.

    `wait` is what the endpoint asked for, in seconds. `usage` and `cost` are what the failed call consumed, None when nobody
    counted. `free` says that the endpoint answered with an error status, for which no provider bills.
    """

    def __init__(
        self, error: PanelError, *, again: Again = "never", wait: float | None = None, usage: Usage | None = None, free: bool = False
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again
        self.wait = wait
        self.usage = usage
        self.cost: Decimal | None = None
        self.free = free
