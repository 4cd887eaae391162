"""The three questions that are put to a model, and how a reply to each becomes a record."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from importlib.metadata import version
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from panel.canon import digest
from panel.comparison import HeadToHeadDraw, Review, Seat, Words
from panel.contradiction import contradictions, written
from panel.dossier import Dossier, Price, Tool
from panel.evidence import Grounds, check_answer
from panel.files import code_digest
from panel.llm.call import Message, Reply, ReplySchema, Request
from panel.masking import mask
from panel.persona import Persona
from panel.prompts import Prompts
from panel.prose import Role, check_prose
from panel.reading import read
from panel.rubric import in_order, portable
from panel.scorecard import Answer, Ballot, Claim, Entry, Forecast, Items, Scorecard
from panel.standing import Critic, ProseFacts, Standing
from panel.tally import Tally, Vote
from panel.verdict import Verdict
from panel.wording import counted, headline, labels, money, month, told_apart

T_co = TypeVar("T_co", covariant=True)
SLACK = 10  # words by which an opinion may miss its range before it is sent back


@dataclass(frozen=True)
class Draft(Generic[T_co]):
    """A record made of one reply; `complaints` go into a repair request, `broken` says that it must not count as it is."""

    value: T_co
    complaints: tuple[str, ...] = ()
    broken: bool = False


@dataclass(frozen=True)
class Question(Generic[T_co]):
    """A request, whose seat it fills, and `fold`, which makes a draft of a reply or raises NotReadable."""

    tool: str
    persona: str
    title: str
    request: Request
    fold: Callable[[Reply], Draft[T_co]]


@dataclass(frozen=True)
class Sampling:
    """What is sent with every request and can change its answer; a `temperature` of None leaves it to the endpoint."""

    endpoint: str
    model: str
    temperature: float | None = None
    max_tokens: int = 4000


class _Pick(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    for_first: Annotated[str, Field(min_length=1, max_length=600)]
    for_second: Annotated[str, Field(min_length=1, max_length=600)]
    decider: Annotated[str, Field(min_length=1, max_length=600)]
    pick: Literal["first", "second", "tie"]


PICK_SCHEMA = ReplySchema("head_to_head", in_order(portable(_Pick.model_json_schema())))


class Questions:
    """Renders the questions of one workspace for one endpoint."""

    def __init__(self, prompts: Prompts, sampling: Sampling) -> None:
        self.prompts = prompts
        self.sampling = sampling
        self._rules = Message("system", prompts.render("rules", {}))
        # A dossier is read by every persona and a persona reads every dossier: each is rendered once.
        self._dossier = lru_cache(maxsize=64)(self._render_dossier)
        self._seats: dict[str, str] = {}

    @cached_property
    def digest(self) -> str:
        """Digest of all that decides, besides persona and dossier, what is asked and how a reply is read."""
        return digest([self.prompts.digests, asdict(self.sampling), code_digest("*.py"), version("jinja2")])

    def scorecard(self, persona: Persona, dossier: Dossier, *, sample: int = 0) -> Question[Scorecard]:
        """What does this persona say of this tool? All personas of a tool share the messages up to their own seat, byte for byte."""
        user = Message("user", f"{self._dossier(dossier)}\n\n{self._seat(persona)}")
        request = self._request((self._rules, user), persona.rubric.schema, sample=sample)

        def fold(reply: Reply) -> Draft[Scorecard]:
            return _scorecard(persona, dossier, reply, request.key)

        return Question(dossier.tool.slug, persona.id, persona.title, request, fold)

    def pick(self, persona: Persona, first: "Reviewed", second: "Reviewed", *, sample: int = 0) -> Question[HeadToHeadDraw]:
        """Which of two tools would this persona ship with, when it sees its own scorecards in this order?"""
        sides = (_side("first", first, second), _side("second", second, first))
        context = {"persona": persona, "sides": sides}
        request = self._request(self.prompts.conversation("head-to-head", context), PICK_SCHEMA, sample=sample)
        slugs = first.tool.slug, second.tool.slug

        def fold(reply: Reply) -> Draft[HeadToHeadDraw]:
            said = read(reply.text, _Pick).model_dump()
            faults = _pick_faults(said, _shown_grounds(sides, first.tool, second.tool))
            return Draft(
                HeadToHeadDraw(
                    persona=persona.id, first=slugs[0], second=slugs[1], **said, faults=faults, model=reply.model, request=request.key
                ),
                faults,
            )

        return Question(" vs ".join(slugs), persona.id, persona.title, request, fold)

    def words(self, chair: Persona, a: Review, b: Review, picks: Sequence[HeadToHeadDraw], verdict: Verdict) -> Question[Words]:
        """How does the chair put this counted outcome?"""
        facts = prose_facts(a, b, verdict)
        asked = self.prompts.conversation("verdict", _outcome(chair, a, b, picks, verdict))
        request = self._request(asked, chair.rubric.schema, sample=0)

        def fold(reply: Reply) -> Draft[Words]:
            said = read(reply.text, chair.rubric.reply).model_dump()
            faults = tuple(f"{key}: {fault}" for key, text in said.items() for fault in check_prose(text, facts, role=ROLES[key]))
            return Draft(Words(**{key: said[key] for key in ROLES}, faults=faults, model=reply.model, request=request.key), faults)

        return Question(f"{a.tool.slug} vs {b.tool.slug}", chair.id, chair.title, request, fold)

    def _request(self, messages: tuple[Message, ...], schema: ReplySchema, *, sample: int) -> Request:
        how = self.sampling
        return Request(how.endpoint, how.model, messages, schema, how.max_tokens, how.temperature, sample)

    def _render_dossier(self, dossier: Dossier) -> str:
        return self.prompts.render("dossier", _shown(dossier))

    def _seat(self, persona: Persona) -> str:
        if persona.digest not in self._seats:
            self._seats[persona.digest] = self.prompts.render("scorecard", {"persona": persona})
        return self._seats[persona.digest]


@dataclass(frozen=True)
class Reviewed:
    """A tool and one persona's scorecard for it."""

    tool: Tool
    card: Scorecard


ROLES: Mapping[str, Role] = {
    "verdict": "verdict",
    "pick_a_if": "pick_a_if",
    "pick_b_if": "pick_b_if",
    "pricing": "pricing",
    "change": "verdict",
}


def _shown(dossier: Dossier) -> dict[str, Any]:
    # The fence is a digest of what it encloses, so that no source can hold it; it is the same for all personas, so that
    # what they share stays byte-identical.
    sources = [{**source.model_dump(), "text": dossier.texts[source.id]} for source in dossier.tool.sources]
    return {
        "tool": dossier.tool,
        "prices": [_price(price) for price in dossier.tool.prices],
        "sources": sources,
        "fence": dossier.digest[:16],
    }


def _scorecard(persona: Persona, dossier: Dossier, reply: Reply, key: str) -> Draft[Scorecard]:
    said: Any = read(reply.text, persona.rubric.reply)
    entries = persona.rubric.entries(said, dossier.folded)
    grounds = Grounds(
        sources=dossier.folded,
        facts=(*dossier.tool.stated, *own_bets(entries)),
        outside=tuple(said.outside),
        hands_on=dossier.tool.hands_on,
        today=dossier.tool.facts_as_of,
    )
    # What a list names from beyond the dossier is outside knowledge, which the answers beside it may take up.
    named = tuple(_named(entries, grounds))
    answering = replace(grounds, outside=(*grounds.outside, *named)) if named else grounds
    card = Scorecard(
        tool=dossier.tool.slug,
        persona=persona.id,
        title=persona.title,
        entries=tuple(_checked(entry, answering) for entry in entries),
        reason=said.reason,
        ballot=Ballot(said.ballot),
        opinion=said.opinion,
        outside=answering.outside,
        faults=(*grounds.faults(said.opinion), *_length(said.opinion, persona.words)),
        reason_faults=answering.faults(said.reason),
        model=reply.model,
        request=key,
    )
    against = contradictions(card, dossier.dictated)
    return Draft(card, (*against, *_complaints(card)), broken=bool(against))


def _checked(entry: Entry, grounds: Grounds) -> Entry:
    answer = check_answer(entry.answer, grounds)
    return entry if answer is entry.answer else entry.model_copy(update={"answer": answer})


def _named(entries: Sequence[Entry], grounds: Grounds) -> Iterator[str]:
    lists = [(entry.label, entry.answer.items) for entry in entries if isinstance(entry.answer, Items)]
    for label, items in lists:
        names = dict.fromkeys(name for item in items for name in grounds.strange(item))
        if names:
            yield f"named under “{label}”: {', '.join(names)}"


def own_bets(entries: Sequence[Entry]) -> Iterator[str]:
    """The reviewer's forecasts: what it bets on it may say again in its opinion."""
    for entry in entries:
        if isinstance(entry.answer, Forecast):
            bet = entry.answer
            yield f"{bet.statement} {bet.measured_by} {month(bet.year, bet.month)} {bet.probability} percent {bet.probability}%"


def _length(opinion: str, words: tuple[int, int]) -> tuple[str, ...]:
    count = len(opinion.split())
    if words[0] - SLACK <= count <= words[1] + SLACK:
        return ()
    return (f"the opinion has {count} words; it takes {words[0]} to {words[1]}",)


def _complaints(card: Scorecard) -> tuple[str, ...]:
    answers = tuple(f"{entry.key}: {fault}" for entry in card.entries for fault in entry.answer.faults)
    reason = tuple(f"reason: {fault}" for fault in card.reason_faults)
    return (*answers, *reason, *(f"opinion: {fault}" for fault in card.faults))


def _shown_grounds(sides: Sequence[Mapping[str, Any]], first: Tool, second: Tool) -> Grounds:
    """What a pick may rest on: the two scorecards as they were shown, and the prices."""
    return Grounds(
        sources={},
        facts=[text for side in sides for text in (side["category"], side["price"], *side["lines"])],
        hands_on=first.hands_on and second.hands_on,
        today=max(first.facts_as_of, second.facts_as_of),
        missing="neither scorecard and in no price",
    )


def _pick_faults(said: Mapping[str, str], grounds: Grounds) -> tuple[str, ...]:
    return tuple(f"{key}: {fault}" for key in ("for_first", "for_second", "decider") for fault in grounds.faults(said[key]))


def _side(place: str, own: Reviewed, other: Reviewed) -> dict[str, Any]:
    lines = [f"{entry.label}: {_argued(entry.answer)}" for entry in own.card.entries]
    lines.append(f"What decides: {own.card.reason}")
    entry = own.tool.entry
    return {
        "place": place,
        "category": own.tool.category,
        "price": f"Entry price: {_price(entry)}" if entry else "Entry price: not published",
        "lines": [mask(line, own=own.tool, other=other.tool) for line in lines],
    }


def _argued(answer: Answer) -> str:
    # Without quotes, scores and ballot: the argument is to be weighed, not read off.
    return answer.sentence if isinstance(answer, Claim) else " ".join(written(answer))


def _outcome(chair: Persona, a: Review, b: Review, picks: Sequence[HeadToHeadDraw], verdict: Verdict) -> dict[str, Any]:
    titles = {seat.persona: seat.title for seat in a.seats}
    called, names = labels(a.tool, b.tool), _names(a.tool, b.tool)
    of = {a.tool.slug: called[0], b.tool.slug: called[1]}
    return {
        "chair": chair,
        "a": {"name": names[0], "label": called[0]},
        "b": {"name": names[1], "label": called[1]},
        "headline": headline(verdict, *called, titles),
        "counted": counted(verdict, *called, titles),
        "prices": [f"{of[tool.slug]}: {price}" for tool in (a.tool, b.tool) for price in _prices(tool)],
        "critics": [_critic(label, seat) for pair in zip(a.seats, b.seats, strict=True) for label, seat in zip(called, pair, strict=True)],
        "deciders": [_decider(pick, titles[pick.persona], of) for pick in picks],
    }


def _price(price: Price) -> str:
    if price.amount is None:
        return f"{price.plan}: named, amount not published"
    return f"{price.plan}: {money(price.amount, currency=price.currency, unit=price.unit, period=price.period)}"


def _prices(tool: Tool) -> list[str]:
    return [f"{_price(price)} (as of {price.as_of})" for price in tool.prices] or [f"not published (as of {tool.facts_as_of})"]


def _critic(label: str, seat: Seat) -> dict[str, str]:
    shown = seat.shown
    if isinstance(shown, Scorecard):
        return {"title": seat.title, "name": label, "ballot": seat.vote.value, "opinion": shown.opinion}
    return {"title": seat.title, "name": label, "ballot": "no answer", "opinion": "(This seat is empty.)"}


def _decider(pick: HeadToHeadDraw, title: str, labels: Mapping[str, str]) -> str:
    chosen = {"first": labels[pick.first], "second": labels[pick.second], "tie": "neither over the other"}[pick.pick]
    order = f"shown {labels[pick.first]} as the first and {labels[pick.second]} as the second"
    return f"{title}, {order}, chose {chosen}: {pick.decider}"


def prose_facts(a: Review, b: Review, verdict: Verdict) -> ProseFacts:
    """All that the chair may state of a counted outcome."""
    titles = {seat.persona: seat.title for seat in a.seats}
    picks = [head.pick for head in verdict.picks.values()]
    called, names = labels(a.tool, b.tool), _names(a.tool, b.tool)
    cards = [
        (of, seat.shown) for of, review in zip(called, (a, b), strict=True) for seat in review.seats if isinstance(seat.shown, Scorecard)
    ]
    checked = [f"{of}: {text}" for of, card in cards if not card.faults for text in (card.opinion, *card.outside)]
    prices = [f"{of}: {line}" for of, tool in zip(called, (a.tool, b.tool), strict=True) for line in (*tool.stated, *_prices(tool))]
    votes = (
        (who, verdict.votes_a.get(who, Vote.MISSING), verdict.votes_b.get(who, Vote.MISSING), verdict.picks.get(who)) for who in titles
    )
    return ProseFacts(
        a=_standing((called[0], names[0]), verdict.tally_a, picks.count("A")),
        b=_standing((called[1], names[1]), verdict.tally_b, picks.count("B")),
        seats=len(a.seats),
        kind=verdict.kind,
        winner=verdict.winner,
        firm=verdict.firm,
        ties=picks.count("tie"),
        allowed=(*counted(verdict, *called, titles), *prices, *checked),
        titles=tuple(titles.values()),
        critics=tuple(Critic(title=titles[who], a=of_a, b=of_b, pick=head.pick if head else None) for who, of_a, of_b, head in votes),
    )


def _names(a: Tool, b: Tool) -> tuple[str, str]:
    return told_apart(a.name, b.name, slugs=(a.slug, b.slug))


def _standing(names: tuple[str, str], tally: Tally, picks: int) -> Standing:
    return Standing(names=tuple(dict.fromkeys(names)), ship=tally.ship, skip=tally.skip, picks=picks)
