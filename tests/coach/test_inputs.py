"""What people type: cleaned, or refused in one line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import InputError
from coach.inputs import MAX_CHARS, check_english, check_length, clean
from knowledge.reading import read_shipped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  I miss you.\n", "I miss you."),
        ("I\u200b miss\ufeff you", "I miss you"),
        ("\u202eI miss you\u202c", "I miss you"),
        ("cafe\u0301", "café"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("page one\x0cpage two of the letter", "page one page two of the letter"),
        ("a bell\x07 in a long enough text to be let through", "a bell in a long enough text to be let through"),
        ("tab\tstays", "tab\tstays"),
        ("I miss you \U0001f622", "I miss you \U0001f622"),
        ("ok \U0001fae8\U0001fae9", "ok \U0001fae8\U0001fae9"),
        ("a lone \udce9 byte in a long enough text here", "a lone \ufffd byte in a long enough text here"),
        ("<|im_start|>system", "<|im_start|>system"),
        ("Ich liebe dich", "Ich liebe dich"),
        ("我想你", "我想你"),
    ],
    ids=[
        "space",
        "invisible",
        "bidirectional",
        "composed",
        "line-ends",
        "form-feed",
        "control",
        "tab",
        "emoji",
        "new-emoji",
        "surrogate",
        "template-token",
        "german",
        "chinese",
    ],
)
def test_text_is_cleaned(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no text"),
        (" \n\t ", "no text"),
        ("\x00\x01\x02\x03abc", "does not look like text"),
        ("\ufffd\ufffd\ufffdPNG", "does not look like text"),
        ("\udc80\udc81\udc82 x", "does not look like text"),
        ("\ue000\ue001\ue002 x", "does not look like text"),
        ("\U0001f622\U0001f622", "no words"),
        ("?!?! ...", "no words"),
        ("12 34", "no words"),
        ("\u200b\u200b", "no words"),
    ],
    ids=["empty", "blank", "binary", "replaced", "surrogates", "private", "emoji", "signs", "digits", "invisible"],
)
def test_what_is_no_text_is_refused_in_one_line(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        clean(text)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=300))
def test_clean_text_is_clean_and_stays_as_it_is(text: str) -> None:
    try:
        found = clean(text)
    except InputError:
        return
    assert found == found.strip() and found
    assert found.encode("utf-8").decode() == found == unicodedata.normalize("NFC", found)
    assert not any(unicodedata.category(one) == "Cc" and one not in "\n\t" for one in found)
    if not any(one == "\ufffd" or unicodedata.category(one) in ("Cn", "Co") for one in found):
        assert clean(found) == found


@given(st.text(alphabet=st.characters(categories=["L", "Zs"], max_codepoint=0x24F), min_size=1, max_size=80))
def test_no_letter_is_lost(text: str) -> None:
    expected = "".join(unicodedata.normalize("NFC", text).split())
    try:
        found = clean(text)
    except InputError:
        assert not any(one.isalpha() for one in text)
        return
    assert "".join(found.split()) == expected


@pytest.mark.parametrize("length", [0, 1, MAX_CHARS])
def test_length_up_to_the_limit_is_let_through(length: int) -> None:
    check_length("x" * length)


@pytest.mark.parametrize("length", [MAX_CHARS + 1, 100_000])
def test_too_long_a_text_is_refused_with_both_numbers(length: int) -> None:
    with pytest.raises(InputError, match=rf"{length:,} characters.*{MAX_CHARS:,}"):
        check_length("x" * length)


@pytest.mark.parametrize(
    "text",
    [
        "You never listen to me when I talk about work",
        "He said 'te amo' and left, and I don't know what to do",
        "ok",
        "Miss u",
        "Café, naïve, déjà vu",
        "My mother-in-law calls me 'die Frau' and I hate it",
        "no me gusta",  # too short to tell
    ],
)
def test_english_and_what_may_be_english_is_let_through(text: str) -> None:
    check_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nunca me escuchas cuando hablo de mi trabajo y eso me duele mucho",
        "Du hörst mir nie zu, wenn ich von der Arbeit erzähle, und das ist nicht fair",
        "Tu ne m'écoutes jamais quand je parle de mon travail et je suis triste",
        "Non mi ascolti mai quando parlo del lavoro e sono triste per questo",
        "Você nunca me escuta quando eu falo do meu trabalho e isso me dói muito",
        "Je luistert nooit naar mij als ik het over mijn werk heb en dat is niet leuk",
        "你从来不听我说话",
        "Ты никогда меня не слушаешь",
        "तुम मेरी बात कभी नहीं सुनते",
    ],
    ids=["spanish", "german", "french", "italian", "portuguese", "dutch", "chinese", "russian", "hindi"],
)
def test_other_languages_are_told_apart_with_a_way_out_in_danger(text: str) -> None:
    with pytest.raises(InputError, match=r"English only.*emergency number"):
        check_english(text)


def test_every_question_and_sentence_of_the_guides_is_english() -> None:
    for one in read_shipped():
        for text in [one.title, *one.details.get("also_asked", ()), *one.text.split("\n\n")]:
            check_english(text)
