"""The facts that captured texts publish, each with the words that say so."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from panel.dossier import Price
from panel.intake import freetier
from panel.intake.blocks import Block, embedded, language
from panel.intake.licence import said, titled
from panel.intake.material import SCALARS, Fact, Field, Material, Role
from panel.intake.money import habits, money
from panel.intake.naming import bare, names, sentences, tagline, titles
from panel.intake.offer import Offer
from panel.intake.others import Owner, owner
from panel.intake.prices import MOST, offers

# Of a page that answers a question in more places than this, the first ones are enough.
_TRIES = 60
_LONG = 500


class Proposal(NamedTuple):
    """What captured texts publish, and a line on each thing that was left to the editor."""

    facts: tuple[Fact, ...]
    notes: tuple[str, ...] = ()


def propose(sources: Sequence[Material]) -> tuple[Fact, ...]:
    """One fact a field where a source publishes it, and all prices. A field without a fact was not published; nothing is guessed."""
    return proposal(sources).facts


def proposal(sources: Sequence[Material]) -> Proposal:
    """The same, with what the editor should know beside them."""
    found: list[Fact] = []
    for name in SCALARS:
        if name != "free tier":
            found += _first(_RANK[name], sources, _FINDERS[name])
    ours = _owner(sources, [fact.value for fact in found if fact.field == "name" and isinstance(fact.value, str)])
    prices = list(_prices(sources, ours))
    plans = [fact.value.plan for fact in prices if isinstance(fact.value, Price)]
    free = _first(_RANK["free tier"], sources, lambda material: _freed(material, ours, plans))
    notes = [f"{prices[0].source}: more prices than the {MOST} here; add by hand what matters of the others"] if len(prices) > MOST else []
    order = {name: at for at, name in enumerate(SCALARS)}
    return Proposal((*sorted((*found, *free), key=lambda fact: order[fact.field]), *prices[:MOST]), tuple(notes))


def _first(roles: Sequence[Role], sources: Sequence[Material], finder: "_Finder") -> list[Fact]:
    ranked = [material for role in roles for material in sources if material.role == role]
    return list(islice((fact for material in ranked for fact in finder(material)), 1))


def _owner(sources: Sequence[Material], found: Sequence[str]) -> Owner:
    called = [*found, *(material.hint for material in sources if material.hint)]
    return owner(called, [material.blocks for material in sources])


_Finder = Callable[[Material], Iterator[Fact]]
_INSTALL = re.compile(
    r"^[$>%]?\s*(?P<line>(?:(?:python3? -m )?pip3? install|uv (?:add|tool install|pip install)|pipx install|npm (?:install|i)|npx"
    r"|yarn (?:global )?add|pnpm (?:add|install)|bun (?:add|install)|brew install|cargo install|go install|gem install|conda install"
    r"|docker (?:pull|run)|winget install|dotnet tool install)\s+\S.*|curl\s+\S.*\|\s*(?:sudo\s+)?(?:ba|z)?sh\b.*)$"
)  # fmt: skip
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d|(?:{_MONTHS}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.?) \d{{1,2}},? \d{{4}}"
    rf"|\d{{1,2}} (?:{_MONTHS}) \d{{4}}"
)
_VERSION = re.compile(
    r"(?<![\w.$€£¥₹])v?(?P<version>\d+\.\d+(?:\.\d+)*(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)[.\d]*)?)(?![\w.]*\.\w)(?!\s?[%×x]|[a-wyz])"
)
# A line that begins with a version, after the tool's name perhaps: "2.5x faster" in a line is none.
_VERSIONED = re.compile(
    r"^\W*(?:(?:[A-Z][\w-]*\s+)?(?:version|release)\s+v?|(?:[A-Z][\w-]*\s+)?v|\[?)(?P<version>\d+\.\d+(?:\.\d+)*(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)[.\d]*)?)(?![\w%×]|\.\w)",
    re.IGNORECASE,
)
_HOMES = {"homepage": 0, "": 1, "home": 2, "website": 3, "site": 4, "documentation": 5}
_UPDATED = re.compile(r"\b(?:last )?(?:updated|modified|changed|released)(?: on)?:?\s", re.IGNORECASE)


def _named(material: Material) -> Iterator[Fact]:
    if material.role == "metadata":
        for value, line in material.labelled("Name"):
            yield from material.publishes("name", value, line, *material.around(line))
        return
    for name, span in islice(names(material, _packages(material)), _TRIES):
        yield from material.publishes("name", name, name, span, *material.around(name))


def _tagged(material: Material) -> Iterator[Fact]:
    if material.role == "metadata":
        for value, line in material.labelled("Summary", "Description"):
            yield from material.publishes("tagline", value, line, value)
        return
    for line, span in islice(tagline(material), _TRIES):
        yield from material.publishes("tagline", line, line, span)


def _licensed(material: Material) -> Iterator[Fact]:
    if material.role == "metadata":
        labelled = ("License-Expression", "License", r"Classifier: License :: OSI Approved :(?=:)")
        for value, line in material.labelled(*labelled):
            yield from material.publishes("licence", titled(value.lstrip(": ")) or value[:80], line, *material.around(line))
    elif material.role == "licence":
        for block in material.blocks[:3]:
            yield from material.publishes("licence", titled(block.text[:_LONG]), block.text, *material.around(block.text[:_LONG]))
    else:
        stated = (
            one
            for block in material.blocks
            if block.kind in ("text", "row")
            for one in sentences(block.text)
            if "licen" in one.lower() or "released" in one.lower()
        )
        for sentence in islice(stated, _TRIES):
            yield from material.publishes("licence", said(sentence[:_LONG]), sentence[:_LONG])


def _installed(material: Material) -> Iterator[Fact]:
    told = (block for block in material.blocks if (block.kind == "code" or material.format == "txt") and len(block.text) <= 20 * _LONG)
    lines = [
        m["line"].strip()
        for block in told
        for m in map(_INSTALL.match, map(str.strip, block.text.splitlines()))
        if m and len(m["line"]) <= _LONG
    ]
    wanted = list(filter(None, map(bare, (material.hint, *(name for name, _ in islice(titles(material), 1))))))
    for line in sorted(lines[:_TRIES], key=lambda line: not any(name in bare(line) for name in wanted)):
        yield from material.publishes("install", line, line)


def _versioned(material: Material) -> Iterator[Fact]:
    if material.role == "metadata":
        for value, line in material.labelled("Version"):
            yield from material.publishes("version", value, line, *material.around(line))
    for at, _ in islice(_dated(material), _TRIES) if material.role == "changelog" else ():
        for near, version in _version_near(material.blocks, at):
            words = " ".join(block.text for block in material.blocks[min(at, near) : max(at, near) + 1])
            yield from material.publishes(
                "version", version, material.blocks[near].text, words, *material.around(material.blocks[near].text)
            )


def _version_near(page: Sequence[Block], at: int) -> Iterator[tuple[int, str]]:
    """The version in a dated line, or in the lines beside it that belong to no other date."""
    if match := _VERSION.search(_DATE.sub(" ", page[at].text)):
        yield at, match["version"]
    for step in (1, -1):
        for near in range(at + step, at + 4 * step, step):
            if not 0 <= near < len(page) or page[near].kind == "code" or len(page[near].text) > _LONG or _DATE.search(page[near].text):
                break
            if match := _VERSIONED.match(page[near].text):
                yield near, match["version"]


def _changed(material: Material) -> Iterator[Fact]:
    for at, day in islice(_dated(material), _TRIES):
        text = material.blocks[at].text
        yield from material.publishes("last change", day.isoformat(), text, *material.around(text))


def _dated(material: Material) -> Iterator[tuple[int, date]]:
    """The lines with the day of a change; of a changelog the latest first, whichever way it runs."""
    found = _dates(material)
    return iter(sorted(found, key=lambda one: one[1], reverse=True)) if material.role == "changelog" else found


def _dates(material: Material) -> Iterator[tuple[int, date]]:
    for at, block in enumerate(material.blocks):
        match = _DATE.search(block.text) if len(block.text) <= 10 * _LONG else None
        heading = material.role == "changelog" and (block.kind == "heading" or len(block.text) <= 60)
        if match and (heading or _UPDATED.search(block.text[: match.start()])) and (day := _day(match[0])) and day <= material.read:
            yield at, day


def _homed(material: Material) -> Iterator[Fact]:
    """The home page: by the label that says so before by others, documentation last."""
    found: list[tuple[int, str, str]] = []
    for value, line in material.labelled("Home-page", "Homepage", "Project-URL"):
        label, _, url = value.rpartition(", ")
        rank = _HOMES.get(re.sub(r"[^a-z]", "", label.lower()), -1)
        if url.startswith("https://") and rank >= 0:
            found.append((rank, url, line))
    for _, url, line in sorted(found, key=lambda one: one[0]):
        yield from material.publishes("homepage", url, line)


def _categorised(material: Material) -> Iterator[Fact]:
    for value, line in material.labelled("Category", r"Classifier: Topic :(?=:)"):
        yield from material.publishes("category", value.rpartition(" :: ")[2].lstrip(": "), line)


def _freed(material: Material, ours: Owner, plans: Sequence[str]) -> Iterator[Fact]:
    for sentence, words in freetier.stated(material.blocks, ours, plans):
        yield from material.publishes("free tier", sentence, words)


_FINDERS: dict[Field, _Finder] = {
    "name": _named, "category": _categorised, "tagline": _tagged, "homepage": _homed, "licence": _licensed, "version": _versioned,
    "install": _installed, "last change": _changed,
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


def _prices(sources: Sequence[Material], ours: Owner) -> Iterator[Fact]:
    for material in sorted(sources, key=lambda m: m.role != "pricing"):
        if material.role not in ("pricing", "home", "readme", "docs"):
            continue
        spoken = language(material.text) if material.format == "html" else ""
        page = offers(material.blocks, everywhere=material.role == "pricing", owner=ours, language=spoken)
        facts = [fact for offer in page for fact in _priced(material, offer)] or list(islice(_offered(material, ours), MOST + 1))
        yield from facts
        if facts:
            return


def _priced(material: Material, offer: Offer) -> Iterator[Fact]:
    """The price with the narrowest of its words that stand in the source; what cannot be quoted is not proposed."""
    for words in offer.spans:
        if material.stands(words):
            price = Price(
                plan=offer.plan, amount=offer.amount, currency=offer.currency, unit=offer.unit, period=offer.period,
                source=material.id, as_of=material.read, quote=words,
            )  # fmt: skip
            yield Fact(field="price", value=price, source=material.id, quote=words)
            return


def _offered(material: Material, ours: Owner) -> Iterator[Fact]:
    """Prices of the page's embedded data, each only where a visible line names the plan's price too."""
    offered = list(islice(_embedded(material.text), MOST)) if material.format == "html" else []
    short = [block for block in material.blocks if len(block.text) <= 300] if offered else []
    page = habits((block.text for block in short), language(material.text) if offered else "")
    visible = [(block, one) for block in short for one in money(block.sound, page) if one.amount is not None]
    for data in offered:
        plan, told, code = str(data.get("name") or ""), str(data.get("price", "")), str(data.get("priceCurrency"))
        if (
            not plan
            or not re.fullmatch(r"\d{1,9}(\.\d{1,4})?", told)
            or not ours.prices(plan)
            or not material.quote(plan, *material.around(plan))
        ):
            continue
        lines = [block.text for block, one in visible if (one.amount, one.currency) == (Decimal(told), code)]
        spans = [words for line in lines[:3] for words in (line, *material.around(line))]
        yield from _priced(material, Offer(plan[:300], Decimal(told), code, "", "", tuple(spans)))


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
