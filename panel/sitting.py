"""One sitting of the panel: every seat is asked, the picks are made, the outcome is counted and put into words."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from panel.canon import digest
from panel.comparison import Comparison, HeadToHeadDraw, Review, Seat, ballots
from panel.dossier import Dossier
from panel.engine import Engine, together
from panel.persona import Persona
from panel.questions import Questions, Reviewed
from panel.samples import SPAN
from panel.scorecard import Failure, Outcome, Scorecard
from panel.settled import Memory
from panel.verdict import decide

T = TypeVar("T")
LADDER = (3, 5, SPAN)


@dataclass(frozen=True)
class Sitting:
    """One sitting of the panel.

    `samples` is the most draws that a torn seat may take; `sample` gives the number of a seat's first draw, which a rerun moves on.
    `memory` serves whole reviews that were settled before. `lead` gives the seconds that the first voter of a tool is ahead of
    the others, so that a provider's prefix cache holds what they share; it ends early with the first voter's answer.
    """

    voters: tuple[Persona, ...]
    chair: Persona
    questions: Questions
    engine: Engine
    samples: int = 1
    sample: Callable[[str, str], int] = lambda _tool, _persona: 0
    memory: Memory | None = None
    lead: Callable[[], float] = lambda: 0.0

    async def review(self, dossier: Dossier) -> Review:
        """Every voter's seat on one tool, remembered or asked."""
        if self.memory is None:
            return await self._asked(dossier)
        key = self._key(dossier)
        review = self.memory.recall(key)
        if review is None:
            with self.memory.meter.account() as used:
                review = await self._asked(dossier)
            self.memory.keep(key, review, used)
        return review

    async def seat(self, persona: Persona, dossier: Dossier) -> Seat:
        """One voter's draws on one tool: more of them only while they disagree."""
        first = self.sample(dossier.tool.slug, persona.id)

        async def draw(number: int) -> Outcome:
            return await self.engine.ask(self.questions.scorecard(persona, dossier, sample=first + number))

        draws = await self._draws(draw, _voted_alike)
        return Seat(persona=persona.id, title=persona.title, draws=tuple(draws))

    async def picks(self, a: Review, b: Review) -> list[HeadToHeadDraw | Failure]:
        """Every voter's choice between the two, in both orders; a voter with an empty seat is not asked."""
        asked = [
            self._picks(persona, Reviewed(a.tool, x.shown), Reviewed(b.tool, y.shown))
            for persona, x, y in zip(self.voters, a.seats, b.seats, strict=True)
            if isinstance(x.shown, Scorecard) and isinstance(y.shown, Scorecard)
        ]
        return list(chain.from_iterable(await together(asked)))

    async def words(self, a: Review, b: Review, picks: Sequence[HeadToHeadDraw | Failure]) -> Comparison:
        """The counted verdict on two reviews, and then the chair's words for it."""
        made = tuple(pick for pick in picks if isinstance(pick, HeadToHeadDraw))
        verdict = decide(ballots(a, b, made))
        return Comparison(
            a=a,
            b=b,
            picks=made,
            missing_picks=tuple(pick for pick in picks if isinstance(pick, Failure)),
            verdict=verdict,
            words=await self.engine.ask(self.questions.words(self.chair, a, b, made, verdict)),
        )

    async def compare(self, a: Dossier, b: Dossier) -> Comparison:
        """Both reviews, the picks in both orders, the counted verdict and its words."""
        first, second = await together([self.review(a), self.review(b)])
        return await self.words(first, second, await self.picks(first, second))

    def _key(self, dossier: Dossier) -> str:
        seats = [[persona.digest, self.sample(dossier.tool.slug, persona.id)] for persona in self.voters]
        return digest([seats, dossier.checked, self.questions.digest, self.samples])

    async def _asked(self, dossier: Dossier) -> Review:
        opened = asyncio.Event()

        async def ahead(persona: Persona) -> Seat:
            try:
                return await self.seat(persona, dossier)
            finally:
                opened.set()

        lead = self.lead()

        async def behind(persona: Persona) -> Seat:
            if lead:
                with suppress(TimeoutError):
                    await asyncio.wait_for(opened.wait(), lead)
            return await self.seat(persona, dossier)

        first, *others = self.voters
        seats = await together([ahead(first), *map(behind, others)])
        return Review(tool=dossier.tool, seats=tuple(seats), marked=dossier.prepared.marked)

    async def _picks(self, persona: Persona, a: Reviewed, b: Reviewed) -> list[HeadToHeadDraw | Failure]:
        async def both_orders(number: int) -> list[HeadToHeadDraw | Failure]:
            orders = ((a, b), (b, a))
            return await together([self._pick(persona, *order, sample=number) for order in orders])

        rounds: list[list[HeadToHeadDraw | Failure]] = await self._draws(both_orders, _picked_alike)
        return list(chain.from_iterable(rounds))

    async def _pick(self, persona: Persona, first: Reviewed, second: Reviewed, *, sample: int) -> HeadToHeadDraw | Failure:
        return await self.engine.ask(self.questions.pick(persona, first, second, sample=sample))

    async def _draws(self, draw: Callable[[int], Awaitable[T]], settled: Callable[[list[T]], bool]) -> list[T]:
        drawn: list[T] = []
        for target in _targets(self.samples):
            drawn += await together(draw(number) for number in range(len(drawn), target))
            if settled(drawn):
                break
        return drawn


def _targets(samples: int) -> list[int]:
    # One draw cannot disagree with itself, so sampling starts at the second rung.
    return [1] if samples == 1 else sorted({min(rung, samples) for rung in LADDER})


def _voted_alike(outcomes: list[Outcome]) -> bool:
    return len({outcome.ballot for outcome in outcomes if isinstance(outcome, Scorecard)}) <= 1


def _picked_alike(rounds: list[list[HeadToHeadDraw | Failure]]) -> bool:
    by_order = ({pick.pick for pick in order if isinstance(pick, HeadToHeadDraw)} for order in zip(*rounds, strict=True))
    return all(len(picks) <= 1 for picks in by_order)
