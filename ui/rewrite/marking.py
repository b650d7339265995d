"""The message with its phrases marked, and why: each reason opens the passage of the guide that explains it."""

from collections.abc import Sequence
from html import escape

from coach.checks.blame import Flag
from coach.messages import Citation
from coach.reasons import passage
from ui import render, texts
from ui import texts_rewrite as words


def marked(message: str, flags: Sequence[Flag]) -> list[tuple[str, str | None]]:
    """Return the message in pieces with the label of each flagged one, as HighlightedText takes it."""
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for flag in sorted(flags, key=lambda one: one.start):
        if flag.start < at:
            continue
        pieces += [(message[at : flag.start], None), (flag.text, texts.FLAG_LABELS.get(flag.kind, flag.kind))]
        at = flag.end
    pieces.append((message[at:], None))
    return [piece for piece in pieces if piece[0]]


def reasons(flags: Sequence[Flag]) -> str:
    """Render why each phrase may land as blame, each reason once, folded over its passage."""
    return "".join(folded(why, passage(kind)) for why, kind in {flag.why: flag.kind for flag in flags}.items())


def folded(line: str, cited: Citation) -> str:
    """Render one line that opens a passage."""
    source = words.PASSAGE_SOURCE.format(title=cited.title, heading=cited.heading, source=cited.source)
    return (
        f'<details class="passage"><summary><span>{escape(line)}</span></summary>'
        f'<div class="passage-text">{render.to_html(cited.text)}<p class="source">{escape(source)}</p></div></details>'
    )
