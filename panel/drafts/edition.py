"""An approved draft handed to readers: its pages, what they replace and why, and the files that a killed command left unwritten."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from panel.change import Shift, comparison_causes, shifts
from panel.drafts import checks, history
from panel.drafts.blocks import texts, title
from panel.drafts.draft import Draft, Hand, compared, signed, sound
from panel.drafts.revision import Edition, Revision, Signature
from panel.errors import InputError, NotPublishable, UsageError
from panel.files import read_bytes, write
from panel.publish import FORMS, Form, documents
from panel.publish.hindrances import MENDED, hindrances
from panel.publish.imprint import Approval, Earlier, Edit, Exempted, Hindrance, Imprint
from panel.runs import Run

PUBLISHED = "published"
PAGE_LIMIT = 200_000_000
REASON_LIMIT = 500


def address(number: int) -> str:
    """The file of an edition's page, without the ending."""
    return f"v{number}"


def publish(draft: Draft, hand: Hand, *, exempted: Mapping[str, str], stale_after: int, votes_minimum: int) -> Draft:
    """Commit the next edition of an approved draft; `complete` puts its files in their places.

    `exempted` gives a reason for each hindrance that the editor publishes in spite of. Raises NotPublishable for any other, or
    without an approval; UsageError for a reason that is empty, or is given for what does not stand in the way.
    """
    signature = signed(draft)
    found = hindrances(draft.edited)
    given = tuple(_exempted(kind, because, found, hand) for kind, because in exempted.items())
    _cleared(draft.name, found, given)
    editions = draft.head.editions
    following = draft.next("published", hand)
    edition = Edition(
        number=len(editions) + 1,
        at=hand.at,
        by=hand.by,
        revision=following.number,
        run=draft.head.run,
        signature=signature,
        exempted=given,
        stale_after=stale_after,
        votes_minimum=votes_minimum,
        pages={},
        note=hand.note,
    )
    if editions:
        edition = edition.model_copy(update=_replacing(draft, editions[-1]))
    planned = _with(following, edition)
    pages = rendered(replace(draft, revisions=(*draft.revisions, planned)), edition.number)
    digests: dict[str, str] = {form: _sha(text) for form, text in pages.items()}
    return draft.then(_with(following, edition.model_copy(update={"pages": digests})))


def rendered(draft: Draft, number: int) -> dict[Form, str]:
    """The pages of an edition, by form."""
    run, imprint = edition(draft, number)
    return documents(run, imprint)


def edition(draft: Draft, number: int, *, address: Callable[[int], str] = address) -> tuple[Run, Imprint]:
    """The run as an edition has it, with people's texts in it, and the imprint of its page.

    `address` gives the file of an earlier edition's page. Raises InputError when there is no such edition.
    """
    editions = draft.head.editions[:number]
    if not 0 < number <= len(editions):
        raise InputError(f"{draft.name}: there is no edition {number}; it has {len(draft.head.editions)}")
    last = editions[-1]
    revision = draft.revisions[last.revision - 1]
    run = draft.source(revision.run)
    made = checks.edited(compared(run), revision.blocks)
    imprint = Imprint(
        on=last.at.date(),
        stale_after=last.stale_after,
        votes_minimum=last.votes_minimum,
        approval=_approval(last.signature),
        edits=edits(run, revision),
        exempted=last.exempted,
        earlier=tuple(_earlier(old, new, address) for old, new in pairwise(editions)),
    )
    return run.model_copy(update={"result": made}), imprint


def preview(draft: Draft, imprint: Imprint) -> tuple[Run, Imprint]:
    """What the next edition would be made of, as a draft."""
    return draft.edited, imprint.model_copy(update={"edits": edits(draft.run, draft.head)})


def edits(run: Run, revision: Revision) -> tuple[Edit, ...]:
    """The texts that people changed, with the panel's own words."""
    own = texts(compared(run))
    changed = {name: revision.blocks[name] for name in own if name in revision.blocks and revision.blocks[name].text != own[name]}
    return tuple(Edit(block=name, by=block.by, on=block.at.date(), original=own[name]) for name, block in changed.items())


def complete(root: Path, draft: Draft) -> tuple[str, ...]:
    """Write what the newest edition still lacks: its pages, the current copies of them, and the changelog.

    Returns what is wrong with the files that are there: a published page that somebody changed is left alone and named. Raises
    DiskError.
    """
    history.sweep(draft.folder)
    if not draft.head.editions:
        return ()
    newest = draft.head.editions[-1]
    log = "".join(f"{_logged(one)}\n" for one in draft.head.editions)
    _put(draft.folder / "changelog.jsonl", log)
    folder = root / PUBLISHED / draft.name
    missing = any(not (folder / f"{address(newest.number)}.{form}").exists() for form in FORMS)
    made = rendered(draft, newest.number) if missing else {}
    told = (_placed(folder, newest, form, made) for form in FORMS)
    return tuple(one for one in told if one)


def _placed(folder: Path, newest: Edition, form: Form, made: Mapping[Form, str]) -> str:
    path = folder / f"{address(newest.number)}.{form}"
    if path.exists():
        text = read_bytes(path, limit=PAGE_LIMIT).decode(errors="replace")
        if _sha(text) != newest.pages[form]:
            return f"{path}: was changed after it was published; restore it, or publish the change as a new edition"
    else:
        text = made[form]
        if _sha(text) != newest.pages[form]:
            return f"{path}: is missing, and this version of panel makes it differently; restore it from version control"
        write(path, text)
    _put(folder / f"index.{form}", text)
    return ""


def _put(path: Path, text: str) -> None:
    """Make the file hold the text; one that does is not touched."""
    if not path.is_file() or read_bytes(path, limit=PAGE_LIMIT) != text.encode():
        write(path, text)


def _replacing(draft: Draft, last: Edition) -> dict[str, object]:
    """What the next edition has to say of the one that it replaces."""
    run, made = edition(draft, last.number)[0], draft.edited
    before, after = compared(run), compared(made)
    same = last.run == draft.head.run
    reworded = _reworded(draft, last) if same else ()
    return {
        "supersedes": last.number,
        "causes": ("edit",) if same else comparison_causes(run, made),
        "changes": (*shifts(before, after), *reworded),
    }


def _reworded(draft: Draft, last: Edition) -> tuple[Shift, ...]:
    before = {**texts(draft.result), **{name: one.text for name, one in draft.revisions[last.revision - 1].blocks.items()}}
    return tuple(Shift(kind="text", about=title(draft.result, name)) for name, text in draft.texts.items() if before.get(name) != text)


def _with(following: Revision, edition: Edition) -> Revision:
    return following.model_copy(update={"state": "published", "voided": "", "editions": (*following.editions, edition)})


def _exempted(kind: str, because: str, found: tuple[Hindrance, ...], hand: Hand) -> Exempted:
    known = next((one.kind for one in found if one.kind == kind), None)
    if known is None:
        raise UsageError(f"--except {kind}: nothing of that kind stands in the way; leave it out")
    if not because.strip() or len(because) > REASON_LIMIT:
        raise UsageError(f"--except {kind}: readers are told why; give --because TEXT of up to {REASON_LIMIT} characters")
    return Exempted(kind=known, because=" ".join(sound(because, f"--except {kind}").split()), by=hand.by)


def _cleared(name: str, found: tuple[Hindrance, ...], given: tuple[Exempted, ...]) -> None:
    left = [one for one in found if one.kind not in {one.kind for one in given}]
    if left:
        first = left[0]
        kinds = " ".join(f"--except {kind}" for kind in dict.fromkeys(one.kind for one in left))
        more = f" (and {len(left) - 1} more)" if len(left) > 1 else ""
        remedy = "correct it" if first.kind in MENDED else "compare again"
        raise NotPublishable(f'{name}: {first.text}{more}; {remedy}, or publish with {kinds} --because "..."')


def _approval(signature: Signature) -> Approval:
    return Approval(
        by=signature.by,
        on=signature.at.date(),
        revision=signature.revision,
        digest=signature.digest,
        distance=signature.distance,
    )


def _earlier(old: Edition, new: Edition, address: Callable[[int], str]) -> Earlier:
    return Earlier(
        number=old.number,
        on=old.at.date(),
        address=address(old.number),
        replaced=new.at.date(),
        by=new.by,
        causes=new.causes,
        changes=tuple(shift.told for shift in new.changes),
        note=new.note,
    )


def _logged(edition: Edition) -> str:
    kept = {"number", "at", "by", "run", "supersedes", "causes", "changes", "note", "exempted", "pages"}
    return json.dumps(edition.model_dump(mode="json", include=kept), ensure_ascii=False)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
