"""What a text says that nobody showed it: names from nowhere, and figures that are no judgement."""

import re
from collections.abc import Container, Iterable, Iterator
from datetime import date
from decimal import Decimal

from panel.figures import Figure
from panel.folding import words_of
from panel.glance import Words, words_in
from panel.ordinary import extraordinary, ordinary

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
# Ordinary acronyms are no products; these name a vendor, a licence, or a promise that a buyer would rely on.
_WEIGHTY = frozenset(
    {
        "AWS", "GCP", "IBM", "SAP", "SOC", "HIPAA", "GDPR", "PCI", "ISO", "CCPA", "DORA", "NIST", "FERPA", "GPL", "LGPL", "AGPL", "MIT", "BSD",
        "MPL", "EPL", "CDDL", "EUPL", "ISC", "SSPL", "BUSL", "BSL", "FSL", "CC", "WTFPL",
    }
)  # fmt: skip
_CONTRACTED = re.compile(
    r"(?i)(?:it|that|this|what|here|there|let|who|s?he|one|nobody|(?:every|some|any)(?:one|body|thing)|nothing|today|tomorrow|yesterday"
    r"|where|how|when|why|whoever)"
)
_SCORE = re.compile(r"\b[0-5]\s?(?:/|out of)\s?5\b|\b(?:50/50|80/20|90/10|24/7|1:1|9/10)\b|\b(?:no|one|two|three|four|five) out of five\b")
# "Three out of five bugs" is no score.
_OF_THINGS = re.compile(
    r"\s+(?!(?:for|on|and|but|because|at|from|in|to|as|is|so|here|from|with|since|would|where|when|while|or|if)\b)[a-z]{2,}"
)
_PERIOD = re.compile(r"[QH][1-4]", re.IGNORECASE)
_AHEAD_BEFORE = re.compile(
    r"\b(?:(?:in|within|inside|for|over|through|after|by)\s+(?:about\s+|under\s+|roughly\s+)?(?:the\s+)?(?:next\s+|coming\s+|another\s+)?"
    r"|(?:next|another|coming)\s+)$",
    re.IGNORECASE,
)
_AHEAD_AFTER = re.compile(r"\s*(?:from now|out|ahead|later|horizon|outlook|from today|down the (?:road|line))\b", re.IGNORECASE)
_SPANS = ("min", "h", "day", "week", "month", "quarter", "year")
_UNTIL = re.compile(
    r"\b(?:by|before|until|till|through|after|beyond|from|(?:end|rest|close|half|start|beginning|middle)\s+of|late|early|mid)[\s-]+"
    r"(?:(?:the|about|end|start|close|middle|of|late|early|mid|summer|autumn|spring|winter|year|say|around|then|next)[\s-]+)*$",
    re.IGNORECASE,
)
_FORESEEN = re.compile(
    r"\b(?:will|won['’]t|would|may|might|could|should|shall|must|can|going to|expect|bets?|betting|forecasts?|predict|wager|likely|unlikely"
    r"|if|unless)\b|['’]ll\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|been|did|since|last|latest|ago|due|slated|came|went|rose|fell|grew|grown|began|begun|became|become|took|taken|made|gave"
    r"|given|sold|bought|built|won|lost|left|ran|said|wrote|saw|hit|met|drew|brought|cut|spun|split|got"
    r"|planned|scheduled|announced|promised|released|acquired|founded|(?P<ed>(?!(?:need|speed|indeed|embed|exceed|proceed|succeed|hundred|feed|seed|breed|based|agreed|so-called)\b)\w{2,}ed))\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(r"\b(?:is|are|be|being|not|as)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;!?](?=\s|$)|[,:]\s|[()\n—]")
_SENTENCE = re.compile(r"[.;!?](?=\s|$)|\n")
_SUPPOSED = re.compile(
    r"\b(?:if|unless|suppose|supposing|imagine|say|whether|until|I(?:['’]d|\s+would)?\s+(?:expect|bet|guess|suspect|predict|wager))\b"
    # The team that a reader is told to think of.
    r"|\b(?:an?|any|your|every)\s+(?:[\w-]+\s+)?(?:team|company|shop|consultancy|agency|group|crew|firm|startup|office|department|organi[sz]ation)"
    r"\s+(?:of|with)\s+(?:about\s+|some\s+)?$",
    re.IGNORECASE,
)
_WOULD = re.compile(r"\b(?:would|could)\b", re.IGNORECASE)
_MEASURED = re.compile(
    r"\b(?:takes?|took|needed|saves?|saved|lasts|lasted|finish(?:es|ed)|complet(?:es|ed)|respond(?:s|ed)|return(?:s|ed)|answer(?:s|ed)"
    r"|starts?|started|loads?|loaded|cuts?|ran|shaves?|shaved|wins?|won|recovers?|recovered)\s+(?:[\w-]+\s+){0,4}$",
    re.IGNORECASE,
)
_MARKER = re.compile(r"(?:\(|#|^|\n)\s*$")

# A run of plain words is passed over in one go: none of them can be a name, nor can a capitalised one that opens a sentence.
_TOKEN = re.compile(
    r"(?P<plain>(?:[a-z]++(?:,? |[.!?]?\Z|[.!?] (?=[A-Z][a-z]*+,? ))|(?:^|(?<=[.!?] ))[A-Z][a-z]*+,? )++)"
    r"|`[^`\n]+`|--[a-z][\w-]+|@?[^\W_][\w+#]*(?:[.'’/@-]\w+)*'?"
)
_OPENING = re.compile(r"(?:^|[.!?:;\n]|[\"“”‘(*•–—-]\s*|\.\.\.|…)[\s\"“”‘'(*_>-]*$")
_INSTALL = re.compile(
    r"\b(?:pip|pipx|npm|npx|uv add|uvx|brew|cargo|poetry add|yarn add)\s+(?:install\s+)?(?:-g\s+)?(?P<name>@?[a-z][\w./@-]*\w)"
)
_INSTALLERS = frozenset({"pip", "pipx", "npm", "npx", "uv", "uvx", "brew", "cargo", "poetry", "yarn"})


def judged(figure: Figure, text: str, today: date) -> bool:
    """Whether a figure is the writer's own judgement and needs no source.

    That is a horizon, a date that is foretold, a score out of 5, a count or a duration in words, a time that is asked about, and what
    is only supposed ("if one comment in three is wrong"). A rate, a saving and a date of something that happened are none.
    """
    if figure.spelled and _supposed(figure, text):
        return True
    match figure.kind:
        case "number" if not figure.unit:
            return _small(figure, text) or _foretold_year(figure, text, today)
        case "number":
            return _span(figure, text) or _often(figure, text)
        case "date":
            return figure.value[:7] >= f"{today:%Y-%m}" and _foretold(figure, text, today.isoformat())
        case "code":
            return bool(_PERIOD.fullmatch(figure.value)) or _scored(figure, text)
        case "percent":
            return _scored(figure, text)
    return False


def _supposed(figure: Figure, text: str) -> bool:
    before, after = _around(figure, text, _CLAUSE)
    return bool(_SUPPOSED.search(before) or _WOULD.search(after))


def _around(figure: Figure, text: str, boundary: re.Pattern[str]) -> tuple[str, str]:
    """What stands before and after a figure between two boundaries."""
    return boundary.split(text[: figure.start])[-1], boundary.split(text[figure.end :], maxsplit=1)[0]


def _small(figure: Figure, text: str) -> bool:
    enumerates = _MARKER.search(text[: figure.start]) and re.match(r"[).]", text[figure.end :])
    counted = figure.spelled and not figure.period and Decimal(figure.value) <= 12 and "dozen" not in figure.text.lower()
    return bool(enumerates or counted or figure.value in ("0", "1") or _scored(figure, text))


def _scored(figure: Figure, text: str) -> bool:
    within = any(m.start() <= figure.start and figure.end <= m.end() for m in _SCORE.finditer(text))
    return within and not (" of " in figure.text and _OF_THINGS.match(text, figure.end))


def _foretold_year(figure: Figure, text: str, today: date) -> bool:
    year = figure.value.isdigit() and "," not in figure.text and today.year <= int(figure.value) < today.year + 30
    return year and _foretold(figure, text, str(today.year))


def _foretold(figure: Figure, text: str, now: str) -> bool:
    """Whether a date that is not over is one of a forecast, and not of something that is said to have happened or been announced."""
    before, after = _around(figure, text, _CLAUSE)
    clause, ahead = f"{before} {after}", figure.value > now
    if len(figure.value) == len(now) and figure.value < now:
        return False
    if _FORESEEN.search(clause) or (ahead and _UNTIL.search(before)):
        return True
    # "In 2026, it raised a round": an adverb with a comma says nothing of its own.
    said = clause if len(clause.split()) > 2 else " ".join(_around(figure, text, _SENTENCE))
    return _open(said)


def _open(clause: str) -> bool:
    """Whether a clause tells of nothing that has happened."""
    return not _past(clause) or bool(_FORESEEN.search(clause))


def _past(clause: str) -> bool:
    """Whether a clause has a verb of the past; what "is named" on a page is there now."""
    return any(not (m["ed"] and _PRESENT.search(clause, 0, m.start())) for m in _PAST.finditer(clause))


def _span(figure: Figure, text: str) -> bool:
    if figure.unit not in _SPANS:
        return False
    before, after = _around(figure, text, _CLAUSE)
    told = _MEASURED.search(before) and not _FORESEEN.search(before)
    if figure.spelled and Decimal(figure.value) <= 12:
        return not told and not figure.period
    if re.match(r"[^.!;\n]*\?", after + text[figure.end + len(after) :]):
        return True
    return figure.unit not in _SPANS[:3] and _ahead(figure, text) and _open(f"{before} {after}")


def _often(figure: Figure, text: str) -> bool:
    """Whether "three times" counts; "three times faster" measures."""
    counts = figure.unit == "x" and figure.text.lower().endswith("times") and figure.spelled and Decimal(figure.value) <= 12
    return counts and not re.match(r"\s+(?:as|the|more|less|fewer|better|worse|\w+er|that|its|their|what)\b", text[figure.end :])


def _ahead(figure: Figure, text: str) -> bool:
    before, after = text[: figure.start], text[figure.end :]
    year_long = figure.value == "12" and figure.unit == "month"
    return bool(year_long or _AHEAD_BEFORE.search(before) or _AHEAD_AFTER.match(after))


def happened(figure: Figure, text: str) -> str:
    """The sentence that a date stands in, when it tells of something that has happened; else nothing."""
    said = " ".join(_around(figure, text, _SENTENCE))
    return said if _past(said) else ""


def strangers(text: str, known: Container[str], words: Words = frozenset()) -> Iterator[str]:
    """Names of a text that stand in none of the known words (see `words_of`). `words` are those of the text, when they are known already.

    A name is a capitalised word inside a sentence, a word with inner capitals, a dotted or @scoped one, a --flag, code in
    backticks or what an install command names. A plain capitalised word that opens a sentence is taken for an ordinary one,
    and a product whose name is made of the sources' own words is not seen.
    """
    yielded: set[str] = set()
    packages = set() if _INSTALLERS.isdisjoint(words or words_in(text)) else {m["name"] for m in _INSTALL.finditer(text)}
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


# What a name is followed by.
_FOLLOWED = (
    r"\s*(?:[.,;:!?)—]|$)|['’]s\b|\s+(?:and|or|but|does|do|is|are|in|on|for|at|can|will|would|has|have|because|when|which|that|with|without|by"
    r"|from|as|every|today|there|here|any|alone|ever|it|this|the|they|we|you|I|costs?|offers?|needs?|charges?|gives?|beats?)\b"
)
# What stands after these is compared, joined or replaced, and so is a product where it is no ordinary word.
_BESIDE = re.compile(
    r"\b(?:(?i:than|unlike|versus|vs\.?|(?:compared?|comparable)\s+(?:with|to)|(?:alternatives?|rivals?|competitors?|tools?|products?|services?"
    r"|vendors?|agents?|frameworks?|librar(?:y|ies)|engines?|databases?|platforms?|assistants?|editors?)\s+(?:such\s+as|like|to)|such\s+as"
    r"|(?:integrat\w+|interoperat\w+|syncs?|pairs?|ships?|works?)\s+with|integrations?\s+(?:for|with)|plug(?:s|ged)?\s+into|outperforms?|beats?"
    r"|replac(?:es|ed|ing)|similar\s+to|(?:built|based|running|runs)\s+on|powered\s+by|(?:migrat|switch|mov)(?:e|es|ed|ing)\s+(?:away\s+)?from"
    r"|instead\s+of|next\s+to|exports?\s+to|(?:inspired|backed|acquired|bought)\s+by)|(?<!\bI\s)(?<!\bwe\s)(?<!\byou\s)(?<!\bthey\s)(?<!would\s)like)\s+"
    rf"(?P<names>[a-z][a-z0-9]{{2,}}(?:(?:,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+)[a-z][a-z0-9]{{2,}})*)(?={_FOLLOWED})"
)
# The search for these is dear; what stands right before a word and after it tells sooner that it cannot be one.
_ENDED = re.compile(rf"{_FOLLOWED}|\s*\n")
_LEADS = (
    ",", "and", "or", "than", "like", "versus", "vs", "vs.", "with", "as", "for", "outperform", "outperforms", "beat", "beats", "replaces",
    "replaced", "replacing", "on", "by", "from", "of",
)  # fmt: skip
_TO_LEADS = (
    "compare", "compared", "comparable", "similar", "next", "export", "exports", "plug", "plugs", "plugged", "library", "libraries",
    *(f"{noun}{end}" for end in ("", "s") for noun in ("alternative", "rival", "competitor", "tool", "product", "service", "vendor", "agent",
    "framework", "engine", "database", "platform", "assistant", "editor")),
)  # fmt: skip
_NEAR = 60
_CUES = (
    "than", "unlike", "versus", "vs", "compar", " as ", " like", " to ", " with ", " for ", " into ", "outperform", "beat", "replac", " on ", " by ",
    " from ", "instead of",
)  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
_LOWER = re.compile(r"(?<![\w'’-])[a-z][a-z0-9]{2,}")
# An ordinary owner has an article or a word like it before it; "the ecosystem's conventions" names nobody.
_OWNER = re.compile(r"(?<![\w'’-])(?P<before>(?:[\w'’-]+\s+){0,3})(?<![\w'’`@./-])(?P<name>[a-z][a-z0-9]{3,})['’]s\s+(?=[a-z])")
_ARTICLE = re.compile(
    r"\b(?:the|an?|this|that|these|those|each|every|its|their|his|her|my|our|your|any|some|no|one|another|which|whose|same|\w+['’]s)\b",
    re.IGNORECASE,
)
# A sentence's first word is a name where only a product or its maker can do what follows.
_ACTS = (
    r"(?P<name>[A-Z][a-z][\w+#]*)(?:\s+(?:and|or)\s+[A-Z][\w+#]*)?\s+(?:\w+ly\s+|also\s+|already\s+)?"
    r"(?:do(?:es)?\s+(?:this|that|it|the\s+same|all|so|more|better|much|as)\b|(?:costs?|charges?|offers?|sells?|bundles?|beats?|wins?|integrates?|supports?"
    r"|outperforms?|launched|released|raised|acquired|bought|open-sourced)\s|is\s+(?:free|cheaper|faster|better|slower|older|safer|simpler|dearer)\b)"
)
_DOES = re.compile(rf"(?:^|[.!?]\s+|\n\s*|[\"“”]\s*){_ACTS}")
_ACTING = re.compile(_ACTS)  # which is found faster, by its capital


def likenesses(text: str, known: Container[str], words: Words = frozenset()) -> Iterator[str]:
    """Words that the shape of a sentence makes a product's name, and that are neither ordinary nor among the known ones.

    They are those that `strangers` passes over: names in lower case, and capitalised ones that open a sentence.
    """
    found: list[str] = []
    # Most texts have no word that could be a name in lower case, and are looked at around such words alone.
    if any(word not in known for word in extraordinary(words or words_in(text)) if _telling(word, text)):
        strange = sorted(word for word in extraordinary(frozenset(_LOWER.findall(text))) if word not in known)
        found += _beside(text, strange)
        if strange and ("'s " in text or "’s " in text):
            found += [m["name"] for m in _OWNER.finditer(text) if not _ARTICLE.search(m["before"])]
    if _ACTING.search(text):
        found += [m["name"] for m in _DOES.finditer(text)]
    for name in dict.fromkeys(found):
        folded = name.casefold()
        if not (ordinary(folded) or folded in _ORDINARY or _known(name, known)):
            yield name


def _telling(word: str, text: str) -> bool:
    """Whether a word stands where it may be a name in lower case, as far as what is next to it tells."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if text.startswith(("'s", "’s"), end) or (_ENDED.match(text, end) and _led(text[:at])):
            return True
        at = text.find(word, end)
    return False


def _led(text: str) -> bool:
    before, last = ("", "", *text.lower().rsplit(maxsplit=2))[-2:]
    if not (before.isascii() and last.isascii()):
        return True
    return before.endswith(_TO_LEADS) if last.endswith("to") else last.endswith(_LEADS)


def _beside(text: str, strange: Iterable[str]) -> Iterator[str]:
    for word in strange:
        at = text.find(word)
        while at >= 0:
            start, end = max(0, at - _NEAR), at + len(word)
            if any(map(text[start:at].lower().__contains__, _CUES)):
                ends = _SENTENCE_END.search(text, end)
                for m in _BESIDE.finditer(text, start, ends.start() if ends else len(text)):
                    yield from (name for name in re.split(r",\s*|\s+", m["names"]) if name not in ("and", "or"))
            at = text.find(word, end)


def _package(name: str) -> str:
    return re.split(r"(?<=.)@|[=<>\[]", name.casefold())[0].strip("@")


def _known(name: str, known: Container[str]) -> bool:
    folded = name.casefold()
    if folded.startswith("git ") or any(form in known for form in (folded, folded.removesuffix("s"), folded + "s", folded.strip("@"))):
        return True
    # A command line, a path or a flag is known when every word of it is.
    parts = words_of(name) if re.search(r"[\W_]", name) else frozenset()
    return bool(parts) and all(part in known or part.isdigit() for part in parts if re.fullmatch(r"[^\W_]+", part))
