"""The talks that were kept in the open space: found, gone on with, renamed, saved as a file, deleted."""

import json
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from coach.history import History, KeptTalk
from coach.keeping.export import talk_as_markdown, talk_document
from ui import texts_ask as texts
from ui.days import spoken
from ui.steps.parts import ACTS_JS, GIVE_JS, WAYS, acted, file, gently, said

if TYPE_CHECKING:
    from ui.house import House

_SHOWN = 50


class KeptTalks:
    """The list, which folds away, and the button that goes on with the last of them."""

    def __init__(self, house: "House") -> None:
        self._house = house
        with gr.Accordion(counted(texts.TALKS, 0), open=False, visible=False, elem_id="kept-talks-box") as self.box:
            self.words = gr.Textbox(label=texts.TALKS_SEARCH, max_lines=1, max_length=200, elem_id="talks-search")
            self.list = gr.HTML(js_on_load=ACTS_JS, elem_id="kept-talks")
            self.said = gr.HTML(said(""), elem_id="kept-talks-said")
        self._made = gr.JSON(visible=False)

    @property
    def shown(self) -> list[Any]:
        """What `look` returns values for."""
        return [self.box, self.list]

    def history(self, opened: str | None) -> History | None:
        """Return the conversations of the open space; None where none is open."""
        if opened is None or not self._house.space.is_open(opened):
            return None
        return self._house.space.history(opened)

    def look(self, opened: str | None, words: str | None = None) -> tuple[Any, ...]:
        """Show the talks of a space that hold these words; nothing where it is closed, or holds none."""
        history = self.history(opened)
        every = history.talks() if history else []
        found = history.talks(words) if history and words else every
        label = counted(texts.TALKS, len(every))
        return gr.update(visible=bool(every), label=label), talks_html(found) if every else ""

    def wire(self, state: gr.State) -> None:
        """Let the list act on the space that is open; to go on with a talk, and to delete the one on the page, is the page's."""
        self.words.input(
            gently(lambda name, words: self.look(name, words)[1]),
            [state, self.words],
            self.list,
            trigger_mode="always_last",
            **WAYS,
        )
        self.list.click(gently(self._on_act), [state, self.words], [*self.shown, self.said, self._made], **WAYS).then(
            None, self._made, None, js=GIVE_JS
        ).then(lambda: None, None, self._made, queue=False, **WAYS)

    def _on_act(self, opened: str, words: str | None, event: gr.EventData) -> tuple[Any, ...]:
        act, of, fields = acted(event)
        history = self.history(opened)
        if history is None or act not in ("rename", "read", "data"):
            return (*(gr.skip() for _ in self.shown), gr.skip(), None)
        if act == "rename":
            history.rename(int(of), str(fields.get("title", "")))
            line = texts.RENAMED.format(title=history.talk(int(of)).title)
            return *self.look(opened, words), said(line), None
        given = as_file(opened, history.talk(int(of)), data=act == "data")
        line = texts.SAVED.format(time=f"{datetime.now():%H:%M:%S}", name=given["name"])
        return (*(gr.skip() for _ in self.shown), said(line), given)


def as_file(space: str, talk: KeptTalk, *, data: bool) -> dict[str, str]:
    """Return a talk for the browser to save: as JSON that can be read back, or as Markdown."""
    name = texts.FILE_NAME.format(day=talk.started_at[:10])
    if data:
        text = json.dumps(talk_document(space, talk), ensure_ascii=False, indent=1) + "\n"
        return file(f"{name}.json", text, "application/json")
    return file(f"{name}.md", talk_as_markdown(talk), "text/markdown")


def talks_html(talks: list[KeptTalk]) -> str:
    """Render a list of talks, each with what can be done with it."""
    if not talks:
        return said(texts.TALKS_NONE)
    more = len(talks) - _SHOWN
    rest = f'<p class="meta">{escape(texts.TALKS_MORE.format(count=more))}</p>' if more > 0 else ""
    return f'<ul class="talks">{"".join(map(_entry, talks[:_SHOWN]))}</ul>{rest}'


def counted(words: tuple[str, str], count: int, **more: str) -> str:
    """Return the words for one, or for another number."""
    return words[0 if count == 1 else 1].format(count=count, **more)


def _entry(talk: KeptTalk) -> str:
    title, at = escape(talk.title), f"talk-{talk.id}"
    meta = counted(texts.TALK_META, sum(one.role == "user" for one in talk.messages), day=_day(talk.started_at))

    def button(act: str, words: str, sure: str = "") -> str:
        asks = f' data-sure="{escape(sure)}"' if sure else ""
        label = escape(f"{words}: {talk.title}")
        return f'<button type="button" id="{at}-{act}" data-act="{act}" aria-label="{label}"{asks}>{escape(words)}</button>'

    acts = (
        button("rename", texts.RENAME),
        button("read", texts.SAVE_READ),
        button("data", texts.SAVE_DATA),
        button("delete", texts.DELETE, texts.DELETE_SURE),
    )
    return (
        f'<li class="card" id="{at}" data-of="{talk.id}">'
        f'<p class="name">{title}</p><p class="meta">{escape(meta)}</p>{button("go-on", texts.GO_ON)}'
        f'<details id="{at}-more" data-stay><summary>{escape(texts.MORE)}<span class="unseen">: {title}</span></summary>'
        f"<label>{escape(texts.NAME)}"
        f'<input type="text" name="title" id="{at}-title" maxlength="80" value="{title}"></label>'
        f'<div class="acts">{"".join(acts)}</div></details></li>'
    )


def _day(started_at: str) -> str:
    try:
        day = datetime.fromisoformat(started_at).astimezone().date()
    except ValueError:  # of a file that was read back
        return started_at[:10]
    return spoken(day, year=True)
