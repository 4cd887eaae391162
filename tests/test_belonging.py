"""Rules of panel/belonging.py."""

import pytest

from panel.belonging import belonging_faults
from panel.standing import ProseFacts, Standing
from panel.verdict import Kind

FACTS = ProseFacts(
    a=Standing(names=("Quill",), ship=3, skip=1, picks=3),
    b=Standing(names=("Nib",), ship=2, skip=2, picks=1),
    seats=4,
    kind=Kind.WINNER,
    winner="A",
    allowed=(
        "Quill: Team: $24 per user per month",
        "Quill: Starter: Free",
        "Quill: it found 61% of them",
        "Nib: Pro: $39 per user per month",
    ),
)


@pytest.mark.parametrize(
    "sentence",
    [
        "TOOLA costs $24 and TOOLB $39 per user per month.",
        "At $24 a user TOOLA undercuts TOOLB, which asks $39.",
        "It is $24 for TOOLA and $39 for TOOLB.",
        "TOOLA is $24 a month per user against $39.",
        "TOOLA and TOOLB ask $24 and $39.",
        "TOOLA has a free plan.",
        "TOOLA found 61% of them.",
    ],
)
def test_a_figure_is_said_of_its_own_tool(sentence: str) -> None:
    """The tool that a price stands beside is the one that has it, in any order of the words."""
    assert list(belonging_faults(sentence, "", FACTS)) == []


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("TOOLA costs $39.", "'$39' is known of 'Nib', not of 'Quill'"),
        ("TOOLB is $24.", "'$24' is known of 'Quill', not of 'Nib'"),
        ("Both tools charge $24.", "'$24' is known of 'Quill', not of 'Nib'"),
        ("TOOLA costs $24 per user per year.", "'$24' is not the price per person and year"),
        ("TOOLB costs $39 per repository.", "'$39' is not the price per repository"),
        ("TOOLB has a free plan.", "'free plan' is not known of 'Nib'"),
        ("TOOLB found 61% of them.", "'61%' is known of 'Quill', not of 'Nib'"),
        ("TOOLA is half the price.", "'half the price' is a comparison of figures that the result does not hold"),
    ],
)
def test_a_figure_of_the_other_tool_or_unit_is_a_fault(sentence: str, fault: str) -> None:
    """So is the right amount for another period or thing, and a ratio that nobody published."""
    assert list(belonging_faults(sentence, "", FACTS)) == [fault]


def test_the_tool_of_before_and_that_of_the_field_are_meant_where_none_is_named() -> None:
    """ "It costs" goes on about the last tool, and a field on one tool is about that tool."""
    assert list(belonging_faults("It costs $39.", "TOOLA is new.", FACTS))
    assert list(belonging_faults("You can pay $39.", "", FACTS, of="A"))
    assert list(belonging_faults("You can pay $39.", "", FACTS, of="B")) == []
