"""What a reader shows to vote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.votes.token import LIFETIME, SKEW, Bearer, Fault, Seal

READER, NOW = bytes(range(16)), 1_800_000_000
SEAL = Seal(b"k" * 32, wait=5)


@pytest.mark.parametrize(
    ("age", "read"),
    [
        (-SKEW - 1, Fault.FORGED),
        (-SKEW, Fault.YOUNG),
        (4, Fault.YOUNG),
        (5, Bearer(READER)),
        (LIFETIME, Bearer(READER)),
        (LIFETIME + 1, Fault.EXPIRED),
    ],
)
def test_ages(age: int, read: Bearer | Fault) -> None:
    """A token is good from the stated wait until a year later, and one from the future was not made here."""

    assert SEAL.read(SEAL.mint(READER, at=NOW), at=NOW + age) == read


@given(st.binary(min_size=16, max_size=16), st.integers(0, 47), st.characters(codec="ascii"))
def test_any_change_is_noticed(reader: bytes, place: int, letter: str) -> None:
    """A token has one spelling: with any character changed it is no token."""

    token = SEAL.mint(reader, at=NOW)
    changed = token[:place] + letter + token[place + 1 :]

    assert SEAL.read(changed, at=NOW + 10) == (Bearer(reader) if changed == token else Fault.FORGED)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Whatever is shown is read without an accident."""

    assert SEAL.read(text, at=NOW) is Fault.FORGED


def test_another_key() -> None:
    """A token of another endpoint is none here."""

    assert Seal(b"o" * 32, wait=0).read(SEAL.mint(READER, at=NOW), at=NOW) is Fault.FORGED


def test_ballots_cannot_be_joined() -> None:
    """One reader and tool is one ballot; nothing in it tells whose it is, or that two are the same reader's."""

    ballots = [SEAL.ballot(reader, tool) for reader in (READER, bytes(16)) for tool in ("a", "b", "ab")]

    assert ballots == [SEAL.ballot(reader, tool) for reader in (READER, bytes(16)) for tool in ("a", "b", "ab")]
    assert len(set(ballots)) == 6
    assert {len(ballot) for ballot in ballots} == {16}
    assert all(READER[:4] not in ballot for ballot in ballots)
    assert Seal(b"o" * 32, wait=0).ballot(READER, "a") not in ballots
