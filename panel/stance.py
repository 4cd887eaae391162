"""Which tool a sentence puts before the other, and in whose name it does so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from panel.standing import COUNTED

Strength = Literal["outcome", "fit", "ship"]
Voice = Literal["panel", "critics", "counted", "argument"]


@dataclass(frozen=True, kw_only=True)
class Stance:
    """One tool put before the other (`good`) or behind it; `side` is "?" when a description stands where a name should.

    An `outcome` says who won, a `fit` which is the better or right one, a `ship` that it clears the bar. `critics` are the numbers of
    the personas in whose voice it stands. `advice` tells the reader what to do.
    """

    side: str
    good: bool
    strength: Strength
    phrase: str
    voice: Voice
    critics: tuple[int, ...] = ()
    denied: bool = False
    supposed: bool = False
    advice: bool = False
    granted: bool = False


class _Form(NamedTuple):
    pattern: str
    good: bool
    strength: Strength
    advice: bool = False
    own_subject: bool = True  # the tool, or a noun of the judgement itself, is the subject: a critic named before it is not


def _any(words: str) -> str:
    """Alternatives, written with plain spaces over several lines."""
    return "(?:" + re.sub(r"\s+", r"\\s+", re.sub(r"\s*\n\s*", "", words.strip())) + ")"


# A judgement is read as who, link and judgement, so that each word of one list meets each of the others.
_T = r"(?P<t>TOOL[AB?])(?!'s)"
_STRANGER = (
    r"(?-i:^(?!(?:It|Its|This|That|These|Those|There|Neither|Both|Nothing|None|Here|What|Who|Which|The|An?|In|On|At|To|Of|Each|One|Two|Three|Four|No|Nobody"
    r"|PERSONA|TOOL|Only|Most|Half|All|Every|Any|Another|Some|Such|Whoever|Whichever|Everyone|Everything)\w*\b)[A-Z][\w-]+)"
)
_WHO = rf"(?:(?P<t>TOOL[AB?])(?!'s)|(?P<it>\b(?:it|which|that|this(?:\s+one)?)\b)|(?P<u>{_STRANGER}))"
_FILL = r"(?:\s+(?!TOOL|PERSONA|(?:and|but|or|who|whose|if|than|because|since|when|where|what|for|with|from|after|as|panel|critics?|reviewers?|picks?)\b)[\w'%-]+)"
_DET = r"(?:\s+(?!TOOL|PERSONA|(?:and|but|if|than|because|when|where|what|to|for|that|which|with|on|in|of)\b)[\w'-]+){0,4}?\s+"
_IS = _any(
    r"""(?:is|was|are|be|been|remains?|remained|looks?|looked|seems?|appears?|feels?|makes?|made|emerges?|emerged|becomes?|became|stands?|proves?
    |proved|comes?|came|ends? up|ended up|counts|serves|ranks?|ranked)(?: as| to be)?"""
)
_HAS = _any(
    r"""has|had|have|holds?|held|gets?|got|takes?|took|earns?|earned|wins?|won|receives?|received|draws?|drew|attracts?|attracted|enjoys?|enjoyed
    |commands?|deserves?|claims?|gains?|gained|makes?|made|secures?|secured|captures?|captured|carries|carried|merits?|collects?|keeps?"""
)
_MERIT = _any(
    r"""better|best|stronger|strongest|safer|safest|right|smarter|smartest|superior|preferred|sensible|wiser|wisest|wise|smart|sounder|sound|top|clear
    |obvious|natural|winning|overall|good|solid|fine|finest|preferable|default|ideal|proper|prudent|logical|stand-?out|first|safe|go-to|reasonable|correct
    |(?:more|most) (?:convincing|sensible|compelling|persuasive|attractive|solid|deserving|appealing|impressive|prudent|reasonable|dependable|capable)"""
)
_THING = _any(
    r"""choice|pick|tool|option|bet|one|answer|call|recommendation|buy|purchase|investment|fit|solution|way (?:to go|forward)|deal|product|decision
    |candidate|contender|selection|package|partner|all-rounder|reviewer|assistant|platform|library|framework|model|agent|service|vendor"""
)
_DO = _any(
    r"""ship|pick|choose|buy|get|have|install|adopt|use|trust|take|beat|want|keep|go with|go for|run|recommend|back|start with|deploy|put|prefer|bring
    |bet on|own"""
)
_END = _any(r"(?= (?:than|overall|here|by a|to TOOL|all round|in the end|of the two|on balance)\b|\W*$|[.,;!])")
_CROWD = _any(
    r"panel|critics|reviewers|personas|majority|room|jury|judges|us|everyone|everybody|most|more|readers|(?:more )?(?:critics|votes?)"
)
_PRIZE = _any(
    r"""nod|edge|crown|upper hand|victory|win|prize|honou?rs|laurels|trophy|blessing|endorsement|recommendation|thumbs up|lead|last word|day|title
    |first place|top spot|pole position|green light|go-ahead|seal of approval|(?:panel|critics|majority|jury) (?:behind|with) it|momentum|inside track|last laugh|wind (?:at|in|behind)|better of it
    |(?:our|the|my|panel's|their) (?:vote|money|heart|trust|confidence|backing|support|approval|favou?r|pick|verdict)
    |(?:broad|wide|strong|most|more|clear|solid|widespread|general|full) (?:support|backing|approval)
    |(?:support|backing|approval|trust|confidence|majority|favou?r) (?:among|of|from) (?:most of )?(?:the|most|our)
    |(?:stronger|better|best|strongest|winning|more (?:convincing|persuasive|compelling)) (?:case|arguments?|hand|side|claim|position|record|showing)
    |(?:spot|place|seat) (?:in|on)|majority"""
)
_WINS = _any(
    r"""wins?|won|prevail\w*|triumph\w*|leads?|led|edge[sd]?|beats?|outrank\w*|outperform\w*|outclass\w*|outscor\w*|outd[oi]\w*|outshin\w*|outpac\w*
    |outweigh\w*|tops|topped|trump\w*|pips?|pipped|bests?|defeat\w*|surpass\w*|eclips\w+|overtak\w+|overtook|dominat\w+|sweeps|swept|clinch\w*|pulls? ahead
    |(?:walks?|runs?|walked|ran) (?:away|off)|t(?:akes?|ook) (?:it|the (?:\w+ )?(?:win|day|crown|lead|verdict|title|prize|nod|panel|honou?rs|round|cake))
    |(?:comes?|came|finish\w*|ranks?|ranked|stays?|places?|placed|goes|went) (?:out |in |up )?(?:on top|ahead|first|in front|highest|(?:a|the) winner)
    |ha[sd] it|carr(?:ies|ied) (?:it|the (?:\w+ )?(?:day|panel|vote|room))
    |(?:convince[sd]|persuade[sd]|won over|wins over|swayed|impressed|satisfie[sd]|won) (?:(?:the|most|of|over) )*CROWD
    |goes home with|stands (?:above|taller|tall)|makes (?:more|most|the most|better) sense|rules|reigns|shines brighter|nose[sd] ahead|scrapes (?:through|home|by)
    |(?:should|must|ought to) be (?:in|on|your|our|the|every\w*|used|chosen|shipped|installed|picked|adopted|bought|preferred)
    |belongs (?:in|on)|has what it takes"""
).replace("CROWD", _CROWD)
_WINNER = _any(
    r"""winners?|victor|victorious|champion|favou?rite|front-?runner|leader|ahead|in front|in the lead|on top|number one|recommended
    |(?:preferred|favou?red|endorsed|crowned|backed)(?! by (?:PERSONA|\w+ (?:of|critics?)))
    |(?:(?:our|their|panel's|overall|final)(?: \w+)?|the(?: (?:clear|obvious|overall|final|panel's|critics'))?) (?:pick|choice|recommendation|answer|verdict|preference|selection)"""
)
_WHERE = _any(r"where (?:the|we|most|our)|what (?:we|you|teams|most|readers|everyone|anyone|the panel)|first(?=\W*$|[.,;]| place| in line)")
_FIT = _any(
    r"""MERIT (?:[\w-]+ )?THING|(?:one|tool|option|product|choice|name|contender) (?:to DO|(?:that )?(?:we|you|teams|they|everyone|most))
    |way to go|(?:better|superior|stronger|safer|wiser|smarter|sounder|preferable)END|more (?:convincing|persuasive|compelling|sensible|attractive|impressive)
    |(?:a|one) (?:notch|cut|step|head|class|level|shade) (?:above|better|ahead|up)|above TOOL|second to none|(?:hard|tough) to beat|unbeat\w+|unrivall?ed
    |unmatched|best(?=\W*$|[.,;])|a safe bet|worth (?:buying|the money|it|having|installing|adopting|choosing|picking)"""
)
_FIT = _FIT.replace("MERIT", _MERIT).replace("THING", _THING).replace("DO", _DO).replace("END", _END)
_READY = _any(
    r"""(?:good|mature|solid|safe|strong|stable) enough(?=\W*$| (?:to|for))|(?:ready|fit|safe) (?:for (?:production|prime time)|to ship)|production-ready
    |worth (?:shipping|a ship)|shippable"""
)
_CLEARS = _any(
    r"""(?:earns?|earned|gets?|got|deserves?|merits?|receives?|wins?|collects?) (?:a|its|the) (?:panel's )?ship(?! vote)
    |(?:clears?|cleared|passes|passed|meets?|met) (?:the )?(?:bar|muster|test|threshold|cut)|ma(?:kes?|de) the (?:cut|grade)|passe[sd](?=\W*$)"""
)
_LOSES = _any(
    r"""loses?|lost|falls? behind|fell behind|trail\w*|lags?|lagg\w+
    |(?:comes?|came|finish\w*|ranks?|places?) (?:in |out |off )?(?:second|last|worse|behind|below|a (?:\w+ )?second)|bows? (?:to|out)|yields? to
    |gives? way|ha[sd] to settle|settles for second|pales?|takes second|struggles? to keep|plays? second fiddle|end(?:s|ed)? up (?:in )?(?:second|last|behind)|disappoint\w*|underwhelm\w*|drops? out|[iw]s voted (?:down|out)|was voted (?:down|out)
    |(?:cannot|can't|could not|couldn't|does not|doesn't|did not|didn't|fail(?:s|ed)? to|never) (?:quite |really )?(?:match|beat|keep up|keep pace|compete|measure up|live up|hold its own|catch up|stand up|hold a candle)"""
)
_BEHIND = _any(
    r"""behind(?! (?:the|an?|its))|beaten|defeated|inferior|loser|runner-?up|also-ran|no match|outclassed|outmatched|outdone|second[ -]best
    |second(?=\W*$|[.,;]| (?:choice|place))|(?:weaker|worse)END|(?:weaker|weakest|worse|worst|wrong|poorer|riskier|lesser|second) (?:[\w-]+ )?THING
    |best avoided|to be avoided|dead in the water|out of the (?:race|running)|not (?:in the same league|a contender|the (?:one|tool|answer) to)|unconvincing|disappointing"""
)
_BEHIND = _BEHIND.replace("THING", _THING).replace("END", _END)
_MISSES = _any(
    r"falls? short|fell short|misses the (?:bar|cut)|comes? up short|fails (?:the (?:bar|test)|to (?:clear|convince|persuade|earn))"
)

_CHOOSE = _any(
    r"""ships?|shipped|(?:go(?:es)?|went) (?:with|for)|choos\w+|chose|pick(?:s|ed)?|takes?|took|adopt(?:s|ed)?|buys?|bought|prefer(?:s|red)?
    |recommend(?:s|ed)?|suggest(?:s|ed)?|advises?|favou?r(?:s|ed)?|back(?:s|ed)?|sid(?:es?|ed) with|crown(?:s|ed)?|opt(?:s|ed)? for
    |(?:is )?(?:lean(?:s|ed|ing)?|incline[sd]?) (?:to|towards?)|start with|default to|reach for|settle[sd]? (?:on|for)|land(?:s|ed)? (?:on|with)
    |end(?:s|ed)? up (?:with|at|on)|c[oa]mes? down (?:for|on|in)(?: (?:the side|favou?r) of)?|decide[sd]? (?:for|on|in favou?r of)|vote[sd]? (?:for|in favou?r of)
    |warm(?:s|ed)? to|tak(?:e|es) to|took to|sign(?:s|ed)? up (?:for|with)|look(?:s|ed)? (?:at|to)|turn(?:s|ed)? to|st(?:ands?|ood) (?:with|behind|by)|bets? on|sticks? with|plump(?:s|ed)? for|root(?:s|ed)? for|endors\w+|gravitate[sd]? to(?:wards?)?
    |points? to(?:wards?)?|agreed? on|f(?:inds?|ound) for|rule[sd] (?:for|in favou?r of)|c(?:omes?|ame) out (?:for|in favou?r of)|rall(?:y|ies|ied) (?:behind|around)|swings? (?:to|towards?)|(?:would )?rather (?:have|use|ship|take|run)
    |(?:is|are|was|were) (?:with|behind|for|on the side of)|hands? (?:it|the \w+) to|trusts?"""
)
_TAKE = r"(?:use|get|have|install|try|deploy|run|choose|pick|take|buy|ship|adopt|want|keep|grab|trust)"
_LEADING = r"(?:^|[:,;\u2014-]\s*|\b(?:so|then|just|simply|and|therefore|instead|please|thus|hence|or)\s+)"
_PUBLIC = r"(?:panel|we|us|you|teams|readers|everyone|everybody|anyone|people|buyers|companies|developers|critics|reviewers|jury|majority|one(?=\s+should)|i)"
_MODAL = r"(?:should|would|must|will|can|could|ought\s+to|do\s+well\s+to|had\s+better|need\s+to|want\s+to)"
_TOWARDS = _any(
    r"""(?:is|are|was|were|goes|go|went|belongs?|lies|lie|sits?|falls?|fell|tips?|tipped|tilts?|tilted|leans?|leaned|points?|pointed|swings?|swung
    |comes? down|came down|rests?|remains?|speaks?|moves?|moved|(?:would|must|should|can only|has to) be|favou?rs?|favou?red|backs?|supports?|here is)(?: (?:simply|just|therefore|still|\w+ly))?(?: (?:with|on|for|to|towards?|in favou?r of|behind|at|in the direction of|on the side of))?"""
)
_NOUN = _any(
    r"""money|hearts?|vote|nod|edge|win|victory|crown|prize|honou?rs|laurels|verdict|decision|choice|pick|recommendation|answer|advice|preference|balance
    |scales?|weight|evidence|needle|momentum|advantage|bets?|everything|signs?|(?:better|stronger|best|more convincing|balance of) (?:arguments?|case|reasons?)
    |result|outcome|conclusion|upper hand|winner|victor|favou?rite|front-?runner|leader|sympath(?:y|ies)|lead|MERIT (?:[\w-]+ )?THING|one to DO"""
)
_NOUN = _NOUN.replace("MERIT", _MERIT).replace("THING", _THING).replace("DO", _DO)
_BE_LINK = rf"{_WHO}{_FILL}{{0,3}}?\s+{_IS}{_DET}"

_FORMS = (
    _Form(rf"{_WHO}{_FILL}{{0,3}}?\s+{_WINS}\b", good=True, strength="outcome"),
    _Form(rf"{_BE_LINK}{_WINNER}\b", good=True, strength="outcome"),
    _Form(rf"{_BE_LINK}{_WHERE}", good=True, strength="outcome"),
    _Form(rf"{_BE_LINK}{_FIT}(?!\w)", good=True, strength="fit"),
    _Form(rf"{_BE_LINK}{_READY}(?!\w)", good=True, strength="ship"),
    _Form(rf"{_WHO}{_FILL}{{0,3}}?\s+{_CLEARS}\b", good=True, strength="ship"),
    _Form(rf"{_WHO}{_FILL}{{0,3}}?\s+{_HAS}{_DET}{_PRIZE}\b", good=True, strength="outcome"),
    _Form(rf"{_WHO}{_FILL}{{0,3}}?\s+{_LOSES}\b", good=False, strength="outcome"),
    _Form(rf"{_BE_LINK}{_BEHIND}(?!\w)", good=False, strength="outcome"),
    _Form(rf"{_WHO}{_FILL}{{0,3}}?\s+{_MISSES}\b", good=False, strength="ship"),
    _Form(rf"{_T}\s+(?:first\b|by\s+a\s+\w+|hands\s+down|all\s+the\s+way|every\s+time|any\s+day)", good=True, strength="outcome"),
    _Form(rf"{_T}\s+it\s+is\b", good=True, strength="outcome"),
    _Form(rf"{_T}\s+second\b", good=False, strength="outcome"),
    _Form(
        rf"{_T},\s+(?:the|our|this)\s+(?:[\w'-]+\s+){{0,2}}?(?:{_WINNER}|pick|choice|{_MERIT}\s+{_THING})\b", good=True, strength="outcome"
    ),
    _Form(rf"{_T}\s+(?:over|above|ahead\s+of|rather\s+than|instead\s+of|before)\s+TOOL[AB]", good=True, strength="fit", own_subject=False),
    _Form(rf"\bmakes?\s+{_T}\s+(?:[\w'-]+\s+){{0,2}}?{_FIT}", good=True, strength="fit"),
    _Form(
        rf"\b(?:consider\w*|call\w*|f(?:ind|ound)s?|rat(?:e|es|ed)|deem\w*|judg\w+|regard\w*|s(?:ee|aw)s?|think\w*)\s+{_T}\s+(?:(?:as|to\s+be|is)\s+)?(?:[\w'-]+\s+){{0,2}}?(?:{_FIT}|{_WINNER})",
        good=True,
        strength="fit",
        own_subject=False,
    ),
    _Form(
        rf"\b(?:no\s+further\s+than|(?:nothing|no\s+other\s+\w+|neither)\s+(?:beats|matches|tops|rivals|comes\s+close\s+to))\s+{_T}",
        good=True,
        strength="outcome",
        advice=True,
    ),
    _Form(rf"{_T}{_FILL}{{0,3}}?\s+serve\b[^,;.]*\bbetter\b", good=True, strength="fit"),
    _Form(rf"\b(?:best|better)\s+served\s+by\s+{_T}", good=True, strength="fit"),
    _Form(
        rf"\b{_NOUN}(?:\s+(?:of|in|at|from)\s+(?:the\s+|this\s+|our\s+)?\w+)?(?:\s+(?:now|here|also|\w+ly))?\s+{_TOWARDS}\s+(?:the\s+)?{_T}",
        good=True,
        strength="outcome",
    ),
    _Form(rf"\b(?:{_NOUN}|{_DO}|choice|should|recommend\w*|verdict)\b[^.;:]*:\s*{_T}(?=\W*$)", good=True, strength="outcome"),
    _Form(rf"\b(?:and|so)\s+(?:that|this)\s+is\s+{_T}(?=\W*$)", good=True, strength="outcome"),
    _Form(
        rf"\b(?:arguments?|case|reasons?)\s+for\s+{_T}\s+(?:\w+\s+)?(?:weigh|prevail|carr|win|count|outweigh)\w*",
        good=True,
        strength="outcome",
    ),
    _Form(rf"\bwhich\s+(?:is|means|would\s+be)\s+{_T}(?=\W*$|,)", good=True, strength="fit"),
    _Form(rf"\bthat\s+leaves\s+{_T}", good=True, strength="outcome"),
    _Form(rf"\bit\s+(?:is|was|(?:would|has\s+to|must)\s+be)\s+(?:with\s+)?{_T}(?=\W*$)", good=True, strength="outcome"),
    _Form(rf"^(?:(?!TOOL|PERSONA)[\w'-]+\s+){{0,5}}(?!TOOL|PERSONA)[\w'-]+[,:]\s*{_T}(?=\W*$)", good=True, strength="outcome"),
    _Form(rf"^(?:so\s+|then\s+|overall\s+)?{_T}(?=\W*$)", good=True, strength="outcome"),
    _Form(
        rf"{_LEADING}(?:\w+ly\s+|always\s+|do\s+|should\s+|would\s+|must\s+)*(?:{_CHOOSE}|{_TAKE})\s+{_T}",
        good=True,
        strength="outcome",
        advice=True,
        own_subject=False,
    ),
    _Form(
        rf"\b{_PUBLIC}(?:\s+(?:\w+ly|also|still|just|{_MODAL}|did|do|has|have|had|all|itself|only|is|are|be))*\s+{_CHOOSE}\s+{_T}",
        good=True,
        strength="outcome",
        advice=True,
    ),
    _Form(rf"\b{_PUBLIC}\s+{_MODAL}\s+(?:\w+ly\s+)?{_TAKE}\s+{_T}", good=True, strength="outcome", advice=True),
    _Form(
        rf"\b(?:advice|{_NOUN}|suggestion|thing\s+to\s+do|best|better|wise|wiser|safest|safe|sensible)\s+(?:\w+\s+)?to\s+(?:{_CHOOSE}|{_TAKE})\s+{_T}",
        good=True,
        strength="outcome",
        advice=True,
    ),
    _Form(
        rf"\b(?:cannot|can't|can\s+hardly|won't|will\s+not)\s+go\s+(?:far\s+)?wrong\s+with\s+{_T}",
        good=True,
        strength="outcome",
        advice=True,
    ),
)

_LATTER = re.compile(
    r"\bthe\s+(?:rival|competitor|opponent|alternative)\s+(?:of|to)\s+TOOL(?P<of>[AB])|\bthe\s+(?:(?P<latter>latter|second\s+(?:one|tool|option|of\s+the\s+two|named))|(?P<former>former|first\s+(?:one|tool|option|of\s+the\s+two|named)))\b"
    r"|\b(?:its|the)\s+(?:only\s+)?(?P<other>rival|challenger|competitor|opponent|other\s+(?:one|tool|option)|underdog|alternative)\b(?!\s+(?:two|three|four))",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(
    r"\b(?:the|an?)\s+(?:\w+\s+)?(?:tool|one|option|product|contender|newcomer|incumbent|cheaper|dearer|younger|older|name|reviewer)"
    r"(?:\s+(?:that|which|whose|with|of|from|starting|beginning)\b\s+\w[^,.;]{0,40}?)?(?=\s+(?:is|was|wins|takes|comes|deserves|gets|has|would\s+be|should\s+be)\b(?!\s+TOOL))",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"\bnot\s+(?:only|just|merely)\b|\b(?:no|without(?:\s+a)?|beyond)\s+(?:doubt|question)\b|\bnothing\s+but\b", re.IGNORECASE
)
_ASPECT = re.compile(
    r"\s*(?:on|in|at)\s+(?!(?:balance|points|paper|every|all|almost|nearly|most|both|each|merits?|top|average|front|sum|short|total|general|this|our|practice|fact|many|an?|TOOL."
    r"|its\s+favou?r|the\s+(?:panel|whole|end|count|strength|eyes|long\s+run|comparison))\b)(?:its\s+|the\s+)?\w",
    re.IGNORECASE,
)
_BY_COUNT = re.compile(
    r"\s*(?:on|in|by|with|the|of)?\s*(?:the\s+|more\s+)*(?:\w+\s+)?(?:picks?|votes?|ballots?|count|shares?)\b", re.IGNORECASE
)
_NOT = r"\b(?:no|not|never|neither|nor|hardly|without|cannot|nobody|none|nothing|far\s+from|less\s+than|short\s+of|\w+n't"
_DENIED_BEFORE = re.compile(rf"{_NOT}|rather\s+than|instead\s+of)\b[^,;:]{{0,45}}$", re.IGNORECASE)
_DENIED_WITHIN = re.compile(rf"{_NOT})\b(?!\s+(?:match|one)\b)", re.IGNORECASE)
_VACUOUS = re.compile(
    r"\bif\s+(?:you|we|one|i|pressed|pushed|forced|asked|only|it\s+must|in\s+doubt)\b|\b(?:pushed|forced|pressed|asked)\s+to\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|unless|whether|until|before|without)\b|\b(?:should|were|had)(?=\s+(?:TOOL|PERSONA|the|an?|one|both)\b)", re.IGNORECASE
)
_WOULD = re.compile(r"\b(?:would|could|might|may)\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:picks?|votes?|ballots?|benchmarks?|prices?|pricing|support|terms|licen[cs]e|answers?|evidence|figures?|proof|tests?|audit|data|publish\w*|change\w*|release|another"
    r"|more|second|move|drop|cut|fix|integration|study|limits?|critics?|list|plan|results?|documentation|guarantee|report|what|that|which)\b[^.;]*?\b(?:would|could|might|may)\b",
    re.IGNORECASE,
)
ARGUES = _any(
    r"""says?|said|argues?|argued|holds?|thinks?|writes?|concedes?|grants?|admits?|notes?|finds?|believes?|adds?|insists?|maintains?|objects?|counters?|claims?|warns?|observes?
    |points out|replies|allows?|acknowledges?|stresses|reasons?|contends?|suggests?|agrees?|calls?|considers?|judges?|regards?|sees?"""
)
_GRANTS = re.compile(r"\b(?:concede|grant|admit|acknowledge|allow)\w*\b", re.IGNORECASE)
GROUP = r"PERSONA\d*(?:'s)?(?:(?:,\s*(?:and\s+)?|\s+(?:and|or|nor)\s+)PERSONA\d*(?:'s)?)*"
_ASIDE = re.compile(rf",\s*(?:as\s+)?(?P<who>{GROUP})\s+(?:\w+ly\s+)?(?P<verb>{ARGUES}),", re.IGNORECASE)
_TRAILING = re.compile(
    rf",\s*(?:as\s+)?(?:(?P<verb>{ARGUES})\s+)?(?P<who>{GROUP})(?:\s+(?:\w+ly\s+)?(?P<verb2>{ARGUES}))?(?=[.!?;,]|$)", re.IGNORECASE
)
_BREAK = re.compile(r"[;]|\b(?:but|while|whereas|yet|though|although)\b", re.IGNORECASE)
_JOINT = re.compile(r",\s+(?:and|so)\b|\bso\b", re.IGNORECASE)
_SPEAKER = re.compile(
    rf"(?P<critics>{GROUP})|\b(?P<panel>panel|we|us|our|(?<!for )(?<!to )(?<!with )you|teams|readers|everyone)\b", re.IGNORECASE
)
_ARGUMENT = re.compile(
    r"\b(?:arguments?|case|reasons?|objections?|dissent\w*|minority|counter-?arguments?)\b(?=\s+(?:for|against|in|to|of|that|is|was|rests|holds|made|says)\b)",
    re.IGNORECASE,
)


# A word of choosing beside a tool is a judgement too, whatever the grammar between them.
_CHOICE = re.compile(
    _any(
        r"""\b(?:convinc\w*|persua\w*|deserv\w*|regret\w*|resist\w*|consensus|verdict|debate|decid\w*|decision|choices?|choos\w+|chosen?|pick(?:s|ed|ing)?|buy|bought
        |prefer\w*|recommend\w*|win(?:s|ner|ning)?|won|worth\w*|trust|superior|shines?|shining|fans|champion\w*|chance|favou?r\w*|advis\w+|endors\w+
        |approv\w+|reject\w*|ship(?:s|ped|ping)?|adopt\w*|install|shortlist|smarter|safer|wiser|(?:reach|reached) for|gone? with|settles?|nose|beat\w*|lose[sr]?|lost
        |prevail\w*|triumph\w*|crown\w*|mature|impress\w*|attention|said for|best|better(?! \w+ed\b)(?! on\b)|hit|star|standout|contest|race|verdicts?|dominant|warm\w*|league|sign up|excel\w*|ideal|perfect|pays off|delight\w*|supreme|leaders?|sensational|brilliant|great|excellent
        |outstanding|formidable|promising|stellar
        |enthusias\w*|unanim\w*|must-have|bargain|no-brainer|obvious|clear|hands)\b"""
    ),
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:who|whoever|whether|which(?:ever)?|between|than|either|neither|both|how|why|what|when|thing|argument\w*|reasons?|case|objections?|questions?|doubts?|criteri\w+|of)\s+(?:\w+\s+){0,3}$|\?|\b(?:teams?|anyone|buyers?|readers?|those|company|people)\s+that\s+$",
    re.IGNORECASE,
)
# Critics, counts and two tools side by side are not read as one tool's praise.
_OTHERWISE_READ = re.compile(
    r"PERSONA|\d|\bpicks\s+(?:are|go|favou?r|lean|point|run)\b|\b(?:best|strongest|most|worst)\s+(?:that|thing|point|to\s+be\s+said|one\s+can)\b|\b(?:votes?|ballots?)\b|\b(?:on|more)\s+(?:the\s+)?picks\b|TOOL[AB?](?!.*\b(?:than|against|over|before)\b.*TOOL).*TOOL[AB?]"
)
_SPLIT = re.compile(r"[,;:()\u2014]|\s-\s|\b(?:but|while|whereas|yet|though|although|because|since)\b", re.IGNORECASE)


@cache
def _patterns() -> tuple[tuple[_Form, re.Pattern[str]], ...]:
    return tuple((form, re.compile(form.pattern, re.IGNORECASE)) for form in _FORMS)


def stances(sentence: str, *, said: str) -> Iterator[Stance]:
    """The stances of one masked sentence (TOOLA, TOOLB, PERSONA0 ...); `said` stands before it."""
    sentence = _CLAIMED.sub("surely", _DESCRIBED.sub("TOOL?", named(_fronted(sentence.strip()), said)))
    found = list(_formed(sentence, said))
    yield from found or _unformed(sentence)


def _formed(sentence: str, said: str) -> Iterator[Stance]:
    for form, pattern in _patterns():
        for m in pattern.finditer(sentence):
            side = _side(m, said + " " + sentence[: m.start()])
            rest = sentence[m.end() :]
            if side and not (form.strength != "ship" and (_ASPECT.match(rest) or _BY_COUNT.match(rest))):
                yield _stance(form, m, sentence, side)


def _unformed(sentence: str) -> Iterator[Stance]:
    """A clause that has a word of choosing and a tool: for that tool, unless it is denied."""
    breaks = list(_SPLIT.finditer(sentence))
    for start, end in zip([0, *(m.end() for m in breaks)], [*(m.start() for m in breaks), len(sentence)], strict=True):
        clause = sentence[start:end]
        word, tool = _CHOICE.search(clause), re.search(r"TOOL([AB?])(?!'s)", clause)
        if not (word and tool) or COUNTED.search(clause) or _OTHERWISE_READ.search(clause):
            continue
        before = clause[: min(word.start(), tool.start())]
        if not (_OPEN.search(before) or _ASPECT.match(clause[word.end() :])):
            form = _Form("", good=True, strength="fit", own_subject=tool.start() < word.start())
            voice, critics, between = _voice(form, sentence[:start] + before, "")
            yield Stance(
                side=tool[1],
                good=True,
                strength="fit",
                phrase=clause,
                voice=voice,
                critics=critics,
                denied=bool(_DENIED_WITHIN.search(clause)),
                supposed=supposed(sentence, sentence[:start], clause),
                granted=bool(_GRANTS.search(between)),
            )


def _stance(form: _Form, m: re.Match[str], sentence: str, side: str) -> Stance:
    before = sentence[: m.start()]
    voice, critics, between = _voice(form, before, m.group())
    inner = form.good and not form.advice and "rather" not in form.pattern and _DENIED_WITHIN.search(m.group())
    return Stance(
        side=side,
        good=form.good,
        strength=form.strength,
        phrase=m.group(),
        voice=voice,
        critics=critics,
        denied=bool(inner or _DENIED_BEFORE.search(before)),
        supposed=supposed(sentence, before, m.group(), advice=form.advice and voice == "panel"),
        advice=form.advice,
        granted=bool(_GRANTS.search(between)),
    )


def _fronted(sentence: str) -> str:
    """The sentence with its speaker first: "B, the Skeptic argues, is safer" as "the Skeptic argues B is safer"."""
    for pattern in (_ASIDE, _TRAILING):
        m = pattern.search(sentence)
        verb = m and next((v for name, v in m.groupdict().items() if name.startswith("verb") and v), None)
        if m and verb:
            return f"{m['who']} {verb} {sentence[: m.start()]} {sentence[m.end() :].lstrip()}"
    return sentence


def named(sentence: str, said: str) -> str:
    """The sentence with the tools that "the latter" and "its rival" mean; TOOL? where nothing says which."""

    def meant(m: re.Match[str]) -> str:
        if m["of"]:
            return {"A": "TOOLB", "B": "TOOLA"}[m["of"].upper()]
        known = re.findall(r"TOOL[AB]", said + " " + sentence[: m.start()])
        last = known[-1] if known else "TOOL?"
        other = {"TOOLA": "TOOLB", "TOOLB": "TOOLA"}.get(last, "TOOL?")
        return last if m["latter"] else other

    return _LATTER.sub(meant, sentence)


def _side(m: re.Match[str], before: str) -> str:
    groups = m.groupdict()
    if groups.get("t"):
        return str(groups["t"])[-1].upper()
    if groups.get("u"):
        return "?"
    known = re.findall(r"TOOL([AB?])", before)
    return known[-1] if known else ""


def supposed(sentence: str, before: str, phrase: str, *, advice: bool = False) -> bool:
    """Whether a phrase says what would be, not what is."""
    if advice or _VACUOUS.search(sentence):
        return False
    conditions = list(_IF.finditer(before))
    inside = bool(conditions) and not re.search(r"[,;]", before[conditions[-1].end() :])
    modal = _WOULD.search(before + phrase)
    return bool(inside or (modal and (_IF.search(sentence) or _CHANGE.search(before + phrase))))


def _voice(form: _Form, before: str, phrase: str) -> tuple[Voice, tuple[int, ...], str]:
    """Who speaks, by number when it is a critic, and what stands between the speaker and the judgement."""
    clauses = _BREAK.split(before)
    # "The Skeptic would ship both but picks PRWise" has one subject.
    clause = clauses[-2] if not form.own_subject and not clauses[-1].strip() and len(clauses) > 1 else clauses[-1]
    if form.advice and not form.own_subject and re.match(r"[,;](?!\s*(?:would|should|must|\w+s|\w+ed|chose|took)\b)|so\b", phrase):
        # "If one of the two it must be, take ..." and "she likes it, so take ..." tell the reader.
        clause = ""
    joint = form.own_subject and not re.match(r"(?:it|which|that|this)\b", phrase, re.IGNORECASE)
    speakers = [*_SPEAKER.finditer(clause)]
    counts = [m.span() for m in COUNTED.finditer(clause)]
    last = speakers[-1] if speakers else None
    if form.advice and form.own_subject:
        counted_ones = any(
            m.start() <= len(before) and re.fullmatch(r"\s*(?:\w+\s+)?", before[m.end() :]) for m in COUNTED.finditer(before + phrase)
        )
        return "counted" if counted_ones else "panel", (), ""
    if counts and (not last or counts[-1][1] > last.start()) and not (joint and _JOINT.search(clause[counts[-1][1] :])):
        return "counted", (), clause[counts[-1][1] :]
    if last and last["critics"] and not (joint and _JOINT.search(clause[last.end() :])):
        return "critics", tuple(int(n) for n in re.findall(r"PERSONA(\d+)", last["critics"])), clause[last.end() :]
    if not last and _ARGUMENT.search(clause):
        return "argument", (), clause
    return "panel", (), ""


def spoken_by_critics(before: str) -> bool:
    """Whether a critic or a counted group of them, not the panel, is the subject of what follows."""
    form = _Form("", good=True, strength="outcome", own_subject=False)
    return _voice(form, before, "")[0] in ("critics", "counted")
