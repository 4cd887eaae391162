"""What a fresh workspace and a fresh persona begin with."""

import re
from pathlib import Path
from shutil import copyfile

from panel.errors import DiskError, InputError, UsageError
from panel.files import write

PERSONA_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
CONFIG = """\
# A panel workspace. Everything here is optional.
# The key comes from the environment: PANEL_API_KEY, or OPENAI_API_KEY for the address that it belongs to.

[endpoint]
# base_url = "http://localhost:8000/v1"
# model = "gpt-5-mini"

[limits]
# concurrency = 16
# requests_per_minute = 500
# tokens_per_minute = 200000
# deadline_seconds = 180

[sampling]
# temperature = 0.7
# max_tokens = 6000

# [prices]            # US dollars for a million tokens, for a model whose price is not publicly listed
# input = 0.25
# output = 2.0

[intake]
# contact = "you@example.com"     # told to the sites that are fetched, in the User-Agent line

[page]
# stale_after_days = 180
# votes_minimum = 30
"""
PERSONA = '''\
title = "{title}"
motto = "TODO: one line that this critic would sign."
seat = 50
voice = """
TODO: You are ... Say in a few sentences what this critic looks at, what it distrusts and how it writes."""
earns_ship = ["TODO: what must hold for a ship."]
earns_skip = ["TODO: what alone is enough for a skip."]
never = ["TODO: what this critic never writes."]

# Kinds of criteria: text, items, choice, claim, score, forecast. The order here is the order in which they are answered.

[[criteria]]
key = "finding"
label = "The finding"
kind = "claim"
ask = "Which fact of the sources matters most from this seat?"

[[criteria]]
key = "standing"
label = "Standing"
kind = "score"
ask = "How well does the tool stand, seen from this seat?"
low = "TODO: what a 0 looks like."
high = "TODO: what a 5 looks like."
'''


def begin(folder: Path) -> list[Path]:
    """Write a fresh workspace: panel.toml, personas, prompts, and empty tools and runs; returns the files that were written.

    In a folder that is a workspace already, only the files that are missing are written. Nothing is overwritten: raises UsageError
    when no file is missing, or when files of other work lie where a fresh workspace would have its own.
    """
    config = folder / "panel.toml"
    files = {folder / kind / path.name: path for kind in ("personas", "prompts") for path in _shipped(kind)}
    taken = [target for target in files if target.exists()]
    begun = config.exists()
    if begun and len(taken) == len(files):
        raise UsageError(f"{config}: there is a whole workspace here already; choose another folder")
    if taken and not begun:
        raise UsageError(f"{taken[0]}: exists already; choose an empty folder")
    files = {target: path for target, path in files.items() if target not in taken}
    try:
        for target, path in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile(path, target)
        for name in ("tools", "runs"):
            (folder / name).mkdir(exist_ok=True)
    except OSError as error:
        raise DiskError(f"{folder}: cannot be written ({error.strerror}); check space and permissions") from error
    if begun:
        return list(files)
    # Last, since it is what makes the folder a workspace.
    write(config, CONFIG)
    return [*files, config]


def new_persona(folder: Path, id: str) -> Path:
    """Write the file of a new persona, which loads once its placeholders are filled in. Raises InputError for a bad id and UsageError when it exists."""
    if not PERSONA_ID.fullmatch(id):
        raise InputError(f"{id!r} is no persona id; it takes a-z, 0-9, '-' and '_', begins with a letter, 40 characters at most")
    path = folder / f"{id}.toml"
    if path.exists():
        raise UsageError(f"{path}: exists already; edit it or choose another id")
    write(path, PERSONA.format(title=id.replace("-", " ").replace("_", " ").capitalize()))
    return path


def _shipped(kind: str) -> list[Path]:
    # In an installed wheel the files lie inside the package, in a checkout beside it.
    inside, beside = Path(__file__).parent / "shipped" / kind, Path(__file__).parents[1] / kind
    return sorted(path for path in (inside if inside.is_dir() else beside).iterdir() if path.suffix in {".toml", ".j2"})
