"""What the pages need to know of each other, in a scratch database: memory does not grow with the number of tools."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from panel.comparison import Comparison, Review
from panel.runs import Run
from panel.site import addresses
from panel.site.item import Item
from panel.site.lines import BetLine, CategoryLine, PairLine, SideLine, ToolLine, bets, side_line, tidy, titled, tool_line
from panel.wording import labels

WORD = 24  # characters of a word that are looked up
LAST = "\U0010ffff"
SCHEMA = """
CREATE TABLE item (at INTEGER PRIMARY KEY, address TEXT, of TEXT, edition INTEGER, day TEXT, moment TEXT, title TEXT, headline TEXT,
  changes TEXT, silent INTEGER, pair INTEGER, newest INTEGER);
CREATE INDEX item_shown ON item (pair, newest, at);
CREATE UNIQUE INDEX item_address ON item (address);
CREATE INDEX item_of ON item (of, moment);
CREATE TABLE side (item INTEGER, letter TEXT, tool TEXT, label TEXT, share TEXT, votes TEXT, low INTEGER, middle INTEGER, high INTEGER,
  PRIMARY KEY (item, letter)) WITHOUT ROWID;
CREATE INDEX side_tool ON side (tool, item);
CREATE TABLE tool (slug TEXT PRIMARY KEY, name TEXT, category TEXT, category_name TEXT, tagline TEXT, price TEXT, share TEXT, votes TEXT,
  marks TEXT, item INTEGER, sort TEXT) WITHOUT ROWID;
CREATE INDEX tool_sort ON tool (sort, slug);
CREATE INDEX tool_item ON tool (item);
CREATE INDEX tool_category ON tool (category, sort, slug);
CREATE TABLE word (word TEXT, slug TEXT, PRIMARY KEY (word, slug)) WITHOUT ROWID;
CREATE TABLE vote (tool TEXT, persona TEXT, vote TEXT, PRIMARY KEY (tool, persona)) WITHOUT ROWID;
CREATE INDEX vote_persona ON vote (persona, tool);
CREATE TABLE title (persona TEXT PRIMARY KEY, title TEXT) WITHOUT ROWID;
CREATE TABLE bet (persona TEXT, due TEXT, tool TEXT, year INTEGER, month INTEGER, statement TEXT, measured TEXT, probability INTEGER);
CREATE INDEX bet_persona ON bet (persona, due, tool);
"""


class Catalogue:
    """Everything that a list says of all items. They are added newest first."""

    def __init__(self, scratch: sqlite3.Connection) -> None:
        self._db = scratch
        self._db.executescript(SCHEMA)

    def add(self, item: Item, run: Run) -> int:
        """Take up an item; the newest review of a tool stands for it. The number of the item, 1 for the first."""
        result = run.result
        at = self._item(item, run)
        if isinstance(result, Comparison):
            names = labels(result.a.tool, result.b.tool)
            for letter, review, name in zip("AB", (result.a, result.b), names, strict=True):
                self._put("side", at, letter, *side_line(review, tidy(name)))
        for review in run.reviews if item.newest else ():
            self._tool(at, review)
        return at

    def settle(self) -> None:
        """After the last item: tools of one name get their slugs added."""
        self._db.execute(
            "UPDATE tool SET name = name || ' (' || slug || ')' WHERE sort IN (SELECT sort FROM tool GROUP BY sort HAVING count(*) > 1)"
        )

    def tools(self, *, category: str | None = None) -> Iterator[ToolLine]:
        """All tools by name, or those of a category."""
        if category is None:
            return self._tools("ORDER BY sort, slug")
        return self._tools("WHERE category = ? ORDER BY sort, slug", category)

    def newest(self, *, most: int) -> Iterator[ToolLine]:
        """The tools reviewed last."""
        return self._tools("ORDER BY item, slug LIMIT ?", most)

    def reviewed(self, at: int) -> Iterator[ToolLine]:
        """The tools that an item's reviews stand for."""
        return self._tools("WHERE item = ? ORDER BY slug", at)

    def under(self, beginning: str) -> Iterator[ToolLine]:
        """The tools with a word that begins so."""
        words = "SELECT slug FROM word WHERE word >= ? AND word < ?"
        return self._tools(f"WHERE slug IN ({words}) ORDER BY sort, slug", beginning, beginning + LAST)

    def named(self, word: str) -> Iterator[ToolLine]:
        """The tools with this word."""
        return self._tools("WHERE slug IN (SELECT slug FROM word WHERE word = ?) ORDER BY sort, slug", word)

    def beginnings(self, beginning: str = "") -> list[str]:
        """The beginnings of words that go on from this one by one more character."""
        size = len(beginning) + 1
        longer = "SELECT DISTINCT substr(word, 1, ?) FROM word WHERE word > ? AND word < ? ORDER BY 1"
        return [row[0] for row in self._db.execute(longer, (size, beginning, beginning + LAST))]

    def categories(self, *, most: int = -1) -> Iterator[CategoryLine]:
        """The categories by name; with `most`, that many of the largest."""
        asked = """SELECT * FROM (SELECT category, min(category_name) AS name, count(*) AS tools FROM tool GROUP BY category
          ORDER BY tools DESC, category LIMIT ?) ORDER BY lower(name), category"""
        return map(CategoryLine._make, self._db.execute(asked, (most,)))

    def pairs(self, *, most: int = -1) -> Iterator[PairLine]:
        """The comparisons, newest first; of each the newest edition alone."""
        return self._pairs("WHERE pair AND newest ORDER BY at LIMIT ?", most)

    def pairs_of(self, tool: str, *, most: int) -> Iterator[PairLine]:
        """The comparisons that a tool is in, newest first."""
        return self._pairs("WHERE pair AND newest AND at IN (SELECT item FROM side WHERE tool = ?) ORDER BY at LIMIT ?", tool, most)

    def pair(self, at: int) -> PairLine | None:
        """The comparison that an item is, if it is one."""
        return next(self._pairs("WHERE pair AND at = ?", at), None)

    def standing(self, at: int) -> tuple[str, bool]:
        """The day of an item, and whether it is a silent one."""
        day, silent = self._db.execute("SELECT day, silent FROM item WHERE at = ?", (at,)).fetchone()
        return day, bool(silent)

    def news(self, *, most: int) -> Iterator[tuple[PairLine, str]]:
        """The comparisons that readers of a feed are told of, newest first, each with the moment of its first edition."""
        for line in self._pairs("WHERE pair AND newest AND NOT silent ORDER BY at LIMIT ?", most):
            yield line, self._db.execute("SELECT min(moment) FROM item WHERE of = ?", (line.of,)).fetchone()[0]

    def place(self, address: str) -> int | None:
        """The number of the item with an address."""
        row = self._db.execute("SELECT at FROM item WHERE address = ?", (address,)).fetchone()
        return row and int(row[0])

    def corrections(self) -> Iterator[PairLine]:
        """The editions that replaced another, newest first."""
        return self._pairs("WHERE pair AND edition > 1 ORDER BY at")

    def count(self, what: str = "tool") -> int:
        """How many tools, pairs or categories there are."""
        asked = {
            "tool": "SELECT count(*) FROM tool",
            "pair": "SELECT count(*) FROM item WHERE pair AND newest",
            "category": "SELECT count(DISTINCT category) FROM tool",
        }
        return int(self._db.execute(asked[what]).fetchone()[0])

    def count_of(self, tool: str) -> int:
        """In how many comparisons a tool is."""
        asked = "SELECT count(*) FROM side JOIN item ON item = at WHERE tool = ? AND pair AND newest"
        return int(self._db.execute(asked, (tool,)).fetchone()[0])

    def votes(self, persona: str) -> dict[str, int]:
        """On how many tools a persona voted how."""
        return dict(self._db.execute("SELECT vote, count(*) FROM vote WHERE persona = ? GROUP BY vote", (persona,)))

    def alike(self, persona: str) -> list[tuple[str, int, int]]:
        """By other persona: on how many tools both voted alike, of those on which both took a side."""
        asked = """SELECT b.persona, sum(a.vote = b.vote), count(*) FROM vote a JOIN vote b ON a.tool = b.tool AND a.persona <> b.persona
          WHERE a.persona = ? AND a.vote IN ('ship', 'skip') AND b.vote IN ('ship', 'skip') GROUP BY b.persona ORDER BY b.persona"""
        return self._db.execute(asked, (persona,)).fetchall()

    def ballots(self, persona: str, *, most: int) -> list[tuple[ToolLine, str]]:
        """A persona's votes on the tools that were reviewed last."""
        asked = f"SELECT {_TOOL}, vote FROM vote JOIN tool ON slug = tool WHERE persona = ? ORDER BY item, slug LIMIT ?"  # noqa: S608
        return [(ToolLine._make(row[:-1]), row[-1]) for row in self._db.execute(asked, (persona, most))]

    def bets(self, persona: str, *, most: int) -> tuple[int, list[BetLine]]:
        """How many forecasts a persona made, and those that are due first."""
        total = self._db.execute("SELECT count(*) FROM bet WHERE persona = ?", (persona,)).fetchone()[0]
        asked = """SELECT tool, name, year, month, statement, measured, probability FROM bet JOIN tool ON slug = tool
          WHERE persona = ? ORDER BY due, tool, statement LIMIT ?"""
        return total, [BetLine._make(row) for row in self._db.execute(asked, (persona, most))]

    def titles(self) -> dict[str, str]:
        """What everybody who voted is called, by id; the newest title stands."""
        return dict(self._db.execute("SELECT persona, title FROM title ORDER BY persona"))

    def _item(self, item: Item, run: Run) -> int:
        self._put(
            "item",
            None,
            *(item.address, item.of, item.edition, item.moment[:10], item.moment, *titled(run)),
            *(json.dumps([tidy(text, most=600) for text in item.changes]), item.silent(run)),
            *(isinstance(run.result, Comparison), item.newest),
        )
        return int(self._db.execute("SELECT max(at) FROM item").fetchone()[0])

    def _tool(self, at: int, review: Review) -> None:
        line = tool_line(review)
        if not self._put("tool", *line, at, addresses.folded(line.name)):
            return  # a newer review stands for it
        words = {addresses.shelf(word)[:WORD] for word in addresses.words(f"{line.name} {review.tool.short} {line.slug}")}
        for word in sorted(words):
            self._put("word", word, line.slug)
        for seat in review.seats:
            self._put("title", seat.persona, tidy(seat.title))
            self._put("vote", line.slug, seat.persona, seat.vote.value)
        for persona, bet in bets(review):
            said = (tidy(bet.statement, most=400), tidy(bet.measured_by, most=300))
            self._put("bet", persona, f"{bet.year:04}-{bet.month:02}", line.slug, bet.year, bet.month, *said, bet.probability)

    def _put(self, table: str, *values: Any) -> bool:
        """Add a row unless one of its key is there. Whether it was added."""
        asked = f"INSERT OR IGNORE INTO {table} VALUES ({','.join('?' * len(values))})"  # noqa: S608 - a name of this file
        return self._db.execute(asked, values).rowcount > 0

    def _tools(self, where: str, *values: Any) -> Iterator[ToolLine]:
        return map(ToolLine._make, self._db.execute(f"SELECT {_TOOL} FROM tool {where}", values))  # noqa: S608 - texts of this file

    def _pairs(self, where: str, *values: Any) -> Iterator[PairLine]:
        asked = f"SELECT at, address, of, edition, day, moment, title, headline, changes, silent FROM item {where}"  # noqa: S608
        for at, address, of, edition, day, moment, title, headline, changes, silent in self._db.execute(asked, values):
            sides = self._db.execute("SELECT tool, label, share, votes, low, middle, high FROM side WHERE item = ? ORDER BY letter", (at,))
            told = tuple(json.loads(changes))
            yield PairLine(address, of, edition, day, moment, title, headline, told, bool(silent), *map(SideLine._make, sides))


_TOOL = "slug, name, category, category_name, tagline, price, share, votes, marks"
