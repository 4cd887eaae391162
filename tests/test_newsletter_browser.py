"""The letter in a real browser: it fits, it is readable by day, by night and without its style sheet, and it runs and asks for nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from states import LONG, STATES, hostile
from test_newsletter_letter import full, held, published, replaced, written
from test_publish_browser import ARGUMENTS, CHROMIUM

from panel.change import Shift
from panel.newsletter import html
from panel.newsletter.facts import Letter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine")

Scheme = Literal["light", "dark"]
WIDE = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + .5).map(e => e.outerHTML.slice(0, 80))"


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """One headless browser for all tests."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


def letters() -> dict[str, Letter]:
    """Ordinary, quiet, and with everything that is long, missing or hostile."""
    long = Shift(kind="price", about=LONG * 3, before=LONG, after=LONG)
    states = [published(STATES[name](), excepted=True, slug=name) for name in ("six-times", "unequal", "missing", "twins", "provisional")]
    return {"full": full(), "quiet": written(), "rough": written(*states, replaced(changes=(long,), slug="x"), forecasts=[held(LONG * 3)])}


def opened(browser: "Browser", path: Path, letter: Letter, *, width: int = 1280, scheme: Scheme = "light", bare: bool = False) -> "Page":
    """The letter in a context of its own; `bare` takes its style sheet away, as some mail programs do."""
    text = html.render(letter)
    path.write_text(re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL) if bare else text, encoding="utf-8")
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 600, 1280])
def test_nothing_is_scrolled_sideways(chromium: "Browser", tmp_path: Path, width: int, scheme: Scheme) -> None:
    """On a phone, in a pane and on a desk, with its style sheet and without."""

    for name, letter in letters().items():
        for bare in (False, True):
            page = opened(chromium, tmp_path / "letter.html", letter, width=width, scheme=scheme, bare=bare)
            assert (page.evaluate("document.documentElement.scrollWidth"), page.evaluate(WIDE)) == (width, []), (name, bare)
            page.context.close()


@pytest.mark.parametrize(("scheme", "width", "bare"), [("light", 1280, False), ("dark", 320, False), ("dark", 600, True)])
def test_no_barrier_is_found(chromium: "Browser", tmp_path: Path, scheme: Scheme, width: int, bare: bool) -> None:
    """axe finds no violation of its rules, contrast among them (WCAG 2.2 AA and good practice)."""

    axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    rules = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    for name, letter in letters().items():
        page = opened(chromium, tmp_path / "letter.html", letter, width=width, scheme=scheme, bare=bare)
        page.evaluate(rules)
        found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert found["passes"], name
        assert [(one["id"], [node["html"][:100] for node in one["nodes"]]) for one in found["violations"]] == [], name
        page.context.close()


def test_day_and_night_differ(chromium: "Browser", tmp_path: Path) -> None:
    """Where a mail program keeps the style sheet, the letter follows the reader's scheme, in the colours of the comparison page."""
    ground = "getComputedStyle(document.querySelector('.body')).backgroundColor"
    schemes: tuple[Scheme, ...] = ("light", "dark")
    seen = [opened(chromium, tmp_path / "letter.html", full(), scheme=scheme).evaluate(ground) for scheme in schemes]

    assert seen == ["rgb(251, 249, 244)", "rgb(23, 21, 18)"]


def test_nothing_foreign_runs(chromium: "Browser", tmp_path: Path) -> None:
    """Payloads in every field: no dialog, no request, no complaint."""
    page = chromium.new_page()
    seen: list[str] = []
    path = tmp_path / "letter.html"
    page.on("request", lambda request: None if request.url == path.as_uri() else seen.append(request.url))
    page.on("dialog", lambda dialog: seen.append(dialog.message))
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    path.write_text(html.render(written(published(hostile(), excepted=True))), encoding="utf-8")
    page.goto(path.as_uri())

    assert seen == []
    assert not page.evaluate("'__ran' in window")
