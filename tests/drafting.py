"""A draft of the example pair in a folder, ready to be worked on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import panels

from panel.comparison import Comparison
from panel.dossier import Dossier, Prepared
from panel.drafts.draft import Draft, Hand, approve, begin
from panel.drafts.edition import complete, publish
from panel.runs import Run

NAME = "code-llama-4-vs-mistral-large-3"
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SKEPTIC = "skeptic/code-llama-4"


def hand(by: str = "Ada Moreno", note: str = "", minutes: int = 0) -> Hand:
    """An editor at work, some minutes after ten."""
    return Hand(by=by, at=AT + timedelta(minutes=minutes), note=note)


def drafted(root: Path, result: Comparison | None = None, *, replay: str = "") -> Draft:
    """A fresh draft."""
    return begin(root, panels.run(result, replay=replay), hand())


def later(result: Comparison | None = None, token: str = "0b0b0b", replay: str = "") -> Run:
    """A run of the pair, an hour after the first."""
    id = f"20261123T101502Z-{NAME}-{token}"
    return panels.run(result, replay=replay).model_copy(update={"id": id})


def dossiers() -> dict[str, Dossier]:
    """What the run was made from: sources of one line each."""
    texts = {"launch-notes": "It runs on 12 GPUs.", "model-card": "A card.", "pricing": "A price list."}
    return {
        tool.slug: Dossier.of(
            Prepared(tool=tool, texts={s.id: texts[s.id] for s in tool.sources}, removed={}, marked=(), steering=()),
        )
        for tool in (panels.LLAMA, panels.MISTRAL)
    }


def out(root: Path, draft: Draft, *, minutes: int = 5, note: str = "", **exempted: str) -> Draft:
    """The draft approved and published, its files in their places."""
    approved = approve(draft, hand(minutes=minutes), dossiers={})
    made = publish(approved, hand("Bo Lind", note, minutes + 1), exempted=exempted, stale_after=180, votes_minimum=30)
    assert complete(root, made) == ()
    return made
