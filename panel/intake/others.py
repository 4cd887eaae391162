"""Whose money it is: names, headings and labels that tell a tool's own prices from other prices and from money that is no price."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from panel.intake.blocks import Block
from panel.intake.naming import bare

_NAME = r"[A-Z][\w.+-]*(?:\s[A-Z][\w.+-]*){0,2}"
_BESIDE = re.compile(
    rf"\b(?:[Uu]nlike|[Vv]s\.?|[Vv]ersus|[Cc]ompared (?:to|with)|[Cc]omparison (?:to|with)|[Aa]lternatives? to|[Ss]witch(?:ed|ing)? from|[Mm]igrat\w+ (?:away )?from|[Mm]oved (?:away )?from"
    rf"|[Cc]ompet\w+ like|[Rr]ivals? like|(?:[Cc]heaper |[Bb]etter |[Ff]aster )?[Tt]han with|(?:[Cc]heaper|[Bb]etter|[Ff]aster) than|[Ll]eaving|[Rr]eplac(?:e|ed|es|ing))\s+(?P<name>{_NAME})|(?P<first>{_NAME})(?:['’]s)?(?=\s+(?:alternatives?|competitors?|vs\.?|versus)\b)"
)
# Plans are compared with each other too.
# fmt: off
_GENERIC = frozenset((
    "free", "hobby", "starter", "basic", "pro", "plus", "team", "teams", "business", "enterprise", "scale", "growth", "premium",
    "standard", "solo", "studio", "developer", "individual", "individuals", "personal", "community", "ultimate", "lite", "essential",
    "essentials", "advanced", "professional", "company", "organization", "max", "self-hosted", "cloud", "on-premise", "monthly",
    "yearly", "annual", "price", "pricing", "plan", "plans", "our", "the", "this", "your", "other", "others", "most", "many", "all",
    "we", "you", "it", "and", "saas", "ai", "api", "open", "source",
))
# fmt: on
_OTHERS = re.compile(
    r"\b(?:vs\.?|versus|compar\w+|competit\w+|competing|rivals?|alternatives?|the rest|others?|elsewhere|testimonials?|what (?:our |your |the )?(?:\w+ )?(?:customers?|people|teams?|users|developers"
    r"|engineers|companies|leads|folks)\b|case stud\w+|(?:customer|user|success) stor\w+|(?:loved|trusted|used|praised) by|why (?:\w+ ){0,2}(?:switch\w*|choose|chose|love|move|leave)|switch(?:ed|ing)? (?:from|to)"
    r"|calculat\w+|calculate|estimat\w+|examples?|scenarios?|roi|return on investment|saves?|savings?|you(?:'ll)? save|frequently|faqs?|q ?& ?a|questions?|answers|refunds?|refer(?:ral)?s?|affiliates?|bounty|bounties"
    r"|funding|funded|investors?|investment|series [a-f]|seed round|grants?|startup program\w*|sponsors?|sponsorship|backers|donat\w+|gift cards?|free credits?|before and after|in the press|in the news|careers"
    r"|who we beat|beats?|minimums?|commitments?|commit|penalt\w+|late (?:fees?|payments?)|limits?|fine print)\b",
    re.IGNORECASE,
)
_OWN_PLANS = re.compile(
    r"\b(?:compare|comparing|comparison of)\s+(?:all\s+|our\s+|the\s+|every\s+)*(?:plans?|features?|tiers?|editions?|pricing|options|packages)\b|\b(?:plans?|features?|tiers?|package)\s+comparison\b",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\b(?:vs\.?|versus|rivals?|competit\w+|alternatives?)\b", re.IGNORECASE)
_ALONE = frozenset(("partners", "news", "blog", "jobs", "customers", "reviews", "savings", "credits", "story", "stories", "about"))
_NO_PRICE = re.compile(
    r"\b(?:late|overdue|penalt\w+|cancell?ation|terminat\w+|chargebacks?|disputes?|set[- ]?up|onboarding|installation|deposit|reconnect\w*|mahn\w*|einrichtung|"
    r"min(?:imum|\.)?(?: \w+){0,2} (?:spend|charge|fee|bill|commit\w*|purchase|order)|minimum|commitment|commit|spend(?:ing)?|spent|limits?|caps?|budget|threshold|balance|allowance|includ(?:ed|es|ing)|"
    r"(?:bonus|free|signup|sign-up|welcome|promo\w*|trial|gift|complimentary) credits?|bonus|saves?|saved|savings?|saving|discounts?|refunds?|cash ?back|rewards?|bount(?:y|ies)|referrals?|gift|grants?|prize|"
    r"donat\w+|sponsors?\w*|scholarships?|rebates?|coupons?|vouchers?|examples?|e\.g|for instance|scenario|calculator|calculated|estimat\w+|typical(?:ly)?|average|avg|median|total|subtotal|bills?|invoices?|"
    r"currently|current cost|cost today|before|after|old|was|previous(?:ly)?|former(?:ly)?|regular|original(?:ly)?|list price|full price|rrp|msrp|worth|valued|valuation|revenue|arr|mrr|raised|raises|funding|seed|series [a-f]|"
    r"salary|payroll|in-house|competit\w+|rivals?|others?|alternatives?|elsewhere|vendors?|incumbents?|traditional|market|industry|without|instead|versus|vs|compared|charges?|charged|up to|over|"
    r"less|cheaper|more than|statt|instead|loss|losses|profit|theirs?|them|(?:usage|spend(?:ing)?|budget|billing|cost) (?:alerts?|alarms?|warnings?)|assum\w+|(?:developer|engineering|engineer|staff) (?:time|hours?)|hourly rate|labou?r)\b|初期費用"
    r"|^(?:values?|credits?|amounts?|tips?|costs? of .*|prizes?|the .*)$|\b(?:at|for|to|in|on|by|with|per|and|or|the|an?)$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:we|you|they|i|he|she|who|it|is|are|was|were|has|have|had|can|will|would|could|should|pays?|paid|paying|cuts?|costs?|costing|starts|start (?:at|from)|gets?|got|gives?|includes?|earns?|sends?|sent|"
    r"charges?|went|goes|takes?|offers?|needs?|makes?|uses?|applies|apply|if|when|because|than|that|from|with|your|our|their)\b|[!?;]|\.\s",
    re.IGNORECASE,
)
_SIGN = re.compile("[$€£¥₹₩]")
_ASIDE = re.compile(r"\([^()]*\)")
_AS_YOU_GO = re.compile(r"\bpay(?:ing)?[ -](?:as[ -]you[ -]go|per[ -]use|what you use)\b", re.IGNORECASE)
_VENDORS = re.compile(
    r"^(?:tools?|vendors?|competitors?|providers?|compan(?:y|ies)|alternatives?|customers?|scenarios?|workloads?|examples?|cases?|use cases?|team size|before|monthly usage)\b",
    re.IGNORECASE,
)
_NO_COLUMN = re.compile(
    r"\b(?:bills?|total|estimat\w*|sav(?:e|ed|ing|ings)|before|after|old|was|previous(?:ly)?|regular|others?|competit\w+|rrp|msrp|discount|set-?up|limit|included|credits?|value|you pay|cost for|example|free tier|free plan|trial|overage cap)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Owner:
    """The tool whose prices are sought: its own names and those of products that its pages set it beside, letters and digits alone."""

    names: frozenset[str] = frozenset()
    rivals: frozenset[str] = frozenset()

    def own(self, label: str) -> bool:
        """Whether a label is the tool's name and nothing else."""
        return bare(label) in self.names

    def begins(self, label: str) -> bool:
        """Whether a label begins with the tool's name, or with the first word of it."""
        words = label.split()
        return bool(words) and (bare(words[0]) in self.names or any(bare(label).startswith(name) for name in self.names))

    def foreign(self, label: str) -> bool:
        """Whether a label begins with the name of another product."""
        text = bare(label)
        return not self.begins(label) and any(text.startswith(rival) for rival in self.rivals)

    def shuts(self, heading: str) -> bool:
        """Whether what stands under a heading is about others, or about money that is no price."""
        if _OWN_PLANS.search(heading) and not _VERSUS.search(heading):
            return False
        return _OTHERS.search(heading) is not None or bare(heading) in _ALONE or self.foreign(heading)

    def prices(self, label: str) -> bool:
        """Whether a label can name something that the tool sells."""
        return bool(label) and not (_SIGN.search(label) or _NO_PRICE.search(_ASIDE.sub(" ", label)) or self.foreign(label))

    def compares(self, header: Sequence[str], labels: Sequence[str]) -> bool:
        """Whether a table with these column heads and row labels sets the tool beside others."""
        if _VENDORS.match(header[0]) or any(self.foreign(cell) for cell in (*header, *labels)):
            return True
        columns = [cell for cell in header[1:] if cell]
        mixed = any(map(self.begins, columns)) and not all(self.begins(cell) or _generic(cell) for cell in columns)
        return mixed or (any(map(self.own, labels)) and not all(map(self.own, filter(None, labels))))


def owner(names: Iterable[str], texts: Iterable[Sequence[Block]]) -> Owner:
    """The owner of the pages, and the products that they set it beside."""
    own = {bare(name) for name in names if len(bare(name)) > 1}
    own |= {bare(words[0]) for name in names if len(words := name.split()) > 1 and len(words[0]) > 3 and words[0].lower() not in _GENERIC}
    rivals: set[str] = set()
    for page in texts:
        for block in page:
            if len(rivals) < 200 and len(block.text) <= 600:
                rivals.update(
                    bare(match["name"] or match["first"])
                    for match in _BESIDE.finditer(block.text)
                    if not _plain(match["name"] or match["first"])
                )
    return Owner(frozenset(own), frozenset(rival for rival in rivals if len(rival) > 2 and not any(rival.startswith(name) for name in own)))


def sells(column: str) -> bool:
    """Whether a column under this head can hold prices that hold today."""
    return _NO_COLUMN.search(column) is None


def sentence(label: str) -> bool:
    """Whether words are rather a sentence than a name."""
    return _SENTENCE.search(_AS_YOU_GO.sub("", label)) is not None or len(label.split()) > 6 or len(label) > 60


def _plain(name: str) -> bool:
    return name.split(maxsplit=1)[0].lower().strip(".") in _GENERIC


def _generic(cell: str) -> bool:
    words = re.findall(r"[\w-]+", cell)
    return not words or words[0].lower() in _GENERIC
