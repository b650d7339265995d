"""How the adapter was taught to be asked: one line of instruction a job, the bare text, and fixed labels. Read by training/ too.

A model of 135 million parameters keeps to a form that it has seen a thousand times, and to no other; models without the adapter
get the longer prompts in coach/prompts. What changes most stands last, so that the part before it is read once.
"""

from collections.abc import Sequence

from coach.messages import Tone
from coach.prompts import render

TEMPLATE = "<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n"
YES, NO = "Yes", "No"
LABELS: dict[Tone, str] = {"gentle": "Gentle", "direct": "Direct", "brief": "Brief"}


def system(job: str) -> str:
    """Return the instruction of a job: a kind of rewrite, back, judge, answer, intro or listen."""
    return render(f"tuned/{job}")


def answer_user(question: str, passages: Sequence[tuple[str, str, str]]) -> str:
    """Return the passages (title, heading, text) numbered from 1, and the question after them."""
    blocks = [f"[{n}] {title}. {heading}\n{text}" for n, (title, heading, text) in enumerate(passages, start=1)]
    return "\n\n".join([*blocks, f"Question: {question}"])


def judge_user(message: str, version: str) -> str:
    """Return a message and one version of it; the answer is YES or NO."""
    return f"Message: {message}\nVersion: {version}"


def intro_user(situation: str, steps: Sequence[tuple[str, str]]) -> str:
    """Return the steps (title, why) and the situation after them."""
    return "\n".join([*(f"- {title}: {why}" for title, why in steps), f"Situation: {situation}"])
