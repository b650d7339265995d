"""The documents of a protected space: read in, listed, removed. They lie in the space's own encrypted file, nowhere else."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import gradio as gr

from coach.own_files import Added
from coach.space_library import take_in
from coach.turn import Coach
from knowledge.formats import READERS
from ui import texts_space as texts
from ui.house import House
from ui.leaving import where_it_goes
from ui.session import Stops
from ui.steps.parts import ACTS_JS, WAYS, acted, gently, said, sentence
from ui.steps.space import session
from ui.uploads import handed_in


class Documents:
    """The part's components; shown for a space with a passphrase alone."""

    def __init__(self, house: House, coach: Coach, stops: Stops) -> None:
        self._space, self._coach, self._stops = house.space, coach, stops
        self._opened = house.opened
        with gr.Accordion(texts.DOCUMENTS_TITLE, open=False, visible=False, elem_id="space-documents") as self._fold:
            gr.Markdown(f"{texts.DOCUMENTS} {where_it_goes(coach.settings)}")
            self._upload = gr.File(
                label=texts.DOCUMENTS_LABEL,
                file_count="multiple",
                file_types=sorted(READERS),
                height=130,
                elem_id="space-upload",
            )
            self._stop = gr.Button(texts.DOCUMENTS_STOP, interactive=False, min_width=80, elem_id="space-upload-stop")
            self._said = gr.HTML(said(""), elem_id="space-upload-said")
            self._list = gr.HTML(js_on_load=ACTS_JS, elem_id="space-files")
        self.shown = [self._fold, self._list]
        """What `show` returns values for."""

    def show(self, name: str | None) -> tuple[Any, ...]:
        """Show the documents of the space that is open, if it has a passphrase; without one they belong to Guides."""
        if name is None or not self._space.is_protected(name):
            return gr.update(visible=False, open=False), ""
        return gr.update(visible=True), self._files(name)

    def wire(self) -> None:
        """Let the buttons act on the space that is open."""
        outputs = [self._upload, self._said, self._list, self._stop]
        self._upload.upload(self._on_upload, [self._opened, self._upload], outputs, **WAYS)
        self._stop.click(self._on_stop, None, None, queue=False, api_visibility="private")
        self._list.click(gently(self._on_act), self._opened, [self._said, self._list], **WAYS)

    def _on_upload(self, name: str | None, files: Sequence[str] | None) -> Iterator[tuple[Any, ...]]:
        with handed_in(files) as paths, self._stops.running(session(), "documents") as stop:
            if name is None or not paths:
                yield None, said(""), gr.skip(), gr.skip()
                return
            lines: list[str] = []
            # a first yield at once: the library may still be loading
            yield gr.skip(), said(texts.DOCUMENTS_READING.format(at=1, of=len(paths))), gr.skip(), _can(True)
            try:
                library, held = self._coach.library(), self._space.documents(name)
                for at, path in enumerate(paths, start=1):
                    if stop.is_set():
                        lines.append(texts.DOCUMENTS_STOPPED)
                        break
                    yield gr.skip(), said(texts.DOCUMENTS_READING.format(at=at, of=len(paths))), gr.skip(), _can(True)
                    lines += [_line(one) for one in take_in(held, [path], library)]
                    self._space.read_anew(name)
                listed: Any = self._files(name)
            except Exception as error:  # locked meanwhile, or a disk that is full: what was read until then is kept
                lines.append(sentence(error))
                listed = gr.skip()
        yield None, said(" ".join(lines)), listed, _can(False)

    def _on_stop(self) -> None:
        self._stops.stop(session(), "documents")

    def _on_act(self, name: str | None, event: gr.EventData) -> tuple[Any, ...]:
        act, of, _ = acted(event)
        if name is None or act != "remove":
            return gr.skip(), gr.skip()
        gone = self._space.documents(name).remove(of)
        self._space.read_anew(name)
        return said(texts.DOCUMENTS_REMOVED if gone else ""), self._files(name)

    def _files(self, name: str) -> str:
        rows = "".join(
            f'<li data-of="{escape(one.id)}"><span><span class="name">{escape(one.name)}</span>'
            f'<span class="meta">{escape(texts.DOCUMENTS_HOLDS[one.passages == 1].format(count=one.passages))}</span></span>'
            f'<button type="button" data-act="remove" data-sure="{escape(texts.DOCUMENTS_SURE)}" '
            f'aria-label="{escape(texts.DOCUMENTS_REMOVE_LABEL.format(name=one.name))}">'
            f"{escape(texts.DOCUMENTS_REMOVE)}</button></li>"
            for one in self._space.documents(name).all()
        )
        return f'<ul class="own-files">{rows}</ul>' if rows else f'<p class="meta">{escape(texts.DOCUMENTS_NONE)}</p>'


def _can(stop: bool) -> Any:
    return gr.update(interactive=stop)


def _line(one: Added) -> str:
    if one.outcome == "added":
        return texts.DOCUMENTS_ADDED.format(name=one.name)
    return texts.DOCUMENTS_REFUSED.format(name=one.given, why=one.why)
