"""What holds of panel/intake/capture.py."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from intake_site import Site, answer, reach

from panel.dossier import load
from panel.errors import DiskError, InputError, UsageError
from panel.intake.capture import Origin, add, latest, refresh, slug_of
from panel.intake.fetch import NotFetched
from panel.publish import sheet

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
HOME = "<title>Acme</title><h1>Acme</h1><p>Acme is a runner for agents.</p><a href=/pricing>Pricing</a>"
PRICING = "<h1>Pricing</h1><h3>Pro</h3><p>$20 per month</p>"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """An empty tools folder."""
    (tmp_path / "tools").mkdir()
    return tmp_path / "tools"


@pytest.mark.anyio
async def test_add(tools: Path) -> None:
    """From one address comes a folder that loads as a dossier: facts, dated sources, and the bytes as they were sent."""

    async with Site({"/": answer(HOME), "/pricing": answer(PRICING)}) as site:
        folder = await add(tools, Origin(urls=(site.url,)), now=NOW, reach=reach(site))
    assert folder == tools / "acme"
    tool = load(folder).tool
    assert (tool.name, tool.tagline, tool.homepage, tool.version) == ("Acme", "Acme is a runner for agents.", f"{site.url}/", "")
    assert [(price.plan, str(price.amount), price.as_of) for price in tool.prices] == [("Pro", "20", NOW.date())]
    assert [(source.id, source.url, source.retrieved) for source in tool.sources] == [
        ("home", f"{site.url}/", NOW.date()),
        ("pricing", f"{site.url}/pricing", NOW.date()),
    ]
    assert (folder / "raw/20261123T120000Z/pricing.html").read_bytes() == PRICING.encode()
    record = latest(folder)
    assert (record.at, record.origin.urls) == (NOW, (site.url,))
    assert record.sources[1].digest in (folder / "tool.toml").read_text()
    assert list(tools.iterdir()) == [folder]


@pytest.mark.anyio
async def test_bad_charset(tools: Path) -> None:
    """A page in another encoding is kept as sent and read as UTF-8."""

    page = "<p>Über alles: Acme is a runner for agents — fast</p>".encode("cp1252")
    async with Site({"/": answer(page, kind="text/html; charset=ISO-8859-1")}) as site:
        folder = await add(tools, Origin(urls=(site.url,)), now=NOW, slug="acme", reach=reach(site))
    assert "Über alles" in load(folder).texts["home"]
    assert (folder / "raw/20261123T120000Z/home.html").read_bytes() == page


@pytest.mark.anyio
async def test_never_overwrites(tools: Path) -> None:
    """A folder that is there, even an empty one or a link to nowhere, is left alone."""

    (tools / "mine").mkdir()
    (tools / "link").symlink_to(tools / "nowhere")
    (tools.parent / "acme.md").write_text("# Acme\n\nHello to all of you.\n")
    origin = Origin(files=(str(tools.parent / "acme.md"),))
    for slug in ("mine", "link"):
        with pytest.raises(InputError, match="is there already"):
            await add(tools, origin, now=NOW, slug=slug)
    await add(tools, origin, now=NOW)
    with pytest.raises(InputError, match="panel tool refresh acme"):
        await add(tools, origin, now=NOW)
    assert list((tools / "mine").iterdir()) == []


@pytest.mark.anyio
async def test_nothing_left_behind(tools: Path) -> None:
    """When a source cannot be had or read, no folder appears."""

    async with Site({"/": answer("<script>render()</script>"), "/x": answer(HOME)}) as site:
        with pytest.raises(InputError, match="nothing that a reader could see"):
            await add(tools, Origin(urls=(site.url,)), now=NOW, reach=reach(site))
        with pytest.raises(NotFetched):
            await add(tools, Origin(urls=(f"{site.url}/x", f"{site.url}/gone")), now=NOW, reach=reach(site))
        with pytest.raises(InputError):
            await add(tools, Origin(urls=(f"{site.url}/x",)), now=NOW)
    with pytest.raises(UsageError):
        await add(tools, Origin(), now=NOW)
    assert list(tools.iterdir()) == []


@pytest.mark.anyio
async def test_disk(tools: Path) -> None:
    """A folder that cannot be written is one clear line."""

    (tools.parent / "acme.md").write_text("# Acme\n")
    (tools.parent / "file").write_text("")
    with pytest.raises(DiskError):
        await add(tools.parent / "file", Origin(files=(str(tools.parent / "acme.md"),)), now=NOW)


@pytest.mark.anyio
@pytest.mark.parametrize("slug", ["../x", "a/b", "A", "a_b", ".", "-a", "a" * 65, "a\n", "ä"])
async def test_slug_refused(tools: Path, slug: str) -> None:
    """No slug leads out of the tools folder."""

    with pytest.raises(InputError, match="no slug"):
        await add(tools, Origin(files=("x.md",)), now=NOW, slug=slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Codex CLI", "codex-cli"),
        ("  LangGraph! ", "langgraph"),
        ("Crème Brûlée 2.0", "creme-brulee-2-0"),
        ("a" * 63 + " b", "a" * 63),
        ("../../etc", "etc"),
        ("ﬁne", "fine"),
    ],
)
def test_slug_of(name: str, slug: str) -> None:
    """A slug holds the letters and digits of a name, without accents."""

    assert slug_of(name) == slug


def test_slug_of_nothing() -> None:
    """A name without such letters needs a slug from the editor."""

    with pytest.raises(InputError, match="--slug"):
        slug_of("日本")


@pytest.mark.anyio
async def test_files(tools: Path) -> None:
    """Saved files are told apart by their names; two of a kind are numbered; a file of another kind is refused."""

    for name, text in (
        ("README.md", "# Acme\n\nHello to all of you.\n"),
        ("pricing-2026.html", PRICING),
        ("pricing.html", "<p>old prices</p>"),
        ("LICENSE.txt", "MIT License\n\nCopyright\n"),
        ("x.pdf", ""),
    ):
        (tools.parent / name).write_text(text)
    names = ("README.md", "pricing-2026.html", "pricing.html", "LICENSE.txt")
    folder = await add(tools, Origin(files=tuple(str(tools.parent / name) for name in names)), now=NOW)
    tool = load(folder).tool
    assert [source.id for source in tool.sources] == ["readme", "pricing", "pricing-2", "licence"]
    assert (tool.name, tool.licence, tool.prices[0].source) == ("Acme", "MIT", "pricing")
    with pytest.raises(InputError, match="unknown kind"):
        await add(tools, Origin(files=(str(tools.parent / "x.pdf"),)), now=NOW, slug="x")


@pytest.mark.anyio
async def test_refresh(tools: Path) -> None:
    """A refresh reports old and new facts, keeps the editor's lines and the earlier bytes, and the folder still loads."""

    async with Site({"/": answer(HOME), "/pricing": answer(PRICING)}) as site:
        folder = await add(tools, Origin(urls=(site.url,)), now=NOW, reach=reach(site))
        file = folder / "tool.toml"
        file.write_text(file.read_text().replace('name = "Acme"', 'vendor = "Ann" # asked her\nname = "Acme!"'))
        site.pages["/pricing"] = answer(PRICING.replace("20", "25"))
        changes = await refresh(folder, now=LATER, reach=reach(site))
        assert [(change.field, change.old, change.new, change.kept) for change in changes] == [
            ("price of Pro", "20 USD per month", "25 USD per month", False)
        ]
        assert await refresh(folder, now=LATER, reach=reach(site)) == ()
    tool = load(folder).tool
    assert (tool.name, tool.vendor, str(tool.prices[0].amount), tool.facts_as_of) == ("Acme!", "Ann", "25", LATER.date())
    assert "# asked her" in file.read_text()
    assert (folder / "raw/20261123T120000Z/pricing.html").read_bytes() == PRICING.encode()
    assert sorted(entry.name for entry in (folder / "raw").iterdir()) == ["20261123T120000Z", "20261126T120000Z", "20261126T120000Z-2"]


@pytest.mark.anyio
async def test_refresh_of_a_page_that_is_away(tools: Path) -> None:
    """A linked page that is away keeps its facts and its date and is reported; when the page itself is away, nothing changes."""

    home = HOME + "<h2>Pricing</h2><h3>Basic</h3><p>$9 per month</p>"
    async with Site({"/": answer(home), "/pricing": answer(PRICING)}) as site:
        folder = await add(tools, Origin(urls=(site.url,)), now=NOW, reach=reach(site))
        site.pages["/pricing"] = answer("sorry", status=503)
        changes = await refresh(folder, now=LATER, reach=reach(site))
        assert [(change.field, change.kept, change.note) for change in changes] == [
            (
                "source pricing",
                False,
                f"{site.url}/pricing could not be read again (answered with status 503); what it said on 2026-11-23 stays",
            )
        ]
        assert "status 503" in sheet.changes(changes)
        assert not any(words in sheet.changes(changes) for words in ("your line", "as it was"))
        site.pages["/"] = answer(home.replace("<a href=/pricing>Pricing</a>", ""))
        (gone,) = await refresh(folder, now=LATER, reach=reach(site))
        assert "nothing leads to it any more" in gone.note
        assert [(price.plan, price.as_of) for price in load(folder).tool.prices] == [("Pro", NOW.date())]
        before = (folder / "tool.toml").read_bytes()
        site.pages["/"] = answer("sorry", status=503)
        with pytest.raises(NotFetched):
            await refresh(folder, now=LATER + timedelta(days=1), reach=reach(site))
    assert (folder / "tool.toml").read_bytes() == before
    assert len(list((folder / "raw").iterdir())) == 3


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("home", "says"),
    [
        ("<title>acme.example is for sale</title><h1>Domain for sale</h1><p>Buy this domain today.</p>", "a notice on the address itself"),
        ("<div id=root>Loading</div>", "nothing of what was captured on 2026-11-23 could be read again"),
    ],
    ids=["for-sale", "shell"],
)
async def test_refresh_of_nothing(tools: Path, home: str, says: str) -> None:
    """When nothing of a tool can be read again, that is said, and its facts stay as they are."""

    async with Site({"/": answer(HOME), "/pricing": answer(PRICING)}) as site:
        folder = await add(tools, Origin(urls=(site.url,)), now=NOW, reach=reach(site))
        before = (folder / "tool.toml").read_bytes()
        site.pages = {"/": answer(home)}
        with pytest.raises(InputError, match=says):
            await refresh(folder, now=LATER, reach=reach(site))
        with pytest.raises(InputError) if "sale" in home else contextlib.nullcontext():
            await add(tools, Origin(urls=(site.url,)), now=NOW, slug="other", reach=reach(site))
    assert (folder / "tool.toml").read_bytes() == before


@pytest.mark.anyio
async def test_name_of_the_address(tools: Path) -> None:
    """A name that only the address suggests does not take the place of one that a page said."""

    async with Site({"/": answer(HOME)}) as site:
        where = reach(site)
        folder = await add(tools, Origin(urls=(site.url,)), now=NOW, reach=where)
        site.pages["/"] = answer("<p>Runs agents for you, day and night.</p>")
        changes = await refresh(folder, now=LATER, reach=where)
    assert load(folder).tool.name == "Acme"
    assert ("name", "no page says 'Acme' any more; the name stays") in [(change.field, change.note) for change in changes]


@pytest.mark.anyio
async def test_more_prices_than_are_taken(tools: Path) -> None:
    """What is left out of a page with very many prices is said in tool.toml, and once when it is new at a refresh."""

    many = "<h1>Pricing</h1>" + "".join(f"<div><h3>Plan {n}</h3><p>${n} per month</p></div>" for n in range(1, 60))
    async with Site({"/": answer(HOME), "/pricing": answer(PRICING)}) as site:
        first = await add(tools, Origin(urls=(site.url,)), now=NOW, reach=reach(site))
        site.pages["/pricing"] = answer(many)
        noted = [change.note for change in await refresh(first, now=LATER, reach=reach(site)) if change.note]
        assert noted == ["pricing: more prices than the 40 here; add by hand what matters of the others"]
        assert [change for change in await refresh(first, now=LATER, reach=reach(site)) if change.note] == []
        folder = await add(tools, Origin(urls=(site.url,)), now=NOW, slug="many", reach=reach(site))
    assert len(load(folder).tool.prices) == 40
    assert "# Left out: pricing: more prices than the 40 here" in (folder / "tool.toml").read_text()


@pytest.mark.anyio
async def test_refresh_of_a_page_that_is_back(tools: Path) -> None:
    """A page that was away twice and has come back is compared with what it said before."""

    async with Site({"/": answer(HOME), "/pricing": answer(PRICING)}) as site:
        folder = await add(tools, Origin(urls=(site.url,)), now=NOW, reach=reach(site))
        del site.pages["/pricing"]
        for _ in range(2):
            assert [change.field for change in await refresh(folder, now=LATER, reach=reach(site))] == ["source pricing"]
        site.pages["/pricing"] = answer(PRICING.replace("20", "30"))
        changes = await refresh(folder, now=LATER + timedelta(days=1), reach=reach(site))
    assert [(change.old, change.new, change.kept) for change in changes] == [("20 USD per month", "30 USD per month", False)]


@pytest.mark.anyio
async def test_refresh_refused(tools: Path) -> None:
    """A folder that was written by hand, a damaged record and a broken tool.toml are one clear line each."""

    (tools / "hand").mkdir()
    with pytest.raises(InputError, match="was not captured"):
        await refresh(tools / "hand", now=NOW)
    (tools.parent / "acme.md").write_text("# Acme\n")
    folder = await add(tools, Origin(files=(str(tools.parent / "acme.md"),)), now=NOW)
    text = (folder / "tool.toml").read_text()
    (folder / "tool.toml").write_text("name = ")
    with pytest.raises(InputError, match="not TOML"):
        await refresh(folder, now=LATER)
    (folder / "tool.toml").write_text(text)
    record = folder / "raw/20261123T120000Z/capture.json"
    for damage in ("{", "[" * 100_000, json.dumps({**json.loads(record.read_text()), "format": 2})):
        record.write_text(damage)
        with pytest.raises(InputError):
            await refresh(folder, now=LATER)


KILLED = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from panel.intake.capture import Origin, add, refresh
async def main(tools):
    page = tools.parent / "acme.html"
    for number in range(10_000):
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
        page.write_text(f"<h1>Acme</h1><h2>Pricing</h2><h3>Pro</h3><p>${number + 1} per month</p>")
        folder = await add(tools, Origin(files=(str(page),)), now=now, slug=f"acme-{number}")
        page.write_text("<h1>Acme</h1><h2>Pricing</h2><h3>Pro</h3><p>$99999 per month</p>")
        await refresh(folder, now=now + timedelta(days=1))
        print(number, flush=True)
asyncio.run(main(Path(sys.argv[1])))
"""


@pytest.mark.anyio
@pytest.mark.parametrize("after", [1, 2, 3, 4])
async def test_killed(tools: Path, after: int) -> None:
    """Whenever the program is killed, every tool folder is whole, and a refresh that was cut off can be done again."""

    with subprocess.Popen([sys.executable, "-c", KILLED, str(tools)], stdout=subprocess.PIPE, env=os.environ) as process:
        assert process.stdout
        for _ in range(after):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    folders = [folder for folder in tools.iterdir() if not folder.name.startswith(".")]
    assert len(folders) >= after
    for folder in folders:
        assert load(folder).tool.name == "Acme"
        (tools.parent / "acme.html").write_text("<h1>Acme</h1><h2>Pricing</h2><h3>Pro</h3><p>$99999 per month</p>")
        assert all(not change.kept for change in await refresh(folder, now=NOW))
        assert str(load(folder).tool.prices[0].amount) == "99999"
