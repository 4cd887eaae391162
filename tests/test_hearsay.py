"""Rules of panel/hearsay.py."""

import random

import pytest

from panel.folding import each, words_of
from panel.hearsay import _FIRST_HAND, _FIRST_WORD, first_hand, strangers

SCRAPS = (
    "I", "we", "We've", "my", "our", "team", "tried", "have", "been", "using", "it", "daily", "use", "having", "tested", "in", "my tests",
    "our benchmark", "showed", "after", "a week of using", "hands-on", "first hand", "testing", "worked", "It crashed", "ran", "on", "laptop",
    "ran", "broke", "took an hour", "compiled", "failed", "finished", "installed", "works", "on my laptop", "in our hands", "daily driver", "saw it fail", "not", "until", "if", "plain words", "Quill", "LangChain", "Datadog's", "foo.bar", "e.g.", "@a/b", "--flag",
    "`code it`", "pip install x-y", "HIPAA", "API", "É", "ıt", "İt", "A", "The", ".", ",", ":", "-", "—", "'", "“", "(", "*", "_", "\n", "don't",
)  # fmt: skip


def scrambles(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choice(SCRAPS) + rng.choice((" ", " ", "")) for _ in range(rng.randint(1, 30))) for _ in range(count)]


@pytest.mark.parametrize(
    "text",
    [
        "I tried it.",
        "We've tested the planner.",
        "In our benchmark it was slow.",
        "After a week of using it, I was sold.",
        "My hands-on testing says no.",
        "When I ran it, it broke.",
        "I have been using it since May.",
        "Our tests showed a gain.",
        "We use it daily.",
        "It crashed twice on my laptop.",
        "From hands-on use, it is slow.",
        "My team deployed it.",
    ],
)
def test_first_hand_claims_are_seen(text: str) -> None:
    """Work that the writer says to have done with the tool is a claim."""
    assert list(first_hand(text))


@pytest.mark.parametrize(
    "text",
    [
        "I read the README twice.",
        "Nobody here has tried it.",
        "I have not tested it.",
        "Until we have tested it, skip.",
        "If we used it, we would pay.",
        "I used to think so.",
        "It needs hands-on testing.",
        "Evals run on my machine, not in a cloud.",
        "I'd run our own benchmark first.",
        "In my view it is sound.",
        "The README says that users tried it.",
    ],
)
def test_other_words_are_no_first_hand_claims(text: str) -> None:
    """Reading, denying, supposing and wishing are none."""
    assert list(first_hand(text)) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It beats LangChain.", ["LangChain"]),
        ("It works with Datadog's agent.", ["Datadog"]),
        ("Datadog's agent does it.", ["Datadog"]),
        ("Use `aider --autopilot` there.", ["aider --autopilot"]),
        ("Then pip install quill-pro and go.", ["quill-pro"]),
        ("See foo.bar.baz for it.", ["foo.bar.baz"]),
        ("It is HIPAA ready.", ["HIPAA"]),
        ("Teams on Linux like the API, the CLI and JSON.", []),
        ("Quill-based search, Quill's files, the Quills of old.", []),
        ("Today's tools are fine. Others are not: Most fail.", []),
        ("Its CTO likes LLMs and APIs.", []),
    ],
)
def test_strangers_are_names_that_nothing_holds(text: str, names: list[str]) -> None:
    """Names from nowhere are yielded once; ordinary words, acronyms and known names are not."""
    assert list(strangers(text, words_of("Quill stores vectors. pip install quill"))) == names


def test_no_claim_is_overlooked() -> None:
    """Going from opening word to opening word finds the claims that a search of the whole text finds."""
    for text in scrambles(1500, seed=41):
        assert [m.span() for m in each(_FIRST_HAND, _FIRST_WORD, text)] == [m.span() for m in _FIRST_HAND.finditer(text)], text


def test_plain_words_that_are_passed_over_hide_no_name() -> None:
    """A text with tabs between its words, none of which is passed over, has the same strangers."""
    for text in scrambles(1500, seed=42):
        names = [name.replace("\t", " ") for name in strangers(text.replace(" ", "\t"), ())]

        assert list(strangers(text, ())) == names, text
