"""Review, compare, rerun: the only place where a workspace, a model and the panel are put together."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from panel import runs
from panel.ask import Model
from panel.canon import Closed
from panel.change import Change, causes, change, recount, replaced
from panel.comparison import Comparison, Review, Seat, Spend
from panel.dossier import Dossier
from panel.engine import Engine, Watch
from panel.errors import InputError, UsageError
from panel.llm.batch import read_lines
from panel.llm.cache import Store
from panel.llm.call import Reply, Request
from panel.llm.meter import Meter, Totals
from panel.llm.pending import Pending, Replayed
from panel.persona import Persona
from panel.prompts import Prompts
from panel.questions import Questions, Sampling
from panel.recording import Recording
from panel.runs import Kind, Made, Run
from panel.samples import Samples
from panel.scorecard import Scorecard
from panel.settled import Memory
from panel.sitting import Sitting
from panel.turns import Spread, Turn, at_once
from panel.verdict import Verdict
from panel.workspace import Workspace

First = Callable[[str, str], int]


class Counted(Model, Protocol):
    """A model whose use is counted by the accounts of its meter, and the store of its kept replies."""

    @property
    def meter(self) -> Meter: ...

    @property
    def store(self) -> Store[Reply]: ...


@dataclass(frozen=True)
class Plan:
    """What is still to be asked: the requests that can be written now, how many must follow them, how many are answered."""

    requests: tuple[Request, ...]
    later: int
    cached: int


class Touched(Closed):
    """A comparison that a new seat bears on: its run, its verdict, and the verdict with that seat and the earlier picks."""

    run: str
    a: str
    b: str
    before: Verdict
    after: Verdict


class Rerun(Closed):
    """One seat asked again: the run, what changed and why, and the comparisons that it bears on."""

    run: Run
    change: Change
    touched: tuple[Touched, ...]


@dataclass(frozen=True)
class Orchestrator:
    """Does the jobs of one workspace with one model, and keeps a run of each.

    `now` and `token` name the runs; `watch` is told of every settled question; `replay` is the date of the recording that
    answers, or empty; `lead` gives the head start of a tool's first voter, in seconds; `turn` is awaited before what takes long.
    """

    workspace: Workspace
    client: Counted
    memory: Memory
    sampling: Sampling
    now: Callable[[], datetime]
    token: Callable[[], str]
    watch: Watch
    replay: str = ""
    lead: Callable[[], float] = Sitting.lead
    turn: Turn = at_once

    async def reviews(self, tools: Sequence[str], *, only: tuple[str, ...] = (), samples: int = 1, fresh: bool = False) -> list[Run]:
        """The panel on each tool, a run a tool. `fresh` asks for new draws even where there are replies."""
        voters = self.workspace.voters(only)
        await self.turn()
        dossiers = [self.workspace.dossier(tool) for tool in tools]
        return [await self._review(dossier, voters, samples=samples, fresh=fresh) for dossier in dossiers]

    async def compare(self, a: str, b: str, *, samples: int = 1) -> Run:
        """The panel on two tools, side by side."""
        await self.turn()
        first, second = self._pair(a, b)
        with self.client.meter.account() as used:
            comparison = await self._sitting(self.workspace.voters(), samples).compare(first, second)
        return await self._keep("compare", comparison, [first, second], used=used)

    async def rerun(self, tool: str, persona: str, *, note: str = "") -> Rerun:
        """One seat again, the others carried over from the newest review of the tool.

        Where nothing that the seat was asked has changed, this is a new draw, which speaks for the seat from then on.
        Raises InputError when there is no earlier review.
        """
        dossier = self.workspace.dossier(tool)
        (voter,) = self.workspace.voters((persona,))
        parent, earlier = self._newest(dossier.tool.slug)
        old = next((seat for seat in earlier.seats if seat.persona == persona), None)
        samples = len(old.draws) if old else 1
        why = causes(parent.made, self._made([dossier]), persona=persona, tool=dossier.tool.slug)
        with self.client.meter.account() as used:
            seat = await self._sitting((voter,), samples).seat(voter, dossier)
            if old and _first_request(old) == _first_request(seat):
                seat = await self._sitting((voter,), samples, self._samples.anew).seat(voter, dossier)
                self._settle(dossier, [seat])
                why = ()
        review = replaced(earlier, seat, run=parent.id).model_copy(update={"tool": dossier.tool, "marked": dossier.prepared.marked})
        run = await self._keep("rerun", review, [dossier], used=used, parent=parent.id, note=note)
        changed = change(dossier.tool.slug, old or seat, seat, why or ("a new draw",))
        return Rerun(run=run, change=changed, touched=self._touched(review))

    async def pending(self, a: str, b: str, *, samples: int = 1) -> Plan:
        """What a comparison would still have to ask; asks nothing.

        Only what can be written already is among the requests: a pick quotes scorecards, and the chair quotes everything.
        """
        model, sitting = self._looking(self.workspace.voters(), samples)
        reviews = [await sitting.review(dossier) for dossier in self._pair(a, b)]
        if model.requests:
            return _plan(model, later=2 * len(sitting.voters) + 1)
        picks = await sitting.picks(reviews[0], reviews[1])
        if model.requests:
            return _plan(model, later=1)
        await sitting.words(reviews[0], reviews[1], picks)
        return _plan(model, later=0)

    async def pending_reviews(self, tools: Sequence[str], *, only: tuple[str, ...] = (), samples: int = 1, fresh: bool = False) -> Plan:
        """What reviews of these tools would still have to ask; asks nothing."""
        model, sitting = self._looking(self.workspace.voters(only), samples, self._samples.anew if fresh else None)
        for tool in tools:
            await sitting.review(self.workspace.dossier(tool))
        return _plan(model, later=0)

    async def record(self, a: str, b: str, file: Path) -> int:
        """Make the workspace's recording of the replies in a file: exactly the requests of this comparison, each with its answer.

        Asks nothing. Raises InputError when one that is needed is not in the file.
        """
        answers = read_lines(file)
        model = Replayed(answers)
        sitting = replace(
            self._sitting(self.workspace.voters(), 1), engine=Engine(model, self._prompts, self.watch), memory=None, lead=Sitting.lead
        )
        await sitting.compare(*self._pair(a, b))
        if model.missing:
            raise InputError(
                f"{file}: {len(model.missing)} answers are missing, {model.missing[0][:12]} first; export and answer them first"
            )
        Recording(self.workspace.root / "examples" / "recorded").keep(model.requests, answers)
        return len(model.requests)

    async def _review(self, dossier: Dossier, voters: tuple[Persona, ...], *, samples: int, fresh: bool) -> Run:
        with self.client.meter.account() as used:
            review = await self._sitting(voters, samples, self._samples.anew if fresh else None).review(dossier)
        if fresh:
            self._settle(dossier, review.seats)
        return await self._keep("review", review, [dossier], used=used)

    def _touched(self, review: Review) -> tuple[Touched, ...]:
        newest: dict[frozenset[str], Touched] = {}
        for run in runs.newest(self.workspace.runs):
            match run.result:
                case Comparison(a=a, b=b) if review.tool.slug in (a.tool.slug, b.tool.slug):
                    after = recount(run.result, review)
                    touched = Touched(run=run.id, a=a.tool.slug, b=b.tool.slug, before=run.result.verdict, after=after)
                    newest.setdefault(frozenset((a.tool.slug, b.tool.slug)), touched)
        return tuple(newest.values())

    def _pair(self, a: str, b: str) -> tuple[Dossier, Dossier]:
        first, second = self.workspace.dossier(a), self.workspace.dossier(b)
        if first.tool.slug == second.tool.slug:
            raise UsageError(f"{a!r} and {b!r} are the same tool; name two")
        return first, second

    def _sitting(self, voters: tuple[Persona, ...], samples: int, first: First | None = None) -> Sitting:
        engine = Engine(Spread(self.client, self.turn), self._prompts, self.watch)
        return Sitting(
            voters, self.workspace.personas[1], self._questions, engine, samples, first or self._samples.first, self.memory, self.lead
        )

    def _looking(self, voters: tuple[Persona, ...], samples: int, first: First | None = None) -> tuple[Pending, Sitting]:
        model = Pending(self.client.store.get)
        return model, replace(
            self._sitting(voters, samples, first), engine=Engine(model, self._prompts, self.watch), memory=None, lead=Sitting.lead
        )

    @cached_property
    def _prompts(self) -> Prompts:
        return Prompts(self.workspace.prompts)

    @cached_property
    def _questions(self) -> Questions:
        return Questions(self._prompts, self.sampling)

    @cached_property
    def _samples(self) -> Samples:
        return Samples(self.workspace.root / ".panel" / "samples.json")

    def _settle(self, dossier: Dossier, seats: Sequence[Seat]) -> None:
        # Only now, and only where something was answered: what failed or was interrupted goes on where it stopped.
        for seat in seats:
            if seat.ballots:
                self._samples.advance(dossier.tool.slug, seat.persona)

    def _newest(self, slug: str) -> tuple[Run, Review]:
        for run in runs.newest(self.workspace.runs):
            for review in run.reviews:
                if review.tool.slug == slug:
                    return run, review
        raise InputError(f"{slug!r}: no review yet; `panel review {slug}` makes the first")

    def _made(self, dossiers: Sequence[Dossier]) -> Made:
        voters, chair = self.workspace.personas
        return Made(
            endpoint=self.sampling.endpoint,
            model=self.sampling.model,
            replay=self.replay,
            personas={persona.id: persona.digest for persona in (*voters, chair)},
            prompts=self._prompts.digests,
            tools={dossier.tool.slug: dossier.digest for dossier in dossiers},
        )

    async def _keep(
        self, kind: Kind, result: Review | Comparison, dossiers: Sequence[Dossier], *, used: Totals, parent: str = "", note: str = ""
    ) -> Run:
        at = self.now()
        slug = "-vs-".join(dossier.tool.slug for dossier in dossiers)
        run = Run(
            id=runs.new_id(slug, at, self.token()),
            kind=kind,
            at=at,
            parent=parent,
            note=note,
            made=self._made(dossiers),
            spend=spend(used),
            result=result,
        )
        # Waiting for the platter would hold up every other job of a batch; all that needs no waiting is done here, since a thread
        # and a busy loop take each other's turn at every step.
        runs.draft(self.workspace.runs, run)
        await asyncio.to_thread(runs.land, self.workspace.runs, run.id)
        return run


def _first_request(seat: Seat) -> str:
    return next((draw.request for draw in seat.draws if isinstance(draw, Scorecard)), "")


def _plan(model: Pending, *, later: int) -> Plan:
    return Plan(requests=tuple(model.requests.values()), later=later, cached=model.cached)


def spend(totals: Totals) -> Spend:
    """The meter's totals as a record; money is None while any call's price is unknown."""
    return Spend(
        asked=totals.asked,
        cached=totals.cached,
        prompt_tokens=totals.prompt,
        prefix_tokens=totals.prefix,
        cached_tokens=totals.cached_tokens,
        completion_tokens=totals.completion,
        paid=None if totals.unpriced else totals.cost,
        worth=None if totals.unvalued else totals.worth,
    )
