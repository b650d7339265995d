"""The grounding cards: favourites first, each folded behind its title; hidden, reworded, added in the person's own space."""

from collections.abc import Callable
from html import escape
from typing import Any

import gradio as gr

from coach.errors import InputError
from coach.keeping import grounding
from coach.keeping.grounding import Card
from coach.keeping.notebook import Notebook
from ui import texts_safe as texts
from ui import texts_space
from ui.steps import care
from ui.steps.parts import ACTS_JS, WAYS, acted, gently, said, timer, where_kept
from ui.steps.space import Space

NEW = "new"
"""In the place of a card's id: one that is only being written."""


class Cards:
    """The part's components."""

    def __init__(self, space: Space) -> None:
        self._space = space
        gr.Markdown(grounding.note())
        self._said = gr.HTML(said(""), elem_id="grounding-said")
        self._care = care.place("grounding-care")
        self._list = gr.HTML(cards_html(None), js_on_load=ACTS_JS, elem_id="grounding-cards")
        where_kept()
        self.shown = [self._said, self._care, self._list]
        """What `look` returns values for."""

    def look(self, name: str | None, locked: bool = False) -> tuple[Any, ...]:
        """Show the cards as a space has them; as they were shipped, and not to be changed, where none is open."""
        line = "" if name else texts_space.LOCKED_CARDS if locked else texts.CARDS_NEED_WHO
        return said(line), "", cards_html(self._space.notebook(name) if name else None)

    def wire(self, opened: gr.State) -> None:
        """Let the cards' buttons act on the space that `opened` names."""
        self._list.click(gently(self._on_act), opened, self.shown, **WAYS)

    def _on_act(self, name: str | None, event: gr.EventData) -> tuple[Any, ...]:
        act, of, fields = acted(event)
        if name is None or act not in texts.DONE:
            return tuple(gr.skip() for _ in self.shown)
        notebook = self._space.notebook(name)
        before = {one.id: one.title for one in grounding.cards(notebook)}
        words = [str(fields.get(one, "")) for one in ("title", "minutes", "steps", "skip")]
        self._do(notebook, act, of, words)
        after = {one.id: one.title for one in grounding.cards(notebook)}
        title = words[0].strip() if act == "add" else after.get(of, before.get(of, ""))
        reply = care.reply_html(self._space.heard(words)) if act in ("add", "keep") else ""
        return said(texts.DONE[act].format(title=title)), reply, cards_html(notebook)

    def _do(self, notebook: Notebook, act: str, of: str, words: list[str]) -> None:
        today = self._space.today()
        if act != "add" and of not in {one.id for one in grounding.cards(notebook)}:
            raise InputError("this card is not there any more")
        acts: dict[str, Callable[[], Any]] = {
            "favourite": lambda: grounding.mark(notebook, today, of, favourite=True),
            "unfavourite": lambda: grounding.mark(notebook, today, of, favourite=False),
            "hide": lambda: grounding.mark(notebook, today, of, hidden=True),
            "show": lambda: grounding.mark(notebook, today, of, hidden=False),
            "keep": lambda: grounding.reword(notebook, today, of, *words),
            "as-shipped": lambda: grounding.as_shipped(notebook, today, of),
            "remove": lambda: grounding.remove(notebook, of),
            "add": lambda: grounding.add(notebook, today, *words),
        }
        acts[act]()


def cards_html(notebook: Notebook | None) -> str:
    """Render all cards of a notebook, hidden ones at the end, and a form for a new one; without a notebook, to read only."""
    found = grounding.cards(notebook)
    shown = "".join(_card(one, changeable=notebook is not None) for one in found if not one.hidden)
    rows = "".join(_hidden(one) for one in found if one.hidden)
    count = sum(one.hidden for one in found)
    hidden = (
        f'<details class="passage" id="cards-hidden" data-stay><summary>{escape(texts.CARDS_HIDDEN.format(count=count))}'
        f'</summary><ul class="kept-list">{rows}</ul></details>'
        if rows
        else ""
    )
    new = _form(Card(NEW, "", 2, ()), texts.CARD_ADD_TITLE, "add", texts.CARD_ADD) if notebook is not None else ""
    none = f"<p>{escape(texts.CARDS_ALL_HIDDEN)}</p>" if not shown else ""
    added = f'<div class="card" id="card-{NEW}" data-of="{NEW}">{new}</div>' if new else ""
    return f'<h3 class="unseen">{escape(texts.GROUNDING)}</h3><div class="grounding">{shown}</div>{none}{added}{hidden}'


def _card(card: Card, changeable: bool) -> str:
    key = escape(card.id)
    steps = "".join(f"<li>{escape(one)}</li>" for one in card.steps)
    clock = timer(f"card-{card.id}", card.minutes, texts.TIMER_END) if card.timer else ""
    skip = f"<p><strong>{escape(texts.CARD_SKIP)}</strong> {escape(card.skip_if)}</p>" if card.skip_if else ""
    source = f'<p class="source">{escape(f"{texts.CARD_SOURCE}: {card.source}")}</p>' if card.source else ""
    first = '<span aria-hidden="true">★ </span>' if card.favourite else ""
    return (
        f'<article class="card" id="card-{key}" data-of="{key}" aria-label="{escape(card.title)}">'
        f'<details id="fold-{key}" data-stay><summary><span class="name">{first}{escape(card.title)}</span> '
        f'<span class="meta">{escape(_meta(card))}</span></summary><ol>{steps}</ol>{clock}{skip}{source}'
        f"{_acts(card) if changeable else ''}</details></article>"
    )


def _acts(card: Card) -> str:
    buttons = [
        _button(card, "unfavourite" if card.favourite else "favourite", texts.CARD_FIRST, pressed=card.favourite),
        _button(card, "hide", texts.CARD_HIDE),
    ]
    if card.reworded:
        buttons.append(_button(card, "as-shipped", texts.CARD_AS_SHIPPED))
    if card.own:
        buttons.append(_button(card, "remove", texts.CARD_REMOVE, sure=True))
    return f'<p class="acts">{"".join(buttons)}</p>{_form(card, texts.CARD_CHANGE, "keep", texts.CARD_KEEP)}'


def _form(card: Card, title: str, act: str, label: str) -> str:
    key = escape(card.id)
    steps = escape("\n".join(card.steps))
    return (
        f'<details class="passage" id="words-{key}"><summary>{escape(title)}</summary><div class="passage-text">'
        f"<label>{escape(texts.CARD_TITLE)} "
        f'<input type="text" name="title" id="title-{key}" maxlength="60" value="{escape(card.title)}"></label>'
        f"<label>{escape(texts.CARD_MINUTES)} "
        f'<input type="number" name="minutes" id="minutes-{key}" min="1" max="60" value="{card.minutes}"></label>'
        f"<label>{escape(texts.CARD_STEPS)} "
        f'<textarea name="steps" id="steps-{key}" rows="4" maxlength="4000">\n{steps}</textarea></label>'
        f"<label>{escape(texts.CARD_SKIP)} "
        f'<textarea name="skip" id="skip-{key}" rows="2" maxlength="500">\n{escape(card.skip_if)}</textarea></label>'
        f'<p class="acts">{_button(card, act, label)}</p></div></details>'
    )


def _hidden(card: Card) -> str:
    removing = _button(card, "remove", texts.CARD_REMOVE, sure=True) if card.own else ""
    return (
        f'<li data-of="{escape(card.id)}"><span>{escape(card.title)}</span>'
        f'<span class="acts">{_button(card, "show", texts.CARD_SHOW)}{removing}</span></li>'
    )


def _button(card: Card, act: str, label: str, *, pressed: bool | None = None, sure: bool = False) -> str:
    # the same id, pressed or not: the focus stays
    id_ = f"{'first' if pressed is not None else act}-{card.id}"
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    asks = f' data-sure="{escape(texts.REMOVE_SURE)}"' if sure else ""
    name = escape(f"{label}: {card.title}" if card.title else label)
    return (
        f'<button type="button" id="{escape(id_)}" data-act="{act}" aria-label="{name}"{state}{asks}>'
        f"{escape(label)}</button>"
    )


def _meta(card: Card) -> str:
    one, many = texts.CARD_META
    minutes = one if card.minutes == 1 else many.format(minutes=card.minutes)
    whose = texts.CARD_OWN if card.own else texts.CARD_REWORDED if card.reworded else ""
    return f"{minutes} · {whose}" if whose else minutes
