"""The page of one tool: what its newest published review says."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from panel.comparison import Review, Seat
from panel.publish.answers import bars, forecasts, lines
from panel.publish.cards import Names, card
from panel.publish.evidence import Citation, Ledger
from panel.publish.facts import AnswerLine, Badge, Bar, Card, CitedSource, ForecastLine, Outside, Paragraphs
from panel.publish.imprint import Imprint
from panel.publish.jsonld import SOURCE_TYPE
from panel.publish.plain import paragraphs
from panel.publish.provenance import UNNAMED, touched
from panel.publish.reviewers import badge
from panel.runs import Run
from panel.scorecard import Claim, Scorecard
from panel.site.item import Site
from panel.site.lines import DASH, PairLine, ToolLine, votes_on
from panel.wording import day, known_model

FEW = 24  # comparisons that a tool's page lists


@dataclass(frozen=True)
class Critic:
    """What one persona says of the tool, or why its seat is empty."""

    persona: str
    title: str
    badge: Badge
    opinion: Paragraphs
    signed: str
    bars: tuple[Bar, ...]
    answers: tuple[AnswerLine, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class ToolPage:
    """Everything on a tool's page. `more` counts the comparisons that it has no room for."""

    line: ToolLine
    card: Card
    provenance: tuple[str, ...]
    banners: tuple[str, ...]
    critics: tuple[Critic, ...]
    pairs: tuple[PairLine, ...]
    more: int
    forecasts: tuple[ForecastLine, ...]
    evidence: tuple[CitedSource, ...]
    outside: tuple[Outside, ...]
    run: str


def tool_page(run: Run, imprint: Imprint, line: ToolLine, pairs: Sequence[PairLine], *, more: int) -> ToolPage:
    """The page of the tool that a line names, of a run that reviewed it and that `plain_run` went over."""
    review = next(review for review in run.reviews if review.tool.slug == line.slug)
    cards = [(seat.persona, seat.shown) for seat in review.seats if isinstance(seat.shown, Scorecard)]
    ledger = Ledger({"A": (review, review.tool.label)}, _citations([card for _, card in cards]))
    edits = touched(imprint.edits)
    return ToolPage(
        line=line,
        card=card("A", review, Names(line.name, review.tool.label), tally=votes_on(review), votes_minimum=imprint.votes_minimum),
        provenance=_provenance(run, review, imprint),
        banners=tuple(_banners(run, review, imprint)),
        critics=tuple(_critic(seat, ledger, edits.get(f"{seat.persona}/{review.tool.slug}", "")) for seat in review.seats),
        pairs=tuple(pairs),
        more=more,
        forecasts=tuple(bet for _, one in cards for bet in forecasts(one, side="A", label=review.tool.label)),
        evidence=ledger.sources(),
        outside=tuple(
            Outside(one.title, review.tool.label, tuple(" ".join(text.split()) for text in one.outside)) for _, one in cards if one.outside
        ),
        run=run.id,
    )


def linked(page: ToolPage, site: Site) -> str:
    """JSON-LD: an article by the house about one program. No review by a person, no rating (16 CFR 465)."""
    title, told = described(page.line)
    house = {"@type": "Organization", "name": site.title}
    program = {"@type": "SoftwareApplication", "name": page.card.name, "applicationCategory": page.card.category}
    article = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "description": told,
        "inLanguage": "en",
        "author": house,
        "publisher": house,
        "digitalSourceType": SOURCE_TYPE,
        "about": program | ({"url": page.card.homepage} if page.card.homepage else {}),
    }
    return json.dumps(article, ensure_ascii=False, separators=(",", ":"))


def described(line: ToolLine) -> tuple[str, str]:
    """The title and the description of a tool's page."""
    votes = f"{line.votes} reviewers would ship it" if line.share != DASH else "too few reviewers voted for a share"
    return f"{line.name}: would the panel ship it?", f"{line.name}: {votes}. Entry price: {line.price}."


def _critic(seat: Seat, ledger: Ledger, edited: str) -> Critic:
    shown = seat.shown
    told = badge(seat.vote, seat)
    if not isinstance(shown, Scorecard):
        return Critic(seat.persona, seat.title, told, (), "", (), (), ())
    model = f" ({shown.model})" if known_model(shown.model) else ""
    return Critic(
        persona=seat.persona,
        title=seat.title,
        badge=told,
        opinion=paragraphs(shown.opinion),
        signed=f"{seat.title}, AI persona{model}" + (f"; {edited[0].lower()}{edited[1:]}" if edited else ""),
        bars=bars(shown, None),
        answers=lines(shown, side="A", ledger=ledger),
        faults=shown.marks,
    )


def _citations(cards: Sequence[Scorecard]) -> list[Citation]:
    claims = [(card, entry.answer) for card in cards for entry in card.entries if isinstance(entry.answer, Claim)]
    return [Citation("A", card.title, quote) for card, claim in claims for quote in claim.quotes]


def _provenance(run: Run, review: Review, imprint: Imprint) -> tuple[str, ...]:
    who = "the sources include a log by somebody who did" if review.tool.hands_on else ""
    return (
        f"AI panel, research only: nobody on it ran the tool{f' ({who})' if who else ''}",
        f"Written by {known_model(run.made.model) or UNNAMED}",
        f"Approved by {imprint.approval.by}" if imprint.approval else "Not approved by an editor",
        f"Facts as of {day(review.tool.facts_as_of)}",
        f"Page of {day(imprint.on)}",
    )


def _banners(run: Run, review: Review, imprint: Imprint) -> list[str]:
    age = (imprint.on - review.tool.facts_as_of).days
    found = [] if imprint.approval else ["Draft: no editor has approved this page."]
    if run.made.replay:
        found.append(f"Replay: the replies were recorded on {run.made.replay}. This shows what a page looks like and is no current advice.")
    if age > imprint.stale_after:
        found.append(f"Stale: the oldest facts were read {age} days before this page was made. Prices and features may have changed.")
    return found
