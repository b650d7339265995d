"""What is only polite gets a line back; whatever says or asks something is left to the search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.courtesy import LINES, courtesy
from coach.messages import AskReply, Done, Message, Text
from coach.settings import Settings
from coach.turn import Coach
from tests.fakes import FakeParts, never_library, never_model

POLITE = {
    "greeting": ["hi", "Hello!", "hey there", "Good evening", "hello, how are you?", "Hi Hearth", "hiya 👋"],
    "thanks": [
        *(
            "thanks",
            "Thank you.",
            "ok thanks",
            "Thank you so much!",
            "thx",
            "ta",
            "great, thank you",
            "that helps",
            "cheers",
        ),
        *(
            "Thanks for listening",
            "thank you, that was really helpful",
            "That's useful, thanks",
            "thank you for your help",
        ),
        *(
            "many thanks",
            "ok thanks, I'll try that",
            "oh wow thank you so much for that",
            "It really helps to read that",
        ),
    ],
    "goodbye": [
        "bye",
        "Goodnight",
        "ok bye for now",
        "see you tomorrow",
        "thanks, bye",
        "that's all for today",
        "Thank you, good night",
    ],
    "assent": ["ok", "Okay.", "I see", "got it", "makes sense", "yes", "great", "right, ok"],
}
NOT_ONLY_POLITE = [
    *("goodbye everyone", "Goodbye all", "good night everyone", "Thank you for everything", "goodbye 🔪", "thanks 😢"),
    *("it was kind", "it is lovely", "Yes, it was good."),
    *(
        "thanks for nothing",
        "he never says thank you",
        "how do I say thank you?",
        "hi, my wife ignores me",
        "thanks but he refuses",
    ),
    *(
        "ok and if he refuses?",
        "hello darkness",
        "good question but what about the kids",
        "why?",
        "no",
        "help",
        "I'm fine",
        "it's fine",
    ),
    *(
        "that's good for him",
        "what helps?",
        "is that good?",
        "Thank you for the dishes",
        "ok so what do I do",
        "bye bye marriage",
    ),
    *(
        "goodbye cruel world",
        "thanks for everything, I'm done",
        "good night, I won't wake up",
        "that's all I am to him",
        "see you in court",
    ),
]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in POLITE.items() for text in texts])
def test_what_is_only_polite_is_known(kind: str, text: str) -> None:
    assert courtesy(text) == kind


@pytest.mark.parametrize("text", NOT_ONLY_POLITE)
def test_whatever_says_or_asks_something_is_not(text: str) -> None:
    assert courtesy(text) is None


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    assert courtesy(text) in (None, *LINES)


def reply_to(text: str, *before: str) -> AskReply:
    """What is answered, with no library and no model at hand."""
    talk = [Message("user", one) for one in before]
    events = list(Coach(Settings(), FakeParts(never_library, never_model)).ask(text, talk))
    assert isinstance(events[-1], Done)
    reply = events[-1].reply
    assert isinstance(reply, AskReply)
    assert "".join(one.delta for one in events if isinstance(one, Text)) == reply.answer
    return reply


@pytest.mark.parametrize("text", ["hello", "thank you", "ok", "bye"])
def test_a_courtesy_is_answered_before_anything_is_loaded(text: str) -> None:
    reply = reply_to(text)
    assert (reply.kind, reply.citations, reply.model) == ("not_covered", (), None)
    assert reply.answer in LINES.values()


@pytest.mark.parametrize("text", ["thank you", "ok", "bye"])
def test_thanks_do_not_end_care(text: str) -> None:
    assert reply_to(text, "He hit me again last night and I am scared to go home").kind == "safety"


def test_what_leans_on_the_talk_leans_on_the_question_before_the_thanks() -> None:
    from coach.followup import search_query

    talk = [Message("user", "How do I find a couples therapist?"), Message("user", "Thanks so much")]
    assert search_query("and if he refuses?", talk) == "How do I find a couples therapist? and if he refuses?"
