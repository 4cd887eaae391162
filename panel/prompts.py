"""How personas are asked: strict, sandboxed templates and their digests."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound
from jinja2.loaders import FileSystemLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from panel.errors import InputError
from panel.llm.call import Message

USER = "\n=== user ===\n"


class Prompts:
    """The templates of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            # A template that is changed while a batch runs would no longer be the one whose digest its runs name.
            auto_reload=False,
        )

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """The text of one template. Raises InputError with the file and the fault."""
        path = self.folder / f"{name}.md.j2"
        try:
            return self._environment.get_template(path.name).render(context).strip()
        except TemplateNotFound as error:
            raise InputError(f"{path.with_name(str(error.name))}: no such template; `panel init` writes a full set") from error
        except TemplateError as error:
            line = getattr(error, "lineno", None)
            raise InputError(f"{path}{f':{line}' if line else ''}: {error.message}; correct the template") from error
        except (ArithmeticError, LookupError, OSError, RecursionError, TypeError, ValueError) as error:
            raise InputError(f"{path}: {type(error).__name__}: {error}; correct the template") from error

    def conversation(self, name: str, context: Mapping[str, Any]) -> tuple[Message, Message]:
        """The two messages of a template with a line `=== user ===` in it: before it the system's, after it the user's."""
        system, mark, user = self.render(name, context).partition(USER)
        if not mark:
            raise InputError(f"{self.folder / name}.md.j2: no line {USER.strip()!r}; it divides the system message from the user's")
        return Message("system", system.strip()), Message("user", user.strip())

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of every template, by file name."""
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(self.folder.glob("*.j2"))}
