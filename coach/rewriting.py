"""Before you send: a message -> the same message as one would really send it, in a few tones, each checked before it is shown.

What many people type has wordings that were written beforehand (phrasebook.py); where a reader of messages is sure of the pieces,
they are put together (composing.py); for all else the model writes candidates, with feelings that are always genuine ones. The
checks decide in either case. A message that nothing does justice to is said to be hard, with suggestions to build it from: never
a weak version, never what is not the model's passed off as its own.
Screening and the two safety gates come before, in turn.py.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from coach.candidates import judged, tones_for, writer
from coach.chat_model import ChatModel
from coach.checks.blame import Flag, flags
from coach.checks.verdict import already_kind
from coach.composing import MIN_CHANCE
from coach.errors import ModelError
from coach.line import in_line, notices, stopped
from coach.messages import CheckResult, Notice, Outcome, Pieces, RewriteKind, Tone, Version
from coach.phrasebook import Phrasebook, Wording
from coach.suggesting import Suggester

WHY_UNCHANGED = "It's fine as it is: it says how you feel or asks kindly, and nothing in it lands as blame."
WHY_REWRITE = (
    "What may land as blame went; what happened, how you feel and what you need should have stayed. A small model wrote "
    "this: read whether it tells who did what as it was, and change what does not sound like you."
)
WHY_KNOWN = (
    "What may land as blame went. These words were written beforehand, for what many people come to say: read whether they fit "
    "what happened, and change what does not sound like you."
)
WHY_COMPOSED = (
    "What may land as blame went. This was put together from what you wrote, a feeling and a need: read whether they are "
    "yours, and change what does not sound like you."
)
WHY_HARD = (
    "This one I could not word well enough to hand you as finished. Here are the pieces to build it from: "
    "what happened, what you feel, what you need, and what you could ask."
)
WHY_NOT_TRIED = (
    "This model words only “I feel” messages so far. Here are the pieces to build yours from: "
    "what happened, what you feel, what you need, and what you could ask."
)


_TELLING = frozenset({"fact_missing", "roles_swapped"})
"""What the checks can only guess at where a wording does not use the message's own words."""
_OWNING = frozenset({"blame", "mind_reading", "advice_or_reply"})
"""What they take for blame or a reply, in a text that owns what its writer did: "I let you wait, and you were alone with it"."""


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
    phrasebook: Phrasebook | None = None,
    suggester: Suggester | None = None,
) -> Iterator[Notice | Pieces | Version | Rewritten]:
    """Yield each version once it has passed its checks, and a Rewritten at the end, `model` None where none was asked."""
    found = tuple(flags(message))
    if kind == "i-statement" and already_kind(message):
        yield Rewritten("unchanged", WHY_UNCHANGED, dict.fromkeys(tones, message), "", "", "", "", found)
        return
    suggester = suggester or Suggester()
    pieces = suggester.pieces(message, found)
    yield pieces
    known = phrasebook.find(message, kind) if phrasebook else None
    versions, results = known_versions(message, tones, kind, known)
    if known and versions:
        pieces = replace(pieces, feeling=known.feeling or pieces.feeling, need=known.need or pieces.need)
    else:
        versions, results = composed_versions(message, tones, kind, suggester)
    for tone, text in versions.items():
        yield Version(tone, text)
    beforehand = set(versions)
    why = WHY_HARD
    name: str | None = None
    if beforehand != set(tones) or not tones:
        try:
            model = get_model()
            tried = [one for one in tones_for(kind, tones, model) if one not in versions]
            if tones and not tried:
                why = WHY_NOT_TRIED
            name = model.name
            drawing = writer(message, kind, model, suggester.composed(message))
            with in_line(model) as place:
                yield from notices(place, cancel)
                for tone in () if stopped(cancel) else tried:
                    yield Notice(f"Writing the {tone} version…")
                    draft, results[tone] = drawing.best(tone, candidates, cancel)
                    if cancel is not None and cancel.is_set():
                        break
                    if draft is not None:
                        versions[tone] = draft.text
                        pieces = replace(
                            pieces, feeling=draft.feeling or pieces.feeling, need=draft.need or pieces.need
                        )
                        yield Version(tone, draft.text)
        except ModelError as error:
            yield Notice(f"The language model could not help ({error}).", trouble=True)
    if versions:
        why = WHY_REWRITE if beforehand != set(versions) else WHY_KNOWN if known else WHY_COMPOSED
    done: Outcome = "rewrite" if versions else "hard"
    yield Rewritten(
        done, why, versions, pieces.observation, pieces.feeling, pieces.need, pieces.request, found, results, name
    )


def known_versions(
    message: str, tones: Sequence[Tone], kind: RewriteKind, wording: Wording | None
) -> tuple[dict[str, str], dict[str, CheckResult]]:
    """Return what of a wording passes the checks for this message, by tone, and what they said of it.

    Whether it tells what happened, and who did it, was judged by whoever wrote it: the book gives none to a message that holds
    anything which the entry does not know, or names the two of them in another order.
    """
    versions: dict[str, str] = {}
    results: dict[str, CheckResult] = {}
    texts = wording.texts if wording else {}
    let_pass = _TELLING if kind == "i-statement" else _TELLING | _OWNING
    for tone in (one for one in tones if one in texts):
        text, verdict = judged(message, texts[tone], tone, kind)
        if let_pass.issuperset(verdict.failed):
            versions[tone], results[tone] = text, CheckResult(True, verdict.repaired, ())
    return versions, results


def composed_versions(
    message: str, tones: Sequence[Tone], kind: RewriteKind, suggester: Suggester
) -> tuple[dict[str, str], dict[str, CheckResult]]:
    """Return what was put together from the pieces, by tone, where Hearth is sure of them and it passes the checks."""
    # where nothing lands as blame, there is nothing to put otherwise
    put = suggester.composed(message) if kind == "i-statement" and flags(message) else None
    versions: dict[str, str] = {}
    results: dict[str, CheckResult] = {}
    if put is None or put.chance < MIN_CHANCE:
        return versions, results
    for tone in tones:
        text, verdict = judged(message, put.texts[tone], tone, kind)
        if verdict.passed:
            versions[tone], results[tone] = text, verdict
    return versions, results
