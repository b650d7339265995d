"""Next steps: a situation -> a few practices for this week that fit it and the person's role, each with its source.

Practices are chosen by retrieval over the practice entries, so that what is shown exists and was written with care. The
model may add one sentence on why these fit, shown only when every word of it rests on the situation and the practices.
Screening comes before, in turn.py.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coach.checks.grounding import Embed, support
from coach.checks.voice import faults
from coach.errors import ModelError
from coach.messages import Citation, Message, Notice, Sources, Step, Text
from coach.model import ChatModel
from coach.prompts import render
from knowledge.retrieval import Retriever
from knowledge.schema import Audience, Practice
from knowledge.sentences import sentences

STEPS = 3
MAX_TOKENS = 90
_POOL = 12
_UNWILLING = re.compile(
    r"\b(?:refus\w+|won['’]?t (?:talk|try|come|go|do|even)|not (?:willing|interested)|doesn['’]?t want to (?:talk|try|work)"
    r"|has no interest|on my own|by myself|walks? (?:away|out) when|shuts? (?:down|me out)|gave up on (?:me|us)"
    r"|(?:has|have|['’]s) left me"
    r"|broke up|separated|my ex)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Plan:
    """The end of the stream: the steps, their sources, and why they fit."""

    steps: tuple[Step, ...]
    citations: tuple[Citation, ...]
    intro: str
    model: str | None


def plan(
    situation: str,
    role: Audience,
    retriever: Retriever,
    practices: Mapping[str, Practice],
    get_model: Callable[[], ChatModel],
    embed: Embed,
    cancel: threading.Event | None = None,
) -> Iterator[Text | Sources | Notice | Plan]:
    """Yield the introduction and the sources, and a Plan at the end."""
    chosen = choose(situation, role, retriever, practices)
    cited = tuple(Citation(n, one.title, "", one.source, one.text) for n, one in enumerate(chosen, start=1))
    steps = tuple(
        Step(one.id, one.title, one.why, one.do_this_week, one.minutes, n) for n, one in enumerate(chosen, start=1)
    )
    yield Sources(cited)
    written = ""
    name: str | None = None
    try:
        model = get_model()
        written = introduce(situation, chosen, model, embed, cancel)
        name = model.name if written else None
    except ModelError as error:
        yield Notice(f"The language model could not help ({error}).")
    intro = written or _plain_intro(chosen)
    yield Text(intro)
    yield Plan(steps, cited, intro, name)


def choose(
    situation: str, role: Audience, retriever: Retriever, practices: Mapping[str, Practice], steps: int = STEPS
) -> list[Practice]:
    """Return up to `steps` practices, best fit first, for the role, all different in what they are for.

    Where the other is unwilling, nothing that needs two willing people.
    """
    alone = _UNWILLING.search(situation) is not None
    found = retriever.search(situation, _POOL, role, kinds=["practice"])
    ranked = list(dict.fromkeys(one.chunk.document_id for one in found))
    # the index may still hold a practice that is gone, while another process builds the new one
    known = [practices[id_] for id_ in ranked if id_ in practices]
    fitting = [one for one in known if not (alone and one.together)]
    rest = [
        one for one in practices.values() if not one.together and one.audience in (role, "both") and one not in fitting
    ]
    chosen: list[Practice] = []
    for one in [*fitting, *rest]:
        # a plan of three talks is no plan: each step should serve some need that the others do not
        served = {need for other in chosen for need in other.needs}
        if len(chosen) < steps and not set(one.needs) <= served:
            chosen.append(one)
    return chosen


def introduce(
    situation: str, chosen: Sequence[Practice], model: ChatModel, embed: Embed, cancel: threading.Event | None = None
) -> str:
    """Return the model's one or two sentences on why these steps fit, or "" when they do not pass the checks."""
    steps = "\n".join(f"- {one.title}: {one.why}" for one in chosen)
    prompt = [
        Message("system", render("intro_system")),
        Message("user", render("intro_user", situation=situation[:1500], steps=steps)),
    ]
    text = "".join(model.stream(prompt, max_tokens=MAX_TOKENS, cancel=cancel))
    grounds = [situation, steps]
    kept = [
        one
        for one in sentences(text)[:2]
        if re.search(r"[.!]$", one)
        and re.search(r"\byou\b", one, re.IGNORECASE)
        and not faults(one)
        and support(one, grounds, embed)
    ]
    return " ".join(kept)


def _plain_intro(chosen: Sequence[Practice]) -> str:
    needs = list(dict.fromkeys(need for one in chosen for need in one.needs))[:3]
    if not needs:
        return "No practice in the guides fits this."
    joined = " and ".join([", ".join(needs[:-1]), needs[-1]] if len(needs) > 1 else needs)
    return f"Small things, done again, change more than one big promise. These are about {joined}."
