"""What may differ between two machines: where the workspace is, whom to ask, and how hard."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from panel.canon import Closed
from panel.errors import InputError, UsageError
from panel.files import read_toml, validated
from panel.llm.recorded import RECORDED
from panel.llm.target import Prices, Target

CONFIG = "panel.toml"
_MAIL = re.compile(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_PLAIN = re.compile(r"[!#-'*-:=?-\[\]-~]+")  # printable ASCII that neither ends the remark of a header nor begins another field
OPENAI = "https://api.openai.com/v1"
MODEL = "gpt-5-mini"


class EndpointSection(Closed):
    """Whom to ask. The key is never kept in a file: it comes from the environment."""

    base_url: str = ""
    model: str = ""


class LimitsSection(Closed):
    """How hard to ask; nothing here can change an answer."""

    concurrency: int = Field(default=16, ge=1, le=2000)
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1)
    deadline_seconds: float = Field(default=180, gt=0, le=3600)
    prefix_lead_seconds: float = Field(default=2, ge=0, le=60)
    """How long the first critic of a tool is ahead of the others, where a provider's prefix cache makes that cheaper."""


class BatchSection(Closed):
    """What a provider's batch endpoint costs, as a share of the ordinary price: 0.5 is half price."""

    discount: float = Field(default=0.5, ge=0, le=1)


class DatabaseSection(Closed):
    """The PostgreSQL that several machines share. A password is never kept in a file of the workspace."""

    url: str = ""


class SamplingSection(Closed):
    """What is sent with every request; a change asks again."""

    temperature: float | None = Field(default=None, ge=0, le=2)
    max_tokens: int = Field(default=6000, ge=256, le=200_000)


Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class PricesSection(Closed):
    """US dollars for a million tokens, for a model whose price is not publicly listed."""

    input: Dollars
    output: Dollars


class PageSection(Closed):
    """What a page calls stale, and how many readers must vote before a share is shown."""

    stale_after_days: int = Field(default=180, ge=1)
    votes_minimum: int = Field(default=30, ge=1)


class IntakeSection(Closed):
    """What the owner of a fetched site is told: a mail address or the address of a page, in the User-Agent line."""

    contact: Annotated[str, Field(max_length=120)] = ""


class NewsletterSection(Closed):
    """Who sends the newsletter: the name, mail and postal address of the sender, the way out, and the site's address."""

    name: str = ""
    sender: str = ""
    address: str = ""
    unsubscribe: str = ""
    base_url: str = ""


class Config(Closed):
    """The tables of `panel.toml`, all optional."""

    endpoint: EndpointSection = EndpointSection()
    limits: LimitsSection = LimitsSection()
    sampling: SamplingSection = SamplingSection()
    prices: PricesSection | None = None
    page: PageSection = PageSection()
    batch: BatchSection = BatchSection()
    database: DatabaseSection = DatabaseSection()
    newsletter: NewsletterSection = NewsletterSection()
    intake: IntakeSection = IntakeSection()


@dataclass(frozen=True)
class Settings:
    """What one command works with. An empty `base_url` means that the recorded replies answer; the key is never shown."""

    workspace: Path
    config: Config
    base_url: str
    model: str
    api_key: str = field(repr=False, default="")
    database: str = field(repr=False, default="")

    @property
    def target(self) -> Target:
        """The endpoint as the model side takes it."""
        if not self.base_url:
            return RECORDED
        limits, prices = self.config.limits, self.config.prices
        return Target(
            label=self.base_url,
            base_url=self.base_url,
            api_key=self.api_key or None,
            deadline=limits.deadline_seconds,
            concurrency=limits.concurrency,
            requests_per_minute=limits.requests_per_minute,
            tokens_per_minute=limits.tokens_per_minute,
            prices=Prices(prompt=Decimal(str(prices.input)), completion=Decimal(str(prices.output))) if prices else None,
        )

    @property
    def label(self) -> str:
        """The endpoint's name inside a request."""
        return self.target.label

    @property
    def state(self) -> Path:
        """Where the cache and its kin live."""
        return self.workspace / ".panel"


def find_workspace(start: Path) -> Path:
    """The nearest folder at or above `start` that holds panel.toml. Raises UsageError when there is none."""
    for folder in (start, *start.resolve().parents):
        if (folder / CONFIG).is_file():
            return folder
    raise UsageError(f"{start}: no {CONFIG} here or above; `panel init` makes a workspace, --workspace names one")


def load(
    workspace: Path,
    environment: Mapping[str, str] = os.environ,
    *,
    user: Path | None = None,
    base_url: str = "",
    model: str = "",
    database: str = "",
) -> Settings:
    """The settings of a workspace: flag over PANEL_* over OPENAI_* over panel.toml over the user's file over the default.

    Raises InputError or UsageError with place and remedy.
    """
    config = _config(workspace / CONFIG, beneath=user if user and user.is_file() else None)
    chosen = (
        base_url
        or environment.get("PANEL_BASE_URL", "")
        or environment.get("OPENAI_BASE_URL", "")
        or config.endpoint.base_url
        or (OPENAI if environment.get("OPENAI_API_KEY") or environment.get("PANEL_API_KEY") else "")
    ).rstrip("/")
    if chosen and not _is_web(chosen):
        raise UsageError(f"base URL {chosen.rsplit('@', 1)[-1]!r}: not an http(s) address; it looks like http://localhost:8000/v1")
    contact = config.intake.contact
    if contact and not (_MAIL.fullmatch(contact) or (_is_web(contact) and _PLAIN.fullmatch(contact))):
        raise InputError(f"{workspace / CONFIG}: intake.contact: {contact[:60]!r} is no mail address and no http(s) address; give one")
    named = model or environment.get("PANEL_MODEL", "") or config.endpoint.model
    return Settings(
        workspace=workspace,
        config=config,
        base_url=chosen,
        model=named or MODEL if chosen else RECORDED.label,
        api_key=_key(chosen, environment, flag=base_url),
        database=database or environment.get("PANEL_DATABASE", "") or _without_password(config.database.url, workspace / CONFIG),
    )


def _without_password(url: str, file: Path) -> str:
    with suppress(ValueError):
        if urlsplit(url).password is None:
            return url
    raise InputError(f"{file}: database.url carries a password or is no address; set PANEL_DATABASE, or keep the password in ~/.pgpass")


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket that is never closed, or a port above 65535
        return False


def _config(path: Path, *, beneath: Path | None) -> Config:
    """The tables of a file over those of another, field by field."""
    tables = read_toml(path)
    validated(Config, tables, path)
    under = read_toml(beneath) if beneath else {}
    if beneath:
        validated(Config, under, beneath)
    return validated(Config, {name: {**under.get(name, {}), **tables.get(name, {})} for name in {*under, *tables}}, path)


def _key(base_url: str, environment: Mapping[str, str], *, flag: str) -> str:
    # A key goes only to the endpoint that it was set for, never to an address that a workspace brought along: PANEL_API_KEY to
    # PANEL_BASE_URL, else to the address on the command line or OpenAI's; OPENAI_API_KEY to OPENAI_BASE_URL or OpenAI's.
    meant = (environment.get("PANEL_BASE_URL") or flag or OPENAI).rstrip("/")
    if environment.get("PANEL_API_KEY") and base_url == meant:
        return environment["PANEL_API_KEY"]
    if base_url == (environment.get("OPENAI_BASE_URL") or OPENAI).rstrip("/"):
        return environment.get("OPENAI_API_KEY", "")
    return ""
