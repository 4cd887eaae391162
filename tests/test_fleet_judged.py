"""What a job is judged by, as one digest that two machines can compare."""

from collections.abc import Callable
from pathlib import Path

import pytest
from parts import workspace

from panel.batch.jobs import Job
from panel.errors import InputError
from panel.fleet.judged import Judged
from panel.workspace import Workspace

PAIR = Job(tools=("code-llama-4", "mistral-large-3"))


def digest(folder: Path, job: Job = PAIR) -> str:
    """As a machine that starts now sees it."""
    return Judged(Workspace(folder))(job)


def test_same(tmp_path: Path) -> None:
    """Two copies of a workspace agree, in whichever order the tools are named, and whatever else lies about."""
    one, two = workspace(tmp_path / "one"), workspace(tmp_path / "two")
    (two / "tools" / "code-llama-4" / ".swp").write_text("x")
    (two / "notes.txt").write_text("x")

    assert digest(one) == digest(two, Job(tools=("mistral-large-3", "code-llama-4")))


def _append(path: Path) -> None:
    path.write_text(path.read_text() + "\n# one more word\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: _append(folder / "tools" / "code-llama-4" / "tool.toml"),
        lambda folder: _append(folder / "tools" / "mistral-large-3" / "launch-notes.md"),
        lambda folder: _append(next(iter(sorted((folder / "prompts").glob("*.j2"))))),
        lambda folder: (folder / "personas" / "skeptic.toml").unlink(),
    ],
    ids=["facts", "source", "prompt", "persona"],
)
def test_differs(tmp_path: Path, change: Callable[[Path], object]) -> None:
    """Whatever can change a scorecard changes the digest."""
    folder = workspace(tmp_path)
    before = digest(folder)
    change(folder)

    assert digest(folder) != before


def test_not_here(tmp_path: Path) -> None:
    """A tool that this machine lacks is told by name."""
    with pytest.raises(InputError, match="'nowhere'"):
        digest(workspace(tmp_path), Job(tools=("nowhere",)))
