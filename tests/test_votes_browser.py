"""Buttons on a static site, in a real browser: the pages are those of docs/votes.md."""

import asyncio
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from test_publish_browser import ARGUMENTS, CHROMIUM
from voting import Served, counts, token, workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine")

DOCS = (Path(__file__).parents[1] / "docs" / "votes.md").read_text(encoding="utf-8")
HTML, SCRIPT = re.findall(r"```html\n(.*?)```", DOCS, re.DOTALL), re.findall(r"```js\n(.*?)```", DOCS, re.DOTALL)[0]
EASY = ("--wait", "0", "--counts-age", "0", "--tokens-per-day", "1000", "--votes-per-minute", "1000")
THANKS = "Thank you, your vote is counted."


class Quiet(SimpleHTTPRequestHandler):
    """A static site."""

    def log_message(self, format: str, *arguments: Any) -> None:
        """Not on the tests' screen."""


@contextmanager
def site(folder: Path) -> Iterator[int]:
    """The port of a static site."""
    folder.mkdir(exist_ok=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def write(folder: Path, *, url: str) -> None:
    """The documented page, with an endpoint's address in it."""
    page = f"<!doctype html><html lang=en><title>crewai</title><h1>crewai</h1>{''.join(HTML)}</html>"
    (folder / "crewai.html").write_text(page.replace("https://votes.site.example", url), encoding="utf-8")
    (folder / "votes.js").write_text(SCRIPT.replace("https://votes.site.example", url), encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """One headless browser for all tests."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium: "Browser") -> "Iterator[BrowserContext]":
    """A reader who was never here."""
    with chromium.new_context(ignore_https_errors=True) as context:
        yield context


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"], ids=["one site", "across sites"])
def test_a_form_and_a_script(tmp_path: Path, reader: "BrowserContext", host: str) -> None:
    """A reader votes by form and by script, changes the vote and withdraws it; on one site both ways are the same reader."""
    with site(tmp_path / "site") as port, Served(workspace(tmp_path), EASY, site=f"http://{host}:{port}") as served:
        write(tmp_path / "site", url=served.url)
        page, complaints = _page(reader)
        page.goto(f"http://{host}:{port}/crewai.html")
        assert not page.get_by_text(THANKS).is_visible()

        page.get_by_role("button", name="Vote on crewai").click()
        page.get_by_role("button", name="Ship it").click()
        page.wait_for_url(f"http://{host}:{port}/crewai.html#voted")
        assert page.get_by_text(THANKS).first.is_visible()
        assert counts(served) == {"crewai": (1, 0)}

        _press(page, "Skip it")
        assert counts(served) == {"crewai": (0, 1) if host == "127.0.0.1" else (1, 1)}
        page.reload()
        _press(page, "Withdraw my vote")
        assert counts(served) == ({} if host == "127.0.0.1" else {"crewai": (1, 0)})

        page.get_by_role("button", name="Vote on crewai").click()
        page.get_by_role("button", name="Withdraw my vote").click()
        page.wait_for_url(f"http://{host}:{port}/crewai.html#voted")
        assert counts(served) == {}
        assert complaints == []


def test_without_a_script(tmp_path: Path, chromium: "Browser") -> None:
    """With scripts off, the buttons that need one are not shown and the form does all of it."""
    with (
        site(tmp_path / "site") as port,
        Served(workspace(tmp_path), EASY, site=f"http://127.0.0.1:{port}") as served,
        chromium.new_context(java_script_enabled=False) as reader,
    ):
        write(tmp_path / "site", url=served.url)
        page, _ = _page(reader)
        page.goto(f"http://127.0.0.1:{port}/crewai.html")
        assert page.get_by_role("button").all_inner_texts() == ["Vote on crewai"]
        for choice, counted in (("Ship it", (1, 0)), ("Skip it", (0, 1))):
            page.get_by_role("button", name="Vote on crewai").click()
            page.get_by_role("button", name=choice).click()
            page.wait_for_url(f"http://127.0.0.1:{port}/crewai.html#voted")
            assert counts(served) == {"crewai": counted}


def test_a_fast_reader(tmp_path: Path, reader: "BrowserContext") -> None:
    """Whoever presses before the token may vote is told so, finds the way back, and the script waits by itself."""
    with (
        site(tmp_path / "site") as port,
        Served(workspace(tmp_path), ("--wait", "2", "--counts-age", "0"), site=f"http://127.0.0.1:{port}") as served,
    ):
        write(tmp_path / "site", url=served.url)
        page, _ = _page(reader)
        page.goto(f"{served.url}/vote/crewai?back=/crewai.html")
        page.get_by_role("button", name="Ship it").click()
        assert page.get_by_role("heading").inner_text() == "Not counted"
        assert "quicker than a person reads" in page.get_by_role("alert").inner_text()
        assert counts(served) == {}

        page.get_by_role("link", name="Back without voting").click()
        page.wait_for_url(f"http://127.0.0.1:{port}/crewai.html")
        _press(page, "Ship it")
        assert counts(served) == {"crewai": (1, 0)}


def test_behind_tls(tmp_path: Path, reader: "BrowserContext") -> None:
    """Behind a proxy that speaks TLS the reader is known again by a cookie that no other host could have set."""
    with site(tmp_path / "site") as port, tls(tmp_path) as proxy:
        url = f"https://localhost:{proxy.port}"
        with Served(workspace(tmp_path), (*EASY, "--url", url, "--trusted-proxy", "127.0.0.1"), site=f"http://localhost:{port}") as served:
            proxy.to = int(served.url.rpartition(":")[2])
            write(tmp_path / "site", url=url)
            page, complaints = _page(reader)
            for choice in ("Ship it", "Skip it"):
                page.goto(f"http://localhost:{port}/crewai.html")
                page.get_by_role("button", name="Vote on crewai").click()
                page.get_by_role("button", name=choice).click()
                page.wait_for_url(f"http://localhost:{port}/crewai.html#voted")
            (cookie,) = reader.cookies(url)

            assert counts(served) == {"crewai": (0, 1)}
            assert (cookie["name"], cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == ("__Host-reader", True, True, "Lax")
            assert complaints == []


@pytest.mark.trust("votes: votes that a page of another site made a browser cast")
def test_another_site(tmp_path: Path, reader: "BrowserContext") -> None:
    """A page of another site gets neither a token nor a vote out of a reader's browser, by form, by script or in a frame."""
    with (
        site(tmp_path / "site") as port,
        site(tmp_path / "evil") as evil,
        Served(workspace(tmp_path), EASY, site=f"http://127.0.0.1:{port}") as served,
    ):
        page, complaints = _page(reader)
        page.goto(f"{served.url}/vote/crewai")
        page.get_by_role("button", name="Ship it").click()
        stolen = token(served)
        attack = f"""<!doctype html><iframe src="{served.url}/vote/crewai"></iframe>
<form id=f method=post action="{served.url}/vote/crewai"><input name=token value="{stolen}"><input name=choice value=skip></form>"""
        (tmp_path / "evil" / "index.html").write_text(attack)
        page.goto(f"http://127.0.0.1:{evil}/")
        tried = page.evaluate(
            """async url => Promise.all([
                fetch(url + '/token', {method: 'POST', credentials: 'include'}),
                fetch(url + '/vote/crewai', {method: 'POST', credentials: 'include', body: new URLSearchParams({choice: 'skip'})}),
                fetch(url + '/vote/crewai', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'}),
                fetch(url + '/counts.json'),
            ].map(asked => asked.then(() => 'read', () => 'refused')))""",
            served.url,
        )
        framed = page.frames[1].evaluate("document.querySelectorAll('button').length")
        page.evaluate("document.getElementById('f').submit()")
        page.get_by_role("alert").wait_for()
        said = page.get_by_role("alert").inner_text()

        assert tried == ["refused"] * 4
        assert framed == 0
        assert said.startswith("votes are taken from")
        assert counts(served) == {"crewai": (1, 0)}
        assert any("frame-ancestors" in line for line in complaints)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_can_be_read(tmp_path: Path, reader: "BrowserContext", scheme: Literal["light", "dark"]) -> None:
    """The form fits 320 pixels, follows the colour scheme with enough contrast, and is worked by keyboard alone."""
    with site(tmp_path / "site") as port, Served(workspace(tmp_path), EASY, site=f"http://127.0.0.1:{port}") as served:
        (tmp_path / "site" / "index.html").write_text("<p>here")
        page, complaints = _page(reader)
        page.set_viewport_size({"width": 320, "height": 640})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{served.url}/vote/crewai")
        width = page.evaluate("document.documentElement.scrollWidth")
        contrasts = page.evaluate(CONTRAST)
        heights = page.evaluate("[...document.querySelectorAll('button')].map(one => one.getBoundingClientRect().height)")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.value, getComputedStyle(document.activeElement).outlineStyle]")
        page.keyboard.press("Enter")
        page.wait_for_url(f"http://127.0.0.1:{port}/#voted")

        assert width == 320
        assert min(contrasts) >= 4.5
        assert min(heights) >= 44
        assert focused == ["skip", "solid"]
        assert counts(served) == {"crewai": (0, 1)}
        assert complaints == []


# WCAG 2.2, relative luminance and contrast ratio, of each element's text on the nearest background that is not transparent.
CONTRAST = """() => {
    const rgb = text => text.match(/[\\d.]+/g).map(Number);
    const light = text => rgb(text).slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
    const ground = one => { const c = getComputedStyle(one).backgroundColor; return rgb(c)[3] === 0 ? ground(one.parentElement) : c };
    return [...document.querySelectorAll('h1, p, small, button, a')].map(one => {
        const [a, b] = [light(getComputedStyle(one).color), light(ground(one))].sort((x, y) => y - x);
        return (a + .05) / (b + .05);
    });
}"""


def _page(reader: "BrowserContext") -> "tuple[Page, list[str]]":
    page, complaints = reader.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text) if "favicon" not in str(message.location) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def _press(page: "Page", name: str) -> None:
    """Press a button of the script and wait for its thanks."""
    page.get_by_role("button", name=name).click()
    page.locator("output", has_text=THANKS).wait_for()


class Proxy:
    """Speaks TLS on one side and HTTP on the other."""

    to = 0
    loop: asyncio.AbstractEventLoop
    ended: asyncio.Event

    def __init__(self, port: int) -> None:
        self.port = port


@contextmanager
def tls(folder: Path) -> Iterator[Proxy]:
    """A proxy with a certificate of its own."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    pair = ("-keyout", folder / "tls.key", "-out", folder / "tls.pem")
    words = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-subj",
        "/CN=localhost",
        *pair,
    ]
    subprocess.run(words, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem", folder / "tls.key")
    proxy, ready, ends = Proxy(0), threading.Event(), list[asyncio.StreamWriter]()

    async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                target.write(data)
                await target.drain()
        target.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection("127.0.0.1", proxy.to)
        ends.extend((writer, outer))
        async with asyncio.TaskGroup() as group:
            group.create_task(carry(reader, outer))
            group.create_task(carry(inner, writer))

    async def run() -> None:
        proxy.loop, proxy.ended = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
        proxy.port = server.sockets[0].getsockname()[1]
        ready.set()
        await proxy.ended.wait()
        server.close()
        for end in ends:
            end.transport.abort()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert ready.wait(30)
    try:
        yield proxy
    finally:
        proxy.loop.call_soon_threadsafe(proxy.ended.set)
        thread.join()
