"""hearth talk, piped in: a turn a line, remembered while it lasts, kept only when asked to."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.keeping.spaces import open_history
from coach.messages import Event, Text
from coach.settings import load_settings
from coach.turn import Coach
from tests.ui.conftest import Hearth

FAQ = "What kind of therapy helps with emotional neglect?"
COVERED = "How does trust grow when small promises are kept every day?"


def test_each_line_is_a_turn_and_each_reply_a_line(hearth: Hearth) -> None:
    ran = hearth("talk", stdin=f"{FAQ}\n\nHow much ibuprofen can I take?\n")
    assert ran.code == 0
    first, second = ran.out.splitlines()
    assert "EFT" in first
    assert "don't cover" in second


def test_json_has_asks_shape_and_the_turn(hearth: Hearth) -> None:
    ran = hearth(
        "talk",
        "--json",
        stdin=f"{json.dumps(FAQ)}\n🙂\n{json.dumps('Which' + chr(10) + 'therapy is best for neglect?')}\n",
    )
    first, second, third = ran.rows
    assert {"id", "question", "answer", "kind", "citations", "model", "seconds", "turn"} <= set(first)
    assert (first["turn"], first["question"]) == (1, FAQ)
    assert set(second) == {"turn", "error"}
    assert (third["turn"], third["question"]) == (3, "Which\ntherapy is best for neglect?")


def test_quit_ends_the_talk(hearth: Hearth) -> None:
    assert len(hearth("talk", "--json", stdin=f"{FAQ}\n/quit\n{FAQ}\n").rows) == 1


def test_earlier_turns_reach_the_model(hearth: Hearth) -> None:
    model = hearth.with_replies(
        "Trust grows when small promises are kept every day. A kept promise says more than an apology."
    )
    hearth("talk", "--json", stdin=f"{COVERED}\nAnd how do kept promises help trust grow every day?\n")
    contents = [one.content for one in model.calls[-1].messages]
    assert COVERED in contents


@pytest.mark.parametrize("kept", [False, True])
def test_talk_is_saved_only_when_the_person_keeps_their_history(
    hearth: Hearth, monkeypatch: pytest.MonkeyPatch, kept: bool, hearth_folders: Path
) -> None:
    monkeypatch.setenv("HEARTH_KEEP_HISTORY", str(kept))
    hearth("talk", stdin=f"{FAQ}\n{FAQ}\n")
    talks = open_history(load_settings()).export()
    if not kept:
        assert talks == []
        assert not (hearth_folders / "data").exists()
        return
    (talk,) = talks
    assert talk["title"] == FAQ
    assert [one["role"] for one in talk["messages"]] == ["user", "assistant"] * 2


def test_an_answer_that_was_stopped_is_kept_as_far_as_it_came(hearth: Hearth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_KEEP_HISTORY", "true")
    came: list[str] = []

    def turn(self: object, question: str, *rest: object, **more: object) -> Iterator[Event]:
        for piece in ("Trust ", "grows ", "slowly."):
            if len(came) == 2:
                raise KeyboardInterrupt
            came.append(piece)
            yield Text(piece)

    monkeypatch.setattr(Coach, "ask", turn)
    hearth("talk", stdin=f"{FAQ}\n")
    (talk,) = open_history(load_settings()).export()
    assert [(one["role"], one["content"]) for one in talk["messages"]] == [("user", FAQ), ("assistant", "Trust grows ")]
