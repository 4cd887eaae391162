"""What holds of panel/intake/web.py."""

from datetime import UTC, datetime

import pytest
from intake_site import Site, answer, reach

from panel.intake.fetch import NotFetched
from panel.intake.web import PAGES, site

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOME = """<title>Acme</title><a href="/about">About</a><a href="/pricing?ref=a-long-one">Pricing</a><a href="pricing#x">Plans</a><a href="//other.example/docs">Docs</a>
<a href="/documentation/">Docs</a><a href="javascript:alert(1)">Pricing</a><a href="http://127.0.0.1:1/pricing">Pricing</a><a href="/changelog">Log</a><a href="/blog/pricing-is-hard-to-get-right">Our long story about pricing</a>"""


@pytest.mark.anyio
async def test_links() -> None:
    """From a front page the pages on prices, documentation and changes of the same site are fetched, each once, and no others."""

    async with Site(
        {
            "/": answer(HOME),
            "/pricing": answer("$1"),
            "/documentation/": answer("<title>The\n docs\x07</title>d"),
            "/changelog": answer("c", kind="text/plain"),
        }
    ) as place:
        pages, missed = await site([place.url], now=NOW, reach=reach(place))
        assert place.targets == ["/", "/pricing", "/documentation/", "/changelog"]
        assert [(page.id, page.role, page.format, page.title) for page in pages] == [
            ("home", "home", "html", "Acme"), ("pricing", "pricing", "html", "pricing of 127.0.0.1"), ("docs", "docs", "html", "The docs"),
            ("changelog", "changelog", "txt", "changelog of 127.0.0.1"),
        ]  # fmt: skip
        assert pages[1].url == f"{place.url}/pricing"
    assert missed == ()
    assert len(pages) == PAGES


@pytest.mark.anyio
async def test_missed() -> None:
    """A linked page that cannot be had is told of and stops nothing; the page that was asked for must be there."""

    async with Site({"/": answer('<a href="/pricing">Pricing</a>'), "/robots.txt": answer("User-agent: *\nDisallow: /pricing")}) as place:
        pages, missed = await site([place.url], now=NOW, reach=reach(place))
        with pytest.raises(NotFetched):
            await site([place.url, f"{place.url}/pricing"], now=NOW, reach=reach(place))
    assert [page.id for page in pages] == ["home"]
    assert "robots.txt" in missed[0]
    assert "/pricing" not in place.targets


@pytest.mark.anyio
async def test_shared_host() -> None:
    """From a page inside a host, only links below it are followed: the host's own prices are not the tool's."""

    page = '<a href="/pricing">Pricing</a><a href="/ann/acme/docs">Docs</a>'
    async with Site({"/ann/acme/": answer(page), "/pricing": answer("$99"), "/ann/acme/docs": answer("d")}) as place:
        await site([f"{place.url}/ann/acme/"], now=NOW, reach=reach(place))
    assert place.targets == ["/ann/acme/", "/ann/acme/docs"]


@pytest.mark.anyio
async def test_given_pages() -> None:
    """Pages given by their addresses are all fetched, named by what they are, and no links are followed."""

    async with Site(
        {"/": answer(HOME), "/plans": answer("$1"), "/x": answer("x"), "/y": answer("y"), "/read.md": answer("# A", kind="text/plain")}
    ) as place:
        pages, _ = await site([f"{place.url}{path}" for path in ("/", "/plans", "/x", "/y", "/read.md", "/x")], now=NOW, reach=reach(place))
    assert [(page.id, page.format) for page in pages] == [
        ("home", "html"),
        ("pricing", "html"),
        ("docs", "html"),
        ("docs-2", "html"),
        ("docs-3", "md"),
    ]


@pytest.mark.anyio
async def test_plain_front_page() -> None:
    """A front page in Markdown is a README, and has no links to follow."""

    async with Site({"/README.md": answer("# A [Pricing](/pricing)", kind="text/plain")}) as place:
        pages, _ = await site([f"{place.url}/README.md"], now=NOW, reach=reach(place))
    assert [(page.id, page.format) for page in pages] == [("readme", "md")]


@pytest.mark.anyio
async def test_two_languages() -> None:
    """Prices are sought under their names in other languages too, the English page before the others."""

    async with Site(
        {"/": answer('<a href="/preise">Preise</a><a href="/pricing">Pricing</a>'), "/pricing": answer("$1"), "/preise": answer("1 €")}
    ) as place:
        pages, _ = await site([place.url], now=NOW, reach=reach(place))
        assert [page.url for page in pages[1:]] == [f"{place.url}/pricing"]
        place.pages["/"] = answer('<a href="/preise">Preise</a>')
        pages, _ = await site([place.url], now=NOW, reach=reach(place))
        assert [(page.role, page.url) for page in pages[1:]] == [("pricing", f"{place.url}/preise")]
