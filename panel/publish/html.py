"""The page as one HTML file: no script, no request, readable on paper."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from string import ascii_letters

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from panel.publish.facts import Page
from panel.publish.jsonld import inside_script, linked_data

FOLDER = Path(__file__).parent


def render(page: Page, *, data: str = "") -> str:
    """The page; `data` is JSON text that is carried along for programs."""
    style = _style()
    text = _template().render(
        page=page,
        style=Markup(style),  # noqa: S704  # a file of this package
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        linked_data=Markup(inside_script(linked_data(page))),  # noqa: S704  # its escapes are JSON's
        data=Markup(inside_script(data)) if data else "",  # noqa: S704  # its escapes are JSON's
    )
    # No attribute of the page stands between apostrophes, and a script holds no entity.
    return text.replace("&#39;", "'")


@cache
def _style() -> str:
    text = (FOLDER / "page.css").read_text(encoding="utf-8")
    # Not the blank before a colon: it tells a descendant from the element itself.
    text = re.sub(r"\s*([{};,>+])\s*|(?<=:)\s+", r"\1", text).replace(";}", "}")
    names = sorted(set(re.findall(r"--[a-z-]+", text)))
    return re.sub(r"--[a-z-]+", lambda found: f"--{ascii_letters[names.index(found[0])]}", text)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.j2")
