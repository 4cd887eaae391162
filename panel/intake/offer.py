"""One price as a page offers it, with the words that say so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from panel.intake.blocks import Block
from panel.intake.terms import Period

FREE = re.compile(
    r"(?:always |100% )?free(?: forever| plan| tier)?[!.]?|(?:für immer )?(?:kostenlos|gratis)(?: für immer)?|gratuito?|grátis|無料|免费|무료",
    re.IGNORECASE,
)
FREE_FOR = re.compile(
    r"(?:always )?free(?: forever)?(?:,? (?:for (?:up to|individuals?|personal|open|everyone|hobby|teams? of|one|a single|\d+ (?:users?|seats?|projects?|members?))\b.{0,80}|forever\b.{0,80}))|0(?:\s?[€$£])?",
    re.IGNORECASE,
)
ASK = re.compile(
    r"custom(?: pricing| price| quote)?|(?:please )?contact (?:us|sales)(?: for (?:pricing|a quote))?|let[’']s talk|(?:talk|speak) to (?:us|sales)|(?:price |pricing )?(?:on|upon) request|(?:get|request) a quote|get in touch"
    r"|bespoke|tailored|individuelle?r? preis|(?:preis )?auf anfrage|kontakt(?:ieren sie uns| aufnehmen)|sprechen sie mit uns|sur devis|(?:nous contacter|contactez-nous)|cont[aá]ctanos|contactar(?: con)? ventas|fale (?:com vendas|conosco)"
    r"|sob consulta|su richiesta|op aanvraag|kontakta oss|på förfrågan|お問い?合わ?せ(?:ください)?|要問い合わせ|联系我们|문의(?:하기)?",
    re.IGNORECASE,
)
# A quote of fewer folded characters is refused as one that could stand anywhere.
SHORTEST = 12
LONGEST = 560


@dataclass(frozen=True)
class Offer:
    """One price as found; `spans` are words around it that hold the plan and the amount, the narrowest first.

    `amount` is None for a price that is not told. `more` says that it is paid on top of another price of its plan.
    """

    plan: str
    amount: Decimal | None
    currency: str
    unit: str
    period: Period
    spans: tuple[str, ...]
    more: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells two prices of a page apart."""
        return self.plan, self.unit, self.period


def spans(page: Sequence[Block], start: int, end: int) -> tuple[str, ...]:
    """The words of these blocks, and with their neighbours for the case that they alone are too few or do not stand together."""
    return tuple(_wider(page, start, end))


def _wider(page: Sequence[Block], start: int, end: int) -> Iterator[str]:
    for before, after in ((0, 0), (0, 1), (1, 0), (0, 2), (1, 1), (2, 0)):
        if start >= before and end + after < len(page):
            words = " ".join(block.text for block in page[start - before : end + after + 1])
            if SHORTEST <= len(words) <= LONGEST:
                yield words
