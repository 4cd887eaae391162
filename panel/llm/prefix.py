"""How much of a prompt a provider's prefix cache can serve: what it shares with the beginning of an earlier prompt."""

from collections import OrderedDict
from urllib.parse import urlsplit

from panel.llm.call import Request

BLOCK = 512
"""Characters, about 128 tokens: the step in which prefix caches match."""
LEAST = 8
"""Blocks, about 1,024 tokens: a shorter prefix is not kept by the large providers."""
TOKENS = 128
"""About how many tokens a block has."""


class Prefixes:
    """The beginnings of the prompts seen so far, the `kept` newest blocks of them.

    A provider reads the messages in their order; `schema_first` is for those that put the reply schema before them, as OpenAI
    says that it does (Prompt caching, "What can be cached"), where requests share nothing unless their schemas are the same.
    """

    def __init__(self, *, schema_first: bool, kept: int = 4_000) -> None:
        self._schema_first = schema_first
        self._kept = kept
        self._blocks: OrderedDict[int, None] = OrderedDict()

    def shared(self, request: Request) -> int:
        """About how many tokens of the prompt stood at the beginning of an earlier one; notes it for those to come."""
        text = "\0".join(f"{message.role}\0{message.content}" for message in request.messages)
        if self._schema_first:
            text = f"{request.schema.json}\0{text}"
        known, leading, place = 0, True, hash(request.model)
        for start in range(0, len(text) - BLOCK + 1, BLOCK):
            place = hash((place, text[start : start + BLOCK]))
            leading = leading and place in self._blocks
            known += leading
            self._blocks[place] = None
            self._blocks.move_to_end(place)
        while len(self._blocks) > self._kept:
            self._blocks.popitem(last=False)
        return known * TOKENS if known >= LEAST else 0


def schema_first(base_url: str) -> bool:
    """Whether the endpoint at this address is known to put the reply schema before the messages."""
    host = urlsplit(base_url).hostname or ""
    return host.endswith(("openai.com", "openai.azure.com"))
