import pytest

from coach.checks import lexicons
from coach.checks.words import Phrases, plain, sentences, stem, tokens


def test_lexicons_are_as_large_as_promised() -> None:
    assert len(lexicons.feelings()) >= 85
    assert len(lexicons.faux_feelings()) >= 60
    assert len(lexicons.needs()) >= 35


def test_what_lies_behind_a_faux_feeling_is_in_the_lexicons() -> None:
    feelings = {feeling.word for feeling in lexicons.feelings()}
    needs = {need.name for need in lexicons.needs()}
    for faux in lexicons.faux_feelings():
        assert set(faux.feelings) <= feelings, faux.word
        assert faux.need in needs, faux.word


def test_every_feeling_has_cues_and_a_family_that_is_listed() -> None:
    families = {feeling.family for feeling in lexicons.feelings()}
    assert families >= {"hurt", "sad", "lonely", "angry", "scared", "anxious", "tired"}
    assert all(feeling.cues for feeling in lexicons.feelings())


def test_names_and_requests_are_unique() -> None:
    for names in (
        [f.word for f in lexicons.feelings()],
        [n.name for n in lexicons.needs()],
        [t.name for t in lexicons.topics()],
    ):
        assert len(names) == len(set(names))


def test_shown_topics_are_topics() -> None:
    assert set(lexicons.shown_topics()) <= {topic.name for topic in lexicons.topics()}


def test_longest_phrase_wins_and_phrases_do_not_overlap() -> None:
    phrases = Phrases([("front", "a"), ("front of", "b"), ("of me", "c")])
    assert [value for _, _, value in phrases.find(tokens("in front of me"))] == ["b"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dishes", "dish"),
        ("mum's", "mum"),
        ("left", "leaves"),
        ("lost", "losing"),
        ("promised", "promises"),
        ("cooked", "cook"),
    ],
)
def test_forms_of_a_word_share_a_root(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("work", "word"), ("bin", "bone"), ("keys", "kiss")])
def test_different_words_keep_different_roots(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_sentences_keep_their_places() -> None:
    text = " I'm sad. Mr. Jones rang at 7.40!  Why?\nfine "
    assert [text[start:end] for start, end in sentences(text)] == [
        "I'm sad.",
        "Mr. Jones rang at 7.40!",
        "Why?",
        "fine",
    ]


def test_plain_changes_no_length() -> None:
    text = "you’re “fine”\u00a0ok"
    assert plain(text) == 'you\'re "fine" ok'
    assert len(plain(text)) == len(text)
