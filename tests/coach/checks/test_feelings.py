import pytest

from coach.checks import faux_feelings, genuine_feelings, has_speaker_feeling, suggest_feelings, suggest_needs
from coach.checks.lexicons import feelings, needs


@pytest.mark.parametrize(
    "text",
    [
        "I'm hurt",
        "I feel so lonely in the evenings",
        "It hurts when you laugh",
        "That left me disappointed",
        "Evenings without you are lonely",
        "I miss you",
        "Shouting scares me",
        "What he said hurt",
        "Feeling insecure today, do you love me?",
        "i've been sad",
    ],
)
def test_speakers_own_feeling_is_recognised(text: str) -> None:
    assert has_speaker_feeling(text)


@pytest.mark.parametrize(
    "text",
    [
        "You're angry",
        "you seem sad today",
        "She was upset with the dog",
        "I'm not sad",
        "I don't feel hurt",
        "You hurt me",
        "I feel ignored",
        "The bins were left out",
        "I lost my keys",
        "",
    ],
)
def test_no_feeling_of_the_speakers_own(text: str) -> None:
    assert not has_speaker_feeling(text)


def test_outright_feeling_needs_the_speaker_beside_it() -> None:
    assert has_speaker_feeling("I was lonely", outright=True)
    assert not has_speaker_feeling("I cried", outright=True)
    assert not has_speaker_feeling("It was so frustrating", outright=True)


@pytest.mark.parametrize(
    "word", ["ignored", "abandoned", "betrayed", "used", "taken for granted", "left out", "unheard"]
)
def test_judgement_after_feel_is_a_faux_feeling(word: str) -> None:
    assert [found.text for found in faux_feelings(f"I feel {word} by you")] == [word]


@pytest.mark.parametrize(
    "text",
    [
        "You ignored me",
        "I used to sing",
        "We used the car",
        "I felt embarrassed when you overruled me",
        "the forgotten keys",
    ],
)
def test_same_word_as_a_plain_verb_is_no_faux_feeling(text: str) -> None:
    assert faux_feelings(text) == []


def test_feeling_words_are_found_with_their_places() -> None:
    text = "I'm hurt and a bit worn out"
    assert [(found.word, text[found.start : found.end]) for found in genuine_feelings(text)] == [
        ("hurt", "hurt"),
        ("worn out", "worn out"),
    ]


def test_no_word_is_both_a_feeling_and_a_faux_feeling() -> None:
    from coach.checks.lexicons import faux_feelings as all_faux

    genuine = {form for feeling in feelings() for form in feeling.forms}
    assert genuine.isdisjoint(form for faux in all_faux() for form in faux.forms)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("I'm furious and I'm hurt", "angry"),
        ("I feel abandoned", "scared"),
        ("You flirted with that waitress", "jealous"),
        ("Everyone laughed at me in front of your boss", "embarrassed"),
        ("I've been up with the baby all night", "exhausted"),
    ],
)
def test_message_suggests_a_fitting_feeling(message: str, expected: str) -> None:
    assert expected in suggest_feelings(message, 4)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("You never do the dishes", "shared responsibility"),
        ("You never listen", "to be heard"),
        ("You lied about the money", "honesty"),
        ("I feel unheard", "to be heard"),
        ("You booked it without asking me", "a say in decisions"),
        ("You won't hold my hand", "affection"),
    ],
)
def test_message_suggests_a_fitting_need(message: str, expected: str) -> None:
    assert expected in suggest_needs(message, 3)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_suggestions_are_as_many_as_asked_and_none_twice(n: int) -> None:
    for suggested in (suggest_feelings("hm", n), suggest_needs("hm", n)):
        assert len(suggested) == len(set(suggested)) == n


def test_suggestions_come_from_the_lexicons() -> None:
    assert set(suggest_feelings("You never listen", 10)) <= {feeling.word for feeling in feelings()}
    assert set(suggest_needs("You never listen", 10)) <= {need.name for need in needs()}


def test_glad_feelings_are_not_suggested_for_a_complaint() -> None:
    glad = {feeling.word for feeling in feelings() if feeling.family == "glad"}
    assert glad.isdisjoint(suggest_feelings("You forgot the bins again", 20))
