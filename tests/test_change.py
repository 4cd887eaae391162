from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from panels import LLAMA, MISTRAL, PICKS, comparison, failure, review, run, scorecard, seat

from panel.change import between, causes, change, changes, comparison_causes, difference, recount, replaced, shifts, word_diff
from panel.comparison import Comparison
from panel.errors import InputError
from panel.runs import Made
from panel.scorecard import Ballot, Entry, Score

MADE = Made(
    endpoint="http://host/v1",
    model="m-1",
    personas={"dx": "1", "skeptic": "2"},
    prompts={"scorecard.md.j2": "3", "rules.md.j2": "4", "dossier.md.j2": "5", "repair.md.j2": "6", "verdict.md.j2": "7"},
    tools={"code-llama-4": "8"},
)
CAUSES = {
    "nothing": ({}, ()),
    "its persona": ({"personas": {"dx": "x", "skeptic": "2"}}, ("persona",)),
    "another persona": ({"personas": {"dx": "1", "skeptic": "x"}}, ()),
    "the rules": ({"prompts": {**MADE.prompts, "rules.md.j2": "x"}}, ("prompt",)),
    "the chair's prompt": ({"prompts": {**MADE.prompts, "verdict.md.j2": "x"}}, ()),
    "its dossier": ({"tools": {"code-llama-4": "x"}}, ("dossier",)),
    "another dossier": ({"tools": {**MADE.tools, "other": "x"}}, ()),
    "the model": ({"model": "m-2"}, ("model",)),
    "the endpoint": ({"endpoint": "http://other/v1"}, ("model",)),
    "the date of a recording": ({"replay": "2026-11-22"}, ()),
    "several": ({"model": "m-2", "tools": {}}, ("dossier", "model")),
}


@pytest.mark.parametrize(("changed", "found"), CAUSES.values(), ids=CAUSES)
def test_a_cause_is_what_the_seat_was_asked_with(changed: dict[str, object], found: tuple[str, ...]) -> None:
    """Only what bears on this seat and this tool counts."""

    assert causes(MADE, MADE.model_copy(update=changed), persona="dx", tool="code-llama-4") == found


DIFFS = {
    "nothing": ("a b c", "a b c", ""),
    "a line break": ("a b c", "a\nb  c", ""),
    "a word replaced": ("a b c", "a x c", "a [-b-] {+x+} c"),
    "words gone": ("a b c d", "a d", "a [-b c-] d"),
    "words that came": ("a d", "a b c d", "a {+b c+} d"),
    "everything": ("a", "b", "[-a-] {+b+}"),
    "a long text of few words": ("a b " * 150, "a b " * 150 + "c", "a b " * 150 + "{+c+}"),
    "from nothing": ("", "a b", "{+a b+}"),
    "to nothing": ("a b", "", "[-a b-]"),
}


@pytest.mark.parametrize(("before", "after", "diff"), DIFFS.values(), ids=DIFFS)
def test_a_diff_holds_both_texts(before: str, after: str, diff: str) -> None:
    """Word by word; white space is no word."""

    assert word_diff(before, after) == diff


def test_very_long_texts_are_matched_at_their_ends() -> None:
    """A megabyte against a megabyte takes no minutes."""
    old, new = "the " * 100_000 + "old " + "end " * 100_000, "the " * 100_000 + "new end" + " end" * 100_000

    assert word_diff(old, new) == "the " * 100_000 + "[-old-] {+new end+} " + " ".join(["end"] * 100_000)
    assert word_diff("a " * 3_000, "a " * 2_999) == "a " * 2_998 + "a [-a-]"


WORDS = st.lists(st.sampled_from("abcd"), max_size=12)


@given(WORDS, WORDS)
def test_either_text_can_be_read_out_of_a_diff(before: list[str], after: list[str]) -> None:
    """Without what came it is the old one, without what went the new one."""
    diff = word_diff(" ".join(before), " ".join(after))
    old, new, place = [], [], ""
    for word in diff.split():
        place = {"[-": "old", "{+": "new"}.get(word[:2], place)
        plain = word.removeprefix("[-").removeprefix("{+").removesuffix("-]").removesuffix("+}")
        old += [plain] if place != "new" else []
        new += [plain] if place != "old" else []
        place = "" if word.endswith(("-]", "+}")) else place

    assert before == after if not diff else (old, new) == (before, after)


def scored(persona: str = "dx", ballot: str = "ship", **scores: int) -> object:
    """A seat with these scores."""
    entries = tuple(Entry(key=key, label=key, answer=Score(why="W.", score=score)) for key, score in scores.items())
    return seat(scorecard(persona, "code-llama-4", entries=entries, ballot=Ballot(ballot), opinion=f"I say {ballot}."))


def test_a_change_tells_votes_scores_and_words() -> None:
    """A score that was not there before, or is not there now, is None, never 0."""
    before, after = scored(a=1, b=2, c=3), scored(ballot="skip", a=1, b=5, d=0)

    found = change("code-llama-4", before, after, ("persona",))  # type: ignore[arg-type]
    assert (found.before, found.after) == ("ship", "skip")
    assert found.scores == {"b": (2, 5), "c": (3, None), "d": (None, 0)}
    assert found.opinion == "I say [-ship.-] {+skip.+}"
    assert found.causes == ("persona",)


def test_an_empty_seat_is_missing_with_its_reason() -> None:
    """It has no scores and no words."""

    found = change("code-llama-4", seat(failure("dx", "code-llama-4")), scored(a=4), ())  # type: ignore[arg-type]
    assert (found.before, found.after, found.scores) == ("missing (timeout)", "ship", {"a": (None, 4)})
    assert found.opinion == "{+I say ship.+}"


def test_only_seats_that_changed_are_told() -> None:
    """With a new draw as the cause when nothing else differs; a persona that is new has no before."""
    before = review()
    after = review(changed=[scored("skeptic", a=1)])  # type: ignore[list-item]

    (found,) = changes(before, after, MADE, MADE)
    assert (found.persona, found.causes) == ("skeptic", ("a new draw",))
    assert changes(before, before, MADE, MADE) == ()
    assert changes(review(personas=["dx"]), before, MADE, MADE) == ()


def test_two_runs_are_compared_on_the_tools_that_they_share() -> None:
    """Without one there is nothing to compare, and the remedy is named."""
    after = run(review(changed=[scored(a=1)]))  # type: ignore[list-item]

    assert [found.persona for found in between(run(comparison()), after)] == ["dx"]
    with pytest.raises(InputError, match="have no tool in common; name two runs on the same tool"):
        between(run(review(LLAMA)), run(review(MISTRAL)))


def test_a_new_seat_takes_the_place_of_the_old_one() -> None:
    """Every other is carried over, and keeps the run that it was carried from first."""
    new = scored(a=1)
    old = review(changed=[seat(scorecard("business", "code-llama-4"), carried="first")])

    made = replaced(old, new, run="second")  # type: ignore[arg-type]
    assert [(one.persona, one.carried) for one in made.seats] == [
        ("dx", ""),
        ("skeptic", "second"),
        ("futurist", "second"),
        ("business", "first"),
    ]
    assert made.seats[0] == new


def test_a_seat_that_was_not_there_comes_last() -> None:
    """A fifth persona joins an old review."""
    new = scored(a=1).model_copy(update={"persona": "auditor"})  # type: ignore[attr-defined]

    made = replaced(review(), new, run="first")
    assert [one.persona for one in made.seats] == ["dx", "skeptic", "futurist", "business", "auditor"]


@pytest.mark.parametrize("tool", [LLAMA, MISTRAL], ids=["a", "b"])
def test_a_verdict_is_recounted_with_either_side_replaced(tool: object) -> None:
    """The picks stay as they were made; the same review gives the same verdict."""
    whole = comparison()
    same = whole.a if tool is LLAMA else whole.b
    empty = review(tool, changed=[seat(failure(p, tool.slug)) for p in ("dx", "skeptic", "futurist", "business")])  # type: ignore[arg-type,attr-defined]

    assert recount(whole, same) == whole.verdict
    assert recount(whole, empty).kind == "no_verdict"


def other(**changes: object) -> Comparison:
    """A comparison in which the Skeptic ships A and the Business critic picks it."""
    shipping = review(changed=[seat(scorecard("skeptic", "code-llama-4", ballot=Ballot.SHIP))])
    return comparison(a=shipping, picks={**PICKS, "business": ("A", "A")}, **changes)  # type: ignore[arg-type]


def test_shifts_are_what_was_counted_and_priced() -> None:
    """Verdict, votes, picks and prices in words; what is the same is not told."""
    dear = MISTRAL.prices[0].model_copy(update={"amount": Decimal(7)})
    new = MISTRAL.prices[3].model_copy(update={"plan": "Team"})
    priced = review(MISTRAL.model_copy(update={"prices": (dear, *MISTRAL.prices[1:3], new)}), like="mistral-large-3")
    found = [shift.told for shift in shifts(comparison(), other(b=priced))]

    assert found == [
        "Verdict: was “A lean towards Mistral Large 3: three of four reviewers pick it”, "
        "is now “A lean towards Mistral Large 3: two of four reviewers pick it”",
        "Skeptic on Code Llama 4: was SKIP, is now SHIP",
        "Pick of Business critic: was Mistral Large 3, is now a tie",
        "Price of Mistral Large 3, Weights: was Free, is now $7",
        "Price of Mistral Large 3, Team: was not there, is now not published",
        "Price of Mistral Large 3, Enterprise support: was not published, is now not there",
    ]
    assert shifts(comparison(), comparison()) == ()


@pytest.mark.parametrize("ballot", [None, Ballot.SKIP], ids=["a lean", "neither"])
def test_the_order_of_the_tools_is_no_shift(ballot: Ballot | None) -> None:
    """The same pair named the other way round says the same, though a headline may name the tools in another order."""
    picks = {persona: tuple({"A": "B", "B": "A", "tie": "tie"}[pick] for pick in both) for persona, both in PICKS.items()}
    changed = {"ballot": ballot} if ballot else {}
    a, b = (review(tool, [seat(scorecard(p, tool.slug, **changed)) for p in PICKS]) for tool in (LLAMA, MISTRAL))

    assert shifts(comparison(a, b), comparison(b, a, picks=picks)) == ()  # type: ignore[arg-type]


MADE_OTHERWISE = {
    "chance": ({}, ("noise",)),
    "the chair's prompt": ({"prompts": {"verdict.md.j2": "x"}}, ("prompt",)),
    "one persona": ({"personas": {"dx": "x"}}, ("persona",)),
    "one dossier and the model": ({"tools": {"mistral-large-3": "x"}, "model": "m-9"}, ("dossier", "model")),
}


@pytest.mark.parametrize(("changed", "found"), MADE_OTHERWISE.values(), ids=MADE_OTHERWISE)
def test_a_comparison_has_the_causes_of_all_its_seats(changed: dict[str, object], found: tuple[str, ...]) -> None:
    """And of what is asked of nobody's seat; what nothing explains is noise."""
    after = run()

    assert comparison_causes(run(), after.model_copy(update={"made": after.made.model_copy(update=changed)})) == found


def test_runs_differ_in_outcome_only_where_both_compared_the_pair() -> None:
    """Two reviews, or comparisons of other pairs, differ in their seats alone."""
    third = LLAMA.model_copy(update={"slug": "third-tool"})
    same = difference(run(), run(other()))
    apart = difference(run(), run(comparison(a=review(third, like="code-llama-4"))))

    assert (same.compared, len(same.outcome), same.causes) == (True, 3, ("noise",))
    assert [change.persona for change in same.seats] == ["skeptic"]
    assert (apart.compared, apart.outcome, apart.causes) == (False, (), ())
    assert difference(run(review()), run()).compared is False
