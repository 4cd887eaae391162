"""What holds of panel/intake/toolfile.py."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from panel.dossier import Price, load
from panel.intake.material import Fact, Field
from panel.intake.toolfile import Entry, FactChange, drafted, refreshed

DAY, LATER = date(2026, 11, 23), date(2026, 12, 1)


def fact(field: Field, value: str, quote: str = "") -> Fact:
    """A plain fact of the home page."""
    return Fact(field=field, value=value, source="home", quote=quote or f"it says {value}")


def price(plan: str, amount: str | None, *, period: Any = "month", day: date = DAY) -> Fact:
    """A price of the pricing page."""
    number = None if amount is None else Decimal(amount)
    value = Price(plan=plan, amount=number, period=period, source="pricing", as_of=day, quote=f"{plan} {amount}")
    return Fact(field="price", value=value, source="pricing", quote=value.quote)


def entry(id: str, day: date = DAY) -> Entry:
    """A source."""
    return Entry(id=id, title=id.title(), file=f"{id}.html", url=f"https://acme.example/{id}", retrieved=day, note="12:00:00 UTC")


OLD = (
    fact("name", "Acme"),
    fact("tagline", "Runs agents"),
    fact("free tier", "It is free to use."),
    price("Pro", "20.00"),
    price("Team", "40"),
    price("Big", None),
)
TEXT = drafted(OLD, [entry("home"), entry("pricing")], heading=["Captured."])


def changed(text: str, new: tuple[Fact, ...], *, old: tuple[Fact, ...] = OLD) -> tuple[dict[str, Any], list[FactChange], str]:
    """The refreshed file as data and as text, and the changes."""
    result, changes = refreshed(text, old=old, new=new, sources=[entry("home", LATER), entry("docs", LATER)])
    return tomllib.loads(result, parse_float=Decimal), list(changes), result


def test_draft() -> None:
    """A new file holds each fact with its quote, says what is not published, and lists prices and sources."""

    data = tomllib.loads(TEXT, parse_float=Decimal)
    assert (data["name"], data["tagline"], data["version"], "category" in data) == ("Acme", "Runs agents", "", False)
    assert 'name = "Acme" # home: "it says Acme"' in TEXT
    assert 'version = "" # not published' in TEXT
    assert 'free_tier = "It is free to use." # home: "it says It is free to use."' in TEXT
    assert 'last_change = "" # not published' in TEXT
    assert [(entry["plan"], entry.get("amount")) for entry in data["prices"]] == [("Pro", Decimal("20.00")), ("Team", 40), ("Big", None)]
    assert data["sources"][0] == {"id": "home", "title": "Home", "file": "home.html", "url": "https://acme.example/home", "retrieved": DAY}


@pytest.mark.parametrize(
    "text", ['"', "'''", '"""', "\\", "\n[evil]\nx = 1", "a\u2028b", "\x00\x1b[31m", "\x85name = 'x'", "# x", "\U0001f980", "]]"]
)
def test_hostile_words(text: str) -> None:
    """Whatever a page says, it stays inside its value or its comment."""

    odd = Fact(field="tagline", value=f"a{text}b", source="home", quote=f"c{text}d")
    made = drafted(
        (fact("name", "Acme"), odd, Fact(field="free tier", value=text, source="home", quote=text)), [entry("home")], heading=[text]
    )
    data = tomllib.loads(made)
    assert data["tagline"] == f"a{text}b"
    assert set(data) == {"name", "tagline", "homepage", "licence", "version", "install", "free_tier", "last_change", "sources"}


def test_nothing_changed() -> None:
    """When every fact is as it was, no change is reported, and the dates move on."""

    data, changes, _ = changed(
        TEXT,
        (
            *OLD[:3],
            *(price(p.plan, str(p.amount) if p.amount else None, day=LATER) for p in (f.value for f in OLD[3:]) if isinstance(p, Price)),
        ),
    )
    assert changes == []
    assert {price["as_of"] for price in data["prices"]} == {LATER}
    assert [(source["id"], source["retrieved"]) for source in data["sources"]] == [("home", LATER), ("pricing", DAY), ("docs", LATER)]


def test_changes() -> None:
    """What changed on the pages is reported as old and new, and stands in the file."""

    new = (
        fact("name", "Acme"),
        fact("tagline", "Runs everything"),
        fact("version", "2.0"),
        fact("category", "Testing"),
        price("Pro", "25"),
        price("Solo", "5"),
        price("Big", None),
    )
    data, changes, text = changed(TEXT, new)
    assert [(change.field, change.old, change.new, change.kept) for change in changes] == [
        ("category", "", "Testing", False),
        ("tagline", "Runs agents", "Runs everything", False),
        ("version", "", "2.0", False),
        ("free tier", "It is free to use.", "", False),
        ("price of Pro", "20.00 USD per month", "25 USD per month", False),
        ("price of Team", "40 USD per month", "", False),
        ("price of Solo", "", "5 USD per month", False),
    ]
    assert (data["tagline"], data["version"], data["category"]) == ("Runs everything", "2.0", "Testing")
    assert [(entry["plan"], entry.get("amount")) for entry in data["prices"]] == [("Pro", 25), ("Big", None), ("Solo", 5)]
    assert 'tagline = "Runs everything" # home: "it says Runs everything"' in text
    assert 'free_tier = "" # not published' in text


def test_own_lines_stay() -> None:
    """What the editor wrote, values, prices and comments, stays, and a change of the page beside it is reported as kept."""

    own = (
        TEXT.replace('"Runs agents"', '"Mine"').replace("amount = 20.0\n", "amount = 19\n").replace('plan = "Team"', 'plan = "Squad"')
        + "\n# my note\n"
    )
    own = own.replace('name = "Acme"', '# about the name\nvendor = "Ann"\nname = "Acme"')
    data, changes, text = changed(own, (fact("name", "Acme"), fact("tagline", "New"), price("Pro", "25"), price("Team", "41")))
    kept = {change.field: change.kept for change in changes}
    assert kept == {"tagline": True, "free tier": False, "price of Pro": True, "price of Team": True, "price of Big": False}
    assert (data["tagline"], data["vendor"]) == ("Mine", "Ann")
    assert [(entry["plan"], entry.get("amount")) for entry in data["prices"]] == [("Pro", 19), ("Squad", 40)]
    assert "# about the name\n" in text
    assert "# my note\n" in text


def test_name_stays() -> None:
    """A tool keeps its name when its page stops saying it."""

    data, changes, _ = changed(TEXT, OLD[1:])
    assert data["name"] == "Acme"
    assert [(change.kept, change.note) for change in changes] == [(False, "no page says 'Acme' any more; the name stays")]


def test_first_prices_and_last() -> None:
    """A file without prices gets its first ones, and one whose prices are all gone has none."""

    bare = drafted(OLD[:3], [entry("home")], heading=[])
    data, _, _ = changed(bare, OLD, old=OLD[:3])
    assert len(data["prices"]) == 3
    data, _, _ = changed(TEXT, OLD[:3])
    assert "prices" not in data


def test_new_quote() -> None:
    """The same fact in other words gets its new quote, unless the editor wrote something beside it."""

    new = (fact("name", "Acme", "Acme is a runner"), *OLD[1:])
    assert 'name = "Acme" # home: "Acme is a runner"' in changed(TEXT, new)[2]
    assert '"Acme" # sic' in changed(TEXT.replace('# home: "it says Acme"', "# sic"), new)[2]


def test_remarks_of_before() -> None:
    """A file that has the free tier and the last change as comments keeps them so, until its editor writes the fields."""

    before = TEXT.replace('free_tier = "It is free to use."', "# free tier: It is free to use.").replace(
        'last_change = ""', "# last change:"
    )
    data, changes, text = changed(before, (*OLD[:2], fact("last change", "2026-11-20"), *OLD[3:]))
    assert [(change.field, change.new) for change in changes] == [("free tier", ""), ("last change", "2026-11-20")]
    assert "# free tier: not published" in text
    assert '# last change: 2026-11-20 (home: "it says 2026-11-20")' in text
    assert "free_tier" not in data


def test_a_draft_is_a_dossier(tmp_path: Path) -> None:
    """The fields that intake writes are those that a dossier has, the last change as a day."""
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "tool.toml").write_text(drafted((*OLD[:3], fact("last change", "2026-11-20")), [entry("home")], heading=[]))
    (tmp_path / "acme" / "home.html").write_text("<p>Acme runs agents.</p>")

    tool = load(tmp_path / "acme").tool
    assert (tool.free_tier, tool.last_change) == ("It is free to use.", date(2026, 11, 20))
