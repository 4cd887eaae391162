"""Tests of panel/publish/record.py."""

import json
from typing import Any

import panels
import pytest
from facts import strings
from panels import LLAMA, failure, review, seat
from states import STATES, document_of

from panel.errors import InputError
from panel.publish import record
from panel.publish.answers import DASH
from panel.publish.imprint import Imprint
from panel.publish.page import page
from panel.runs import Run


def _document(run: Run) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(document_of(run, "json"))
    return loaded


def test_counts_are_numbers() -> None:
    """Programs get the numbers as they were counted, not as they were printed."""

    tool = _document(panels.run())["tools"]["b"]

    assert (tool["slug"], tool["name"]) == ("mistral-large-3", "Mistral Large 3 (Apache 2.0 Open Source)")
    assert (tool["ship"]["share"], tool["ship"]["ship"], tool["ship"]["skip"]) == (1.0, 4, 0)
    assert tool["ship"]["range"] == pytest.approx([0.51, 1.0], abs=0.01)
    assert tool["community"] is None


def test_verdict() -> None:
    """The outcome is there for programs and in words."""

    verdict = _document(panels.run())["verdict"]

    assert {key: verdict[key] for key in ("kind", "winner", "side", "firm", "provisional", "pivotal")} == {
        "kind": "winner",
        "winner": "mistral-large-3",
        "side": "B",
        "firm": False,
        "provisional": False,
        "pivotal": [],
    }
    assert verdict["headline"] == "A lean towards Mistral Large 3: three of four reviewers pick it."
    assert verdict["prose"] == panels.WORDS.verdict
    assert (verdict["pick_a_if"], verdict["pick_b_if"]) == (panels.WORDS.pick_a_if, panels.WORDS.pick_b_if)
    assert (verdict["pricing"], verdict["change"]) == (panels.WORDS.pricing, panels.WORDS.change)


def test_nobody_wins_is_null() -> None:
    """Where nobody won there is no slug, and where nobody voted there is no share."""

    seats = [seat(failure(persona, "code-llama-4")) for persona in ("dx", "skeptic")]
    document = _document(panels.run(panels.comparison(a=review(LLAMA, seats))))

    assert (document["verdict"]["kind"], document["verdict"]["winner"], document["verdict"]["side"]) == ("no_verdict", None, None)
    assert (document["tools"]["a"]["ship"]["share"], document["tools"]["a"]["ship"]["range"]) == (None, None)


def test_picks() -> None:
    """A pick is a slug, a tie or nothing, with its flag."""

    picks = _document(panels.run())["picks"]

    assert picks["dx"] == {"pick": "mistral-large-3", "side": "B", "flag": None, "margin": pytest.approx(-0.2)}
    assert (picks["futurist"]["pick"], picks["futurist"]["flag"]) == ("tie", "order_sensitive")


def test_scorecards() -> None:
    """Every seat of either tool is there: a scorecard with its vote, or the reason why there is none."""

    scorecards = _document(STATES["missing"]())["scorecards"]

    assert {slug: list(seats) for slug, seats in scorecards.items()} == {
        "code-llama-4": list(panels.TITLES),
        "mistral-large-3": list(panels.TITLES),
    }
    assert scorecards["code-llama-4"]["futurist"]["missing"] == "timeout"
    assert scorecards["code-llama-4"]["futurist"]["vote"] == "missing"
    assert scorecards["mistral-large-3"]["dx"]["vote"] == scorecards["mistral-large-3"]["dx"]["ballot"] == "ship"
    assert scorecards["mistral-large-3"]["dx"]["entries"][0]["answer"]["quotes"][0]["start"] == 96


def test_cost_and_calls() -> None:
    """What it took is there, and an unknown cost is null and never 0."""

    run = panels.run()
    unknown = run.model_copy(update={"spend": run.spend.model_copy(update={"paid": None})})

    assert _document(run)["cost"] == {"currency": "USD", "paid": 0.0413, "worth": 0.0622}
    assert _document(run)["calls"]["asked"] == 17
    assert _document(run)["calls"]["cached"] == 8
    assert _document(unknown)["cost"]["paid"] is None
    assert _document(run)["run"]["id"] == run.id


def test_pricing() -> None:
    """Prices are by tool, an amount nobody published is null."""

    plans = _document(panels.run())["pricing"]["mistral-large-3"]["plans"]

    assert [plan["amount"] for plan in plans] == ["0", "2", "6.5", None]


@pytest.mark.parametrize("state", STATES)
def test_the_words_are_those_of_the_page(state: str) -> None:
    """What the page says of the outcome, the tools and the reviewers stands in the document as well."""

    run = STATES[state]()
    made = page(run, Imprint(on=panels.TODAY))
    said = list(strings(_document(run)))
    wanted = [made.outcome.headline, made.outcome.meaning, *made.outcome.faults, *made.provenance, *made.banners, *made.hindrances]
    for card in (made.a, made.b):
        wanted += [card.name, card.label, card.ship, card.ship_fraction, card.ship_note, card.price, card.price_note]
    wanted += (
        [one.quote for source in made.evidence for one in source.quotes]
        + [text for one in made.outside for text in one.texts]
        + [bet.statement for bet in made.forecasts]
    )

    assert [text for text in wanted if " ".join(text.split()) not in said] == []


@pytest.mark.parametrize("state", STATES)
def test_data(state: str) -> None:
    """The data inside a page holds counts by seat and no sentence."""

    run = STATES[state]()
    made = page(run, Imprint(on=panels.TODAY))
    data = json.loads(record.data(run, made))

    assert list(data) == ["tools", "verdict", "seats", "run", "date"]
    assert [row.persona for row in made.rows] == list(data["seats"])
    assert data["seats"]["dx"]["votes"][0] == made.rows[0].a.shape
    assert [[a, b] for a, b in data["seats"]["dx"]["scores"].values()] == [
        [None if score == DASH else int(score) for score in (bar.a, bar.b)] for bar in made.reviewers[0].bars
    ]


def test_a_review_is_refused() -> None:
    """A single review has no such document."""

    with pytest.raises(InputError, match="review of one tool"):
        record.record(panels.run(review(LLAMA)), page(panels.run(), Imprint(on=panels.TODAY)))
