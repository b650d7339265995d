"""BM25 over the same chunks as the vectors, since names of practices ("connection jar") are words, not meanings.

The only importer of bm25s. English stemming (Porter2); words of one letter and stopwords are left out.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
_IDS = "ids.json"


def terms(texts: Sequence[str]) -> list[list[str]]:
    """Return the stemmed content words of each text, as BM25 counts them."""
    import bm25s

    found: list[list[str]] = bm25s.tokenize(
        list(texts), stopwords="en", stemmer=_stemmer(), return_ids=False, show_progress=False
    )
    return found


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


class LexicalIndex:
    """A BM25 index (Robertson and Zaragoza 2009, in the variant of Lucene) that lives in a folder of its own."""

    def __init__(self, ids: list[str], scorer: Any) -> None:
        self._ids = ids
        self._scorer = scorer

    @classmethod
    def build(cls, ids: Sequence[str], texts: Sequence[str]) -> "LexicalIndex":
        """Index `texts`; `ids` name them, in the same order."""
        import bm25s

        scorer = None
        tokens = terms(texts)
        if any(tokens):
            scorer = bm25s.BM25()
            scorer.index(tokens, show_progress=False)
        return cls(list(ids), scorer)

    def save(self, folder: Path) -> None:
        """Write the index to `folder`, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._scorer is not None:
            self._scorer.save(str(folder), show_progress=False)
        (folder / _IDS).write_text(json.dumps(self._ids), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read an index back; raises OSError or ValueError when the folder does not hold a whole one."""
        import bm25s

        ids = json.loads((folder / _IDS).read_text(encoding="utf-8"))
        if not (folder / "params.index.json").is_file():
            return cls(ids, None)
        try:
            return cls(ids, bm25s.BM25.load(str(folder), show_progress=False))
        except (EOFError, KeyError, TypeError) as error:  # numpy and bm25s have as many words for a file cut short
            raise ValueError("the folder holds no whole index") from error

    def search(self, query: str, top_k: int) -> list[tuple[str, float]]:
        """Return up to `top_k` (id, BM25 score), best first; texts that share no word with the query are left out."""
        if self._scorer is None:
            return []
        known = [term for term in terms([query])[0] if term in self._scorer.vocab_dict]
        if not known:
            return []
        scores = self._scorer.get_scores(known)
        return [(self._ids[at], float(scores[at])) for at in best(scores, top_k)]


def best(scores: Scores, top_k: int) -> list[int]:
    """Return where the `top_k` highest of the positive `scores` stand, best first; of equals the earlier first.

    Linear in the number of scores: only what reaches the last place is sorted (bm25s' own selection leaves ties to chance).
    """
    found = np.flatnonzero(scores > 0)
    if 0 < top_k < len(found):
        last = np.partition(scores[found], -top_k)[-top_k]
        found = found[scores[found] >= last]
    order: list[int] = found[np.argsort(-scores[found], kind="stable")][: max(0, top_k)].tolist()
    return order
