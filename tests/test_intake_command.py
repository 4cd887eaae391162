"""What holds of panel/intake/command.py."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from panel.intake.command import ToolFailed, run

PYTHON = [sys.executable, "-c"]


async def ran(program: str, folder: Path, *, seconds: float = 60.0, size: int = 1_000_000) -> bytes:
    """What a Python program prints."""
    return await run([*PYTHON, program], env=os.environ, folder=folder, seconds=seconds, size=size)


@pytest.mark.anyio
async def test_output(tmp_path: Path) -> None:
    """What the program prints comes back; it runs in the given folder and finds no input."""

    assert await ran("import os, sys; print(os.getcwd(), repr(sys.stdin.read()))", tmp_path) == f"{tmp_path} ''\n".encode()


@pytest.mark.anyio
async def test_failure(tmp_path: Path) -> None:
    """A program that fails is one line with its own complaint."""

    with pytest.raises(ToolFailed, match="fatal: no such thing; ") as error:
        await ran("import sys; print('hint: x', file=sys.stderr); sys.exit('fatal: no such thing')", tmp_path)
    assert "\n" not in str(error.value)


@pytest.mark.anyio
async def test_not_installed(tmp_path: Path) -> None:
    """A program that this machine has not is one line too."""

    with pytest.raises(ToolFailed, match="cannot be started"):
        await run([str(tmp_path / "nothing")], env={}, folder=tmp_path, seconds=5, size=1)


@pytest.mark.anyio
async def test_deadline(tmp_path: Path) -> None:
    """At the deadline the program is killed, and so is what it started."""

    child = "import os, sys, subprocess; p = subprocess.Popen(['sleep', '600']); open('child', 'w').write(str(p.pid)); os.replace('child', 'pid'); p.wait()"
    with pytest.raises(ToolFailed, match="not done after 3 s"):
        await ran(child, tmp_path, seconds=3)
    pid = int((tmp_path / "pid").read_text())
    async with asyncio.timeout(30):
        while _alive(pid):
            await asyncio.sleep(0)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.anyio
async def test_too_large(tmp_path: Path) -> None:
    """A program that fills its folder is killed, though it would never end."""

    with pytest.raises(ToolFailed, match="more than 1,000,000 bytes"):
        await ran("import time\nopen('big', 'wb').write(b'0' * 3_000_000)\ntime.sleep(600)", tmp_path)


@pytest.mark.anyio
async def test_talkative(tmp_path: Path) -> None:
    """A program that prints without measure is refused, and not by running out of memory."""

    with pytest.raises(ToolFailed, match="printed more than"):
        await ran("import sys\nfor _ in range(60): sys.stdout.write('0' * 100_000)", tmp_path)
