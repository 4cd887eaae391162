"""`panel runs` where it speaks of more than one run."""

import json
from pathlib import Path

import panels
from drafting import NAME, later
from panels import review, scorecard, seat
from parts import workspace
from test_cli import one_line, panel

from panel import runs
from panel.scorecard import Ballot


def two(folder: Path) -> Path:
    """A workspace with two comparisons of one pair; in the second the Skeptic ships."""
    place = workspace(folder)
    card = scorecard("skeptic", "code-llama-4", ballot=Ballot.SHIP)
    for run in (panels.run(), later(panels.comparison(a=review(changed=[seat(card)])))):
        runs.save(place / "runs", run)
    return place


def test_diff_tells_the_outcome_and_the_seats(tmp_path: Path) -> None:
    """Of two comparisons of one pair: verdict, picks, votes and prices first, with the cause, then seat by seat."""
    folder = two(tmp_path)
    shown = panel(folder, "runs", "diff", "20261123T09", "20261123T10").stdout
    record = json.loads(panel(folder, "runs", "diff", "20261123T09", "20261123T10", "--json").stdout)

    assert shown.startswith("Skeptic on Code Llama 4: was SKIP, is now SHIP\n  why: noise\n\nSkeptic on code-llama-4: skip -> ship\n")
    assert [one["about"] for one in record["outcome"]] == ["Skeptic on Code Llama 4"]
    assert (record["causes"], [one["persona"] for one in record["seats"]]) == (["noise"], ["skeptic"])
    same = panel(folder, "runs", "diff", "20261123T09", "20261123T09").stdout
    assert same == "The verdict, the votes, the picks and the prices are the same\n  why: noise\n\nevery seat says the same\n"


def test_list_names_what_it_leaves_out(tmp_path: Path) -> None:
    """A damaged run is one line on stderr, and the others are listed; asked for by name it says what is wrong."""
    folder = two(tmp_path)
    damaged = f"20261123T080000Z-{NAME}-0a0a0a"
    (folder / "runs" / damaged).mkdir()
    (folder / "runs" / damaged / "run.json").write_text("{")
    listed = panel(folder, "runs", "list")

    assert listed.returncode == 0
    assert len(listed.stdout.splitlines()) == 2
    assert damaged in one_line(listed, 0)
    assert "damaged or of another version" in one_line(panel(folder, "runs", "show", damaged), 4)
