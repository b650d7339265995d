"""What the tools share: the notebook that is open, the list of what was kept before, and how a handler is wired.

A tool is laid out for one space: when another person says that they are here, it closes, and nothing typed goes along.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

import gradio as gr

from coach.keeping.notebook import Notebook
from ui import texts_tools as texts
from ui.days import first_capital, spoken
from ui.steps.care import caring
from ui.steps.parts import WAYS, gently, said
from ui.steps.space import Space

Act = Callable[[Notebook, int], str]
"""Does something with the entry of this id, and returns the line that says so."""


@dataclass(frozen=True)
class Desk:
    """What a tool is laid out on: the space of the person who is here, and where help is shown if danger is heard."""

    space: Space
    name: str
    care: gr.HTML

    @property
    def notebook(self) -> Notebook:
        """The notebook of this space; nothing is made on disk before something is kept."""
        return self.space.notebook(self.name)

    @property
    def today(self) -> date:
        """The person's own day."""
        return self.space.today()

    def wire(self, button: gr.Button, handler: Callable[..., Any], inputs: Any, outputs: Any) -> None:
        """Let a button do something; what goes wrong is a warning, what was typed stays, and danger told in it is answered."""
        answered, shown = caring(gently(handler), outputs, self.care, self.space.heard)
        button.click(answered, inputs, shown, **WAYS)


@dataclass(frozen=True)
class Row:
    """One thing that was kept: its words, what stands under them, and what can be done with it."""

    id: int
    day: date
    text: str
    more: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    """Names of acts that the list offers for it, beside removing."""
    when: str = ""
    """What is said in the place of the day."""


class Shelf:
    """The list of what was kept before, newest first. Each can be removed; a second press makes sure.

    `empty` is said where there is nothing; where it is "", nothing is shown then.
    """

    def __init__(
        self,
        desk: Desk,
        rows: Callable[[Notebook], Sequence[Row]],
        *,
        name: str,
        title: str | None = None,
        empty: str | None = None,
        labels: Mapping[str, str] | None = None,
        newest_first: bool = True,
    ) -> None:
        self._desk, self._rows, self._name = desk, rows, name
        self._newest_first = newest_first
        self._title = texts.KEPT_TITLE if title is None else title
        self._empty = texts.KEPT_NONE if empty is None else empty
        self._labels = dict(labels or {})
        self.component = gr.HTML(
            self.html(), js_on_load=_SHELF_JS, css_template=_SHELF_CSS, elem_id=name, elem_classes="shelf"
        )

    def html(self) -> str:
        """Read the notebook again, and render the list."""
        rows = self._rows(self._desk.notebook)
        if self._newest_first:
            rows = sorted(rows, key=lambda row: (row.day, row.id), reverse=True)
        items = "".join(self._item(row) for row in rows)
        if not items and not self._empty:
            return ""
        body = f"<ul>{items}</ul>" if items else f'<p class="meta">{escape(self._empty)}</p>'
        heading = f"{self._name}-title"
        return f'<section aria-labelledby="{heading}"><h3 id="{heading}" tabindex="-1">{escape(self._title)}</h3>{body}</section>'

    def wire(
        self, acts: Mapping[str, Act], said_line: gr.HTML, *more: Any, after: Callable[[], Any] | None = None
    ) -> None:
        """Let the buttons of the rows act: removing always, and `acts` by name.

        `more` are further components that change with the list; `after` returns their updates, a tuple where there are several.
        """
        known = {"remove": removed, **acts}

        def on_act(event: gr.EventData) -> tuple[Any, ...]:
            name, entry = pressed(event)
            if name not in known:
                return tuple(gr.skip() for _ in range(2 + len(more)))
            line = known[name](self._desk.notebook, entry)
            return (said(line), self.html(), *_several(after))

        self.component.click(gently(on_act), None, [said_line, self.component, *more], **WAYS)

    def _item(self, row: Row) -> str:
        more = "".join(f'<p class="more">{escape(line)}</p>' for line in row.more if line)
        day = row.when or spoken_day(row.day, self._desk.today)
        short = row.text if len(row.text) <= _SHORT else f"{row.text[:_SHORT].rstrip()}…"
        buttons = "".join(
            self._button(row.id, act, label, f"{label}: {short}")
            for act, label in [*((act, self._labels[act]) for act in row.acts), ("remove", texts.REMOVE)]
        )
        return (
            f'<li><div class="words"><p class="meta"><time datetime="{row.day}">{escape(day)}</time></p>'
            f'<p class="text">{escape(row.text)}</p>{more}</div><div class="acts">{buttons}</div></li>'
        )

    @staticmethod
    def _button(entry: int, act: str, label: str, full: str) -> str:
        sure = f' data-sure="{escape(texts.REMOVE_SURE)}"' if act == "remove" else ""
        return (
            f'<button type="button" data-act="{act}" data-entry="{entry}"{sure} aria-label="{escape(full)}">'
            f"{escape(label)}</button>"
        )


def pressed(event: gr.EventData) -> tuple[str, int]:
    """Return which act was pressed in a list, and on which entry; an act of no name where the event holds none."""
    data = event._data if isinstance(event._data, dict) else {}
    entry = str(data.get("entry", ""))
    return str(data.get("act", "")), int(entry) if entry.isdecimal() else 0


def said_line(name: str) -> gr.HTML:
    """Lay out the live region that says what was kept."""
    return gr.HTML(said(""), elem_id=name, elem_classes="said-line")


def kept_line() -> str:
    """Return the line after something was kept, with the time, so that a second one is spoken too."""
    return said(texts.KEPT.format(time=now()))


def now() -> str:
    """Return the time of day, to the second: a line that is said again is then another line."""
    return datetime.now().strftime("%H:%M:%S")


def spoken_day(day: date, today: date) -> str:
    """Return a day as one would say it: today, yesterday, or Friday 27 November, with the year where it is another."""
    named = {0: texts.TODAY, 1: texts.YESTERDAY, -1: texts.TOMORROW}.get((today - day).days)
    if named:
        return named
    return first_capital(spoken(day, year=day.year != today.year))


def paragraphs(*lines: str, css: str = "") -> str:
    """Render lines as paragraphs of letters only."""
    mark = f' class="{css}"' if css else ""
    return "".join(f"<p{mark}>{escape(line)}</p>" for line in lines if line)


def bullets(lines: Sequence[str]) -> str:
    """Render lines as a list of letters only."""
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def _several(after: Callable[[], Any] | None) -> tuple[Any, ...]:
    if after is None:
        return ()
    result = after()
    return result if isinstance(result, tuple) else (result,)


def removed(notebook: Notebook, entry: int) -> str:
    """Remove an entry for good, and return the line that says so."""
    return texts.REMOVED if notebook.remove(entry) else texts.GONE_ALREADY


_SHORT = 60  # characters of an entry that name it in a button's label

# the first press of Remove asks, the second does it; leaving the button takes the question back. Where the button that was
# pressed is gone with what it did, the list's heading takes the focus
_SHELF_JS = """
const calm = (button) => {
  if (!button.dataset.asked) return;
  button.textContent = button.dataset.asked;
  button.setAttribute('aria-label', button.dataset.label);
  delete button.dataset.asked; delete button.dataset.label;
};
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (!button) return;
  if (button.dataset.sure && !button.dataset.asked) {
    button.dataset.asked = button.textContent;
    button.dataset.label = button.getAttribute('aria-label');
    button.textContent = button.dataset.sure;
    button.setAttribute('aria-label', button.dataset.sure);
    return;
  }
  calm(button);
  trigger('click', {act: button.dataset.act, entry: button.dataset.entry});
});
element.addEventListener('focusout', (event) => { if (event.target.matches('button[data-act]')) calm(event.target); });
watch('value', () => setTimeout(() => {
  if (document.activeElement === document.body) element.querySelector('h3')?.focus({preventScroll: true});
}, 150));
"""

_SHELF_CSS = """
ul { list-style: none; margin: 0; padding: 0; }
h3 { font-size: 1.05rem; margin: 0.6rem 0 0.2rem; }
h3:focus { outline: none; }
li { display: flex; flex-wrap: wrap; gap: 0.4rem 0.9rem; align-items: flex-start; justify-content: space-between;
  padding: 0.7rem 0; border-bottom: 1px solid var(--block-border-color); }
li p { margin: 0; }
.words { flex: 1 1 15rem; min-width: 0; overflow-wrap: anywhere; white-space: pre-line; }
.text { font-size: 1rem; }
.more { color: var(--body-text-color-subdued); font-size: 0.92rem; }
.meta, .meta time { color: var(--body-text-color-subdued); font-size: 0.85rem; }
.acts { display: flex; flex-wrap: wrap; gap: 0.4rem; }
button { min-height: 2.75rem; margin: 0; padding: 0.3rem 0.9rem; border-radius: 0.6rem; cursor: pointer;
  font-size: 0.92rem; font-weight: 500;
  background: var(--button-secondary-background-fill); color: var(--button-secondary-text-color); }
button:hover { background: var(--button-secondary-background-fill-hover); }
"""
