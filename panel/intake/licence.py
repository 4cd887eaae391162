"""Names of licences, as a text says them."""

import re

_NAMES = (
    ("AGPL-3.0", r"(?:GNU )?Affero General Public Licen[sc]e|AGPL(?:[- ]?v?3(?:\.0)?)?"),
    ("LGPL", r"(?:GNU )?Lesser General Public Licen[sc]e|LGPL(?:[- ]?v?[23](?:\.\d)?)?"),
    ("GPL-2.0", r"GPL[- ]?v?2(?:\.0)?(?:-only|-or-later)?|GNU General Public Licen[sc]e,?(?: v| version )2"),
    ("GPL-3.0", r"GPL[- ]?v?3(?:\.0)?(?:-only|-or-later)?|GNU General Public Licen[sc]e(?:,?(?: v| version )3)?"),
    (
        "Apache-2.0",
        r"Apache(?:[- ]Software)?(?:[- ]Licen[sc]e)?,?(?:[- ](?:v|version[ ])?2(?:\.0)?)|Apache Software Licen[sc]e|Apache Licen[sc]e",
    ),
    ("MPL-2.0", r"Mozilla Public Licen[sc]e|MPL[- ]?v?2(?:\.0)?"),
    ("BSD-3-Clause", r"BSD[- ]3(?:[- ]Clause)?|3-Clause BSD|New BSD"),
    ("BSD-2-Clause", r"BSD[- ]2(?:[- ]Clause)?|2-Clause BSD|Simplified BSD"),
    ("BSD", r"BSD"),
    ("ISC", r"ISC"),
    ("Unlicense", r"(?:The )?Unlicense"),
    ("CC0-1.0", r"CC0(?:[- ]1\.0)?"),
    ("BUSL-1.1", r"Business Source Licen[sc]e|BUSL[- ]1\.1|BSL[- ]1\.1"),
    ("SSPL-1.0", r"Server Side Public Licen[sc]e|SSPL"),
    ("Elastic-2.0", r"Elastic Licen[sc]e(?: 2\.0)?|ELv2"),
    ("FSL", r"Functional Source Licen[sc]e|FSL-1\.[01]"),
    ("MIT", r"MIT"),
)
_ANY = "|".join(pattern for _, pattern in _NAMES)
_TABLE = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _NAMES)
_SAID = re.compile(
    rf"\b(?P<a>{_ANY})[ -]+licen[sc]ed?\b"
    rf"|\b(?:licen[sc]ed|released|distributed|available|published)\s+(?:\w+\s+){{0,3}}?(?:under|with)\s+(?:the\s+)?(?:terms\s+of\s+the\s+)?[\[(]?(?P<b>{_ANY})\b"
    rf"|\blicen[sc]e\s*[:=-]\s*(?P<c>{_ANY})\b",
    re.IGNORECASE,
)
_TITLE = re.compile(rf"(?:the\s+)?(?P<name>{_ANY})(?:\s+licen[sc]e)?\b", re.IGNORECASE)


def said(text: str) -> str:
    """The licence that a sentence states, as its short SPDX name; empty when it states none ("MIT" of the institute is not enough)."""
    match = _SAID.search(text)
    return _short(next(filter(None, match.groups()))) if match else ""


def titled(text: str) -> str:
    """The licence whose name begins a text, as in a licence file or a metadata field; empty when none does."""
    match = _TITLE.match(text.strip())
    return _short(match["name"]) if match else ""


def _short(words: str) -> str:
    return next(name for name, pattern in _TABLE if pattern.fullmatch(words))
