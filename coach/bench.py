"""How fast this machine runs Hearth: the bare runtime beside Hearth's stream, retrieval, screening, checks.

Only measures; the command shows. Timings of the two sides alternate, and medians are taken, since a person's machine does
other things too. Nothing is written and nothing leaves the machine.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from coach.checks.verdict import check_rewrite
from coach.messages import Message
from coach.model import LlamaCppModel
from coach.screening import screen
from knowledge.retrieval import Retriever

TOKENS = 96
PROMPT = (
    Message("system", "You write warm, plain, thoughtful letters."),
    Message(
        "user", "Write a long letter, of at least ten paragraphs, about a quiet day that two people spend by the sea."
    ),
)
_PARAGRAPH = (
    "When two people have drifted, it is seldom one great quarrel that did it. More often it was small things left undone, "
    "day after day: a question not asked, a hand not taken, a story heard with half an ear while the screen stayed on. "
)
MESSAGE = "You never listen to me when I talk about work, you just stare at your phone and say mm."
REWRITE = "When I talk about work and the phone is out, I feel lonely. I need to be heard. Could we talk after dinner?"

QUESTIONS = tuple(
    """
    Is it neglect if he doesn't mean it?
    How do I tell my partner that I feel alone?
    Why is saying sorry not enough?
    What kind of therapy helps with emotional neglect?
    How long does it take to heal?
    We feel like roommates, what can we do?
    My wife shuts down whenever I want to talk.
    How can I rebuild trust after years of distance?
    What is a connection jar?
    What are love languages?
    How do I set a boundary without a fight?
    When is it time to leave?
    I have been the neglectful one, where do I start?
    How do I apologise so that it counts?
    What should we ask each other at dinner?
    Is emotional neglect a form of abuse?
    What does a daily check-in look like?
    He says I am too sensitive, am I?
    How do we get affection back?
    What is the touch challenge?
    Since the baby we hardly speak.
    How do I ask for what I need?
    What are the signs of emotional neglect?
    Can a relationship recover from this?
    My partner refuses couples therapy.
    How do I listen without fixing?
    What do I say instead of blaming?
    Why do I feel numb?
    How do we make time with two jobs?
    Does neglect in childhood matter?
    How do I keep a promise this time?
    What if only one of us tries?
    What does emotional safety mean?
    How do I stop scrolling at the table?
    What can I do for myself?
    Should I talk to friends about it?
    How do we celebrate small progress?
    Are there exercises we can do at home?
    How do I start a hard conversation?
    What if it goes wrong again?
    """.strip().splitlines()
)


@dataclass(frozen=True)
class ModelSpeed:
    """Tokens a second, medians; `ratio` is Hearth's stream over the bare runtime (1.0: nothing is lost)."""

    bare_tokens_per_s: float
    stream_tokens_per_s: float
    ratio: float
    prompt_tokens_per_s: float
    first_token_cold_s: float
    first_token_warm_s: float


def measure_model(model: LlamaCppModel, rounds: int = 5) -> ModelSpeed:
    """Time generation, bare and through the stream in turn, and the reading of a prompt.

    Both sides write the same number of tokens, greedily, after the same prompt, which both find read already.
    """
    prompt = model.prompt_tokens(PROMPT)
    tokens = sum(piece != "" for piece in model.stream(PROMPT, max_tokens=TOKENS, temperature=0.0))
    bare, streamed = [], []
    for _ in range(rounds):
        bare.append(_rate(lambda: model.generate_bare(prompt, tokens)))
        streamed.append(_rate(lambda: model.stream(PROMPT, max_tokens=tokens, temperature=0.0)))
    long_prompt = [PROMPT[0], Message("user", _PARAGRAPH * 12)]
    length = len(model.prompt_tokens(long_prompt))
    cold, warm = [], []
    for _ in range(max(2, rounds - 2)):
        model.forget_prompt()
        cold.append(_first(lambda: model.stream(long_prompt, max_tokens=4, temperature=0.0)))
        warm.append(_first(lambda: model.stream(long_prompt, max_tokens=4, temperature=0.0)))
    ratios = [ours / theirs for ours, theirs in zip(streamed, bare, strict=True)]
    first_cold, first_warm = statistics.median(cold), statistics.median(warm)
    return ModelSpeed(
        bare_tokens_per_s=round(statistics.median(bare), 1),
        stream_tokens_per_s=round(statistics.median(streamed), 1),
        ratio=round(statistics.median(ratios), 3),
        # what stays when the prompt was read before is the cost of one token
        prompt_tokens_per_s=round(length / max(1e-6, first_cold - first_warm), 1),
        first_token_cold_s=round(first_cold, 3),
        first_token_warm_s=round(first_warm, 3),
    )


def measure_retrieval(retriever: Retriever, questions: Sequence[str] = QUESTIONS) -> dict[str, float]:
    """Time a whole retrieval (embed, both searches, fuse) for each question; milliseconds."""
    retriever.retrieve("a question that warms everything up", 4)
    taken = sorted(_milliseconds(partial(retriever.retrieve, text.strip(), 4)) for text in questions)
    return {"p50_ms": round(percentile(taken, 0.5), 1), "p95_ms": round(percentile(taken, 0.95), 1)}


def measure_checks(rounds: int = 30) -> dict[str, float]:
    """Time the safety screen on 2,000 characters and the checks of one rewrite; medians, milliseconds."""
    text = (_PARAGRAPH * 10)[:2000]
    screen(text)
    check_rewrite(MESSAGE, REWRITE, "gentle")
    return {
        "screen_ms": round(statistics.median(_milliseconds(lambda: screen(text)) for _ in range(rounds)), 2),
        "check_ms": round(
            statistics.median(_milliseconds(lambda: check_rewrite(MESSAGE, REWRITE, "gentle")) for _ in range(rounds)),
            2,
        ),
    }


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the ordered values lie (nearest rank)."""
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def _rate(start: Callable[[], Iterator[object]]) -> float:
    """Tokens a second from the first to the last: reading the prompt is not counted."""
    times = [time.perf_counter() for piece in start() if piece != ""]  # the last piece only says that it is over
    return (len(times) - 1) / max(1e-9, times[-1] - times[0]) if len(times) > 1 else 0.0


def _first(start: Callable[[], Iterator[object]]) -> float:
    began = time.perf_counter()
    pieces = start()
    next(pieces)
    taken = time.perf_counter() - began
    for _ in pieces:
        pass
    return taken


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000.0
