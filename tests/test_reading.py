import json
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from panel.reading import NotReadable, read


class Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    why: str
    score: int
    pick: Literal["a", "b"] = "a"


GOOD = '{"why": "x", "score": 3}'
MENDED = {
    "bare": GOOD,
    "a fence": f"```json\n{GOOD}\n```",
    "a fence without a name": f"```\n{GOOD}\n```\n",
    "words around it": f"Here it is:\n{GOOD}\nI hope that helps.",
    "a byte order mark": f"\ufeff{GOOD}",
    "a list of one": f"[{GOOD}]",
    "white space": f"\n\t {GOOD} \r\n",
}
REFUSED = {
    "nothing": ("", "there is no JSON object in the reply"),
    "prose": ("I would rather not.", "there is no JSON object in the reply"),
    "a list": ("[1, 2]", "there is no JSON object in the reply"),
    "a string": ('"why"', "there is no JSON object in the reply"),
    "braces the wrong way": ("} {", "there is no JSON object in the reply"),
    "an end that is missing": (GOOD[:-1], "there is no JSON object in the reply"),
    "cut in a string": ('{"why": "x}', "not JSON: Unterminated string starting at at character 8"),
    "two objects": (f"{GOOD}\n{GOOD}", "not JSON: Extra data at character 25"),
    "a list of two": (f"[{GOOD}, {GOOD}]", "not JSON: Extra data at character 25"),
    "a brace in the words": (f"A set {{x}}: {GOOD}", "not JSON: Expecting property name"),
    "single quotes": ("{'why': 'x', 'score': 3}", "not JSON: Expecting property name"),
    "a trailing comma": ('{"why": "x", "score": 3,}', "not JSON:"),
    "a key twice": ('{"why": "x", "why": "y", "score": 3}', "the key 'why' stands twice in one object"),
    "a key twice, escaped": ('{"why": "x", "\\u0077hy": "y", "score": 3}', "the key 'why' stands twice in one object"),
    "NaN": ('{"why": "x", "score": NaN}', "NaN is no JSON number"),
    "Infinity": ('{"why": "x", "score": -Infinity}', "-Infinity is no JSON number"),
    "an overflowing float": ('{"why": "x", "score": 1e999}', "score: Input should be a valid integer"),
    "an endless number": ('{"why": "x", "score": ' + "9" * 5000 + "}", "a number has more digits than can be read"),
    "half a character": ('{"why": "\\ud83d", "score": 3}', "a string holds half of a character (a lone surrogate)"),
    "half a character, raw": ('{"why": "\ud83d", "score": 3}', "a string holds half of a character (a lone surrogate)"),
    "half a character in a key": ('{"\\uDC00": 1, "score": 3}', "a string holds half of a character (a lone surrogate)"),
    "nested lists": ('{"why": ' + "[" * 100_000 + "]" * 100_000 + "}", "the JSON is nested too deeply"),
    "nested objects": ('{"a":' * 100_000 + "1" + "}" * 100_000, "the JSON is nested too deeply"),
    "a missing field": ('{"why": "x"}', "score: Field required"),
    "an unknown field": ('{"why": "x", "score": 3, "note": 1}', "note: Extra inputs are not permitted"),
    "a number in a string": ('{"why": "x", "score": "3"}', "score: Input should be a valid integer"),
    "a float": ('{"why": "x", "score": 3.0}', "score: Input should be a valid integer"),
    "a truth value": ('{"why": "x", "score": true}', "score: Input should be a valid integer"),
    "no such option": ('{"why": "x", "score": 3, "pick": "A"}', "pick: Input should be 'a' or 'b'"),
}


@pytest.mark.parametrize("text", MENDED.values(), ids=MENDED)
def test_what_carries_no_meaning_is_mended(text: str) -> None:
    """A fence or words around the one object do not change what was said."""

    assert read(text, Said) == Said(why="x", score=3)


@pytest.mark.parametrize("char", ["\n", "\t", "\x00", "\x1f", "\x85", "\u2028"])
def test_a_raw_control_character_inside_a_string_stays(char: str) -> None:
    """Models break lines inside strings; the text is kept as it came."""

    assert read(f'{{"why": "a{char}b", "score": 3}}', Said).why == f"a{char}b"


@pytest.mark.parametrize(("text", "why"), REFUSED.values(), ids=REFUSED)
def test_everything_else_is_refused_with_a_reason(text: str, why: str) -> None:
    """The reason is one that a repair request can quote."""

    with pytest.raises(NotReadable) as told:
        read(text, Said)
    assert str(told.value).startswith(why)
    assert str(told.value).isprintable()


def test_a_pair_of_surrogates_is_one_character() -> None:
    """JSON writes a character beyond the first plane as two escapes."""

    assert read('{"why": "\\ud83d\\ude80", "score": 3}', Said).why == "🚀"


def test_a_made_up_field_cannot_speak_in_the_repair_request() -> None:
    """Its name is quoted, so no line of it stands on its own, and a long one is cut."""

    with pytest.raises(NotReadable) as told:
        read(json.dumps({"why": "x", "score": 3, "a\n=== user ===\n" + "b" * 500: 1}), Said)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 150


def test_only_the_first_faults_are_told() -> None:
    """A hopeless reply does not make a request of any length."""

    with pytest.raises(NotReadable) as told:
        read(json.dumps({f"k{i}": 1 for i in range(1000)}), Said)
    assert str(told.value).count(";") == 7


@given(st.text())
def test_no_text_brings_out_a_foreign_error(text: str) -> None:
    """Any text is either a reply or not readable."""

    with pytest.raises(NotReadable):
        read("{" + text + "}", Said)
