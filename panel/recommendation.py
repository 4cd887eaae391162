"""What a reviewer's own words recommend, where they do so plainly: the vote that a sentence casts."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Vote = Literal["ship", "skip", "abstain"]

_I = r"(?:I|we)(?:['’]d|['’]ll|\s+(?:would|will|do|can|could|must|should|shall|have\s+to|am\s+going\s+to|are\s+going\s+to))?"
_SURELY = r"(?:(?:therefore|thus|hence|so|still|clearly|simply|then|also|happily|gladly|firmly|definitely|certainly|and|again|say|advise\s+(?:you\s+)?to|vote\s+to)\s+)*"
_IT = r"(?:it|this|that|them|the\s+(?:tool|product|library|framework|model|weights|package|platform|service|thing|lot)|this\s+(?:one|tool|product|library|framework|model|package|platform|service)|[A-Z][\w.+-]*(?:\s+[A-Z\d][\w.+-]*){0,3})"
# What follows the tool must not make it another thing that is recommended: "use it with a lock file".
_STOP = r"(?=$|\s*[,.:;)]|\s+(?:and|because|since|so|as\s+it|at\s+all|ever|anyway|now|altogether|entirely|outright|from\s+me|in\s+favou?r|over|without\s+hesitation|to\s+any\w+|until)\b)"
_WHOLE = rf"{_IT}{_STOP}"
_NOBODY = r"(?:no\s+(?:serious\s+|sane\s+|sensible\s+|software\s+)?(?:team|company|one|developer|engineer|organi[sz]ation|business|shop|group)|nobody|no-one|none\s+of\s+(?:us|you|them))"
_EVERYBODY = r"(?:every\s+(?:\w+\s+)?(?:team|company|developer|engineer|organi[sz]ation|business|shop|group)|everybody|everyone|any\s+team|all\s+teams|teams|you|developers)"
_TAKE = r"(?:ship(?:\s+with)?|adopt|use|take\s+up|take|choose|pick|buy|install|deploy|touch|rely\s+on|depend\s+on|bet\s+on|build\s+on|bring\s+in|standardi[sz]e\s+on)"
_LEAVE = r"(?:skip|avoid|pass\s+on|reject|steer\s+clear\s+of|stay\s+away\s+from|walk\s+away\s+from|turn\s+down|drop|shun)"
_NOT = (
    r"(?:(?:do|does|did|would|will|can|could|should|must)\s+not|cannot|never|(?:don|doesn|didn|wouldn|won|can|couldn|shouldn|mustn)['’]t)"
)
_SUBJECT = (
    r"(?:it|(?:this|the)(?:\s+(?:tool|product|library|framework|model|package|platform|service))?|[A-Z][\w.+-]*(?:\s+[A-Z\d][\w.+-]*){0,3})"
)
_YES = r"(?:(?:should|must|ought\s+to|will\s+want\s+to|can\s+safely)\s+)"

_RULES: tuple[tuple[Vote, str], ...] = (
    ("skip", rf"\b{_I}\s+{_SURELY}{_LEAVE}\s+(?:on\s+)?{_WHOLE}"),
    ("skip", rf"(?:^|[;:,—–-]\s*|\b(?:so|and|then|therefore|hence)[,:]?\s+)(?:please\s+)?{_LEAVE}\s+(?:on\s+)?{_WHOLE}"),
    ("skip", r"^(?:(?:so|a|an?\s+\w+|firm|clear|hard)\s+)?(?:skip|pass)(?:\s+(?:for\s+now|then))?$"),
    ("skip", rf"\b{_I.replace('(?:I|we)', '(?:I|we|you|teams?|one)')}\s*(?:not|never)\s+{_SURELY}(?:ship|adopt|recommend|choose|pick|take)(?:\s+{_WHOLE}|$)"),
    ("skip", rf"\b(?:I|we)\s+{_NOT}\s+{_SURELY}(?:(?:ship|adopt|recommend|choose|pick|take)(?:\s+{_WHOLE}|$)|vote\s+(?:to\s+|for\s+(?:a\s+)?)?ship)"),
    ("skip", rf"(?:^|[;:,]\s*)(?:please\s+)?(?:do\s+not|don['’]t|never)\s+{_TAKE}\s+{_WHOLE}"),
    ("skip", rf"\b{_NOBODY}\s+(?:at\s+all\s+)?(?:should|ought\s+to|must|can\s+safely|needs\s+to)\s+(?:ever\s+)?{_TAKE}\s+{_WHOLE}"),
    ("skip", rf"\b{_EVERYBODY}\s+{_YES}{_LEAVE}\s+(?:on\s+)?{_WHOLE}"),
    ("skip", rf"\b{_EVERYBODY}\s+(?:should\s+not|shouldn['’]t|must\s+not|mustn['’]t|ought\s+not\s+to)\s+(?:ever\s+)?{_TAKE}\s+{_WHOLE}"),
    ("skip", rf"\b{_SUBJECT}\s+(?:should\s+not|shouldn['’]t|must\s+not|ought\s+not\s+to|cannot|can['’]t)\s+be\s+(?:shipped|adopted|used|recommended|chosen)\b"),
    ("skip", rf"\b{_SUBJECT}\s+(?:is|was)\s+(?:not|n['’]t)\s+(?:worth|fit\s+for|ready\s+for)\s+(?:adopting|adoption|shipping|using|use|taking\s+up)\b"),
    ("skip", rf"\b{_SUBJECT}\s+(?:does\s+not|doesn['’]t|cannot|fails\s+to)\s+(?:earn|deserve|merit)\s+(?:a|the|my|its)\s+(?:ship|place|adoption)\b"),
    ("skip", rf"\b{_SUBJECT}(?:['’]s|\s+(?:is|remains|stays|earns|deserves|gets))\s+(?:an?\s+)?(?:clear\s+|plain\s+|hard\s+|firm\s+|easy\s+)?skip(?:\s+(?:from|for)\s+me)?\b"),
    ("ship", rf"\b{_I}\s+{_SURELY}(?:ship|adopt|recommend|choose|take\s+up)\s+{_WHOLE}"),
    ("ship", rf"(?:^|[;:,—–-]\s*|\b(?:so|and|then|therefore|hence)[,:]?\s+)(?:please\s+)?(?:ship|adopt)\s+{_WHOLE}"),
    ("ship", r"^(?:(?:so|a|an?\s+\w+|firm|clear|easy)\s+)?ship$"),
    ("ship", rf"\b{_EVERYBODY}\s+{_YES}(?:ship|adopt|take\s+up|use|choose)\s+{_WHOLE}"),
    ("ship", rf"\b{_SUBJECT}\s+(?:should|must|ought\s+to)\s+be\s+(?:shipped|adopted|taken\s+up)\b(?!\s+by\s+no)"),
    ("ship", rf"\b{_SUBJECT}\s+(?:is|remains)\s+(?:well\s+|clearly\s+|fully\s+)?(?:worth\s+(?:adopting|shipping|taking\s+up)|ready\s+to\s+ship)\b"),
    ("ship", rf"\b{_SUBJECT}(?:['’]s|\s+(?:is|remains|stays|earns|deserves|gets))\s+(?:an?\s+)?(?:clear\s+|plain\s+|firm\s+|easy\s+)?ship(?:\s+(?:from|for)\s+me)?\b(?!\s*(?:log|date|ment))"),
)  # fmt: skip
_CAST = re.compile(
    r"\b(?:my|our)\s+(?:\w+\s+)?(?:vote|ballot|verdict|answer|call|recommendation)(?:\s+here)?\s*(?:is|:|stays|remains|goes\s+to)\s*(?:a\s+|an\s+|to\s+|therefore\s+|clear\s+|firm\s+)*[\"'“”‘’]?"
    r"(?P<is>ship|skip|abstain)\b|\b(?:I|we)\s+(?:therefore\s+|thus\s+|must\s+|would\s+|will\s+)*vote(?:\s+(?:for|to|a|with|against))*\s*:?\s*[\"'“”‘’]?(?P<vote>ship|skip|abstain)(?:ping)?\b"
    r"|\bdecides?\s+(?:my|the)\s+(?:vote|ballot)\s*(?::|,|to)\s*(?P<to>ship|skip|abstain)\b|\b(?:I|we)\s+(?P<do>abstain)\b"
)  # fmt: skip
_RULE = tuple((vote, re.compile(pattern)) for vote, pattern in _RULES)
# One of these stands in every vote; a sentence without one is passed over, since the rules are dear.
_SIGNS = (
    "ship", "skip", "adopt", " use", "take", "choose", "chosen", "pick", "buy", "install", "deploy", "touch", "rely on", "depend on", "bet on",
    "build on", "bring in", "standardi", "avoid", "pass", "reject", "steer", "stay away", "walk away", "turn down", "drop", "shun", "abstain",
    "recommend", "worth", " fit", "ready", "earn", "deserve", "merit", "vote", "ballot",
)  # fmt: skip
# With one of these a sentence gives a condition, another's words, another time or a part of the readers.
_NOT_PLAIN = re.compile(
    r"\b(?:if|unless|until|once|when|whenever|while|where|wherever|whether|only|except|provided|assuming|suppose|had|were|might|may|maybe|perhaps"
    r"|would\s+have|as\s+long\s+as|without(?!\s+hesitation)|some|others?|those|(?<!to )(?:anyone|anybody)|teams?\s+(?:that|who|which|with|without|of|in|on|like)|critics?|vendors?|they|he|she|people\s+will"
    r"|tempt\w+|easy\s+to|hard\s+to|difficult\s+to|reasons?\s+(?:to|not)|case\s+(?:to|for|against)|cannot\s+say|not\s+say|isn['’]t|rather\s+than|instead\s+of|or\s+(?:ship|skip)|nearly|almost|at\s+your"
    r"|for\s+(?:now|prototypes?|production|individuals?|a\s+team|teams|the\s+team|small|large|regulated|internal|anything|someone|any|most|a\s+\w+|\w+\s+teams?)"
    r"|as\s+an?|to\s+production|in\s+production|today|this\s+(?:quarter|year|month)|yet|before|after|(?:any|a|an|every)\s+\w+\s+(?:that|who|which|with|whose|where))\b|\?",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"\b(?:if|unless|until|once|were|had|whether|for\s+\w+ing|would\s+be)\b|\?", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“„][^\"“”„]*[\"”]|(?<!\w)['‘][^'‘’]{3,}['’](?!\w)|`[^`]*`")
_QUOTATION = "\"“„'‘`"
# The character that every end has comes first, so that the search skips to it.
_SENTENCES = re.compile(r"[\s;](?:(?<=[.!?。！？]\s)\s*|(?<=\n)\n*|(?<=;)\s+)")


class Said(NamedTuple):
    """A vote that a text casts, and the words with which it does."""

    vote: Vote
    words: str


def against(text: str, ballot: str) -> str:
    """The words by which a text plainly casts another vote than the ballot; empty when it does not.

    The last plain word counts, as in an opinion that ends with what decides. Only a vote that is named as one ("my vote is skip")
    speaks against an abstention.
    """
    said = tuple(_said(text))
    if not said or said[-1].vote == ballot:
        return ""
    words = said[-1].words
    return words if ballot != "abstain" or re.search(r"(?i)\b(?:vote|ballot)\b", words) else ""


def _said(text: str) -> Iterator[Said]:
    lowered = " ".join(text.lower().split())
    signs = [sign for sign in _SIGNS if sign.strip() in lowered]
    if not signs:
        return
    if any(map(text.__contains__, _QUOTATION)):
        text = _QUOTED.sub("…", text)
    for sentence in _SENTENCES.split(text):
        words = " ".join(sentence.split()).strip(" .!—–-")
        if not any(map(f" {words.lower()}".__contains__, signs)):
            continue
        # A name inside a sentence is told by its capital; the first word has one anyway.
        spellings = tuple(dict.fromkeys((words, words[:1].lower() + words[1:])))
        cast = next((cast for spelling in spellings if (cast := _CAST.search(spelling))), None)
        if cast and not _SUPPOSED.search(words):
            yield Said(_vote(cast), words)
        elif not cast and not _NOT_PLAIN.search(words):
            found = [(match.end(), vote) for spelling in spellings for vote, rule in _RULE for match in rule.finditer(spelling)]
            if found:
                yield Said(max(found)[1], words)


def _vote(cast: re.Match[str]) -> Vote:
    word = next(filter(None, cast.groups()))
    return "ship" if word == "ship" else "skip" if word == "skip" else "abstain"
