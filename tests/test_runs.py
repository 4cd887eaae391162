import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from panels import comparison, review, run

from panel import runs
from panel.errors import DiskError, InputError
from panel.runs import RUN_ID, Run, new_id

AT = datetime(2026, 11, 23, 9, 15, 2, tzinfo=UTC)


def dated(day: int, token: str = "0a1b2c") -> Run:
    """A run of this day."""
    return run(review()).model_copy(update={"id": new_id("code-llama-4", AT.replace(day=day), token), "kind": "review"})


@pytest.mark.parametrize("result", [comparison(), review()], ids=["comparison", "review"])
def test_a_run_is_read_as_it_was_written(tmp_path: Path, result: object) -> None:
    """Money and times included; the folder holds one file and nothing else."""
    kept = run(result)  # type: ignore[arg-type]

    assert runs.save(tmp_path / "runs", kept) == tmp_path / "runs" / kept.id
    assert runs.load(tmp_path / "runs", kept.id) == kept
    assert [path.name for path in (tmp_path / "runs").rglob("*")] == [kept.id, "run.json"]


def test_a_review_has_one_and_a_comparison_two() -> None:
    """In the order of the pair."""

    assert [r.tool.slug for r in run(comparison()).reviews] == ["code-llama-4", "mistral-large-3"]
    assert [r.tool.slug for r in run(review()).reviews] == ["code-llama-4"]


def test_an_id_tells_when_and_what_and_sorts_by_time() -> None:
    """In UTC, wherever it was made; two of the longest slugs fit."""
    there = AT.astimezone(timezone(timedelta(hours=5)))

    assert new_id("a-vs-b", there, "0a1b2c") == "20261123T091502000Z-a-vs-b-0a1b2c"
    assert new_id("z", AT, "000000") < new_id("a", AT + timedelta(milliseconds=1), "000000")
    assert RUN_ID.fullmatch("20261123T091502Z-a-vs-b-0a1b2c")
    assert RUN_ID.fullmatch(new_id(f"{'a' * 64}-vs-{'b' * 64}", AT, "0a1b2c"))


def test_a_run_is_never_changed(tmp_path: Path) -> None:
    """A second one of the same id is refused and leaves nothing behind."""
    kept = run()
    runs.save(tmp_path, kept)

    with pytest.raises(DiskError, match="its replies are kept in the cache"):
        runs.save(tmp_path, kept.model_copy(update={"note": "other"}))
    assert runs.load(tmp_path, kept.id).note == ""
    assert [path.name for path in tmp_path.iterdir()] == [kept.id]


def test_what_cannot_be_written_is_not_there(tmp_path: Path) -> None:
    """A folder that is a file is a disk error; a text that has no bytes leaves no half of a run."""
    (tmp_path / "file").touch()

    with pytest.raises(DiskError, match=r"the run cannot be written \(.+\)"):
        runs.save(tmp_path / "file", run())
    with pytest.raises(ValueError, match="surrogates"):
        runs.save(tmp_path / "runs", run(note="half \ud800"))
    assert list(tmp_path.glob("runs/*")) == []


def test_a_drafted_run_is_none_until_it_has_landed(tmp_path: Path) -> None:
    """One that cannot land is gone."""
    kept, other = dated(23), dated(24)
    runs.draft(tmp_path, kept)
    runs.draft(tmp_path, other)
    (tmp_path / other.id).touch()

    assert (runs.ids(tmp_path), runs.land(tmp_path, kept.id)) == ([other.id], tmp_path / kept.id)
    assert runs.load(tmp_path, kept.id) == kept
    with pytest.raises(DiskError, match="its replies are kept in the cache"):
        runs.land(tmp_path, other.id)
    assert sorted(path.name for path in tmp_path.iterdir()) == [kept.id, other.id]


KILLED = """
import itertools, pathlib, sys
sys.path.insert(0, sys.argv[2])
from panels import run
from panel import runs
for number in itertools.count():
    kept = run().model_copy(update={"id": f"20261123T091502Z-a-{number:06x}"})
    runs.save(pathlib.Path(sys.argv[1]), kept)
"""


def test_a_killed_writer_leaves_whole_runs_only(tmp_path: Path) -> None:
    """Every run that is listed can be read."""
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path), str(Path(__file__).parent)]) as writer:
        while len(runs.ids(tmp_path)) < 5:
            assert writer.poll() is None
        writer.kill()

    assert len(runs.ids(tmp_path)) >= 5
    assert len(list(runs.newest(tmp_path))) == len(runs.ids(tmp_path))


@pytest.mark.parametrize(
    "id",
    [
        "",
        ".",
        "..",
        "../x",
        "/etc/passwd",
        "20261123T091502Z-a-0a1b2c/../x",
        "20261123T091502Z-A-0a1b2c",
        "20261123T091502Z-a-0a1b2c\n",
        "x\0",
    ],
)
def test_what_is_no_id_is_not_looked_for(tmp_path: Path, id: str) -> None:
    """An id is a part of a path."""

    with pytest.raises(InputError, match="is no run id; `panel runs list` shows them"):
        runs.load(tmp_path, id)


WHOLE = json.loads(run().model_dump_json())
DAMAGED = {
    "empty": "",
    "cut": json.dumps(WHOLE)[:-100],
    "no object": "[]",
    "of another version": json.dumps({**WHOLE, "format": 2}),
    "with a field of tomorrow": json.dumps({**WHOLE, "mood": "grim"}),
    "nested": "[" * 100_000,
    "no text": b"\xff\xfe",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_run_is_told_and_passed_over(tmp_path: Path, content: str | bytes) -> None:
    """Asked for by name it is an input error; among the others it is skipped."""
    older, damaged = dated(21), dated(22)
    for one in (older, damaged):
        runs.save(tmp_path, one)
    (tmp_path / damaged.id / "run.json").write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(InputError, match=r"run\.json: damaged or of another version \(.+\); the other runs are not affected"):
        runs.load(tmp_path, damaged.id)
    assert [one.id for one in runs.newest(tmp_path)] == [older.id]


def test_a_run_without_its_file_is_passed_over(tmp_path: Path) -> None:
    """So is a draft, and everything that is no run."""
    runs.save(tmp_path, dated(21))
    (tmp_path / dated(22).id).mkdir()
    (tmp_path / f".{dated(23).id}").mkdir()
    (tmp_path / "README.md").touch()

    assert [one.id for one in runs.newest(tmp_path)] == [dated(21).id]
    with pytest.raises(InputError, match="no such file"):
        runs.load(tmp_path, dated(22).id)


def test_runs_are_listed_newest_first(tmp_path: Path) -> None:
    """A folder that is not there holds none."""
    for day in (21, 23, 22):
        runs.save(tmp_path, dated(day))

    assert runs.ids(tmp_path) == [dated(day).id for day in (23, 22, 21)]
    assert runs.ids(tmp_path / "none") == []
    assert list(runs.newest(tmp_path / "none")) == []


def test_a_run_is_found_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    """When only one begins so."""
    for day in (21, 22):
        runs.save(tmp_path, dated(day))

    assert runs.find(tmp_path, "20261122") == dated(22)
    with pytest.raises(InputError, match="'2026112': 2 runs begin so; `panel runs list` shows them"):
        runs.find(tmp_path, "2026112")
    with pytest.raises(InputError, match="'2027': no run begins so"):
        runs.find(tmp_path, "2027")
