"""How pages write money: an amount, its currency, and what it is paid for, in the spellings of a dozen countries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

CODES = (
    "USD|EUR|GBP|JPY|CNY|RMB|CHF|CAD|AUD|NZD|HKD|SGD|INR|KRW|BRL|MXN|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|RUB|TRY|ILS|THB|VND|UAH|ZAR"
    "|AED|SAR|TWD|IDR|MYR|PHP|NGN|KES|EGP|ARS|CLP|COP|PEN"
)
DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP"))
_MARKS: dict[str, tuple[str, ...]] = {
    "us$": ("USD",), "a$": ("AUD",), "au$": ("AUD",), "c$": ("CAD",), "ca$": ("CAD",), "nz$": ("NZD",), "hk$": ("HKD",), "s$": ("SGD",),
    "r$": ("BRL",), "mx$": ("MXN",), "nt$": ("TWD",), "$": ("USD",), "dollar": ("USD",), "buck": ("USD",), "€": ("EUR",), "euro": ("EUR",),
    "£": ("GBP",), "pound": ("GBP",), "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"), "円": ("JPY",), "yen": ("JPY",), "元": ("CNY",),
    "rmb": ("CNY",), "yuan": ("CNY",), "₹": ("INR",), "rs": ("INR",), "rupee": ("INR",), "₩": ("KRW",), "원": ("KRW",), "won": ("KRW",), "₽": ("RUB",),
    "₺": ("TRY",), "₪": ("ILS",), "฿": ("THB",), "₫": ("VND",), "₴": ("UAH",), "zł": ("PLN",), "kč": ("CZK",), "ft": ("HUF",),
    "lei": ("RON",), "kr": ("SEK", "NOK", "DKK", "ISK"), "krona": ("SEK",), "kronor": ("SEK",), "kroner": ("NOK", "DKK"), "fr": ("CHF",),
    "franc": ("CHF",), "franken": ("CHF",), "real": ("BRL",), "reai": ("BRL",), "cent": ("USD", "EUR", "CAD", "AUD"), "¢": ("USD", "CAD"),
    "pence": ("GBP",), "p": ("GBP",), "米ドル": ("USD",), "ドル": ("USD",), "美元": ("USD",), "ユーロ": ("EUR",), "欧元": ("EUR",),
}  # fmt: skip
_HUNDREDTHS = frozenset(("cent", "¢", "pence", "p"))
_SPELLED = {
    word: number
    for number, words in {
        0: "zero", 1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven",
        12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen",
        20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety",
    }.items()
    for word in words.split()
}  # fmt: skip
_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9, "thousand": 10**3, "million": 10**6, "billion": 10**9, "hundred": 100}
_WORD = "|".join(sorted(_SPELLED, key=len, reverse=True))
_WORDS = rf"(?:(?:{_WORD}|hundred|thousand)(?:[\s-]|\sand\s)?)+"
# A blank parts thousands only before a sign that follows: "$20 500 credits" is twenty dollars.
_DIGITS = r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?|\d{1,3}(?: \d{3})+[.,]\d{2}(?!\d)|\d{1,3}(?:[,.'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,6})?|\d+(?:[.,]\d{1,8})?|\.\d{1,6}"
_SPACED = rf"\d{{1,3}}(?: \d{{3}})+(?:[.,]\d{{1,2}})?|{_DIGITS}"
_SCALE = r"(?:\s?(?P<{0}>(?:[kKmM]|bn|thousand|million|billion))(?![A-Za-z]))?"
_BEFORE = rf"(?:US|AU?|CA?|NZ|HK|S|R|MX|NT)?\$|[€£¥￥₹₩₽₺₪฿₫₴]|(?:{CODES})|(?i:Rs\.?|Fr\.)"
_AFTER = (
    rf"[€$£¥￥₹₽₺₴₫¢円元원]|(?:{CODES})|zł|Kč|Ft|kr\b\.?|(?i:US dollars?|dollars?|bucks?|euros?|pounds?|yen|yuan|rupees?|francs?|franken"
    r"|kron[aeo]r?|reais|lei|cents?|pence)|米ドル|ドル|美元|ユーロ|欧元|p(?!\w)"
)
_MONEY = re.compile(
    rf"(?<![A-Za-z_.,$€£¥₹])(?P<before>{_BEFORE})\s?(?P<first>{_DIGITS}){_SCALE.format('scale_first')}"
    rf"(?:[,.][–—-]+)?(?:\s?(?P<also>{CODES})(?![A-Za-z]))?(?![\d%]|[.,]\d)"
    rf"|(?<![A-Za-z0-9_.,$€£¥₹])(?P<second>{_SPACED}){_SCALE.format('scale_second')}(?:[,.][–—-]+)?[\s\u00a0-]?(?P<after>{_AFTER})(?![A-Za-z\d])"
    rf"|\b(?P<words>(?i:{_WORDS}))(?:US\s)?(?P<named>(?i:dollars?|euros?|pounds?|cents?|pence|francs?|yen|rupees?))\b"
)
_OTHER_END = re.compile(rf"^\s?(?:[-–—]|to|or|and|bis|à)\s?(?P<end>{_DIGITS})(?![\w%]|[.,]\d)")
_FIRST_END = re.compile(rf"(?<![A-Za-z0-9_.,$€£¥₹])(?P<end>{_DIGITS})\s?(?:[-–—]|to|or|and|bis|à)\s?$")
_NO_PRICE = re.compile(
    r"\b(?:saves?|saving|savings of|worth|raised?|raising|credits? of|bonus(?: of)?|discount(?: of)?|was|were|formerly|previously|originally"
    r"|instead of|rather than|down from|up from|used to (?:be|cost)|no longer|not|than|compared (?:to|with)|valued at|funding of"
    r"|(?:competitors?|rivals?|others|alternatives|elsewhere)(?:\s+\w+){0,2})"
    r"\s*(?:costs?\s*)?(?:of\s*|at\s*|only\s*)?$",
    re.IGNORECASE,
)
_NO_PRICE_AFTER = re.compile(
    r"^\+?\s*(?:(?:in|of|worth of)\s+)?(?:\w+\s+){0,2}?"
    r"(?:credits?\b|off\b|savings?\b|discount|funding|seed\b|value\b|valuation|in revenue|refund|voucher|bonus)",
    re.IGNORECASE,
)

_PERIODS: dict[str, str] = {
    "month": r"months?|mos?|mths?|mois|monat|mes|mese|m[êe]s|maand|月",
    "year": r"years?|yrs?|annum|ann[ée]e|jahr|año|anno|ano|jaar|年",
    "week": r"weeks?|wks?|semaine|woche|semana|settimana|週",
    "quarter": r"quarters?|trimestre|quartal",
    "day": r"days?|jour|tag|d[íi]a|giorno|日",
    "hour": r"hours?|hrs?|h|heure|stunde|hora|時間",
}
_ADVERBS: dict[str, str] = {
    "month": r"monthly|month[- ]to[- ]month|mensuel(?:le)?|monatlich|mensual|mensile|mensal|月額|月払い|毎月",
    "year": r"yearly|annual(?:ly)?|annuel(?:le)?|jährlich|anual|annuale|par an|pa|年額|年払い|毎年",
    "week": r"weekly",
    "quarter": r"quarterly",
    "day": r"daily",
    "hour": r"hourly",
    "once": r"one[- ]time|one[- ]off|once|lifetime|perpetual|single payment|einmalig|買い切り",
}
_THINGS: dict[str, str] = {
    "user": r"users?|seats?|members?|developers?|devs?|editors?|people|persons?|heads?|employees?|contributors?|engineers?|collaborators?"
    r"|committers?|authors?|coders?|programmers?|individuals?|nutzer|benutzer|utilisateurs?|usuarios?|ユーザー|名",
    "team": r"teams?|organi[sz]ations?|orgs?|workspaces?|company|companies|businesses|business|departments?|entire team|équipe",
    "project": r"projects?|repos?|repository|repositories|apps?|applications?|sites?|websites?",
    "token": r"tokens?|tok|input|output",
    "request": r"requests?|calls?|query|queries|messages?|prompts?|completions?|invocations?|operations?",
    "gigabyte": r"gb|gib|gigabytes?",
    "terabyte": r"tb|tib|terabytes?",
    "minute": r"minutes?|mins?",
    "machine": r"hosts?|servers?|nodes?|instances?|gpus?|cpus?|v?cores?|vcpus?|machines?|devices?",
    "agent": r"agents?|bots?",
    "run": r"runs?|executions?|tasks?|jobs?|traces?|evaluations?|evals?",
    "credit": r"credits?",
    "image": r"images?",
    "page": r"pages?|documents?|files?",
    "vector": r"vectors?|records?|rows?",
}
METERED = frozenset(_THINGS) - {"user", "team", "project", "machine", "agent"} | {"hour", "read", "write"}
"""What is counted as it is used, and not bought as a plan."""
_COUNTS = (
    r"\d[\d,.]*\s?(?:[kKmM]|thousand|million|billion)?|(?:one |a )?(?:million|thousand|hundred|billion)|two|three|four|five|six|ten|twelve"
)
_NOUN = "|".join((*_PERIODS.values(), *_THINGS.values()))
_JOINT = (
    r"(?:/|／|\bper\b|\b(?:for\s+)?(?:each|every)\b|\bfor\s+(?:an?|one|the|your)(?:\s+(?:whole|entire|single))?\b|\ban?\b|\bpro\b|\bpar\b|\bpor\b"
    r"|\bje\b|\bim\b|\bal\b|\bp\.|\band\b(?=\s+(?:month|year)\b)|毎|一|1(?=名|ユーザー))"
)
_STEP = re.compile(
    rf"\s*(?:{_JOINT}\s*(?:(?P<count>{_COUNTS})[\s-]+|(?P<tight>1[KMkm])[\s-]*)?"
    rf"(?P<manner>(?:(?!per\b|for\b|and\b|or\b)[a-z]+[\s-]+){{0,2}}?)(?P<noun>(?i:{_NOUN}))(?!-?[A-Za-z])"
    rf"|(?P<adverb>(?i:{'|'.join(_ADVERBS.values())}))(?![A-Za-z])"
    r"|(?P<word>read|write)s?\b)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    rf"(?:\s*(?:[*†‡+|,·]|\((?!\s*{_JOINT})[^()]{{0,60}}\)|(?:{CODES})\b|only\b|flat\b|just\b|plus\b|excl\.?|incl\.?|VAT\b|tax(?:es)?\b|and up\b"
    r"|(?:is\s+)?(?:billed|paid|charged|invoiced|payable)\b(?:\s+(?:annually|yearly|quarterly|upfront|up front|in advance))?))*",
    re.IGNORECASE,
)
_BILLING = re.compile(
    r"\b(?:billed|paid|pay|charged|invoiced|payable|bill|cancel(?:lable)?|renews?)\s+(?:\w+\s+){0,2}?(?:annual(?:ly)?|yearly|quarterly|(?:per|a|each|every)"
    r"\s+(?:year|quarter))\b|\b(?:annual|yearly|quarterly|monthly)\s+(?:billing|commitment|commit|contract|discount|term|payments?|invoic\w+)\b"
    r"|\b(?:on|with|under|for|via|in)\s+(?:an?|the|our)\s+(?:annual|yearly)\b|\bcancel\s+(?:monthly|any\s+month)\b",
    re.IGNORECASE,
)
# "500 requests per day" says how much one gets, and not how often one pays.
_ALLOWANCE = re.compile(
    rf"(?:\d[\d,.]*\s?[kKmM]?|unlimited|more|free|of|the)\s+(?:[a-z-]+\s+){{0,2}}?[a-z-]+(?:\s*/\s*|\s+(?:per|a|an|each|every)\s+)"
    rf"(?:{_PERIODS['month']}|{_PERIODS['day']}|{_PERIODS['hour']}|{_PERIODS['week']}|minute|second)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"(?<![\w-])free(?![\w-])|\b(?:no|without|zero)\s+(?:\w+\s+)?(?:charge|cost|fee|fees|payment|price)\b|\bcosts?\s+(?:you\s+)?nothing\b|\bnothing\s+to\s+pay\b"
    r"|\bpay\s+nothing\b|\bat\s+no\s+(?:extra\s+|additional\s+)?(?:charge|cost)\b|\b(?:free|nil)\s+of\s+(?:charge|cost)\b|\bcomplimentary\b|\bgratis\b|\bgratuite?s?(?:ment)?\b"
    r"|\bkostenlos\w*|\bkostenfrei\w*|\bgr[aá]tis\b|\bgratuit[oa]s?\b|\broyalty-free\b|\bcharge-free\b|\bcost-free\b|無料|免费|免費|무료|бесплатн\w*",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(
    r"\b(?:not|never|no longer|isn't|isn’t|n't|n’t|neither|nor)\s+(?:\w+\s+){0,4}?free\b|\bno\s+(?:\w+\s+)?free\b|\bfree\s+(?:trial|for\s+(?:\d+|the\s+first|one|two|three|\w+teen|thirty)\b|until\b|month|weeks?|days?)"
    r"|\bfeel\s+free\b|\bfree\s+(?:up|of\s+(?!charge|cost))\b|\bfree\s+(?:shipping|support|onboarding|consultation|upgrade)|\b\d+[- ]days?\s+free\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Thing:
    """What is counted, and how many of it one price buys."""

    name: str
    count: Decimal = Decimal(1)


@dataclass(frozen=True)
class Rate:
    """One sum of money in a text: the values that its spelling may stand for, its currencies, and what directly follows it.

    `sound` says that it is asked for now: no saving, credit or former price.
    """

    text: str
    start: int
    end: int
    values: frozenset[Decimal]
    currencies: frozenset[str]
    periods: frozenset[str] = frozenset()
    things: tuple[Thing, ...] = ()
    manner: frozenset[str] = frozenset()
    chain: str = ""
    sound: bool = True


def rates(text: str) -> tuple[Rate, ...]:
    """Every sum of money in a text, in order."""
    return tuple(_each(text))


def free(text: str) -> bool:
    """Whether a text says that something costs nothing."""
    return _FREE.search(_NOT_FREE.sub(" ", text)) is not None


def periods(text: str) -> frozenset[str]:
    """The periods that a text names anywhere, but for how a bill is sent and how much one may use."""
    plain = _ALLOWANCE.sub(" ", _BILLING.sub(" ", text))
    found = {name for name, words in _ADVERBS.items() if re.search(rf"(?i)(?<![A-Za-z])(?:{words})(?![A-Za-z])", plain)}
    return frozenset(found | {name for step in _steps(plain) for name in _periods_of(step)})


def names(text: str, period: str) -> bool:
    """Whether a text of any length has a word for a period."""
    words = "|".join(filter(None, (_PERIODS.get(period), _ADVERBS.get(period))))
    return re.search(rf"(?i)(?<![A-Za-z])(?:{words})(?![A-Za-z])", text) is not None


def things(text: str) -> tuple[Thing, ...]:
    """What a unit such as "1M input tokens" or "user" counts."""
    spaced = re.sub(r"(?i)\bper\b|/", " per ", text)
    joined = " per ".join(part.strip() for part in re.split(r"\bper\b|,(?!\d)", spaced) if part.strip())
    return tuple(thing for step in _steps(f"per {joined}") if (thing := _thing(step)))


def manner(text: str) -> frozenset[str]:
    """Which kind of tokens is meant: input, output or cached ones."""
    words = re.findall(r"[a-z]+", text.lower())
    return frozenset({"prompt": "input", "completion": "output"}.get(word, word) for word in words if word in _MANNERS)


_MANNERS = frozenset(("input", "output", "cached", "prompt", "completion"))


def _each(text: str) -> Iterator[Rate]:
    found = list(_MONEY.finditer(text))
    for at, match in enumerate(found):
        following = found[at + 1].start() if at + 1 < len(found) else len(text)
        values, currencies = _read(match)
        end = match.end()
        sound = not _NO_PRICE.search(text[: match.start()]) and not _NO_PRICE_AFTER.match(text[end:])
        if match["after"] and (first := _FIRST_END.search(text[: match.start()])):
            values |= _values(first["end"], currencies)
        if match["before"] and (other := _OTHER_END.match(text[end:following])):
            values |= _values(other["end"], currencies)
            end += other.end()
        last, chain = _chain(text, end, following)
        yield Rate(
            text=match[0].strip(), start=match.start(), end=end, values=frozenset(values), currencies=currencies,
            periods=frozenset(name for step in chain for name in _periods_of(step)),
            things=tuple(thing for step in chain if (thing := _thing(step))),
            manner=manner(" ".join(step[0] for step in chain)) or _led(text[: match.start()]),
            chain=" ".join(text[end:last].split()), sound=sound,
        )  # fmt: skip


def _led(before: str) -> frozenset[str]:
    return manner(" ".join(re.split(r"[.;|,\d]", before)[-1].split()[-3:]))


def _chain(text: str, at: int, limit: int) -> tuple[int, list[re.Match[str]]]:
    """What a sum is paid for: "per user, per month" directly after it."""
    steps: list[re.Match[str]] = []
    end = at
    while True:
        filler = _FILLER.match(text, end, limit)
        step = _STEP.match(text, filler.end() if filler else end, limit)
        if step is None:
            return end, steps
        steps.append(step)
        end = step.end()


def _steps(text: str) -> Iterator[re.Match[str]]:
    return (step for step in _STEP.finditer(text) if step["noun"] or step["word"])


def _periods_of(step: re.Match[str]) -> Iterator[str]:
    if step["adverb"]:
        yield _named(step["adverb"], _adverbs()) or ""
    elif step["noun"] and (name := _named(step["noun"], _nouns())) in _PERIODS:
        count = _count(step)
        yield "year" if name == "month" and count == Decimal(12) else str(name) if count == 1 else f"{count:f} {name}s"


def _thing(step: re.Match[str]) -> Thing | None:
    if step["word"]:
        return Thing(step["word"].lower())
    name = _named(step["noun"], _nouns()) if step["noun"] else None
    if step["noun"] and step["noun"].lower() in _MANNERS and not (step["count"] or step["tight"]):
        return None  # "per 1M input" are tokens, "output" alone is a kind of them
    if name == "machine" and step["noun"].lower().startswith(("cpu", "gpu")):
        name = step["noun"].lower()[:3]
    return Thing(name, _count(step)) if name and name not in _PERIODS else None


def _count(step: re.Match[str]) -> Decimal:
    told = (step["count"] or step["tight"] or "").strip().lower().replace(",", "").removeprefix("one ").removeprefix("a ")
    if not told:
        return Decimal(1)
    if told in _SPELLED:
        return Decimal(_SPELLED[told])
    parts = re.fullmatch(r"(?P<number>\d+(?:\.\d+)*)?\.?\s?(?P<scale>[a-z]+)?", told)
    if parts is None:
        return Decimal(1)
    number = (parts["number"] or "1").replace(".", "") if (parts["number"] or "").count(".") > 1 else parts["number"] or "1"
    return (Decimal(number) * _SCALES.get(parts["scale"] or "", 1)).normalize() + 0


@cache
def _nouns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(words, re.IGNORECASE)) for name, words in (*_PERIODS.items(), *_THINGS.items()))


@cache
def _adverbs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(words, re.IGNORECASE)) for name, words in _ADVERBS.items())


def _named(word: str, table: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    return next((name for name, pattern in table if pattern.fullmatch(word)), None)


def _read(match: re.Match[str]) -> tuple[set[Decimal], frozenset[str]]:
    if match["words"]:
        mark = match["named"].lower().rstrip("s") if match["named"].lower() != "francs" else "franc"
        values = {Decimal(_spelled(match["words"]))}
        return ({value / 100 for value in values} if mark in _HUNDREDTHS else values), frozenset(_MARKS[mark])
    mark = (match["before"] or match["after"]).lower().removeprefix("us ").rstrip(".")
    mark = mark if mark in _MARKS or mark.upper() in CODES.split("|") else mark.rstrip("s")
    named = match["also"] or (mark.upper() if mark.upper() in CODES.split("|") else "")
    currencies = frozenset(("CNY",) if named == "RMB" else (named,) if named else _MARKS.get(mark, ()))
    scale = (match["scale_first"] or match["scale_second"] or "").lower()
    values = {value * _SCALES.get(scale, 1) for value in _values(match["first"] or match["second"], currencies)}
    return ({value / 100 for value in values} if mark in _HUNDREDTHS else values), currencies


def _values(digits: str, currencies: frozenset[str]) -> set[Decimal]:
    """What the digits may stand for: one comma or point before three digits parts thousands or is a decimal one, by the country."""
    plain = re.sub(r"['’\u00a0\u202f ]", "", digits)
    points, commas = plain.count("."), plain.count(",")
    if points and commas:
        decimal = "." if plain.rfind(".") > plain.rfind(",") else ","
        return {Decimal(plain.replace("," if decimal == "." else ".", "").replace(",", "."))}
    sign = "." if points else ","
    if points + commas > 1:
        return {Decimal(plain.replace(sign, ""))}
    if not points + commas:
        return {Decimal(plain)}
    if len(plain.partition(sign)[2]) != 3:
        return {Decimal(plain.replace(",", "."))}
    thousands, fraction = Decimal(plain.replace(sign, "")), Decimal(plain.replace(",", "."))
    if currencies <= DOLLARS | {"GBP", "JPY", "CNY", "INR"}:
        return {thousands if sign == "," else fraction}
    return {thousands, fraction}


def _spelled(words: str) -> int:
    total, part = 0, 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _SPELLED:
            part += _SPELLED[word]
        elif word in ("hundred", "thousand"):
            total, part = (total + max(part, 1) * 1000, 0) if word == "thousand" else (total, max(part, 1) * 100)
    return total + part
