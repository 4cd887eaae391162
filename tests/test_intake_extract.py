"""What holds of panel/intake/extract.py, material.py and naming.py."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from panel.dossier import Price
from panel.folding import find
from panel.intake.extract import proposal, propose
from panel.intake.material import Material, Role
from panel.intake.naming import parked

DAY = date(2026, 11, 23)
READMES = Path(__file__).parents[2] / "shared" / "data" / "tools"


def material(text: str, role: Role = "readme", *, hint: str = "") -> Material:
    """A text as it comes from a page."""
    formats: dict[Role, Literal["md", "html", "txt"]] = {"home": "html", "pricing": "html", "metadata": "txt", "licence": "txt"}
    return Material(role, role, formats.get(role, "md"), text, DAY, hint)


def facts(*sources: Material) -> dict[str, str]:
    """The plain facts that the sources publish."""
    return {fact.field: fact.value for fact in propose(sources) if isinstance(fact.value, str)}


def priced(*sources: Material) -> list[Price]:
    """The prices that the sources publish."""
    return [fact.value for fact in propose(sources) if isinstance(fact.value, Price)]


EXPECTED = {
    "aider-chat": ("Aider", "AI Pair Programming in Your Terminal", None, "python -m pip install aider-install"),
    "crewai": ("CrewAI", "Fast and Flexible Multi-Agent Automation Framework", "MIT", "uv tool install crewai"),
    "deepeval": ("DeepEval", "The LLM Evaluation Framework", "Apache-2.0", "pip install -U deepeval"),
    "instructor": ("Instructor", "Structured Outputs for LLMs", "MIT", "pip install instructor"),
    "langgraph": ("LangGraph", "LangGraph is a low-level orchestration framework", None, "uv add langgraph"),
    "openai-codex": (
        "Codex CLI",
        "Codex CLI is a coding agent from OpenAI",
        "Apache-2.0",
        "curl -fsSL https://chatgpt.com/codex/install.sh | sh",
    ),
    "outlines": ("Outlines", "Outlines guarantees structured outputs", None, "pip install outlines"),
    "promptfoo": ("Promptfoo", "LLM evals & red teaming", "MIT", "npm install -g promptfoo"),
}


@pytest.mark.parametrize("slug", EXPECTED)
def test_real_readme(slug: str) -> None:
    """From a real README alone come its name, tagline, install line and, where the text says it, its licence; no price is made up."""

    if not READMES.is_dir():
        pytest.skip("the real READMEs are not beside this checkout")
    source = material((READMES / slug / "readme.md").read_text())
    name, tagline, licence, install = EXPECTED[slug]
    read = facts(source)
    assert (read["name"], read.get("licence"), read["install"]) == (name, licence, install)
    assert read["tagline"].startswith(tagline)
    assert "version" not in read
    assert priced(source) == []


@pytest.mark.parametrize("slug", EXPECTED)
def test_quotes_stand(slug: str) -> None:
    """The quote of every fact of a real README stands in its cleaned text, by the same check that reviewers' quotes undergo."""

    if not READMES.is_dir():
        pytest.skip("the real READMEs are not beside this checkout")
    source = material((READMES / slug / "readme.md").read_text())
    found = propose([source])
    assert len(found) >= 3
    assert [fact.field for fact in found if find(fact.quote, source.source) is None] == []


SITE = """<title>Acme - fast agents</title><body><h1>Agents that finish</h1><p>Acme is a runner for agents that work.</p>
<p>The free tier is yours as long as you like. Last updated: November 2, 2026</p><p>Acme is licensed under the MIT license.</p><pre>pip install acme-runner</pre>"""


def test_home_page() -> None:
    """A home page gives name, tagline, licence, install line, free tier and its date."""

    assert facts(material(SITE, "home", hint="acme")) == {
        "name": "Acme",
        "tagline": "Agents that finish",
        "licence": "MIT",
        "install": "pip install acme-runner",
        "free tier": "The free tier is yours as long as you like.",
        "last change": "2026-11-02",
    }


@pytest.mark.parametrize(
    "hidden", ["<p hidden>{}</p>",
        "<p style='font-size:0'>{}</p>",
        "<p style='color:#fff;background:#fff'>{}</p>", "<div style='display:none'>{}</div>", "<!-- {} -->", "<script>{}</script>", "<img alt='{}'>", "<meta name=description content='{}'>", "<template>{}</template>"]
)  # fmt: skip
def test_hidden_words_are_no_facts(hidden: str) -> None:
    """What no reader sees publishes nothing."""

    words = "Evil is a tool of wonders. Evil is licensed under the MIT license. The free tier is endless. Last updated: 2026-01-01."
    page = "<h3>Welcome here to this place</h3>" + hidden.format(words) + hidden.format("$5 per month")
    assert facts(material("<body>" + page, "home")) == {"tagline": "Welcome here to this place"}
    assert priced(material("<body>" + page, "pricing")) == []


def test_nothing_published() -> None:
    """Where nothing is published, nothing is proposed."""

    assert propose([material("<p>...</p><p>Hm.</p>", "home"), material("", "readme")]) == ()


METADATA = """Name: acme-runner
Version: 1.2.3
Summary: Runs agents
License-Expression: Apache-2.0
Project-URL: Homepage, https://acme.example/
Classifier: License :: OSI Approved :: MIT License
Classifier: Topic :: Software Development :: Testing"""


def test_metadata() -> None:
    """Package metadata says version, licence, home page and topic, and its name is used when no page writes one."""

    assert facts(material(METADATA, "metadata")) == {
        "name": "acme-runner", "category": "Testing", "tagline": "Runs agents", "homepage": "https://acme.example/", "licence": "Apache-2.0", "version": "1.2.3",
    }  # fmt: skip
    assert facts(material(METADATA, "metadata"), material("# Acme Runner\n\nHello to you all.\n"))["name"] == "Acme Runner"


@pytest.mark.parametrize(
    ("text", "version", "day"),
    [
        ("# Changes\n\n## [1.4.0] - 2026-10-02\n- x\n\n## 1.3.0 - 2026-01-01\n", "1.4.0", "2026-10-02"),
        ("## v2.0.1 (October 5, 2026)\n", "2.0.1", "2026-10-05"),
        ("## Unreleased\n\n- 2027 is near\n\n## 0.9 - 5 May 2026\n", "0.9", "2026-05-05"),
        ("## 3.0.0 - 2031-01-01\n\n## 2.9.0 - 2026-11-01\n", "2.9.0", "2026-11-01"),
        ("## 1.0.0 - 2026-13-45\n", None, None),
    ],
)
def test_changelog(text: str, version: str | None, day: str | None) -> None:
    """A changelog's newest dated heading says version and day; a day to come or one that no calendar has is none."""

    read = facts(material(text, "changelog"))
    assert (read.get("version"), read.get("last change")) == (version, day)


@pytest.mark.parametrize(
    ("html", "version", "day"),
    [
        (
            "<time>Nov 3, 2026</time><h2>v2.14.0 — Cross-repo context</h2><p>x</p><time>Oct 1, 2026</time><h2>v2.13.2</h2>",
            "2.14.0",
            "2026-11-03",
        ),
        ("<span>November 12, 2026</span><h3>Hybrid search GA</h3><p>Version 3.2.0</p>", "3.2.0", "2026-11-12"),
        ("<h2>v2.0.1</h2><p>Released on 2026-10-05</p>", "2.0.1", "2026-10-05"),
        ("<h2>2026-10-05</h2><p>Now 2.5x faster, from $1.20</p><h2>2026-09-01</h2><p>Acme v1.9.0</p>", "1.9.0", "2026-10-05"),
        ("<h2>2026-01-05 v1.0.0</h2><h2>2026-10-05 v1.4.0</h2>", "1.4.0", "2026-10-05"),
    ],
)
def test_version_beside_date(html: str, version: str, day: str) -> None:
    """The version of a changelog may stand in the lines beside its date, and a factor or a price there is none."""

    source = Material("changelog", "changelog", "html", html, DAY, "")
    read = facts(source)
    assert (read.get("version"), read.get("last change")) == (version, day)


def test_homepage_label() -> None:
    """The project URL that is labelled as the home page goes before the others, wherever it stands."""

    urls = "Home-page: https://old.example/\nProject-URL: Documentation, https://docs.example/\nProject-URL: Home Page, https://acme.example/\n"
    assert facts(material(urls, "metadata"))["homepage"] == "https://acme.example/"
    assert facts(material(urls.replace("Home Page", "Source"), "metadata"))["homepage"] == "https://old.example/"


@pytest.mark.parametrize(
    "banner",
    ["Acme raises $12 million to make agents boring", "Acme is raising: Series A led by Northgate", "Black Friday: get 40% off every plan", "Save 30% this week only, on all plans", "New: Acme 2.0 is here for you", "We use cookies to make this better",
     "Join us at the webinar on Tuesday next", "Announcing our seed round with friends"],
)  # fmt: skip
def test_banner_is_no_tagline(banner: str) -> None:
    """News, sales and cookies at the top of a page do not say what the tool is."""

    page = f"<title>Acme</title><div>{banner}</div><h1>Acme</h1><p>Short and reliable runs for all agents.</p>"
    assert facts(material(page, "home", hint="acme"))["tagline"] == "Short and reliable runs for all agents."
    assert (
        facts(material(f"<h1>{banner}</h1><p>Short and reliable runs for all agents.</p>", "home"))["tagline"]
        == "Short and reliable runs for all agents."
    )


@pytest.mark.parametrize(
    ("html", "so"),
    [
        ("<title>acme.dev is for sale</title><p>x</p>", True), ("<h1>Domain for sale</h1><p>Make an offer.</p>", True), ("<p>This domain has expired. Renew it.</p>", True), ("<h1>Account suspended</h1>", True), ("<p>Buy this domain today</p>", True),
        ("<h1>Acme</h1><p>Acme tells you when a domain is for sale.</p>", False), ("<h1>Acme</h1><p>Books for sale.</p>", False), (f"<p>This domain is for sale.</p>{'<p>many words here</p>' * 100}", False),
    ],
)  # fmt: skip
def test_parked(html: str, so: bool) -> None:
    """A page that is about its own address is no tool's page; a page about domains is."""

    assert parked(material(html, "home")) is so


def test_quotes_without_marks() -> None:
    """A quote over several lines has no marks of line starts."""

    found = propose([material("<h1>Acme</h1><p>Acme is a runner.</p><h2>Plans and pricing</h2><h3>Pro</h3><p>$9</p>", "home", hint="acme")])
    log = Material("changelog", "changelog", "html", "<p>Nov 3, 2026</p><h2>v2.14.0 Cross-repo</h2>", DAY, "")
    assert [fact.quote for fact in (*found, *propose([log])) if "#" in fact.quote] == []
    assert {fact.quote for fact in propose([log])} == {"Nov 3, 2026 v2.14.0 Cross-repo", "v2.14.0 Cross-repo"}


def test_limit_of_prices() -> None:
    """Of very many prices the first are proposed, with a word on the others."""

    read = proposal(
        [material("<h1>Pricing</h1>" + "".join(f"<div><h3>Plan {n}</h3><p>${n} per month</p></div>" for n in range(1, 60)), "pricing")]
    )
    assert (sum(fact.field == "price" for fact in read.facts), len(read.notes)) == (40, 1)


def test_licence_file() -> None:
    """A licence file's first line names it."""

    assert facts(material("MIT License\n\nCopyright (c) 2026 Ann\n", "licence")) == {"licence": "MIT"}


PRICING = "<h1>Pricing</h1><h3>Pro</h3><div>$20</div><div>per user / month</div><h3>Enterprise</h3><p>Contact sales</p>"


def test_prices() -> None:
    """Prices carry their words, their source and the day on which they were read."""

    pro, enterprise = priced(material(PRICING, "pricing"))
    assert (pro.plan, pro.amount, pro.currency, pro.unit, pro.period, pro.source, pro.as_of) == (
        "Pro",
        Decimal(20),
        "USD",
        "user",
        "month",
        "pricing",
        DAY,
    )
    assert re.sub(r"\W+", " ", pro.quote).strip() == "Pro 20 per user month"
    assert (enterprise.plan, enterprise.amount) == ("Enterprise", None)


def test_pricing_page_first() -> None:
    """Prices come from the pricing page where there is one."""

    home = material("<h2>Pricing</h2><h3>Basic</h3><p>$9 per month</p>", "home")
    assert [price.plan for price in priced(home)] == ["Basic"]
    assert [price.plan for price in priced(home, material(PRICING, "pricing"))] == ["Pro", "Enterprise"]


EMBEDDED = """<h1>Acme</h1><p>Gold membership for all of you</p><p>costs only $49.00 in all</p><script type="application/ld+json">
{"@type": "Product", "offers": [{"@type": "Offer", "name": "Gold membership", "price": "49.00", "priceCurrency": "USD"},
{"@type": "Offer", "name": "Silver", "price": "49", "priceCurrency": "USD"}, {"@type": "Offer", "name": "Gold membership", "price": "9", "priceCurrency": "USD"},
{"@type": "Offer", "price": null}, {"@type": "Offer", "name": 7, "price": [], "priceCurrency": {}}]}</script><script type="application/ld+json">{</script>"""


def test_embedded_data() -> None:
    """Embedded offers count only where a reader sees plan and price too."""

    assert [(price.plan, price.amount, price.quote) for price in priced(material(EMBEDDED, "pricing"))] == [
        ("Gold membership", Decimal("49.00"), "costs only $49.00 in all")
    ]


@pytest.mark.parametrize(
    "text",
    ["<p>" + "Acme is a runner. " * 12_000, "<div>" * 50_000 + "Acme is a tool.", "# " + "a" * 200_000, "| a " * 20_000 + "\n" + "|---" * 20_000, "$" * 100_000, "licensed " * 20_000, "A " * 100_000, "[" * 20_000,
     "<p>MIT licensed under the </p>" * 5_000, "<h1>" + "a" * 1_000_000, "<p>" + "<code>a</code>" * 5_000, "<p>" + "acme " * 20_000, "x" * 100_000 + "!" * 100_000],
    ids=["long", "deep", "one-word", "wide-table", "dollars", "licensed", "capitals", "brackets", "licences", "heading", "codes", "names", "marks"],
)  # fmt: skip
def test_large_texts(text: str) -> None:
    """A text made to be slow to read is read all the same."""

    assert {fact.field for fact in propose([material(text, "pricing"), material(text, "readme")])} <= {"name", "tagline", "licence"}
