"""Who sits on the panel: a voice and a rubric, read from a TOML file."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from panel.canon import Closed, digest
from panel.errors import InputError
from panel.files import read_toml, validated
from panel.rubric import RESERVED, Criterion, Rubric

Prose = Annotated[str, Field(min_length=1, max_length=2000)]
CHAIR = "chair"
PLACEHOLDER = "TODO:"  # begins each text of a new persona that waits for its author
CHAIR_KEYS = ("verdict", "pick_a_if", "pick_b_if", "pricing", "change")


class Persona(Closed):
    """A voice and a rubric. `seat` orders the panel; `votes` is false for the chair, who writes and has no ballot.

    `words` is the range of length of the publishable opinion.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    motto: Annotated[str, Field(min_length=1, max_length=200)]
    seat: int = Field(default=100, ge=1, le=1000)
    votes: bool = True
    voice: Prose
    earns_ship: tuple[Prose, ...] = ()
    earns_skip: tuple[Prose, ...] = ()
    never: tuple[Prose, ...] = ()
    words: tuple[int, int] = (90, 140)
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _consistent(self) -> "Persona":
        keys = [criterion.key for criterion in self.criteria]
        if twice := {key for key in keys if keys.count(key) > 1} | (set(keys) & RESERVED if self.votes else set()):
            raise ValueError(f"criteria: the key {min(twice)!r} is taken; choose another")
        if not 0 < self.words[0] <= self.words[1]:
            raise ValueError(f"words: {list(self.words)} is no range; give the least and the most, such as [90, 140]")
        if self.votes and not (self.earns_ship and self.earns_skip):
            raise ValueError("a persona that votes needs earns_ship and earns_skip: without a bar its vote carries no information")
        if self.votes and not any(criterion.kind == "score" for criterion in self.criteria):
            raise ValueError("a persona that votes needs at least one criterion of kind 'score'")
        return self

    @cached_property
    def rubric(self) -> Rubric:
        """The criteria as a reply schema."""
        return Rubric(self.id.replace("-", "_"), self.criteria, votes=self.votes)

    @cached_property
    def digest(self) -> str:
        """Digest of the whole definition."""
        return digest(self.model_dump(mode="json"))


def load(path: Path) -> Persona:
    """The persona in a TOML file; its id is the file's name. Raises InputError with file, field and remedy."""
    data = read_toml(path)
    if "id" in data:
        raise InputError(f"{path}: id: the file's name is the id; remove the line")
    persona = validated(Persona, {**data, "id": path.stem}, path)
    if unwritten := next(_unwritten(data), ""):
        raise InputError(f"{path}: {unwritten}: still the placeholder {PLACEHOLDER!r}; write your own words, or remove the file")
    if persona.id == CHAIR and (missing := [key for key in CHAIR_KEYS if key not in {c.key for c in persona.criteria}]):
        raise InputError(f"{path}: criteria: the page needs {missing[0]!r} from the chair; add it")
    if persona.id == CHAIR and (odd := [c.key for c in persona.criteria if c.key not in CHAIR_KEYS or c.kind != "text"]):
        only = ", ".join(CHAIR_KEYS)
        raise InputError(f"{path}: criteria: {odd[0]!r}: the page takes {only} from the chair, each of kind text; correct it")
    if persona.votes == (persona.id == CHAIR):
        raise InputError(f"{path}: votes: the chair writes and has no vote, everybody else has one; correct it")
    return persona


def _unwritten(value: Any, place: str = "") -> Iterator[str]:
    match value:
        case str() if value.lstrip().startswith(PLACEHOLDER):
            yield place
        case dict():
            for key, part in value.items():
                yield from _unwritten(part, f"{place}.{key}".lstrip("."))
        case list():
            for number, part in enumerate(value):
                yield from _unwritten(part, f"{place}.{number}")


def load_all(folder: Path) -> tuple[tuple[Persona, ...], Persona]:
    """The voters in the order of their seats, and the chair. Raises InputError when either is missing."""
    everybody = [load(path) for path in sorted(folder.glob("*.toml"))]
    voters = tuple(sorted((p for p in everybody if p.votes), key=lambda persona: (persona.seat, persona.id)))
    chair = next((p for p in everybody if p.id == CHAIR), None)
    if not voters or chair is None:
        raise InputError(f"{folder}: needs at least one voting persona and {CHAIR}.toml; `panel init` writes a full set")
    return voters, chair
