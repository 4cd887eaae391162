"""What holds of panel/intake/package.py."""

import base64
import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest
from intake_site import Site, answer

from panel.errors import InputError
from panel.intake.command import ToolFailed
from panel.intake.package import package

METADATA = """Metadata-Version: 2.4
Name: acme-runner
Version: 1.2.3
Summary: Runs agents
License: MIT
Project-URL: Homepage, https://acme.example/
Classifier: Topic :: Software Development
Description-Content-Type: text/markdown

# Acme

Acme is a runner.
"""


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that pip is told to use instead of any index."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def wheel(folder: Path, metadata: str = METADATA) -> None:
    """A wheel as an author would build it."""
    with zipfile.ZipFile(folder / "acme_runner-1.2.3-py3-none-any.whl", "w") as archive:
        inside = "acme_runner-1.2.3.dist-info"
        archive.writestr(f"{inside}/METADATA", metadata)
        archive.writestr(f"{inside}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{inside}/RECORD", "")


@pytest.mark.anyio
async def test_pypi(wheels: Path) -> None:
    """Of a wheel its metadata and README are read through pip, as pip is configured."""

    wheel(wheels)
    metadata, readme = await package("pypi:acme-runner")
    assert metadata.text.splitlines() == [
        "Name: acme-runner", "Version: 1.2.3", "Summary: Runs agents", "License: MIT", "Project-URL: Homepage, https://acme.example/", "Classifier: Topic :: Software Development",
    ]  # fmt: skip
    assert (readme.text, readme.format, readme.hint) == ("# Acme\n\nAcme is a runner.\n", "md", "acme-runner")


@pytest.mark.anyio
async def test_licence_expression(wheels: Path) -> None:
    """The licence expression of a package stands in its metadata whether or not the installed pip reports it."""

    wheel(wheels, METADATA.replace("License: MIT", "License-Expression: Apache-2.0 OR MIT"))
    metadata, _ = await package("pypi:acme-runner")
    assert "License-Expression: Apache-2.0 OR MIT" in metadata.text.splitlines()


@pytest.mark.anyio
async def test_pypi_without_wheel(wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that would have to be built is refused, and its build script is not run, also where pip could build it."""

    monkeypatch.setenv("PIP_NO_BUILD_ISOLATION", "false")
    with tarfile.open(wheels / "acme-runner-1.2.3.tar.gz", "w:gz") as archive:
        for name, text in (("setup.py", f"open({str(tmp_path / 'ran')!r}, 'w')"), ("PKG-INFO", METADATA)):
            about = tarfile.TarInfo(f"acme-runner-1.2.3/{name}")
            about.size = len(text)
            archive.addfile(about, io.BytesIO(text.encode()))
    with pytest.raises(ToolFailed, match=r"'acme-runner' has no wheel for this machine, only its source.*PKG-INFO"):
        await package("pypi:acme-runner")
    with pytest.raises(ToolFailed, match="correct the name"):
        await package("pypi:acme-walker")
    assert not (tmp_path / "ran").exists()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "reference",
    ["acme", "gem:acme", "pypi:", "npm:", "pypi:--index-url=http://x", "pypi:-r/etc/passwd", "pypi:../x", "pypi:a b", "pypi:a==1", "pypi:a[b]", "pypi:a@https://x.example/a.whl", "pypi:./a", "pypi:a\n",
     "npm:--registry=http://x", "npm:-g", "npm:./x", "npm:../x", "npm:/etc", "npm:a@1", "npm:git+https://x.example/y", "npm:user/repo", "npm:@a/../b", "npm:@-/x", "npm:a b", "npm:A", "npm:.a", "npm:a\n", "npm:" + "a" * 300],
)  # fmt: skip
async def test_names(reference: str) -> None:
    """A name that could be read as an option, a path, an address or a version is refused before any client is started."""

    with pytest.raises(InputError) as error:
        await package(reference)
    assert not isinstance(error.value, ToolFailed)


def archived(files: dict[str, bytes]) -> bytes:
    """A package archive as npm serves it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, raw in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(raw)
            archive.addfile(about, io.BytesIO(raw))
    return buffer.getvalue()


def registry(site: Site, name: str, archive: bytes) -> None:
    """Publish an archive on a loopback registry."""
    sums = {
        "shasum": hashlib.sha1(archive).hexdigest(),
        "integrity": "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode(),
    }
    version = {"name": name, "version": "0.4.2", "dist": {"tarball": f"{site.url}/{name}.tgz", **sums}}
    about = {"name": name, "dist-tags": {"latest": "0.4.2"}, "versions": {"0.4.2": version}}
    site.pages["/" + name.replace("/", "%2f")] = answer(json.dumps(about), kind="application/json")
    site.pages[f"/{name}.tgz"] = answer(archive, kind="application/octet-stream")


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """npm with a cache and settings of its own."""
    if not shutil.which("npm"):
        pytest.skip("there is no npm here")
    for name in [name for name in os.environ if name.lower().startswith("npm_config_")]:
        monkeypatch.delenv(name)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (
        ("cache", tmp_path / "cache"),
        ("userconfig", tmp_path / "npmrc"),
        ("globalconfig", tmp_path / "global"),
        ("fetch_retries", "0"),
    ):
        monkeypatch.setenv(f"npm_config_{name}", str(value))
    return monkeypatch


@pytest.mark.anyio
async def test_npm(npm: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of an npm package its package.json and README are read; none of its scripts is run, and nothing is unpacked."""

    script = f"touch {tmp_path}/ran"
    manifest = {"name": "@acme/runner", "version": "0.4.2", "description": "Runs agents", "license": "Apache-2.0", "homepage": "https://acme.example/", "author": {"name": "Ann"},
                "scripts": dict.fromkeys(("prepack", "prepare", "postpack", "preinstall", "install", "postinstall"), script)}  # fmt: skip
    files = {
        "package/package.json": json.dumps(manifest).encode(),
        "package/README.md": b"# Acme Runner\n",
        "../../evil": b"x",
        "package/lib/README.md": b"no",
    }
    async with Site() as site:
        npm.setenv("npm_config_registry", site.url + "/")
        registry(site, "@acme/runner", archived(files))
        metadata, readme = await package("npm:@acme/runner")
    assert metadata.text.splitlines() == [
        "Name: @acme/runner", "Version: 0.4.2", "Summary: Runs agents", "License: Apache-2.0", "Home-page: https://acme.example/", "Author: Ann",
    ]  # fmt: skip
    assert (readme.text, readme.hint) == ("# Acme Runner\n", "runner")
    assert not (tmp_path / "ran").exists()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("archive", "says"),
    [
        (archived({"package/package.json": b"{"}), "cannot be read"),
        (archived({"package/package.json": b"[" * 100_000}), "cannot be read"),
        (archived({"package/package.json": b"[]"}), "cannot be read"),
        (archived({}), "cannot be read"),
        (gzip.compress(b"no tar"), "npm"),
    ],
    ids=["broken", "deep", "list", "empty", "no-tar"],
)
async def test_npm_damaged(npm: pytest.MonkeyPatch, archive: bytes, says: str) -> None:
    """A damaged archive is one clear line."""

    async with Site() as site:
        npm.setenv("npm_config_registry", site.url + "/")
        registry(site, "acme", archive)
        with pytest.raises(ToolFailed, match=says):
            await package("npm:acme")


class Repeated(io.RawIOBase):
    """A random block again and again: it packs well, but not so well that npm itself refuses it."""

    block = os.urandom(1 << 14)

    def read(self, size: int = -1) -> bytes:
        return (self.block * (size // len(self.block) + 1))[:size]


@pytest.mark.anyio
async def test_npm_bomb(npm: pytest.MonkeyPatch) -> None:
    """An archive that unpacks to very much is left unread from there on."""

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as archive:
        about = tarfile.TarInfo("package/large")
        about.size = 310_000_000
        archive.addfile(about, Repeated())
    async with Site() as site:
        npm.setenv("npm_config_registry", site.url + "/")
        registry(site, "acme", buffer.getvalue())
        with pytest.raises(ToolFailed, match="unpacks to more than 300,000,000 bytes"):
            await package("npm:acme")


@pytest.mark.anyio
async def test_npm_unknown(npm: pytest.MonkeyPatch) -> None:
    """A package that is not published is one clear line."""

    async with Site() as site:
        npm.setenv("npm_config_registry", site.url + "/")
        with pytest.raises(ToolFailed, match="npm: "):
            await package("npm:acme")
