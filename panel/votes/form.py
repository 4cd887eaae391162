"""The page on which a reader votes without a script, and the one that says why a vote was not taken."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

FOLDER = Path(__file__).parent
FRAGMENT = "#voted"  # a page can greet whoever comes back, without a script, by `:target`
# A path of the site and nothing else: no two slashes in a row, no backslash, no control character, no fragment.
_BACK = re.compile(r"/(?!.*//)(?!/)[A-Za-z0-9/_.~%?=&+-]{0,300}")


def back(path: str) -> str:
    """The path to return to; the front page when this is none."""
    return path if _BACK.fullmatch(path) else "/"


def form(tool: str, *, token: str, back: str, site: str) -> str:
    """The buttons."""
    return _template().render(tool=tool, token=token, back=back, site=site, said="", style=_style())


def refusal(said: str, *, tool: str, back: str, site: str) -> str:
    """Why nothing was counted, and the way on; `tool` is empty when there is none to vote on."""
    return _template().render(tool=tool, token="", back=back, site=site, said=said, style=_style())


@cache
def policy(site: str) -> str:
    """The Content-Security-Policy of both. A browser that follows a form's redirect may hold the target against `form-action`."""
    style = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{style}'; form-action 'self' {site}; base-uri 'none'; frame-ancestors 'none'"


@cache
def _style() -> Markup:
    return Markup((FOLDER / "form.css").read_text(encoding="utf-8"))  # noqa: S704  # a file of this package


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("form.html.j2")
