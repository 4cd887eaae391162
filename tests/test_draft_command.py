"""`panel draft` as its users meet it: real processes in a real workspace."""

import json
import os
import subprocess
from pathlib import Path

import panels
import pytest
from drafting import NAME, SKEPTIC, drafted, later
from obliging import obliging
from parts import workspace
from server import FakeServer
from test_cli import PAIR, PANEL, one_line, panel

from panel import runs

ADA = {"PANEL_EDITOR": "Ada Moreno"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one comparison and its draft."""
    place = workspace(tmp_path)
    runs.save(place / "runs", panels.run())
    drafted(place)
    return place


def draft(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One `panel draft` by Ada."""
    return panel(folder, "draft", *words, **{**ADA, **environment})


def sheets(folder: Path) -> list[Path]:
    """Texts that are kept because their edit came to no end."""
    return sorted((folder / ".panel" / "edits").glob("*"))


def test_the_walk(tmp_path: Path) -> None:
    """From a comparison to a published page, and to the next edition after a rerun."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        panel(folder, "compare", *PAIR, base_url=server.base_url)
        new = draft(folder, "new", *PAIR)
        refused = draft(folder, "publish", NAME)
        draft(folder, "edit", NAME, "pick-a-if", "--text", "you run your own machines.", "--note", "plainer")
        signed = draft(folder, "approve", NAME, "--revision", "2")
        kinds = sorted({one["kind"] for one in json.loads(draft(folder, "show", NAME, "--json").stdout)["hindrances"]})
        excepted = [word for kind in kinds for word in ("--except", kind)] + (["--because", "a test"] if kinds else [])
        done = draft(folder, "publish", NAME, *excepted)
        panel(folder, "compare", *PAIR, base_url=server.base_url)
        waits = json.loads(draft(folder, "list", "--json").stdout)[0]["newer"]
        merged = draft(folder, "merge", NAME)
        draft(folder, "approve", NAME)
        again = draft(folder, "publish", NAME, *excepted, "--note", "asked again")

    assert new.stdout == f"{NAME}: draft, revision 1\n"
    assert "an editor has to approve it" in one_line(refused, 7)
    assert signed.stdout.startswith(f"{NAME}: approved, revision 3\n  approved by Ada Moreno: revision 2, sha256 ")
    assert done.stdout.splitlines() == [f"{NAME}: published, revision 4, edition 1", f"published/{NAME}/index.html"], done.stderr
    assert waits
    assert merged.stdout == f"{NAME}: in review, revision 5\n"
    assert again.stdout.startswith(f"{NAME}: published, revision 7, edition 2\n")
    page = (folder / "published" / NAME / "index.html").read_text()
    assert "Edited by Ada Moreno on" in page
    assert 'href="v1.html"' in page
    assert "asked again" in page


def test_show_says_what_would_be_published(folder: Path) -> None:
    """State, obstacles, edits against the model's words, and the run that waits; the page itself with --format."""
    draft(folder, "edit", NAME, "change", "--text", "A benchmark score of 97 for Code Llama 4 from a third party.")
    runs.save(folder / "runs", later(panels.comparison(words=panels.WORDS.model_copy(update={"pricing": "Both are free."}))))
    shown = draft(folder, "show", NAME).stdout
    record = json.loads(draft(folder, "show", NAME, "--json").stdout)

    assert shown.startswith(f"{NAME}: in review, revision 2\n")
    assert "unverified: the chair's words: change: '97' is not in the result" in shown
    assert "change (locked), by Ada Moreno: " in shown
    assert "A benchmark score {+of 97+} for Code Llama 4 from a third" in shown
    assert f"A newer run waits: {later().id} (noise)" in shown
    assert (record["state"], record["blocks"]["change"]["locked"], record["proposal"]["run"]) == ("in review", True, later().id)
    assert draft(folder, "show", NAME, "--format", "md").stdout.count("*Edited by Ada Moreno on") == 1
    assert draft(folder, "show", NAME, "--format", "html").stdout.startswith("<!doctype html>")


def test_list_and_log(folder: Path) -> None:
    """All drafts, and all that was done to one."""
    draft(folder, "reject", NAME, "--because", "too thin")

    assert draft(folder, "list").stdout == f"{NAME}  draft  revision 2 by Ada Moreno\n"
    assert [line.split("  ")[-1] for line in draft(folder, "log", NAME).stdout.splitlines()] == [
        "rejected by Ada Moreno: too thin",
        "new by Ada Moreno",
    ]
    assert [one["number"] for one in json.loads(draft(folder, "log", NAME, "--json").stdout)] == [2, 1]


def test_no_drafts_yet(tmp_path: Path) -> None:
    """An empty list says how to begin."""

    assert panel(workspace(tmp_path), "draft", "list").stdout == "no drafts yet; `panel draft new A B` begins one\n"


def test_the_editor_is_opened_on_the_text(folder: Path) -> None:
    """What it leaves becomes the text; nothing is kept beside."""
    script = folder / "ed.sh"
    script.write_text('#!/bin/sh\nsed -i "s/leans towards/prefers/" "$1"\n')
    script.chmod(0o755)
    done = draft(folder, "edit", NAME, "verdict", EDITOR=str(script))

    assert done.returncode == 0, done.stderr
    assert json.loads(draft(folder, "show", NAME, "--json").stdout)["blocks"]["verdict"]["text"].startswith("The panel prefers Mistral")
    assert sheets(folder) == []
    assert "the text is the same, so nothing was changed" in draft(folder, "edit", NAME, "verdict", EDITOR="true").stdout


@pytest.mark.parametrize(("editor", "said"), [("", "no editor: set EDITOR"), ("/no/such", "cannot be started"), ("false", "ended with 1")])
def test_an_editor_that_fails_changes_nothing(folder: Path, editor: str, said: str) -> None:
    """In one line, and with no file left when nothing was written."""
    line = one_line(draft(folder, "edit", NAME, "verdict", EDITOR=editor, VISUAL=""), 2)

    assert said in line
    assert sheets(folder) == []


def test_a_text_outlives_what_goes_wrong(folder: Path) -> None:
    """An editor that crashes after a save, and one that is killed with the command: the text is kept and told of."""
    script = folder / "ed.sh"
    script.write_text('#!/bin/sh\necho "Hours of work." > "$1"\nexit 3\n')
    script.chmod(0o755)
    line = one_line(draft(folder, "edit", NAME, "verdict", EDITOR=str(script)), 2)
    (sheet,) = sheets(folder)
    script.write_text('#!/bin/sh\necho "More work." > "$1"\nkill -9 $PPID\n')
    assert draft(folder, "edit", NAME, "verdict", EDITOR=str(script)).returncode == -9

    assert str(sheet.relative_to(folder)) in line
    assert sorted(path.read_text() for path in sheets(folder)) == ["Hours of work.\n", "More work.\n"]
    told = draft(folder, "edit", NAME, "verdict", EDITOR="true").stderr
    assert told.count("an edit of this text that came to no end") == 2
    taken = draft(folder, "edit", NAME, "verdict", "--file", str(sheet))
    assert taken.stdout == f"{NAME}: in review, revision 2\n"


def test_a_lost_race_keeps_the_text(folder: Path) -> None:
    """Somebody else was first while the editor was open: one clear error, and the text is in a file."""
    script = folder / "ed.sh"
    own = f"{' '.join(PANEL)} draft edit {NAME} pricing --text 'Both are free.' --editor Bo"
    script.write_text(f'#!/bin/sh\n{own} >/dev/null || exit 9\necho "Ada wrote this." > "$1"\n')
    script.chmod(0o755)
    line = one_line(draft(folder, "edit", NAME, "verdict", EDITOR=str(script)), 4)
    (sheet,) = sheets(folder)

    assert "revision 2 was written by Bo in the meantime" in line
    assert f"your text is kept in {sheet.relative_to(folder)}" in line
    assert sheet.read_text() == "Ada wrote this.\n"
    assert draft(folder, "edit", NAME, "verdict", "--file", str(sheet)).stdout == f"{NAME}: in review, revision 3\n"


def test_a_text_may_come_from_stdin(folder: Path) -> None:
    """With --file -; what is no UTF-8 is refused in one line."""
    environment = {**os.environ, **ADA}
    command = [*PANEL, "draft", "edit", NAME, "pricing", "--file", "-"]
    good = subprocess.run(command, cwd=folder, env=environment, input=b"Both are free.\n", capture_output=True, check=False)
    bad = subprocess.run(command, cwd=folder, env=environment, input=b"\xff\xfe", capture_output=True, check=False)

    assert good.stdout.decode() == f"{NAME}: in review, revision 2\n"
    assert (bad.returncode, bad.stderr.decode()) == (4, "panel: stdin: byte 0 is not UTF-8; save the text as UTF-8\n")


WRONG = {
    "no such draft": (("show", "a-vs-b"), 4, "'a-vs-b': no such draft"),
    "no name": (("show", "../x"), 4, "is no name of a draft"),
    "no such block": (("edit", NAME, "score", "--text", "5"), 4, "no text of that name can be edited"),
    "two texts": (("edit", NAME, "verdict", "--text", "x", "--file", "y"), 2, "give one of them"),
    "no file": (("edit", NAME, "verdict", "--file", "nowhere"), 4, "nowhere: no such file"),
    "an empty text": (("edit", NAME, "verdict", "--text", ""), 4, "the text is empty"),
    "half a character": (("edit", NAME, "verdict", "--text", "\udcff"), 4, "is not a whole character"),
    "not approved": (("publish", NAME), 7, "an editor has to approve it"),
    "no run": (("accept", NAME), 4, "no newer run of the pair"),
    "no such run": (("new", "2030"), 4, "no run begins so"),
    "no comparison": (("new", "a", "b"), 4, "no comparison yet"),
    "three names": (("new", "a", "b", "c"), 2, "give one run, or two tools"),
    "a second draft": (("new", *PAIR), 4, "the pair has a draft already"),
    "an old revision": (("approve", NAME, "--revision", "7"), 2, "revision 7 is not the newest"),
    "an unknown exception": (("publish", NAME, "--except", "taste"), 2, "taste"),
    "reasons that do not fit": (("publish", NAME, "--because", "x"), 2, "give one reason for all, or one for each"),
    "a kind twice": (("publish", NAME, "--except", "replay", "--except", "replay", "--because", "x"), 2, "name each kind once"),
    "an odd editor": (("lock", NAME, "verdict", "--editor", "A\x1b[2J"), 2, "1 to 100 printable characters"),
    "no lock": (("unlock", NAME, "verdict"), 2, "is not locked"),
}


@pytest.mark.parametrize(("words", "code", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_one_line(folder: Path, words: tuple[str, ...], code: int, said: str) -> None:
    """With the exit code that fits, and no revision."""
    line = one_line(draft(folder, *words), code)

    assert said in line
    assert len(list((folder / "drafts" / NAME).glob("0*.json"))) == 1


def test_somebody_does_it(folder: Path) -> None:
    """The flag goes before the environment, and that before git, whose name is said; without any there is no edit."""
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    nowhere = {"PANEL_EDITOR": "", "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
    line = one_line(draft(folder, "lock", NAME, "verdict", **nowhere), 2)
    subprocess.run(["git", "config", "user.name", "Gil"], cwd=folder, check=True)
    by_git = draft(folder, "lock", NAME, "verdict", **nowhere)
    draft(folder, "lock", NAME, "change", "--editor", "Flo")
    draft(folder, "lock", NAME, "pricing")

    assert "name yourself with --editor NAME or PANEL_EDITOR" in line
    assert by_git.stderr == "panel: as Gil (git's user.name; --editor or PANEL_EDITOR names another)\n"
    log = json.loads(draft(folder, "log", NAME, "--json").stdout)
    assert [one["by"] for one in log] == ["Ada Moreno", "Flo", "Gil", "Ada Moreno"]


def test_the_next_command_completes_an_edition(folder: Path) -> None:
    """Whichever it is; a page that somebody changed is named on stderr."""
    draft(folder, "approve", NAME)
    draft(folder, "publish", NAME)
    pages = folder / "published" / NAME
    whole = (pages / "v1.html").read_text()
    for page in pages.iterdir():
        page.unlink()
    draft(folder, "log", NAME)

    assert len(list(pages.iterdir())) == 6
    assert (pages / "index.html").read_text() == whole
    (pages / "v1.html").write_text("better")
    assert "v1.html: was changed after it was published" in draft(folder, "log", NAME).stderr


def test_an_opinion_is_checked_against_the_dossier_of_its_run(tmp_path: Path) -> None:
    """While the sources are what they were; afterwards the text counts as not checked."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        panel(folder, "compare", *PAIR, base_url=server.base_url)
    draft(folder, "new", *PAIR)
    draft(folder, "edit", NAME, SKEPTIC, "--text", "It takes 97 GPUs.")
    first = json.loads(draft(folder, "show", NAME, "--json").stdout)["blocks"][SKEPTIC]["faults"]
    notes = folder / "tools" / PAIR[0] / "launch-notes.md"
    notes.write_text(notes.read_text() + "\nIt takes 97 GPUs.\n")
    draft(folder, "edit", NAME, SKEPTIC, "--text", "It takes 97 GPUs, they say.")
    second = json.loads(draft(folder, "show", NAME, "--json").stdout)["blocks"][SKEPTIC]["faults"]

    assert first == ["'97' stands in no source, no fact and not in the outside list"]
    assert second == ["not checked: the sources of the run are not at hand"]
