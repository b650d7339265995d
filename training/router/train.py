"""`python -m training.router.train`: train the router for the embedding model that comes with Hearth. Minutes on two cores.

Learns, together, low-rank changes to the embedding model (on every linear layer) and linear layers over what they give: over
Hearth's sections with one class for what lies outside them, over the FAQs, and over the practices that fit a situation or must
not be proposed in it, and over the perspectives on a conflict. Reads the FAQs' own phrasings, the perspectives' examples, and
what lies beside this file; never evals/. A small share is held out of the training, and how it fares is printed: settings and
thresholds were chosen by that alone.
"""

import argparse
import hashlib
import math
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.silence import silence
from knowledge.chunking import chunk_document
from knowledge.embedding import EMBEDDED, SentenceTransformerEmbedder
from knowledge.low_rank import matrices_in
from knowledge.reading import read_shipped
from knowledge.router import NO_FAQ, OUTSIDE
from training.low_rank import arrays_of, fresh, frozen_beside, half_precision, padded
from training.router.data import Example, Situation, Telling, digest, examples, situations, tellings

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "knowledge" / "routers" / f"{EMBEDDED}.npz"
RANK, EPOCHS, RATE, BATCH, SCALE, SEED = 16, 5, 2e-3, 32, 20.0, 1
HELD_OUT = 0.06


class Trainer:
    """The layers that are trained, on top of a frozen embedding model."""

    LAYERS: tuple[str, ...] = ("sections", "faqs", "fits", "never", "views")

    def __init__(self, embedder: SentenceTransformerEmbedder, start: Path | None = None, seed: int = SEED) -> None:
        """Begin from what Hearth's sections are like, or from an earlier training's arrays at `start`."""
        import torch

        torch.manual_seed(seed)
        self.module = embedder.module
        chunks = [chunk for one in read_shipped() for chunk in chunk_document(one, embedder.count_tokens)]
        vectors = embedder.embed_documents([one.embedded_text for one in chunks])
        self.sections = [*dict.fromkeys(one.section_name for one in chunks), OUTSIDE]
        self.faqs = [one.id for one in read_shipped() if one.kind == "faq"] + [NO_FAQ]
        of_sections = np.zeros((len(self.sections), embedder.dim), dtype=np.float32)
        for chunk, vector in zip(chunks, vectors, strict=True):
            of_sections[self.sections.index(chunk.section_name)] += vector
        of_sections /= np.maximum(np.linalg.norm(of_sections, axis=1, keepdims=True), 1e-6)
        of_faqs = np.stack(
            [of_sections[self.sections.index(f"faqs/{one}#")] if one else np.zeros(embedder.dim) for one in self.faqs]
        ).astype(np.float32)
        views: dict[str, list[str]] = {}
        for one in tellings():
            views.setdefault(one.perspective, []).append(one.question)
        self.views = list(views)
        of_views = np.stack([embedder.embed_documents(texts).mean(axis=0) for texts in views.values()])
        self.low_rank = fresh(self.module, RANK, seed)
        self.practices = [one.id for one in read_shipped() if one.kind == "practice"]
        of_practices = np.stack(
            [
                np.mean([of_sections[at] for at, name in enumerate(self.sections) if f"/{one}#" in name], axis=0)
                for one in self.practices
            ]
        )
        self.heads = {
            name: (torch.tensor(weights.astype(np.float32)), torch.zeros(len(weights)))
            for name, weights in (
                ("sections", of_sections),
                ("faqs", of_faqs),
                ("fits", of_practices),
                ("never", np.zeros_like(of_practices)),
                ("views", of_views),
            )
            if name in self.LAYERS
        }
        if start:
            self._begin_from(dict(np.load(start, allow_pickle=False)))
        for tensor in self.trained():
            tensor.requires_grad_(True)

    def _begin_from(self, arrays: dict[str, Any]) -> None:
        """Take over what an earlier training learnt: the changes, and for each class that is still there its row."""
        import torch

        self.low_rank = frozen_beside(self.module, matrices_in(arrays))
        names = {"sections": self.sections, "faqs": self.faqs, "views": self.views}
        for head, (weights, bias) in self.heads.items():
            known = {str(name): at for at, name in enumerate(arrays[f"{head}/names"])}
            for row, name in enumerate(names.get(head, self.practices)):
                if name in known:
                    weights[row] = torch.tensor(arrays[f"{head}/weights"][known[name]].astype(np.float32) / SCALE)
                    bias[row] = float(arrays[f"{head}/bias"][known[name]])

    def trained(self) -> list[Any]:
        """Return the tensors that learn."""
        return [one for pair in (*self.low_rank.parameters.values(), *self.heads.values()) for one in pair]

    def scores(self, texts: Sequence[str], *heads: str) -> list[Any]:
        """Return the logits of each head, (n, n_classes)."""

        with self.low_rank.applied(), half_precision():
            vectors = self.module(padded(self.module.preprocess(list(texts))))["sentence_embedding"]
        return [SCALE * vectors.float() @ self.heads[name][0].T + self.heads[name][1] for name in heads]

    def loss(self, batch: Sequence[Any]) -> Any:
        """Return the mean negative log likelihood of a batch that holds one kind of example."""
        if isinstance(batch[0], Situation):
            return self._loss_of_situations(batch)
        if isinstance(batch[0], Telling):
            return self._loss_of_tellings(batch)
        return self._loss_of_questions(batch)

    def _loss_of_tellings(self, batch: Sequence[Telling]) -> Any:
        """That the perspective is named."""
        import torch

        (of_views,) = self.scores([one.question for one in batch], "views")
        right = torch.tensor([self.views.index(one.perspective) for one in batch])
        return torch.nn.functional.cross_entropy(of_views, right, label_smoothing=0.05)

    def _loss_of_questions(self, batch: Sequence[Example]) -> Any:
        """That some right section is named, and the right FAQ or none."""
        import torch

        of_sections, of_faqs = self.scores([one.question for one in batch], "sections", "faqs")
        right = torch.full(of_sections.shape, -1e9)
        for row, one in enumerate(batch):
            if one.outside:
                right[row, -1] = 0.0
            elif not one.sections:
                right[row, :-1] = 0.0
            for place, section in enumerate(one.sections):
                right[row, self.sections.index(section)] = 0.0 if place == 0 else math.log(0.5)
        named = torch.logsumexp(torch.log_softmax(of_sections, 1) + right, 1)
        ignored = -100
        faqs = torch.tensor([ignored if one.faq is None else self.faqs.index(one.faq) for one in batch])
        judged = int((faqs != ignored).sum())
        of_faq = torch.nn.functional.cross_entropy(of_faqs, faqs, label_smoothing=0.05, reduction="sum")
        return -named.mean() + of_faq / max(1, judged)

    def _loss_of_situations(self, batch: Sequence[Situation]) -> Any:
        """That the practices that fit are named, and each that must not be is known."""
        import torch

        of_fits, of_never = self.scores([one.question for one in batch], "fits", "never")
        fits, never = torch.zeros(of_fits.shape), torch.zeros(of_never.shape)
        for row, one in enumerate(batch):
            for place, name in enumerate(one.fits):
                fits[row, self.practices.index(name)] = 1.0 - 0.08 * place
            for name in one.never:
                never[row, self.practices.index(name)] = 1.0
        known = fits.sum(1) > 0  # of a single clause nobody can say what fits
        fits = fits[known] / fits[known].sum(1, keepdim=True)
        named = -(fits * torch.log_softmax(of_fits[known], 1)).sum() / len(batch)
        return named + 4 * torch.nn.functional.binary_cross_entropy_with_logits(of_never, never)

    def varied(self, rows: Sequence[Any], _draw: random.Random) -> Sequence[Any]:
        """Return the rows as one epoch shows them."""
        return rows

    def fit(self, rows: Sequence[Any], epochs: int, rate: float) -> Iterator[str]:
        """Train, and yield a line after each epoch."""
        import torch

        self.module.train()
        draw = random.Random(SEED)
        optimizer = torch.optim.AdamW(self.trained(), lr=rate, weight_decay=0.01)
        steps = epochs * math.ceil(len(rows) / BATCH)
        step, began = 0, time.perf_counter()
        for epoch in range(1, epochs + 1):
            total = 0.0
            for batch in _batches(self.varied(rows, draw), draw):
                for group in optimizer.param_groups:
                    group["lr"] = (
                        rate * min(1.0, (step + 1) / 40) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
                    )
                loss = self.loss(batch)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.trained(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
                total += float(loss.detach()) * len(batch)
                step += 1
            yield f"epoch {epoch}: loss {total / len(rows):.3f}, {time.perf_counter() - began:.0f} s"
        self.module.eval()

    def save(self, path: Path, data: str) -> None:
        """Write everything that was trained as half-precision arrays, with the names of the classes."""
        half = arrays_of(self.low_rank)
        for name, (weights, bias) in self.heads.items():
            half[f"{name}/weights"] = (SCALE * weights.detach().numpy()).astype(np.float16)
            half[f"{name}/bias"] = bias.detach().numpy().astype(np.float16)
        names = {"sections": self.sections, "faqs": self.faqs, "views": self.views}
        of_heads = {f"{head}/names": np.array(names.get(head, self.practices)) for head in self.heads}
        np.savez_compressed(path, allow_pickle=False, data=np.array(data), **half, **of_heads)


def _batches(rows: Sequence[Any], draw: random.Random) -> list[list[Any]]:
    """Shuffle, then batch examples of one kind and of like length, so that little is padded."""
    batches = []
    for kind in (Example, Situation, Telling):
        order = [one for one in rows if isinstance(one, kind)]
        draw.shuffle(order)
        for at in range(0, len(order), 16 * BATCH):
            block = sorted(order[at : at + 16 * BATCH], key=lambda one: len(one.question))
            batches += [block[start : start + BATCH] for start in range(0, len(block), BATCH)]
    draw.shuffle(batches)
    return batches


def asked_for(description: str | None, epochs: int, target: Path) -> argparse.ArgumentParser:
    """Return what a training on these texts can be asked for, on the command line."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--hold-out", type=float, default=HELD_OUT, metavar="SHARE", help="train without this share, and report on it"
    )
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--output", type=Path, default=target)
    return parser


def parted(rows: Sequence[Any], share: float) -> tuple[list[Any], list[Any]]:
    """Return what is trained on, and the share that is held out: the same ones whenever the texts are the same."""
    order = sorted(rows, key=lambda one: hashlib.sha256(one.question.encode()).hexdigest())
    return order[int(share * len(order)) :], order[: int(share * len(order))]


def say(lines: Iterable[str]) -> None:
    """Write each line as soon as it is there."""
    for line in lines:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def main() -> None:
    """Train and write the router, or train on a part and say how the rest fares."""
    parser = asked_for(__doc__, EPOCHS, TARGET)
    parser.add_argument("--start", type=Path, help="arrays of an earlier training to go on from")
    options = parser.parse_args()
    silence()
    rows: list[Example | Situation | Telling] = [*examples(), *situations(), *tellings()]
    kept, held = parted(rows, options.hold_out)
    trainer = Trainer(SentenceTransformerEmbedder(adapted=False), options.start)
    say(trainer.fit(kept, options.epochs, options.rate))
    if held:
        from training.router.report import report, report_situations, report_tellings

        say(
            [
                report(trainer, [one for one in held if isinstance(one, Example)]),
                report_situations(trainer, [one for one in held if isinstance(one, Situation)]),
                report_tellings(trainer, [one for one in held if isinstance(one, Telling)]),
            ]
        )
    trainer.save(options.output, digest(rows))


if __name__ == "__main__":
    main()
