"""What holds of panel/intake/blocks.py."""

import pytest

from panel.intake.blocks import PARTS, Block, blocks, language

BLANK = "\ufffc"


def test_html() -> None:
    """Headings, paragraphs, code and table rows come out in reading order; words of one line stay one."""

    page = (
        "<h2>Pro</h2><div><span>$</span><span>20</span><span>/month</span></div><p>a<br>b</p><pre>x\n y</pre><p>run <code>z</code></p>"
        "<table><tr><th>A<th>B</tr><tr><td><p>1</p><p>2</p><td></tr></table>"
    )
    assert blocks(page, "html") == (
        Block("heading", "Pro", level=2), Block("text", "$20/month"), Block("text", "a"), Block("text", "b"), Block("code", "x\n y"),
        Block("code", "z"), Block("text", "run z"), Block("row", "A B", cells=("A", "B")), Block("row", "1 2", cells=("1 2", "")),
    )  # fmt: skip


def test_markdown() -> None:
    """Markdown, HTML within it included, comes out as the same blocks."""

    page = "# A\n\n<p align=center>b <b>c</b></p>\n\n```sh\nd\n```\n\n| e | f |\n|---|---|\n| g | h |\n"
    assert [(block.kind, block.text) for block in blocks(page, "md")] == [
        ("heading", "A"), ("text", "b c"), ("code", "d"), ("row", "e f"), ("row", "g h"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>x</script>", "<style>x</style>", "<template>x</template>", "<!-- x -->", "<p hidden>x</p>", "<div style='display : none'><p>x</div>",
        "<nav><a>x</a></nav>", "<noscript>x</noscript>", "<head><title>x</title></head>", "<p class=sr-only>x</p>", "<details><p>x</p></details>",
        "<style>.gone{display:none}</style><p class=gone>x</p>", "<p style='color:#fff'>x</p>",
    ],
)  # fmt: skip
def test_not_seen(hidden: str) -> None:
    """What cleaning hides, for whatever reason, is no block, nor is a menu."""

    assert blocks(f"<p>a</p>{hidden}<p>b</p>", "html") == (Block("text", "a"), Block("text", "b"))


@pytest.mark.parametrize(
    "struck",
    [
        "<s>$40</s>", "<del><b>$40</b></del>", "<strike>$40</strike>", "<span style='text-decoration: line-through red'>$40</span>", "<span class='text-gray line-through'>$40</span>",
        "<span class=price-old>$40</span>", "<span aria-label='was $40'>$40</span>", "<style>p .x{color:red;text-decoration:line-through}</style><span class=x>$40</span>",
        "<style>@media screen{#y > b{text-decoration-line:line-through}}</style><span id=y><b>$40</b></span>",
    ],
)  # fmt: skip
def test_struck(struck: str) -> None:
    """What is struck out, by an element, a style, a style sheet or a class that says so, is text but not sound."""

    block = blocks(f"<p>Pro {struck} $24</p>", "html")[0]
    assert block.text == "Pro $40 $24"
    assert block.sound == f"Pro {3 * BLANK} $24"


@pytest.mark.parametrize(
    "kept",
    [
        "<style>.x:hover{text-decoration:line-through}.y{text-decoration:line-through}</style><span class=x>$40</span>",
        "<span class=price>$40</span>",
        "<b class=strikeforce>$40</b>",
    ],
)
def test_not_struck(kept: str) -> None:
    """What is struck out under the mouse only, or elsewhere on the page, is sound."""

    block = blocks(f"<p>Pro {kept} $24</p>", "html")[0]
    assert block.sound == block.text == "Pro $40 $24"


@pytest.mark.parametrize(("html", "text", "sound"), [
    ("<p><sup>$</sup>24<sup>99</sup>/mo</p>", "$2499/mo", f"${4 * BLANK}/mo"), ("<p>$24<sup>.99</sup></p>", "$24.99", "$24.99"), ("<p><i>$</i><b>1</b><b>,200</b></p>", "$1,200", "$1,200"),
])  # fmt: skip
def test_touching_figures(html: str, text: str, sound: str) -> None:
    """Figures of two elements that run together in plain text are not sound."""

    block = blocks(html, "html")[0]
    assert (block.text, block.sound) == (text, sound)


def test_table_cells() -> None:
    """A cell over several columns stands in each of them, and what is struck out in a cell is blanked there."""

    first, second = blocks("<table><tr><th>A<th colspan=2>B<tr><td>1<td><s>2</s> 3<td>4</table>", "html")
    assert first.cells == ("A", "B", "B")
    assert (second.text, second.sound_cells) == ("1 2 3 4", ("1", f"{BLANK} 3", "4"))


def test_places() -> None:
    """A block knows the element that it stands in, and whether others speak in it."""

    term, text, said = blocks("<dl><dt>A<dd>B</dl><blockquote><p>C</p></blockquote>", "html")
    assert (term.kind, term.place.name, text.place.name) == ("term", "dt", "dd")
    assert term.place.outer is text.place.outer
    assert (text.place.quoted, said.place.quoted) == (False, True)


def test_markdown_marks() -> None:
    """What Markdown strikes out keeps its marks, since the cleaned text has them too."""

    block = blocks("Pro ~~$40~~ $24", "md")[0]
    assert (block.text, block.sound) == ("Pro ~~$40~~ $24", f"Pro {7 * BLANK} $24")


def test_endless_page() -> None:
    """Of a page without end the beginning is read."""

    assert len(blocks("<p>x</p>" * PARTS, "html")) == PARTS // 3
    assert len(blocks("x\n" * 2 * PARTS, "txt")) == PARTS


@pytest.mark.parametrize(
    ("html", "spoken"),
    [("<html lang=sv>", "sv"), ("<!doctype html><html class='a' lang=\"pt-BR\">", "pt"), ("<html><p lang=de>", ""), ("", "")],
)
def test_language(html: str, spoken: str) -> None:
    """The language is that of the page's own element."""

    assert language(html) == spoken


def test_plain_text() -> None:
    """Plain text is cut at empty lines and at lines that are not indented."""

    assert [block.text for block in blocks("a\n  b\nc\n\nd", "txt")] == ["a b", "c", "d"]


def test_deep_nesting() -> None:
    """No nesting is too deep to walk."""

    assert blocks("<div>" * 50_000 + "x", "html") == (Block("text", "x"),)


@pytest.mark.parametrize("format", ["md", "html", "txt"])
def test_empty(format: str) -> None:
    """An empty page has no blocks."""

    assert blocks("", format) == ()  # type: ignore[arg-type]
