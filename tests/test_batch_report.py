"""Rules of panel/batch/report.py."""

from decimal import Decimal

import pytest

from panel.batch.report import line, summary, told
from panel.batch.status import FailedJob, Status
from panel.comparison import Spend

SPEND = Spend(asked=800, cached=40, prompt_tokens=1_500_000, completion_tokens=300_000, paid=Decimal("1.25"), worth=Decimal("1.3"))
HALF = Status(
    waiting=1000,
    running=64,
    done=900,
    failed=2,
    workers=1,
    rate=88.4,
    seconds_left=722.0,
    spend=SPEND,
    spent=Decimal("1.26"),
    projected=Decimal("2.75"),
)


def test_line() -> None:
    """One line says how many, how fast, how much so far and in the end, how long still, and what goes wrong most."""

    assert line(HALF, {"timeout": 3, "refused": 12, "truncated": 1, "unreadable": 2}) == (
        "900 done, 64 running, 1,000 waiting, 2 failed; 88 jobs a minute; 1,800,000 tokens; $1.2500 of about $2.75; about 12 min left; "
        "12 refused, 3 timeout, 2 unreadable"
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(59.0, "about 59 s left"), (3600.0, "about 60 min left"), (36_000.0, "about 10.0 h left")],
    ids=["seconds", "minutes", "hours"],
)
def test_time_left(seconds: float, said: str) -> None:
    """Time left is told in the unit that fits."""

    assert said in line(HALF.model_copy(update={"seconds_left": seconds}), {})


def test_summary() -> None:
    """One line for a log: what came of it, and what to do next where something is left."""
    over = HALF.model_copy(update={"waiting": 0, "running": 0, "failed": 0})

    assert summary(over) == "900 done, 0 failed, 0 left; 800 calls, 40 replies from the cache; $1.2500"
    assert summary(HALF) == (
        "900 done, 2 failed, 1,064 left; 800 calls, 40 replies from the cache; $1.2500; "
        "`panel batch retry` lets the failed ones wait again; `panel batch run` goes on"
    )


def test_told() -> None:
    """The status names who is at work, and the failures with their reasons and how many more there are."""
    failures = tuple(FailedJob(title=f"t{number}", reason="dx: timeout", starts=1) for number in range(20))
    lines = told(HALF.model_copy(update={"failed": 23, "failures": failures})).splitlines()

    assert lines[0].endswith("; 1 at work")
    assert lines[1] == "failed: t0: dx: timeout"
    assert lines[-1] == "and 3 more"
    assert len(lines) == 22


def test_unknown_money_and_no_batch() -> None:
    """Unknown money is called so, and a workspace without a batch says that."""

    assert "cost unknown" in line(HALF.model_copy(update={"spend": Spend()}), {})
    assert told(Status()) == "no batch yet"
