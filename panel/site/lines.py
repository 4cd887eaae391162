"""What a list says of a tool or a comparison, on lines of a limited length."""

from typing import NamedTuple

from panel.comparison import Comparison, Review
from panel.publish.cards import entry_text
from panel.publish.plain import plain
from panel.runs import Run
from panel.scorecard import Forecast, Scorecard
from panel.site import addresses
from panel.tally import Tally, Vote, tally
from panel.wording import headline, labels, percent

DASH = "—"
LONGEST = 140
MARKS = {Vote.SHIP: "s", Vote.SKIP: "k", Vote.TORN: "t", Vote.ABSTAIN: "a", Vote.MISSING: "m"}


class ToolLine(NamedTuple):
    """A tool; `marks` has a letter for each seat's vote."""

    slug: str
    name: str
    category: str
    category_name: str
    tagline: str
    price: str
    share: str
    votes: str
    marks: str


class SideLine(NamedTuple):
    """One of the tools of a comparison; `low`, `at` and `high` are its range in percent, or None."""

    tool: str
    label: str
    share: str
    votes: str
    low: int | None
    at: int | None
    high: int | None

    @property
    def span(self) -> tuple[int, int, int] | None:
        """The low end, the share and the high end."""
        return None if self.low is None or self.at is None or self.high is None else (self.low, self.at, self.high)


class PairLine(NamedTuple):
    """A comparison, or one edition of it; `silent` ones are no news for search engines and readers of feeds."""

    address: str
    of: str
    edition: int
    day: str
    moment: str
    title: str
    headline: str
    changes: tuple[str, ...]
    silent: bool
    a: SideLine
    b: SideLine


class CategoryLine(NamedTuple):
    """A category and how many tools are in it."""

    key: str
    name: str
    tools: int


class BetLine(NamedTuple):
    """What a persona expects of a tool."""

    tool: str
    name: str
    year: int
    month: int
    statement: str
    measured: str
    probability: int


def tidy(text: str, *, most: int = LONGEST) -> str:
    """The text on one line, as a page may show it, cut off where a list has no room for more."""
    line = " ".join(plain(text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def tool_line(review: Review) -> ToolLine:
    """The reviewed tool."""
    tool, counted = review.tool, votes_on(review)
    category = tidy(tool.category) or "Uncategorised"
    return ToolLine(
        slug=tool.slug,
        name=tidy(tool.name) or tool.slug,
        category=addresses.key(category),
        category_name=category,
        tagline=tidy(tool.tagline),
        price=tidy(entry_text(tool)) if tool.entry else DASH,
        share=DASH if counted.share is None else percent(counted.share),
        votes=f"{counted.ship} of {counted.ship + counted.skip}",
        marks="".join(MARKS[seat.vote] for seat in review.seats),
    )


def side_line(review: Review, label: str) -> SideLine:
    """The reviewed tool as one of two."""
    line, counted = tool_line(review), votes_on(review)
    span: tuple[int | None, int | None, int | None] = (None, None, None)
    if counted.range and counted.share is not None:
        span = (round(counted.range.low * 100), round(counted.share * 100), round(counted.range.high * 100))
    return SideLine(line.slug, label, line.share, line.votes, *span)


def titled(run: Run) -> tuple[str, str]:
    """The title and the headline of a run's page; a review's is the tool's name."""
    result = run.result
    if not isinstance(result, Comparison):
        return tidy(result.tool.name), ""
    a, b = (tidy(label) for label in labels(result.a.tool, result.b.tool))
    titles = {seat.persona: tidy(seat.title) for seat in (*result.b.seats, *result.a.seats)}
    return f"{a} vs {b}", tidy(headline(result.verdict, a, b, titles), most=400)


def votes_on(review: Review) -> Tally:
    """The counted votes of a review."""
    return tally(seat.vote for seat in review.seats)


def bets(review: Review) -> list[tuple[str, Forecast]]:
    """The forecasts of a review by persona."""
    cards = [(seat.persona, seat.shown) for seat in review.seats if isinstance(seat.shown, Scorecard)]
    return [(persona, entry.answer) for persona, card in cards for entry in card.entries if isinstance(entry.answer, Forecast)]
