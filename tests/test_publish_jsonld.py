"""Tests of panel/publish/jsonld.py."""

import json
import re

import panels
import pytest
from facts import strings
from states import PAYLOADS, STATES, document_of, hostile

from panel.publish.imprint import Imprint
from panel.publish.jsonld import inside_script, linked_data
from panel.publish.page import page


def _inside(text: str) -> str:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("state", STATES)
def test_nobody_is_made_up(state: str) -> None:
    """An article by an organisation about a list of two programs: no review, no rating, no person."""

    document = json.loads(_inside(document_of(STATES[state](), "html")))

    assert sorted(set(_types(document))) == ["Article", "ItemList", "ListItem", "Organization", "SoftwareApplication"]
    assert document["author"] == document["publisher"] == {"@type": "Organization", "name": "AI reviewer panel"}
    assert document["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert len(document["about"]["itemListElement"]) == 2


def _types(document: object) -> list[str]:
    if isinstance(document, list):
        return [name for item in document for name in _types(item)]
    if isinstance(document, dict):
        own = [document["@type"]] if "@type" in document else []
        return own + [name for item in document.values() for name in _types(item)]
    return []


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
@pytest.mark.trust("JSON-LD: ways out of its script")
def test_no_text_ends_the_script(payload: str) -> None:
    """Whatever the texts hold, the element ends where it should and still parses to what was said."""

    made = page(hostile((payload,)), Imprint(on=panels.TODAY))
    inside = inside_script(linked_data(made))

    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside) == json.loads(linked_data(made))
    assert " ".join(made.title.split()) in strings(json.loads(inside))
