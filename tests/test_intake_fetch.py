"""What holds of panel/intake/fetch.py."""

import asyncio
import gzip
import os
import shutil
import ssl
import subprocess
import tracemalloc
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Address, ip_address
from pathlib import Path

import pytest
from intake_site import Site, answer, loopback, reach

from panel import __version__
from panel.errors import InputError
from panel.intake.address import Address
from panel.intake.fetch import PUBLIC, NotFetched, Reach, Visitor, fetch

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PAGE = "<h1>A tool</h1>"


class Names:
    """A resolver that answers from a list of answers, the last one again and again, and counts the questions."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.asked: list[str] = []
        self._answers = answers

    async def __call__(self, host: str, port: int) -> Sequence[Address]:
        self.asked.append(host)
        return [ip_address(text) for text in self._answers[min(len(self.asked), len(self._answers)) - 1]]


@pytest.mark.anyio
async def test_page() -> None:
    """A page comes back as it was sent, with where and when it was read."""

    async with Site({"/a?b": answer(PAGE)}) as site:
        page = await fetch(f"{site.url}/a?b#c", now=NOW, reach=reach(site))
    assert (page.url, page.final_url, page.bytes, page.content_type, page.at) == (
        f"{site.url}/a?b#c", f"{site.url}/a?b", PAGE.encode(), "text/html; charset=utf-8", NOW
    )  # fmt: skip


@pytest.mark.anyio
async def test_honest_request() -> None:
    """The request says who asks and how to reach them, and carries neither cookies nor a referrer."""

    async with Site({"/": answer(PAGE, set_cookie="a=b"), "/2": answer(PAGE)}) as site:
        visitor = Visitor(replace(reach(site), contact="editor@example.org"))
        await visitor.page(site.url, now=NOW)
        await visitor.page(f"{site.url}/2", now=NOW)
    headers = site.requests[-1][1]
    assert f"panel-intake/{__version__} (reviewer panel for developer tools; editor@example.org)" == headers["user-agent"]
    assert headers["host"] == f"127.0.0.1:{site.port}"
    assert not {"cookie", "referer", "authorization"} & set(headers)


SPELLINGS = ["\n127.0.0.1:PORT", "127.0.0.1.:PORT", "127.1:PORT", "127.0.1:PORT", "2130706433:PORT", "0x7f000001:PORT", "0X7F000001:PORT", "017700000001:PORT", "0177.0.0.1:PORT", "0x7f.0.0.1:PORT\n0x7f.0.0.0x1:PORT", "127.0.0.01:PORT", "0:PORT", "0.0.0.0:PORT", "127.255.255.254:PORT", "localhost:PORT", "LOCALHOST:PORT", "localhost.:PORT", "[::1]:PORT", "[::]:PORT\n[0:0:0:0:0:0:0:1]:PORT", "[::ffff:127.0.0.1]:PORT", "[::FFFF:7F00:1]:PORT", "[::127.0.0.1]:PORT", "[64:ff9b::127.0.0.1]:PORT", "[64:ff9b:1::7f00:1]:PORT", "[2002:7f00:1::]:PORT\n[2001:0:4136:e378:8000:63bf:80ff:fffe]:PORT", "[fe80::1]:PORT", "[fe80::1%25lo]:PORT", "[::1%25lo]:PORT", "１２７.0.0.1:PORT", "127。0。0。1:PORT", "①②⑦.⓪.⓪.①:PORT", "⑯.1:PORT\n127%2e0%2e0%2e1:PORT", "%31%32%37.0.0.1:PORT", "user@127.0.0.1:PORT", "user:pass@127.0.0.1:PORT", "example.com@127.0.0.1:PORT", "example.com%40127.0.0.1:PORT\nexample.com\\@127.0.0.1:PORT", "127.0.0.1\\.example.com:PORT", "127.0.0.1%00.example.com:PORT", "127.0.0.1\t:PORT", "10.0.0.1:PORT", "192.168.0.1:PORT", "172.16.0.1:PORT\n169.254.169.254:PORT", "100.64.0.1:PORT", "198.18.0.1:PORT", "203.0.113.1:PORT", "224.0.0.1:PORT", "240.0.0.1:PORT", "255.255.255.255:PORT", "loopback.example:PORT", "mixed.example:PORT\nⓛocalhost:PORT", "127.0.0.1:PORT:80", "127.0.0.1:0PORT\n"]  # fmt: skip
SPELLINGS = [part.strip("\n").replace("\\\\", "\\") for text in SPELLINGS for part in text.split("\n") if part.strip("\n")]


@pytest.mark.anyio
@pytest.mark.parametrize("spelling", SPELLINGS, ids=ascii)
@pytest.mark.trust("SSRF: connections to a private address")
async def test_no_private_connection(spelling: str) -> None:
    """No spelling of an address that is not public leads to a connection, on a port that would be allowed."""

    names = {"loopback.example": ["127.0.0.1"], "mixed.example": ["1.1.1.1", "127.0.0.1"], "localhost": ["127.0.0.1", "::1"]}

    async def resolve(host: str, port: int) -> Sequence[Address]:
        return [ip_address(text) for text in names[host]]

    async with Site({"/": answer(PAGE)}) as site:
        place = spelling.replace("PORT", str(site.port))
        with pytest.raises(InputError) as refused:
            await fetch(f"http://{place}/", now=NOW, reach=Reach(ports=frozenset({80, site.port}), resolve=resolve))
    assert site.connections == 0
    assert not isinstance(refused.value, NotFetched)


def test_spellings_are_many() -> None:
    """The table above stays as long as the promise that it holds."""

    assert len(set(SPELLINGS)) >= 55


@pytest.mark.anyio
async def test_system_names() -> None:
    """A name that this machine itself resolves to loopback is refused too."""

    async with Site({"/": answer(PAGE)}) as site:
        with pytest.raises(InputError, match="loopback"):
            await fetch(f"http://localhost:{site.port}/", now=NOW, reach=Reach(ports=frozenset({site.port})))
    assert site.connections == 0


@pytest.mark.anyio
@pytest.mark.parametrize("port", [22, 6379, 8080])
async def test_other_port(port: int) -> None:
    """Only the two ports of the web are spoken to, also at a public address."""

    with pytest.raises(InputError, match=f"port {port}"):
        await fetch(f"http://1.1.1.1:{port}/", now=NOW, reach=PUBLIC)


@pytest.mark.anyio
@pytest.mark.parametrize("target", ["http://127.0.0.2:{0}/", "//127.0.0.2:{0}/", "http://2130706434:{0}/", "http://[::1]:{0}/", "http://x@127.0.0.1:{0}/", "file:///etc/passwd", "\\\\127.0.0.2:{0}\\"])  # fmt: skip
@pytest.mark.parametrize("start", ["/", "/robots.txt"])
@pytest.mark.trust("SSRF: connections to a private address")
async def test_redirect_into_private(target: str, start: str) -> None:
    """Each redirect, that of robots.txt too, is checked like the first address."""

    async with Site() as inside, Site() as site:
        site.pages[start] = answer(status=302, location=target.format(inside.port))
        only = replace(reach(site, inside), allow=lambda address: address == IPv4Address("127.0.0.1"))
        with pytest.raises(InputError):
            await fetch(site.url, now=NOW, reach=only)
    assert inside.connections == 0
    assert site.targets == (["/"] if start == "/" else [])


@pytest.mark.anyio
@pytest.mark.trust("SSRF: connections to a private address")
async def test_rebinding() -> None:
    """A name is looked up once a connection, and the connection goes to the address that was checked."""

    names = Names(["127.0.0.1"], ["127.0.0.1"], ["127.0.0.9"])
    async with Site({"/": answer(PAGE)}) as site:
        only = replace(reach(site), allow=lambda address: address == IPv4Address("127.0.0.1"), resolve=names)
        page = await fetch(f"http://tool.example:{site.port}/", now=NOW, reach=only)
        with pytest.raises(InputError, match=r"127\.0\.0\.9"):
            await fetch(f"http://tool.example:{site.port}/", now=NOW, reach=only)
    assert page.bytes == PAGE.encode()
    assert (site.connections, names.asked) == (2, ["tool.example"] * 3)
    assert {headers["host"] for _, headers in site.requests} == {f"tool.example:{site.port}"}


@pytest.mark.anyio
@pytest.mark.trust("SSRF: connections to a private address")
async def test_rebinding_between_redirects() -> None:
    """A name that was public a moment ago is looked up and checked again at the next hop."""

    names = Names(["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"])
    async with Site({"/": answer(status=301, location="/next"), "/next": answer(PAGE)}) as site:
        with pytest.raises(InputError, match="private"):
            await fetch(f"http://tool.example:{site.port}/", now=NOW, reach=replace(reach(site), resolve=names))
    assert site.targets == ["/"]


@pytest.mark.anyio
async def test_proxy_of_the_environment() -> None:
    """A proxy that the environment names is not used, so no check can be passed by through it."""

    async with Site({"/": answer(PAGE)}) as site, Site() as proxy:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
                patch.setenv(name, proxy.url)
            await fetch(site.url, now=NOW, reach=reach(site))
    assert (proxy.connections, site.targets) == (0, ["/"])


@pytest.mark.anyio
async def test_second_address() -> None:
    """When nobody listens at the first checked address, the next checked one is used."""

    async with Site({"/": answer(PAGE)}) as site:
        page = await fetch(
            f"http://tool.example:{site.port}/", now=NOW, reach=replace(reach(site), resolve=Names(["127.0.0.8", "127.0.0.1"]))
        )
    assert page.bytes == PAGE.encode()


@pytest.mark.anyio
@pytest.mark.parametrize("hops", [5, 6])
async def test_redirects(hops: int) -> None:
    """Five redirects are followed and a sixth is not."""

    async with Site({f"/{at}": answer(status=308, location=f"{at + 1}") for at in range(hops)}) as site:
        site.pages[f"/{hops}"] = answer(PAGE)
        if hops == 5:
            assert (await fetch(f"{site.url}/0", now=NOW, reach=reach(site))).final_url == f"{site.url}/5"
        else:
            with pytest.raises(NotFetched, match="5 redirects"):
                await fetch(f"{site.url}/0", now=NOW, reach=reach(site))
    assert len(site.targets) == 6


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "encoding"),
    [(gzip.compress(PAGE.encode()), "gzip"), (zlib.compress(PAGE.encode()), "deflate"), (PAGE.encode(), "identity")],
    ids=["gzip", "deflate", "plain"],
)
async def test_unpacked(body: bytes, encoding: str) -> None:
    """A packed page is unpacked."""

    async with Site({"/": answer(body, content_encoding=encoding)}) as site:
        assert (await fetch(site.url, now=NOW, reach=reach(site))).bytes == PAGE.encode()


BAD = {
    "bomb": (answer(gzip.compress(b"0" * 200_000_000, 1), content_encoding="gzip"), "larger than 2,000,000"),
    "hidden-bomb": (answer(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\x00\x00\x00\xff\xff" * 500_000, content_encoding="gzip"), "larger than 2,000,000"),
    "three-megabytes": (answer(b"0" * 3_000_000), "larger than 2,000,000"),
    "twice-packed": (answer(gzip.compress(gzip.compress(b"x")), content_encoding="gzip, gzip"), "packed as"),
    "brotli": (answer(b"x", content_encoding="br"), "packed as"),
    "not-gzip": (answer(b"plain", content_encoding="gzip"), "damaged"),
    "cut-gzip": (answer(gzip.compress(os.urandom(5000))[:2000], content_encoding="gzip"), "cut short"),
    "cut-body": (answer(b"x" * 100).replace(b"100", b"200"), "no usable answer"),
    "not-http": (b"SSH-2.0-OpenSSH_9.6\r\n", "no usable answer"),
    "endless-header": (b"HTTP/1.1 200 x\r\nx: " + b"a" * 300_000, "no usable answer"),
    "image": (answer(b"\x89PNG", kind="image/png"), "'image/png'"),
    "json": (answer("{}", kind="application/json"), "'application/json'"),
    "no-kind": (answer(PAGE, kind=""), "of no stated kind"),
    "missing": (answer(PAGE, status=404), "status 404"),
    "broken": (answer(PAGE, status=503), "status 503"),
    "partial": (answer(PAGE, status=206), "status 206"),
    "redirect-to-nowhere": (answer(PAGE, status=302), "status 302"),
}  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize("name", BAD)
async def test_no_usable_page(name: str) -> None:
    """What is too large, damaged, packed strangely or no page is one clear line, and nothing of it is kept."""

    page, says = BAD[name]
    async with Site({"/": page}) as site:
        with pytest.raises(NotFetched, match=says) as error:
            await fetch(site.url, now=NOW, reach=reach(site))
    assert "\n" not in str(error.value)


@pytest.mark.anyio
@pytest.mark.trust("size: a bomb that got through")
async def test_bomb_in_memory() -> None:
    """No more of a bomb is unpacked than a page may hold, whatever came in one piece."""

    bomb = BAD["bomb"][0]
    async with Site({"/": bomb}) as site:
        tracemalloc.start()
        try:
            with pytest.raises(NotFetched, match="larger"):
                await fetch(site.url, now=NOW, reach=reach(site))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.anyio
@pytest.mark.parametrize("target", ["/", "/robots.txt"])
@pytest.mark.trust("size: a fetch beyond its deadline")
async def test_trickle(target: str) -> None:
    """A page that never ends is left at the deadline, however steadily it comes; so is a robots.txt."""

    left = asyncio.Event()

    async def trickle(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 x\r\ncontent-type: text/html\r\n\r\n")
        try:
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.01)
        except ConnectionError:
            left.set()

    async with Site({"/": answer(PAGE)}) as site:
        site.pages[target] = trickle
        with pytest.raises(NotFetched, match=r"0\.3 s"):
            await fetch(site.url, now=NOW, reach=reach(site, seconds=0.3))
        await asyncio.wait_for(left.wait(), 10)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (answer("User-agent: *\nDisallow: /x", kind="text/plain"), True),
        (answer("User-agent: *\nDisallow: /", kind="text/plain"), False),
        (answer("User-agent: panel-intake\nDisallow: /", kind="text/plain"), False),
        (answer("User-agent: *\nDisallow: /\n" + "#" * 3_000_000, kind="text/plain"), False),
        (answer(status=404), True),
        (answer(status=403), True),
        (answer(status=500), False),
        (answer(status=503), False),
        (answer(status=302, location="/robots.txt"), True),
        (b"nonsense\r\n\r\n", False),
    ],
    ids=["other-path", "forbidden", "forbidden-by-name", "huge", "missing", "hidden", "broken", "overloaded", "loop", "no-http"],
)
async def test_robots(robots: bytes, allowed: bool) -> None:
    """robots.txt is obeyed as RFC 9309 says: absent permits, unreachable forbids, of a long one the first part counts."""

    async with Site({"/": answer(PAGE), "/robots.txt": robots}) as site:
        if allowed:
            assert (await fetch(site.url, now=NOW, reach=reach(site))).bytes == PAGE.encode()
        else:
            with pytest.raises(NotFetched, match=r"robots\.txt"):
                await fetch(site.url, now=NOW, reach=reach(site))
    assert site.targets == (["/"] if allowed else [])


@pytest.mark.anyio
async def test_robots_of_each_site() -> None:
    """A redirect to another site is followed only as far as that site permits; each robots.txt is read once a visit."""

    async with Site({"/robots.txt": answer("User-agent: *\nDisallow: /")}) as second, Site({"/b": answer(PAGE)}) as first:
        first.pages["/"] = answer(status=302, location=f"{second.url}/")
        visitor = Visitor(reach(first, second))
        with pytest.raises(NotFetched, match=r"robots\.txt"):
            await visitor.page(first.url, now=NOW)
        await visitor.page(f"{first.url}/b", now=NOW)
    assert (second.targets, len(first.requests)) == ([], 3)


@pytest.mark.anyio
async def test_nobody_there() -> None:
    """A port where nobody listens and a name that does not exist are one clear line."""

    async def unknown(host: str, port: int) -> Sequence[Address]:
        raise OSError("Name or service not known")

    async with Site() as site:
        gone = reach(site)
    with pytest.raises(NotFetched, match="no usable answer"):
        await fetch(site.url, now=NOW, reach=gone)
    with pytest.raises(NotFetched, match=r"no host 'nowhere.example'"):
        await fetch("http://nowhere.example/", now=NOW, reach=Reach(resolve=unknown))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for tool.example, with its key in the same file."""

    if not shutil.which("openssl"):
        pytest.skip("no openssl here to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "tool.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=tool.example",
        "-addext",
        "subjectAltName=DNS:tool.example",
        "-keyout",
    ]
    subprocess.run([*command, path, "-out", path.with_suffix(".crt")], check=True, capture_output=True)
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())
    return path


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["tool.example", "other.example"])
async def test_tls(certificate: Path, name: str) -> None:
    """Over TLS the name of the address is announced and verified, though the connection goes to the checked number."""

    announced: list[str | None] = []
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    server.sni_callback = lambda _socket, host, _context: announced.append(host)
    trusting = ssl.create_default_context(cafile=certificate.with_suffix(".crt"))
    async with Site({"/": answer(PAGE)}, tls=server) as site:
        far = Reach(ports=frozenset({site.port}), allow=loopback, resolve=Names(["127.0.0.1"]), tls=trusting)
        if name == "tool.example":
            assert (await fetch(f"https://{name}:{site.port}/", now=NOW, reach=far)).bytes == PAGE.encode()
        else:
            with pytest.raises(NotFetched):
                await fetch(f"https://{name}:{site.port}/", now=NOW, reach=far)
    assert set(announced) == {name}
    assert site.targets == (["/"] if name == "tool.example" else [])
