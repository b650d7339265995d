"""Time grows with the length of a text and not faster, whatever it holds: an expression that backtracks would freeze the page.

A text of one piece, said again and again, is the worst that an expression can meet. Twice as long a text may take twice as long;
what is compared are two times of one run, so that a busy machine does not matter, and the shortest of a few, so that a pause does
not. Each function meets the pieces that are nearest to what its expressions look for.
"""

import contextlib
import gc
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach import checks, closing, control, danger, followup, perspectives, planning, referrals, tried, untrusted
from coach.checks import grounding, voice
from coach.composing import compose
from coach.errors import CoachError
from coach.inputs import check_english, clean
from coach.keeping import expectations, limits
from coach.keeping.building import blame_in
from coach.messages import Message
from coach.screening import screen
from coach.screening_rules import load_rules, without_explanation
from knowledge import formats, lexical, tidying, web_pages
from knowledge.chunking import chunk_document
from knowledge.errors import DocumentError
from knowledge.reading import own_document
from knowledge.sentences import sentences, words
from ui import render
from ui.cli import output

LENGTH = 40_000
MOST = 3.0
"""How many times as long a text of twice the length may take; a quadratic one takes four times."""
QUICK_S = 0.25
"""What the longer text may take without being compared: it freezes nothing, and is too short to be measured."""
_STEPS = " ".join(f"{number}. Abc def" for number in range(1, 100)) + " "


def _apart(text: str) -> object:
    return formats.without_furniture([text.splitlines()])


def _chunks(text: str) -> object:
    return chunk_document(own_document(Path("a.md"), text), lambda one: len(one.split()))


def _support(text: str) -> object:
    return grounding.support(
        "trust grows with promises kept", [text], lambda texts: np.ones((len(texts), 2), np.float32)
    )


def _built(text: str) -> object:
    part = text[: len(text) // 8]
    return expectations.build(part, part, part), limits.build(part, part, part)


FUNCTIONS: dict[str, tuple[Callable[[str], Any], tuple[str, ...]]] = {
    "visible": (formats.visible, ("\u200b", "\u0301", "字", "\x0c")),
    "read_text": (lambda text: formats.read_text(text.encode()), ("\x85", "字")),
    "read_markdown": (lambda text: formats.read_markdown(text.encode()), ("---\n", "{", "&a ", "+++\n", "- ")),
    "mend_hyphens": (formats.mend_hyphens, ("字", "_", "a-\na", "a-", "-\n")),
    "furniture": (_apart, ("7\n", "- ", "page ")),
    "tidy": (tidying.tidy, ("| a | b |\n", "|", "1. A\n", "- ", "•", "\n", "---\n", "**a** ", "step 1 ", "Ab ")),
    "sentences": (sentences, ("Dr. ", "1. ", ".", '."', "- ")),
    "words": (words, ("a'", "_", "'")),
    "chunks": (_chunks, ("# a\n", "## ", "a ", "字", "```\n")),
    "terms": (lambda text: lexical.terms([text]), ("a ", "trust", "字")),
    "clean": (clean, ("a\u0301", "\u200ba", "a\ud800", "ﷺ", "\ufdfa")),
    "check_english": (check_english, ("ich ", "字", "'")),
    "voice": (voice.faults, ("<|", "[INST", "www.", "a@", "you should ", " ")),
    "support": (_support, ("trust. ", "1,", "promises ")),
    "core": (closing.core, (", and could we ", "so ", "; ", "and i need ")),
    "referral": (referrals.kind_of, ("? ", "right", "should i ", "can he ", " ")),
    "perspective": (lambda text: perspectives.perspective(text, [("", 0.01)]), ("my wife ", "my ", "he ")),
    "tried": (tried.tried, ("tried ", "date night. ", "we ")),
    "followup": (lambda text: followup.search_query(text, [Message("user", text)]), ("and ", "it ")),
    "planning": (
        lambda text: (planning._AWAY.search(text), planning._UNWILLING.search(text)),
        ("want for ", "not ", "on read for "),
    ),
    "windows": (lambda text: (danger.windows(text), danger.places(text)), ("a. ", "a ", "a")),
    "markup": (lambda text: danger._MARKUP.sub(" ", text), ("<", "[", "](", "![a](", "data:")),
    "compose": (lambda text: compose(text, text, text, text), (",", ".", "a, ")),
    "literal": (render.literal, ("[", "&", "\\", "<", "www.", ":/")),
    "linked": (lambda text: render.linked(text, 1, 4), ("[1]", "\\[1\\]")),
    "to_html": (render.to_html, ("**a", "[", "> ", "| a ", "`", "<", "&a", "* ")),
    "letters": (output.letters, ("\x1b[", "\u202e")),
    "emphasis": (lambda text: output._EMPHASIS.sub("", text), ("*", "a*")),
    "control_token": (checks.control_token, ("<|", "[INST", "<|im_", "  ", "\n")),
    "repair": (checks.repair, (" ", "\n", "dear a ", '"', "sure, ")),
    "observation": (checks.observation, ("why do you ", "you never ", "ur ", "you're ")),
    "already_kind": (checks.already_kind, ("please ", "could we ", "'")),
    "screen": (screen, ("if you loved me ", "he said that she ", "k*ll ", "not ", "'")),
    "control": (control.control_request, ("if you don't ", "you ")),
    "without_explanation": (lambda text: without_explanation(text, load_rules()), ("that was a ", ". ")),
    "orders": (untrusted.leave_out_orders, ("[", "](", "a-", "-\n", "0f ", "ignore ", "_ ")),
    "gives_orders": (untrusted.gives_orders, ("\n", "![", "a. com ", "A1", "tell him ", "s y ")),
    "flags": (checks.flags, ("you never ", "HI ", "A B ", "'", "why ")),
    "facts": (checks.facts, ("1,", "hundred and ", "12:", "Al ", "£1")),
    "feelings": (lambda text: (checks.faux_feelings(text), checks.suggest_feelings(text)), ("i feel ", "hurt ")),
    "needs": (checks.suggest_needs, ("work ", "you ")),
    "shape": (lambda text: (checks.is_reply_or_advice(text), checks.repeats(text)), ("i'm so ", "a b ", "system")),
    "swapped": (
        lambda text: (checks.swapped_roles(text, "I lost your keys"), checks.copies(text, text)),
        ("you lost my ", "'a "),
    ),
    "missing": (lambda text: checks.missing_facts(text, "I feel sad"), ("1,", "mum ")),
    "invented": (lambda text: checks.invented_facts("hi", text), ("could we ", "Al ")),
    "verdict": (lambda text: checks.check_rewrite(text, "I feel sad. Could we talk?"), ("you never ", "1,")),
    "builders": (_built, ("and ", "when you ", "; ")),
    "blame_in": (blame_in, ("you are such ", "A B ")),
    "read_html": (lambda text: web_pages.read_html(text.encode()), ("<p>", "<li>", "<td>", "<div class=menu>", "&amp")),
}


def seconds(function: Callable[[str], Any], text: str, times: int = 1) -> float:
    """Return the shortest processor time that `function` takes for `text`."""
    took = []
    gc.disable()  # it looks at all that lives now and then, and would be counted in
    try:
        for _ in range(times):
            began = time.process_time()
            with contextlib.suppress(CoachError, DocumentError):
                function(text)
            took.append(time.process_time() - began)
    finally:
        gc.enable()
    return min(took)


def grows_linearly(function: Callable[[str], Any], piece: str, length: int = LENGTH) -> bool:
    """Say whether a text of twice the length takes about twice the time; see MOST and QUICK_S."""
    long = (piece * (length // len(piece) + 1))[:length]
    took = seconds(function, long)
    if took < QUICK_S or took < MOST * seconds(function, long[: length // 2]):
        return True
    # a ratio of two times of some tenths of a second can be off once
    return any(seconds(function, long, 3) < MOST * seconds(function, long[: length // 2], 3) for _ in range(2))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_time_is_linear_in_the_text(name: str) -> None:
    function, pieces = FUNCTIONS[name]
    function("Warm up. You never listen to me.")
    assert [one for one in pieces if not grows_linearly(function, one)] == []


@pytest.mark.parametrize(
    ("function", "piece"),
    [
        (tidying.tidy, _STEPS),
        (tidying.tidy, "word " * 12 + "\n"),
        (sentences, "Dr. "),
        (_apart, "7\n"),
    ],
    ids=["steps", "wrapped", "abbreviations", "page-numbers"],
)
def test_time_is_linear_in_a_whole_book(function: Callable[[str], Any], piece: str) -> None:
    """What copies a text at every step shows only where the text is long."""
    assert grows_linearly(function, piece, 600_000)


def test_the_measure_tells_a_quadratic_function() -> None:
    # the measure lets a text pass that was quick once, so a machine that is busy now and then may pass a bad one, yet not each time
    assert not all(grows_linearly(re.compile(r"a+b").search, "a", 60_000) for _ in range(4))
    assert grows_linearly(lambda text: [one.lower() for _ in range(40) for one in text], "a")
