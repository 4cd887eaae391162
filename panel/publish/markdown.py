"""The page as Markdown with front matter for static site generators (Hugo, Astro, Eleventy)."""

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from panel.publish.facts import Page

FOLDER = Path(__file__).parent
# Braces start shortcodes and templates, which run before Markdown does; `@` and `://` start links that nobody wrote.
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;", "}": "&#125;", "@": "&#64;"})
ACTIVE = re.compile(r"([\\`*_\[\]|~])")
LINE_START = re.compile(r"(?m)^(\s*)([#+=:-]|\d+(?=[.)]))")


class Raw(str):
    """Text that is Markdown already."""

    __slots__ = ()


def render(page: Page, more: Sequence[tuple[str, str]] = ()) -> str:
    """The page with its front matter; `draft` is true until an editor has approved it. `more` are further fields as YAML."""
    fields = [Raw(f"{name}: {value}") for name, value in more]
    return re.sub(r"\n{3,}", "\n\n", _template().render(page=page, more=fields)).rstrip() + "\n"


def escaped(value: Any) -> str:
    """One line of text that Markdown, HTML and template languages all read as text."""
    if isinstance(value, Raw):
        return value
    text = " ".join(str(value).split()).translate(ENTITIES)
    text = ACTIVE.sub(r"\\\1", text).replace("://", "&#58;//")
    text = re.sub(r"(?i)\bwww\.", lambda found: found.group()[:-1] + "&#46;", text)
    return LINE_START.sub(lambda found: found.group(1) + _entity(found.group(2)), text)


def scalar(text: str) -> Raw:
    """A string of the front matter: JSON is YAML, and both read a quoted string alike."""
    return Raw(json.dumps(" ".join(text.split()), ensure_ascii=False))


def linked(text: str, address: str) -> Raw:
    """A link, or text where there is no address that may be linked."""
    shown = escaped(text)
    return Raw(f"[{shown}](<{address}>)" if address else shown)


def _entity(start: str) -> str:
    return f"{start[:-1]}&#{ord(start[-1])};"


@cache
def _template() -> Template:
    # HTML's escapes are not Markdown's: `finalize` puts every value through `escaped` instead.
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=False,  # noqa: S701
        finalize=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"scalar": scalar, "raw": Raw}
    environment.globals |= {"linked": linked}
    return environment.get_template("page.md.j2")
