"""The list of pages for search engines (sitemaps.org, protocol 0.9), cut where the protocol ends one file."""

import sqlite3
from collections.abc import Iterator
from xml.sax.saxutils import escape

from panel.site import addresses

MOST_URLS, MOST_BYTES = 50_000, 50_000_000
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Sitemap:
    """The pages that may be found, and the days of those that have one."""

    def __init__(self, scratch: sqlite3.Connection, base_url: str, *, most: int = MOST_URLS) -> None:
        self._db, self._base_url, self._most = scratch, base_url, most
        scratch.execute("CREATE TABLE place (path TEXT PRIMARY KEY, day TEXT) WITHOUT ROWID")

    def note(self, path: str, day: str = "") -> None:
        """Take up a page; `day` is its date, or empty where nothing on it is dated."""
        self._db.execute("INSERT INTO place VALUES (?, ?)", (path, day))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The sitemap, or its parts and then the index of them."""
        parts = 0
        text = ""
        for parts, text in enumerate(self._parts(), start=1):
            if parts > 1 or self._many():
                yield f"sitemap-{parts}.xml", text.encode()
        if parts <= 1 and not self._many():
            yield addresses.SITEMAP, (text or _whole("urlset", "")).encode()
            return
        places = "".join(f"<sitemap><loc>{self._whole(f'sitemap-{part}.xml')}</loc></sitemap>\n" for part in range(1, parts + 1))
        yield addresses.SITEMAP, _whole("sitemapindex", places).encode()

    def _many(self) -> bool:
        return bool(self._db.execute("SELECT count(*) > ? FROM place", (self._most,)).fetchone()[0])

    def _parts(self) -> Iterator[str]:
        held: list[str] = []
        size = 0
        for path, day in self._db.execute("SELECT path, day FROM place ORDER BY path"):
            line = f"<url><loc>{self._whole(path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
            if held and (len(held) == self._most or size + len(line.encode()) > MOST_BYTES - 1000):
                yield _whole("urlset", "".join(held))
                held, size = [], 0
            held.append(line)
            size += len(line.encode())
        if held:
            yield _whole("urlset", "".join(held))

    def _whole(self, path: str) -> str:
        return escape(self._base_url + ("" if path == addresses.HOME else path))


def _whole(element: str, inside: str) -> str:
    return f"{HEAD}<{element} {NAMESPACE}>\n{inside}</{element}>\n"
