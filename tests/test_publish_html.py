"""Tests of panel/publish/html.py, page.html.j2 and page.css."""

import base64
import hashlib
import itertools
import re
from pathlib import Path

import panels
import pytest
from facts import Parsed, facts
from states import PAYLOADS, STATES, document_of, hostile
from test_examples import RECORDING, replayed

from panel.publish import html, record
from panel.publish.imprint import Exempted, Imprint
from panel.publish.page import page
from panel.runs import Run

CSS = Path(html.__file__).with_name("page.css").read_text(encoding="utf-8")
APPROVED = Imprint(on=panels.TODAY, approval=panels.APPROVAL)
EXEMPTED = APPROVED.model_copy(update={"exempted": (Exempted(kind="replay", because="B.", by="Ada"),)})
SECTIONS = ("verdict", "split", "pricing", "scorecard", "forecasts", "evidence", "made", "editor")


@pytest.fixture(scope="module")
def plain() -> str:
    """The page of a pair with one scorecard a seat."""
    return document_of(panels.run(), "html")


@pytest.mark.parametrize("state", STATES)
def test_every_fact_is_shown(state: str) -> None:
    """Nothing that was counted or said is left out of the page."""

    run = STATES[state]()
    shown = Parsed(document_of(run, "html")).text

    assert {fact for fact in facts(page(run, Imprint(on=panels.TODAY))) if fact not in shown} == set()


def test_order_of_the_page(plain: str) -> None:
    """Provenance first, then the title, the two tools and the sections in their order."""

    places = [plain.index(mark) for mark in ("class=from", "<h1", 'class="pair cards"', *(f"<section id={name}>" for name in SECTIONS))]

    assert places == sorted(places)


@pytest.mark.parametrize("state", STATES)
def test_structure(state: str) -> None:
    """One title, a language, a skip link, no identity twice, no dead anchor, headings without a gap."""

    parsed = Parsed(document_of(STATES[state](), "html"))
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    anchors = {href[1:] for a in parsed.all("a") if (href := a["href"] or "").startswith("#")}
    levels = [int(tag[1]) for tag, _ in parsed.tags if re.fullmatch(r"h[1-6]", tag)]

    assert len(parsed.all("h1")) == 1
    assert parsed.all("html") == [{"lang": "en"}]
    assert len(ids) == len(set(ids))
    assert anchors <= set(ids)
    assert "verdict" in anchors
    assert all(lower - higher <= 1 for higher, lower in itertools.pairwise(levels))
    assert all("scope" in cell for cell in parsed.all("th"))


@pytest.mark.parametrize("state", STATES)
def test_policy(state: str) -> None:
    """The policy allows one style, which is the one in the page; there is no script, no event handler and no style attribute."""

    text = document_of(STATES[state](), "html")
    parsed = Parsed(text)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policies = [meta["content"] for meta in parsed.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]

    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]
    assert [script.get("type") for script in parsed.all("script")] == ["application/ld+json", "application/json"]
    assert not [name for _, attributes in parsed.tags for name in attributes if name.startswith("on") or name in {"style", "src", "srcset"}]
    assert len(parsed.all("style")) == 1
    assert "url(" not in style[1]
    assert "@import" not in style[1]


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_payload_adds_no_element(payload: str) -> None:
    """Whatever stands in the texts, the page has the elements of the same page with harmless texts, links apart."""

    elements = _elements(hostile((payload,)))

    assert elements == _elements(hostile(("harmless",)))


def _elements(run: Run) -> list[str]:
    return [tag for tag, _ in Parsed(document_of(run, "html")).tags if tag != "a"]


@pytest.mark.parametrize("state", STATES)
def test_links(state: str) -> None:
    """A link leads within the page or to http(s), and lends nobody a reputation."""

    for a in Parsed(document_of(STATES[state](), "html")).all("a"):
        href = a["href"] or ""
        assert href.startswith("#") or (re.match(r"https?://", href) and a["rel"] == "nofollow noopener")


@pytest.mark.anyio
async def test_size_of_the_example() -> None:
    """The page of the example pair, made from its recording, is under 50 kB with its style and data."""

    comparison, _ = await replayed()
    text = document_of(panels.run(comparison, replay=RECORDING.made), "html")

    assert "Without the" in Parsed(text).text
    assert len(text.encode()) < 50_000


def test_size(plain: str) -> None:
    """A page of a pair with opinions of ordinary length is well under 50 kB, style and data included."""

    assert len(plain.encode()) < 46_000


def test_a_long_page_stays_small() -> None:
    """With every opinion at 125 words and every answer at 35, the page stays under 50 kB."""

    words = " ".join(panels.OPINIONS.values()).split()
    length = {"opinion": 125, "text": 35, "why": 35, "sentence": 35}

    def grown(path: tuple[str, ...], text: str) -> str:
        return " ".join((text.split() + words)[: length[path[-1]]]) if path[-1] in length and "quotes" not in path else text

    run = Run.model_validate(panels.each_text(panels.run().model_dump(mode="json"), grown))

    assert len(document_of(run, "html").encode()) < 50_000


def test_style_is_the_one_that_was_written() -> None:
    """Shortening a style keeps its selectors apart, its names distinct and its strings whole."""

    text = document_of(panels.run(), "html")

    assert ".from :first-child{" in text
    assert 'footer::before{content:"— "}' in text
    assert len(set(re.findall(r"--[a-zA-Z-]+", _style(text)))) == len(set(re.findall(r"--[a-z-]+", CSS)))


def _style(text: str) -> str:
    return text.partition("<style>")[2].partition("</style>")[0]


def test_data_is_optional() -> None:
    """Without data the page carries none and does not speak of it."""

    made = page(panels.run(), Imprint(on=panels.TODAY))

    assert "panel-data" not in html.render(made)
    assert "panel-data" in html.render(made, data=record.data(panels.run(), made))


@pytest.mark.parametrize(
    ("run", "imprint", "asked"),
    [(panels.run(), Imprint(on=panels.TODAY), True), (panels.run(), APPROVED, False), (panels.run(replay="x"), EXEMPTED, True)],
)
def test_noindex(run: Run, imprint: Imprint, asked: bool) -> None:
    """Drafts and replays ask search engines to pass."""

    parsed = Parsed(html.render(page(run, imprint)))

    assert ({"name": "robots", "content": "noindex"} in parsed.all("meta")) is asked


def test_editors_part_is_not_published() -> None:
    """What is meant for the editor leaves the page with the draft."""

    assert "For the editor" in Parsed(html.render(page(panels.run(), Imprint(on=panels.TODAY)))).text
    assert "For the editor" not in Parsed(html.render(page(panels.run(), APPROVED))).text


def test_corrections_link() -> None:
    """Readers are told where to complain; an address that is no link is not shown."""

    shown = html.render(page(panels.run(), Imprint(on=panels.TODAY, corrections="https://example.org/corrections")))

    assert '<a href="https://example.org/corrections" rel="nofollow noopener">' in shown
    assert "Corrections" not in html.render(page(panels.run(), Imprint(on=panels.TODAY, corrections="javascript:alert(1)")))


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("colour", ["ink", "soft", "a", "b", "ship", "red"])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
def test_contrast(mode: str, colour: str, ground: str) -> None:
    """Every text colour has a contrast of at least 4.5 on both grounds (WCAG 2.2, 1.4.3), by day and by night."""

    light, dark = CSS.split("prefers-color-scheme: dark", 1)
    colours = _colours(light) if mode == "light" else _colours(dark)

    assert _contrast(colours[colour], colours[ground]) >= 4.5
    assert _contrast(colours["red"], colours["red-sheet"]) >= 4.5


def test_shapes_differ() -> None:
    """Votes are told apart without colour: no two badges share their border and corners."""

    shapes = {}
    for name in ("ship", "skip", "torn", "abstain", "missing"):
        rules = re.search(rf"\bb\.{name} {{(.*?)}}", CSS)
        assert rules is not None
        shapes[name] = tuple(part.strip() for part in rules[1].split(";") if "color" not in part and "background" not in part)

    assert len(set(shapes.values())) == 5
