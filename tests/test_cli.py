"""The command line as its users meet it: real processes, a real server on loopback, real files."""

import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from obliging import obliging
from parts import workspace
from server import FakeServer, error, status

PANEL = (sys.executable, "-m", "panel")
PAIR = ("code-llama-4", "mistral-large-3")


def panel(folder: Path, *words: str, base_url: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """One command in a workspace, with nothing of this process's own endpoint in its environment."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PANEL_", "OPENAI_"))}
    given = {"PANEL_BASE_URL": base_url, "PANEL_MODEL": "m-1"} if base_url else {}
    return subprocess.run(
        [*PANEL, *words], cwd=folder, env={**clean, **given, **environment}, capture_output=True, text=True, timeout=120, check=False
    )


def one_line(result: subprocess.CompletedProcess[str], code: int) -> str:
    """What a failed command said: one line on stderr that is no traceback."""
    assert result.returncode == code, result.stderr
    (line,) = result.stderr.splitlines()
    assert line.startswith("panel: ")
    assert "Traceback" not in line
    return line


def test_compare(tmp_path: Path) -> None:
    """A comparison asks each question once, names its page last, and asks nothing the second time."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        first = panel(folder, "compare", *PAIR, base_url=server.base_url)
        asked = len(server.requests)
        second = panel(folder, "compare", *PAIR, base_url=server.base_url)
        again = len(server.requests)
    page = folder / first.stdout.splitlines()[-1]

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert page.read_text().startswith("<!doctype html>")
    assert asked == len({request.content for request in server.requests})
    assert again == asked
    assert len(list((folder / "runs").glob("2*/run.json"))) == 2


@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_forms_on_stdout(tmp_path: Path, form: str) -> None:
    """`--out -` puts the page itself on stdout, in every form."""
    folder = workspace(tmp_path)
    starts = {"html": "<!doctype html>", "md": "---", "json": "{"}
    with FakeServer(obliging) as server:
        result = panel(folder, "compare", *PAIR, "--format", form, "--out", "-", base_url=server.base_url)

    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(starts[form])


def test_json_contract(tmp_path: Path) -> None:
    """`compare --json` holds what other programs rely on."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        document = json.loads(panel(folder, "compare", *PAIR, "--json", base_url=server.base_url).stdout)

    assert document["tools"]["a"]["slug"] == PAIR[0]
    assert {"share", "ship", "skip", "range"} <= document["tools"]["a"]["ship"].keys()
    assert "community" in document["tools"]["b"]
    wanted = {"kind", "winner", "firm", "provisional", "pivotal", "headline", "prose", "pick_a_if", "pick_b_if"}
    assert wanted <= document["verdict"].keys()
    assert document["picks"].keys() == {"dx", "skeptic", "futurist", "business"}
    assert document["scorecards"][PAIR[1]].keys() == {"dx", "skeptic", "futurist", "business"}
    assert {"pricing", "cost", "run"} <= document.keys()
    assert {"asked", "cached"} <= document["calls"].keys()


def test_pruned(tmp_path: Path) -> None:
    """What was pruned is asked again, and a dry run says so."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        panel(folder, "review", PAIR[0], base_url=server.base_url)
        panel(folder, "cache", "prune", "--older-than", "0")
        dry = panel(folder, "review", PAIR[0], "--dry-run", base_url=server.base_url)
        panel(folder, "review", PAIR[0], base_url=server.base_url)

    assert dry.stdout.startswith("4 calls to ask, 0 answered already")
    assert len(server.requests) == 8


def test_edit_and_undo(tmp_path: Path) -> None:
    """Editing one persona asks for that persona alone; undoing the edit asks nothing."""
    folder = workspace(tmp_path)
    file = folder / "personas" / "skeptic.toml"
    before = file.read_text()
    with FakeServer(obliging) as server:
        panel(folder, "review", *PAIR, base_url=server.base_url)
        first = len(server.requests)
        file.write_text(before.replace("You have watched many launches", "You have watched very many launches"))
        panel(folder, "review", *PAIR, base_url=server.base_url)
        edited = [request.json["response_format"]["json_schema"]["name"] for request in server.requests[first:]]
        file.write_text(before)
        panel(folder, "review", *PAIR, base_url=server.base_url)

    assert first == 8
    assert edited == ["skeptic", "skeptic"]
    assert len(server.requests) == 10


def test_edited_tool(tmp_path: Path) -> None:
    """Editing one tool asks for that tool alone."""
    folder = workspace(tmp_path)
    notes = folder / "tools" / PAIR[0] / "launch-notes.md"
    with FakeServer(obliging) as server:
        panel(folder, "review", *PAIR, base_url=server.base_url)
        notes.write_text(notes.read_text() + "\nThere is a second release.\n")
        panel(folder, "review", *PAIR, base_url=server.base_url)
        edited = [request.json["messages"][1]["content"] for request in server.requests[8:]]

    assert len(edited) == 4
    assert all("There is a second release." in content for content in edited)


def test_fifth_persona(tmp_path: Path) -> None:
    """A persona added by a file alone takes its seat, its ballot and its column."""
    folder = workspace(tmp_path)
    assert panel(folder, "persona", "new", "operator").returncode == 0
    assert "still the placeholder" in one_line(panel(folder, "review", PAIR[0]), 4)
    file = folder / "personas" / "operator.toml"
    file.write_text(file.read_text().replace("TODO:", ""))
    with FakeServer(obliging) as server:
        result = panel(folder, "compare", *PAIR, "--out", "-", base_url=server.base_url)
        document = json.loads(panel(folder, "compare", *PAIR, "--json", base_url=server.base_url).stdout)

    assert "Operator" in result.stdout
    assert document["tools"]["a"]["ship"]["ship"] == 5
    assert "operator" in document["picks"]


def test_rerun(tmp_path: Path) -> None:
    """A rerun is a new run with the others carried over; it says what changed and why, and which verdicts it touches."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        panel(folder, "compare", *PAIR, base_url=server.base_url)
        before = len(server.requests)
        result = panel(folder, "rerun", PAIR[0], "--persona", "skeptic", "--note", "a second look", base_url=server.base_url)
        made = json.loads(panel(folder, "runs", "show", result.stdout.split()[-1], "--json").stdout)

    assert len(server.requests) == before + 1
    assert "why: a new draw (a second look)" in result.stdout
    assert f"{PAIR[0]} vs {PAIR[1]}" in result.stdout
    assert made["parent"] == min(path.name for path in (folder / "runs").glob("2*"))
    assert [seat["carried"] == made["parent"] for seat in made["result"]["seats"]] == [True, False, True, True]


def test_rerun_stays(tmp_path: Path) -> None:
    """After a rerun its new draw speaks for the seat: a review asks nothing and shows it."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        panel(folder, "review", PAIR[0], base_url=server.base_url)
        panel(folder, "rerun", PAIR[0], "--persona", "dx", base_url=server.base_url)
        asked = len(server.requests)
        result = json.loads(panel(folder, "review", PAIR[0], "--json", base_url=server.base_url).stdout)
        rerun = json.loads(panel(folder, "runs", "list", "--json").stdout)[1]

    assert len(server.requests) == asked == 5
    assert rerun["kind"] == "rerun"
    assert result["spend"]["cached"] == 4


def test_dry_run(tmp_path: Path) -> None:
    """A dry run asks nothing, counts the calls and says what they may cost."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        result = panel(folder, "compare", *PAIR, "--dry-run", "--model", "gpt-5-mini", base_url=server.base_url)

    assert server.requests == []
    assert result.stdout.startswith("at most 17 calls to ask, 0 answered already")


def test_replies_by_file(tmp_path: Path) -> None:
    """Without an endpoint a comparison is made by file: export, answer, import, until nothing is left to ask."""
    folder = workspace(tmp_path)
    from obliging import reply

    rounds = []
    for _ in range(3):
        lines = [json.loads(line) for line in panel(folder, "replies", "export", *PAIR, "--compare").stdout.splitlines()]
        rounds.append(len(lines))
        answers = [
            {"custom_id": line["custom_id"], "response": {"status_code": 200, "body": _completed(reply(line["body"]))}} for line in lines
        ]
        (folder / "answers.jsonl").write_text("".join(json.dumps(answer) + "\n" for answer in answers))
        assert panel(folder, "replies", "import", "answers.jsonl").returncode == 0
    result = panel(folder, "compare", *PAIR)

    assert rounds[0] == 8
    assert rounds[2] == 1
    assert result.returncode == 0, result.stderr


def _completed(text: str) -> dict[str, object]:
    return {"object": "chat.completion", "model": "m", "choices": [{"index": 0, "finish_reason": "stop", "message": {"content": text}}]}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(("compare", "code-llama-4", "nope"), 4, "no such tool", id="missing tool"),
        pytest.param(("compare", "../x", "code-llama-4"), 4, "no such tool", id="traversal"),
        pytest.param(("compare", "code-llama-4", "code-llama-4"), 2, "the same tool", id="same tool twice"),
        pytest.param(("review", "code-llama-4", "--persona", "ghost"), 4, "no such persona", id="unknown persona"),
        pytest.param(("review", "code-llama-4", "--persona", "chair"), 4, "has no vote", id="the chair"),
        pytest.param(("rerun", "code-llama-4", "--persona", "dx"), 4, "no review yet", id="rerun before a review"),
        pytest.param(("runs", "show", "nope"), 4, "no run begins so", id="unknown run"),
        pytest.param(("schema", "nope"), 2, "not one of", id="unknown schema"),
        pytest.param(("compare", "code-llama-4", "mistral-large-3", "--base-url", "ftp://x"), 2, "not an http(s) address", id="base URL"),
        pytest.param(("--workspace", "/nowhere", "tool", "list"), 2, "no panel.toml", id="no workspace"),
        pytest.param(("compare", "code-llama-4", "mistral-large-3"), 3, "three ways forward", id="nobody to ask"),
        pytest.param(("replies", "import", "nope.jsonl"), 4, "cannot be read", id="missing answers"),
        pytest.param(("init", "."), 2, "a whole workspace here already", id="init twice"),
        pytest.param(("compare", "a"), 2, "Missing argument", id="missing word"),
        pytest.param(("comparee",), 2, "Did you mean 'compare'; see `panel --help`", id="unknown command"),
        pytest.param(
            ("compare", *PAIR, "--samples", "x"), 2, "'--samples': must be a valid integer; see `panel compare --help`", id="no number"
        ),
        pytest.param(("compare", *PAIR, "--samples", "0"), 2, "'--samples': must be greater than or equal to 1; see", id="too small"),
        pytest.param(("compare", *PAIR, "--format", "x"), 2, "'--format': 'x' is not one of", id="format"),
        pytest.param(("compare", *PAIR, "--out", ""), 2, "'--out': is empty", id="empty out"),
        pytest.param(("compare", *PAIR, "--base-url", ""), 2, "'--base-url': is empty", id="empty base URL"),
        pytest.param(("compare", *PAIR, "--model", " "), 2, "'--model': is empty", id="empty model"),
        pytest.param(("replies", "export", PAIR[0], "--out", "new/"), 2, "name the file", id="export into a folder"),
        pytest.param(
            ("replies", "export", PAIR[0], "--compare"), 2, "takes two tools; see `panel replies export --help`", id="one to compare"
        ),
        pytest.param(("tool", "add", "--file", "personas"), 4, "a folder; name the files in it", id="folder as a file"),
        pytest.param(("tool", "add", "--file", "panel.toml", "--file", "./panel.toml"), 2, "the same file twice", id="file twice"),
        pytest.param(("persona", "new", "../x"), 4, "no persona id", id="persona id"),
    ],
)
def test_bad_words(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    """What makes no sense is one line with a fitting exit code."""
    folder = workspace(tmp_path)

    assert said in one_line(panel(folder, *words), code)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        pytest.param("personas/dx.toml", "title = ", "not TOML", id="broken persona"),
        pytest.param("personas/dx.toml", "x = 1\n" * 2_000_000, "larger than", id="huge persona"),
        pytest.param("personas/dx.toml", "x = " + "[" * 10_000, "personas/dx.toml", id="deep persona"),
        pytest.param("tools/code-llama-4/tool.toml", "name = 3", "tool.toml", id="wrong type"),
        pytest.param("tools/code-llama-4/launch-notes.md", "", "nothing that a reader could see", id="empty source"),
        pytest.param("prompts/scorecard.md.j2", "{{ nope }}", "'nope' is undefined", id="broken prompt"),
        pytest.param("prompts/scorecard.md.j2", "{% if %}", "scorecard.md.j2:1", id="broken template"),
        pytest.param("panel.toml", "[limits]\nconcurrency = 0", "limits.concurrency", id="settings"),
    ],
)
def test_bad_files(tmp_path: Path, file: str, content: str, said: str) -> None:
    """A file that is wrong is named in one line, and nothing is asked."""
    folder = workspace(tmp_path)
    (folder / file).write_text(content)
    with FakeServer(obliging) as server:
        result = panel(folder, "compare", *PAIR, base_url=server.base_url)

    assert said in one_line(result, 4)
    assert server.requests == []


def test_wrong_key(tmp_path: Path) -> None:
    """A refused key ends the command with exit 3 after one round of calls, and stands in no output."""
    folder = workspace(tmp_path)
    with FakeServer([error(401, "Incorrect API key provided: sk-canary-1234")]) as server:
        result = panel(folder, "compare", *PAIR, base_url=server.base_url, PANEL_API_KEY="sk-canary-1234")

    assert "check the key of this endpoint: it was taken from PANEL_API_KEY" in one_line(result, 3)
    assert "sk-canary" not in result.stdout + result.stderr
    assert len(server.requests) <= 8


def test_no_key(tmp_path: Path) -> None:
    """Where an endpoint wants a key and none was sent, the line names the variables to set; where nobody is asked, there is one remedy."""
    folder = workspace(tmp_path)
    with FakeServer([error(401, "no key")]) as server:
        refused = one_line(panel(folder, "compare", *PAIR, base_url=server.base_url), 3)

    assert "none was sent; set PANEL_API_KEY, and PANEL_BASE_URL" in refused
    assert "choose an endpoint" not in one_line(panel(folder, "compare", *PAIR), 3)


@pytest.mark.trust("the key: bytes of it in what is written or said")
def test_key_is_nowhere(tmp_path: Path) -> None:
    """A key stands in no file, no page and no message, not even when the endpoint sends it back; it goes to its endpoint alone."""
    folder, key = workspace(tmp_path), "sk-canary-5d02e1"

    def echoing(received):  # type: ignore[no-untyped-def]
        return error(500, f"key {key} failed") if b'"business"' in received.content else obliging(received)

    with FakeServer(echoing) as server, FakeServer(obliging) as stranger:
        said = [panel(folder, "compare", *PAIR, base_url=server.base_url, PANEL_API_KEY=key, OPENAI_API_KEY=f"{key}-vendor")]
        said.append(panel(folder, "review", PAIR[0], "--base-url", stranger.base_url, base_url=server.base_url, PANEL_API_KEY=key))
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {key}"}
    assert stranger.requests
    assert key not in str([request.headers for request in stranger.requests])
    assert key not in "".join(run.stdout + run.stderr for run in said)
    assert key.encode() not in written


def test_dead_endpoint(tmp_path: Path) -> None:
    """An address where nobody listens is exit 8."""
    folder = workspace(tmp_path)
    with FakeServer([status(200, {})]) as server:
        gone = server.base_url

    assert one_line(panel(folder, "compare", *PAIR, base_url=gone), 8)


def test_partial(tmp_path: Path) -> None:
    """A persona that refuses is an empty seat: the page is made, the seat is named, and the exit code says partial."""
    folder = workspace(tmp_path)

    def refusing(received):  # type: ignore[no-untyped-def]
        name = received.json["response_format"]["json_schema"]["name"]
        return error(500, "down") if name == "chair" else obliging(received)

    with FakeServer(refusing) as server:
        result = panel(folder, "compare", *PAIR, base_url=server.base_url)

    assert result.returncode == 5, result.stderr
    assert "Chair" in result.stderr
    assert (folder / result.stdout.splitlines()[-1]).exists()


def test_budget(tmp_path: Path) -> None:
    """The cap stops the call that could pass it; what was paid is kept, and the exit code says so."""
    folder = workspace(tmp_path)
    (folder / "panel.toml").write_text("[prices]\ninput = 1.0\noutput = 10.0\n")
    with FakeServer(obliging) as server:
        result = panel(folder, "review", PAIR[0], "--max-cost", "0.07", base_url=server.base_url)
        asked = len(server.requests)
        panel(folder, "review", PAIR[0], base_url=server.base_url)

    assert result.returncode == 6, result.stderr
    assert 0 < asked < 4
    assert len(server.requests) == 4


def test_killed(tmp_path: Path) -> None:
    """kill -9 in the middle: what the server had answered and the client had read is never asked again."""
    folder = workspace(tmp_path)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PANEL_", "OPENAI_"))}

    with FakeServer(obliging) as server:
        environment = {**clean, "PANEL_BASE_URL": server.base_url, "PANEL_MODEL": "m-1"}
        process = subprocess.Popen([*PANEL, "compare", *PAIR], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        while len(server.requests) < 9 and process.poll() is None:
            os.sched_yield()
        process.send_signal(signal.SIGKILL)
        process.wait()
        kept = set(_kept(folder))
        before = len(server.requests)
        result = panel(folder, "compare", *PAIR, base_url=server.base_url)
        later = len(server.requests) - before

    assert result.returncode == 0, result.stderr
    assert len(kept) >= 8
    assert kept <= set(_kept(folder))
    assert later == len(_kept(folder)) - len(kept)
    assert not list((folder / "runs").glob(".*"))


def _kept(folder: Path) -> list[str]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / ".panel" / "replies" / "cache.db")) as store:
        return [key for (key,) in store.execute("SELECT key FROM Cache WHERE tag IS NULL")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_interrupted(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C ends with exit 130 and one line, and so does SIGTERM; what arrived is kept."""
    folder = workspace(tmp_path)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PANEL_", "OPENAI_"))}

    def hanging(received):  # type: ignore[no-untyped-def]
        from server import hang

        return hang() if b'"business"' in received.content else obliging(received)

    with FakeServer(hanging) as server:
        environment = {**clean, "PANEL_BASE_URL": server.base_url, "PANEL_MODEL": "m-1"}
        process = subprocess.Popen([*PANEL, "review", PAIR[0]], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
        while (len(server.requests) < 4 or len(_kept(folder)) < 3) and process.poll() is None:
            os.sched_yield()
        process.send_signal(number)
        _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert len(_kept(folder)) == 3


@pytest.mark.parametrize("content", [b"caf\xe9 for agents", b"\x89PNG\r\n\x1a\n\0\0", b"plain\0text"], ids=["Latin-1", "binary", "zeros"])
def test_no_text(tmp_path: Path, content: bytes) -> None:
    """A file that is not UTF-8 text is refused as a source, and no folder is made."""
    folder = workspace(tmp_path)
    (folder / "acme.md").write_bytes(content)

    assert "acme.md: not UTF-8 text; save its text as UTF-8" in one_line(panel(folder, "tool", "add", "--file", "acme.md"), 4)
    assert not (folder / "tools" / "acme").exists()


@pytest.mark.parametrize(
    ("out", "words", "made", "starts"),
    [
        pytest.param("new/", (), f"new/{PAIR[0]}-vs-{PAIR[1]}.html", "<!doctype html>", id="new folder"),
        pytest.param("tools", ("--format", "md"), f"tools/{PAIR[0]}-vs-{PAIR[1]}.md", "---", id="folder"),
        pytest.param("x.md", (), "x.md", "---", id="Markdown"),
        pytest.param("x.JSON", (), "x.JSON", "{", id="JSON"),
        pytest.param("x.md", ("--format", "html"), "x.md", "<!doctype html>", id="format is stated"),
    ],
)
def test_out(tmp_path: Path, out: str, words: tuple[str, ...], made: str, starts: str) -> None:
    """A folder takes the named page; a file's suffix says its form unless --format does."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        result = panel(folder, "compare", *PAIR, "--out", out, *words, base_url=server.base_url)

    assert result.returncode == 0, result.stderr
    assert (folder / made).read_text().startswith(starts)


@pytest.mark.parametrize(
    "words", [("review", PAIR[0]), ("compare", *PAIR, "--out", "-"), ("compare", *PAIR, "--json")], ids=["review", "page", "JSON"]
)
def test_ascii_environment(tmp_path: Path, words: tuple[str, ...]) -> None:
    """What was paid for is printed, as UTF-8, whatever encoding the environment asks for."""
    folder = workspace(tmp_path)
    manifest = folder / "tools" / PAIR[0] / "tool.toml"
    manifest.write_text(manifest.read_text().replace('name = "', 'name = "É—', 1))
    with FakeServer(obliging) as server:
        result = panel(folder, *words, base_url=server.base_url, PYTHONIOENCODING="ascii")

    assert (result.returncode, result.stderr) == (0, "")
    assert "É—" in result.stdout


@pytest.mark.parametrize(
    ("redirection", "said"),
    [("> /dev/full", "stdout: cannot be written (No space left on device)"), (">&-", "stdout is closed")],
    ids=["full", "closed"],
)
@pytest.mark.parametrize("words", ["persona list", "schema"])
def test_no_output(tmp_path: Path, redirection: str, said: str, words: str) -> None:
    """Output that cannot be written is one line and exit 1, be it short or long."""
    folder = workspace(tmp_path)
    command = f"{sys.executable} -m panel {words} {redirection}"
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    result = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=buffered, stderr=subprocess.PIPE, text=True, timeout=60, check=False
    )

    assert said in one_line(result, 1)


def test_unexpected(tmp_path: Path) -> None:
    """What nobody foresaw is one line with a way to its place, and exit 1."""
    code = (
        "import sys; sys.argv = ['panel', '--version']\nimport panel.cli.commands as c\ndel c.app\nfrom panel.cli.main import main\nmain()"
    )
    line, trace = (
        subprocess.run([sys.executable, "-c", code], env={**os.environ, **more}, capture_output=True, text=True, timeout=60, check=False)
        for more in ({}, {"PANEL_TRACEBACK": "1"})
    )

    assert "unexpected: NameError: name 'app' is not defined; PANEL_TRACEBACK=1 shows where" in one_line(line, 1)
    assert trace.returncode == 1
    assert "Traceback" in trace.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_interrupted_early(tmp_path: Path, number: signal.Signals) -> None:
    """A signal during the imports or outside of a sitting is one line and exit 130."""
    at_import = f"""
import signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "panel.cli.commands":
            signal.raise_signal({number:d})
sys.meta_path.insert(0, Finder())
from panel.cli.main import main
main()
"""
    in_a_command = f"""
import signal, sys
from panel.cli import commands
sys.argv = ["panel", "schema"]
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "panel.schemas":
            signal.raise_signal({number:d})
sys.meta_path.insert(0, Finder())
from panel.cli.main import main
main()
"""
    for code in (at_import, in_a_command):
        result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert one_line(result, 130) == "panel: interrupted"


def test_bad_tool_among_good_ones(tmp_path: Path) -> None:
    """One bad folder hides no good one: the list names them, stderr the bad one, and the exit code tells."""
    folder = workspace(tmp_path)
    (folder / "tools" / "bad").mkdir()
    result = panel(folder, "tool", "list")

    assert "bad" in one_line(result, 4)
    assert all(slug in result.stdout for slug in PAIR)


def test_fresh_dry_run(tmp_path: Path) -> None:
    """A dry run of fresh draws counts them, even where there are replies."""
    folder = workspace(tmp_path)
    with FakeServer(obliging) as server:
        panel(folder, "review", PAIR[0], base_url=server.base_url)
        again, fresh = (panel(folder, "review", PAIR[0], "--dry-run", *more, base_url=server.base_url) for more in ((), ("--fresh",)))

    assert again.stdout.startswith("0 calls to ask, 4 answered")
    assert fresh.stdout.startswith("4 calls to ask, 0 answered")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param(("persona", "check"), {"id": "chair", "criteria": 5}, id="personas"),
        pytest.param(("cache", "verify"), {"whole": 0, "broken": []}, id="cache"),
    ],
)
def test_json_of_checks(tmp_path: Path, words: tuple[str, ...], found: dict[str, object]) -> None:
    """What is checked for people can be read by programs."""
    document = json.loads(panel(workspace(tmp_path), *words, "--json").stdout)
    last = document[-1] if isinstance(document, list) else document

    assert found.items() <= last.items()


def test_health_is_a_page_at_most(tmp_path: Path) -> None:
    """A health report lists twenty removed passages of a reason and counts the others; with --json all are there."""
    folder = workspace(tmp_path)
    notes = folder / "tools" / PAIR[0] / "launch-notes.md"
    notes.write_text(notes.read_text() + "".join(f"\nA line. <!-- hidden remark {n} -->\n" for n in range(30)))
    said = panel(folder, "tool", "check", PAIR[0]).stdout
    removed = json.loads(panel(folder, "tool", "check", PAIR[0], "--json").stdout)["removed"]

    assert len([line for line in said.splitlines() if line.startswith("  - ")]) == 21
    assert len(removed) == 30
    assert "  - and 10 more of these (--json has all)" in said


def test_the_workspace_says_when_facts_are_stale(tmp_path: Path) -> None:
    """`stale_after_days` holds for a health report as it does for a page."""
    folder = workspace(tmp_path)
    toml = folder / "tools" / PAIR[0] / "tool.toml"
    toml.write_text(toml.read_text().replace("2026-11-22", "2026-01-01"))

    (folder / "panel.toml").write_text("[page]\nstale_after_days = 100000\n")
    assert "STALE" not in panel(folder, "tool", "check", PAIR[0]).stdout
    (folder / "panel.toml").write_text("[page]\nstale_after_days = 5\n")
    assert "STALE" in panel(folder, "tool", "check", PAIR[0]).stdout


def test_a_day_that_has_not_come_is_one_line(tmp_path: Path) -> None:
    """The file, the place and the day."""
    folder = workspace(tmp_path)
    toml = folder / "tools" / PAIR[0] / "tool.toml"
    toml.write_text(toml.read_text().replace("retrieved = 2026-11-22", "retrieved = 2999-01-01"))

    done = panel(folder, "tool", "check", PAIR[0])
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert "retrieved: 2999-01-01 has not come yet" in done.stderr


def test_light_start() -> None:
    """`import panel` and `panel --help` load neither the SDK nor the templates nor pydantic."""
    code = "import sys, panel, panel.cli.commands; print(sorted({'openai', 'jinja2', 'pydantic', 'aiohttp', 'diskcache'} & sys.modules.keys()))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert loaded.strip() == "[]"


def test_warm_start(tmp_path: Path) -> None:
    """A comparison that asks nothing does not load the SDK."""
    folder = workspace(tmp_path)
    code = "import sys; sys.argv = ['panel', 'compare', *%r]\nfrom panel.cli.main import main\ntry: main()\nexcept SystemExit: pass\nprint('openai' in sys.modules)"
    with FakeServer(obliging) as server:
        panel(folder, "compare", *PAIR, base_url=server.base_url)
        environment = {**os.environ, "PANEL_BASE_URL": server.base_url, "PANEL_MODEL": "m-1"}
        run = subprocess.run(
            [sys.executable, "-c", code % (PAIR,)], cwd=folder, env=environment, capture_output=True, text=True, check=True
        )

    assert run.stdout.splitlines()[-1] == "False"


def test_readme_names_every_command() -> None:
    """Every command and group stands in the README or in the guide of commands."""
    root = Path(__file__).parents[1]
    text = (root / "README.md").read_text() + (root / "docs" / "commands.md").read_text()
    listed = subprocess.run([*PANEL, "--help"], capture_output=True, text=True, check=True).stdout
    commands = re.findall(r"^  ([a-z]+) ", listed.split("Commands:")[1], re.MULTILINE)

    assert len(commands) > 8
    assert [name for name in commands if f"panel {name}" not in text] == []


def test_entry_point() -> None:
    """The distribution is not named like the import package, which another project on the index has."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]

    assert project["name"] != "panel"
    assert project["scripts"] == {"panel": "panel.cli.main:main"}
