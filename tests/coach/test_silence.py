"""coach/silence.py: the variables that keep the libraries quiet, and that the libraries heed them."""

import os

import pytest

from coach.silence import OFF, QUIET, silence


def test_every_variable_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OFF | QUIET:
        monkeypatch.delenv(name, raising=False)
    silence()
    assert {name: os.environ.get(name) for name in OFF | QUIET} == OFF | QUIET


def test_telemetry_is_off_even_where_the_environment_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "True")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    silence()
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_what_a_person_set_for_other_ends_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "true")
    silence()
    assert os.environ["TOKENIZERS_PARALLELISM"] == "true"


def test_libraries_heed_it() -> None:
    # conftest.py has silenced them, before any was imported
    from gradio.analytics import analytics_enabled
    from huggingface_hub import constants, is_offline_mode
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import NoOpTracer
    from transformers.utils.import_utils import is_env_variable_true

    assert is_offline_mode()
    assert constants.HF_HUB_DISABLE_TELEMETRY
    assert constants.HF_HUB_DISABLE_UPDATE_CHECK
    assert constants.HF_HUB_DISABLE_IMPLICIT_TOKEN
    assert constants.HF_HUB_DISABLE_XET
    assert is_env_variable_true("DISABLE_SAFETENSORS_CONVERSION")
    assert isinstance(TracerProvider().get_tracer("hearth"), NoOpTracer)
    assert not analytics_enabled()
