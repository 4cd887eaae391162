"""Fact sheets, health reports and personas as text for a terminal; no model is needed for any of them."""

from collections.abc import Iterator, Sequence
from textwrap import fill

from panel.cleaning import Removed
from panel.dossier import GROUNDED, Dossier, Price
from panel.health import Health
from panel.intake.toolfile import FactChange
from panel.persona import Persona
from panel.publish.terminal import WIDTH, visible
from panel.wording import money

NOT_PUBLISHED = "not published"
# What has a place of its own in every page (a title, the text of an image, the address behind a link) is counted; all else was hidden.
LABELS = frozenset(
    (
        "doctype", "<title>", "<script>", "<desc>", "image alt text", "link address", "link title", "link definition", "style sheet",
        "front matter", "after the language of a code block",
    )
)  # fmt: skip
SENTENCE = 4  # words that make a passage worth reading before others
SHOWN = 20  # passages of one reason in a report
LONGEST = 400  # characters of one passage in a report
INDENT = " " * 15


def facts(dossier: Dossier) -> str:
    """Everything that is known of a tool without asking anybody, each fact with the words of the source that says it."""
    tool = dossier.tool
    lines = [f"{tool.name} ({tool.slug})"]
    for field in ("category", *GROUNDED[1:]):
        lines += _fact(dossier, field)
    for price in tool.prices:
        lines += _price(price)
    if not tool.prices:
        lines.append(_row("price", _unpublished(dossier)))
    if tool.description:
        lines += ["", fill(tool.description, WIDTH, initial_indent="  ", subsequent_indent="  ")]
    lines += ["", "Sources"]
    lines += [f"  {s.id}: {s.title}{f', {s.url}' if s.url else ''}, read {s.retrieved}" for s in tool.sources]
    return visible("\n".join(lines))


def _fact(dossier: Dossier, field: str) -> Iterator[str]:
    label = field.replace("_", " ")
    if field not in dossier.prepared.stated:
        yield _row(label, _unpublished(dossier))
        return
    yield _row(label, str(getattr(dossier.tool, field)))
    if found := dossier.ground(field):
        yield _quoted(found.quote, found.source)
    elif field in GROUNDED:
        yield f"{INDENT}! stands in no source"


def _price(price: Price) -> Iterator[str]:
    amount = NOT_PUBLISHED
    if price.amount is not None:
        amount = money(price.amount, currency=price.currency, unit=price.unit, period=price.period)
    yield _row("price", f"{price.plan}: {amount} (as of {price.as_of})")
    if price.quote:
        yield _quoted(price.quote, price.source)
    yield from (f"{INDENT}! {fault}" for fault in price.faults)


def _row(label: str, value: str) -> str:
    return f"  {label:<12} {value}"


def _quoted(quote: str, source: str) -> str:
    return fill(f"{source}: “{' '.join(quote.split())}”", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)


def _unpublished(dossier: Dossier) -> str:
    return f"{NOT_PUBLISHED} (as of {dossier.tool.facts_as_of})"


def health(found: Health) -> str:
    """What an editor should look at before the panel sits: what keeps the tool from being published first, hidden sentences next."""
    lines = [f"{found.slug}: about {found.tokens:,} tokens in {_count(len(found.sources), 'source')}"]
    lines += [
        f"  {s.id}: {_count(s.age, 'day')} old, {_count(s.characters, 'character')}{', STALE' if s.stale else ''}" for s in found.sources
    ]
    lines += [f"  ! {price}" for price in found.unborne]
    lines += [f"  ! {fact}" for fact in found.unfounded]
    lines += [f"  ! {m.source}, line {m.flag.line}: {m.flag.reason}: {m.flag.text}" for m in found.marked]
    lines += _removed(found.removed)
    return visible("\n".join(lines if len(lines) > 1 else [*lines, "  nothing to report"]))


def _removed(removed: Sequence[tuple[str, Removed]]) -> Iterator[str]:
    """What readers cannot see, as a diff by reason, whole sentences before single words; what every page has is only counted."""
    groups: dict[str, list[tuple[str, Removed]]] = {}
    for source, one in removed:
        groups.setdefault("doctype" if one.text.casefold().startswith("doctype") else one.reason, []).append((source, one))
    hidden = {reason: sorted(group, key=_short) for reason, group in groups.items() if not _label(reason)}
    for reason, group in sorted(hidden.items(), key=lambda pair: (_short(pair[1][0]), pair[0])):
        yield f"  hidden from readers, {reason}: {_count(len(group), 'passage')}"
        yield from (f"  - {source}, line {one.place}: {_cut(' '.join(one.text.split()))}" for source, one in group[:SHOWN])
        if (more := len(group) - SHOWN) > 0:
            yield f"  - and {more:,} more of these (--json has all)"
    if counts := [f"{reason} {len(group):,}" for reason, group in sorted(groups.items()) if _label(reason)]:
        yield fill(f"labels and markup (--json has all): {', '.join(counts)}", WIDTH, initial_indent="  ", subsequent_indent="    ")


def _label(reason: str) -> bool:
    return reason in LABELS or (reason.endswith(" attribute") and reason != "hidden attribute")


def _short(pair: tuple[str, Removed]) -> bool:
    return len(pair[1].text.split()) < SENTENCE and pair[1].text.isascii()


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text) - LONGEST:,} characters more; --json has all)"


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
        f"{change.field}: {change.note or f'{change.old or NOT_PUBLISHED} -> {change.new or NOT_PUBLISHED}'}{' (your line is kept)' if change.kept else ''}"
        for change in found
    ]
    return visible("\n".join(lines) or "every fact is as it was")
