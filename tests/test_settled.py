"""Rules of panel/settled.py."""

from decimal import Decimal
from pathlib import Path

from panels import review

from panel.comparison import Review
from panel.llm.meter import Meter, Totals
from panel.scorecard import Failure
from panel.settled import Memory

KEY = "a" * 64
USED = Totals(asked=3, cached=1, worth=Decimal("0.03"))


def memory(folder: Path) -> Memory:
    return Memory(folder, Meter(), warn=print)


def with_an_empty_seat() -> Review:
    whole = review()
    empty = whole.seats[0].model_copy(
        update={"draws": (Failure(tool="code-llama-4", persona="dx", title="DX critic", reason="timeout", detail="No answer."),)}
    )
    return whole.model_copy(update={"seats": (empty, *whole.seats[1:])})


def test_recalled(tmp_path: Path) -> None:
    """A settled review comes back as it was, in the next process too, and its replies count as served from the cache."""
    first = memory(tmp_path)
    first.keep(KEY, review(), USED)
    first.close()
    second = memory(tmp_path)

    assert second.recall(KEY) == review()
    assert second.recall("b" * 64) is None
    totals = second.meter.totals
    assert (totals.asked, totals.cached, totals.worth, totals.unvalued) == (0, 4, Decimal("0.03"), 0)


def test_an_empty_seat_is_not_settled(tmp_path: Path) -> None:
    """It is to be asked again."""
    kept = memory(tmp_path)
    kept.keep(KEY, with_an_empty_seat(), USED)

    assert kept.recall(KEY) is None


def test_unknown_worth(tmp_path: Path) -> None:
    """One reply of unknown cost makes the worth unknown, never less."""
    kept = memory(tmp_path)
    kept.keep(KEY, review(), Totals(asked=2, worth=Decimal("0.01"), unvalued=1))
    kept.recall(KEY)

    assert (kept.meter.totals.unvalued, kept.meter.totals.worth) == (1, 0)


def test_a_memory_that_cannot_be_used_is_no_memory(tmp_path: Path) -> None:
    """A file where its folder should be: nothing is kept, nothing is recalled, nothing fails."""
    (tmp_path / "file").touch()
    kept = memory(tmp_path / "file")
    kept.keep(KEY, review(), USED)

    assert kept.recall(KEY) is None
