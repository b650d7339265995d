"""The safety plan: what is kept, to read first; below it the same to write or change, to print, to save, to remove."""

from datetime import datetime
from html import escape
from typing import Any

import gradio as gr

from coach.helplines import countries
from coach.keeping import safety_plan
from ui import texts_safe as texts
from ui.safe.bar import PLAN
from ui.steps import care
from ui.steps.parts import ACTS_JS, GIVE_JS, PRINT_JS, WAYS, acted, file, gently, said, where_kept
from ui.steps.space import Space

_NAMES = tuple(one.name for one in (*safety_plan.parts(), *safety_plan.home_parts()))
_LONGEST = 10_000  # characters of a part: 20 lines of 500


class Plan:
    """The part's components. What is typed and not yet kept stays until another space is opened."""

    def __init__(self, space: Space, country: gr.Dropdown) -> None:
        self._space, self._country = space, country
        self._loaded: gr.State = gr.State(None)  # whose plan was written into the boxes, and what it was
        with gr.Column(visible=False, elem_id="plan-inside") as self._inside:
            self._view = gr.HTML(elem_id="plan-view")
            with gr.Accordion(texts.PLAN_WRITE, open=True, elem_id="plan-write") as self._form:
                gr.Markdown(safety_plan.words("intro"))
                gr.HTML(f'<div class="care"><p>{escape(safety_plan.words("note"))}</p></div>')
                boxes = []
                for part in safety_plan.parts():
                    boxes.append(_box(part))
                    if part.name == safety_plan.PROFESSIONALS:
                        self._professionals = boxes[-1]
                        self._lines = gr.HTML(_suggested(country.value or ""), elem_id="plan-lines")
                        self._add = gr.Button(texts.LINES_ADD, elem_id="plan-lines-add")
                gr.Markdown(f"### {safety_plan.words('home_title')}\n{safety_plan.words('home_note')}")
                self._boxes = [*boxes, *(_box(part) for part in safety_plan.home_parts())]
                self._keep = gr.Button(texts.PLAN_KEEP, variant="primary", elem_id="plan-keep-mine")
                where_kept()
            self._care = care.place("plan-care")
            self._said = gr.HTML(said(""), elem_id="safety-plan-said")
            with gr.Row():
                self._print = gr.Button(texts.PLAN_PRINT, min_width=140, elem_id="safety-plan-print")
                self._save = gr.Button(texts.PLAN_SAVE, min_width=140, elem_id="safety-plan-save")
            self._drop = gr.HTML(js_on_load=ACTS_JS, elem_id="safety-plan-drop")
        self._file = gr.JSON(visible=False)
        self.typed = [self._loaded, *self._boxes]
        """What `look` is given after the name of the space."""
        self.shown = [self._inside, self._view, self._form, self._drop, self._said, self._care, *self.typed]
        """What `look` returns values for."""

    def look(
        self, name: str | None, locked: bool, loaded: tuple[str, list[str]] | None, *typed: str
    ) -> tuple[Any, ...]:
        """Read the plan of a space; of none, or a locked one, nothing is shown. What was typed in the same space stays."""
        if name is None or locked:
            unkept = loaded is not None and loaded[0] == name and list(typed) != loaded[1]
            boxes = (gr.skip() for _ in self.typed) if unkept else (None, *("" for _ in _NAMES))
            return gr.update(visible=False), "", gr.skip(), "", said(""), "", *boxes
        kept = self._kept(name)
        if loaded is not None and loaded[0] == name and (list(typed) != loaded[1] or kept == loaded[1]):
            same = (gr.skip() for _ in range(len(self.typed)))
            return gr.update(visible=True), _view(kept), gr.skip(), _drop(kept), said(""), gr.skip(), *same
        return (
            gr.update(visible=True),
            _view(kept),
            gr.update(open=not any(kept)),
            _drop(kept),
            said(""),
            "",
            (name, kept),
            *kept,
        )

    def wire(self, opened: gr.State) -> None:
        """Let the buttons act on the space that `opened` names."""
        main = [self._view, self._drop, self._said, self._loaded]
        answered, shown = care.caring(gently(self._on_keep), main, self._care, self._space.heard)
        self._keep.click(answered, [opened, *self.typed], shown, **WAYS)
        self._add.click(
            gently(self._on_add), [self._country, self._professionals], [self._professionals, self._said], **WAYS
        )
        self._country.change(_suggested, self._country, self._lines, queue=False, **WAYS)
        removed = [self._form, self._care, *main, *self._boxes]
        self._drop.click(gently(self._on_remove), opened, removed, **WAYS).then(
            None, None, None, js=f"() => hearth.toHead('{PLAN}')"
        )
        for button, handler, js in (
            (self._print, self._on_print, PRINT_JS),
            (self._save, self._on_save, GIVE_JS),
        ):
            # emptied first: where the handler only warns, no earlier file is given again
            button.click(lambda: None, None, self._file, queue=False, **WAYS).then(
                gently(handler), self._boxes, [self._file, self._said], **WAYS
            ).then(None, self._file, None, js=js)

    def _kept(self, name: str) -> list[str]:
        entry = safety_plan.current(self._space.notebook(name))
        return list(safety_plan.typed_of(entry.data if entry else None).values())

    def _on_keep(self, name: str, loaded: tuple[str, list[str]], *typed: str) -> tuple[Any, ...]:
        before = self._kept(name)
        if before != loaded[1]:
            # another window was quicker: nothing of it is lost before the person has seen it
            return _view(before), _drop(before), said(texts.PLAN_MEANWHILE), (name, before)
        safety_plan.keep(self._space.notebook(name), self._space.today(), dict(zip(_NAMES, typed, strict=True)))
        kept = self._kept(name)
        return _view(kept), _drop(kept), said(texts.PLAN_KEPT.format(time=_now())), (name, kept)

    def _on_remove(self, name: str, event: gr.EventData) -> tuple[Any, ...]:
        if acted(event)[0] != "remove":
            return tuple(gr.skip() for _ in range(6 + len(_NAMES)))
        gone = safety_plan.remove(self._space.notebook(name))
        line = said(texts.PLAN_REMOVED if gone else texts.PLAN_GONE)
        empty = ["" for _ in _NAMES]
        return gr.update(open=True), "", "", "", line, (name, empty), *empty

    @staticmethod
    def _on_add(country: str, typed: str) -> tuple[Any, ...]:
        title = next(one.title for one in safety_plan.parts() if one.name == safety_plan.PROFESSIONALS)
        lines = safety_plan.suggested_lines(country or None)
        return safety_plan.with_lines(typed, lines), said(texts.LINES_ADDED.format(part=title, time=_now()))

    @staticmethod
    def _on_print(*typed: str) -> tuple[Any, ...]:
        page = safety_plan.plan_html(dict(zip(_NAMES, typed, strict=True)))
        return file(f"{texts.PLAN_NAME}.html", page, "text/html"), said(texts.PLAN_PRINTED)

    @staticmethod
    def _on_save(*typed: str) -> tuple[Any, ...]:
        name = f"{texts.PLAN_NAME}.txt"
        text = safety_plan.plan_text(dict(zip(_NAMES, typed, strict=True)))
        return file(name, text), said(texts.PLAN_SAVED.format(name=name, time=_now()))


def _box(part: safety_plan.PlanPart) -> gr.Textbox:
    return gr.Textbox(
        label=part.title,
        info=part.hint,
        lines=2,
        max_lines=10,
        max_length=_LONGEST,
        elem_id=f"plan-{part.name.replace('_', '-')}",
    )


def _view(kept: list[str]) -> str:
    typed = dict(zip(_NAMES, kept, strict=True))
    if not any(kept):
        return ""
    body = safety_plan.sections(typed).replace("<h2", "<h3").replace("</h2>", "</h3>")
    return f'<p>{escape(safety_plan.words("use"))}</p><div class="own-plan">{body}</div>'


def _drop(kept: list[str]) -> str:
    if not any(kept):
        return ""
    return (
        f'<p class="kept-list"><button type="button" id="safety-plan-remove" data-act="remove" '
        f'data-sure="{escape(texts.REMOVE_SURE)}">{escape(texts.PLAN_REMOVE)}</button></p>'
    )


def _suggested(country: str) -> str:
    named = countries().get(country)
    title = texts.LINES_TITLE.format(country=named) if named else texts.LINES_WORLD
    rows = "".join(f"<li>{escape(one)}</li>" for one in safety_plan.suggested_lines(country or None))
    return (
        f'<details class="passage" id="plan-lines-named"><summary>{escape(title)}</summary><div class="passage-text">'
        f'<ul>{rows}</ul><p class="meta">{escape(texts.LINES_OTHER)}</p></div></details>'
    )


def _now() -> str:
    return f"{datetime.now():%H:%M:%S}"
