"""Which conditions of a style sheet hold on a reader's screen: wide, light, with a mouse, not printed."""

import re

from panel.cleaning.lengths import HEIGHT, WIDTH, pixels

Range = tuple[float, float]
DESK = (WIDTH, WIDTH)
ANY_BOX = (300.0, WIDTH)
NOT_HERE = re.compile(
    r"print|speech|tty|braille|prefers-[\w-]+:\s*+(?!light|no-preference)|prefers-[\w-]+(?![\w-]*:)"
    r"|hover:\s*none|pointer:\s*(?:coarse|none)|portrait|forced-colors:\s*active|scripting:\s*(?:none|initial-only)|inverted-colors:\s*inverted"
    r"|display-mode:\s*+(?!browser)|color:\s*0|monochrome(?!:\s*0)|grid(?!:\s*0)|update:\s*(?:none|slow)|min-resolution|device-pixel-ratio"
)
BOUND = re.compile(r"(min|max)-(?:device-)?(width|height|inline-size|block-size):(.*)", re.DOTALL)
COMPARED = re.compile(r"(.*?)(<=?|>=?|=)(.*?)(?:(<=?|>=?)(.*))?", re.DOTALL)
INNERMOST = re.compile(r"(?<![\w-])\(([^()]*)\)")
LONGEST, DEEPEST = 2000, 20
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


def holds(query: str, width: Range = DESK) -> bool:
    """Whether a media query holds, or a container query for every width in this range."""
    query = query.lower()
    if len(query) > LONGEST:
        return False
    for _ in range(DEEPEST):
        folded = INNERMOST.sub(lambda match: " yes " if _feature(match[1], width) else " no ", query)
        if folded == query:
            break
        query = folded
    return any(_all(one) for one in query.split(",")) or not query.strip()


def _all(query: str) -> bool:
    """Whether a query without brackets holds: `screen and yes`, `not no`, `yes or no`."""
    if re.search(r"\bor\b", query):
        return any(_all(one) for one in re.split(r"\bor\b", query))
    words = re.split(r"\band\b", query)
    negated = re.match(r"\s*not\b", words[0]) is not None
    found = all(_one(re.sub(r"^\s*(?:not|only)\b", "", word) if index == 0 else word) for index, word in enumerate(words))
    return found != negated


def _one(word: str) -> bool:
    word = word.strip()
    if word.startswith("not "):
        return not _one(word.removeprefix("not "))
    return word != "no" and not NOT_HERE.search(word)


def _feature(text: str, width: Range) -> bool:
    """Whether one feature holds; one that is not known is taken to hold."""
    text = text.strip()
    if re.search(r"\b(?:yes|no)\b", text):
        return _all(text)
    if match := BOUND.fullmatch(text):
        return _compared(match[2], ">=" if match[1] == "min" else "<=", match[3], width)
    if re.search("[<>]|=", text) and (match := COMPARED.fullmatch(text)):
        left, sign, middle, other, right = match.groups()
        if other:
            return _compared(middle.strip(), TURNED[sign], left, width) and _compared(middle.strip(), other, right, width)
        if pixels(left) is None:
            return _compared(left.strip(), sign, middle, width)
        return _compared(middle.strip(), TURNED[sign], left, width)
    return not NOT_HERE.search(text)


def _compared(name: str, sign: str, value: str, width: Range) -> bool:
    size = pixels(value)
    if size is None:
        return False
    low, high = width if name.endswith(("width", "inline-size")) else (HEIGHT, HEIGHT)
    match sign:
        case ">" | ">=":
            return low > size or (sign == ">=" and low == size)
        case "<" | "<=":
            return high < size or (sign == "<=" and high == size)
        case _:
            return low == high == size
