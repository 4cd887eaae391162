"""Rules of panel/hearsay.py."""

import random
from datetime import date

import pytest

from panel.figures import figures
from panel.folding import words_of
from panel.hearsay import _LOWER, _beside, _telling, judged, likenesses, strangers
from panel.ordinary import ordinary

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
        ("It is GPL software.", ["GPL"]),
        ("The AGPL and the MIT licence are named.", ["AGPL", "MIT"]),
    ],
)
def test_strangers_are_names_that_nothing_holds(text: str, names: list[str]) -> None:
    """Names from nowhere are yielded once; ordinary words, acronyms and known names are not."""
    assert list(strangers(text, words_of("Quill stores vectors. pip install quill"))) == names


def test_plain_words_that_are_passed_over_hide_no_name() -> None:
    """A text with tabs between its words, none of which is passed over, has the same strangers."""
    for text in scrambles(1500, seed=42):
        names = [name.replace("\t", " ") for name in strangers(text.replace(" ", "\t"), ())]

        assert list(strangers(text, ())) == names, text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It is simpler than firecracker and safer than gvisor.", ["firecracker", "gvisor"]),
        ("Unlike coderabbit, it keeps logs.", ["coderabbit"]),
        ("Alternatives such as daytona and e2b cost less.", ["daytona", "e2b"]),
        ("It integrates with circleci and jira.", ["circleci", "jira"]),
        ("Compared with nsjail it is slow.", ["nsjail"]),
        ("I would sooner take coderabbit's comments.", ["coderabbit"]),
        ("Copilot does this for free.", ["Copilot"]),
        ("It is small. Greptile costs less.", ["Greptile"]),
        ("Zapier and Airflow do the same.", ["Zapier"]),
        ("Unlike most sandboxes, it is cheaper than hiring.", []),
        ("It works with quill and with existing runners.", []),
        ("Like a seat belt, it is worth most when things go wrong.", []),
        ("A tool like this follows the ecosystem's own conventions.", []),
        ("Nothing does this. Pricing is free of tricks. Everything costs time.", []),
        ("Compared with hope, isolation is a plan; less prose than code.", []),
        ("It is cheaper than any linter, and today's readers like prose.", []),
    ],
)
def test_a_sentence_shows_what_is_a_name(text: str, names: list[str]) -> None:
    """What is compared, joined or owns, and what opens a sentence and acts, is a name unless it is an ordinary word or known."""
    assert list(likenesses(text, words_of("Quill stores vectors"))) == names


def test_a_word_that_is_passed_over_is_no_name() -> None:
    """Of every name that the shape of a sentence shows, the words right beside it tell that it may be one."""
    rng = random.Random(43)
    scraps = (
        "than", "Unlike", "compared", "similar", "alternatives", "with", "to", "such as", "like", "instead of", "works with", "plug into", "vs.", "and", "or", ",", ".",
        "\n", "’s", "jira", "zapier", "gvisor", "e2b", "fooBar", "the queue", "is", "does", "—", " ", "faſter", "ın",
    )  # fmt: skip
    found = 0
    for _ in range(4000):
        text = "".join(rng.choice(scraps) + rng.choice((" ", " ", "")) for _ in range(rng.randint(2, 12)))
        names = [name for name in _beside(text, sorted(set(_LOWER.findall(text)))) if not ordinary(name)]
        found += len(names)

        assert all(_telling(name, text) for name in names), text
    assert found > 500


def own(text: str) -> list[bool]:
    """Whether each figure of a text is the writer's own, on 23 November 2026."""
    return [judged(figure, text, date(2026, 11, 23)) for figure in figures(text)]


@pytest.mark.parametrize(
    "text",
    [
        "By mid-2028 I expect every vendor to bundle one.",
        "In 2029 a runner without walls will look odd.",
        "Before the end of 2026 the vendor should publish it.",
        "In 2028 nobody remembers it.",
        "By December 2027 most teams have moved.",
        "As of November 2026 no price is named.",
        "In eighteen months it is a feature.",
        "Within two years the price falls to nothing.",
        "I give it three out of five.",
        "I am at 3/5 confidence.",
        "A first job in ten minutes would be enough.",
        "If one job in a hundred were blocked, people would leave.",
        "One comment in three being wrong would be enough to kill it.",
        "Is it worth 20 minutes of your time?",
        "For a team of thirty it is cheap.",
        "I expect half of the market to follow.",
        "I read it three times.",
        "The last release is three weeks old.",
    ],
)
def test_what_is_foretold_supposed_or_counted_is_the_writers_own(text: str) -> None:
    """Horizons, forecasts, suppositions, scores and small counts need no source."""
    assert own(text)
    assert all(own(text))


@pytest.mark.parametrize(
    "text",
    [
        "It was last released on 30 November 2026.",
        "It was acquired in December 2026.",
        "In 2026, the company raised a round.",
        "Since 2026 it has been bought twice.",
        "In 2027 it was sold.",
        "It was released on 3 November 2026.",
        "For 18 months it has been stable.",
        "It supports 2,050 tools.",
        "Setup takes ten minutes.",
        "Teams save five hours a week.",
        "Teams save twenty hours.",
        "It has a dozen employees.",
        "Three out of five bugs are caught.",
        "It catches nine out of ten bugs.",
        "It is three times faster.",
        "It doubles throughput.",
        "It allows ten requests per minute.",
    ],
)
def test_what_is_told_as_a_fact_is_not_the_writers_own(text: str) -> None:
    """A date of what happened, a measurement, a saving and a rate need a source, however they are spelled."""
    assert own(text)
    assert not any(own(text))
