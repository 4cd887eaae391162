"""How a batch stands: counted jobs, what they used, and what went wrong."""

from decimal import Decimal
from typing import Literal

from panel.canon import Closed
from panel.comparison import Spend

FAILURES_SHOWN = 20


class FailedJob(Closed):
    """One failure: the tools of the job, or the place of a line that could not be read."""

    title: str
    reason: str
    starts: int


class Status(Closed):
    """The state of all jobs of a workspace.

    `rate` is jobs settled a minute and `seconds_left` what the waiting ones take at this rate, both None while nobody knows.
    `spend` sums what all jobs used. `spent` is what this batch counts against its cap in US dollars, `projected` what it will
    be when the waiting jobs cost as much as the settled ones; both None while a price is unknown. `failures` are the first few.
    """

    format: Literal[1] = 1
    waiting: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    workers: int = 0
    rate: float | None = None
    seconds_left: float | None = None
    spend: Spend = Spend()
    spent: Decimal | None = None
    projected: Decimal | None = None
    failures: tuple[FailedJob, ...] = ()
