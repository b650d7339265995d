"""Takes out what a model thinks aloud before it answers: <think>…</think> and its like, also while the text still comes.

Hearth asks models not to think aloud (chat_template.py): what is thought is neither shown nor checked, and a small machine has no
time for it. Some do it all the same.
"""

import re
from collections.abc import Iterable, Iterator

_NAMES = "think|thinking|thought|reasoning"
_OPENING = re.compile(rf"<(?:{_NAMES})>|\[THINK\]", re.IGNORECASE)
_CLOSING = re.compile(rf"</(?:{_NAMES})>|\[/THINK\]", re.IGNORECASE)
_TAGS = [*(f"<{slash}{name}>" for name in _NAMES.split("|") for slash in ("", "/")), "[think]", "[/think]"]
_OPEN_AT_END = re.compile(rf"<({_NAMES})>\s*\Z|\[(THINK)\]\s*\Z", re.IGNORECASE)
TOKENS = 1024
"""How much a model may think beside its answer."""


class Thinking:
    """Reads an answer as it comes, and gives back what is to be shown of it."""

    def __init__(self) -> None:
        self.inside = False
        """Whether the model is thinking just now."""
        self._held = ""  # of the text so far: may be the beginning of a tag
        self._skips_space = False  # after a thought

    def feed(self, piece: str) -> str:
        """Return what is sure to be answer of the text so far, and was not returned before."""
        self._held += piece
        shown = ""
        while True:
            if self.inside:
                closing = _CLOSING.search(self._held)
                if closing is None:
                    self._held = self._held[len(self._held) - _begun(self._held) :]
                    return shown
                self.inside, self._skips_space = False, True
                self._held = self._held[closing.end() :]
                continue
            found = min(
                (one for one in (_OPENING.search(self._held), _CLOSING.search(self._held)) if one),
                key=lambda one: one.start(),
                default=None,
            )
            if found is None:
                kept = len(self._held) - _begun(self._held)
                text, self._held = self._held[:kept], self._held[kept:]
                return shown + self._spaced(text)
            shown += self._spaced(self._held[: found.start()])
            self.inside = found.re is _OPENING
            self._skips_space = True
            self._held = self._held[found.end() :]

    def end(self) -> str:
        """Return what was held back, now that nothing more comes: a thought that never ended is no answer."""
        text, self._held = self._held, ""
        return "" if self.inside else self._spaced(text)

    def _spaced(self, text: str) -> str:
        if self._skips_space:
            text = text.lstrip()
            self._skips_space = not text
        return text


def answer(pieces: Iterable[str], max_tokens: int) -> Iterator[str]:
    """Yield what is answer of what a model writes, a piece a token, and stop after `max_tokens` of it; thoughts do not count."""
    thinking, written = Thinking(), 0
    for piece in pieces:
        if shown := thinking.feed(piece):
            yield shown
            written += 1
        if written >= max_tokens:
            break
    if rest := thinking.end():
        yield rest


def thinks(template: str) -> bool:
    """Say whether a chat template knows of thoughts: the model may write some, and needs room for them."""
    return bool(_OPENING.search(template) or _CLOSING.search(template))


def closed(prompt_end: str) -> str:
    """Return the end of a filled template with a thought that it opens closed at once, so that the answer comes first."""
    found = _OPEN_AT_END.search(prompt_end)
    if found is None:
        return prompt_end
    tag = found[0].strip()
    return f"{prompt_end[: found.start()]}{tag}\n\n{tag[0]}/{tag[1:]}\n\n"


def _begun(text: str) -> int:
    """Return how many letters at the end of `text` may be the beginning of a tag."""
    tail = text[-max(map(len, _TAGS)) :].lower()
    return next((len(tail) - at for at in range(len(tail)) if any(one.startswith(tail[at:]) for one in _TAGS)), 0)
