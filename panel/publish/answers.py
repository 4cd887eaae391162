"""A scorecard's answers in words, by kind of criterion."""

from typing import assert_never

from panel.publish.evidence import Ledger
from panel.publish.facts import AnswerLine, Bar, ForecastLine, Letter
from panel.publish.plain import paragraphs
from panel.scorecard import Choice, Claim, Entry, Forecast, Items, Score, Scorecard, Text
from panel.wording import month

DASH = "—"


def lines(card: Scorecard, *, side: Letter, ledger: Ledger) -> tuple[AnswerLine, ...]:
    """The answers in the order of the rubric; scores and forecasts have places of their own."""
    return tuple(line for entry in card.entries if (line := _line(entry, side=side, ledger=ledger)))


def bars(a: Scorecard | None, b: Scorecard | None) -> tuple[Bar, ...]:
    """The scored criteria of both sides, paired by key; a criterion that only one side has keeps its place."""
    scored_a, scored_b = _scored(a), _scored(b)
    return tuple(_bar(scored_a.get(key), scored_b.get(key)) for key in dict.fromkeys((*scored_a, *scored_b)))


def forecasts(card: Scorecard, *, side: Letter, label: str) -> tuple[ForecastLine, ...]:
    """The statements that time will settle."""
    given = [entry.answer for entry in card.entries if isinstance(entry.answer, Forecast)]
    return tuple(
        ForecastLine(
            side=side,
            label=label,
            title=card.title,
            statement=" ".join(answer.statement.split()),
            by=f"by the end of {month(answer.year, answer.month)}",
            measured_by=" ".join(answer.measured_by.split()),
            probability=f"{answer.probability}%",
        )
        for answer in given
    )


def _line(entry: Entry, *, side: Letter, ledger: Ledger) -> AnswerLine | None:
    answer, label = entry.answer, entry.label
    match answer:
        case Text():
            return AnswerLine(label, "", paragraphs(answer.text), (), (), answer.faults)
        case Items():
            return AnswerLine(label, "", (), tuple(" ".join(item.split()) for item in answer.items), (), answer.faults)
        case Choice():
            return AnswerLine(label, answer.choice, paragraphs(answer.why), (), (), answer.faults)
        case Claim():
            notes = tuple(ledger.number(side, quote) for quote in answer.quotes)
            return AnswerLine(label, "", paragraphs(answer.sentence), (), notes, answer.faults)
        case Score() | Forecast():
            return None
        case _:
            assert_never(answer)


def _scored(card: Scorecard | None) -> dict[str, tuple[str, Score]]:
    entries = card.entries if card else ()
    return {entry.key: (entry.label, entry.answer) for entry in entries if isinstance(entry.answer, Score)}


def _bar(a: tuple[str, Score] | None, b: tuple[str, Score] | None) -> Bar:
    either = a or b
    return Bar(
        label=either[0] if either else "",
        a=str(a[1].score) if a else DASH,
        b=str(b[1].score) if b else DASH,
    )
