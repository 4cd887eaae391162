"""Comparisons as content files of other site generators: the page in Markdown, with the front matter that each understands."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from panel.comparison import Comparison
from panel.files import write
from panel.publish import markdown
from panel.publish.facts import Page
from panel.publish.page import page
from panel.site.item import Item

Generator = Literal["hugo", "astro", "eleventy"]
FOLDERS: dict[Generator, str] = {"hugo": "content/reviews", "astro": "src/content/reviews", "eleventy": "reviews"}
"""Where each generator looks, in the folder of its site."""


def export(items: Iterable[Item], out: Path, generator: Generator) -> Iterator[tuple[Path, bool]]:
    """Write each comparison that readers are to see newest; yields its file and whether that changed.

    Reviews of one tool, and editions that were replaced, have no content file. Raises DiskError and what reading an item raises.
    """
    for item in items:
        material = item.open()
        if item.newest and isinstance(material.run.result, Comparison):
            path = out / FOLDERS[generator] / f"{item.address}.md"
            text = content(page(material.run, material.imprint), generator)
            changed = not path.is_file() or path.read_text(encoding="utf-8") != text
            if changed:
                write(path, text)
            yield path, changed


def content(made: Page, generator: Generator) -> str:
    """The content file of one page. What is a draft is marked so that the generator does not build it."""
    return markdown.render(made, _fields(made, generator))


def _fields(made: Page, generator: Generator) -> list[tuple[str, str]]:
    match generator:
        case "hugo":
            return []
        case "astro":
            # The name that its blog templates and its feed package ask for.
            return [("pubDate", str(made.date))]
        case "eleventy":
            # It knows no drafts of its own: without an address nothing is written. No second template language runs over the text.
            address = "false" if made.draft else json.dumps(f"/reviews/{made.slug}/")
            hidden = [("eleventyExcludeFromCollections", "true")] if made.draft else []
            return [("tags", '["reviews"]'), ("permalink", address), ("templateEngineOverride", "md"), *hidden]
