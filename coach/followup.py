"""Make a follow-up ("and if he refuses?") searchable by joining it with what the talk was about. No model call."""

import re
from collections.abc import Sequence

from coach.courtesy import courtesy
from coach.messages import Message
from knowledge.lexical import terms
from knowledge.sentences import words

_LEANING = re.compile(
    r"^(?:and|but|so|ok|okay|what if|what about|how about|why|then|also|or)\b"
    r"|\b(?:it|that|this|those|these|them|one|he|she|they)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 4  # content words under which a question hardly stands alone
_SHORT = 5  # words up to which it hardly does, whatever they are ("how long does that take?")


def search_query(question: str, history: Sequence[Message]) -> str:
    """Return what to search for: the question, with the person's last one before it where it leans on that; thanks are none.

    A question leans when it opens like a follow-up, points back ("that", "them") or holds few content words of its own.
    """
    earlier = [one.content for one in history if one.role == "user" and courtesy(one.content) is None]
    if not earlier:
        return question
    own = len(set(terms([question])[0]))
    short = own < _FEW_WORDS or len(words(question)) <= _SHORT
    leans = own < 2 or (short and _LEANING.search(question) is not None)
    return f"{earlier[-1]} {question}" if leans else question
