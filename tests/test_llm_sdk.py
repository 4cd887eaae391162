"""What holds of the key in panel/llm/sdk.py; the rest of the module is held by tests/test_llm_endpoint.py."""

from pathlib import Path

import pytest
from llm_parts import CANARY, client, request
from server import FakeServer, completion

pytestmark = pytest.mark.anyio
WORDS = "A key note: none of the tests of ollama took a week, sk-or not."
SHORT = ("k", "e", "none", "test", "ollama", "sk-or", "a", "dummy-key")


@pytest.mark.parametrize("key", SHORT)
async def test_a_word_in_the_place_of_a_key_does_no_harm(tmp_path: Path, key: str) -> None:
    """Local servers take any, and a reply is made of words."""

    with FakeServer([completion(WORDS)]) as server:
        async with client(server.base_url, tmp_path, api_key=key) as ask:
            assert (await ask(request())).text == WORDS


REPEATED = {
    "alone": (f"Your key is {CANARY}", "Your key is (key)"),
    "in quotation marks": (f"'{CANARY}'", "'(key)'"),
    "before a full stop": (f"{CANARY}.", "(key)."),
    "twice": (f"{CANARY} {CANARY}", "(key) (key)"),
    "a part of a longer word": (f"x{CANARY}9", f"x{CANARY}9"),
}


@pytest.mark.parametrize(("said", "kept"), REPEATED.values(), ids=REPEATED)
async def test_a_key_that_is_repeated_is_taken_out(tmp_path: Path, said: str, kept: str) -> None:
    """Where it stands on its own."""

    with FakeServer([completion(said)]) as server:
        async with client(server.base_url, tmp_path) as ask:
            assert (await ask(request())).text == kept
