"""Learns the weights of `panel/flags/learned.json`: `learn.py READMES.jsonl FOLDER...`.

The lines of the file are {"source": ..., "text": ...} with ordinary pages. The folders hold tools whose texts must stay whole: what is learned of
them weighs COPIES times. Needs scikit-learn beside the package. Every second page is held back and counted first; the weights that are
written come from all of them.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from panel.cleaning import clean
from panel.flags import learned
from panel.flags.folding import fold

HERE = Path(__file__).parent
SENTENCES = HERE / "sentences.jsonl"
STRENGTH = 30.0
"""The inverse of the penalty on large weights."""
HONEST = 3.0
"""What a mistake about an honest passage weighs against one about an attack."""
KEPT = 20_000
COPIES = 20
TWICE = 2
"""A sign of fewer passages is not learned."""
Found = tuple[int, Counter]
"""The length of a passage and its signs."""


class Sample(NamedTuple):
    """One folded passage, and whether it is an attack."""

    text: str
    attack: bool


def main() -> None:
    examples = [Sample(fold(row["text"]), row["label"] == "attack") for row in rows(SENTENCES)]
    pages = list(rows(Path(sys.argv[1])))
    whole = [{"text": file.read_text("utf-8")} for folder in sys.argv[2:] for file in sorted(Path(folder).glob("*/*.md"))]
    half = [page for page in pages if sha256(page["source"].encode()).digest()[0] % 2]
    rest = [page for page in pages if page not in half]
    print(f"{len(examples):,} examples, {sum(one.attack for one in examples):,} of them attacks; {len(pages):,} pages")
    held = Learned([*examples, *ordinary(half)])
    scores = [max((held.score(one.text) for one in ordinary([page])), default=-9.0) for page in rest]
    for limit in (0.5, 0.7, 0.9, 1.1, 1.5, 2.0):
        print(f"from {limit}: {sum(each >= limit for each in scores)} of {len(rest)} pages that were held back")
    Learned([*examples, *ordinary(pages), *COPIES * ordinary(whole)]).write(learned.WEIGHTS)


def rows(file: Path) -> Iterator[dict[str, str]]:
    yield from map(json.loads, file.read_text("utf-8").splitlines())


def ordinary(pages: Iterable[dict[str, str]]) -> list[Sample]:
    """Every passage of these pages, once."""
    folded = [fold(clean(page["text"], "md").text) for page in pages]
    texts = dict.fromkeys(passage for text in folded for passage in learned.passages(text))
    return [Sample(text, attack=False) for text in texts]


class Learned:
    """A logistic regression on the signs of passages, cut down to the signs that matter most and fitted again."""

    def __init__(self, samples: list[Sample]) -> None:
        found = [learned.signs(sample.text) for sample in samples]
        attacks = np.array([sample.attack for sample in samples])
        passages = Counter(sign for _, signs in found for sign in signs)
        self.signs = {sign: at for at, sign in enumerate(sign for sign, count in passages.items() if count >= TWICE)}
        weights, spread = self._fit(found, attacks)
        order = np.argsort(-np.abs(weights) * spread)[:KEPT]
        names = list(self.signs)
        self.signs = {names[at]: place for place, at in enumerate(order)}
        self.weights, _ = self._fit(found, attacks)

    def score(self, text: str) -> float:
        return float(self.model.decision_function(self._matrix([learned.signs(text)]))[0])

    def write(self, file: Path) -> None:
        parts: dict[str, dict[str, object]] = {"words": {}, "stems": {}, "classes": {}, "pairs": {}}
        for (part, sign), at in sorted(self.signs.items(), key=str):
            value = round(100 * float(self.weights[at]))
            if not value:
                continue
            if part == "pairs":
                first, second = sign
                parts[part].setdefault(first, {})[second] = value
            else:
                parts[part][sign] = value
        data = {"bias": round(100 * float(self.model.intercept_[0])), **parts}
        file.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
        print(f"{file.name}: {len(self.signs):,} signs, {file.stat().st_size:,} bytes")

    def _fit(self, found: list[Found], attacks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        matrix = self._matrix(found)
        self.model = LogisticRegression(
            C=STRENGTH, max_iter=1000, solver="liblinear", random_state=0, class_weight={False: HONEST, True: 1.0}
        ).fit(matrix, attacks)
        return self.model.coef_[0], np.sqrt(np.asarray(matrix.power(2).sum(axis=0)).ravel())

    def _matrix(self, found: list[Found]) -> csr_matrix:
        places, values, ends = [], [], [0]
        for length, signs in found:
            for sign, count in signs.items():
                if sign in self.signs:
                    places.append(self.signs[sign])
                    values.append(count / learned.scale(length))
            ends.append(len(places))
        return csr_matrix((values, np.array(places, dtype="int32"), np.array(ends, dtype="int32")), shape=(len(found), len(self.signs)))


if __name__ == "__main__":
    main()
