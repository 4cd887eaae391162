"""Colours of a style sheet: of a word, of a function, of a painted ground."""

import colorsys
import re
from functools import lru_cache

from panel.cleaning.lengths import LENGTH, share

Colour = tuple[int, int, int]
Shade = tuple[int, int, int, float]
CLEAR: Colour = (-1, -1, -1)
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
FAINT = 0.1
ALIKE = 24
LONGEST = 2000
_TABLE = (
    "aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 black 000000 "
    "blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00 "
    "chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b "
    "darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f "
    "darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b "
    "darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff "
    "dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff "
    "gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080 "
    "honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 "
    "lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow fafad2 "
    "lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa "
    "lightslategray 778899 lightslategrey 778899 lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 "
    "magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db "
    "mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585 "
    "midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 "
    "olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee "
    "palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 "
    "rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 "
    "seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 "
    "snow fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 "
    "violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32 canvas ffffff canvastext 000000 "
    "field ffffff fieldtext 000000 buttonface efefef buttontext 000000"
)
_WORDS = _TABLE.split()
NAMED = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
PICTURE = re.compile(r"url\(|image-set\(|cross-fade\(|element\(|paint\(")
GRADIENT = "gradient("
# What may stand beside the colour in a background.
PLACED = re.compile(
    r"none|initial|unset|revert|inherit|scroll|fixed|local|(?:no-)?repeat(?:-[xy])?|space|round|center|top|left|right|bottom|cover|contain"
    r"|auto|(?:border|padding|content)-box|text|[-+.\d].*|/.*|calc\(.*",
    re.DOTALL,
)
NO_STOP = re.compile(r"[-+.\d]|(?:to|from|at|in)$|circle|ellipse|closest|farthest")
STRETCH = r""""(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|url\([^()"']*+\)|[()]|"""
CUTS = {sign: re.compile(STRETCH + sign, re.DOTALL) for sign in (",", ";", " ")}


def colour(value: str) -> Colour | None:
    """Red, green and blue from 0 to 255; CLEAR for one that is not seen, None for one that is not known."""
    found = shade(value)
    return None if found is None else CLEAR if found[3] <= FAINT else found[:3]


def alike(one: Colour, other: Colour) -> bool:
    return max(abs(here - there) for here, there in zip(one, other, strict=True)) <= ALIKE


@lru_cache(maxsize=2048)
def shade(value: str) -> Shade | None:
    """Red, green and blue from 0 to 255 and the opacity from 0 to 1; None for a colour that is not known."""
    value = value.strip()
    if value == "transparent":
        return 0, 0, 0, 0.0
    digits = NAMED.get(value, value[1:] if value.startswith("#") else "")
    if re.fullmatch("[0-9a-f]{3,4}", digits):
        digits = "".join(2 * digit for digit in digits)
    if re.fullmatch("[0-9a-f]{6}(?:[0-9a-f]{2})?", digits):
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16), int(digits[6:] or "ff", 16) / 255
    name, bracket, inner = value.partition("(")
    if not bracket or len(value) > LONGEST:
        return None
    return _mixed(inner.removesuffix(")")) if name == "color-mix" else _function(name, inner)


@lru_cache(maxsize=2048)
def painted(image: str, plain: str, below: Colour | None) -> Colour | None:
    """The ground that a background image and a background colour give over another ground; None when it is not known."""
    if len(image) + len(plain) > LONGEST or PICTURE.search(image):
        return None
    ground = _over(plain, below)
    if GRADIENT in image:
        stops = [_over(stop, ground) for stop in _stops(image)]
        first = stops[0] if stops else None
        return first if first and all(stop and alike(stop, first) for stop in stops) else None
    return ground


def unmarked(mask: str) -> bool:
    """Whether a mask lets nothing through."""
    stops = [shade(stop) for stop in _stops(mask)] if GRADIENT in mask and len(mask) <= LONGEST else []
    return bool(stops) and all(stop and stop[3] <= FAINT for stop in stops)


def parts(text: str, sign: str) -> list[str]:
    """The pieces of a text, cut at a sign that stands outside brackets and quotation marks."""
    if not any(mark in text for mark in "(\"'"):
        return text.split(sign)
    found, depth, last = [], 0, 0
    for match in CUTS[sign].finditer(text):
        if match[0] in ("(", ")"):
            depth = max(0, depth + (1 if match[0] == "(" else -1))
        elif match[0] == sign and not depth:
            found.append(text[last : match.start()])
            last = match.end()
    return [*found, text[last:]]


def _over(plain: str, below: Colour | None) -> Colour | None:
    """The first colour of a value, laid over another one."""
    for word in parts(plain.strip(), " "):
        if found := shade(word):
            opacity = found[3]
            if opacity <= FAINT:
                return below
            if opacity >= 1 - FAINT or below is None:
                return found[:3] if opacity >= 1 - FAINT else None
            red, green, blue = (round(opacity * here + (1 - opacity) * there) for here, there in zip(found[:3], below, strict=True))
            return red, green, blue
        if word and not PLACED.fullmatch(word):
            return None
    return below


def _stops(gradients: str) -> list[str]:
    """The colours of gradients, as they are written."""
    found = []
    for one in parts(gradients, ","):
        inner = one.strip().partition("(")[2].removesuffix(")")
        found += [parts(stop.strip(), " ")[0] for stop in parts(inner, ",")]
    return [one for one in found if not NO_STOP.match(one)]


def _mixed(inner: str) -> Shade | None:
    """Two colours mixed in their shares; every colour space is taken for sRGB."""
    shades: list[Shade] = []
    shares: list[float | None] = []
    for one in parts(inner, ",")[1:]:
        words = [word for word in parts(one.strip(), " ") if word]
        shades += [found for word in words if not word.endswith("%") and (found := shade(word))]
        shares += [next((share(word) for word in words if word.endswith("%")), None)]
    if len(shades) != 2 or len(shares) != 2:
        return None
    (one_shade, other), (first, second) = shades, shares
    part = min(max(first if first is not None else 1 - second if second is not None else 0.5, 0.0), 1.0)
    red, green, blue = (round(part * one_shade[at] + (1 - part) * other[at]) for at in range(3))
    return red, green, blue, part * one_shade[3] + (1 - part) * other[3]


def _function(name: str, inner: str) -> Shade | None:
    """A colour written as a function; one of the newer spaces is known where it is a grey."""
    found = [(min(max(float(number), -1e6), 1e6), unit) for number, unit in LENGTH.findall(inner.replace("deg", ""))]
    if len(found) < 3:
        return None
    opacity = found[3][0] / (100 if found[3][1] == "%" else 1) if len(found) > 3 else 1.0
    (first, unit), (second, _), (third, _) = found[:3]
    perceived = name.startswith("ok")
    match name:
        case "rgb" | "rgba":
            red, green, blue = (_byte(number * (2.55 if unit == "%" else 1)) for number, unit in found[:3])
            return red, green, blue, opacity
        case "hsl" | "hsla":
            shades = colorsys.hls_to_rgb(first % 360 / 360, min(max(third, 0), 100) / 100, min(max(second, 0), 100) / 100)
            red, green, blue = (_byte(255 * one) for one in shades)
            return red, green, blue, opacity
        case "hwb" if second + third >= 100:
            grey = _byte(255 * second / (second + third))
        case "lab" | "lch" | "oklab" | "oklch":
            light = first / (1 if perceived and unit != "%" else 100)
            tint = abs(second) + (abs(third) if name.endswith("lab") else 0)
            if light < 1 and tint > (0.02 if perceived else 2):
                return None
            grey = _grey(light**3 if perceived else ((light + 0.16) / 1.16) ** 3)
        case _:
            return None
    return grey, grey, grey, opacity


def _grey(light: float) -> int:
    """A light intensity from 0 to 1 as a screen shows it."""
    held = min(max(light, 0.0), 1.0)
    return _byte(255 * (12.92 * held if held <= 0.0031308 else 1.055 * held ** (1 / 2.4) - 0.055))


def _byte(number: float) -> int:
    return round(min(max(number, 0), 255))
