"""What holds of panel/intake/blocks.py."""

import pytest

from panel.intake.blocks import Block, blocks


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
        "<div aria-hidden=true>x</div>", "<nav><a>x</a></nav>", "<noscript>x</noscript>", "<s>x</s>", "<del>x</del>", "<head><title>x</title></head>",
    ],
)  # fmt: skip
def test_not_seen(hidden: str) -> None:
    """What is hidden, a menu or struck out is no block."""

    assert blocks(f"<p>a</p>{hidden}<p>b</p>", "html") == (Block("text", "a"), Block("text", "b"))


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
