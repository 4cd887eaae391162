"""What a reader is shown of votes."""

from datetime import date

import pytest

from panel.dossier import Community
from panel.tally import wilson
from panel.votes.count import Count, Sheet, Votes, shown

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("ship", "skip", "share", "low", "high"),
    [
        (830, 170, 0.83, 0.8142, 0.8447),
        (29, 1, 29 / 30, 0.8949, 0.9900),
        (30, 0, 1.0, 0.9481, 1.0),
        (0, 30, 0.0, 0.0, 0.0519),
    ],
)
def test_share_and_range(ship: int, skip: int, share: float, low: float, high: float) -> None:
    """From the minimum on there is a share, with the 80 % Wilson range of as many independent voices."""

    made = shown("crewai", Community(ship=ship, skip=skip, as_of=DAY, source="poll"), minimum=30)

    assert made.share == share
    assert made.range == wilson(share, ship + skip)
    assert (round(made.range.low, 4), round(made.range.high, 4)) == (low, high)


@pytest.mark.parametrize(("ship", "skip"), [(0, 0), (29, 0), (9, 20)])
def test_below_the_minimum(ship: int, skip: int) -> None:
    """Below the minimum there are counts, and neither a share nor a range."""

    made = shown("crewai", Community(ship=ship, skip=skip, as_of=DAY, source="poll"), minimum=30)

    assert (made.ship, made.skip, made.share, made.range) == (ship, skip, None, None)


def test_a_sheet_is_one_count_a_tool() -> None:
    """What an endpoint publishes becomes counts of its day and in its name."""

    sheet = Sheet(date=DAY, source="https://votes.site.example", tools={"crewai": Votes(ship=2, skip=1), "dspy": Votes()})

    assert sheet.counts == (
        Count(tool="crewai", ship=2, skip=1, date=DAY, source="https://votes.site.example"),
        Count(tool="dspy", ship=0, skip=0, date=DAY, source="https://votes.site.example"),
    )
    assert Sheet.model_validate_json(sheet.model_dump_json()) == sheet
