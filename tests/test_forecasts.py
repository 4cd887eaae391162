"""Rules of panel/forecasts/."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panels import comparison, run

from panel.errors import InputError
from panel.forecasts.ledger import Bet, Held, Ledger, Outcome, Resolution, bets
from panel.forecasts.plot import calibration
from panel.forecasts.score import ENOUGH, score, scores

TODAY = date(2026, 11, 23)
LATER = datetime(2029, 2, 1, 12, tzinfo=UTC)


def word(outcome: Outcome, **more: Any) -> Resolution:
    return Resolution(**{"outcome": outcome, "source": "https://news.example/1", "editor": "Ada", "at": LATER, **more})


def bet(number: int = 0, *, probability: int = 60, persona: str = "futurist", month: int = 6) -> Bet:
    return Bet(
        tool="a",
        tool_name="A",
        persona=persona,
        title=persona.title(),
        statement=f"Statement {number}.",
        year=2027,
        month=month,
        measured_by="The release notes.",
        probability=probability,
        model="m",
        run="20261123T091502000Z-a-0a1b2c",
        entered=TODAY,
    )


def settled(outcomes: list[tuple[int, bool]]) -> list[Held]:
    return [Held(bet=bet(n, probability=p), resolutions=(word("yes" if came else "no"),)) for n, (p, came) in enumerate(outcomes)]


def test_every_forecast_of_a_run_is_entered_once(tmp_path: Path) -> None:
    """Of both tools, with what is needed to judge it; entering the run again changes nothing."""
    ledger = Ledger(tmp_path)
    told = list(bets(run(comparison()), on=TODAY))

    assert sorted((one.persona, one.tool) for one in told) == [
        ("futurist", "code-llama-4"),
        ("futurist", "mistral-large-3"),
        ("skeptic", "code-llama-4"),
        ("skeptic", "mistral-large-3"),
    ]
    assert ledger.enter(run(comparison()), on=TODAY) == len(told)
    assert ledger.enter(run(comparison()), on=date(2027, 1, 1)) == 0
    assert [held.bet for held in ledger.all()] == sorted(told, key=lambda one: one.id)
    assert {held.outcome for held in ledger.all()} == {None}


def test_due_is_what_nobody_resolved_when_its_month_is_over() -> None:
    """On its last day it may still come true."""
    open_, done = Held(bet=bet(month=2), resolutions=()), Held(bet=bet(month=2), resolutions=(word("no"),))

    assert [open_.is_due(date(2027, 2, 28)), open_.is_due(date(2027, 3, 1)), done.is_due(date(2027, 3, 1))] == [False, True, False]


def test_the_last_word_counts_and_the_others_stay(tmp_path: Path) -> None:
    """A resolution is corrected by another one, never changed."""
    ledger = Ledger(tmp_path)
    ledger.enter(run(comparison()), on=TODAY)
    first = next(ledger.all())
    ledger.resolve(first, word("yes"))
    ledger.resolve(ledger.find(first.bet.id), word("void", note="The source was withdrawn."))
    held = ledger.find(first.bet.id[-8:])

    assert held.outcome == "void"
    assert [one.outcome for one in held.resolutions] == ["yes", "void"]


def test_two_editors_at_once_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """The second one is told."""
    ledger = Ledger(tmp_path)
    ledger.enter(run(comparison()), on=TODAY)
    seen_by_both = next(ledger.all())
    ledger.resolve(seen_by_both, word("yes"))

    with pytest.raises(InputError, match="somebody resolved it in the meantime"):
        ledger.resolve(seen_by_both, word("no"))
    assert ledger.find(seen_by_both.bet.id).outcome == "yes"


def test_what_may_still_come_true_is_not_resolved_with_no(tmp_path: Path) -> None:
    """Yes is possible at any time."""
    ledger = Ledger(tmp_path)
    ledger.enter(run(comparison()), on=TODAY)
    held = next(ledger.all())
    early = datetime(2026, 12, 1, tzinfo=UTC)

    with pytest.raises(InputError, match="may still come true until"):
        ledger.resolve(held, word("no", at=early))
    ledger.resolve(held, word("yes", at=early))
    assert ledger.find(held.bet.id).outcome == "yes"


@pytest.mark.parametrize("start", ["", "x", "202"], ids=["nothing", "unknown", "several"])
def test_a_forecast_is_found_by_an_unmistakable_part_of_its_id(tmp_path: Path, start: str) -> None:
    """Anything else is refused with a remedy."""
    ledger = Ledger(tmp_path)
    ledger.enter(run(comparison()), on=TODAY)

    with pytest.raises(InputError, match="panel forecasts list"):
        ledger.find(start)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    """It is never passed over: a score without it would be another score."""
    ledger = Ledger(tmp_path)
    ledger.enter(run(comparison()), on=TODAY)
    path = next((tmp_path / "forecasts").glob("*.json"))
    path.write_text("{}")

    with pytest.raises(InputError, match=f"{path.name}: damaged"):
        list(ledger.all())


def test_below_enough_nothing_is_scored() -> None:
    """Counts only: a score of a few says more about luck."""
    few = score(settled([(60, True)] * (ENOUGH - 1)), on=TODAY)

    assert (few.resolved, few.true) == (ENOUGH - 1, ENOUGH - 1)
    assert (few.brier, few.base_rate, few.skill, few.bins, calibration(few)) == (None, None, None, (), "")


@pytest.mark.parametrize(
    ("outcomes", "brier", "skill"),
    [
        ([(100, True), (0, False)] * 15, 0.0, 1.0),
        ([(50, True), (50, False)] * 15, 0.25, 0.0),
        ([(0, True), (100, False)] * 15, 1.0, -3.0),
        ([(80, True)] * 30, 0.04, None),
        ([(90, True)] * 27 + [(90, False)] * 3, 0.09, 0.0),
    ],
    ids=["perfect", "base rate", "always wrong", "all alike", "calibrated but without resolution"],
)
def test_scores_worked_by_hand(outcomes: list[tuple[int, bool]], brier: float, skill: float | None) -> None:
    """Brier 1950, and skill against the base rate of the same forecasts."""
    made = score(settled(outcomes), on=TODAY)

    assert made.brier == pytest.approx(brier)
    assert made.skill == (None if skill is None else pytest.approx(skill))


def test_void_and_open_ones_are_counted_and_not_scored() -> None:
    """They leave the denominator and are told."""
    held = [*settled([(70, True)] * ENOUGH), Held(bet=bet(98, month=1), resolutions=()), Held(bet=bet(99), resolutions=(word("void"),))]
    made = score(held, on=date(2027, 3, 1))

    assert (made.resolved, made.open, made.due, made.void) == (ENOUGH, 1, 1, 1)


def test_each_persona_has_a_score_of_its_own() -> None:
    """Under its newest title."""
    made = scores([Held(bet=bet(n, persona=who), resolutions=()) for n, who in enumerate("bab")], on=TODAY)

    assert [(one.persona, one.open) for one in made] == [("a", 1), ("b", 2)]


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=ENOUGH, max_size=80))
def test_the_bins_hold_every_forecast_and_nothing_else(outcomes: list[tuple[int, bool]]) -> None:
    """And the Brier score never leaves 0 to 1."""
    made = score(settled(outcomes), on=TODAY)

    assert sum(one.count for one in made.bins) == len(outcomes)
    assert all(one.low / 100 <= one.foretold <= (one.low + 20) / 100 for one in made.bins)
    assert made.brier is not None
    assert 0 <= made.brier <= 1
    assert ET.fromstring(calibration(made)).tag.endswith("svg")


def panel(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "panel", "--workspace", str(folder), "forecasts", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_commands(tmp_path: Path) -> None:
    """Enter, look, resolve, score; and a wrong id costs one line."""
    from panel import runs

    (tmp_path / "panel.toml").touch()
    kept = run(comparison())
    runs.save(tmp_path / "runs", kept)

    assert panel(tmp_path, "list").stdout == "no forecasts\n"
    assert panel(tmp_path, "add", kept.id).stdout == "4 new forecasts entered\n"
    assert panel(tmp_path, "due", "--on", "2026-11-23").stdout == "no forecasts\n"
    due = panel(tmp_path, "due", "--on", "2040-01-01").stdout
    assert due.count("  due\n") == 4
    id = due.split()[0]
    done = panel(tmp_path, "resolve", id, "yes", "--source", "https://news.example/1", "--editor", "Ada")
    assert (done.returncode, done.stdout) == (0, f"{id}: yes, by Ada\n")
    assert "1 resolved, 1 came true, 1 open" in panel(tmp_path, "score").stdout
    wrong = panel(tmp_path, "resolve", "nope", "yes", "--source", "s", "--editor", "Ada")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (4, 1)
