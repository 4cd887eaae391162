"""Drafts: what an editor makes of a comparison before readers see it."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panel.cli.ask import Form
from panel.cli.options import Json, Workspace, filled

if TYPE_CHECKING:
    from panel.drafts.draft import Draft, Hand

app = typer.Typer(help="Comparisons on their way to readers: edit, approve, publish.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="A-vs-B", help="The draft of a pair.")]
Block = Annotated[
    str, typer.Argument(metavar="BLOCK", help="verdict, pick-a-if, pick-b-if, pricing, change, or PERSONA/TOOL for an opinion.")
]
Editor = Annotated[
    str | None, typer.Option("--editor", callback=filled, help="Who does this. Default: PANEL_EDITOR, else git's user.name.")
]
Note = Annotated[str, typer.Option("--note", help="Why; kept in the history.")]
Waiting = Annotated[str, typer.Argument(metavar="[RUN]", help="The start of a run's id. Default: the newest run of the pair.")]


class Obstacle(StrEnum):
    """What can stand in the way of publishing."""

    REPLAY = "replay"
    MISSING = "missing"
    PROVISIONAL = "provisional"
    PRICE = "price"
    UNVERIFIED = "unverified"
    CHAIR = "chair"


@app.command("list")
def list_(context: typer.Context, json: Json = False, workspace: Workspace = None) -> None:
    """All drafts with their states."""
    from panel import runs
    from panel.cli import desk, printing
    from panel.drafts import history, telling

    root = desk.root(context, workspace)
    newest = telling.newest(runs.ids(root / "runs"))
    heads = {name: history.head(history.folder(root, name)) for name in history.names(root)}
    rows = [telling.row(name, head, telling.waiting(head, name, newest)) for name, head in heads.items()]
    printing.record(rows) if json else printing.text(telling.listed(rows))


@app.command()
def new(
    context: typer.Context,
    run: Annotated[list[str], typer.Argument(metavar="RUN|A B", help="The start of a run's id, or two tools: their newest comparison.")],
    note: Note = "",
    editor: Editor = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Begin the draft of a comparison."""
    from panel import runs
    from panel.cli import desk
    from panel.drafts import draft as drafts
    from panel.errors import UsageError

    if len(run) > 2:
        raise UsageError(f"{len(run)} names: give one run, or two tools")
    root = desk.root(context, workspace)
    found = runs.find(root / "runs", run[0]) if len(run) == 1 else drafts.newest(root / "runs", run[0], run[1])
    _told(drafts.begin(root, found, _hand(root, editor, note)), json=json)


@app.command()
def show(
    context: typer.Context,
    name: Name,
    format: Annotated[Form | None, typer.Option(help="Print the page as it would be published.")] = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """What would be published: state, hindrances, edits against the model's words, and a newer run if one waits."""
    from panel.cli import desk, printing
    from panel.drafts import proposal, telling
    from panel.drafts.edition import complete

    root = desk.root(context, workspace)
    draft = _opened(root, name, quiet=True)
    if format:
        return printing.text(_page(root, draft, format))
    run = proposal.newer(draft, root / "runs")
    waiting = proposal.proposal(draft, run) if run else None
    faults = complete(root, draft)
    if json:
        return printing.record(telling.record(draft, waiting, faults))
    printing.text(telling.text(draft, waiting, faults))


@app.command()
def log(context: typer.Context, name: Name, json: Json = False, workspace: Workspace = None) -> None:
    """What was done to a draft, by whom and why, newest first."""
    from panel.cli import desk, printing
    from panel.drafts import telling

    draft = _opened(desk.root(context, workspace), name)
    if json:
        return printing.record([revision.model_dump(mode="json") for revision in draft.revisions[::-1]])
    printing.text(telling.history(draft.revisions))


@app.command()
def edit(
    context: typer.Context,
    name: Name,
    block: Block,
    text: Annotated[str | None, typer.Option(help="The new text.")] = None,
    file: Annotated[str | None, typer.Option(callback=filled, help="A file with the new text; - is stdin.")] = None,
    note: Note = "",
    editor: Editor = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Change a text, in $EDITOR unless it is given; no rerun touches it from then on."""
    from panel.cli import desk
    from panel.cli import editor as editing
    from panel.drafts import draft as drafts
    from panel.drafts import worksheet
    from panel.drafts.blocks import known
    from panel.errors import PanelError

    root = desk.root(context, workspace)
    draft, hand = _opened(root, name), _hand(root, editor, note)
    known(draft.result, block)
    sheet = editing.sheet(root, draft, block, text=text, file=file)
    try:
        edited = drafts.edit(draft, block, worksheet.read(sheet), hand, dossiers=editing.dossiers(root, draft.run))
    except PanelError as error:
        raise type(error)(f"{error}; your text is kept in {sheet}") from error
    worksheet.end(sheet)
    _told(edited, json=json, changed=edited is not draft)


@app.command()
def lock(
    context: typer.Context,
    name: Name,
    block: Block,
    note: Note = "",
    editor: Editor = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Keep a text through every rerun."""
    from panel.cli import desk
    from panel.drafts import draft as drafts

    root = desk.root(context, workspace)
    _told(drafts.lock(_opened(root, name), block, _hand(root, editor, note)), json=json)


@app.command()
def unlock(
    context: typer.Context,
    name: Name,
    block: Block,
    note: Note = "",
    editor: Editor = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Let the next rerun that is merged have a text."""
    from panel.cli import desk
    from panel.drafts import draft as drafts

    root = desk.root(context, workspace)
    _told(drafts.unlock(_opened(root, name), block, _hand(root, editor, note)), json=json)


@app.command()
def approve(
    context: typer.Context,
    name: Name,
    revision: Annotated[int | None, typer.Option(min=1, help="The revision that you looked at; refused if it is not the newest.")] = None,
    note: Note = "",
    editor: Editor = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Answer for the newest revision by name."""
    from panel.cli import desk, printing
    from panel.cli import editor as editing
    from panel.drafts import draft as drafts
    from panel.drafts import telling

    root = desk.root(context, workspace)
    draft = _opened(root, name)
    approved = drafts.approve(draft, _hand(root, editor, note), dossiers=editing.dossiers(root, draft.run), seen=revision)
    printing.record(approved.head.model_dump(mode="json")) if json else printing.text(telling.approval(approved))


@app.command()
def reject(
    context: typer.Context,
    name: Name,
    because: Annotated[str, typer.Option("--because", callback=filled, help="Why; kept in the history.")],
    editor: Editor = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Send a draft back, with the reason."""
    from panel.cli import desk
    from panel.drafts import draft as drafts

    root = desk.root(context, workspace)
    _told(drafts.reject(_opened(root, name), _hand(root, editor, because)), json=json)


@app.command()
def accept(
    context: typer.Context,
    name: Name,
    run: Waiting = "",
    note: Note = "",
    editor: Editor = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Take a newer run whole; refused while a locked text would go."""
    from panel.cli import desk
    from panel.drafts import proposal

    root = desk.root(context, workspace)
    draft = _opened(root, name)
    _told(proposal.accept(draft, proposal.chosen(draft, root / "runs", run), _hand(root, editor, note)), json=json)


@app.command()
def merge(
    context: typer.Context,
    name: Name,
    run: Waiting = "",
    note: Note = "",
    editor: Editor = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Take a newer run, but keep the locked texts."""
    from panel.cli import desk
    from panel.cli import editor as editing
    from panel.drafts import proposal

    root = desk.root(context, workspace)
    draft = _opened(root, name)
    found = proposal.chosen(draft, root / "runs", run)
    _told(proposal.merge(draft, found, _hand(root, editor, note), dossiers=editing.dossiers(root, found)), json=json)


@app.command()
def discard(
    context: typer.Context,
    name: Name,
    run: Waiting = "",
    note: Note = "",
    editor: Editor = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Turn a newer run down; the draft stays as it is."""
    from panel.cli import desk
    from panel.drafts import proposal

    root = desk.root(context, workspace)
    draft = _opened(root, name)
    _told(proposal.discard(draft, proposal.chosen(draft, root / "runs", run), _hand(root, editor, note)), json=json)


@app.command()
def publish(
    context: typer.Context,
    name: Name,
    except_: Annotated[list[Obstacle] | None, typer.Option("--except", help="Publish in spite of this; may be repeated.")] = None,
    because: Annotated[
        list[str] | None, typer.Option("--because", help="The reason that readers are told: one for all, or one for each --except.")
    ] = None,
    note: Note = "",
    editor: Editor = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Hand the approved revision to readers, as an edition in published/."""
    from panel.cli import desk
    from panel.drafts import edition

    root = desk.root(context, workspace)
    page = desk.Desk(root).settings.config.page
    made = edition.publish(
        _opened(root, name),
        _hand(root, editor, note),
        exempted=dict(_paired([one.value for one in except_ or ()], because or [])),
        stale_after=page.stale_after_days,
        votes_minimum=page.votes_minimum,
    )
    _complain(edition.complete(root, made))
    _told(made, json=json, also=f"\n{root / 'published' / made.name / 'index.html'}")


def _paired(kinds: list[str], reasons: list[str]) -> list[tuple[str, str]]:
    """Each exception with its reason. Raises UsageError when they do not fit."""
    from panel.errors import UsageError

    if len(kinds) != len(set(kinds)):
        raise UsageError("--except: name each kind once")
    if len(reasons) == 1 and kinds:
        reasons = reasons * len(kinds)
    if len(reasons) != len(kinds):
        raise UsageError(f"{len(kinds)} --except and {len(reasons)} --because: give one reason for all, or one for each")
    return list(zip(kinds, reasons, strict=True))


def _opened(root: Path, name: str, *, quiet: bool = False) -> "Draft":
    """The draft, with whatever a killed command left undone put right."""
    from panel.drafts.draft import opened
    from panel.drafts.edition import complete

    draft = opened(root, name)
    if not quiet:
        _complain(complete(root, draft))
    return draft


def _complain(faults: tuple[str, ...]) -> None:
    from panel.cli.progress import say

    for fault in faults:
        say(fault)


def _hand(root: Path, editor: str | None, note: str) -> "Hand":
    from datetime import UTC, datetime

    from panel.cli import editor as editing
    from panel.drafts.draft import Hand

    return Hand(by=editing.name(editor, root), at=datetime.now(UTC), note=note)


def _page(root: Path, draft: "Draft", form: Form) -> str:
    from datetime import UTC, datetime

    from panel.cli import desk
    from panel.drafts.edition import preview
    from panel.publish import document
    from panel.publish.imprint import Imprint

    page = desk.Desk(root).settings.config.page
    imprint = Imprint(on=datetime.now(UTC).date(), stale_after=page.stale_after_days, votes_minimum=page.votes_minimum)
    run, imprint = preview(draft, imprint)
    return document(run, form.value, imprint).rstrip("\n")


def _told(draft: "Draft", *, json: bool, changed: bool = True, also: str = "") -> None:
    from panel.cli import printing
    from panel.drafts import telling

    if json:
        return printing.record(draft.head.model_dump(mode="json"))
    printing.text(telling.outcome(draft) + ("" if changed else "; the text is the same, so nothing was changed") + also)
