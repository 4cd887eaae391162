"""Where in its sources a stated fact of a tool stands: presence, by the folding that quotes are looked up with."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from panel.evidence import SourceText, figures
from panel.folding import Folded, visible

EXCERPT = 200  # characters of a source's own words around a fact
BESIDE = ("source.json", "metadata.txt", "METADATA", "PKG-INFO", "package.json", "pyproject.toml")
"""Package metadata that may lie beside a tool's sources."""

_WORDED = frozenset(("name", "tagline", "vendor", "version", "install"))  # these stand where their very words do
_BEFORE = frozenset(" \n\t'\"`(")
_END = re.compile(r"['\"`]?[.,;:!?)]?(?:\s|$)")


class Ground(NamedTuple):
    """The source in which a fact stands, and its own words there."""

    source: str
    quote: str


def ground(field: str, value: str, sources: Mapping[str, SourceText]) -> Ground | None:
    """The first source that says the fact `value` of the kind `field`; None when none does.

    A licence may be spelled out or shortened, a version may carry a v, a vendor its legal form; a line of words must stand whole.
    """
    pattern = _PATTERNS.get(field, _words)(visible(value).strip())
    if pattern is None:
        return None
    for id, source in sources.items():
        if match := pattern.search(source.visible.text):
            return Ground(id, _around(source.visible, match.start(), match.end()))
        if match := pattern.search(source.text):
            return Ground(id, " ".join(source.text[match.start() : match.end()].split())[:EXCERPT])
    return None


def stands(field: str, value: str, sources: Mapping[str, SourceText]) -> bool:
    """Whether `ground` finds the fact. Sources are read as they are written first, since most facts are found there without folding them."""
    said = visible(value).strip()
    if field in _WORDED and said and any(_plainly(said, source.text) for source in sources.values()):
        return True
    pattern = _PATTERNS.get(field, _words)(said)
    if pattern is None:
        return False
    return any(pattern.search(source.text) for source in sources.values()) or any(
        pattern.search(source.visible.text) for source in sources.values()
    )


def dated(day: date, sources: Mapping[str, SourceText]) -> Ground | None:
    """The first source that names a day, however it is written."""
    for id, source in sources.items():
        for figure in figures(source.visible.text):
            if figure.kind == "date" and figure.value == day.isoformat():
                return Ground(id, _around(source.visible, figure.start, figure.end))
    return None


def strange(text: str, sources: Mapping[str, SourceText]) -> tuple[str, ...]:
    """The figures of a text that no source holds."""
    told = figures(visible(text))
    return tuple(dict.fromkeys(figure.text for figure in told if not any(source.stock.holds(figure) for source in sources.values())))


def _plainly(words: str, text: str) -> bool:
    """Whether the words stand in a text with a space, a quotation mark or a bracket before them, and with a sign that ends them."""
    at = text.find(words)
    while at >= 0:
        if (not at or text[at - 1] in _BEFORE) and _END.match(text, at + len(words)):
            return True
        at = text.find(words, at + 1)
    return False


def _around(folded: Folded, start: int, end: int) -> str:
    """The source's own words from the sentence that begins before a place to where that sentence ends."""
    raw = folded.raw
    first, last = folded.start(start), folded.end(max(start, end - 1))
    begin = max((m.end() for m in re.finditer(r"\n|(?<=[.!?。！？])\s", raw[max(0, first - EXCERPT) : first])), default=0)
    begin += max(0, first - EXCERPT)
    stop = re.compile(r"\n|(?<=[.!?。！？])(?=\s|$)").search(raw, last)
    words = " ".join(raw[begin : stop.start() if stop else len(raw)].split())
    return words if len(words) <= EXCERPT else " ".join(raw[first:last].split())[:EXCERPT]


def _words(value: str) -> re.Pattern[str] | None:
    return _whole([re.escape(word) for word in value.split()], r"\s+")


def _named(value: str) -> re.Pattern[str] | None:
    # What stands in brackets behind a name is an editor's.
    return _words(re.sub(r"\s*\([^()]*\)\s*$", "", value))


def _vendor(value: str) -> re.Pattern[str] | None:
    return _words(re.sub(r"(?i)[\s,]+(?:inc|llc|ltd|gmbh|ag|s\.?a\.?s?|b\.?v|plc|corp(?:oration)?|co|limited|foundation)\.?$", "", value))


def _line(value: str) -> re.Pattern[str] | None:
    return _words(value.strip().rstrip(".!"))


def _version(value: str) -> re.Pattern[str] | None:
    bare = re.sub(r"(?i)^(?:version\s*|v\.?\s*)", "", value)
    return re.compile(rf"(?i)(?<![\d.])v?{re.escape(bare)}(?![\d]|\.\d|-?(?:alpha|beta|rc|dev)\d*\b)") if bare else None


def _installed(value: str) -> re.Pattern[str] | None:
    line = _words(re.sub(r"^[$>%#]\s+", "", value))
    # "pip install sieve" is another package than "pip install sieve-cli".
    return line and re.compile(rf"{line.pattern}(?![-/@.:=\[]\w)")


def _address(value: str) -> re.Pattern[str] | None:
    bare = re.sub(r"(?i)^https?://(?:www\.)?", "", value).rstrip("/")
    return re.compile(rf"(?i)(?<![\w.-]){re.escape(bare)}(?![\w-]|\.\w)") if bare else None


_SPELLED_OUT = {
    "agpl": r"(?:agpl|(?:gnu\s+)?affero\s+general\s+public\s+licen[cs]e)",
    "lgpl": r"(?:lgpl|(?:gnu\s+)?(?:lesser|library)\s+general\s+public\s+licen[cs]e)",
    "gpl": r"(?:gpl|(?:gnu\s+)?general\s+public\s+licen[cs]e)",
    "mpl": r"(?:mpl|mozilla\s+public\s+licen[cs]e)",
    "epl": r"(?:epl|eclipse\s+public\s+licen[cs]e)",
    "bsl": r"(?:bsl|busl|business\s+source\s+licen[cs]e)",
    "busl": r"(?:bsl|busl|business\s+source\s+licen[cs]e)",
    "sspl": r"(?:sspl|server\s+side\s+public\s+licen[cs]e)",
}
_PASSED_OVER = frozenset(("licence", "license", "licenses", "licensed", "version", "v", "the", "only", "or", "later", "gnu", "clause"))
_BETWEEN = r"[\s,.()\"'\u2019-]*(?:(?:licen[cs]ed?|version|v|the|software|clause|under)\b[\s,.()\"'-]*){0,3}"


def _licence(value: str) -> re.Pattern[str] | None:
    tokens = [token for token in re.findall(r"[^\W\d_]+|\d+(?:\.\d+)*", value.casefold()) if token not in _PASSED_OVER]
    return _whole([_SPELLED_OUT.get(token, _number(token)) for token in tokens], _BETWEEN)


def _number(token: str) -> str:
    return rf"{re.escape(token.removesuffix('.0'))}(?:\.0)?" if token[0].isdigit() else re.escape(token)


def _whole(parts: list[str], joint: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?i)(?<![\w]){joint.join(parts)}(?!\w|\.\d)") if parts else None


_PATTERNS: Mapping[str, Callable[[str], re.Pattern[str] | None]] = {
    "name": _named,
    "vendor": _vendor,
    "tagline": _line,
    "free tier": _line,
    "licence": _licence,
    "version": _version,
    "install": _installed,
    "homepage": _address,
}
