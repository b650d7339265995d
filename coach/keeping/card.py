"""A card for the partner: the sentences that were chosen, one by one, and nothing else. Paper, screen or file.

What crosses is what the person gave; no name, no date, no note of where a sentence comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from coach.errors import InputError
from coach.inputs import clean
from coach.keeping.kinds import AppreciationNote, Expectation, KindLimit, Promise
from coach.keeping.notebook import Notebook

MOST = 12
MAX_CHARS = 500
_STYLE = """
@page { margin: 18mm }
body { font: 16pt/1.6 Georgia, 'Times New Roman', serif; color: #222; background: #fff; max-width: 34rem; margin: 3rem auto;
  padding: 0 1.5rem }
h1 { font-size: 1.1em; font-weight: normal; color: #555; margin: 0 0 1.5rem }
p { margin: 0 0 1.2rem; break-inside: avoid; overflow-wrap: anywhere; white-space: pre-line }
"""
_SAFE = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class Chosen:
    """A sentence of the notebook that could go on a card; `what` says what it is."""

    id: int
    text: str
    what: str


def sentences_of(notebook: Notebook) -> list[Chosen]:
    """Return the sentences that were built to be said, newest first; nothing is chosen by itself."""
    found = [
        *(Chosen(one.id, one.data.sentence, "a wish") for one in notebook.all(Expectation)),
        *(Chosen(one.id, one.data.sentence, "a limit") for one in notebook.all(KindLimit)),
        *(Chosen(one.id, one.data.sentence, "a thank-you") for one in notebook.all(AppreciationNote)),
        *(Chosen(one.id, one.data.what, "a promise") for one in notebook.all(Promise) if one.data.state == "open"),
    ]
    return sorted(found, key=lambda one: -one.id)


def card_text(sentences: Sequence[str], heading: str = "") -> str:
    """Return the card as plain text; raises InputError for no sentence, too many, or one that is too long."""
    chosen, title = _checked(sentences, heading)
    return "\n\n".join([*([title] if title else []), *chosen]) + "\n"


def card_html(sentences: Sequence[str], heading: str = "") -> str:
    """Return the card as a page of its own: no script, no address, nothing to load. Raises as `card_text` does."""
    chosen, title = _checked(sentences, heading)
    above = f"<h1>{escape(title)}</h1>\n" if title else ""
    body = "\n".join(f"<p>{escape(one)}</p>" for one in chosen)
    return page(title or "For you", _STYLE, f"{above}{body}")


def page(title: str, style: str, body: str) -> str:
    """Return a self-contained page that may load and run nothing; `title` is text, `body` is HTML."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_SAFE)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _checked(sentences: Sequence[str], heading: str) -> tuple[list[str], str]:
    chosen = [clean(one) for one in sentences if one.strip()]
    if not chosen:
        raise InputError("choose at least one sentence")
    if len(chosen) > MOST:
        raise InputError(f"a card holds at most {MOST} sentences")
    title = clean(heading) if heading.strip() else ""
    if any(len(one) > MAX_CHARS for one in (*chosen, title)):
        raise InputError(f"a sentence on a card has at most {MAX_CHARS} characters")
    return chosen, title
