"""Rules of panel/newsletter/period.py and sender.py: what a command line may say."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from panel.errors import UsageError
from panel.newsletter.period import Period, midnight, period
from panel.newsletter.sender import NOWHERE, sender

NOW = datetime(2026, 11, 23, 9, 15, 2, 700, tzinfo=UTC)
CRLF = "Panel\r\nBcc: everybody@else.example"


@pytest.mark.parametrize(
    ("since", "until", "start", "end"),
    [
        ("7d", "2026-11-24", "2026-11-17T00:00:00", "2026-11-24T00:00:00"),
        ("2w", "2026-11-24", "2026-11-10T00:00:00", "2026-11-24T00:00:00"),
        ("36h", "", "2026-11-21T21:15:02", "2026-11-23T09:15:02"),
        ("2026-11-01", "2026-12-01", "2026-11-01T00:00:00", "2026-12-01T00:00:00"),
        ("1d", "2026-11-24T00:30+01:00", "2026-11-22T23:30:00", "2026-11-23T23:30:00"),
        ("2026-11-23T01:00+02:00", "2026-11-23T00:00", "2026-11-22T23:00:00", "2026-11-23T00:00:00"),
    ],
    ids=["days", "weeks", "hours-till-now", "dates", "zone", "zones-apart"],
)
def test_a_period(since: str, until: str, start: str, end: str) -> None:
    """A day is its first moment in UTC, a moment without a zone is one of UTC, and a length is counted back from the end."""
    made = period(since, until, now=NOW)

    assert (made.since, made.until) == (datetime.fromisoformat(f"{start}+00:00"), datetime.fromisoformat(f"{end}+00:00"))


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("0d", ""),
        ("7", ""),
        ("7 days", ""),
        ("-7d", ""),
        ("yesterday", ""),
        ("2026-13-01", ""),
        ("7d", "2026-02-30"),
        ("7d", "7d"),
        ("2026-11-24", "2026-11-24"),
        ("2026-11-25", "2026-11-24"),
        ("9999w", "1971-06-01"),
        ("7d", "9999-12-31"),
        ("0001-01-01T00:00+14:00", ""),
        ("٧d", ""),
    ],
)
def test_no_period(since: str, until: str) -> None:
    """What is no time, and a beginning that is not before the end, is misuse."""
    with pytest.raises(UsageError, match=r"--(since|until)"):
        period(since, until, now=NOW)


def test_its_beginning_is_in_it_and_its_end_is_not() -> None:
    """So that of two letters in a row exactly one tells of each moment, in whatever zone it was written down."""
    first, second = period("7d", "2026-11-17", now=NOW), period("7d", "2026-11-24", now=NOW)
    between = datetime(2026, 11, 17, 2, tzinfo=timezone(timedelta(hours=2)))

    assert (first.holds(between), second.holds(between)) == (False, True)
    assert (first.holds(between - timedelta(microseconds=1)), second.holds(between - timedelta(microseconds=1))) == (True, False)
    assert second.holds(datetime(2026, 11, 17))  # noqa: DTZ001 - what a file without a zone holds


def test_a_day_ends_with_the_next() -> None:
    """A forecast for the last day of the period is due in the next one, as a published page would be."""
    week = Period(midnight(date(2026, 11, 23)), midnight(date(2026, 11, 30)))

    assert [week.ends(date(2026, 11, day)) for day in (21, 22, 28, 29)] == [False, True, True, False]
    assert not week.ends(date.max)


@pytest.mark.parametrize(
    ("since", "until", "told", "word", "name"),
    [
        ("7d", "2026-11-24", "17 to 23 November 2026", "week", "2026-11-24"),
        ("7d", "2026-12-03", "26 November to 2 December 2026", "week", "2026-12-03"),
        ("7d", "2027-01-03", "27 December 2026 to 2 January 2027", "week", "2027-01-03"),
        ("1d", "2026-11-24", "23 November 2026", "day", "2026-11-24"),
        ("2w", "2026-11-24", "10 to 23 November 2026", "fortnight", "2026-11-24"),
        ("2026-11-01", "2026-12-01", "1 to 30 November 2026", "month", "2026-12-01"),
        ("90d", "2026-11-24", "26 August to 23 November 2026", "time", "2026-11-24"),
        ("7d", "", "16 November 2026, 09:15 UTC, to 23 November 2026, 09:15 UTC", "week", "2026-11-23T091502Z"),
    ],
)
def test_a_period_in_words(since: str, until: str, told: str, word: str, name: str) -> None:
    """Between midnights it has a first and a last day."""
    made = period(since, until, now=NOW)

    assert (made.told, made.word, made.name) == (told, word, name)


@pytest.mark.parametrize(
    "given",
    [
        {"name": CRLF},
        {"name": "x" * 201},
        {"name": "\u202egnp"},
        {"address": CRLF},
        {"mail": CRLF},
        {"mail": "a@b.example\nBcc: c@d.example"},
        {"mail": "Name <a@b.example>"},
        {"mail": "a@b"},
        {"mail": "a@-b.example"},
        {"mail": "ä@b.example"},
        {"mail": f"{'a' * 65}@b.example"},
        {"unsubscribe": "javascript:alert(1)"},
        {"unsubscribe": "https://b.example/\r\nX: y"},
        {"unsubscribe": "https://b.example/>,<mailto:c@d.example"},
        {"unsubscribe": "mailto:nobody"},
        {"unsubscribe": "mailto:a@b.example?bcc=c@d.example"},
        {"unsubscribe": f"https://b.example/{'x' * 900}"},
        {"base_url": "reviews.example"},
        {"base_url": "https://b.example/?q"},
    ],
    ids=repr,
)
def test_what_no_header_can_hold_is_refused(given: dict[str, str]) -> None:
    """In one line that names the option."""
    with pytest.raises(UsageError) as error:
        sender(**given)

    assert "\n" not in str(error.value)
    assert "\r" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "one_click"),
    [
        ("https://b.example/u?t=1", True),
        ("http://b.example/u", False),
        ("mailto:leave@b.example", False),
        ("mailto:leave@b.example?subject=leave", False),
    ],
)
def test_ways_out(url: str, one_click: bool) -> None:
    """Only https can be a one-click way out (RFC 8058)."""

    assert sender(unsubscribe=url).one_click is one_click


def test_what_a_sender_lacks() -> None:
    """All of it, or nothing; and identifiers that belong to nobody, or to the sender."""
    whole = sender(mail="a@B.example", address="1 Street", unsubscribe="https://b.example/u", base_url="https://c.example")

    assert sender().lacking == ("--from", "--address", "--unsubscribe", "--base-url")
    assert whole.lacking == ()
    assert (sender().domain, whole.domain, sender(base_url="https://c.example").domain) == (NOWHERE, "b.example", "c.example")
