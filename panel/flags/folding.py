"""One spelling for what looks the same: letters of other alphabets, styles and accents folded together."""

import re
import unicodedata

CYRILLIC = dict(zip("авекмнорстухіјѕԁһӏԛԝгпьёАВЕКМНОРСТУХІЈЅԌҺҮӀԚԜЗЬ", "abekmhopctyxijsdhlqwrnbeABEKMHOPCTYXIJSGHYIQW3b", strict=True))
GREEK = dict(zip("αβγεζηικνορτυχωϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "abyeznikvoptuxwcjABEZHIKMNOPTYXC", strict=True))
OTHER = dict(zip("օսոհցԱɑɡıℓᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢꜱꜰ", "ounhgUagilabcdeghijklmnoprtuvwyzsf", strict=True))
LOOKALIKE = {ord(letter): latin for letter, latin in (CYRILLIC | GREEK | OTHER).items()}
RARE = {ord(letter): latin for letter, latin in OTHER.items()}
MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u064b-\u0652\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
FOREIGN = "\u0370-\u03ff\u0400-\u052f\u0530-\u058f"
MIXED_WORD = re.compile(rf"[A-Za-z][{FOREIGN}]|[{FOREIGN}][A-Za-z]")


def fold(text: str) -> str:
    """NFKC without accents, strokes and case; every line break stays."""
    if text.isascii():
        return text.lower()
    # Line by line, since most lines of most texts are ASCII; nothing composes across a line break.
    return "\n".join(line.lower() if line.isascii() else _folded(line) for line in text.split("\n"))


def _folded(line: str) -> str:
    plain = MARKS.sub("", unicodedata.normalize("NFKD", line.translate(RARE))).casefold()
    return unicodedata.normalize("NFC", plain)


def latinised(line: str) -> str:
    """The line with letters of other alphabets replaced by the Latin ones that they look like."""
    return line.translate(LOOKALIKE)


def mixed_words(line: str) -> int:
    """How many words of a line change alphabet within themselves; unit signs such as `μs` are not counted."""
    words = (word for word in re.findall(r"[^\W\d_]{3,}", line) if MIXED_WORD.search(word))
    return sum(word != latinised(word) for word in words)
