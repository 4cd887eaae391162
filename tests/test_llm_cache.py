import os
import pickle
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from llm_parts import client, request
from server import FakeServer, completion

from panel.errors import DiskError
from panel.llm.cache import Damaged, Store
from panel.llm.call import Reply, Usage

pytestmark = pytest.mark.anyio
KEY = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4
REPLY = Reply(text='{"a": "ä"}', model="m", usage=Usage(prompt=1, completion=2), cost=None, at="2026-11-01T00:00:00+00:00")
PATHS = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])}


async def filled(folder: Path, *keys: str) -> None:
    """Put a reply under each key, and close the folder."""
    store = Store(folder, Reply, warn=print)
    for key in keys:
        await store.put(key, REPLY)
    store.close()


def change(folder: Path, sql: str, *values: object) -> None:
    """Change the database behind the back of the store."""
    with closing(sqlite3.connect(folder / "cache.db")) as database, database:
        database.execute(sql, values)


async def test_what_was_put_is_got_by_the_next_process(tmp_path: Path) -> None:
    """A record comes back as it was, from a folder that nobody else may read."""

    await filled(tmp_path / "replies", KEY)
    store = Store(tmp_path / "replies", Reply, warn=print)

    assert store.get(KEY) == REPLY
    assert store.get(OTHER) is None
    assert (tmp_path / "replies").stat().st_mode & 0o777 == 0o700


async def test_an_open_folder_is_closed_to_others(tmp_path: Path) -> None:
    """A folder that others could read is made private before it is used."""

    tmp_path.chmod(0o755)
    await filled(tmp_path, KEY)

    assert tmp_path.stat().st_mode & 0o777 == 0o700


async def test_a_big_reply_stays_in_its_row(tmp_path: Path) -> None:
    """No value is moved to a file of its own, however long it is."""

    store = Store(tmp_path, Reply, warn=print)
    big = REPLY.model_copy(update={"text": "x" * 1_000_000})
    await store.put(KEY, big)

    assert store.get(KEY) == big
    assert {file.name for file in tmp_path.iterdir()} <= {"cache.db", "cache.db-wal", "cache.db-shm"}


class Bomb:
    """Leaves a mark in the file system when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.mark}",)


def planted(folder: Path, secret: Path, *, mode: int, inline: bool, name: str) -> None:
    """Turn the row of KEY into what an attacker would leave there."""
    value = pickle.dumps(Bomb(folder / "executed"))
    (folder / "planted.val").write_bytes(value)
    secret.write_text('{"text":"secret"}')
    change(folder, "UPDATE Cache SET mode = ?, value = ?, filename = ?", mode, value if inline else None, None if inline else name)


@pytest.mark.parametrize("inline", [True, False], ids=["in the row", "in a file"])
@pytest.mark.parametrize("mode", [0, 1, 2, 3, 4, 5, None, "4"])
@pytest.mark.trust("code in the cache: planted values run or read")
async def test_a_planted_value_is_never_executed_nor_read(tmp_path: Path, mode: int, inline: bool) -> None:
    """Pickles, and names of files in and out of the folder, count as missing, are set aside and reported."""

    folder, secret, lines = tmp_path / "replies", tmp_path / "secret", list[str]()
    await filled(folder, KEY)
    planted(folder, secret, mode=mode, inline=inline, name="planted.val" if mode == 4 else "../secret")
    store = Store(folder, Reply, warn=lines.append)

    assert store.get(KEY) is None
    assert len(lines) == 1
    assert KEY[:12] in lines[0]
    await store.put(KEY, REPLY)
    assert store.get(KEY) == REPLY
    assert secret.exists()
    assert (folder / "planted.val").exists()
    assert not (folder / "executed").exists()
    assert store.stats().broken == 1


@pytest.mark.parametrize("column", ["mode = 4", "mode = 3", "filename = 'planted.val'"])
async def test_a_row_of_another_form_is_refused_though_its_text_is_sound(tmp_path: Path, column: str) -> None:
    """Any mode but the plain one and any name of a file make a row suspect."""

    await filled(tmp_path, KEY)
    change(tmp_path, f"UPDATE Cache SET {column}")

    assert Store(tmp_path, Reply, warn=print).get(KEY) is None


@pytest.mark.trust("code in the cache: planted values run or read")
async def test_a_planted_key_is_never_executed(tmp_path: Path) -> None:
    """A pickle in the place of a key is not loaded by anything that walks over all rows."""

    await filled(tmp_path, KEY)
    change(tmp_path, "UPDATE Cache SET key = ?, raw = 0", pickle.dumps(Bomb(tmp_path / "executed")))
    store = Store(tmp_path, Reply, warn=print)

    assert store.get(KEY) is None
    assert store.verify()[0] == 0
    store.stats()
    with pytest.raises(Damaged):
        list(store._opened())
    store.prune(older_than=0)
    assert not (tmp_path / "executed").exists()


async def test_a_row_overwritten_deletes_no_file(tmp_path: Path) -> None:
    """A name in a planted row is not removed when the row is replaced."""

    folder, precious = tmp_path / "replies", tmp_path / "precious"
    precious.write_text("keep me")
    await filled(folder, KEY)
    change(folder, "UPDATE Cache SET filename = '../precious'")
    await filled(folder, KEY)

    assert precious.exists()


async def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A database that is a link to somewhere else is an error and not followed."""

    await filled(tmp_path / "elsewhere", KEY)
    (tmp_path / "replies").mkdir()
    (tmp_path / "replies" / "cache.db").symlink_to(tmp_path / "elsewhere" / "cache.db")

    with pytest.raises(DiskError, match="is a link"):
        Store(tmp_path / "replies", Reply, warn=print).get(KEY)


async def test_any_flipped_byte_of_a_reply_is_noticed(tmp_path: Path) -> None:
    """Each byte of a kept row, flipped on its own, makes the reply missing and reported, never different."""

    await filled(tmp_path, KEY)
    (text,) = sqlite3.connect(tmp_path / "cache.db").execute("SELECT value FROM Cache").fetchone()
    sound = text.encode()
    for place in range(0, len(sound), 7):
        for bit in (0x01, 0x80):
            lines: list[str] = []
            flipped = sound[:place] + bytes([sound[place] ^ bit]) + sound[place + 1 :]
            change(tmp_path, "UPDATE Cache SET key = ?, tag = NULL, value = CAST(? AS TEXT)", KEY, flipped)
            store = Store(tmp_path, Reply, warn=lines.append)
            assert store.get(KEY) is None, f"byte {place}"
            assert len(lines) == 1
            store.close()


@pytest.mark.parametrize("place", [0, 20, 100, 5000, 9000])
async def test_a_flipped_byte_of_the_file_loses_no_process(tmp_path: Path, place: int) -> None:
    """Wherever the file is hit, the reply is whole or missing, and the folder can be written again."""

    await filled(tmp_path, KEY)
    file = tmp_path / "cache.db"
    content = bytearray(file.read_bytes())
    content[place : place + 64] = bytes(byte ^ 0xFF for byte in content[place : place + 64])
    file.write_bytes(content)
    store = Store(tmp_path, Reply, warn=print)

    assert store.get(KEY) in (None, REPLY)
    await store.put(OTHER, REPLY)
    assert store.get(OTHER) == REPLY


async def test_a_file_that_is_no_database_is_set_aside(tmp_path: Path) -> None:
    """The folder starts anew, and the old file stays under another name that the report gives."""

    lines: list[str] = []
    (tmp_path / "cache.db").write_text("no database, " * 1000)
    store = Store(tmp_path, Reply, warn=lines.append)

    assert store.get(KEY) is None
    (aside,) = tmp_path.glob("broken-*.db")
    assert aside.read_text().startswith("no database")
    assert aside.name in lines[0]


async def test_forget_takes_out_of_use_and_keeps(tmp_path: Path) -> None:
    """A forgotten reply is missing, its text is still in the folder, and a new one takes its place."""

    await filled(tmp_path, KEY)
    store = Store(tmp_path, Reply, warn=print)

    assert store.forget(KEY)
    assert not store.forget(KEY)
    assert store.get(KEY) is None
    await store.put(KEY, REPLY)
    stats = store.stats()
    assert (stats.replies, stats.forgotten, stats.broken) == (1, 1, 0)
    assert stats.size > 100


async def test_verify_names_what_is_damaged(tmp_path: Path) -> None:
    """All replies are read; the sound ones are counted, the others named and set aside."""

    await filled(tmp_path, KEY, OTHER)
    change(tmp_path, "UPDATE Cache SET value = replace(value, 'm', 'n') WHERE key = ?", OTHER)
    store = Store(tmp_path, Reply, warn=print)

    assert store.verify() == (1, (OTHER,))
    assert store.verify() == (1, ())


async def test_prune_deletes_what_is_old(tmp_path: Path) -> None:
    """Rows stored before the stated age go, younger ones stay."""

    await filled(tmp_path, KEY, OTHER)
    change(tmp_path, "UPDATE Cache SET store_time = store_time - 3600 WHERE key = ?", OTHER)
    store = Store(tmp_path, Reply, warn=print)

    assert store.prune(older_than=1800) == 1
    assert (store.get(KEY), store.get(OTHER)) == (REPLY, None)


@pytest.mark.parametrize("path", ["file", "/proc/no/such"], ids=["a file", "not writable"])
def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path, path: str) -> None:
    """Where no folder can be, the error names the place and the remedy."""

    (tmp_path / "file").write_text("")

    with pytest.raises(DiskError, match="check space and permissions") as caught:
        Store(tmp_path / path, Reply, warn=print).get(KEY)
    assert "\n" not in str(caught.value)


KILLED = """
import asyncio, os, pathlib, signal, sys
from llm_parts import client, request
async def main(base_url, home):
    async with client(base_url, pathlib.Path(home)) as ask:
        async def one(number):
            await ask(request(f"question {number}"))
            os.write(1, f"{number}\\n".encode())
            if number == 17:
                os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.gather(*(one(number) for number in range(40)))
asyncio.run(main(*sys.argv[1:]))
"""


async def test_kill_9_loses_no_reply_that_was_handed_over(tmp_path: Path) -> None:
    """Each reply that a caller had when the process was killed is served to the next process without a call."""

    with FakeServer([completion('{"a": "b"}')]) as server:
        run = [sys.executable, "-c", KILLED, server.base_url, str(tmp_path)]
        ended = subprocess.run(run, capture_output=True, text=True, env=PATHS, check=False)
        asked = len(server.requests)
        handed = [int(number) for number in ended.stdout.split()]
        async with client(server.base_url, tmp_path) as ask:
            replies = [await ask(request(f"question {number}")) for number in handed]

    assert ended.returncode == -signal.SIGKILL
    assert 17 in handed
    assert all(replies)
    assert len(server.requests) == asked


NOTED = """
import os, pathlib, signal, sys
from panel.llm.cache import Store
from panel.llm.call import Reply
from test_llm_cache import KEY, REPLY
Store(pathlib.Path(sys.argv[1]), Reply, warn=print).note(KEY, REPLY)
os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_kill_9_loses_nothing_that_was_noted(tmp_path: Path) -> None:
    """What can be made again is kept without a wait for the platter, and a killed process loses none of it."""
    ended = subprocess.run([sys.executable, "-c", NOTED, str(tmp_path)], capture_output=True, env=PATHS, check=False)

    assert ended.returncode == -signal.SIGKILL
    assert Store(tmp_path, Reply, warn=print).get(KEY) == REPLY


FULL = """
import asyncio, pathlib, resource, sys
from llm_parts import client, request
async def main(base_url, home):
    async with client(base_url, pathlib.Path(home), warn=lambda line: print("warned:", line)) as ask:
        print((await ask(request("before"))).text)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        for number in range(10):
            print("got", len((await ask(request(f"question {number}"))).text))
asyncio.run(main(*sys.argv[1:]))
"""


def test_a_paid_reply_that_cannot_be_stored_is_not_lost(tmp_path: Path) -> None:
    """On a disk that is full all replies reach the caller, with one warning for each that could not be kept."""

    with FakeServer([completion("first"), completion("x" * 50_000)]) as server:
        run = [sys.executable, "-c", FULL, server.base_url, str(tmp_path)]
        ended = subprocess.run(run, capture_output=True, text=True, env=PATHS, check=False)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("got 50000") == 10
    assert "warned:" in ended.stdout
    assert "paid for again" in ended.stdout
