"""How well a persona foretells: counted resolutions, the Brier score, skill, and calibration."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from panel.canon import Closed
from panel.forecasts.ledger import Held
from panel.tally import Range, wilson

ENOUGH = 30
"""Resolved forecasts below which a score says more about luck than about the one who made them."""
WIDTH = 20
"""Percentage points of one bin of the calibration."""


class Bin(Closed):
    """The forecasts whose probabilities lie close together: how many, what they said on average, and how often it came true.

    Shares are 0 to 1; `range` is the 80 % Wilson interval of `observed`.
    """

    low: int
    count: int
    foretold: float
    observed: float
    range: Range


class Score(Closed):
    """The record of one persona. `brier`, `skill` and `bins` are kept back until enough forecasts are resolved.

    `brier` is the mean squared difference between probability and outcome, 0 at best and 1 at worst (Brier 1950, Monthly Weather
    Review 78: 1-3). `skill` is 1 - brier / reference, where the reference always foretells the base rate of the same forecasts
    (Wilks, Statistical Methods in the Atmospheric Sciences, ch. "Forecast Verification"): 0 is no better than that, 1 is perfect;
    None where all came out alike, since the base rate is then right every time.
    """

    persona: str
    title: str
    open: int
    due: int
    void: int
    resolved: int
    true: int
    brier: float | None
    base_rate: float | None
    skill: float | None
    bins: tuple[Bin, ...]

    @property
    def enough(self) -> bool:
        """Whether a score may be shown."""
        return self.resolved >= ENOUGH


def scores(held: Iterable[Held], *, on: date) -> list[Score]:
    """The score of each persona that made a forecast, by id."""
    ordered = sorted(held, key=lambda one: one.bet.persona)
    return [score(list(own), on=on) for _, own in groupby(ordered, key=lambda one: one.bet.persona)]


def score(held: Sequence[Held], *, on: date) -> Score:
    """The score of one persona, of which there is at least one forecast."""
    decided = [(one.bet.probability / 100, one.outcome == "yes") for one in held if one.outcome in ("yes", "no")]
    true = sum(came for _, came in decided)
    shown = len(decided) >= ENOUGH
    brier = sum((said - came) ** 2 for said, came in decided) / len(decided) if shown else None
    rate = true / len(decided) if shown else None
    return Score(
        persona=held[-1].bet.persona,
        title=held[-1].bet.title,
        open=sum(one.outcome is None for one in held),
        due=sum(one.is_due(on) for one in held),
        void=sum(one.outcome == "void" for one in held),
        resolved=len(decided),
        true=true,
        brier=brier,
        base_rate=rate,
        skill=None if brier is None or rate in (None, 0, 1) else 1 - brier / (rate * (1 - rate)),
        bins=_bins(decided) if shown else (),
    )


def _bins(decided: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    ordered = sorted(decided)
    return tuple(_bin(low, list(own)) for low, own in groupby(ordered, key=lambda one: _low(one[0])))


def _low(probability: float) -> int:
    return min(100 - WIDTH, round(100 * probability) // WIDTH * WIDTH)


def _bin(low: int, own: Sequence[tuple[float, bool]]) -> Bin:
    observed = sum(came for _, came in own) / len(own)
    return Bin(
        low=low,
        count=len(own),
        foretold=sum(said for said, _ in own) / len(own),
        observed=observed,
        range=wilson(observed, len(own)),
    )
