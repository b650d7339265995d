"""The tab Tools: a list of small practices to use alone or together, a line each. One opens at a time, with a way back.

A tool is laid out only when it is opened (gr.render), so that the page's first paint does not wait for any of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from importlib import import_module
from typing import Any

import gradio as gr

from ui import texts_tools as texts
from ui.steps.parts import WAYS, gently
from ui.steps.space import Space
from ui.steps.tools.desk import Desk


@dataclass(frozen=True)
class Tool:
    """A tool in the list: its id (also the module's name), its title, and one line that says what it is for."""

    id: str
    title: str
    line: str

    def build(self, desk: Desk) -> None:
        """Lay the tool out; its module is imported now, for the page is up before any tool is wanted."""
        lay_out: Callable[[Desk], None] = import_module(f"{__name__}.{self.id}").build
        lay_out(desk)


def tools() -> tuple[Tool, ...]:
    """Return the tools in the order of the list."""
    return tuple(Tool(id_, title, line) for id_, (title, line) in texts.TOOLS.items())


def build(space: Space, who: gr.components.Component, care: gr.HTML) -> None:
    """Lay out the list and the place where one tool opens.

    `who` holds the name of the space that is open; `care` is where help is shown.
    """
    chosen = gr.State("")
    catalogue = gr.HTML(_catalogue(), js_on_load=_CATALOGUE_JS, css_template=_CATALOGUE_CSS, elem_id="tools")

    def on_open(event: gr.EventData) -> tuple[Any, ...]:
        tool = _by_id().get(str((event._data or {}).get("tool")))
        return (tool.id, gr.update(visible=False)) if tool else (gr.skip(), gr.skip())

    catalogue.click(on_open, None, [chosen, catalogue], **WAYS)

    def on_back() -> tuple[Any, ...]:
        return "", gr.update(visible=True)

    def show(tool_id: str, name: str | None) -> None:
        tool = _by_id().get(tool_id)
        if tool is None or not name:
            return
        with gr.Column(elem_id="tool"):
            head = gr.HTML(_head(tool), js_on_load=_HEAD_JS, css_template=_HEAD_CSS, elem_id="tool-head")
            head.click(on_back, None, [chosen, catalogue], **WAYS)
            gently(tool.build)(Desk(space, name, care))

    # through the queue: the browser does not follow the change of a state that comes another way
    gr.render(inputs=[chosen, who], triggers=[chosen.change], show_progress="hidden")(show)
    # a tool closes when another person is here: laid out anew at once, its boxes would keep what the one before typed
    who.change(on_back, None, [chosen, catalogue], **WAYS)


def _by_id() -> dict[str, Tool]:
    return {one.id: one for one in tools()}


def _catalogue() -> str:
    rows = "".join(
        f'<li><button type="button" data-tool="{one.id}" aria-describedby="tool-{one.id}-line">{escape(one.title)}</button>'
        f'<p id="tool-{one.id}-line">{escape(one.line)}</p></li>'
        for one in tools()
    )
    return f"<h2>{escape(texts.TOOLS_TITLE)}</h2><p>{escape(texts.TOOLS_INTRO)}</p><ul>{rows}</ul>"


def _head(tool: Tool) -> str:
    return (
        f"<style>{_TOOL_CSS}</style>"
        f'<button type="button">{escape(texts.BACK)}</button>'
        f'<h2 tabindex="-1">{escape(tool.title)}</h2><p>{escape(tool.line)}</p>'
    )


# whoever opened a tool by keyboard goes on at its heading, and comes back to where they were
_CATALOGUE_JS = """
element.addEventListener('click', (event) => {
  const row = event.target.closest('li');
  if (!row) return;
  window.hearthTool = row.querySelector('button').dataset.tool;
  window.hearthOpening = true;
  trigger('click', {tool: window.hearthTool});
});
if (window.hearthLeaving) {
  window.hearthLeaving = false;
  const button = element.querySelector(`button[data-tool="${window.hearthTool}"]`);
  if (button) setTimeout(() => button.focus());
}
"""

_CATALOGUE_CSS = """
h2 { font-size: 1.25rem; margin: 0 0 0.2rem; }
p { margin: 0; }
ul { list-style: none; margin: 0.8rem 0 0; padding: 0; display: grid; gap: 0.7rem;
  grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); }
li { border: 1px solid var(--block-border-color); border-radius: 0.9rem; margin: 0; padding: 0.7rem 1rem; cursor: pointer;
  background: var(--block-background-fill); }
li:hover { background: var(--background-fill-secondary); }
li p { color: var(--body-text-color-subdued); font-size: 0.95rem; }
li button { display: block; width: 100%; min-height: 2.75rem; padding: 0; text-align: left; font-size: 1.05rem; font-weight: 600;
  color: var(--link-text-color); background: none; border: 0; cursor: pointer; }
"""

# what Gradio's own components look like within a tool: choices that a thumb can hit, long ones a line each
_TOOL_CSS = """
#tool .wrap > label, #tool .checkbox-container, #tool#tool .label-wrap { min-height: 2.75rem; }
#tool .label-wrap { align-items: center; }
#tool #signs-noticed .wrap { flex-direction: column; align-items: stretch; }
#tool blockquote { margin: 0.2rem 0; padding: 0.2rem 0 0.2rem 0.9rem; border-left: 3px solid var(--primary-300);
  font-size: 1.1rem; }
#tool ul:not([class]) { margin: 0.2rem 0; padding-left: 1.2rem; list-style: disc; }
#tool h3:focus { outline: none; }
#tool .shelf ul { padding-left: 0; list-style: none; }
"""

_HEAD_JS = """
element.addEventListener('click', (event) => {
  if (!event.target.closest('button')) return;
  window.hearthLeaving = true;
  trigger('click');
});
if (window.hearthOpening) {
  window.hearthOpening = false;
  setTimeout(() => { const title = element.querySelector('h2'); title.focus({preventScroll: true});
    element.scrollIntoView({block: 'nearest'}); });
}
"""

_HEAD_CSS = """
h2 { font-size: 1.35rem; margin: 0.7rem 0 0.1rem; }
h2:focus { outline: none; }
p { margin: 0; color: var(--body-text-color-subdued); }
button { min-height: 2.75rem; padding: 0.3rem 0.9rem; border-radius: 0.6rem; cursor: pointer; font-size: 0.95rem;
  background: var(--button-secondary-background-fill); color: var(--button-secondary-text-color); }
button:hover { background: var(--button-secondary-background-fill-hover); }
"""
