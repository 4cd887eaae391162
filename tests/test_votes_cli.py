"""The commands of votes, as their users meet them."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from obliging import obliging
from parts import workspace as whole
from server import FakeServer
from test_cli import PAIR, one_line, panel
from voting import Served, token, vote

HEAD = "tool,ship,skip,date,source\n"
POLL = HEAD + "code-llama-4,830,170,2026-11-20,the newsletter\nmistral-large-3,9,4,2026-11-20,the newsletter\n"


def test_import_and_list(tmp_path: Path) -> None:
    """Counts go in by file and are listed with share and range, with a dash below the minimum."""
    folder = whole(tmp_path)
    (folder / "poll.csv").write_text(POLL)
    dry = panel(folder, "votes", "import", "poll.csv", "--dry-run")
    nothing = panel(folder, "votes", "list")
    first = panel(folder, "votes", "import", "poll.csv")
    again = panel(folder, "votes", "import", "poll.csv")
    listed = panel(folder, "votes", "list")

    assert dry.stdout.splitlines()[-1] == "2 new; nothing kept"
    assert nothing.stdout == "no votes yet\n"
    assert first.stdout.splitlines()[-1] == "2 new"
    assert again.stdout == "2 same\n"
    assert [line.split()[:3] for line in listed.stdout.splitlines()] == [["code-llama-4", "83%", "(81–84%)"], ["mistral-large-3", "—", "9"]]


def test_records(tmp_path: Path) -> None:
    """`--json` prints the records, and `-` is stdin."""
    folder = whole(tmp_path)
    (folder / "panel.toml").write_text("[page]\nvotes_minimum = 13\n")
    words = [sys.executable, "-m", "panel", "votes", "import", "-", "--json"]
    result = subprocess.run(words, cwd=folder, input=POLL, capture_output=True, text=True, check=True)
    listed = json.loads(panel(folder, "votes", "list", "--json").stdout)

    assert [(entry["tool"], entry["fate"], entry["before"]) for entry in json.loads(result.stdout)] == [
        ("code-llama-4", "new", None),
        ("mistral-large-3", "new", None),
    ]
    assert {one["tool"]: one["share"] for one in listed} == {"code-llama-4": 0.83, "mistral-large-3": 9 / 13}


def test_all_or_nothing(tmp_path: Path) -> None:
    """One wrong line is told, and no other line of the file is kept."""
    folder = whole(tmp_path)
    (folder / "poll.csv").write_text(POLL + "mistral-large-3,x,4,2026-11-21,poll\n")

    assert "poll.csv:4: ship: 'x' is no number of votes" in one_line(panel(folder, "votes", "import", "poll.csv"), 4)
    assert not (folder / "votes.jsonl").exists()


def test_votes_ask_nothing_again(tmp_path: Path) -> None:
    """After an import a comparison asks no model anything, and its page shows the votes beside the panel's share."""
    folder = whole(tmp_path)
    (folder / "poll.csv").write_text(POLL)
    with FakeServer(obliging) as server:
        before = json.loads(panel(folder, "compare", *PAIR, "--out", "-", "--format", "json", base_url=server.base_url).stdout)
        asked = len(server.requests)
        panel(folder, "votes", "import", "poll.csv")
        after = json.loads(panel(folder, "compare", *PAIR, "--out", "-", "--format", "json", base_url=server.base_url).stdout)

    counted = {tool["slug"]: tool["community"] for tool in after["tools"].values()}
    assert len(server.requests) == asked
    assert all(tool["community"] is None for tool in before["tools"].values())
    assert counted["code-llama-4"]["ship"] == 830
    assert {name: tool["ship"] for name, tool in after["tools"].items()} == {name: tool["ship"] for name, tool in before["tools"].items()}


def test_from_the_endpoint_to_the_workspace(tmp_path: Path) -> None:
    """Votes that readers cast arrive by pull and by export; a tool that nobody voted on keeps its earlier count."""
    folder = whole(tmp_path)
    (folder / "poll.csv").write_text(POLL)
    panel(folder, "votes", "import", "poll.csv")
    with Served(folder) as served:
        vote(served, "code-llama-4", "ship", by=token(served))
        pulled = panel(folder, "votes", "pull", served.url, "--json")
        served.stop()
    entries = {entry["tool"]: entry for entry in json.loads(pulled.stdout)}
    exported = panel(folder, "votes", "export", "--source", "buttons")
    down = panel(folder, "votes", "pull", served.url)

    assert (entries["code-llama-4"]["fate"], entries["mistral-large-3"]["fate"]) == ("changed", "empty")
    assert (entries["code-llama-4"]["count"]["ship"], entries["code-llama-4"]["count"]["source"]) == (1, served.url)
    assert [json.loads(line)["ship"] for line in exported.stdout.splitlines()] == [1, 0]
    assert "cannot be reached" in one_line(down, 8)


def test_a_tool_that_is_not_here(tmp_path: Path) -> None:
    """A pulled count of a tool that this workspace does not have is named and left out."""
    folder = whole(tmp_path)
    sheet = {"format": 1, "date": "2026-11-20", "source": "x", "tools": {"elsewhere": {"ship": 1}, "code-llama-4": {"ship": 2}}}
    (folder / "counts.json").write_text(json.dumps(sheet))
    result = panel(folder, "votes", "pull", "counts.json")

    assert result.stderr == "panel: counts.json: 'elsewhere' is not in this workspace; left out\n"
    assert result.stdout.splitlines()[-1] == "1 new"
    assert "elsewhere" not in (folder / "votes.jsonl").read_text()


def test_nothing_to_export(tmp_path: Path) -> None:
    """Where no endpoint ran, an export is one line and makes no file."""
    folder = whole(tmp_path)

    assert "no votes are kept there" in one_line(panel(folder, "votes", "export"), 4)
    assert not (folder / ".votes").exists()


@pytest.mark.parametrize("extra", ["starlette", "uvicorn"])
def test_without_the_extra(tmp_path: Path, extra: str) -> None:
    """Where the server is not installed, `serve` says what to install, and the rest works."""
    folder = whole(tmp_path)
    (folder / extra).mkdir()
    (folder / extra / "__init__.py").write_text(f"raise ModuleNotFoundError(name={extra!r})")
    said = one_line(panel(folder, "votes", "serve", "--site", "http://127.0.0.1:9000", PYTHONPATH=str(folder)), 2)

    assert "pip install 'reviewer-panel[votes]'" in said
    assert panel(folder, "votes", "list", PYTHONPATH=str(folder)).returncode == 0


def test_the_store_by_environment(tmp_path: Path) -> None:
    """PANEL_VOTES_STORE names the store, so that a password need not stand in the list of processes."""
    folder = whole(tmp_path)
    with sqlite3.connect(folder / "other.db") as file:
        file.execute("CREATE TABLE votes (ballot BLOB PRIMARY KEY, tool TEXT NOT NULL, ship INTEGER NOT NULL) WITHOUT ROWID")
        file.execute("INSERT INTO votes VALUES (x'01', 'code-llama-4', 1)")
    result = panel(folder, "votes", "export", PANEL_VOTES_STORE=str(folder / "other.db"))

    assert [json.loads(line)["ship"] for line in result.stdout.splitlines()] == [1, 0]
