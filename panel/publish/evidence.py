"""The numbered list of quotes that the reviewers lean on."""

from dataclasses import dataclass, field

from panel.comparison import Review
from panel.publish.facts import Evidence, Letter
from panel.publish.plain import link
from panel.scorecard import Quote
from panel.wording import day, listed

Key = tuple[Letter, str, str]


@dataclass
class Ledger:
    """Numbers quotes in the order in which they are cited; the same words of the same source have one number."""

    tools: dict[Letter, tuple[Review, str]]
    _cited: dict[Key, Quote] = field(default_factory=dict)
    _users: dict[Key, list[str]] = field(default_factory=dict)

    def cite(self, side: Letter, quote: Quote, *, by: str) -> str:
        """The number of the quote, new or known."""
        key = (side, quote.source, quote.text)
        self._cited.setdefault(key, quote)
        users = self._users.setdefault(key, [])
        if by not in users:
            users.append(by)
        return str(list(self._cited).index(key) + 1)

    def entries(self) -> tuple[Evidence, ...]:
        """All that was cited so far."""
        return tuple(self._entry(str(number), key) for number, key in enumerate(self._cited, start=1))

    def _entry(self, number: str, key: Key) -> Evidence:
        side, quote = key[0], self._cited[key]
        review, label = self.tools[side]
        source = next((source for source in review.tool.sources if source.id == quote.source), None)
        return Evidence(
            number=number,
            side=side,
            label=label,
            quote=" ".join(quote.text.split()),
            source=source.title if source else quote.source,
            link=link(source.url) if source else "",
            place=f"characters {quote.start + 1:,} to {quote.end:,}" if quote.found else "",
            read=f"read on {day(source.retrieved)}" if source else "no such source in the dossier",
            used_by=listed(self._users[key]),
            fault="" if quote.found else "not found in the source",
        )
