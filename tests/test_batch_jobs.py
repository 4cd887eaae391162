"""Rules of panel/batch/jobs.py."""

import io

import pytest
from batch_parts import entries, job

from panel.batch.jobs import LINE_LIMIT, Job, Unread, lines
from panel.errors import InputError


@pytest.mark.parametrize(
    ("text", "place", "tools", "priority"),
    [
        pytest.param("one\n", "q.txt", ("one",), 0, id="slug"),
        pytest.param("one two\n", "q.txt", ("one", "two"), 0, id="pair"),
        pytest.param("  one\ttwo  # why\n", "q.txt", ("one", "two"), 0, id="spaces and a remark"),
        pytest.param("one\r\n", "q.txt", ("one",), 0, id="CRLF"),
        pytest.param("one", "q.txt", ("one",), 0, id="no last line feed"),
        pytest.param(b"\xef\xbb\xbfone\n", "q.txt", ("one",), 0, id="BOM"),
        pytest.param('{"tool": "one"}\n', "q.txt", ("one",), 0, id="JSON line by its look"),
        pytest.param('{"compare": ["one", "two"], "priority": 3}\n', "stdin", ("one", "two"), 3, id="JSON pair"),
        pytest.param("one,5\n", "q.txt", ("one",), 5, id="CSV line by its look"),
        pytest.param("one,two\n", "q.txt", ("one", "two"), 0, id="CSV pair"),
        pytest.param("one,two,-1\n", "q.csv", ("one", "two"), -1, id="CSV pair with priority"),
        pytest.param("tool,priority\none,7\n", "q.csv", ("one",), 7, id="CSV header"),
        pytest.param("priority,b,a\n2,two,one\n", "stdin", ("one", "two"), 2, id="CSV header in another order"),
        pytest.param("A, B, Priority\none, , \n", "q.csv", ("one",), 0, id="CSV pair with one empty"),
        pytest.param("tool\n4\n", "q.csv", ("4",), 0, id="a tool whose name is a number"),
        pytest.param('"a folder, far away",9\n', "q.csv", ("a folder, far away",), 9, id="CSV quotes"),
    ],
)
def test_forms(text: str | bytes, place: str, tools: tuple[str, ...], priority: int) -> None:
    """A job is read from a plain line, CSV or a JSON line, told apart by suffix or look."""

    assert entries(text, place=place) == [Job(tools=tools, priority=priority)]


def test_what_is_skipped() -> None:
    """Empty lines and remarks are no entries, and lines are counted with them."""

    assert entries("# one\n\n  \none two three\n") == [Unread(place="queue.txt:4", reason="3 names; a line names one tool or two")]


@pytest.mark.parametrize(
    ("line", "place", "fact"),
    [
        pytest.param(b"one\0", "q.txt", "NUL byte", id="NUL"),
        pytest.param(b"\xff\xfeone", "q.txt", "not UTF-8", id="not UTF-8"),
        pytest.param(b"x" * 3_000_000, "q.txt", f"longer than {LINE_LIMIT:,} bytes", id="huge"),
        pytest.param(b"{", "q.txt", "not JSON", id="broken JSON"),
        pytest.param(b"[" * 5_000, "q.jsonl", "not JSON", id="deep JSON"),
        pytest.param(b'{"tool": ' + b"9" * 6_000 + b"}", "q.jsonl", "not JSON", id="endless number"),
        pytest.param(b"one", "q.jsonl", "not JSON", id="plain in a JSON file"),
        pytest.param(b'["one"]', "q.jsonl", "not an entry", id="list"),
        pytest.param(b'{"tool": "one", "colour": 1}', "q.jsonl", "not an entry", id="unknown field"),
        pytest.param(b'{"tool": "one", "compare": ["a", "b"]}', "q.jsonl", "not an entry", id="both"),
        pytest.param(b'{"compare": "ab"}', "q.jsonl", "list of two", id="no list"),
        pytest.param(b'{"compare": ["a"]}', "q.jsonl", "list of two", id="one to compare"),
        pytest.param(b'{"tool": 3}', "q.jsonl", "tool: 3 is not", id="a number as a tool"),
        pytest.param(b'{"tool": "\\ud800"}', "q.jsonl", "tool: '\\ud800' is not", id="half a character"),
        pytest.param(b'{"tool": "one", "priority": true}', "q.jsonl", "priority: True is no whole number", id="priority true"),
        pytest.param(b"one,99999999999", "q.csv", "priority: '99999999999' is not", id="priority too high"),
        pytest.param(b"a,b,c", "q.csv", "3 names", id="three cells"),
        pytest.param(b'a,"b', "q.csv", "not CSV", id="quote left open"),
        pytest.param(b",", "q.csv", "0 names", id="no names"),
        pytest.param(b"one one", "q.txt", "named twice", id="the same tool twice"),
    ],
)
def test_unread_lines(line: bytes, place: str, fact: str) -> None:
    """What cannot be read is set aside in one line with its place, and the rest goes on."""
    first, bad, last = entries(b'{"tool": "a"}\n' + line + b'\n{"tool": "z"}\n', place=place)

    assert (first, last) == (job("a"), job("z"))
    assert isinstance(bad, Unread)
    assert (bad.place, bad.job) == (f"{place}:2", None)
    assert fact in bad.reason
    assert "\n" not in bad.reason
    assert len(bad.reason) < 300


def test_unknown_tools() -> None:
    """A tool that is not known is set aside with its place and with the job that it would be; a known one gets its one name."""

    def known(tool: str) -> str:
        if tool == "no":
            raise InputError("no such tool")
        return tool.upper()

    assert entries("a no\nb\n", known=known) == [Unread(place="queue.txt:1", reason="no such tool", job=job("a", "no")), job("B")]


def test_keys() -> None:
    """The same tools are the same job in any order and with any priority; a review is no comparison."""

    assert job("a", "b").key == job("b", "a", priority=4).key
    assert len({job("a").key, job("b").key, job("a", "b").key}) == 3


def test_huge_lines_are_not_held() -> None:
    """The rest of a line that is too long is read in pieces and dropped."""

    class File(io.BytesIO):
        longest = 0

        def readline(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert size > 0
            self.longest = max(self.longest, size)
            return super().readline(size)

    file = File(b"x" * 1_000_000 + b"\none\n")
    read = list(lines(file))

    assert [len(line) for line in read] == [LINE_LIMIT + 1, 3]
    assert 0 < file.longest <= LINE_LIMIT + 1
