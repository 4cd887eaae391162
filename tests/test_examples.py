"""The example pair and its recording: what a stranger sees first."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from panel.comparison import Comparison
from panel.engine import Engine
from panel.llm.batch import batch_line, read_lines
from panel.llm.pending import Replayed
from panel.llm.recorded import RECORDED
from panel.prompts import Prompts
from panel.questions import Questions, Sampling
from panel.recording import Recording
from panel.scorecard import Scorecard
from panel.settings import SamplingSection
from panel.sitting import Sitting
from panel.workspace import Workspace

ROOT = Path(__file__).parents[1]
PAIR = ("code-llama-4", "mistral-large-3")
RECORDING = Recording(ROOT / "examples" / "recorded")


async def replayed() -> tuple[Comparison, Replayed]:
    """The comparison of the pair from its recording, and the model that answered."""
    workspace = Workspace(ROOT)
    model = Replayed(read_lines(RECORDING.replies))
    prompts = Prompts(workspace.prompts)
    sampling = Sampling(RECORDED.label, RECORDED.label, None, SamplingSection().max_tokens)
    engine = Engine(model, prompts, lambda question, failure: None)
    sitting = Sitting(workspace.voters(), workspace.personas[1], Questions(prompts, sampling), engine)
    return await sitting.compare(*map(workspace.dossier, PAIR)), model


@pytest.mark.anyio
async def test_recording_is_fresh() -> None:
    """The recording answers exactly the requests that are rendered today; a changed prompt, persona or tool makes it stale."""
    _, model = await replayed()

    assert model.missing == []
    assert [batch_line(request) for request in model.requests.values()] == list(read_lines(RECORDING.requests).values())
    assert model.requests.keys() == read_lines(RECORDING.replies).keys()


@pytest.mark.anyio
async def test_recording_is_whole() -> None:
    """No seat of the example is empty, every claim stands in its source, and the chair's words passed their check."""
    comparison, _ = await replayed()
    cards = [seat.shown for review in (comparison.a, comparison.b) for seat in review.seats]

    assert all(isinstance(card, Scorecard) and card.unverified == 0 for card in cards)
    assert comparison.missing_picks == ()
    assert getattr(comparison.words, "faults", None) == ()


def test_main_job(tmp_path: Path) -> None:
    """Without a key or a network the page of the pair is made, says that it is a replay, and is not to be indexed."""
    for name in ("personas", "prompts", "tools", "examples"):
        copytree(ROOT / name, tmp_path / name)
    (tmp_path / "panel.toml").touch()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PANEL_", "OPENAI_"))}
    run = subprocess.run(
        [sys.executable, "-m", "panel", "compare", *PAIR], cwd=tmp_path, env=clean, capture_output=True, text=True, check=True
    )
    page = (tmp_path / run.stdout.splitlines()[-1]).read_text()
    made = json.loads(next((tmp_path / "runs").glob("2*/run.json")).read_text())

    assert run.stderr == ""
    assert f"17 replies from the recording of {RECORDING.made}, 0 from the cache; nobody was asked" in run.stdout
    assert "noindex" in page
    assert made["made"]["replay"] == RECORDING.made
    assert made["spend"]["asked"] == len(read_lines(RECORDING.replies))
