"""What holds of panel/intake/repository.py."""

import asyncio
import os
import shutil
import ssl
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from intake_site import Site, answer, reach

from panel.errors import InputError
from panel.intake.address import Address
from panel.intake.fetch import PUBLIC
from panel.intake.repository import repository

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody, on a day that is known."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_COMMITTER_DATE": "2026-10-05T12:00:00Z",
        "GIT_AUTHOR_DATE": "2026-10-05T12:00:00Z",
    }
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "protocol.file.allow=always", *arguments],
        cwd=folder,
        env=env,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A repository with everything that a careless reader would run or follow."""
    folder = tmp_path / "acme"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "README.md").write_text("# Acme\n\nAcme is a runner.\n")
    (folder / "LICENSE").write_text("MIT License\n")
    (folder / "CHANGELOG.md").write_text("# Changes\n\n## 1.4.0 - 2026-10-02\n" + "- more and more\n" * 10_000)
    (folder / "README.txt").symlink_to("/etc/passwd")
    (folder / "COPYING").symlink_to("/etc/passwd")
    (folder / ".gitattributes").write_text("* filter=evil\n")
    (folder / "big.bin").write_bytes(os.urandom(100_000))
    (folder / ".git/hooks").mkdir(exist_ok=True)
    hook = folder / ".git/hooks/post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    (folder / ".gitmodules").write_text('[submodule "x"]\n\tpath = x\n\turl = http://127.0.0.1:9/x\n')
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", "evil 9.9.9 2031-01-01")
    return folder


@pytest.mark.anyio
async def test_local(work: Path, tmp_path: Path) -> None:
    """README, licence, the first part of a long changelog and the day of the last commit are read; links are not followed, nothing is run."""

    pieces = {piece.id: piece for piece in await repository(str(work), reach=PUBLIC)}
    assert list(pieces) == ["readme", "licence", "changelog", "history"]
    assert pieces["readme"].raw == (work / "README.md").read_bytes()
    assert pieces["licence"].raw == b"MIT License\n"
    assert (pieces["readme"].format, pieces["licence"].format, pieces["readme"].hint, pieces["readme"].url) == ("md", "txt", "acme", "")
    assert pieces["changelog"].title == "CHANGELOG.md (its first 60,000 bytes)"
    assert pieces["changelog"].raw.endswith(b"- more and more\n")
    assert len(pieces["changelog"].raw) <= 60_000
    assert pieces["history"].text.startswith("Last commit: 2026-10-05 (")
    assert not (tmp_path / "ran").exists()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "where",
    ["file:///etc", "http://example.com/x.git", "git://example.com/x", "ssh://git@example.com/x", "git@example.com:x/y", "ext::sh -c id", "--upload-pack=id", "-c", "acme", "https://127.0.0.1/x",
     "https://user@example.com/x", "https://169.254.169.254/x", "https://[::1]/x", "https://0x7f.1/x", "https://1.1.1.1:8443/x", "/no/such/folder"],
)  # fmt: skip
async def test_refused(where: str) -> None:
    """Only public https addresses and paths that look like paths are read."""

    with pytest.raises(InputError):
        await repository(where, reach=PUBLIC)


@pytest.mark.anyio
async def test_no_readme(tmp_path: Path) -> None:
    """A repository without a README, and a folder that is none, are one clear line."""

    with pytest.raises(InputError, match="git: fatal"):
        await repository(str(tmp_path), reach=PUBLIC)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "-m", "x")
    with pytest.raises(InputError, match="no README"):
        await repository(str(tmp_path), reach=PUBLIC)


def certificate(folder: Path) -> Path:
    """A self-signed certificate for tool.example, its key in the same file."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl here to make a certificate with")
    path = folder / "tool.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=tool.example",
        "-addext",
        "subjectAltName=DNS:tool.example",
    ]
    subprocess.run([*command, "-keyout", path, "-out", path.with_suffix(".crt")], check=True, capture_output=True)
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())
    return path


class GitSite(Site):
    """A site that serves repositories by git's own HTTP program."""

    def __init__(self, root: Path, tls: ssl.SSLContext) -> None:
        super().__init__(tls=tls)
        self.root = root

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        self.requests.append((target, headers))
        if target in self.pages:
            found = self.pages[target]
            writer.write(found if isinstance(found, bytes) else b"")
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            path, _, query = target.partition("?")
            env = {
                "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(self.root), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method, "HOME": str(self.root),
                "CONTENT_TYPE": headers.get("content-type", ""), "CONTENT_LENGTH": str(len(body)), "GIT_PROTOCOL": headers.get("git-protocol", ""), "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
                "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*", "GIT_CONFIG_KEY_1": "uploadpack.allowFilter", "GIT_CONFIG_VALUE_1": "true",
            }  # fmt: skip
            process = await asyncio.create_subprocess_exec(
                "git", "http-backend", env=env, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
            )
            output, _ = await process.communicate(body)
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + output)
        await writer.drain()
        writer.close()


@pytest.mark.anyio
async def test_https(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over https git connects to the address that was checked, verifies the name, uses no proxy, and brings only the texts."""

    async def resolve(host: str, port: int) -> Sequence[Address]:
        return [ip_address("127.0.0.1")]

    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate(tmp_path))
    monkeypatch.setenv("GIT_SSL_CAINFO", str(tmp_path / "tool.crt"))
    async with GitSite(work.parent, server) as site, Site() as proxy:
        for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        where = f"https://tool.example:{site.port}/acme"
        pieces = await repository(where, reach=replace(reach(site), resolve=resolve))
        assert [piece.id for piece in pieces] == ["readme", "licence", "changelog", "history"]
        assert pieces[0].url == where
        assert {headers["host"] for _, headers in site.requests} == {f"tool.example:{site.port}"}
        assert proxy.connections == 0
        site.pages["/moved/info/refs?service=git-upload-pack"] = answer(
            status=301, location=f"https://127.0.0.1:{proxy.port}/acme/info/refs?service=git-upload-pack"
        )
        with pytest.raises(InputError, match="git: fatal"):
            await repository(f"https://tool.example:{site.port}/moved", reach=replace(reach(site), resolve=resolve))
        assert proxy.connections == 0


@pytest.mark.anyio
@pytest.mark.parametrize(
    "where",
    [
        "file:///srv/acme",
        "git@github.com:a/b.git",
        "ssh://git@github.com/a/b",
        "http://x.example/a",
        "acme",
        "~/acme",
        "git://x.example/y",
        "github.com/a/b",
    ],
)
async def test_neither_address_nor_path(where: str) -> None:
    """What is neither an https address nor a path is refused with both ways to write it."""

    with pytest.raises(InputError, match=r"read over https, or from a folder.*https://host/path, or a path that begins with"):
        await repository(where, reach=PUBLIC)
