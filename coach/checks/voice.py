"""Does a generated sentence sound like Hearth? Speaks to the person, judges nobody, diagnoses nothing, decides nothing for them.

Pure patterns, for text that the model wrote; the curated texts are held to the same by their editor. What a diagnosis or a
verdict on a relationship would do to a person is why these are refused outright: APA health advisory on AI chatbots (2025).
"""

import re

_REFUSED = {
    "first_person": r"\b(?:I|I'm|I've|I'd|I'll|me|my|mine)\b",
    "about_itself": r"\b(?:as an ai|language model|passages?|according to the text|the text says|the question)\b",
    "diagnosis": r"\b(?:narcissis\w+|borderline|bipolar|psychopath\w*|sociopath\w*|disorder|diagnos\w+|toxic|gaslight\w*)\b",
    "verdict": r"\byou (?:should|must|have to|need to) (?:leave|break up|divorce|stay)\b|\b(?:leave|divorce) (?:him|her|them)\b",
    "taking_sides": r"\b(?:your partner|he|she|they) (?:is|are) (?:wrong|to blame|selfish|lazy|cruel|bad)\b|\byou are right\b",
    "medical": r"\b(?:medication|antidepressants?|dose|prescri\w+)\b",
    "template": r"<\|?\w+\|?>|\[/?INST\]|^\s*(?:Question|Answer|Passage)\b",
    "address": r"https?://|www\.|\w@\w",
}
_PATTERNS = {
    name: re.compile(pattern, re.IGNORECASE if name != "first_person" else 0) for name, pattern in _REFUSED.items()
}


def faults(sentence: str) -> tuple[str, ...]:
    """Return the names of what is wrong with `sentence`, in a fixed order; empty when it may be shown."""
    return tuple(name for name, pattern in _PATTERNS.items() if pattern.search(sentence))
