"""A draft in words for a terminal, and as a record for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from textwrap import fill, indent
from typing import Any

from panel.change import word_diff
from panel.drafts.blocks import texts, title
from panel.drafts.draft import Draft, compared, distance
from panel.drafts.proposal import Proposal
from panel.drafts.revision import Revision
from panel.publish import terminal
from panel.publish.hindrances import hindrances
from panel.publish.imprint import Distance
from panel.wording import headline as said
from panel.wording import labels

SHOWN = 6_000  # characters of one diff that a terminal is given


def row(name: str, head: Revision, newer: str) -> dict[str, Any]:
    """What a list of drafts says of one; `newer` is the id of a run that waits, or empty."""
    return {
        "name": name,
        "state": head.state,
        "revision": head.number,
        "at": head.at.isoformat(),
        "by": head.by,
        "run": head.run.id,
        "edited": list(head.blocks),
        "locked": list(head.locked),
        "approved_by": head.signature.by if head.signature else None,
        "edition": len(head.editions),
        "newer": newer or None,
    }


def listed(rows: Sequence[Mapping[str, Any]]) -> str:
    """The drafts, a line each."""
    cells = [
        (
            one["name"],
            one["state"],
            f"revision {one['revision']} by {one['by']}",
            f"edition {one['edition']}" if one["edition"] else "",
            f"{len(one['edited'])} edited" if one["edited"] else "",
            "a newer run waits" if one["newer"] else "",
        )
        for one in rows
    ]
    return terminal.table(cells) if cells else "no drafts yet; `panel draft new A B` begins one"


def newest(ids: Sequence[str]) -> dict[str, str]:
    """The newest of these run ids, which come newest first, by what they name."""
    found: dict[str, str] = {}
    for id in ids:
        found.setdefault(id.partition("-")[2].rpartition("-")[0], id)
    return found


def waiting(head: Revision, name: str, ids: Mapping[str, str]) -> str:
    """The id of a run that came after what the draft took or turned down, or nothing; `ids` as `newest` gives them."""
    id = ids.get(name[:140], "")
    return id if id > max(head.run.id, head.discarded) else ""


def history(revisions: Sequence[Revision]) -> str:
    """What was done to a draft, newest first."""
    lines = (f"{one.number:>4}  {_minute(one.at)}  {one.cause} by {one.by}{f': {one.note}' if one.note else ''}" for one in revisions[::-1])
    return terminal.visible("\n".join(lines))


def outcome(draft: Draft) -> str:
    """Where a draft stands, in a line."""
    head = draft.head
    told = f"{draft.name}: {head.state}, revision {head.number}"
    if head.state == "published":
        told += f", edition {len(head.editions)}"
    return terminal.visible(told + (f"; {head.voided}" if head.voided and head.state != "published" else ""))


def approval(draft: Draft) -> str:
    """What an editor put a name to, and what the checks found in it."""
    signature = draft.head.signature
    assert signature is not None  # an approved revision has one
    lines = [
        outcome(draft),
        f"  approved by {signature.by}: revision {signature.revision}, sha256 {signature.digest}",
        f"  {_far(signature.distance)}",
        *(f"  ! {finding}" for finding in signature.findings),
    ]
    return terminal.visible("\n".join(lines))


def record(draft: Draft, waiting: Proposal | None, faults: Sequence[str]) -> dict[str, Any]:
    """All that `text` says, for programs."""
    head = draft.head
    return {
        **row(draft.name, head, waiting.run.id if waiting else ""),
        "digest": draft.digest,
        "headline": _headline(draft),
        "voided": head.voided or None,
        "signature": head.signature.model_dump(mode="json") if head.signature else None,
        "hindrances": [one._asdict() for one in hindrances(draft.edited)],
        "findings": list(draft.findings),
        "distance": draft.distance.model_dump(),
        "blocks": {name: _block(draft, name) for name in draft.texts},
        "editions": [one.model_dump(mode="json") for one in head.editions],
        "proposal": {**asdict(waiting), "run": waiting.run.id} if waiting else None,
        "files": list(faults),
    }


def text(draft: Draft, waiting: Proposal | None, faults: Sequence[str]) -> str:
    """What would be published: its state, what stands in the way, what people changed, and the newer run that waits."""
    head = draft.head
    lines = [outcome(draft), f"  {head.cause} by {head.by} on {_minute(head.at)}, run {head.run.id}", f"  {_headline(draft)}"]
    if head.signature:
        lines.append(f"  approved by {head.signature.by}: revision {head.signature.revision}, sha256 {head.signature.digest}")
    lines += [f"  ! {one}" for one in faults]
    lines += _section("In the way of publishing", [f"{one.kind}: {one.text}" for one in hindrances(draft.edited)])
    lines += [*_edited(draft), *_editions(draft), *(_proposed(draft, waiting) if waiting else ())]
    return terminal.visible("\n".join(lines))


def _edited(draft: Draft) -> Iterator[str]:
    if draft.changed or draft.head.locked:
        yield from ("", f"Changed by people: {_far(draft.distance)}")
    own = texts(draft.result)
    for name in own:
        if block := draft.changed.get(name):
            yield f"  {name}{_lock(draft, name)}, by {block.by}: {_far(distance(own[name], block.text))}"
            yield _diff(word_diff(own[name], block.text))
            yield from (f"    ! {fault}" for fault in block.faults)
        elif name in draft.head.locked:
            yield f"  {name}{_lock(draft, name)}: the model's words"


def _editions(draft: Draft) -> Iterator[str]:
    last = len(draft.head.editions)
    lines = [
        f"{one.number}, {'published' if one.number == last else 'superseded'}: {_minute(one.at)} by {one.by}, approved by {one.signature.by}"
        + (
            f"; cause: {', '.join(one.causes)}; {'; '.join(shift.told for shift in one.changes) or 'nothing counted changed'}"
            if one.causes
            else ""
        )
        for one in draft.head.editions
    ]
    yield from _section("Editions", lines)


def _proposed(draft: Draft, waiting: Proposal) -> Iterator[str]:
    yield from ("", f"A newer run waits: {waiting.run.id} ({', '.join(waiting.causes)}); accept, merge or discard it")
    yield from (f"  {line}" for line in waiting.outcome)
    for name, diff in waiting.diffs.items():
        yield f"  {name}{_lock(draft, name)}{', merging keeps your text' if name in waiting.locked else ''}"
        yield _diff(diff)


def _section(heading: str, lines: Sequence[str]) -> list[str]:
    return ["", heading, *(f"  {line}" for line in lines)] if lines else []


def _diff(diff: str) -> str:
    shown = diff if len(diff) <= SHOWN else f"{diff[:SHOWN]} ... ({len(diff) - SHOWN:,} characters more; --json has all)"
    return indent(fill(shown, terminal.WIDTH - 4), "    ")


def _block(draft: Draft, name: str) -> dict[str, Any]:
    own = texts(draft.result)[name]
    block = draft.changed.get(name)
    return {
        "title": title(draft.result, name),
        "text": draft.texts[name],
        "locked": name in draft.head.locked,
        "edited_by": block.by if block else None,
        "faults": list(block.faults) if block else [],
        "original": own if block else None,
        "diff": word_diff(own, draft.texts[name]),
    }


def _headline(draft: Draft) -> str:
    result = compared(draft.run)
    titles = {seat.persona: seat.title for seat in (*result.b.seats, *result.a.seats)}
    return said(result.verdict, *labels(result.a.tool, result.b.tool), titles)


def _far(far: Distance) -> str:
    return f"{far.words:,} words and {far.characters:,} characters from the model's text" if far.characters else "the model's own words"


def _lock(draft: Draft, name: str) -> str:
    return " (locked)" if name in draft.head.locked else ""


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
