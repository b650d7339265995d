"""The tab Ask without a browser: what is shown at each moment of a turn, what is kept, and the talks that were kept."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.answer_details import UNFINISHED, AnswerDetails
from coach.errors import ModelError
from coach.history import GrowingAnswer, History, KeptTalk, Said
from coach.keeping.notebook import Notebook
from coach.keeping.reading_back import take_in
from coach.line import ONE_BEFORE, YOUR_TURN
from coach.messages import AskReply, Citation, Done, Event, Notice, Sources, Text
from coach.settings import load_settings
from coach.turn import Coach
from tests.coach.test_line import COVERED, OneAtATime, until
from tests.fakes import FakeParts, ScriptedModel, never_model, small_library
from ui import texts, texts_ask
from ui.api import _as_sent
from ui.ask import Talk, respond, shown, told
from ui.ask.acts import keep_info
from ui.ask.kept import as_file, talks_html
from ui.ask.talk import Turn, from_kept

CITED = (Citation(1, "Trust", "Small steps", "Hearth's own", "Trust grows slowly. Keep one small promise."),)
WHOLE = AnswerDetails("generated", CITED, ("A note of ours.",))


class Answering:
    """Answers every question with a passage and a sentence of Hearth's own."""

    def ask(self, question: str, history: object, cancel: object = None) -> Iterator[Event]:
        yield Sources(CITED)
        answer = f"Keep one small promise, {question}. [1]\n\nA note of ours."
        yield Text(answer)
        yield Done(
            AskReply("", question, answer, "generated", CITED, own=("A note of ours.",), follow_ups=("And then?",))
        )


def ask(question: str, talk: Talk, history: History | None = None, at: int | None = None) -> Talk:
    *_, last = respond(Answering(), question, talk, None, history, at)  # type: ignore[arg-type]
    return last.talk


def kept(history: History) -> list[list[str]]:
    return [[row["content"] for row in one["messages"]] for one in history.export()]


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(Notebook(tmp_path / "kept" / "x.sqlite3"))


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    return Coach(load_settings(), FakeParts(lambda: small_library(tmp_path / "index"), never_model))


def test_question_stands_at_once_and_the_answer_follows(coach: Coach) -> None:
    shown = list(respond(coach, "How much ibuprofen can I take?", Talk(), None))
    assert [row["role"] for row in shown[0].rows] == ["user", "assistant"]
    assert shown[0].rows[1]["content"] == "…"
    assert "cover this" in shown[-1].rows[1]["content"]
    assert len(shown[-1].talk.turns) == 1 and len(shown[-1].talk.messages) == 2


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
    before = Talk((Turn("Why?", "So."),) * (texts.LONG_TALK_TURNS - 1))
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
    monkeypatch.setattr("ui.ask.keeper.GrowingAnswer", partial(GrowingAnswer, every_s=0))

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


def test_an_answer_names_what_is_not_from_the_guides_and_what_leads_on() -> None:
    row = shown.answer_row(ask("a", Talk()).turns[0], 1)
    assert f'<span class="own-words">{texts_ask.OWN_WORDS}</span> A note of ours.' in row["content"]
    assert "[\\[1\\]](#cite-1-1)" in row["content"]
    assert row["options"] == [{"value": "And then?", "label": "And then?"}]
    assert "options" not in shown.answer_row(ask("a", Talk()).turns[0], 1, working=True)


def test_the_sentence_that_an_answer_rests_on_is_marked() -> None:
    html = shown.passages(ask("every day", Talk()).turns[0], 3)
    assert "<mark>Keep one small promise.</mark>" in html and "Trust grows slowly. <mark>" in html
    assert 'id="cite-3-1"' in html and texts_ask.BACK in html


def test_what_is_beyond_the_guides_is_said_to_be_hearths_own(coach: Coach) -> None:
    *_, last = respond(coach, "How much ibuprofen can I take?", Talk(), None)
    assert texts_ask.NOT_FROM_GUIDES in last.rows[1]["content"] and "options" not in last.rows[1]


def test_a_question_asked_again_takes_the_place_of_the_old_one_and_what_came_after(history: History) -> None:
    talk = ask("c", ask("b", ask("a", Talk(), history), history), history)
    talk = ask("B", talk, history, at=1)
    assert told(talk) == ["a", "B"]
    (said,) = kept(history)
    assert said == ["a", talk.turns[0].answer, "B", talk.turns[1].answer]
    talk = ask("d", talk, history)
    assert [one[::2] for one in kept(history)] == [["a", "B", "d"]]
    assert [one.answer_id for one in talk.turns] == [
        row.id for row in history.talks()[0].messages if row.role == "assistant"
    ]


def test_a_kept_talk_that_goes_another_way_unkept_leaves_what_is_kept(history: History) -> None:
    talk = ask("b", ask("a", Talk(), history), history)
    before = kept(history)
    talk = ask("A", talk, None, at=0)
    assert kept(history) == before and talk.kept_as is None
    ask("c", talk, history)
    assert [one[::2] for one in kept(history)] == [["a", "b"], ["A", "c"]]


def test_a_talk_that_is_kept_from_now_on_is_kept_from_its_beginning(history: History) -> None:
    talk = ask("b", ask("a", Talk()))
    ask("c", talk, history)
    assert [one[::2] for one in kept(history)] == [["a", "b", "c"]]


def test_a_talk_comes_back_with_its_passages_marks_and_all(history: History) -> None:
    talk = ask("b", ask("a", Talk(), history), history)
    history.rate(talk.turns[0].answer_id or 0, False, "too long")
    back = from_kept(history.talks()[0], "me")
    assert shown.rows(back.turns)[0] == shown.rows(talk.turns)[0]
    assert shown.rows(back.turns)[1]["content"] == shown.rows(talk.turns)[1]["content"]
    assert shown.sources(back.turns) == shown.sources(talk.turns)
    assert shown.thumbs(back.turns) == ["Dislike", None] and back.turns[0].remark == "too long"
    assert back.messages == talk.messages and back.kept_in == "me"


def test_a_talk_that_was_gone_on_with_is_kept_where_it_was(history: History) -> None:
    ask("a", Talk(), history)
    back = from_kept(history.talks()[0], "me")
    ask("b", back, history)
    assert [one[::2] for one in kept(history)] == [["a", "b"]]


def test_an_answer_that_was_cut_off_is_there_as_far_as_it_came_and_says_so(history: History) -> None:
    class Slow:
        def ask(self, question: str, history: object, cancel: object = None) -> Iterator[Event]:
            yield Sources(CITED)
            for piece in ("Trust ", "grows ", "slowly. [1]"):
                yield Text(piece)

    moments = respond(Slow(), "How?", Talk(), None, history)  # type: ignore[arg-type]
    for moment in moments:
        if "grows" in moment.rows[-1]["content"]:
            break
    moments.close()  # type: ignore[attr-defined]
    (turn,) = from_kept(history.talks()[0], "me").turns
    assert turn.answer == "Trust grows " and turn.details == replace(UNFINISHED, citations=CITED)
    assert texts_ask.CUT_OFF in shown.answer_row(turn, 1)["content"]
    unanswered = from_kept(KeptTalk(1, "x", "", (Said("user", "How?"),)), "me")
    assert texts_ask.NO_ANSWER in shown.rows(unanswered.turns)[1]["content"]


def test_why_the_model_did_not_help_stays_under_the_answer(tmp_path: Path, history: History) -> None:
    library, model = small_library(tmp_path / "index"), ScriptedModel([ModelError("no <b>file</b>")], forever=True)
    coach = Coach(load_settings(), FakeParts(lambda: library, lambda: model))
    *_, last = respond(coach, COVERED, Talk(), None, history)
    assert "could not help (no &lt;b>file&lt;/b>). Here is what the guides say." in last.rows[-1]["content"]
    assert last.rows[-1]["content"].index("Trust grows") < last.rows[-1]["content"].index("could not help")
    assert last.talk.turns[0].details.kind == "quoted" and not last.failed
    *_, later = respond(coach, COVERED, last.talk, None, history)
    assert later.rows[1] == last.rows[1], "the next question leaves it there"
    assert "could not help" not in str(history.export()), "it is the page's own line"
    assert b"trouble" not in _as_sent(Notice("x", trouble=True)), "and the page's own mark"


def test_a_stopped_answer_is_no_whole_one(history: History) -> None:
    stop = threading.Event()
    for moment in respond(Answering(), "a", Talk(), stop, history):  # type: ignore[arg-type]
        if "promise" in moment.rows[-1]["content"]:
            stop.set()
    assert texts.STOPPED in moment.rows[-1]["content"] and texts_ask.CUT_OFF not in moment.rows[-1]["content"]
    assert history.talks()[0].messages[1].details.unfinished


def test_what_may_be_a_message_offers_to_be_reworded() -> None:
    row = shown.answer_row(Turn("You never listen", "So. [1]", WHOLE, to_partner=True, follow_ups=("Why?",)), 1)
    assert [one["value"] for one in row["options"]] == [texts_ask.REWRITE_OFFER, "Why?"]
    assert texts_ask.REWRITE_NOTE in row["content"]


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant"]), st.text(max_size=5)), max_size=8))
def test_any_kept_talk_has_two_rows_a_turn(said: list[tuple[str, str]]) -> None:
    messages = tuple(Said(role, text, id=at) for at, (role, text) in enumerate(said))  # type: ignore[arg-type]
    talk = from_kept(KeptTalk(1, "x", "", messages), "me")
    assert [one["role"] for one in shown.rows(talk.turns)] == ["user", "assistant"] * len(talk.turns)
    assert all(row["content"] for row in shown.rows(talk.turns)[1::2])


def test_a_list_of_talks_shows_names_as_letters() -> None:
    talk = KeptTalk(7, '<b>us</b> "two"', "2026-03-04T10:00:00+00:00", (Said("user", "How?"),))
    html = talks_html([talk])
    assert "<b>us" not in html and "&lt;b&gt;us&lt;/b&gt; &quot;two&quot;" in html
    assert "1 question" in html and "4 March 2026" in html and 'data-of="7"' in html
    assert texts_ask.TALKS_NONE in talks_html([])
    assert texts_ask.TALKS_MORE.format(count=10) in talks_html([talk] * 60)
    assert talks_html([replace(talk, started_at="long ago")])


def test_a_talk_is_saved_to_read_and_as_data_that_comes_in_again(history: History, tmp_path: Path) -> None:
    talk = ask("How?", Talk(), history)
    history.rate(talk.turns[0].answer_id or 0, True, "good words")
    (one,) = history.talks()
    read = as_file("me", one, data=False)
    assert read["name"].endswith(".md") and read["text"].startswith("# How?\n")
    assert "- [1] Trust, Small steps, Hearth's own" in read["text"]
    assert "- helped: yes" in read["text"] and "good words" in read["text"]
    data = as_file("me", one, data=True)
    other = Notebook(tmp_path / "other" / "x.sqlite3")
    assert take_in(data["text"], other, History(other)).talks == 1
    (came,) = History(other).export()
    (gone,) = json.loads(data["text"])["conversations"]
    assert came["messages"] == gone["messages"]


def test_the_box_says_what_becomes_of_the_talk() -> None:
    assert keep_info(True, Talk()) == texts_ask.KEPT_AS_IT_GOES
    assert keep_info(True, Talk(), opens=False) == texts_ask.KEPT_ONCE_OPEN
    assert keep_info(False, Talk()) == texts_ask.TEMPORARY
    assert keep_info(False, Talk(kept_as=1)) == texts_ask.KEPT_UNTIL_NOW


def test_who_has_to_wait_sees_where_they_stand_until_it_is_their_turn(tmp_path: Path) -> None:
    library, model = small_library(tmp_path), OneAtATime()
    coach = Coach(load_settings(), FakeParts(lambda: library, lambda: model))
    first = threading.Thread(target=lambda: list(respond(coach, COVERED, Talk(), None)))
    first.start()
    until(lambda: model.asked)
    seen: list[str] = []
    for moment in respond(coach, COVERED, Talk(), None):
        seen.append(moment.rows[-1]["content"])
        if ONE_BEFORE in seen[-1]:
            model.go.set()
    first.join(30)
    assert any(ONE_BEFORE in one for one in seen)
    assert any(YOUR_TURN in one for one in seen)
    assert ONE_BEFORE not in seen[-1] and YOUR_TURN not in seen[-1] and "Trust grows" in seen[-1]
