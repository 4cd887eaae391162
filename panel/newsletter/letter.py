"""The material of a period put together as one letter of facts; pure, so that the same shelf gives the same letter."""

import re
from collections.abc import Sequence

from panel.comparison import Review
from panel.newsletter.facts import Letter, Mark, Section, Story, Tally, Tool
from panel.newsletter.gather import Material, Published
from panel.newsletter.period import Period
from panel.newsletter.room import Room
from panel.newsletter.sections import sections
from panel.newsletter.sender import Sender
from panel.newsletter.strength import strongest
from panel.publish.facts import Card, Page
from panel.publish.page import page
from panel.publish.provenance import UNNAMED, replaced
from panel.site import addresses
from panel.tally import Vote
from panel.verdict import Kind
from panel.wording import BADGES, known_model, listed, number

MOST = 7  # stories; a reader has a few minutes
SHORT = 160  # characters of a first sentence that is read in passing
RESEARCH = "AI panel, research only: nobody on it ran the tools"
DISCLOSURE = (
    "The reviewers are personas of a language model and no people. They read what is published about a tool and vote on it; a program "
    "counts the votes and decides the verdict by a fixed rule."
)


def letter(found: Material, period: Period, sender: Sender, room: Room) -> Letter:
    """The letter of a period. Raises what `panel.publish.page.page` raises."""
    ranked = strongest(found.newest)
    stories = tuple(_story(one, page(one.run, one.imprint), sender, room) for one in ranked[:MOST])
    parts, reviews, left = sections(found, sender, room), _reviews(ranked), len(ranked) - len(stories)
    return Letter(
        name=sender.name,
        subject=_subject(ranked, stories, parts, period.word),
        period=period.told,
        disclosure=RESEARCH,
        lead=_lead(found, len(reviews), parts, period.word),
        stories=stories,
        rest=f"{number(left).capitalize()} more {_plural('comparison', left)} came out in this {period.word}." if left else "",
        rest_address=f"{sender.base_url}{addresses.PAIRS}" if sender.base_url and left else "",
        split=_split(list(reviews.values()), room),
        split_note=f"Votes on {number(len(reviews))} tools, each counted once." if reviews else "",
        sections=parts,
        made=(DISCLOSURE, *_origins(ranked, room)),
        address=sender.address,
        unsubscribe=sender.unsubscribe,
        browser=f"{sender.base_url}newsletter/{period.name}.html" if sender.base_url else "",
    )


def _story(one: Published, made: Page, sender: Sender, room: Room) -> Story:
    chair = _sentence(made)
    chair = chair if len(chair) <= min(SHORT, room.text) else ""
    # The first origin is the same for all, and said once, unless the sources hold somebody's log.
    common = 1 if made.provenance[0] == RESEARCH else 0
    return Story(
        title=f"{room.name(made.a.label)} vs {room.name(made.b.label)}",
        headline=room.cut(made.outcome.headline),
        chair=f"The chair: “{chair}”" if chair else "",
        edited=room.cut(made.outcome.edited.prose) if chair else "",
        tools=(_tool(made.a, made, room), _tool(made.b, made, room)),
        notes=tuple(room.cut(text) for text in made.banners if text not in replaced(one.imprint.earlier)),
        origin=tuple(room.cut(text) for text in made.provenance[common:]),
        address=f"{sender.base_url}{addresses.pair(one.item.slug)}" if sender.base_url else "",
    )


def _sentence(made: Page) -> str:
    """The chair's first sentence, unless something in the chair's words did not pass its check."""
    if made.outcome.faults or not made.outcome.prose:
        return ""
    found = re.match(r".{20,}?[.!?](?=\s|$)", made.outcome.prose[0])
    return found[0] if found else ""


def _tool(card: Card, made: Page, room: Room) -> Tool:
    cast = [(row.a if card.side == "A" else row.b).shape for row in made.rows]
    return Tool(
        side=card.side,
        label=room.name(card.label),
        share=card.ship,
        fraction=card.ship_fraction,
        weight=card.ship_note,
        marks=tuple(Mark(vote.value, BADGES[vote], str(cast.count(vote.value))) for vote in Vote if vote.value in cast),
        price=room.name(card.price),
        price_note=room.name(card.price_note),
    )


def _reviews(ranked: Sequence[Published]) -> dict[str, Review]:
    """The newest review of each tool."""
    oldest_first = sorted(ranked, key=lambda one: (one.item.published_at, one.item.slug))
    return {review.tool.slug: review for one in oldest_first for review in (one.result.a, one.result.b)}


def _split(reviews: Sequence[Review], room: Room) -> tuple[Tally, ...]:
    seats = [seat for review in reviews for seat in review.seats]
    titles = {seat.persona: seat.title for seat in seats}
    cast = {persona: [seat.vote for seat in seats if seat.persona == persona] for persona in titles}
    return tuple(_counted(room.name(titles[persona]), votes) for persona, votes in cast.items())


def _counted(title: str, votes: Sequence[Vote]) -> Tally:
    others = [f"{votes.count(vote)} {BADGES[vote].lower()}" for vote in (Vote.ABSTAIN, Vote.TORN, Vote.MISSING) if vote in votes]
    return Tally(title, f"{votes.count(Vote.SHIP)}", f"{votes.count(Vote.SKIP)}", listed(others) or "none")


def _subject(ranked: Sequence[Published], stories: Sequence[Story], parts: Sequence[Section], word: str) -> str:
    if not stories:
        return f"A quiet {word}: {'forecasts that came due' if parts else 'nothing new from the panel'}"
    more = f", and {number(len(ranked) - 1)} more" if len(ranked) > 1 else ""
    return f"{stories[0].title}: {_outcome(ranked[0], stories[0])}{more}"


def _outcome(one: Published, story: Story) -> str:
    verdict = one.result.verdict
    winner = story.tools[verdict.winner == "B"].label
    said = {
        Kind.WINNER: f"ship with {winner}" if verdict.firm else f"a lean towards {winner}",
        Kind.ONLY_ONE_SHIPS: f"only {winner} earns a ship",
        Kind.DEPENDS: "it depends on whose needs are yours",
        Kind.SPLIT: "a split panel",
        Kind.NEITHER: "ship neither",
        Kind.NO_VERDICT: "no verdict",
    }
    marks = [mark for mark, holds in (("provisional", verdict.provisional), ("a replay", one.run.made.replay)) if holds]
    return f"{said[verdict.kind]}{f' ({listed(marks)})' if marks else ''}"


def _lead(found: Material, tools: int, parts: Sequence[Section], word: str) -> str:
    if not found.editions:
        rest = "What there is to tell stands below." if parts else "No verdict, price or text that readers have seen was changed."
        return f"A quiet {word}: the panel published no comparison. {rest}"
    pairs, again = len(found.newest), sum(one.item.supersedes > 0 for one in found.newest)
    renewed = f"; {number(again)} of them {'is a new edition' if again == 1 else 'are new editions'}" if again else ""
    return f"{number(pairs).capitalize()} {_plural('comparison', pairs)} of {number(tools)} tools{renewed}."


def _origins(ranked: Sequence[Published], room: Room) -> tuple[str, ...]:
    if not ranked:
        return ()
    models = listed(sorted({known_model(one.run.made.model) or UNNAMED for one in ranked}))
    editors = listed(sorted({one.item.approved_by for one in ranked}))
    return (room.cut(f"Written by {models}."), room.cut(f"Approved for readers by {editors}."))


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
