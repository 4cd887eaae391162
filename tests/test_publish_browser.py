"""The page in a real browser: it fits, asks for nothing and runs nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import panels
import pytest
from states import PAYLOADS, STATES, document_of, hostile

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page, Request

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine")


@dataclass
class Seen:
    """What a page did while it was open."""

    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    ran: bool = False

    @property
    def nothing(self) -> bool:
        """Whether it did nothing at all."""
        return not (self.requests or self.dialogs or self.complaints or self.ran)


@dataclass
class Browser:
    """Opens pages, one at a time."""

    page: "Page"
    path: Path
    seen: Seen = field(default_factory=Seen)

    def listen(self) -> None:
        """Note whatever a page does."""
        self.page.on("request", self._asked)
        self.page.on("dialog", self._spoke)
        self.page.on("console", lambda message: self.seen.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.seen.complaints.append(str(error)))

    def _asked(self, request: "Request") -> None:
        if request.url != self.path.as_uri():
            self.seen.requests.append(request.url)

    def _spoke(self, dialog: "Dialog") -> None:
        self.seen.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(
        self, text: str, *, width: int = 1280, scheme: Literal["light", "dark"] = "light", media: Literal["screen", "print"] = "screen"
    ) -> "Page":
        """The page, loaded from a file."""
        self.path.write_text(text, encoding="utf-8")
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(media=media, color_scheme=scheme)
        self.page.goto(self.path.as_uri())
        return self.page

    def watch(self, text: str) -> Seen:
        """What the page does while it loads, has its details opened and is stepped into by keyboard."""
        self.seen = Seen()
        page = self.open(text)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = !one.open })")
        page.keyboard.press("Tab")
        self.seen.ran = bool(page.evaluate("'__ran' in window"))
        return self.seen


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One headless browser for all tests."""
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        one = Browser(chromium.new_page(), tmp_path_factory.mktemp("pages") / "page.html")
        one.listen()
        yield one
        chromium.close()


@pytest.mark.parametrize("state", STATES)
def test_fits_a_narrow_screen(browser: Browser, state: str) -> None:
    """At 320 pixels nothing has to be scrolled sideways, whatever the texts hold."""

    page = browser.open(document_of(STATES[state](), "html"), width=320)
    width = page.evaluate("document.documentElement.scrollWidth")
    cut = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 320.5).map(e => e.className)"
    )

    assert (width, cut) == (320, [])


def test_fits_enlarged_text(browser: Browser) -> None:
    """With the text at twice its size on a small screen, the page still needs no sideways scrolling (WCAG 2.2, 1.4.4)."""

    page = browser.open(document_of(panels.run(), "html"), width=640)
    page.evaluate("document.documentElement.style.fontSize = '34px'")
    width = page.evaluate("document.documentElement.scrollWidth")

    assert width == 640


def test_dark_and_light_differ(browser: Browser) -> None:
    """The page follows the reader's colour scheme."""

    grounds = []
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page = browser.open(document_of(panels.run(), "html"), scheme=scheme)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert grounds == ["rgb(251, 249, 244)", "rgb(23, 21, 18)"]


def test_prints_every_answer(browser: Browser) -> None:
    """On paper, what is folded away on a screen is there."""

    visible = "document.querySelector('details .answers').checkVisibility()"
    text = document_of(panels.run(), "html")

    assert browser.open(text).evaluate(visible) is False
    assert browser.open(text, media="print").evaluate(visible) is True


def test_the_watch_sees_what_happens(browser: Browser) -> None:
    """A page that does run and ask is seen doing so."""

    seen = browser.watch("<!doctype html><script>window.__ran=1;alert(1);console.log(1)</script><img src=http://evil.example/x.png>")

    assert (seen.ran, seen.dialogs, seen.nothing) == (True, ["1"], False)
    assert "http://evil.example/x.png" in seen.requests


@pytest.mark.parametrize("state", ["plain", "hostile", "unverified"])
def test_asks_for_nothing(browser: Browser, state: str) -> None:
    """A page loads with no request, no script and no complaint of its own policy."""

    assert browser.watch(document_of(STATES[state](), "html")).nothing


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
@pytest.mark.trust("script: payloads run or requested, in every field")
def test_payload_in_every_field(browser: Browser, payload: str) -> None:
    """Nothing runs and nothing is asked for even without the page's policy: escaping is the wall, and the policy stands behind it."""

    text = document_of(hostile((payload,)), "html")
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text, count=1)

    assert bare != text
    assert browser.watch(bare).nothing
