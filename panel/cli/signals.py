"""Ctrl-C once and twice."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def at_once() -> Iterator[None]:
    """Ctrl-C is heard at once also while something is read, where an event loop of its own would wait for the end of that."""

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    earlier = signal.getsignal(signal.SIGINT)
    if earlier is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, earlier)


@contextmanager
def gently(first: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM in the running event loop calls `first`; the second ends everything at once."""
    loop = asyncio.get_running_loop()
    earlier = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    heard: list[int] = []

    def hear(number: int) -> None:
        heard.append(number)
        if len(heard) > 1:
            raise KeyboardInterrupt
        first()

    caught = [number for number, handler in earlier.items() if handler is not signal.SIG_IGN]
    for number in caught:
        loop.add_signal_handler(number, hear, number)
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)
            signal.signal(number, earlier[number])
