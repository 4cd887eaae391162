"""Replies that all machines share: what one paid for no other pays for, and no two ask the same at a time."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from pydantic import ValidationError

from panel.fleet.convoy import Convoy
from panel.fleet.database import Database
from panel.fleet.seal import sealed, unsealed
from panel.llm.call import Complete, Reply, Request

POLL = 0.2
"""Seconds between two looks at a request that another machine is asking."""
# After a restart of the database nobody has beaten for a while, and everybody gets one lease to do so.
_LEFT = "({0}.owner = $2 OR greatest({0}.beat, pg_postmaster_start_time()) < clock_timestamp() - $3::interval)"
TAKE = f"""
    WITH wanted AS (SELECT DISTINCT unnest($1::text[]) AS key), claimed AS (
        INSERT INTO panel.reply AS r (key, owner, beat)
        SELECT w.key, $2, clock_timestamp() FROM wanted w
        WHERE NOT EXISTS (SELECT FROM panel.reply k WHERE k.key = w.key AND (k.sealed IS NOT NULL OR NOT {_LEFT.format("k")}))
        ORDER BY w.key
        ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, beat = excluded.beat WHERE r.sealed IS NULL AND {_LEFT.format("r")}
        RETURNING key)
    SELECT w.key, k.sealed, c.key IS NOT NULL AS ours FROM wanted w LEFT JOIN panel.reply k USING (key) LEFT JOIN claimed c USING (key)
"""  # noqa: S608 - constants only
KEEP = """
    INSERT INTO panel.reply AS r (key, owner, beat, sealed)
    SELECT key, $2, clock_timestamp(), sealed FROM unnest($1::text[], $3::text[]) AS kept (key, sealed) ORDER BY key
    ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed, beat = excluded.beat WHERE r.sealed IS NULL
"""
BEAT = "UPDATE panel.reply SET beat = clock_timestamp() WHERE key = ANY($1::text[]) AND owner = $2 AND sealed IS NULL"
FREE = "DELETE FROM panel.reply WHERE key = $1 AND owner = $2 AND sealed IS NULL"
BREAK = "UPDATE panel.reply SET key = key || '-broken-' || extract(epoch FROM clock_timestamp()) WHERE key = $1 AND sealed = $2"


class Replies:
    """The shared table as one process sees it.

    Who asks a request holds a claim on it, renewed while the call lasts; where the renewals stop for `lease` seconds of the
    database's clock, another machine takes over. A call that is under way is finished and its reply put in the table even when
    the job that wanted it was cancelled. `owner` names this process.
    """

    def __init__(self, database: Database, *, owner: UUID, lease: float, warn: Callable[[str], None]) -> None:
        self._database = database
        self._owner = owner
        self._lease = timedelta(seconds=lease)
        self._warn = warn
        self._taking = Convoy(self._take)
        self._keeping = Convoy(self._keep)
        self._calls: dict[str, asyncio.Task[Reply]] = {}
        self._beating: asyncio.Task[None] | None = None

    def beneath(self, inner: Complete) -> "Shared":
        """The layer that lies between a machine's own cache and `inner`, which pays."""
        return Shared(self, inner)

    async def served(self, request: Request, inner: Complete) -> Reply:
        """The reply in the table, or that of `inner`, which is put there before it is returned."""
        key = request.key
        while key not in self._calls:
            found = await self._taking(key)
            if isinstance(found, str):
                reply = await self._read(key, found)
                if reply is not None:
                    return reply
            elif found and key not in self._calls:
                self._calls[key] = call = asyncio.create_task(self._paid(request, inner))
                call.add_done_callback(partial(self._ended, key))
                self._beat()
                return await asyncio.shield(call)
            else:
                await asyncio.sleep(POLL)
        return (await asyncio.shield(self._calls[key])).model_copy(update={"cached": True})

    async def settle(self) -> None:
        """Wait for the calls under way, whoever still wants them, and for their place in the table."""
        while self._calls:
            await asyncio.wait(self._calls.values())
        if self._beating is not None:
            self._beating.cancel()

    async def _paid(self, request: Request, inner: Complete) -> Reply:
        try:
            reply = await inner(request)
        except BaseException:
            await self._database.execute(FREE, request.key, self._owner)
            raise
        await self._keeping((request.key, sealed(request.key, reply.model_copy(update={"cached": True}).model_dump_json())))
        return reply

    def _ended(self, key: str, call: "asyncio.Task[Reply]") -> None:
        del self._calls[key]
        if not call.cancelled():
            # Heard here, for the case that whoever asked is gone.
            call.exception()

    async def _read(self, key: str, kept: str) -> Reply | None:
        text = unsealed(key, kept)
        try:
            if text is not None:
                return Reply.model_validate_json(text)
        except ValidationError:
            pass
        self._warn(f"database {self._database.shown}: reply {key[:12]} is damaged; it was set aside and will be asked anew")
        await self._database.execute(BREAK, key, kept)
        return None

    async def _take(self, keys: Sequence[str]) -> list[str | bool]:
        """For each key the kept text, or whether it is ours to ask."""
        rows = await self._database.fetch(TAKE, list(keys), self._owner, self._lease)
        found = {row["key"]: row["ours"] if row["sealed"] is None else row["sealed"] for row in rows}
        return [found[key] for key in keys]

    async def _keep(self, replies: Sequence[tuple[str, str]]) -> list[None]:
        await self._database.execute(KEEP, [key for key, _ in replies], self._owner, [kept for _, kept in replies])
        return [None] * len(replies)

    def _beat(self) -> None:
        if self._beating is None or self._beating.done():
            self._beating = asyncio.create_task(self._beats())

    async def _beats(self) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 4)
            if self._calls:
                await self._database.execute(BEAT, list(self._calls), self._owner)


class Shared:
    """Serves from the table of all machines, asks `inner` otherwise."""

    def __init__(self, replies: Replies, inner: Complete) -> None:
        self._replies = replies
        self._inner = inner

    async def __call__(self, request: Request) -> Reply:
        """The reply, `cached` where somebody had it. Raises what `inner` raises, and ProviderDown when the database stays away."""
        return await self._replies.served(request, self._inner)
