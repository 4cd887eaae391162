"""A process of its own for the tests of batches: submits six requests in two files, waits for them, or dies on the way."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

from llm_parts import Clock, request

from panel.llm.batch_writing import Limits
from panel.llm.batches import Batches
from panel.llm.cache import Store
from panel.llm.call import Reply, Request
from panel.llm.target import Prices, Target


async def requests() -> AsyncIterator[Request]:
    for number in range(6):
        yield request(f"r{number}")


async def main(home: Path, base_url: str, die_at: int) -> None:
    times = iter(range(1, 10**6))

    def now() -> float:
        if next(times) == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return time.time()

    store = Store(home / "replies", Reply, warn=print)
    target = Target("local", base_url, prices=Prices(Decimal(1), Decimal(2)))
    async with Batches(target, home=home, store=store, limits=Limits(requests=3), warn=print, sleep=Clock().sleep, now=now) as batches:
        await batches.submit(requests())
        while (await batches.advance()).waiting:
            pass
    store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
