"""Amounts of money as texts write them: how much, in which currency, and nothing where either has two readings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

_SIGNS = {
    "$": "$", "US$": "USD", "USD$": "USD", "U$S": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "CDN$": "CAD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "SG$": "SGD", "MX$": "MXN", "MEX$": "MXN", "NT$": "TWD", "R$": "BRL", "€": "EUR", "£": "GBP", "¥": "¥", "￥": "¥",
    "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₪": "ILS", "฿": "THB", "₫": "VND", "₱": "PHP", "₦": "NGN",
}  # fmt: skip
_AFTER = {
    "€": "EUR", "$": "$", "£": "GBP", "zł": "PLN", "kr.": "kr", "kr": "kr", "Kč": "CZK", "Ft": "HUF", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₫": "VND",
    "円": "JPY", "元": "CNY", "원": "KRW", "¢": "¢",
}  # fmt: skip
_CODES = (
    "USD|EUR|GBP|CHF|JPY|CAD|AUD|NZD|INR|CNY|RMB|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BRL|MXN|ARS|CLP|COP|PEN|KRW|SGD|HKD|TWD|ZAR|ILS|TRY|AED|SAR|THB|IDR"
    "|MYR|PHP|VND|UAH|NGN|KES|EGP"
)
_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP"))
_SPACES = " \u00a0\u202f\u2009"
_NUMBER = rf"[0-9]+(?:[.,'’][0-9]+)*(?:[{_SPACES}][0-9]{{3}}(?![0-9]))*(?:[.,][0-9]+)?"
_WHOLE = r"(?:[.,:][-–—]+)?"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_MONEY = re.compile(
    rf"(?<![A-Za-zÀ-ɏ_.,])(?:(?:(?P<lead>{_CODES})[{_SPACES}]?)?(?P<sign>{_any(_SIGNS)})|(?P<code>{_CODES}|Fr\.)|(?P<krona>kr\.?))[{_SPACES}]?(?P<first>{_NUMBER}){_WHOLE}"
    rf"(?:[{_SPACES}]?(?P<trail>{_CODES})(?![A-Za-z]))?"
    rf"|(?<![A-Za-zÀ-ɏ0-9_.,])(?P<second>{_NUMBER}){_WHOLE}[{_SPACES}]?(?P<after>{_CODES}|{_any(_AFTER)})(?:[{_SPACES}]?(?P<late>{_CODES})(?![A-Za-z]))?"
)
# What makes of the figures before it another number, or no amount that can be read.
_GOES_ON = re.compile(
    r"[A-Za-zÀ-ɏ0-9_]|[.,][0-9]|[ ]?[0-9]|\s?(?:k|K|m|M|B|bn|mn|million|millions|billion|trillion|thousand|hundred|mio|Mio|lakhs?|crores?|[万億千])(?![A-Za-z])|\s?%"
)
_STATED = re.compile(
    rf"\b(?:prices?|pricing|amounts?|fees?|rates?|plans?|billed|charged|shown|listed|quoted|paid)\b[^.!?]{{0,60}}?\bin\b[^.!?]{{0,20}}?"
    rf"(?P<told>\b(?:{_CODES})\b|\b(?:US|U\.S\.|United States|American|Canadian|Australian|New Zealand|Singapore|Hong Kong|Taiwan|Mexican)[ -](?:dollars?|pesos?))",
    re.IGNORECASE,
)  # fmt: skip
_NAMES = {
    "us": "USD", "u.s.": "USD", "united": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "new": "NZD", "singapore": "SGD", "hong": "HKD",
    "taiwan": "TWD", "mexican": "MXN",
}  # fmt: skip
_CROWNS = {"sv": "SEK", "nb": "NOK", "nn": "NOK", "no": "NOK", "da": "DKK", "is": "ISK"}
# Languages in which a comma stands before the cents.
# fmt: off
_COMMAS = frozenset((
    "bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "id", "is", "it", "lt", "lv", "nb", "nl", "nn", "no", "pl", "pt",
    "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi",
))
# fmt: on
_COMMA_CENTS = re.compile(r"[0-9],[0-9]{2}(?![0-9,.])")
_LOCAL_PERIOD = re.compile(
    r"(?:/|\b(?:pro|par|por|al|im|per)\b)\s?(?:Monat|Jahr|mois|an|mes|mese|año|anno|mês|ano|maand|jaar|mån|månad|måned|år)\b", re.IGNORECASE
)
_POINTED = frozenset(("EUR", "BRL", "DKK", "TRY", "IDR", "VND", "CLP", "COP", "ARS", "CHF"))


@dataclass(frozen=True)
class Habits:
    """How a page writes money: is a comma its decimal sign, and what do a bare dollar, yen and crown sign mean on it (empty: unclear)?"""

    commas: bool = False
    dollar: str = "USD"
    yen: str = "JPY"
    crown: str = ""


@dataclass(frozen=True)
class Money:
    """One amount at `start` to `end` of a text. `amount` is None when it cannot be read for certain.

    `grouped` is the reading as thousands of an amount like 1.200, which only what stands around can decide.
    """

    start: int
    end: int
    amount: Decimal | None
    currency: str
    grouped: Decimal | None = None


def habits(texts: Iterable[str], language: str = "") -> Habits:
    """How a page writes money, by its declared language and by what stands on it."""
    dollars: set[str] = set()
    codes: set[str] = set()
    commas, chinese = language in _COMMAS, False
    for text in texts:
        short = text[:600]
        commas = commas or _LOCAL_PERIOD.search(short) is not None
        commas = commas or any(_COMMA_CENTS.search(match["first"] or match["second"]) for match in _MONEY.finditer(short))
        chinese = chinese or any(sign in short for sign in ("元", "人民币", "RMB", "CNY"))
        codes.update(re.findall(r"\b(?:SEK|NOK|DKK|ISK)\b", short), ["SEK"] if re.search(r"\bmån(?:ad)?\b", short) else ())
        for match in _STATED.finditer(short):
            told = match["told"]
            dollars.add(told.upper() if re.fullmatch(_CODES, told.upper()) else _NAMES[re.split(r"[ -]", told)[0].lower()])
    dollars &= _DOLLARS
    crown = _CROWNS.get(language) or (codes.pop() if len(codes) == 1 else "")
    yen = "CNY" if language == "zh" else "" if chinese else "JPY"
    return Habits(commas, next(iter(dollars)) if len(dollars) == 1 else "" if dollars else "USD", yen, crown)


def money(text: str, page: Habits) -> Iterator[Money]:
    """The amounts in a text, those that cannot be read for certain among them."""
    for match in _MONEY.finditer(text):
        currency = _currency(match, page)
        written = match["first"] or match["second"]
        whole, grouped = _number(written, currency, page, spaced_before=_follows_word(text, match))
        end = match.end()
        cut = _GOES_ON.match(text, end) is not None and not (match["after"] in ("円", "元", "원") and not text[end : end + 1].isdigit())
        if cut or not currency or (match["first"] and not _space_is_part(written, text, end)):
            whole = grouped = None
        if match["after"] == "¢":
            whole, currency = (None if whole is None else whole / 100), "USD"
        yield Money(match.start(), end, whole, currency, grouped)


def _follows_word(text: str, match: re.Match[str]) -> bool:
    """Whether the first group of a spaced number could be the end of the words before it ("Plan 1 200 €")."""
    return match["second"] is not None and re.search(r"\w\s\Z", text[max(0, match.start() - 2) : match.start()]) is not None


def _space_is_part(written: str, text: str, end: int) -> bool:
    """Whether a space in an amount after its sign is one of its own: "$10 500 credits" is ten dollars."""
    if not re.search(rf"[{_SPACES}]", written) or re.search(r"[.,][0-9]{2}\Z", written):
        return True
    return (
        re.match(
            r"\s*(?:\Z|/|\(|per\b|an?\b|each\b|pro\b|par\b|por\b|al\b|monthly|yearly|annually|billed|once|one)", text[end:], re.IGNORECASE
        )
        is not None
    )


def _currency(match: re.Match[str], page: Habits) -> str:
    mark = (
        _SIGNS.get(match["sign"] or "")
        or _AFTER.get(match["after"] or "")
        or match["code"]
        or match["after"]
        or ("kr" if match["krona"] else "")
    )
    mark = {"Fr.": "CHF", "RMB": "CNY"}.get(mark, mark)
    codes = {{"RMB": "CNY"}.get(code, code) for code in (match["lead"], match["trail"], match["late"]) if code}
    if len(codes) > 1:
        return ""
    if not codes:
        return {"$": page.dollar, "¥": page.yen, "kr": page.crown, "¢": "USD" if page.dollar == "USD" else ""}.get(mark, mark)
    code = codes.pop()
    fits = {"$": _DOLLARS, "¥": {"JPY", "CNY"}, "kr": {"SEK", "NOK", "DKK", "ISK"}, "¢": {"USD"}}.get(mark, {mark})
    return code if code in fits else ""


def _number(written: str, currency: str, page: Habits, *, spaced_before: bool) -> tuple[Decimal | None, Decimal | None]:
    """The number of a spelling, and its reading as thousands where both readings of "1.200" are open."""
    text = re.sub(rf"[{_SPACES}’]", lambda match: " " if match[0] != "’" else "'", written)
    if " " in text and spaced_before:
        return None, None
    if any(mark in text for mark in " '"):
        return _grouped(text, " " if " " in text else "'", currency), None
    if "," in text and "." in text:
        last = max(text.rfind(","), text.rfind("."))
        return _grouped(text, "," if text[last] == "." else ".", currency), None
    mark = "," if "," in text else "."
    if mark not in text:
        return Decimal(text), None
    if text.count(mark) > 1:
        return _grouped(text, mark, currency), None
    return _separated(text, mark, currency, page)


def _separated(text: str, mark: str, currency: str, page: Habits) -> tuple[Decimal | None, Decimal | None]:
    """A number with a single comma or point: three last digits may be thousands or decimals."""
    head, tail = text.split(mark)
    decimal, grouped = Decimal(f"{head}.{tail}"), Decimal(head + tail)
    if head == "0" or (mark == "." and len(tail) != 3) or (len(tail) in (1, 2)):
        return decimal, None
    if len(tail) != 3 or len(head) > 3 or head.startswith("0"):
        return None, None
    if mark == ",":
        return (None, None) if page.commas else (grouped, None)
    if currency in ("JPY", "KRW"):
        return grouped, None
    if page.commas:
        return (grouped, None) if currency in _POINTED else (None, None)
    return (None, grouped if currency in _POINTED else None)


def _grouped(text: str, separator: str, currency: str) -> Decimal | None:
    """A number with its thousands apart, and perhaps decimals after another mark; None when the groups are none."""
    decimal = re.search(f"[{'.,'.replace(separator, '')}]([0-9]+)\\Z", text)
    head, tail = (text[: decimal.start()], decimal[1]) if decimal else (text, "")
    groups = head.split(separator)
    thousands = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    lakhs = (
        separator == ","
        and currency == "INR"
        and 1 <= len(groups[0]) <= 2
        and len(groups[-1]) == 3
        and all(len(group) == 2 for group in groups[1:-1])
    )
    if len(groups) < 2 or not all(map(str.isdigit, groups)) or not (thousands or lakhs) or groups[0] == "0":
        return None
    return Decimal("".join(groups) + (f".{tail}" if tail else ""))
