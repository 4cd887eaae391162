"""One request to a model and one reply from it: the only words that this side of the house knows."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal, Protocol

from panel.canon import Closed, digest


@dataclass(frozen=True)
class Message:
    """One turn of the conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class ReplySchema:
    """The shape that the reply must have: a name and the JSON Schema as canonical JSON text."""

    name: str
    json: str


@dataclass(frozen=True)
class Request:
    """Everything that can change the answer, and nothing else; its digest is the cache key.

    `endpoint` is the label of the endpoint (its base URL, or `recorded`), `sample` numbers the draws of one
    question from 0. Timeouts, retries and limits are not here, so they cannot leak into the key.
    """

    endpoint: str
    model: str
    messages: tuple[Message, ...]
    schema: ReplySchema
    max_tokens: int
    temperature: float | None = None
    sample: int = 0

    @cached_property
    def key(self) -> str:
        """64 hexadecimal digits."""
        return digest(
            {
                "endpoint": self.endpoint,
                "model": self.model,
                "messages": [[m.role, _hashed(m.content)] for m in self.messages],
                "schema": [self.schema.name, _hashed(self.schema.json)],
                "max_tokens": self.max_tokens,
                "temperature": self.temperature,
                "sample": self.sample,
            }
        )


@lru_cache(maxsize=256)
def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Usage(Closed):
    """Tokens as the endpoint counted them; `cached` is the part of `prompt` that its prefix cache served."""

    prompt: int
    completion: int
    cached: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            prompt=self.prompt + other.prompt,
            completion=self.completion + other.completion,
            cached=self.cached + other.cached,
        )


class Reply(Closed):
    """What came back: the raw text before anybody parsed it, and what it cost.

    `usage` is None when the endpoint did not count, `cost` (US dollars) is None when it cannot be known; neither is ever a
    guessed 0. `at` is the time of arrival (ISO 8601, UTC). `cached` says that nothing was paid for it this time.
    """

    text: str
    model: str
    usage: Usage | None
    cost: Decimal | None
    at: str
    cached: bool = False


class Complete(Protocol):
    """Anything that answers a request: the endpoint, or the cache, the retries, the limit and the meter around it.

    Raises a CallFailed when this one call came to nothing, NoModel or ProviderDown when no further call makes sense.
    """

    async def __call__(self, request: Request) -> Reply: ...
