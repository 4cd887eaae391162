from pathlib import Path

import pytest
from parts import ROOT

from panel import persona, settings
from panel.errors import DiskError, InputError, UsageError
from panel.prompts import Prompts
from panel.starter import begin, new_persona


def test_a_fresh_workspace_is_complete(tmp_path: Path) -> None:
    """Its settings, personas and prompts load, and what was written is returned."""
    folder = tmp_path / "desk"

    written = begin(folder)
    assert settings.find_workspace(folder) == folder
    assert settings.load(folder, {}).base_url == ""
    assert len(persona.load_all(folder / "personas")[0]) == 4
    assert Prompts(folder / "prompts").digests == Prompts(ROOT / "prompts").digests
    assert sorted(written) == sorted(path for path in folder.rglob("*") if path.is_file())
    assert [name for name in ("tools", "runs") if (folder / name).is_dir()] == ["tools", "runs"]


def test_every_line_of_the_settings_can_be_uncommented(tmp_path: Path) -> None:
    """The comments show working values."""
    begin(tmp_path)
    path = tmp_path / "panel.toml"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line.removeprefix("# ") if "=" in line or line.startswith("# [") else line for line in lines))

    made = settings.load(tmp_path, {})
    assert made.base_url == "http://localhost:8000/v1"
    assert made.config.prices
    assert made.config.limits.tokens_per_minute == 200_000


def test_what_is_missing_is_written(tmp_path: Path) -> None:
    """In a workspace that is there only the missing files are written, and what its editor changed stays."""
    begin(tmp_path)
    (tmp_path / "panel.toml").write_text("# mine")
    (tmp_path / "personas" / "skeptic.toml").write_text("mine")
    missing = [tmp_path / "personas" / "chair.toml", tmp_path / "prompts" / "rules.md.j2"]
    for path in missing:
        path.unlink()

    assert begin(tmp_path) == missing
    assert all(path.stat().st_size for path in missing)
    assert (tmp_path / "panel.toml").read_text() == "# mine"
    assert (tmp_path / "personas" / "skeptic.toml").read_text() == "mine"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A whole workspace, or a single file where there is none, stops it before anything is written."""
    begin(tmp_path / "full")
    part = tmp_path / "part" / "personas" / "dx.toml"
    part.parent.mkdir(parents=True)
    part.write_text("mine")

    with pytest.raises(UsageError, match="there is a whole workspace here already; choose another folder"):
        begin(tmp_path / "full")
    with pytest.raises(UsageError, match=r"dx\.toml: exists already; choose an empty folder"):
        begin(tmp_path / "part")
    assert [path for path in (tmp_path / "part").rglob("*") if path.is_file()] == [part]
    assert part.read_text() == "mine"


def test_a_place_that_cannot_be_written_is_a_disk_error(tmp_path: Path) -> None:
    """No workspace is left that only looks like one."""
    (tmp_path / "file").touch()

    with pytest.raises(DiskError, match="check space and permissions"):
        begin(tmp_path / "file")


@pytest.mark.parametrize("id", ["auditor", "a", "data-engineer", "x_1", "a" * 40])
def test_a_new_persona_waits_for_its_author(tmp_path: Path, id: str) -> None:
    """As long as one placeholder is left, the file is refused by that field's name; then it is an example that works."""

    path = new_persona(tmp_path, id)
    for place in ("motto", "voice", "earns_ship.0", "earns_skip.0", "never.0", "criteria.1.low", "criteria.1.high"):
        with pytest.raises(InputError, match=rf"{place}: still the placeholder 'TODO:'; write your own words"):
            persona.load(path)
        path.write_text(path.read_text().replace("TODO:", "", 1))
    assert persona.load(path).id == id
    assert len(persona.load(path).rubric.criteria) == 2


@pytest.mark.parametrize("id", ["", "../x", "/etc/x", "A", "1a", "a b", "a.b", "a" * 41, "a\n", "ä", "a\0"])
def test_a_bad_id_writes_nothing(tmp_path: Path, id: str) -> None:
    """The id becomes a file name."""
    folder = tmp_path / "personas"

    with pytest.raises(InputError, match="is no persona id"):
        new_persona(folder, id)
    assert list(tmp_path.iterdir()) == []


def test_a_persona_that_exists_stays(tmp_path: Path) -> None:
    """The remedy is to edit it."""
    (tmp_path / "dx.toml").write_text("mine")

    with pytest.raises(UsageError, match="exists already; edit it or choose another id"):
        new_persona(tmp_path, "dx")
    assert (tmp_path / "dx.toml").read_text() == "mine"
