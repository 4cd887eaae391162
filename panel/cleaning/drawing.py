"""Whether and how a browser draws an element, told as it opens."""

import re

from panel.cleaning.colours import FAINT
from panel.cleaning.elements import Element
from panel.cleaning.lengths import pixels, share
from panel.cleaning.screen import holds
from panel.cleaning.sheet import COPIES, Cascade, Drawn, Sheet
from panel.cleaning.styles import Declarations, covers, declared, look, resolved
from panel.cleaning.tags import Tag, comment_at, tag_at

# fmt: off
UNSEEN = frozenset((
    "audio", "canvas", "datalist", "embed", "frame", "frameset", "head", "iframe", "meter", "noembed", "noframes", "noscript", "progress",
    "rp", "script", "style", "template", "title", "video",
))
# fmt: on
UNSEEN_IN = {
    "svg": frozenset(
        ("clippath", "defs", "desc", "filter", "lineargradient", "marker", "mask", "metadata", "pattern", "radialgradient", "symbol")
    ),
    "math": frozenset(("annotation", "annotation-xml", "mphantom")),
}
# Of whose children only the first is drawn.
CHOICES = frozenset(("switch", "maction", "semantics"))
FOLDING_CLASSES = frozenset(("d-none", "hidden", "is-hidden"))
UNSEEN_CLASSES = FOLDING_CLASSES | frozenset(
    ("sr-only", "visually-hidden", "screen-reader-text", "screen-reader-only", "element-invisible", "invisible", "opacity-0")
)
PICTURES = frozenset(("canvas", "embed", "iframe", "img", "object", "picture", "svg", "video"))
SHAPES = frozenset(("circle", "ellipse", "foreignobject", "image", "path", "polygon", "polyline", "rect", "use"))
PRESENTED = ("fill", "fill-opacity", "stroke", "font-size", "opacity", "display", "visibility")
# What a browser draws in its own colours.
GIVEN = {"button": ("buttontext", "buttonface"), "input": ("fieldtext", "field"), "mark": ("black", "yellow")}
GIVEN |= {"select": ("fieldtext", "field"), "textarea": ("fieldtext", "field")}
# What holds no style sheet of the page, though it may look like one, and what does.
STYLED = re.compile(r"<(?:!--|(?i:style|link|template|script|noscript|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>]))")
TEMPLATE_END = re.compile("</template", re.IGNORECASE)


def sheet_of(text: str) -> Sheet:
    """All style sheets that stand in a page itself and are meant for a screen."""
    sheet, at = Sheet(), 0
    while found := STYLED.search(text, at):
        part = comment_at(text, found.start()) or tag_at(text, found.start())
        at = part.end if part else found.end()
        if not isinstance(part, Tag):
            continue
        if part.name == "style" and _applies(part.attributes):
            sheet.add(part.body)
        elif part.name == "link" and "stylesheet" in part.attributes.get("rel", "").lower() and _applies(part.attributes):
            sheet.embed(part.attributes.get("href", ""))
        elif part.name == "template":
            end = TEMPLATE_END.search(text, at)
            at = end.end() if end else len(text)
    return sheet


def opened(tag: Tag, sheet: Sheet, ancestors: list[Element]) -> Element:
    """The element that a start tag opens inside these, with the reason why it is hidden, if it is."""
    element = Element(tag.name, tag.attributes)
    parent = ancestors[-1] if ancestors else Element("#page", {})
    element.inherit(parent)
    if sheet.loose:
        parent.names = parent.names or {}
        element.typed = parent.names[tag.name] = parent.names.get(tag.name, 0) + 1
        parent.children.append(element)
    styles: Declarations = {}
    if tag.attributes or sheet.rules or element.drawing or tag.name == "dialog":
        styles, element.hidden, element.look = _drawn(element, parent, sheet, ancestors)
    element.hidden = _hidden(element, parent, styles) or element.hidden
    _layer(element, parent, styles)
    return element


def _drawn(element: Element, parent: Element, sheet: Sheet, ancestors: list[Element]) -> Drawn:
    """The properties of an element and how they draw it; what is reached by the same rules in the same place is drawn but once."""
    hints = _hints(element, sheet)
    if not (sheet.rules or hints or element.drawing or "style" in element.attributes):
        return {}, "", parent.look
    cascade = sheet.cascade(element, ancestors)
    shared = "style" not in element.attributes and not element.variables
    key = (element.path, element.drawing, parent.look, *hints.items()) if shared else ()
    known = sheet.drawn.get(key) if key else None
    if known and known[0] is cascade:
        return known[1]
    styles = _styles(element, sheet, cascade, hints)
    drawn: Drawn = styles, "", parent.look
    if styles:
        looks = [look({**styles, **moment}, parent.look) for moment in sheet.moments(styles) or [{}]]
        drawn = styles, *min(looks, key=lambda one: (bool(one[0]), bool(one[1].unseen())))
    if key and not element.variables:
        sheet.drawn[key] = cascade, drawn
    return drawn


def hidden_late(element: Element, sheet: Sheet, ancestors: list[Element]) -> str:
    """Why an element that closes is hidden by what stood in it, if it is."""
    if not (sheet.late and ancestors and sheet.turned(element, ancestors)):
        return ""
    _, reason, drawn = _drawn(element, ancestors[-1], sheet, ancestors)
    return reason or drawn.visibility


def _styles(element: Element, sheet: Sheet, cascade: Cascade, hints: dict[str, str]) -> dict[str, str]:
    """The properties of an element: what its attributes hint at, the sheets over that, its own style over them."""
    plain, important = cascade
    own, weighty = declared(element.attributes["style"]) if "style" in element.attributes else ({}, {})
    styles = hints | plain | own | important | weighty
    variables = {name: value for name, value in styles.items() if name.startswith("--")}
    if variables:
        inherited = element.variables or {}
        variables = resolved(variables, lambda name: variables.get(name, inherited.get(name)))
        if any(inherited.get(name) != value for name, value in variables.items()):
            element.variables = inherited | variables
            sheet.copied += len(inherited) + len(variables)
    if any("var(" in value for value in styles.values()):
        # No honest page needs so many variables.
        styles = resolved(styles, (element.variables or {}).get) if sheet.copied <= COPIES else {"display": "none"}
    return _in_svg(styles, element) if element.drawing == "svg" else styles


def _hints(element: Element, sheet: Sheet) -> dict[str, str]:
    """What a browser takes from a tag before it reads a style sheet."""
    given, tag = element.attributes, element.name
    hints = {"background-color": given["bgcolor"].lower()} if "bgcolor" in given else {}
    if tag in GIVEN and (sheet.rules or "style" in given):
        hints |= dict(zip(("color", "background-color"), GIVEN[tag], strict=True))
    if tag == "body":
        sheet.link = given.get("link", "").lower()
    for name, attribute in (("font", "color"), ("body", "text")):
        if tag == name and attribute in given:
            hints["color"] = given[attribute].lower()
    if tag == "a" and "href" in given and (sheet.rules or sheet.link):
        hints["color"] = sheet.link or "#0000ee"
    if given.get("hidden") == "until-found":
        hints["content-visibility"] = "hidden"
    elif "hidden" in given or "popover" in given or (tag == "dialog" and "open" not in given):
        hints["display"] = "none"
    if element.drawing == "svg":
        names = (*PRESENTED, "width", "height") if tag == "svg" else PRESENTED
        hints |= {name: given[name].lower() for name in names if name in given}
        hints |= {"overflow-x": "hidden"} if tag == "svg" else {}
    return hints


def _in_svg(styles: dict[str, str], element: Element) -> dict[str, str]:
    """The same properties under the names that they have outside a drawing, whose unit of length is not known."""
    found = {name: value for name, value in styles.items() if name != "color"}
    fill, stroke = styles.get("fill", "black" if element.name == "svg" else "inherit"), styles.get("stroke", "none")
    if fill == "none" or share(styles.get("fill-opacity", "1")) <= FAINT:
        fill = "transparent"
    if fill != "inherit":
        found["color"] = fill if fill != "currentcolor" else "unknown"
    if fill == "transparent" and stroke != "none":
        found["color"] = stroke
    if "font-size" in styles:
        found["font-size"] = "16px" if pixels(styles["font-size"]) != 0 else "0"
    return found


def _hidden(element: Element, parent: Element, styles: Declarations) -> str:
    given, name = element.attributes, element.name
    if name in UNSEEN or name in UNSEEN_IN.get(element.drawing, ()) or (name == "object" and "data" in given):
        return "" if name == "template" and "shadowrootmode" in given else f"<{name}>"
    if parent.drawing and parent.name in CHOICES and element.place > 1:
        return f"not chosen in <{parent.name}>"
    if styles.get("display") == "none":
        if "hidden" in given or "popover" in given:
            return "hidden attribute"
        return "closed dialog" if name == "dialog" and "open" not in given else ""
    classes = given.get("class", "").lower().split() if "class" in given else ()
    found = UNSEEN_CLASSES.intersection(classes)
    if found and not any(":" in one or "-block" in one or "-flex" in one for one in classes):
        return "class that hides" if "display" not in styles or not found <= FOLDING_CLASSES else ""
    return ""


def _layer(element: Element, parent: Element, styles: Declarations) -> None:
    """Sets what lies under the texts of this element and of those that follow it."""
    if not styles and not element.drawing and element.name not in PICTURES:
        return
    lifted = styles.get("position") in ("absolute", "fixed") or "grid-area" in styles
    if element.drawing == "svg" and element.name in SHAPES:
        parent.look = parent.look._replace(ground=None)
    elif element.name in PICTURES and styles.get("display") != "none" and element.attributes.get("width") not in ("0", "1"):
        parent.pictured = 2
        if lifted:
            parent.look = parent.look._replace(ground=None)
    elif lifted and parent.pictured and element.look.ground == parent.look.ground:
        element.look = element.look._replace(ground=None)
    if element.look.ground != parent.look.ground and element.hidden in ("", "behind the page"):
        element.backdrop = covers(styles)


def _applies(given: dict[str, str]) -> bool:
    """Whether a style sheet with these attributes is one, and holds on a reader's screen."""
    plain = "disabled" not in given and given.get("type", "").strip().lower() in ("", "text/css")
    return plain and holds(given.get("media", ""))
