"""Rules of panel/stance.py."""

import pytest

from panel.stance import stances


def read(sentence: str, said: str = "") -> list[tuple[str, bool, str]]:
    """Side, direction and voice of each stance, once."""
    return list(dict.fromkeys((stance.side, stance.good and not stance.denied, stance.voice) for stance in stances(sentence, said=said)))


@pytest.mark.parametrize(
    ("sentence", "side", "good"),
    [
        ("TOOLB is what we would put into production.", "B", True),
        ("TOOLB has the stronger case.", "B", True),
        ("Our money goes to TOOLB.", "B", True),
        ("TOOLA could not keep up with TOOLB.", "A", False),
        ("In the end, TOOLB.", "B", True),
        ("Get TOOLB.", "B", True),
        ("TOOLB ends the debate.", "B", True),
        ("TOOLA is not the better choice.", "A", False),
    ],
)
def test_a_judgement_has_a_tool_and_a_direction(sentence: str, side: str, good: bool) -> None:
    """Choosing, winning, leading, being better and being voted for put a tool before the other, losing and denial behind it."""
    assert (side, good, "panel") in read(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "TOOLA reads the whole repository.",
        "TOOLB is better documented.",
        "TOOLB wins on price.",
        "A team that picks TOOLB pays by the user.",
        "The reason to choose TOOLB is its price.",
    ],
)
def test_facts_and_single_aspects_are_no_judgement(sentence: str) -> None:
    """What a tool does, one aspect of it, and what choosing it would mean put it before nothing."""
    assert read(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "voice"),
    [
        ("PERSONA1 holds that TOOLB is the safer choice.", "critics"),
        ("TOOLB, PERSONA1 argues, is the safer choice.", "critics"),
        ("TOOLB is the safer choice, says PERSONA1.", "critics"),
        ("PERSONA1 was heard, and TOOLB is the safer choice.", "panel"),
        ("PERSONA1 notes that the panel prefers TOOLB.", "panel"),
        ("Two critics find that TOOLB is the safer choice.", "counted"),
        ("The strongest argument is a measured edge for TOOLB over TOOLA.", "argument"),
    ],
)
def test_a_judgement_has_a_voice(sentence: str, voice: str) -> None:
    """It stands in the name of the critic who is its subject, before or after it, and else in the panel's."""
    assert next(found for _, _, found in read(sentence)) == voice


def test_the_latter_and_the_rival_are_named() -> None:
    """A tool that is meant and not named is looked up in what stands before; a description names nobody."""
    assert read("The latter is the one to buy.", said="TOOLA and TOOLB differ.")[0][0] == "B"
    assert read("Its rival wins.", said="TOOLA is new.")[0][0] == "B"
    assert read("The tool that starts with P is the winner.")[0][0] == "?"


def test_what_would_be_is_supposed() -> None:
    """A condition or a change makes a judgement supposed, unless the condition is only that the reader chooses."""
    assert all(stance.supposed for stance in stances("If TOOLB had an audit, TOOLB would win.", said=""))
    assert not any(stance.supposed for stance in stances("If you must choose, TOOLB wins.", said=""))
