"""Which form of the question an endpoint took last, remembered for each model in a small file."""

import json
from dataclasses import asdict
from pathlib import Path

from panel import files
from panel.errors import DiskError
from panel.llm.chat import RUNGS, TOP, Dialect


class Dialects:
    """The memory of one endpoint, kept in the process and, when a file is given, across processes.

    A file that is missing or damaged means that nothing is known yet; one that cannot be written costs a few questions more.
    """

    def __init__(self, label: str, file: Path | None) -> None:
        self._label = label
        self._file = file
        self._known: dict[str, Dialect] | None = None

    def of(self, model: str) -> Dialect:
        """The form to try first."""
        if self._known is None:
            self._known = {name: d for name, value in self._table().items() if (d := _dialect(value)) is not None}
        return self._known.get(model, TOP)

    def remember(self, model: str, dialect: Dialect) -> None:
        """Note the form that was understood."""
        if self.of(model) == dialect:
            return
        assert self._known is not None
        self._known[model] = dialect
        if self._file is not None:
            self._save(self._file)

    def _save(self, file: Path) -> None:
        known = {model: asdict(dialect) for model, dialect in (self._known or {}).items()}
        try:
            files.write(file, json.dumps({**self._all(), self._label: known}, indent=1))
        except DiskError:
            # The rung is learnt again next time; the reply at hand is worth more than the note.
            return

    def _table(self) -> dict[str, object]:
        table = self._all().get(self._label)
        return table if isinstance(table, dict) else {}

    def _all(self) -> dict[str, object]:
        try:
            known = json.loads(self._file.read_text(encoding="utf-8")) if self._file is not None else {}
        except (OSError, ValueError, RecursionError):
            return {}
        return known if isinstance(known, dict) else {}


def _dialect(value: object) -> Dialect | None:
    if not isinstance(value, dict) or value.get("rung") not in RUNGS or value.get("limit") not in ("max_tokens", "max_completion_tokens"):
        return None
    return Dialect(rung=value["rung"], limit=value["limit"])
