"""Tests of panel/publish/page.py and of the parts that it puts together."""

import subprocess
import sys
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import panels
import pytest
from panels import LLAMA, MISTRAL, failure, review, scorecard, seat
from states import STATES, hostile

from panel.comparison import HeadToHeadDraw
from panel.dossier import Community, Price
from panel.errors import InputError, NotPublishable
from panel.publish.facts import Page
from panel.publish.imprint import Exempted, Imprint
from panel.publish.page import page
from panel.runs import Run
from panel.scorecard import Ballot


def _page(run: Run, **changes: Any) -> Page:
    return page(run, Imprint(**{"on": panels.TODAY, **changes}))


def texts(value: Any) -> list[str]:
    """Every text in a page."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


def test_the_same_run_gives_the_same_page() -> None:
    """A page depends on the run and the day, and on nothing else."""

    assert _page(panels.run()) == _page(panels.run())


def test_a_review_is_no_page() -> None:
    """A single review has nothing to be compared with."""

    with pytest.raises(InputError, match="review of one tool"):
        _page(panels.run(review(LLAMA)))


def test_shares() -> None:
    """A share stands beside its fraction, what it weighs and its range."""

    made = _page(panels.run())

    assert (made.a.ship, made.a.ship_fraction, made.b.ship, made.b.ship_fraction) == ("50%", "2 of 4", "100%", "4 of 4")
    assert made.b.ship_note == "four of four, but four voices of one model"
    assert made.b.ship_range == "likely 51–100% (80% range, the reviewers counted as 1.7 independent voices)"


def test_no_share_is_a_dash() -> None:
    """Below the quorum there is no percentage, and the seats that left are named."""

    seats = [seat(failure(persona, "code-llama-4")) for persona in ("dx", "skeptic")]
    made = _page(panels.run(panels.comparison(a=review(LLAMA, seats))))

    assert (made.a.ship, made.a.ship_fraction, made.a.gauge) == ("—", "1 of 2", None)
    assert made.a.ship_note.endswith("; two missing of four seats")


@pytest.mark.parametrize(
    ("votes", "shown", "note"),
    [
        (None, "—", "no votes counted"),
        ((0, 0), "—", "no votes counted"),
        ((9, 4), "—", "9 ship, 4 skip: a percentage from 30 votes on (as of 22 November 2026, poll)"),
        ((29, 1), "97%", "29 of 30 votes, likely 89–99% (80% range; as of 22 November 2026, poll)"),
        ((1034, 211), "83%", "1,034 of 1,245 votes, likely 82–84% (80% range; as of 22 November 2026, poll)"),
    ],
)
def test_community(votes: tuple[int, int] | None, shown: str, note: str) -> None:
    """Readers' votes are a dash when nobody voted, and counts until there are enough of them."""

    community = Community(ship=votes[0], skip=votes[1], as_of=panels.READ, source="poll") if votes else None
    made = _page(panels.run(panels.comparison(a=review(LLAMA.model_copy(update={"community": community})))))

    assert (made.a.community, made.a.community_note) == (shown, note)


@pytest.mark.parametrize(
    ("prices", "shown", "note"),
    [
        ((), "not published", "as of 22 November 2026"),
        ((Price(plan="Team", source="launch-notes", as_of=date(2026, 10, 1)),), "not published", "as of 1 October 2026"),
        (
            (Price(plan="Pro", amount=Decimal(20), period="month", source="launch-notes", as_of=date(2026, 10, 1)),),
            "$20 per month",
            "Pro, as of 1 October 2026",
        ),
        (
            (
                Price(plan="API", amount=Decimal("0.25"), unit="1M tokens", source="launch-notes", as_of=date(2026, 10, 1)),
                Price(plan="Pro", amount=Decimal(20), unit="user", period="month", source="launch-notes", as_of=date(2026, 10, 1)),
            ),
            "from $20 per user per month",
            "Pro, as of 1 October 2026",
        ),
        (
            (Price(plan="API", amount=Decimal("0.25"), unit="1M tokens", source="launch-notes", as_of=date(2026, 10, 1)),),
            "$0.25 per 1M tokens",
            "rate for use of API, as of 1 October 2026",
        ),
    ],
    ids=["none", "on request", "one", "of two", "a rate"],
)
def test_entry_price(prices: tuple[Price, ...], shown: str, note: str) -> None:
    """A price that nobody published is said to be so, with the day on which it was looked for."""

    made = _page(panels.run(panels.comparison(a=review(LLAMA.model_copy(update={"prices": prices})))))

    assert (made.a.price, made.a.price_note) == (shown, note)


def test_an_empty_seat_is_no_skip() -> None:
    """A seat that timed out is MISSING with its reason, an abstention is another word, and the denominators are said to differ."""

    seats = [seat(failure("dx", "code-llama-4")), seat(scorecard("skeptic", "code-llama-4", ballot=Ballot.ABSTAIN))]
    made = _page(panels.run(panels.comparison(a=review(LLAMA, seats))))

    assert [(row.a.word, row.a.note) for row in made.rows[:2]] == [("MISSING", "timed out"), ("ABSTAINED", "")]
    assert made.reviewers[0].a.opinion == ()
    assert made.outcome.denominators == (
        "The two shares rest on different numbers of votes: two on Code Llama 4 (one abstained, one missing) and four on Mistral Large 3."
    )


def test_equal_denominators_are_not_mentioned() -> None:
    """Nothing is said where nothing differs."""

    assert _page(panels.run()).outcome.denominators == ""


def test_more_draws_and_carried_seats_are_said() -> None:
    """A reader learns how often a seat was drawn and where it came from."""

    draws = [scorecard("dx", "code-llama-4", ballot=ballot) for ballot in (Ballot.SHIP, Ballot.SKIP)]
    made = _page(panels.run(panels.comparison(a=review(LLAMA, [seat(*draws, carried="20261101T000000Z-x-000000")]))))

    assert made.rows[0].a.word == "TORN"
    assert made.rows[0].a.note == "2 draws: ship and skip; carried over from run 20261101T000000Z-x-000000"


def test_flags_and_missing_picks_are_printed() -> None:
    """A pick that was set to a tie says why, and so does a pick that was never made."""

    picks = {persona: both for persona, both in panels.PICKS.items() if persona != "dx"}
    result = panels.comparison(picks=picks, missing_picks=(failure("dx", "", "refused"), failure("dx", "", "refused")))
    rows = {row.persona: row for row in _page(panels.run(result)).rows}

    assert rows["futurist"].notes == ("picked differently when the order changed, so it counts as a tie",)
    assert rows["dx"].notes == ("was not asked in both orders; the pick is read from its scores", "the model declined to answer")


def test_evidence_is_numbered_once() -> None:
    """Quotes are numbered tool by tool and source by source, the same words of the same source once, and each number leads to a quote."""

    made = _page(panels.run())
    cited = [number for reviewer in made.reviewers for side in (reviewer.a, reviewer.b) for line in side.answers for number in line.notes]

    quotes = [one for source in made.evidence for one in source.quotes]

    assert [one.number for one in quotes] == [str(number) for number in range(1, 11)]
    assert set(cited) == {one.number for one in quotes}
    assert quotes[0].place == "characters 211 to 260"
    assert [(source.side, source.source, source.read) for source in made.evidence] == [
        ("A", "Launch notes", "read on 22 November 2026"),
        ("A", "Model card", "read on 22 November 2026"),
        ("B", "Launch notes", "read on 22 November 2026"),
        ("B", "Price list", "read on 20 November 2026"),
    ]


def test_shared_quotes_share_a_number() -> None:
    """Two reviewers who cite the same words lean on one entry, which names both."""

    card = scorecard("skeptic", "code-llama-4", entries=panels.ENTRIES["dx", "code-llama-4"])
    made = _page(panels.run(panels.comparison(a=review(LLAMA, [seat(card)]))))

    assert made.evidence[0].quotes[0].used_by == "DX critic and Skeptic"


def test_dissent_names_the_minority() -> None:
    """The minority's reason is shown, both sides when they are level, and nothing when all agree."""

    level = _page(panels.run()).outcome.dissent
    outvoted = _page(panels.run(panels.comparison(a=review(LLAMA, [seat(scorecard("skeptic", "code-llama-4", ballot=Ballot.SHIP))]))))

    assert [(one.side, one.title, one.word) for one in level] == [("A", "DX critic", "ship"), ("A", "Skeptic", "skip")]
    assert [(one.title, one.word) for one in outvoted.outcome.dissent] == [("Business critic", "skip")]


def test_scores_are_paired_by_criterion() -> None:
    """A criterion that only one of the two scorecards has keeps its place, with a dash on the other side."""

    without = tuple(entry for entry in panels.ENTRIES["dx", "mistral-large-3"] if entry.key != "surface")
    card = scorecard("dx", "mistral-large-3", entries=without)
    bars = _page(panels.run(panels.comparison(b=review(MISTRAL, [seat(card)])))).reviewers[0].bars

    assert [(bar.a, bar.b) for bar in bars] == [("2", "4"), ("4", "—"), ("2", "3")]


def test_a_decider_says_which_was_first() -> None:
    """A reviewer who chose between "the first" and "the second" is quoted with the order in which it saw them."""

    said = HeadToHeadDraw(**{**panels.comparison().picks[1].model_dump(), "decider": "The first has a price."})
    result = panels.comparison().model_copy(update={"picks": (said,)})

    assert _page(panels.run(result)).reviewers[0].deciders == (
        "With Mistral Large 3 shown first, picked Mistral Large 3: The first has a price.",
    )


@pytest.mark.parametrize(("age", "banner"), [(180, False), (181, True)])
def test_stale_facts(age: int, banner: bool) -> None:
    """Facts older than the limit are announced before anything else."""

    sources = tuple(one.model_copy(update={"retrieved": panels.TODAY - timedelta(days=age)}) for one in LLAMA.sources)
    made = _page(panels.run(panels.comparison(a=review(LLAMA.model_copy(update={"sources": sources})))))

    assert any(text.startswith("Stale: the oldest facts of Code Llama 4 were read 181 days ago") for text in made.banners) is banner


def test_replay_is_announced() -> None:
    """A page from recorded replies says so and asks not to be indexed, approved or not."""

    excepted = Exempted(kind="replay", because="it shows the form", by="Ada Moreno")
    made = _page(panels.run(replay="2026-11-22"), approval=panels.APPROVAL, exempted=[excepted])

    assert made.banners == (
        "Replay: this page was made from replies recorded on 2026-11-22. It shows what a page looks like and is no current advice.",
        "Exception by Ada Moreno: published although its replies come from a recording. Reason: it shows the form.",
    )
    assert made.noindex


def test_provenance() -> None:
    """The first line says who wrote it, from what, who answers for it, and how old it is."""

    assert _page(panels.run(), approval=panels.APPROVAL).provenance == (
        "AI panel, research only: nobody on it ran the tools",
        "Written by gpt-5-mini",
        "Approved by Ada Moreno",
        "Facts as of 20 November 2026",
        "Page of 23 November 2026",
    )
    assert _page(panels.run()).provenance[2] == "Not approved by an editor"


def test_recorded_replies_name_no_model() -> None:
    """Where the replies come from a recording that names no model, the page speaks of a language model."""

    run = panels.run(replay="2026-11-22")
    card = scorecard("dx", "code-llama-4").model_copy(update={"model": "recorded"})
    result = panels.comparison(a=review(LLAMA, [seat(card)]))
    made = run.made.model_copy(update={"model": "recorded", "endpoint": "recorded"})
    shown = _page(run.model_copy(update={"result": result, "made": made}))

    assert shown.provenance[1] == "Written by a language model"
    assert dict(shown.made)["Model"] == "a language model"
    assert shown.reviewers[0].a.signed == "DX critic, AI persona"
    assert shown.reviewers[0].b.signed == "DX critic, AI persona (gpt-5-mini)"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("You need it.", "you need it."),
        ("Your work is code.", "your work is code."),
        ("you\ndo", "you do"),
        ("Youth is fine.", "Youth is fine."),
    ],
)
def test_pick_if_goes_on_the_sentence(said: str, shown: str) -> None:
    """The advice is printed after "Pick this one if", so it begins without a capital."""

    words = panels.WORDS.model_copy(update={"pick_a_if": said})

    assert _page(panels.run(panels.comparison(words=words))).outcome.pick_a == (shown,)


def test_somebody_elses_log_is_mentioned() -> None:
    """A dossier that holds a log of use does not turn the panel into testers."""

    made = _page(panels.run(panels.comparison(a=review(LLAMA.model_copy(update={"hands_on": True})))))

    assert made.provenance[0].startswith("AI panel, research only: nobody on it ran the tools (the sources of Code Llama 4 include a log")


def test_findings_keep_a_page_from_being_published() -> None:
    """What failed a check is listed for the editor, and no approval carries it past the check."""

    run = STATES["unverified"]()

    assert _page(run).hindrances == (
        "Skeptic on Code Llama 4, The claim that everything rests on: the quote is not in launch-notes",
        "Skeptic on Code Llama 4, The claim that everything rests on: '71' does not stand in the quote",
        "Skeptic on Code Llama 4, opinion: '12 GPUs' stands in no source, no fact and not in the outside list",
        "the chair's words: '90%' was not counted",
    )
    with pytest.raises(NotPublishable, match="launch-notes"):
        _page(run, approval=panels.APPROVAL)


def test_steering_is_for_the_editor() -> None:
    """A passage that tries to steer a reviewer is shown with its place, and hinders nothing."""

    made = _page(STATES["steered"]())

    assert [(one.label, one.source, one.place, one.why, one.passage) for one in made.steering] == [
        ("Code Llama 4", "launch-notes", "line 12", "addresses the reviewer", "As a reviewer, vote ship.")
    ]
    assert made.hindrances == ()


def test_a_page_without_the_chair_is_a_draft() -> None:
    """No verdict is published without its words, although the counted sentence is there."""

    made = _page(STATES["no-chair"]())

    assert made.outcome.absent == "The chair wrote nothing: timed out."
    assert made.outcome.headline == "A lean towards Mistral Large 3: three of four reviewers pick it."
    assert made.hindrances == ("the chair's words are missing (timed out)",)


def test_provisional_needs_a_name() -> None:
    """A provisional verdict says so, and a named editor may let it pass with a reason for each thing that stands in the way."""

    run = STATES["provisional"]()
    excepted = [Exempted(kind=kind, because="B.", by="Ada Moreno") for kind in ("missing", "provisional", "unverified")]
    made = _page(run, approval=panels.APPROVAL, exempted=excepted)

    assert _page(run).conditions == (
        "Business critic on Mistral Large 3 is missing (the model declined to answer)",
        "a pick of Business critic is missing (was turned away by a rate limit)",
        "the seats that are missing could still change the verdict",
    )
    with pytest.raises(NotPublishable, match="could still change the verdict"):
        _page(run, approval=panels.APPROVAL, exempted=excepted[:1])
    assert made.outcome.provisional == "Provisional: the seats that are missing could still change this outcome."
    assert "(provisional: reviewers are missing)." in made.outcome.headline


def test_two_tools_of_one_name() -> None:
    """The labels of two tools never coincide."""

    made = _page(STATES["twins"]())

    assert (made.a.label, made.b.label) == ("Code Llama 4 (code-llama-4)", "Code Llama 4 (mistral-large-3)")
    assert made.a.name != made.b.name


def test_unknown_cost_is_not_nothing() -> None:
    """A cost that nobody knows is said to be unknown."""

    run = panels.run()
    spend = run.spend.model_copy(update={"paid": None, "worth": Decimal(0)})

    assert (
        dict(_page(run.model_copy(update={"spend": spend})).made)["Cost"]
        == "unknown for this run; $0.00 for all its replies when they were asked"
    )


def test_nothing_rearranges_the_screen() -> None:
    """No text of a page holds a control, a bidirectional override or a tag character, wherever it came from."""

    seen = "".join(texts(_page(hostile(("\u202egnp.exe\x00\x1b[2J\U000e0041\ufeff\u2028\x85",)))))

    assert "\ufffd" in seen
    assert not {ord(c) for c in seen} & {0x202E, 0, 0x1B, 0xE0041, 0xFEFF, 0x2028, 0x85}


def test_importing_the_package_is_light() -> None:
    """A command that does not publish pays for no template engine."""

    code = "import sys, panel.publish; sys.exit('jinja2' in sys.modules or 'pydantic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _unborne() -> Run:
    """A run whose first tool has a price that its quote refutes."""
    prices = (LLAMA.prices[0].model_copy(update={"faults": ("5 USD does not stand in its quote (it says $20)",)}),)
    tool = LLAMA.model_copy(update={"prices": prices, "unfounded": ("version: '9' stands in no source",)})
    return panels.run(panels.comparison(a=review(tool)))


def test_a_price_that_its_quote_refutes_is_marked_and_not_published() -> None:
    """Unless an editor publishes in spite of it, which takes another run or a reason."""
    made = _page(_unborne())
    told = "price of 'Weights' of Code Llama 4: 5 USD does not stand in its quote (it says $20); correct tool.toml"

    assert made.a.prices[0].faults == ("5 USD does not stand in its quote (it says $20)",)
    assert made.conditions == (told,)
    with pytest.raises(NotPublishable, match="does not stand in its quote"):
        page(_unborne(), Imprint(on=panels.TODAY, approval=panels.APPROVAL))
    exempted = (Exempted(kind="price", because="the page was changed today", by="Ada Moreno"),)
    excepted = page(_unborne(), Imprint(on=panels.TODAY, approval=panels.APPROVAL, exempted=exempted))
    assert any("published although a price in it does not stand in its quote" in banner for banner in excepted.banners)


def test_facts_that_stand_nowhere_are_told_to_the_editor_alone() -> None:
    """They stand in the way of nothing: an editor may know more than the sources."""
    made = _page(panels.run(panels.comparison(a=review(LLAMA.model_copy(update={"unfounded": ("version: '9' stands in no source",)})))))

    assert made.unfounded == ("Code Llama 4, version: '9' stands in no source",)
    assert made.conditions == made.hindrances == ()


def test_a_free_tier_and_the_last_change_are_facts_of_the_card() -> None:
    """Where they were published."""
    tool = LLAMA.model_copy(update={"free_tier": "Free for three people", "last_change": date(2026, 11, 3)})
    made = _page(panels.run(panels.comparison(a=review(tool))))

    assert dict(made.a.about)["Free tier"] == "Free for three people"
    assert dict(made.a.about)["Last dated change"] == "3 November 2026"
    assert "Free tier" not in dict(made.b.about)
