from decimal import Decimal
from pathlib import Path

import pytest
from llm_parts import request

from panel.estimate import LATER_TOKENS, REPLY_TOKENS, estimate
from panel.llm.prefix import Prefixes
from panel.orchestrator import Plan
from panel.settings import Settings, load

PRICED = '[endpoint]\nbase_url = "http://localhost:1/v1"\n[sampling]\nmax_tokens = 1000\n[prices]\ninput = 1\noutput = 10\n'
UNPRICED = PRICED.partition("[prices]")[0]


def settings(folder: Path, text: str) -> Settings:
    """The settings in this text."""
    (folder / "panel.toml").write_text(text)
    return load(folder, {})


def test_an_estimate_counts_what_is_written_and_guesses_what_follows(tmp_path: Path) -> None:
    """Two requests of 4,000 bytes, three that follow: the low end takes ordinary replies, the high end full ones, each mended once."""
    asked = tuple(request("x" * (4000 - len("You review tools.")), sample=n) for n in range(2))

    made = estimate(Plan(requests=asked, later=3, cached=5), settings(tmp_path, PRICED))
    prompt = 2 * 1000 + 3 * LATER_TOKENS
    assert (made.calls, made.cached, made.prompt_tokens, made.completion_tokens) == (5, 5, prompt, 5000)
    assert made.low == Decimal(prompt * 1 + 5 * REPLY_TOKENS * 10) / 1_000_000
    assert made.high == Decimal((2 * prompt + 5000) * 1 + 2 * 5000 * 10) / 1_000_000


def test_an_unknown_price_is_not_zero(tmp_path: Path) -> None:
    """Nobody knows what a model of one's own costs."""

    made = estimate(Plan(requests=(request(),), later=0, cached=0), settings(tmp_path, UNPRICED))
    assert (made.low, made.high) == (None, None)


@pytest.mark.parametrize("text", [PRICED, UNPRICED], ids=["priced", "unpriced"])
def test_asking_nothing_costs_nothing(tmp_path: Path, text: str) -> None:
    """Whatever the price is."""

    made = estimate(Plan(requests=(), later=0, cached=17), settings(tmp_path, text))
    assert (made.calls, made.low, made.high) == (0, 0, 0)


def test_text_is_weighed_in_bytes(tmp_path: Path) -> None:
    """A letter of three bytes counts for three."""
    plain, wide = (estimate(Plan((request(letter * 4000),), 0, 0), settings(tmp_path, PRICED)).prompt_tokens for letter in ("a", "漢"))

    assert wide - plain == 2000


def test_what_prompts_share_may_cost_less(tmp_path: Path) -> None:
    """Told as tokens, and taken at its own price in the low end; a plan before this one counts too."""
    asked = tuple(request("x" * 8000, sample=n) for n in range(3))
    at = settings(tmp_path, PRICED)
    seen = Prefixes(schema_first=False)

    first, second = (estimate(Plan(asked, later=0, cached=0), at, seen) for _ in range(2))
    assert 0 < first.prefix_tokens < first.prompt_tokens
    assert second.prefix_tokens == first.prefix_tokens * 3 // 2
