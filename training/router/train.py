"""`python -m training.router.train`: train the router for the embedding model that comes with Hearth. Half a minute.

Reads the FAQs' own phrasings and the three files beside this one; never evals/cases. C was chosen by five-fold
cross-validation on the training questions alone. Deterministic: the same data gives the same weights.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

from coach.silence import silence
from knowledge.embedding import EMBEDDED, SentenceTransformerEmbedder
from knowledge.reading import read_shipped
from knowledge.router import COVERED, OUTSIDE

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "knowledge" / "routers" / f"{EMBEDDED}.npz"
C = 10.0


def examples() -> list[tuple[str, str]]:
    """Return the training questions as (question, class)."""
    found = [
        (str(question), one.id)
        for one in read_shipped()
        if one.kind == "faq"
        for question in (one.title, *one.details["also_asked"])
    ]
    found += [(row["question"], row["faq"]) for row in _rows("faq_phrasings")]
    found += [(row["question"], COVERED) for row in _rows("covered")]
    found += [(row["question"], OUTSIDE) for row in _rows("outside")]
    return found


def digest(rows: list[tuple[str, str]]) -> str:
    """Return what the data is known by: it stands in the trained file, so that a test can tell when that is stale."""
    return hashlib.sha256(json.dumps(sorted(rows), ensure_ascii=False).encode()).hexdigest()[:16]


def main() -> None:
    """Train and write the router, and print how well it does by cross-validation on its own questions."""
    silence()
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score

    rows = examples()
    vectors = SentenceTransformerEmbedder().embed_documents([question for question, _ in rows])
    labels = np.array([label for _, label in rows])
    model = LogisticRegression(C=C, max_iter=3000)
    folds = cross_val_score(model, vectors, labels, cv=5)
    model.fit(vectors, labels)
    np.savez_compressed(
        TARGET,
        classes=model.classes_.astype(str),
        weights=model.coef_.astype(np.float16),
        bias=model.intercept_.astype(np.float32),
        data=np.array(digest(rows)),
    )
    sys.stdout.write(f"{len(rows)} questions, accuracy over five folds {folds.mean():.3f}; wrote {TARGET.name}\n")


def _rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
