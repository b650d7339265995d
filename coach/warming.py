"""Makes the language model ready for its jobs before somebody waits for them: what their prompts begin with alike is read.

With Hearth's adapter that is next to nothing, and only its second context is made; without it a prompt begins with a hundred
tokens or more that are the same for everybody. Whoever asks something meanwhile goes first.
"""

import threading
from collections.abc import Sequence

from coach import answering, candidates, planning
from coach.chat_model import ChatModel, is_tuned
from coach.line import Awaited
from coach.messages import Citation, Message
from coach.model import LlamaCppModel
from knowledge.schema import Practice

_LETTERS = ("Anna", "9 o'clock")  # two beginnings that share nothing
_LOOK_S = 0.2  # between two looks at whether the model is free again


def warm_up(model: ChatModel, leave_off: threading.Event | None = None) -> None:
    """Read what the jobs' prompts begin with, job by job, until `leave_off` is set; nothing for a model on a server.

    Raises ModelError.
    """
    leave_off = leave_off or threading.Event()
    if not isinstance(model, LlamaCppModel):
        return
    awaited = Awaited(model.line, leave_off)  # not in line itself: nobody should be told that somebody else is served
    model.make_ready()
    for first, other in beginnings(model):
        while awaited.is_set() or not model.keep_beginning(first, other, awaited):
            if leave_off.wait(_LOOK_S):
                return


def beginnings(model: ChatModel) -> list[tuple[Sequence[Message], Sequence[Message]]]:
    """Return, for each job, what the model is asked for two texts that have nothing in common."""
    one, other = (_asked(model, text) for text in _LETTERS)
    return list(zip(one, other, strict=True))


def _asked(model: ChatModel, text: str) -> list[list[Message]]:
    practice = Practice(
        id="",
        title=text,
        audience="both",
        source="",
        minutes=1,
        how_often="",
        needs=(),
        together=False,
        effort="low",
        why=text,
        do_this_week=text,
        text=text,
    )
    asked = [
        answering.prompt(text, (), [Citation(1, text, text, text, text)], model),
        planning.intro_prompt(text, [practice], model),
    ]
    return asked if is_tuned(model) else [*asked, candidates.prompt(text, "gentle", "i-statement")]
