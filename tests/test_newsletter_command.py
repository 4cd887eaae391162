"""`panel newsletter build` as its users meet it, and panel/newsletter/{gather,issue,record,feed}.py beneath it."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import panels
import pytest
from drafting import AT, NAME, drafted, hand, out
from panels import LLAMA, review, scorecard, seat
from parts import ROOT, workspace
from test_cli import one_line, panel

from panel.drafts.draft import begin, edit
from panel.errors import InputError
from panel.forecasts.ledger import Ledger, Resolution
from panel.newsletter.gather import material
from panel.newsletter.period import Period
from panel.runs import Run
from panel.scorecard import Forecast

SITE = ("--base-url", "https://reviews.example/")
WHOLE = (*SITE, "--from", "panel@reviews.example", "--address", "1 Example Street", "--unsubscribe", "https://reviews.example/leave")
WEEK = ("--until", "2026-11-24")
ATOM = "{http://www.w3.org/2005/Atom}"
FILES = {"2026-11-24.eml", "2026-11-24.html", "2026-11-24.md", "2026-11-24.json"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one edition of 10:06 and its successor of 10:26, another pair's replay, and a draft that nobody published."""
    folder = workspace(tmp_path)
    first = out(folder, drafted(folder), minutes=5)
    out(folder, begin(folder, other("otter", replay="2026-11-22"), hand()), minutes=15, replay="It shows the form.")
    out(folder, edit(first, "pricing", "Both are free.", hand(), dossiers={}), minutes=25, note="a wrong word")
    begin(folder, other("third"), hand())
    return folder


def other(slug: str, *, replay: str = "") -> Run:
    """A run on another pair."""
    return panels.run(
        panels.comparison(a=review(LLAMA.model_copy(update={"slug": slug, "name": slug.title(), "short": ""}), like="code-llama-4")),
        replay=replay,
    )


def foretold(year: int = 2026, month: int = 12) -> Run:
    """A run in which the Futurist expects something soon."""
    card = scorecard("futurist", "code-llama-4")
    soon = [
        entry.model_copy(update={"answer": entry.answer.model_copy(update={"year": year, "month": month})})
        if isinstance(entry.answer, Forecast)
        else entry
        for entry in card.entries
    ]
    return panels.run(panels.comparison(a=review(LLAMA, [seat(card.model_copy(update={"entries": tuple(soon)}))])))


def files(place: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    return {path.name: path.read_bytes() for path in place.iterdir()}


def span(start: datetime, end: datetime) -> Period:
    """A period."""
    return Period(start, end)


def test_build(folder: Path) -> None:
    """A mail, a page, Markdown, a record and the feed; nothing on stderr when nothing is missing."""
    done = panel(folder, "newsletter", "build", *WEEK, *WHOLE, "--json")
    made = json.loads(done.stdout)
    place = folder / "out" / "newsletter"

    assert (done.returncode, done.stderr) == (0, "")
    assert set(files(place)) == {*FILES, "feed.xml"}
    assert made["stories"] == [NAME, "otter-vs-mistral-large-3"]
    assert made["subject"] == "Code Llama 4 vs Mistral Large 3: a lean towards Mistral Large 3, and one more"
    assert json.loads((place / "2026-11-24.json").read_text()) == made
    assert "third" not in (place / "2026-11-24.html").read_text().lower()


def test_a_second_build_is_the_same_to_the_byte(folder: Path) -> None:
    """In the same folder nothing is even written; in another one the same comes out."""
    panel(folder, "newsletter", "build", *WEEK, *WHOLE)
    place = folder / "out" / "newsletter"
    before = {path: path.stat().st_mtime_ns for path in place.iterdir()}
    panel(folder, "newsletter", "build", *WEEK, *WHOLE)
    panel(folder, "newsletter", "build", *WEEK, *WHOLE, "--out", "twice")

    assert {path: path.stat().st_mtime_ns for path in place.iterdir()} == before
    assert files(folder / "twice") == files(place)


def test_an_old_issue_can_be_made_again(folder: Path) -> None:
    """What was published or resolved after its end has no say in it."""
    until = ("--until", "2026-11-23T10:20")
    panel(folder, "newsletter", "build", *until, *WHOLE, "--out", "then")
    out(folder, begin(folder, other("later"), hand()), minutes=45)
    panel(folder, "newsletter", "build", *until, *WHOLE, "--out", "now")

    assert files(folder / "then") == files(folder / "now")
    assert set(files(folder / "then")) == {
        "2026-11-23T102000Z.eml",
        "2026-11-23T102000Z.html",
        "2026-11-23T102000Z.md",
        "2026-11-23T102000Z.json",
        "feed.xml",
    }


def test_what_a_mailing_lacks_is_said(folder: Path) -> None:
    """In one line; the issue is made all the same, without the headers and the feed."""
    done = panel(folder, "newsletter", "build", *WEEK)

    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert "give --from, --address, --unsubscribe, --base-url, or [newsletter] in panel.toml" in done.stderr
    assert set(files(folder / "out" / "newsletter")) == FILES
    assert "\nFrom:" not in (folder / "out" / "newsletter" / "2026-11-24.eml").read_text()


def test_the_sender_can_stand_in_the_workspace(folder: Path) -> None:
    """The command line goes before it."""
    (folder / "panel.toml").write_text(
        '[newsletter]\nname = "Which Tool"\nsender = "panel@reviews.example"\naddress = "1 Street"\n'
        'unsubscribe = "mailto:leave@reviews.example"\nbase_url = "https://reviews.example"\n'
    )
    done = panel(folder, "newsletter", "build", *WEEK, "--from", "desk@reviews.example")
    mail = (folder / "out" / "newsletter" / "2026-11-24.eml").read_text()

    assert done.stderr == ""
    assert "From: Which Tool <desk@reviews.example>" in mail
    assert "List-Unsubscribe: <mailto:leave@reviews.example>" in mail


@pytest.mark.parametrize(
    "wrong",
    [
        ("--since", "soon"),
        ("--until", "2026-02-30"),
        ("--since", "2026-12-24"),
        ("--from", "a@b.example\r\nBcc: c@d.example"),
        ("--name", "x\r\nBcc: c@d.example"),
        ("--unsubscribe", "javascript:alert(1)"),
        ("--base-url", "reviews.example"),
        ("--address", ""),
    ],
    ids=["since", "until", "reversed", "from", "name", "unsubscribe", "base-url", "empty"],
)
def test_misuse(folder: Path, wrong: tuple[str, str]) -> None:
    """One line, exit code 2, and no file."""
    one_line(panel(folder, "newsletter", "build", *WEEK, *wrong), 2)

    assert not (folder / "out").exists()


def test_a_quiet_week(tmp_path: Path) -> None:
    """A workspace in which nothing was published has a short letter that says so."""
    folder = workspace(tmp_path)
    done = panel(folder, "newsletter", "build", *WEEK, *WHOLE)

    assert done.returncode == 0
    assert done.stdout.startswith("A quiet week: nothing new from the panel\n  0 comparisons")


@pytest.mark.parametrize(
    ("start", "end", "editions"),
    [(16, 26, 1), (16, 27, 2), (0, 6, 0), (6, 7, 1), (27, 60, 0)],
    ids=["till-its-moment", "past-it", "before", "from-its-moment", "after"],
)
def test_the_ends_of_a_period(folder: Path, start: int, end: int, editions: int) -> None:
    """What came out at its first moment belongs to it, and what came out at its end to the next."""
    found = material(folder, span(AT + timedelta(minutes=start), AT + timedelta(minutes=end)))

    assert len(found.editions) == editions


@pytest.mark.parametrize(("until", "told"), [(1, 0), (2, 1), (8, 1), (9, 0)])
def test_forecasts_fall_due_once(tmp_path: Path, until: int, told: int) -> None:
    """When their month is over, in one week alone; those of what was published, though nobody entered them in the ledger."""
    out(tmp_path, begin(tmp_path, foretold(), hand()))
    end = datetime(2027, 1, until, tzinfo=UTC)
    found = material(tmp_path, Period(end - timedelta(days=7), end))

    assert len(found.forecasts) == told
    assert not (tmp_path / "forecasts").exists()


def test_a_forecast_is_told_again_when_it_is_resolved(tmp_path: Path) -> None:
    """As it stood at the end of the period; a later word is for a later letter. What was never published is not told of."""
    run = foretold()
    out(tmp_path, begin(tmp_path, run, hand()))
    ledger = Ledger(tmp_path)
    ledger.enter(run, on=panels.TODAY)
    ledger.enter(foretold(year=2027, month=1), on=panels.TODAY)
    held = next(one for one in ledger.all() if one.bet.year == 2026)
    for day, outcome in ((12, "yes"), (25, "void")):
        word = Resolution.model_validate({"outcome": outcome, "source": "s", "editor": "Ada", "at": datetime(2027, 1, day, tzinfo=UTC)})
        ledger.resolve(held, word)
        held = ledger.find(held.bet.id)
    weeks = [Period(datetime(2027, 1, day, tzinfo=UTC), datetime(2027, 1, day + 7, tzinfo=UTC)) for day in (1, 8, 15, 22)]
    later = Period(datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 2, 8, tzinfo=UTC))

    assert [[one.outcome for one in material(tmp_path, week).forecasts] for week in (*weeks, later)] == [[None], ["yes"], [], ["void"], []]


def test_a_draft_that_cannot_be_read_stops_the_letter(folder: Path) -> None:
    """Nothing is left out unsaid."""
    (folder / "drafts" / "otter-vs-mistral-large-3" / "0003.json").write_text("{")

    assert "0003.json: not JSON" in one_line(panel(folder, "newsletter", "build", *WEEK, *WHOLE), 4)


def test_a_killed_build_leaves_whole_files(folder: Path) -> None:
    """Killed while it writes the page: the mail is whole, the rest is not there, and the next build makes up for it."""
    assert panel(folder, "newsletter", "build", *WEEK, *WHOLE, "--out", "whole").returncode == 0
    place = folder / "killed"
    place.mkdir()
    os.mkfifo(place / "2026-11-24.html")
    command = [sys.executable, "-m", "panel", "newsletter", "build", *WEEK, *WHOLE, "--out", "killed"]
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)})
    # The pipe opens once the build has come to writing into it.
    with process, (place / "2026-11-24.html").open("rb"):
        process.send_signal(signal.SIGKILL)
        process.wait()
    (place / "2026-11-24.html").unlink()
    left = files(place)
    panel(folder, "newsletter", "build", *WEEK, *WHOLE, "--out", "killed")

    assert left == {"2026-11-24.eml": files(folder / "whole")["2026-11-24.eml"]}
    assert files(place) == files(folder / "whole")


def test_the_feed_has_every_issue_of_the_folder(folder: Path) -> None:
    """Newest first, in whatever order they were built, with addresses in the site's folder `newsletter/`."""
    for until in ("2026-12-01", "2026-11-24"):
        panel(folder, "newsletter", "build", "--until", until, *WHOLE, "--name", "Which & Tool")
    root = ET.parse(folder / "out" / "newsletter" / "feed.xml").getroot()
    entries = root.findall(f"{ATOM}entry")

    assert root.findtext(f"{ATOM}title") == "Which & Tool"
    assert root.findtext(f"{ATOM}updated") == "2026-12-01T00:00:00Z"
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "A quiet week: nothing new from the panel",
        "Code Llama 4 vs Mistral Large 3: a lean towards Mistral Large 3, and one more",
    ]
    assert [link.get("href") for link in entries[0].findall(f"{ATOM}link")] == ["https://reviews.example/newsletter/2026-12-01.html"]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2


def test_a_damaged_record_is_named(folder: Path) -> None:
    """Files of other names are left alone."""
    place = folder / "out" / "newsletter"
    place.mkdir(parents=True)
    (place / "notes.json").write_text("mine")
    (place / "2026-11-17.json").write_text("{")
    line = one_line(panel(folder, "newsletter", "build", *WEEK, *WHOLE), InputError.exit_code)

    assert "2026-11-17.json: damaged or of another version" in line
    assert (place / "notes.json").read_text() == "mine"
