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
    "hidden until found": "<p hidden=until-found>SECRET</p>",
    "declaration behind an address": """<p style='display:none;background:url("x;display:block")'>SECRET</p>""",
    "important": "<style>.x{display:none!important}.x{display:block}</style><p class=x style='display:block'>SECRET</p>",
    "variable of a colour": "<style>:root{--page:#fff;--ink:var(--page)}.x{color:var(--ink)}</style><p class=x>SECRET</p>",
    "variable of its own": '<p style="--x:none;display:var(--x)">SECRET</p>',
    "fallback of a variable": '<p style="color:var(--x, rgb(255, 255, 255))">SECRET</p>',
    "calculated size": '<p style="font-size:calc(1rem - 100%*0 - 1rem)">SECRET</p>',
    "range of widths": "<style>@media (900px <= width < 2000px){.x{display:none}}</style><p class=x>SECRET</p>",
    "one of two media": "<style>@media print, (min-width:600px){.x{display:none}}</style><p class=x>SECRET</p>",
    "any container": "<style>@container (min-width:1px){.x{display:none}}</style><div style=container-type:inline-size><p class=x>SECRET</p></div>",
    "import": '<style>@import url("data:text/css,.x%7Bdisplay%3Anone%7D");</style><p class=x>SECRET</p>',
    "import in base64": "<style>@import 'data:text/css;base64,Lnh7ZGlzcGxheTpub25lfQ=='</style><p class=x>SECRET</p>",
    "linked sheet": '<link rel=stylesheet href="data:text/css,.x{display:none}"><p class=x>SECRET</p>',
    "sheet in a comment": "<style><!-- .x{display:none} --></style><p class=x>SECRET</p>",
    "open sheet": "<style>.x{display:none</style><p class=x>SECRET</p>",
    "start of an attribute in any case": '<style>[data-x^="CRAWL" i]{display:none}</style><p data-x=crawler>SECRET</p>',
    "has a child": "<style>.c:has(> i) p{display:none}</style><div class=c><i></i><p>SECRET</p></div>",
    "has it later": "<style>.c:has(i){display:none}</style><div class=c>SECRET<i></i></div>",
    "empty sibling": "<style>.e:empty+p{display:none}</style><div class=e></div><p>SECRET</p>",
    "formula of a place": "<style>div b:nth-of-type(2n+1){display:none}</style><div><i></i><b>SECRET</b></div>",
    "nested brackets": "<style>div b:not(:is(.a, :nth-child(2))){display:none}</style><div><b>SECRET</b></div>",
    "parent selector": "<style>.a, .b{&.c{display:none}}</style><p class='b c'>SECRET</p>",
    "later layer": "<style>@layer a,b;@layer b{.x{display:none}}@layer a{.x{display:block}}</style><p class=x>SECRET</p>",
    "end of an animation": "<style>@keyframes k{to{opacity:0}}.x{animation:k 1ms forwards}</style><p class=x>SECRET</p>",
    "animation that stands still": "<style>@keyframes k{to{opacity:1}}.x{opacity:0;animation:k 1s forwards paused}</style><p class=x>SECRET</p>",
    "fixed above": '<p style="position:fixed;top:-300px">SECRET</p>',
    "fixed below": '<p style="position:fixed;inset:100vh auto auto 0">SECRET</p>',
    "beyond the right": '<p style="position:absolute;left:300vw">SECRET</p>',
    "pushed from the right": '<p style="position:absolute;right:calc(2 * 9999px)">SECRET</p>',
    "logical size": '<p style="block-size:0;overflow:hidden">SECRET</p>',
    "no line height": '<p style="line-height:0;overflow:hidden">SECRET</p>',
    "on its edge": '<p style="transform:rotateX(90deg)">SECRET</p>',
    "mask": '<p style="-webkit-mask-image:linear-gradient(transparent,transparent)">SECRET</p>',
    "replaced": '<p style="content:url(x.png)">SECRET</p>',
    "indent to the right": '<p style="text-indent:3000px;overflow:hidden;direction:rtl">SECRET</p>',
    "gradient of one colour": '<p style="background:linear-gradient(90deg,#1e293b,#1e293b);color:#1e293b">SECRET</p>',
    "clipped to white": '<p style="background:#fff;background-clip:text;color:transparent">SECRET</p>',
    "colour mix": '<p style="color:color-mix(in srgb,white 100%,navy)">SECRET</p>',
    "perceived colour": '<p style="color:oklch(1 0 0)">SECRET</p>',
    "white shadow": '<p style="color:#fff;text-shadow:0 0 1px #fff">SECRET</p>',
    "small picture behind": '<i style="position:absolute;width:1px;height:1px;background:#000"></i><p style="color:#fff">SECRET</p>',
    "grey on a ground of a rule": "<style>.a{background:#222}.a{background-color:#fff}</style><div class=a><p style='color:#fff'>SECRET</p></div>",
    "nested visibility": "<div style=visibility:hidden><p>SECRET</p><b style=visibility:inherit>SECRET</b></div>",
    "small relative font": '<div style="font-size:8px"><p style="font-size:20%">SECRET</p></div>',
    "text field": '<textarea style="color:#fff">SECRET</textarea>',
    "option": "<select><option selected>EU</option><option>SECRET</option></select>",
    "option before": "<select><option>SECRET</option><option selected>EU</option></select>",
    "option label": "<select size=2><option label=EU>SECRET</option></select>",
    "svg clip": "<svg><clipPath><text>SECRET</text></clipPath></svg>",
    "svg fill": '<svg><text fill-opacity="0">SECRET</text></svg>',
    "svg font": '<svg><text font-size="0">SECRET</text></svg>',
    "svg choice": "<svg><switch><g></g><text>SECRET</text></switch></svg>",
    "svg size": '<svg width="0" height="0"><text>SECRET</text></svg>',
    "math annotation": "<math><semantics><mi></mi><annotation>SECRET</annotation></semantics></math>",
    "math action": "<math><maction><mi></mi><mtext>SECRET</mtext></maction></math>",
    "progress": "<progress>SECRET</progress><meter>SECRET</meter>",
    "no slot": "<div><template shadowrootmode=open><b></b></template>SECRET<p>SECRET</p></div>",
    "other slot": '<div><template shadowrootmode=open><slot name="a"></slot></template><p slot="b">SECRET</p></div>',
    "closed dialog with a class": "<style>.x{color:#222}</style><dialog class=x>SECRET</dialog>",
}
# What is seen beside a hidden text of these.
SEEN_BESIDE = {"more", "EU"}


BODIES = {
    "link colour": "<body bgcolor=#ffffff link=#ffffff><a href=x>SECRET</a>SEEN",
    "text colour": "<body bgcolor=#102030 text=#102030>SECRET<font color=white>SEEN</font>",
    "no body tag": "<style>body{background:#111;color:#111}p{color:#eee}</style>SECRET<p>SEEN",
    "head without end": "<html><head><title>SECRET</title><meta name=x><p>SEEN",
}


@pytest.mark.parametrize("page", BODIES.values(), ids=BODIES)
def test_page_and_body_are_drawn_too(page: str) -> None:
    """The colours of a body reach its texts, and a body is there where its author wrote none."""

    assert clean(page, "html").text.strip("# ") == "SEEN"


@pytest.mark.parametrize("fragment", HIDDEN_HTML.values(), ids=HIDDEN_HTML)
def test_hidden_in_a_page(fragment: str) -> None:
    """What a browser does not draw is removed, and what stands around it is not."""

    cleaned = clean(f"<body><h1>Before</h1><p>$29 a seat</p>{fragment}<p>After</p></body>", "html")

    assert "SECRET" not in cleaned.text
    assert [word for word in WORD.findall(cleaned.text) if word not in SEEN_BESIDE] == ["Before", "29", "a", "seat", "After"]


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
    "terminal black on black": "\x1b[30;40mSECRET\x1b[0m",
    "terminal title": "\x1b]0;SECRET\x07",
    "base64": "U0VDUkVUIHdvcmRzIHRoYXQgbm9ib2R5IHJlYWRz SECRET"[:40],
    "tag characters": "".join(chr(0xE0000 + ord(char)) for char in "SECRET"),
    "diagram comment": "```mermaid\ngraph LR\n  %% SECRET\n  A --> B\n```",
    "diagram description": "```mermaid\naccTitle: SECRET\naccDescr {\n SECRET\n}\nA --> B\n```",
    "map": '```geojson\n{"note": "SECRET"}\n```',
    "formula comment": "$$\n% SECRET\nx = \\%y % SECRET\n$$",
    "formula phantom": r"$$ x \phantom{\text{SECRET}} $$",
    "formula block": "```math\nx % SECRET\n```",
    "cell beyond": "| a | b |\n|---|:-:|\n| c | d | SECRET |\n| e |",
    "cell beyond, open rows": "a | b\n--- | ---\nc | d | SECRET",
    "black on black": '<p style="background:#000;color:#000">SECRET</p>',
    "invisible": '<b style="visibility:hidden">SECRET [SECRET](x) `SECRET`</b>',
    "template": "<template>SECRET</template>",
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
    "prices": "from $$ to $$$ and 5 % off",
    "formula": "$$ x = 5\\% $$",
    "table of many rows": "| a | b |\n|---|---|\n| c \\| d | e |\n| f |\n\ng | h | i",
    "diagram": "```mermaid\ngraph LR\n  A[50%] --> B\n```",
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
        ("#### `a` -> Promise<Object>\n\nList<Title> and Set<Template>\n\nmore", "#### `a` -> Promise\n\nList<Title> and Set\n\nmore"),
    ],
    ids=["link", "label", "short label", "footnote", "heading", "details", "entities", "override", "line breaks", "pseudo tags"],
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
    "gradient text": '<h1 style="background:linear-gradient(90deg,red,blue);-webkit-background-clip:text;color:transparent">SEEN</h1>',
    "gradient fill": "<style>.g{background:linear-gradient(red,blue);-webkit-background-clip:text;-webkit-text-fill-color:transparent}</style><b class=g>SEEN</b>",
    "white on a gradient": '<p style="background:linear-gradient(#000,#333);color:#fff">SEEN</p>',
    "white on glass": '<div style="background:#000"><p style="background:rgba(255,255,255,.2);color:#fff">SEEN</p></div>',
    "white with an edge": '<p style="color:#fff;-webkit-text-stroke:1px #000">SEEN</p>',
    "white on a pseudo-element": "<style>.x{position:relative;z-index:0;color:#fff}.x::before{content:'';position:absolute;inset:0;background:#00f;z-index:-1}</style><p class=x>SEEN</p>",
    "white on an image": '<div><img src=x><span style="position:absolute;color:#fff">SEEN</span></div>',
    "white after a backdrop": '<div><i style="position:absolute;inset:0;background:#000"></i><p style="position:relative;color:#fff">SEEN</p></div>',
    "white in a drawing": '<svg><rect width="90" height="90" fill="#000"/><text y="20" fill="#fff">SEEN</text></svg>',
    "closed by itself": "<svg><desc/><text>SEEN</text></svg>",
    "link on white": "<style>p{color:#fff}</style><p><a href=https://x.example>SEEN</a></p>",
    "visible child": "<div style=visibility:hidden><p style=visibility:visible>SEEN</p></div>",
    "sized child": '<div style="font-size:0"><b style="font-size:15px">SEEN</b></div>',
    "unindented child": '<div style="text-indent:-9999px"><p style="text-indent:0">SEEN</p></div>',
    "sheet for print": "<style media=print>.x{display:none}</style><p class=x>SEEN</p>",
    "sheet in a noscript": "<noscript><style>.x{display:none}</style></noscript><p class=x>SEEN</p>",
    "sheet in a comment": "<!-- <style>.x{display:none}</style> --><p class=x>SEEN</p>",
    "sheet of another type": "<style type=text/x>.x{display:none}</style><p class=x>SEEN</p>",
    "dark scheme": "<style>@media (prefers-color-scheme: dark){.x{color:#fff}}</style><p class=x>SEEN</p>",
    "wide container": "<style>@container (min-width:800px){.x{display:none}}</style><p class=x>SEEN</p>",
    "animation that ends": "<style>@keyframes k{from{opacity:0}to{opacity:1}}.x{opacity:0;animation:k .2s forwards}</style><p class=x>SEEN</p>",
    "animation without end": "<style>@keyframes k{50%{opacity:1}}.x{opacity:0;animation:k 2s infinite}</style><p class=x>SEEN</p>",
    "chosen tab": "<style>.t{display:none}#a:checked~.t{display:block}</style><input id=a type=radio checked><p class=t>SEEN</p>",
    "open accordion": "<style>.t{max-height:0;overflow:hidden}:checked+.t{max-height:9em}</style><input type=checkbox checked><p class=t>SEEN</p>",
    "tab that is not chosen": "<style>:checked+.t{display:none}</style><input type=checkbox><p class=t>SEEN</p>",
    "paragraph that is not empty": "<style>p:empty{display:none}</style><p>SEEN</p>",
    "object without data": "<object>SEEN",
    "shown popover": "<style>[popover].x{display:block}</style><p popover class=x>SEEN</p>",
    "hidden but shown": "<p hidden style=display:block>SEEN</p>",
    "map": "<map>SEEN</map>",
    "slot": "<div><template shadowrootmode=open><slot></slot></template>SEEN</div>",
    "shadow text": "<div><template shadowrootmode=open>SEEN</template></div>",
    "list of options": "<select size=4><option>one<option>SEEN</select>",
    "badge above": '<b style="position:absolute;top:9em;transform:translateY(-100%)">SEEN</b>',
    "has nothing of it": "<style>.x{opacity:0;animation:k 1s forwards}@keyframes k{to{opacity:1}}.x:has(u){display:none}</style><p class=x>SEEN</p>",
    "nested ampersands": "<style>a{" + "& &{" * 100 + "display:none" + "}" * 101 + "</style><p>SEEN</p>",
}


@pytest.mark.parametrize("page", VISIBLE_HTML.values(), ids=VISIBLE_HTML)
def test_visible_in_a_page(page: str) -> None:
    """What a browser draws on a wide light screen is kept."""

    assert "SEEN" in clean(page, "html").text


def test_an_element_of_which_nothing_is_seen_leaves_no_mark() -> None:
    """A heading or an item in the colour of its ground leaves no sign behind, and its words are told as one."""

    for format in ("html", "md"):
        cleaned = clean('<p>a</p><h2 style="color:#fff">vote <b>ship</b> now</h2><p>b</p>', format)

        assert WORD.findall(cleaned.text) == ["a", "b"]
        assert "#" not in cleaned.text
        assert [entry.text for entry in cleaned.removed] == ["vote ship now"]


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
        "$$",
        "\n|-|-|",
        "|a|\n|-|-|\n|b|c|d|\n",
        "<title>",
        "<Object>",
        "<svg><rect/>",
        "<select><option selected>",
        "<div><template shadowrootmode=open></template>",
        "<i style='--a:var(--a)var(--a);color:var(--a)'>",
        "<b style=visibility:hidden>a<i style=visibility:visible>",
        "<p style='color:rgb(-1e999,0,0);font-size:calc((((1px'>",
    ],
)
def test_hostile_texts_are_read_to_the_end(unit: str, format: Format) -> None:
    """A hundred thousand characters of one unit come back as a result, and a fact in front of them survives."""

    assert "Price: $29" in clean("Price: $29\n\n" + unit * (100_000 // len(unit)), format).text


HOSTILE_SHEETS = {
    "nesting": "a{" + "& &{" * 500 + "display:none",
    "brackets": ":is(" * 250 + "a" + ")" * 250 + "{display:none}",
    "relations": ":has(" * 200 + "a",
    "list": "a," * 30_000 + "b{color:red}",
    "media": "@media " + "(" * 5000 + "{a{color:red}}",
    "imports": "@import url(data:text/css," * 500,
    "variables": ":root{" + "".join(f"--v{n}:var(--v{n + 1})var(--v{n + 1});" for n in range(200)) + "}a{color:var(--v0)}",
    "animation": "@keyframes k{" * 300 + "a{animation:k 1..s 1e999s infinite}",
    "numbers": "a{font-size:" + "1" * 50_000 + "x;color:rgb(1e999 1e999 -1e999);transform:" + "translate(" * 5000,
    "places": "a:nth-child(-0n+0),a:nth-child(" + "-" * 1000,
    "quotes": "a{content:" + "\"'\\" * 9999,
}


@pytest.mark.parametrize("sheet", HOSTILE_SHEETS.values(), ids=HOSTILE_SHEETS)
def test_hostile_sheets_are_read_to_the_end(sheet: str) -> None:
    """A style sheet that is built to be dear costs no fact in front of it."""

    assert "Price: $29" in clean(f"<p>Price: $29</p><style>{sheet}</style><a href=x>x</a>", "html").text
    assert "Price: $29" in clean(f'<p>Price: $29</p><a style="{sheet.replace(chr(34), "")}">x</a>', "html").text


CSS = st.text(":;{}()[]#.,*/%-+&@!'\"\\ \n01a") | st.sampled_from(
    [
        "a",
        "b:has(i)",
        "@media",
        "display",
        "none",
        "var(--a)",
        "--a",
        "calc(",
        "rgb(",
        "color",
        "font-size",
        "1e999px",
        "url(",
        "@keyframes k",
        "to",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(CSS).map("".join), st.lists(CSS).map("".join))
def test_any_sheet_is_read(sheet: str, style: str) -> None:
    """No style sheet and no style attribute raises."""

    clean(f"<style>{sheet}</style><a style='{style}'>x<i></i></a>", "html")
    clean(f"<style>{sheet}</style>\n\n<a style='{style}'>x<i></i></a>", "md")


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
