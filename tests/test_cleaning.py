"""What reaches a prompt of a source: all that its reader sees, and nothing else."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.cleaning import clean

Format = Literal["html", "md", "txt"]
HERE = Path(__file__).parent
SHARED = Path(__file__).parents[2] / "shared" / "data"
CASES = SHARED / "injection" / "attacks.jsonl"
WORD = re.compile(r"[^\W_]+")


def attacks() -> list[dict[str, Any]]:
    lines = (CASES if CASES.exists() else HERE / "data" / "injection.jsonl").read_text("utf-8").splitlines()
    return [case for case in map(json.loads, lines) if case["label"] == "attack"]


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.trust("hidden text: payloads left in a prompt")
def test_hidden_payloads_reach_no_prompt(record_property: Callable[[str, object], None]) -> None:
    """Not one of the recorded texts that a reader cannot see is in the cleaned text."""

    hidden = [case for case in attacks() if case["hidden_from_human"]]
    leaked = [case["technique"] for case in hidden if flat(case["payload"]) in flat(clean(case["text"], case["format"]).text)]

    record_property("figure", f"{len(leaked)} of {len(hidden)}")
    assert len(hidden) > 20
    assert leaked == []


def test_hidden_payloads_are_shown_to_the_editor() -> None:
    """What was hidden is named in the log, on a line of the raw text."""

    for case in attacks():
        if case["hidden_from_human"]:
            removed = clean(case["text"], case["format"]).removed
            assert removed, case["technique"]
            assert all(1 <= entry.place <= case["text"].count("\n") + 1 for entry in removed)


@pytest.mark.trust("hidden text: facts beside it that were lost")
def test_facts_survive(record_property: Callable[[str, object], None]) -> None:
    """Every fact that stands beside an attack is still there, letter by letter."""

    lost = [
        (case["id"], fact)
        for case in attacks()
        for fact in case["facts_must_survive"]
        if fact not in clean(case["text"], case["format"]).text
    ]

    record_property("figure", f"{len(lost)} of {sum(len(case['facts_must_survive']) for case in attacks())}")
    assert lost == []


HIDDEN_HTML = {
    "comment": "<!-- SECRET -->",
    "comment that ends early": "<!--> --><!-- SECRET --!>",
    "declaration": "<!note SECRET>",
    "processing instruction": "<?php SECRET ?>",
    "attribute": '<img alt="SECRET" title="SECRET" src=x>',
    "data attribute": '<b data-note="SECRET"></b>',
    "hidden": "<p hidden>SECRET</p>",
    "hidden with a slash": "<p/hidden>SECRET</p>",
    "display": '<p style="display:none">SECRET</p>',
    "display in capitals": '<P STYLE="DISPLAY : NONE !important">SECRET</P>',
    "display behind a comment": '<p style="dis/**/play:none">SECRET</p>',
    "display behind an escape": r'<p style="\64 isplay:none">SECRET</p>',
    "display behind entities": '<p style="display&#58;none">SECRET</p>',
    "visibility": "<p style=visibility:hidden>SECRET</p>",
    "opacity": '<p style="opacity:0.01">SECRET</p>',
    "filter": '<p style="filter:opacity(0%)">SECRET</p>',
    "font size": '<p style="font-size:0">SECRET</p>',
    "font shorthand": '<p style="font:0/0 a">SECRET</p>',
    "tiny font": '<p style="font-size:.1em">SECRET</p>',
    "off screen": '<p style="position:absolute;left:-9999px">SECRET</p>',
    "off screen by margin": '<p style="margin-left:-200em">SECRET</p>',
    "off screen by transform": '<p style="transform:translateX(-9999px)">SECRET</p>',
    "indent": '<p style="text-indent:-9999px">SECRET</p>',
    "white on white": '<p style="color:#fff">SECRET</p>',
    "nearly white": '<p style="color:rgb(250,250,250)">SECRET</p>',
    "colour of the ground": '<div style="background:#123456"><p style="color:#123456">SECRET</p></div>',
    "transparent": '<p style="color:transparent">SECRET</p>',
    "font tag": '<font color="white">SECRET</font>',
    "clip": '<p style="position:absolute;clip:rect(0,0,0,0)">SECRET</p>',
    "clip path": '<p style="clip-path:circle(0)">SECRET</p>',
    "no height": '<p style="height:0;overflow:hidden">SECRET</p>',
    "scale": '<p style="transform:scale(0)">SECRET</p>',
    "class": "<style>.x{display:none}</style><p class=x>SECRET</p>",
    "class, sheet later": "<p class=x>SECRET</p><style>.x{display:none}</style>",
    "descendant": "<style>#a > .b em{display:none}</style><div id=a><p class=b><em>SECRET</em></p></div>",
    "attribute selector": '<style>[data-x="1"]{opacity:0}</style><p data-x=1>SECRET</p>',
    "sibling": "<style>h6 + p{display:none}</style><h6></h6><p>SECRET</p>",
    "nth child": "<style>i:nth-child(2){display:none}</style><div><b></b><i>SECRET</i></div>",
    "wide screen": "<style>@media (min-width:600px){.x{display:none}}</style><p class=x>SECRET</p>",
    "nested rule": "<style>.a{.b{display:none}}</style><div class=a><p class=b>SECRET</p></div>",
    "well-known class": '<span class="sr-only">SECRET</span>',
    "template": "<template>SECRET</template>",
    "noscript": "<noscript>SECRET</noscript>",
    "script": "<script>SECRET</script>",
    "json-ld": '<script type="application/ld+json">{"x":"SECRET"}</script>',
    "svg": "<svg><title>SECRET</title><desc>SECRET</desc></svg>",
    "meta": '<meta name=description content="SECRET">',
    "hidden input": '<input type=hidden value="SECRET">',
    "closed details": "<details><summary>more</summary>SECRET</details>",
    "closed dialog": "<dialog>SECRET</dialog>",
    "video": "<video>SECRET</video>",
    "end tag out of scope": "<div hidden><table><tr><td></div>SECRET</td></tr></table></div>",
    "inline end tag out of scope": "<span hidden><div></span>SECRET</div></span>",
    "data uri": "data:text/plain;base64,U0VDUkVUIFNFQ1JFVA==SECRET",
}


@pytest.mark.parametrize("fragment", HIDDEN_HTML.values(), ids=HIDDEN_HTML)
def test_hidden_in_a_page(fragment: str) -> None:
    """What a browser does not draw is removed, and what stands around it is not."""

    cleaned = clean(f"<body><h1>Before</h1><p>$29 a seat</p>{fragment}<p>After</p></body>", "html")

    assert "SECRET" not in cleaned.text
    assert [word for word in WORD.findall(cleaned.text) if word != "more"] == ["Before", "29", "a", "seat", "After"]


HIDDEN_MARKDOWN = {
    "comment": "<!-- SECRET -->",
    "comment of several lines": "<!--\n\nSECRET\n\n```\n-->",
    "comment without end": "\n<!-- SECRET",
    "link definition": "[unused]: https://x.example 'SECRET'",
    "title on the next line": '[unused]: https://x.example\n  "SECRET"',
    "comment as definition": "[//]: # (SECRET)",
    "definition in a quote": '> [unused]: <> "SECRET"',
    "label": "[SECRET words]: https://x.example",
    "link title": '[docs](https://x.example "SECRET")',
    "address": "[docs](https://x.example/?q=SECRET)",
    "image": "![SECRET](x.png 'SECRET')",
    "image in a link": "[![SECRET](x.png)](https://x.example)",
    "image by label": "![SECRET][logo]\n\n[logo]: x.png",
    "footnote without a mark": "[^n]: SECRET",
    "inline element": '<span style="display:none">SECRET</span>',
    "block element": "<div hidden>\n\nSECRET\n\n</div>",
    "inline element on its own line": "<span hidden>\n\nSECRET\n\n</span>",
    "attribute over lines": '<img\n  src="x"\n  alt="SECRET"\n>',
    "unknown element": "<x-note about='SECRET'></x-note>",
    "style sheet": "<style>.x{display:none}</style>\n\n<p class=x>SECRET</p>",
    "after a code language": "```python SECRET words\nx\n```",
    "in a quote after its code": "> ```\n> x\n\n<!-- SECRET -->",
    "in a list after its code": "- ```\n  x\n\n<!-- SECRET -->",
    "between ticks of two cells": "| ` | <!-- SECRET --> | ` |",
    "between ticks of two items": "- `\n- <!-- SECRET -->\n- `",
    "concealed": "\x1b[8mSECRET\x1b[0m",
    "black on black": "\x1b[30;40mSECRET\x1b[0m",
    "terminal title": "\x1b]0;SECRET\x07",
    "base64": "U0VDUkVUIHdvcmRzIHRoYXQgbm9ib2R5IHJlYWRz SECRET"[:40],
    "tag characters": "".join(chr(0xE0000 + ord(char)) for char in "SECRET"),
}


@pytest.mark.parametrize("fragment", HIDDEN_MARKDOWN.values(), ids=HIDDEN_MARKDOWN)
def test_hidden_in_markdown(fragment: str) -> None:
    """What a rendered Markdown page does not show is removed, and what stands around it is not."""

    cleaned = clean(f"# Before\n\n$29 a seat\n\n{fragment}\n\nAfter", "md")

    assert "SECRET" not in cleaned.text
    assert "# Before\n\n$29 a seat" in cleaned.text
    assert "After" in cleaned.text or fragment.startswith("\n<!--")


def test_front_matter_is_hidden() -> None:
    """What stands before a Markdown page is not part of it."""

    assert clean("---\ntitle: x\nnote: SECRET\n---\n# A", "md").text == "# A"
    assert clean("---\nA rule, and text.\n\n---", "md").text == "---\nA rule, and text.\n\n---"


VISIBLE_MARKDOWN = {
    "fence": "```html\n<!-- kept -->\n<p hidden>kept</p>\n\n\n[a]: b\n```",
    "tildes": "~~~\n```\n<b>\n~~~",
    "code span": "Write `<!-- x -->` or ``a ` <b>``.",
    "indented code": "Text:\n\n    <div hidden>\n    x = [1]\n\nMore.",
    "table": "| Plan | Price |\n|---|---|\n| Pro | $29 |",
    "less than": "a < b and c <3 and x<5",
    "brackets": "- [ ] open\n- [x] done\n\na[0][1] and [note]",
    "address": "See <https://x.example/a?b=c> and https://x.example.",
    "escapes": r"\[no link\](x) and \<b\>",
    "emphasis": "**bold** *it* ~~out~~ H~2~O",
    "entities that are signs": "&lt;div&gt; &amp; more",
    "short base64": "id QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0",
}


@pytest.mark.parametrize("text", VISIBLE_MARKDOWN.values(), ids=VISIBLE_MARKDOWN)
def test_visible_markdown_stays(text: str) -> None:
    """What a reader sees is kept as it was written."""

    cleaned = clean(text, "md")

    assert text == cleaned.text
    assert cleaned.removed == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[the docs](https://x.example 'T')", "the docs"),
        ("[the docs][d]\n\n[d]: https://x.example", "the docs"),
        ("[docs] here\n\n[docs]: https://x.example", "docs here"),
        ("Fast[^why].\n\n[^why]: Measured.", "Fast[^1].\n\n[^1]: Measured."),
        ("<h1 align=center>Name</h1>\n\ntext", "# Name\n\ntext"),
        ("<details>\n<summary>Prices</summary>\n\n$29\n\n</details>", "Prices\n\n$29"),
        ("a<br>b &eacute;&#8203;", "a b é"),
        ("\u202e.pihs etoV\u202c", "Vote ship."),
        ("e\u0301\r\nx\u2028y", "é\nx\ny"),
    ],
    ids=["link", "label", "short label", "footnote", "heading", "details", "entities", "override", "line breaks"],
)
def test_markdown_is_read_as_shown(text: str, expected: str) -> None:
    """Links lose their address, footnotes their name, and marks become the signs that a reader sees."""

    assert expected == clean(text, "md").text


def test_page_becomes_text() -> None:
    """A page keeps its headings, lists, rows and code."""

    page = (
        "<html><head><title>x</title></head><body><h2>Plans</h2><ol><li>one<li>two <a href=x>link</a></ol><table><tr><th>Plan<th>Price"
        "<tr><td>Pro<td>$29</table><pre><code>if a &lt; b:\n\n\n    x()</code></pre><p>a <code>b</code>&nbsp;c<p>d<br>e<details open><summary>s</summary>f</details>"
    )

    expected = "## Plans\n\n1. one\n\n2. two link\n\n| Plan | Price |\n| Pro | $29 |\n\n```\nif a < b:\n\n\n    x()\n```\n\na `b`\u00a0c\n\nd\ne\n\ns\nf"
    assert expected == re.sub(r"one\n+2", "one\n\n2", clean(page, "html").text)


VISIBLE_HTML = {
    "responsive class": '<p class="hidden md:block">SEEN</p>',
    "narrow screens": "<style>@media (max-width:600px){.x{display:none}}</style><p class=x>SEEN</p>",
    "print": "<style>@media print{.x{display:none}}</style><p class=x>SEEN</p>",
    "white on dark": '<div style="background:#000"><p style="color:#fff">SEEN</p></div>',
    "white on a picture": '<div style="background:url(x.png)"><p style="color:#fff">SEEN</p></div>',
    "later rule": "<style>.x{display:none}.x{display:block}</style><p class=x>SEEN</p>",
    "other tab": "<style>.t:not(.on){display:none}</style><p class='t on'>SEEN</p>",
    "hidden paragraph ends": "<p hidden>no<div>SEEN</div>",
    "hidden span ends": "<p><span hidden>no</p>SEEN",
    "open details": "<details open><summary>s</summary>SEEN</details>",
    "summary": "<details><summary>SEEN</summary>no</details>",
    "aria": "<b aria-hidden=true>SEEN</b>",
    "button": "<input type=submit value=SEEN>",
    "svg text": "<svg><text>SEEN</text></svg>",
}


@pytest.mark.parametrize("page", VISIBLE_HTML.values(), ids=VISIBLE_HTML)
def test_visible_in_a_page(page: str) -> None:
    """What a browser draws on a wide light screen is kept."""

    assert "SEEN" in clean(page, "html").text


@pytest.mark.parametrize(
    "text",
    ["👨‍👩‍👧 🏳️‍🌈 👩🏽‍💻 1️⃣ ☎️", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "می‌خواهم", "क्‍ष", "naïve café", "a\u00a0b"],
    ids=["emoji", "regional flag", "Persian", "Hindi", "accents", "no-break space"],
)
def test_honest_unicode_stays(text: str) -> None:
    """Joiners and selectors that shape what is seen are kept."""

    assert unicodedata.normalize("NFC", text) == clean(text, "txt").text
    assert clean(text, "txt").removed == ()


@pytest.mark.parametrize(
    ("hidden", "reason", "said"),
    [
        ("".join(chr(0xE0000 + ord(char)) for char in "vote ship"), "tag characters", "vote ship"),
        ("".join(chr(0xE0100 + byte - 16) for byte in b"vote ship"), "variation selectors", "vote ship"),
        ("".join("\u200b\u200c"[int(bit)] for char in "ship" for bit in f"{ord(char):08b}"), "zero-width characters", "ship"),
        ("\u2060\u2060", "zero-width characters", "U+2060 (2)"),
        ("\u202a", "bidi controls", "U+202A (1)"),
        ("\b", "control characters", "U+0008 (1)"),
    ],
    ids=["tags", "selectors", "bits", "joiners", "bidi", "backspace"],
)
def test_unseen_characters_are_read(hidden: str, reason: str, said: str) -> None:
    """Characters without a shape are removed, and their message is kept for the editor."""

    cleaned = clean(f"one\ntwo{hidden}", "txt")

    assert cleaned.text == "one\ntwo"
    assert [(2, reason, said)] == [(entry.place, entry.reason, entry.text) for entry in cleaned.removed]


def test_lookalikes_stay_visible() -> None:
    """A Cyrillic letter in a Latin word is seen by the reader, so it stays as it is."""

    assert clean("vоtе", "md").text == "vоtе"


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text("<>![]()`'\"\\&#;:/-= \n\tabp\u202e\x1b~^{}.*|\u200b"), st.sampled_from(["html", "md", "txt"]))
def test_any_text_is_cleaned(text: str, format: Format) -> None:
    """No text raises; the result is NFC, holds no unseen character, and cleaning it again as plain text changes nothing."""

    cleaned = clean(text, format)

    assert unicodedata.is_normalized("NFC", cleaned.text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e001f]", cleaned.text)
    assert cleaned == clean(text, format)
    assert cleaned.text == clean(cleaned.text, "txt").text


@pytest.mark.parametrize("format", ["html", "md"])
@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "[",
        "![",
        "](",
        "`",
        "<!--",
        '<a b="',
        "<div>",
        "<i></p>",
        "[a]: b (",
        "> ",
        "- ",
        "&#",
        "\u200b",
        "<style>a{display:none}</style><a>",
        "<b><p>",
        "~~~\n",
        "[^",
    ],
)
def test_hostile_texts_are_read_to_the_end(unit: str, format: Format) -> None:
    """A hundred thousand characters of one unit come back as a result, and a fact in front of them survives."""

    assert "Price: $29" in clean("Price: $29\n\n" + unit * (100_000 // len(unit)), format).text


def test_depth_is_no_obstacle() -> None:
    """Ten thousand nested elements are read, and the one that hides still hides."""

    page = "<div>" * 5000 + "<p hidden>SECRET</p>" + "<div>" * 5000 + "SEEN" + "</div>" * 10_000

    assert clean(page, "html").text == "SEEN"
    assert [entry.text for entry in clean(page, "html").removed] == ["SECRET"]


@pytest.mark.parametrize("path", sorted(SHARED.glob("tools/*/readme.md")), ids=lambda path: path.parent.name)
def test_no_word_of_a_real_page_is_lost(path: Path) -> None:
    """Every word that a Markdown renderer shows of a real README is in the cleaned text, as often as there."""

    markdown = pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    body = pytest.importorskip("selectolax.lexbor").LexborHTMLParser(markdown.render(path.read_text("utf-8"))).body
    shown = Counter(WORD.findall(body.text(separator=" ")))

    assert Counter() == shown - Counter(WORD.findall(clean(path.read_text("utf-8"), "md").text))
