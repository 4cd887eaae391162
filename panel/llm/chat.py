"""The chat-completions format: a request as its body, a body as its reply."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, TypeGuard

from panel.errors import Refused, Truncated, Unreadable
from panel.llm.call import Reply, Request, Usage
from panel.llm.fault import Fault

Rung = Literal["json_schema", "json_object", "tool", "text"]
RUNGS: tuple[Rung, ...] = ("json_schema", "json_object", "tool", "text")


@dataclass(frozen=True)
class Dialect:
    """What an endpoint understands for one model: how it takes the schema, and how it calls the token limit."""

    rung: Rung = "json_schema"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"

    def lower(self) -> "Dialect | None":
        """The next rung down the ladder, None below the last."""
        below = RUNGS[RUNGS.index(self.rung) + 1 :]
        return replace(self, rung=below[0]) if below else None


TOP = Dialect()
"""What is tried first."""


def body_of(request: Request, dialect: Dialect = TOP) -> dict[str, Any]:
    """The JSON body that asks the request."""
    messages = [{"role": m.role, "content": m.content} for m in request.messages]
    body: dict[str, Any] = {"model": request.model, "messages": messages, dialect.limit: request.max_tokens}
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if dialect.rung == "json_schema":
        schema = {"name": request.schema.name, "schema": _schema(request.schema.json), "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif dialect.rung == "tool":
        function = {"name": request.schema.name, "description": "Give the reply.", "parameters": _schema(request.schema.json)}
        body["tools"] = [{"type": "function", "function": function}]
        body["tool_choice"] = {"type": "function", "function": {"name": request.schema.name}}
    else:
        messages[-1]["content"] += f"\n\nReply with one JSON object, and nothing else, that fits this JSON Schema:\n{request.schema.json}"
        if dialect.rung == "json_object":
            body["response_format"] = {"type": "json_object"}
    return body


@lru_cache(maxsize=64)
def _schema(text: str) -> Any:
    return json.loads(text)


def reply_in(content: bytes, *, request: Request, at: str) -> Reply:
    """The reply that a body with status 200 holds; raises a Fault with the typed reason when it holds none."""
    place = f"model {request.model!r} at {request.endpoint!r}"
    completion = _parsed(content, place)
    usage = _usage(completion.get("usage"))
    choices = completion.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        raise _unreadable(f"{place}: {_without_choice(completion)}", usage)
    text = _text(choice, place=place, usage=usage, limit=request.max_tokens)
    model = completion.get("model")
    return Reply(text=text, model=model if _encodable(model) and model else request.model, usage=usage, cost=None, at=at)


def told(content: bytes) -> tuple[str, frozenset[str]]:
    """What an error body says: its message in one line of at most 200 characters, and its codes."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return _line(content.decode(errors="replace")), frozenset()
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return _line(str(error)), frozenset()
    message = next((error[k] for k in ("message", "detail", "error") if error.get(k)), error)
    return _line(str(message)), frozenset(str(error[k]) for k in ("code", "type") if error.get(k))


def _line(text: str) -> str:
    return " ".join(text[:2000].split())[:200]


def _parsed(content: bytes, place: str) -> dict[str, Any]:
    try:
        completion = json.loads(content)
    except (ValueError, RecursionError):
        completion = None
    if isinstance(completion, dict):
        return completion
    start = _line(content[:300].decode(errors="replace"))[:80]
    raise _unreadable(f"{place}: the reply is no JSON object and begins {start!r}; check base_url", None)


def _without_choice(completion: Mapping[str, Any]) -> str:
    error = completion.get("error")
    if error:
        return f"status 200 carries an error: {_line(str(error.get('message', error) if isinstance(error, dict) else error))!r}"
    return "the reply has no choice"


def _text(choice: Mapping[str, Any], *, place: str, usage: Usage | None, limit: int) -> str:
    message, finish = choice["message"], choice.get("finish_reason")
    if finish == "content_filter":
        raise Fault(Refused(f"{place}: a content filter stopped the reply"), usage=usage)
    if message.get("refusal"):
        raise Fault(Refused(f"{place}: the model declined: {_line(str(message['refusal']))!r}"), usage=usage)
    if finish == "length":
        raise Fault(Truncated(f"{place}: the reply was cut at {limit} tokens; allow more tokens"), again="longer", usage=usage)
    if finish is None:
        raise _unreadable(f"{place}: the reply has no finish_reason, so it may have been cut", usage)
    text = _content(message)
    if not text:
        raise _unreadable(f"{place}: the reply is empty", usage)
    if not _encodable(text):
        raise _unreadable(f"{place}: the reply holds half a surrogate pair", usage)
    return text


def _content(message: Mapping[str, Any]) -> str | None:
    """The text, the text parts joined, or the arguments of the forced tool."""
    calls = message.get("tool_calls")
    if isinstance(calls, list) and calls and isinstance(calls[0], dict) and isinstance(calls[0].get("function"), dict):
        arguments = calls[0]["function"].get("arguments")
        return arguments if isinstance(arguments, str) else None
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else None


def _usage(value: object) -> Usage | None:
    if not isinstance(value, dict):
        return None
    details = value.get("prompt_tokens_details")
    prompt, completion = value.get("prompt_tokens"), value.get("completion_tokens")
    if not _is_count(prompt) or not _is_count(completion):
        return None
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return Usage(prompt=prompt, completion=completion, cached=min(cached, prompt) if _is_count(cached) else 0)


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12


def _encodable(text: object) -> TypeGuard[str]:
    if not isinstance(text, str):
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(message: str, usage: Usage | None) -> Fault:
    return Fault(Unreadable(message), again="once", usage=usage)
