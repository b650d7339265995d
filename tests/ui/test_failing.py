"""What the page says where something fails, without a browser: browser/test_failing.py looks at it with one."""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from typing import Any

import gradio as gr
import pytest

from coach.errors import ModelError
from coach.log import log_file
from coach.messages import Text
from coach.settings import load_settings
from ui import texts_welcome
from ui.ask import Talk, respond
from ui.failing import Answering, Page
from ui.loading import Loading, Status
from ui.render import literal
from ui.steps.parts import gently

TYPED = "xyzzy-typed"
SENTENCE = "something unexpected happened (KeyError); try again, and run `hearth doctor` if it stays so"


def run(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Run it in a loop of its own; asyncio.run would drop the one that Gradio made for this thread, unclosed."""
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(coroutine)
    finally:
        loop.close()


def logged() -> str:
    return log_file(load_settings().log_dir).read_text(encoding="utf-8")


def fail(*_: Any, **__: Any) -> Any:
    raise KeyError(TYPED)


class TestAsk:
    """A question that finds no answer."""

    def test_it_is_answered_by_the_sentence_and_marked_to_go_back(self) -> None:
        class Failing:
            def ask(self, question: str, history: object, cancel: object = None) -> Iterator[Text]:
                yield Text("Half of ")
                raise KeyError(question)

        *_, last = respond(Failing(), TYPED, Talk(), None)  # type: ignore[arg-type]
        assert last.failed
        assert last.rows[-1]["content"] == f"I could not answer: {literal(SENTENCE)}."
        assert TYPED not in logged() and " page: ask\n" in logged()

    def test_what_could_not_be_kept_does_not_take_the_answer_away(self) -> None:
        class Answering:
            def ask(self, question: str, history: object, cancel: object = None) -> Iterator[Text]:
                yield Text("An answer.")

        class Broken:
            keep = staticmethod(fail)

        *_, last = respond(Answering(), TYPED, Talk(), None, Broken())  # type: ignore[arg-type]
        assert not last.failed
        assert last.rows[-1]["content"] == f"An answer.\n\n*This talk could not be kept: {literal(SENTENCE)}.*"


class TestLoading:
    """The thread that loads the parts."""

    def loaded(self, monkeypatch: pytest.MonkeyPatch, library: Any, model: Any = lambda: None) -> Loading:
        loading = Loading(load_settings())
        monkeypatch.setattr(loading.coach, "library", library)
        monkeypatch.setattr(loading.coach, "load_screen", lambda: None)
        monkeypatch.setattr(loading.coach, "model", model)
        loading.start()
        loading._thread.join(10)
        return loading

    def test_whatever_fails_ends_in_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loading = self.loaded(monkeypatch, fail)
        assert loading.status.failed and loading.status.ready
        assert loading.status.stage == texts_welcome.FAILED.format(why=SENTENCE)
        assert TYPED not in loading.html() and TYPED not in logged()

    def test_a_model_that_is_damaged_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Library:
            mended = False

        def damaged() -> None:
            raise ModelError("model 'big' cannot be loaded: its file is damaged; get it again")

        loading = self.loaded(monkeypatch, Library, damaged)
        assert "model 'big' cannot be loaded: its file is damaged; get it again." in loading.status.stage

    def test_what_still_works_is_said_and_it_can_be_tried_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Library:
            mended = False

        loading = self.loaded(monkeypatch, fail)
        assert loading.status.missing == "library" and "data-again" in loading.html()
        assert texts_welcome.STILL_WORKS["library"] in loading.html().replace("&#x27;", "'")
        monkeypatch.setattr(loading.coach, "library", Library)
        loading.start()
        loading._thread.join(10)
        assert loading.status.stage == texts_welcome.READY and "data-again" not in loading.html()

    def test_without_a_model_the_library_is_there_all_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Library:
            mended = False

        loading = self.loaded(monkeypatch, Library, fail)
        assert loading.status.missing == "model"

    def test_a_model_that_is_chosen_is_chosen_for_the_next_start_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loading = Loading(load_settings())
        monkeypatch.setattr(loading.coach, "change_model", lambda name: None)
        loading._use("big")
        assert load_settings().model == "big"

    def test_counts_are_shown_and_not_said(self) -> None:
        loading = Loading(load_settings())
        loading.status = Status("Indexing the guides: 64 of 800 passages", 0.08)
        assert "64 of 800" in loading.html() and 'value="0.08"' in loading.html()
        assert 'data-say="Indexing the guides"' in loading.html()

    def test_an_index_that_was_made_anew_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Library:
            mended = True

        loading = self.loaded(monkeypatch, Library)
        assert not loading.status.failed and texts_welcome.MENDED in loading.html()


class TestHandlers:
    """What is around a handler."""

    def test_a_gentle_one_warns_and_changes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        warned: list[str] = []
        monkeypatch.setattr(gr, "Warning", lambda text, title: warned.append(text))
        assert gently(fail)(TYPED) == gr.skip()
        assert warned == [f"{SENTENCE[0].upper()}{SENTENCE[1:]}."]
        assert TYPED not in logged()

    def test_any_other_is_shown_by_the_net_under_it_and_printed_nowhere(
        self, capfd: pytest.CaptureFixture[str]
    ) -> None:
        with Page(analytics_enabled=False) as page:
            box = gr.Textbox()
            box.change(fail, box, box)
        with pytest.raises(gr.Error) as caught:
            run(page.process_api(next(iter(page.fns.values())), [TYPED]))
        assert caught.value.message == f"{SENTENCE[0].upper()}{SENTENCE[1:]}."
        assert not caught.value.print_exception and caught.value.__suppress_context__
        assert TYPED not in logged() and "page: tests.ui.test_failing.fail" in logged()
        assert TYPED not in "".join(capfd.readouterr())


class TestAnswering:
    """What is around all that Gradio serves."""

    def answered(self, kind: bytes, *, begun: bool = False, status: int = 200) -> list[dict[str, Any]]:
        """Return what was sent for a request whose application fails, as Starlette lets it fail."""
        sent: list[dict[str, Any]] = []

        async def application(scope: Any, receive: Any, send: Any) -> None:
            if begun:
                await send({"type": "http.response.start", "status": status, "headers": []})
                raise KeyError(TYPED)
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 500, "headers": headers})
            await send({"type": "http.response.body", "body": b"Internal Server Error"})
            raise KeyError(TYPED)

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", kind)]}
        run(Answering(application)(scope, receive, send))
        return sent

    def test_a_request_of_the_page_is_told_as_it_reads_it(self) -> None:
        start, body = self.answered(b"application/json")
        assert start["status"] == 500
        assert json.loads(body["body"]) == {"detail": f"{SENTENCE[0].upper()}{SENTENCE[1:]}."}
        assert TYPED not in logged()

    def test_an_upload_is_told_in_plain_words(self) -> None:
        start, body = self.answered(b"multipart/form-data; boundary=x")
        assert start["status"] == 500 and body["body"].decode() == f"{SENTENCE[0].upper()}{SENTENCE[1:]}."

    def test_an_answer_that_was_begun_is_cut_off(self) -> None:
        with pytest.raises(KeyError):
            self.answered(b"application/json", begun=True)
        assert "page: a request" in logged()
