"""Client CPU a call against a bare `AsyncOpenAI.chat.completions.create` loop on the same calls, cold and warm, as ratios of one run."""

import asyncio
import json
import resource
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from secrets import token_hex
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from server import serving

from panel import runs
from panel.comparison import Spend
from panel.dossier import Dossier, load
from panel.engine import Engine, together
from panel.llm.call import Request
from panel.llm.chat import TOP, body_of
from panel.llm.client import Client
from panel.llm.target import Prices, Target
from panel.prompts import Prompts
from panel.questions import Question, Questions, Sampling
from panel.rubric import Criterion
from panel.runs import Made, Run
from panel.scorecard import Scorecard
from panel.settled import Memory
from panel.sitting import Sitting
from panel.workspace import Workspace

ROOT = Path(__file__).parents[1]
TOOLS, CONCURRENCY, ROUNDS = 250, 64, 3
FACT = "The queue keeps every job on disk until its worker has confirmed it, and a job that fails is tried again on the next worker."
OPINION = (
    "What a team gets here is a queue that keeps its promise on disk. A job stays until its worker has confirmed it, and one that fails "
    "goes to the next worker, so the ordinary accident is covered by design and not by luck. The first step is short and the settings are "
    "few, which leaves little to misread. What the notes leave open is the cost of all this waiting: nothing is said of how long a stuck "
    "job holds its place, nor of what an operator sees while it does. A careful team can live with that, since the jobs stay readable on "
    "disk and can be moved elsewhere. That decides it."
)


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        dossiers = [_tool(Path(scratch) / "tools" / f"tool-{number}", number) for number in range(TOOLS)]
        workspace = Workspace(ROOT)
        answers = {voter.rubric.name: _reply(voter.criteria) for voter in workspace.voters()}
        with serving(answers) as base_url:
            rounds = [asyncio.run(_round(workspace, dossiers, base_url, Path(scratch) / f"round-{n}")) for n in range(ROUNDS)]
    bare, cold, warm = (statistics.median(column) for column in zip(*rounds, strict=True))
    calls = TOOLS * len(answers)
    print(f"{calls} calls, concurrency {CONCURRENCY}, median of {ROUNDS} rounds, client CPU a call:")
    print(f"  bare AsyncOpenAI.chat.completions.create  {bare:6.3f} ms   1.00")
    print(f"  panel, cold                               {cold:6.3f} ms   {cold / bare:.2f}")
    print(f"  panel, warm repeat                        {warm:6.3f} ms   {warm / bare:.2f}")


async def _round(workspace: Workspace, dossiers: list[Dossier], base_url: str, folder: Path) -> tuple[float, float, float]:
    questions = Questions(Prompts(workspace.prompts), Sampling(base_url, "bench"))
    bare = await _cpu(_bare(base_url, [q.request for q in _questions(questions, workspace, dossiers)]))
    cold = await _cpu(_panel(base_url, questions, workspace, dossiers, folder))
    warm = await _cpu(_panel(base_url, questions, workspace, dossiers, folder))
    return bare, cold, warm


async def _cpu(job: Awaitable[int]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF)
    calls = await job
    after = resource.getrusage(resource.RUSAGE_SELF)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / calls


async def _bare(base_url: str, requests: list[Request]) -> int:
    import openai

    client = openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0)
    at_once = asyncio.Semaphore(CONCURRENCY)
    bodies = [body_of(request, TOP) for request in requests]

    async def call(body: Any) -> None:
        async with at_once:
            completion = await client.chat.completions.create(**body)
        assert completion.choices[0].message.content

    await together(call(body) for body in bodies)
    await client.close()
    return len(bodies)


async def _panel(base_url: str, questions: Questions, workspace: Workspace, dossiers: list[Dossier], folder: Path) -> int:
    """Render, ask, validate, fold, cache and record; every tool gets a run."""
    target = Target(label=base_url, base_url=base_url, concurrency=CONCURRENCY, prices=Prices(Decimal(1), Decimal(2)))
    async with Client(target, home=folder) as client:
        memory = Memory(folder / "settled", client.meter, warn=print)
        engine = Engine(client, questions.prompts, lambda question, failure: None, memory)
        sitting = Sitting(workspace.voters(), workspace.personas[1], questions, engine)
        reviews = await together(sitting.review(Dossier(dossier.prepared)) for dossier in dossiers)
        memory.close()
    made = Made(endpoint=base_url, model="bench", personas={}, prompts={}, tools={})
    at = datetime.now(UTC)
    for review in reviews:
        assert all(isinstance(seat.shown, Scorecard) and not seat.shown.faults for seat in review.seats), review.seats
        id = runs.new_id(review.tool.slug, at, token_hex(3))
        runs.save(folder / "runs", Run(id=id, kind="review", at=at, made=made, spend=Spend(), result=review))
    return sum(len(review.seats) for review in reviews)


def _questions(questions: Questions, workspace: Workspace, dossiers: list[Dossier]) -> list[Question[Scorecard]]:
    return [questions.scorecard(voter, dossier) for dossier in dossiers for voter in workspace.voters()]


def _tool(folder: Path, number: int) -> Dossier:
    folder.mkdir(parents=True)
    facts = {
        "name": f"tool-{number}",
        "version": "1.0",
        "license": "MIT",
        "summary": "A job queue",
        "urls": [],
        "source": "bench",
        "read": "2026-11-01",
    }
    (folder / "source.json").write_text(json.dumps(facts))
    filler = "\n\n".join(
        f"Part {n} of the notes says how operators of queue {number} look after their workers day by day." for n in range(28)
    )
    (folder / "readme.md").write_text(f"# Tool {number}\n\n{FACT}\n\n{filler}\n")
    return load(folder)


def _reply(criteria: Sequence[Criterion]) -> str:
    values = {criterion.key: _value(criterion) for criterion in criteria}
    closing = {"reason": "The promise is kept on disk.", "ballot": "ship", "outside": [], "opinion": OPINION}
    return json.dumps({**values, **closing})


def _value(criterion: Criterion) -> Any:
    match criterion.kind:
        case "text":
            return "A job stays on disk until its worker has confirmed it."
        case "items":
            return ["A table in the database that a team has"]
        case "choice":
            return {"why": "The habit is spreading.", "choice": criterion.choices[0]}
        case "claim":
            return {"sentence": "Every job stays on disk until its worker confirms it.", "quotes": [{"source": "readme", "quote": FACT}]}
        case "score":
            return {"why": "The path is short and its end is on disk.", "score": 3}
        case "forecast":
            measured = "The release notes of the three largest brokers."
            return {"statement": "Most brokers will keep jobs so.", "measured_by": measured, "year": 2027, "month": 12, "probability": 60}


if __name__ == "__main__":
    main()
