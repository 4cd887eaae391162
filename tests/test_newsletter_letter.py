"""Rules of panel/newsletter/letter.py, sections.py, strength.py and room.py; and letters for the tests of their forms."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import panels
import pytest
from panels import LLAMA, MISTRAL, review, scorecard, seat
from states import STATES

from panel.change import Shift
from panel.comparison import Comparison
from panel.drafts.shelf import Item
from panel.forecasts.ledger import Bet, Held, Outcome, Resolution
from panel.newsletter.facts import Letter
from panel.newsletter.gather import Material, Published
from panel.newsletter.letter import letter
from panel.newsletter.period import Period
from panel.newsletter.room import Room
from panel.newsletter.sender import Sender, sender
from panel.newsletter.strength import strongest
from panel.publish.imprint import Exempted, Imprint
from panel.publish.provenance import DESPITE
from panel.runs import Run
from panel.scorecard import Ballot
from panel.tally import Pick

WEEK = Period(datetime(2026, 11, 17, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
FROM = sender(
    name="Which Tool",
    mail="panel@reviews.example",
    address="1 Example Street, Bergen",
    unsubscribe="https://reviews.example/leave?u=1",
    base_url="https://reviews.example",
)

TIES: tuple[Pick, ...] = ("tie", "tie", "tie", "tie")


def published(run: Run, *, hours: int = 0, because: str = "It is needed.", **facts: Any) -> Published:
    """A run as it stands on the shelf, excepted from all that may stand in its way."""
    slugs = [one.tool.slug for one in run.reviews]
    exempted = tuple(Exempted(kind=kind, because=because, by="Bo Lind") for kind in DESPITE)
    imprint = Imprint(on=panels.TODAY, approval=panels.APPROVAL, exempted=exempted if facts.pop("excepted", False) else ())
    given = {
        "slug": "-vs-".join(slugs),
        "tools": slugs,
        "edition": 1,
        "newest": True,
        "run": run.id,
        "revision": 2,
        "approved": "0" * 64,
        "approved_by": "Ada Moreno",
        "approved_at": AT,
        "published_by": "Bo Lind",
        "published_at": AT + timedelta(hours=hours),
        "exceptions": exempted,
        "supersedes": 0,
        "causes": (),
        "changes": (),
        "note": "",
        "pages": {},
    }
    return Published(Item.model_validate(given | facts), run, imprint)


def pair(slug: str, *picks: Pick, skips: int = 0, **run: Any) -> Published:
    """Some tool against the example's B, with the picks of the four and the number of them who skip A."""
    tool = LLAMA.model_copy(update={"slug": slug, "name": slug.title(), "short": ""})
    ballots = [Ballot.SKIP] * skips + [Ballot.SHIP] * (4 - skips)
    cards = [scorecard(p, "code-llama-4", ballot=ballot) for p, ballot in zip(panels.TITLES, ballots, strict=True)]
    seats = [seat(card.model_copy(update={"tool": slug})) for card in cards]
    both: dict[str, tuple[Pick, Pick]] = {p: (pick, pick) for p, pick in zip(panels.TITLES, picks, strict=False)}
    result = panels.comparison(a=review(tool, seats, like="code-llama-4"), picks=both or None)
    return published(panels.run(result, **run), excepted=True)


def held(statement: str, outcome: Outcome | None = None, **word: Any) -> Held:
    """A forecast that was due in the week, and the word on it."""
    bet = Bet(
        tool="a",
        tool_name="Alpha",
        persona="futurist",
        title="Futurist",
        statement=statement,
        year=2026,
        month=10,
        measured_by="The release notes.",
        probability=70,
        model="m",
        run="r",
        entered=date(2026, 1, 1),
    )
    said = {"outcome": outcome, "source": "https://news.example/1", "editor": "Ada Moreno", "at": AT} | word
    return Held(bet=bet, resolutions=(Resolution.model_validate(said),) if outcome else ())


def replaced(**facts: Any) -> Published:
    """A second edition in which everything that can change did."""
    changes = (
        Shift(kind="verdict", about="Verdict", before="“Ship with A”", after="“A lean towards A”"),
        Shift(kind="vote", about="Skeptic on Alpha", before="SHIP", after="SKIP"),
        Shift(kind="price", about="Price of Alpha, Team", before="$3", after="$4"),
        Shift(kind="text", about="Pricing read"),
    )
    given: dict[str, Any] = {
        "edition": 2,
        "supersedes": 1,
        "changes": changes,
        "causes": ("dossier", "model"),
        "note": "a new price list",
    } | facts
    return published(panels.run(), **given)


def written(*editions: Published, forecasts: Sequence[Held] = (), by: Sender = FROM, text: int = 400) -> Letter:
    """The letter of the week."""
    return letter(Material(editions, tuple(forecasts)), WEEK, by, Room(text, 10))


def full() -> Letter:
    """A letter with something in every place."""
    others = [pair(f"tool-{number}") for number in range(8)]
    return written(
        replaced(), pair("otter", replay="2026-11-22"), *others, forecasts=[held("It ships."), held("It sells.", "yes", note="In part.")]
    )


def slugs(editions: Sequence[Published]) -> list[str]:
    """The first tool of each."""
    return [one.item.tools[0] for one in editions]


def test_the_strongest_verdict_comes_first() -> None:
    """Firm, lean, only one that ships, depends, neither; recorded replies last."""
    ranked = [
        pair("lean"),
        pair("only", *TIES, skips=3),
        pair("depends", *TIES),
        pair("replay", replay="2026-11-22"),
    ]

    for shuffled in permutations(ranked):
        assert slugs(strongest(shuffled)) == ["lean", "only", "depends", "replay"]


def test_of_one_kind_the_clearer_comes_first() -> None:
    """By the lead in picks, then by the distance of the shares, then by time, then by name."""
    late = pair("late")
    late = Published(late.item.model_copy(update={"published_at": AT + timedelta(hours=1)}), late.run, late.imprint)
    editions = [pair("beta"), pair("alpha"), late, pair("apart", skips=4), pair("less", "B", "B", "tie", "tie", skips=4)]

    assert slugs(strongest(editions)) == ["apart", "late", "alpha", "beta", "less"]


def test_seven_stories_and_a_count() -> None:
    """A reader is told of the others with the list of all."""
    made = written(*(pair(f"tool-{number}") for number in range(10)))

    assert (len(made.stories), made.rest) == (7, "Three more comparisons came out in this week.")
    assert made.rest_address == "https://reviews.example/comparisons.html"


@pytest.mark.parametrize(("count", "lead"), [(1, "One comparison of two tools."), (2, "Two comparisons of three tools.")])
def test_few_stories(count: int, lead: str) -> None:
    """What there is."""
    made = written(*(pair(f"tool-{number}") for number in range(count)))

    assert (len(made.stories), made.lead, made.rest) == (count, lead, "")


def test_a_quiet_week() -> None:
    """Says so, claims nothing, and still says who writes."""
    made = written()

    assert made.subject == "A quiet week: nothing new from the panel"
    assert made.lead == "A quiet week: the panel published no comparison. No verdict, price or text that readers have seen was changed."
    assert (made.stories, made.split, made.sections, len(made.made)) == ((), (), (), 1)
    assert written(forecasts=[held("It ships.")]).subject == "A quiet week: forecasts that came due"


def test_a_story() -> None:
    """The counted headline, both shares with their fractions, the votes by kind, and the chair's first sentence."""
    story = written(published(panels.run())).stories[0]

    assert story.title == "Code Llama 4 vs Mistral Large 3"
    assert story.headline == "A lean towards Mistral Large 3: three of four reviewers pick it."
    assert story.chair == "The chair: “The panel leans towards Mistral Large 3, on terms more than on talent.”"
    assert [(tool.share, tool.fraction) for tool in story.tools] == [("50%", "2 of 4"), ("100%", "4 of 4")]
    assert [[(mark.word, mark.count) for mark in tool.marks] for tool in story.tools] == [[("SHIP", "2"), ("SKIP", "2")], [("SHIP", "4")]]
    assert story.address == "https://reviews.example/compare/code-llama-4-vs-mistral-large-3.html"
    assert "Approved by Ada Moreno" in story.origin


@pytest.mark.parametrize(
    "verdict", ["", "Long " + "and longer " * 20 + "it goes.", "Short.", "No end"], ids=["none", "long", "short", "endless"]
)
def test_a_long_sentence_of_the_chair_is_left_out(verdict: str) -> None:
    """What is too long to be read in passing, and what is no sentence."""
    run = panels.run(panels.comparison(words=panels.WORDS.model_copy(update={"verdict": verdict})))

    assert written(published(run, excepted=True)).stories[0].chair == ""


def test_words_that_did_not_pass_are_not_repeated() -> None:
    """A fault in the chair's text keeps all of it out of the letter."""
    story = written(published(STATES["unverified"](), excepted=True)).stories[0]

    assert story.chair == ""
    assert any(note.startswith("Exception by Bo Lind: published although statements in it did not pass") for note in story.notes)


def test_a_replay_is_marked() -> None:
    """In the subject line, above its story, and by the exception under which it was published."""
    made = written(pair("otter", replay="2026-11-22"))

    assert "(a replay)" in made.subject
    assert made.stories[0].notes[0].startswith("Replay: this page was made from replies recorded on 2026-11-22.")
    assert any("its replies come from a recording" in note for note in made.stories[0].notes)


def test_the_split_counts_each_tool_once() -> None:
    """B stands in all three comparisons; the votes on it are counted once."""
    made = written(pair("x", skips=1), pair("y", skips=2), pair("z"))

    assert made.split_note == "Votes on four tools, each counted once."
    assert [(one.title, one.ship, one.skip) for one in made.split] == [
        ("DX critic", "2", "2"),
        ("Skeptic", "3", "1"),
        ("Futurist", "4", "0"),
        ("Business critic", "4", "0"),
    ]


def test_the_split_names_what_is_neither() -> None:
    """Abstentions, torn and missing votes are beside the two, never in them."""
    abstained, gone = (written(published(STATES[name](), excepted=True)).split for name in ("abstention", "missing"))

    assert next((one.title, one.ship, one.skip, one.others) for one in abstained) == ("DX critic", "1", "0", "1 abstained")
    assert [(one.title, one.others) for one in gone if one.others != "none"] == [("Futurist", "1 missing")]


def test_what_changed() -> None:
    """Verdicts with their cause, prices, and all else; each with the edition that says so."""
    verdicts, prices, others = written(replaced()).sections

    assert verdicts.heading == "Changed verdicts"
    assert verdicts.lines[0].title == "Code Llama 4 vs Mistral Large 3, edition 2 of 23 November 2026"
    assert verdicts.lines[0].texts == ("Was “Ship with A”", "Is now “A lean towards A”")
    assert verdicts.lines[0].aside == "Cause: the facts about a tool and the model (a new price list). Published by Bo Lind."
    assert [(line.title, line.texts) for line in prices.lines] == [("Price of Alpha, Team", ("Was $3, is now $4.",))]
    assert others.lines[0].texts == ("Skeptic on Alpha: was SHIP, is now SKIP", "Pricing read: edited")


def test_an_edition_that_changed_nothing_that_is_counted() -> None:
    """Is told all the same: readers saw another text."""
    (section,) = written(replaced(changes=())).sections

    assert section.lines[0].texts == ("No vote, pick, price or verdict changed.",)


def test_a_price_is_told_once() -> None:
    """However many comparisons it stands in."""
    sections = written(replaced(), replaced(slug="other")).sections

    assert {section.heading: len(section.lines) for section in sections}["Changed prices"] == 1


def test_a_first_edition_has_no_changes() -> None:
    """Nothing was replaced."""

    assert written(published(panels.run())).sections == ()


def test_only_the_last_edition_of_a_pair_is_a_story() -> None:
    """The earlier one is in the changes."""
    made = written(replaced(hours=1), published(panels.run()))

    assert (len(made.stories), made.lead) == (1, "One comparison of two tools; one of them is a new edition.")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [(None, "Not resolved yet."), ("yes", "It came true."), ("no", "It did not come true."), ("void", "It cannot be decided.")],
)
def test_forecasts(outcome: Outcome | None, said: str) -> None:
    """What was foretold, by whom and how sure, and how it came out, with the source."""
    line = written(forecasts=[held("It ships.", outcome)]).sections[0].lines[0]

    assert line.title == "Alpha: It ships."
    assert line.texts == ("Futurist gave it 70% until 31 October 2026, measured by: The release notes.", said)
    assert line.address == ("https://news.example/1" if outcome else "")


def test_many_lines_are_counted() -> None:
    """A section has an end."""
    section = written(forecasts=[held(f"{number}.") for number in range(13)]).sections[0]

    assert (len(section.lines), section.rest) == (10, "And three more.")


def test_without_an_address_there_is_no_link() -> None:
    """The site's is needed for every one of them."""
    made = written(replaced(), by=sender())

    assert [story.address for story in made.stories] == [""]
    assert (made.browser, made.rest_address, made.unsubscribe) == ("", "", "")
    assert all(line.address == "" for section in made.sections for line in section.lines)


def test_every_state_of_a_page_makes_a_letter() -> None:
    """Whatever is missing, long or hostile."""
    for name, make in STATES.items():
        run = make()
        assert isinstance(run.result, Comparison), name
        assert len(written(published(run, excepted=True)).stories) == 1, name


def test_no_tool_is_named_longer_than_there_is_room() -> None:
    """A name of hundreds of letters is cut off with a sign."""
    story = written(published(STATES["six-times"](), excepted=True), text=100).stories[0]

    assert all(len(tool.label) <= 80 for tool in story.tools)
    assert len(story.headline) <= 100
    assert MISTRAL.slug in story.address
