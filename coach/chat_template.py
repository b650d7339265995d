"""A model's chat template, filled so that what a person typed never becomes a control token."""

from collections.abc import Callable, Sequence

from coach.errors import ModelError
from coach.messages import Message
from coach.thinking import closed

_WITHOUT_THINKING = {"enable_thinking": False, "thinking": False}  # the switches that templates have, each its own


def alternating(messages: Sequence[Message]) -> list[Message]:
    """Return the same conversation for a strict template: no system message, and the two roles in turn.

    The system text goes before the first message of the person; messages of one role in a row are joined.
    """
    joined: list[Message] = []
    for one in messages:
        role = "user" if one.role == "system" else one.role
        if joined and joined[-1].role == role:
            joined[-1] = Message(role, f"{joined[-1].content}\n\n{one.content}")
        else:
            joined.append(Message(role, one.content))
    return joined


def template_renderer(
    template: str, *, bos_token: str = "", eos_token: str = ""
) -> Callable[[Sequence[Message]], list[tuple[str, bool]]]:
    """Return a function from messages to (text, is content) pieces of the filled template; the two tokens are the model's own.

    Thinking aloud is switched off where a template has a switch for it, and a thought that it opens is closed at once.

    Contents are replaced by marks while the template is filled and put back afterwards, so that a template may be any
    Jinja program and still never sees, or lends control tokens to, what a person typed.
    """
    from jinja2 import TemplateError
    from jinja2.ext import loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    if not template:
        raise ModelError("the model's file holds no chat template; give one as chat_template in models.toml")
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = lambda form: ""
    try:
        compiled = environment.from_string(template)
    except TemplateError as error:
        raise ModelError(f"the model's chat template cannot be read: {error.message}") from error

    def render(messages: Sequence[Message]) -> list[tuple[str, bool]]:
        marks = [f"\ue000{at}\ue001" for at in range(len(messages))]
        rows = [{"role": one.role, "content": mark} for one, mark in zip(messages, marks, strict=True)]
        try:
            filled = compiled.render(
                messages=rows,
                add_generation_prompt=True,
                bos_token=bos_token,
                eos_token=eos_token,
                **_WITHOUT_THINKING,
            )
        except (TemplateError, TypeError, ValueError) as error:
            raise ModelError(
                f"the model's chat template does not take this conversation ({type(error).__name__})"
            ) from error
        pieces: list[tuple[str, bool]] = []
        for message, mark in zip(messages, marks, strict=True):
            before, found, filled = filled.partition(mark)
            if not found:
                raise ModelError(
                    "the model's chat template leaves a message out; give another as chat_template in models.toml"
                )
            pieces += [(before, False), (message.content, True)]
        return [(text, content) for text, content in [*pieces, (closed(filled), False)] if text]

    return render


def _refuse(reason: str) -> None:
    raise ValueError(reason)
