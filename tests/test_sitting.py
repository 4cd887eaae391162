import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from parts import Said, Scripted, workspace
from replies import WORDS, card, pick, schema_of, user

from panel.engine import Engine
from panel.errors import NoModel, PanelError, ProviderDown, Refused
from panel.llm.call import Reply, Request
from panel.llm.meter import Meter
from panel.llm.pending import Pending
from panel.persona import Persona
from panel.prompts import Prompts
from panel.questions import Questions, Sampling
from panel.scorecard import Failure
from panel.settled import Memory
from panel.sitting import Sitting
from panel.verdict import Kind
from panel.workspace import Workspace

pytestmark = pytest.mark.anyio
A, B = "code-llama-4", "mistral-large-3"


@pytest.fixture
def desk(tmp_path: Path) -> Workspace:
    """A copy of the shipped workspace."""
    return Workspace(workspace(tmp_path / "desk"))


class Panel:
    """A model that plays every part: `ballots` by persona and draw, `picks` by persona; the others ship, and tie."""

    def __init__(self, desk: Workspace, ballots: dict[str, list[str]] | None = None, picks: dict[str, list[str]] | None = None) -> None:
        self._personas = {voter.id: voter for voter in desk.voters()}
        self._ballots = ballots or {}
        self._picks = picks or {}
        self.model = Scripted(self._say)

    def asked(self) -> Counter[str]:
        """How many requests of each kind came."""
        return Counter(schema_of(request) for request in self.model.requests)

    def _say(self, request: Request) -> Said:
        kind = schema_of(request)
        if kind == "head_to_head":
            (persona,) = (p for p in self._personas.values() if f"# Your seat: {p.title}\n" in user(request))
            return pick(_nth(self._picks.get(persona.id, ["tie"]), request.sample))
        if kind not in self._personas:
            return WORDS
        reason = "What a team gets is made for code." if "Dossier: Code" in user(request) else "What a team gets is made for all."
        return _card(self._personas[kind], _nth(self._ballots.get(kind, ["ship"]), request.sample), reason)


def _nth(said: list[str], draw: int) -> str:
    return said[min(draw, len(said) - 1)]


def _card(persona: Persona, ballot: str, reason: str) -> Said:
    score = {"ship": 4, "skip": 1}.get(ballot, 3)
    return Refused("No.") if ballot == "refuse" else card(persona, ballot=ballot, score=score, reason=reason)


def sitting(desk: Workspace, model: Any, **more: Any) -> Sitting:
    """The shipped panel with this model."""
    prompts = Prompts(desk.prompts)
    voters, chair = desk.personas
    engine = Engine(model, prompts, lambda question, failure: None)
    return Sitting(voters, chair, Questions(prompts, Sampling(endpoint="http://host/v1", model="m-1")), engine, **more)


async def test_a_comparison_asks_each_question_once(desk: Workspace) -> None:
    """Four scorecards for each tool, a choice in both orders for each critic, and the chair's words: 17 requests."""
    panel = Panel(desk)

    made = await sitting(desk, panel.model).compare(desk.dossier(A), desk.dossier(B))
    assert panel.asked() == {"dx": 2, "skeptic": 2, "futurist": 2, "business": 2, "head_to_head": 8, "chair": 1}
    assert len({request.key for request in panel.model.requests}) == 17
    assert [seat.persona for seat in made.a.seats] == ["dx", "skeptic", "futurist", "business"]
    assert Counter((draw.persona, draw.first) for draw in made.picks) == {
        (p, t): 1 for p in ("dx", "skeptic", "futurist", "business") for t in (A, B)
    }
    assert made.verdict.kind is Kind.DEPENDS
    assert not isinstance(made.words, Failure)


async def test_the_other_order_of_the_tools_asks_only_the_chair_anew(desk: Workspace) -> None:
    """Every scorecard and every choice is the same request."""
    there, back = Panel(desk), Panel(desk)

    await sitting(desk, there.model).compare(desk.dossier(A), desk.dossier(B))
    await sitting(desk, back.model).compare(desk.dossier(B), desk.dossier(A))
    new = {request.key for request in back.model.requests} - {request.key for request in there.model.requests}
    assert [schema_of(request) for request in back.model.requests if request.key in new] == ["chair"]


async def test_an_empty_seat_is_not_asked_to_choose(desk: Workspace) -> None:
    """It has no scorecards to choose between; the comparison is made without it."""
    panel = Panel(desk, ballots={"futurist": ["refuse"]})

    made = await sitting(desk, panel.model).compare(desk.dossier(A), desk.dossier(B))
    assert panel.asked()["head_to_head"] == 6
    assert {draw.persona for draw in made.picks} == {"dx", "skeptic", "business"}
    assert made.verdict.tally_a.missing == made.verdict.tally_b.missing == 1
    assert isinstance(made.a.seats[2].shown, Failure)


async def test_a_choice_that_fails_is_told(desk: Workspace) -> None:
    """It stands among the missing, and the chair still speaks."""
    panel = Panel(desk)
    model = Scripted(lambda request: Refused("No.") if schema_of(request) == "head_to_head" else panel._say(request))

    made = await sitting(desk, model).compare(desk.dossier(A), desk.dossier(B))
    assert made.picks == ()
    assert [failure.reason for failure in made.missing_picks] == ["refused"] * 8
    assert not isinstance(made.words, Failure)


LADDER = {
    "one draw": (1, ["ship"], 1),
    "one draw cannot disagree": (1, ["ship", "skip"], 1),
    "agreed at once": (11, ["ship"], 3),
    "agreed to abstain": (11, ["abstain"], 3),
    "torn": (11, ["ship", "skip", "ship"], 11),
    "torn, with less to spend": (5, ["ship", "skip", "ship"], 5),
    "torn, between two rungs": (4, ["ship", "skip", "ship"], 4),
    "fewer than the first rung": (2, ["ship", "skip"], 2),
    "more than the last rung": (20, ["ship", "skip"], 11),
    "never an answer": (11, ["refuse"], 3),
    "one answer": (11, ["refuse", "ship", "refuse"], 3),
}


@pytest.mark.parametrize(("samples", "ballots", "count"), LADDER.values(), ids=LADDER)
async def test_more_draws_are_taken_only_while_they_disagree(desk: Workspace, samples: int, ballots: list[str], count: int) -> None:
    """Three, then five, then eleven; an answer that fails is no disagreement."""
    panel = Panel(desk, ballots={"dx": ballots})
    (voter,) = desk.voters(("dx",))

    seat = await sitting(desk, panel.model, samples=samples).seat(voter, desk.dossier(A))
    assert len(seat.draws) == count
    assert [request.sample for request in panel.model.requests] == list(range(count))


PICKS = {"settled": (["first"], 3), "torn": (["first", "second"], 5), "an order of its own": (["tie", "tie", "first"], 5)}


@pytest.mark.parametrize(("picks", "rounds"), PICKS.values(), ids=PICKS)
async def test_choices_climb_the_same_ladder(desk: Workspace, picks: list[str], rounds: int) -> None:
    """Both orders at each rung, while the draws of one order disagree."""
    panel = Panel(desk, picks={"dx": picks})
    one = sitting(desk, panel.model, samples=5)
    one = Sitting(desk.voters(("dx",)), one.chair, one.questions, one.engine, samples=5)
    a, b = await one.review(desk.dossier(A)), await one.review(desk.dossier(B))

    drawn = await one.picks(a, b)
    assert len(drawn) == panel.asked()["head_to_head"] == 2 * rounds


async def test_a_rerun_starts_at_a_later_draw(desk: Workspace) -> None:
    """The number of the first draw is looked up for each seat."""
    panel = Panel(desk)

    await sitting(desk, panel.model, sample=lambda tool, persona: 7 if (tool, persona) == (A, "dx") else 0).review(desk.dossier(A))
    assert {schema_of(request): request.sample for request in panel.model.requests} == {"dx": 7, "skeptic": 0, "futurist": 0, "business": 0}


async def test_what_is_pending_counts_the_first_rung_only(desk: Workspace) -> None:
    """Whether further draws are needed is not known before the first are in."""
    model = Pending({}.get)

    await sitting(desk, model, samples=11).review(desk.dossier(A))
    assert len(model.requests) == 4 * 3


@pytest.mark.parametrize("error", [NoModel("no key"), ProviderDown("out of credit")], ids=["no model", "down"])
async def test_an_end_of_everything_is_one_error(desk: Workspace, error: PanelError) -> None:
    """Not a group of as many as there were seats."""

    with pytest.raises(type(error), match=str(error)):
        await sitting(desk, Scripted(lambda request: error)).compare(desk.dossier(A), desk.dossier(B))


class Crowd:
    """A model that answers nobody before all `expected` have asked."""

    def __init__(self, panel: Panel, expected: int) -> None:
        self._inner = panel.model
        self._barrier = asyncio.Barrier(expected)

    async def __call__(self, request: Request) -> Reply:
        await self._barrier.wait()
        return await self._inner(request)

    def forget(self, key: str) -> bool:
        return False


async def test_all_seats_of_both_tools_are_asked_at_once(desk: Workspace) -> None:
    """The limits on how many calls run belong to the model side; eight wait here for each other, and so do eight choices."""
    one = sitting(desk, Crowd(Panel(desk), 8))
    async with asyncio.timeout(20):
        a, b = await asyncio.create_task(_both(one, desk))
        drawn = await one.picks(a, b)

    assert len(a.seats) + len(b.seats) == len(drawn) == 8


async def _both(one: Sitting, desk: Workspace) -> Any:
    from panel.engine import together

    return await together([one.review(desk.dossier(A)), one.review(desk.dossier(B))])


async def test_a_settled_review_is_not_asked_again(desk: Workspace, tmp_path: Path) -> None:
    """Its seats come back as they were, and no request is even written."""
    memory = Memory(tmp_path / "settled", Meter(), warn=print)
    first = await sitting(desk, Panel(desk).model, memory=memory).review(desk.dossier(A))
    again = Panel(desk)

    assert await sitting(desk, again.model, memory=memory).review(desk.dossier(A)) == first
    assert again.model.requests == []


def _edited(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


CHANGED: dict[str, Callable[[Workspace], None]] = {
    "persona": lambda desk: _edited(
        desk.root / "personas" / "dx.toml", "# a remark\n[[criteria]]\nkey='more'\nlabel='More'\nkind='text'\nask='What else?'\n"
    ),
    "prompt": lambda desk: _edited(desk.prompts / "scorecard.md.j2", "Take your time."),
    "tool": lambda desk: _edited(desk.root / "tools" / A / "launch-notes.md", "\nOne more line that a reader sees.\n"),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
async def test_a_review_of_other_inputs_is_another(desk: Workspace, tmp_path: Path, change: Callable[[Workspace], None]) -> None:
    """An edited persona, prompt or source is asked about anew, and undoing the edit finds the old review."""
    memory = Memory(tmp_path / "settled", Meter(), warn=print)
    await sitting(desk, Panel(desk).model, memory=memory).review(desk.dossier(A))
    copytree(desk.root, tmp_path / "edited")
    edited = Workspace(tmp_path / "edited")
    change(edited)
    anew, undone = Panel(edited), Panel(desk)
    await sitting(edited, anew.model, memory=memory).review(edited.dossier(A))
    await sitting(desk, undone.model, memory=memory).review(desk.dossier(A))

    assert len(anew.model.requests) >= 4
    assert undone.model.requests == []


async def test_another_model_or_draw_is_another_review(desk: Workspace, tmp_path: Path) -> None:
    """What is sent with every request, the number of draws and where they begin are part of what was settled."""
    memory = Memory(tmp_path / "settled", Meter(), warn=print)
    await sitting(desk, Panel(desk).model, memory=memory).review(desk.dossier(A))
    others: list[dict[str, Any]] = [
        {"samples": 3},
        {"sample": lambda tool, persona: 11},
        {"questions": Questions(Prompts(desk.prompts), Sampling(endpoint="http://host/v1", model="m-2"))},
        {"questions": Questions(Prompts(desk.prompts), Sampling(endpoint="http://host/v1", model="m-1", temperature=0.5))},
    ]

    for other in others:
        panel = Panel(desk)
        await replace(sitting(desk, panel.model, memory=memory), **other).review(desk.dossier(A))
        assert len(panel.model.requests) >= 4


async def test_the_first_voter_is_ahead_of_the_others(desk: Workspace) -> None:
    """With a lead the others wait for its answer, at most that long; without one they are asked at once."""
    asked: list[str] = []
    answer = asyncio.Event()
    panel = Panel(desk)

    class Held:
        async def __call__(self, request: Request) -> Reply:
            asked.append(schema_of(request))
            await answer.wait()
            return await panel.model(request)

        def forget(self, key: str) -> bool:
            return False

    jobs = [asyncio.create_task(sitting(desk, Held(), lead=lambda seconds=lead: seconds).review(desk.dossier(A))) for lead in (3600.0, 0.0)]
    while len(asked) < 5:
        await asyncio.sleep(0)
    assert Counter(asked) == {"dx": 2, "skeptic": 1, "futurist": 1, "business": 1}
    answer.set()
    held, free = [await job for job in jobs]
    assert held == free
    assert len(asked) == 8


async def test_a_lead_ends_by_itself(desk: Workspace) -> None:
    """A first voter that says nothing does not hold up the others for longer."""
    asked: list[str] = []

    class Silent:
        async def __call__(self, request: Request) -> Reply:
            asked.append(schema_of(request))
            await asyncio.Event().wait()
            raise AssertionError

        def forget(self, key: str) -> bool:
            return False

    job = asyncio.create_task(sitting(desk, Silent(), lead=lambda: 0.001).review(desk.dossier(A)))
    while len(asked) < 4:
        await asyncio.sleep(0)
    job.cancel()
    assert Counter(asked) == {"dx": 1, "skeptic": 1, "futurist": 1, "business": 1}
