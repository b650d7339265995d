"""The JSON contract of the replies, key by key."""

import dataclasses
import json
from typing import get_args

import pytest

from coach import messages
from coach.checks.blame import Flag
from coach.messages import (
    REWRITE_KINDS,
    TONES,
    AskReply,
    CheckResult,
    Citation,
    PlanReply,
    RewriteReply,
    Seconds,
    Step,
    as_json,
)

CITATION = Citation(1, "Title", "Heading", "Source", "Text")
SECONDS = {"retrieve": 0.1, "first_token": None, "total": 2.5}


def test_ask_reply() -> None:
    reply = AskReply("7", "why?", "So. [1]", "generated", (CITATION,), "smollm2-135m", Seconds(0.1, None, 2.5))
    assert json.loads(json.dumps(as_json(reply))) == {
        "id": "7",
        "question": "why?",
        "answer": "So. [1]",
        "kind": "generated",
        "citations": [{"n": 1, "title": "Title", "heading": "Heading", "source": "Source", "text": "Text"}],
        "model": "smollm2-135m",
        "seconds": SECONDS,
        "resources": [],
        "own": [],
        "follow_ups": [],
        "to_partner": False,
    }


def test_rewrite_reply() -> None:
    reply = RewriteReply(
        "7",
        "You never listen",
        "rewrite",
        "why",
        {"gentle": "I feel alone."},
        "When I talk",
        "alone",
        "to be heard",
        "Could we talk?",
        (Flag(4, 9, "never", "absolute", "is rarely the whole truth"),),
        {"gentle": CheckResult(True, False, ()), "brief": CheckResult(False, True, ("no_feeling",))},
        "smollm2-135m",
        Seconds(0.1, None, 2.5),
    )
    assert json.loads(json.dumps(as_json(reply))) == {
        "id": "7",
        "message": "You never listen",
        "kind": "rewrite",
        "why": "why",
        "rewrites": {"gentle": "I feel alone."},
        "observation": "When I talk",
        "feeling": "alone",
        "need": "to be heard",
        "request": "Could we talk?",
        "flags": [{"start": 4, "end": 9, "text": "never", "kind": "absolute", "why": "is rarely the whole truth"}],
        "checks": {
            "gentle": {"passed": True, "repaired": False, "failed": []},
            "brief": {"passed": False, "repaired": True, "failed": ["no_feeling"]},
        },
        "model": "smollm2-135m",
        "seconds": SECONDS,
        "resources": [],
    }


def test_plan_reply() -> None:
    step = Step("talk", "Talk", "Because.", "Do it.", 10, 1)
    reply = PlanReply(
        "7", "we drift", "both", (step,), (CITATION,), "plan", "Small things.", None, Seconds(0.1, None, 2.5)
    )
    assert json.loads(json.dumps(as_json(reply))) == {
        "id": "7",
        "situation": "we drift",
        "role": "both",
        "steps": [
            {
                "practice": "talk",
                "title": "Talk",
                "why": "Because.",
                "do_this_week": "Do it.",
                "minutes": 10,
                "citation": 1,
            }
        ],
        "citations": [{"n": 1, "title": "Title", "heading": "Heading", "source": "Source", "text": "Text"}],
        "kind": "plan",
        "intro": "Small things.",
        "model": None,
        "seconds": SECONDS,
        "resources": [],
    }


def test_values_of_the_contract() -> None:
    assert get_args(messages.AnswerKind) == ("faq", "generated", "quoted", "not_covered", "safety")
    assert get_args(messages.Outcome) == ("rewrite", "unchanged", "hard", "safety", "declined")
    assert get_args(messages.Tone) == TONES == ("gentle", "direct", "brief")
    assert get_args(messages.RewriteKind) == REWRITE_KINDS == ("i-statement", "reassurance", "apology", "boundary")


@pytest.mark.parametrize(
    "shape", [one for one in vars(messages).values() if dataclasses.is_dataclass(one) and one is not Flag]
)
def test_every_shape_is_frozen(shape) -> None:
    assert shape.__dataclass_params__.frozen
