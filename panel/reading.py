"""The one JSON object in a model's text, or a sentence on why there is none."""

import json
from collections import Counter
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class NotReadable(ValueError):
    """The text holds no reply of the wanted shape; the message says why, in words that a repair request can quote."""


def read(text: str, shape: type[Model]) -> Model:
    """The reply in a text.

    Mends only what carries no meaning: a code fence or words around the single outermost object, and raw control characters
    inside strings. Raises NotReadable on anything else, duplicate keys, NaN, lone surrogates and absurd nesting included.
    """
    try:
        return shape.model_validate(_object(text))
    except ValidationError as error:
        places = [f"{'.'.join(map(_part, e['loc'])) or 'the reply'}: {e['msg']}" for e in error.errors(include_url=False)[:8]]
        raise NotReadable("; ".join(places)) from error


def _part(part: int | str) -> str:
    # A field that the model made up may hold anything, line ends included, and this is quoted in a request.
    text = str(part)
    return text if text.isidentifier() or text.isdecimal() else repr(text[:60])


def _object(text: str) -> dict[str, Any]:
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise NotReadable("there is no JSON object in the reply")
    try:
        body = text[start : end + 1]
        value = _DECODER.decode(body)
        # Half a character is made by an escape, or stands in the text as it is.
        whole = _encodable(json.dumps(value, ensure_ascii=False) if "\\u" in body else body)
    except NotReadable:
        raise
    except json.JSONDecodeError as error:
        raise NotReadable(f"not JSON: {error.msg} at character {start + error.pos}") from error
    except ValueError as error:
        raise NotReadable("a number has more digits than can be read") from error
    except RecursionError as error:
        raise NotReadable("the JSON is nested too deeply") from error
    if not whole:
        raise NotReadable("a string holds half of a character (a lone surrogate)")
    return cast("dict[str, Any]", value)  # the text starts with a brace


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise NotReadable(f"the key {twice[:60]!r} stands twice in one object")
    return made


def _no_constant(name: str) -> Any:
    raise NotReadable(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_unique, parse_constant=_no_constant)
