"""Rules of panel/evidence.py."""

import json
import random
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from panel.evidence import Grounds, SourceText, check_answer, check_claim, check_opinion, find, nearest
from panel.scorecard import Answer, Choice, Claim, Forecast, Items, Score, Text

SHARED = Path(__file__).parents[2] / "shared" / "data" / "tools"
OPINIONS = json.loads((Path(__file__).parent / "data" / "opinions.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 23)
SMALL = """\
# Quill, a **vector store** for laptops

Quill stores 384-dimension vectors in a single file, and it does not need a server. Queries return in 12 ms at 1,000,000 rows —
slower disks add 3.5 ms. The hosted plan costs $20 per month; the free tier allows 1,000 runs a month and never expires.

> Version v2.3.1 of 1 November 2026 requires Python 3.11 or newer, and [the guide](https://quill.example/guide "Guide") says so.

- *Fast*: reads are served from `mmap`, writes are not.
- **Small**: “one file”, no daemon, 40 % less memory than Quill 1.
- It isn’t meant for clusters; use non-blocking replicas with at most four nodes.

| Plan | Price |
|------|-------|
| Pro  | $29 per seat |

Quill works on Linux and macOS. Windows is not supported. Snapshots can be taken at any time without stopping the writer.
"""


def readmes() -> dict[str, str]:
    texts = {"quill": SMALL}
    if SHARED.is_dir():
        texts |= {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(SHARED.glob("*/readme.md"))}
    return texts


def spans(text: str, count: int, seed: int) -> Iterator[str]:
    """Runs of 4 to 24 whole words of a text, line breaks and marks included."""
    rng = random.Random(seed)
    words = [m.span() for m in re.finditer(r"\S+", text)]
    for _ in range(count):
        first = rng.randrange(len(words) - 24)
        quote = text[words[first][0] : words[first + rng.randint(3, 23)][1]]
        if len(quote) >= 20 and any(map(str.isalpha, quote)):
            yield quote


def restyled(quote: str) -> Iterator[str]:
    """A quote as another writer's keyboard gives it."""
    yield quote
    yield " ".join(quote.split())
    yield "\u00a0".join(quote.split())
    yield "\n".join(quote.split())
    yield quote.replace("'", "\u2019")
    yield re.sub(r'"([^"]*)"', "\u201c\\1\u201d", quote)
    yield f'"{quote}"'


def mutated(quote: str, other: str, rng: random.Random) -> Iterator[str]:
    """A quote with one thing changed that a reader would call false."""
    words, others = quote.split(), other.split()
    at = rng.randrange(1, len(words) - 1)
    yield re.sub(r"\d", lambda m: str((int(m.group()) + 1) % 10), quote, count=1)
    yield " ".join([*words[:at], words[at + 1], words[at], *words[at + 2 :]])
    yield " ".join([*words[:at], *words[at + 1 :]])
    yield " ".join([*words[:at], "gladly", *words[at:]])
    yield " ".join([*words[:at], "not", *words[at:]])
    yield re.sub(r"\b(?:not|no|never|without)\s", "", quote, count=1)
    yield " ".join([*words[:at], "elsewhere", *words[at + 1 :]])
    yield " ".join(words[: len(words) // 2] + others[len(others) // 2 :])
    yield " ".join([*words[:at], "...", *words[at + 1 :]])
    yield " ".join([*words[:at], "[\u2026]", *words[at:]])
    yield quote.swapcase()
    yield quote + " today"


def flat(text: str) -> str:
    return " ".join(re.sub(r"[*_`\"'“”‘’|-]", " ", text).split())


@pytest.mark.parametrize("name", readmes())
@pytest.mark.trust("quotes: true ones refused")
def test_true_quotes_are_found(name: str, record_property: Callable[[str, object], None]) -> None:
    """A run of whole words of a source is found in it, however its spaces, line breaks and quotation marks were retyped."""
    text = readmes()[name]
    source = SourceText(text)
    quotes = [q for span in spans(text, 60, seed=11) for q in restyled(span)]

    record_property("cases", len(quotes))
    assert len(quotes) > 200
    assert [q for q in quotes if find(q, source) is None] == []


@pytest.mark.parametrize("name", readmes())
def test_visible_words_are_found(name: str) -> None:
    """The words as they are read, without Markdown marks, addresses and tags, are found as well."""
    text = readmes()[name]
    source = SourceText(text)
    quotes = list(spans(source.visible.text, 100, seed=12))

    assert len(quotes) > 60
    assert [q for q in quotes if find(q, source) is None] == []


@pytest.mark.parametrize("name", readmes())
@pytest.mark.trust("quotes: invented ones accepted")
def test_mutated_quotes_are_not_found(name: str, record_property: Callable[[str, object], None]) -> None:
    """A changed digit, word, negation or case, a stitch and an ellipsis are never found."""
    text = readmes()[name]
    source, rng = SourceText(text), random.Random(13)
    originals = list(spans(source.visible.text, 80, seed=14))
    tried = [
        (quote, bad)
        for quote, other in zip(originals, reversed(originals), strict=True)
        for bad in mutated(quote, other, rng)
        if flat(bad) not in flat(text) and flat(bad) not in flat(source.visible.text)
    ]

    record_property("cases", len(tried))
    assert len(tried) > 200
    assert [(quote, bad) for quote, bad in tried if find(bad, source) is not None] == []


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("a vector store for laptops", "a **vector store** for laptops"),
        ("the guide says so", 'the guide](https://quill.example/guide "Guide") says so'),
        ("reads are served from mmap, writes are not", "reads are served from `mmap`, writes are not"),
        ('"one file", no daemon', "“one file”, no daemon"),
        ("It isn't meant for clusters", "It isn’t meant for clusters"),
        ("1,000,000 rows - slower disks", "1,000,000 rows —\nslower disks"),
        ("| Pro | $29 per seat |", "Pro  | $29 per seat"),
        ("Pro $29 per seat", "Pro  | $29 per seat"),
        ("'Windows is not supported.'", "Windows is not supported."),
    ],
)
def test_a_found_quote_points_into_the_cleaned_text(quote: str, shown: str) -> None:
    """The offsets of a quote count characters of the cleaned text, marks included."""
    place = find(quote, SourceText(SMALL))

    assert place is not None
    assert shown == SMALL[slice(*place)]


@pytest.mark.parametrize(
    "quote",
    [
        "in a single",
        "00 per month; the free tier allows",
        "5 ms. The hosted plan costs",
        "less memory than Quil",
        "blocking replicas with at most",
        "000 rows - slower disks add 3.5 ms",
        "Queries return in 12 ms at 1,000",
        "40 % less memory than Quill 2",
        "no daemon, 40",
        "It isn't meant for clusters; use blocking replicas",
        "Quill stores 384-dimension vectors... does not need a server",
        "Quill works on Linux and macOS. Windows is supported.",
        "quill works on linux and macos",
        "!!!! ---- ????",
    ],
)
def test_a_quote_that_cuts_or_changes_is_refused(quote: str) -> None:
    """Fewer than 12 characters, a cut word, number or negating prefix, another case and a stitch are refused."""
    assert find(quote, SourceText(SMALL)) is None


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("The hosted plan is 20 USD a month.", "The hosted plan costs $20 per month"),
        ("The free tier allows 1k runs.", "the free tier allows 1,000 runs a month"),
        ("A query takes 12 milliseconds.", "Queries return in 12 ms at 1,000,000 rows"),
        ("It handles 1M rows.", "Queries return in 12 ms at 1,000,000 rows"),
        ("Version 2.3.1 came out on Nov 1, 2026.", "Version v2.3.1 of 1 November 2026 requires"),
        ("It was released on 2026-11-01, so in 2026.", "Version v2.3.1 of 1 November 2026 requires"),
        ("It needs Python 3.11.", "requires Python 3.11 or newer"),
        ("It uses 40 percent less memory.", "40 % less memory than Quill 1"),
        ("It scales to 4 nodes.", "at most four nodes"),
        ("One file holds everything.", "vectors in a single file"),
        ("It uses forty percent less memory.", "40 % less memory than Quill 1"),
        ("Twenty dollars a month buys the hosted plan.", "The hosted plan costs $20 per month"),
        ("The free tier allows a thousand runs each month.", "the free tier allows 1,000 runs a month and never expires"),
    ],
)
def test_a_claim_holds_when_its_figures_stand_in_its_quote(sentence: str, quote: str) -> None:
    """A figure may be spelled in another way than in the quote, and must be the same."""
    claim = check_claim(sentence, [("readme", quote)], {"readme": SourceText(SMALL)})

    assert claim.faults == ()
    assert claim.quotes[0].found


@pytest.mark.parametrize(
    ("sentence", "quotes", "fault"),
    [
        ("It is small.", [], "no quote is given"),
        ("It is small.", [("pricing", "vectors in a single file")], "there is no source 'pricing'"),
        ("It is small.", [("readme", "vectors in a tiny file")], "the quote is not in 'readme'"),
        ("It is small.", [("readme", "one file")], "the quote is shorter than 12 characters"),
        ("It is 40 % faster.", [("readme", "Queries return in 12 ms at 1,000,000 rows")], "'40 %' does not stand in the quote"),
        ("It costs $20 a year.", [("readme", "The hosted plan costs $20 per month")], "'$20' does not stand in the quote"),
        ("It costs A$20.", [("readme", "The hosted plan costs $20 per month")], "'A$20' does not stand in the quote"),
        (
            "It costs twenty-nine dollars.",
            [("readme", "The hosted plan costs $20 per month")],
            "'twenty-nine dollars' does not stand in the quote",
        ),
        ("It allows 1,000 runs a day.", [("readme", "the free tier allows 1,000 runs a month")], "'1,000' does not stand in the quote"),
        ("It saves ninety percent.", [("readme", "40 % less memory than Quill 1")], "'ninety percent' does not stand in the quote"),
        ("It needs half of the memory.", [("readme", "40 % less memory than Quill 1")], "'half' does not stand in the quote"),
        ("It costs €20.", [("readme", "The hosted plan costs $20 per month")], "'€20' does not stand in the quote"),
        ("It takes 12 s.", [("readme", "Queries return in 12 ms at 1,000,000 rows")], "'12 s' does not stand in the quote"),
        ("It needs Python 3.1.", [("readme", "requires Python 3.11 or newer")], "'3.1' does not stand in the quote"),
        ("It runs five nodes.", [("readme", "at most four nodes")], "'five' does not stand in the quote"),
        ("It dates from 2 November 2026.", [("readme", "of 1 November 2026 requires")], "'2 November 2026' does not stand in the quote"),
        ("Small.", [("readme", "vectors in a single file"), ("readme", "not there at all")], "quote 2 is not in 'readme'"),
    ],
)
def test_a_claim_says_what_does_not_hold(sentence: str, quotes: list[tuple[str, str]], fault: str) -> None:
    """Each failed check of a claim is one sentence, and a quote that was not found has no place."""
    claim = check_claim(sentence, quotes, {"readme": SourceText(SMALL)})

    assert claim.faults == (fault,)
    assert all(q.found or (q.start, q.end) == (-1, -1) for q in claim.quotes)


def test_nearest_shows_the_passage_that_was_meant() -> None:
    """A near miss leads to the source's own words; an unrelated quote leads nowhere."""
    source = SourceText(SMALL)
    passage = nearest("Quill stores 384-dimensional vectors in one single file", source)

    assert passage is not None
    assert "384-dimension vectors in a single file" in passage
    assert passage in SMALL
    assert nearest("zebras graze beyond yonder quarry", source) is None


def faults_of(tool: str, opinion: str) -> tuple[str, ...]:
    path = SHARED / tool / "readme.md"
    if not path.is_file():
        pytest.skip("the readmes are not here")
    sources = {"readme": SourceText(path.read_text(encoding="utf-8"))}
    facts = [tool, *OPINIONS["facts"][tool]]
    return check_opinion(opinion, outside=(), sources=sources, facts=facts, hands_on=False, today=TODAY)


def test_honest_opinions_raise_no_alarm() -> None:
    """Opinions that stay with their source cost at most one repair in all of them."""
    alarms = [fault for case in OPINIONS["honest"] for fault in faults_of(case["tool"], case["opinion"])]

    assert len(OPINIONS["honest"]) >= 20
    assert len(alarms) <= 1, alarms


@pytest.mark.parametrize("case", OPINIONS["altered"], ids=lambda case: case["fault"])
def test_an_altered_opinion_is_caught(case: dict[str, str]) -> None:
    """A figure, price, product or first-hand claim that no source holds is named."""
    assert any(case["fault"].lower() in fault.lower() for fault in faults_of(case["tool"], case["opinion"]))


@pytest.mark.parametrize(
    ("opinion", "outside", "hands_on"),
    [
        ("FlowGuard costs $9 a month.", ["FlowGuard costs 9 dollars a month"], False),
        ("I tried it, and queries took 12 ms.", [], True),
        ("In 18 months it will be a feature, and by 2029 a footnote.", [], False),
        ("I have not tried it; until we have tested it, I give it 3/5.", [], False),
    ],
    ids=["outside", "hands on", "forecast", "denied"],
)
def test_what_an_opinion_may_say(opinion: str, outside: list[str], hands_on: bool) -> None:
    """Outside knowledge that is listed, work that was done, forecasts and own scores pass."""
    sources = {"readme": SourceText(SMALL)}

    assert check_opinion(opinion, outside=outside, sources=sources, facts=(), hands_on=hands_on, today=TODAY) == ()


GROUNDS = Grounds(sources={"readme": SourceText(SMALL)}, facts=("Quill", "Apache-2.0"), outside=("Fernvale",), hands_on=False, today=TODAY)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("We tested it with 1,000 rows.", "'We tested' claims first-hand use"),
        ("It is used by sixty teams.", "'sixty' stands in no source"),
        ("The hosted plan costs $20 per year.", "'$20' stands in no source"),
        ("It halves the bill.", "'halves' stands in no source"),
        ("Pinecone does this for free.", "'Pinecone' is named in no source"),
        ("It is simpler than qdrant.", "'qdrant' is named in no source"),
        ("It is GPL software.", "'GPL' is named in no source"),
        ("Version 2.3.1 was released on 24 November 2026.", "'24 November 2026' stands in no source"),
        ("In 2026 it raised a round.", "'2026' is the date of something else"),
    ],
)
def test_what_nothing_holds_is_told(text: str, fault: str) -> None:
    """Each sort of it, in the words of a repair."""
    assert any(told.startswith(fault) for told in GROUNDS.faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "Forty percent less memory than Quill 1 is the vendor's own figure.",
        "Twenty dollars a month is easy to sign.",
        "Version 2.3.1 came out in November 2026.",
        "A release in 2026 was to be expected.",
        "Fernvale does this as well.",
        "By 2028 every laptop will have one.",
        "Unlike most stores it keeps one file.",
        "At most four nodes share it, so a larger team waits.",
    ],
)
def test_what_something_holds_passes(text: str) -> None:
    """Sources, facts, the outside list and the writer's own judgement."""
    assert GROUNDS.faults(text) == ()


def test_a_rate_is_held_against_every_place_of_its_number() -> None:
    """A bare number elsewhere does not excuse another period."""
    grounds = Grounds(
        sources={"limits": SourceText("60 requests per minute"), "team": SourceText("60 people")}, facts=(), hands_on=False, today=TODAY
    )

    assert grounds.faults("It takes 60 requests per minute.") == ()
    assert grounds.faults("It takes 60 requests per second.") == ("'60' stands in no source, no fact and not in the outside list",)


FALSE = "We ran it for a week and measured 812 ms, as Pinecone never does."


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        (Text(text=FALSE), 3),
        (Choice(why=FALSE, choice="late"), 3),
        (Score(why=FALSE, score=3), 3),
        (Items(items=("Fine", FALSE)), 2),
        (Forecast(statement=FALSE, measured_by="A survey.", year=2027, month=6, probability=60), 1),
        (Forecast(statement="It is used.", measured_by="We tested it.", year=2027, month=6, probability=60), 1),
        (Claim(sentence=FALSE, quotes=(), faults=("no quote is given",)), 3),
    ],
    ids=lambda value: value.kind if not isinstance(value, int) else "",
)
def test_every_text_of_a_scorecard_is_checked(answer: Answer, count: int) -> None:
    """First-hand claims everywhere; figures but in bets; names where the tool is spoken of."""
    assert len(check_answer(answer, GROUNDS).faults) == count


@pytest.mark.parametrize(
    "answer",
    [
        Items(items=("Pinecone, since 2019", "GPT-5 with a vector index", "A plain file and grep")),
        Forecast(
            statement="By June 2029 Pinecone has 40 percent fewer users.", measured_by="Datadog survey", year=2029, month=6, probability=30
        ),
        Text(text="It keeps one file."),
    ],
    ids=lambda answer: answer.kind,
)
def test_a_list_names_what_it_likes_and_a_bet_is_a_bet(answer: Answer) -> None:
    """Names and dates of a list, and figures of a forecast, are the reviewer's own."""
    assert check_answer(answer, GROUNDS) == answer
