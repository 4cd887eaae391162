"""Rules of panel/publish/hindrances.py, as far as unverified texts go."""

import pytest
from panels import TODAY, comparison, run

from panel.comparison import Comparison
from panel.publish.hindrances import hindrances
from panel.publish.imprint import Imprint
from panel.publish.page import page
from panel.scorecard import Answer, Scorecard

FAULT = "'812 ms' stands in no source, no fact and not in the outside list"


def told(result: Comparison) -> list[str]:
    """What is unverified in a run of this comparison."""
    return [one.text for one in hindrances(run(result)) if one.kind == "unverified"]


def changed(result: Comparison, card: Scorecard) -> Comparison:
    """The comparison with the first seat of its first tool as this card has it."""
    seat = result.a.seats[0].model_copy(update={"draws": (card,)})
    return result.model_copy(update={"a": result.a.model_copy(update={"seats": (seat, *result.a.seats[1:])})})


def shown(result: Comparison) -> Scorecard:
    card = result.a.seats[0].shown
    assert isinstance(card, Scorecard)
    return card


@pytest.mark.parametrize("kind", ["text", "score", "claim"])
def test_a_fault_of_any_answer_keeps_a_page_back(kind: str) -> None:
    """It is told under the answer's label, and counted."""
    result = comparison()
    card = shown(result)

    def faulty(answer: Answer) -> Answer:
        return answer.model_copy(update={"faults": (FAULT,)}) if answer.kind == kind else answer

    entries = tuple(entry.model_copy(update={"answer": faulty(entry.answer)}) for entry in card.entries)
    marked = card.model_copy(update={"entries": entries, "faults": ()})
    labels = [entry.label for entry in card.entries if entry.answer.kind == kind]
    assert len(labels) == marked.unverified > 0
    assert [f"{card.title} on {result.a.tool.label}, {label}: {FAULT}" for label in labels] == [
        text for text in told(changed(result, marked)) if FAULT in text
    ]


def test_a_fault_of_the_reason_and_of_a_pick_keeps_a_page_back() -> None:
    """Each with its place."""
    result = comparison()
    card = shown(result).model_copy(update={"reason_faults": (FAULT,)})
    pick = result.picks[0].model_copy(update={"faults": (f"decider: {FAULT}",)})
    made = changed(result, card).model_copy(update={"picks": (pick, *result.picks[1:])})

    found = told(made)
    assert f"{card.title} on {result.a.tool.label}, reason: {FAULT}" in found
    assert [text for text in found if "pick with" in text and text.endswith(f"shown first: decider: {FAULT}")]
    assert f"what decides: {FAULT}" in card.marks


def test_a_fault_is_marked_where_it_stands() -> None:
    """At the answer, at the opinion for what has no place of its own, and behind the decider of a pick."""
    result = comparison()
    card = shown(result)
    entries = tuple(
        entry.model_copy(update={"answer": entry.answer.model_copy(update={"faults": (f"{entry.answer.kind} fault",)})})
        for entry in card.entries
    )
    pick = result.picks[0].model_copy(update={"faults": ("decider: pick fault",)})
    made = changed(result, card.model_copy(update={"entries": entries, "reason_faults": ("reason fault",)}))
    told = page(run(made.model_copy(update={"picks": (pick, *result.picks[1:])})), Imprint(on=TODAY))

    reviewer = next(one for one in told.reviewers if one.persona == card.persona)
    apart = [f"{entry.label}: score fault" for entry in card.entries if entry.answer.kind == "score"]
    assert {fault for answer in reviewer.a.answers for fault in answer.faults} == {"text fault", "claim fault"}
    assert [*card.faults, "what decides: reason fault", *apart] == list(reviewer.a.faults)
    assert any(decider.endswith(" Unverified: decider: pick fault.") for decider in reviewer.deciders)
