"""A text as one character per word, its code, which says to which classes of the lexicon the word belongs."""

import re
from functools import cache, cached_property, lru_cache

from panel.flags.folding import fold
from panel.flags.lexicon import WORDS
from panel.flags.rules import RULES

SIGNS = "\u0900-\u0963\u0966-\u0dff"
IDEOGRAPHIC = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
BREAK, COLON, UNKNOWN = "\n", ":", "."
NONE: frozenset[str] = frozenset()
REMEMBERED = 10_000


def _vocabulary() -> dict[str, frozenset[str]]:
    """Every word or stem with the classes it belongs to; small letters in a rule are a class of their own."""
    found: dict[str, set[str]] = {}
    for name, words in WORDS.items():
        for word in words.split():
            entry = fold(word.replace("_", " ") if name.startswith("X") else word)
            found.setdefault(entry, set()).add(name)
    for _, rule in RULES:
        for item in re.findall(r"[a-z0-9'’/-]+", re.sub(r"~\d+", " ", rule)):
            found.setdefault(item, set()).add(item)
    return {word: frozenset(classes) for word, classes in found.items()}


VOCABULARY = _vocabulary()
STEMS = {word[:-1]: classes for word, classes in VOCABULARY.items() if word.endswith("*")}
SHORTEST = min(map(len, STEMS))
BEGINNINGS = {stem[:SHORTEST]: tuple(other for other in STEMS if other.startswith(stem[:SHORTEST])) for stem in STEMS}
UNSPACED_WRITING, OTHER_WRITING = re.compile(f"[{IDEOGRAPHIC}]"), re.compile(f"[{SIGNS}{IDEOGRAPHIC}]")
PHRASES = sorted((word.rstrip("*") for word in VOCABULARY if " " in word or UNSPACED_WRITING.search(word)), key=len, reverse=True)
UNSPACED = [phrase for phrase in PHRASES if UNSPACED_WRITING.match(phrase)]
SPACED = [phrase for phrase in PHRASES if phrase not in UNSPACED]
OPENING = frozenset(phrase.split()[0] for phrase in SPACED)
LETTERS = rf"(?:[^\W{IDEOGRAPHIC}]++|[{SIGNS}]++)++"
ENDS = r"[.!?;|।。！？；…][\s\"'”’)*_]|[。！？；|]|\n[ \t]*(?=\n|[-*+>#]|\d+[.)])|[.!?]$|[:：](?=\s|$)|[：]"
SIGN, NUMBER, PART = re.compile(f"[{SIGNS}]"), re.compile(r"[\d.]+"), re.compile(r"\w+")


def _choice(phrases: list[str]) -> str:
    """One of these; the look-ahead spares most places the whole list."""
    return f"(?=[{''.join(sorted({phrase[0] for phrase in phrases}))}])(?:{'|'.join(map(re.escape, phrases))})"


@cache
def _token(*, phrases: bool, foreign: bool) -> re.Pattern[str]:
    """Words and ends of sentences; phrases of several words, and writing without spaces, only for a text that has some."""
    letters = LETTERS if foreign else r"\w++"
    words = rf"{letters}(?:['’/.-]{letters})*+|" + (rf"{_choice(UNSPACED)}|[{IDEOGRAPHIC}]|" if foreign else "")
    # Most places are blanks, at which nothing of it begins.
    return re.compile("(?! )(?:" + (rf"(?<!\w){_choice(SPACED)}(?!\w)|" if phrases else "") + words + ENDS + ")")


def _stemmed(word: str) -> frozenset[str]:
    return NONE.union(*(STEMS[stem] for stem in BEGINNINGS.get(word[:SHORTEST], ()) if word.startswith(stem)))


def _classes(word: str) -> frozenset[str]:
    # Most words begin like none of the lexicon.
    return _stemmed(word) | VOCABULARY.get(word, NONE) if word[:SHORTEST] in BEGINNINGS else VOCABULARY.get(word, NONE)


SETS = sorted({_classes(word) for word in VOCABULARY} | {_stemmed(stem) for stem in STEMS}, key=sorted)
CODES = {classes: chr(0xE000 + at) for at, classes in enumerate(SETS)}


def _members() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for classes, code in CODES.items():
        for name in classes:
            found.setdefault(name, set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


MEMBERS = _members()


@lru_cache(maxsize=REMEMBERED)
def code_of(word: str) -> str:
    return CODES.get(_classes(word)) or UNKNOWN


NAMED = {code: frozenset(name for name in classes if name.isupper()) for classes, code in CODES.items()}


def classes_of(word: str) -> frozenset[str]:
    """The classes of the lexicon that a folded word belongs to."""
    return NAMED.get(code_of(word), NONE)


class _Codes(dict[str, str]):
    """The codes of each token; a word in several parts counts as its parts where the whole is not known."""

    def __missing__(self, token: str) -> str:
        if token[0] in ":：":
            found = COLON
        elif not (token[0].isalnum() or token[0] == "_" or SIGN.match(token)):
            found = BREAK
        elif (code := code_of(token)) == UNKNOWN and not token.isalnum() and not NUMBER.fullmatch(token):
            found = "".join(map(code_of, PART.findall(token)))
        else:
            found = code
        if len(self) < REMEMBERED:
            self[token] = found
        return found


KNOWN = _Codes()


class Coded:
    """A folded text as one code per word, between breaks, and where each word stands."""

    def __init__(self, text: str) -> None:
        self._text = text
        foreign = not text.isascii() and OTHER_WRITING.search(text) is not None
        self._token = _token(phrases=False, foreign=foreign)
        tokens = self._token.findall(text)
        if not OPENING.isdisjoint(tokens) and any(phrase in text for phrase in SPACED):
            self._token = _token(phrases=True, foreign=foreign)
            tokens = self._token.findall(text)
        self._parts = [BREAK, *map(KNOWN.__getitem__, tokens), BREAK]
        self.codes = "".join(self._parts)

    def offset(self, at: int) -> int:
        """Where the word of a code begins in the text."""
        return self._offsets[at]

    @cached_property
    def _offsets(self) -> list[int]:
        starts = [0, *(match.start() for match in self._token.finditer(self._text)), len(self._text)]
        return [start for start, part in zip(starts, self._parts, strict=True) for _ in part] + [len(self._text)]
