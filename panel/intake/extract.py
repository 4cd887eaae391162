"""The facts that captured texts publish, each with the words that say so."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from panel.dossier import Price
from panel.intake.blocks import Block, embedded
from panel.intake.licence import said, titled
from panel.intake.material import SCALARS, Fact, Field, Material, Role
from panel.intake.naming import bare, names, sentences, tagline, titles
from panel.intake.prices import MONEY, Offer, amount, currency, offers


def propose(sources: Sequence[Material]) -> tuple[Fact, ...]:
    """One fact a field where a source publishes it, and all prices. A field without a fact was not published; nothing is guessed."""
    found: list[Fact] = []
    for name in SCALARS:
        ranked = [material for role in _RANK[name] for material in sources if material.role == role]
        found += islice((fact for material in ranked for fact in _FINDERS[name](material)), 1)
    return (*found, *_prices(sources))


_Finder = Callable[[Material], Iterator[Fact]]
_INSTALL = re.compile(
    r"^[$>%]?\s*(?P<line>(?:(?:python3? -m )?pip3? install|uv (?:add|tool install|pip install)|pipx install|npm (?:install|i)|npx"
    r"|yarn (?:global )?add|pnpm (?:add|install)|bun (?:add|install)|brew install|cargo install|go install|gem install|conda install"
    r"|docker (?:pull|run)|winget install|dotnet tool install)\s+\S.*|curl\s+\S.*\|\s*(?:sudo\s+)?(?:ba|z)?sh\b.*)$"
)  # fmt: skip
_FREE_TIER = re.compile(
    r"\bfree (?:tier|plan|forever|to use|and open[- ]source|for (?:individuals|personal use|open[- ]source|everyone))\b|\bforever free\b",
    re.IGNORECASE,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d|(?:{_MONTHS}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.?) \d{{1,2}},? \d{{4}}"
    rf"|\d{{1,2}} (?:{_MONTHS}) \d{{4}}"
)
_VERSION = re.compile(r"(?<![\w.])v?(?P<version>\d+\.\d+(?:\.\d+)*(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)[.\d]*)?)(?![\w.]*\.\w)")
_UPDATED = re.compile(r"\b(?:last )?(?:updated|modified|changed|released)(?: on)?:?\s", re.IGNORECASE)


def _named(material: Material) -> Iterator[Fact]:
    if material.role == "metadata":
        for value, line in material.labelled("Name"):
            yield from material.publishes("name", value, line, *material.around(line))
        return
    for name, span in names(material, _packages(material)):
        yield from material.publishes("name", name, name, span, *material.around(name))


def _tagged(material: Material) -> Iterator[Fact]:
    if material.role == "metadata":
        for value, line in material.labelled("Summary", "Description"):
            yield from material.publishes("tagline", value, line, value)
        return
    for line, span in tagline(material):
        yield from material.publishes("tagline", line, line, span)


def _licensed(material: Material) -> Iterator[Fact]:
    if material.role == "metadata":
        labelled = ("License-Expression", "License", r"Classifier: License :: OSI Approved :(?=:)")
        for value, line in material.labelled(*labelled):
            yield from material.publishes("licence", titled(value.lstrip(": ")) or value[:80], line, *material.around(line))
    elif material.role == "licence":
        for block in material.blocks[:3]:
            yield from material.publishes("licence", titled(block.text), block.text, *material.around(block.text))
    else:
        for block in material.blocks:
            for sentence in sentences(block.text) if block.kind in ("text", "row") else ():
                yield from material.publishes("licence", said(sentence), sentence, block.text)


def _installed(material: Material) -> Iterator[Fact]:
    lines = [
        m["line"].strip()
        for block in material.blocks
        if block.kind == "code" or material.format == "txt"
        for m in map(_INSTALL.match, map(str.strip, block.text.splitlines()))
        if m
    ]
    wanted = list(filter(None, map(bare, (material.hint, *(name for name, _ in islice(titles(material), 1))))))
    for line in sorted(lines, key=lambda line: not any(name in bare(line) for name in wanted)):
        yield from material.publishes("install", line, line)


def _versioned(material: Material) -> Iterator[Fact]:
    if material.role == "metadata":
        for value, line in material.labelled("Version"):
            yield from material.publishes("version", value, line, *material.around(line))
    for block, _ in _dated(material) if material.role == "changelog" else ():
        if match := _VERSION.search(block.text):
            yield from material.publishes("version", match["version"], block.text, *material.around(block.text))


def _changed(material: Material) -> Iterator[Fact]:
    for block, day in _dated(material):
        yield from material.publishes("last change", day.isoformat(), block.text, *material.around(block.text))


def _dated(material: Material) -> Iterator[tuple[Block, date]]:
    for block in material.blocks:
        match = _DATE.search(block.text)
        heading = material.role == "changelog" and (block.kind == "heading" or len(block.text) <= 60)
        if match and (heading or _UPDATED.search(block.text[: match.start()])) and (day := _day(match[0])) and day <= material.read:
            yield block, day


def _homed(material: Material) -> Iterator[Fact]:
    for value, line in material.labelled("Home-page", "Homepage", "Project-URL"):
        label, _, url = value.rpartition(", ")
        if url.startswith("https://") and label.lower() in ("", "homepage", "home", "website", "documentation"):
            yield from material.publishes("homepage", url, line)


def _categorised(material: Material) -> Iterator[Fact]:
    for value, line in material.labelled("Category", r"Classifier: Topic :(?=:)"):
        yield from material.publishes("category", value.rpartition(" :: ")[2].lstrip(": "), line)


def _freed(material: Material) -> Iterator[Fact]:
    for block in material.blocks:
        for sentence in sentences(block.text) if block.kind in ("text", "row", "heading") else ():
            if _FREE_TIER.search(sentence) and not re.search(r"\b(?:no|not|without|end(?:ed|s)?|former)\b", sentence, re.IGNORECASE):
                yield from material.publishes("free tier", sentence, sentence, block.text)


_FINDERS: dict[Field, _Finder] = {
    "name": _named, "category": _categorised, "tagline": _tagged, "homepage": _homed, "licence": _licensed, "version": _versioned,
    "install": _installed, "free tier": _freed, "last change": _changed,
}  # fmt: skip
_RANK: dict[Field, tuple[Role, ...]] = {
    "name": ("home", "readme", "metadata", "docs"),
    "category": ("metadata",),
    "tagline": ("home", "metadata", "readme"),
    "homepage": ("metadata",),
    "licence": ("metadata", "licence", "readme", "home", "docs", "pricing"),
    "version": ("metadata", "changelog"),
    "install": ("readme", "docs", "home"),
    "free tier": ("pricing", "home", "readme"),
    "last change": ("changelog", "pricing", "home", "docs", "readme"),
}


def _prices(sources: Sequence[Material]) -> Iterator[Fact]:
    for material in sorted(sources, key=lambda m: m.role != "pricing"):
        if material.role not in ("pricing", "home", "readme", "docs"):
            continue
        page = offers(material.blocks, everywhere=material.role == "pricing")
        quoted = [(offer, quote) for offer in page if (quote := material.quote(*offer.spans))]
        facts = [_priced(material, offer, quote) for offer, quote in quoted] or list(_offered(material))
        yield from facts
        if facts:
            return


def _priced(material: Material, offer: Offer, quote: str) -> Fact:
    quote = " ".join(quote.split())
    price = Price(
        plan=offer.plan, amount=offer.amount, currency=offer.currency, unit=offer.unit, period=offer.period,
        source=material.id, as_of=material.read, quote=quote,
    )  # fmt: skip
    return Fact(field="price", value=price, source=material.id, quote=quote)


def _offered(material: Material) -> Iterator[Fact]:
    """Prices of the page's embedded data, each only where a visible line names the plan's price too."""
    if material.format != "html":
        return
    visible = [(block, match) for block in material.blocks for match in MONEY.finditer(block.text)]
    for data in _embedded(material.text):
        plan, told, code = str(data.get("name") or ""), str(data.get("price", "")), str(data.get("priceCurrency"))
        if not plan or not material.quote(plan, *material.around(plan)):
            continue
        for block, match in visible:
            if re.fullmatch(r"\d{1,9}(\.\d{1,4})?", told) and (amount(match), currency(match)) == (Decimal(told), code):
                offer = Offer(plan[:300], amount(match), code, "", "", (block.text, *material.around(match[0])))
                if quote := material.quote(*offer.spans):
                    yield _priced(material, offer, quote)
                    break


def _embedded(html: str) -> Iterator[dict[str, Any]]:
    for text in embedded(html):
        try:
            waiting = [json.loads(text)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict) and value.get("@type") == "Offer":
                yield value
            waiting += list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _packages(material: Material) -> Iterator[str]:
    for fact in _installed(material):
        if isinstance(fact.value, str) and (words := [word for word in fact.value.split()[2:] if re.match(r"[@A-Za-z]", word)]):
            yield re.split(r"[\[=<>@]", words[-1].rpartition("/")[2])[0]


def _day(text: str) -> date | None:
    plain = text.replace(",", "").replace(".", "")
    for shape in ("%Y-%m-%d", "%B %d %Y", "%b %d %Y", "%d %B %Y"):
        try:
            return datetime.strptime(plain, shape).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None
