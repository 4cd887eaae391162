import hashlib
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import panels
import pytest
from drafting import NAME, SKEPTIC, drafted, hand, later, out
from facts import Parsed
from panels import LLAMA, review, scorecard, seat
from states import PAYLOADS, STATES

from panel.comparison import Comparison
from panel.drafts.draft import Draft, approve, edit, lock, opened
from panel.drafts.edition import address, complete, edition, preview, publish
from panel.drafts.proposal import accept
from panel.errors import InputError, NotPublishable, UsageError
from panel.publish import FORMS, document
from panel.publish.imprint import Imprint
from panel.scorecard import Ballot

WORDS = "The panel leans towards Mistral Large 3, and says why."


def files(root: Path) -> Path:
    """Where the pages stand."""
    return root / "published" / NAME


def approved(root: Path, result: Comparison | None = None, *, replay: str = "") -> Draft:
    """A draft that an editor answers for."""
    return approve(drafted(root, result, replay=replay), hand(minutes=1), dossiers={})


def published(draft: Draft, **exempted: str) -> Draft:
    """The draft published."""
    return publish(draft, hand("Bo Lind", minutes=2), exempted=exempted, stale_after=180, votes_minimum=30)


def test_an_edition_is_a_page_in_every_form(tmp_path: Path) -> None:
    """Under its number and as the current one, with the digests that the draft keeps."""
    draft = out(tmp_path, drafted(tmp_path))
    (one,) = draft.head.editions

    assert {path.name for path in files(tmp_path).iterdir()} == {f"{stem}.{form}" for stem in ("v1", "index") for form in FORMS}
    for form in FORMS:
        text = (files(tmp_path) / f"v1.{form}").read_bytes()
        assert text == (files(tmp_path) / f"index.{form}").read_bytes()
        assert hashlib.sha256(text).hexdigest() == one.pages[form]
    assert (one.number, one.by, one.signature.by, one.supersedes) == (1, "Bo Lind", "Ada Moreno", 0)
    shown = Parsed((files(tmp_path) / "index.html").read_text())
    assert "Approved by Ada Moreno" in shown.text
    assert {"name": "robots", "content": "noindex"} not in shown.all("meta")
    assert f"Ada Moreno on 23 November 2026: revision 1 ({one.signature.digest[:12]}), the model's texts unchanged" in shown.text


def test_an_edit_is_shown_as_one_and_the_original_is_kept(tmp_path: Path) -> None:
    """The reader sees whose words they are; the page's data hold the panel's."""
    draft = edit(drafted(tmp_path), "verdict", WORDS, hand("Cy Brandt"), dossiers={})
    out(tmp_path, lock(draft, "change", hand()))
    html, text = ((files(tmp_path) / f"index.{form}").read_text() for form in ("html", "md"))
    record = json.loads((files(tmp_path) / "index.json").read_text())
    carried = json.loads(html.partition("id=panel-data>")[2].partition("</script>")[0])

    for shown in (Parsed(html).text, text):
        assert WORDS in shown
        assert "Edited by Cy Brandt on 23 November 2026" in shown
        assert "one text edited by Cy Brandt" in shown
    original = {"block": "verdict", "by": "Cy Brandt", "on": "2026-11-23", "original": panels.WORDS.verdict}
    assert record["edits"] == carried["edits"] == [original]
    assert record["verdict"]["prose"] == WORDS
    assert "words and" in record["approval"]


OBSTACLES = {
    "replay": (lambda: (panels.comparison(), "2026-11-22"), {"replay"}),
    "missing": (lambda: (STATES["missing"]().result, ""), {"missing"}),
    "provisional": (lambda: (STATES["provisional"]().result, ""), {"missing", "provisional"}),
    "unverified": (lambda: (STATES["unverified"]().result, ""), {"unverified"}),
    "no chair": (lambda: (STATES["no-chair"]().result, ""), {"chair"}),
}


@pytest.mark.parametrize(("made", "kinds"), OBSTACLES.values(), ids=OBSTACLES)
def test_obstacles_are_passed_by_name_only(tmp_path: Path, made, kinds: set[str]) -> None:  # type: ignore[no-untyped-def]
    """Each needs its own exception with a reason, which readers are shown."""
    result, replay = made()
    draft = approved(tmp_path, result, replay=replay)

    for left in kinds:
        with pytest.raises(NotPublishable, match=f'--except {left} --because "..."'):
            published(draft, **dict.fromkeys(kinds - {left}, "It is a test."))
    done = published(draft, **{kind: f"Because of {kind}." for kind in kinds})
    complete(tmp_path, done)
    shown = Parsed((files(tmp_path) / "index.html").read_text()).text
    for kind in kinds:
        assert f"Reason: Because of {kind}." in shown
    assert shown.count("Exception by Bo Lind: published although") == len(kinds)


@pytest.mark.parametrize(
    ("exempted", "said"),
    [
        ({"missing": "x"}, "nothing of that kind stands in the way"),
        ({"replay": " "}, "readers are told why"),
        ({"replay": "x" * 501}, "readers are told why"),
    ],
    ids=["not needed", "no reason", "a speech"],
)
def test_exceptions_are_needed_and_have_a_reason(tmp_path: Path, exempted: dict[str, str], said: str) -> None:
    """A page claims no exception that it does not make."""

    with pytest.raises(UsageError, match=said):
        published(approved(tmp_path, replay="2026-11-22"), **exempted)


def test_publishing_needs_an_approval_and_a_change(tmp_path: Path) -> None:
    """A draft is not published, nor is an edition twice."""

    with pytest.raises(NotPublishable, match="an editor has to approve it"):
        published(drafted(tmp_path))
    with pytest.raises(NotPublishable, match="is published as edition 1, and nothing changed since"):
        published(out(tmp_path, opened(tmp_path, NAME)))


def second(root: Path, note: str = "the vendor changed its prices") -> Draft:
    """A second edition by a newer run in which the Skeptic ships, a price moved and the dossier is another."""
    first = out(root, drafted(root))
    card = scorecard("skeptic", "code-llama-4", ballot=Ballot.SHIP)
    dear = LLAMA.prices[0].model_copy(update={"amount": Decimal(9)})
    run = later(panels.comparison(a=review(LLAMA.model_copy(update={"prices": (dear,)}), [seat(card)])))
    made = run.made.model_copy(update={"tools": {"code-llama-4": "7" * 64}})
    return out(root, accept(first, run.model_copy(update={"made": made}), hand(minutes=10)), minutes=11, note=note)


def test_a_published_verdict_never_changes_in_silence(tmp_path: Path) -> None:
    """The next edition says what changed, when, why and by whom, on its page and in the log; the old page stays as it was."""
    draft = second(tmp_path)
    log = [json.loads(line) for line in (draft.folder / "changelog.jsonl").read_text().splitlines()]
    index = (files(tmp_path) / "index.html").read_text()
    shown = Parsed(index)

    assert [one["number"] for one in log] == [1, 2]
    assert (log[1]["supersedes"], log[1]["causes"], log[1]["by"]) == (1, ["dossier"], "Bo Lind")
    assert [change["about"] for change in log[1]["changes"]] == ["Skeptic on Code Llama 4", "Price of Code Llama 4, Weights"]
    assert index == (files(tmp_path) / "v2.html").read_text() != (files(tmp_path) / "v1.html").read_text()
    assert {"href": "v1.html"} in shown.all("a")
    assert "This page replaces edition 1 of 23 November 2026." in shown.text
    told = "replaced on 23 November 2026 by Bo Lind; cause: dossier (the vendor changed its prices)"
    for text in (shown.text, (files(tmp_path) / "index.md").read_text()):
        assert told in text
        assert "Skeptic on Code Llama 4: was SKIP, is now SHIP" in text
        assert "Price of Code Llama 4, Weights: was Free, is now $9" in text
    assert complete(tmp_path, draft) == ()


def test_structured_data_names_the_correction(tmp_path: Path) -> None:
    """The article keeps the day of its first edition, and carries the day and the words of the change."""
    second(tmp_path)
    page = (files(tmp_path) / "index.html").read_text()
    article = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])

    assert (article["datePublished"], article["dateModified"]) == ("2026-11-23", "2026-11-23")
    assert "was SKIP, is now SHIP" in article["correction"][0]


def test_an_edit_alone_is_an_edition_with_its_own_cause(tmp_path: Path) -> None:
    """Nothing counted changed, and that is said."""
    draft = edit(out(tmp_path, drafted(tmp_path)), "pricing", "Both are free.", hand(minutes=9), dossiers={})
    last = out(tmp_path, draft, minutes=12).head.editions[-1]

    assert last.causes == ("edit",)
    assert [shift.told for shift in last.changes] == ["Pricing read: edited"]
    assert "Pricing read: edited" in (files(tmp_path) / "index.md").read_text()


def test_an_edition_can_be_had_again(tmp_path: Path) -> None:
    """Whole and to the byte, for whoever lays it out elsewhere, also when the draft has moved on."""
    draft = second(tmp_path)

    for number in (1, 2):
        run, imprint = edition(draft, number)
        for form in FORMS:
            assert document(run, form, imprint) == (files(tmp_path) / f"v{number}.{form}").read_text()
    assert edition(draft, 2, address=lambda number: f"old-{number}")[1].earlier[0].address == "old-1"
    for number in (0, 3):
        with pytest.raises(InputError, match=f"there is no edition {number}; it has 2"):
            edition(draft, number)


def test_a_preview_is_a_draft(tmp_path: Path) -> None:
    """It shows the edits and what stands in the way."""
    draft = edit(drafted(tmp_path, replay="2026-11-22"), "pricing", "Both are free.", hand(), dossiers={})
    shown = Parsed(document(*_shuffled(preview(draft, Imprint(on=panels.TODAY))))).text

    assert "Not approved by an editor" in shown
    assert "Edited by Ada Moreno" in shown
    assert "the replies come from a recording of 2026-11-22" in shown


def _shuffled(made):  # type: ignore[no-untyped-def]
    return made[0], "html", made[1]


def test_missing_pages_come_back(tmp_path: Path) -> None:
    """Whatever of the newest edition is gone is made again, byte for byte."""
    draft = second(tmp_path)
    before = {path.name: path.read_bytes() for path in files(tmp_path).iterdir() if not path.name.startswith("v1")}
    for name in before:
        (files(tmp_path) / name).unlink()
    (draft.folder / "changelog.jsonl").write_text("torn")

    assert complete(tmp_path, opened(tmp_path, NAME)) == ()
    assert {name: (files(tmp_path) / name).read_bytes() for name in before} == before
    assert len((draft.folder / "changelog.jsonl").read_text().splitlines()) == 2


def test_a_page_that_was_changed_is_named_and_left_alone(tmp_path: Path) -> None:
    """A correction by hand would be a silent one."""
    draft = out(tmp_path, drafted(tmp_path))
    page = files(tmp_path) / f"{address(1)}.md"
    page.write_text("better words")

    (fault,) = complete(tmp_path, draft)
    assert fault.startswith(f"{page}: was changed after it was published")
    assert page.read_text() == "better words"


def test_hostile_texts_are_texts(tmp_path: Path) -> None:
    """Markup, bidirectional overrides, a megabyte: nothing of it reaches the page as anything but words."""
    draft = drafted(tmp_path)
    payload = "\n\n".join((*PAYLOADS, "\u202egnp.exe\x00\x1b[2J\u2028"))
    for block in ("verdict", "pick-a-if", "pick-b-if", "pricing", "change", SKEPTIC):
        draft = edit(draft, block, payload + (" word" * 210_000 if block == SKEPTIC else ""), hand("<b>Ada</b>"), dossiers={})
    done = published(approve(draft, hand("<script>Bo"), dossiers={}), unverified="</script><script>alert(1)</script>")
    complete(tmp_path, done)
    html = (files(tmp_path) / "index.html").read_text()

    assert not {"\u202e", "\x00", "\x1b", "\u2028"} & set(html + (files(tmp_path) / "index.md").read_text())
    assert len(Parsed(html).all("script")) == 2
    assert "&lt;b&gt;Ada&lt;/b&gt;" in html


KILLED = """
import os, pathlib, shutil, signal, sys
sys.path.insert(0, sys.argv[2])
import drafting
from panel.drafts.draft import edit, opened
from panel.drafts.edition import complete
start, number, whole, left = pathlib.Path(sys.argv[1]), 0, False, 0
def counted(act):
    def acting(*words, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*words, **named)
    return acting
while not whole:
    root = start.with_name(f"killed-{number:03}")
    shutil.copytree(start, root)
    child = os.fork()
    if not child:
        left = number
        for name in sys.argv[4:]:
            setattr(os, name, counted(getattr(os, name)))
        draft = opened(root, drafting.NAME)
        if sys.argv[3] == "complete":
            complete(root, draft)
        else:
            edit(draft, "pricing", "Both are free.", drafting.hand(), dossiers={})
        os._exit(0)
    whole = os.waitpid(child, 0)[1] == 0
    number += 1
"""


def killed(start: Path, act: str, *calls: str) -> list[Path]:
    """Copies of a workspace in which a process died before its first, second ... of these calls, and last one that lived."""
    subprocess.run([sys.executable, "-c", KILLED, str(start), str(Path(__file__).parent), act, *calls], check=True, timeout=240)
    return sorted(start.parent.glob("killed-*"))


def test_an_edition_is_completed_after_a_kill(tmp_path: Path) -> None:
    """An edition that was committed gets all its files, whichever of them were there: the next command writes the rest."""
    start = tmp_path / "start"
    first = out(start, drafted(start))
    draft = approve(edit(first, "pricing", "Both are free.", hand(minutes=8), dossiers={}), hand(minutes=9), dossiers={})
    published(draft)
    roots = killed(start, "complete", "replace")
    before = [held(root) for root in roots]
    for root in roots:
        complete(root, opened(root, NAME))

    assert len(roots) == 8
    assert len({len(one) for one in before}) > 3
    assert all(held(root) == before[-1] for root in roots)
    assert "edition 2" in (files(roots[0]) / "index.md").read_text()


def test_a_revision_is_there_or_not_after_a_kill(tmp_path: Path) -> None:
    """Never half of one; the same command goes on from either, and what was half written is swept away."""
    start = tmp_path / "start"
    first = drafted(start)
    heads = []
    for root in killed(start, "edit", "link", "unlink"):
        draft = opened(root, NAME)
        heads.append(draft.head.number)
        again = edit(draft, "pricing", "Both are free.", hand(), dossiers={})
        assert (again.head.number, again.texts["pricing"], again.revisions[0]) == (2, "Both are free.", first.head)
        complete(root, again)
        assert not list(again.folder.glob(".*"))

    assert heads == [1, 2, 2]


def held(root: Path) -> dict[str, bytes]:
    """Every file under a folder, but for what a killed process had not named yet."""
    found = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if "/." not in name}


def test_a_price_that_its_quote_refutes_needs_a_reason(tmp_path: Path) -> None:
    """As other hindrances do; an edit of a text does not help."""
    wrong = LLAMA.prices[0].model_copy(update={"faults": ("'99 EUR' does not stand in its quote (it says $20)",)})
    result = panels.comparison(a=review(LLAMA.model_copy(update={"prices": (wrong,)})))

    with pytest.raises(
        NotPublishable, match=r"does not stand in its quote .*; correct tool\.toml; compare again, or publish with --except price"
    ):
        published(approved(tmp_path, result))
    (one,) = published(opened(tmp_path, NAME), price="the page changed this morning").head.editions[0].exempted
    assert (one.kind, one.because) == ("price", "the page changed this morning")
