"""What happens when something is pressed in the tab Ask: values in, values out. Which components they are for is page.py's.

`turn` values are for: the chat, the sources, the talk, the question, Ask, Stop, the line that is read out, the box
for a note, the question to give back once nothing is being answered, the box that keeps.
`looked` values are for: the box of the kept talks, their list, the button to go on with one.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from coach.errors import CoachError
from coach.history import History
from coach.keeping.spaces import OWN
from coach.reading_ahead import ReadingAhead
from coach.turn import Coach
from ui import texts, texts_ask, texts_space
from ui.ask import shown
from ui.ask.answering import Shown, respond
from ui.ask.keeper import caught_up
from ui.ask.kept import KeptTalks
from ui.ask.talk import Talk, from_kept
from ui.session import Stops
from ui.steps.parts import acted, said, warning
from ui.steps.space import session

if TYPE_CHECKING:
    from ui.house import House

TURN = 10
"""How many values a turn has."""
LOOKED = 3
"""How many values a look has."""
CONTINUED = TURN + LOOKED
"""Both."""
_TALK = 2
"""Where the talk stands among the values of a turn."""
_PART = "ask"
"""What its answers are called among all that this page may stop."""


class Acts:
    """The handlers. Those that answer are generators."""

    def __init__(self, coach: Coach, stops: Stops, house: "House", kept: KeptTalks, ahead: ReadingAhead) -> None:
        self._coach, self._stops, self._house, self._kept = coach, stops, house, kept
        self._ahead = ahead

    def _answer(
        self,
        text: str,
        before: Talk,
        keeps: bool,
        opened: str | None,
        session: str | None,
        at: int | None = None,
        *,
        box: Any = None,
    ) -> Iterator[tuple[Any, ...]]:
        """Yield turn values while a question is answered; `at` as in respond, `box` what its box holds from now on."""
        # the box, a starter and a follow-up are handlers of their own: none waits for another
        if self._stops.is_running(session, _PART):
            gr.Info(texts_ask.ASK_LATER)
            yield _as_it_is()
            return
        where = opened is not None and self._house.space.is_open(opened)
        if not text.strip() or (keeps and not where):
            if text.strip():
                gr.Warning(texts_space.KEEP_WHERE)
            else:
                gr.Info(texts.ASK_PLACEHOLDER)
            # a question that was changed on the page is again what it was
            yield _as_it_is() if at is None else self._show(before)
            return
        history = self._house.space.history(opened) if keeps and opened else None
        if history and before.kept_in != opened:  # kept in another space, it begins anew in this one
            before = replace(before.let_go(), kept_in=opened)
        now = Shown()
        self._ahead.forget(session or "", text)
        with self._stops.running(session, _PART) as signal:
            coach = self._house.space.within(self._coach, opened)
            for now in respond(coach, text, before, signal, history, at):
                if not signal.superseded:
                    yield self._moment(now, texts_ask.ANSWERING, box=box)
                box = None  # from here on the next question may be typed in it
            line = texts_ask.STOPPED_SAID if signal.is_set() else "" if now.failed else texts_ask.ANSWERED
            if not signal.superseded:
                yield self._moment(now, line, back=text if now.failed else "")
            if signal.superseded:  # in here: as long as it runs, it can be told
                yield _as_it_is()  # Gradio sends the last values once more at the end: not those of a talk that went

    @staticmethod
    def _moment(now: Shown, line: str, *, box: Any = None, back: str = "") -> tuple[Any, ...]:
        return (
            *_talk(now),
            gr.skip() if box is None else box,
            gr.update(
                interactive=False
            ),  # to the end: a press before Gradio has ended this is lost, so it waits for `rest`
            gr.update(interactive=True),
            shown.line(line),
            gr.update(visible=False),
            back,
            gr.update(interactive=False),  # what is being answered is kept, or not, as it was begun
        )

    def on_ask(
        self, text: str, before: Talk, keeps: bool, opened: str | None, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Answer what stands in the box, which is emptied."""
        yield from self._answer(text, before, keeps, opened, request.session_hash, box="")

    def on_typed(self, text: str, talk: Talk, opened: str | None, request: gr.Request) -> None:
        """Let what is typed be read before it is asked."""
        with suppress(CoachError):  # whoever asks is told
            coach = self._house.space.within(self._coach, opened)
            said = talk.messages
            self._ahead.typed(
                request.session_hash or "", coach, text, lambda reading, stop: reading.ask(text, said, cancel=stop)
            )

    def on_option(
        self, before: Talk, keeps: bool, opened: str | None, event: gr.SelectData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Ask the follow-up that was pressed."""
        if str(event.value) == texts_ask.REWRITE_OFFER:
            yield _as_it_is()
            return
        yield from self._answer(str(event.value), before, keeps, opened, request.session_hash)

    def on_starter(
        self, before: Talk, keeps: bool, opened: str | None, event: gr.SelectData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Ask the starter that was pressed; what is typed in the box stays there."""
        yield from self._answer(str(event.value["text"]), before, keeps, opened, request.session_hash)

    def on_retry(
        self, before: Talk, keeps: bool, opened: str | None, event: gr.RetryData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Ask the last question once more, in the place of its answer."""
        at = _turn_of(event.index, before)
        yield from self._answer(before.turns[at].question, before, keeps, opened, request.session_hash, at)

    def on_edit(
        self, before: Talk, keeps: bool, opened: str | None, event: gr.EditData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Ask a question that was changed; what came after it goes."""
        at = _turn_of(event.index, before)
        yield from self._answer(str(event.value), before, keeps, opened, request.session_hash, at)

    def _show(self, talk: Talk, line: str = "", **keep: Any) -> tuple[Any, ...]:
        """Return turn values for a talk that is not being answered; `keep` is what the box that keeps shows from now on."""
        now = Shown(shown.rows(talk.turns), shown.sources(talk.turns), talk)
        ask, stop, keeps = self._rested()
        return *_talk(now), gr.skip(), ask, stop, said(line), gr.update(visible=False), "", keeps | gr.update(**keep)

    def _rested(self) -> tuple[dict[str, Any], ...]:
        """Return values for Ask, Stop and the box that keeps: as they are while an answer has not ended, which `rest` follows."""
        if self._stops.is_running(session(), _PART):
            return gr.skip(), gr.skip(), gr.skip()
        return gr.update(interactive=True), gr.update(interactive=False), gr.update(interactive=True)

    def _end(self) -> None:
        """Let the answer that is being written show nothing more, before another talk takes the place of its own."""
        self._stops.end(session(), _PART)

    def on_keep(self, keeps: bool, talk: Talk, opened: str | None) -> tuple[Any, ...]:
        """To tick the box keeps what was said so far, too; where that cannot be, the box does not stay ticked."""
        kept = self._keep(talk, opened) if keeps else talk
        if kept is None:
            return talk, gr.update(value=False, info=keep_info(False, talk)), *(gr.skip() for _ in range(LOOKED))
        return kept, gr.update(value=keeps, info=keep_info(keeps, kept)), *self.look(opened, kept)

    def _keep(self, talk: Talk, opened: str | None) -> Talk | None:
        """Return a talk, kept in the open space from its beginning; None where it cannot be, which is said."""
        history = self._kept.history(opened)
        if history is None:
            gr.Warning(texts_space.KEEP_WHERE)
            return None
        if not talk.turns:
            return talk
        try:
            talk = talk if talk.kept_in == opened else talk.let_go()
            return caught_up(replace(talk, kept_in=opened), history)
        except CoachError as error:
            gr.Warning(warning(error))
            return None

    def on_opened(self, opened: str | None, talk: Talk, keeps: bool) -> tuple[Any, ...]:
        """Another space, or none: a talk kept in the one before is not left on the page; one that waited to be kept is kept."""
        label, opens = keep_label(self._house, opened), self._kept.history(opened) is not None
        if talk.kept_as is not None and talk.kept_in != opened:
            self._end()
            shows = self._show(Talk(), label=label, info=keep_info(keeps, Talk(), opens))
            return *shows, *self.look(opened, Talk())
        waits = keeps and opens and talk.turns and talk.kept_as is None and talk.kept_in in (None, opened)
        # not while an answer is written: what it shows next would put the unkept one back
        if not waits or self._stops.is_running(session(), _PART):
            return *_as_it_is(label=label, info=keep_info(keeps, talk, opens)), *self.look(opened, talk)
        kept = self._keep(talk, opened)
        if kept is None:
            shows = _as_it_is(label=label, value=False, info=keep_info(False, talk))
            return *shows, *(gr.skip() for _ in range(LOOKED))
        return *_as_it_is(kept, label=label, info=keep_info(True, kept)), *self.look(opened, kept)

    def on_load(self, talk: Talk) -> tuple[Any, ...]:
        """Where there are several spaces, nobody's talks are shown before someone says who they are."""
        names = self._house.space.names()
        return self.look(names[0] if len(names) == 1 else None, talk)

    def look(self, opened: str | None, talk: Talk, words: str | None = None) -> tuple[Any, ...]:
        """Return looked values: the list, and the way on with the last talk while none is on the page."""
        history = self._kept.history(opened)
        newest = history.talks()[:1] if history and not talk.turns else []
        label = texts_ask.GO_ON_WITH.format(title=shown.shortened(newest[0].title)) if newest else ""
        return *self._kept.look(opened, words), gr.update(visible=bool(newest), value=label)

    def _continue(self, opened: str | None, history: History, id_: int) -> tuple[Any, ...]:
        self._end()
        talk = from_kept(history.talk(id_), opened or OWN)
        shows = self._show(talk, texts_ask.GONE_ON, value=True, info=keep_info(True, talk))
        return *shows, *self.look(opened, talk)

    def on_go_on(self, opened: str | None) -> tuple[Any, ...]:
        """Bring back the talk that was written to last."""
        history = self._kept.history(opened)
        newest = history.talks()[:1] if history else []
        if history is None or not newest:
            return tuple(gr.skip() for _ in range(CONTINUED))
        return self._continue(opened, history, newest[0].id)

    def on_list(self, opened: str | None, talk: Talk, words: str | None, event: gr.EventData) -> tuple[Any, ...]:
        """Bring back a talk of the list, or delete it."""
        act, of, _ = acted(event)
        history = self._kept.history(opened)
        if history is None or act not in ("go-on", "delete"):
            return (*(gr.skip() for _ in range(CONTINUED)), gr.skip())
        if act == "go-on":
            return *self._continue(opened, history, int(of)), said("")
        was_here = talk.kept_as == int(of) and talk.kept_in == opened
        if was_here:
            self._end()
        history.remove(int(of))
        page = self._show(Talk()) if was_here else _as_it_is()
        looked = self.look(opened, Talk() if was_here else talk, words)
        return *page, *looked, said(texts_ask.DELETED)

    def on_stop(self, request: gr.Request) -> None:
        """Stop the answer that is being written."""
        self._stops.stop(request.session_hash, _PART)

    def on_new(self, opened: str | None) -> tuple[Any, ...]:
        """Nothing on the page, and the box as it is at the start: to keep one talk is not to keep the next."""
        self._end()
        keeps = self._coach.settings.keep_history
        info = keep_info(keeps, Talk(), self._kept.history(opened) is not None)
        return *self._show(Talk(), value=keeps, info=info), *self.look(opened, Talk())

    def rest(self, back: str, typed: str | None) -> tuple[Any, ...]:
        """Return values for Ask, Stop, the box that keeps, the question and the one to give back, once an answer has ended.

        What could not be answered goes back into its box, unless there is something new in it.
        """
        box = back if back and not (typed or "").strip() else gr.skip()
        return *self._rested(), box, ""


def _as_it_is(talk: Talk | None = None, **keep: Any) -> tuple[Any, ...]:
    """Return turn values that change nothing to be seen but the box that keeps; `talk` is the one on the page, kept by now."""
    values: list[Any] = [gr.skip() for _ in range(TURN - 1)]
    values[_TALK] = values[_TALK] if talk is None else talk
    return *values, gr.update(**keep)


def keep_label(house: "House", name: str | None) -> str:
    """Return what the box under a talk says: in whose space it would be kept, and whether that is encrypted."""
    if name is None:
        return texts_space.KEEP_IN[None]
    return texts_space.KEEP_IN[house.space.is_protected(name)].format(name=house.called(name))


def keep_info(keeps: bool, talk: Talk, opens: bool = True) -> str:
    """Return what becomes of the talk on the page; `opens` says whether a space is open to keep it in."""
    if keeps:
        return texts_ask.KEPT_AS_IT_GOES if opens else texts_ask.KEPT_ONCE_OPEN
    return texts_ask.TEMPORARY if talk.kept_as is None else texts_ask.KEPT_UNTIL_NOW


def _talk(now: Shown) -> tuple[Any, ...]:
    """Return values for the chat, the sources and the talk."""
    chat = gr.update(value=now.rows, feedback_value=shown.thumbs(now.talk.turns))
    return chat, now.sources or shown.no_sources(), now.talk


def _turn_of(index: Any, talk: Talk) -> int:
    """Return the turn that a row of the chat belongs to; there are two rows a turn."""
    return min(int(index) // 2, len(talk.turns) - 1)
