"""Everything that was published, newest first, for whoever lays it out: a site, a feed, a letter."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from panel.canon import Closed
from panel.change import Shift
from panel.drafts import history
from panel.drafts.draft import opened
from panel.drafts.edition import address, edition
from panel.drafts.revision import Edition, Revision
from panel.publish.imprint import Exempted, Imprint
from panel.runs import Run


class Item(Closed):
    """One edition of a comparison as readers got it.

    `slug` is `A-vs-B`. `revision` is the one that was published, `approved` the digest of the one that the editor approved. `pages` are
    the SHA-256 digests of its files by form, and so change with anything in them. `supersedes` is the number of the edition that it
    replaced, or 0; `newest` is false once another has replaced it.
    """

    slug: str
    tools: tuple[str, str]
    edition: int
    newest: bool
    run: str
    revision: int
    approved: str
    approved_by: str
    approved_at: datetime
    published_by: str
    published_at: datetime
    exceptions: tuple[Exempted, ...]
    supersedes: int
    causes: tuple[str, ...]
    changes: tuple[Shift, ...]
    note: str
    pages: dict[str, str]


def published(root: Path, *, since: datetime | None = None, before: datetime | None = None) -> Iterator[Item]:
    """The editions of a workspace that came out from `since` on and earlier than `before`, newest first, each read when it is reached.

    Raises InputError for a draft that cannot be read: a page is never left out unsaid.
    """
    places = (
        (one.at, name, one.number)
        for name in history.names(root)
        for one in history.head(history.folder(root, name)).editions
        if (since is None or one.at >= since) and (before is None or one.at < before)
    )
    for _, name, number in sorted(places, reverse=True):
        yield _item(name, history.head(history.folder(root, name)), number)


def fetch(root: Path, item: Item, *, address: Callable[[int], str] = address) -> tuple[Run, Imprint]:
    """The run as that edition has it, and the imprint to make its page with (`panel.publish.document`).

    `address` gives the file of an earlier edition's page, without its ending. Raises InputError.
    """
    return edition(opened(root, item.slug), item.edition, address=address)


def folder(root: Path, item: Item) -> Path:
    """Where the item's pages stand, `v1.html` and so on; `index.html` is the newest edition."""
    return root / "published" / item.slug


def _item(name: str, head: Revision, number: int) -> Item:
    one: Edition = head.editions[number - 1]
    return Item(
        slug=name,
        tools=head.tools,
        edition=number,
        newest=number == len(head.editions),
        run=one.run.id,
        revision=one.revision,
        approved=one.signature.digest,
        approved_by=one.signature.by,
        approved_at=one.signature.at,
        published_by=one.by,
        published_at=one.at,
        exceptions=one.exempted,
        supersedes=one.supersedes,
        causes=one.causes,
        changes=one.changes,
        note=one.note,
        pages=one.pages,
    )
