"""What a workspace has to tell of a period: the editions that came out in it, and the forecasts whose time it was."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from panel.comparison import Comparison
from panel.drafts import shelf
from panel.forecasts.ledger import Held, Ledger, bets
from panel.newsletter.period import Period, utc
from panel.publish.imprint import Imprint
from panel.runs import Run


@dataclass(frozen=True)
class Published:
    """One edition, with what its page is made of."""

    item: shelf.Item
    run: Run
    imprint: Imprint

    @property
    def result(self) -> Comparison:
        """The comparison that it shows."""
        assert isinstance(self.run.result, Comparison)
        return self.run.result


@dataclass(frozen=True)
class Material:
    """The editions of a period, newest first, and the forecasts that it settled or should have, those due first first."""

    editions: tuple[Published, ...]
    forecasts: tuple[Held, ...]

    @property
    def newest(self) -> tuple[Published, ...]:
        """The last edition of each pair."""
        return tuple({one.item.slug: one for one in reversed(self.editions)}.values())


def material(root: Path, period: Period) -> Material:
    """All of it as it stood at the end of the period, so that an old letter can be made again.

    Forecasts are those of what was published, whether or not they were entered in the ledger. Raises InputError for a draft or a
    forecast that cannot be read.
    """
    editions: list[Published] = []
    foretold: dict[str, Held] = {}
    for item in shelf.published(root, before=period.until):
        run, imprint = shelf.fetch(root, item)
        if period.holds(item.published_at):
            editions.append(Published(item, run, imprint))
        foretold |= {bet.id: Held(bet=bet, resolutions=()) for bet in bets(run, on=item.published_at.date())}
    kept = {held.bet.id: held for held in Ledger(root).all() if held.bet.id in foretold}
    known = [_as_of(held, period) for _, held in sorted((foretold | kept).items())]
    return Material(tuple(editions), tuple(held for held in known if _told_of(held, period)))


def _as_of(held: Held, period: Period) -> Held:
    return Held(bet=held.bet, resolutions=tuple(word for word in held.resolutions if utc(word.at) < period.until))


def _told_of(held: Held, period: Period) -> bool:
    last: date = held.bet.last_day
    return period.ends(last) or any(period.holds(word.at) for word in held.resolutions)
