"""The files that one submission is put into."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from panel.errors import BudgetReached, UsageError
from panel.llm.batch_shard import Kept, Writing
from panel.llm.call import Request, Usage
from panel.llm.dialects import Dialects
from panel.llm.meter import BYTES_PER_TOKEN, PriceList


@dataclass(frozen=True)
class Limits:
    """The most that one file may hold: requests, and bytes (the 200 MB of the providers)."""

    requests: int = 50_000
    size: int = 200_000_000


PROVIDERS = Limits()


class Budget:
    """US dollars that a submission may cost at most, weighed request by request before anything is sent."""

    def __init__(self, rest: Decimal, prices: PriceList, *, place: str) -> None:
        self._rest = rest
        self._prices = prices
        self._place = place

    def take(self, request: Request) -> Decimal:
        """The most that the request can cost. Raises BudgetReached when that is more than is left, UsageError when nobody knows it."""
        size = sum(len(m.content.encode()) for m in request.messages) + len(request.schema.json.encode())
        most = self._prices(request.model, Usage(prompt=size // BYTES_PER_TOKEN + 1, completion=request.max_tokens))
        if most is None:
            where = f"model {request.model!r} at {self._place!r}"
            raise UsageError(
                f"{where} has no known price, so the cap cannot be kept; state its prices ([prices] in panel.toml) or drop the cap"
            )
        if most > self._rest:
            raise BudgetReached(
                f"spending cap: ${self._rest:.4f} of it is left, and the batches could cost more; raise the cap or ask less"
            )
        self._rest -= most
        return most


class Files:
    """The files of one submission: a new one is begun where a request no longer fits."""

    def __init__(self, folder: Path, endpoint: str, dialects: Dialects, limits: Limits, budget: Budget | None) -> None:
        self._budget = budget
        self._folder = folder
        self._endpoint = endpoint
        self._dialects = dialects
        self._limits = limits
        self._writing: dict[str, Writing] = {}
        self.finished: list[Kept] = []
        self.requests = 0

    def add(self, request: Request) -> bool:
        """Take one more request; False when it is longer than a whole file may be. Raises what the budget raises."""
        writing = self._writing.get(request.model) or self._begun(request.model)
        line = writing.line(request)
        if len(line) > self._limits.size:
            return False
        if writing.requests == self._limits.requests or writing.size + len(line) > self._limits.size:
            self._finish(writing)
            writing = self._begun(request.model)
        writing.add(request, line, None if self._budget is None else self._budget.take(request))
        self.requests += 1
        return True

    def finish(self) -> None:
        """All files as shards."""
        for writing in self._writing.values():
            if writing.requests:
                self._finish(writing)
            else:
                writing.discard()

    def discard(self) -> None:
        """Leave nothing of the submission behind."""
        for writing in self._writing.values():
            writing.discard()
        for kept in self.finished:
            kept.remove()

    def _begun(self, model: str) -> Writing:
        self._writing[model] = Writing(self._folder, model, self._dialects.of(model))
        return self._writing[model]

    def _finish(self, writing: Writing) -> None:
        self.finished.append(writing.finish(endpoint=self._endpoint))
