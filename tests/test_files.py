import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from parts import unprivileged
from pydantic import Field

from panel.canon import Closed
from panel.errors import DiskError, InputError
from panel.files import read_bytes, read_toml, validated, write


class Small(Closed):
    name: str
    size: int = Field(default=1, ge=1)


DEEP = 10_000
WRITER = """
import itertools, pathlib, sys
from panel.files import write
for digit in itertools.cycle("0123456789"):
    write(pathlib.Path(sys.argv[1]), digit * 100_000)
"""
BROKEN = {
    "no value": ("name =", "Invalid value (at end of document)"),
    "a key twice": ("name = 1\nname = 2", "Cannot overwrite a value"),
    "a table twice": ("[a]\n[a]", "Cannot declare ('a',) twice"),
    "nested lists": ("a = " + "[" * DEEP + "]" * DEEP, "nested too deeply; flatten it"),
    "nested tables": ("a = " + "{a=" * DEEP + "1" + "}" * DEEP, "nested too deeply; flatten it"),
    "an endless number": ("a = " + "9" * 5000, "a number of more digits than anybody needs; shorten it"),
    "a control character": ('a = "\x00"', "Illegal character"),
    "a date that is none": ("a = 2026-02-30", "Invalid date"),
}
WRONG = {
    "missing": ({}, "name: missing; add it"),
    "unknown": ({"name": "a", "colour": "red"}, "colour: unknown field; remove it or correct its name"),
    "wrong type": ({"name": 3}, "name: Input should be a valid string, not 3"),
    "out of range": ({"name": "a", "size": 0}, "size: Input should be greater than or equal to 1, not 0"),
    "several": ({"size": 0}, "name: missing; add it (and 1 more)"),
    "no table": ([1], "the file: Input should be a valid dictionary or instance of Small, not [1]"),
    "an unprintable name": ({"name": "a", "x\n\x1b[2J": 1}, r"'x\n\x1b[2J': unknown field; remove it or correct its name"),
    "a long value": ({"name": ["x" * 100]}, "name: Input should be a valid string, not ['" + "x" * 55 + "..."),
    "a number without end": ({"name": 10**5000}, "name: Input should be a valid string, not what stands there"),
}


@pytest.mark.parametrize(("text", "fact"), BROKEN.values(), ids=BROKEN)
def test_what_is_not_toml_is_told_in_one_line(tmp_path: Path, text: str, fact: str) -> None:
    """Whatever is wrong with the text, the message names the file and the fact."""
    path = tmp_path / "a.toml"
    path.write_text(text)

    with pytest.raises(InputError) as told:
        read_toml(path)
    assert str(told.value).startswith(f"{path}: ")
    assert fact in str(told.value)
    assert str(told.value).isprintable()


@pytest.mark.parametrize(("data", "fact"), WRONG.values(), ids=WRONG)
def test_a_wrong_field_is_named_with_its_fault(tmp_path: Path, data: object, fact: str) -> None:
    """File, field, fact and remedy, in one printable line."""

    with pytest.raises(InputError) as told:
        validated(Small, data, tmp_path / "a.toml")
    assert str(told.value) == f"{tmp_path / 'a.toml'}: {fact}"
    assert str(told.value).isprintable()


def test_a_value_nested_beyond_all_sense_is_still_told(tmp_path: Path) -> None:
    """A dotted key makes tables of any depth without deep syntax; the message does without the value then."""
    path = tmp_path / "a.toml"
    path.write_text("name." + "a." * 2000 + "b = 1")

    with pytest.raises(InputError, match="name: Input should be a valid string, not what stands there"):
        validated(Small, read_toml(path), path)


def test_bytes_that_are_no_utf8_are_placed(tmp_path: Path) -> None:
    """The message says which byte, since editors do not show it."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"a = 'x\xff'")

    with pytest.raises(InputError, match=r"byte 6 is not UTF-8; save the file as UTF-8"):
        read_toml(path)


def test_a_file_of_ten_megabytes_is_not_parsed(tmp_path: Path) -> None:
    """A limit guards every reading; at the limit a file passes, one byte above it does not."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * 10_000_000)

    with pytest.raises(InputError, match=r"larger than 1,000,000 bytes; shorten it"):
        read_toml(path)
    assert len(read_bytes(path, limit=10_000_000)) == 10_000_000
    with pytest.raises(InputError):
        read_bytes(path, limit=9_999_999)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no file here hides its size")
def test_a_file_that_does_not_tell_its_size_is_read_whole() -> None:
    """What is said to be empty may hold something all the same, as the kernel's own files do."""

    assert read_bytes(Path("/proc/self/status"), limit=100_000).startswith(b"Name:")
    with pytest.raises(InputError, match="larger than 10 bytes"):
        read_bytes(Path("/proc/self/status"), limit=10)


def missing(folder: Path) -> Path:
    return folder / "none.toml"


def a_folder(folder: Path) -> Path:
    return folder


def a_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def a_circle(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def a_dead_link(folder: Path) -> Path:
    (folder / "link").symlink_to("gone")
    return folder / "link"


def below_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "a.toml"


def with_nul(folder: Path) -> Path:
    return folder / "a\0b"


def too_long(folder: Path) -> Path:
    return folder / ("a" * 300)


@pytest.mark.parametrize("place", [missing, a_folder, a_pipe, a_circle, a_dead_link, below_a_file, with_nul, too_long])
def test_what_is_no_readable_file_is_an_input_error(tmp_path: Path, place: object) -> None:
    """No spelling of a path brings out a foreign exception or waits for anybody."""
    path = place(tmp_path)  # type: ignore[operator]

    with pytest.raises(InputError) as told:
        read_bytes(path, limit=10)
    assert re.match(r".+: .+; .+", str(told.value))
    assert str(told.value).isprintable()


def test_a_file_that_may_not_be_read_is_an_input_error(tmp_path: Path) -> None:
    """The system's own word for it stands in the message."""
    path = tmp_path / "a.toml"
    path.write_text("a = 1")
    path.chmod(0)

    with unprivileged(), pytest.raises(InputError, match=r"cannot be read \(Permission denied\); check its permissions"):
        read_bytes(path, limit=10)


def test_writing_replaces_the_whole_file_and_makes_its_folder(tmp_path: Path) -> None:
    """Afterwards there is the new text and nothing else."""
    path = tmp_path / "deep" / "er" / "a.txt"

    write(path, "old and long")
    write(path, "neu: ü")
    assert path.read_bytes() == "neu: ü".encode()
    assert [entry.name for entry in path.parent.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("text", ["half \ud800", "x" * 10], ids=["unencodable", "onto a folder"])
def test_a_writing_that_fails_leaves_no_draft(tmp_path: Path, text: str) -> None:
    """Whatever stops it, what stood there before is all that stands there."""
    path = tmp_path / "a"
    path.mkdir()

    with pytest.raises((DiskError, UnicodeEncodeError)):
        write(path, text)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_cannot_be_written_is_a_disk_error(tmp_path: Path) -> None:
    """The message gives the path, the fact and the remedy."""
    (tmp_path / "file").touch()

    with pytest.raises(DiskError, match=r"a\.txt: cannot be written \(.+\); check space and permissions"):
        write(tmp_path / "file" / "a.txt", "x")


def test_a_killed_writer_leaves_the_old_file(tmp_path: Path) -> None:
    """A process killed in the middle of its writings leaves one whole text, never a part."""
    path = tmp_path / "a.txt"
    write(path, "0" * 100_000)
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)]) as writer:
        seen = set()
        while len(seen) < 4:
            seen.add(path.read_text()[0])
        writer.kill()

    text = path.read_text()
    assert text == text[0] * 100_000


def test_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    """A pipe is written into, a link is followed; neither is replaced by a file."""
    pipe, link, target = tmp_path / "pipe", tmp_path / "link", tmp_path / "target"
    os.mkfifo(pipe)
    link.symlink_to(target)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write(pipe, "into the pipe")
    write(link, "through the link")

    assert os.read(reader, 100) == b"into the pipe"
    assert pipe.is_fifo()
    assert (link.is_symlink(), target.read_text()) == (True, "through the link")
    os.close(reader)
