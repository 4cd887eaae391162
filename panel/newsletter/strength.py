"""Which verdict a reader is told first."""

from collections.abc import Sequence
from fractions import Fraction

from panel.newsletter.gather import Published
from panel.tally import Tally
from panel.verdict import Kind, Verdict

# By how much of a decision a reader can take away: a tool to choose, a tool to rule out, a question to ask, and nothing.
ORDER = (Kind.WINNER, Kind.ONLY_ONE_SHIPS, Kind.DEPENDS, Kind.SPLIT, Kind.NEITHER, Kind.NO_VERDICT)


def strongest(editions: Sequence[Published]) -> list[Published]:
    """The editions by the strength of their verdicts, firm before lean; of equals the newer first, then by name.

    Recorded replies come last, whatever they say: they are no news. A provisional verdict follows the others of its kind.
    """
    newest = sorted(sorted(editions, key=lambda one: one.item.slug), key=lambda one: one.item.published_at, reverse=True)
    return sorted(newest, key=lambda one: (bool(one.run.made.replay), *strength(one.result.verdict)))


def strength(verdict: Verdict) -> tuple[int, bool, bool, Fraction, Fraction]:
    """A key that sorts the strongest verdict first: its kind, then the lead in picks, then the distance between the two shares."""
    heads = [head.pick for head in verdict.picks.values() if head.pick is not None]
    lead = Fraction(abs(heads.count("A") - heads.count("B")), len(heads) or 1)
    gap = abs(_share(verdict.tally_a) - _share(verdict.tally_b))
    return ORDER.index(verdict.kind), not verdict.firm, verdict.provisional, -lead, -gap


def _share(tally: Tally) -> Fraction:
    return Fraction(tally.ship, tally.ship + tally.skip) if tally.share is not None else Fraction(0)
