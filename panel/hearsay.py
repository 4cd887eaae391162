"""What a text says that nobody showed it: names from nowhere, and work that nobody did."""

import re
from collections.abc import Container, Iterator
from datetime import date

from panel.figures import Figure
from panel.folding import each, words_of

# Words that are capitalised in ordinary prose and name no product.
_ORDINARY = frozenset(
    re.findall(
        r"\S+",
        """
        i i'm i'd i've i'll ok monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
        september october november december english european american western eu us usa uk ship skip abstain verdict plan day series
        phase python javascript typescript java rust go golang ruby php c c++ c# kotlin swift scala elixir bash powershell linux windows
        mac macos unix posix wsl git github gitlab markdown json yaml toml xml html css csv sql regex graphql jupyter pypi npm readme saas
        paas iaas devops mlops llmops devrel oauth wi-fi internet web phd ids legal finance
        procurement security engineering marketing sales support hr product operations goodhart conway moore amdahl murphy occam pareto god
        """,
    )
)
# Ordinary acronyms are no products; these name a vendor, or a promise that a buyer would rely on.
_WEIGHTY = frozenset({"AWS", "GCP", "IBM", "SAP", "SOC", "HIPAA", "GDPR", "PCI", "ISO", "CCPA", "DORA", "NIST", "FERPA"})
_CONTRACTED = re.compile(
    r"(?i)(?:it|that|this|what|here|there|let|who|s?he|one|nobody|(?:every|some|any)(?:one|body|thing)|nothing|today|tomorrow|yesterday"
    r"|where|how|when|why|whoever)"
)
_SCORE = re.compile(r"\b[0-5]\s?(?:/|out of)\s?5\b|\b(?:50/50|80/20|90/10|24/7|1:1|9/10)\b")
_PERIOD = re.compile(r"[QH][1-4]", re.IGNORECASE)
_AHEAD_BEFORE = re.compile(
    r"\b(?:(?:in|within|inside|for|over|through|after|by)\s+(?:about\s+|under\s+|roughly\s+)?(?:the\s+)?(?:next\s+|coming\s+|another\s+)?"
    r"|(?:next|another|coming)\s+)$",
    re.IGNORECASE,
)
_AHEAD_AFTER = re.compile(r"\s*(?:from now|out|ahead|later|horizon|outlook|from today|down the (?:road|line))\b", re.IGNORECASE)
_SPANS = ("min", "h", "day", "week", "month", "quarter", "year")
_MARKER = re.compile(r"(?:\(|#|^|\n)\s*$")

# A run of plain words is passed over in one go: none of them can be a name.
_TOKEN = re.compile(r"(?P<plain>(?:[a-z]+ )+)|`[^`\n]+`|--[a-z][\w-]+|@?[^\W_][\w+#]*(?:[.'’/@-]\w+)*'?")
_OPENING = re.compile(r"(?:^|[.!?:;\n]|[\"“”‘(*•–—-]\s*|\.\.\.|…)[\s\"“”‘'(*_>-]*$")
_INSTALL = re.compile(
    r"\b(?:pip|pipx|npm|npx|uv add|uvx|brew|cargo|poetry add|yarn add)\s+(?:install\s+)?(?:-g\s+)?(?P<name>@?[a-z][\w./@-]*\w)"
)

_WE = r"(?:I|we|(?:my|our)\s+(?:own\s+)?(?:team|colleagues|engineers|group|company))"
_MINE = r"(?:my|our)\s+(?:own\s+)?(?:\w+\s+)?"
_TRIAL = r"(?:tests?|testing|benchmarks?|trials?|evaluations?|experiments?|measurements?|runs?|pilot)"
_TIME = r"(?:hour|day|week|month|year|evening|afternoon|morning|weekend|sprint)s?"
_SOME = r"(?:an?|one|two|three|four|five|six|several|a\s+few|some|the|last|\d+)\s+(?:\w+\s+)?"
_DONE = (
    "tried|tested|ran|used|installed|benchmarked|deployed|measured|evaluated|integrated|timed|profiled|prototyped|piloted|migrated|wired"
    "|tinkered|played|reproduced|trialled|trialed|stress-tested|load-tested|pushed\\s+it|put\\s+it|set\\s+it\\s+up|shipped|built"
)
_ALSO = r"(?:\s+(?:also|already|personally|actually|just|recently|briefly|only|even|then|first|finally|once|quickly|both|all))*"
_HAVE = r"(?:['’]ve|\s+have|\s+had|['’]d)?"
_FIRST_HAND = re.compile(
    rf"""
    \b(?:
      {_WE}{_HAVE}{_ALSO}\s+(?:{_DONE}|spent\s+{_SOME}{_TIME})\b(?!\s+to\b)
    | {_WE}{_HAVE}\s+been\s+(?:using|running|testing|trying|deploying|shipping)\b
    | {_WE}\s+(?:use|run|rely\s+on)\s+(?:it|this|them)\s+(?:daily|every|at|in|for|on)\b
    | having\s+(?:personally\s+|actually\s+)?(?:used|tried|tested|run|deployed|benchmarked|installed)\b
    | {_WE}\s+(?:saw|watched|caught|clocked|got)\s+(?:it|them|the\s+tool|this)\s+\w+
    | in\s+{_MINE}(?:{_TRIAL}|experience|hands)\b
    | {_MINE}{_TRIAL}\s+
      (?:show|found|find|ran|confirm|suggest|hit|prove|reveal|took|came|pass|fail|put|returned|finish|went|with\s+it)\w*
    | after\s+{_SOME}{_TIME}\s+(?:of\s+(?:using|testing|playing|working|running|(?:daily|heavy)\s+use)
      |with\s+(?:it|the\s+tool|this|them))\b
    | (?:hands[- ]on|first[- ]hand)\s+(?:testing|tests?|use|usage|time|experience|review|trial|work|with|evaluation|session)\b
    | (?:worked|works|ran|installed|broke|crashed|failed|took|finished|compiled)\b[^.;\n]{{0,50}}
      \bon\s+{_MINE}(?:machine|laptop|box|desktop|cluster|repo|project)\b
    | (?:my|our)\s+daily\s+driver\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# The words that such a claim may begin with; the set comes first so that the search skips to it.
_FIRST_WORD = re.compile(
    r"[ABCFHIMORTWabcfhimortw\u0130\u0131](?<!\w.)"
    r"(?i:(?<=i)n?|e|y|ur|fter|aving|ands|irst|ork(?:ed|s)|an|nstalled|roke|rashed|ailed|ook|inished|ompiled)\b",
    re.DOTALL,
)
_DENIED = re.compile(
    r"\b(?:if|unless|until|till|once|before|whether|no|not|without|never|nobody|lacks?|lacking|needs?|pending|had|wish|requires?"
    r"|rather than|instead of|neither|nor|wants?|would|cannot|\w+n['’]t)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


def first_hand(text: str) -> Iterator[str]:
    """The phrases that claim the writer used the tool; denied and conditional ones ("until we have tested it") are none."""
    for m in each(_FIRST_HAND, _FIRST_WORD, text):
        before = re.split(r"[.;:!?,\n]", text[max(0, m.start() - 40) : m.start()])[-1]
        if not _DENIED.search(before):
            yield " ".join(m.group().split())


def judged(figure: Figure, text: str, today: date) -> bool:
    """Whether a figure is the writer's own judgement and needs no source.

    That is a horizon, a year from `today` on, a score out of 5, and a count or a duration in words.
    """
    if figure.kind == "number" and not figure.unit:
        return _small(figure, text) or (figure.value.isdigit() and today.year <= int(figure.value) < today.year + 30)
    if figure.kind == "date":
        return figure.value[:7] >= f"{today:%Y-%m}"
    if figure.kind == "code":
        return bool(_PERIOD.fullmatch(figure.value) or _SCORE.fullmatch(figure.text))
    return figure.unit in _SPANS and (figure.spelled or (figure.unit not in _SPANS[:3] and _ahead(figure, text)))


def _small(figure: Figure, text: str) -> bool:
    enumerates = _MARKER.search(text[: figure.start]) and re.match(r"[).]", text[figure.end :])
    scored = any(m.start() <= figure.start and figure.end <= m.end() for m in _SCORE.finditer(text))
    counted = figure.spelled and int(figure.value) <= 12
    return bool(enumerates or scored or counted or figure.value in ("0", "1"))


def _ahead(figure: Figure, text: str) -> bool:
    before, after = text[: figure.start], text[figure.end :]
    year_long = figure.value == "12" and figure.unit == "month"
    return bool(year_long or _AHEAD_BEFORE.search(before) or _AHEAD_AFTER.match(after))


def strangers(text: str, known: Container[str]) -> Iterator[str]:
    """Names of a text that stand in none of the known words (see `words_of`).

    A name is a capitalised word inside a sentence, a word with inner capitals, a dotted or @scoped one, a --flag, code in
    backticks or what an install command names. A plain capitalised word that opens a sentence is taken for an ordinary one,
    and a product whose name is made of the sources' own words is not seen.
    """
    yielded: set[str] = set()
    packages = {m["name"] for m in _INSTALL.finditer(text)}
    for name in (*_names(text), *sorted(packages)):
        found = _package(name) in known if name in packages else _known(name, known)
        if name.casefold() not in yielded and not found:
            yielded.add(name.casefold())
            yield name


def _names(text: str) -> Iterator[str]:
    before = 0
    for m in _TOKEN.finditer(text):
        last, before = before, m.end() if m.lastgroup else m.start()
        token = m.group().removesuffix("'")
        if m.lastgroup:
            continue
        if token[0] in "`@-":
            yield token.strip("`")
        elif "." in token and re.search(r"[^\W\d_]\.[^\W\d_]{2,}", token) and token.lower() not in ("e.g", "i.e"):
            yield token
        elif not token.islower():
            opens = bool(_OPENING.search(text, last, m.start()))
            yield from _parts(token, opens=opens)


def _parts(token: str, *, opens: bool) -> Iterator[str]:
    token, _, tail = token.replace("’", "'").partition("'")
    owner = tail == "s" and not _CONTRACTED.fullmatch(token)
    for at, part in enumerate(re.split(r"[-/]", token)):
        if not part or not any(map(str.isupper, part)) or part.casefold() in _ORDINARY or any(map(str.isdigit, part)):
            continue
        if re.fullmatch(r"[A-Z][A-Z&]*s?", part):
            if part in _WEIGHTY:
                yield part
        elif any(map(str.isupper, part[1:])) or not opens or at or owner:
            yield part


def _package(name: str) -> str:
    return re.split(r"(?<=.)@|[=<>\[]", name.casefold())[0].strip("@")


def _known(name: str, known: Container[str]) -> bool:
    folded = name.casefold()
    if folded.startswith("git ") or any(form in known for form in (folded, folded.removesuffix("s"), folded + "s", folded.strip("@"))):
        return True
    # A command line, a path or a flag is known when every word of it is.
    parts = words_of(name) if re.search(r"[\W_]", name) else frozenset()
    return bool(parts) and all(part in known or part.isdigit() for part in parts if re.fullmatch(r"[^\W_]+", part))
