"""What happened to pages that readers know already: verdicts, prices and texts that changed, and forecasts that time has settled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from panel.change import Shift
from panel.forecasts.ledger import Held, Outcome
from panel.newsletter.facts import Line, Section
from panel.newsletter.gather import Material, Published
from panel.newsletter.room import Room
from panel.newsletter.sender import Sender
from panel.publish.plain import link
from panel.site import addresses
from panel.wording import day, labels, listed, number

FEW = 6  # changes of one edition
UNCHANGED = "No vote, pick, price or verdict changed."
CAUSES = {
    "dossier": "the facts about a tool",
    "persona": "a persona's brief",
    "prompt": "the questions put to the panel",
    "model": "the model",
    "noise": "chance alone, all else being the same",
    "edit": "an editor's hand",
}
OUTCOMES: dict[Outcome | None, str] = {
    "yes": "It came true.",
    "no": "It did not come true.",
    "void": "It cannot be decided.",
    None: "Not resolved yet.",
}


@dataclass(frozen=True)
class _Desk:
    """What every line is written with."""

    sender: Sender
    room: Room


def sections(found: Material, sender: Sender, room: Room) -> tuple[Section, ...]:
    """The sections that have something to say, those first that a reader may have to act on."""
    desk, edited = _Desk(sender, room), [one for one in found.editions if one.item.supersedes]
    parts = (
        ("Changed verdicts", _verdicts(desk, edited)),
        ("Changed prices", _prices(desk, edited)),
        ("Corrections and other changes", _others(desk, edited)),
        ("Forecasts", (_forecast(desk, held) for held in found.forecasts)),
    )
    made = (_section(heading, list(lines), room.lines) for heading, lines in parts)
    return tuple(section for section in made if section.lines)


def _section(heading: str, lines: Sequence[Line], most: int) -> Section:
    left = len(lines) - most
    return Section(heading, tuple(lines[:most]), f"And {number(left)} more." if left > 0 else "")


def _verdicts(desk: _Desk, edited: Iterable[Published]) -> Iterator[Line]:
    for one in edited:
        for shift in one.item.changes:
            if shift.kind == "verdict":
                yield _line(desk, one, (f"Was {desk.room.cut(shift.before)}", f"Is now {desk.room.cut(shift.after)}"))


def _prices(desk: _Desk, edited: Iterable[Published]) -> Iterator[Line]:
    told: set[Shift] = set()  # a tool's price is told once, in however many comparisons it stands
    for one in edited:
        for shift in one.item.changes:
            if shift.kind == "price" and shift not in told:
                told.add(shift)
                aside = f"On the page of {_title(desk, one)} since {day(one.item.published_at)}."
                texts = (f"Was {desk.room.name(shift.before)}, is now {desk.room.name(shift.after)}.",)
                yield Line(desk.room.cut(shift.about), texts, aside, _address(desk, one))


def _others(desk: _Desk, edited: Iterable[Published]) -> Iterator[Line]:
    for one in edited:
        texts = [desk.room.cut(shift.told) for shift in one.item.changes if shift.kind not in {"verdict", "price"}]
        few = min(FEW, desk.room.lines)
        left = len(texts) - few
        if texts or not one.item.changes:
            yield _line(desk, one, (*texts[:few], *((f"And {number(left)} more.",) if left > 0 else ())) or (UNCHANGED,))


def _line(desk: _Desk, one: Published, texts: tuple[str, ...]) -> Line:
    item = one.item
    causes = listed([CAUSES.get(cause) or desk.room.name(cause) for cause in item.causes])
    because = f"Cause: {causes}{f' ({desk.room.cut(item.note)})' if item.note else ''}."
    title = f"{_title(desk, one)}, edition {item.edition} of {day(item.published_at)}"
    return Line(title, texts, f"{because} Published by {desk.room.name(item.published_by)}.", _address(desk, one))


def _forecast(desk: _Desk, held: Held) -> Line:
    bet, room = held.bet, desk.room
    word = held.resolutions[-1] if held.resolutions else None
    foretold = f"{room.name(bet.title)} gave it {bet.probability}% until {day(bet.last_day)}, measured by: {room.cut(bet.measured_by)}"
    source = f"{room.name(word.editor)}, who names as the source: {room.cut(word.source)}" if word else ""
    return Line(
        title=f"{room.name(bet.tool_name)}: {room.cut(bet.statement)}",
        texts=(foretold, OUTCOMES[held.outcome], *((room.cut(word.note),) if word and word.note.strip() else ())),
        aside=f"Resolved by {source}" if source else "",
        address=link(word.source) if word else "",
    )


def _title(desk: _Desk, one: Published) -> str:
    a, b = labels(one.result.a.tool, one.result.b.tool)
    return f"{desk.room.name(a)} vs {desk.room.name(b)}"


def _address(desk: _Desk, one: Published) -> str:
    return f"{desk.sender.base_url}{addresses.pair(one.item.slug)}" if desk.sender.base_url else ""
