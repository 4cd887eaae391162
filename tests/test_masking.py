import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from panels import LLAMA, MISTRAL

from panel.dossier import Source, Tool
from panel.masking import mask


def tool(name: str, **more: str) -> Tool:
    """A tool with this name."""
    return Tool(slug="x", name=name, sources=(Source(id="a", title="A", retrieved=date(2026, 11, 22)),), **more)


LETTERS = st.text(st.characters(categories=["L", "N"]), min_size=3, max_size=20)
MASKED = {
    "the whole name": ("Code Llama 4 (70B & 400B) is open.", "This tool is open."),
    "the short name": ("Code Llama 4 is open.", "This tool is open."),
    "in capitals": ("CODE LLAMA 4 is open.", "This tool is open."),
    "the slug": ("Run code-llama-4 now.", "Run this tool now."),
    "the vendor": ("Meta says so.", "Its vendor says so."),
    "a genitive": ("Meta's licence, Code Llama 4's weights", "Its vendor's licence, this tool's weights"),
    "the other tool": ("Mistral Large 3 (Apache 2.0 Open Source) is smaller.", "The other tool is smaller."),
    "the other vendor": ("Mistral AI is smaller.", "The other vendor is smaller."),
    "both": ("Code Llama 4, unlike Mistral Large 3.", "This tool, unlike the other tool."),
    "inside punctuation": ("(Meta), 'Meta' and Meta.", "(its vendor), 'its vendor' and its vendor."),
    "a part of a word": ("Metadata, a metaphor and a kilometa.", "Metadata, a metaphor and a kilometa."),
    "at the start of a later sentence": ("It is open. Meta says so.", "It is open. Its vendor says so."),
    "a vendor without its legal form": ("Mistral sells it.", "The other vendor sells it."),
    "nothing": ("It sorts.", "It sorts."),
}


@pytest.mark.parametrize(("text", "masked"), MASKED.values(), ids=MASKED)
def test_names_give_way_to_places(text: str, masked: str) -> None:
    """Every spelling of a name becomes who is meant; a longer spelling goes before a shorter one."""

    assert mask(text, own=LLAMA, other=MISTRAL) == masked


def test_who_is_meant_depends_on_the_side() -> None:
    """The same name is this tool on its own card and the other on the other's."""

    assert mask("Code Llama 4", own=MISTRAL, other=LLAMA) == "The other tool"


def test_of_one_vendor_both_tools_are_its_own() -> None:
    """A shared vendor is "its vendor" on either card."""
    a, b = tool("Alpha", vendor="Meta"), tool("Beta", vendor="Meta")

    assert mask("Meta made Alpha and Beta", own=a, other=b) == "Its vendor made this tool and the other tool"


@pytest.mark.parametrize("name", ["Straße", "a.b*c", "C++ Kit", "Ωmega", "İris", "Mistral (beta)", "@scope/kit", "it's"])
def test_a_name_of_any_letters_is_masked(name: str) -> None:
    """No sign in it means anything to the search."""

    assert mask(f"So {name} it is.", own=tool(name), other=MISTRAL) == "So this tool it is."


@pytest.mark.parametrize("spelling", ["M\u0131stral", "MISTRAL", "mi\u017ftral"])
def test_letters_that_pass_for_each_other_are_no_error(spelling: str) -> None:
    """Ignoring case lets a dotless i pass for an i, and a long s for an s."""

    assert mask(f"So {spelling} it is.", own=tool("Mistral"), other=LLAMA) == "So this tool it is."


@given(st.text(), LETTERS)
def test_a_text_that_names_nobody_stays(text: str, name: str) -> None:
    """Whatever the text and the name are, ignoring case."""
    assume(not re.search(rf"{re.escape(name)}|mistral", text, re.IGNORECASE))

    assert mask(text, own=tool(name), other=MISTRAL) == text


@given(LETTERS)
def test_whatever_a_tool_is_called_its_name_goes(name: str) -> None:
    """Written as it is, on its own, it is always found."""

    assert mask(f"({name})", own=tool(name), other=MISTRAL) in ("(this tool)", "(the other tool)")
