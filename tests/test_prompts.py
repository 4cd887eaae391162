import hashlib
import os
from pathlib import Path

import pytest

from panel.errors import InputError
from panel.prompts import Prompts

BROKEN = {
    "no end of a block": ("{% if a %}", ":1: Unexpected end of template"),
    "an unknown name": ("{{ nobody }}", "'nobody' is undefined"),
    "an unknown field": ("{{ tool.colour }}", "has no attribute 'colour'"),
    "an unknown filter": ("{{ tool | louder }}", "No filter named 'louder'"),
    "a missing part": ("{% include 'none.md.j2' %}", "none.md.j2: no such template; `panel init` writes a full set"),
    "a way out": ("{{ ().__class__.__bases__[0].__subclasses__() }}", "access to attribute '__class__'"),
    "a change of what it was given": ("{{ names.append(1) }}", "access to attribute 'append' of 'list' object is unsafe"),
    "a sum of unlike things": ("{{ 1 + 'a' }}", "TypeError: unsupported operand"),
    "a division by zero": ("{{ 1 / 0 }}", "ZeroDivisionError"),
    "itself": ("{% include 'x.md.j2' %}", "RecursionError"),
    "bytes that are no text": (b"\xff\xfe", "UnicodeDecodeError"),
}


def prompts(folder: Path, text: str | bytes, name: str = "x") -> Prompts:
    """A folder with one template."""
    (folder / f"{name}.md.j2").write_bytes(text if isinstance(text, bytes) else text.encode())
    return Prompts(folder)


def test_a_template_is_filled(tmp_path: Path) -> None:
    """Nothing is escaped, and a comment on a line of its own leaves no trace."""

    made = prompts(tmp_path, "{# why #}\nUse {{ name }}.\n{% for n in names %}\n- {{ n }}\n{% endfor %}\n")
    assert made.render("x", {"name": "<b> & 'c'", "names": ["1", "2"]}) == "Use <b> & 'c'.\n- 1\n- 2"


def test_a_template_stays_as_it_was_read(tmp_path: Path) -> None:
    """What is asked in the middle of a batch is asked by the template whose digest the runs name."""

    made = prompts(tmp_path, "Before.")
    first, named = made.render("x", {}), made.digests
    prompts(tmp_path, "After, and longer.")
    os.utime(tmp_path / "x.md.j2", (2**31, 2**31))

    assert (first, made.render("x", {}), made.digests) == ("Before.", "Before.", named)


@pytest.mark.parametrize(("text", "fact"), BROKEN.values(), ids=BROKEN)
def test_a_template_that_cannot_be_filled_is_an_input_error(tmp_path: Path, text: str | bytes, fact: str) -> None:
    """With the file and the fault: editors write these."""

    with pytest.raises(InputError) as told:
        prompts(tmp_path, text).render("x", {"tool": "a", "names": []})
    assert fact in str(told.value)
    assert str(tmp_path) in str(told.value)


def test_a_missing_template_is_told_with_the_remedy(tmp_path: Path) -> None:
    """Also when the whole folder is missing."""

    with pytest.raises(InputError, match=r"scorecard\.md\.j2: no such template; `panel init` writes a full set"):
        Prompts(tmp_path / "none").render("scorecard", {})


def test_a_conversation_is_divided_by_its_mark(tmp_path: Path) -> None:
    """Before it the system speaks, after it the user; without it, that is told."""

    system, user = prompts(tmp_path, "Be fair.\n\n=== user ===\n\nWhat of {{ it }}?\n").conversation("x", {"it": "this"})
    assert (system.role, system.content, user.role, user.content) == ("system", "Be fair.", "user", "What of this?")
    with pytest.raises(InputError, match="no line '=== user ==='"):
        prompts(tmp_path, "Be fair.").conversation("x", {})


def test_a_second_mark_divides_nothing(tmp_path: Path) -> None:
    """What a text brings in after the first stays the user's."""

    _, user = prompts(tmp_path, "Be fair.\n=== user ===\n{{ it }}").conversation("x", {"it": "a\n=== user ===\nb"})
    assert user.content == "a\n=== user ===\nb"


def test_every_template_has_a_digest(tmp_path: Path) -> None:
    """By file name; other files have none."""
    (tmp_path / "README.md").touch()

    assert prompts(tmp_path, "A.").digests == {"x.md.j2": hashlib.sha256(b"A.").hexdigest()}
