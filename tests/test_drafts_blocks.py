import panels
import pytest
from drafting import SKEPTIC, hand
from panels import LLAMA, failure, review, scorecard, seat

from panel.comparison import Comparison
from panel.drafts.blocks import put, texts, title
from panel.drafts.revision import Block
from panel.errors import InputError
from panel.scorecard import Ballot


def block(text: str) -> Block:
    """A person's text."""
    return Block(text=text, by="Ada", at=hand().at, faults=("a fault",))


def test_the_texts_are_the_prose_and_nothing_else() -> None:
    """Five of the chair, one for each scorecard that speaks."""
    found = texts(panels.comparison(a=review(LLAMA, [seat(failure("dx", "code-llama-4"))])))

    assert list(found)[:5] == ["verdict", "pick-a-if", "pick-b-if", "pricing", "change"]
    assert len(found) == 12
    assert "dx/code-llama-4" not in found
    assert found["dx/mistral-large-3"] == panels.OPINIONS["dx", "mistral-large-3"]


def changed(before: object, after: object, path: str = "") -> list[str]:
    """The places where two plain values differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [place for key in before for place in changed(before[key], after[key], f"{path}/{key}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [place for at, (x, y) in enumerate(zip(before, after, strict=True)) for place in changed(x, y, f"{path}/{at}")]
    return [path] if before != after else []


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("verdict", ["/words/verdict"]),
        ("pick-a-if", ["/words/pick_a_if"]),
        ("pick-b-if", ["/words/pick_b_if"]),
        ("pricing", ["/words/pricing"]),
        ("change", ["/words/change"]),
        (SKEPTIC, ["/a/seats/1/draws/0/opinion", "/a/seats/1/draws/0/faults"]),
    ],
)
def test_an_edit_touches_its_text_alone(name: str, places: list[str]) -> None:
    """No ballot, score, quote or number moves with it."""
    result = panels.comparison()

    assert changed(result.model_dump(mode="json"), put(result, {name: block("Other words.")}).model_dump(mode="json")) == places


def test_the_draw_that_speaks_is_the_one_that_is_edited() -> None:
    """Of several draws the others keep their words, and the vote stays."""
    draws = [scorecard("dx", "code-llama-4", ballot=ballot) for ballot in (Ballot.SKIP, Ballot.SHIP, Ballot.SHIP)]
    result = panels.comparison(a=review(LLAMA, [seat(*draws)]))
    made = put(result, {"dx/code-llama-4": block("Other words.")}).a.seats[0]

    assert [draw.opinion == "Other words." for draw in made.draws] == [False, True, False]  # type: ignore[union-attr]
    assert made.vote == result.a.seats[0].vote
    assert made.shown == made.draws[1]


def test_a_text_without_a_place_is_refused() -> None:
    """Nothing is dropped in silence."""
    empty = panels.comparison(a=review(LLAMA, [seat(failure("skeptic", "code-llama-4"))]))

    with pytest.raises(InputError, match="no text of that name"):
        put(empty, {SKEPTIC: block("x")})


def test_blocks_have_titles() -> None:
    """For the list of changes that readers see."""
    result: Comparison = panels.comparison()

    assert title(result, "pricing") == "Pricing read"
    assert title(result, SKEPTIC) == "Opinion of Skeptic on Code Llama 4"
