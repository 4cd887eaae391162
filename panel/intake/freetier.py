"""Whether a page says that the tool has a free tier: today, for good, and its own."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from panel.intake.blocks import Block
from panel.intake.naming import sentences
from panel.intake.others import Owner

_MOST = 50
_LONGEST = 300
_SAYS = re.compile(
    r"\bfree (?:tier|plan|version|forever|to use|and open[- ]source|for (?:individuals|personal use|open[- ]source|everyone|up to))\b|\bforever free\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:no|not|never|none|nothing|nobody|neither|nor|without|cannot|hardly|rarely|isn|don|doesn|won|can|didn|wasn|aren|haven|hasn|wouldn)(?:['’]t|not)?\b(?<!\bcan)(?<!\bwon)|n['’]t\b"
    r"|\b(?:until|till|end(?:s|ed|ing)?|former(?:ly)?|used to|was|were|had|previous(?:ly)?|removed?|removing|retir\w+|discontinu\w+|sunset\w*|dropp?(?:ed|ing|s)?|kill(?:ed|ing|s)?|phas(?:ed|ing) out|deprecat\w+|clos(?:ed|ing)|gone|goodbye"
    r"|farewell|expir\w+|stopp?(?:ed|ing)|stops|replac\w+|ax(?:ed|ing)|scrapp\w+|cancel(?:led|ed)|withdr\w+|abolish\w*|past|once upon)\b"
    r"|\b(?:will|soon|coming|upcoming|planned|planning|going to|consider\w*|considering|thinking about|waitlist|someday|one day|roadmap|might|may|would|could|should|if)\b"
    r"|\b(?:trial|beta|preview|launch|limited time|introductory|for (?:the )?(?:first )?(?:\d+|one|two|three|seven|fourteen|thirty|a few)[ -](?:days?|weeks?|months?|hours?)|\d+[- ]days?|first month)\b"
    r"|\b(?:rivals?|competit\w+|others?|other|most|many|some|vendors?|alternatives?|elsewhere|they|their|them|everyone else|instead of|compared)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"^Unlike [^,]{1,60},(?: which [^,]{1,60},)? ")
# Words that may begin a sentence, or stand in it with a capital letter, without being the name of another product.
# fmt: off
_COMMON = frozenset((
    "a", "an", "and", "all", "always", "at", "every", "everyone", "each", "for", "free", "forever", "get", "go", "enjoy", "here", "it",
    "its", "join", "let's", "new", "on", "open", "our", "sign", "start", "starting", "the", "there", "there's", "this", "to", "try",
    "up", "use", "we", "we're", "with", "yes", "you", "your", "hobby", "starter", "basic", "community", "developer", "developers",
    "individual", "individuals", "personal", "solo", "team", "teams", "students", "student", "educators", "nonprofits", "nonprofit",
    "source", "plan", "plans", "tier", "pricing", "pro", "plus", "lite", "cloud", "self", "hosted", "core", "standard", "begin",
    "build", "can", "is", "are", "has", "have", "includes", "include", "comes", "offers", "offer", "gives", "give", "no-cost",
    "account", "accounts", "projects", "project", "licensed", "license", "mit", "apache", "in", "by", "choose", "pick", "sure",
    "absolutely", "of", "i", "ai", "api",
))
# fmt: on
_YES = re.compile(r"^(?:yes|yep|sure|absolutely|of course|we do|it is|there is)\b", re.IGNORECASE)


def stated(page: Sequence[Block], owner: Owner, plans: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sentences that say so, each with the words that it stands in; `plans` are the names of the tool's plans."""
    known = _COMMON | {word.lower() for name in plans for word in re.findall(r"[\w'’-]+", name)}
    return islice(_said(page, owner, known), _MOST)


def _said(page: Sequence[Block], owner: Owner, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    for at, block in enumerate(page):
        if (
            block.kind not in ("text", "heading", "term")
            or block.sound != block.text
            or block.place.quoted
            or len(block.text) > 10 * _LONGEST
        ):
            continue
        if not _SAYS.search(block.text):
            continue
        said = sentences(block.text)
        after = page[at + 1].text if at + 1 < len(page) and page[at + 1].kind == "text" else ""
        for number, sentence in enumerate(said):
            if not _SAYS.search(sentence) or len(sentence) > _LONGEST:
                continue
            answer = said[number + 1 :] or sentences(after[:_LONGEST])
            following = " ".join(answer[: 1 + (len(answer[0]) < 12)])
            if sentence.endswith("?"):
                if _YES.match(following) and not _DENIES.search(following):
                    yield f"{sentence} {following}", f"{sentence} {following}"
            elif block.kind == "text" and _holds(sentence, owner, known):
                yield sentence, sentence if len(sentence) >= 12 else f"{sentence} {following}"


def _holds(sentence: str, owner: Owner, known: frozenset[str]) -> bool:
    sentence = _ASIDE.sub("", sentence)
    match = _SAYS.search(sentence)
    if match is None or _DENIES.search(sentence):
        return False
    names = re.findall(r"(?<![\w-])[A-Z][\w'’.-]*", sentence[: match.start()])
    return all(_ours(name, owner, known) for name in names)


def _ours(name: str, owner: Owner, known: frozenset[str]) -> bool:
    word = re.sub(r"['’]s\Z", "", name.rstrip("."))
    return word.lower() in known or any(part.lower() in known for part in [word]) or owner.begins(word)
