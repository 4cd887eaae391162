from pathlib import Path

import panels
import pytest
from drafting import NAME, SKEPTIC, dossiers, drafted, hand, later, out
from panels import LLAMA, failure, review, seat

from panel import runs
from panel.drafts.draft import Draft, Hand, approve, begin, distance, edit, lock, newest, opened, reject, signed, unlock
from panel.errors import InputError, NotPublishable, UsageError
from panel.publish.imprint import Distance

WORDS = "The panel leans towards Mistral Large 3, and says why."


def approved(root: Path) -> Draft:
    """A draft with one edit that an editor answers for."""
    return approve(edit(drafted(root), "verdict", WORDS, hand(), dossiers={}), hand(minutes=1), dossiers={})


def test_a_fresh_draft_says_what_the_panel_said(tmp_path: Path) -> None:
    """Nothing is edited, locked or approved."""
    draft = drafted(tmp_path)

    assert (draft.name, draft.head.state, draft.head.number) == (NAME, "draft", 1)
    assert draft.edited == draft.run == panels.run()
    assert draft.texts["verdict"] == panels.WORDS.verdict
    assert draft.distance == Distance()


@pytest.mark.parametrize("flip", [False, True], ids=["this order", "the other order"])
def test_a_pair_has_one_draft(tmp_path: Path, flip: bool) -> None:
    """In whichever order its tools are named; a newer run is a proposal."""
    drafted(tmp_path)
    other = panels.run(panels.comparison(a=review(panels.MISTRAL), b=review(LLAMA)))

    with pytest.raises(InputError, match="the pair has a draft already; a newer run of it is a proposal"):
        begin(tmp_path, other if flip else later(), hand())


def test_a_review_is_no_draft(tmp_path: Path) -> None:
    """A page needs two tools."""

    with pytest.raises(InputError, match="a draft needs a comparison"):
        begin(tmp_path, panels.run(review(LLAMA)), hand())


def test_an_edit_is_locked_and_signed(tmp_path: Path) -> None:
    """It stands in what would be published, under its editor's name, and the rest stays as it was."""
    draft = edit(drafted(tmp_path), SKEPTIC, "  Wait for a score.\r\nThen ask again.\n", hand("Bo", "too long"), dossiers=dossiers())
    card = draft.edited.reviews[0].seats[1].shown

    assert card.opinion == "Wait for a score.\nThen ask again."  # type: ignore[union-attr]
    assert (draft.head.state, draft.head.by, draft.head.note, draft.head.cause) == ("in review", "Bo", "too long", "edited")
    assert draft.head.locked == (SKEPTIC,)
    assert draft.head.blocks[SKEPTIC].by == "Bo"
    assert draft.edited.reviews[1] == draft.run.reviews[1]
    assert draft.edited.result.verdict == draft.result.verdict  # type: ignore[union-attr]
    assert opened(tmp_path, NAME) == draft


@pytest.mark.parametrize(
    ("block", "text", "said"),
    [
        ("headline", "x", "no text of that name can be edited; there are verdict, pick-a-if"),
        ("dx/other", "x", "no text of that name"),
        ("skeptic", "x", "no text of that name"),
        ("../verdict", "x", "no text of that name"),
        ("verdict", " \n\t", "the text is empty; nothing was changed"),
        ("verdict", "half \ud800", "position 5 is not a whole character"),
        ("verdict", "é" * 1_000_001, "larger than 2,000,000 bytes; shorten it"),
    ],
)
def test_what_cannot_be_edited(tmp_path: Path, block: str, text: str, said: str) -> None:
    """Numbers, ballots, quotes and scores have no block; a refusal makes no revision."""
    draft = drafted(tmp_path)

    with pytest.raises(InputError, match=said):
        edit(draft, block, text, hand(), dossiers={})
    assert opened(tmp_path, NAME).head.number == 1


def test_nobody_writes_for_an_empty_seat(tmp_path: Path) -> None:
    """A persona that did not answer has no opinion that a person could edit."""
    draft = drafted(tmp_path, panels.comparison(a=review(LLAMA, [seat(failure("skeptic", "code-llama-4"))])))

    with pytest.raises(InputError, match="no text of that name"):
        edit(draft, SKEPTIC, "I would wait.", hand(), dossiers={})


def test_a_missing_chair_can_be_written(tmp_path: Path) -> None:
    """Until all five of its texts are there, the page says what is left."""
    gone = failure("dx", "").model_copy(update={"persona": "chair", "title": "Chair"})
    draft = edit(drafted(tmp_path, panels.comparison(words=gone)), "verdict", WORDS, hand(), dossiers={})
    words = draft.edited.result.words  # type: ignore[union-attr]

    assert words.verdict == WORDS  # type: ignore[union-attr]
    assert words.pricing == ""  # type: ignore[union-attr]


def test_the_same_text_is_no_revision(tmp_path: Path) -> None:
    """And the panel's own text put back is no edit, though it stays locked."""
    draft = drafted(tmp_path)
    changed = edit(draft, "verdict", WORDS, hand(), dossiers={})
    back = edit(changed, "verdict", panels.WORDS.verdict, hand(), dossiers={})

    assert edit(draft, "verdict", f"\n{panels.WORDS.verdict}  ", hand(), dossiers={}) is draft
    assert edit(changed, "verdict", WORDS, hand(), dossiers={}) is changed
    assert (back.head.blocks, back.head.locked, back.edited) == ({}, ("verdict",), draft.edited)


def test_an_approval_names_everything(tmp_path: Path) -> None:
    """The editor, the time, the digest of the revision, the distance from the model's words, and what the checks found."""
    draft = edit(drafted(tmp_path), "verdict", "The panel picks Code Llama 4, 9 of 12 reviewers say.", hand(), dossiers={})
    done = approve(draft, hand("Bo Lind", minutes=7), dossiers={})
    signature = done.head.signature

    assert signature is not None
    assert (done.head.state, signature.by, signature.at) == ("approved", "Bo Lind", hand(minutes=7).at)
    assert (signature.revision, signature.digest) == (2, draft.digest)
    assert signature.distance == distance(panels.WORDS.verdict, draft.texts["verdict"])
    assert any("names a winner" in finding for finding in signature.findings)
    assert any("9 of 12" in finding for finding in signature.findings)
    assert signed(done) == signature


def test_distance_counts_edits() -> None:
    """Kitten becomes sitting in three characters; words are counted as wholes."""

    assert distance("kitten", "sitting") == Distance(characters=3, words=1)
    assert distance("a b c", "a c") == Distance(characters=2, words=1)
    assert distance("", "") == Distance()


CHANGES = {
    "an edit": lambda draft: edit(draft, "pricing", "Both are free.", hand("Bo"), dossiers={}),
    "a lock": lambda draft: lock(draft, "change", hand("Bo")),
    "an unlock": lambda draft: unlock(draft, "verdict", hand("Bo")),
    "a rejection": lambda draft: reject(draft, hand("Bo", "not yet")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_later_change_voids_an_approval(tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]
    """The draft falls back and says whose approval ended, and by whom."""
    done = change(approved(tmp_path))

    assert done.head.state in ("in review", "draft")
    assert done.head.signature is None
    assert done.head.voided.startswith("the approval by Ada Moreno ended when Bo ")
    with pytest.raises(NotPublishable, match="the approval by Ada Moreno ended when Bo"):
        signed(done)


def test_an_approval_is_of_what_was_seen(tmp_path: Path) -> None:
    """Who looked at an older revision approves nothing, and nothing is approved twice."""
    draft = edit(drafted(tmp_path), "verdict", WORDS, hand(), dossiers={})

    with pytest.raises(UsageError, match="revision 1 is not the newest; look at revision 2"):
        approve(draft, hand(), dossiers={}, seen=1)
    done = approve(draft, hand(), dossiers={}, seen=2)
    with pytest.raises(UsageError, match="is approved already"):
        approve(done, hand(), dossiers={})


def test_a_revision_that_was_altered_by_hand_is_not_what_was_approved(tmp_path: Path) -> None:
    """The newest file has no successor that would betray it, so its content is held against the approved one."""
    done = approved(tmp_path)
    path = done.folder / "0003.json"
    path.write_text(path.read_text().replace(WORDS, "Buy Code Llama 4."))

    with pytest.raises(NotPublishable, match="revision 3 is not what Ada Moreno approved; approve it again"):
        signed(opened(tmp_path, NAME))


def test_a_draft_is_not_published(tmp_path: Path) -> None:
    """Without a name under it there is no page."""

    with pytest.raises(NotPublishable, match=f"is a draft; an editor has to approve it \\(`panel draft approve {NAME}`\\)"):
        signed(drafted(tmp_path))


def test_a_rejection_has_a_reason(tmp_path: Path) -> None:
    """It goes back to being a draft; what readers have cannot be rejected any more."""
    draft = drafted(tmp_path)

    with pytest.raises(UsageError, match="why is it rejected"):
        reject(draft, hand(note=" "))
    back = reject(draft, hand(note="thin"))
    assert (back.head.state, back.head.note) == ("draft", "thin")
    with pytest.raises(UsageError, match="is published"):
        reject(out(tmp_path, back), hand(note="thin"))


def test_locks_open_and_close_once(tmp_path: Path) -> None:
    """And leave what readers have published, since no text changes."""
    draft = out(tmp_path, drafted(tmp_path))
    closed = lock(draft, "change", hand(minutes=8))

    assert (closed.head.state, closed.head.locked) == ("published", ("change",))
    with pytest.raises(UsageError, match="is locked already"):
        lock(closed, "change", hand())
    open_ = unlock(closed, "change", hand(minutes=9))
    assert (open_.head.state, open_.head.locked) == ("published", ())
    with pytest.raises(UsageError, match="is not locked"):
        unlock(open_, "change", hand())


@pytest.mark.parametrize("by", ["", "  ", "a" * 101, "Ada\nMoreno", "Ada\x1b[2J", "Ada\u202e"])
def test_an_editor_has_a_printable_name(by: str) -> None:
    """It goes into provenance lines."""

    with pytest.raises(UsageError, match="1 to 100 printable characters"):
        Hand(by=by, at=hand().at)


def test_the_newest_comparison_of_a_pair_is_found(tmp_path: Path) -> None:
    """In the order asked for, else in the other; reviews and damaged runs are passed over."""
    first, second = panels.run(), later()
    runs.save(tmp_path, first)
    runs.save(tmp_path, second)
    damaged = tmp_path / f"20261123T111502Z-{NAME}-0c0c0c"
    damaged.mkdir()
    (damaged / "run.json").write_text("{")

    assert newest(tmp_path, "code-llama-4", "mistral-large-3").id == second.id
    assert newest(tmp_path, "mistral-large-3", "code-llama-4").id == second.id
    with pytest.raises(InputError, match="no comparison yet; `panel compare a b` makes one"):
        newest(tmp_path, "a", "b")
