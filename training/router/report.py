"""How the router fares on what was held out of its training: by this settings and thresholds are chosen."""

from collections.abc import Sequence

import numpy as np

from knowledge.router import NO_FAQ
from training.router.data import Example, Situation, Telling
from training.router.train import Trainer


def report(trainer: Trainer, rows: Sequence[Example]) -> str:
    """Say how questions fare that were held out."""
    import torch

    of_sections, of_faqs = [], []
    with torch.inference_mode():
        for at in range(0, len(rows), 64):
            one, other = trainer.scores([row.question for row in rows[at : at + 64]], "sections", "faqs")
            of_sections.append(one.softmax(1).numpy())
            of_faqs.append(other.softmax(1).numpy())
    sections, faqs = np.concatenate(of_sections), np.concatenate(of_faqs)
    ranks = []
    for row, shares in zip(rows, sections, strict=True):
        if row.sections:
            order = [trainer.sections[at] for at in np.argsort(-shares[:-1])]
            ranks.append(min(order.index(section) for section in row.sections) + 1)
    inside = 1 - sections[:, -1]
    kept, out = [i for i, row in enumerate(rows) if not row.outside], [i for i, row in enumerate(rows) if row.outside]
    best = faqs[:, :-1].argmax(1)
    lines = [
        f"sections: recall@1 {np.mean([r == 1 for r in ranks]):.3f}, recall@5 {np.mean([r <= 5 for r in ranks]):.3f}, "
        f"MRR@10 {np.mean([1 / r if r <= 10 else 0 for r in ranks]):.3f} of {len(ranks)}"
    ]
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        taken = faqs[np.arange(len(rows)), best] >= least
        asked = [i for i, row in enumerate(rows) if row.faq]
        other = [i for i, row in enumerate(rows) if row.faq == NO_FAQ and row.sections]
        lines.append(
            f"FAQ from {least}: reached {np.mean([taken[i] and trainer.faqs[best[i]] == rows[i].faq for i in asked]):.3f}"
            f" of {len(asked)}, other questions taken {np.mean(taken[other]):.3f} of {len(other)}"
        )
    lines += [
        f"inside from {least}: refused {np.mean(inside[kept] < least):.3f} of {len(kept)}, "
        f"answered {np.mean(inside[out] >= least):.3f} of {len(out)}"
        for least in (0.3, 0.5, 0.7, 0.8, 0.9)
    ]
    return "\n".join(lines)


def report_situations(trainer: Trainer, rows: Sequence[Situation]) -> str:
    """Say how situations fare that were held out: the three likeliest practices, less what is taken for unwelcome."""
    import torch

    with torch.inference_mode():
        fits, never = trainer.scores([one.question for one in rows], "fits", "never")
    lines = []
    for limit in (0.1, 0.2, 0.3, 0.5):
        chosen = [
            [trainer.practices[at] for at in np.argsort(-of_fits) if of_never[at] < limit][:3]
            for of_fits, of_never in zip(fits.softmax(1).numpy(), never.sigmoid().numpy(), strict=True)
        ]
        good = np.mean([bool({*three} & {*row.fits}) for three, row in zip(chosen, rows, strict=True)])
        bad = np.mean([bool({*three} & {*row.never}) for three, row in zip(chosen, rows, strict=True)])
        lines.append(f"never from {limit}: a fitting practice {good:.3f}, an unwelcome one {bad:.3f} of {len(rows)}")
    return "\n".join(lines)


def report_tellings(trainer: Trainer, rows: Sequence[Telling]) -> str:
    """Say how conflicts fare that were held out: whether the perspective that is shown is the right one."""
    import torch

    with torch.inference_mode():
        (of_views,) = trainer.scores([one.question for one in rows], "views")
    shares = of_views.softmax(1).numpy()
    lines = []
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        shown = [
            (trainer.views[int(one.argmax())], row.perspective)
            for one, row in zip(shares, rows, strict=True)
            if one.max() >= least and trainer.views[int(one.argmax())]
        ]
        right = np.mean([told == true for told, true in shown]) if shown else 0.0
        lines.append(f"perspectives from {least}: {len(shown)} of {len(rows)} shown, right {right:.3f}")
    return "\n".join(lines)
