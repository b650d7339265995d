"""Split prose into sentences and words; pure functions shared by the chunker and the coach's checks.

Rules, not a model: full stops after abbreviations and inside numbers do not end a sentence. List items and table rows are
sentences of their own. Not meant for languages other than English.
"""

import re

_ABBREVIATIONS = frozenset("dr mr mrs ms st vs etc e.g i.e approx prof jr sr".split())
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s|$)")  # linear: a run of stops is looked at once
_NUMBER = re.compile(r"\s*(?:[-*+]\s*)?\d+\s*")  # "1." opens a list item
_LAST_WORD = 40  # characters before a full stop in which an abbreviation would stand
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, stripped, in order; joined by spaces they hold the same words as the text."""
    found: list[str] = []
    for line in text.splitlines():
        start = 0
        for end in _END.finditer(line):
            before = line[max(start, end.start() - _LAST_WORD) : end.start()].rsplit(maxsplit=1)
            last = before[-1].lower().lstrip("(\"'“‘") if before else ""
            if end.group().startswith(".") and (
                last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i")
            ):
                continue
            if _NUMBER.fullmatch(line, start, end.start()):
                continue
            found.append(line[start : end.end()].strip())
            start = end.end()
        found.append(line[start:].strip())
    return [sentence for sentence in found if sentence]


def words(text: str) -> list[str]:
    """Return the words of `text` in lower case, apostrophes made straight."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]
