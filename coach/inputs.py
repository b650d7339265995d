"""Is this a text that the coach can work with? Pure functions; what is wrong is said in one line, with what to do."""

import re
import unicodedata

from coach.errors import InputError
from knowledge.decoding import without_floods
from knowledge.sentences import words

MAX_CHARS = 6_000
MAX_READ = 250_000
"""Characters up to which a text is still read for danger; what is longer nobody typed, and reading it would take many seconds."""
# cannot be written as UTF-8; comes from JSON escapes and broken arguments
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_EMOJI = range(0x1F000, 0x1FB00)  # newer ones than this Python knows count as unassigned
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x2060, 0xFEFF, 0x00AD, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

# The commonest words of English and of some languages that people may try; enough to tell them apart in a sentence.
_COMMON = {
    "en": "the and to of a i you my me we is it that in he she they not do for on with what how when be have are was at this "
    "your him her so but never always feel don't can't about just our us if or can all",
    "es": "el la los que de y en un una es no me mi se con por para lo como pero más está yo tú él nunca siempre cuando muy",
    "de": "der die das und ich du ist nicht ein eine zu mit mir mich er sie wir auf für von dass es wie nie immer wenn hast hat",
    "fr": "le la les et je tu il elle est pas un une des que de dans pour avec mon ma ne ce qui mais jamais toujours quand nous",
    "it": "il lo la gli e che di non un una è mi ti si con per io tu lui lei ma come mai sempre quando sono hai ho",
    "pt": "o a os as e que de não um uma é me se com por para eu você ele ela mas como nunca sempre quando muito meu minha",
    "nl": "de het een en ik je jij is niet van dat in op te met voor mij hij zij we maar nooit altijd wanneer heb hebt naar",
}
_WORDS = {language: frozenset(text.split()) for language, text in _COMMON.items()}


def clean(text: str) -> str:
    """Return `text` in Unicode NFC without invisible, control and bidirectional characters, and without space around it.

    Raises InputError when nothing is left, when it is not text, when it holds no words, or when it is longer than anyone types.
    """
    if len(text) > MAX_READ:
        raise InputError(f"{_too_long(text)} (in danger, call your local emergency number now)")
    if not text.strip():
        raise InputError("there is no text; type or paste a few words")
    text = _LONE_SURROGATE.sub("\ufffd", text)
    sample = text[:20_000]
    broken = sum(_is_broken(one) for one in sample)
    if broken > 0.05 * len(sample):
        raise InputError("that does not look like text; paste the words themselves")
    text = text.translate(_INVISIBLE).replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"[\x0b\x0c\x1c-\x1f\x85]", " ", text)  # they part words
    text = "".join(one for one in text if one in "\n\t" or unicodedata.category(one) != "Cc")
    text = without_floods(unicodedata.normalize("NFC", text)).strip()
    if not re.search(r"[^\W\d_]", text):
        raise InputError("there are no words in that; say it in a few words")
    return text


def _is_broken(one: str) -> bool:
    if one in "\n\r\t" or ord(one) in _EMOJI:
        return False
    return one == "\ufffd" or unicodedata.category(one) in ("Cc", "Cn", "Co")


def check_length(text: str) -> None:
    """Raise InputError when `text` is longer than the coach takes at a time."""
    if len(text) > MAX_CHARS:
        raise InputError(_too_long(text))


def _too_long(text: str) -> str:
    return f"that is {len(text):,} characters, and {MAX_CHARS:,} at a time is the most; send the part that matters most"


def check_english(text: str) -> None:
    """Raise InputError when `text` is plainly in another language: the guides and the checks are English."""
    letters = [one for one in text if one.isalpha()]
    latin = sum("LATIN" in unicodedata.name(one, "") for one in letters)
    counts = {language: sum(word in common for word in words(text)) for language, common in _WORDS.items()}
    other = max(count for language, count in counts.items() if language != "en")
    if latin < 0.5 * len(letters) or (other >= 3 and other > 1.5 * counts["en"]):
        raise InputError(
            "Hearth reads and writes English only, so far; please try it in English "
            "(in danger, call your local emergency number now)"
        )
