"""`python -m training.router.memory`: write the questions that the router was trained on, as vectors, for it to look among.

After every training. What was held out stays out, so that `--report` can say what the memory brings: the recall of sections and
the FAQs reached and taken wrongly, with the layers alone and with both.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.silence import silence
from knowledge.embedding import EMBEDDED, SentenceTransformerEmbedder, Vectors
from knowledge.low_rank import matrices_in, read_arrays
from knowledge.neighbours import shortened
from knowledge.router import HEADS, NO_FAQ, OUTSIDE, Asked, Router, layer_of
from training.router.data import Example, digest, examples, situations, tellings
from training.router.train import HELD_OUT, TARGET, parted

MEMORY = TARGET.with_name(f"{EMBEDDED}.asked.npz")
_BATCH = 64


def main() -> int:
    """Write the memory, or report on it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.router.memory", description=__doc__)
    parser.add_argument("--report", action="store_true", help="say what the memory brings, on what was held out")
    options = parser.parse_args()
    silence()
    rows = [*examples(), *situations(), *tellings()]
    kept, held = ([one for one in part if isinstance(one, Example)] for part in parted(rows, HELD_OUT))
    arrays = read_arrays(EMBEDDED)
    embedder = SentenceTransformerEmbedder(adapted=False)
    embedder.change("router", matrices_in(arrays))
    if options.report:
        sys.stdout.write(report(held, vectors_of(held, embedder), arrays))
        return 0
    made = {**shortened(vectors_of(kept, embedder)), **answers(kept, arrays)}
    np.savez_compressed(MEMORY, allow_pickle=False, data=np.array(digest(rows)), **made)
    return 0


def vectors_of(rows: Sequence[Example], embedder: SentenceTransformerEmbedder) -> Vectors:
    """Return the vectors of the questions under the router's changes, (n, dim)."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].question))  # so that little is padded
    found = np.zeros((len(rows), embedder.dim), dtype=np.float32)
    for at in range(0, len(order), _BATCH):
        batch = order[at : at + _BATCH]
        found[batch] = embedder.embed_changed("router", [rows[one].question for one in batch])
        if at % (20 * _BATCH) == 0:
            sys.stderr.write(f"{at} of {len(rows)} questions\n")
    return found


def answers(rows: Sequence[Example], arrays: Any) -> dict[str, NDArray[Any]]:
    """Return, by number, the sections and the FAQ of each question, as knowledge.router.Asked takes them."""
    of_section = {str(name): at for at, name in enumerate(arrays["sections/names"])}
    of_faq = {str(name): at for at, name in enumerate(arrays["faqs/names"])}
    sections = np.full((len(rows), max(len(one.sections) for one in rows)), -1, dtype=np.int16)
    for at, one in enumerate(rows):
        named = (OUTSIDE,) if one.outside else one.sections
        sections[at, : len(named)] = [of_section[name] for name in named]
    faqs = np.array([-1 if one.faq is None else of_faq[one.faq] for one in rows], dtype=np.int16)
    return {"sections": sections, "faqs": faqs}


def report(rows: Sequence[Example], vectors: Vectors, arrays: Any) -> str:
    """Say how what was held out fares, with the layers alone and with the memory."""
    sections, faqs, fits, never, views = (layer_of(arrays, head) for head in HEADS)
    lines = []
    for name, asked in (("layers alone", None), ("with the memory", Asked(read_arrays(EMBEDDED, ".asked")))):
        router = Router(sections, faqs, fits, never, views, asked)
        read = [router.read(vector, vector) for vector in vectors]
        ranks = [
            next((at for at, (name, _) in enumerate(one.sections, 1) if name in row.sections), 99)
            for row, one in zip(rows, read, strict=True)
            if row.sections
        ]
        lines.append(
            f"{name}: recall@1 {np.mean([one == 1 for one in ranks]):.3f}, recall@5 {np.mean([one <= 5 for one in ranks]):.3f}, "
            f"MRR@10 {np.mean([1 / one if one <= 10 else 0 for one in ranks]):.3f} of {len(ranks)}"
        )
        for least in (0.5, 0.55, 0.6, 0.65, 0.7):
            reached = [
                r.faq == row.faq and r.faq_probability >= least for row, r in zip(rows, read, strict=True) if row.faq
            ]
            stray = [
                r.faq_probability >= least
                for row, r in zip(rows, read, strict=True)
                if row.faq == NO_FAQ and row.sections
            ]
            lines.append(
                f"  FAQ from {least}: reached {np.mean(reached):.3f} of {len(reached)}, "
                f"others taken {np.mean(stray):.3f} of {len(stray)}"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
