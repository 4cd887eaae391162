"""How often one address may ask."""

import pytest

from panel.votes import limits
from panel.votes.limits import DAY, Addresses, Limit


class Clock:
    """Stands still until it is set."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:0:1::1", "2001:db8:0:ff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:100::1", False),
        ("2001:DB8::1", "2001:db8:0:0::2", True),
        ("fe80::1%eth0", "fe80::1%eth1", True),
        ("", "", True),
        ("unknown", "_hidden", False),
    ],
)
def test_who_is_one(one: str, other: str, same: bool) -> None:
    """An IPv4 address is one, however it is written; of IPv6 it is a customer's whole network."""

    names = Addresses(Clock(0))

    assert (names.name(one) == names.name(other)) == same


def test_names_last_a_day() -> None:
    """Tomorrow an address has another name, after a restart too, and no name holds the address."""

    clock = Clock(DAY * 20_000.0)
    names = Addresses(clock)
    today = names.name("192.0.2.1")
    clock.now += DAY - 1
    evening = names.name("192.0.2.1")
    clock.now += 1
    tomorrow = names.name("192.0.2.1")

    assert today == evening != tomorrow
    assert Addresses(clock).name("192.0.2.1") != tomorrow
    assert len(today) == 12


def test_a_span() -> None:
    """So many in a span, then the seconds to the next one; another name has its own."""

    clock = Clock(600.0)
    limit = Limit(2, seconds=60, clock=clock)
    first = [limit.wait(b"a"), limit.wait(b"a"), limit.wait(b"a"), limit.wait(b"b")]
    clock.now = 640.0
    later = limit.wait(b"a")
    clock.now = 660.0

    assert (first, later) == ([0, 0, 61, 0], 21)
    assert [limit.wait(b"a"), limit.wait(b"a"), limit.wait(b"a")] == [0, 0, 61]


def test_memory_is_bounded() -> None:
    """However many addresses come, so many are remembered; the one known longest is forgotten."""

    limit = Limit(1, seconds=60, clock=Clock(0))
    for number in range(limits.MOST + 1):
        limit.wait(number.to_bytes(4, "big"))

    assert limit.wait((1).to_bytes(4, "big")) > 0
    assert limit.wait((0).to_bytes(4, "big")) == 0
    assert limit.wait((1).to_bytes(4, "big")) == 0  # forgotten for the one that came back
