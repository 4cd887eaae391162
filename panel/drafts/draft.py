"""A draft as it stands, and what an editor may do to it; whatever is done is one more revision."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from panel import runs
from panel.comparison import Comparison
from panel.dossier import Dossier
from panel.drafts import checks, history
from panel.drafts.blocks import known, texts
from panel.drafts.revision import Block, Cause, Kept, Revision, Signature
from panel.errors import InputError, NotPublishable, UsageError
from panel.files import CONFIG_LIMIT
from panel.publish.imprint import Distance
from panel.runs import Run

LONGEST = 2 * CONFIG_LIMIT  # bytes of one text
NAME_LIMIT = 100
NOTE_LIMIT = 2_000


@dataclass(frozen=True)
class Hand:
    """Who does something to a draft, when and why."""

    by: str
    at: datetime
    note: str = ""

    def __post_init__(self) -> None:
        """Raise UsageError for a name that a page cannot show."""
        if not self.by.strip() or len(self.by) > NAME_LIMIT or not self.by.isprintable():
            raise UsageError(f"editor {self.by[:40]!r}: a name of 1 to {NAME_LIMIT} printable characters is needed")
        if len(self.note) > NOTE_LIMIT:
            raise UsageError(f"the note has {len(self.note):,} characters; say it in {NOTE_LIMIT:,}")
        sound(self.note, "the note")


@dataclass(frozen=True)
class Draft:
    """The history of a draft, of which the last revision counts. `digest` is that revision's."""

    folder: Path
    revisions: tuple[Revision, ...]
    digest: str
    _kept: dict[str, Run] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        """`A-vs-B`."""
        return self.folder.name

    @property
    def head(self) -> Revision:
        """The newest revision."""
        return self.revisions[-1]

    @cached_property
    def run(self) -> Run:
        """The run that the newest revision rests on, as the panel made it."""
        return self.source(self.head.run)

    @property
    def result(self) -> Comparison:
        """What the panel made."""
        return compared(self.run)

    @cached_property
    def edited(self) -> Run:
        """The run with people's texts in it: what would be published."""
        return self.run.model_copy(update={"result": checks.edited(self.result, self.head.blocks)})

    @cached_property
    def texts(self) -> dict[str, str]:
        """Every text by block, as it would be published."""
        return {**texts(self.result), **{name: block.text for name, block in self.head.blocks.items()}}

    @cached_property
    def changed(self) -> dict[str, Block]:
        """The blocks whose words are not the panel's."""
        own = texts(self.result)
        return {name: block for name, block in self.head.blocks.items() if block.text != own[name]}

    @property
    def distance(self) -> Distance:
        """How far all texts together are from the model's."""
        far = [distance(known(self.result, name), block.text) for name, block in self.changed.items()]
        return Distance(characters=sum(one.characters for one in far), words=sum(one.words for one in far))

    @property
    def findings(self) -> tuple[str, ...]:
        """What the checks find in the texts that people changed, and in the chair's words beside them."""
        result = compared(self.edited)
        own = [f"{name}: {fault}" for name, block in self.changed.items() for fault in block.faults]
        faults = getattr(result.words, "faults", ()) if self.head.blocks else ()
        return (*own, *faults)

    def source(self, run: Kept) -> Run:
        """A run that some revision rests on."""
        if run.id not in self._kept:
            self._kept[run.id] = history.kept(self.folder, run)
        return self._kept[run.id]

    def then(self, revision: Revision) -> "Draft":
        """The draft with one more revision, which is on the disk when this returns. Raises InputError when somebody was first."""
        digest = history.append(self.folder, revision)
        return replace(self, revisions=(*self.revisions, revision), digest=digest)

    def next(self, cause: Cause, hand: Hand) -> Revision:
        """The revision that would follow."""
        return self.head.successor(cause, by=hand.by, at=hand.at, digest=self.digest, note=hand.note)


def opened(root: Path, name: str) -> Draft:
    """The draft of this name. Raises InputError."""
    folder = history.folder(root, name)
    revisions, digest = history.load(folder)
    return Draft(folder, revisions, digest)


def begin(root: Path, run: Run, hand: Hand) -> Draft:
    """A draft of a comparison. Raises InputError when the pair has one already, or the run compares nothing."""
    result = compared(run)
    pair = (result.a.tool.slug, result.b.tool.slug)
    for name in (f"{pair[0]}-vs-{pair[1]}", f"{pair[1]}-vs-{pair[0]}"):
        if name in history.names(root):
            raise InputError(f"{name!r}: the pair has a draft already; a newer run of it is a proposal (`panel draft show {name}`)")
    folder = history.folder(root, f"{pair[0]}-vs-{pair[1]}")
    first = Revision(
        number=1,
        parent="",
        at=hand.at,
        by=hand.by,
        cause="new",
        note=hand.note,
        state="draft",
        tools=pair,
        run=history.keep(folder, run),
    )
    return Draft(folder, (first,), history.append(folder, first))


def newest(folder: Path, a: str, b: str) -> Run:
    """The newest comparison of two tools in a folder of runs: in this order, else in the other. Raises InputError."""
    for first, second in ((a, b), (b, a)):
        for run in comparisons(folder, first, second):
            return run
    raise InputError(f"{a!r} and {b!r}: no comparison yet; `panel compare {a} {b}` makes one")


def comparisons(folder: Path, a: str, b: str, *, after: str = "") -> Iterator[Run]:
    """The comparisons of A and B, in this order, whose id is beyond `after`, newest first; damaged ones are passed over."""
    slug = f"-{a}-vs-{b}"[:141]
    for id in runs.ids(folder):
        if id <= after:
            return
        if slug in id:
            with suppress(InputError):
                run = runs.load(folder, id)
                if isinstance(run.result, Comparison) and (run.result.a.tool.slug, run.result.b.tool.slug) == (a, b):
                    yield run


def compared(run: Run) -> Comparison:
    """The comparison that a run made. Raises InputError for a review."""
    if not isinstance(run.result, Comparison):
        raise InputError(f"run {run.id!r} is the review of one tool; a draft needs a comparison (`panel compare A B`)")
    return run.result


def edit(draft: Draft, block: str, text: str, hand: Hand, *, dossiers: Mapping[str, Dossier]) -> Draft:
    """Put a person's text in the place of a block, which no rerun touches from then on; the same text again changes nothing.

    Raises InputError when there is no such block, when the text is empty or too large, and when somebody else was first.
    """
    own = known(draft.result, block)
    text = sound(text, block).replace("\r\n", "\n").strip()
    if not text:
        raise InputError(f"{block}: the text is empty; nothing was changed")
    if len(text.encode()) > LONGEST:
        raise InputError(f"{block}: larger than {LONGEST:,} bytes; shorten it")
    if text == draft.texts[block].strip():
        return draft
    faults = checks.opinion(draft.result, block, text, dossiers)
    others = {name: other for name, other in draft.head.blocks.items() if name != block}
    written = {} if text == own.strip() else {block: Block(text=text, by=hand.by, at=hand.at, faults=faults)}
    following = draft.next("edited", hand)
    return draft.then(following.model_copy(update={"blocks": {**others, **written}, "locked": _with(draft.head.locked, block)}))


def lock(draft: Draft, block: str, hand: Hand) -> Draft:
    """Keep a block's text through every rerun."""
    known(draft.result, block)
    if block in draft.head.locked:
        raise UsageError(f"{block}: is locked already")
    return draft.then(draft.next("locked", hand).model_copy(update={"locked": _with(draft.head.locked, block), **_still(draft)}))


def unlock(draft: Draft, block: str, hand: Hand) -> Draft:
    """Let the next rerun that is merged have the block."""
    known(draft.result, block)
    if block not in draft.head.locked:
        raise UsageError(f"{block}: is not locked")
    left = tuple(name for name in draft.head.locked if name != block)
    return draft.then(draft.next("unlocked", hand).model_copy(update={"locked": left, **_still(draft)}))


def approve(draft: Draft, hand: Hand, *, dossiers: Mapping[str, Dossier], seen: int | None = None) -> Draft:
    """An editor answers for the newest revision: its digest, its distance from the model's words, and what the checks find.

    `seen` is the revision that the editor looked at. Raises UsageError when it is no longer the newest or there is nothing new to
    approve.
    """
    head = draft.head
    if seen is not None and seen != head.number:
        raise UsageError(f"{draft.name}: revision {seen} is not the newest; look at revision {head.number} (`panel draft show`)")
    if head.state in ("approved", "published"):
        raise UsageError(f"{draft.name}: revision {head.number} is {head.state} already, and nothing changed since")
    blocks = checks.rechecked(draft.result, head.blocks, dossiers)
    checked = Draft(draft.folder, (*draft.revisions[:-1], head.model_copy(update={"blocks": blocks})), draft.digest)
    signature = Signature(
        by=hand.by, at=hand.at, revision=head.number, digest=draft.digest, distance=checked.distance, findings=checked.findings
    )
    update = {"blocks": blocks, "state": "approved", "signature": signature, "voided": ""}
    return draft.then(draft.next("approved", hand).model_copy(update=update))


def reject(draft: Draft, hand: Hand) -> Draft:
    """Send a draft back with the reason. Raises UsageError when none is given, or readers have it already."""
    if not hand.note.strip():
        raise UsageError(f"{draft.name}: why is it rejected? give --because TEXT")
    if draft.head.state == "published":
        raise UsageError(f"{draft.name}: is published; edit it or merge a newer run, and publish that")
    return draft.then(draft.next("rejected", hand).model_copy(update={"state": "draft"}))


def signed(draft: Draft) -> Signature:
    """The approval that stands. Raises NotPublishable when there is none, or the revision is not what was approved."""
    head = draft.head
    if head.state == "published":
        raise NotPublishable(f"{draft.name}: is published as edition {len(head.editions)}, and nothing changed since; edit or merge first")
    if head.state != "approved" or head.signature is None:
        why = f" ({head.voided})" if head.voided else ""
        raise NotPublishable(
            f"{draft.name}: is {'a draft' if head.state == 'draft' else head.state}{why}; an editor has to approve it (`panel draft approve {draft.name}`)"
        )
    approved = draft.revisions[head.signature.revision - 1]
    if head.content != approved.content or _digest_of(draft, head.signature.revision) != head.signature.digest:
        raise NotPublishable(f"{draft.name}: revision {head.number} is not what {head.signature.by} approved; approve it again")
    return head.signature


def _digest_of(draft: Draft, number: int) -> str:
    """The digest of a revision, as its successor gives it."""
    return draft.revisions[number].parent if number < len(draft.revisions) else draft.digest


def distance(before: str, after: str) -> Distance:
    """How many characters and how many words have to be inserted, deleted or replaced (Levenshtein 1966)."""
    from rapidfuzz.distance.Levenshtein import distance as levenshtein  # only who approves or looks pays for it

    return Distance(characters=levenshtein(before, after), words=levenshtein(before.split(), after.split()))


def sound(text: str, place: str) -> str:
    """The text. Raises InputError when it holds half a character, which no file can."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"{place}: position {error.start} is not a whole character; save the text as UTF-8") from error
    return text


def _still(draft: Draft) -> dict[str, str]:
    """What readers have stays published, since no text of it changed."""
    return {"state": "published"} if draft.head.state == "published" else {}


def _with(locked: Sequence[str], block: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*locked, block)))
