"""What holds of panel/intake/extract.py, material.py and naming.py."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from panel.dossier import Price
from panel.folding import find
from panel.intake.extract import propose
from panel.intake.material import Material, Role

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
    ["<p>" + "Acme is a runner. " * 12_000, "<div>" * 50_000 + "Acme is a tool.", "# " + "a" * 200_000, "| a " * 20_000 + "\n" + "|---" * 20_000, "$" * 100_000, "licensed " * 20_000, "A " * 100_000, "[" * 20_000],
    ids=["long", "deep", "one-word", "wide-table", "dollars", "licensed", "capitals", "brackets"],
)  # fmt: skip
def test_large_texts(text: str) -> None:
    """A text made to be slow to read is read all the same."""

    assert {fact.field for fact in propose([material(text, "pricing"), material(text, "readme")])} <= {"name", "tagline"}
