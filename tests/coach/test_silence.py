"""coach/silence.py: the variables that keep the libraries quiet."""

import os

import pytest

from coach.silence import QUIET, silence


def test_every_variable_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in QUIET:
        monkeypatch.delenv(name, raising=False)
    silence()
    assert {name: os.environ.get(name) for name in QUIET} == QUIET


def test_what_a_person_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "true")
    silence()
    assert os.environ["TOKENIZERS_PARALLELISM"] == "true"
