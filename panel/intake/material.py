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
_QUOTE = 600
_LINES, _LINE = 5_000, 2_000
_LINE_MARK = re.compile(r"^[ \t]*(?:>[ \t]*)*(?:#{1,6}[ \t]+|[-*+][ \t]+)", re.MULTILINE)


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

    def stands(self, words: str) -> bool:
        """Whether the words stand in the cleaned source."""
        return len(words) <= _QUOTE and find(words, self.source) is not None

    def quote(self, *spans: str) -> str:
        """The first of these stretches of words that stands in the cleaned source, without marks at line starts; empty when none does."""
        for span in spans:
            if len(span) <= _QUOTE and (place := find(span, self.source)):
                written = self.source.text[slice(*place)]
                plain = " ".join(_LINE_MARK.sub("", written).split())
                return plain if plain == written or self.stands(plain) else written
        return ""

    @cached_property
    def _lines(self) -> list[str]:
        return [line for line in self.source.text.splitlines() if line.strip()]

    def around(self, words: str) -> Iterator[str]:
        """The lines of the cleaned text that hold words too short to be a quote, each with what stands before or after it."""
        lines = self._lines if words else []
        for at in islice((at for at, line in enumerate(lines) if words in line), _NEAR):
            yield lines[at].strip()
            yield " ".join(lines[at : at + 2])
            yield " ".join(lines[max(0, at - 1) : at + 1])

    def labelled(self, *labels: str) -> Iterator[tuple[str, str]]:
        """The value and the whole line of `Label: value`, as package metadata is written."""
        lines = [line.strip() for line in self.text.splitlines()[:_LINES] if ":" in line and len(line) <= _LINE]
        for label in labels:
            for line in lines:
                if match := re.fullmatch(rf'"?{label}"?:[ \t]*"?(?P<value>[^"\n]+?)"?,?', line, re.IGNORECASE):
                    yield match["value"], line

    def publishes(self, name: Field, value: str, *spans: str) -> Iterator[Fact]:
        """The fact with this value, if it is not empty and one of these stretches of words stands in the cleaned source."""
        value = " ".join(value.split())[:300]
        if value and (quote := self.quote(*spans)):
            yield Fact(field=name, value=value, source=self.id, quote=" ".join(quote.split())[:600])
