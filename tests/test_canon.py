import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from panel.canon import Closed, canonical, digest

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


class Point(Closed):
    x: int


@given(PLAIN)
def test_canonical_json_is_json(value: object) -> None:
    """What is read back is what was written."""

    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.integers(), min_size=2))
def test_the_order_of_keys_has_no_say(value: dict[str, int]) -> None:
    """Two mappings with the same entries have one digest."""

    assert digest(dict(reversed(value.items()))) == digest(value)


def test_a_digest_is_that_of_the_written_text() -> None:
    """The digest is SHA-256 of compact, sorted UTF-8 JSON, so another program can compute it."""

    assert canonical({"b": 1, "a": "ü"}) == '{"a":"ü","b":1}'
    assert digest({"b": 1, "a": "ü"}) == "4e7ff4080b1a00acdaf71eb0cdf2d504aa8068bbb375c002eac2df3f064047a7"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_json_lacks_is_refused(value: float) -> None:
    """NaN and the infinities have no canonical form."""

    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical([value])


def test_half_a_character_has_no_digest() -> None:
    """A lone surrogate is refused where it would be encoded."""

    with pytest.raises(UnicodeEncodeError):
        digest("\ud800")


def test_a_closed_record_stays_as_it_was_made() -> None:
    """Unknown fields are refused and no field changes."""

    with pytest.raises(ValidationError, match="Extra inputs"):
        Point.model_validate({"x": 1, "y": 2})
    with pytest.raises(ValidationError, match="frozen"):
        Point(x=1).x = 2  # type: ignore[misc]
