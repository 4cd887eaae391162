"""Tests of panel/publish/plain.py."""

import panels
import pytest

from panel.comparison import Comparison, Words
from panel.publish.plain import link, paragraphs, plain, plain_run


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/",
        "http://example.org:8080/a/b?c=d&e=%20#f",
        "https://xn--bcher-kva.example/",
        "https://example.org/(x)[y]~z",
        "HTTPS://example.org",
    ],
)
def test_plain_addresses_are_links(address: str) -> None:
    """An ordinary http or https address is a link, unchanged."""

    assert link(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/",
        "/relative",
        "example.org",
        "http://",
        "http:///path",
        "http:example.org",
        "https://user@example.org/",
        "https://user:pass@example.org/",
        "https://example.org/ b",
        'https://example.org/"onmouseover="x',
        "https://example.org/'x",
        "https://example.org/<b>",
        "https://example.org\\@evil.example",
        "https://example.org/{{x}}",
        "https://example.org:port/",
        "https://[::1/",
        "https://exämple.org/",
        "https://example.org/\u202e",
        "https://example.org/\nx",
        "mailto:a@example.org",
    ],
)
def test_other_addresses_are_text(address: str) -> None:
    """Whatever is not plainly http or https, names somebody or could leave its attribute is no link."""

    assert link(address) == ""


def test_plain_keeps_what_people_write() -> None:
    """Accents, emoji joined by zero-width joiners, tabs and line breaks stay; Windows line ends become plain ones."""

    assert plain("é 👩‍💻 日本\ta\r\nb") == "é 👩‍💻 日本\ta\nb"


def test_plain_run_reaches_every_text() -> None:
    """No field is forgotten, however deep."""

    words = panels.WORDS.model_copy(update={"change": "a\u202eb", "faults": ("\x00",)})
    result = plain_run(panels.run(panels.comparison(words=words))).result

    assert isinstance(result, Comparison)
    assert isinstance(result.words, Words)
    assert (result.words.change, result.words.faults) == ("a\ufffdb", ("\ufffd",))


def test_paragraphs() -> None:
    """A blank line ends a paragraph, and white space inside one does not matter."""

    assert paragraphs("one\ntwo \n \n\n three  four\n") == ("one two", "three four")
    assert paragraphs(" \n\n ") == ()
