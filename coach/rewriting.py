"""Before you send: a message -> the same message as one would really send it, in a few tones, each checked before it is shown.

The model writes candidates under a grammar, so that the feeling is always a genuine one; the checks decide. A message that no
candidate does justice to is said to be hard, with suggestions to build it from: never a weak version, never a template passed
off as the model's. Screening and the two safety gates come before, in turn.py.
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from coach.checks import lexicons
from coach.checks.blame import Flag, flags
from coach.checks.feelings import suggest_feelings, suggest_needs
from coach.checks.neutral import observation, request
from coach.checks.verdict import already_kind, check_rewrite, repair
from coach.errors import ModelError
from coach.messages import CheckResult, Message, Notice, Outcome, Pieces, RewriteKind, Tone, Version
from coach.model import ChatModel
from coach.prompts import render
from knowledge.sentences import words

MAX_TOKENS = 170
_RUN = 5  # words
_TEMPERATURE = 0.7  # of the candidates after the first, which is the model's likeliest

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

WHY_UNCHANGED = "It's fine as it is: it says how you feel or asks kindly, and nothing in it lands as blame."
WHY_REWRITE = "What happened, how you feel and what you need stayed; what may land as blame went."
WHY_HARD = (
    "This one I could not word well enough to hand you as finished. Here are the pieces to build it from: "
    "what happened, what you feel, what you need, and what you could ask."
)


@dataclass(frozen=True)
class Rewritten:
    """The end of the stream: what became of the message."""

    kind: Outcome
    why: str
    rewrites: dict[str, str]
    observation: str
    feeling: str
    need: str
    request: str
    flags: tuple[Flag, ...]
    checks: dict[str, CheckResult] = field(default_factory=dict)
    model: str | None = None


def rewrite(
    message: str,
    tones: Sequence[Tone],
    kind: RewriteKind,
    candidates: int,
    get_model: Callable[[], ChatModel],
    cancel: threading.Event | None = None,
) -> Iterator[Notice | Pieces | Version | Rewritten]:
    """Yield each version once it has passed its checks, and a Rewritten at the end."""
    found = tuple(flags(message))
    if kind == "i-statement" and already_kind(message):
        yield Rewritten("unchanged", WHY_UNCHANGED, dict.fromkeys(tones, message), "", "", "", "", found)
        return
    pieces = suggest(message, found)
    yield pieces
    versions: dict[str, str] = {}
    results: dict[str, CheckResult] = {}
    name: str | None = None
    try:
        model = get_model()
        name = model.name
        for tone in tones:
            yield Notice(f"Writing the {tone} version…")
            # where no tone has come off, more of the same is not worth the person's time
            tries = candidates if versions or not results else 1
            draft, results[tone] = _best(message, tone, kind, tries, model, cancel)
            if cancel is not None and cancel.is_set():
                break
            if draft is not None:
                versions[tone] = draft.text
                pieces = replace(pieces, feeling=draft.feeling or pieces.feeling, need=draft.need or pieces.need)
                yield Version(tone, draft.text)
    except ModelError as error:
        yield Notice(f"The language model could not help ({error}).")
    done: Outcome = "rewrite" if versions else "hard"
    why = WHY_REWRITE if versions else WHY_HARD
    yield Rewritten(
        done, why, versions, pieces.observation, pieces.feeling, pieces.need, pieces.request, found, results, name
    )


def suggest(message: str, found: tuple[Flag, ...]) -> Pieces:
    """Return what the message can be built from, by the lexicons alone; what they cannot tell is empty."""
    feeling, need = suggest_feelings(message, 1)[0], suggest_needs(message, 1)[0]
    return Pieces(observation(message), feeling, need, request(message, need), found)


@dataclass(frozen=True)
class Draft:
    """What the model wrote, taken apart."""

    feeling: str
    need: str
    text: str


def _best(
    message: str, tone: Tone, kind: RewriteKind, candidates: int, model: ChatModel, cancel: threading.Event | None
) -> tuple[Draft | None, CheckResult]:
    """Return the first candidate that passes its checks and what the checks said of it, or None and the last verdict."""
    result = CheckResult(False, False, ("empty",))
    for attempt in range(candidates):
        if cancel is not None and cancel.is_set():
            break
        draft = parse(write(message, tone, kind, model, attempt, cancel))
        mended = repair(draft.text)
        failed = tuple(one for one in check_rewrite(message, mended, tone).failed if one not in _NOT_ASKED[kind])
        failed += ("copied_example",) if copies_example(message, mended) else ()
        result = CheckResult(not failed, mended != draft.text, failed)
        if not failed:
            return Draft(draft.feeling, draft.need, mended), result
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
    tone_line = f"{TONE_LINES[tone]} {KIND_LINES[kind]}".strip()
    prompt = [
        Message("system", render("rewrite_system", tone=tone_line)),
        Message("user", render("rewrite_user", message=message)),
    ]
    temperature = _TEMPERATURE if attempt else 0.0
    pieces = model.stream(
        prompt, max_tokens=_budget(message), temperature=temperature, seed=attempt, grammar=grammar(), cancel=cancel
    )
    return "".join(pieces)


def _budget(message: str) -> int:
    """Return how many tokens a candidate may take: about twice the message's, so that a model in a loop is cut short."""
    return min(MAX_TOKENS, 70 + 3 * len(message.split()))


def copies_example(message: str, text: str) -> bool:
    """Say whether `text` repeats a run of words from the prompt's examples, as small models do, that the message lacks."""
    examples = _runs(render("rewrite_user", message="")) - _runs(message)
    return bool(_runs(text) & examples)


def _runs(text: str) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[at : at + _RUN]) for at in range(len(said) - _RUN + 1)}


@cache
def grammar() -> str:
    """Return the shape of a candidate as GBNF: one or two genuine feelings and one need from the lexicons, then the message."""
    feelings = " | ".join(f'"{one.word}"' for one in lexicons.feelings())
    needs = " | ".join(f'"{one.name}"' for one in lexicons.needs())
    return (
        'root ::= "Feeling: " feeling (", " feeling)? "\\nNeed: " need "\\nRewrite: " [^\\n]+\n'
        f"feeling ::= {feelings}\nneed ::= {needs}\n"
    )


def parse(candidate: str) -> Draft:
    """Take a candidate apart; parts that are missing come back empty."""
    found = re.match(r"\s*Feeling: (?P<feeling>[^\n]*)\nNeed: (?P<need>[^\n]*)\nRewrite: (?P<text>[^\n]*)", candidate)
    if found is None:
        return Draft("", "", "")
    return Draft(found["feeling"].strip(), found["need"].strip(), found["text"].strip())


def compose(observation: str, feeling: str, need: str, request: str) -> str:
    """Join the four pieces into one message; pieces that are empty are left out. Works with no model."""
    happened, felt, needed, asked = (part.strip().rstrip(".") for part in (observation, feeling, need, request))
    if happened and asked.lower().startswith(f"{happened.lower()},"):  # not said twice
        asked = asked[len(happened) + 1 :].strip()
    felt = " and ".join(part.strip() for part in felt.split(",") if part.strip())
    said: list[str] = []
    if felt:
        i_feel = felt if re.match(r"(?i)i\b|i['’]", felt) else f"I feel {felt}"
        opens = bool(re.match(r"(?i)when\b", happened))
        said.append(f"{happened}, {i_feel}" if opens else i_feel if not happened else f"{happened}. {i_feel}")
    elif happened:
        said.append(happened)
    if needed:
        said.append(needed if re.match(r"(?i)i\b|i['’]|what i\b", needed) else f"What I need is {needed}")
    if asked:
        said.append(asked)
    return " ".join(part if part[-1] in "?!." else f"{part}." for part in (one[0].upper() + one[1:] for one in said))
