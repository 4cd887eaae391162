"""Lengths of a style sheet in pixels, on a screen of 1280 by 800."""

import re
from functools import lru_cache

WIDTH, HEIGHT = 1280.0, 800.0
NUMBER = r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:e[-+]?\d{1,3})?"
PIXELS = {"px": 1, "pt": 4 / 3, "pc": 16, "cm": 38, "mm": 3.8, "in": 96, "q": 0.95, "rem": 16, "": 1}
PIXELS |= {"vw": WIDTH / 100, "vh": HEIGHT / 100, "vmin": HEIGHT / 100, "vmax": WIDTH / 100, "vi": WIDTH / 100, "vb": HEIGHT / 100}
PIXELS |= {f"{size}{unit}": PIXELS[unit] for size in "sld" for unit in ("vw", "vh", "vmin", "vmax", "vi", "vb")}
OF_FONT = {"em": 1, "ex": 0.5, "ch": 0.5, "ic": 1, "lh": 1.2, "rlh": 1.2, "cap": 0.7}
UNIT = "|".join(sorted([*PIXELS, *OF_FONT, "%"], key=len, reverse=True))
LENGTH = re.compile(f"({NUMBER})({UNIT})(?![a-z])")
TOKEN = re.compile(rf"\s*(?:({NUMBER})({UNIT})|(calc|min|max|clamp|)\(|([-+*/(),])|(\S))")
LONGEST, DEEPEST = 200, 20


@lru_cache(maxsize=4096)
def pixels(value: str, em: float = 16, whole: float = 16) -> float | None:
    """A length in pixels where the font has `em` of them and 100 % is `whole`; None when it is not a length."""
    value = value.strip()
    if match := LENGTH.fullmatch(value):
        return _measured(match[1], match[2], em, whole)
    if "(" not in value or len(value) > LONGEST or value.count("(") > DEEPEST:
        return None
    try:
        return _Sum(value, em, whole).read()
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def lengths(value: str) -> list[float]:
    """All lengths that stand in a value, for a text of 16 pixels; percentages are left out."""
    return [_measured(number, unit, 16, 16) for number, unit in LENGTH.findall(value) if unit != "%"]


def percentages(value: str) -> list[float]:
    return [float(number) for number, unit in LENGTH.findall(value) if unit == "%"]


def share(value: str) -> float:
    """A number or a percentage as a share of one; one when it is neither."""
    size = pixels(value, whole=1)
    return 1 if size is None else size


def _measured(number: str, unit: str, em: float, whole: float) -> float:
    if unit == "%":
        return float(number) * whole / 100
    return float(number) * (OF_FONT[unit] * em if unit in OF_FONT else PIXELS[unit])


class _Sum:
    """A sum like `calc(1rem - 2 * (3px + 4%))`, read from left to right."""

    def __init__(self, text: str, em: float, whole: float) -> None:
        self.tokens = [match for match in TOKEN.finditer(text) if match[0].strip()][::-1]
        self.em, self.whole = em, whole

    def read(self) -> float:
        value = self.term()
        if self.tokens:
            raise ValueError
        return value

    def sign(self) -> str:
        return (self.tokens[-1][4] or "") if self.tokens else ""

    def sum(self) -> float:
        value = self.product()
        while self.sign() in ("+", "-") and self.sign():
            value += self.product() if self.tokens.pop()[4] == "+" else -self.product()
        return value

    def product(self) -> float:
        value = self.term()
        while self.sign() in ("*", "/") and self.sign():
            value = value * self.term() if self.tokens.pop()[4] == "*" else value / self.term()
        return value

    def term(self) -> float:
        if not self.tokens:
            raise ValueError
        token = self.tokens.pop()
        if token[1] is not None:
            return _measured(token[1], token[2], self.em, self.whole)
        if token[3] is None:
            raise ValueError
        values = [self.sum()]
        while self.sign() == ",":
            self.tokens.pop()
            values.append(self.sum())
        if self.sign() != ")":
            raise ValueError
        self.tokens.pop()
        if token[3] == "clamp":
            low, value, high = values
            return max(low, min(value, high))
        return max(values) if token[3] == "max" else min(values)
