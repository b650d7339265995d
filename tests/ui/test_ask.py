"""The tab Ask without a browser: what is shown at each moment of a turn, and what is kept."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from coach.history import GrowingAnswer, History
from coach.keeping.notebook import Notebook
from coach.messages import Event, Text
from coach.settings import load_settings
from coach.turn import Coach
from tests.fakes import FakeParts, never_model, small_library
from ui import texts
from ui.ask import Talk, respond, told


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    return Coach(load_settings(), FakeParts(lambda: small_library(tmp_path / "index"), never_model))


def test_question_stands_at_once_and_the_answer_follows(coach: Coach) -> None:
    shown = list(respond(coach, "How much ibuprofen can I take?", Talk(), None))
    assert [row["role"] for row in shown[0].rows] == ["user", "assistant"]
    assert shown[0].rows[1]["content"] == "…"
    assert "cover this" in shown[-1].rows[1]["content"]
    assert shown[-1].talk.turns == 1 and len(shown[-1].talk.messages) == 2


def test_talk_that_cannot_be_kept_is_answered_and_says_so(coach: Coach, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    last = list(
        respond(
            coach, "How much ibuprofen can I take?", Talk(), None, History(Notebook(tmp_path / "file" / "x.sqlite3"))
        )
    )[-1]
    assert "cover this" in last.rows[1]["content"]
    assert texts.NOT_KEPT.split("{")[0] in last.rows[1]["content"]


def test_kept_talk_holds_question_and_answer_in_one_conversation(coach: Coach, tmp_path: Path) -> None:
    kept = History(Notebook(tmp_path / "x.sqlite3"))
    first = list(respond(coach, "How much ibuprofen can I take?", Talk(), None, kept))[-1]
    list(respond(coach, "And how often?", first.talk, None, kept))
    (conversation,) = kept.export()
    assert [one["role"] for one in conversation["messages"]] == ["user", "assistant"] * 2
    assert conversation["title"] == "How much ibuprofen can I take?"


def test_text_that_cannot_be_worked_with_gets_one_clear_line(coach: Coach) -> None:
    last = list(respond(coach, "x " * 60_000, Talk(), None))[-1]
    assert last.rows[1]["content"].startswith("I could not answer: that is 119,999 characters")


def test_a_long_talk_says_now_and_then_that_it_is_with_software(coach: Coach) -> None:
    before = Talk(turns=texts.LONG_TALK_TURNS - 1)
    last = list(respond(coach, "How much ibuprofen can I take?", before, None))[-1]
    assert texts.LONG_TALK in last.rows[-1]["content"]
    after = list(respond(coach, "How much ibuprofen can I take?", last.talk, None))[-1]
    assert texts.LONG_TALK not in after.rows[-1]["content"]


def test_what_was_told_stays_with_the_talk(coach: Coach) -> None:
    first = list(respond(coach, "My husband hit me last night", Talk(), None))[-1]
    assert told(first.talk) == ["My husband hit me last night"]
    assert next(iter(coach.rewrite("You never do the dishes", earlier=told(first.talk)))).reply.kind == "safety"


def test_an_answer_is_kept_while_it_comes(coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = History(Notebook(tmp_path / "x.sqlite3"))
    monkeypatch.setattr("ui.ask.GrowingAnswer", partial(GrowingAnswer, every_s=0))

    def turn(*given: object, **more: object) -> Iterator[Event]:
        for piece in ("Trust ", "grows ", "slowly."):
            yield Text(piece)

    monkeypatch.setattr(coach, "ask", turn)
    seen = [
        [row["content"] for one in kept.export() for row in one["messages"]]
        for _ in respond(coach, "How?", Talk(), None, kept)
    ]
    answer = ["Trust ", "Trust grows ", "Trust grows slowly."]
    assert seen == [[], *(["How?", one] for one in answer), ["How?", answer[-1]]]
