"""The letter as HTML for mail programs: every colour a literal beside what it colours, and once more for the dark."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from panel.newsletter.facts import Letter

FOLDER = Path(__file__).parent
RULE = re.compile(r"(?m)^\.([a-z-]+) \{ (.*?);? \}$")


def render(letter: Letter) -> str:
    """The letter as one document without script and request."""
    return re.sub(r"\n\s*\n", "\n", _template().render(letter=letter)).replace("&#39;", "'")


def _styles() -> tuple[dict[str, Markup], Markup]:
    """The attributes of each class of the style sheet, and what of it has to stay one: its rules for the dark and for small screens."""
    light, kept = (FOLDER / "letter.css").read_text(encoding="utf-8").split("@media", 1)
    named = set(re.findall(r"\.([a-z-]+)", kept))
    rules = {name: f'class="{name}" ' * (name in named) + f'style="{_tight(body)}"' for name, body in RULE.findall(light)}
    return {name: Markup(rule) for name, rule in rules.items()}, Markup(_tight(f"@media{kept}"))  # noqa: S704 - a file of this package


def _tight(text: str) -> str:
    return re.sub(r"\s*([{};,])\s*|(?<=:)\s+", r"\1", text).strip()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    rules, kept = _styles()
    environment.globals |= {"css": rules, "kept": kept}
    return environment.get_template("letter.html.j2")
