"""Rules of panel/standing.py."""

import pytest

from panel.standing import ProseFacts, Standing, count_faults
from panel.verdict import Kind

FACTS = ProseFacts(
    a=Standing(names=("Quill",), ship=3, skip=1, picks=2),
    b=Standing(names=("Nib",), ship=1, skip=2, picks=1),
    seats=4,
    kind=Kind.DEPENDS,
    ties=1,
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Three of four ship TOOLA.",
        "TOOLA is shipped by three of the four reviewers.",
        "One of three ships TOOLB, two skip it.",
        "All but one reviewer ship TOOLA.",
        "Three quarters of the panel ship TOOLA.",
        "Half of the panel picks TOOLA over TOOLB.",
        "TOOLA leads 3 to 1.",
        "The vote is not unanimous.",
        "Nobody ran the tools.",
        "TOOLA is shipped by three of four and skipped by one reviewer.",
        "Three of four ship TOOLA, though PERSONA would skip both tools.",
        "Without any one of the three who ship TOOLA, the outcome would be another.",
        "It weighs with both who pick TOOLA, and with all three who ship it.",
    ],
)
def test_true_counts_pass(sentence: str) -> None:
    """A phrase that counts reviewers passes when the tool and the act that it goes with have that count."""
    assert list(count_faults(sentence, FACTS)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Three of four ship TOOLB.",
        "Two of four skip TOOLA.",
        "Three of five ship TOOLA.",
        "All four reviewers ship TOOLA.",
        "Two thirds of the panel ship TOOLA.",
        "Nobody ships TOOLB.",
        "TOOLA leads 4 to 0.",
        "Every reviewer picks TOOLA.",
        "Two reviewers ship TOOLA and TOOLB.",
        "It weighs with all two who ship TOOLA.",
        "Without any one of the two who ship TOOLA, the outcome would be another.",
    ],
)
def test_false_counts_are_faults(sentence: str) -> None:
    """Another count, another total, another tool or another act is a fault."""
    assert list(count_faults(sentence, FACTS))
