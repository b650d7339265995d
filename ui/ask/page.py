"""Lay out the tab Ask, and wire it. What happens is in acts.py."""

from typing import TYPE_CHECKING, Any

import gradio as gr

from coach.keeping.spaces import OWN
from coach.reading_ahead import ReadingAhead
from coach.turn import Coach
from ui import texts, texts_ask, texts_rewrite, texts_steps
from ui.ask import shown
from ui.ask.acts import Acts, keep_info, keep_label
from ui.ask.kept import KeptTalks
from ui.ask.rating import Rating
from ui.ask.talk import Talk
from ui.session import AT_ONCE, TYPED, Stops
from ui.steps.parts import gently, said

if TYPE_CHECKING:
    from ui.house import House

_WAYS: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_TURNS: dict[str, Any] = {**_WAYS, "concurrency_limit": AT_ONCE, "concurrency_id": "model"}
"""For what asks. What puts another talk in the place of one does not wait for a place behind it, and ends its answer (Acts)."""
_TO_QUESTION_JS = "() => document.querySelector('#question textarea')?.focus()"


def build(coach: Coach, stops: Stops, house: "House", ahead: ReadingAhead) -> "Ask":
    """Lay out the tab and wire it; returns it, with the State that holds the Talk. `ahead` is told what is typed."""
    return Ask(coach, stops, house, ahead)


class Ask:
    """The tab's components. `talk` holds the Talk."""

    def __init__(self, coach: Coach, stops: Stops, house: "House", ahead: ReadingAhead) -> None:
        self._coach, self._house = coach, house
        self.talk: gr.State = gr.State(Talk())
        self._back: gr.State = gr.State("")  # a question that was not answered, until it is back in its box
        with gr.Row(equal_height=False):
            with gr.Column(scale=3, min_width=300):
                self._lay_out_talk(stops)
            with gr.Column(scale=2, min_width=280):
                self._kept = KeptTalks(house)
                gr.Markdown(f"### {texts.SOURCES}")
                self._sources = gr.HTML(
                    shown.no_sources(), elem_id="sources", js_on_load="hearth.sources(element, watch)"
                )
        self._turn = [
            *(self._chat, self._sources, self.talk, self._question, self._ask, self._stop),
            *(self._said, self._rating.box, self._back, self._keep),
        ]
        self._looked = [*self._kept.shown, self._go_on]
        self._looking = [house.opened, self.talk, self._kept.words]
        self._acts = Acts(coach, stops, house, self._kept, ahead)
        self._wire_asking(self._acts)
        self._wire_keeping(self._acts)

    def _lay_out_talk(self, stops: Stops) -> None:
        self._go_on = gr.Button(visible=False, size="md", elem_id="go-on")
        self._chat = gr.Chatbot(
            elem_id="talk",
            label=texts.TAB_ASK,
            show_label=False,
            height="clamp(18rem, 100vh - 28rem, 44rem)",  # what the rest of the page leaves
            placeholder=texts.ASK_EMPTY,
            examples=[{"text": one} for one in texts.STARTERS],
            buttons=["copy"],
            layout="bubble",
            editable="user",
            autoscroll=False,  # a long answer is read from its start: assets/ask.js brings the question to the top
            latex_delimiters=[],  # what stands between two $$ is no formula here
        )
        self._said = gr.HTML(said(""), elem_id="ask-said", js_on_load="hearth.talk(watch)")
        self._rating = Rating(stops)
        self._question = gr.Textbox(
            label=texts.ASK_LABEL,
            placeholder=texts.ASK_PLACEHOLDER,
            lines=2,
            max_lines=8,
            elem_id="question",
            autofocus=True,
        )
        with gr.Row():
            self._ask = gr.Button(texts.ASK_BUTTON, variant="primary", min_width=80, elem_id="ask")
            self._stop = gr.Button(texts.STOP_BUTTON, interactive=False, min_width=80, elem_id="stop")
            self._new = gr.Button(texts.NEW_TALK, min_width=80, elem_id="new-talk")
        keeps = self._coach.settings.keep_history
        self._keep = gr.Checkbox(
            label=keep_label(self._house, OWN), value=keeps, info=keep_info(keeps, Talk()), elem_id="keep"
        )

    def _wire_asking(self, acts: Acts) -> None:
        """What asks, stops, or changes what was asked."""
        given = [self.talk, self._keep, self._house.opened]
        typed = [self._question, *given]
        rested = [self._ask, self._stop, self._keep, self._question, self._back]
        for asked in (
            gr.on([self._ask.click, self._question.submit], acts.on_ask, typed, self._turn, **_TURNS),
            self._chat.example_select(acts.on_starter, given, self._turn, **_TURNS),
            self._chat.option_select(acts.on_option, given, self._turn, **_TURNS),
            self._chat.retry(acts.on_retry, given, self._turn, **_TURNS),
            self._chat.edit(acts.on_edit, given, self._turn, **_TURNS),
        ):
            asked.then(acts.rest, [self._back, self._question], rested, queue=False, **_WAYS).then(
                gently(acts.look), self._looking, self._looked, **_WAYS
            )
        if self._coach.settings.read_ahead:
            self._question.input(acts.on_typed, [self._question, self.talk, self._house.opened], None, **TYPED)
        self._stop.click(acts.on_stop, None, None, queue=False, **_WAYS)
        self._new.click(acts.on_new, self._house.opened, [*self._turn, *self._looked], **_WAYS)

    def _wire_keeping(self, acts: Acts) -> None:
        """What keeps the talk, brings one that was kept, or follows the space that is open."""
        opened = self._house.opened
        continued = [*self._turn, *self._looked]
        self._go_on.click(gently(acts.on_go_on), opened, continued, **_WAYS).then(None, None, None, js=_TO_QUESTION_JS)
        self._kept.list.click(gently(acts.on_list), self._looking, [*continued, self._kept.said], **_WAYS)
        self._kept.wire(opened)
        self._rating.wire(self._chat, self.talk, opened, self._kept.history)
        self._keep.input(acts.on_keep, [self._keep, self.talk, opened], [self.talk, self._keep, *self._looked], **_WAYS)
        gr.on(
            [opened.change, self._house.turned.change],
            acts.on_opened,
            [opened, self.talk, self._keep],
            continued,
            **_WAYS,
        )

    def wire(self, page: gr.Blocks, tabs: gr.Tabs, message: gr.components.Component) -> None:
        """Show at the start what is kept, and let a message that was pasted here go to its own tab, where `message` is.

        It is not put over another one that stands there.
        """
        page.load(gently(self._acts.on_load), self.talk, self._looked, **_WAYS)

        def on_offer(talk: Talk, stands: str | None, event: gr.SelectData) -> tuple[Any, ...]:
            if str(event.value) != texts_ask.REWRITE_OFFER or not talk.turns:
                return gr.skip(), gr.skip()
            pasted = talk.turns[-1].question
            if stands and stands.strip() not in ("", pasted.strip()):
                gr.Warning(texts_rewrite.DRAFT_BOX_FULL, title=texts_steps.NOT_DONE)
                return gr.Tabs(selected="rewrite"), gr.skip()
            return gr.Tabs(selected="rewrite"), pasted

        self._chat.option_select(on_offer, [self.talk, message], [tabs, message], **_WAYS)
