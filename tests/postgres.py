"""A real PostgreSQL of the tests' own on loopback, with fsync on, that can be restarted and stopped at once.

    from postgres import Postgres, cluster  # noqa: F401 - a fixture, by the name of `postgres`

    def test(postgres: Postgres): ... postgres.database() ... postgres.restart() ...

Skips where PostgreSQL or its Python driver is not installed.
"""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

import pytest

PASSWORD = "correct-horse-battery"
NUMBERS = count(1)


def _roomy() -> str | None:
    """A folder in memory where there is room for a cluster: after a crash the server syncs every file, which a busy disk takes minutes for."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None


class Postgres:
    """One cluster in a folder of its own, run by a user without rights where the tests run as root."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="panel-postgres-", dir=_roomy()))
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            os.chown(self._folder, pwd.getpwnam(self._user).pw_uid, -1)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._call("initdb", "-D", str(self._data), "-U", "panel", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        settings = f"port={self.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories=''\nfsync=on\nmax_connections=60\n"
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(settings)
        self.start()

    def database(self) -> str:
        """The URL of a fresh database; it holds a password that nobody may print."""
        name = f"t{os.getpid()}_{next(NUMBERS)}"
        self._call("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "panel", name)
        return f"postgresql://panel:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    @property
    def pid(self) -> int:
        """The process that all others of the cluster come from."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        """Run, and wait until it answers."""
        self._call("pg_ctl", "-D", str(self._data), "-w", "-t", "300", "-l", str(self._folder / "log"), "start")

    def stop(self, mode: str = "fast") -> None:
        """`fast` ends all sessions in order, `immediate` as a power cut would."""
        self._call("pg_ctl", "-D", str(self._data), "-w", "-m", mode, "stop")

    def restart(self) -> None:
        """An orderly stop under whoever is connected, and a start."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        if (self._data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _call(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            text=True,
            cwd=self._folder,
            user=self._user,
            group=pwd.getpwnam(self._user).pw_gid if self._user else None,
            extra_groups=[] if self._user else None,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"


@cache
def running() -> Postgres:
    """The one cluster of this process."""
    started = Postgres(programs())
    atexit.register(started.remove)
    return started


def programs() -> Path:
    """Where PostgreSQL's programs are; skips the test where they are not."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not installed:
        pytest.skip("PostgreSQL is not installed")
    return installed[-1].parent


@pytest.fixture(name="postgres")
def cluster() -> Postgres:
    """The cluster; it runs when a test begins."""
    pytest.importorskip("asyncpg", reason="the extra [postgres] is not installed")
    return running()
