"""A published price, and whether its own quote says so: the amount, the currency, the period and the unit."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from panel.canon import Closed
from panel.evidence import SourceText, find
from panel.folding import SHORTEST, visible
from panel.tariff import DOLLARS, METERED, Rate, free, manner, names, periods, rates, things

Line = Annotated[str, Field(max_length=300)]
SourceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
# TOML has floats and no decimals; through text, 0.1 stays 0.1.
Money = Annotated[
    Decimal, BeforeValidator(lambda value: str(value) if isinstance(value, float) else value), Field(ge=0, allow_inf_nan=False)
]
SHOWN = 80  # characters of a quote's own words in a message


class Published(Closed):
    """One published price.

    `amount` is None when a plan is named but its price is not published ("contact us"). `quote` holds the source's own words.
    """

    plan: Line
    amount: Money | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    unit: Line = ""
    period: Literal["", "once", "hour", "day", "month", "year"] = ""
    source: SourceId
    as_of: date
    quote: Annotated[str, Field(max_length=600)] = ""


class Price(Published):
    """A published price as it was held against its quote; `faults` says in words what does not hold."""

    faults: tuple[str, ...] = ()

    @property
    def recurring(self) -> bool:
        """Whether it buys a plan for a month or a year."""
        return self.period in ("month", "year") and not self.metered

    @property
    def metered(self) -> bool:
        """Whether it is a rate for use: by the token, the request or the hour."""
        return self.period in ("hour", "day") or any(thing.name in METERED for thing in things(self.unit)) or bool(manner(self.unit))

    @property
    def monthly(self) -> Decimal:
        """The amount for a month, to put plans of a year beside those of a month; what is not published comes last."""
        amount = Decimal("Infinity") if self.amount is None else self.amount
        return amount / 12 if self.period == "year" else amount


def entry(prices: Sequence[Price]) -> Price | None:
    """What one pays at least: a free plan, else the lowest plan of a month or a year, else another price of a plan, else a rate.

    Only prices in one currency can be put in an order: that of most of them. None when no amount is published.
    """
    told = [price for price in prices if price.amount is not None]
    plans = [price for price in told if not price.metered]
    paid = [price for price in plans if price.amount]
    ranked = (
        [price for price in plans if not price.amount],
        [price for price in paid if price.recurring],
        paid,
        [price for price in told if price.amount],
        told,
    )
    best: list[Price] = next((group for group in ranked if group), [])
    kept = [price.currency for price in best]
    common = max(kept, key=lambda code: (kept.count(code), [price.currency for price in told].count(code)), default="")
    return min((price for price in best if price.currency == common), key=lambda price: price.monthly, default=None)


def unborne(price: Published, source: SourceText, *, plans: Collection[str] = ()) -> tuple[str, ...]:
    """What keeps a price from being published as its quote's, in words; `plans` are the names of the tool's other prices.

    A price without an amount states none, and needs no quote.
    """
    if not price.quote.strip():
        return () if price.amount is None else ("no quote is given",)
    quote = visible(price.quote)
    if find(price.quote, source) is None:
        short = f"is shorter than {SHORTEST} characters" if len(quote) < SHORTEST else f"does not stand in {price.source!r}"
        return (f"its quote {short}", *_refuted(price, quote, source, plans))
    return tuple(_refuted(price, quote, source, plans))


def unsaid(price: Published, source: SourceText) -> tuple[str, ...]:
    """What a price and its quote do not both say, without one speaking against the other: for an editor, in words."""
    if price.amount is None or not price.quote.strip():
        return ()
    return tuple(_unsaid(price, visible(price.quote), source))


def _refuted(price: Published, quote: str, source: SourceText, plans: Collection[str]) -> Iterator[str]:
    if price.amount is None:
        return
    told = rates(quote)
    if not price.amount:
        if not free(quote) and not any(Decimal(0) in rate.values for rate in told):
            yield f"its quote does not say that it is free ({_said(told, quote)})"
        return
    held = [rate for rate in told if price.amount in rate.values]
    paid = [rate for rate in held if _in_currency(rate, price.currency, quote, source)]
    if not paid:
        yield f"{_plain(price)} does not stand in its quote ({_said(told, quote)})"
        yield from _against(price, quote, told) if told else ()
    elif not (sound := [rate for rate in paid if rate.sound]):
        yield f"its quote does not ask {paid[0].text} for it ({_said(told, quote)})"
    elif owner := _of_another(price, quote, told, sound, plans):
        yield f"its quote gives {sound[0].text} as the price of {owner!r}"
    else:
        yield from _against(price, quote, sound)


def _against(price: Published, quote: str, paid: Sequence[Rate]) -> Iterator[str]:
    """The period and the unit, where the quote names others; what directly follows the sum counts before the rest."""
    own = {price.period} | periods(f"per {price.unit}")
    said = frozenset().union(*(rate.periods for rate in paid)) or (periods(quote) if price.period else frozenset())
    if price.period and said and not said & own:
        yield f"its quote says {_told(paid, said)}, not {_per(price.period)}"
    counted = [thing for rate in paid for thing in rate.things]
    ours = things(price.unit)
    if ours and counted and not set(ours) & set(counted):
        yield f"its quote says {_told(paid, [thing.name for thing in counted])}, not {_per(price.unit)}"
    wanted, given = manner(price.unit), [rate.manner for rate in paid if rate.manner]
    if wanted and len(given) == len(paid) and not any(wanted <= kind for kind in given):
        yield f"its quote says {_told(paid, sorted(given[0]))}, not {price.unit}"


def _unsaid(price: Published, quote: str, source: SourceText) -> Iterator[str]:
    paid = [rate for rate in rates(quote) if price.amount in rate.values and rate.sound]
    said = frozenset().union(*(rate.periods for rate in paid))
    if said and not price.period and not said & periods(f"per {price.unit}"):
        yield f"its quote says {_told(paid, said)}, and the line has no period"
    counted = [thing for rate in paid for thing in rate.things]
    if counted and not price.unit:
        yield f"its quote says {_told(paid, [thing.name for thing in counted])}, and the line has no unit"
    if price.amount and price.period and not names(quote, price.period) and not names(source.visible.text, price.period):
        yield f"{_per(price.period)} stands neither in its quote nor in {price.source!r}"


def _in_currency(rate: Rate, code: str, quote: str, source: SourceText) -> bool:
    if code in rate.currencies:
        return True
    # A bare dollar sign is any country's that the source names.
    bare = code in DOLLARS and rate.text.startswith("$") and rate.currencies == {"USD"} and not rate.text.endswith("USD")
    return bare and re.search(rf"\b{code}\b", f"{quote}\n{source.text}") is not None


def _of_another(price: Published, quote: str, told: Sequence[Rate], paid: Sequence[Rate], plans: Collection[str]) -> str:
    """The plan whose price all the matching sums are, by the quote's own words: "Pro costs $20, Team costs $40"."""
    others = [name for name in plans if name.strip() and name.casefold() != price.plan.casefold()]
    first = min((at for name in (price.plan, *others) if (at := quote.casefold().find(name.casefold())) >= 0), default=-1)
    if not others or first < 0 or told[0].start < first:
        # Where the sum comes first, what stands before the next one is no longer its owner.
        return ""
    owners = [_owner(quote[: rate.start], (price.plan, *others)) for rate in paid]
    return owners[0] if all(owner and owner.casefold() != price.plan.casefold() for owner in owners) else ""


_LEADS_TO = r"(?:\s+(?:plan|tier|edition|licen[cs]e|subscription))?\s*(?:[:|–—-]\s*)?(?:(?:is|are|costs?|starts?|begins?|runs|priced?|at|for|from|only|just|now|comes)\s+){0,3}$"


def _owner(before: str, names: Sequence[str]) -> str:
    fitting = [name for name in names if re.search(rf"(?i)(?<!\w){re.escape(name)}{_LEADS_TO}", before)]
    return max(fitting, key=len, default="")


def _said(told: Sequence[Rate], quote: str) -> str:
    sums = ", ".join(dict.fromkeys(rate.text for rate in told))
    return f"it says {sums}" if sums else f"it says “{quote[:SHOWN]}{'…' if len(quote) > SHOWN else ''}”"


def _told(paid: Sequence[Rate], otherwise: Collection[str]) -> str:
    chain = next((rate.chain for rate in paid if rate.chain), "")
    return repr(chain.strip(" ,")) if chain else repr(", ".join(sorted(otherwise)))


def _per(what: str) -> str:
    return what if what == "once" or what.startswith(("per ", "/")) else f"per {what}"


def _plain(price: Published) -> str:
    return f"{price.amount:,f} {price.currency}" if price.amount is not None else ""
