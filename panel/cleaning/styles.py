"""The properties of an element, and how they draw it."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from panel.cleaning.colours import BLACK, CLEAR, FAINT, WHITE, Colour, alike, colour, painted, parts, unmarked
from panel.cleaning.lengths import HEIGHT, LENGTH, NUMBER, WIDTH, lengths, percentages, pixels, share

Declarations = Mapping[str, str]
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
VARIABLE = re.compile(r"var\(\s*(--[^\s,()]+)\s*(?:,((?:[^()]|\((?:[^()]|\([^()]*+\))*+\))*+))?\)")
FONT_SIZE = re.compile(rf"(?<![\w.-])(0(?![\w.%])|{NUMBER}[a-z%]++)|(?:calc|min|max|clamp)\(")
TRANSLATED = re.compile(r"translate(x|y|3d)?\(([^()]*)\)")
SCALED_AWAY = re.compile(r"scale[xy3d]*\(\s*(?:0*\.?0*%?\s*[,)]|[^,()]+,\s*0*\.?0*%?\s*[,)])|matrix\(\s*0\s*,\s*0\s*,")
ON_EDGE = re.compile(r"rotate[xy]\(\s*(?:-?(?:90|270)deg|-?0?\.[27]5turn|-?100grad)\s*\)")
SIDES = ("top", "right", "bottom", "left")
# Names for the same thing, for a text that runs from left to right and downwards.
ALIASES = {
    "block-size": "height", "inline-size": "width", "max-block-size": "max-height", "max-inline-size": "max-width",
    "inset-inline-start": "left", "inset-inline-end": "right", "inset-block-start": "top", "inset-block-end": "bottom",
    "margin-inline-start": "margin-left", "margin-inline-end": "margin-right", "margin-block-start": "margin-top",
    "overflow-inline": "overflow-x", "overflow-block": "overflow-y", "mask": "mask-image", "word-wrap": "overflow-wrap",
}  # fmt: skip
LONGEST = 2000
ROUNDS = 30
OFF_SCREEN = 500
FAR_OFF = 5000
UNREADABLE = 4


class Look(NamedTuple):
    """What an element hands down to the text in it: its colours, the size of its font, and why a reader cannot see it."""

    ink: Colour | None = BLACK
    ground: Colour | None = WHITE
    size: float = 16
    visibility: str = ""
    indent: str = ""

    def unseen(self) -> str:
        """Why a text that looks like this is not seen, or "" when it is."""
        small = "font-size of nothing" if self.size <= UNREADABLE else ""
        return self.visibility or small or self.indent or unreadable(self.ink, self.ground)


PLAIN = Look()


def declared(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """The properties of a style attribute, names and values in lower case: the plain ones, and the important ones."""
    plain: dict[str, str] = {}
    important: dict[str, str] = {}
    for name, value, weighty in _pairs(without_comments(css)):
        (important if weighty else plain).update(_expanded(name, value))
    return plain, important


def declarations(css: str) -> dict[str, str]:
    """The properties of a style attribute, an important one over a plain one."""
    plain, important = declared(css)
    return plain | important


def resolved(styles: dict[str, str], variable: Callable[[str], str | None]) -> dict[str, str]:
    """The properties with the values of the variables in them; one with a variable that nobody set is unset."""
    found = {name: _filled(value, variable) if "var(" in value else value for name, value in styles.items()}
    return {name: value for name, value in found.items() if value is not None}


def look(styles: Declarations, parent: Look) -> tuple[str, Look]:
    """Why an element with these properties is not drawn inside its parent, if so, and what it hands down."""
    size = _font_size(styles.get("font-size", ""), parent.size)
    ink, ground = _colours(styles, parent)
    visibility = styles.get("visibility", "inherit")
    visibility = parent.visibility if visibility == "inherit" else "visibility:hidden" if visibility in ("hidden", "collapse") else ""
    indent = parent.indent
    if "text-indent" in styles:
        far = pixels(styles["text-indent"], em=size, whole=WIDTH) or 0
        indent = "text-indent off the screen" if far <= -OFF_SCREEN or far >= WIDTH else ""
    return _boxed(styles) or _placed(styles) or _drawn(styles), Look(ink, ground, size, visibility, indent)


@lru_cache(maxsize=1024)
def unreadable(ink: Colour | None, ground: Colour | None) -> str:
    """Why a text in these colours is not seen, or "" when it is or when a colour is not known."""
    if ink == CLEAR:
        return "transparent text"
    if ink and ground and alike(ink, ground):
        return "text in the colour of its ground"
    return ""


def covers(styles: Declarations) -> bool:
    """Whether an element with these properties lies under or over all that stands beside it."""
    return styles.get("position") in ("absolute", "fixed") and all(
        (start in styles and end in styles) or max(percentages(size), default=0) >= 50 or (pixels(size) or 0) >= least
        for start, end, size, least in (
            ("left", "right", styles.get("width", "0"), 100),
            ("top", "bottom", styles.get("height", "0"), 20),
        )
    )


def without_comments(css: str) -> str:
    found, at = [], 0
    while (start := css.find("/*", at)) >= 0:
        end = css.find("*/", start + 2)
        found.append(css[at:start])
        at = end + 2 if end >= 0 else len(css)
    return "".join(found) + css[at:]


def _pairs(css: str) -> Iterator[tuple[str, str, bool]]:
    for part in parts(css, ";"):
        name, _, value = (ESCAPE.sub(_escaped, part) if "\\" in part else part).partition(":")
        value = value.strip().lower()
        important = value.endswith("important")
        yield name.strip().lower(), value.removesuffix("important").rstrip(" !") if important else value, important


def _escaped(match: re.Match[str]) -> str:
    if match[2] is not None:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 else ""


def _expanded(name: str, value: str) -> dict[str, str]:
    """A property under one name alone, a shorthand as the longer properties that it stands for."""
    if not name.startswith("--"):
        name = name.removeprefix("-webkit-").removeprefix("-moz-")
        name = ALIASES.get(name, name)
    match name:
        case "background":
            image = value if "(" in value else "none"
            clip = "text" if re.search(r"\btext\b", value) else "border-box"
            return {"background-color": parts(value, ",")[-1], "background-image": image, "background-clip": clip}
        case "font":
            found = FONT_SIZE.search(value)
            return {"font-size": found[1] if found[1] is not None else "16px"} if found else {}
        case "inset" | "margin":
            sides = [side for side in parts(value, " ") if side] or [""]
            top, right, bottom, left = (sides * 4)[:4] if len(sides) in (1, 2, 4) else (*sides[:3], sides[1])
            prefix = "margin-" if name == "margin" else ""
            return {prefix + "top": top, prefix + "right": right, prefix + "bottom": bottom, prefix + "left": left}
        case "overflow":
            return {"overflow-x": value, "overflow-y": value}
        case _:
            return {name: value}


def _filled(value: str, variable: Callable[[str], str | None]) -> str | None:
    for _ in range(ROUNDS):
        found = VARIABLE.search(value)
        if found is None:
            return value if "var(" not in value else None
        inner = variable(found[1])
        inner = inner if inner is not None else found[2]
        if inner is None or len(value) + len(inner) > LONGEST:
            return None
        value = f"{value[: found.start()]}{inner.strip()}{value[found.end() :]}".strip()
    return None


def _boxed(styles: Declarations) -> str:
    if styles.get("display") == "none":
        return "display:none"
    if styles.get("content-visibility") == "hidden":
        return "content-visibility:hidden"
    if not any(styles.get(name, "").startswith(("hidden", "clip")) for name in ("overflow-x", "overflow-y")):
        return ""
    for name in ("width", "height", "max-width", "max-height"):
        if name in styles and (size := pixels(styles[name])) is not None and size <= 1:
            return f"{name} of nothing"
    line = styles.get("line-height", "")
    flat = line and pixels(line) is not None and (pixels(line) or 0) <= 0.1 and styles.get("height", "auto") == "auto"
    return "line-height of nothing" if flat else ""


def _placed(styles: Declarations) -> str:
    position = styles.get("position", "static")
    if position in ("absolute", "fixed", "relative", "sticky"):
        if any(_beyond(side, styles[side], position) for side in SIDES if side in styles):
            return "off the screen"
        if (pixels(styles.get("z-index", "")) or 0) < 0:
            return "behind the page"
    for name in ("margin-left", "margin-top", "margin-right"):
        if name in styles and (pixels(styles[name], whole=OFF_SCREEN - 1) or 0) <= -OFF_SCREEN:
            return f"{name} off the screen"
    clip = styles.get("clip", "")
    if clip.startswith("rect(") and len(edges := lengths(clip)) == 4 and (edges[1] - edges[3] <= 2 or edges[2] - edges[0] <= 2):
        return "clipped away"
    return _transformed(styles, position) or ("clipped away" if _cut(styles.get("clip-path", "")) else "")


def _transformed(styles: Declarations, position: str) -> str:
    transform = styles.get("transform", "")
    if _moved_away(transform, position) or _moved_away(f"translate({styles.get('translate', '')})", position):
        return "moved off the screen"
    if SCALED_AWAY.search(transform) or re.fullmatch(r"0(?:\.0*)?%?(?:\s.*)?", styles.get("scale", "")):
        return "scaled to nothing"
    if ON_EDGE.search(transform) or re.fullmatch(r"[xy]\s+-?(?:90|270)deg", styles.get("rotate", "")):
        return "turned on its edge"
    return ""


def _beyond(side: str, value: str, position: str) -> bool:
    """Whether an element that is moved to here is not on the screen, nor further down on the page."""
    span = WIDTH if side in ("left", "right") else HEIGHT
    far = pixels(value, whole=span if position == "fixed" else OFF_SCREEN)
    if far is None:
        return False
    if position == "fixed":
        return far >= span or far <= -200
    furthest = span if side in ("left", "right") and "%" not in value else FAR_OFF if side != "top" else 2 * FAR_OFF
    return far <= -OFF_SCREEN or far >= furthest


def _moved_away(transform: str, position: str) -> bool:
    for match in TRANSLATED.finditer(transform):
        far = 100 if position == "fixed" or (match[1] != "y" and position == "absolute") else 150
        if any(length <= -OFF_SCREEN or length >= FAR_OFF for length in lengths(match[2])) or min(percentages(match[2]), default=0) <= -far:
            return True
    return False


def _cut(path: str) -> bool:
    numbers = LENGTH.findall(path)
    if path.startswith("inset("):
        shares = [float(number) for number, unit in numbers if unit == "%"]
        return any(share >= 100 for share in shares) or sum(share >= 50 for share in shares[:1] * 2 + shares[1:]) >= 2
    if path.startswith(("circle(", "ellipse(")):
        return bool(numbers) and float(numbers[0][0]) == 0
    return path.startswith("polygon(") and len({(number, unit) for number, unit in numbers}) == 1


def _drawn(styles: Declarations) -> str:
    faint = re.search(r"opacity\(\s*([\d.]+%?)", styles.get("filter", ""))
    for value in (styles.get("opacity", ""), faint[1] if faint else ""):
        if value and share(value) <= FAINT:
            return "opacity:0"
    if "mask-image" in styles and unmarked(styles["mask-image"]):
        return "masked away"
    return "replaced by a picture" if styles.get("content", "").startswith("url(") else ""


def _font_size(value: str, inherited: float) -> float:
    if not value or value in ("inherit", "smaller", "larger"):
        return inherited
    size = pixels(value, em=inherited, whole=inherited)
    return size if size is not None else 16


def _colours(styles: Declarations, parent: Look) -> tuple[Colour | None, Colour | None]:
    """The ink and the ground: what lies under the text is painted over the ground of the parent."""
    ink, ground = parent.ink, parent.ground
    image, plain = styles.get("background-image", "none"), styles.get("background-color", "")
    behind = {name[2:]: value for name, value in styles.items() if name.startswith("::")}
    if behind.get("content", "none") not in ("none", "normal") and covers(behind):
        ground = painted(behind.get("background-image", "none"), behind.get("background-color", ""), ground)
    paint = painted(image, plain, ground) if plain or image != "none" else ground
    for name in ("color", "text-fill-color"):
        if styles.get(name, "inherit") not in ("inherit", "currentcolor", "unset"):
            ink = colour(styles[name]) if styles[name] not in ("initial", "revert") else BLACK
    if styles.get("background-clip") == "text":
        ink = paint if ink == CLEAR and paint != ground else ink
    else:
        ground = paint
    if styles.get("mix-blend-mode") in ("difference", "exclusion"):
        ink = None
    if unreadable(ink, ground):
        edges = [colour(word) for name in ("text-stroke", "text-stroke-color", "text-shadow") for word in parts(styles.get(name, ""), " ")]
        ink = next((edge for edge in edges if edge and not unreadable(edge, ground)), ink)
    return ink, ground
