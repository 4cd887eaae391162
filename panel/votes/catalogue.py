"""The tools that can be voted on: the folders of a workspace, as they are now."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from panel.dossier import SLUG
from panel.errors import DiskError


@dataclass(frozen=True)
class Catalogue:
    """Looks at the folder each time, so that a tool that is added can be voted on without a restart."""

    folder: Path

    def __contains__(self, slug: str) -> bool:
        return bool(SLUG.fullmatch(slug)) and os.path.isdir(f"{self.folder}/{slug}")  # noqa: PTH112  # looked at for every vote

    def __iter__(self) -> Iterator[str]:
        try:
            return iter(sorted(entry.name for entry in self.folder.iterdir() if entry.name in self))
        except OSError as error:
            raise DiskError(f"{self.folder}: cannot be read ({error.strerror}); check its permissions") from error
