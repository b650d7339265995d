"""Wordings written beforehand: which messages get one, which must not, and the entries that Hearth comes with."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checks import lexicons
from coach.checks.verdict import already_kind
from coach.checks.words import tokens
from coach.messages import TONES, RewriteKind
from coach.phrasebook import LONGEST, Phrasebook, Wording, entries, vectors
from coach.rewriting import known_versions
from knowledge.embedding import SentenceTransformerEmbedder

CASES = Path(__file__).parents[2] / "evals" / "cases" / "messages.jsonl"


def wording(text: str) -> Wording:
    return Wording("i-statement", "sad", "to be heard", dict.fromkeys(TONES, text))


def alike(texts: Sequence[str]) -> np.ndarray:
    """Take all messages for the same: what is left out then, words left out."""
    return np.ones((len(texts), 1), dtype=np.float32)


def unlike(texts: Sequence[str]) -> np.ndarray:
    """Take no two messages for the same."""
    return np.eye(len(texts), dtype=np.float32)


LISTEN = wording("listen")
MOTHER = wording("mother")
CALL = wording("call")
BOOK = (
    (("You never listen to me", "why don't you ever listen when I talk", "u dont listen"), LISTEN),
    (("You let your mother talk to me like that",), MOTHER),
    (("You never call me",), CALL),
)


def book(embed=alike) -> Phrasebook:
    return Phrasebook(BOOK, embed)


class TestFind:
    """By words alone: every two messages are taken for near."""

    @pytest.mark.parametrize(
        "message",
        [
            "You never listen to me",
            "you NEVER listen to me!!!",
            "You don’t listen",
            "why do you never listen to me?",
            "Honestly, you just never listen when I'm talking",
            "u never even listen",
        ],
    )
    def test_other_words_for_the_same(self, message: str) -> None:
        assert book().find(message) is LISTEN

    @pytest.mark.parametrize(
        "message",
        [
            "You listen to me",  # denied there, and not here
            "I never listen to you",  # the other way round
            "You never listen to your mother",  # someone whom the entry does not know
            "You never listen to me on Thursdays",
            "You never listened to me in 2019",
            "He never listens to me",
            "Your mother lets you talk to me like that",  # the same words, another order of people
            "You never call your mother",
            "",
            "!!!",
            "whatever",
            "You never listen to me " + "at all " * LONGEST,
        ],
    )
    def test_something_else(self, message: str) -> None:
        assert book().find(message) is None

    def test_words_alone_do_not_make_it_the_same(self) -> None:
        assert book(unlike).find("why do you never listen to me?") is None
        assert book(unlike).find("you never listen to me") is LISTEN  # letter for letter

    def test_what_happened_once_is_not_told_as_if_it_happened_again(self) -> None:
        again = wording("I'm upset that you were late again.")
        late = Phrasebook([(("You were late again", "late again, were you"), again)], alike)
        assert late.find("so you were late again") is again
        assert late.find("so you were late") is None

    def test_what_was_not_said_does_not_stand_in_the_answer(self) -> None:
        messages = ("You left the kitchen in a mess last night",)
        night, mess = wording("I found a mess last night and I'm annoyed."), wording("I found a mess and I'm annoyed.")
        assert Phrasebook([(messages, night)], alike).find("you left the kitchen in a mess") is None
        assert Phrasebook([(messages, mess)], alike).find("you left the kitchen in a mess") is mess
        assert Phrasebook([(messages, night)], alike).find("so you left the kitchen in a mess last night") is night

    @given(st.text(max_size=80))
    def test_any_text_gets_a_wording_or_none(self, text: str) -> None:
        assert book().find(text) in (None, LISTEN, MOTHER, CALL)

    def test_empty_book(self) -> None:
        assert Phrasebook((), alike).find("You never listen to me") is None


class TestNearest:
    """Which entries are looked at."""

    def test_with_vectors_only_the_nearest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("coach.phrasebook._LOOKED_AT", 1)
        by_word = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float16)

        def embed(texts: Sequence[str]) -> np.ndarray:
            return np.array([[1.0, 0.0, 0.0]] * len(texts), dtype=np.float32)

        shipped = Phrasebook(BOOK, embed, by_word)
        assert shipped.find("Honestly, you just never listen when I'm talking") is LISTEN
        assert shipped.find("you really never call me") is None  # it lies elsewhere, by its vector
        assert Phrasebook(BOOK, embed).find("you really never call me") is CALL


class TestShipped:
    """The entries that Hearth comes with."""

    def test_feelings_and_needs_are_the_lexicons(self) -> None:
        feelings = {one.word for one in lexicons.feelings()}
        needs = {one.name for one in lexicons.needs()}
        for _, one in entries():
            if one.kind == "i-statement":
                assert feelings.issuperset(one.feeling.split(", ")) and one.need in needs, one
            else:
                assert not one.feeling and not one.need, one

    def test_each_text_passes_the_checks_for_each_of_its_messages(self) -> None:
        for messages, one in entries():
            for message in messages[::5]:
                versions, _ = known_versions(message, TONES, one.kind, one)
                assert set(versions) == set(TONES), (message, set(TONES) - set(versions), one)

    def test_brief_is_brief(self) -> None:
        assert max(len(one.texts["brief"].split()) for _, one in entries()) <= 22

    def test_no_message_is_kind_already_or_stands_twice(self) -> None:
        seen: set[tuple[str, ...]] = set()
        for messages, wording in entries():
            for message in messages:
                letters = tuple(one.lower for one in tokens(message))
                assert 0 < len(letters) <= LONGEST and (wording.kind, *letters) not in seen, message
                assert wording.kind != "i-statement" or not already_kind(message), message
                seen.add((wording.kind, *letters))

    def test_no_message_that_is_measured_with_stands_in_it(self) -> None:
        known = {tuple(one.lower for one in tokens(message)) for messages, _ in entries() for message in messages}
        for line in CASES.read_text(encoding="utf-8").splitlines():
            assert tuple(one.lower for one in tokens(json.loads(line)["message"])) not in known, line

    @pytest.mark.model
    def test_each_message_finds_its_entry_and_common_ones_do_in_other_words(
        self, embedder: SentenceTransformerEmbedder
    ) -> None:
        shipped = Phrasebook(entries(), embedder.embed_documents)
        for messages, one in entries()[::25]:
            assert shipped.find(messages[0], one.kind) is one
        for message in ("You really never ever listen to me, do you", "why are u always on that phone"):
            assert shipped.find(message) is not None, message

    @pytest.mark.model
    @pytest.mark.parametrize(
        ("message", "kind"),
        [
            ("sorry about the kids", "apology"),  # left alone with them? shouted at them?
            ("sorry about dinner", "apology"),
            ("sorry you were late", "apology"),
            ("don't call me", "boundary"),  # no names were said
            ("I was with the kids", "reassurance"),
        ],
    )
    def test_nothing_is_added_to_what_was_said(
        self, message: str, kind: RewriteKind, embedder: SentenceTransformerEmbedder
    ) -> None:
        assert Phrasebook(entries(), embedder.embed_documents).find(message, kind) is None

    @pytest.mark.model
    @pytest.mark.parametrize(
        ("message", "not_said"),
        [("put the phone DOWN", "hung|hang"), ("You went behind my back", "cheat|someone|text|money|mother")],
    )
    def test_what_says_less_gets_an_entry_that_says_less(
        self, message: str, not_said: str, embedder: SentenceTransformerEmbedder
    ) -> None:
        found = Phrasebook(entries(), embedder.embed_documents, vectors()).find(message)
        assert found is not None and not re.search(not_said, " ".join(found.texts.values()))

    @pytest.mark.model
    def test_an_apology_is_known_with_its_excuse_and_without(self, embedder: SentenceTransformerEmbedder) -> None:
        shipped = Phrasebook(entries(), embedder.embed_documents)
        bare = shipped.find("Sorry I was late!", "apology")
        assert bare is not None and bare is shipped.find("sorry I was late, traffic", "apology")

    @pytest.mark.model
    def test_the_vectors_are_those_of_its_messages(self, embedder: SentenceTransformerEmbedder) -> None:
        held = vectors().astype(np.float32)
        assert len(held) == len(entries()), "python -m training.phrasebook makes them anew"
        for at in range(0, len(held), 101):
            mean = embedder.embed_documents(entries()[at][0]).mean(axis=0)
            assert float(held[at] @ mean) / float(np.linalg.norm(mean)) > 0.999, entries()[at]
