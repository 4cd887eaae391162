"""tool.toml as intake writes it: each fact with its quote beside it, what is not published said so, an editor's lines left alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.items import Comment, Item, Table

from panel.canon import Closed
from panel.dossier import Price
from panel.intake.material import SCALARS, Fact, Field

# How tool.toml calls what is not called by its name there; files of before have these facts as comments.
_KEY_OF: Mapping[Field, str] = {"free tier": "free_tier", "last change": "last_change"}
_Key = tuple[str, str, str]


class Entry(Closed):
    """One source as tool.toml lists it; `note` stands beside its date."""

    id: str
    title: str
    file: str
    url: str = ""
    retrieved: date
    note: str = ""


class FactChange(Closed):
    """A published fact that is not what it was; an empty side means not published.

    `kept` says that tool.toml was not changed, since its line there is the editor's own. `note` says in words what is no change of
    a fact: a page that could not be read again, a name that no page says any more.
    """

    field: str
    old: str
    new: str
    kept: bool = False
    note: str = ""


def drafted(facts: Sequence[Fact], sources: Sequence[Entry], *, heading: Iterable[str]) -> str:
    """The text of a new tool.toml."""
    document = tomlkit.document()
    for line in heading:
        document.add(tomlkit.comment(_line(line)))
    document.add(tomlkit.nl())
    found: dict[Field, Fact] = {fact.field: fact for fact in facts}
    for name in SCALARS:
        if name == "category" and name not in found:
            document.add(tomlkit.comment("category: not published"))
        else:
            document.add(_KEY_OF.get(name, name), _scalar(found.get(name)))
    prices = _prices(facts)
    if not prices:
        document.add(tomlkit.comment("prices: not published"))
    document.add(tomlkit.nl())
    if prices:
        document.add("prices", tomlkit.aot())
        for price in prices.values():
            document["prices"].append(_priced(price))
        document.add(tomlkit.nl())
    document.add("sources", tomlkit.aot())
    for source in sources:
        document["sources"].append(_listed(source))
    return tomlkit.dumps(document)


def refreshed(text: str, *, old: Sequence[Fact], new: Sequence[Fact], sources: Sequence[Entry]) -> tuple[str, tuple[FactChange, ...]]:
    """tool.toml with the new facts in it, and what changed between the two captures.

    A line that says what the old capture said is the program's and follows the new capture; any other is the editor's and stays.
    """
    document = tomlkit.parse(text)
    changes = [*_scalars(document, old, new), *_price_changes(document, _prices(old), _prices(new))]
    listed: Any = document.setdefault("sources", tomlkit.aot())
    for source in sources:
        place = next((entry for entry in listed if entry.get("id") == source.id), None)
        if place is None:
            listed.append(_listed(source))
        else:
            place["retrieved"] = _dated(source)
    return tomlkit.dumps(document), tuple(changes)


def _scalars(document: tomlkit.TOMLDocument, old: Sequence[Fact], new: Sequence[Fact]) -> Iterable[FactChange]:
    before: dict[Field, Fact] = {fact.field: fact for fact in old}
    after: dict[Field, Fact] = {fact.field: fact for fact in new}
    for name in SCALARS:
        was, now = (str(found[name].value) if name in found else "" for found in (before, after))
        if was == now:
            _requote(document, name, before.get(name), after.get(name))
            continue
        key = _KEY_OF.get(name, name)
        if key not in document and _replace_remark(document, name, after.get(name)):
            yield FactChange(field=name, old=was, new=now)
            continue
        current = str(document.get(key, ""))
        if name == "name" and not now:
            yield FactChange(field=name, old=was, new=was, note=f"no page says {was!r} any more; the name stays")
            continue
        own = current not in (was, now)
        if not own and current != now:
            document[key] = _scalar(after.get(name))
        yield FactChange(field=name, old=was, new=now, kept=own)


def _requote(document: tomlkit.TOMLDocument, name: Field, was: Fact | None, now: Fact | None) -> None:
    """Put the new quote beside a value that is still the same, if the old quote is still there."""
    key = _KEY_OF.get(name, name)
    current: Any = document.get(key)
    if now and isinstance(current, Item) and str(current) == now.value and current.trivia.comment == _scalar(was).trivia.comment:
        document[key] = _scalar(now)


def _replace_remark(document: tomlkit.TOMLDocument, name: Field, fact: Fact | None) -> bool:
    """Whether the fact stands in the file as a comment, which then says what the new capture does."""
    remarks = [item for _, item in document.body if isinstance(item, Comment) and item.trivia.comment.startswith(f"# {name}:")]
    for item in remarks if name in _KEY_OF else ():
        item.trivia.comment = f"# {_remark(name, fact)}"
    return name in _KEY_OF and bool(remarks)


def _price_changes(document: tomlkit.TOMLDocument, old: Mapping[_Key, Price], new: Mapping[_Key, Price]) -> Iterable[FactChange]:
    present: Any = document.get("prices", [])
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        at = next((at for at, entry in enumerate(present) if _key(entry) == key), None)
        ours = _same(present[at], was) if at is not None else was is None
        if _worth(was) != _worth(now):
            yield FactChange(field=f"price of {key[0]}", old=_worth(was), new=_worth(now), kept=not ours)
        if not ours:
            continue
        if now is None:
            del present[at]
        elif at is not None:
            present[at].update(_priced(now))
        else:
            if "prices" not in document:
                document.add("prices", tomlkit.aot())
                present = document["prices"]
            present.append(_priced(now))
    if "prices" in document and not len(present):
        del document["prices"]


def _prices(facts: Sequence[Fact]) -> dict[_Key, Price]:
    return {(fact.value.plan, fact.value.unit, fact.value.period): fact.value for fact in facts if isinstance(fact.value, Price)}


def _key(entry: Mapping[str, Any]) -> _Key:
    return str(entry.get("plan", "")), str(entry.get("unit", "")), str(entry.get("period", ""))


def _same(entry: Mapping[str, Any], price: Price | None) -> bool:
    amount = entry.get("amount")
    return price is not None and (None if amount is None else Decimal(str(amount)), entry.get("currency", "USD")) == (
        price.amount,
        price.currency,
    )


def _worth(price: Price | None) -> str:
    if price is None:
        return ""
    told = f"{price.amount} {price.currency}" if price.amount is not None else "price not published"
    return " per ".join(filter(None, (told, price.unit, price.period)))


def _scalar(fact: Fact | None) -> Item:
    item = tomlkit.item(str(fact.value) if fact else "")
    item.comment(_line(f"{fact.source}: {_quoted(fact.quote)}" if fact and fact.quote else "from the address" if fact else "not published"))
    return item


def _remark(name: str, fact: Fact | None) -> str:
    return _line(f"{name}: {fact.value} ({fact.source}: {_quoted(fact.quote)})" if fact else f"{name}: not published")


def _quoted(quote: str) -> str:
    return f'"{quote if len(quote) <= 200 else quote[:199] + "…"}"'


def _priced(price: Price) -> Table:
    table = tomlkit.table()
    table["plan"] = price.plan
    if price.amount is not None:
        written = f"{price.amount:f}"
        table["amount"] = tomlkit.float_(written) if "." in written else tomlkit.integer(written)
    for name in ("currency", "unit", "period", "source", "as_of", "quote"):
        table[name] = getattr(price, name)
    return table


def _listed(source: Entry) -> Table:
    table = tomlkit.table()
    for name in ("id", "title", "file", "url"):
        table[name] = getattr(source, name)
    table["retrieved"] = _dated(source)
    return table


def _dated(source: Entry) -> Item:
    item = tomlkit.item(source.retrieved)
    if source.note:
        item.comment(_line(source.note))
    return item


def _line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
