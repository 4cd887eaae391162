"""One captured text, and a fact that it publishes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Literal

from panel.canon import Closed
from panel.cleaning import clean
from panel.dossier import Price
from panel.folding import SourceText, find
from panel.intake.blocks import Block, blocks

Role = Literal["home", "pricing", "docs", "readme", "licence", "changelog", "metadata"]
Field = Literal["name", "category", "tagline", "homepage", "licence", "version", "install", "free tier", "last change", "price"]
SCALARS: tuple[Field, ...] = ("name", "category", "tagline", "homepage", "licence", "version", "install", "free tier", "last change")
# More places than these say nothing more about a short word, and each costs a search.
_NEAR = 5


class Fact(Closed):
    """Something that a source publishes. `quote` is a stretch of the cleaned source; a Price carries it too."""

    field: Field
    value: str | Price
    source: str
    quote: str


@dataclass(frozen=True)
class Material:
    """One captured text and what it is to its tool. `hint` is the name that its address suggests: it decides between spellings."""

    id: str
    role: Role
    format: Literal["md", "html", "txt"]
    text: str = field(repr=False)
    read: date
    hint: str = ""

    @cached_property
    def source(self) -> SourceText:
        """The cleaned text, in which every quote must stand."""
        return SourceText(clean(self.text, self.format).text)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The page in reading order."""
        return blocks(self.text, self.format)

    def quote(self, *spans: str) -> str:
        """The first of these stretches of words that stands in the cleaned source, in the source's own spelling; empty when none does."""
        for span in spans:
            if place := find(span, self.source):
                return self.source.text[slice(*place)]
        return ""

    def around(self, words: str) -> Iterator[str]:
        """The lines of the cleaned text that hold words too short to be a quote, each with what stands before or after it."""
        lines = [line for line in self.source.text.splitlines() if line.strip()]
        for at in islice((at for at, line in enumerate(lines) if words in line), _NEAR):
            yield lines[at].strip()
            yield " ".join(lines[at : at + 2])
            yield " ".join(lines[max(0, at - 1) : at + 1])

    def labelled(self, *labels: str) -> Iterator[tuple[str, str]]:
        """The value and the whole line of `Label: value`, as package metadata is written."""
        for label in labels:
            for match in re.finditer(
                rf'^[ \t]*"?{label}"?:[ \t]*"?(?P<value>[^"\n]+?)"?,?[ \t]*$', self.text, re.MULTILINE | re.IGNORECASE
            ):
                yield match["value"], match[0].strip()

    def publishes(self, name: Field, value: str, *spans: str) -> Iterator[Fact]:
        """The fact with this value, if it is not empty and one of these stretches of words stands in the cleaned source."""
        value = " ".join(value.split())[:300]
        if value and (quote := self.quote(*spans)):
            yield Fact(field=name, value=value, source=self.id, quote=" ".join(quote.split())[:600])
