"""What the panel may rely on: a tool's facts, its prices and the sources that they come from."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError

from panel import pricing
from panel.canon import Closed, digest
from panel.cleaning import Removed, clean
from panel.dictation import Dictation
from panel.errors import InputError
from panel.evidence import SourceText
from panel.files import code_digest, note, read_bytes, read_toml, validated
from panel.flags import Flag
from panel.grounds import BESIDE, Ground, dated, ground, stands, strange
from panel.pricing import Line, Published, SourceId
from panel.withholding import Shown, withhold

GROUNDED = ("name", "tagline", "vendor", "homepage", "licence", "version", "install", "free_tier", "last_change")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
SOURCE_LIMIT = 2_000_000
SHORT, WORD = 16, re.compile(r"[A-Za-z0-9]+(?:[.+-][A-Za-z0-9]+)*")
"""What a fact of one word looks like, and how many characters of one hold no encoded sentence."""
Format = Literal["md", "html", "txt"]
FORMATS: Mapping[str, Format] = {
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".txt": "txt",
    ".rst": "txt",
}

Price = pricing.Price
Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]
# A clock that runs behind the making of this program is not to be believed: no date is refused by it.
MADE = date(2026, 11, 28)


class Community(Closed):
    """Readers' votes on a tool, counted somewhere else and dated."""

    ship: int = Field(ge=0)
    skip: int = Field(ge=0)
    as_of: date
    source: Line


class Source(Closed):
    """Where a text came from; `digest` is that of its cleaned text."""

    id: SourceId
    title: Line
    url: Line = ""
    retrieved: date
    digest: str = ""


class Facts(Closed):
    """What is stated of one tool. Empty text, and a day of None, mean that nobody published it; nothing is guessed.

    `last_change` is the newest day on which the tool's own pages say that something changed. `community` is None when no vote was
    counted. `hands_on` says that the dossier holds a log of somebody who ran the tool.
    """

    slug: str
    name: Annotated[str, Field(min_length=1, max_length=200)]
    short: Annotated[str, Field(max_length=60)] = ""
    category: Line = "Developer Tools"
    tagline: Line = ""
    description: Annotated[str, Field(max_length=2000)] = ""
    homepage: Line = ""
    vendor: Line = ""
    licence: Line = ""
    version: Line = ""
    install: Line = ""
    free_tier: Line = ""
    last_change: Day = None
    hands_on: bool = False
    community: Community | None = None


class Tool(Facts):
    """The facts of one tool as the panel is shown them.

    `unfounded` says in words which of them stand in no source, for an editor: the panel is not told.
    """

    prices: tuple[Price, ...] = ()
    sources: tuple[Source, ...]
    unfounded: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name to use in running text."""
        return self.short or self.name

    @property
    def stated(self) -> tuple[str, ...]:
        """Everything that the facts say, as plain strings."""
        texts = (self.name, self.short, self.category, self.tagline, self.description, self.homepage, self.vendor, self.licence)
        prices = (f"{p.plan} {p.amount if p.amount is not None else ''} {p.currency} {p.unit} {p.period}" for p in self.prices)
        changed = self.last_change.isoformat() if self.last_change else ""
        return tuple(text for text in (*texts, self.version, self.install, self.free_tier, changed, *prices) if text)

    @property
    def entry(self) -> Price | None:
        """What one pays at least (`pricing.entry`), or None."""
        return pricing.entry(self.prices)

    @property
    def facts_as_of(self) -> date:
        """The oldest date on which any of this was read."""
        return min([s.retrieved for s in self.sources] + [p.as_of for p in self.prices])


class Marked(Closed):
    """A passage of a source that tries to steer a reviewer, for the editor's eyes; it weighs nothing in a vote."""

    source: str
    flag: Flag


class Prepared(Closed):
    """A tool with the texts of its sources as the panel is shown them, by source id.

    `removed` is what no reader sees and cleaning took out. `marked` are the flags of what tries to steer a reviewer, and
    `steering` the passages themselves, none of which is shown. `beside` is package metadata, by file, which is not shown either;
    `stated` are the facts that the tool's file gives a value.
    """

    tool: Tool
    texts: dict[str, str]
    beside: dict[str, str] = Field(default_factory=dict)
    stated: tuple[str, ...] = ()
    removed: dict[str, tuple[Removed, ...]]
    marked: tuple[Marked, ...]
    steering: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Dossier:
    """What one tool's panel reads, with what its checks look things up in, each made when it is first needed.

    `folded` are the sources, prepared for looking up quotes.
    """

    prepared: Prepared
    folded: Mapping[str, SourceText]

    @classmethod
    def of(cls, prepared: Prepared) -> Self:
        """The dossier of what was prepared before."""
        return cls(prepared, {id: SourceText(text) for id, text in prepared.texts.items()})

    @property
    def tool(self) -> Tool:
        """The facts."""
        return self.prepared.tool

    @property
    def texts(self) -> Mapping[str, str]:
        """The sources as they are shown."""
        return self.prepared.texts

    @cached_property
    def digest(self) -> str:
        """Digest of everything that the panel is shown."""
        shown = self.tool.model_dump(mode="json", exclude={"community": True, "unfounded": True, "prices": {"__all__": {"faults"}}})
        # What came into the record later counts only where it says something, so that dossiers of before keep their digest.
        return digest({name: value for name, value in shown.items() if value or name not in ("free_tier", "last_change")})

    @cached_property
    def dictated(self) -> Dictation:
        """What only the steering passages say: who repeats it was dictated to."""
        words = [mark.flag.text for mark in self.prepared.marked]
        return Dictation((*self.prepared.steering, *words), shown=(*self.texts.values(), *self.tool.stated))

    @cached_property
    def checked(self) -> str:
        """Digest of everything that the checks of a reply look at: what is shown, and what is withheld."""
        return digest([self.tool.model_dump(mode="json"), self.prepared.steering])

    def ground(self, field: str) -> Ground | None:
        """Where a fact stands, named as `Facts` names it; None when it is empty or stands nowhere."""
        return _ground(self.tool, field, {**self.folded, **{name: SourceText(text) for name, text in self.prepared.beside.items()}})


class _File(Closed):
    id: SourceId
    title: Line = ""
    file: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
    url: Line = ""
    retrieved: date


class ToolFile(Facts):
    """What `tool.toml` holds; the folder's name is the slug."""

    prices: tuple[Published, ...] = ()
    sources: Annotated[tuple[_File, ...], Field(min_length=1)]


class _Package(Closed):
    """The metadata that a package index gives of a package, beside its README."""

    name: str
    version: str = ""
    license: str | None = ""
    summary: str | None = ""
    urls: tuple[str | None, ...] = ()
    source: str = ""
    read: date


def load(folder: Path, *, kept: Path | None = None, today: date | None = None) -> Dossier:
    """The dossier in a tool folder: `tool.toml` and its source texts, or a captured package (`source.json` and `readme.md`).

    With `kept`, a folder, what was prepared before is found there again: by its content and by the code that prepares it. With
    `today`, a later date is refused.

    Raises InputError with the file, the fact and the remedy.
    """
    slug = folder.name
    if not SLUG.fullmatch(slug):
        raise InputError(f"{folder}: {slug!r} is no slug; rename the folder to a-z, 0-9 and '-', 64 characters at most")
    names = _names(folder)
    if "tool.toml" in names:
        path = folder / "tool.toml"
        data = read_toml(path)
        if "slug" in data:
            raise InputError(f"{path}: slug: the folder's name is the slug; remove the line")
        return _capture(folder, _dated(validated(ToolFile, {**data, "slug": slug}, path), path, today), names, kept)
    if "source.json" in names:
        return _capture(folder, _dated(_package(folder, slug, names), folder / "source.json", today), names, kept)
    raise InputError(f"{folder}: no tool.toml; write one (`panel schema tool` describes it) or capture the tool with `panel tool add`")


def _names(folder: Path) -> set[str]:
    try:
        return {entry.name for entry in folder.iterdir()}
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError(f"{folder}: no such tool folder; `panel tool list` shows those of this workspace") from error
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror}); check its permissions") from error


def _package(folder: Path, slug: str, names: Collection[str]) -> ToolFile:
    path = folder / "source.json"
    try:
        data = json.loads(read_bytes(path, limit=SOURCE_LIMIT))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({error}); capture the package again") from error
    package = validated(_Package, data, path)
    urls = [url.rsplit(", ", 1)[-1] for url in package.urls if url]
    readme = next((name for name in ("readme.md", "README.md", "readme.rst", "readme.txt") if name in names), "readme.md")
    url = urls[0] if urls else ""
    facts = {
        "slug": slug,
        "name": package.name,
        "tagline": (package.summary or "")[:300],
        "homepage": url,
        "licence": (package.license or "").rsplit(" :: ", 1)[-1][:300],
        "version": package.version,
        "sources": [{"id": "readme", "title": f"README ({package.source})"[:300], "file": readme, "url": url, "retrieved": package.read}],
    }
    return validated(ToolFile, facts, path)


def _dated(tool: ToolFile, path: Path, today: date | None) -> ToolFile:
    """The tool. Raises InputError for a day that has not come; where this machine's day ends first, another's has begun."""
    days = {f"sources: {source.id!r}: retrieved": source.retrieved for source in tool.sources}
    days |= {f"prices: {price.plan!r}: as_of": price.as_of for price in tool.prices}
    days |= {"last_change": tool.last_change} if tool.last_change else {}
    days |= {"community: as_of": tool.community.as_of} if tool.community else {}
    for place, day in days.items():
        if today and day > max(today, MADE) + timedelta(days=1):
            raise InputError(f"{path}: {place}: {day} has not come yet; give the day on which it was read")
    return tool


def _capture(folder: Path, tool: ToolFile, names: Collection[str], kept: Path | None) -> Dossier:
    path = folder / "tool.toml"
    texts = {file.id: _text(folder, file.file) for file in tool.sources}
    formats = {file.id: _format(folder, file.file) for file in tool.sources}
    if len(texts) < len(tool.sources):
        raise InputError(f"{path}: sources: two have the same id; give each its own")
    for price in tool.prices:
        if price.source not in texts:
            raise InputError(f"{path}: prices: {price.plan!r}: there is no source {price.source!r} ({', '.join(texts)})")
    beside = {name: _metadata(folder, name) for name in BESIDE if name in names and name not in {file.file for file in tool.sources}}
    if kept is None:
        return _prepared(folder, tool, texts, formats, beside)
    made_of = [tool.model_dump(mode="json"), sorted(tool.model_fields_set), texts, beside]
    memory = kept / f"{digest([*made_of, code_digest('cleaning/*.py', 'flags/*.py', '*.py')])}.json"
    try:
        return Dossier.of(Prepared.model_validate_json(memory.read_bytes()))
    except (OSError, ValidationError):
        # Not there yet, or damaged: it is made again of the sources.
        dossier = _prepared(folder, tool, texts, formats, beside)
    with suppress(OSError):
        note(memory, dossier.prepared.model_dump_json().encode())
    return dossier


def _prepared(folder: Path, tool: ToolFile, texts: Mapping[str, str], formats: Mapping[str, Format], beside: Mapping[str, str]) -> Dossier:
    """A tool as the panel is shown it. What a tool says of itself in its metadata is no more trusted than its pages."""
    removed: dict[str, tuple[Removed, ...]] = {}
    marked: list[Marked] = []
    steering: list[str] = []

    def kept(seen: Shown, source: str) -> str:
        marked.extend(Marked(source=source, flag=flag) for flag in seen.flags)
        steering.extend(seen.steering)
        return seen.text

    def shown(text: str, source: str) -> str:
        return kept(_fact(text), source) if text else ""

    def read(id: str) -> str:
        cleaned = clean(texts[id], formats[id])
        removed[id] = cleaned.removed
        return kept(withhold(cleaned), id)

    facts = tool.model_dump(exclude={"sources", "prices"})
    for name in ("name", "short", "category", "tagline", "description", "vendor", "licence", "version", "install", "free_tier"):
        facts[name] = shown(facts[name], f"tool.toml ({name})")
    facts["prices"] = [
        {**price.model_dump(), **{name: shown(getattr(price, name), "tool.toml (prices)") for name in ("plan", "unit")}}
        for price in tool.prices
    ]
    seen = {file.id: read(file.id) for file in tool.sources}
    for file in tool.sources:
        if not seen[file.id].strip():
            raise InputError(f"{folder / file.file}: nothing that a reader could see; capture the page again or remove it from sources")
    facts["sources"] = [
        {
            "id": file.id,
            "title": shown(file.title, "tool.toml (sources)") or file.file,
            "url": file.url,
            "retrieved": file.retrieved,
            "digest": digest(seen[file.id]),
        }
        for file in tool.sources
    ]
    stated = tuple(name for name in sorted(tool.model_fields_set) if getattr(tool, name) not in ("", None))
    folded = {id: SourceText(text) for id, text in seen.items()}
    prepared = Prepared(
        tool=_checked(validated(Tool, facts, folder / "tool.toml"), folded, beside, stated),
        texts=seen,
        beside=dict(beside),
        stated=stated,
        removed=removed,
        marked=tuple(marked),
        steering=tuple(steering),
    )
    return Dossier(prepared, folded)


def _checked(tool: Tool, sources: Mapping[str, SourceText], beside: Mapping[str, str], stated: Collection[str]) -> Tool:
    """The tool with what its sources do not bear out: of each price that its quote says so, of each other fact that it stands somewhere."""
    known = {**sources, **{name: SourceText(text) for name, text in beside.items()}}
    plans = tuple(price.plan for price in tool.prices)
    prices = tuple(price.model_copy(update={"faults": pricing.unborne(price, sources[price.source], plans=plans)}) for price in tool.prices)
    unsaid = (f"price of {price.plan!r}: {text}" for price in tool.prices for text in pricing.unsaid(price, sources[price.source]))
    return tool.model_copy(update={"prices": prices, "unfounded": (*_unfounded(tool, known, stated), *unsaid)})


def _unfounded(tool: Tool, known: Mapping[str, SourceText], stated: Collection[str]) -> Iterator[str]:
    """A category files the tool and a short name labels it: both are an editor's, and so are the words of a description."""
    for field in GROUNDED:
        if field in stated and not _stands(tool, field, known):
            yield f"{field.replace('_', ' ')}: {str(getattr(tool, field))!r} stands in no source"
    yield from (f"description: {text!r} stands in no source" for text in strange(tool.description, known))


def _stands(tool: Tool, field: str, known: Mapping[str, SourceText]) -> bool:
    value = getattr(tool, field)
    if isinstance(value, str) and value and not (field == "homepage" and _own(tool, value)):
        return stands(field.replace("_", " "), value, known)
    return _ground(tool, field, known) is not None


def _ground(tool: Tool, field: str, known: Mapping[str, SourceText]) -> Ground | None:
    value = getattr(tool, field)
    if not value:
        return None
    if isinstance(value, date):
        return dated(value, known)
    if field == "homepage" and (own := _own(tool, value)):
        return Ground(own.id, own.url)
    return ground(field.replace("_", " "), value, known)


def _own(tool: Tool, homepage: str) -> Source | None:
    """The source that was read at the tool's own site."""
    return next((source for source in tool.sources if _same_site(source.url, homepage)), None)


def _same_site(source: str, homepage: str) -> bool:
    bare = [re.sub(r"(?i)^https?://(?:www\.)?", "", url).rstrip("/").casefold() for url in (source, homepage)]
    return bool(bare[1]) and f"{bare[0]}/".startswith(f"{bare[1]}/")


@lru_cache(maxsize=1024)
def _fact(text: str) -> Shown:
    """A fact as the panel is shown it; many tools share a category, a licence or a unit. One short word instructs nobody."""
    return Shown(text, (), ()) if len(text) <= SHORT and WORD.fullmatch(text) else withhold(clean(text, "txt"))


def _metadata(folder: Path, name: str) -> str:
    text = read_bytes(folder / name, limit=SOURCE_LIMIT).decode("utf-8-sig", "replace")
    if not name.endswith(".json"):
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=1)  # as it is meant, without escapes
    except (ValueError, RecursionError):
        return text


def _text(folder: Path, name: str) -> str:
    path = folder / name
    try:
        # A plain name that is no link leads nowhere else.
        inside = ("/" not in name and not path.is_symlink()) or path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle
        raise InputError(f"{folder / 'tool.toml'}: sources: {name!r} leads to no file; correct it") from error
    if not inside:
        raise InputError(f"{folder / 'tool.toml'}: sources: {name!r} leads out of the folder; keep the text beside tool.toml")
    raw = read_bytes(path, limit=SOURCE_LIMIT)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error


def _format(folder: Path, name: str) -> Format:
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise InputError(f"{folder / name}: unknown kind {suffix!r} ({', '.join(FORMATS)}); save it as one of these")
    return FORMATS[suffix]
