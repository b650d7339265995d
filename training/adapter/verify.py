"""`python -m training.adapter.verify`: does llama.cpp with the exported adapter follow transformers with the same numbers?

Compares the mean log-likelihood of held-out texts in the two. They differ a little, since llama.cpp rounds activations to eight
bits and transformers computes in bfloat16; a wrong order of rows would differ by whole units.
"""

import random
import sys

import numpy as np

from coach.assemble import load_model
from coach.catalogue import adapter_path, choose, load_catalogue
from coach.chat_model import is_tuned
from coach.messages import Message
from coach.settings import Settings
from coach.silence import silence
from coach.tuned import TEMPLATE, system
from training.adapter.base import load, low_rank
from training.adapter.data import read
from training.adapter.export import restore
from training.adapter.train import RANK

TEXTS = 24
MOST_APART = 0.15  # nats a token, in the mean


def main() -> int:
    """Print both likelihoods for each text; the exit code is 1 when they are too far apart."""
    import torch

    silence()
    settings = Settings()
    runtime = load_model(settings, lambda stage, share: None)
    path = adapter_path(choose(settings.model, load_catalogue(settings.models_file)))
    assert is_tuned(runtime) and path is not None
    model, tokenize = load()
    low_rank(model, RANK)
    restore(model, path)
    rows = random.Random(0).sample([one for one in read("rewrites/*.jsonl") if "rewrites" in one], TEXTS)
    apart = []
    for row in rows:
        text = next(iter(row["rewrites"].values()))
        asked = [Message("system", system("back")), Message("user", text)]
        (here,) = runtime.likelihoods([(asked, row["message"])], None)
        prompt = tokenize(TEMPLATE.format(system=system("back"), user=text))
        said = tokenize(row["message"])
        with torch.no_grad():
            logits = model(torch.tensor([prompt + said])).logits[0, len(prompt) - 1 : -1].float()
        there = float(torch.log_softmax(logits, -1)[range(len(said)), said].mean())
        apart.append(abs(here - there))
        sys.stdout.write(f"llama.cpp {here:7.3f}   transformers {there:7.3f}\n")
    mean = float(np.mean(apart))
    sys.stdout.write(f"{TEXTS} texts, {mean:.3f} nats a token apart in the mean, {max(apart):.3f} at most\n")
    return int(mean > MOST_APART)


if __name__ == "__main__":
    raise SystemExit(main())
