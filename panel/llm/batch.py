"""The lines of the providers' batch files: a request as an input line, an output line as its reply."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from panel.errors import InputError, PanelError, Unavailable
from panel.llm.call import Reply, Request
from panel.llm.chat import TOP, Dialect, body_of, reply_in, told
from panel.llm.fault import Fault


def batch_line(request: Request, *, dialect: Dialect = TOP) -> dict[str, Any]:
    """The input line that asks the request; its custom_id is the key, by which the reply is found again."""
    return {"custom_id": request.key, "method": "POST", "url": "/v1/chat/completions", "body": body_of(request, dialect)}


def reply_of(line: Mapping[str, Any], request: Request, *, at: str) -> Reply:
    """The reply in an output line, its cost unknown. Raises the typed error of the panel when it holds none."""
    status, content = answer_in(line)
    if status >= 300:
        raise Unavailable(f"request {request.key[:12]}: the batch answered {status}: {told(content)[0]!r}; ask it anew")
    error: PanelError
    try:
        return reply_in(content, request=request, at=at)
    except Fault as fault:
        error = fault.error
    raise error


def answer_in(line: Mapping[str, Any]) -> tuple[int, bytes]:
    """Status and body of an output line; a request that the batch never ran has status 500."""
    response = line.get("response")
    if not isinstance(response, Mapping):
        return 500, json.dumps({"error": line.get("error") or "the batch gave no response"}).encode()
    status = response.get("status_code")
    return status if isinstance(status, int) else 500, json.dumps(response.get("body")).encode()


def read_lines(path: Path) -> dict[str, dict[str, Any]]:
    """The output lines of a file by their custom_id; the last of several wins.

    Raises InputError with the number of a line that is no JSON object with a custom_id.
    """
    lines: dict[str, dict[str, Any]] = {}
    try:
        with path.open(encoding="utf-8") as file:
            for number, text in enumerate(file, 1):
                if text.strip():
                    line = _line(text, place=f"{path}:{number}")
                    lines[line["custom_id"]] = line
    except (OSError, UnicodeDecodeError) as error:
        fact = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError(f"{path}: cannot be read ({fact}); give a file of batch output lines") from None
    return lines


def _line(text: str, *, place: str) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        line = None
    if not isinstance(line, dict) or not isinstance(line.get("custom_id"), str):
        raise InputError(f"{place}: no JSON object with a custom_id; give a file of batch output lines")
    return line
