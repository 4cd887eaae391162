from pathlib import Path

import panels
import pytest
from drafting import NAME, SKEPTIC, dossiers, drafted, hand, later, out
from panels import LLAMA, failure, review, scorecard, seat

from panel import runs
from panel.drafts.checks import UNCHECKED
from panel.drafts.draft import Draft, approve, edit, lock, opened, signed, unlock
from panel.drafts.proposal import accept, chosen, discard, merge, newer, proposal
from panel.errors import InputError, UsageError
from panel.scorecard import Ballot

NEW = panels.WORDS.model_copy(update={"verdict": "The panel still leans towards Mistral Large 3.", "pricing": "Both are free."})


def rerun(token: str = "0b0b0b") -> runs.Run:
    """The pair again: other words, and the Skeptic ships."""
    card = scorecard("skeptic", "code-llama-4", ballot=Ballot.SHIP, opinion="The weights are real. Ship it.")
    return later(panels.comparison(a=review(LLAMA, [seat(card)]), words=NEW), token)


def edited(root: Path) -> Draft:
    """A draft whose verdict and one opinion were rewritten, and so locked."""
    draft = edit(drafted(root), "verdict", "No winner by much.", hand(), dossiers={})
    return edit(draft, SKEPTIC, "Wait for a score.", hand(), dossiers=dossiers())


def test_a_newer_run_of_the_pair_waits(tmp_path: Path) -> None:
    """The newest one, in the same order, that was neither taken nor turned down."""
    draft, folder = drafted(tmp_path), tmp_path / "runs"
    runs.save(folder, panels.run())
    assert newer(draft, folder) is None

    for run in (rerun("0b0b0b"), rerun("0c0c0c")):
        runs.save(folder, run)
    runs.save(folder, panels.run(review(LLAMA)).model_copy(update={"id": f"20261123T201502Z-{NAME}-0d0d0d"}))
    assert newer(draft, folder) == rerun("0c0c0c")
    assert newer(discard(draft, rerun("0b0b0b"), hand()), folder) == rerun("0c0c0c")
    assert newer(discard(opened(tmp_path, NAME), rerun("0c0c0c"), hand()), folder) is None


def test_a_run_is_chosen_by_name_or_taken_as_the_newest(tmp_path: Path) -> None:
    """One of another pair, or of the pair the other way round, is refused."""
    draft, folder = drafted(tmp_path), tmp_path / "runs"
    with pytest.raises(InputError, match="no newer run of the pair; `panel compare code-llama-4 mistral-large-3` makes one"):
        chosen(draft, folder, "")

    runs.save(folder, rerun())
    flipped = panels.run(panels.comparison(a=review(panels.MISTRAL), b=review(LLAMA)))
    runs.save(folder, flipped.model_copy(update={"id": "20261123T111502Z-mistral-large-3-vs-code-llama-4-0e0e0e"}))
    assert chosen(draft, folder, "") == chosen(draft, folder, "20261123T1015") == rerun()
    with pytest.raises(InputError, match="does not compare code-llama-4 with mistral-large-3 in this order"):
        chosen(draft, folder, "20261123T1115")


def test_a_proposal_shows_every_text_that_differs(tmp_path: Path) -> None:
    """Word by word against what stands in the draft, with what was counted and why."""
    found = proposal(edited(tmp_path), rerun())

    assert set(found.diffs) == {"verdict", "pricing", SKEPTIC}
    assert found.diffs["verdict"] == "[-No winner by much.-] {+The panel still leans towards Mistral Large 3.+}"
    assert found.locked == ("verdict", SKEPTIC)
    assert found.outcome == ("Skeptic on Code Llama 4: was SKIP, is now SHIP",)
    assert found.causes == ("noise",)


def test_locked_texts_are_never_overwritten_in_silence(tmp_path: Path) -> None:
    """Taking a run whole is refused while it would cost one, by name."""
    draft = edited(tmp_path)

    with pytest.raises(UsageError, match=f"locked and not the same in {rerun().id}: verdict, {SKEPTIC}; unlock them, or merge"):
        accept(draft, rerun(), hand())
    assert opened(tmp_path, NAME).head == draft.head
    for name in ("verdict", SKEPTIC):
        draft = unlock(draft, name, hand())
    taken = accept(draft, rerun(), hand("Bo", "newer"))
    assert taken.edited == rerun()
    assert (taken.head.blocks, taken.head.locked, taken.head.state, taken.head.cause) == ({}, (), "in review", "accepted")


def test_a_merge_keeps_locked_texts_and_takes_the_rest(tmp_path: Path) -> None:
    """An edit that was unlocked goes; a text that was locked without an edit stays, under the name of who merged."""
    draft = unlock(edited(tmp_path), "verdict", hand())
    draft = lock(draft, "pricing", hand())
    merged = merge(draft, rerun(), hand("Bo"), dossiers=dossiers())

    assert merged.texts["verdict"] == NEW.verdict
    assert merged.texts["pricing"] == panels.WORDS.pricing
    assert merged.texts[SKEPTIC] == "Wait for a score."
    assert {name: block.by for name, block in merged.changed.items()} == {"pricing": "Bo", SKEPTIC: "Ada Moreno"}
    assert merged.edited.result.verdict == rerun().result.verdict  # type: ignore[union-attr]
    assert merged.head.locked == (SKEPTIC, "pricing")
    assert merged.head.blocks[SKEPTIC].faults == ()


def test_a_merged_opinion_is_checked_against_its_new_sources(tmp_path: Path) -> None:
    """What was found in the old ones says nothing of these."""
    merged = merge(edited(tmp_path), rerun(), hand(), dossiers={})

    assert merged.head.blocks[SKEPTIC].faults == (UNCHECKED,)
    assert merged.head.blocks["verdict"].faults == ()


def test_a_locked_text_that_has_no_place_stops_the_merge(tmp_path: Path) -> None:
    """The seat is empty in the new run: the editor decides, not the program."""
    empty = later(panels.comparison(a=review(LLAMA, [seat(failure("skeptic", "code-llama-4"))])))

    with pytest.raises(InputError, match=f"{SKEPTIC}: locked, and without a place in"):
        merge(edited(tmp_path), empty, hand(), dossiers={})


@pytest.mark.parametrize("take", [accept, lambda draft, run, by: merge(draft, run, by, dossiers={})], ids=["accept", "merge"])
def test_a_new_run_voids_an_approval(tmp_path: Path, take) -> None:  # type: ignore[no-untyped-def]
    """Nobody answered for it yet."""
    taken = take(approve(drafted(tmp_path), hand(), dossiers={}), rerun(), hand("Bo"))

    assert (taken.head.state, taken.head.signature) == ("in review", None)
    assert "ended when Bo" in taken.head.voided


def test_turning_a_run_down_leaves_the_approval(tmp_path: Path) -> None:
    """Not a word of the draft changes; and no run is turned down twice."""
    approved = approve(drafted(tmp_path), hand(), dossiers={})
    kept = discard(approved, rerun(), hand("Bo", "a fluke"))

    assert (kept.head.state, kept.head.by, kept.head.discarded) == ("approved", "Bo", rerun().id)
    assert signed(kept) == signed(approved)
    with pytest.raises(UsageError, match="is not newer than what was decided already"):
        discard(kept, rerun(), hand())
    assert discard(out(tmp_path, kept_and_edited(kept)), rerun("0c0c0c"), hand()).head.state == "published"


def kept_and_edited(draft: Draft) -> Draft:
    """The draft in review again."""
    return edit(draft, "pricing", "Both cost nothing.", hand(), dossiers={})
