"""The letter as Markdown with front matter for static site generators; whoever reads it there needs no way out of a mailing."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from panel.newsletter.facts import Letter
from panel.publish.markdown import escaped, linked, scalar

FOLDER = Path(__file__).parent


def render(letter: Letter, *, date: str) -> str:
    """The letter; `date` is that of the issue (RFC 3339)."""
    return re.sub(r"\n{3,}", "\n\n", _template().render(letter=letter, date=date)).rstrip() + "\n"


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
    environment.filters |= {"scalar": scalar}
    environment.globals |= {"linked": linked}
    return environment.get_template("letter.md.j2")
