"""Counted things in words that a reader understands; the chair's prompt and every page take them from here."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never

from panel.dossier import Tool
from panel.errors import FailureReason
from panel.tally import Flag, HeadToHead, Pick, Range, Tally, Vote
from panel.verdict import Kind, Verdict

NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
RECORDED = "recorded"  # the label of `panel.llm.recorded.RECORDED`, which leads to the network and so is not for those who publish
SIGNS: Mapping[str, str] = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
BADGES: Mapping[Vote, str] = {
    Vote.SHIP: "SHIP",
    Vote.SKIP: "SKIP",
    Vote.TORN: "TORN",
    Vote.ABSTAIN: "ABSTAINED",
    Vote.MISSING: "MISSING",
}
FLAGS: Mapping[Flag, str] = {
    Flag.ORDER_SENSITIVE: "picked differently when the order changed, so it counts as a tie",
    Flag.AGAINST_OWN_SCORES: "picked against its own scores, so it counts as a tie",
    Flag.AGAINST_OWN_VOTES: "picked a tool that it would skip over one that it would ship, so it counts as a tie",
    Flag.SCORES_ONLY: "was not asked in both orders; the pick is read from its scores",
}
FAILURES: Mapping[FailureReason, str] = {
    "timeout": "timed out",
    "rate_limited": "was turned away by a rate limit",
    "refused": "the model declined to answer",
    "truncated": "the answer was cut off",
    "unreadable": "the answer could not be read",
    "unavailable": "the model could not be reached",
    "over_budget": "the spending cap was reached",
    "not_asked": "was not asked",
    "contradicted": "the vote contradicted its own answers",
}

FIRM = "Firm means that most picks go this way even when reviewers of one model are counted as fewer voices than seats."
MEANINGS: Mapping[Kind, str] = {
    Kind.WINNER: "A lean is less than a firm lead: the picks point this way, but so few voices could do that by chance.",
    Kind.ONLY_ONE_SHIPS: "Only one of the two has at least half of the votes, and the picks do not point to the other.",
    Kind.SPLIT: "The votes on each tool say one thing and the picks between them another, so the panel names no winner.",
    Kind.DEPENDS: "The picks do not add up to a lead; the better tool is a question of whose needs are yours.",
    Kind.NEITHER: "Fewer than half of the votes are for shipping either tool, so the panel recommends none.",
    Kind.NO_VERDICT: "The rule needs three quarters of the panel, and fewer reviewers than that could be counted.",
}


def number(count: int) -> str:
    """A small count as a word, a large one in digits; nothing is "none"."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def percent(share: float) -> str:
    """0 to 1 as a whole percentage, halves rounded up."""
    return f"{(Decimal(str(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"


def interval(range: Range) -> str:
    """Two shares as one span of percentages."""
    return f"{percent(range.low)[:-1]}–{percent(range.high)}"


def day(value: date) -> str:
    """A date with its month spelled out, so that no reader takes the month for the day."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(year: int, of_year: int) -> str:
    """A month and its year."""
    return f"{MONTHS[of_year - 1]} {year}"


def money(amount: Decimal, *, currency: str = "USD", unit: str = "", period: str = "") -> str:
    """A published amount with what it buys; zero is "Free"."""
    if not amount:
        return "Free"
    figure = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,f}"
    if len(figure.partition(".")[2]) == 1:
        figure += "0"
    text = f"{SIGNS[currency]}{figure}" if currency in SIGNS else f"{figure} {currency}"
    per = [part if part.startswith(("per ", "/")) else f"per {part}" for part in (unit, period) if part and part != "once"]
    return " ".join([text, *per, *(["once"] if period == "once" else [])])


def listed(words: Sequence[str], last: str = "and") -> str:
    """`one, two and three`."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def the(title: str) -> str:
    """A reviewer's title inside a sentence."""
    return f"the {title[4:]}" if title.casefold().startswith("the ") else f"the {title}"


def told_apart(a: str, b: str, *, slugs: tuple[str, str]) -> tuple[str, str]:
    """Two labels that differ: two tools of one name get their slugs added."""
    if a.casefold().strip() != b.casefold().strip():
        return a, b
    return f"{a} ({slugs[0]})", f"{b} ({slugs[1]})"


def known_model(model: str) -> str:
    """A model's name, empty where it is that of the recorded replies: they name no model."""
    return "" if model == RECORDED else model


def labels(a: Tool, b: Tool) -> tuple[str, str]:
    """What two tools are called in running text, told apart."""
    return told_apart(a.label, b.label, slugs=(a.slug, b.slug))


def voices(ship: int, decided: int, *, models: int) -> str:
    """How much a fraction weighs: personas that share a model are not independent voices."""
    said = f"{number(ship)} of {number(decided)}"
    if not decided:
        return "nobody voted ship or skip"
    if decided == 1:
        return f"{said}, a single voice"
    if models == 1:
        return f"{said}, but {number(decided)} voices of one model"
    return f"{said}, {number(decided)} voices of {number(models)} models"


def beside(tally: Tally) -> str:
    """The seats that left the denominator, in words; empty when there are none."""
    counts = ((tally.torn, "torn"), (tally.abstain, "abstained"), (tally.missing, "missing"))
    return ", ".join(f"{number(count)} {word}" for count, word in counts if count)


def picked(head: HeadToHead, a: str, b: str) -> str:
    """One persona's settled pick between the tools labelled `a` and `b`."""
    match head.pick:
        case "A":
            return f"picks {a}"
        case "B":
            return f"picks {b}"
        case "tie":
            return "calls it a tie"
        case None:
            return "made no pick"
        case _:
            assert_never(head.pick)


def pivot(verdict: Verdict, titles: Mapping[str, str]) -> str:
    """Whether the outcome hangs on any one reviewer."""
    if not verdict.pivotal:
        return "The outcome holds without any one of the reviewers."
    names = listed([the(titles.get(persona, persona)) for persona in verdict.pivotal], "or")
    return f"Without {names} the outcome would be another."


def meaning(verdict: Verdict) -> str:
    """What the kind of outcome asks a reader to believe."""
    return FIRM if verdict.firm else MEANINGS[verdict.kind]


def headline(verdict: Verdict, a: str, b: str, titles: Mapping[str, str]) -> str:
    """The outcome in one sentence; `a` and `b` are the tools' labels, `titles` the personas' by id."""
    sentence = _outcome(verdict, a, b, titles)
    return f"{sentence} (provisional: reviewers are missing)." if verdict.provisional else f"{sentence}."


def counted(verdict: Verdict, a: str, b: str, titles: Mapping[str, str]) -> tuple[str, ...]:
    """What was counted, a line each: votes on each tool, the picks, each reviewer, who is pivotal."""
    heads = [head.pick for head in verdict.picks.values()]
    lines = [_votes(a, verdict.tally_a), _votes(b, verdict.tally_b)]
    sides = f"{heads.count('A')} for {a}, {heads.count('B')} for {b}, {heads.count('tie')} tied, {heads.count(None)} missing"
    lines.append(f"Picks between the two: {sides}.")
    lines += [_reviewer(verdict, persona, a, b, title=titles.get(persona, persona)) for persona in verdict.picks]
    lines.append(pivot(verdict, titles))
    if verdict.provisional:
        lines.append("Provisional: the seats that are missing could still change this outcome.")
    return tuple(lines)


def _outcome(verdict: Verdict, a: str, b: str, titles: Mapping[str, str]) -> str:
    match verdict.kind:
        case Kind.WINNER:
            return _winner(verdict, a, b)
        case Kind.ONLY_ONE_SHIPS:
            first, second = (a, b) if verdict.winner == "A" else (b, a)
            tally, other = (verdict.tally_a, verdict.tally_b) if verdict.winner == "A" else (verdict.tally_b, verdict.tally_a)
            return f"Only {first} earns a ship: {_would(tally)} would ship it, {_fraction(other)} would ship {second}"
        case Kind.SPLIT:
            ships, chosen = (a, b) if (verdict.tally_a.share or 0) >= 0.5 else (b, a)
            return f"A split panel: only {ships} has the votes to ship, yet more reviewers pick {chosen}"
        case Kind.DEPENDS:
            return f"It depends on whose needs are yours: {_by_reviewer(verdict, a, b, titles)}"
        case Kind.NEITHER:
            return f"Ship neither: {_would(verdict.tally_a)} would ship {a}, {_fraction(verdict.tally_b)} would ship {b}"
        case Kind.NO_VERDICT:
            return f"No verdict: too few {_lacking(verdict, a, b)} to decide"
        case _:
            assert_never(verdict.kind)


def _winner(verdict: Verdict, a: str, b: str) -> str:
    label = a if verdict.winner == "A" else b
    picks = [head.pick for head in verdict.picks.values() if head.pick is not None]
    share = f"{number(picks.count(verdict.winner or 'tie'))} of {number(len(picks))} reviewers"
    return f"Ship with {label}: {share} pick it, a firm lead" if verdict.firm else f"A lean towards {label}: {share} pick it"


def _fraction(tally: Tally) -> str:
    return f"{number(tally.ship)} of {number(tally.ship + tally.skip)}"


def _would(tally: Tally) -> str:
    return f"{_fraction(tally)} reviewers"


def _by_reviewer(verdict: Verdict, a: str, b: str, titles: Mapping[str, str]) -> str:
    def who(pick: Pick) -> str:
        return listed([the(titles.get(id, id)) for id, head in verdict.picks.items() if head.pick == pick])

    parts = [f"{label} for {names}" for label, names in ((a, who("A")), (b, who("B"))) if names]
    ties = who("tie")
    if not parts:
        return "every reviewer calls it a tie"
    return ", ".join(parts) + (f", a tie for {ties}" if ties else "")


def _lacking(verdict: Verdict, a: str, b: str) -> str:
    unshared = [label for label, tally in ((a, verdict.tally_a), (b, verdict.tally_b)) if tally.share is None]
    return f"votes on {listed(unshared)}" if unshared else "picks between the two"


def _votes(label: str, tally: Tally) -> str:
    others = f", {beside(tally)}" if beside(tally) else ""
    counts = f"Votes on {label}: {tally.ship} ship, {tally.skip} skip{others}"
    if tally.share is None:
        return f"{counts}; too few for a share."
    return f"{counts}; panel ship {percent(tally.share)} ({tally.ship} of {tally.ship + tally.skip})."


def _reviewer(verdict: Verdict, persona: str, a: str, b: str, *, title: str) -> str:
    head = verdict.picks[persona]
    votes = f"{BADGES[verdict.votes_a[persona]]} on {a}, {BADGES[verdict.votes_b[persona]]} on {b}"
    flag = f" ({FLAGS[head.flag]})" if head.flag else ""
    return f"{title}: {votes}; {picked(head, a, b)}{flag}."
