"""Metadata and README of a published package, without running any of its code."""

import contextlib
import importlib.util
import json
import os
import re
import shutil
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from panel.errors import InputError
from panel.intake.command import ToolFailed, run
from panel.intake.piece import Format, Piece

_SECONDS = 60.0
_DOWNLOAD = 100_000_000
_UNPACKED = 300_000_000
_TEXT = 2_000_000
# PyPI: the name grammar of the core metadata specification. npm: validate-npm-package-name, without a leading hyphen (an option).
_NAMES = {
    "pypi": re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?"),
    "npm": re.compile(r"(?=.{1,214}$)(?:@[a-z0-9~][a-z0-9._~-]*/)?[a-z0-9~][a-z0-9._~-]*"),
}


async def package(reference: str) -> tuple[Piece, ...]:
    """The metadata and README of `pypi:NAME` or `npm:NAME`, through the pip or npm that this machine has, as it is configured.

    pip only reports what a wheel says (a package without one is refused: building it would run its code); npm brings the archive with scripts off, and it is read
    without being unpacked. Raises InputError on a name outside the ecosystem's grammar, ToolFailed when the client fails.
    """
    ecosystem, _, name = reference.partition(":")
    if ecosystem not in _NAMES:
        raise InputError(f"{reference!r}: say where the package is published; write pypi:NAME or npm:NAME")
    if not _NAMES[ecosystem].fullmatch(name):
        raise InputError(f"{reference!r}: {name!r} is no {ecosystem} package name; correct it")
    with tempfile.TemporaryDirectory(prefix="panel-package-") as scratch:
        return await (_pypi if ecosystem == "pypi" else _npm)(name, Path(scratch))


async def _pypi(name: str, folder: Path) -> tuple[Piece, ...]:
    try:
        await _pip(folder, "install", "--dry-run", "--ignore-installed", "--report=report.json", "--log=pip.log", "--", name)
    except ToolFailed as error:
        if _source_only(folder / "pip.log", name):
            raise ToolFailed(
                f"pip: {name!r} has no wheel for this machine, only its source, and to build that would run its code;"
                " download the source, and use --file with its PKG-INFO (as .txt) and README"
            ) from error
        raise
    metadata = _reported(folder / "report.json", name)
    metadata.setdefault("license_expression", await _expression(folder, name, metadata))
    kind = str(metadata.get("description_content_type") or "")
    readme = str(metadata.get("description") or "")
    return tuple(_pieces(name, "PyPI", _pypi_lines(metadata), readme.encode("utf-8", "replace"), "md" if "markdown" in kind else "txt"))


async def _pip(folder: Path, *arguments: str) -> None:
    client = [sys.executable, "-m", "pip"] if importlib.util.find_spec("pip") else [shutil.which("pip") or "pip"]
    options = "--ignore-requires-python --no-deps --only-binary=:all: --no-input --disable-pip-version-check --quiet"
    command, *rest = arguments
    await run([*client, command, *options.split(), *rest], env=os.environ, folder=folder, seconds=_SECONDS, size=_DOWNLOAD)


def _source_only(log: Path, name: str) -> bool:
    """Whether pip passed over an archive of this package's source; in a folder it looks at those of others too."""
    wanted = _plain(name) + "-"
    with contextlib.suppress(OSError), log.open(encoding="utf-8", errors="replace") as file:
        skipped = (re.search(r"No sources permitted for \S+: \S*?([^/\s]+)(?:\s|$)", line) for line in file)
        return any(_plain(match[1]).startswith(wanted) for match in skipped if match)
    return False


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


async def _expression(folder: Path, name: str, metadata: dict[str, Any]) -> str:
    """The licence expression (PEP 639) of the wheel itself, since a pip before 25 leaves it out of its report; empty when there is none."""
    version = str(metadata.get("version"))
    if not re.fullmatch(r"2\.(?:[4-9]|[1-9]\d+)", str(metadata.get("metadata_version"))) or not re.fullmatch(r"[\w.!+-]{1,100}", version):
        return ""
    # A wheel too large to fetch leaves one fact unknown; the rest of the report is as good without it.
    with contextlib.suppress(ToolFailed):
        await _pip(folder, "download", "--dest=wheel", "--", f"{name}=={version}")
    wheel = next((folder / "wheel").glob("*.whl"), None)
    return _stated(wheel) if wheel else ""


def _stated(wheel: Path) -> str:
    try:
        with zipfile.ZipFile(wheel) as archive:
            inside = next(entry for entry in archive.infolist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", entry.filename))
            with archive.open(inside) as file:
                headers = file.read(_TEXT).decode("utf-8", "replace").partition("\n\n")[0]
    except (zipfile.BadZipFile, StopIteration, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return ""
    found = re.search(r"^License-Expression:[ \t]*(\S[^\r\n]*)", headers, re.MULTILINE | re.IGNORECASE)
    return found[1].strip() if found else ""


def _reported(report: Path, name: str) -> dict[str, Any]:
    try:
        metadata = json.loads(report.read_bytes())["install"][0]["metadata"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise ToolFailed(f"pip: its report on {name!r} cannot be read ({error}); update pip, or use --file") from error
    return metadata if isinstance(metadata, dict) else {}


def _pypi_lines(metadata: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    labels = {
        "Name": "name", "Version": "version", "Summary": "summary", "License-Expression": "license_expression", "License": "license",
        "Home-page": "home_page", "Author": "author", "Requires-Python": "requires_python", "Keywords": "keywords",
    }  # fmt: skip
    for label, key in labels.items():
        yield label, metadata.get(key)
    for label, key in (("Project-URL", "project_url"), ("Classifier", "classifier")):
        for value in metadata.get(key) or ():
            yield label, value


async def _npm(name: str, folder: Path) -> tuple[Piece, ...]:
    client = shutil.which("npm") or "npm"
    options = "--ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error --pack-destination=."
    await run([client, "pack", *options.split(), "--", name], env=os.environ, folder=folder, seconds=_SECONDS, size=_DOWNLOAD)
    manifest, readme = _archived(folder, name)
    try:
        metadata = json.loads(manifest)
        lines = list(_npm_lines(metadata))
    except (ValueError, AttributeError, RecursionError) as error:
        raise ToolFailed(f"npm: the package.json of {name!r} cannot be read ({error}); use --file") from error
    return tuple(_pieces(name, "npm", iter(lines), readme, "md"))


def _npm_lines(metadata: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    author = metadata.get("author")
    yield "Name", metadata.get("name")
    yield "Version", metadata.get("version")
    yield "Summary", metadata.get("description")
    yield "License", metadata.get("license")
    yield "Home-page", metadata.get("homepage")
    yield "Author", author.get("name") if isinstance(author, dict) else author


def _archived(folder: Path, name: str) -> tuple[bytes, bytes]:
    archive = next(folder.glob("*.tgz"), None)
    if archive is None:
        raise ToolFailed(f"npm: brought no archive of {name!r}; use --file")
    manifest, readme = b"", b""
    try:
        with tarfile.open(archive, "r|gz") as tar:
            for member in tar:
                if member.offset_data + member.size > _UNPACKED:
                    raise ToolFailed(f"npm: the archive of {name!r} unpacks to more than {_UNPACKED:,} bytes; use --file")
                parts = member.name.split("/")
                if len(parts) != 2 or not member.isreg() or member.size > _TEXT:
                    continue
                if parts[1] == "package.json":
                    manifest = _content(tar, member)
                elif re.fullmatch(r"readme(\.md|\.markdown|\.txt)?", parts[1], re.IGNORECASE):
                    readme = _content(tar, member)
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise ToolFailed(f"npm: the archive of {name!r} is damaged ({error}); try again") from error
    return manifest, readme


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return file.read(_TEXT) if file else b""


def _pieces(name: str, index: str, lines: Iterator[tuple[str, Any]], readme: bytes, format: Format) -> Iterator[Piece]:
    text = "\n".join(
        f"{label}: {' '.join(value.split())}" for label, value in lines if isinstance(value, str) and value.strip() and len(value) < 2000
    )
    hint = name.rpartition("/")[2]
    yield Piece("metadata", "metadata", f"{index} metadata of {name}", "txt", text.encode("utf-8", "replace"), hint=hint)
    if readme.strip():
        yield Piece("readme", "readme", f"README of {name} ({index})", format, readme, hint=hint)
