"""Rules of panel/settled.py."""

from decimal import Decimal
from pathlib import Path

import pytest
from panels import scorecard

from panel.llm.call import Reply
from panel.llm.meter import Meter
from panel.settled import Memory

CARD = scorecard("dx", "code-llama-4")
REQUEST, CHECKED = "a" * 64, "b" * 64


def reply(cost: str | None) -> Reply:
    return Reply(text="{}", model="m", usage=None, cost=None if cost is None else Decimal(cost), at="2026-11-23T00:00:00+00:00")


def memory(folder: Path) -> Memory:
    return Memory(folder, Meter(), warn=print)


@pytest.mark.anyio
async def test_recalled(tmp_path: Path) -> None:
    """A settled scorecard comes back as it was, in the next process too, and its replies count as served from the cache."""
    first = memory(tmp_path)
    await first.keep(REQUEST, CARD, [reply("0.01"), reply("0.02")], checked=CHECKED)
    first.close()
    meter = Meter()
    second = Memory(tmp_path, meter, warn=print)

    assert second.recall(REQUEST, checked=CHECKED) == CARD
    assert (meter.totals.cached, meter.totals.worth, meter.totals.unvalued) == (2, Decimal("0.03"), 0)


@pytest.mark.anyio
@pytest.mark.parametrize(("request_key", "checked"), [("c" * 64, CHECKED), (REQUEST, "c" * 64)], ids=["another request", "other checks"])
async def test_not_recalled(tmp_path: Path, request_key: str, checked: str) -> None:
    """Another request, or another thing to check against, finds nothing."""
    kept = memory(tmp_path)
    await kept.keep(REQUEST, CARD, [reply("0.01")], checked=CHECKED)

    assert kept.recall(request_key, checked=checked) is None


@pytest.mark.anyio
async def test_unknown_worth(tmp_path: Path) -> None:
    """One reply of unknown cost makes the worth unknown, never less."""
    meter = Meter()
    kept = Memory(tmp_path, meter, warn=print)
    await kept.keep(REQUEST, CARD, [reply("0.01"), reply(None)], checked=CHECKED)
    kept.recall(REQUEST, checked=CHECKED)

    assert (meter.totals.unvalued, meter.totals.worth) == (1, 0)
