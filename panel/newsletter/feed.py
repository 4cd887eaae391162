"""The issues of a folder as an Atom feed (RFC 4287)."""

from collections.abc import Iterable
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from panel.newsletter.record import Issue
from panel.newsletter.sender import Sender
from panel.site.feed import ATOM, LENGTH, NO_XML

ET.register_namespace("", ATOM)


def feed(sender: Sender, issues: Iterable[Issue]) -> str:
    """The feed of some issues, newest first and at least one, whose pages stand in the site's folder `newsletter/`."""
    kept = sorted(issues, key=lambda one: one.until, reverse=True)[:LENGTH]
    folder = f"{sender.base_url}newsletter/"
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _text(root, "title", sender.name)
    _text(root, "id", folder)
    _text(root, "updated", kept[0].moment)
    _link(root, f"{folder}feed.xml", rel="self", type="application/atom+xml")
    _text(ET.SubElement(root, f"{{{ATOM}}}author"), "name", sender.name)
    root.extend(_entry(sender, one, f"{folder}{one.name}.html") for one in kept)
    ET.indent(root, " ")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text.decode() + "\n"


def _entry(sender: Sender, issue: Issue, address: str) -> ET.Element:
    entry = ET.Element(f"{{{ATOM}}}entry")
    _text(entry, "title", issue.subject)
    # A tag (RFC 4151) stays the entry's name when the site moves to another scheme or path.
    _text(entry, "id", f"tag:{urlsplit(sender.base_url).hostname},{issue.moment[:10]}:newsletter/{issue.name}")
    _text(entry, "published", issue.moment)
    _text(entry, "updated", issue.moment)
    _link(entry, address, rel="alternate", type="text/html")
    _text(entry, "summary", issue.summary)
    return entry


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = NO_XML.sub("\ufffd", text)


def _link(parent: ET.Element, href: str, *, rel: str, type: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "type": type, "href": href})
