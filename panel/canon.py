"""Closed, frozen records, their canonical JSON and its digest."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict


class Closed(BaseModel):
    """A record that refuses unknown fields and never changes after it was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def canonical(value: Any) -> str:
    """The one JSON text of a plain value: keys sorted, no white space, no NaN (in the spirit of RFC 8785)."""
    return _ENCODER.encode(value)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits.

    A lone surrogate cannot be encoded and raises UnicodeEncodeError.
    """
    return hashlib.sha256(canonical(value).encode()).hexdigest()


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
