"""Counts in a file."""

import json
from datetime import date

import pytest

from panel.errors import InputError
from panel.votes.count import Count
from panel.votes.reading import LIMIT, counts

TODAY = date(2026, 11, 23)
HEAD = "tool,ship,skip,date,source\n"
LINE = {"tool": "crewai", "ship": 2, "skip": 1, "date": "2026-11-20", "source": "a poll"}


def read(text: str | bytes) -> dict[str, Count]:
    raw = text.encode() if isinstance(text, str) else text
    return counts(raw, place="votes.csv", tools=("crewai", "dspy"), today=TODAY)


def lines(*changes: dict[str, object]) -> str:
    return "\n".join(json.dumps({**LINE, **change}) for change in changes)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "crewai,2,1,2026-11-20,a poll\n",
        "\ufeff" + HEAD + "crewai,2,1,2026-11-20,a poll",
        HEAD.replace("\n", "\r\n") + 'crewai, 2 ,1,2026-11-20,"a poll"\r\n\r\n',
        "source,date,skip,ship,tool\na poll,2026-11-20,1,2,crewai\n",
        lines({}),
        "\n\n" + lines({}) + "\n\n",
        lines({}, {}),
    ],
    ids=["csv", "byte order mark", "CRLF, blanks, quotes", "columns", "JSON", "blank lines", "said twice"],
)
def test_forms(text: str) -> None:
    """CSV and JSON Lines say the same, however they are laid out."""

    assert read(text) == {"crewai": Count(tool="crewai", ship=2, skip=1, date=date(2026, 11, 20), source="a poll")}


def test_the_newest_count_stands() -> None:
    """Of several days the last one counts, in whatever order they stand."""

    days = [{"date": f"2026-11-{day}", "ship": day} for day in (18, 22, 20)]

    assert read(lines(*days))["crewai"].ship == 22


def test_tomorrow_is_somewhere_already() -> None:
    """A count may be of tomorrow, since it is that east of here; not of the day after."""

    assert read(lines({"date": "2026-11-24"}))["crewai"].date == date(2026, 11, 24)
    with pytest.raises(InputError, match=r"votes.csv:1: date: 2026-11-25 is still to come"):
        read(lines({"date": "2026-11-25"}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "votes.csv: no count in it"),
        (HEAD, "votes.csv: no count in it"),
        (b"\xff", "votes.csv: byte 0 is not UTF-8; save the file as UTF-8"),
        ("a" * (LIMIT + 1), f"votes.csv: larger than {LIMIT:,} bytes"),
        ("tool,ship\n", "votes.csv:1: the heading is 'tool, ship'; it must be tool,ship,skip,date,source"),
        (HEAD + "crewai,2,1,2026-11-20,a,poll", "votes.csv:2: 6 fields, not 5; quote a field that holds a comma"),
        (HEAD + 'crewai,2,1,2026-11-20,"a', "votes.csv:2: not CSV (unexpected end of data)"),
        (HEAD + "crewai,two,1,2026-11-20,x", "votes.csv:2: ship: 'two' is no number of votes; write digits alone"),
        (HEAD + "crewai,2,-1,2026-11-20,x", "votes.csv:2: skip: '-1' is no number of votes"),
        (HEAD + "crewai,\u0662,1,2026-11-20,x", "votes.csv:2: ship: '\u0662' is no number of votes"),
        (HEAD + "crewai,2,1,2026-11-31,x", "votes.csv:2: date: '2026-11-31' is no day; write it as 2026-11-30"),
        (HEAD + "crewai,2,1,20.11.2026,x", "votes.csv:2: date: '20.11.2026' is no day"),
        (HEAD + "crewai,2,1,2026-11-20,", "votes.csv:2: source: empty"),
        (HEAD + "crewai,2,1,2026-11-20,a\u202ec", "votes.csv:2: source: empty, or with characters that cannot be seen"),
        (HEAD + "crewai,2,1,2026-11-20," + "x" * 301, "votes.csv:2: source: String should have at most 300 characters"),
        (HEAD + "../x,2,1,2026-11-20,x", "votes.csv:2: tool: '../x' is no slug"),
        (HEAD + "nope,2,1,2026-11-20,x", "votes.csv:2: tool: 'nope' is not in this workspace (crewai, dspy)"),
        ("{", "votes.csv:1: not JSON; write one object a line"),
        (lines({}) + "\n[1]", "votes.csv:2: the file: Input should be a valid dictionary"),
        ('{"tool":' + "[" * 100_000, "votes.csv:1: not JSON"),
        ('{"tool":"crewai"}', "votes.csv:1: ship: missing; add it (and 3 more)"),
        (lines({"ship": True}), "votes.csv:1: ship: 'True' is no number of votes"),
        (lines({"ship": 2.0}), "votes.csv:1: ship: '2.0' is no number of votes"),
        (lines({"ship": 10**30}), "votes.csv:1: ship: '1000000"),
        (lines({"date": 1_700_000_000}), "votes.csv:1: date: '1700000000' is no day"),
        (lines({"weight": 2}), "votes.csv:1: weight: unknown field"),
        (lines({}, {"ship": 3}), "votes.csv:2: 'crewai' has another count of 2026-11-20 above; keep one of the two"),
    ],
)
def test_refused(text: str | bytes, said: str) -> None:
    """A wrong line refuses the file, with place, fact and remedy in one line."""

    with pytest.raises(InputError) as caught:
        read(text)

    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
