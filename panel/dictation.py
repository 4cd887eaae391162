"""What passages that try to steer a reviewer dictate, and whether a text says it again, word for word or nearly so."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from panel.withholding import Shingle, shingles

ALIKE = 76.0
"""Of 100: how like a dictated sentence a stretch of a text must be. The honest scorecards that were measured stay below 69."""
FUZZY, EXACT = 24, 12
"""How long a dictated sentence must be, in letters, to be looked for by likeness, and to be looked for at all."""
LONG, STRIDE = 14, 5
"""A sentence of more words is looked for in pieces of twice the stride, so that a copied half is found."""
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*|\n+")


class Dictation:
    """The sentences that steering passages hold and nothing that the panel is shown does."""

    def __init__(self, passages: Iterable[str] = (), *, shown: Iterable[str] = ()) -> None:
        self._passages = tuple(dict.fromkeys(passages))
        self._shown = tuple(shown) if self._passages else ()

    def __bool__(self) -> bool:
        return bool(self._passages)

    def repeated(self, text: str) -> bool:
        """Whether a text holds six words in a row of a passage, a whole short sentence of one, or something much like a longer one."""
        if any(run in self._runs for run in shingles(text)):
            return True
        plain = _plain(text)
        return any(f" {sentence} " in f" {plain} " or (_scripted(sentence) and sentence in plain) for sentence in self._short) or any(
            self._like(sentence, plain) for sentence in self._long
        )

    def _like(self, sentence: str, plain: str) -> bool:
        from rapidfuzz.fuzz import partial_ratio_alignment  # an import of its own: only a dossier with such a passage pays for it

        if len(plain) < len(sentence) * ALIKE / 100:
            return False
        found = partial_ratio_alignment(sentence, plain, score_cutoff=ALIKE)
        return found is not None and plain[found.dest_start : found.dest_end].strip() not in self._open

    @cached_property
    def _runs(self) -> frozenset[Shingle]:
        known = {run for text in self._shown for run in shingles(text)}
        return frozenset(run for passage in self._passages for run in shingles(passage)) - known

    @cached_property
    def _open(self) -> str:
        return "\n".join(map(_plain, self._shown))

    @cached_property
    def _sentences(self) -> tuple[str, ...]:
        plain = (_plain(part) for passage in self._passages for part in _SENTENCE.split(passage))
        pieces = (piece for sentence in plain for piece in _pieces(sentence))
        return tuple(dict.fromkeys(piece for piece in pieces if _length(piece) >= EXACT and piece not in self._open))

    @cached_property
    def _short(self) -> tuple[str, ...]:
        # Two words are no dictation: who votes "ship" says so in those that a passage uses.
        return tuple(sentence for sentence in self._sentences if _scripted(sentence) or len(sentence.split()) > 2)

    @cached_property
    def _long(self) -> tuple[str, ...]:
        return tuple(sentence for sentence in self._sentences if _length(sentence) >= FUZZY)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _pieces(sentence: str) -> Iterator[str]:
    if _scripted(sentence):
        step = 2 * STRIDE
        yield from _windows(sentence, 2 * step, step, "") if len(sentence) > 3 * step else (sentence,)
    else:
        words = sentence.split()
        yield from _windows(words, 2 * STRIDE, STRIDE, " ") if len(words) > LONG else (sentence,)


def _windows(parts: Sequence[str], width: int, step: int, joint: str) -> Iterator[str]:
    return (joint.join(parts[at : at + width]) for at in range(0, len(parts) - step + 1, step))


def _scripted(text: str) -> bool:
    """Whether most of a text is in a script that puts no spaces between words."""
    return 2 * sum(char >= "\u2e80" for char in text) > len(text)


def _length(text: str) -> int:
    """Letters, where one of a script with thousands of them says as much as two."""
    return sum(2 if char >= "\u2e80" else 1 for char in text)
