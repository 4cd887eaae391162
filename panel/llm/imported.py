"""Batch output lines taken into the kept replies."""

from datetime import UTC, datetime
from pathlib import Path

from panel.errors import CallFailed
from panel.llm.batch import read_lines, reply_of
from panel.llm.cache import KEY, Store
from panel.llm.call import Reply, ReplySchema, Request

LOOSE = ReplySchema("imported", "{}")


async def imported(file: Path, store: Store[Reply]) -> tuple[int, list[str]]:
    """Keep the replies in a file; returns how many, and a line for each that was left out. Raises InputError for a broken file
    and DiskError when they cannot be kept.
    """
    at = datetime.now(UTC).isoformat()
    left_out: list[str] = []
    lines = read_lines(file)
    for key, line in lines.items():
        if not KEY.fullmatch(key):
            left_out.append(f"{file}: custom_id {key[:70]!r} is the key of no request; keep the custom_id of the exported line")
            continue
        try:
            reply = reply_of(line, Request("imported", "unnamed", (), LOOSE, 0), at=at)
        except CallFailed as error:
            left_out.append(f"{file}: {key[:12]}: {error}")
            continue
        await store.put(key, reply.model_copy(update={"cached": True}))
    store.close()
    return len(lines) - len(left_out), left_out
