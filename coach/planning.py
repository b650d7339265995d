"""Next steps: a situation -> a few practices for this week that fit it and the person's role, each with its source.

Practices are chosen from the entries, as the router ranks them for the situation, so that what is shown exists and was written
with care. The model may add one sentence on why these fit, shown only when every word of it rests on the situation and the
practices. Screening comes before, in turn.py.
"""

import math
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from coach.chat_model import ChatModel, is_tuned
from coach.checks.grounding import Embed, support
from coach.checks.voice import faults
from coach.errors import ModelError
from coach.keeping.preferences import Preferences
from coach.line import in_line, notices, stopped
from coach.messages import Citation, Message, Notice, Sources, Step, Text
from coach.prompts import render
from coach.tried import tried
from coach.tuned import intro_user, system
from knowledge.retrieval import Retriever
from knowledge.schema import Audience, Practice
from knowledge.sentences import sentences

STEPS = 3
NO_PREFERENCES = Preferences()
MAX_TOKENS = 90
_POOL = 12
_SITUATION = 1500  # characters of it that the model is given
_UNWILLING = re.compile(
    r"\b(?:refus\w+|(?:won['’]?t|will not|would not) (?:talk|try|come|go|do|even|have any of)|unwilling"
    r"|(?:not|isn['’]?t|is not|wasn['’]?t) (?:willing|interested)|do(?:es)?(?:n['’]?t| not) want to (?:talk|try|work|change|know)"
    r"|has no interest|on my own|by myself|walks? (?:away|out) when|shuts? (?:down|me out)|gave up on (?:me|us)"
    r"|(?:has|have|['’]s) left me"
    r"|broke up|separated|my ex)\b",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\b(?:(?<!kids )(?<!children )(?<!boys )(?<!girls )moved out|walked out on (?:me|us)|left for (?:his|her|their) "
    r"|gone to (?:his|her|their) (?:sister|brother|mum|mom|mother|dad|parents|friend)\w*|blocked (?:me|my number)"
    r"|(?:ask|need|want)\w* (?:for )?(?:(?:some|a bit of|more|a little) )?space\b(?! inside| together)|no[- ]contact"
    r"|not to (?:text|call|contact|write|ring|message)"
    r"|(?:don['’]?t|stop) (?:keep )?(?:texting|calling|contacting|messaging|ringing)"
    r"|(?:doesn['’]?t|won['’]?t|isn['’]?t|hasn['’]?t been|not been) (?:answer|answering|replying|reply|picking up|pick up)\b"
    r"(?! (?:my|the) question)"
    r"|on read for (?:\w+ )?(?:days|weeks|a week))",
    re.IGNORECASE,
)
"""The other is out of reach, or asked to be left alone: what is proposed then asks nothing of them."""
CAUTION = 10.0
"""How much it counts against a practice that it may be unwelcome, beside how well it fits; chosen on situations_seen.jsonl."""
IN_ONE_SENTENCE = 0.7
"""How much of that one sentence says by itself ("asked him a dozen times") where the rest is about other things; as above."""
_SENTENCES = 40


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
    preferences: Preferences = NO_PREFERENCES,
) -> Iterator[Text | Sources | Notice | Plan]:
    """Yield the introduction and the sources, and a Plan at the end."""
    chosen = choose(situation, role, retriever, practices, preferences=preferences)
    cited = tuple(Citation(n, one.title, "", one.source, one.text) for n, one in enumerate(chosen, start=1))
    steps = tuple(
        Step(one.id, one.title, one.why, one.do_this_week, one.minutes, n) for n, one in enumerate(chosen, start=1)
    )
    yield Sources(cited)
    written = ""
    name: str | None = None
    try:
        model = get_model()
        with in_line(model) as place:
            yield from notices(place, cancel)
            written = "" if stopped(cancel) else introduce(situation, chosen, model, embed, cancel)
        name = model.name if written else None
    except ModelError as error:
        yield Notice(f"The language model could not help ({error}).")
    intro = written or _plain_intro(chosen)
    yield Text(intro)
    yield Plan(steps, cited, intro, name)


def choose(
    situation: str,
    role: Audience,
    retriever: Retriever,
    practices: Mapping[str, Practice],
    steps: int = STEPS,
    preferences: Preferences = NO_PREFERENCES,
) -> list[Practice]:
    """Return up to `steps` practices, best fit first, for the role, each for some need that those before it do not serve.

    Left out: what the person refused lately, or says they tried; what is unwelcome in this situation; where the other is
    unwilling, whatever needs two willing people; and where the other is out of reach, whatever asks something of them.
    """
    unwelcome, ranked = _ranked(situation, role, retriever, practices, preferences)
    away = _AWAY.search(situation) is not None
    alone = away or _UNWILLING.search(situation) is not None or _asks_two_of_one(unwelcome, practices)
    left_out = unwelcome | tried(situation)
    fitting = [
        one
        for one in ranked
        if one.id not in left_out
        and preferences.allows(one)
        and not (alone and one.together)
        and not (away and not one.alone)
    ]
    in_time = [one for one in fitting if preferences.has_time_for(one)]
    chosen: list[Practice] = []
    for one in in_time:
        # a plan of three talks is no plan: each step should serve some need that the others do not
        served = {need for other in chosen for need in other.needs}
        if len(chosen) < steps and not set(one.needs) <= served:
            chosen.append(one)
    # rather one more of a kind than too few, and rather one that takes longer
    rest = (*in_time, *(one for one in fitting if one not in in_time))
    return [*chosen, *(one for one in rest if one not in chosen)][:steps]


def _ranked(
    situation: str,
    role: Audience,
    retriever: Retriever,
    practices: Mapping[str, Practice],
    preferences: Preferences,
) -> tuple[set[str], list[Practice]]:
    """Return the practices that are unwelcome, and all that speak to this role, best first.

    As the router judges them; where the embedding model has none, as the search finds them, and then nothing is known to be
    unwelcome.
    """
    for_role = {id_: one for id_, one in practices.items() if one.audience in (role, "both") or role == "both"}
    judged = _judged(situation, retriever)
    if judged:
        fits = {
            id_: math.log(max(share, 1e-9)) + CAUTION * math.log(max(1 - chance, 1e-6)) for id_, share, chance in judged
        }
        unwelcome = {id_ for id_, _, chance in judged if chance >= retriever.thresholds.unwelcome}
    else:
        found = retriever.search(situation, _POOL, role, kinds=["practice"])
        places = list(dict.fromkeys(one.chunk.document_id for one in found))
        fits = {id_: -float(place) for place, id_ in enumerate(places)}
        unwelcome = set()
    worst = min(fits.values(), default=0.0) - 1.0
    # what was not found comes last, and then rather what one can do alone
    score = {one.id: fits.get(one.id, worst - one.together) - preferences.penalty(one) for one in for_role.values()}
    return unwelcome, sorted(for_role.values(), key=lambda one: -score[one.id])


def _judged(situation: str, retriever: Retriever) -> list[tuple[str, float, float]]:
    """Return (practice, how well it fits, chance that it is unwelcome), as the whole and each sentence of it are read."""
    whole = retriever.judge_practices(situation)
    heard: dict[str, float] = {}
    for id_, _, chance in chain.from_iterable(retriever.judge_clauses(sentences(situation)[:_SENTENCES])):
        heard[id_] = max(heard.get(id_, 0.0), chance)
    return [(id_, share, max(chance, IN_ONE_SENTENCE * heard.get(id_, 0.0))) for id_, share, chance in whole]


def _asks_two_of_one(unwelcome: set[str], practices: Mapping[str, Practice]) -> bool:
    """Say whether so many of the practices for two are unwelcome that the other must be gone, or unwilling."""
    together = [one.id for one in practices.values() if one.together]
    return len(unwelcome.intersection(together)) * 2 > len(together)


def introduce(
    situation: str, chosen: Sequence[Practice], model: ChatModel, embed: Embed, cancel: threading.Event | None = None
) -> str:
    """Return the model's one or two sentences on why these steps fit, or "" when they do not pass the checks."""
    temperature = 0.0 if is_tuned(model) else None
    asked = intro_prompt(situation, chosen, model)
    text = "".join(model.stream(asked, max_tokens=MAX_TOKENS, temperature=temperature, cancel=cancel))
    grounds = [situation, _steps(chosen)]
    kept = [
        one
        for one in sentences(text)[:2]
        if re.search(r"[.!]$", one)
        and re.search(r"\byou\b", one, re.IGNORECASE)
        and not faults(one)
        and support(one, grounds, embed)
    ]
    return " ".join(kept)


def intro_prompt(situation: str, chosen: Sequence[Practice], model: ChatModel) -> list[Message]:
    """Return what the model is asked."""
    told = situation[:_SITUATION]
    if is_tuned(model):
        asked = intro_user(told, [(one.title, one.why) for one in chosen])
        return [Message("system", system("intro")), Message("user", asked)]
    asked = render("intro_user", situation=told, steps=_steps(chosen))
    return [Message("system", render("intro_system")), Message("user", asked)]


def _steps(chosen: Sequence[Practice]) -> str:
    return "\n".join(f"- {one.title}: {one.why}" for one in chosen)


def _plain_intro(chosen: Sequence[Practice]) -> str:
    needs = list(dict.fromkeys(need for one in chosen for need in one.needs))[:3]
    if not needs:
        return "No practice in the guides fits this."
    joined = " and ".join([", ".join(needs[:-1]), needs[-1]] if len(needs) > 1 else needs)
    return f"Small things, done again, change more than one big promise. These are about {joined}."
