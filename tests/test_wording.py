"""Tests of panel/wording.py."""

from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

import panels
import pytest
from panels import LLAMA, MISTRAL, TITLES, failure, review, scorecard, seat

from panel.comparison import Comparison, Seat
from panel.errors import FailureReason
from panel.llm.recorded import RECORDED
from panel.scorecard import Ballot
from panel.tally import Flag, HeadToHead, Pick, Range, Vote
from panel.verdict import Kind, Verdict
from panel.wording import (
    BADGES,
    FAILURES,
    FLAGS,
    MEANINGS,
    counted,
    headline,
    interval,
    known_model,
    labels,
    listed,
    meaning,
    money,
    percent,
    picked,
    pivot,
    the,
    told_apart,
    voices,
)


@dataclass
class Cast:
    """Ballots on A and on B and picks, a letter for each of the four personas: s ship, k skip, a abstain, m missing; A, B, t tie, - none."""

    a: str
    b: str
    picks: str

    def verdict(self) -> Verdict:
        """The verdict of the cast."""
        return self.comparison().verdict

    def comparison(self) -> Comparison:
        """The comparison with these votes, without scores that could weigh against a pick."""
        sides = [(LLAMA, self.a), (MISTRAL, self.b)]
        reviews = [review(tool, [self._seat(p, tool.slug, c) for p, c in zip(TITLES, cast, strict=True)]) for tool, cast in sides]
        both: dict[str, Pick] = {"A": "A", "B": "B", "t": "tie"}
        picks = {p: (both[c], both[c]) for p, c in zip(TITLES, self.picks, strict=True) if c in both}
        return panels.comparison(reviews[0], reviews[1], picks=picks)

    def _seat(self, persona: str, tool: str, letter: str) -> Seat:
        if letter == "m":
            return seat(failure(persona, tool))
        ballot = {"s": Ballot.SHIP, "k": Ballot.SKIP, "a": Ballot.ABSTAIN}[letter]
        return seat(scorecard(persona, tool, ballot=ballot, entries=()))


HEADLINES = {
    "firm": (Cast("ssss", "ssss", "BBBB"), "Ship with Bee: four of four reviewers pick it, a firm lead."),
    "lean": (Cast("ssss", "ssss", "BBtB"), "A lean towards Bee: three of four reviewers pick it."),
    "only one": (Cast("sskk", "kkks", "AttB"), "Only Ay earns a ship: two of four reviewers would ship it, one of four would ship Bee."),
    "only the other": (
        Cast("kkkk", "ssss", "tttB"),
        "Only Bee earns a ship: four of four reviewers would ship it, none of four would ship Ay.",
    ),
    "depends": (
        Cast("ssss", "ksss", "BBtA"),
        "It depends on whose needs are yours: Ay for the Business critic, Bee for the Skeptic, a tie for the DX critic and the Futurist.",
    ),
    "depends on nobody": (Cast("ssss", "ssss", "tttt"), "It depends on whose needs are yours: every reviewer calls it a tie."),
    "neither": (Cast("kkks", "kkkk", "AAAA"), "Ship neither: one of four reviewers would ship Ay, none of four would ship Bee."),
    "no votes": (Cast("ssaa", "ssss", "AAAA"), "No verdict: too few votes on Ay to decide."),
    "no picks": (Cast("ssss", "ssss", "AA--"), "No verdict: too few picks between the two to decide (provisional: reviewers are missing)."),
    "no votes on either": (Cast("ssaa", "kkaa", "AAAA"), "No verdict: too few votes on Ay and Bee to decide."),
    "provisional": (
        Cast("ssss", "sssm", "BBt-"),
        "A lean towards Bee: two of three reviewers pick it (provisional: reviewers are missing).",
    ),
}


@pytest.mark.parametrize(("cast", "sentence"), HEADLINES.values(), ids=HEADLINES.keys())
def test_headline(cast: Cast, sentence: str) -> None:
    """Every way to end has one sentence, and its counts are those of the verdict."""

    assert headline(cast.verdict(), "Ay", "Bee", TITLES) == sentence


def test_split_headline() -> None:
    """A split names the tool with the votes and the tool with the picks."""

    verdict = Cast("ssss", "kkkk", "tttt").verdict().model_copy(update={"kind": Kind.SPLIT, "winner": None})

    assert headline(verdict, "Ay", "Bee", TITLES) == "A split panel: only Ay has the votes to ship, yet more reviewers pick Bee."


def test_counted() -> None:
    """The chair is told the votes, the picks, each reviewer with the flags, and who is pivotal."""

    lines = counted(panels.comparison().verdict, "Ay", "Bee", TITLES)

    assert lines == (
        "Votes on Ay: 2 ship, 2 skip; panel ship 50% (2 of 4).",
        "Votes on Bee: 4 ship, 0 skip; panel ship 100% (4 of 4).",
        "Picks between the two: 0 for Ay, 3 for Bee, 1 tied, 0 missing.",
        "DX critic: SHIP on Ay, SHIP on Bee; picks Bee.",
        "Skeptic: SKIP on Ay, SHIP on Bee; picks Bee.",
        "Futurist: SHIP on Ay, SHIP on Bee; calls it a tie (picked differently when the order changed, so it counts as a tie).",
        "Business critic: SKIP on Ay, SHIP on Bee; picks Bee.",
        "The outcome holds without any one of the reviewers.",
    )


def test_counted_says_what_is_missing() -> None:
    """A share of nobody is no number, and an outcome that could change is called provisional."""

    lines = counted(Cast("ssmm", "ssss", "BB--").verdict(), "Ay", "Bee", TITLES)

    assert lines[0] == "Votes on Ay: 2 ship, 0 skip, two missing; too few for a share."
    assert lines[-1] == "Provisional: the seats that are missing could still change this outcome."


def test_pivot_names_the_reviewers() -> None:
    """Who decides alone is named inside a sentence."""

    verdict = panels.comparison().verdict.model_copy(update={"pivotal": ("dx", "skeptic")})

    assert pivot(verdict, TITLES) == "Without the DX critic or the Skeptic the outcome would be another."


@pytest.mark.parametrize("kind", Kind)
def test_meaning_is_one_sentence(kind: Kind) -> None:
    """Every kind of outcome says what a reader may believe."""

    text = meaning(panels.comparison().verdict.model_copy(update={"kind": kind}))

    assert text.endswith(".")
    assert text.count(".") == 1


def test_closed_sets_have_words() -> None:
    """No vote, flag, reason or kind of outcome reaches a page without words."""

    assert set(BADGES) == set(Vote)
    assert set(FLAGS) == set(Flag)
    assert set(MEANINGS) == set(Kind)
    assert set(FAILURES) == set(get_args(FailureReason))


@pytest.mark.parametrize(("share", "text"), [(0.0, "0%"), (0.625, "63%"), (0.005, "1%"), (2 / 3, "67%"), (1.0, "100%")])
def test_percent_rounds_halves_up(share: float, text: str) -> None:
    """A half is rounded up and never to the even neighbour."""

    assert percent(share) == text


@pytest.mark.parametrize(
    ("amount", "currency", "unit", "period", "text"),
    [
        ("0", "USD", "", "", "Free"),
        ("20", "USD", "seat", "month", "$20 per seat per month"),
        ("0.2", "USD", "GB", "", "$0.20 per GB"),
        ("0.00025", "USD", "1k tokens", "", "$0.00025 per 1k tokens"),
        ("1500", "EUR", "", "year", "€1,500 per year"),
        ("99.50", "CHF", "", "once", "99.50 CHF once"),
        ("5", "USD", "/ seat", "", "$5 / seat"),
    ],
)
def test_money(amount: str, currency: str, unit: str, period: str, text: str) -> None:
    """An amount keeps its digits, and says what it buys."""

    assert money(Decimal(amount), currency=currency, unit=unit, period=period) == text


@pytest.mark.parametrize(
    ("ship", "decided", "models", "text"),
    [
        (4, 4, 1, "four of four, but four voices of one model"),
        (3, 4, 2, "three of four, four voices of two models"),
        (1, 1, 1, "one of one, a single voice"),
        (0, 0, 0, "nobody voted ship or skip"),
    ],
)
def test_voices(ship: int, decided: int, models: int, text: str) -> None:
    """A fraction says how many models stand behind it."""

    assert voices(ship, decided, models=models) == text


def test_told_apart() -> None:
    """Two tools of one name are told apart by their slugs, and others keep their names."""

    assert told_apart("Quill", "quill ", slugs=("quill-db", "quill-ai")) == ("Quill (quill-db)", "quill  (quill-ai)")
    assert told_apart("Quill", "Quell", slugs=("q", "r")) == ("Quill", "Quell")


def test_small_words() -> None:
    """Lists and titles read as a sentence does."""

    assert listed(()) == ""
    assert listed(("a",)) == "a"
    assert listed(("a", "b", "c"), "or") == "a, b or c"
    assert [the("Skeptic"), the("The Builder")] == ["the Skeptic", "the Builder"]
    assert picked(HeadToHead(pick=None), "Ay", "Bee") == "made no pick"
    assert interval(Range(low=0.296, high=0.954)) == "30–95%"


def test_labels() -> None:
    """Two tools of one name are told apart wherever both are named in running text."""
    twin = MISTRAL.model_copy(update={"name": LLAMA.name, "short": LLAMA.short})

    assert labels(LLAMA, MISTRAL) == ("Code Llama 4", "Mistral Large 3")
    assert labels(LLAMA, twin) == ("Code Llama 4 (code-llama-4)", "Code Llama 4 (mistral-large-3)")


def test_known_model() -> None:
    """Recorded replies name no model, whatever stands in its place."""
    assert (known_model(RECORDED.label), known_model("gpt-5-mini")) == ("", "gpt-5-mini")
