import pytest

from panel.llm.status import Remaining, remaining, retry_after

NOW = 1_792_000_000.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        ("0.25", 0.25),
        ("121", 121.0),
        ("-3", 0.0),
        ("Wed, 14 Oct 2026 17:47:10 GMT", 30.0),
        ("Wed, 14 Oct 2026 17:47:10 -0000", 30.0),
        ("Wed, 14 Oct 2015 07:28:00 GMT", 0.0),
        ("soon", None),
        ("nan", None),
        (None, None),
    ],
    ids=["seconds", "fraction", "long", "negative", "date", "date of no zone", "past date", "words", "nan", "absent"],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    """RFC 9110 allows seconds and dates; fractions are accepted, the past is now, and nonsense is nothing."""

    headers = {} if value is None else {"retry-after": value}

    assert retry_after(headers, now=NOW) == seconds


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("20ms", 0.02),
        ("1h2m3.5s", 3723.5),
        ("1m30.951s", 90.951),
        ("300us", 0.0003),
        ("1d", 86_400.0),
        ("0", 0.0),
        ("7.66", 7.66),
        ("2d", None),
        ("1792000000", None),
        ("-3s", None),
        ("nan", None),
        ("soon", None),
        ("5 s", None),
        ("", None),
    ],
)
def test_resets_are_durations_or_seconds(reset: str, seconds: float | None) -> None:
    """Units as in "6m0s" and plain seconds are understood; a date, a negative time and more than a day are nothing."""

    headers = {"x-ratelimit-remaining-tokens": "149984", "x-ratelimit-reset-tokens": reset}

    left = remaining(headers, "tokens")

    assert left == (None if seconds is None else Remaining(149_984, pytest.approx(seconds)))
    assert remaining(headers, "requests") is None


@pytest.mark.parametrize("count", ["-1", "", "many", "1.5", "²", "9" * 5000])
def test_a_count_that_is_none_is_nothing(count: str) -> None:
    """Only whole numbers that a quota can have are taken."""

    assert remaining({"x-ratelimit-remaining-requests": count, "x-ratelimit-reset-requests": "1s"}, "requests") is None
