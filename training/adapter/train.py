"""`python -m training.adapter.train`: train the embedded model's LoRA adapter on training/data and write it as GGUF.

Low-rank changes to all seven projections of every layer (Hu et al. 2021, "LoRA", arXiv 2106.09685), learnt in bfloat16 with
float32 masters. The weights under it are the package's own Q4_1 ones, unpacked, so that it is trained on what it will run on.
One example in 25 is held out by its id, and its loss is printed a job: settings were chosen by that, never by evals/.
"""

import argparse
import json
import math
import random
import sys
import time
from pathlib import Path
from typing import Any

from coach.silence import silence
from training.adapter.data import Example, Tokens, drawn, sequence

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
RANK, EPOCHS, RATE, SEED = 16, 2.4, 1.5e-3, 1
BATCH_TOKENS = (
    1300  # padded; about 8 messages with their versions. Twice as many are a third slower: they leave the cache
)
WARMUP_STEPS = 30


def main(arguments: list[str] | None = None) -> int:
    """Train, export, report; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the adapter's file, .gguf; .json beside it is the log")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--rank", type=int, default=RANK)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--without-pieces", action="store_true", help="no feeling and need before the message")
    parser.add_argument("--without-back", action="store_true", help="not the way from a rewrite to its message")
    parser.add_argument("--start", type=Path, help="an exported adapter to go on from")
    parser.add_argument("--jobs", nargs="*", help="only these jobs")
    parser.add_argument("--new", help="a folder of training/data that --start has not learnt: all of it is taken, and")
    parser.add_argument("--again", type=float, default=0.1, help="... this share of everything else")
    parser.add_argument("--most", type=int, default=0, help="only so many examples, for a trial")
    options = parser.parse_args(arguments)
    silence()
    log = train(options)
    options.out.with_suffix(".json").write_text(json.dumps(log, indent=1), encoding="utf-8")
    return 0


def train(options: argparse.Namespace) -> dict[str, Any]:
    """Train with these options; returns the log: settings, losses of the held-out examples a job, tokens a second."""
    import torch

    from training.adapter.base import load, low_rank
    from training.adapter.export import export, restore

    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    model, tokenize = load()
    low_rank(model, options.rank)
    if options.start:
        restore(model, options.start)
    body, head = model.model, model.lm_head
    trained = [one for one in model.parameters() if one.requires_grad]
    masters = [one.detach().float().clone().requires_grad_() for one in trained]
    optimizer = torch.optim.AdamW(masters, lr=options.rate, weight_decay=0.01, betas=(0.9, 0.98))

    def epoch_of() -> list[Example]:
        made = drawn(rng, pieces=not options.without_pieces, back=not options.without_back)
        made = [one for one in made if not options.jobs or one.job in options.jobs]
        if not options.new:
            return made
        return [one for one in made if one.folder == options.new or one.held_out or rng.random() < options.again]

    def loss_of(batch: list[Tokens]) -> tuple[Any, float]:
        ids, mask, positions, source, target, weights = tensors(batch)
        hidden = body(input_ids=ids, attention_mask=mask, position_ids=positions, use_cache=False).last_hidden_state
        logits = head(hidden.reshape(-1, hidden.shape[-1])[source])
        lost = torch.nn.functional.cross_entropy(logits.float(), target, reduction="none")
        return (lost * weights).sum(), float(weights.sum())

    def held_out_loss() -> dict[str, float]:
        totals: dict[str, list[float]] = {}
        with torch.no_grad():
            for one in held:
                lost, n = loss_of([sequence(one, tokenize)])
                kept = totals.setdefault(one.job, [0.0, 0.0])
                kept[0] += lost.item()
                kept[1] += n
        return {job: round(lost / n, 4) for job, (lost, n) in totals.items()}

    everything = epoch_of()
    held = [one for one in everything if one.held_out]
    size = options.most or sum(not one.held_out for one in everything)
    total = estimate(everything, tokenize, size) * options.epochs
    log: dict[str, Any] = {"settings": {k: str(v) for k, v in vars(options).items()}, "examples": size, "held_out": {}}
    say(f"{size} examples, {len(held)} held out, about {total / 1e6:.2f} million padded tokens")
    began, seen, step, epoch = time.time(), 0, 0, 0
    recent: list[float] = []
    while seen < total:
        epoch += 1
        rows = [one for one in epoch_of() if not one.held_out]
        for batch in batches([sequence(one, tokenize) for one in rows[:size]], rng):
            share = seen / total
            if share >= 1:
                break
            rate = (
                options.rate * min(1, (step + 1) / WARMUP_STEPS) * (0.02 + 0.98 * (1 + math.cos(math.pi * share)) / 2)
            )
            for group in optimizer.param_groups:
                group["lr"] = rate
            lost, n = loss_of(batch)
            (lost / n).backward()
            for master, one in zip(masters, trained, strict=True):
                master.grad = one.grad.float()
                one.grad = None
            torch.nn.utils.clip_grad_norm_(masters, 1.0)
            optimizer.step()
            with torch.no_grad():
                for master, one in zip(masters, trained, strict=True):
                    one.copy_(master)
            step += 1
            seen += len(batch) * max(map(len, batch))
            recent = [*recent[-49:], lost.item() / n]
            if step % 20 == 0:
                speed = seen / (time.time() - began)
                left = (total - seen) / speed / 60
                say(
                    f"epoch {epoch} step {step} loss {sum(recent) / len(recent):.3f} {speed:.0f} tokens/s, {left:.0f} min left"
                )
        log["held_out"][f"{seen / total * options.epochs:.2f}"] = held_out_loss()
        say(f"held out after epoch {epoch}: {log['held_out'][f'{seen / total * options.epochs:.2f}']}")
        export(model, options.rank, options.out)
    log |= {"minutes": round((time.time() - began) / 60, 1), "tokens_per_s": round(seen / (time.time() - began))}
    return log


def tensors(batch: list[Tokens]) -> tuple[Any, Any, Any, Any, Any, Any]:
    """Return a batch as ids (n, length), mask (n, 1, length, length) to be added, positions (n, length), and, for each token
    to be learnt, the flat place of the token before it, its id and its weight."""
    import torch

    from training.adapter.base import precision

    longest = max(map(len, batch))
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    positions = torch.zeros(len(batch), longest, dtype=torch.long)
    seen = torch.zeros(len(batch), longest, longest, dtype=torch.bool)
    before = torch.tril(torch.ones(longest, longest, dtype=torch.bool))
    source, target, weights = [], [], []
    for at, one in enumerate(batch):
        n = len(one)
        ids[at, :n] = torch.tensor(one.ids)
        positions[at, :n] = torch.tensor(one.positions)
        branch = torch.tensor(one.branch)
        seen[at, :n, :n] = (branch[:, None] == branch[None, :]) | (branch == 0)[None, :]
        learnt = [place for place, weight in enumerate(one.weights) if weight]
        source += [at * longest + one.parents[place] for place in learnt]
        target += [one.ids[place] for place in learnt]
        weights += [one.weights[place] for place in learnt]
    seen &= before
    seen |= torch.eye(longest, dtype=torch.bool)  # padding sees itself, since a row of nothing is no number
    kind = precision()
    mask = torch.zeros(seen.shape, dtype=kind).masked_fill_(~seen, torch.finfo(kind).min)
    return ids, mask[:, None], positions, torch.tensor(source), torch.tensor(target), torch.tensor(weights)


def batches(rows: list[Tokens], rng: random.Random) -> list[list[Tokens]]:
    """Return the rows in batches of like length, in random order."""
    found: list[list[Tokens]] = []
    held: list[Tokens] = []
    for row in sorted(rows, key=lambda one: len(one) // 6):  # shuffled rows stay shuffled within a length
        if held and (len(held) + 1) * max(len(row), *map(len, held)) > BATCH_TOKENS:
            found.append(held)
            held = []
        held.append(row)
    found += [held] if held else []
    rng.shuffle(found)
    return found


def estimate(rows: list[Example], tokenize: Any, size: int) -> float:
    """Return how many padded tokens an epoch of `size` examples has."""
    lengths = [len(sequence(one, tokenize)) for one in rows]
    return 1.03 * sum(lengths) / len(lengths) * size


def say(line: str) -> None:
    """Print a line of progress."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
