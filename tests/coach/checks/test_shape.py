# ruff: noqa: E501 (texts in tables read best on one line)
import pytest

from coach.checks import (
    addressed_to_partner,
    control_token,
    copies,
    ends_cleanly,
    first_person,
    has_request_or_need,
    is_reply_or_advice,
    repeats,
    swapped_roles,
    too_long,
)


@pytest.mark.parametrize(
    ("text", "answer"), [("I'm sad", True), ("It hurt me", True), ("They are sad", False), ("", False)]
)
def test_first_person(text: str, answer: bool) -> None:
    assert first_person(text) is answer


@pytest.mark.parametrize(
    ("text", "answer"), [("I miss you", True), ("Ring me, please", True), ("I was sad on Friday.", False), ("", False)]
)
def test_addressed_to_partner(text: str, answer: bool) -> None:
    assert addressed_to_partner(text) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Could we talk?", True),
        ("I need some rest.", True),
        ("I was sad. Text me.", True),
        ("I'd love an evening with you.", True),
        ("I was sad on Friday.", False),
    ],
)
def test_request_or_need(text: str, answer: bool) -> None:
    assert has_request_or_need(text) is answer


@pytest.mark.parametrize(
    "text",
    [
        "I understand how you feel about this.",
        "I'm sorry to hear that.",
        "You should try to listen more.",
        "As an AI, I can't.",
        "Here is your message: I'm sad.",
        '"I am sad."',
        "Dear Tom, I'm sad.",
        "It's important to talk.",
        "Your partner may feel sad.",
        "I hear that you're upset.",
    ],
)
def test_reply_or_advice_is_recognised(text: str) -> None:
    assert is_reply_or_advice(text)


@pytest.mark.parametrize(
    "text",
    [
        "I hear you chatting and I'm lonely.",
        "You're right here and I miss you.",
        "It's important to me, and I'm sad.",
        "'Nothing' hurt me.",
        "I want a partner in this.",
    ],
)
def test_plain_words_are_no_reply(text: str) -> None:
    assert not is_reply_or_advice(text)


@pytest.mark.parametrize(
    "text",
    [
        "<|im_start|>",
        "a <|im_end|> b",
        "[INST] x",
        "</s>",
        "<\u200b|im_start|>",
        "### Instruction",
        "user: hello",
        "<|x|>",
    ],
)
def test_control_token_is_found(text: str) -> None:
    assert control_token(text)


@pytest.mark.parametrize("text", ["I <3 you", "a | b", "the user is me", "5 < 6 > 4", "system: down"[8:]])
def test_ordinary_signs_are_no_control_token(text: str) -> None:
    assert not control_token(text)


@pytest.mark.parametrize(
    ("words", "tone", "answer"),
    [(20, "brief", False), (40, "brief", True), (40, "gentle", False), (60, "gentle", True)],
)
def test_length_is_judged_by_tone(words: int, tone: str, answer: bool) -> None:
    assert too_long("You never listen", " ".join(["word"] * words), tone) is answer


def test_long_message_may_have_a_long_rewrite() -> None:
    assert not too_long("word " * 100, "word " * 150, "gentle")
    assert too_long("word " * 100, "word " * 170, "gentle")


@pytest.mark.parametrize(
    "text",
    [
        "I am sad. I am sad.",
        "no no no no",
        "when we talk at night, when we talk at night I am sad",
        "a b c d, a b c d, a b c d",
    ],
)
def test_loop_is_found(text: str) -> None:
    assert repeats(text)


def test_repeated_small_words_are_no_loop() -> None:
    assert not repeats("I feel sad when I wait, and I feel tired when I cook. No, no, I mean it.")


@pytest.mark.parametrize(
    ("text", "answer"),
    [("I'm sad.", True), ("Could we?", True), ("'I am sad.'", True), ("I'm sad ❤️", True), ("I'm sad and", False), ("so,", False), ("", False)],
)  # fmt: skip
def test_ends_cleanly(text: str, answer: bool) -> None:
    assert ends_cleanly(text) is answer


@pytest.mark.parametrize(
    ("message", "rewrite", "answer"),
    [
        ("You never take the bins out", "You never take the bins out!", True),
        ("You never ever take the bins out on Monday night", "You never take the bins out on Monday night", True),
        ("You never take the bins out", "I'm tired, could you take the bins out?", False),
        ("", "", False),
    ],
)
def test_copy_is_recognised(message: str, rewrite: str, answer: bool) -> None:
    assert copies(message, rewrite) is answer


@pytest.mark.parametrize(
    ("message", "rewrite"),
    [
        ("You lost my keys", "I lost your keys"),
        ("You never text me", "I'm sad when I text you"),
        ("You told my mother", "It hurt when I told your mother"),
        ("You yelled at me", "I'm sorry I yelled at you"),
    ],
)
def test_roles_turned_round_are_seen(message: str, rewrite: str) -> None:
    assert swapped_roles(message, rewrite)


@pytest.mark.parametrize(
    ("message", "rewrite"),
    [
        ("You lost my keys", "I was upset when you lost my keys"),
        ("You never say you love me", "I love you, and I'd like to hear it"),
        ("You never talk to me", "I'd love to talk with you tonight"),
        ("You said 'my mum is right'", "You said your mum is right and I was hurt"),
        ("You never miss me", "I miss you"),
        ("You forgot and I cried", "I was sad you forgot"),
    ],
)
def test_roles_kept_are_left_alone(message: str, rewrite: str) -> None:
    assert not swapped_roles(message, rewrite)
