"""A tool folder made from a tool's own pages, and made anew from them later."""

import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Literal

from panel.canon import Closed
from panel.dossier import FORMATS, SLUG, SOURCE_LIMIT
from panel.errors import DiskError, InputError, UsageError
from panel.files import CONFIG_LIMIT, read_bytes, read_toml, sync, validated, write
from panel.intake.extract import Proposal, proposal
from panel.intake.fetch import PUBLIC, Reach
from panel.intake.material import Fact, Material, Role
from panel.intake.naming import parked
from panel.intake.package import package
from panel.intake.piece import Piece
from panel.intake.repository import repository
from panel.intake.toolfile import Entry, FactChange, drafted, refreshed
from panel.intake.web import site

_RECORD = "capture.json"
_RECORD_LIMIT = 5_000_000
_FILE_ROLES: tuple[tuple[Role, str], ...] = (
    ("pricing", r"pricing|prices|plans"), ("changelog", r"changelog|changes|history|releases"), ("licence", r"licen[sc]e|copying"),
    ("docs", r"docs?|documentation|guide|quickstart"), ("readme", r"readme"), ("metadata", r"metadata|pkg-info"),
)  # fmt: skip


class Origin(Closed):
    """Where a tool's texts come from. `git` is an https address or a local path, `package` is pypi:NAME or npm:NAME."""

    urls: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    git: str = ""
    package: str = ""


class Captured(Closed):
    """One source as it came: its entry, what the server called it, and the digest of its bytes."""

    entry: Entry
    content_type: str
    size: int
    digest: str


class Record(Closed):
    """One capture: when, from where, what came, and which facts were found in it. Kept beside the raw bytes."""

    format: Literal[1] = 1
    at: datetime
    origin: Origin
    sources: tuple[Captured, ...]
    facts: tuple[Fact, ...]
    missed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


async def add(tools: Path, origin: Origin, *, now: datetime, slug: str = "", reach: Reach = PUBLIC) -> Path:
    """Make the folder of a tool and return it; `slug` is made from the tool's name unless given.

    The folder appears whole or not at all. Raises InputError when it is there already, when a source cannot be had or when no
    reader could see anything in it, UsageError when no source is given, DiskError when the folder cannot be written.
    """
    if slug:
        _free(tools, slug)
    pieces, missed = await _gather(origin, now, reach)
    found = _found(pieces, now)
    facts = found.facts
    folder = _free(tools, slug or slug_of(next(str(fact.value) for fact in facts if fact.field == "name")))
    record = _record(origin, pieces, found, now, missed)
    entries = [source.entry for source in record.sources]
    draft = tools / f".{folder.name}.{token_hex(4)}"
    try:
        try:
            _fill(draft / "raw" / _stamp(now), pieces, record)
            for piece in pieces:
                write(draft / piece.file, piece.text)
            write(draft / "tool.toml", drafted(facts, entries, heading=_heading(record)))
            draft.rename(folder)
            sync(tools)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise DiskError(f"{folder}: cannot be written ({error.strerror}); check space and permissions") from error
    return folder


async def refresh(folder: Path, *, now: datetime, reach: Reach = PUBLIC) -> tuple[FactChange, ...]:
    """Fetch a tool's sources again, put the new texts and facts into its folder, and return the facts that changed.

    What the editor wrote in tool.toml stays; the bytes of earlier captures stay in `raw/`. When a source cannot be had, nothing
    is changed; a page found by a link that is gone is reported and keeps its facts. Raises what `add` raises, and InputError
    when the folder was not made by `add` or when the pages say nothing any more.
    """
    last = latest(folder)
    pieces, missed = await _gather(last.origin, now, reach)
    lost = tuple(source for source in last.sources if source.entry.id not in {piece.id for piece in pieces})
    found = _found(pieces, now)
    _still_said(folder, last, found)
    facts = _carried(last.facts, found.facts, {source.entry.id for source in lost})
    record = _record(last.origin, pieces, Proposal(facts, found.notes), now, missed)
    entries = [source.entry for source in record.sources]
    record = record.model_copy(update={"sources": (*record.sources, *lost)})
    read_toml(folder / "tool.toml")
    old = read_bytes(folder / "tool.toml", limit=CONFIG_LIMIT).decode()
    text, changes = refreshed(old, old=last.facts, new=facts, sources=entries)
    draft, final = folder / "raw" / f".{token_hex(4)}", _unused(folder / "raw" / _stamp(now))
    try:
        try:
            _fill(draft, pieces, record)
            for piece in pieces:
                write(folder / piece.file, piece.text)
            write(folder / "tool.toml", text)
            # Last, since it is what the next refresh compares with: until then this refresh can simply be done again.
            draft.rename(final)
            sync(final.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise DiskError(f"{folder}: cannot be written ({error.strerror}); check space and permissions") from error
    told = (FactChange(field="prices", old="", new="", note=note) for note in found.notes if note not in last.notes)
    return (*(_away(source, missed) for source in lost), *told, *changes)


def _away(source: Captured, missed: Sequence[str]) -> FactChange:
    entry = source.entry
    place = entry.url or entry.title
    why = next((line.partition(": ")[2].partition(";")[0] for line in missed if repr(place) in line), "nothing leads to it any more")
    note = f"{place} could not be read again ({why}); what it said on {entry.retrieved} stays"
    return FactChange(field=f"source {entry.id}", old=place, new=place, note=note)


def _still_said(folder: Path, last: Record, found: Proposal) -> None:
    """Refuse pages that publish nothing where facts were found before: an empty shell has not taken anything back."""
    if any(fact.quote for fact in last.facts) and not any(fact.quote for fact in found.facts):
        raise InputError(
            f"{folder}: nothing of what was captured on {last.at.date()} could be read again, and nothing was changed; look at its pages, and"
            " capture the tool anew from where they are now"
        )


def latest(folder: Path) -> Record:
    """The newest capture in a tool folder. Raises InputError when there is none or it is damaged."""
    found = sorted((folder / "raw").glob(f"[0-9]*/{_RECORD}"))
    if not found:
        raise InputError(
            f"{folder}: was not captured by `panel tool add`, so there is nothing to fetch again; add it anew under another slug"
        )
    try:
        return validated(Record, json.loads(read_bytes(found[-1], limit=_RECORD_LIMIT)), found[-1])
    except (ValueError, RecursionError) as error:
        raise InputError(f"{found[-1]}: not JSON ({error}); remove its folder to compare with the capture before it") from error


def slug_of(name: str) -> str:
    """A folder's name from a tool's name: a-z, 0-9 and hyphens, 64 characters at most. Raises InputError when nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-")
    if not slug:
        raise InputError(f"{name!r}: no letter in it can stand in a folder's name; give one with --slug")
    return slug


def _free(tools: Path, slug: str) -> Path:
    if not SLUG.fullmatch(slug):
        raise InputError(f"{slug!r} is no slug; use a-z, 0-9 and '-', 64 characters at most")
    folder = tools / slug
    if folder.exists() or folder.is_symlink():
        raise InputError(f"{folder}: is there already; fetch it again with `panel tool refresh {slug}`, or give another name with --slug")
    return folder


def _unused(folder: Path) -> Path:
    return next(path for path in (folder, *(folder.with_name(f"{folder.name}-{n}") for n in range(2, 1000))) if not path.exists())


async def _gather(origin: Origin, now: datetime, reach: Reach) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    pieces: list[Piece] = []
    missed: tuple[str, ...] = ()
    if origin.urls:
        pages, missed = await site(origin.urls, now=now, reach=reach)
        pieces += pages
    if origin.git:
        pieces += await repository(origin.git, reach=reach)
    if origin.package:
        pieces += await package(origin.package)
    pieces += map(_filed, _distinct(origin.files))
    if not pieces:
        raise UsageError("no source: give an address, --file, --git or --package")
    return tuple(_numbered(pieces)), missed


def _distinct(names: Sequence[str]) -> Sequence[str]:
    places = [os.path.realpath(name) for name in names]
    if twice := [name for number, name in enumerate(names) if places[number] in places[:number]]:
        raise UsageError(f"--file {twice[0]!r}: the same file twice; name it once")
    return names


def _filed(name: str) -> Piece:
    path = Path(name)
    if os.path.isdir(name):  # noqa: PTH112 - pathlib raises for a name that no file can have
        raise InputError(f"{path}: a folder; name the files in it, each with its own --file")
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path}: unknown kind {path.suffix!r} ({', '.join(FORMATS)}); save it as one of these")
    format = FORMATS[path.suffix.lower()]
    role = next((role for role, words in _FILE_ROLES if re.search(rf"\b(?:{words})\b", path.stem, re.IGNORECASE)), None)
    role = role or ("home" if format == "html" else "readme")
    piece = Piece(role, role, path.name[:300], format, read_bytes(path, limit=SOURCE_LIMIT))
    if not piece.is_text:
        raise InputError(f"{path}: not UTF-8 text; save its text as UTF-8 and name that file")
    return piece


def _numbered(pieces: Sequence[Piece]) -> Iterator[Piece]:
    taken: set[str] = set()
    for piece in pieces:
        id = next(id for id in (piece.id, *(f"{piece.role}-{n}" for n in range(2, len(pieces) + 2))) if id not in taken)
        taken.add(id)
        yield replace(piece, id=id)


def _materials(pieces: Sequence[Piece], now: datetime) -> list[Material]:
    materials = [Material(piece.id, piece.role, piece.format, piece.text, now.date(), piece.hint) for piece in pieces]
    for piece, material in zip(pieces, materials, strict=True):
        if piece.url and piece.format == "html" and parked(material):
            raise InputError(
                f"{piece.url}: what stands there is a notice on the address itself (for sale, expired, suspended), not a tool's page; correct it"
            )
        if not material.source.text.strip():
            raise InputError(
                f"{piece.url or piece.title}: nothing that a reader could see (a page made by a script?); save its text and use --file"
            )
        if len(material.text.encode()) > SOURCE_LIMIT:
            raise InputError(
                f"{piece.url or piece.title}: larger than {SOURCE_LIMIT:,} bytes as UTF-8; save the part that matters and use --file"
            )
    return materials


def _found(pieces: Sequence[Piece], now: datetime) -> Proposal:
    """What the pieces publish, with a name and a home page taken from the address where they publish none."""
    found = proposal(_materials(pieces, now))
    published = {fact.field for fact in found.facts}
    first = pieces[0]
    hint = next((piece.hint for piece in pieces if piece.hint), "") or Path(first.title).stem
    given = [] if "name" in published else [Fact(field="name", value=hint[:200], source=first.id, quote="")]
    if "homepage" not in published and first.url:
        given.append(Fact(field="homepage", value=first.url, source=first.id, quote=""))
    return Proposal((*given, *found.facts), found.notes)


def _carried(old: Sequence[Fact], new: Sequence[Fact], lost: set[str]) -> tuple[Fact, ...]:
    # A page that is away today has not taken its words back.
    carried = [fact for fact in old if fact.source in lost]
    said = {fact.field for fact in carried}
    # A name that only the address suggests is no news.
    named = any(fact.field == "name" and fact.quote for fact in old)
    return (*(fact for fact in new if fact.field not in said and not (named and fact.field == "name" and not fact.quote)), *carried)


def _record(origin: Origin, pieces: Sequence[Piece], found: Proposal, now: datetime, missed: tuple[str, ...]) -> Record:
    sources = tuple(
        Captured(
            entry=Entry(id=piece.id, title=piece.title, file=piece.file, url=piece.url, retrieved=now.date(), note=_note(piece, now)),
            content_type=piece.content_type, size=len(piece.raw), digest=piece.digest,
        )
        for piece in pieces
    )  # fmt: skip
    return Record(at=now, origin=origin, sources=sources, facts=found.facts, missed=missed, notes=found.notes)


def _heading(record: Record) -> Iterator[str]:
    yield f"Captured {record.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC. Each fact has its quote beside it: check them, correct what is wrong."
    yield "What you write here stays when the tool is refreshed."
    for line in record.missed:
        yield f"Not captured then: {line}"
    for line in record.notes:
        yield f"Left out: {line}"


def _note(piece: Piece, now: datetime) -> str:
    return f"{now.astimezone(UTC):%H:%M:%S} UTC, {len(piece.raw):,} bytes, SHA-256 {piece.digest}"


def _stamp(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _fill(folder: Path, pieces: Sequence[Piece], record: Record) -> None:
    folder.mkdir(parents=True)
    for piece in pieces:
        with (folder / piece.file).open("wb") as file:
            file.write(piece.raw)
            file.flush()
            os.fsync(file.fileno())
    write(folder / _RECORD, record.model_dump_json(indent=1) + "\n")
