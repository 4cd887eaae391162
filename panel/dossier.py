"""What the panel may rely on: a tool's facts, its prices and the sources that they come from."""

import json
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError

from panel.canon import Closed, digest
from panel.cleaning import Removed, clean
from panel.errors import DiskError, InputError
from panel.evidence import SourceText
from panel.files import code_digest, read_bytes, read_toml, validated, write
from panel.flags import Flag
from panel.withholding import Shingle, Shown, shingles, withhold

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
SOURCE_LIMIT = 2_000_000
Format = Literal["md", "html", "txt"]
FORMATS: Mapping[str, Format] = {
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".txt": "txt",
    ".rst": "txt",
}

Line = Annotated[str, Field(max_length=300)]
SourceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
# TOML has floats and no decimals; through text, 0.1 stays 0.1.
Money = Annotated[
    Decimal, BeforeValidator(lambda value: str(value) if isinstance(value, float) else value), Field(ge=0, allow_inf_nan=False)
]


class Price(Closed):
    """One published price.

    `amount` is None when a plan is named but its price is not published ("contact us"). `quote` holds the source's own words.
    """

    plan: Line
    amount: Money | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    unit: Line = ""
    period: Literal["", "once", "hour", "day", "month", "year"] = ""
    source: SourceId
    as_of: date
    quote: Annotated[str, Field(max_length=600)] = ""


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


class Tool(Closed):
    """The facts of one tool. Empty text means that nobody published it; nothing is guessed.

    `community` is None when no vote was counted. `hands_on` says that the dossier holds a log of somebody who ran the tool.
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
    hands_on: bool = False
    prices: tuple[Price, ...] = ()
    community: Community | None = None
    sources: tuple[Source, ...]

    @property
    def label(self) -> str:
        """The name to use in running text."""
        return self.short or self.name

    @property
    def stated(self) -> tuple[str, ...]:
        """Everything that the facts say, as plain strings."""
        texts = (self.name, self.short, self.category, self.tagline, self.description, self.homepage, self.vendor, self.licence)
        prices = (f"{p.plan} {p.amount if p.amount is not None else ''} {p.currency} {p.unit} {p.period}" for p in self.prices)
        return tuple(text for text in (*texts, self.version, self.install, *prices) if text)

    @property
    def entry(self) -> Price | None:
        """The lowest published price, or None."""
        published = [price for price in self.prices if price.amount is not None]
        return min(published, key=lambda price: price.amount or Decimal(0), default=None)

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
    `steering` the passages themselves, none of which is shown.
    """

    tool: Tool
    texts: dict[str, str]
    removed: dict[str, tuple[Removed, ...]]
    marked: tuple[Marked, ...]
    steering: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Dossier:
    """What one tool's panel reads, with what its checks look things up in, each made when it is first needed."""

    prepared: Prepared

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
        return digest(self.tool.model_dump(mode="json", exclude={"community"}))

    @cached_property
    def dictated(self) -> frozenset[Shingle]:
        """The runs of words that only the steering passages hold: who writes one was dictated to."""
        shown = {run for text in (*self.texts.values(), *self.tool.stated) for run in shingles(text)} if self.prepared.steering else set()
        return frozenset(run for passage in self.prepared.steering for run in shingles(passage)) - shown

    @cached_property
    def checked(self) -> str:
        """Digest of everything that the checks of a reply look at: what is shown, and what is withheld."""
        return digest([self.tool.model_dump(mode="json"), self.prepared.steering])

    @cached_property
    def folded(self) -> Mapping[str, SourceText]:
        """The sources, prepared for looking up quotes."""
        return {id: SourceText(text) for id, text in self.texts.items()}


class _File(Closed):
    id: SourceId
    title: Line = ""
    file: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
    url: Line = ""
    retrieved: date


class ToolFile(Tool):
    """What `tool.toml` holds; the folder's name is the slug."""

    sources: Annotated[tuple[_File, ...], Field(min_length=1)]  # type: ignore[assignment]


class _Package(Closed):
    """The metadata that a package index gives of a package, beside its README."""

    name: str
    version: str = ""
    license: str | None = ""
    summary: str | None = ""
    urls: tuple[str | None, ...] = ()
    source: str = ""
    read: date


def load(folder: Path, *, kept: Path | None = None) -> Dossier:
    """The dossier in a tool folder: `tool.toml` and its source texts, or a captured package (`source.json` and `readme.md`).

    With `kept`, a folder, what was prepared before is found there again: by its content and by the code that prepares it.

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
        return _capture(folder, validated(ToolFile, {**data, "slug": slug}, path), kept)
    if "source.json" in names:
        return _capture(folder, _package(folder, slug, names), kept)
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


def _capture(folder: Path, tool: ToolFile, kept: Path | None) -> Dossier:
    path = folder / "tool.toml"
    texts = {file.id: _text(folder, file.file) for file in tool.sources}
    formats = {file.id: _format(folder, file.file) for file in tool.sources}
    if len(texts) < len(tool.sources):
        raise InputError(f"{path}: sources: two have the same id; give each its own")
    for price in tool.prices:
        if price.source not in texts:
            raise InputError(f"{path}: prices: {price.plan!r}: there is no source {price.source!r} ({', '.join(texts)})")
    if kept is None:
        return Dossier(_prepared(folder, tool, texts, formats))
    memory = kept / f"{digest([tool.model_dump(mode='json'), texts, code_digest('cleaning/*.py', 'flags/*.py', '*.py')])}.json"
    try:
        return Dossier(Prepared.model_validate_json(memory.read_bytes()))
    except (OSError, ValidationError):
        # Not there yet, or damaged: it is made again of the sources.
        prepared = _prepared(folder, tool, texts, formats)
    with suppress(DiskError):
        write(memory, prepared.model_dump_json(), durable=False)
    return Dossier(prepared)


def _prepared(folder: Path, tool: ToolFile, texts: Mapping[str, str], formats: Mapping[str, Format]) -> Prepared:
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
    for name in ("name", "short", "category", "tagline", "description", "vendor", "licence", "version", "install"):
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
    shown_tool = validated(Tool, facts, folder / "tool.toml")
    return Prepared(tool=shown_tool, texts=seen, removed=removed, marked=tuple(marked), steering=tuple(steering))


@lru_cache(maxsize=1024)
def _fact(text: str) -> Shown:
    """A fact as the panel is shown it; many tools share a category, a licence or a unit."""
    return withhold(clean(text, "txt"))


def _text(folder: Path, name: str) -> str:
    path = folder / name
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
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
