"""Golden pages: every state, as a person has read it. `python tests/test_publish_golden.py` writes them anew."""

from pathlib import Path

import pytest
from states import DRAFT, IMPRINTS, STATES, document_of

from panel.publish import Form

FOLDER = Path(__file__).parent / "golden"
FORMS: tuple[Form, ...] = ("html", "md")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("form", FORMS)
def test_golden(state: str, form: Form) -> None:
    """A page changes only when somebody means it to: read the difference, then write the golden pages anew."""

    assert document_of(STATES[state](), form, IMPRINTS.get(state, DRAFT)) == (FOLDER / f"{state}.{form}").read_text(encoding="utf-8")


def test_no_golden_page_is_left_over() -> None:
    """Every golden page belongs to a state."""

    assert {path.name for path in FOLDER.iterdir()} == {f"{state}.{form}" for state in STATES for form in FORMS}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, run in STATES.items():
        for kind in FORMS:
            (FOLDER / f"{name}.{kind}").write_text(document_of(run(), kind, IMPRINTS.get(name, DRAFT)), encoding="utf-8")
