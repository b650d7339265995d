"""How the versions of a message are drawn, checked and ranked. The recipe around it is rewriting.py.

A model with Hearth's adapter writes several versions at once; of those that pass every check, the one is taken from which the
message itself is best told back (Li et al. 2016, "A Diversity-Promoting Objective Function for Neural Conversation Models":
ranking by the likelihood of the source given the target). That catches what no word check can: who did what to whom turned round,
a request about something else. Other models write one version after the other.
"""

import math
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from coach.chat_model import ChatModel, TunedModel, is_tuned
from coach.checks import lexicons
from coach.checks.verdict import check_rewrite, repair
from coach.closing import closed, core
from coach.composing import Composed
from coach.messages import CheckResult, Message, RewriteKind, Tone
from coach.prompts import render
from coach.tuned import LABELS, system
from knowledge.sentences import words

MAX_TOKENS = 170
ROUNDS = 3  # of candidates for one tone, at most, and none begins after SECONDS
SECONDS = 8.0
MIN_CONFIDENCE = 0.5
WEIGHTS = (4.416, 1.763, 0.780, -0.680, -0.216)  # of confidence(): the constant first
TRIES = 2  # of a model that writes one version after the other
_RUN = 5  # words
_TEMPERATURE = 0.7  # of the candidates after the first, which is the model's likeliest
_BACK = Message("system", system("back"))

TONE_LINES: dict[Tone, str] = {
    "gentle": "Tone: gentle and warm, two or three sentences.",
    "direct": "Tone: plain and firm, names the need clearly, one to three sentences.",
    "brief": "Tone: one sentence under 22 words, as a text message.",
}
KIND_LINES: dict[RewriteKind, str] = {
    "i-statement": "",
    "reassurance": "The writer gave an excuse: write reassurance instead, with one thing they will do.",
    "apology": "The writer is apologising: own what happened, without 'but', with one thing they will do.",
    "boundary": "The writer sets a limit: say it kindly and firmly, and what they will do themselves.",
}
# An apology or a limit need not carry a feeling or ask for anything; every other check holds for it too.
_NOT_ASKED: dict[RewriteKind, frozenset[str]] = {
    "i-statement": frozenset(),
    "reassurance": frozenset({"no_feeling", "no_request_or_need"}),
    "apology": frozenset({"no_feeling", "no_request_or_need", "roles_swapped"}),
    "boundary": frozenset({"no_feeling", "no_request_or_need"}),
}


@dataclass(frozen=True)
class Draft:
    """A version that passed its checks, with the feeling and the need it was written from ("" where none was said).

    `confidence` (0 to 1) is how likely a person would send it as it is, by what the model's likelihoods (`evidence`) say; 1 where
    unknown. `written` is the text before its small mendings.
    """

    feeling: str
    need: str
    text: str
    confidence: float = 1.0
    written: str = ""
    evidence: tuple[float, float] = (0.0, 0.0)


class Writer(Protocol):
    """Draws versions of one message."""

    def best(self, tone: Tone, tries: int, cancel: threading.Event | None) -> tuple[Draft | None, CheckResult]:
        """Return the best of at most `tries` candidates that passed, or None, and what the checks said of the last judged."""


def writer(message: str, kind: RewriteKind, model: ChatModel, read: Composed | None = None) -> Writer:
    """Return what draws versions of `message` with `model`; `read` is what a reader of messages made of it."""
    return TunedWriter(message, kind, model, read) if is_tuned(model) else PromptedWriter(message, kind, model)


def tones_for(kind: RewriteKind, tones: Sequence[Tone], model: ChatModel) -> Sequence[Tone]:
    """Return the tones to try: none for an apology, a reassurance or a limit by the adapter, since readers sent none of 42."""
    return tones if kind == "i-statement" or not is_tuned(model) else ()


def judged(message: str, written: str, tone: Tone, kind: RewriteKind) -> tuple[str, CheckResult]:
    """Return a candidate with its small mendings, and what the checks say of it."""
    mended = repair(written)
    failed = tuple(one for one in check_rewrite(message, mended, tone).failed if one not in _NOT_ASKED[kind])
    return mended, CheckResult(not failed, mended != written, failed)


class TunedWriter:
    """Versions by a model with Hearth's adapter: feeling and need first, then several texts at once.

    Feeling, need and request are what a reader of messages found, where there is one; else the model's own, under a grammar.
    """

    def __init__(self, message: str, kind: RewriteKind, model: TunedModel, read: Composed | None = None) -> None:
        self._message, self._kind, self._model = message, kind, model
        self._prompt = tuned_prompt(message, kind)
        self._head: str | None = "" if kind != "i-statement" else None
        self._asked = ""
        if read and kind == "i-statement":
            self._head, self._asked = f"Feeling: {read.feeling}\nNeed: {read.need}\n", read.request
        self._refused = CheckResult(False, False, ("empty",))

    def head(self, cancel: threading.Event | None) -> str:
        """Return the lines of feeling and need that all tones go on from; "" where the kind has none."""
        if self._head is None:
            self._head = self._model.write_bound(self._prompt, head_grammar(), cancel)
        return self._head

    def best(self, tone: Tone, tries: int, cancel: threading.Event | None) -> tuple[Draft | None, CheckResult]:
        """Return the best version of a tone; see Writer."""
        ranked = self.ranked(tone, tries, cancel)
        if not ranked:
            return None, self._refused
        best = ranked[0]
        if best.confidence < MIN_CONFIDENCE:
            return None, CheckResult(False, False, ("unlikely",))
        return best, CheckResult(True, best.text != best.written, ())

    def ranked(
        self, tone: Tone, tries: int, cancel: threading.Event | None, bar: float = MIN_CONFIDENCE
    ) -> list[Draft]:
        """Return the candidates that passed the checks, surest first; [] where none did, or once `cancel` is set.

        Left out are those that could not reach `bar` however well they told the message back: asking takes time.
        """
        began = time.monotonic()
        head = self.head(cancel)
        feeling, need = parse_head(head)
        label = LABELS[tone] if self._kind == "i-statement" else LABELS["gentle"]
        opening = (head, f"{label}:") if head else (f"{label}:",)
        passed: dict[str, tuple[str, float]] = {}
        self._refused = CheckResult(False, False, ("empty",))
        for turn in range(ROUNDS):
            drawn = self._model.draw(
                self._prompt,
                opening,
                tries,
                max_tokens=budget(self._message),
                temperature=_TEMPERATURE + 0.2 * turn,
                seed=turn,
                greedy_first=not turn,
                cancel=cancel,
            )
            for text, likelihood in drawn:
                ended = closed(self._message, text.strip(), need, tone, self._asked) if head else text.strip()
                mended, verdict = judged(self._message, ended, tone, self._kind)
                if verdict.passed:
                    passed.setdefault(mended, (text.strip(), likelihood))
                else:
                    self._refused = verdict
            if passed or time.monotonic() - began > SECONDS or (cancel is not None and cancel.is_set()):
                break
        texts = [text for text, (_, chance) in passed.items() if confidence(self._message, text, chance, 0.0) >= bar]
        if passed and not texts:
            self._refused = CheckResult(False, False, ("unlikely",))
        cores = [core(text) for text in texts]
        drafts = []
        for text, told in zip(texts, self._told_back(cores, cancel) or [], strict=False):
            written, likelihood = passed[text]
            evidence = (likelihood, told)
            drafts.append(Draft(feeling, need, text, confidence(self._message, text, *evidence), written, evidence))
        return sorted(drafts, key=lambda one: -one.confidence)

    def _told_back(self, texts: Sequence[str], cancel: threading.Event | None) -> list[float]:
        """Return, for each text, the mean log-likelihood of a token of the message when the model is given the text alone."""
        return self._model.likelihoods([([_BACK, Message("user", one)], self._message) for one in texts], cancel)


def confidence(message: str, text: str, likelihood: float, told_back: float) -> float:
    """Return how likely a version is fit to send (0 to 1); `WEIGHTS` were fitted to versions that readers judged.

    From mean log-likelihoods of a token (of the version; of the message given the version) and the lengths. See
    training/adapter/calibrate.py.
    """
    bias, *weights = WEIGHTS
    found = features(message, text, likelihood, told_back)
    return 1 / (1 + math.exp(-bias - sum(weight * one for weight, one in zip(weights, found, strict=True))))


def features(message: str, text: str, likelihood: float, told_back: float) -> tuple[float, float, float, float]:
    """Return what confidence() weighs: the likelihoods, the log of the message's length in words, how much longer the text is."""
    long = len(message.split()) or 1
    return likelihood, told_back, math.log(long), len(text.split()) / long


class PromptedWriter:
    """Versions by a model without the adapter, one after the other, from a prompt with examples."""

    def __init__(self, message: str, kind: RewriteKind, model: ChatModel) -> None:
        self._message, self._kind, self._model = message, kind, model
        self._tries = TRIES

    def best(self, tone: Tone, tries: int, cancel: threading.Event | None) -> tuple[Draft | None, CheckResult]:
        """Return the first version that passes; see Writer."""
        result = CheckResult(False, False, ("empty",))
        for attempt in range(min(tries, self._tries)):
            if cancel is not None and cancel.is_set():
                break
            draft = parse(write(self._message, tone, self._kind, self._model, attempt, cancel))
            mended, result = judged(self._message, draft.text, tone, self._kind)
            if copies_example(self._message, mended):
                result = CheckResult(False, result.repaired, (*result.failed, "copied_example"))
            if result.passed:
                self._tries = TRIES
                return Draft(draft.feeling, draft.need, mended), result
        self._tries = 1  # where no tone has come off, more of the same is not worth the person's time
        return None, result


def write(
    message: str,
    tone: Tone,
    kind: RewriteKind,
    model: ChatModel,
    attempt: int = 0,
    cancel: threading.Event | None = None,
) -> str:
    """Return one candidate as the model wrote it: greedy at the first attempt, drawn with some temperature after it."""
    temperature = _TEMPERATURE if attempt else 0.0
    pieces = model.stream(
        prompt(message, tone, kind),
        max_tokens=budget(message),
        temperature=temperature,
        seed=attempt,
        grammar=grammar(),
        cancel=cancel,
    )
    return "".join(pieces)


def tuned_prompt(message: str, kind: RewriteKind) -> list[Message]:
    """Return what a model with the adapter is asked."""
    return [Message("system", system(kind)), Message("user", message)]


def prompt(message: str, tone: Tone, kind: RewriteKind) -> list[Message]:
    """Return what a model without the adapter is asked; what all messages and tones have in common comes first."""
    tone_line = f"{TONE_LINES[tone]} {KIND_LINES[kind]}".strip()
    return [
        Message("system", render("rewrite_system")),
        Message("user", render("rewrite_user", message=message, tone=tone_line)),
    ]


def budget(message: str) -> int:
    """Return how many tokens a candidate may take: about twice the message's, so that a model in a loop is cut short."""
    return min(MAX_TOKENS, 70 + 3 * len(message.split()))


@cache
def head_grammar() -> str:
    """Return the shape of what comes before the message, as GBNF: one or two genuine feelings and one need of the lexicons."""
    return f"root ::= head\n{_head_rules()}"


@cache
def grammar() -> str:
    """Return the shape of a prompted model's whole candidate, as GBNF: the head, then the message on one line."""
    return f'root ::= head "Rewrite: " [^\\n]+\n{_head_rules()}'


def _head_rules() -> str:
    feelings = " | ".join(f'"{one.word}"' for one in lexicons.feelings())
    needs = " | ".join(f'"{one.name}"' for one in lexicons.needs())
    return (
        'head ::= "Feeling: " feeling (", " feeling)? "\\nNeed: " need "\\n"\n'
        f"feeling ::= {feelings}\nneed ::= {needs}\n"
    )


def parse_head(head: str) -> tuple[str, str]:
    """Return the feeling and the need that a head names; "" for what is missing."""
    found = re.match(r"\s*Feeling: (?P<feeling>[^\n]*)\nNeed: (?P<need>[^\n]*)", head)
    return (found["feeling"].strip(), found["need"].strip()) if found else ("", "")


def parse(candidate: str) -> Draft:
    """Take a candidate of a prompted model apart; parts that are missing come back empty.

    So do a feeling and a need that are none of the lexicons': where no grammar holds it, a model may call a blame a feeling.
    """
    found = re.match(r"\s*Feeling: [^\n]*\nNeed: [^\n]*\nRewrite: (?P<text>[^\n]*)", candidate)
    if not found:
        return Draft("", "", "")
    feeling, need = parse_head(candidate)
    genuine = {one.word for one in lexicons.feelings()} >= set(feeling.split(", "))
    known = need in {one.name for one in lexicons.needs()}
    return Draft(feeling if genuine else "", need if known else "", found["text"].strip())


def copies_example(message: str, text: str) -> bool:
    """Say whether `text` repeats a run of words from the prompt's examples, as small models do, that the message lacks."""
    examples = _runs(render("rewrite_user", message="", tone="")) - _runs(message)
    return bool(_runs(text) & examples)


def _runs(text: str) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[at : at + _RUN]) for at in range(len(said) - _RUN + 1)}
