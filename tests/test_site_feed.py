"""Tests of panel/site/feed.py."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import panels
import pytest
from site_parts import WHERE, between, built, files, item

feedparser = pytest.importorskip("feedparser", reason="feedparser is not installed")
ATOM = "{http://www.w3.org/2005/Atom}"


def read(out: Path) -> ET.Element:
    """The feed of a site."""
    return ET.fromstring(files(out)["feed.xml"])


def test_the_feed_is_valid(tmp_path: Path) -> None:
    """What RFC 4287 asks of a feed and of an entry, once each; a reader finds no fault in it."""

    built(tmp_path, item(panels.run()), item(between("alpha", "beta"), days=-1))
    feed = read(tmp_path)
    told = feedparser.parse(files(tmp_path)["feed.xml"])

    assert not told.bozo
    assert told.version == "atom10"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        assert [len(element.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "").utcoffset() is not None
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [f"{WHERE}feed.xml"]
    assert len({entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")}) == 2


def test_entries_are_the_newest_comparisons(tmp_path: Path) -> None:
    """Newest first; the feed is as new as its newest entry."""

    built(tmp_path, item(panels.run()), item(between("alpha", "beta"), days=-1))
    told = feedparser.parse(files(tmp_path)["feed.xml"])

    assert [entry.title for entry in told.entries] == [
        "Code Llama 4 vs Mistral Large 3: which one should you ship with?",
        "alpha vs beta: which one should you ship with?",
    ]
    assert told.entries[0].link == f"{WHERE}compare/code-llama-4-vs-mistral-large-3.html"
    assert told.feed.updated == told.entries[0].updated == "2026-11-23T09:00:00Z"


def test_a_new_edition_is_the_same_entry(tmp_path: Path) -> None:
    """Its name and its first day stay; that it changed, and what, is told."""

    first = item(panels.run())
    built(tmp_path / "one", first)
    new = item(panels.run(), days=3, edition=2, of=2, changes=("The entry price was wrong.",))
    built(tmp_path / "two", new, item(panels.run(), edition=1, of=2))
    (before,), (after,) = (read(tmp_path / name).findall(f"{ATOM}entry") for name in ("one", "two"))

    assert (
        before.findtext(f"{ATOM}id")
        == after.findtext(f"{ATOM}id")
        == "tag:reviews.example,2026-11-23:compare/code-llama-4-vs-mistral-large-3.html"
    )
    assert (after.findtext(f"{ATOM}published"), after.findtext(f"{ATOM}updated")) == ("2026-11-23T09:00:00Z", "2026-11-26T09:00:00Z")
    assert "Edition 2: The entry price was wrong." in (after.findtext(f"{ATOM}summary") or "")


def test_any_text_is_text(tmp_path: Path) -> None:
    """Markup and what XML cannot hold do no harm."""

    built(tmp_path, item(between("alpha", "beta", name="<b>&amp; \ufffe \u0000 ]]>")))
    (entry,) = read(tmp_path).findall(f"{ATOM}entry")

    assert (entry.findtext(f"{ATOM}title") or "").startswith("<b>&amp; \ufffd \ufffd ]]> vs beta")


def test_times_are_in_one_zone() -> None:
    """Whatever zone an editor publishes in."""

    assert item(panels.run()).moment == "2026-11-23T09:00:00Z"
    assert item(panels.run()).published.tzinfo is UTC
