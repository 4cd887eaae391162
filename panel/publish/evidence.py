"""The numbered list of quotes that the reviewers lean on, tool by tool and source by source."""

from collections.abc import Sequence
from dataclasses import dataclass

from panel.comparison import Review
from panel.publish.facts import CitedSource, Evidence, Letter
from panel.publish.plain import link
from panel.scorecard import Quote
from panel.wording import day, listed


@dataclass(frozen=True)
class Citation:
    """A reviewer, by title, who leans on a quote about a tool."""

    side: Letter
    by: str
    quote: Quote


class Ledger:
    """Numbers the quotes of all citations; the same words of the same source have one number."""

    def __init__(self, tools: dict[Letter, tuple[Review, str]], citations: Sequence[Citation]) -> None:
        self._tools = tools
        self._sources: dict[tuple[Letter, str], dict[str, list[Citation]]] = {}
        for one in sorted(citations, key=lambda one: one.side):
            self._sources.setdefault((one.side, one.quote.source), {}).setdefault(one.quote.text, []).append(one)
        keys = ((*source, text) for source, quotes in self._sources.items() for text in quotes)
        self._numbers = {key: str(number) for number, key in enumerate(keys, start=1)}

    def number(self, side: Letter, quote: Quote) -> str:
        """The number of a quote that was cited."""
        return self._numbers[side, quote.source, quote.text]

    def sources(self) -> tuple[CitedSource, ...]:
        """All sources that were cited, those of A first, with their quotes."""
        return tuple(self._source(side, source, quotes) for (side, source), quotes in self._sources.items())

    def _source(self, side: Letter, id: str, quotes: dict[str, list[Citation]]) -> CitedSource:
        review, label = self._tools[side]
        source = next((source for source in review.tool.sources if source.id == id), None)
        return CitedSource(
            side=side,
            label=label,
            source=source.title if source else id,
            link=link(source.url) if source else "",
            read=f"read on {day(source.retrieved)}" if source else "no such source in the dossier",
            quotes=tuple(self._entry(citations) for citations in quotes.values()),
        )

    def _entry(self, citations: Sequence[Citation]) -> Evidence:
        side, quote = citations[0].side, citations[0].quote
        return Evidence(
            number=self.number(side, quote),
            quote=" ".join(quote.text.split()),
            place=f"characters {quote.start + 1:,} to {quote.end:,}" if quote.found else "",
            used_by=listed(list(dict.fromkeys(one.by for one in citations))),
            fault="" if quote.found else "not found in the source",
        )
