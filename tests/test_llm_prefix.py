"""Rules of panel/llm/prefix.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.llm.call import Message, ReplySchema, Request
from panel.llm.prefix import BLOCK, LEAST, TOKENS, Prefixes, schema_first

SHARED = "".join(chr(97 + number % 26) * 7 for number in range(LEAST * BLOCK))


def asked(user: str, *, schema: str = "{}", model: str = "m") -> Request:
    return Request("l", model, (Message("system", SHARED), Message("user", user)), ReplySchema("s", schema), 100)


def test_what_two_prompts_share_at_their_beginning_is_counted_the_second_time() -> None:
    """In whole blocks; an earlier prompt need not be the one just before."""
    prefixes = Prefixes(schema_first=False)
    whole = len(SHARED) // BLOCK * TOKENS

    assert prefixes.shared(asked("one" * BLOCK)) == 0
    assert prefixes.shared(asked("two" * BLOCK)) == whole
    assert prefixes.shared(asked("one" * BLOCK)) > whole


@pytest.mark.parametrize(("first", "expected"), [(False, True), (True, False)], ids=["messages first", "schema first"])
def test_another_schema_ends_the_prefix_only_where_it_comes_first(first: bool, expected: bool) -> None:
    """The messages are the same."""
    prefixes = Prefixes(schema_first=first)
    prefixes.shared(asked("a", schema='{"a": 1}' * BLOCK))

    assert bool(prefixes.shared(asked("a", schema='{"b": 1}' * BLOCK))) == expected


def test_nothing_is_shared_across_models_nor_below_the_least() -> None:
    """Each model has a cache of its own, and a short prefix is not kept."""
    prefixes = Prefixes(schema_first=False)
    prefixes.shared(asked("a"))
    short = Request("l", "m", (Message("user", SHARED[: (LEAST - 1) * BLOCK]),), ReplySchema("s", "{}"), 100)

    assert prefixes.shared(asked("a", model="n")) == 0
    assert [prefixes.shared(short), prefixes.shared(short)] == [0, 0]


@given(st.lists(st.text("ab", max_size=3 * BLOCK), max_size=8), st.integers(1, 40))
def test_memory_is_bounded_and_a_prompt_never_shares_more_than_it_has(users: list[str], kept: int) -> None:
    """However many prompts are seen."""
    prefixes = Prefixes(schema_first=False, kept=kept)

    for user in users:
        assert 0 <= prefixes.shared(asked(user)) <= (len(SHARED) + len(user) + 20) // BLOCK * TOKENS
        assert len(prefixes._blocks) <= kept


def test_who_puts_the_schema_first() -> None:
    """OpenAI says so of itself; other servers constrain the decoding and leave the prompt alone."""

    assert schema_first("https://api.openai.com/v1")
    assert schema_first("https://x.openai.azure.com/openai/v1")
    assert not schema_first("http://localhost:8000/v1")
