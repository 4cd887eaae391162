"""What a command costs before it does anything: CPU of the process against a bare interpreter and a small typer program."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tables import Spread, Table

TYPER = """
import typer

app = typer.Typer({settings})


@app.command()
def compare(a: str, b: str) -> None:
    "Two tools in, a page out."


@app.command()
def review(tool: str) -> None:
    "One tool."


app()
"""


def table(*, times: int) -> Table:
    with tempfile.TemporaryDirectory() as scratch:
        program, plain = Path(scratch) / "program.py", Path(scratch) / "plain.py"
        program.write_text(TYPER.format(settings=""))
        plain.write_text(TYPER.format(settings="rich_markup_mode=None"))
        commands: dict[str, Sequence[str]] = {
            "python -c pass": (sys.executable, "-c", "pass"),
            "typer program of two commands --help": (sys.executable, str(program), "--help"),
            "the same without rich --help": (sys.executable, str(plain), "--help"),
            "python -c 'import panel'": (sys.executable, "-c", "import panel"),
            "panel --help": (sys.executable, "-m", "panel", "--help"),
            "panel batch --help": (sys.executable, "-m", "panel", "batch", "--help"),
            "panel --version": (sys.executable, "-m", "panel", "--version"),
            "python -c 'import openai'": (sys.executable, "-c", "import openai"),
        }
        spent: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(times):
            for name, command in commands.items():
                spent[name].append(_cpu(command))
    python, typer = spent["python -c pass"], spent["typer program of two commands --help"]
    rows = tuple(
        (name, Spread.of([1000 * s for s in mine]).text(".0f"), _ratio(mine, python), _ratio(mine, typer)) for name, mine in spent.items()
    )
    return Table(
        "Start",
        f"CPU of a whole process, user and system, in turn {times} times: the median and the range, and the median ratio within a turn.",
        ("command", "ms", "to bare python", "to a typer program"),
        rows,
    )


def _ratio(mine: list[float], other: list[float]) -> str:
    return format(Spread.of([a / b for a, b in zip(mine, other, strict=True)]).median, ".2f")


def _cpu(command: Sequence[str]) -> float:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "COLUMNS": "100"})
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return used.ru_utime + used.ru_stime
