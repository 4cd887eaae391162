"""Tests of panel/site/sitemap.py."""

import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import panels
import pytest
from site_parts import WHERE, built, files, item, pages

from panel.site.sitemap import Sitemap

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def made(count: int, *, most: int) -> dict[str, ET.Element]:
    """The files of a sitemap of so many pages."""
    with closing(sqlite3.connect(":memory:")) as scratch:
        sitemap = Sitemap(scratch, "https://x.example/?a&", most=most)
        for number in range(count):
            sitemap.note(f"tools/{number:03}.html", "2026-11-23" if number else "")
        return {name: ET.fromstring(content) for name, content in sitemap.files()}


def test_every_page_that_may_be_found_is_listed(tmp_path: Path) -> None:
    """By its canonical address, with its date where it has one; nothing else is."""

    built(tmp_path, item(panels.run()))
    sitemap = ET.fromstring(files(tmp_path)["sitemap.xml"])
    listed = {url.findtext(f"{SPACE}loc"): url.findtext(f"{SPACE}lastmod") for url in sitemap.findall(f"{SPACE}url")}
    shown = {name for name, text in pages(tmp_path).items() if "content=noindex" not in text}

    assert set(listed) == {f"{WHERE}{'' if name == 'index.html' else name}" for name in shown}
    assert listed[f"{WHERE}compare/code-llama-4-vs-mistral-large-3.html"] == "2026-11-23"
    assert listed[f"{WHERE}method.html"] is None
    assert files(tmp_path)["robots.txt"].decode() == f"User-agent: *\nAllow: /\nSitemap: {WHERE}sitemap.xml\n"


@pytest.mark.parametrize(
    ("count", "names"),
    [
        (0, []),
        (3, []),
        (4, ["sitemap-1.xml", "sitemap-2.xml"]),
        (6, ["sitemap-1.xml", "sitemap-2.xml"]),
        (7, ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]),
    ],
    ids=["none", "just one file", "one more", "just two files", "three files"],
)
def test_a_long_one_is_split(count: int, names: list[str]) -> None:
    """No file lists more than the protocol allows, none is lost, and an index leads to them."""

    found = made(count, most=3)
    index = found.pop("sitemap.xml")
    parts = list(found.values()) or [index]

    assert list(found) == names
    assert sum(len(part.findall(f"{SPACE}url")) for part in parts) == count
    assert all(len(part.findall(f"{SPACE}url")) <= 3 for part in parts)
    assert [one.findtext(f"{SPACE}loc") for one in index.findall(f"{SPACE}sitemap")] == [f"https://x.example/?a&{name}" for name in names]
