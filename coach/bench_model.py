"""How fast this machine writes with Hearth: beside the bare runtime, job by job, beside other work, and for many at once.

Only measures; the command shows. What is compared is timed in turn in one run, and medians are taken, since a person's machine
does other things too. Figures are seconds and tokens a second; a ratio of 1.0 means that nothing is lost.
"""

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from coach import answering, candidates, planning
from coach.assemble import Library
from coach.bare import Bare
from coach.bench import MESSAGE, PARAGRAPH, QUESTIONS
from coach.chat_model import is_tuned
from coach.line import in_line
from coach.messages import Message
from coach.model import LlamaCppModel
from coach.warming import warm_up

TOKENS = 96
PEOPLE = 8
_LETTER = (
    Message("system", "You write warm, plain, thoughtful letters."),
    Message(
        "user", "Write a long letter, of at least ten paragraphs, about a quiet day that two people spend by the sea."
    ),
)
_LONG = (_LETTER[0], Message("user", PARAGRAPH * 8))
_MESSAGES = (
    MESSAGE,
    "You forgot my birthday again and then joked about it with your friends.",
    "It's always me who gets up with Leo while you pretend to be asleep.",
)
_SITUATIONS = ("We hardly talk any more.", "He is always on his phone.", "Since the baby we are strangers.")


@dataclass(frozen=True)
class Beside:
    """Hearth beside the bare runtime, tokens a second: writing, and reading a prompt of which nothing was read before."""

    bare_tokens_per_s: float
    stream_tokens_per_s: float
    ratio: float
    bare_prompt_tokens_per_s: float
    prompt_tokens_per_s: float
    prompt_ratio: float


@dataclass(frozen=True)
class FirstToken:
    """Seconds to a job's first token, other jobs having come between.

    `cold_s`: nothing was read before. `kept_s`: what the job's prompts begin with alike was kept, as on the command line.
    `warm_s`: what is asked was read while it was typed, as on the page (reading_ahead.py); `ratio` is that over cold.
    """

    cold_s: float
    kept_s: float
    warm_s: float
    ratio: float


@dataclass(frozen=True)
class _Asked:
    """How to begin a job with one text, until the first token, and how to read it before."""

    read: Callable[[], object]
    start: Callable[[], Iterator[object]]


def measure_beside(model: LlamaCppModel, rounds: int = 5, letters: int = 3, tokens: int = TOKENS) -> Beside:
    """Time writing and reading, bare and through the stream in turn, with the same tokens."""
    written = sum(piece != "" for piece in model.stream(_LETTER, max_tokens=tokens, temperature=0.0))
    letter, long = model.prompt_tokens(_LETTER), model.prompt_tokens(_LONG)
    rates: dict[str, list[float]] = {one: [] for one in ("bare", "ours", "bare_prompt", "our_prompt")}
    with bare_runtime(model) as bare:
        bare.run(letter, 2)
        for _ in range(rounds):
            for _ in range(letters):  # the embedded model's is short, and one token's time says little
                rates["bare"].append((written - 1) / bare.run(letter, written - 1)[1])
                rates["ours"].append(_rate(lambda: model.stream(_LETTER, max_tokens=written, temperature=0.0)))
            rates["bare_prompt"].append(len(long) / bare.run(long, 0)[0])
            model.forget_prompts()
            rates["our_prompt"].append(len(long) / _first(lambda: model.stream(_LONG, max_tokens=2, temperature=0.0)))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    return Beside(
        round(middle["bare"], 1),
        round(middle["ours"], 1),
        _ratio(rates["ours"], rates["bare"]),
        round(middle["bare_prompt"], 1),
        round(middle["our_prompt"], 1),
        _ratio(rates["our_prompt"], rates["bare_prompt"]),
    )


def measure_jobs(model: LlamaCppModel, library: Library, texts: int = len(_MESSAGES)) -> dict[str, FirstToken]:
    """Time the first token of each job, `texts` texts of each (three at most), the jobs in turn."""
    jobs = _jobs(model, library, texts)
    cold, kept, warm = ({name: list[float]() for name in jobs} for _ in range(3))
    for name, job in jobs.items():
        for asked in job:
            model.forget_prompts()
            cold[name].append(_first(asked.start))
    warm_up(model)
    for found, reads in ((kept, False), (warm, True)):
        for at in range(texts):
            for name, job in jobs.items():
                if reads:
                    job[at].read()
                found[name].append(_first(job[at].start))
    return {
        name: FirstToken(
            round(statistics.median(cold[name]), 3),
            round(statistics.median(kept[name]), 3),
            round(statistics.median(warm[name]), 3),
            _ratio(warm[name], cold[name]),
        )
        for name in jobs
    }


def measure_stop(model: LlamaCppModel, rounds: int = 3) -> float:
    """Return the longest time from a stop to the model's being free again, in the middle of reading and of writing."""
    taken = []
    for messages, wait in [(_LONG, 0.3), (_LETTER, 1.0)] * rounds:
        model.forget_prompts()
        stop, stopped_at = threading.Event(), [0.0]

        stopper = threading.Timer(wait, _stop, (stop, stopped_at))
        stopper.start()
        for _ in model.stream(messages, max_tokens=1000, temperature=0.8, cancel=stop):
            pass
        ended = time.perf_counter()
        stopper.join()
        taken.append(max(0.0, ended - stopped_at[0]))
    return round(max(taken), 3)


def _stop(stop: threading.Event, at: list[float]) -> None:
    at[0] = time.perf_counter()
    stop.set()


def measure_people(model: LlamaCppModel, people: int = PEOPLE, tokens: int = 32) -> float:
    """Return the tokens a second of `people` who ask at the same moment, over those of one who asks as often."""
    prompts = [(_LETTER[0], Message("user", f"{question} {PARAGRAPH}")) for question in QUESTIONS[:people]]

    def one(prompt: Sequence[Message]) -> int:
        with in_line(model) as place:
            for _ in place.wait(None):
                pass
            return sum(1 for _ in model.stream(prompt, max_tokens=tokens, temperature=0.0))

    def together() -> int:
        with ThreadPoolExecutor(people) as asking:
            return sum(asking.map(one, prompts))

    def one_by_one() -> int:
        return sum(map(one, prompts))

    rates = {"alone": [0.0], "together": [0.0]}
    for _ in range(2):
        for name, run in (("alone", one_by_one), ("together", together)):
            model.forget_prompts()
            began = time.perf_counter()
            written = run()
            rates[name].append(written / (time.perf_counter() - began))
    return round(max(rates["together"]) / max(rates["alone"]), 3)


def measure_busy(model: LlamaCppModel, versions: int, messages: Sequence[str] = _MESSAGES) -> tuple[float, float]:
    """Return the seconds of a rewrite in one tone: on the machine as it is, and with another process on every core."""

    def rewritten(message: str) -> float:
        began = time.perf_counter()
        candidates.writer(message, "i-statement", model).best("gentle", versions, None)
        return time.perf_counter() - began

    rewritten(MESSAGE)
    quiet = statistics.median(rewritten(one) for one in messages)
    with every_core_busy():
        time.sleep(0.5)
        busy = statistics.median(rewritten(one) for one in messages)
    return round(quiet, 2), round(busy, 2)


@contextmanager
def every_core_busy() -> Iterator[None]:
    """Let a process of its own keep each core busy meanwhile."""
    cores = psutil.cpu_count() or 1
    working = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"], stdin=subprocess.DEVNULL) for _ in range(cores)
    ]
    try:
        yield
    finally:
        for one in working:
            one.kill()
        for one in working:
            one.wait()


@contextmanager
def bare_runtime(model: LlamaCppModel) -> Iterator[Bare]:
    """Lend the bare runtime over the same weights, with as many threads as Hearth takes at most."""
    bare = model.bare()
    try:
        yield bare
    finally:
        bare.close()


def _jobs(model: LlamaCppModel, library: Library, texts: int) -> dict[str, list[_Asked]]:
    """Return each job with its first `texts` texts."""
    messages = _MESSAGES[:texts]
    found = [library.retriever.retrieve(one, 4, "both").chunks for one in QUESTIONS[:texts]]
    asked = [
        answering.prompt(question, (), answering.citations(chunks), model)
        for question, chunks in zip(QUESTIONS, found, strict=False)
    ]
    chosen = [planning.choose(one, "neglected", library.retriever, library.practices) for one in _SITUATIONS[:texts]]
    planned = [planning.intro_prompt(text, steps, model) for text, steps in zip(messages, chosen, strict=True)]

    never = threading.Event()

    def streamed(prompt: Sequence[Message]) -> _Asked:
        return _Asked(lambda: model.read(prompt, never), lambda: model.stream(prompt, max_tokens=2, temperature=0.0))

    def drawn(message: str) -> _Asked:
        prompt = candidates.tuned_prompt(message, "i-statement")
        return _Asked(
            lambda: model.read(prompt, never, several=True),
            lambda: iter(
                model.draw(prompt, ("",), 1, max_tokens=1, temperature=0.0, seed=0, greedy_first=True, cancel=None)
            ),
        )

    rewritten = (
        [drawn(one) for one in messages]
        if is_tuned(model)
        else [streamed(candidates.prompt(one, "gentle", "i-statement")) for one in messages]
    )
    return {
        "answer": [streamed(one) for one in asked],
        "rewrite": rewritten,
        "plan": [streamed(one) for one in planned],
    }


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


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of one over the other, pair by pair: what slows the machine for a while slows both."""
    return round(statistics.median(one / other for one, other in zip(ours, theirs, strict=True)), 3)
