"""What is new, as an Atom feed (RFC 4287)."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from panel.site import addresses
from panel.site.item import Site
from panel.site.lines import PairLine

ATOM = "http://www.w3.org/2005/Atom"
NO_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")  # what XML 1.0 has no place for and `plain` leaves
LENGTH = 50  # entries

ET.register_namespace("", ATOM)


def feed(site: Site, pairs: Iterable[tuple[PairLine, str]]) -> bytes:
    """The feed of some comparisons, newest first and at least one, each with the moment at which its first edition came out."""
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    entries = [_entry(site, pair, published) for pair, published in pairs]
    _text(root, "title", site.title)
    _text(root, "id", site.base_url)
    _text(root, "updated", max((entry.findtext(f"{{{ATOM}}}updated") or "" for entry in entries), default=""))
    _link(root, site.base_url + addresses.FEED, rel="self", type="application/atom+xml")
    _link(root, site.base_url, rel="alternate", type="text/html")
    _text(_element(root, "author"), "name", site.title)
    root.extend(entries)
    ET.indent(root, " ")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _entry(site: Site, pair: PairLine, published: str) -> ET.Element:
    entry = ET.Element(f"{{{ATOM}}}entry")
    address = site.base_url + addresses.pair(pair.address)
    _text(entry, "title", f"{pair.title}: which one should you ship with?")
    # A tag (RFC 4151) stays the entry's name when the site moves to another scheme or its pages to other addresses.
    host = urlsplit(site.base_url).hostname or ""
    _text(entry, "id", f"tag:{host},{published[:10]}:{addresses.pair(pair.address)}")
    _text(entry, "published", published)
    _text(entry, "updated", pair.moment)
    _link(entry, address, rel="alternate", type="text/html")
    _text(entry, "summary", f"{pair.headline} {_changed(pair)}".strip())
    return entry


def _changed(pair: PairLine) -> str:
    return f"Edition {pair.edition}: {'; '.join(pair.changes)}" if pair.edition > 1 and pair.changes else ""


def _element(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{ATOM}}}{name}")


def _text(parent: ET.Element, name: str, text: str) -> None:
    _element(parent, name).text = NO_XML.sub("\ufffd", text)


def _link(parent: ET.Element, href: str, *, rel: str, type: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "type": type, "href": href})
