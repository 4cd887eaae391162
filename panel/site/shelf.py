"""What is on the shelf: the published editions of a workspace, or its newest runs as drafts."""

from collections.abc import Iterator
from pathlib import Path

from panel import runs
from panel.canon import digest
from panel.comparison import Comparison
from panel.drafts import shelf
from panel.publish.imprint import Imprint
from panel.runs import Run
from panel.site.item import Item, Material


def published(root: Path) -> Iterator[Item]:
    """Every edition that was published in a workspace, newest first. Raises InputError for a draft that cannot be read."""
    return (_edition(root, one) for one in shelf.published(root))


def previews(folder: Path, *, stale_after: int, votes_minimum: int) -> Iterator[Item]:
    """The newest run of every pair and every tool in a folder of runs, as drafts, newest first; damaged ones are passed over."""
    seen: set[frozenset[str]] = set()
    for run in runs.newest(folder):
        tools = frozenset(review.tool.slug for review in run.reviews)
        if tools not in seen:
            seen.add(tools)
            yield _preview(run, Imprint(on=run.at.date(), stale_after=stale_after, votes_minimum=votes_minimum))


def _edition(root: Path, one: shelf.Item) -> Item:
    def open() -> Material:
        # An old edition stands in a folder beside the newest, together with those before it.
        beside = f"{one.slug}/" if one.newest else ""
        return Material(*shelf.fetch(root, one, address=lambda number: f"{beside}v{number}"))

    return Item(
        address=one.slug if one.newest else f"{one.slug}/v{one.edition}",
        of=one.slug,
        edition=one.edition,
        published=one.published_at,
        changes=tuple(shift.told for shift in one.changes),
        draft=False,
        key=digest(one.model_dump(mode="json")),
        open=open,
    )


def _preview(run: Run, imprint: Imprint) -> Item:
    slugs = [review.tool.slug for review in run.reviews]
    address = "-vs-".join(slugs) if isinstance(run.result, Comparison) else f"review/{slugs[0]}"
    return Item(
        address=address,
        of=address,
        edition=1,
        published=run.at,
        changes=(),
        draft=True,
        key=digest([run.id, imprint.model_dump(mode="json")]),
        open=lambda: Material(run, imprint),
    )
