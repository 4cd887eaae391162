"""What an endpoint says besides the reply: what an error status means, and how much may still be asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from math import isnan
from typing import Literal

from panel.errors import NoModel, PanelError, ProviderDown, RateLimited, Refused, Unavailable
from panel.llm.chat import Dialect, told
from panel.llm.fault import Fault

NO_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"})
ANOTHER_TRY = frozenset({408, 409})
SECONDS = {"d": 86_400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
PART = r"([0-9]+(?:\.[0-9]+)?)(ns|us|µs|ms|[smhd])"
DAY = 86_400.0


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of one HTTP exchange."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def next_dialect(answer: Answer, dialect: Dialect) -> Dialect | None:
    """How to put the question instead, None when the answer is not about its form or no other form is left."""
    message, codes = told(answer.content)
    text = message.lower()
    names_form = any(word in text for word in ("response_format", "json_schema", "json_object", "json mode", "structured output", "tool"))
    if answer.status not in (400, 404, 422) and not (answer.status == 500 and names_form):
        return None
    if "max_completion_tokens" in text and dialect.limit == "max_tokens":
        return replace(dialect, limit="max_completion_tokens")
    if not names_form and (_is_unknown_model(text, codes) or _is_too_long(text, codes) or _is_filtered(codes)):
        return None
    return dialect.lower()


def refusal(answer: Answer, *, place: str, model: str, now: float) -> Fault | PanelError:
    """The error that an answer with an error status stands for; `now` is in seconds since 1970.

    NoModel and ProviderDown end a run; everything else is a Fault of this one call.
    """
    message, codes = told(answer.content)
    fact = f"{place} answered {answer.status}: {message!r}"
    if final := _final(answer.status, message=message, codes=codes, fact=fact, model=model):
        return final
    wait = retry_after(answer.headers, now=now)
    if answer.status == 429:
        return Fault(RateLimited(f"{fact}; lower the requests a minute"), again="soon", wait=wait, free=True)
    if answer.status >= 500 or answer.status in ANOTHER_TRY:
        return Fault(Unavailable(f"{fact}; try again later"), again="soon", wait=wait, free=True)
    if _is_filtered(codes):
        return Fault(Refused(f"{fact}; the provider's filter stopped the request"), free=True)
    return Fault(Unavailable(f"{fact}; the endpoint does not accept this request in any form"), free=True)


def retry_after(headers: Mapping[str, str], *, now: float) -> float | None:
    """Seconds to wait as Retry-After (RFC 9110, 10.2.3: seconds or a date; fractions accepted) asks, None when it does not."""
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            date = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
    return None if isnan(seconds) else max(seconds, 0.0)


@dataclass(frozen=True)
class Remaining:
    """How many requests or tokens may still be used, and in how many seconds there are more."""

    count: int
    seconds: float


def remaining(headers: Mapping[str, str], name: Literal["requests", "tokens"]) -> Remaining | None:
    """What the x-ratelimit headers say of requests or tokens, None when they say nothing that can be understood."""
    count = headers.get(f"x-ratelimit-remaining-{name}")
    if count is None or not (count.isascii() and count.isdigit() and len(count) < 16):
        return None
    seconds = _duration(headers.get(f"x-ratelimit-reset-{name}", ""))
    return None if seconds is None else Remaining(int(count), seconds)


def _duration(text: str) -> float | None:
    """Seconds as "6m0s", "20ms" or "1.5" state them, None beyond a day: that is a date, or nonsense."""
    if re.fullmatch(f"(?:{PART})+", text):
        seconds = sum(float(number) * SECONDS[unit] for number, unit in re.findall(PART, text))
    elif re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        seconds = float(text)
    else:
        return None
    return seconds if seconds <= DAY else None


def _final(status: int, *, message: str, codes: frozenset[str], fact: str, model: str) -> PanelError | None:
    if status in (401, 403):
        return NoModel(f"{fact}; check the key of this endpoint")
    if status == 402 or (status == 429 and codes & NO_CREDIT):
        return ProviderDown(f"{fact}; the account is out of credit, add some or choose another endpoint")
    if 300 <= status < 400:
        return NoModel(f"{fact}; redirects are not followed, so that the key stays here; give the final base_url")
    if status in (400, 404) and _is_unknown_model(message.lower(), codes):
        return NoModel(f"{fact}; the model {model!r} is not known there, choose another")
    if status == 404:
        return NoModel(f"{fact}; check base_url, which should end where /chat/completions begins, and the model {model!r}")
    return None


def _is_unknown_model(text: str, codes: frozenset[str]) -> bool:
    unknown = ("not exist", "not found", "unknown", "not a valid", "invalid model", "no such model", "not available")
    return "model_not_found" in codes or ("model" in text and any(words in text for words in unknown))


def _is_too_long(text: str, codes: frozenset[str]) -> bool:
    return "context_length_exceeded" in codes or any(w in text for w in ("context length", "context size", "context window"))


def _is_filtered(codes: frozenset[str]) -> bool:
    return bool(codes & {"content_filter", "content_policy_violation"})
