from pathlib import Path

import panels
import pytest
from drafting import SKEPTIC, dossiers, drafted, hand

from panel.drafts.checks import CHECK_LIMIT, TOO_LONG, UNCHECKED, edited, opinion, rechecked
from panel.drafts.draft import edit
from panel.drafts.revision import Block


def block(text: str, *faults: str) -> Block:
    """A person's text."""
    return Block(text=text, by="Ada", at=hand().at, faults=faults)


def test_an_untouched_comparison_is_left_alone() -> None:
    """What the model's words were found to lack stays as it was found."""
    result = panels.comparison(words=panels.WORDS.model_copy(update={"faults": ("verdict: a fault",)}))

    assert edited(result, {}) is result


def test_people_may_not_contradict_the_count() -> None:
    """The chair's words are checked as the model's are, whoever wrote them."""
    made = edited(panels.comparison(), {"verdict": block("The panel picks Code Llama 4, as 9 of 12 reviewers do.")})

    assert any(fault.startswith("verdict: ") and "9 of 12" in fault for fault in made.words.faults)
    assert any("names a winner" in fault for fault in made.words.faults)


def test_a_correction_lifts_the_fault() -> None:
    """A text that was faulty and is put right no longer stands in the way."""
    result = panels.comparison(
        words=panels.WORDS.model_copy(update={"verdict": "It has 90% of it.", "faults": ("verdict: '90%' was not counted",)})
    )

    assert edited(result, {"verdict": block("The panel leans towards Mistral Large 3.")}).words.faults == ()


def test_the_chair_is_held_against_what_now_stands_beside_it() -> None:
    """A figure that the chair took from an opinion falls with it."""
    words = panels.WORDS.model_copy(update={"pricing": "The Skeptic counts 8.5 GPUs for it."})
    said = {SKEPTIC: block("It takes 8.5 GPUs.")}

    assert edited(panels.comparison(words=words), said).words.faults == ()
    assert "8.5" in " ".join(edited(panels.comparison(words=words), {SKEPTIC: block("It takes many.")}).words.faults)


OPINIONS = {
    "what a source holds": ("It runs on 12 GPUs.", ()),
    "a figure from nowhere": ("It runs on 97 GPUs.", ("'97' stands in no source, no fact and not in the outside list",)),
    "a name from nowhere": ("Better than Wuxol.", ("'Wuxol' is named in no source, no fact and not in the outside list",)),
    "a trial that nobody made": ("I tried it.", ("'I tried' claims first-hand use, and nobody ran the tool",)),
    "a megabyte": ("word " * 200_000, (TOO_LONG,)),
    "just too long": ("a" * (CHECK_LIMIT + 1), (TOO_LONG,)),
}


@pytest.mark.parametrize(("text", "faults"), OPINIONS.values(), ids=OPINIONS)
def test_an_opinion_is_held_against_its_sources(text: str, faults: tuple[str, ...]) -> None:
    """As the model's is."""

    assert opinion(panels.comparison(), SKEPTIC, text, dossiers()) == faults


def test_an_opinion_without_its_sources_is_not_checked() -> None:
    """Which is said, and stands in the way; what was found before stays found."""
    result = panels.comparison()
    before = {SKEPTIC: block("It runs on 97 GPUs.", "'97' stands nowhere"), "verdict": block("Fine.")}

    assert opinion(result, SKEPTIC, "Fine.", {}) == (UNCHECKED,)
    assert opinion(result, "verdict", "Fine.", {}) == ()
    assert rechecked(result, before, {}) == before
    assert rechecked(result, before, dossiers())[SKEPTIC].faults != before[SKEPTIC].faults


def test_a_megabyte_of_prose_is_kept_and_not_checked(tmp_path: Path) -> None:
    """It is a text like any other, but for its check; the finding keeps it from being published."""
    draft = edit(drafted(tmp_path), "verdict", "the " * 250_000, hand(), dossiers={})

    assert draft.findings == (f"verdict: {TOO_LONG}",)
    assert draft.distance.words > 249_000
