import pytest
from hypothesis import given
from hypothesis import strategies as st
from panels import LLAMA, MISTRAL, comparison, failure, review, run, scorecard, seat

from panel.change import between, causes, change, changes, recount, replaced, word_diff
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
