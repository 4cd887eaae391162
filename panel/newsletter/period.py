"""The stretch of time that a letter tells of: from a moment on, and up to another without it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from panel.errors import UsageError
from panel.wording import MONTHS, day

SPAN = re.compile(r"([1-9]\d{0,3})([hdw])")
HOURS = {"h": 1, "d": 24, "w": 168}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# A feed, a mail and a file name all give a year four digits, and time zones take up to a day.
FIRST, LAST = datetime(1971, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Period:
    """From `since` on and earlier than `until`, both in UTC and on whole seconds: what one letter leaves out the next begins with."""

    since: datetime
    until: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether it lies in the period; a moment without a time zone is one of UTC."""
        return self.since <= utc(moment) < self.until

    def ends(self, last: date) -> bool:
        """Whether this day, to its end, is over for the first time in the period."""
        return last < LAST.date() and self.holds(midnight(last + timedelta(days=1)))

    @property
    def name(self) -> str:
        """The end of the period as a file name."""
        return f"{self.until:%Y-%m-%d}" if _whole(self.until) else f"{self.until:%Y-%m-%dT%H%M%SZ}"

    @property
    def told(self) -> str:
        """The period in words; between midnights it has a first and a last day."""
        if not (_whole(self.since) and _whole(self.until)):
            return f"{day(self.since)}, {self.since:%H:%M} UTC, to {day(self.until)}, {self.until:%H:%M} UTC"
        first, last = self.since.date(), (self.until - timedelta(days=1)).date()
        return day(first) if first == last else f"{_short(first, last)} to {day(last)}"

    @property
    def word(self) -> str:
        """What so long a time is called."""
        for word, least, most in (("day", 1, 1), ("week", 6, 8), ("fortnight", 13, 15), ("month", 28, 31)):
            if timedelta(days=least) <= self.until - self.since <= timedelta(days=most):
                return word
        return "time"


def period(since: str, until: str, *, now: datetime) -> Period:
    """The period that a command line names: `until` is a day, a moment, or nothing for `now`; `since` also a length such as 7d.

    A day stands for its first moment in UTC. Raises UsageError for what is neither, and when nothing lies between the two.
    """
    end = _moment("--until", until) if until else now.astimezone(UTC).replace(microsecond=0)
    length = SPAN.fullmatch(since)
    try:
        start = end - timedelta(hours=int(length[1]) * HOURS[length[2]]) if length else _moment("--since", since)
    except OverflowError:
        start = FIRST
    if not FIRST <= start < end <= LAST:
        raise UsageError(
            f"--since {since!r}: nothing lies between {start:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M} UTC; name an earlier one"
        )
    return Period(start, end)


def utc(moment: datetime) -> datetime:
    """The moment in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def midnight(of: date) -> datetime:
    """The first moment of a day in UTC."""
    return datetime.combine(of, time(), UTC)


def _moment(option: str, text: str) -> datetime:
    try:
        if DATE.fullmatch(text):
            return midnight(date.fromisoformat(text))
        return utc(datetime.fromisoformat(text)).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        lengths = ", or a length such as 7d" if option == "--since" else ""
        raise UsageError(
            f"{option} {text[:40]!r}: give a day such as 2026-11-23, or a moment such as 2026-11-23T09:00+01:00{lengths}"
        ) from error


def _whole(moment: datetime) -> bool:
    return moment.time() == time()


def _short(first: date, last: date) -> str:
    if first.year != last.year:
        return day(first)
    return str(first.day) if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]}"
