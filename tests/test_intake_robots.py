"""What holds of panel/intake/robots.py."""

import pytest

from panel.intake.robots import rules

EXAMPLE = """
User-Agent: *
Disallow: /
Allow: /pricing   # longer, so it wins
Allow: /*.md$
Disallow: /pricing/old

User-agent: panel-intake/9.9
User-Agent: other
Disallow: /private
Allow: /
Disallow:

User-agent: PANEL-INTAKE
Disallow: /also?x=*&y
"""


@pytest.mark.parametrize(
    ("agent", "target", "allowed"),
    [
        ("stranger", "/", False),
        ("stranger", "/pricing", True),
        ("stranger", "/pricing/old", False),
        ("stranger", "/a/b.md", True),
        ("stranger", "/a/b.md?x", False),
        ("panel-intake", "/pricing/old", True),
        ("panel-intake", "/private", False),
        ("panel-intake", "/%70rivate/x", False),
        ("panel-intake", "/also?x=1&y", False),
        ("panel-intake", "/also?x=1", True),
    ],
)
def test_rules(agent: str, target: str, allowed: bool) -> None:
    """The groups that name the crawler count together, the longest line decides, and `*` and `$` are honoured."""

    assert rules(EXAMPLE, agent).allow(target) is allowed


@pytest.mark.parametrize(
    ("pattern", "target", "matches"),
    [
        ("/a*b$", "/ab-xb", True),
        ("/a*b$", "/abx", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/*$", "/x", True),
        ("*x", "/yx", True),
        ("/a%2Fb", "/a/b", False),
    ],
)
def test_pattern(pattern: str, target: str, matches: bool) -> None:
    """A star stands for anything, a dollar for the end, and an escaped slash is no slash."""

    assert rules(f"User-agent: *\nDisallow: {pattern}", "x").allow(target) is not matches


def test_tie() -> None:
    """Of two lines of the same length the permission wins."""

    assert rules("User-agent: *\nAllow: /a\nDisallow: /a", "x").allow("/a")


@pytest.mark.parametrize(
    "text", ["", "\x00\xff garbage", "Disallow: /", "User-agent: y\nDisallow: /", "User-agent: *\nDisallow:", "<html>"]
)
def test_nothing_forbidden(text: str) -> None:
    """A file without a line for the crawler forbids nothing."""

    assert rules(text, "x").allow("/")


def test_star_bomb() -> None:
    """A pattern of ten thousand stars is answered without trying every combination."""

    assert rules("User-agent: *\nDisallow: /" + "a*" * 10_000 + "b$", "x").allow("/" + "a" * 20_000)
