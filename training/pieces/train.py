"""`python -m training.pieces.train`: train the reader of messages. Some twenty minutes on two cores.

Learns low-rank changes to the embedding model of its own, and three linear layers over what they give: which feeling and which
need were written for a message, and what was asked for at the end. Reads data.py's texts; never evals/. A share is held out of
the training, with all that says the same, and how it fares is printed.
"""

import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.checks import lexicons
from coach.silence import silence
from knowledge.embedding import SentenceTransformerEmbedder
from training.low_rank import arrays_of, fresh, half_precision, padded
from training.pieces.data import Example, bank, digest, examples
from training.router.train import asked_for, say

TARGET = Path(__file__).parents[2] / "coach" / "lexicons" / "pieces.npz"
RANK, EPOCHS, BATCH, SCALE, SEED = 16, 6, 32, 20.0, 1
PER_EPOCH = 4  # of the messages that say the same, as many are shown in one epoch
SECOND = 0.6  # what a second feeling counts beside the first


class PieceTrainer:
    """The layers that are trained, on top of a frozen embedding model."""

    def __init__(self, embedder: SentenceTransformerEmbedder) -> None:
        """Begin from what the names of the classes are like."""
        import torch

        torch.manual_seed(SEED)
        self.module = embedder.module
        ways = bank()
        self.names = {
            "feelings": [one.word for one in lexicons.feelings()],
            "needs": [one.name for one in lexicons.needs()],
            "requests": list(ways),
        }
        said = {
            "feelings": [[f"I feel {one}"] for one in self.names["feelings"]],
            "needs": [[f"I need {one}"] for one in self.names["needs"]],
            "requests": [[text, *others] for text, others in ways.items()],
        }
        self.low_rank = fresh(self.module, RANK, SEED)
        self.heads = {
            head: (
                torch.tensor(np.stack([embedder.embed_documents(texts).mean(axis=0) for texts in of_each]) / 2),
                torch.zeros(len(of_each)),
            )
            for head, of_each in said.items()
        }
        for tensor in self.trained():
            tensor.requires_grad_(True)

    def trained(self) -> list[Any]:
        """Return the tensors that learn."""
        return [one for pair in (*self.low_rank.parameters.values(), *self.heads.values()) for one in pair]

    def scores(self, texts: Sequence[str]) -> dict[str, Any]:
        """Return the logits of each head, (n, n_classes)."""
        with self.low_rank.applied(), half_precision():
            vectors = self.module(padded(self.module.preprocess(list(texts))))["sentence_embedding"]
        return {head: SCALE * vectors.float() @ weights.T + bias for head, (weights, bias) in self.heads.items()}

    def loss(self, batch: Sequence[tuple[str, Example]]) -> Any:
        """Return the negative log likelihood of what was written, a message, summed over the heads that know it."""
        import torch

        scores = self.scores([message for message, _ in batch])
        total: Any = 0.0
        for head, of_head in scores.items():
            right = torch.zeros(of_head.shape)
            for row, (_, one) in enumerate(batch):
                for place, name in enumerate(written(one, head)):
                    right[row, self.names[head].index(name)] = SECOND if head == "feelings" and place else 1.0
            right = right / right.sum(1, keepdim=True).clamp(min=1e-6)
            total = total - (right * torch.log_softmax(of_head, 1)).sum() / len(batch)
        return total

    def fit(self, rows: Sequence[Example], epochs: int, rate: float) -> Iterator[str]:
        """Train, and yield a line after each epoch."""
        import torch

        draw = random.Random(SEED)
        optimizer = torch.optim.AdamW(self.trained(), lr=rate, weight_decay=0.01)
        steps = epochs * math.ceil(sum(min(PER_EPOCH, len(one.messages)) for one in rows) / BATCH)
        step, began = 0, time.perf_counter()
        self.module.train()
        for epoch in range(1, epochs + 1):
            losses = []
            for batch in batches(rows, draw):
                for group in optimizer.param_groups:
                    warm = min(1.0, (step + 1) / 40)
                    group["lr"] = rate * warm * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
                loss = self.loss(batch)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.trained(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
                losses.append(float(loss.detach()))
                step += 1
            yield f"epoch {epoch}: loss {np.mean(losses):.3f}, {time.perf_counter() - began:.0f} s"
        self.module.eval()

    def save(self, path: Path, data: str) -> None:
        """Write everything that was trained as half-precision arrays, with the names of the classes."""
        half = arrays_of(self.low_rank)
        for head, (weights, bias) in self.heads.items():
            half[f"{head}/weights"] = (SCALE * weights.detach().numpy()).astype(np.float16)
            half[f"{head}/bias"] = bias.detach().numpy().astype(np.float16)
            half[f"{head}/names"] = np.array(self.names[head])
        np.savez_compressed(path, allow_pickle=False, data=np.array(data), **half)


def written(one: Example, head: str) -> tuple[str, ...]:
    """Return what was written for a head; nothing where the head does not know it."""
    return {"feelings": one.feelings, "needs": (one.need,) if one.need else (), "requests": one.requests}[head]


def batches(rows: Sequence[Example], draw: random.Random) -> list[list[tuple[str, Example]]]:
    """Return what one epoch shows: some messages of each example, shuffled, those of like length together."""
    shown = [(text, one) for one in rows for text in draw.sample(one.messages, min(PER_EPOCH, len(one.messages)))]
    draw.shuffle(shown)
    found = []
    for at in range(0, len(shown), 16 * BATCH):
        block = sorted(shown[at : at + 16 * BATCH], key=lambda one: len(one[0]))
        found += [block[start : start + BATCH] for start in range(0, len(block), BATCH)]
    draw.shuffle(found)
    return found


def report(trainer: PieceTrainer, held: Sequence[Example]) -> str:
    """Say how often what was written is the likeliest, and among the first three, of one message of each held-out example."""
    import torch

    hits: dict[str, list[tuple[bool, bool]]] = {head: [] for head in trainer.heads}
    for at in range(0, len(held), BATCH):
        part = held[at : at + BATCH]
        with torch.inference_mode():
            scores = trainer.scores([one.messages[-1] for one in part])
        for head, of_head in scores.items():
            for one, row in zip(part, of_head.numpy(), strict=True):
                if right := written(one, head):
                    first = [trainer.names[head][place] for place in np.argsort(-row)[:3]]
                    hits[head].append((first[0] in right, not set(right).isdisjoint(first)))
    return "; ".join(
        f"{head}: {np.mean([one for one, _ in found]):.3f}, {np.mean([three for _, three in found]):.3f} of {len(found)}"
        for head, found in hits.items()
    )


def main() -> None:
    """Train, say how what was held out fares, and write the reader."""
    options = asked_for(__doc__, EPOCHS, TARGET).parse_args()
    silence()
    rows = examples()
    held = [one for one in rows if one.place < options.hold_out]
    trainer = PieceTrainer(SentenceTransformerEmbedder(adapted=False))
    say(trainer.fit([one for one in rows if one.place >= options.hold_out], options.epochs, options.rate))
    if held:
        say([report(trainer, held)])
    trainer.save(options.output, digest(rows))


if __name__ == "__main__":
    main()
