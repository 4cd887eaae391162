"""What a site's robots.txt permits, by RFC 9309."""

import re
from dataclasses import dataclass
from urllib.parse import quote

ROBOTS_LIMIT = 512_000
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


@dataclass(frozen=True)
class Rules:
    """The lines that apply to one crawler: (allowed, path pattern)."""

    lines: tuple[tuple[bool, str], ...]

    def allow(self, target: str) -> bool:
        """Whether the path (with its query) may be fetched: the longest matching line decides, and a tie allows (RFC 9309, 2.2.2)."""
        path = _normal(target)
        matching = [(len(pattern), allowed) for allowed, pattern in self.lines if _matches(pattern, path)]
        return max(matching, default=(0, True))[1]


def rules(text: str, agent: str) -> Rules:
    """The lines for a crawler's product token: those of all groups that name it, else those of all groups for `*`.

    The standard library's parser takes the first matching line and reads `*` and `$` as plain characters, which RFC 9309 does not.
    """
    named: list[tuple[bool, str]] = []
    general: list[tuple[bool, str]] = []
    found = False
    for agents, lines in _groups(text):
        if agent.lower() in agents:
            found = True
            named += lines
        if "*" in agents:
            general += lines
    return Rules(tuple(named if found else general))


def _groups(text: str) -> list[tuple[set[str], list[tuple[bool, str]]]]:
    groups: list[tuple[set[str], list[tuple[bool, str]]]] = []
    naming = False
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        if colon and key.lower() == "user-agent":
            if not naming:
                groups.append((set(), []))
            match = re.match(r"[A-Za-z_-]+|\*", value)
            groups[-1][0].add(match[0].lower() if match else "")
            naming = True
        elif colon and key.lower() in ("allow", "disallow"):
            naming = False
            if groups and value:
                groups[-1][1].append((key.lower() == "allow", _normal(value)))
    return groups


def _normal(path: str) -> str:
    # Compared octet by octet with the unreserved characters plain (RFC 9309, 2.2.2); %2F stays different from "/".
    return _ESCAPE.sub(_plain, quote(path, safe="/%:@!$&'()*+,;=?~-._"))


def _plain(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return character if re.fullmatch(r"[A-Za-z0-9._~-]", character) else escape[0].upper()


def _matches(pattern: str, path: str) -> bool:
    # Pieces between stars are looked for from left to right, so that no pattern can take more than one pass over the path.
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in others:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if not pattern.endswith("$"):
        return True
    return path.endswith(others[-1]) if others else at == len(path)
