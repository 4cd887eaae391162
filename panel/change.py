"""What changed between two answers of one seat, or between two comparisons of one pair, and why."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from panel.canon import Closed
from panel.comparison import Comparison, Review, Seat, ballots
from panel.dossier import Price, Tool
from panel.errors import InputError
from panel.runs import Made, Run
from panel.scorecard import Failure, Outcome, Scorecard
from panel.tally import Pick
from panel.verdict import Verdict, decide
from panel.wording import BADGES, headline, labels, money

DIFF_LIMIT = 4_000_000  # word pairs, above which a word diff would take minutes
ABSENT = "not there"


class Change(Closed):
    """One seat on a tool before and after: ballots, scores that moved (None is "not scored"), and the opinion as a word diff."""

    tool: str
    persona: str
    title: str
    before: str
    after: str
    scores: dict[str, tuple[int | None, int | None]]
    opinion: str
    causes: tuple[str, ...]


class Shift(Closed):
    """One counted or published fact of a comparison before and after, in words; for a `text` both are empty."""

    kind: Literal["verdict", "vote", "pick", "price", "text"]
    about: str
    before: str = ""
    after: str = ""

    @property
    def told(self) -> str:
        """The shift as a sentence without its full stop."""
        return f"{self.about}: was {self.before}, is now {self.after}" if self.before or self.after else f"{self.about}: edited"


class Difference(Closed):
    """What differs between two runs: the seats on the tools that both reviewed and, when both `compared` the same pair, the outcome."""

    compared: bool
    outcome: tuple[Shift, ...]
    causes: tuple[str, ...]
    seats: tuple[Change, ...]


def causes(before: Made, after: Made, *, persona: str, tool: str) -> tuple[str, ...]:
    """What the two were made from that is not the same: persona, prompt, dossier, model; empty when only chance differs."""
    asked = {"scorecard.md.j2", "dossier.md.j2", "rules.md.j2"}
    found = {
        "persona": before.personas.get(persona) != after.personas.get(persona),
        "prompt": any(before.prompts.get(name) != after.prompts.get(name) for name in asked),
        "dossier": before.tools.get(tool) != after.tools.get(tool),
        "model": (before.endpoint, before.model) != (after.endpoint, after.model),
    }
    return tuple(cause for cause, differs in found.items() if differs)


def comparison_causes(before: Run, after: Run) -> tuple[str, ...]:
    """What two comparisons were made from that is not the same; "noise" when only chance differs."""
    seats = [(seat.persona, review.tool.slug) for review in after.reviews for seat in review.seats]
    found = {cause for persona, tool in seats for cause in causes(before.made, after.made, persona=persona, tool=tool)}
    if before.made.prompts != after.made.prompts:
        found.add("prompt")
    return tuple(cause for cause in ("dossier", "persona", "prompt", "model") if cause in found) or ("noise",)


def change(tool: str, before: Seat, after: Seat, why: tuple[str, ...]) -> Change:
    """What one seat says now against what it said before."""
    old, new = before.shown, after.shown
    return Change(
        tool=tool,
        persona=after.persona,
        title=after.title,
        before=_said(before),
        after=_said(after),
        scores={key: pair for key, pair in _scores(old, new) if pair[0] != pair[1]},
        opinion=word_diff(_opinion(old), _opinion(new)),
        causes=why,
    )


def changes(before: Review, after: Review, was: Made, now: Made) -> tuple[Change, ...]:
    """Every seat of two reviews of one tool that does not say the same."""
    old = {seat.persona: seat for seat in before.seats}
    pairs = [(old[seat.persona], seat) for seat in after.seats if seat.persona in old and old[seat.persona].draws != seat.draws]
    tool = after.tool.slug
    return tuple(change(tool, x, y, causes(was, now, persona=y.persona, tool=tool) or ("a new draw",)) for x, y in pairs)


def between(before: Run, after: Run) -> tuple[Change, ...]:
    """What changed on every tool that both runs reviewed. Raises InputError when there is none."""
    old = {review.tool.slug: review for review in before.reviews}
    shared = [review for review in after.reviews if review.tool.slug in old]
    if not shared:
        raise InputError(f"{before.id} and {after.id} have no tool in common; name two runs on the same tool")
    return tuple(found for review in shared for found in changes(old[review.tool.slug], review, before.made, after.made))


def difference(before: Run, after: Run) -> Difference:
    """What differs between two runs. Raises InputError when they have no tool in common."""
    seats, (old, new) = between(before, after), (before.result, after.result)
    if not (isinstance(old, Comparison) and isinstance(new, Comparison) and _pair(old) == _pair(new)):
        return Difference(compared=False, outcome=(), causes=(), seats=seats)
    return Difference(compared=True, outcome=shifts(old, new), causes=comparison_causes(before, after), seats=seats)


def _pair(result: Comparison) -> set[str]:
    return {result.a.tool.slug, result.b.tool.slug}


def shifts(before: Comparison, after: Comparison) -> tuple[Shift, ...]:
    """What two comparisons of one pair do not have in common: verdict, votes, picks and prices. Which tool stands first has no say."""
    told = labels(after.a.tool, after.b.tool)
    of = {after.a.tool.slug: told[0], after.b.tool.slug: told[1]}
    facts = [(*_outcome(one, of), *_prices(one, of)) for one in (before, after)]
    old, new = ({(kind, about): (key, said) for kind, about, key, said in each} for each in facts)
    pairs = [(name, old.get(name, ("", ABSENT)), new.get(name, ("", ABSENT))) for name in dict.fromkeys((*new, *old))]
    # A key may differ where the words do not: not every count is in the headline.
    moved = [(name, was, now) for name, was, now in pairs if was[0] != now[0] and was[1] != now[1]]
    return tuple(Shift(kind=name[0], about=name[1], before=was[1], after=now[1]) for name, was, now in moved)


_Fact = tuple[Literal["verdict", "vote", "pick", "price"], str, str, str]  # kind, what it is about, a key to compare by, words


def _outcome(one: Comparison, of: dict[str, str]) -> Iterator[_Fact]:
    verdict, slugs = one.verdict, {"A": one.a.tool.slug, "B": one.b.tool.slug}
    titles = {seat.persona: seat.title for seat in (*one.b.seats, *one.a.seats)}
    a, b = of[slugs["A"]], of[slugs["B"]]
    picks = [head.pick for head in verdict.picks.values()]
    counts = sorted(
        [
            (slugs["A"], verdict.tally_a.ship, verdict.tally_a.skip, picks.count("A")),
            (slugs["B"], verdict.tally_b.ship, verdict.tally_b.skip, picks.count("B")),
        ]
    )
    key = f"{verdict.kind} {slugs.get(verdict.winner or '')} {verdict.firm} {verdict.provisional} {counts}"
    yield "verdict", "Verdict", key, f"“{headline(verdict, a, b, titles).rstrip('.')}”"
    for slug, cast in ((slugs["A"], verdict.votes_a), (slugs["B"], verdict.votes_b)):
        yield from (("vote", f"{titles[persona]} on {of[slug]}", vote, BADGES[vote]) for persona, vote in cast.items())
    for persona, head in verdict.picks.items():
        yield "pick", f"Pick of {titles[persona]}", slugs.get(head.pick or "", head.pick or ""), _picked(head.pick, a, b)


def _picked(pick: Pick | None, a: str, b: str) -> str:
    return {"A": a, "B": b, "tie": "a tie", None: "none"}[pick]


def _prices(one: Comparison, of: dict[str, str]) -> Iterator[_Fact]:
    for tool in (one.a.tool, one.b.tool):
        yield from (("price", f"Price of {of[tool.slug]}, {price.plan}", _price(price), _price(price)) for price in _listed(tool))


def _listed(tool: Tool) -> list[Price]:
    # The last of a plan that is listed twice, as a reader of the table would take it.
    return list({price.plan: price for price in tool.prices}.values())


def _price(price: Price) -> str:
    if price.amount is None:
        return "not published"
    return money(price.amount, currency=price.currency, unit=price.unit, period=price.period)


def word_diff(before: str, after: str) -> str:
    """Both texts in one: words that went in `[-…-]`, words that came in `{+…+}`; empty when nothing changed.

    Of two very long texts, only what they begin and end with alike is matched.
    """
    old, new = re.findall(r"\S+", before), re.findall(r"\S+", after)
    return " ".join(_marked(old, new)) if old != new else ""


def _spans(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    if len(old) * len(new) <= DIFF_LIMIT:
        return [*SequenceMatcher(None, old, new, autojunk=False).get_opcodes()]
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    i, j = len(old) - tail, len(new) - tail
    return [("equal", 0, head, 0, head), ("replace", head, i, head, j), ("equal", i, len(old), j, len(new))]


def _marked(old: list[str], new: list[str]) -> Iterator[str]:
    for kind, i, j, k, m in _spans(old, new):
        if kind == "equal":
            yield from old[i:j]
            continue
        if i < j:
            yield f"[-{' '.join(old[i:j])}-]"
        if k < m:
            yield f"{{+{' '.join(new[k:m])}+}}"


def replaced(review: Review, seat: Seat, *, run: str) -> Review:
    """The review with one seat put in, or added at the end, and every other marked as carried over from `run`."""
    carried = [old if old.carried else old.model_copy(update={"carried": run}) for old in review.seats]
    seats = [seat if old.persona == seat.persona else old for old in carried]
    return review.model_copy(update={"seats": tuple(seats if seat.persona in {s.persona for s in seats} else [*seats, seat])})


def recount(comparison: Comparison, review: Review) -> Verdict:
    """The verdict if this review stood in the comparison, with the picks as they were made."""
    a = review if review.tool.slug == comparison.a.tool.slug else comparison.a
    b = review if review.tool.slug == comparison.b.tool.slug else comparison.b
    return decide(ballots(a, b, comparison.picks))


def _said(seat: Seat) -> str:
    return f"missing ({seat.shown.reason})" if isinstance(seat.shown, Failure) else seat.vote.value


def _scores(old: Outcome, new: Outcome) -> Iterator[tuple[str, tuple[int | None, int | None]]]:
    before = old.scores if isinstance(old, Scorecard) else {}
    after = new.scores if isinstance(new, Scorecard) else {}
    for key in {**before, **after}:
        yield key, (before.get(key), after.get(key))


def _opinion(outcome: Outcome) -> str:
    return outcome.opinion if isinstance(outcome, Scorecard) else ""
