import json
from pathlib import Path

import pytest
from parts import ROOT, workspace

from panel.errors import InputError
from panel.persona import CHAIR_KEYS, load, load_all

SHIPPED = sorted((ROOT / "personas").glob("*.toml"))
GOOD = """\
title = "Auditor"
motto = "Show me the log."
seat = 5
voice = "You read logs."
earns_ship = ["There is a log."]
earns_skip = ["There is none."]

[[criteria]]
key = "log"
label = "The log"
kind = "score"
ask = "Is there one?"
low = "None."
high = "A complete one."
"""
TEXT = '[[criteria]]\nkey = "log_2"\nlabel = "L"\nask = "A?"\n'
BAD = {
    "broken": ("title =", "not TOML"),
    "an id": ('id = "auditor"\n' + GOOD, "id: the file's name is the id; remove the line"),
    "an unknown field": ('mood = "grim"\n' + GOOD, "mood: unknown field; remove it or correct its name"),
    "an unknown kind": (GOOD + TEXT + 'kind = "mood"', "criteria.1: unknown kind mood (text, items, choice, claim, score, forecast)"),
    "no kind": (GOOD + TEXT, "criteria.1: kind is missing; add it"),
    "a field of another kind": (
        GOOD + TEXT + 'kind = "claim"\nwords = 5',
        "criteria.1.claim.words: unknown field; remove it or correct its name",
    ),
    "no anchors": (GOOD.replace('low = "None."\n', ""), "criteria.0.score.low: missing; add it"),
    "a key twice": (GOOD + TEXT.replace("log_2", "log") + 'kind = "text"', "criteria: the key 'log' is taken; choose another"),
    "a reserved key": (GOOD + TEXT.replace("log_2", "ballot") + 'kind = "text"', "criteria: the key 'ballot' is taken; choose another"),
    "a key of the library": (
        GOOD + TEXT.replace("log_2", "schema") + 'kind = "text"',
        "criteria.1.text.key: 'schema' is taken by the schema library; choose another",
    ),
    "no title": (GOOD.replace('title = "Auditor"\n', ""), "title: missing; add it"),
    "an empty voice": (GOOD.replace("You read logs.", ""), "voice: String should have at least 1 character, not ''"),
    "a title that is a number": (GOOD.replace('"Auditor"', "7"), "title: Input should be a valid string, not 7"),
    "a seat below 1": (GOOD.replace("seat = 5", "seat = 0"), "seat: Input should be greater than or equal to 1, not 0"),
    "no bar": (GOOD.replace('earns_skip = ["There is none."]\n', ""), "a persona that votes needs earns_ship and earns_skip"),
    "no score": (GOOD.partition("[[")[0] + TEXT + 'kind = "text"', "a persona that votes needs at least one criterion of kind 'score'"),
    "no criteria": (GOOD.partition("[[")[0], "criteria: missing; add it"),
    "no vote": ("votes = false\n" + GOOD, "votes: the chair writes and has no vote, everybody else has one; correct it"),
    "words the wrong way": ("words = [140, 90]\n" + GOOD, "words: [140, 90] is no range; give the least and the most, such as [90, 140]"),
    "one word": ("words = [140]\n" + GOOD, "words.1: missing; add it"),
    "the same option": (
        GOOD + TEXT + 'kind = "choice"\nchoices = ["a", "a"]',
        "criteria.1.choice.choices: two options are the same; remove one",
    ),
}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_persona_loads_and_asks_for_a_portable_schema(path: Path) -> None:
    """The schema holds a field for each criterion, in order, so every server can be asked for it."""

    persona = load(path)
    fields = list(json.loads(persona.rubric.schema.json)["properties"])
    assert fields[: len(persona.criteria)] == [criterion.key for criterion in persona.criteria]


def test_the_shipped_panel_is_four_voters_and_a_chair() -> None:
    """In the order of their seats."""

    voters, chair = load_all(ROOT / "personas")
    assert [voter.id for voter in voters] == ["dx", "skeptic", "futurist", "business"]
    assert chair.id == "chair"


@pytest.mark.parametrize(("text", "fact"), BAD.values(), ids=BAD)
def test_a_bad_file_is_told_with_field_and_remedy(tmp_path: Path, text: str, fact: str) -> None:
    """One printable line: the file, the field, the fact and what to do."""
    path = tmp_path / "auditor.toml"
    path.write_text(text)

    with pytest.raises(InputError) as told:
        load(path)
    assert str(told.value).startswith(f"{path}: ")
    assert fact in str(told.value)
    assert str(told.value).isprintable()


@pytest.mark.parametrize("name", ["Auditor", "2nd", "audi tor", "audi.tor", "a" * 41, "-a", "ä"])
def test_a_file_name_that_is_no_id_is_refused(tmp_path: Path, name: str) -> None:
    """The id becomes a part of run files, pages and schema names."""
    path = tmp_path / f"{name}.toml"
    path.write_text(GOOD)

    with pytest.raises(InputError, match=r": id: String should match pattern"):
        load(path)


def test_a_fifth_persona_is_one_file(tmp_path: Path) -> None:
    """Nothing else is touched: it sits where its seat says."""
    folder = workspace(tmp_path) / "personas"
    (folder / "auditor.toml").write_text(GOOD.replace("seat = 5", "seat = 3"))

    voters, _ = load_all(folder)
    assert [voter.id for voter in voters] == ["dx", "skeptic", "auditor", "futurist", "business"]


@pytest.mark.parametrize("gone", ["chair", "voters", "everybody", "folder"])
def test_a_panel_needs_voters_and_a_chair(tmp_path: Path, gone: str) -> None:
    """The remedy is named."""
    folder = workspace(tmp_path) / "personas"
    for path in folder.glob("*.toml"):
        if gone == "everybody" or (path.stem == "chair") == (gone == "chair"):
            path.unlink()

    with pytest.raises(InputError, match=r"needs at least one voting persona and chair\.toml; `panel init` writes a full set"):
        load_all(folder if gone != "folder" else folder / "none")


CHAIR = (ROOT / "personas" / "chair.toml").read_text()
BAD_CHAIRS = {
    **{f"without {key}": (CHAIR.replace(f'"{key}"', f'"{key}_2"'), f"the page needs '{key}' from the chair; add it") for key in CHAIR_KEYS},
    "with more": (CHAIR + TEXT + 'kind = "text"', "'log_2': the page takes verdict, pick_a_if"),
    "of another kind": (
        CHAIR.replace('kind = "text"', 'kind = "claim"').replace("words", "# words"),
        "'verdict': the page takes verdict, pick_a_if, pick_b_if, pricing, change from the chair, each of kind text",
    ),
    "with a vote": (CHAIR.replace("votes = false", 'earns_ship=["a"]\nearns_skip=["b"]'), "needs at least one criterion of kind 'score'"),
}


@pytest.mark.parametrize(("text", "fact"), BAD_CHAIRS.values(), ids=BAD_CHAIRS)
def test_the_chair_writes_just_what_the_page_takes(tmp_path: Path, text: str, fact: str) -> None:
    """Each of its texts has one place on the page."""
    path = tmp_path / "chair.toml"
    path.write_text(text)

    with pytest.raises(InputError) as told:
        load(path)
    assert fact in str(told.value)


def test_the_digest_follows_the_meaning_of_the_file(tmp_path: Path) -> None:
    """A comment keeps it, a word changes it."""
    path = tmp_path / "auditor.toml"
    digests = []
    for text in (GOOD, "# a comment\n" + GOOD, GOOD.replace("logs", "books"), GOOD):
        path.write_text(text)
        digests.append(load(path).digest)

    assert digests[0] == digests[1] == digests[3] != digests[2]
