"""Phrases that claim that the writer used the tool."""

import re
from collections.abc import Iterator

from panel.glance import Words, words_in

_OWN = r"(?:own\s+)?"
_STAFF = (
    r"(?:teams?|colleagues?|engineers?|developers?|group|company|people|staff|testers?|reviewers?|analysts?|interns?|customers?|users"
    r"|clients?|students?|organi[sz]ation|shop|crew)"
)
_WE = rf"(?:I|we|(?:my|our)\s+{_OWN}(?:[\w-]+\s+)?{_STAFF})"
_MINE = rf"(?:my|our)\s+{_OWN}(?:[\w-]+\s+)?"
_TRIAL = r"(?:tests?|testing|benchmarks?|benchmarking|trials?|evaluations?|experiments?|measurements?|runs?|pilots?|proofs?\s+of\s+concept|deployments?)"
_BOX = (
    r"(?:machines?|laptops?|macbooks?|box|boxes|desktops?|clusters?|workstations?|servers?|hardware|gpus?|infrastructure|phones?"
    r"|repos?|repository|repositories|monorepos?|codebases?|projects?|pipelines?|staging|production|workloads?|datasets?|data|traffic)"
)
_TIME = r"(?:hour|day|week|month|quarter|year|evening|afternoon|morning|weekend|sprint|while)s?"
_SOME = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|several|a\s+few|a\s+couple\s+of|some|the|last|most\s+of\s+an?|\d+)\s+(?:\w+\s+)?"
_IT = r"(?:it|this|them|both|(?:the|this|that|each)\s+(?:[\w-]+\s+)?[\w-]+|(?-i:[A-Z][\w.-]*(?:\s+[A-Z][\w.-]*)?))"
_DONE = (
    "tried|tested|ran|used|installed|benchmarked|deployed|measured|evaluated|integrated|timed|profiled|prototyped|piloted|migrated|wired"
    "|tinkered|played|reproduced|trialled|trialed|stress-tested|load-tested|pushed\\s+it|put\\s+it|set\\s+(?:\\w+\\s+)?up|shipped|built|clocked"
    "|rolled\\s+(?:it|this|them)\\s+out|hooked|plugged|pointed|lived\\s+with|worked\\s+with|switched\\s+(?:to|over|from)|spun\\s+(?:it\\s+)?up|fired\\s+(?:it\\s+)?up"
    "|cloned|downloaded|sandboxed|hammered|abused|poked\\s+at|fed\\s+(?:it|this|them)|threw\\s+(?:\\S+\\s+){1,6}at\\s+(?:it|this|them)|adopted|debugged|self-hosted"
)
_ALSO = r"(?:\s+(?:also|already|personally|actually|just|recently|briefly|only|even|then|first|finally|once|quickly|both|all|successfully|later|now|have|had|been|since))*"
_HAVE = r"(?:['’]ve|\s+have|\s+has|\s+had|['’]d)?"
_USING = (
    r"(?:using|running|testing|trying(?:\s+out)?|deploying|shipping|reviewing|benchmarking|evaluating|debugging|installing|living\s+with|playing\s+with"
    r"|working\s+with|building\s+(?:on|with))"
)
_BROKE = r"(?:crashed|hung|froze|choked|stalled|segfaulted|timed\s+out|fell\s+over|ran\s+out\s+of\s+memory|locked\s+up)"
_SINCE = r"(?:twice|once|(?:two|three|four|five|several|\d+)\s+times|repeatedly|after|on\s+(?:the|my|our|an?)|when|while|during|before|halfway|midway|under|within)"
_SHOWN = r"(?:took|gave|showed|felt|was|were|proved|produced|broke|failed|crashed|returned|found|worked|went|cost|left|turned|needed|ran|made|passed|flagged|caught|cut|saved|halved|doubled|held)"
_FIRST_HAND = re.compile(
    rf"""
    \b(?:
      {_WE}{_HAVE}{_ALSO}\s+(?:(?:{_DONE})\b(?!\s+to\b)|spent\s+{_SOME}{_TIME}\b(?!\s+(?:read|on\s+the\s+(?:docs|documentation|page))))
    | {_WE}{_HAVE}{_ALSO}\s+(?:put|took|taken|brought|moved|had|have|got|kept|rolled|pushed)\s+(?:{_IT}|[\w\s-]{{1,30}}?)\s+
      (?:through\s+(?:its|their)\s+paces|to\s+(?:the\s+test|work|use)\b|(?:in|into|to|live\s+in)\s+(?:production|staging)|for\s+an?\s+(?:\w+\s+)?(?:spin|ride|drive|run)
        |on\s+(?:a|our|my|the)\s+(?:[\w-]+\s+)?{_BOX}\b|over\s+to\s+it|running\b|up\s+and\s+running|installed|working)
    | {_WE}{_HAVE}{_ALSO}\s+(?:gave|given|give)\s+{_IT}\s+(?:an?|the|our|its)\s+(?:\w+\s+)?(?:spin|whirl|try|go|shot|test|run|workout|chance|month|week|day)\b
    | {_WE}{_HAVE}{_ALSO}\s+(?:kicked|kick)\s+(?:the|its|their)\s+(?:tyres|tires)
    | {_WE}{_HAVE}{_ALSO}\s+moved\s+(?:[\w-]+\s+){{1,4}}(?:over|across|onto\s+it|to\s+it)\b
    | {_WE}{_HAVE}{_ALSO}\s+been\s+{_USING}\b
    | {_WE}{_ALSO}\s+(?:was|were|am|are)\s+{_USING}\s+{_IT}
    | (?:while|when|as|whenever|every\s+time|the\s+first\s+time)\s+{_WE}\s+(?:was|were)\s+{_USING}\b
    | {_WE}{_ALSO}\s+(?:use|run|rely\s+on|trust|deploy)\s+(?:it|this|them)\s+(?:daily|every|at|in|for|on)\b
    | (?:my|our)\s+{_OWN}{_STAFF}{_ALSO}\s+(?:love[sd]?|like[sd]?|use[sd]?|hate[sd]?|rely|relie[sd]|relies|prefer(?:s|red)?|trust(?:s|ed)?|dropped|report(?:s|ed)?|enjoy(?:s|ed)?)\b
    | having\s+(?:personally\s+|actually\s+|just\s+|now\s+|once\s+)?(?:used|tried|tested|run|deployed|benchmarked|installed|lived\s+with|worked\s+with|shipped|piloted)\b
    | {_WE}{_ALSO}\s+(?:asked|told|let|made)\s+(?:it|this|them|the\s+(?:tool|agent|bot|model|cli|runner|assistant|server))\s
    | {_WE}{_ALSO}\s+(?:saw|watched|caught|clocked|got)\s+(?:it|them|the\s+tool|this)\s+\w+
    | (?:in|during|after|from|by|across|throughout|under|on|with|of|per)\s+(?:(?:all|most|some|any|each)\s+of\s+)?{_MINE}(?:{_TRIAL}|use|usage|experience|hands|week\s+with|month\s+with|time\s+with)\b
    | {_MINE}(?:experience|time|week|month|trial|pilot|test|days|weeks|months)\s+(?:with|of\s+using|running)\s+(?:it|this|them|both|the|(?-i:[A-Z]))
    | {_MINE}experience\s+(?:has|was|is)\b
    | {_MINE}{_TRIAL}\s+
      (?:show|found|find|gave|give|agree|match|said|say|told|tell|point|yield|produce|saw|left|ran|confirm|suggest|hit|prove|reveal|took|came|pass|fail|put|returned|finish|went|was|were|ended|lasted|had|with\s+it)\w*
    | after\s+{_SOME}{_TIME}\s+(?:of\s+(?:using|testing|playing|working|running|living|trying|(?:daily|heavy|real)\s+use)
      |with\s+(?:it|the\s+tool|this|them|(?-i:[A-Z])\w+))\b
    | after\s+(?:using|testing|trying|running|living\s+with|working\s+with|deploying|piloting)\s+{_IT}\s+(?:for|on|in|over|at|against)\b
    | (?:hands[- ]on|first[- ]hand)\s+(?:testing|tests?|use|usage|time|experience|review|trial|work|with|evaluation|session)\b
    | (?:worked|works|ran|running|installed|broke|crashed|failed|took|takes|finished|compiled|starts|started|loads|loaded|stood\s+up|held\s+up)\b[^.;\n]{{0,50}}
      \b(?:on|in|against)\s+(?:my|our)\s+{_OWN}(?:\w+\s+)?{_BOX}\b
    | {_USING}\s+{_IT}\s+[^.;\n]{{0,60}}?\b(?:my|our)\s+{_OWN}[^.;\n]{{0,40}}?\b{_SHOWN}\b
    | (?:running|installing|using|deploying|testing)\s+(?:it|this|them)\s+(?:[\w-]+\s+){{0,4}}?(?:took|gave|showed|felt|proved|produced|broke|failed|crashed|cost)\b
    | (?:it|(?:the|this)\s+(?:tool|cli|agent|app|server|model|bot|service|runner|extension|plugin|command|install(?:er)?|first|second))\s+(?:\w+ly\s+)?{_BROKE}\s+{_SINCE}\b
    | (?:it|(?:the|this)\s+[\w-]+|(?-i:[A-Z])\w+|that|which|they)\s+(?:\w+ly\s+)?(?:has\s+)?(?:saved|served|cost|bit|helped)\s+(?:me|us|(?:my|our)\s+team)\b
    | (?:gave|handed|returned|showed)\s+(?:me|us)\s+(?:[\w-]+\s+){{0,3}}?(?:comments?|results?|answers?|reviews?|suggestions?|output|errors?|patch(?:es)?|diffs?|fix(?:es)?|code)\b
    | (?:tested|tried|run|used|benchmarked|deployed|installed|verified|measured)\s+by\s+(?:me|us|this\s+panel|the\s+panel)\b
    | (?:this|the)\s+panel\s+(?:has\s+)?(?:tested|tried|ran|used|installed|benchmarked|measured)\b
    | (?:my|our)\s+daily\s+driver\b
    | (?:because|since|and|as)\s+I\s+did\b(?=\s*[.,;!]|$)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# One of these words stands in every such phrase; most texts have none, and the search for the phrases is dear.
_SIGNS = frozenset(
    re.findall(
        r"\w+",
        "i we my our me us having after hands hand firsthand panel running installing using deploying testing crashed hung froze choked stalled"
        " segfaulted timed fell ran locked",
    )
)
# A place of one's own that opens a clause: "On my laptop the tool starts at once".
_PLACED = re.compile(
    rf"(?:^|[.;:!?,\n]\s*|\b(?:and|but)\s+)(?P<at>(?:on|in|against|with|across|at)\s+(?:all\s+of\s+)?(?:my|our)\s+{_OWN}(?:[\w-]+\s+)?{_BOX})\b[^.;!?\n]*",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:would|could|will|might|should|can|may|must|shall|cannot|['’]d|['’]ll)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:if|unless|until|till|once|before|whether|no|not|without|never|nobody|lacks?|lacking|needs?|pending|had|wish|requires?"
    r"|rather than|instead of|neither|nor|wants?|would|cannot|\w+n['’]t)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


def first_hand(text: str, words: Words = frozenset()) -> Iterator[str]:
    """The phrases that claim the writer used the tool; denied and conditional ones ("until we have tested it") are none.

    `words` are those of the text, when they are known already.
    """
    if _SIGNS.isdisjoint(words or words_in(text)):
        return
    found = [(m.start(), m.group()) for m in _FIRST_HAND.finditer(text)]
    found += [(m.start("at"), m["at"]) for m in _PLACED.finditer(text) if not _MODAL.search(m.group())]
    for start, phrase in sorted(found):
        before = re.split(r"[.;:!?,\n]", text[max(0, start - 40) : start])[-1]
        if not _DENIED.search(before):
            yield " ".join(phrase.split())
