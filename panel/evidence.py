"""Checking that words stand in their source: presence is proved here, meaning is not."""

from collections.abc import Mapping, Sequence
from datetime import date

from panel.figures import Figure, Stock, figures
from panel.folding import SHORTEST, SourceText, Vocabulary, find, visible
from panel.hearsay import first_hand, judged, strangers
from panel.scorecard import Claim, Quote

__all__ = ["Figure", "SourceText", "check_claim", "check_opinion", "figures", "find", "nearest"]

_ALIKE = 60.0


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


def check_opinion(  # each is something else that an opinion may rest on
    opinion: str,
    *,
    outside: Sequence[str],
    sources: Mapping[str, SourceText],
    facts: Sequence[str],
    hands_on: bool,
    today: date,
) -> tuple[str, ...]:
    """What an opinion says that neither the sources, the facts nor the reviewer's list of outside knowledge hold, in words.

    Left to the reviewer's judgement: horizons ("in 18 months"), years from `today` on, scores out of 5, small counts in words.
    First-hand claims pass only when somebody was hands on. That a figure stands in a source does not say that it is used rightly.
    """
    given = "\n".join((*facts, *outside))
    text = visible(opinion)
    told = [figure for figure in figures(text) if not judged(figure, text, today)]
    faults = [f"{figure.text!r} stands in no source, no fact and not in the outside list" for figure in _unstocked(told, given, sources)]
    known = Vocabulary(given, sources.values())
    faults += [f"{name!r} is named in no source, no fact and not in the outside list" for name in strangers(opinion, known)]
    if not hands_on:
        faults += [f"{phrase!r} claims first-hand use, and nobody ran the tool" for phrase in first_hand(opinion)]
    return tuple(dict.fromkeys(faults))


def _place(source: str, text: str, sources: Mapping[str, SourceText]) -> Quote:
    place = find(text, sources[source]) if source in sources else None
    start, end = place or (-1, -1)
    return Quote(source=source, text=text, start=start, end=end)


def _unheld(sentence: str, quotes: Sequence[Quote]) -> list[Figure]:
    if not (asked := figures(visible(sentence))):
        return []
    stocks = [Stock(visible(quote.text)) for quote in quotes if quote.found]
    return [figure for figure in asked if not any(stock.holds(figure) for stock in stocks)]


def _unstocked(told: Sequence[Figure], given: str, sources: Mapping[str, SourceText]) -> list[Figure]:
    """The figures that neither the given words nor a source hold; a source is read only for what is still missing."""
    stock = Stock(given) if told else None
    missing = [figure for figure in told if stock and not stock.holds(figure)]
    for source in sources.values():
        missing = [figure for figure in missing if not source.stock.holds(figure)]
    return missing


def _quote_fault(quote: Quote, sources: Mapping[str, SourceText], name: str) -> str:
    if quote.source not in sources:
        return f"there is no source {quote.source!r}"
    if len(visible(quote.text)) < SHORTEST:
        return f"{name} is shorter than {SHORTEST} characters"
    return f"{name} is not in {quote.source!r}"


def _name(at: int, count: int) -> str:
    return "the quote" if count == 1 else f"quote {at}"
