"""Tests of panel/publish/markdown.py and page.md.j2."""

import re

import panels
import pytest
import yaml
from facts import Parsed, facts, unmarked
from markdown_it import MarkdownIt
from states import PAYLOADS, STATES, document_of, hostile

from panel.publish import markdown
from panel.publish.imprint import Imprint
from panel.publish.markdown import Raw, escaped, linked, scalar
from panel.publish.page import page

RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")


def _parts(text: str) -> tuple[str, str]:
    """The front matter and the body."""
    _, front, body = re.split(r"(?m)^---$\n?", text, maxsplit=2)
    return front, body


@pytest.mark.parametrize("state", STATES)
def test_front_matter(state: str) -> None:
    """Hugo, Astro and Eleventy find a title, a date, a description, a draft mark, a slug and the tools, and nothing else."""

    front = yaml.safe_load(_parts(document_of(STATES[state](), "md"))[0])

    assert list(front) == ["title", "date", "description", "draft", "slug", "tools"]
    assert (front["date"], front["draft"]) == (panels.TODAY, True)
    assert (front["slug"], front["tools"]) == ("code-llama-4-vs-mistral-large-3", ["code-llama-4", "mistral-large-3"])
    assert front["title"].endswith(": which one should you ship with?")


def test_approved_is_no_draft() -> None:
    """The editor's word ends the draft."""

    front = yaml.safe_load(_parts(markdown.render(page(panels.run(), Imprint(on=panels.TODAY, approval=panels.APPROVAL))))[0])

    assert front["draft"] is False


@pytest.mark.parametrize("state", [state for state in STATES if state != "hostile"])
def test_every_fact_is_there(state: str) -> None:
    """The Markdown says what the page says."""

    run = STATES[state]()
    made = page(run, Imprint(on=panels.TODAY))
    shown = unmarked(markdown.render(made)) + made.title

    assert {fact for fact in facts(made) if fact not in shown} == set()


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_text_stays_text(payload: str) -> None:
    """A renderer that lets HTML pass makes the same elements of a hostile page as of a harmless one, links apart."""

    assert _elements(payload) == _elements("harmless")


def _elements(payload: str) -> list[str]:
    body = RENDERER.render(_parts(document_of(hostile((payload,)), "md"))[1])
    parsed = Parsed(body)
    assert all(re.match(r"https?://", a["href"] or "") for a in parsed.all("a"))
    return [tag for tag, _ in parsed.tags if tag != "a"]


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_text_runs_no_template(payload: str) -> None:
    """No shortcode, template tag or HTML tag of a text reaches the generators, which run before Markdown does."""

    body = _parts(document_of(hostile((payload,)), "md"))[1]

    assert not re.search(r"[{}]|<(?!https?://)", body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a", "&#35; a"),
        ("- a", "&#45; a"),
        ("12. a", "1&#50;. a"),
        ("a - b # c 12. d", "a - b # c 12. d"),
        ("*a* _b_ `c` [d](e) f|g", r"\*a\* \_b\_ \`c\` \[d\](e) f\|g"),
        ("<b> & {{x}}", "&lt;b&gt; &amp; &#123;&#123;x&#125;&#125;"),
        ("see https://x.example or www.x.example", "see https&#58;//x.example or www&#46;x.example"),
        ("one\n\ntwo", "one two"),
        ("", ""),
    ],
)
def test_escaped(text: str, expected: str) -> None:
    """A text is one line that means itself."""

    assert escaped(text) == expected
    assert escaped(Raw(text)) == text


def test_linked() -> None:
    """A link keeps its text escaped, and without an address there is only the text."""

    assert linked("[a]", "https://x.example/(b)") == r"[\[a\]](<https://x.example/(b)>)"
    assert linked("[a]", "") == r"\[a\]"


def test_scalar() -> None:
    """A string of the front matter survives a YAML reader."""

    text = 'a "b": #c \\ é 日本 👩‍💻 - ---'

    assert yaml.safe_load(f"x: {scalar(text)}") == {"x": text}
