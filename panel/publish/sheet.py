"""Fact sheets, health reports and personas as text for a terminal; no model is needed for any of them."""

from collections.abc import Iterator, Sequence
from textwrap import fill

from panel.dossier import Dossier
from panel.health import Health
from panel.intake.toolfile import FactChange
from panel.persona import Persona
from panel.publish.terminal import WIDTH, visible
from panel.wording import money

NOT_PUBLISHED = "not published"
REMOVED_SHOWN = 12  # removed passages that a health report lists


def facts(dossier: Dossier) -> str:
    """Everything that is known of a tool without asking anybody."""
    tool = dossier.tool
    rows = {
        "category": tool.category,
        "tagline": tool.tagline,
        "vendor": tool.vendor,
        "homepage": tool.homepage,
        "licence": tool.licence,
        "version": tool.version,
        "install": tool.install,
    }
    lines = [f"{tool.name} ({tool.slug})", *(f"  {label:<10} {value or NOT_PUBLISHED}" for label, value in rows.items())]
    lines += [f"  {'price':<10} {line}" for line in _prices(dossier)]
    if tool.description:
        lines += ["", fill(tool.description, WIDTH, initial_indent="  ", subsequent_indent="  ")]
    lines += ["", "Sources"]
    lines += [f"  {s.id}: {s.title}{f', {s.url}' if s.url else ''}, read {s.retrieved}" for s in tool.sources]
    return visible("\n".join(lines))


def _prices(dossier: Dossier) -> Iterator[str]:
    tool = dossier.tool
    if not tool.prices:
        yield f"{NOT_PUBLISHED} (as of {tool.facts_as_of})"
    for price in tool.prices:
        amount = NOT_PUBLISHED
        if price.amount is not None:
            amount = money(price.amount, currency=price.currency, unit=price.unit, period=price.period)
        yield f"{price.plan}: {amount} (as of {price.as_of})"


def health(found: Health) -> str:
    """What an editor should look at before the panel sits."""
    lines = [f"{found.slug}: about {found.tokens:,} tokens in {_count(len(found.sources), 'source')}"]
    lines += [
        f"  {s.id}: {_count(s.age, 'day')} old, {_count(s.characters, 'character')}{', STALE' if s.stale else ''}" for s in found.sources
    ]
    lines += [f"  ! no quote: {fact}" for fact in found.unquoted]
    lines += [f"  ! {m.source}, line {m.flag.line}: {m.flag.reason}: {m.flag.text}" for m in found.marked]
    for source, removed in found.removed[:REMOVED_SHOWN]:
        lines.append(f"  - {source}, line {removed.place}: {removed.reason}: {' '.join(removed.text.split())[:120]}")
    if (more := len(found.removed) - REMOVED_SHOWN) > 0:
        lines.append(f"  - and {more:,} more (--json lists all)")
    return visible("\n".join(lines if len(lines) > 1 else [*lines, "  nothing to report"]))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def persona(shown: Persona) -> str:
    """A persona as its file has it."""
    lines = [f"{shown.title} ({shown.id}): {shown.motto}", "", fill(shown.voice.strip(), WIDTH)]
    for title, bars in (("Ships when", shown.earns_ship), ("Skips when", shown.earns_skip), ("Never writes", shown.never)):
        lines += ["", title, *(fill(bar, WIDTH, initial_indent="  - ", subsequent_indent="    ") for bar in bars)] if bars else []
    lines += ["", "Rubric"]
    for criterion in shown.criteria:
        lines.append(fill(f"{criterion.key} ({criterion.kind}): {criterion.ask}", WIDTH, initial_indent="  ", subsequent_indent="    "))
        if criterion.kind == "score":
            lines += [fill(f"0: {criterion.low}", WIDTH, initial_indent="    "), fill(f"5: {criterion.high}", WIDTH, initial_indent="    ")]
    return "\n".join(lines)


def changes(found: Sequence[FactChange]) -> str:
    """The facts that are not what they were when the tool was last captured."""
    lines = [
        f"{change.field}: {change.old or NOT_PUBLISHED} -> {change.new or NOT_PUBLISHED}{' (your line is kept)' if change.kept else ''}"
        for change in found
    ]
    return visible("\n".join(lines) or "every fact is as it was")
