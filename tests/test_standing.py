"""Rules of panel/standing.py."""

from dataclasses import replace

import pytest

from panel.standing import Critic, ProseFacts, Standing, count_faults, critic_faults
from panel.tally import Vote
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


# The first ships both, the second skips both and picks B, the third and fourth ship A alone and pick it.
NAMED = replace(
    FACTS,
    a=Standing(names=("Quill",), ship=3, skip=1, picks=2),
    b=Standing(names=("Nib",), ship=1, skip=3, picks=1),
    titles=("Editor", "Clerk", "Poet", "Printer"),
    critics=(
        Critic(title="Editor", a=Vote.SHIP, b=Vote.SHIP, pick="tie"),
        Critic(title="Clerk", a=Vote.SKIP, b=Vote.SKIP, pick="B"),
        Critic(title="Poet", a=Vote.SHIP, b=Vote.SKIP, pick="A"),
        Critic(title="Printer", a=Vote.SHIP, b=Vote.SKIP, pick="A"),
    ),
)


@pytest.mark.parametrize(
    "sentence",
    [
        "PERSONA2 and PERSONA3 pick TOOLA, PERSONA1 TOOLB.",
        "PERSONA0 would ship both; PERSONA1 would ship neither.",
        "TOOLA is picked by PERSONA2.",
        "PERSONA1 stays with TOOLB, the others do not.",
        "If PERSONA1 picked TOOLA, there would be a winner.",
        "PERSONA1 objects that TOOLA skips generated files.",
        "TOOLA for PERSONA2 and PERSONA3, TOOLB for PERSONA1.",
    ],
)
def test_what_named_critics_did_may_be_told(sentence: str) -> None:
    """A vote or pick passes when each of the critics who are named cast it."""
    assert list(critic_faults(sentence, NAMED)) == []


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("PERSONA2 picks TOOLB.", "'Poet' did not pick 'Nib'"),
        ("PERSONA1 and PERSONA2 pick TOOLB.", "'Clerk' and 'Poet' did not pick 'Nib'"),
        ("PERSONA1 picks TOOLB, the rest pick TOOLA.", "'Editor' and 'Poet' and 'Printer' did not pick 'Quill'"),
        ("TOOLB is picked by PERSONA3.", "'Printer' did not pick 'Nib'"),
        ("PERSONA2 would ship both.", "'Poet' did not ship 'Quill' and 'Nib'"),
        ("PERSONA3 would skip TOOLA.", "'Printer' did not skip 'Quill'"),
    ],
)
def test_what_named_critics_did_not_do_is_a_fault(sentence: str, fault: str) -> None:
    """One critic among those named who voted otherwise is enough."""
    assert list(critic_faults(sentence, NAMED)) == [fault]


def test_a_dissenter_dissents() -> None:
    """Who shipped and picked the winner is no dissenter."""
    won = replace(NAMED, kind=Kind.WINNER, winner="A")

    assert list(critic_faults("PERSONA1 dissents.", won)) == []
    assert list(critic_faults("PERSONA2 dissents.", won)) == ["'Poet' did not dissent"]
