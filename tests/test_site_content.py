"""Rules of panel/site/content.py."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import panels
import pytest
import yaml
from panels import review
from site_parts import item
from states import hostile

from panel.site.content import FOLDERS, Generator, export
from panel.site.item import Item

ROOT = Path(__file__).parents[1]
ELEVENTY = ROOT / ".node" / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
GENERATORS: tuple[Generator, ...] = ("hugo", "astro", "eleventy")


def front(path: Path) -> dict[str, Any]:
    """The front matter as YAML reads it."""
    found: dict[str, Any] = yaml.safe_load(path.read_text().split("---\n")[1])
    return found


def exported(out: Path, generator: Generator, *items: Item) -> list[Path]:
    return [path for path, _ in export(items, out, generator)]


@pytest.mark.parametrize("generator", GENERATORS)
def test_a_draft_is_marked_until_it_is_approved(tmp_path: Path, generator: Generator) -> None:
    """In the place where the generator looks, under the name of the pair."""
    for draft in (True, False):
        (path,) = exported(tmp_path, generator, item(panels.run(), draft=draft))
        assert path == tmp_path / FOLDERS[generator] / "code-llama-4-vs-mistral-large-3.md"
        assert front(path)["draft"] is draft


def test_fields_of_their_own(tmp_path: Path) -> None:
    """Astro's templates ask for pubDate; Eleventy, which knows no drafts, writes nothing without an address."""
    of = {g: [front(exported(tmp_path, g, item(panels.run(), draft=draft))[0]) for draft in (True, False)] for g in GENERATORS}

    assert of["astro"][1]["pubDate"] == of["astro"][1]["date"]
    assert [fields["permalink"] for fields in of["eleventy"]] == [False, "/reviews/code-llama-4-vs-mistral-large-3/"]
    assert of["eleventy"][0]["eleventyExcludeFromCollections"] is True
    assert "permalink" not in of["hugo"][1]


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    """The same again changes no file."""
    first, second = (list(export([item(panels.run())], tmp_path, "hugo")) for _ in range(2))

    assert [changed for _, changed in first] == [True]
    assert [changed for _, changed in second] == [False]


def test_reviews_and_replaced_editions_have_no_file(tmp_path: Path) -> None:
    """One file a comparison."""

    assert exported(tmp_path, "hugo", item(panels.run(review()), draft=True), item(panels.run(), edition=1, of=2)) == []


@pytest.mark.skipif(not ELEVENTY.exists(), reason="Eleventy is not installed: npm install --prefix .node @11ty/eleventy@3")
def test_eleventy_builds_them(tmp_path: Path) -> None:
    """Approved ones become pages, drafts do not; hostile text, were it built, stays text."""
    exported(tmp_path, "eleventy", item(panels.run()))
    (path,) = exported(tmp_path / "hostile", "eleventy", item(hostile(), draft=True))
    path.write_text(path.read_text().replace("permalink: false", 'permalink: "/hostile/"'))
    exported(tmp_path / "draft", "eleventy", item(panels.run(), draft=True))
    for name in ("hostile", "draft"):
        shutil.copytree(tmp_path / name / "reviews", tmp_path / "reviews" / name)
        shutil.rmtree(tmp_path / name)
    (tmp_path / "package.json").write_text("{}")
    done = subprocess.run(
        [shutil.which("node") or "node", ELEVENTY], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    pages = list((tmp_path / "_site").rglob("index.html"))

    assert done.returncode == 0, done.stderr
    assert len(pages) == 2
    found = [match.group() for page in pages for match in re.finditer(r"<(?:script|img|iframe|svg)[^>]*>", page.read_text())]
    assert found == []


def test_the_command(tmp_path: Path) -> None:
    """Without anything published it says so; with --drafts the newest comparison is there."""
    from panel import runs

    (tmp_path / "panel.toml").touch()
    runs.save(tmp_path / "runs", panels.run())

    def panel(*more: str) -> str:
        line = [sys.executable, "-m", "panel", "--workspace", str(tmp_path), "export", "hugo", "--out", str(tmp_path / "site"), *more]
        return subprocess.run(line, capture_output=True, text=True, check=True).stdout

    assert panel().startswith("nothing is published yet")
    assert panel("--drafts").strip() == str(tmp_path / "site" / "content" / "reviews" / "code-llama-4-vs-mistral-large-3.md")
