"""What an editor should know of a dossier before the panel sits on it."""

from datetime import date

from panel.canon import Closed
from panel.cleaning import Removed
from panel.dossier import Dossier, Marked

BYTES_PER_TOKEN = 4


class SourceHealth(Closed):
    """One source; `age` in days."""

    id: str
    age: int
    stale: bool
    characters: int


class Health(Closed):
    """Sources with their age, passages that steer, what cleaning removed, and about how many tokens.

    `unborne` are prices that their quote does not bear out, each with place, fact and remedy: none of them is published.
    `unfounded` are other facts that stand in no source.
    """

    slug: str
    sources: tuple[SourceHealth, ...]
    unborne: tuple[str, ...]
    unfounded: tuple[str, ...]
    marked: tuple[Marked, ...]
    removed: tuple[tuple[str, Removed], ...]
    tokens: int


def health(dossier: Dossier, *, on: date, stale_after: int = 180) -> Health:
    """The health of a dossier on a day; `stale_after` is in days."""
    ages = {source.id: (on - source.retrieved).days for source in dossier.tool.sources}
    return Health(
        slug=dossier.tool.slug,
        sources=tuple(SourceHealth(id=id, age=age, stale=age > stale_after, characters=len(dossier.texts[id])) for id, age in ages.items()),
        unborne=_unborne(dossier),
        unfounded=dossier.tool.unfounded,
        marked=dossier.prepared.marked,
        removed=tuple((id, removed) for id, passages in dossier.prepared.removed.items() for removed in passages),
        tokens=sum(len(text.encode()) for text in dossier.texts.values()) // BYTES_PER_TOKEN,
    )


def _unborne(dossier: Dossier) -> tuple[str, ...]:
    return tuple(
        f"tool.toml: prices: {price.plan!r}: {'; '.join(price.faults)}; correct the line, or quote the words of {price.source!r} that say so"
        for price in dossier.tool.prices
        if price.faults
    )
