"""`python -m training.screen.train`: train the classifier of the screen. Some minutes on two cores.

Learns, together, low-rank changes to the embedding model that comes with Hearth and linear layers over what they give: the four
dangers (each by itself), whether it may be happening now, the gate of a message, whether a question is another's to answer,
whether a sentence of a document speaks to a program, and whether the second of two turns explains the first. Reads texts/
beside this file; never evals/. An eighth is held out and never trained on: settings and thresholds come from what is said of
it.
"""

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.danger import AFTER, ASKS, GATES, LABELS, SPEAKS_TO, least_of_first, windows
from coach.silence import silence
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.low_rank import matrices_in
from training.low_rank import arrays_of, fresh, frozen_beside, half_precision, padded
from training.screen.data import Example, digest, examples, varied

TARGET = Path(__file__).parents[2] / "coach" / "safety" / "screen.npz"
RANK, EPOCHS, RATE, BATCH, SCALE, SEED = 16, 5, 2e-3, 32, 20.0, 1
HELD_OUT = 1 / 8
HEADS = ("labels", "imminent", "gates", "asks", "speaks_to", "after")
NAMES = {"gates": GATES, "asks": ASKS, "speaks_to": SPEAKS_TO, "after": AFTER}
"""The classes of the heads that know one right class each."""
SMOOTH = 0.02  # of each label, for some texts are labelled wrongly


class Trainer:
    """The layers that are trained, on top of a frozen embedding model."""

    def __init__(self, rows: Sequence[Example], start: Path | None = None, seed: int = SEED) -> None:
        """Begin from an earlier training's arrays at `start`.

        Without them, from what linear layers alone make of `rows`, so that the changes to the model learn from the first step.
        """
        import torch

        torch.manual_seed(seed)
        embedder = SentenceTransformerEmbedder(adapted=False)
        self.module = embedder.module
        if start:
            arrays = dict(np.load(start, allow_pickle=False))
            heads = {
                name: (arrays[f"{name}/weights"], arrays[f"{name}/bias"]) for name in HEADS if f"{name}/bias" in arrays
            }
            new = [head for head in NAMES if head not in heads]  # what the earlier training did not know
            heads |= _linear(rows, embedder.embed_documents, new)
            self.low_rank = frozen_beside(self.module, matrices_in(arrays))
        else:
            heads = _linear(rows, embedder.embed_documents, HEADS)
            self.low_rank = fresh(self.module, RANK, seed)
        self.heads = {
            name: (torch.tensor(weights.astype(np.float32) / SCALE), torch.tensor(bias.astype(np.float32)))
            for name, (weights, bias) in heads.items()
        }
        for one in self.trained():
            one.requires_grad_(True)

    def trained(self) -> list[Any]:
        """Return the tensors that learn."""
        return [one for pair in (*self.low_rank.parameters.values(), *self.heads.values()) for one in pair]

    def logits(self, texts: Sequence[str]) -> dict[str, Any]:
        """Return the logits of each head, (n, n_classes)."""

        with self.low_rank.applied(), half_precision():
            vectors = self.module(padded(self.module.preprocess(list(texts))))["sentence_embedding"]
        vectors = vectors.float()
        return {name: SCALE * vectors @ weights.T + bias for name, (weights, bias) in self.heads.items()}

    def loss(self, batch: Sequence[Example]) -> Any:
        """Return the mean loss of a batch."""
        import torch
        from torch.nn import functional

        logits = self.logits([one.text for one in batch])
        judged = [at for at, one in enumerate(batch) if one.labels is not None]
        total = torch.zeros(())
        if judged:
            right = torch.tensor([[float(name in (batch[at].labels or ())) for name in LABELS] for at in judged])
            right = right * (1 - 2 * SMOOTH) + SMOOTH
            total = total + functional.binary_cross_entropy_with_logits(logits["labels"][judged], right) * len(judged)
        told = [at for at in judged if batch[at].labels]
        if told:
            now = torch.tensor([[float(batch[at].imminent)] for at in told])
            total = total + 0.3 * functional.binary_cross_entropy_with_logits(logits["imminent"][told], now) * len(told)
        for head in NAMES:
            if places := _places(head, batch):
                of_these = logits[head][[at for at, _ in places]]
                names = torch.tensor([place for _, place in places])
                total = total + 0.5 * functional.cross_entropy(of_these, names, label_smoothing=SMOOTH, reduction="sum")
        return total / len(batch)

    def fit(self, rows: Sequence[Example], epochs: int, rate: float, seed: int = SEED) -> Iterator[str]:
        """Train, and yield a line after each epoch."""
        import torch

        self.module.train()
        draw = random.Random(seed)
        optimizer = torch.optim.AdamW(self.trained(), lr=rate, weight_decay=0.01)
        steps = epochs * math.ceil(len(rows) / BATCH)
        step, began = 0, time.perf_counter()
        for epoch in range(1, epochs + 1):
            total = 0.0
            for batch in _batches(varied(rows, draw), draw):
                for group in optimizer.param_groups:
                    warm = min(1.0, (step + 1) / 40)
                    group["lr"] = rate * warm * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
                loss = self.loss(batch)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.trained(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
                total += float(loss.detach()) * len(batch)
                step += 1
            yield f"epoch {epoch}: loss {total / len(rows):.4f}, {time.perf_counter() - began:.0f} s"
        self.module.eval()

    def read(self, text: str) -> dict[str, list[float]]:
        """Return the logits of a text as DangerReader joins those of its pieces."""
        import torch

        with torch.inference_mode():
            found = {name: one.numpy() for name, one in self.logits(windows(text)).items()}
        return {
            "labels": found["labels"].max(axis=0).tolist(),
            "imminent": found["imminent"].max(axis=0).tolist(),
            **{head: found[head][least_of_first(found[head])].tolist() for head in NAMES},
        }

    def save(self, path: Path, data: str) -> None:
        """Write everything that was trained as half-precision arrays."""
        arrays = arrays_of(self.low_rank)
        for name, (weights, bias) in self.heads.items():
            arrays[f"{name}/weights"] = (SCALE * weights.detach().numpy()).astype(np.float16)
            arrays[f"{name}/bias"] = bias.detach().numpy().astype(np.float16)
        np.savez_compressed(path, allow_pickle=False, data=np.array(data), **arrays)


def _linear(
    rows: Sequence[Example], embed: Callable[[Sequence[str]], Any], wanted: Sequence[str]
) -> dict[str, tuple[Any, Any]]:
    """Return (weights, bias) of logistic regressions over vectors that are as they came, for the heads that are wanted."""
    from sklearn.linear_model import LogisticRegression

    def fitted(vectors: Any, right: Sequence[Any]) -> tuple[Any, Any]:
        model = LogisticRegression(C=3.0, max_iter=1000).fit(vectors, right)
        return model.coef_.astype(np.float32), model.intercept_.astype(np.float32)

    heads: dict[str, tuple[Any, Any]] = {}
    if "labels" in wanted:
        judged = [one for one in rows if one.labels is not None]
        vectors = embed([one.text for one in judged])
        of_labels = [fitted(vectors, [name in (one.labels or ()) for one in judged]) for name in LABELS]
        heads["labels"] = np.concatenate([one for one, _ in of_labels]), np.concatenate([one for _, one in of_labels])
        told = [at for at, one in enumerate(judged) if one.labels]
        heads["imminent"] = fitted(vectors[told], [judged[at].imminent for at in told])
    for head in NAMES:
        if head in wanted:
            places = _places(head, rows)
            vectors = embed([rows[at].text for at, _ in places])
            heads[head] = of_two(*fitted(vectors, [place for _, place in places]))
    return heads


def of_two(weights: Any, bias: Any) -> tuple[Any, Any]:
    """Return a row for each of two classes, for which scikit-learn gives one."""
    if len(weights) > 1:
        return weights, bias
    return np.concatenate([np.zeros_like(weights), weights]), np.concatenate([np.zeros_like(bias), bias])


def _places(head: str, rows: Sequence[Example]) -> list[tuple[int, int]]:
    """Return (place of the row, place of its class) of the rows that were judged for this head."""
    classes = [getattr(one, {"gates": "gate"}.get(head, head)) for one in rows]
    return [(at, NAMES[head].index(one)) for at, one in enumerate(classes) if one is not None]


def _batches(rows: Sequence[Example], draw: random.Random) -> list[list[Example]]:
    """Shuffle, then batch texts of like length, so that little is padded."""
    order = list(rows)
    draw.shuffle(order)
    batches = []
    for at in range(0, len(order), 16 * BATCH):
        block = sorted(order[at : at + 16 * BATCH], key=lambda one: len(one.text))
        batches += [block[start : start + BATCH] for start in range(0, len(block), BATCH)]
    draw.shuffle(batches)
    return batches


def main() -> None:
    """Train without what is held out, write what the classifier says of that, and the classifier."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--start", type=Path, help="arrays of an earlier training to go on from")
    parser.add_argument("--output", type=Path, default=TARGET)
    parser.add_argument(
        "--held", type=Path, default=Path("held.jsonl"), help="where to write the readings (JSON lines)"
    )
    options = parser.parse_args()
    silence()
    rows = examples()
    held = [one for one in rows if one.fold < HELD_OUT]
    kept = [one for one in rows if one.fold >= HELD_OUT]
    trainer = Trainer(kept, options.start)
    for line in trainer.fit(kept, options.epochs, options.rate):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    trainer.save(options.output, digest())
    with options.held.open("w", encoding="utf-8") as out:
        for one in held:
            row = {
                "text": one.text,
                "labels": None if one.labels is None else sorted(one.labels),
                "imminent": one.imminent,
                "gate": one.gate,
                "asks": one.asks,
                "speaks_to": one.speaks_to,
                "after": one.after,
                **{f"of_{name}": logits for name, logits in trainer.read(one.text).items()},
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
