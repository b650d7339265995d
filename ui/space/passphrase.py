"""The passphrase of the space that is open: put on, changed, taken off; and locking now. What is typed is emptied at once."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from coach.errors import CoachError, InputError
from coach.keeping.locking import change_passphrase, protect, unprotect
from coach.keeping.sealing import Key, new_key
from ui import texts_space as texts
from ui.house import SHUT, House, passphrase
from ui.steps.parts import WAYS, said, sentence
from ui.steps.space import session

_PROOF = "proof"


class Passphrase:
    """The part's components."""

    def __init__(self, house: House) -> None:
        self._house, self._space = house, house.space
        self._lock = gr.Button(texts.LOCK, variant="primary", visible=False, elem_id="space-lock")
        self._said = gr.HTML(said(""), elem_id="space-said")
        with gr.Accordion(texts.PROTECT_TITLE, open=False, visible=False, elem_id="space-protect") as self._bare:
            gr.Markdown(texts.PROTECT)
            with gr.Row():
                self._first = [passphrase(texts.FIRST, "protect-first"), passphrase(texts.AGAIN, "protect-again")]
            self._protect = gr.Button(texts.PROTECT_BUTTON, variant="primary", elem_id="protect")
        with gr.Accordion(texts.CHANGE_TITLE, open=False, visible=False, elem_id="space-change") as self._kept:
            gr.Markdown(texts.CHANGE)
            with gr.Row():
                self._new = [
                    passphrase(texts.NOW, "change-now"),
                    passphrase(texts.NEW, "change-new"),
                    passphrase(texts.AGAIN, "change-again"),
                ]
            self._change = gr.Button(texts.CHANGE_BUTTON, elem_id="change")
        with gr.Accordion(texts.OFF_TITLE, open=False, visible=False, elem_id="space-off") as self._off:
            gr.Markdown(texts.OFF)
            self._old = passphrase(texts.NOW, "off-now")
            self._unprotect = gr.Button(texts.OFF_BUTTON, elem_id="off")
        self.shown = [self._bare, self._kept, self._off, self._lock]
        """What `show` returns values for."""

    def show(self, name: str | None) -> tuple[Any, ...]:
        """Offer what can be done with the passphrase of a space, or nothing where none is open."""
        bare = name is not None and not self._space.is_protected(name)
        kept = name is not None and not bare
        # folded where it is not offered: it begins folded when it is again
        folds = (gr.update(visible=True) if one else gr.update(visible=False, open=False) for one in (bare, kept, kept))
        return *folds, gr.update(visible=kept)

    def wire(self) -> None:
        """Let the buttons act on the space that is open."""
        house = self._house
        for button, act, fields in (
            (self._protect, self._on_protect, self._first),
            (self._change, self._on_change, self._new),
            (self._unprotect, self._on_off, [self._old]),
        ):
            outputs = [*fields, self._said, house.turned, house.watch]
            button.click(
                self._emptied(act, len(fields)), [house.opened, house.turned, *fields], outputs, **WAYS
            ).failure(_empty(len(fields)), None, fields, queue=False, **WAYS)
        self._lock.click(self._on_lock, house.opened, house.watch, **WAYS)

    def _on_protect(self, name: str, first: str, again: str) -> str:
        if first != again:
            raise InputError(texts.UNLIKE)
        key = protect(self._space.settings, name, first)
        self._space.keys.open(session(), name, lambda: key)
        self._house.visits.hold(session(), name)
        return texts.PROTECTED

    def _on_change(self, name: str, now: str, new: str, again: str) -> str:
        if new != again:
            raise InputError(texts.UNLIKE)
        self._proved(name, lambda: change_passphrase(self._space.settings, name, now, new))
        return texts.CHANGED

    def _on_off(self, name: str, now: str) -> str:
        self._proved(name, lambda: unprotect(self._space.settings, name, now))
        self._house.visits.release(session())
        self._space.keys.lock(space=name)
        return texts.OFF_DONE

    def _on_lock(self, name: str | None) -> str:
        self._space.keys.lock(space=name)
        return SHUT

    def _proved(self, name: str, act: Callable[[], None]) -> None:
        """Do what needs the passphrase; wrong ones make the next try wait here too."""

        def done() -> Key:
            act()
            return new_key()  # nobody's: it only says that the passphrase was right

        self._space.keys.open(_PROOF, name, done)
        self._space.keys.lock(_PROOF, name)

    def _emptied(self, act: Callable[..., str], fields: int) -> Callable[..., tuple[Any, ...]]:
        """Wrap what a button does: whatever comes of it, the boxes with passphrases are empty after it."""

        def wrapped(name: str | None, count: int, *typed: str) -> tuple[Any, ...]:
            empty = [""] * fields
            try:
                line = act(name, *typed) if name is not None else ""
            except CoachError as error:
                return *empty, said(sentence(error)), gr.skip(), gr.skip()
            return *empty, said(line), count + 1, self._house.watched()

        return wrapped


def _empty(count: int) -> Callable[[], Any]:
    values = ("",) * count
    return lambda: values if count > 1 else ""
