"""Checking that words stand in their source: presence is proved here, meaning is not."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import assert_never

from panel.figures import Figure, Stock, agrees, figures
from panel.firsthand import first_hand
from panel.folding import SHORTEST, SourceText, Vocabulary, find, visible
from panel.glance import Words, words_in
from panel.hearsay import happened, judged, likenesses, strangers
from panel.ordinary import ordinary
from panel.scorecard import Answer, Choice, Claim, Forecast, Items, Quote, Score, Text

__all__ = ["Figure", "Grounds", "SourceText", "check_answer", "check_claim", "check_opinion", "figures", "find", "nearest"]

_ALIKE = 60.0
_YEARLY = re.compile(r"(?:19|20)\d\d(?:-\d\d-)?")
_RELEASE = re.compile(r"\b(?:releas|launch|shipp|publish|came|out\b|arriv|version|updat|introduc|announc|newest|latest)", re.IGNORECASE)
_COMMON = frozenset(
    (
        "that",
        "this",
        "with",
        "from",
        "have",
        "been",
        "were",
        "when",
        "then",
        "than",
        "they",
        "also",
        "since",
        "last",
        "into",
        "only",
        "company",
        "project",
        "tool",
        "vendor",
        "team",
        "firm",
    )
)


def check_claim(sentence: str, quotes: Sequence[tuple[str, str]], sources: Mapping[str, SourceText]) -> Claim:
    """A claim with the place of each of its quotes (source id, text), and what does not hold of it, in words.

    Every figure of the sentence must stand in a quote that was found. A quote that is found may still mean something else.
    """
    if not quotes:
        return Claim(sentence=sentence, quotes=(), faults=("no quote is given",))
    placed = tuple(_place(source, text, sources) for source, text in quotes)
    faults = [_quote_fault(quote, sources, _name(at, len(placed))) for at, quote in enumerate(placed, 1) if not quote.found]
    if any(quote.found for quote in placed):
        where = "the quote" if len(placed) == 1 else "any quote that was found"
        faults += [f"{figure.text!r} does not stand in {where}" for figure in _unheld(sentence, placed)]
    return Claim(sentence=sentence, quotes=placed, faults=tuple(dict.fromkeys(faults)))


def nearest(quote: str, source: SourceText) -> str | None:
    """The passage of the cleaned source that is most like a quote, for a repair or an editor; None when nothing is."""
    from rapidfuzz.fuzz import partial_ratio_alignment  # an import of its own: only a quote that was not found pays for it

    folded = source.visible
    best = partial_ratio_alignment(visible(quote), folded.text, score_cutoff=_ALIKE)
    if best is None or best.dest_end <= best.dest_start:
        return None
    start = folded.text.rfind(" ", 0, best.dest_start + 1) + 1
    end = folded.text.find(" ", best.dest_end - 1)
    end = len(folded.text) if end < 0 else end
    return source.text[folded.start(start) : folded.end(max(start, end - 1))]


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What a reviewer's texts may rest on: sources, facts, its own list of outside knowledge, and whether anybody ran the tool.

    `missing` ends the sentence that says what is nowhere in them.
    """

    sources: Mapping[str, SourceText]
    facts: Sequence[str]
    outside: Sequence[str] = ()
    hands_on: bool
    today: date
    missing: str = "no source, no fact and not in the outside list"

    def faults(self, text: str) -> tuple[str, ...]:
        """What a text that speaks of the tool says and none of these hold, in words.

        Left to the reviewer's judgement: horizons ("in 18 months"), dates that are foretold, scores out of 5, small counts in words.
        First-hand claims pass only when somebody was hands on. That a figure stands in a source does not say that it is used rightly.
        """
        read, words = visible(text), words_in(text)
        told = [figure for figure in _figures(read, text, words) if not judged(figure, read, self.today)]
        return _once(self._unheld(told), self._misdated(told, read), self._named(text, words), self._claimed(text, words))

    def listed(self, text: str) -> tuple[str, ...]:
        """As `faults`, for an entry of a list that names things of the reviewer's own choice: names, versions and dates are free."""
        read, words = visible(text), words_in(text)
        told = [f for f in _figures(read, text, words) if f.kind in ("price", "percent", "number") and not judged(f, read, self.today)]
        dated = [f for f in told if not (f.value.isdigit() and 1990 <= int(f.value) < 2100 and f.text.isdigit())]
        return _once(self._unheld(dated), self._claimed(text, words))

    def claims(self, text: str) -> tuple[str, ...]:
        """The first-hand claims of a text, when nobody was hands on."""
        return tuple(self._claimed(text, words_in(text)))

    def names(self, text: str) -> tuple[str, ...]:
        """What a text names and none of these do, in words."""
        return _once(self._named(text, words_in(text)))

    def strange(self, entry: str) -> tuple[str, ...]:
        """The names of an entry of a list that stand in none of these; its first word may be one."""
        return tuple(name for name in strangers(f"as {entry}", self._known) if not ordinary(name.casefold()))

    def _claimed(self, text: str, words: Words) -> Sequence[str]:
        return () if self.hands_on else [f"{said!r} claims first-hand use, and nobody ran the tool" for said in first_hand(text, words)]

    def _named(self, text: str, words: Words) -> Sequence[str]:
        names = (*strangers(text, self._known, words), *likenesses(text, self._known, words))
        return [f"{name!r} is named in {self.missing}" for name in names]

    def _unheld(self, told: Sequence[Figure]) -> Iterator[str]:
        for figure in _unstocked(told, self._given, self.sources) if told else ():
            yield f"{figure.text!r} stands in {self.missing}"

    def _misdated(self, told: Sequence[Figure], text: str) -> Iterator[str]:
        """Events of a year or a month that the sources know from the day of another event alone."""
        for figure in told:
            if not _YEARLY.fullmatch(figure.value):
                continue
            stocks = (self._given, *(source.stock for source in self.sources.values()))
            like = [(stock, other) for stock in stocks for other in stock.like(figure)]
            looser = like and all(other.kind == "date" and other != figure for _, other in like)
            said = happened(figure, text) if looser else ""
            if said and not any(_one_event(said, stock.around(other)) for stock, other in like):
                yield f"{figure.text!r} is the date of something else in the sources"

    @cached_property
    def _given(self) -> Stock:
        return Stock("\n".join((*self.facts, *self.outside)))

    @cached_property
    def _known(self) -> Vocabulary:
        return Vocabulary("\n".join((*self.facts, *self.outside)), self.sources.values())


def check_opinion(  # each is something else that an opinion may rest on
    opinion: str,
    *,
    outside: Sequence[str],
    sources: Mapping[str, SourceText],
    facts: Sequence[str],
    hands_on: bool,
    today: date,
) -> tuple[str, ...]:
    """What an opinion says that neither the sources, the facts nor the reviewer's list of outside knowledge hold, in words."""
    return Grounds(outside=outside, sources=sources, facts=facts, hands_on=hands_on, today=today).faults(opinion)


def check_answer(answer: Answer, grounds: Grounds) -> Answer:
    """The answer with what does not hold of its texts; a claim keeps what was found against its quotes.

    The names of a list and all of a forecast but work that nobody did are the reviewer's own.
    """
    found: tuple[str, ...]
    match answer:
        case Text():
            found = grounds.faults(answer.text)
        case Choice() | Score():
            found = grounds.faults(answer.why)
        case Items():
            found = tuple(fault for item in answer.items for fault in grounds.listed(item))
        case Forecast():
            found = (*grounds.claims(answer.statement), *grounds.claims(answer.measured_by))
        case Claim():
            found = (*answer.faults, *grounds.names(answer.sentence), *grounds.claims(answer.sentence))
        case _:
            assert_never(answer)
    return answer.model_copy(update={"faults": tuple(dict.fromkeys(found))}) if found else answer


def _once(*found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain(*found)))


def _figures(read: str, text: str, words: Words) -> Sequence[Figure]:
    """The figures of the visible words of a text that has these words."""
    return figures(read, words) if read == text else figures(read)


def _place(source: str, text: str, sources: Mapping[str, SourceText]) -> Quote:
    place = find(text, sources[source]) if source in sources else None
    start, end = place or (-1, -1)
    return Quote(source=source, text=text, start=start, end=end)


def _unheld(sentence: str, quotes: Sequence[Quote]) -> list[Figure]:
    if not (asked := figures(visible(sentence))):
        return []
    stocks = [Stock(visible(quote.text)) for quote in quotes if quote.found]
    return [figure for figure in asked if not agrees(figure, [other for stock in stocks for other in stock.like(figure)])]


def _unstocked(told: Sequence[Figure], given: Stock, sources: Mapping[str, SourceText]) -> list[Figure]:
    """The figures that neither the given words nor a source hold.

    A source is read only for what is still missing; but a rate is held against all that is said of its figure, since another place
    may have the same number by chance.
    """
    rates = [figure for figure in told if figure.period or figure.each]
    missing = [figure for figure in told if figure not in rates and not given.holds(figure)]
    for source in sources.values():
        missing = [figure for figure in missing if not source.stock.holds(figure)]
    stocks = [given, *(source.stock for source in sources.values() if rates)]
    broken = [figure for figure in rates if not agrees(figure, [other for stock in stocks for other in stock.like(figure)])]
    return sorted((*missing, *broken), key=lambda figure: figure.start)


def _one_event(said: str, near: str) -> bool:
    """Whether two passages can tell of one event: both of a release, or with a word in common."""
    if _RELEASE.search(said) and _RELEASE.search(near):
        return True
    words, others = ({word[:6] for word in re.findall(r"\b[a-z]{4,}", text) if word not in _COMMON} for text in (said, near.lower()))
    return bool(words & others)


def _quote_fault(quote: Quote, sources: Mapping[str, SourceText], name: str) -> str:
    if quote.source not in sources:
        return f"there is no source {quote.source!r}"
    if len(visible(quote.text)) < SHORTEST:
        return f"{name} is shorter than {SHORTEST} characters"
    return f"{name} is not in {quote.source!r}"


def _name(at: int, count: int) -> str:
    return "the quote" if count == 1 else f"quote {at}"
