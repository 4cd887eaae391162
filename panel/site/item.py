"""One published page as the site takes it, and the site's own particulars."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from panel.canon import Closed
from panel.errors import UsageError
from panel.publish.imprint import Imprint
from panel.publish.plain import link
from panel.runs import Run

LONGEST = 200


class Material(NamedTuple):
    """What one page is made of: a run, and how it becomes a page."""

    run: Run
    imprint: Imprint


@dataclass(frozen=True)
class Item:
    """One edition on the shelf.

    `address` is the file of its page, without folder and ending. `of` is the address of the newest edition, its own if it is that
    one. `changes` says what this edition changed. `key` is a digest of all that its page is made of, and `open` fetches that.
    """

    address: str
    of: str
    edition: int
    published: datetime
    changes: tuple[str, ...]
    draft: bool
    key: str
    open: Callable[[], Material]

    @property
    def moment(self) -> str:
        """When it was published, in UTC (RFC 3339)."""
        return f"{self.published.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    @property
    def newest(self) -> bool:
        """Whether no later edition replaced it."""
        return self.address == self.of

    def silent(self, run: Run) -> bool:
        """Whether search engines and readers of the feed are not told: drafts, recorded replies and old editions are no news."""
        return not self.newest or bool(run.made.replay) or self.draft


class Site(Closed):
    """What a whole site shares.

    `base_url` ends in a slash, or is empty: then nothing that needs whole addresses is made (canonical links, feed, sitemap).
    `contact` is a web or mail address for corrections. `draft` says that this is a preview.
    """

    title: str = "AI reviewer panel"
    base_url: str = ""
    contact: str = ""
    draft: bool = False

    @property
    def base_path(self) -> str:
        """The path under which the site stands on its host."""
        return urlsplit(self.base_url).path or "/"


def site(*, title: str, base_url: str = "", contact: str = "", draft: bool = False) -> Site:
    """The particulars as an editor gives them. Raises UsageError for an address that no page can have and text that none can show."""
    for name, text in (("title", title), ("contact", contact)):
        if not text.isprintable() or len(text) > LONGEST:
            raise UsageError(f"{name} {text[:40]!r}: give up to {LONGEST} printable characters")
    if base_url and (link(base_url) != base_url or set(base_url) & set("?#")):
        raise UsageError(f"base URL {base_url!r}: not the http(s) address of a site; it looks like https://reviews.example/panel/")
    return Site(title=title.strip(), base_url=base_url and f"{base_url.rstrip('/')}/", contact=contact.strip(), draft=draft)
