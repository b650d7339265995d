"""The tab Ask: a talk, its sources beside it. Turn events in, components out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from coach.failures import report
from coach.history import GrowingAnswer, History
from coach.inputs import MAX_CHARS, MAX_READ
from coach.keeping.spaces import OWN
from coach.messages import AskReply, Citation, Done, Message, Notice, Sources, Text
from coach.turn import Coach
from ui import render, texts, texts_space
from ui.session import Stops

if TYPE_CHECKING:
    from ui.house import House


@dataclass(frozen=True)
class Talk:
    """One page's talk: what was said, how the page shows it, the passages of its turns, and where it is kept, if it is."""

    messages: tuple[Message, ...] = ()
    rows: tuple[dict[str, str], ...] = ()
    turns: int = 0
    sources: str = ""
    kept_as: int | None = None
    kept_in: str | None = None


@dataclass(frozen=True)
class Shown:
    """What the page shows at one moment of a turn."""

    rows: list[dict[str, str]] = field(default_factory=list)
    sources: str = ""
    talk: Talk = field(default_factory=Talk)
    failed: bool = False
    """No answer came: what was asked goes back into its box."""


def told(talk: Talk) -> list[str]:
    """Return what the person said in a talk: the other tabs' jobs are screened in the light of it."""
    return [one.content for one in talk.messages if one.role == "user"]


def respond(coach: Coach, question: str, talk: Talk, stop: Any, history: History | None = None) -> Iterator[Shown]:
    """Yield what to show while a question is answered; the last one carries the talk with this turn in it.

    `history` keeps the turn, if given: the question before the answer is begun, and the answer while it grows.
    """
    turn = talk.turns + 1
    # what is longer than that is refused, and neither shown nor remembered whole
    said_shortly = question if len(question) <= MAX_READ else f"{question[:MAX_CHARS]} …"
    asked = {"role": "user", "content": render.literal(said_shortly)}
    rows = [*talk.rows, asked, {"role": "assistant", "content": "…"}]
    yield Shown(rows, talk.sources, talk)
    kept_as, lost = _keep(history, talk.kept_as, Message("user", said_shortly))
    talk = replace(talk, turns=turn, kept_as=kept_as)
    growing = GrowingAnswer(history, kept_as) if history and kept_as is not None and not lost else None
    answer, note, help_html, failed = "", "", "", False
    cited: tuple[Citation, ...] = ()
    sources = talk.sources
    try:
        for event in coach.ask(question, talk.messages, cancel=stop):
            if isinstance(event, Sources):
                cited = event.citations
                sources = render.passages(cited, turn) + talk.sources
            elif isinstance(event, Text):
                answer += event.delta
                lost = lost or _grow(growing, answer)
            elif isinstance(event, Notice):
                note = event.text
            elif isinstance(event, Done) and isinstance(event.reply, AskReply):
                answer, cited, note = event.reply.answer, event.reply.citations, texts.KIND_NOTES[event.reply.kind]
                help_html = render.help_lines(event.reply.resources)
            often = f"*{texts.LONG_TALK}*" if isinstance(event, Done) and turn % texts.LONG_TALK_TURNS == 0 else ""
            content = "\n\n".join(part for part in (_content(answer, turn, cited, note), help_html, often) if part)
            rows = [*rows[:-1], {"role": "assistant", "content": content or "…"}]
            yield Shown(rows, sources, talk)
    except GeneratorExit:  # the page was left in the middle of it
        _grow(growing, answer, ended=True)
        raise
    except Exception as error:
        line = texts.NOT_ANSWERED.format(why=render.literal(report(error, "page: ask").line))
        rows, failed = [*rows[:-1], {"role": "assistant", "content": line}], True
    if stop is not None and stop.is_set():
        rows = [
            *rows[:-1],
            {"role": "assistant", "content": f"{rows[-1]['content'].strip('…')}\n\n{texts.STOPPED}".strip()},
        ]
    said = Message("assistant", answer or rows[-1]["content"])
    lost = lost or _grow(growing, said.content, ended=True)
    if lost:
        rows = [*rows[:-1], {"role": "assistant", "content": f"{rows[-1]['content']}\n\n*{lost}*"}]
    messages = (*talk.messages, Message("user", said_shortly), said)
    yield Shown(rows, sources, replace(talk, messages=messages, rows=tuple(rows), sources=sources), failed)


def _content(answer: str, turn: int, cited: Sequence[Citation], note: str) -> str:
    body = render.linked(answer, turn, len(cited))
    return f"{body}\n\n*{note}*".strip() if note else body


def _keep(history: History | None, kept_as: int | None, message: Message) -> tuple[int | None, str]:
    """Save a message where the talk is kept; return the talk's id and, if it could not be saved, one line that says so."""
    if history is None:
        return kept_as, ""
    try:
        kept_as = history.start(message.content) if kept_as is None else kept_as
        history.add(kept_as, message)
    except Exception as error:  # the answer is worth having all the same
        return kept_as, texts.NOT_KEPT.format(why=render.literal(report(error, "page: keep a talk").line))
    return kept_as, ""


def _grow(growing: GrowingAnswer | None, answer: str, *, ended: bool = False) -> str:
    """Save the answer as far as it came; return one line that says so where it could not be saved."""
    try:
        if growing is not None:
            (growing.keep if ended else growing.grow)(answer)
    except Exception as error:
        return texts.NOT_KEPT.format(why=render.literal(report(error, "page: keep a talk").line))
    return ""


def keep_label(house: "House", name: str | None) -> str:
    """Return what the box under a talk says: in whose space it would be kept, and whether that is encrypted."""
    if name is None:
        return texts_space.KEEP_IN[None]
    return texts_space.KEEP_IN[house.space.is_protected(name)].format(name=house.called(name))


def build(coach: Coach, stops: Stops, house: "House") -> gr.State:
    """Lay out the tab and wire it; returns what holds the Talk."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=300):
            chat = gr.Chatbot(
                elem_id="talk",
                label=texts.TAB_ASK,
                show_label=False,
                height="clamp(18rem, 100vh - 28rem, 44rem)",  # what the rest of the page leaves
                placeholder=texts.ASK_EMPTY,
                examples=[{"text": one} for one in texts.STARTERS],
                buttons=["copy"],
                layout="bubble",
                feedback_options=None,
                latex_delimiters=[],  # what stands between two $$ is no formula here
            )
            question = gr.Textbox(
                label=texts.ASK_LABEL,
                placeholder=texts.ASK_PLACEHOLDER,
                lines=2,
                max_lines=8,
                elem_id="question",
                autofocus=True,
            )
            with gr.Row():
                ask = gr.Button(texts.ASK_BUTTON, variant="primary", min_width=80, elem_id="ask")
                stop = gr.Button(texts.STOP_BUTTON, interactive=False, min_width=80, elem_id="stop")
                new = gr.Button(texts.NEW_TALK, min_width=80, elem_id="new-talk")
            keep = gr.Checkbox(label=keep_label(house, OWN), value=coach.settings.keep_history, elem_id="keep")
        with gr.Column(scale=2, min_width=280):
            gr.Markdown(f"### {texts.SOURCES}")
            sources = gr.HTML(f"<p class='meta'>{texts.SOURCES_EMPTY}</p>", elem_id="sources")
    talk = gr.State(Talk())

    def on_ask(
        text: str, before: Talk, keeps: bool, opened: str | None, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        if not text.strip():
            gr.Info(texts.ASK_PLACEHOLDER)
            yield gr.skip(), gr.skip(), before, text, gr.skip(), gr.skip()
            return
        if keeps and (opened is None or not house.space.is_open(opened)):
            gr.Warning(texts_space.KEEP_WHERE)
            yield gr.skip(), gr.skip(), before, text, gr.skip(), gr.skip()
            return
        history = house.space.history(opened) if keeps and opened else None
        if history and before.kept_in != opened:  # begun in another space, it begins anew in this one
            before = replace(before, kept_as=None, kept_in=opened)
        with stops.running(request.session_hash) as signal:
            shown = Shown()
            for shown in respond(house.space.within(coach, opened), text, before, signal, history):
                yield (
                    shown.rows,
                    shown.sources or gr.skip(),
                    shown.talk,
                    "",
                    gr.update(interactive=False),
                    gr.update(interactive=True),
                )
        yield (
            shown.rows,
            shown.sources or gr.skip(),
            shown.talk,
            text if shown.failed else "",
            gr.update(interactive=True),
            gr.update(interactive=False),
        )

    def on_stop(request: gr.Request) -> None:
        stops.stop(request.session_hash)

    def on_new() -> tuple[Any, ...]:
        return [], f"<p class='meta'>{texts.SOURCES_EMPTY}</p>", Talk(), ""

    def on_example(event: gr.SelectData) -> str:
        return str(event.value["text"])

    outputs = [chat, sources, talk, question, ask, stop]
    ways: dict[str, Any] = {
        "concurrency_limit": 1,
        "concurrency_id": "model",
        "api_visibility": "private",
        "show_progress": "hidden",
    }
    gr.on([ask.click, question.submit], on_ask, [question, talk, keep, house.opened], outputs, **ways)
    chat.example_select(on_example, None, question, queue=False, api_visibility="private").then(
        on_ask, [question, talk, keep, house.opened], outputs, **ways
    )
    stop.click(on_stop, None, None, queue=False, api_visibility="private")
    new.click(on_new, None, [chat, sources, talk, question], queue=False, api_visibility="private")
    gr.on(
        [house.opened.change, house.turned.change],
        lambda name: gr.update(label=keep_label(house, name)),
        house.opened,
        keep,
        api_visibility="private",
        show_progress="hidden",
    )
    return talk
