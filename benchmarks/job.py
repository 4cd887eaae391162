"""The job that everybody does: a workspace of made-up tools before the project's own panel, and its requests for those who are not the panel."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from panel.batch.storage import NAME
from panel.dossier import load
from panel.persona import Persona
from panel.prompts import Prompts
from panel.questions import Questions, Sampling
from panel.rubric import Criterion
from panel.workspace import Workspace

ROOT = Path(__file__).parents[1]
WARM_UP = 2
"""Tools at the end of a job that are done first and not counted: imports, connections and compiled schemas are theirs."""
FACT = "The queue keeps every job on disk until its worker has confirmed it, and a job that fails is tried again on the next worker."
OPINION = (
    "What a team gets here is a queue that keeps its promise on disk. A job stays until its worker has confirmed it, and one that fails "
    "goes to the next worker, so the ordinary accident is covered by design and not by luck. The first step is short and the settings are "
    "few, which leaves little to misread. What the notes leave open is the cost of all this waiting: nothing is said of how long a stuck "
    "job holds its place, nor of what an operator sees while it does. A careful team can live with that, since the jobs stay readable on "
    "disk and can be moved elsewhere. That decides it."
)


def slug(number: int) -> str:
    return f"tool-{number:05}"


def workspace(folder: Path, numbers: range) -> Path:
    """A workspace with the project's personas and prompts and these tools."""
    folder.mkdir(parents=True)
    for name in ("personas", "prompts"):
        shutil.copytree(ROOT / name, folder / name)
    for number in numbers:
        _tool(folder / "tools" / slug(number), number)
    (folder / "panel.toml").touch()
    return folder


def settle(folder: Path, base_url: str, *, concurrency: int) -> None:
    """Point a workspace at a server."""
    (folder / "panel.toml").write_text(
        f'[endpoint]\nbase_url = "{base_url}"\nmodel = "bench"\n[limits]\nconcurrency = {concurrency}\n[prices]\ninput = 1\noutput = 2\n'
    )


def answers() -> dict[str, str]:
    """A reply of about 400 tokens for each persona, by the name of its schema."""
    return {voter.rubric.name: _reply(voter.criteria) for voter in _voters()}


def forget_queue(folder: Path) -> None:
    """Forget which jobs were done; replies and settled scorecards stay."""
    for file in (folder / ".panel").glob(f"{NAME}*"):
        file.unlink()


def export(folders: Sequence[Path], file: Path) -> None:
    """The panel's own requests on the tools of some workspaces, a line each, with their schemas in the first line."""
    questions = Questions(Prompts(ROOT / "prompts"), Sampling("bench", "bench"))
    schemas: dict[str, Any] = {}
    lines = []
    for tool in [tool for folder in folders for tool in sorted((folder / "tools").iterdir())]:
        dossier = load(tool)
        for voter in _voters():
            request = questions.scorecard(voter, dossier).request
            schemas[request.schema.name] = json.loads(request.schema.json)
            system, user = (message.content for message in request.messages)
            lines.append(json.dumps({"schema": request.schema.name, "system": system, "user": user}))
    file.write_text("\n".join([json.dumps(schemas), *lines]) + "\n")


def _voters() -> tuple[Persona, ...]:
    return Workspace(ROOT).voters()


def _tool(folder: Path, number: int) -> None:
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
        f"Part {n} of the notes says how operators of queue {number} look after their workers day by day." for n in range(2)
    )
    (folder / "readme.md").write_text(f"# Tool {number}\n\n{FACT}\n\n{filler}\n")


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
