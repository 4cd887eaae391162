"""What holds of panel/intake/location.py."""

import pytest

from panel.errors import InputError
from panel.intake.location import follow, locate

AMBIGUOUS = [
    "http://2130706433/", "http://017700000001/", "http://0x7f000001/", "http://0x7f.1/", "http://127.1/", "http://127.0.1/", "http://0177.0.0.1/",
    "http://127.0.0.0x1/", "http://0/", "http://0x/", "http://1.2.3.4.5/", "http://256.0.0.1/", "http://127.0.0.01/", "http://example.com.0x7f/",
    "http://user@example.com/", "http://example.com@127.0.0.1/", "http://example.com:80@127.0.0.1/", "http://127.0.0.1%2f@example.com/",
    "http://127%2e0%2e0%2e1/", "http://%31%32%37.0.0.1/", "http://example.com\\@127.0.0.1/", "http://example.com /", "http://exam\tple.com/", "\nhttp://example.com/",
    "http://[::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[::1/", "http://::1/", "http://[::1]x/", "http://[v1.x]/", "http://[127.0.0.1]/", "http://example.com:0/",
    "http://example.com:99999/", "http://example.com:8a/", "http:///etc/passwd", "http:example.com", "//example.com/", "example.com", "", "http://", "http://../",
    "http://a..b/", "file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "javascript:alert(1)", "data:text/html,x", "dict://127.0.0.1:11211/",
    "http://exa\u200bmple.com/", "http://example.com\u2028/", "http://example.com/\ud800", "http://" + "a" * 64 + ".com/", "http://x/" + "a" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("url", AMBIGUOUS, ids=[repr(url)[:40] for url in AMBIGUOUS])
def test_ambiguous(url: str) -> None:
    """An address that two programs could read differently, or that is not of the web, is refused."""

    with pytest.raises(InputError, match="; "):
        locate(url)


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://EXAMPLE.com", "http://example.com/"),
        ("https://example.com.:443/a?b=c#d", "https://example.com/a?b=c"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("http://127.0.0.1.:8080/x", "http://127.0.0.1:8080/x"),
        ("http://１２７。０。０。１/", "http://127.0.0.1/"),
        ("http://①②⑦.0.0.1/", "http://127.0.0.1/"),
        ("http://[::FFFF:127.0.0.1]:81/", "http://[::ffff:7f00:1]:81/"),
        ("http://example.com//a/%2e%2E/b%2Fc", "http://example.com//a/%2e%2E/b%2Fc"),
    ],
)
def test_normal_spelling(url: str, normal: str) -> None:
    """Case, trailing dots, full-width and circled digits, default ports and fragments come out in one spelling."""

    assert locate(url).url == normal


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("/b", "https://example.com/b"),
        ("//other.example/x", "https://other.example/x"),
        ("?q", "https://example.com/a/b?q"),
        ("c", "https://example.com/a/c"),
    ],
)
def test_follow(reference: str, url: str) -> None:
    """A relative reference is read against the page that it stands on."""

    assert follow(locate("https://example.com/a/b"), reference).url == url


@pytest.mark.parametrize("reference", ["\\\\evil.example", "http://[::1", "javascript:x", "http://a@b/", " /x"])
def test_follow_refuses(reference: str) -> None:
    """A reference is read as strictly as an address."""

    with pytest.raises(InputError):
        follow(locate("https://example.com/"), reference)
