"""How fast this machine searches, screens and checks; the language model has bench_model.py.

Only measures; the command shows. Medians are taken, since a person's machine does other things too. Nothing leaves the machine.
"""

import copy
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from coach.checks.verdict import check_rewrite
from coach.danger import DangerReader
from coach.screening import forget_readings, screen
from knowledge.retrieval import Retriever
from knowledge.schema import Audience

PARAGRAPH = (
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


OPENINGS = (
    "",
    "I have been thinking about this for weeks.",
    "We have been together for nine years.",
    "Please be honest with me:",
    "Last night it was quiet again at dinner.",
    "A friend said I should ask.",
)
_PARTS = {"nearest": "vectors", "lexical": "BM25", "nearest_faqs": "FAQs", "get": "passages", "section": "passages"}


@dataclass(frozen=True)
class RetrievalSpeed:
    """Milliseconds of `n` retrievals; `parts` has (p50, p95) of each: embed (and route), vectors, BM25 …

    "fuse and join" is what is left, a reranker's time with it where there is one.
    """

    n: int
    p50_ms: float
    p95_ms: float
    parts: dict[str, tuple[float, float]]


def asked(questions: Sequence[str] = QUESTIONS, openings: Sequence[str] = OPENINGS) -> list[str]:
    """Return every question after every opening: distinct texts, of which no cache has seen any."""
    return [f"{opening} {question.strip()}".strip() for opening in openings for question in questions]


def measure_retrieval(
    retriever: Retriever, questions: Sequence[str] | None = None, role: Audience = "both", top_k: int = 4
) -> RetrievalSpeed:
    """Time a whole retrieval (embed, both searches, fuse, read the passages) for each of `questions`, or of asked(), warm.

    `retriever` is left as it was, but for the questions that it remembers.
    """
    questions = asked() if questions is None else questions
    retriever.read.cache_clear()  # it remembers the vectors of the last questions
    timed, clock = _timed(retriever)
    for at in range(5):  # what is loaded or opened once is no part of a question's time
        timed.retrieve(f"a question that warms everything up, number {at}", top_k, role)
    whole: list[float] = []
    parts: dict[str, list[float]] = {}
    for text in questions:
        clock.clear()
        whole.append(_milliseconds(partial(timed.retrieve, text, top_k, role)))
        clock["fuse and join"] = whole[-1] - sum(clock.values())
        for name, taken in clock.items():
            parts.setdefault(name, []).append(taken)
    return RetrievalSpeed(len(questions), *_spread(whole), {name: _spread(taken) for name, taken in parts.items()})


def _timed(retriever: Retriever) -> tuple[Retriever, dict[str, float]]:
    """Return a copy of `retriever`, and where it adds up the milliseconds of its calls to the model and to the index."""
    clock: dict[str, float] = {}

    def timing(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **options: Any) -> Any:
            began = time.perf_counter()
            try:
                return call(*args, **options)
            finally:
                clock[name] = clock.get(name, 0.0) + (time.perf_counter() - began) * 1000.0

        return timed

    class TimedIndex:
        """The index; calls from outside are timed, its own calls of itself are not."""

        def __getattr__(self, name: str) -> Any:
            held = getattr(retriever.index, name)
            return timing(_PARTS.get(name, name), held) if callable(held) else held

    copied = copy.copy(retriever)
    vars(copied).update(index=TimedIndex(), read=timing("embed", retriever.read))
    return copied, clock


def _spread(taken: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(taken)
    return round(percentile(ordered, 0.5), 2), round(percentile(ordered, 0.95), 2)


def measure_checks(reader: DangerReader | None = None, rounds: int = 30) -> dict[str, float]:
    """Time the safety screen, patterns and classifier, and the checks of one rewrite; medians, milliseconds.

    The screen is timed on the questions above, as people ask them, and on 2,000 characters.
    """
    long = (PARAGRAPH * 10)[:2000]

    def screened(text: str) -> float:
        # a text that was read is remembered, and must be read again here
        return _milliseconds(lambda: screen(text, (), reader), forget_readings)

    screened(long)
    check_rewrite(MESSAGE, REWRITE, "gentle")
    return {
        "screen_ms": round(
            statistics.median(screened(one) for one in QUESTIONS for _ in range(max(1, rounds // 10))), 2
        ),
        "screen_long_ms": round(statistics.median(screened(long) for _ in range(rounds)), 2),
        "check_ms": round(
            statistics.median(_milliseconds(lambda: check_rewrite(MESSAGE, REWRITE, "gentle")) for _ in range(rounds)),
            2,
        ),
    }


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the ordered values lie (nearest rank)."""
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def _milliseconds(work: Callable[[], object], before: Callable[[], object] | None = None) -> float:
    if before is not None:
        before()
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000.0
