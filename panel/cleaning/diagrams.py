"""Code of a Markdown text that its page shows drawn: diagrams, maps and formulas, without what is never drawn of them."""

import re
from collections.abc import Iterable

from panel.cleaning.record import Log

# Of a map and of a solid body, no letter of the code is shown.
PICTURED = frozenset(("geojson", "topojson", "stl"))
MERMAID = re.compile(r"^[ \t>]*(?:%%.*|acc(?:Title|Descr)[ \t]*(?::.*|\{[^{}]*\}?))$", re.MULTILINE)
TEX = re.compile(r"\\[hv]?phantom[ \t]*(?=\{)|\\.|%.*|<!--(?:[^-]|-(?!->))*+(?:-->)?|</?[a-zA-Z][^<>]*+>")
BRACES = re.compile(r"\\.|[{}]")


def without_undrawn(language: str, code: str, log: Log, line: int) -> str:
    """The code of a block in this language, which begins on this line, without what its drawing leaves out."""
    if language == "mermaid":
        return _cut(code, [match.span() for match in MERMAID.finditer(code)], log, line, "comment in a diagram")
    if language == "math":
        return formula(code, log, line)
    if language in PICTURED:
        return _cut(code, [(0, len(code))], log, line, "code that is drawn")
    return code


def formula(code: str, log: Log, line: int) -> str:
    """A formula without its comments, phantoms and tags."""
    spans, last = [], 0
    for match in TEX.finditer(code):
        if match.start() < last or (match[0][0] == "\\" and "phantom" not in match[0]):
            continue
        last = _braced(code, match.end()) if match[0][0] == "\\" else match.end()
        spans.append((match.start(), last))
    return _cut(code, spans, log, line, "comment in a formula")


def _braced(code: str, at: int) -> int:
    """Where the braces that open here are closed."""
    depth = 0
    for match in BRACES.finditer(code, at):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth and match[0] == "}":
            return match.end()
    return len(code)


def _cut(code: str, spans: Iterable[tuple[int, int]], log: Log, line: int, reason: str) -> str:
    """The code without these stretches, its lines kept."""
    parts, last = [], 0
    for start, end in spans:
        line += code.count("\n", last, start)
        log.add(line, reason, code[start:end])
        line += code.count("\n", start, end)
        parts += [code[last:start], "\n" * code.count("\n", start, end)]
        last = end
    return "".join(parts) + code[last:]
