"""What is going on, on stderr: who was asked, what came from the cache, tokens and cost so far, time left."""

import shutil
import sys
import time
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from panel.llm.call import Request
    from panel.llm.client import Event
    from panel.llm.meter import Meter
    from panel.questions import Question
    from panel.scorecard import Failure


def say(line: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"panel: {' '.join(line.split())}\n")


class Watcher(Protocol):
    """Whoever hears what a model is asked and what came of it, for as long as the `with` block runs."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def observe(self, event: "Event", request: "Request") -> None: ...

    def settled(self, question: "Question[object]", failure: "Failure | None") -> None: ...

    def warn(self, line: str) -> None: ...


class Progress:
    """One line that is rewritten on a terminal; elsewhere only warnings and empty seats are told, a line each."""

    def __init__(self, meter: "Meter") -> None:
        self._meter = meter
        self._live = sys.stderr.isatty()
        self._running: set[str] = set()
        self._settled = 0
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._clear()

    def observe(self, event: "Event", request: "Request") -> None:
        """Hear of a request that starts or ends."""
        if event == "started":
            self._running.add(request.key)
        else:
            self._running.discard(request.key)
        self._draw(request.schema.name)

    def settled(self, question: "Question[object]", failure: "Failure | None") -> None:
        """Hear of a question that was settled."""
        self._settled += 1
        if failure is not None and failure.reason != "not_asked":
            self.warn(f"{question.title} on {question.tool}: empty seat ({failure.reason}): {failure.detail}")

    def warn(self, line: str) -> None:
        """One line that stays."""
        self._clear()
        say(line)

    def _draw(self, name: str) -> None:
        if not self._live:
            return
        totals = self._meter.totals
        cost = "cost unknown" if totals.unpriced else f"${totals.cost:.4f}"
        tokens = totals.prompt + totals.completion
        line = (
            f"{self._settled} settled, {len(self._running)} asked now ({name}), {totals.cached} from the cache, {tokens:,} tokens, {cost}"
        )
        sys.stderr.write(f"\r\x1b[2K{line}{self._left()}")
        sys.stderr.flush()

    def _left(self) -> str:
        done = self._meter.totals.asked
        if not done or not self._running:
            return ""
        each = (time.monotonic() - self._began) / done
        return f", about {each * len(self._running):.0f} s left for these"

    def _clear(self) -> None:
        if self._live:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


class Overview:
    """The progress of a batch: one line that is rewritten on a terminal, elsewhere one a minute; empty seats are only counted."""

    def __init__(self) -> None:
        self.worst: Counter[str] = Counter()
        self._live = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._clear()

    @property
    def every(self) -> float:
        """Seconds between two lines."""
        return 0.5 if self._live else 60.0

    def observe(self, event: "Event", request: "Request") -> None:
        """Nothing: a batch is told by jobs."""

    def settled(self, question: "Question[object]", failure: "Failure | None") -> None:
        """Hear of a question that was settled."""
        if failure is not None:
            self.empty(failure)

    def empty(self, failure: "Failure") -> None:
        """Count what went wrong, by reason."""
        if failure.reason != "not_asked":
            self.worst[failure.reason] += 1

    def warn(self, line: str) -> None:
        """One line that stays."""
        self._clear()
        say(line)

    def show(self, line: str) -> None:
        """How things stand now."""
        if not self._live:
            return say(line)
        sys.stderr.write(f"\r\x1b[2K{line[: shutil.get_terminal_size().columns - 1]}")
        sys.stderr.flush()

    def _clear(self) -> None:
        if self._live:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
