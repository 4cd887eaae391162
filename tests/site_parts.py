"""Shelves for the tests of the site, the sites that they become, and what leads where in these."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import panels
from panels import LLAMA, MISTRAL, review
from parts import ROOT

from panel import persona
from panel.canon import digest
from panel.comparison import Comparison
from panel.publish.imprint import Approval, Exempted, Imprint
from panel.runs import Run
from panel.site.build import Built, build
from panel.site.folder import STATE
from panel.site.item import Item, Material, site

FIRST = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WHERE = "https://reviews.example/panel/"
APPROVAL = Approval(by="Ada Moreno", on=panels.TODAY, revision=2, digest="0" * 64)
PANEL = persona.load_all(ROOT / "personas")


def item(run: Run, *, days: int = 0, edition: int = 1, of: int = 0, changes: tuple[str, ...] = (), draft: bool = False) -> Item:
    """A run on the shelf, `days` after the first, as the given one of so many editions; a replay is excepted by name."""
    slugs = [review.tool.slug for review in run.reviews]
    name = "-vs-".join(slugs) if isinstance(run.result, Comparison) else f"review/{slugs[0]}"
    address = f"{name}/v{edition}" if of > edition else name
    exempted = (Exempted(kind="replay", because="It shows the form.", by="Ada Moreno"),) if run.made.replay else ()
    imprint = Imprint(on=panels.TODAY + timedelta(days=days), approval=None if draft else APPROVAL, exempted=exempted)
    return Item(
        address=address,
        of=name,
        edition=edition,
        published=FIRST + timedelta(days=days),
        changes=changes,
        draft=draft,
        key=digest([run.model_dump(mode="json"), imprint.model_dump(mode="json"), address]),
        open=lambda: Material(run, imprint),
    )


def between(a: str, b: str, **facts: Any) -> Run:
    """A comparison of two tools with these slugs; the facts are A's."""
    tools = [
        LLAMA.model_copy(update={"slug": a, "name": a, "short": "", **facts}),
        MISTRAL.model_copy(update={"slug": b, "name": b, "short": ""}),
    ]
    first, second = review(tools[0], like="code-llama-4"), review(tools[1], like="mistral-large-3")
    return panels.run(panels.comparison(a=first, b=second))


def built(out: Path, *items: Item, base_url: str = WHERE, **particulars: Any) -> Built:
    """The site of some items, newest first."""
    wanted = site(**{"title": "AI reviewer panel", **particulars}, base_url=base_url)
    return build(lambda: items, out, wanted, panel=PANEL)


def files(out: Path) -> dict[str, bytes]:
    """Everything that readers can fetch, by path."""
    found = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {str(path.relative_to(out)): path.read_bytes() for path in found if STATE not in path.parts}


def pages(out: Path) -> dict[str, str]:
    """The pages by path."""
    return {name: content.decode() for name, content in files(out).items() if name.endswith(".html")}


class Links(HTMLParser):
    """The identities in a page and all that it points at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is named and what is pointed at."""
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src", "action"} and tag != "form":
                self.targets.append(value or "")


def dead(out: Path, *, base: str = WHERE) -> Iterator[str]:
    """Every link inside the site that leads nowhere, and every fragment that is not there."""
    kept = files(out)
    read = {name: Links(text) for name, text in pages(out).items()}
    for name, page in read.items():
        for target in page.targets:
            path, fragment = _resolved(name, target, base)
            if path is None:
                continue
            if path not in kept:
                yield f"{name}: {target}"
            elif fragment and path in read and fragment not in read[path].ids:
                yield f"{name}: {target} has no such place"


def _resolved(name: str, target: str, base: str) -> tuple[str | None, str]:
    parts = urlsplit(target)
    if target.startswith(base):
        return target.removeprefix(base).partition("#")[0] or "index.html", parts.fragment
    if parts.scheme or parts.netloc:
        return None, ""
    if name == "404.html" and target.startswith("/"):
        return parts.path.removeprefix(urlsplit(base).path), parts.fragment
    steps = [] if not parts.path else name.split("/")[:-1]
    for step in parts.path.split("/") if parts.path else [name]:
        steps = steps[:-1] if step == ".." else [*steps, step]
    return "/".join(steps), parts.fragment
