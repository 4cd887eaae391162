"""Style sheets and style attributes, read as far as they can hide a text."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from panel.cleaning.elements import Colour

Declarations = Mapping[str, str]
TOKEN = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{};]|[^{};"']+|["']""", re.DOTALL)
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
LENGTH = re.compile(r"([-+]?\d*\.?\d+(?:e[-+]?\d+)?)\s*(px|pt|pc|em|rem|ex|ch|%|vw|vh|vmin|vmax|cm|mm|in|)")
PIXELS = {"px": 1, "pt": 4 / 3, "pc": 16, "em": 16, "rem": 16, "ex": 8, "ch": 8, "%": 0.16, "vw": 12, "vh": 8, "vmin": 8, "vmax": 12}
PIXELS |= {"cm": 38, "mm": 3.8, "in": 96, "": 1}
NAMED = {
    "white": "ffffff", "black": "000000", "snow": "fffafa", "ivory": "fffff0", "ghostwhite": "f8f8ff", "whitesmoke": "f5f5f5",
    "floralwhite": "fffaf0", "mintcream": "f5fffa", "azure": "f0ffff", "aliceblue": "f0f8ff", "seashell": "fff5ee", "gray": "808080",
    "grey": "808080", "silver": "c0c0c0", "red": "ff0000", "green": "008000", "blue": "0000ff", "yellow": "ffff00", "navy": "000080",
    "orange": "ffa500", "purple": "800080", "maroon": "800000", "teal": "008080", "lime": "00ff00", "aqua": "00ffff", "fuchsia": "ff00ff",
    "lightyellow": "ffffe0", "honeydew": "f0fff0", "gainsboro": "dcdcdc", "lightgray": "d3d3d3", "lightgrey": "d3d3d3", "beige": "f5f5dc",
}  # fmt: skip
CLEAR: Colour = (-1, -1, -1)
OFF_SCREEN = 500
UNREADABLE = 4
FAINT = 0.1
ALIKE = 24


class Look(NamedTuple):
    """How an element is drawn: why a reader cannot see it ("" when they can), the colour of its text and of its ground."""

    hidden: str
    ink: Colour | None
    ground: Colour | None


def declarations(css: str) -> dict[str, str]:
    """The properties of a style attribute, names and values in lower case, a later one over an earlier one."""
    found: dict[str, str] = {}
    for name, value, important in _pairs(without_comments(css)):
        if important or not found.get(name, "").endswith("!"):
            found[name] = value + ("!" if important else "")
    return {name: value.rstrip("!") for name, value in found.items()}


def look(styles: Declarations, parent: Look) -> Look:
    """How an element with these properties looks inside its parent."""
    ink, ground = _colours(styles, parent)
    return Look(_boxed(styles) or _placed(styles) or _drawn(styles), ink, ground)


def without_comments(css: str) -> str:
    parts, at = [], 0
    while (start := css.find("/*", at)) >= 0:
        end = css.find("*/", start + 2)
        parts.append(css[at:start])
        at = end + 2 if end >= 0 else len(css)
    return "".join(parts) + css[at:]


def _pairs(css: str) -> Iterator[tuple[str, str, bool]]:
    for part in ESCAPE.sub(_escaped, css).split(";"):
        name, _, value = part.partition(":")
        value = value.strip().lower()
        important = value.endswith("important")
        yield name.strip().lower(), value.removesuffix("important").rstrip(" !"), important


def _escaped(match: re.Match[str]) -> str:
    if match[2] is not None:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 else ""


def pixels(value: str) -> float | None:
    """A length in CSS pixels, for a text of 16 pixels on a usual screen; None when it is not a plain length."""
    match = LENGTH.fullmatch(value.strip())
    return float(match[1]) * PIXELS[match[2]] if match else None


def _lengths(value: str) -> list[float]:
    return [float(number) * PIXELS[unit] for number, unit in LENGTH.findall(value)]


def _boxed(styles: Declarations) -> str:
    if styles.get("display") == "none":
        return "display:none"
    if styles.get("visibility") in ("hidden", "collapse"):
        return "visibility:hidden"
    if styles.get("content-visibility") == "hidden":
        return "content-visibility:hidden"
    clipped = any(styles.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y"))
    flat = [
        name for name in ("width", "height", "max-width", "max-height") if (size := pixels(styles.get(name, ""))) is not None and size <= 1
    ]
    if flat and clipped:
        return f"{flat[0]} of nothing"
    return ""


def _placed(styles: Declarations) -> str:
    if styles.get("position") in ("absolute", "fixed", "relative", "sticky"):
        if any(_far(styles.get(side, "")) for side in ("left", "right", "top", "bottom", "inset", "inset-inline-start")):
            return "off the screen"
        if (pixels(styles.get("z-index", "")) or 0) < 0:
            return "behind the page"
    for name in ("text-indent", "margin-left", "margin-top", "margin-right", "margin", "transform", "translate"):
        if _far(styles.get(name, "")):
            return f"{name} off the screen"
    if re.search(r"scale[xy3d]*\(\s*0*\.?0*\s*[,)]", styles.get("transform", "")) or styles.get("scale") in ("0", "0 0"):
        return "scaled to nothing"
    clip = styles.get("clip", "")
    if clip.startswith("rect(") and len(edges := _lengths(clip)) == 4 and (edges[1] - edges[3] <= 2 or edges[2] - edges[0] <= 2):
        return "clipped away"
    return "clipped away" if _cut(styles.get("clip-path", "")) else ""


def _far(value: str) -> bool:
    lengths = _lengths(value)
    percent = [float(number) for number, unit in LENGTH.findall(value) if unit == "%"]
    return any(length <= -OFF_SCREEN or length >= 10 * OFF_SCREEN for length in lengths) or any(
        abs(number) >= 100 for number in percent if number < 0
    )


def _cut(path: str) -> bool:
    numbers = LENGTH.findall(path)
    if path.startswith("inset("):
        shares = [float(number) for number, unit in numbers if unit == "%"]
        return any(share >= 100 for share in shares) or sum(share >= 50 for share in shares[:1] * 2 + shares[1:]) >= 2
    if path.startswith(("circle(", "ellipse(")):
        return bool(numbers) and float(numbers[0][0]) == 0
    return path.startswith("polygon(") and len({(number, unit) for number, unit in numbers}) == 1


def _drawn(styles: Declarations) -> str:
    size = pixels(styles.get("font-size", "")) if "font-size" in styles else _font_size(styles.get("font", ""))
    if size is not None and size <= UNREADABLE:
        return "font-size of nothing"
    faint = re.search(r"opacity\(\s*([\d.]+%?)", styles.get("filter", ""))
    for value in (styles.get("opacity", ""), faint[1] if faint else ""):
        if value and _share(value) <= FAINT:
            return "opacity:0"
    return ""


@lru_cache(maxsize=1024)
def unreadable(ink: Colour | None, ground: Colour | None) -> str:
    """Why a text in these colours is not seen, or "" when it is or when a colour is not known."""
    if ink == CLEAR:
        return "transparent text"
    if ink and ground and max(abs(one - other) for one, other in zip(ink, ground, strict=True)) <= ALIKE:
        return "text in the colour of its ground"
    return ""


def _font_size(font: str) -> float | None:
    match = LENGTH.search(font)
    return float(match[1]) * PIXELS[match[2]] if match and (match[2] or float(match[1]) == 0) else None


def _share(value: str) -> float:
    match = LENGTH.fullmatch(value)
    return 1 if match is None else float(match[1]) / (100 if match[2] == "%" else 1)


def _colours(styles: Declarations, parent: Look) -> tuple[Colour | None, Colour | None]:
    ink, ground = parent.ink, parent.ground
    for name in ("color", "-webkit-text-fill-color"):
        if name in styles and styles[name] not in ("inherit", "currentcolor"):
            ink = colour(styles[name])
    for name in ("background", "background-color"):
        if styles.get(name, "none") not in ("none", "inherit", "transparent", "initial"):
            ground = colour(styles[name])
            ground = parent.ground if ground == CLEAR else ground
    return ink, ground


def colour(value: str) -> Colour | None:
    """Red, green and blue from 0 to 255; three times -1 for a transparent one, None for one that is not known."""
    word = value.strip().split(" ")[0] if "(" not in value else value.strip()
    if word == "transparent":
        return CLEAR
    digits = NAMED.get(word, word[1:] if word.startswith("#") else "")
    if re.fullmatch("[0-9a-f]{3,4}", digits):
        digits = "".join(2 * digit for digit in digits)
    if re.fullmatch("[0-9a-f]{6}(?:[0-9a-f]{2})?", digits):
        if len(digits) == 8 and int(digits[6:], 16) < 255 * FAINT:
            return CLEAR
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    return _function(word)


def _function(word: str) -> Colour | None:
    numbers = LENGTH.findall(word)
    if len(numbers) < 3 or not word.startswith(("rgb", "hsl")):
        return None
    if len(numbers) > 3 and _share(numbers[3][0] + numbers[3][1]) <= FAINT:
        return CLEAR
    if word.startswith("rgb"):
        red, green, blue = (round(min(float(number) * (2.55 if unit == "%" else 1), 255)) for number, unit in numbers[:3])
        return red, green, blue
    grey = round(min(float(numbers[2][0]), 100) * 2.55)
    return (grey, grey, grey) if float(numbers[1][0]) == 0 or grey in (0, 255) else None
