"""The safety screen's rules: any text is judged, a score is a probability, and the words that were heard stand where it says."""

from coach.control import control_request
from coach.screening import HEARD, LABELS, screen
from coach.screening_rules import clears, load_rules, without_explanation
from coach.screening_text import sentences
from tests.fuzz.kit import check_places, two_of

EXAMPLES = 50
SEEDS = (
    b"He hit me again last night and I am scared of him",
    b"I want to kill myself tonight\0That was a song, I meant the lyrics",
    "H\u0435 k1ll3d me, $uicide s\u200bui\u0301cid\u00e9 \uff53\uff55\uff49cide sui*ide I\u2019m gonna k.ill myself \U0001f480".encode(),
    b"If you loved me you'd give me your phone password, or I'll tell everyone\0never mind, just kidding",
    b"no no no don't hit, he used to hit me, in the film he says he will kill her; the kids are scared of him",
    ("word " * 80 + "he strangled me " + "word " * 80).encode(),
)
PIECES = tuple(
    one.encode()
    for one in (
        "he |hit |me |kill |myself |tonight |not |never |film |song |years ago |scared |of him |kids |phone |password |if you |k1ll |su*cide|$|@|*|'|"
        ". |\n|…|😂|💀|\u200b|\u0301|\u202e|ﬀ|ｋ|ı|’|gonna |im |u |xx|lol |jk |,|\u00ad"
    ).split("|")
)  # fmt: skip

CRASHERS = (
    b"he did n't hit me",  # a word without letters, and so two spaces where patterns know one
)


def target(data: bytes) -> None:
    """Judge the second text in the light of the first, and each by itself."""
    earlier, text = two_of(data)
    for one in (earlier, text):
        check_alone(one)
    for in_talk in (True, False):
        judged = screen(text, [earlier, text], in_talk=in_talk)
        assert judged.label == "none" or judged.label in LABELS
        assert judged.remembered == "none" or judged.remembered in LABELS


def check_alone(text: str) -> None:
    """Check what holds for one text."""
    judged = screen(text)
    assert 0.0 <= judged.score <= 1.0 and (judged.label == "none") == (judged.score < HEARD)
    check_places(text, judged.spans)
    control = control_request(text)
    if control is not None:
        check_places(text, control.spans)
        assert control.why and control.alternative and screen(control.alternative).label == "none"
    rules = load_rules()
    assert isinstance(clears(text, rules), bool) and isinstance(without_explanation(text, rules), str)
    for sentence in sentences(text, rules.spelling):
        assert all(0 <= start < end <= len(text) for start, end in sentence.places)
        assert sentence.text == f" {' '.join(sentence.text.split())} "
