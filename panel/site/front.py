"""The front page and the page of the panel: what stands on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from panel.site.cast import Role
from panel.site.catalogue import Catalogue
from panel.site.lines import CategoryLine, PairLine, ToolLine

SENTENCE = "Critics with a role and a rubric read what a tool's makers published, vote, and say why. A program counts."
LATEST, TOOLS, CATEGORIES = 8, 8, 24


@dataclass(frozen=True)
class Front:
    """The front page; what it counts under `more` is the whole, or 0 where all of it is shown."""

    sentence: str
    lead: PairLine | None
    pairs: tuple[PairLine, ...]
    more_pairs: int
    tools: tuple[ToolLine, ...]
    more_tools: int
    categories: tuple[CategoryLine, ...]
    more_categories: int
    personas: tuple[Role, ...]


@dataclass(frozen=True)
class Members:
    """The page of the panel: everybody with a word on their votes."""

    sentence: str
    members: tuple[tuple[Role, str], ...]


def front(catalogue: Catalogue, voters: Sequence[Role]) -> Front:
    """The newest of everything."""
    pairs = tuple(catalogue.pairs(most=LATEST))
    tools, categories = tuple(catalogue.newest(most=TOOLS)), tuple(catalogue.categories(most=CATEGORIES))
    return Front(
        sentence=SENTENCE,
        lead=pairs[0] if pairs else None,
        pairs=pairs[1:],
        more_pairs=_beyond(catalogue.count("pair"), LATEST),
        tools=tools,
        more_tools=_beyond(catalogue.count("tool"), TOOLS),
        categories=categories,
        more_categories=_beyond(catalogue.count("category"), CATEGORIES),
        personas=tuple(voters),
    )


def _beyond(count: int, shown: int) -> int:
    return count if count > shown else 0
