"""A persona's page: its rubric as its file has it, and its record as the published reviews count it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from panel.forecasts.plot import calibration
from panel.forecasts.score import Score
from panel.persona import Persona
from panel.site.catalogue import Catalogue
from panel.site.lines import BetLine, ToolLine
from panel.tally import Vote
from panel.wording import BADGES, month, percent

RECENT, DUE = 12, 12
KINDS = {
    "text": "in its own words",
    "items": "a short list",
    "choice": "one of named options",
    "claim": "a fact with quotes",
    "score": "0 to 5",
    "forecast": "a dated forecast",
}


@dataclass(frozen=True)
class Role:
    """A persona in a list; `written` is its definition, or None when it has left the panel."""

    id: str
    title: str
    motto: str
    written: Persona | None


@dataclass(frozen=True)
class Alike:
    """How often two personas voted alike."""

    id: str
    title: str
    share: str
    fraction: str
    part: int


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric in words; `low` and `high` are what its ends mean, if it is a score."""

    label: str
    kind: str
    ask: str
    low: str
    high: str


@dataclass(frozen=True)
class PersonaPage:
    """Everything on a persona's page; `share` is empty while it voted ship or skip on nothing.

    `score` is its record as a forecaster, None when it never foretold anything, and `plot` its calibration as SVG, or empty.
    """

    role: Role
    criteria: tuple[Criterion, ...]
    share: str
    fraction: str
    tools: int
    counts: tuple[tuple[str, str, int], ...]
    alike: tuple[Alike, ...]
    recent: tuple[tuple[ToolLine, str, str], ...]
    bets: tuple[tuple[BetLine, str], ...]
    more_bets: int
    score: Score | None
    plot: Markup


def roles(voters: Sequence[Persona], chair: Persona | None, titles: dict[str, str]) -> tuple[Role, ...]:
    """Who sits on the panel, in the order of the seats, then the chair, then who once sat there."""
    sitting = [Role(one.id, one.title, one.motto, one) for one in (*voters, *([chair] if chair else []))]
    known = {role.id for role in sitting}
    return (*sitting, *(Role(id, title, "No longer on the panel", None) for id, title in titles.items() if id not in known))


def persona_page(role: Role, catalogue: Catalogue, titles: dict[str, str], score: Score | None) -> PersonaPage:
    """The page of a persona."""
    votes = catalogue.votes(role.id)
    ship, decided = votes.get("ship", 0), votes.get("ship", 0) + votes.get("skip", 0)
    total, bets = catalogue.bets(role.id, most=DUE)
    return PersonaPage(
        role=role,
        criteria=tuple(_criteria(role.written)) if role.written else (),
        share=percent(ship / decided) if decided else "",
        fraction=f"{ship:,} of {decided:,}",
        tools=sum(votes.values()),
        counts=tuple((vote.value, BADGES[vote], votes[vote.value]) for vote in Vote if vote.value in votes),
        alike=tuple(
            Alike(id, titles.get(id, id), percent(same / both), f"{same:,} of {both:,}", round(100 * same / both))
            for id, same, both in catalogue.alike(role.id)
        ),
        recent=tuple((line, vote, BADGES[Vote(vote)]) for line, vote in catalogue.ballots(role.id, most=RECENT)),
        bets=tuple((bet, f"by the end of {month(bet.year, bet.month)}") for bet in bets),
        more_bets=total - len(bets),
        score=score,
        plot=Markup(calibration(score) if score else ""),  # noqa: S704 - made of numbers only
    )


def _criteria(persona: Persona) -> list[Criterion]:
    ends = [(getattr(one, "low", ""), getattr(one, "high", "")) for one in persona.criteria]
    return [Criterion(one.label, KINDS[one.kind], one.ask, *end) for one, end in zip(persona.criteria, ends, strict=True)]
