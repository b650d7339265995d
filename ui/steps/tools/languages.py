"""Love languages: a short reflection with its honest note, one act a day, and a weekly look."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from coach.keeping import languages
from coach.keeping.kinds import Act, LanguageName, LanguagesReflection, Loved
from coach.keeping.notebook import Notebook
from ui import texts_tools as texts
from ui.steps.parts import WAYS, gently, said, where_kept
from ui.steps.tools.desk import Desk, Row, Shelf, bullets, kept_line, paragraphs, said_line


def build(desk: Desk) -> None:
    """Lay out the three parts; the act of the day is open once a reflection was kept."""
    reflected = languages.latest(desk.notebook) is not None
    gr.HTML(paragraphs(languages.note()), elem_id="lang-note")
    with gr.Accordion(texts.SOURCE, open=False):
        gr.HTML(paragraphs(languages.source()))
    with gr.Accordion(texts.LANG_REFLECT, open=not reflected, elem_id="lang-reflect"):
        _reflection(desk)
    with gr.Accordion(texts.LANG_ACT, open=reflected, elem_id="lang-act"):
        _act(desk)
    with gr.Accordion(texts.LANG_WEEK, open=False, elem_id="lang-week"):
        _week(desk)


def _reflection(desk: Desk) -> None:
    pairs = languages.pairs()
    gr.HTML(paragraphs(languages.question()))
    boxes = [
        gr.Radio(
            [(pair.a.text, "a"), (pair.b.text, "b"), (texts.LANG_BOTH, "both")],
            label=texts.LANG_PAIR.format(number=number, count=len(pairs)),
            elem_id=f"lang-{pair.id}",
        )
        for number, pair in enumerate(pairs, start=1)
    ]
    guess = gr.CheckboxGroup(_choices(), label=texts.LANG_GUESS, elem_id="lang-guess")
    with gr.Row():
        show = gr.Button(texts.LANG_SHOW, min_width=180, elem_id="lang-show")
        keep = gr.Button(texts.KEEP, variant="primary", min_width=120, elem_id="lang-keep")
    where_kept()
    shown = gr.HTML(said(""), elem_id="lang-shown")
    said_ = said_line("lang-said")
    shelf = Shelf(desk, _reflections, name="lang-kept", title=texts.LANG_BEFORE)

    def answered(choices: Sequence[Any]) -> dict[str, languages.Choice]:
        return {pair.id: choice for pair, choice in zip(pairs, choices, strict=True) if choice}

    def on_show(*choices: Any) -> str:
        chosen = answered(choices)
        return said(languages.wording(chosen) if chosen else texts.LANG_CHOOSE)

    def on_keep(guessed: Sequence[LanguageName] | None, *choices: Any) -> tuple[Any, ...]:
        chosen = answered(choices)
        if not chosen:
            return said(texts.LANG_CHOOSE), said(""), gr.skip(), gr.skip(), *(gr.skip() for _ in boxes)
        languages.keep_reflection(desk.notebook, desk.today, chosen, guessed or ())
        return said(languages.wording(chosen)), kept_line(), shelf.html(), [], *(None for _ in boxes)

    desk.wire(show, on_show, boxes, shown)
    desk.wire(keep, on_keep, [guess, *boxes], [shown, said_, shelf.component, guess, *boxes])
    shelf.wire({}, said_)


def _act(desk: Desk) -> None:
    idea = languages.act_of_the_day(desk.notebook, desk.today)
    gr.HTML(f"{paragraphs(texts.LANG_ACT_IDEA, css='meta')}<blockquote>{paragraphs(idea)}</blockquote>")
    which = gr.Radio(_choices(), label=texts.LANG_ACT_WHICH, elem_id="lang-which")
    ideas = gr.HTML(elem_id="lang-ideas")
    text = gr.Textbox(label=texts.LANG_ACT_TEXT, elem_id="lang-act-text")
    keep = gr.Button(texts.KEEP, variant="primary", elem_id="lang-act-keep")
    where_kept()
    said_ = said_line("lang-act-said")
    shelf = Shelf(desk, _acts, name="lang-acts", title=texts.LANG_ACTS)

    def on_which(language: LanguageName | None) -> str:
        return bullets(languages.act_ideas(language)) if language else ""

    def on_keep(language: LanguageName | None, text_: str) -> tuple[Any, ...]:
        if language is None:
            return said(texts.LANG_WHICH_FIRST), gr.skip(), gr.skip(), gr.skip()
        languages.keep_act(desk.notebook, desk.today, language, text_)
        return kept_line(), shelf.html(), None, ""

    which.change(gently(on_which), which, ideas, **WAYS)
    desk.wire(keep, on_keep, [which, text], [said_, shelf.component, which, text])
    shelf.wire({}, said_)


def _week(desk: Desk) -> None:
    how = gr.Radio(list(texts.LANG_SCALE), label=texts.LANG_HOW, elem_id="lang-how")
    landed = gr.Textbox(label=texts.LANG_LANDED, lines=2, elem_id="lang-landed")
    adjust = gr.Textbox(label=texts.LANG_ADJUST, lines=2, elem_id="lang-adjust")
    keep = gr.Button(texts.KEEP, variant="primary", elem_id="lang-week-keep")
    where_kept()
    said_ = said_line("lang-week-said")
    shelf = Shelf(desk, _weeks, name="lang-weeks", title=texts.LANG_WEEKS)

    def on_keep(how_: int | None, landed_: str, adjust_: str) -> tuple[Any, ...]:
        if how_ is None:
            return said(texts.LANG_HOW_FIRST), *(gr.skip() for _ in range(4))
        languages.keep_week(desk.notebook, desk.today, how_, landed_, adjust_)
        return kept_line(), shelf.html(), None, "", ""

    desk.wire(keep, on_keep, [how, landed, adjust], [said_, shelf.component, how, landed, adjust])
    shelf.wire({}, said_)


def _choices() -> list[tuple[str, str]]:
    return [(f"{one.name}: {one.example}", one.id) for one in languages.languages()]


def _names() -> dict[str, str]:
    return {one.id: one.name for one in languages.languages()}


def _reflections(notebook: Notebook) -> list[Row]:
    names = _names()
    rows = []
    for one in notebook.all(LanguagesReflection):
        guess = ", ".join(names[name].lower() for name in one.data.partner_guess)
        more = (texts.LANG_GUESS_ROW.format(these=guess),) if guess else ()
        rows.append(Row(one.id, one.day, languages.wording(one.data.choices), more))
    return rows


def _acts(notebook: Notebook) -> list[Row]:
    names = _names()
    return [Row(one.id, one.day, one.data.text, (names[one.data.language],)) for one in notebook.all(Act)]


def _weeks(notebook: Notebook) -> list[Row]:
    rows = []
    for one in notebook.all(Loved):
        data = one.data
        more = [texts.LANG_LANDED_ROW.format(text=data.landed)] if data.landed else []
        more += [texts.LANG_ADJUST_ROW.format(text=data.adjust)] if data.adjust else []
        rows.append(Row(one.id, one.day, texts.LANG_HOW_ROW.format(how=data.how_loved), tuple(more)))
    return rows
