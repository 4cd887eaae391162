import json
import subprocess
import sys
from pathlib import Path

import panels
import pytest
from drafting import NAME, drafted, hand

from panel.canon import digest
from panel.drafts import history
from panel.drafts.draft import edit, opened
from panel.drafts.revision import Revision
from panel.errors import DiskError, InputError


def edited(root: Path, count: int = 2) -> Path:
    """The folder of a draft with some edits behind it."""
    draft = drafted(root)
    for number in range(count):
        draft = edit(draft, "pricing", f"Both are free, said {number} times.", hand(), dossiers={})
    return draft.folder


def test_every_revision_names_the_one_before_it(tmp_path: Path) -> None:
    """By the digest of its JSON, so that line ends and white space have no say in it."""
    folder = edited(tmp_path)
    revisions, found = history.load(folder)

    assert [one.number for one in revisions] == [1, 2, 3]
    assert revisions[0].parent == ""
    assert revisions[2].parent == digest(json.loads((folder / "0002.json").read_text()))
    (folder / "0002.json").write_text(json.dumps(json.loads((folder / "0002.json").read_text())))
    assert history.load(folder) == (revisions, found)


def test_what_is_written_is_not_written_again(tmp_path: Path) -> None:
    """Two who write the same number: one is first, the other is told by whom, and nothing is overwritten."""
    draft = drafted(tmp_path)
    first = edit(draft, "pricing", "Ada's words.", hand("Ada"), dossiers={})

    with pytest.raises(InputError, match="revision 2 was written by Ada in the meantime"):
        edit(draft, "pricing", "Bo's words.", hand("Bo"), dossiers={})
    assert opened(tmp_path, NAME).head == first.head
    assert not list(draft.folder.glob(".*"))


RACER = """
import pathlib, sys
sys.path.insert(0, sys.argv[2])
from drafting import NAME, hand
from panel.drafts.draft import edit, opened
from panel.errors import InputError
root, own = pathlib.Path(sys.argv[1]), 0
for number in range(25):
    try:
        edit(opened(root, NAME), "pricing", f"{sys.argv[3]} {number}", hand(sys.argv[3]), dossiers={})
        own += 1
    except InputError as error:
        assert "in the meantime" in str(error), error
print(own)
"""


def test_racing_editors_lose_no_edit(tmp_path: Path) -> None:
    """Of several processes that write at once, each success is a revision of its own."""
    folder = drafted(tmp_path).folder
    command = [sys.executable, "-c", RACER, str(tmp_path), str(Path(__file__).parent)]
    racers = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in ("Ada", "Bo", "Cy")]
    won = {name: int(racer.communicate(timeout=60)[0]) for name, racer in zip(("Ada", "Bo", "Cy"), racers, strict=True)}
    revisions, _ = history.load(folder)

    assert {name: sum(one.by == name for one in revisions) for name in won} == won
    assert len(revisions) == 1 + sum(won.values()) > 25


DAMAGE = {
    "a revision that was changed": (lambda f: _change(f / "0002.json", by="Eve"), "0002.json: was changed after 0003.json was written"),
    "a revision that is gone": (lambda f: (f / "0002.json").unlink(), "revision 2 should stand here"),
    "half a revision": (lambda f: (f / "0003.json").write_text('{"format": 1,'), "0003.json: not JSON"),
    "a merge conflict": (lambda f: (f / "0003.json").write_text("<<<<<<< ours\n{}"), "settle its merge conflict"),
    "another version": (lambda f: _change(f / "0003.json", format=2), "0003.json: damaged or of another version \\('format'"),
    "an unknown field": (lambda f: _change(f / "0003.json", score=5), "0003.json: damaged or of another version \\('score'"),
    "nested too deeply": (lambda f: (f / "0003.json").write_text("[" * 100_000), "0003.json: not JSON"),
}


def _change(path: Path, **fields: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


@pytest.mark.parametrize(("damage", "said"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_named(tmp_path: Path, damage, said: str) -> None:  # type: ignore[no-untyped-def]
    """The file, what is wrong with it and what helps."""
    folder = edited(tmp_path)
    damage(folder)

    with pytest.raises(InputError, match=said):
        history.load(folder)


def test_the_run_is_kept_beside_the_draft(tmp_path: Path) -> None:
    """What a draft rests on outlives the run's own folder, and a changed copy is refused."""
    draft = drafted(tmp_path)
    copy = draft.folder / "runs" / f"{panels.run().id}.json"

    assert history.kept(draft.folder, draft.head.run) == panels.run()
    copy.write_text(copy.read_text().replace("on terms more than on talent", "on talent"))
    with pytest.raises(InputError, match="was changed after the draft took it"):
        history.kept(draft.folder, draft.head.run)
    copy.unlink()
    with pytest.raises(InputError, match="no such file"):
        history.kept(draft.folder, draft.head.run)


@pytest.mark.parametrize("name", ["", "..", "a", "a-vs-", "../a-vs-b", "A-vs-b", "a-vs-b/..", "a-vs-b\n", "a-vs-b\0", f"{'a' * 65}-vs-b"])
def test_what_is_no_name_is_not_looked_for(tmp_path: Path, name: str) -> None:
    """A name is a part of a path."""

    with pytest.raises(InputError, match="is no name of a draft"):
        history.folder(tmp_path, name)


def test_a_folder_without_a_revision_is_no_draft(tmp_path: Path) -> None:
    """Such a one is left by a command that was killed, and the same command again completes it."""
    folder = tmp_path / "drafts" / NAME
    (folder / "runs").mkdir(parents=True)
    (folder / ".0001.json.0a1b2c3d").write_text("{")

    assert history.names(tmp_path) == []
    with pytest.raises(InputError, match="no such draft"):
        opened(tmp_path, NAME)
    drafted(tmp_path)
    assert history.names(tmp_path) == [NAME]
    history.sweep(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["0001.json", "runs"]


def test_what_cannot_be_written_is_a_disk_error(tmp_path: Path) -> None:
    """In one line that names the file."""
    revision = drafted(tmp_path).head
    (tmp_path / "file").touch()

    with pytest.raises(DiskError, match=r"file/0001\.json: cannot be written \(.+\)"):
        history.append(tmp_path / "file", revision)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "drafts").touch()
    with pytest.raises(DiskError, match=r"drafts: cannot be read \(Not a directory\)"):
        history.names(tmp_path / "other")


def test_a_revision_that_grew_a_field_keeps_its_digest(tmp_path: Path) -> None:
    """The digest is that of the file's own JSON: a field that a later version adds with a default changes no old chain."""
    folder = edited(tmp_path)
    data = json.loads((folder / "0003.json").read_text())
    del data["discarded"]
    (folder / "0003.json").write_text(json.dumps(data))

    revisions, found = history.load(folder)
    assert revisions[2].discarded == Revision.model_fields["discarded"].default
    assert found == digest(data)
