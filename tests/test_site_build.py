"""Tests of panel/site/build.py, making.py, press.py, review.py, cast.py and front.py: whole sites in a folder."""

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import panels
import pytest
from panels import LLAMA, MISTRAL, review, scorecard, seat
from site_parts import PANEL, WHERE, between, built, dead, files, item, pages
from states import LONG, PAYLOADS, STATES, hostile
from test_forecasts import TODAY, settled

from panel.errors import NotPublishable
from panel.forecasts.score import score
from panel.publish import document
from panel.publish.imprint import Imprint
from panel.runs import Run
from panel.scorecard import Ballot
from panel.site.build import build
from panel.site.item import site

PAIR = "compare/code-llama-4-vs-mistral-large-3.html"
LIMIT = 50_000


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the site is built."""
    return tmp_path / "site"


def renamed(run: Run, a: str, b: str) -> Run:
    """The run of two tools with other slugs."""
    text = run.model_dump_json()
    for old, new in (("code-llama-4", a), ("mistral-large-3", b)):
        text = text.replace(f'"{old}"', f'"{new}"')
    return Run.model_validate_json(text)


def several() -> list[Run]:
    """Five comparisons of nine tools in three categories, two of one name."""
    return [
        panels.run(),
        between("alpha", "beta", category="Agents"),
        between("alpha", "gamma", category="Agents"),
        between("delta", "epsilon", category="C++"),
        between("zeta", "eta", name="Delta", category="C"),
    ]


def test_a_site_of_one_comparison(out: Path) -> None:
    """Everything is there, and every link leads somewhere."""

    made = built(out, item(panels.run()))
    there = set(files(out))

    assert (made.tools, made.comparisons, made.categories) == (2, 1, 1)
    assert {"index.html", "tools.html", "comparisons.html", "categories.html", "panel.html", "method.html", "corrections.html"} < there
    assert {"404.html", "feed.xml", "sitemap.xml", "robots.txt", "icon.svg", "card.png", PAIR, PAIR.replace("html", "png")} < there
    assert {f"panel/{name}.html" for name in ("dx", "skeptic", "futurist", "business", "chair")} < there
    assert {"tools/code-llama-4.html", "tools/code-llama-4.png", "tools/mistral-large-3.html", "categories/developer-tools.html"} < there
    assert list(dead(out)) == []


def test_an_empty_site(out: Path) -> None:
    """Nothing was published: the pages say so, and there is nothing to subscribe to."""

    made = built(out)

    assert (made.tools, made.comparisons) == (0, 0)
    assert "Nothing has been published yet" in pages(out)["index.html"]
    assert "feed.xml" not in files(out)
    assert list(dead(out)) == []


def test_nothing_is_written_twice(out: Path) -> None:
    """A second build of the same shelf writes no file."""

    shelf = [item(run, days=-days) for days, run in enumerate(several())]
    built(out, *shelf)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    counts = built(out, *shelf).files

    assert (counts.written, counts.removed, counts.unchanged) == (0, 0, len(files(out)))
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


SAME = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from site_parts import between, built, item
import panels
built(Path(sys.argv[1]), item(panels.run()), item(between("alpha", "beta", category="Agents"), days=-1))
"""


def test_two_builds_are_alike(tmp_path: Path) -> None:
    """Byte for byte, in processes whose sets and dictionaries have another order."""

    for seed in ("1", "2"):
        line = [sys.executable, "-c", SAME, str(tmp_path / seed), str(Path(__file__).parent)]
        subprocess.run(line, check=True, env={"PYTHONHASHSEED": seed}, timeout=120)

    assert files(tmp_path / "1") == files(tmp_path / "2")


def test_a_rerun_rewrites_what_it_bears_on(out: Path) -> None:
    """One persona changed its vote on one tool: its pages, the lists that show the vote and the personas' records."""

    rest = [item(run, days=-days) for days, run in enumerate(several()[1:], start=2)]
    built(out, item(panels.run()), *rest)
    before = files(out)
    gone = panels.run(panels.comparison(a=review(LLAMA, [seat(scorecard("futurist", "code-llama-4", ballot=Ballot.ABSTAIN))])))
    built(out, item(gone), *rest)
    changed = {name for name, content in files(out).items() if before.get(name) != content}

    assert changed == {
        *(PAIR, PAIR.replace("html", "png"), "tools/code-llama-4.html", "tools/code-llama-4.png"),
        *("index.html", "tools.html", "comparisons.html", "tools/mistral-large-3.html"),
        *("panel.html", "panel/dx.html", "panel/skeptic.html", "panel/futurist.html", "panel/business.html"),
        "categories/developer-tools.html",
    }


def test_what_was_withdrawn_goes(out: Path) -> None:
    """Its page and those of tools that nothing else is about; a stranger's file stays."""

    built(out, item(panels.run()), item(between("alpha", "beta"), days=-1))
    (out / "CNAME").write_text("reviews.example")
    counts = built(out, item(panels.run())).files

    assert counts.removed == 6
    assert "compare/alpha-vs-beta.html" not in files(out)
    assert (out / "CNAME").exists()
    assert list(dead(out)) == []


def test_a_comparison_is_the_published_page(out: Path) -> None:
    """What `panel compare` makes, word for word, between the site's navigation and its foot; the style is shared."""

    built(out, item(panels.run()), base_url="")
    imprint = item(panels.run()).open().imprint
    alone = document(panels.run(), "html", imprint)
    framed = pages(out)[PAIR]

    assert between_marks(alone) == between_marks(framed)
    assert re.findall(r'<script type="application/ld\+json">.*?</script>', alone) == re.findall(
        r'<script type="application/ld\+json">.*?</script>', framed
    )
    assert "<style>" in alone
    assert "<style>" not in framed


def between_marks(text: str) -> str:
    """From the page's header to the end of its main part."""
    return re.sub(r"\n+", "\n", text[text.index("<header>") : text.index("</main>")])


def test_every_page_has_one_policy(out: Path) -> None:
    """Nothing inline runs, nothing is fetched from elsewhere."""

    built(out, item(panels.run()))

    for name, text in pages(out).items():
        policies = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
        assert policies == [
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
        ], name
        assert "<style" not in text
        assert all(kind == "application/ld+json" or kind == "application/json" for kind in re.findall(r'<script type="([^"]*)"', text))
        assert not re.search(r'(?:src|href|action)="?(?:https?:)?//(?!reviews\.example/panel/|code-llama\.|weights\.|mistral\.)', text), (
            name
        )


@pytest.mark.parametrize("state", STATES)
def test_any_state_of_a_comparison(out: Path, state: str) -> None:
    """Each makes a site without a dead link; what no editor could approve is a draft."""

    run = STATES[state]()
    built(out, item(run, draft=True), draft=True)

    assert list(dead(out)) == []
    assert all(text.count("<h1") == 1 for text in pages(out).values())


def test_hostile_texts_are_texts(out: Path) -> None:
    """A payload in every field adds no element to any page, and breaks out of no script."""

    def elements(text: str) -> list[str]:
        return re.findall(r"<(script|iframe|img|object|embed|svg|form|base|link|meta|style)\b", text, re.IGNORECASE)

    built(out / "plain", item(hostile(("plain",)), draft=True), draft=True)
    built(out / "bad", item(hostile(), draft=True), draft=True)
    plain, bad = pages(out / "plain"), pages(out / "bad")
    fixed = {name for name in plain if not name.startswith("categories/")}

    assert fixed == {name for name in bad if not name.startswith("categories/")}
    assert all(elements(plain[name]) == elements(bad[name]) for name in fixed)
    assert any(unescape(bad["index.html"]).count(payload[:20]) for payload in PAYLOADS)


def test_no_page_is_heavy(out: Path) -> None:
    """Lists of long and hostile names are cut into pages of less than 50 KB, and so is each way to them."""

    nasty = [f"{payload} {LONG}"[:200] for payload in PAYLOADS]
    shelf = [
        item(
            between(
                f"tool-{number}",
                f"other-{number}",
                name=f"{nasty[number % len(nasty)]} {number}"[-200:],
                tagline=nasty[number % len(nasty)] * 1,
            ),
            days=-number,
        )
        for number in range(120)
    ]
    built(out, *shelf)
    heavy = {name: len(text.encode()) for name, text in pages(out).items() if len(text.encode()) >= LIMIT}

    assert heavy == {}
    assert "tools/2.html" in files(out)
    assert "find/t.html" in files(out)
    assert list(dead(out)) == []


def test_every_tool_is_found_without_a_script(out: Path) -> None:
    """Each stands in the list of all tools and under the beginnings of its words, which are links."""

    shelf = [item(between(f"left-{number}", f"right-{number}", name=f"Über {number}"), days=-number) for number in range(90)]
    built(out, *shelf)
    made = pages(out)
    listed = [
        link
        for name, text in made.items()
        if re.fullmatch(r"tools(/\d+)?\.html", name) and "data-list" in text
        for link in re.findall(r'<li><a href="[./]*tools/([^"]*)\.html', text)
    ]
    found = {
        link
        for name, text in made.items()
        if name.startswith("find/u")
        for link in re.findall(r'<li><a href="[./]*tools/([^"]*)\.html', text)
    }

    assert sorted(listed) == sorted([f"{side}-{number}" for side in ("left", "right") for number in range(90)])
    assert found == {f"left-{number}" for number in range(90)}
    assert 'href="find/uber.html"' in made["tools.html"]


def test_two_tools_of_one_name(out: Path) -> None:
    """Lists and pages add their slugs."""

    built(
        out,
        *(item(run, days=-days) for days, run in enumerate([between("one", "two", name="Same"), between("three", "four", name="same")])),
    )
    listed = pages(out)["tools.html"]

    assert "Same (one)" in listed
    assert "same (three)" in listed
    assert "<h1 class=under>Same (one)" in pages(out)["tools/one.html"]


def test_categories_that_look_alike_are_two(out: Path) -> None:
    """`C` and `C++` have pages of their own, `Agents` and `agents ` share one."""

    runs = [
        between("one", "two", category="C"),
        between("three", "four", category="C++"),
        between("five", "six", category="Agents"),
        between("seven", "eight", category=" agents"),
    ]
    built(out, *(item(run, days=-days) for days, run in enumerate(runs)))
    names = sorted(name for name in pages(out) if name.startswith("categories/"))

    assert [re.sub("-[0-9a-f]{8}", "-*", name) for name in names] == [
        "categories/agents.html",
        "categories/c-*.html",
        "categories/c.html",
        "categories/developer-tools.html",
    ]


def test_the_newest_review_stands_for_a_tool(out: Path) -> None:
    """The older comparison keeps its page; the tool's page and its lists show the newer votes."""

    gone = panels.run(panels.comparison(a=review(LLAMA, [seat(scorecard("futurist", "code-llama-4", ballot=Ballot.ABSTAIN))])))
    older = renamed(gone, "code-llama-4", "another")
    built(out, item(panels.run()), item(older, days=-3))
    made = pages(out)

    assert "ABSTAINED" not in made["tools/code-llama-4.html"]
    assert "ABSTAINED" in made["compare/code-llama-4-vs-another.html"]
    assert made["tools/code-llama-4.html"].count('<a href="../compare/') == 2


def test_an_edition_that_was_replaced_stays(out: Path) -> None:
    """At an address of its own, which names the newest as the one to find; the change is told under corrections."""

    new = item(panels.run(), edition=2, of=2, changes=("The entry price was wrong.",))
    old = item(panels.run(), days=-4, edition=1, of=2)
    built(out, new, old)
    made = pages(out)
    path = PAIR.replace(".html", "/v1.html")

    assert f'<link rel=canonical href="{WHERE}{PAIR}">' in made[path]
    assert f'<link rel=canonical href="{WHERE}{PAIR}">' in made[PAIR]
    assert "The entry price was wrong." in made["corrections.html"]
    assert path not in files(out)["sitemap.xml"].decode()
    assert made["comparisons.html"].count("<time") == 1


def test_the_record_of_a_persona_is_counted(out: Path) -> None:
    """Over the newest review of each tool: who abstains on a tool is not held against anybody there."""

    abstains = seat(scorecard("dx", "code-llama-4", ballot=Ballot.ABSTAIN))
    torn = panels.run(panels.comparison(a=review(LLAMA, [abstains])))
    built(out, item(panels.run()), item(renamed(torn, "third", "fourth"), days=-1))
    text = pages(out)["panel/skeptic.html"]

    assert re.search(r"<p>50% <span>2 of 4</span></p>", text)
    assert re.search(r'dx\.html">DX critic</a>.*?67% <small>2 of 3', text)
    assert re.search(r'skeptic\.html">Skeptic</a>.*?67% <small>2 of 3', pages(out)["panel/dx.html"])
    assert re.search(r'business\.html">Business critic</a>.*?100% <small>4 of 4', text)
    assert "by the end of October 2027" in text


def test_who_left_the_panel_keeps_a_page(out: Path) -> None:
    """With the record and without a rubric."""

    text = panels.run().model_dump_json().replace('"futurist"', '"oracle"').replace('"Futurist"', '"Oracle"')
    built(out, item(Run.model_validate_json(text)))
    made = pages(out)

    assert "No longer on the panel" in made["panel/oracle.html"]
    assert "The rubric" not in made["panel/oracle.html"]
    assert "No published review has a vote" in made["panel/futurist.html"]
    assert list(dead(out)) == []


def test_a_preview_is_hidden(out: Path) -> None:
    """Every page asks search engines to pass and says that it is a preview; there is no feed and no sitemap."""

    built(out, item(panels.run(), draft=True), draft=True)

    for name, text in pages(out).items():
        assert text.count("<meta name=robots content=noindex>") == 1, name
        assert "This site was built from drafts" in text, name
    assert {"feed.xml", "sitemap.xml"} & set(files(out)) == set()


def test_recorded_replies_are_no_news(out: Path) -> None:
    """A page of recorded replies that was published all the same is hidden from search engines and the feed."""

    run = panels.run(replay="2026-11-22")
    built(out, item(run))
    made = pages(out)

    assert "feed.xml" not in files(out)
    assert {name for name, text in made.items() if "content=noindex" in text} == {
        PAIR,
        "tools/code-llama-4.html",
        "tools/mistral-large-3.html",
        "404.html",
    }
    assert PAIR not in files(out)["sitemap.xml"].decode()


def test_without_an_address_nothing_whole_is_made(out: Path) -> None:
    """No canonical link, no feed, no sitemap; the pages lead to each other all the same."""

    built(out, item(panels.run()), base_url="")

    assert {"feed.xml", "sitemap.xml"} & set(files(out)) == set()
    assert all("canonical" not in text and "og:image" not in text for text in pages(out).values())
    assert list(dead(out, base="/")) == []


def test_an_approved_page_that_is_not_sound_stops_the_build(out: Path) -> None:
    """It is not left out unsaid."""

    with pytest.raises(NotPublishable):
        built(out, item(STATES["unverified"]()))


def test_a_single_review_has_a_tools_page(out: Path) -> None:
    """And no comparison."""

    made = built(out, item(panels.run(review(MISTRAL)), draft=True), draft=True)

    assert (made.tools, made.comparisons) == (1, 0)
    assert "tools/mistral-large-3.html" in files(out)
    assert list(dead(out)) == []


def test_no_persona_is_marked_up_as_a_person(out: Path) -> None:
    """The article about a tool is by the house, and no review and no rating."""

    built(out, item(panels.run()))
    text = pages(out)["tools/mistral-large-3.html"]
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)

    assert '"@type":"Article"' in data
    assert '"digitalSourceType"' in data
    assert not any(word in data for word in ("Person", "Rating", '"Review"'))
    assert Imprint(on=panels.TODAY).approval is None


def test_a_persona_page_shows_how_its_forecasts_came_out(tmp_path: Path) -> None:
    """Counts from the first resolved one on; score, skill and calibration when there are enough of them."""
    few, enough = (
        score(settled([(80, True), (20, False)] * count), on=TODAY).model_copy(update={"persona": "futurist"}) for count in (2, 20)
    )
    wanted = site(title="AI reviewer panel")
    for name, made in (("few", few), ("enough", enough)):
        build(lambda: [item(panels.run())], tmp_path / name, wanted, panel=PANEL, foretold={"futurist": made})
    page, plotted = ((tmp_path / name / "panel" / "futurist.html").read_text() for name in ("few", "enough"))

    assert "4 resolved by an editor, 2 of them came true" in page
    assert "from 30 resolved forecasts on" in page
    assert "calibration-title" not in page
    assert "<p>0.040</p>" in plotted
    assert "Calibration of 40 resolved forecasts" in plotted
