"""A program of this machine, run without a shell, without input, with a deadline and a limit on what it writes."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from panel.errors import InputError

_OUTPUT = 4_000_000
_POLL = 0.1


class ToolFailed(InputError):
    """A program that was asked to bring a text did not bring it."""


async def run(arguments: Sequence[str], *, env: Mapping[str, str], folder: Path, seconds: float, size: int) -> bytes:
    """What the program printed. `size` is the limit in bytes on the files that it leaves in `folder`.

    Raises ToolFailed when it cannot be started, fails, or passes a limit; the program and its children are killed then.
    """
    name = Path(arguments[0]).name
    try:
        process = await asyncio.create_subprocess_exec(
            *arguments, env=dict(env), cwd=folder, start_new_session=True,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
    except OSError as error:
        raise ToolFailed(f"{name}: cannot be started ({error.strerror}); install it, or use --file") from error
    watch = asyncio.create_task(_watch(folder, size))
    talk = asyncio.create_task(_talk(process))
    try:
        async with asyncio.timeout(seconds):
            await asyncio.wait((watch, talk), return_when=asyncio.FIRST_COMPLETED)
            if not talk.done():
                raise ToolFailed(f"{name}: brought more than {size:,} bytes and was stopped; use --file with the part that matters")
            output, complaint = talk.result()
    except TimeoutError as error:
        raise ToolFailed(f"{name}: not done after {seconds:g} s and was stopped; try again, or use --file") from error
    finally:
        watch.cancel()
        talk.cancel()
        await _end(process)
    if process.returncode:
        raise ToolFailed(f"{name}: {_last(complaint)}; correct the name, or use --file")
    if len(output) > _OUTPUT:
        raise ToolFailed(f"{name}: printed more than {_OUTPUT:,} bytes; use --file with the part that matters")
    return output


async def _talk(process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
    assert process.stdout
    assert process.stderr
    async with asyncio.TaskGroup() as group:
        output = group.create_task(_read(process.stdout))
        complaint = group.create_task(_read(process.stderr))
        group.create_task(process.wait())
    return output.result(), complaint.result()


async def _read(stream: asyncio.StreamReader) -> bytes:
    # Reads on after the limit, so that the program does not hang on a full pipe.
    kept = bytearray()
    while chunk := await stream.read(65536):
        kept += chunk[: max(0, _OUTPUT + 1 - len(kept))]
    return bytes(kept)


async def _watch(folder: Path, size: int) -> None:
    # The file system sends no event that every platform has.
    while _weight(folder) <= size:  # noqa: ASYNC110
        await asyncio.sleep(_POLL)


def _weight(folder: Path) -> int:
    total = 0
    for parent, _, files in os.walk(folder):
        for file in files:
            with contextlib.suppress(OSError):
                total += Path(parent, file).lstat().st_size
    return total


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _last(complaint: bytes) -> str:
    lines = [line.strip() for line in complaint.decode("utf-8", "replace").splitlines() if line.strip()]
    told = [line for line in lines if line.lower().startswith(("fatal", "error", "npm error", "npm err!"))]
    return ((told or lines)[0] if told or lines else "failed without a word")[:300]
