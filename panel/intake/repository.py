"""README, licence and changelog of a git repository, without running anything that is in it."""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from ipaddress import IPv6Address
from pathlib import Path

from panel.errors import InputError
from panel.intake.command import ToolFailed, run
from panel.intake.fetch import Reach, checked
from panel.intake.location import Location, locate
from panel.intake.piece import Format, Piece

CLONE_LIMIT = 200_000_000
CLONE_SECONDS = 60.0
_CHANGELOG_LIMIT = 60_000
_FORMATS: Mapping[str, Format] = {".md": "md", ".markdown": "md", ".rst": "txt", ".txt": "txt", "": "txt"}
_WANTED = (
    ("readme", re.compile(r"readme(\.md|\.markdown|\.rst|\.txt)?", re.IGNORECASE)),
    ("licence", re.compile(r"(?:licen[sc]e|copying)(\.md|\.txt|\.rst)?", re.IGNORECASE)),
    ("changelog", re.compile(r"(?:changelog|changes|history|releases)(\.md|\.rst|\.txt)?", re.IGNORECASE)),
)
# The certificates that this machine trusts may be named by its environment; a proxy may not.
_PASSED = ("PATH", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR")


async def repository(where: str, *, reach: Reach) -> tuple[Piece, ...]:
    """The texts of a repository at an https address, or in a local folder given as a path (".", "/...", "./...", "../...").

    A bare clone of one commit without its files: no checkout, hooks, submodules, filters, prompts, credentials or redirects. The
    connection goes to the addresses that were checked. Raises InputError, ToolFailed when git fails.
    """
    source, settings, protocol = await _source(where, reach)
    with tempfile.TemporaryDirectory(prefix="panel-git-") as scratch:
        folder = Path(scratch)
        git = _Git(folder, settings, protocol)
        _new_enough((await git("--version")).decode())
        await git(
            "clone",
            "--quiet",
            "--bare",
            "--depth=1",
            "--single-branch",
            "--no-tags",
            "--no-recurse-submodules",
            "--template=",
            "--filter=blob:none",
            "--",
            source,
            "clone.git",
        )
        pieces = [await _piece(git, role, name, blob, where) for role, name, blob in _chosen(await git.read("ls-tree", "-z", "HEAD"))]
        last = (await git.read("log", "-1", "--format=Last commit: %cs (%h)")).decode()
    if not any(piece.role == "readme" for piece in pieces):
        raise InputError(f"{where!r}: there is no README at the top of the repository; use --file")
    url = "" if protocol == "file" else where
    history = Piece("history", "changelog", "Last commit", "txt", last.encode(), url)
    return (*pieces, history)


class _Git:
    """git, with the same settings at every call."""

    def __init__(self, folder: Path, settings: tuple[str, ...], protocol: str) -> None:
        self._folder = folder
        always = (
            "core.hooksPath=/dev/null",
            "core.fsmonitor=false",
            "credential.helper=",
            "gc.auto=0",
        )
        self._settings = [word for setting in (*always, *settings) for word in ("-c", setting)]
        self._env = {name: os.environ[name] for name in _PASSED if name in os.environ} | {
            "HOME": str(folder),
            "LC_ALL": "C",
            "GIT_ALLOW_PROTOCOL": protocol,
            "GIT_ASKPASS": "true",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
        }

    async def __call__(self, *arguments: str) -> bytes:
        return await run(["git", *self._settings, *arguments], env=self._env, folder=self._folder, seconds=CLONE_SECONDS, size=CLONE_LIMIT)

    async def read(self, *arguments: str) -> bytes:
        """What git says about the clone."""
        return await self("--git-dir=clone.git", *arguments)


async def _source(where: str, reach: Reach) -> tuple[str, tuple[str, ...], str]:
    if where in (".", "..") or where.startswith(("/", "./", "../")):
        return _local(where), (), "file"
    if not where.lower().startswith("https://"):
        raise InputError(
            f"{where!r}: a repository is read over https, or from a folder of this machine; write https://host/path, or a path that begins with"
            " '/', './' or '../'"
        )
    location = locate(where)
    return location.url, await _pinned(location, reach), "https"


def _new_enough(version: str) -> None:
    # http.curloptResolve is what ties git to the checked addresses; older versions would ignore it silently.
    numbers = re.search(r"(\d+)\.(\d+)", version)
    if not numbers or (int(numbers[1]), int(numbers[2])) < (2, 37):
        raise ToolFailed("git: older than 2.37, which cannot be tied to a checked address; update it, or use --file")


def _local(where: str) -> str:
    path = Path(where).resolve()
    if not path.is_dir():
        raise InputError(f"{where!r}: no such folder; give the path of a git repository")
    return path.as_uri()


async def _pinned(location: Location, reach: Reach) -> tuple[str, ...]:
    addresses = await checked(location, reach)
    numbers = ",".join(f"[{address}]" if isinstance(address, IPv6Address) else str(address) for address in addresses)
    return (
        f"http.curloptResolve={location.host}:{location.port}:{numbers}",
        "http.followRedirects=false",
        "http.emptyAuth=false",
    )


def _chosen(listing: bytes) -> Iterator[tuple[str, str, str]]:
    entries = [entry.split("\t", 1) for entry in listing.decode("utf-8", "replace").split("\0") if entry]
    files = sorted((name, about.split()[2]) for about, name in entries if about.startswith("100"))  # a symbolic link is 120000
    for role, pattern in _WANTED:
        fitting = [(name, blob) for name, blob in files if pattern.fullmatch(name)]
        if fitting:
            yield role, *min(fitting, key=lambda entry: Path(entry[0]).suffix.lower() not in (".md", ".markdown"))


async def _piece(git: _Git, role: str, name: str, blob: str, where: str) -> Piece:
    raw = await git.read("cat-file", "blob", blob)
    title = name
    if role == "changelog" and len(raw) > _CHANGELOG_LIMIT:
        raw, title = raw[: raw.rfind(b"\n", 0, _CHANGELOG_LIMIT) + 1], f"{name} (its first {_CHANGELOG_LIMIT:,} bytes)"
    hint = where.rstrip("/").removesuffix(".git").rpartition("/")[2]
    url = where if where.startswith("https:") else ""
    return Piece(role, role, title, _FORMATS[Path(name).suffix.lower()], raw, url, hint=hint)  # type: ignore[arg-type]
