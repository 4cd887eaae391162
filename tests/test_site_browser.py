"""The site in a real browser: it fits, it can be used by everybody, it runs nothing but its own search, and needs not even that."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import panels
import pytest
from panels import LLAMA, review
from site_parts import between, built, item, pages
from states import LONG, STATES, hostile
from test_publish_browser import ARGUMENTS, CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine")

KINDS = (
    "index",
    "tools",
    "comparisons",
    "categories",
    "panel",
    "method",
    "corrections",
    "tools/code-llama-4",
    "panel/skeptic",
    "panel/chair",
)
COMPARE = "compare/code-llama-4-vs-mistral-large-3"
WIDE = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + .5 && !e.closest('svg')).map(e => e.outerHTML.slice(0, 80))"


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """One headless browser for all tests."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a few comparisons, one of them replaced."""
    out = tmp_path_factory.mktemp("plain")
    new = item(panels.run(), edition=2, of=2, changes=("The entry price was wrong.",))
    others = [
        item(between("alpha", "beta", category="Agents"), days=-1),
        item(between("gamma", "delta", name=LONG, tagline=LONG * 2), days=-2),
    ]
    built(out, new, *others, item(panels.run(), days=-3, edition=1, of=2), base_url="", contact="desk@reviews.example")
    return out


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A preview of what is long, missing and hostile."""
    out = tmp_path_factory.mktemp("rough")
    built(out, item(STATES["six-times"](), draft=True), base_url="", draft=True)
    return out


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose list of tools takes several pages."""
    out = tmp_path_factory.mktemp("many")
    names = [f"Çode Forge {number}" for number in range(130)] + [f"Agent Hub {number}" for number in range(20)]
    tools = [LLAMA.model_copy(update={"slug": f"tool-{number}", "name": name, "short": ""}) for number, name in enumerate(names)]
    built(out, *(item(panels.run(review(tool, like="code-llama-4")), draft=True) for tool in tools), base_url="")
    return out


def opened(browser: "Browser", path: Path, *, width: int = 1280, scheme: Literal["light", "dark"] = "light", script: bool = True) -> "Page":
    """A page of a site, opened from the disk, in a context of its own."""
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script).new_page()
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_scrolled_sideways(chromium: "Browser", plain: Path, rough: Path, width: int, scheme: Literal["light", "dark"]) -> None:
    """On a phone, a tablet and a desk, by day and by night, however long the words are."""

    for out in (plain, rough):
        page = opened(chromium, out / "index.html", width=width, scheme=scheme)
        for name in (*KINDS, COMPARE):
            page.goto((out / f"{name}.html").as_uri())
            assert (page.evaluate("document.documentElement.scrollWidth"), page.evaluate(WIDE)) == (width, []), name
        page.context.close()


def test_no_barrier_is_found(chromium: "Browser", plain: Path, rough: Path) -> None:
    """axe finds no violation of its rules (WCAG 2.2 AA and good practice) on any kind of page, by day and by night."""

    axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    rules = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    schemes: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (320, "dark"))
    for out in (plain, rough):
        for width, scheme in schemes:
            page = opened(chromium, out / "index.html", width=width, scheme=scheme)
            for name in (*KINDS, COMPARE, *(("compare/code-llama-4-vs-mistral-large-3/v1",) if out is plain else ())):
                page.goto((out / f"{name}.html").as_uri())
                page.evaluate(rules)
                found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
                assert found["passes"], name
                assert [(one["id"], [node["html"][:100] for node in one["nodes"]]) for one in found["violations"]] == [], (name, scheme)
            page.context.close()


def test_nothing_foreign_runs(chromium: "Browser", tmp_path: Path) -> None:
    """Payloads in every field: no dialog, no request beyond the site's own files, no complaint of the policy."""

    built(tmp_path, item(hostile(), draft=True), base_url="", draft=True)
    page = opened(chromium, tmp_path / "index.html")
    seen: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(tmp_path.as_uri()) else seen.append(request.url))
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    for name in pages(tmp_path):
        if name != "404.html":
            page.goto((tmp_path / name).as_uri())
            assert not page.evaluate("'__ran' in window")

    assert seen == []


def test_all_of_it_is_there_without_a_script(chromium: "Browser", plain: Path) -> None:
    """The field for searching is only shown where it works."""

    without = opened(chromium, plain / "tools.html", script=False)
    with_ = opened(chromium, plain / "tools.html")

    assert (without.locator("[data-search]").is_visible(), with_.locator("[data-search]").is_visible()) == (False, True)
    assert without.locator("[data-list] > li").count() == 6
    without.click("text=Mistral Large 3")
    assert without.url.endswith("/tools/mistral-large-3.html")


def test_a_short_list_is_filtered(chromium: "Browser", plain: Path) -> None:
    """By every word, without accents and case, and the count is said."""

    page = opened(chromium, plain / "tools.html")
    page.fill("#q", "LÀRGE mistral")

    assert page.locator("[data-list] > li:visible").all_inner_texts()[0].startswith("Mistral Large 3")
    assert page.locator("[data-list] > li:visible").count() == 1
    assert page.locator("output").inner_text() == "1 tool"


@pytest.mark.parametrize(
    ("start", "query", "ends"),
    [("index.html", "code 7", "code"), ("tools.html", "ÇODE 7", "code"), ("tools.html", "7", "7"), ("tools.html", "hub", "h")],
)
def test_a_long_list_is_searched_by_its_beginnings(chromium: "Browser", many: Path, start: str, query: str, ends: str) -> None:
    """The words lead to the page on which their tools are, from a disk as from a server."""

    page = opened(chromium, many / start)
    page.fill("#q", query)
    page.press("#q", "Enter")
    page.wait_for_url(re.compile(r"/find/"))
    page.wait_for_function("document.querySelector('output').textContent !== ''")

    assert f"/find/{ends}.html?" in page.url
    assert page.locator("[data-list] > li:visible").count() >= 1
    assert query.rsplit(maxsplit=1)[-1].lower() in page.locator("[data-list] > li:visible").first.inner_text().lower()


def test_a_printed_page_has_every_answer(chromium: "Browser", plain: Path) -> None:
    """And no search and no navigation."""

    page = opened(chromium, plain / "tools" / "code-llama-4.html")
    page.emulate_media(media="print")

    assert page.evaluate("document.querySelector('details dl').checkVisibility()") is True
    assert page.evaluate("document.querySelector('.site ul').checkVisibility()") is False
