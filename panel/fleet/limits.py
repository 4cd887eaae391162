"""Limits that hold for all machines together, each kept by one statement on the database's clock."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from panel.canon import digest
from panel.errors import OverBudget
from panel.fleet.convoy import Convoy
from panel.fleet.database import Database

MINUTE = timedelta(minutes=1)
SHARE = 0.02
"""Of a minute's requests or tokens, what may start at once after a rest."""
# A leaky bucket (ITU-T I.371, annex A): `requests` and `tokens` are when the bucket of each is empty again. A call starts when both
# have room for it, and both count from that start, so that a wait for the one saves up nothing in the other.
_START = """greatest(clock_timestamp(), p.opens, p.requests - $2::interval, p.tokens - $3::interval)"""
ADMIT = f"""
    UPDATE panel.pace p SET starts = {_START}, requests = greatest(p.requests, {_START}) + $4::interval,
        tokens = greatest(p.tokens, {_START}) + $5::interval
    WHERE p.scope = $1 RETURNING extract(epoch FROM p.starts - clock_timestamp())::float8 AS wait
"""  # noqa: S608 - constants only
PAUSE = "UPDATE panel.pace SET opens = greatest(opens, clock_timestamp() + make_interval(secs => $2)) WHERE scope = $1"
BEGIN = """
    INSERT INTO panel.pace (scope, starts, requests, tokens, opens)
    SELECT $1, now, now, now, now FROM (SELECT clock_timestamp() AS now) AS clock ON CONFLICT DO NOTHING
"""
RESERVE = """
    WITH wanted AS (
        SELECT w.id, w.bound FROM unnest($1::uuid[], $2::numeric[]) AS w (id, bound)
        WHERE NOT EXISTS (SELECT FROM panel.hold h WHERE h.id = w.id)
    ), sum AS (SELECT coalesce(sum(bound), 0) AS bound FROM wanted), set_aside AS (
        UPDATE panel.budget SET committed = committed + sum.bound FROM sum WHERE cap IS NULL OR committed + sum.bound <= cap RETURNING 1
    ), held AS (INSERT INTO panel.hold (id, bound) SELECT id, bound FROM wanted, set_aside RETURNING 1)
    SELECT EXISTS (SELECT FROM set_aside) AS fits
"""
SETTLE = """
    WITH gone AS (DELETE FROM panel.hold WHERE id = ANY($1::uuid[]) RETURNING id, bound),
    settled AS (SELECT sum(s.cost - gone.bound) AS change FROM gone JOIN unnest($1::uuid[], $2::numeric[]) AS s (id, cost) USING (id))
    UPDATE panel.budget SET committed = committed + settled.change FROM settled WHERE settled.change IS NOT NULL
"""


class FleetGate:
    """Requests and tokens a minute at one endpoint, for all who name the same `scope`.

    No span of a minute holds more than the limit and a burst of 2 % of it. A request that needs more tokens than such a burst
    starts when the bucket is empty. None is no limit.
    """

    def __init__(
        self,
        database: Database,
        *,
        scope: str,
        requests: int | None,
        tokens: int | None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._scope = digest(scope)
        self._requests = requests
        self._tokens = tokens
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._pauses: set[asyncio.Task[None]] = set()

    async def admit(self, tokens: int) -> None:
        """Return when a request of so many tokens may start."""
        # One at a time from here: more would only queue for the same row, and overtake each other in it.
        async with self._turn:
            wait = await self._wait(tokens)
        if wait > 0:
            await self._sleep(wait)

    def pause(self, seconds: float) -> None:
        """Let nobody start for so long, on any machine."""
        task = asyncio.create_task(self._paused(seconds))
        self._pauses.add(task)
        task.add_done_callback(self._pauses.discard)

    async def _wait(self, tokens: int) -> float:
        each, burst = _bucket(1, self._requests)
        size, slack = _bucket(tokens, self._tokens)
        rows = await self._database.fetch(ADMIT, self._scope, burst, slack, each, size)
        if not rows:
            await self._database.execute(BEGIN, self._scope)
            return await self._wait(tokens)
        return float(rows[0]["wait"])

    async def _paused(self, seconds: float) -> None:
        await self._database.execute(BEGIN, self._scope)
        await self._database.execute(PAUSE, self._scope, seconds)


class FleetPurse:
    """One cap in US dollars for all machines, kept in the database; none where it holds none.

    What is set aside for a call stays so when its process dies: the provider may have billed it. `capped` is as of the last
    `look`, which whoever starts a job takes.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cap: Decimal | None = None
        self._held: dict[Decimal, list[UUID]] = {}
        self._reserving = Convoy(self._reserve)
        self._settling = Convoy(self._settle)

    @property
    def capped(self) -> bool:
        """Whether there is a cap."""
        return self._cap is not None

    async def look(self) -> None:
        """See whether there is a cap now."""
        (row,) = await self._database.fetch("SELECT cap FROM panel.budget")
        self._cap = row["cap"]

    async def reserve(self, bound: Decimal) -> None:
        """Set US dollars aside for a call. Raises OverBudget when the call could pass the cap."""
        if not bound:
            return
        id = uuid4()
        if told := await self._reserving((id, bound)):
            raise OverBudget(told)
        self._held.setdefault(bound, []).append(id)

    def settle(self, bound: Decimal, cost: Decimal) -> Awaitable[None] | None:
        """Put `cost` in the place of the bound that was set aside, once what is returned is awaited."""
        held = self._held.get(bound)
        return self._settling((held.pop(), cost)) if held else None

    async def _reserve(self, wanted: Sequence[tuple[UUID, Decimal]]) -> list[str]:
        """Nothing for each that is set aside; where they do not fit together, one by one."""
        (row,) = await self._database.fetch(RESERVE, [id for id, _ in wanted], [bound for _, bound in wanted])
        if row["fits"]:
            return [""] * len(wanted)
        if len(wanted) > 1:
            return [(await self._reserve([one]))[0] for one in wanted]
        # Looked at anew: what was read above is as of before the others' calls that took the rest.
        (row,) = await self._database.fetch("SELECT cap, committed FROM panel.budget")
        used = f"${row['committed']:.4f} of ${row['cap']:.4f} are used or set aside on all machines"
        return [f"spending cap: {used}, and this call may cost ${wanted[0][1]:.4f}; raise the cap or ask less"]

    async def _settle(self, spent: Sequence[tuple[UUID, Decimal]]) -> list[None]:
        await self._database.execute(SETTLE, [id for id, _ in spent], [cost for _, cost in spent])
        return [None] * len(spent)


def _bucket(amount: int, limit: int | None) -> tuple[timedelta, timedelta]:
    """How long the amount takes to drain, and by how much it may start before the bucket is empty."""
    if limit is None:
        # As good as no limit, without a second form of the statement.
        return timedelta(), timedelta(days=1)
    return MINUTE * amount / limit, MINUTE * max(SHARE * limit - amount, 0) / limit
