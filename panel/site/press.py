"""Templates and assets: facts in, the bytes of a page out."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from panel.publish import html
from panel.publish.jsonld import inside_script
from panel.site import addresses
from panel.site.item import Site
from panel.wording import day

FOLDER = Path(__file__).parent
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"


@dataclass(frozen=True)
class Head:
    """What stands above a page's text: where it is, what it is called, its picture, and what search engines are told.

    `place` is the entry of the site's navigation that it belongs to, `data` JSON-LD as text, `newest` the page that replaced it and `related`
    are the paths and names of pages to go on to.
    """

    path: str
    title: str
    description: str
    place: str = ""
    picture: str = ""
    kind: str = "website"
    data: str = ""
    silent: bool = False
    script: bool = False
    newest: str = ""
    related: tuple[tuple[str, str], ...] = ()

    @property
    def canonical(self) -> str:
        """The page that stands for this one; the front page is the site's own address."""
        return "" if self.path == addresses.HOME else self.newest or self.path

    @property
    def root(self) -> str:
        """What leads from here to the site's folder."""
        return addresses.root(self.path)


class Press:
    """The templates and assets of one site. `fed` says that there is a feed to point at."""

    def __init__(self, site: Site, *, fed: bool) -> None:
        self._site = site
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.globals |= {
            "site": site,
            "fed": fed,
            "policy": POLICY,
            "style": self.style[0],
            "script": self.script[0],
            "at": addresses,
            "numbered": addresses.numbered,
            "day": lambda text: day(date.fromisoformat(text)),
        }

    def page(self, template: str, head: Head, facts: Any = None) -> bytes:
        """A page of the site's own."""
        data = Markup(inside_script(head.data)) if head.data else ""  # noqa: S704 - its escapes are JSON's
        text = self._environment.get_template(template).render(head=head, page=facts, data=data, root=self._root(head))
        return _tightened(text).encode()

    def framed(self, document: str, head: Head) -> bytes:
        """A page of `panel.publish` with the site around it: the shared style in place of its own, and the navigation."""
        above, navigation, beneath = (self._part(name, head) for name in ("links.html.j2", "navigation.html.j2", "foot.html.j2"))
        for pattern, put in (
            (r"(?<=Content-Security-Policy\" content=\")[^\"]*", POLICY),
            (r"<style>.*?</style>\n", above),
            (r"(?<=Skip to the verdict</a>\n)", navigation),
            (r"(?<=</main>\n)", beneath),
        ):
            document, found = re.subn(pattern, lambda _, put=put: put, document, count=1, flags=re.DOTALL)  # type: ignore[misc]
            assert found, f"the page has nothing like {pattern}"
        return _tightened(document).encode()

    @cached_property
    def style(self) -> tuple[str, bytes]:
        """The name and the content of the style sheet; a new content has a new name, so that it can be cached for good."""
        text = (Path(html.__file__).with_name("page.css").read_text(encoding="utf-8")) + (FOLDER / "site.css").read_text(encoding="utf-8")
        return _named("style", "css", text)

    @cached_property
    def script(self) -> tuple[str, bytes]:
        """The name and the content of the script that makes lists searchable; no page needs it."""
        return _named("search", "js", (FOLDER / "search.js").read_text(encoding="utf-8"))

    @staticmethod
    def icon() -> bytes:
        """The mark of the site in a browser's tab."""
        return (FOLDER / "icon.svg").read_bytes()

    def _part(self, template: str, head: Head) -> str:
        return self._environment.get_template(template).render(head=head, root=self._root(head))

    def _root(self, head: Head) -> str:
        # A server shows this page at any depth.
        return self._site.base_path if head.path == addresses.LOST else head.root


def _named(name: str, ending: str, text: str) -> tuple[str, bytes]:
    content = text.encode()
    return f"{name}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}", content


def _tightened(text: str) -> str:
    # No attribute of a template stands between apostrophes, and a script holds no entity.
    return re.sub(r"\n{2,}", "\n", text).replace("&#39;", "'")
