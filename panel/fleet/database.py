"""One PostgreSQL database that may go away and come back under us: the only door to asyncpg."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]

from panel.errors import DiskError, InputError, PanelError, ProviderDown, UsageError

T = TypeVar("T")
FIRST_WAIT = 1.8
"""Seconds that the first connection may take."""
CONNECTIONS = 6
CONNECT, STATEMENT = 5.0, 60.0
"""Seconds for a later connection, and for one statement."""
PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Seconds between attempts while the database is away; the last one repeats."""
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What a restart, a crash, a full house or a lost race looks like from here; the same statement may succeed later."""


def shown(url: str) -> str:
    """The address without its password and options."""
    parts = urlsplit(url)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{user}{parts.hostname or ''}{port}{parts.path}"


class Database:
    """Statements that wait for a database which is away, at most `patience` seconds; all of them can be sent twice without harm.

    `warn` gets a line when it is lost and when it is back. The password is part of no message and of no representation.
    """

    def __init__(self, url: str, *, patience: float = 30.0, warn: Callable[[str], None] = lambda _line: None) -> None:
        try:
            parts = urlsplit(url)
            valid = parts.scheme in {"postgresql", "postgres"} and parts.port != 0
        except ValueError:  # a port that is no number, or a bracket that is never closed
            valid = False
        if not valid:
            raise UsageError("the database's address is not understood; it looks like postgresql://user@host:5432/name")
        self._url = url
        self.shown = shown(url)
        self._patience = patience
        self._warn = warn
        self._idle: list[Any] = []
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._lost = False

    async def __aenter__(self) -> Self:
        """Connect. Raises ProviderDown within two seconds when nobody answers, InputError when we are not let in."""
        asyncio.get_running_loop().set_exception_handler(_left_over)
        try:
            async with asyncio.timeout(FIRST_WAIT), self._connection():
                return self
        except (*AWAY, ValueError) as error:
            raise self._unreachable(error) from None
        except asyncpg.PostgresError as error:
            raise InputError(f"database {self.shown}: lets nobody in ({_told(error)}); check user, password and name") from None

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        while self._idle:
            self._idle.pop().terminate()

    async def fetch(self, statement: str, *arguments: object) -> list[Any]:
        """The rows of a statement that is committed when they are here."""
        return await self._lasting(lambda connection: connection.fetch(statement, *arguments))

    async def execute(self, statement: str, *arguments: object) -> str:
        """The status line of a statement that is committed when it is here."""
        return await self._lasting(lambda connection: connection.execute(statement, *arguments))

    async def together(self, steps: Callable[[Any], Awaitable[T]]) -> T:
        """What `steps` makes of a connection, in one transaction; they may be taken again from the start."""

        async def attempt(connection: Any) -> T:
            async with connection.transaction():
                return await steps(connection)

        return await self._lasting(attempt)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Any]:
        """One connection for several statements. Raises what the other methods raise, but waits for nobody."""
        try:
            async with self._connection() as connection:
                yield connection
        except AWAY as error:
            raise self._unreachable(error) from error
        except asyncpg.PostgresError as error:
            raise self._refused(error) from error

    async def listen(self, channel: str, hear: Callable[[str], None]) -> None:
        """Hear what is said in a channel until cancelled; what is said while the connection is lost is missed."""
        while True:
            with suppress(*AWAY):
                connection = await asyncpg.connect(self._url, timeout=CONNECT, server_settings={"application_name": "panel listener"})
                gone = asyncio.Event()
                try:
                    connection.add_termination_listener(lambda _connection, gone=gone: gone.set())
                    await connection.add_listener(channel, lambda _connection, _pid, _channel, said: hear(said))
                    await gone.wait()
                finally:
                    connection.terminate()
            await asyncio.sleep(PAUSES[-1])

    async def _lasting(self, attempt: Callable[[Any], Awaitable[T]]) -> T:
        waited, number = 0.0, 0
        while True:
            try:
                async with self._connection() as connection:
                    result = await attempt(connection)
            except AWAY as error:
                if waited >= self._patience:
                    raise self._unreachable(error) from error
                self._tell_lost(error)
            except asyncpg.PostgresError as error:
                raise self._refused(error) from error
            else:
                self._tell_back()
                return result
            pause = PAUSES[min(number, len(PAUSES) - 1)]
            await asyncio.sleep(pause)
            waited, number = waited + pause, number + 1

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        async with self._places:
            connection = self._idle.pop() if self._idle else await self._connected()
            try:
                yield connection
            except BaseException as error:
                if not isinstance(error, asyncpg.PostgresError) or isinstance(error, AWAY):
                    # In the middle of something: nobody can say of what.
                    connection.terminate()
                raise
            finally:
                if not connection.is_closed():
                    self._idle.append(connection)

    async def _connected(self) -> Any:
        return await asyncpg.connect(self._url, timeout=CONNECT, command_timeout=STATEMENT, server_settings={"application_name": "panel"})

    def _tell_lost(self, error: BaseException) -> None:
        if not self._lost and not isinstance(error, asyncpg.TransactionRollbackError):
            self._lost = True
            self._warn(f"database {self.shown}: lost ({_told(error)}); waiting for it")

    def _tell_back(self) -> None:
        if self._lost:
            self._lost = False
            self._warn(f"database {self.shown}: back")

    def _unreachable(self, error: BaseException) -> PanelError:
        return ProviderDown(f"database {self.shown}: cannot be reached ({_told(error)}); start it, or correct the address")

    def _refused(self, error: BaseException) -> PanelError:
        return DiskError(f"database {self.shown}: refused a statement ({_told(error)}); check its space, rights and version")


def _left_over(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # An attempt to connect that is cut off leaves a future in asyncpg that nobody waits for any more.
    if not isinstance(context.get("exception"), AWAY):
        loop.default_exception_handler(context)


def _told(error: BaseException) -> str:
    """What went wrong, in words that cannot hold the address."""
    if isinstance(error, asyncpg.PostgresError):
        return str(error).partition("\n")[0]
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return "no answer in time" if isinstance(error, TimeoutError) else "the connection broke"
