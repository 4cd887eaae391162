"""How a batch stands, in words."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from panel.batch.status import FAILURES_SHOWN, Status

WORST = 3


def line(status: Status, worst: Mapping[str, int]) -> str:
    """One line for whoever watches; `worst` counts what went wrong by reason."""
    spend = status.spend
    parts = [
        f"{status.done:,} done, {status.running:,} running, {status.waiting:,} waiting, {status.failed:,} failed",
        f"{status.rate:.0f} jobs a minute" if status.rate else "",
        f"{spend.prompt_tokens + spend.completion_tokens:,} tokens",
        _cost(status),
        f"about {_duration(status.seconds_left)} left" if status.seconds_left else "",
        _worst(worst),
    ]
    return "; ".join(part for part in parts if part)


def summary(status: Status, *, ended: str = "") -> str:
    """One line for a log: what came of it, and what to do next."""
    left = status.waiting + status.running
    spend = status.spend
    parts = [
        f"{status.done:,} done, {status.failed:,} failed, {left:,} left",
        f"{spend.asked:,} calls, {spend.cached:,} replies from the cache",
        _cost(status, ahead=False),
        ended,
        "`panel batch retry` lets the failed ones wait again" if status.failed else "",
        "`panel batch run` goes on" if left else "",
    ]
    return "; ".join(part for part in parts if part)


def told(status: Status) -> str:
    """The state of a batch with its failures, for a reader."""
    if not (status.waiting or status.running or status.done or status.failed):
        return "no batch yet"
    workers = f"{status.workers} at work" if status.workers else "nobody at work"
    return "\n".join([f"{line(status, {})}; {workers}", *_failures(status)])


def _failures(status: Status) -> Iterator[str]:
    for failure in status.failures:
        yield f"failed: {failure.title}: {failure.reason}"
    if status.failed > len(status.failures) == FAILURES_SHOWN:
        yield f"and {status.failed - FAILURES_SHOWN:,} more"


def _cost(status: Status, *, ahead: bool = True) -> str:
    if status.spend.paid is None:
        return "cost unknown"
    projected = f" of about ${status.projected:.2f}" if ahead and status.projected and status.waiting + status.running else ""
    return f"{_dollars(status.spend.paid)}{projected}"


def _dollars(amount: Decimal) -> str:
    return f"${amount:.4f}"


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h"


def _worst(reasons: Mapping[str, int]) -> str:
    worst = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))[:WORST]
    return ", ".join(f"{count:,} {reason}" for reason, count in worst)
