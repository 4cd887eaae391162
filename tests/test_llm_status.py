import pytest

from panel.llm.status import retry_after

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
