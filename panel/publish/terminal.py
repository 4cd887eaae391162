"""Runs, plans and changes as text for a terminal; control characters of strangers never reach it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from textwrap import fill, indent

from panel.change import Change, Shift
from panel.comparison import Comparison, Review, Seat, Spend
from panel.contradiction import written
from panel.runs import Run
from panel.scorecard import Failure, Score, Scorecard
from panel.tally import Tally, tally
from panel.verdict import Verdict
from panel.wording import BADGES, FAILURES, counted, headline, labels, percent

WIDTH = 96


def comparison(run: Run) -> str:
    """The counted outcome of a comparison in a few lines."""
    result = run.result
    assert isinstance(result, Comparison)
    titles = {seat.persona: seat.title for seat in result.a.seats}
    a, b = labels(result.a.tool, result.b.tool)
    lines = [headline(result.verdict, a, b, titles), *(f"  {line}" for line in counted(result.verdict, a, b, titles))]
    return visible("\n".join([*lines, f"  {used(run)}"]))


def review(run: Run, review: Review) -> str:
    """One review: the votes, then every seat with its scores, answers and opinion."""
    lines = [f"{review.tool.name} ({review.tool.slug})", f"  {share(review)}", f"  {used(run)}", f"  run {run.id}"]
    for seat in review.seats:
        lines += ["", *_seat(seat)]
    for marked in review.marked:
        lines += ["", f"! {marked.source}, line {marked.flag.line}: {marked.flag.reason}: {marked.flag.text}"]
    return visible("\n".join(lines))


def share(review: Review) -> str:
    """The votes on one tool."""
    votes = [seat.vote for seat in review.seats]
    counted = tally(votes)
    shown = "—" if counted.share is None else f"{percent(counted.share)} ({counted.ship} of {counted.ship + counted.skip})"
    return f"panel ship {shown}: " + ", ".join(f"{seat.title} {BADGES[seat.vote]}" for seat in review.seats)


def _seat(seat: Seat) -> Iterator[str]:
    shown = seat.shown
    carried = f", carried over from {seat.carried}" if seat.carried else ""
    yield f"{seat.title}: {BADGES[seat.vote]}{carried}"
    if isinstance(shown, Failure):
        yield f"  {FAILURES[shown.reason]}: {shown.detail}"
        return
    for entry in shown.entries:
        score = f" {entry.answer.score}/5." if isinstance(entry.answer, Score) else ""
        yield fill(f"{entry.label}:{score} {' | '.join(written(entry.answer))}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    yield fill(f"“{shown.opinion}”", WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield from _checks(shown)


def _checks(card: Scorecard) -> Iterator[str]:
    if card.outside:
        yield fill(f"From outside the dossier, unchecked: {'; '.join(card.outside)}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    if card.unverified:
        yield f"  ! {card.unverified} statements did not pass their check"
    for fault in card.marks:
        yield f"    - {fault}"


def used(run: Run) -> str:
    """What a run took; a replay asked nobody."""
    if run.made.replay:
        return f"{run.spend.asked} replies from the recording of {run.made.replay}, {run.spend.cached} from the cache; nobody was asked"
    return spent(run.spend)


def spent(spend: Spend) -> str:
    """Calls, tokens and money of a run."""
    tokens = f"{spend.prompt_tokens:,} + {spend.completion_tokens:,} tokens{_prefixes(spend)}"
    return f"{spend.asked} calls asked, {spend.cached} from the cache, {tokens}, cost {dollars(spend.paid)}"


def _prefixes(spend: Spend) -> str:
    """How much of the prompts a provider's prefix cache could serve, and how much it says that it did."""
    if not spend.prefix_tokens or not spend.prompt_tokens:
        return ""
    share = min(100, 100 * spend.prefix_tokens // spend.prompt_tokens)
    return f" (about {share} % of the prompts in shared prefixes, {spend.cached_tokens:,} tokens served by the provider's cache)"


def dollars(amount: Decimal | None) -> str:
    """An amount of US dollars; None is "unknown"."""
    return "unknown" if amount is None else f"${amount:.4f}"


def change(change: Change, *, note: str = "") -> str:
    """What one seat says now against what it said before, and why."""
    lines = [
        f"{change.title} on {change.tool}: {change.before} -> {change.after}",
        f"  why: {', '.join(change.causes)}{f' ({note})' if note else ''}",
    ]
    lines += [f"  {key}: {_score(old)} -> {_score(new)}" for key, (old, new) in change.scores.items()]
    lines.append(indent(fill(change.opinion, WIDTH - 2), "  ") if change.opinion else "  the opinion is the same")
    return visible("\n".join(lines))


def outcome(shifts: Sequence[Shift], causes: Sequence[str]) -> str:
    """How the outcome of one comparison differs from that of another, and why."""
    lines = [shift.told for shift in shifts] or ["The verdict, the votes, the picks and the prices are the same"]
    return visible("\n".join([*lines, f"  why: {', '.join(causes)}"]))


def moved(a: str, b: str, before: Verdict, after: Verdict) -> str:
    """How a new seat bears on a comparison, the picks left as they were."""
    was, now = _outcome(before), _outcome(after)
    same = "stays" if was == now else "becomes"
    return visible(f"{a} vs {b}: {was} {same} {now if was != now else ''}".rstrip() + "; `panel compare` asks the picks again")


def _outcome(verdict: Verdict) -> str:
    ships = f"{_share(verdict.tally_a)} / {_share(verdict.tally_b)}"
    return f"{verdict.kind.value}{f' {verdict.winner}' if verdict.winner else ''} ({ships})"


def _share(tally: Tally) -> str:
    return "—" if tally.share is None else percent(tally.share)


def _score(score: int | None) -> str:
    return "not scored" if score is None else str(score)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns that line up, two spaces apart."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return visible("\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows))


def visible(text: str) -> str:
    """The text with control characters but the line feed replaced, so that no source can move a terminal's cursor."""
    return "".join(c if c == "\n" or c.isprintable() or c == "\u00a0" else "\ufffd" for c in text)
