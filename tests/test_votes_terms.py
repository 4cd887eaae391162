"""What an endpoint is set up with."""

import pytest

from panel.errors import UsageError
from panel.votes.terms import origin, public


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("https://site.example", "https://site.example"),
        ("https://Site.Example/", "https://site.example"),
        ("HTTPS://site.example:443", "https://site.example"),
        ("http://site.example:80", "http://site.example"),
        ("https://site.example:8443", "https://site.example:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_origins(text: str, spelled: str) -> None:
    """An origin is spelled as a browser spells it, or no button would work."""

    assert origin(text, option="--site") == spelled


@pytest.mark.parametrize(
    "text",
    ["", "*", "null", "site.example", "ftp://site.example", "https://", "https://site.example/blog", "https://site.example?x", "https://site.example#x",
     "https://me@site.example", "https://site.example:99999", "https://site.example:x", "https://[::1", "https://" + "a" * 70 + ".example"],
)  # fmt: skip
def test_no_origin(text: str) -> None:
    """Anything else is refused with an example."""

    with pytest.raises(UsageError, match=r"--site .* it looks like https://site.example, without a path"):
        origin(text, option="--site")


@pytest.mark.parametrize(("text", "taken"), [
    ("https://votes.example", True), ("http://127.0.0.1:8765", True), ("http://[::1]:1", True), ("http://localhost", True),
    ("http://a.localhost:1", True), ("http://votes.example", False), ("http://10.0.0.1", False), ("http://localhost.example", False),
])  # fmt: skip
def test_tokens_never_travel_in_the_clear(text: str, taken: bool) -> None:
    """Without TLS the endpoint is for this machine alone."""

    if taken:
        assert public(text) == text
        return
    with pytest.raises(UsageError, match="in the clear"):
        public(text)
