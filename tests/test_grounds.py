"""What holds of panel/grounds.py."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.evidence import SourceText
from panel.grounds import dated, ground, stands, strange

TEXT = """# Sieve

**Sieve** sorts your files, by date and by size. Made by Acme Robotics.

Install it with `pip install sieve-cli` and read https://sieve.example/docs/start.

Released under the Apache License, Version 2.0. Parts are GPL-3.0-or-later, others are under the MIT license, one is BSD 3-Clause.

## v1.4.2 (November 3, 2026)

There is a free plan for up to three people.
"""
SOURCES = {"readme": SourceText(TEXT)}
STAND = [
    ("name", "Sieve"), ("name", "sieve (the sorter)"), ("tagline", "Sieve sorts your files, by date and by size."),
    ("tagline", "Sorts your files, by date and by size"), ("vendor", "Acme Robotics"), ("vendor", "Acme Robotics, Inc."),
    ("licence", "Apache-2.0"), ("licence", "Apache 2.0"), ("licence", "Apache License 2.0"), ("licence", "MIT"), ("licence", "MIT License"),
    ("licence", "GPL-3.0"), ("licence", "BSD-3-Clause"), ("version", "1.4.2"), ("version", "v1.4.2"), ("install", "pip install sieve-cli"),
    ("install", "$ pip install sieve-cli"), ("homepage", "https://sieve.example/docs/start"), ("free tier", "There is a free plan for up to three people."),
]  # fmt: skip
STRANGE = [
    ("name", "Siever"), ("name", "Colander"), ("tagline", "Sieve sorts your mail"), ("tagline", "The fastest sorter"), ("vendor", "Acm"),
    ("vendor", "Meta"), ("licence", "AGPL-3.0"), ("licence", "Apache-1.1"), ("licence", "LGPL"), ("licence", "BSD-2-Clause"),
    ("licence", "Proprietary"), ("version", "1.4"), ("version", "1.4.20"), ("version", "4.2"), ("version", "9.9.9"), ("install", "npm install sieve-cli"),
    ("install", "pip install sieve"), ("homepage", "https://sieve.example.evil"), ("free tier", "Free for everyone."), ("licence", "()"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), STAND)
def test_a_fact_stands_where_the_source_says_it(field: str, value: str) -> None:
    """In its own spelling, or another one of the same thing; the source's own words come back."""

    found = ground(field, value, SOURCES)
    assert found
    assert found.source == "readme"
    assert found.quote in " ".join(TEXT.split())


@pytest.mark.parametrize(("field", "value"), STRANGE)
def test_a_fact_that_no_source_says_stands_nowhere(field: str, value: str) -> None:
    """Neither a part of a word nor another version is the same."""

    assert ground(field, value, SOURCES) is None


def test_a_day_is_found_however_it_is_written() -> None:
    """And no other day."""

    found = dated(date(2026, 11, 3), SOURCES)
    assert found
    assert "v1.4.2 (November 3, 2026)" in found.quote
    assert dated(date(2026, 11, 4), SOURCES) is None


def test_figures_of_an_editor_s_text_that_no_source_holds_are_named() -> None:
    """The rest of a description is an editor's own words."""

    assert strange("A sorter, at version 1.4.2, for teams of 40 that pay $7.", SOURCES) == ("40", "$7")


@given(
    field=st.sampled_from(["name", "tagline", "vendor", "version", "install"]),
    value=st.sampled_from(
        ["Sieve", "sieve", "MIT", "1.2", "v1.2", "1.2.3", "pip install sieve", "A queue.", "A queue", "Acme Inc", "Sieve (Cloud)"]
    ),
    before=st.sampled_from(["", " ", "'", "(", "x", ".", "v", "-", "\n", "0."]),
    after=st.sampled_from(["", " ", "'", ",", ".", ".4", "-cli", "x", " Inc.", "', ", ". So", ".x", "/b", "\n"]),
)
def test_what_stands_there_word_for_word_is_found(field: str, value: str, before: str, after: str) -> None:
    """The short way to know that a fact stands somewhere says what the long way says."""

    sources = {"s": SourceText(f"We know {before}{value}{after} and more.")}

    assert stands(field, value, sources) == (ground(field, value, sources) is not None)
