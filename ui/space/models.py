"""The language model in use, and what else fits this machine: chosen, fetched with progress, stopped, gone on with, removed."""

from collections.abc import Sequence
from html import escape
from typing import Any

import gradio as gr

from coach.errors import CoachError
from coach.failures import report
from coach.settings import Settings
from coach.shelf import Shelf, ShelfModel, ShelfStatus, hub_host
from ui import texts_space as texts
from ui.space.sizes import megabytes, size
from ui.steps.parts import ACTS_JS, WAYS, acted, said, sentence


class Models:
    """The part's components. A model belongs to no space: it is shown whether one is open or not."""

    def __init__(self, shelf: Shelf, settings: Settings) -> None:
        self._shelf = shelf
        with gr.Accordion(texts.MODELS_TITLE, open=False, elem_id="space-models"):
            gr.Markdown(texts.MODELS.format(host=hub_host()))
            self._said = gr.HTML(said(""), elem_id="models-said")
            self._progress = gr.HTML("", elem_id="models-progress")
            self._stop = gr.Button(texts.MODEL_STOP, visible=False, min_width=120, elem_id="models-stop")
            self._list = gr.HTML("", js_on_load=ACTS_JS, elem_id="models-list")
            gr.HTML(f'<p class="meta">{escape(texts.MODEL_OWN.format(file=settings.models_file))}</p>')
        self._before = gr.State(("", ""))
        self._timer = gr.Timer(0.5, active=False)

    def wire(self, tab: gr.Tab) -> None:
        """Let the buttons act, and the list follow; `tab` is the one that it is laid out in."""
        shown = [self._said, self._progress, self._stop, self._list, self._before, self._timer]
        gr.on([tab.select, self._timer.tick], self._look, self._before, shown, queue=False, **WAYS)
        self._list.click(self._on_act, self._before, shown, queue=False, **WAYS)
        self._stop.click(self._on_stop, self._before, shown, queue=False, **WAYS)

    def _look(self, before: tuple[str, str], line: str | None = None) -> tuple[Any, ...]:
        """What the part shows now; the list and the line only where they changed, for a button may have the focus."""
        status = self._shelf.status
        try:
            found = self._shelf.models()
            rows = models_html(found, status)
        except CoachError as error:
            found, rows = [], f"<p>{escape(texts.MODELS_FAILED.format(why=report(error, 'page: models').line))}</p>"
        title = next((one.entry.title for one in found if one.entry.name == status.name), status.name)
        now = line if line is not None else status_line(status, title)
        return (
            said(now) if now != before[0] else gr.skip(),
            progress_html(status, title),
            gr.update(visible=status.running and status.act == "fetch", interactive=not status.stopping),
            rows if rows != before[1] else gr.skip(),
            (now, rows),
            gr.Timer(active=status.running),
        )

    def _on_act(self, before: tuple[str, str], event: gr.EventData) -> tuple[Any, ...]:
        act, name, _ = acted(event)
        line = None
        try:
            if act == "get":
                self._shelf.fetch(name)
            elif act == "use":
                self._shelf.use(name)
            elif act == "remove":
                title = next((one.entry.title for one in self._shelf.models() if one.entry.name == name), name)
                line = texts.MODEL_REMOVED.format(title=title) if self._shelf.remove(name) else ""
        except Exception as error:
            line = sentence(error)
        return self._look(before, line)

    def _on_stop(self, before: tuple[str, str]) -> tuple[Any, ...]:
        self._shelf.stop()
        return self._look(before)


def status_line(status: ShelfStatus, title: str) -> str:
    """Return what is to be said of what goes on, or of how it ended: once, and not with every piece that comes."""
    if status.running:
        if status.stopping:
            return texts.MODEL_STOPPING
        return {"fetch": texts.MODEL_FETCHING, "use": texts.MODEL_USING, "": ""}[status.act].format(title=title)
    if status.ended == "failed":
        return texts.MODEL_NOT.format(why=status.why)
    if status.ended == "done":
        return {"fetch": texts.MODEL_FETCHED, "use": texts.MODEL_USED, "": ""}[status.act].format(title=title)
    return texts.MODEL_STOPPED if status.ended == "stopped" else ""


def progress_html(status: ShelfStatus, title: str) -> str:
    """Render how far a download is, for the eye; what is said aloud is `status_line`."""
    if not status.running:
        return ""
    if not status.total:
        return f'<progress aria-label="{escape(status_line(status, title))}"></progress>'
    left = f", {texts.MODEL_LEFT.format(time=_duration(status.seconds_left))}" if status.seconds_left else ""
    came = texts.MODEL_CAME.format(done=size(status.done), total=size(status.total))
    return (
        f'<p class="meta">{escape(came + left)}</p>'
        f'<progress aria-label="{escape(status_line(status, title))}" value="{status.done / status.total:.3f}"></progress>'
    )


def _duration(seconds: float) -> str:
    if seconds < 90:
        count = max(1, round(seconds))
        return texts.MODEL_SECONDS[count > 1].format(count=count)
    return texts.MODEL_MINUTES.format(count=round(seconds / 60))


def models_html(models: Sequence[ShelfModel], status: ShelfStatus) -> str:
    """Render the models, those that fit this machine first, each with what can be done with it now."""
    ordered = sorted(models, key=lambda one: (not one.in_use, not one.fits, one.entry.memory_mb))
    rows = "".join(_row(one, busy=status.running) for one in ordered)
    return f'<ul class="own-files models">{rows}</ul>'


def _row(model: ShelfModel, *, busy: bool) -> str:
    entry = model.entry
    facts = [
        _state(model),
        texts.MODEL_SIZE.format(size=megabytes(entry.size_mb))
        if entry.repo and entry.size_mb and not model.here
        else "",
        texts.MODEL_MEMORY.format(size=megabytes(entry.memory_mb)),
        texts.MODEL_LICENCE.format(licence=entry.licence) if entry.licence else "",
        "" if model.fits else texts.MODEL_LARGE,
    ]
    detail = " · ".join(one for one in facts if one)
    good_for = f'<span class="why">{escape(entry.good_for)}</span>' if entry.good_for else ""
    return (
        f'<li data-of="{escape(entry.name)}"><span><span class="name">{escape(entry.title)}</span>{good_for}'
        f'<span class="meta">{escape(detail)}</span></span>'
        f'<span class="acts">{"" if busy else _buttons(model)}</span></li>'
    )


def _state(model: ShelfModel) -> str:
    if model.in_use:
        return texts.MODEL_IN_USE
    if model.here:
        return texts.MODEL_HERE
    return texts.MODEL_PART.format(size=size(model.part_bytes)) if model.part_bytes else texts.MODEL_AWAY


def _buttons(model: ShelfModel) -> str:
    title, found = model.entry.title, ""
    if model.here and not model.in_use:
        found += _button("use", texts.MODEL_USE, texts.MODEL_USE_LABEL.format(title=title))
    elif not model.here and model.entry.repo and model.fits:
        word, label = (
            (texts.MODEL_GO_ON, texts.MODEL_GO_ON_LABEL)
            if model.part_bytes
            else (texts.MODEL_GET, texts.MODEL_GET_LABEL)
        )
        found += _button("get", word, label.format(title=title), texts.MODEL_GET_SURE.format(host=hub_host()))
    if model.can_be_removed:
        label = texts.MODEL_REMOVE_LABEL.format(title=title)
        found += _button("remove", texts.MODEL_REMOVE, label, texts.MODEL_REMOVE_SURE)
    return found


def _button(act: str, words: str, label: str, sure: str = "") -> str:
    asks = f' data-sure="{escape(sure)}"' if sure else ""
    return f'<button type="button" data-act="{act}"{asks} aria-label="{escape(label)}">{escape(words)}</button>'
