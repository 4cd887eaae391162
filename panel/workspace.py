"""A folder that holds the personas, prompts, tools and runs of one panel."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from panel import dossier, persona
from panel.dossier import SLUG, Dossier
from panel.errors import InputError
from panel.persona import CHAIR, Persona
from panel.votes import kept
from panel.votes.count import Count
from panel.votes.kept import counted


@dataclass(frozen=True)
class Workspace:
    """The places of one workspace, and what is read from them when it is first needed."""

    root: Path

    @property
    def runs(self) -> Path:
        """Where runs are kept."""
        return self.root / "runs"

    @property
    def prompts(self) -> Path:
        """Where the prompt templates are."""
        return self.root / "prompts"

    @cached_property
    def personas(self) -> tuple[tuple[Persona, ...], Persona]:
        """The voters in the order of their seats, and the chair."""
        return persona.load_all(self.root / "personas")

    @cached_property
    def votes(self) -> dict[str, Count]:
        """The counts that were imported, by tool."""
        return kept.load(self.root)

    @property
    def slugs(self) -> list[str]:
        """The tools of this workspace."""
        folder = self.root / "tools"
        try:
            return sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and SLUG.fullmatch(entry.name))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise InputError(f"{folder}: cannot be read ({error.strerror}); check its permissions") from error

    def folder(self, name: str) -> Path:
        """The folder of a tool named by slug or by path. Raises InputError when the name is neither."""
        if SLUG.fullmatch(name) and (self.root / "tools" / name).is_dir():
            return self.root / "tools" / name
        fact = ""
        with suppress(OSError, ValueError):  # a name that no file can have
            path = Path(name)
            if (path / "tool.toml").is_file() or (path / "source.json").is_file():
                return self._outside(path.resolve())
            fact = "the folder holds no tool.toml, so it is " if path.is_dir() else ""
        known = ", ".join(self.slugs[:8]) or "none yet"
        raise InputError(f"{name!r}: {fact}no such tool; this workspace has {known}; `panel tool add` captures one")

    def _outside(self, folder: Path) -> Path:
        if folder.name in self.slugs and folder != (self.root / "tools" / folder.name).resolve():
            raise InputError(f"{folder}: this workspace has another tool {folder.name!r}; rename one of the folders")
        return folder

    def dossier(self, name: str) -> Dossier:
        """The dossier of a tool named by slug or by path, with the votes that readers cast on it."""
        found = dossier.load(self.folder(name), kept=self.root / ".panel" / "dossiers", today=datetime.now(UTC).date())
        return counted(found, self.votes.get(found.tool.slug))

    def voters(self, only: tuple[str, ...] = ()) -> tuple[Persona, ...]:
        """All voters, or the named ones in the order of their seats. Raises InputError on an unknown name."""
        voters = self.personas[0]
        known = {voter.id: voter for voter in voters}
        for name in only:
            if name not in known:
                why = "writes and has no vote" if name == CHAIR else "no such persona"
                raise InputError(f"{name!r}: {why}; the panel has {', '.join(known)}")
        return tuple(voter for voter in voters if not only or voter.id in only)
