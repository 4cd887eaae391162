from pathlib import Path

from drafting import NAME, SKEPTIC, drafted, hand, later, out

from panel.drafts.draft import approve, edit, lock, reject
from panel.drafts.telling import SHOWN, approval, newest, outcome, text, waiting


def test_a_terminal_is_not_rearranged(tmp_path: Path) -> None:
    """Control characters of a text or a note are not printed, and a megabyte is cut with a word."""
    draft = edit(drafted(tmp_path), "verdict", "a\x1b[2Jb\u202e " + "word " * 200_000, hand(note="n\x1b"), dossiers={})
    shown = text(draft, None, ())

    assert not {"\x1b", "\u202e"} & set(shown)
    assert "characters more; --json has all" in " ".join(shown.split())
    assert len(shown) < 3 * SHOWN


def test_a_voided_approval_is_told(tmp_path: Path) -> None:
    """Whose it was and what ended it; not any more once there is another."""
    done = approve(lock(drafted(tmp_path), "change", hand()), hand(), dossiers={})
    back = reject(done, hand("Bo", "thin"))
    again = approve(back, hand("Bo"), dossiers={})

    assert outcome(back) == f"{NAME}: draft, revision 4; the approval by Ada Moreno ended when Bo rejected it"
    assert outcome(again) == f"{NAME}: approved, revision 5"
    assert "the model's own words" in approval(again)
    assert "change (locked): the model's words" in text(again, None, ())


def test_editions_are_told_with_what_they_changed(tmp_path: Path) -> None:
    """The newest is published, the one before superseded."""
    draft = out(
        tmp_path, edit(out(tmp_path, drafted(tmp_path)), SKEPTIC, "Wait.", hand(minutes=9), dossiers={}), minutes=10, unverified="A test."
    )
    shown = text(draft, None, ("a file",))

    assert "1, superseded: 2026-11-23 10:06 by Bo Lind, approved by Ada Moreno" in shown
    assert "2, published: 2026-11-23 10:11 by Bo Lind" in shown
    assert "cause: edit; Opinion of Skeptic on Code Llama 4: edited" in shown
    assert "! a file" in shown


def test_a_run_waits_when_it_is_newer_than_what_was_decided(tmp_path: Path) -> None:
    """By its name alone, so that a list of drafts reads no run."""
    head = drafted(tmp_path).head
    ids = newest([later().id, head.run.id, "20261123T091502Z-other-0a1b2c"])

    assert ids[NAME] == later().id
    assert waiting(head, NAME, ids) == later().id
    assert waiting(head.model_copy(update={"discarded": later().id}), NAME, ids) == ""
    assert waiting(head, "a-vs-b", ids) == ""
