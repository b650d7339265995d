"""Ask: a question -> an answer from the guides, each sentence with the number of the passage that it rests on.

An FAQ asked in other words gets its curated answer; a question that the guides do not cover gets told so. Otherwise the model
writes, and each of its sentences is shown only once it is supported by a passage; when too little is, the passages
themselves are quoted. Screening comes before, in turn.py.
"""

import re
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from coach.chat_model import ChatModel, is_tuned
from coach.checks.grounding import Embed, relevance, support
from coach.checks.voice import faults
from coach.context import fit
from coach.danger import DangerReader
from coach.errors import ModelError
from coach.followup import search_query
from coach.line import in_line, notices, stopped
from coach.messages import AnswerKind, Citation, Message, Notice, Sources, Text
from coach.prompts import render
from coach.tuned import answer_user, system
from coach.untrusted import without_orders
from knowledge.retrieval import Retrieval
from knowledge.schema import RetrievedChunk
from knowledge.sentences import sentences, words

MAX_TOKENS = 180
_MAX_SENTENCES = 5
_MIN_SENTENCES = 2  # fewer supported ones than this are too thin for an answer
_MIN_RELEVANCE = 0.3  # cosine similarity of a sentence to the question
_MAX_REFUSED = 2  # sentences in a row that may not be shown, before the passages are quoted instead
_PROMPT_PASSAGES = 3  # small models lose the thread in more, and every passage costs time before the first word
_QUOTED_WORDS = 130
_EXAMPLE = "An example"  # heading of a practice's vignette: a story, not an answer
_MARK = re.compile(r"\s*\[[\d,\s]+\]")
OWN_TOO = "Your own files have something on this too"

TOPICS = (
    "signs of emotional neglect and what it does, how to bring it up and what to say, rebuilding trust, time and affection "
    "together, boundaries, healing on your own, being the one who neglected, professional help, and when to walk away"
)


@dataclass(frozen=True)
class Answer:
    """The end of the stream: what was shown, as one text."""

    text: str
    kind: AnswerKind
    citations: tuple[Citation, ...]
    model: str | None = None


def answer(
    question: str,
    history: Sequence[Message],
    found: Retrieval,
    faq_answer: RetrievedChunk | None,
    model: Callable[[], ChatModel],
    embed: Embed,
    cancel: threading.Event | None = None,
    *,
    reader: DangerReader | None = None,
) -> Iterator[Text | Sources | Notice | Answer]:
    """Yield the answer as it becomes fit to be shown, its sources first, and an Answer at the end.

    `reader` finds orders to a program in the person's own passages, beside rules over words.
    """
    found = without_orders(found, reader)
    if faq_answer is not None:
        yield from _curated(faq_answer, found.own)
    elif not found.covered:
        yield from _not_covered(found)
    else:
        yield from _written(question, history, found, model, embed, cancel)


def citations(chunks: Sequence[RetrievedChunk]) -> tuple[Citation, ...]:
    """Number the passages from 1."""
    return tuple(
        Citation(n, one.chunk.title, one.chunk.heading, one.chunk.source, one.chunk.text)
        for n, one in enumerate(chunks, 1)
    )


def _curated(faq: RetrievedChunk, own: Sequence[RetrievedChunk]) -> Iterator[Text | Sources | Answer]:
    """Give the answer as it was written; where the person's own files bear on it too, the nearest passage stands beside it."""
    cited = citations([faq, *own[:1]])
    yield Sources(cited)
    body = faq.chunk.text.rstrip()
    yield from (Text(piece) for piece in re.split(r"(?<=[.!?:])(?=\s)", body))
    beside = " [1]" + (f"\n\n{OWN_TOO} [2]" if own else "")
    yield Text(beside)
    yield Answer(body + beside, "faq", cited)


def _not_covered(found: Retrieval) -> Iterator[Text | Answer]:
    titles = list(dict.fromkeys(one.chunk.title for one in found.chunks if one.score >= 0.3))[:3]
    near = f" The nearest they come is: {'; '.join(titles)}." if titles else ""
    text = f"The guides don't cover this, so I won't guess. What they do cover: {TOPICS}.{near}"
    yield Text(text)
    yield Answer(text, "not_covered", ())


def _written(
    question: str,
    history: Sequence[Message],
    found: Retrieval,
    get_model: Callable[[], ChatModel],
    embed: Embed,
    cancel: threading.Event | None,
) -> Iterator[Text | Sources | Notice | Answer]:
    chunks = found.chunks
    cited = citations(chunks)
    yield Sources(cited)
    shown: list[str] = []
    name: str | None = None
    try:
        model = get_model()
        name = model.name
        held: list[str] = []  # shown together once they are enough for an answer
        refused = 0
        asked = prompt(question, history, cited, model)
        # closed at once, so that the model is free again before the answer is given
        with in_line(model) as place, closing(_sentences_of(model, asked, cancel)) as drafted:
            yield from notices(place, cancel)
            for sentence in () if stopped(cancel) else drafted:
                checked = check_sentence(sentence, question, [*shown, *held], cited, embed)
                refused = refused + 1 if checked is None else 0
                held += [checked] if checked else []
                if len(shown) + len(held) >= _MIN_SENTENCES:
                    for one in held:
                        yield Text(f" {one}" if shown else one)
                        shown.append(one)
                    held = []
                if refused >= _MAX_REFUSED or len(shown) >= _MAX_SENTENCES:
                    break
    except ModelError as error:
        rest = "The answer stops early." if shown else "Here is what the guides say."
        yield Notice(f"The language model could not help ({error}). {rest}", trouble=True)
    if shown:
        yield Answer(" ".join(shown), "generated", cited, name)
        return
    if cancel is not None and cancel.is_set():
        yield Answer("", "quoted", cited)
        return
    text = quote(chunks)
    yield Text(text)
    yield Answer(text, "quoted", cited)


def prompt(question: str, history: Sequence[Message], cited: Sequence[Citation], model: ChatModel) -> list[Message]:
    """Return what the model is asked: the passages, as many as fit, and the question after them. Raises InputError."""
    if is_tuned(model):  # one question at a time is what it was taught, so what the talk was about goes into it
        passages = [(one.title, one.heading, one.text) for one in cited[:_PROMPT_PASSAGES]]
        asked = search_query(question, history)
        return fit(
            system("answer"),
            (),
            passages,
            lambda parts: answer_user(asked, parts),
            model.n_ctx - MAX_TOKENS,
            model.count_tokens,
        )
    blocks = [f"[{one.n}] {one.title}. {one.heading}\n{one.text}" for one in cited[:_PROMPT_PASSAGES]]

    def build(parts: Sequence[str]) -> str:
        return render("answer_user", passages="\n\n".join(parts), question=question)

    return fit(render("answer_system"), history, blocks, build, model.n_ctx - MAX_TOKENS, model.count_tokens)


def _sentences_of(
    model: ChatModel, asked: Sequence[Message], cancel: threading.Event | None
) -> Generator[str, None, None]:
    """Yield the model's sentences as they are finished; what breaks off unfinished is left out."""
    pending = ""
    temperature = 0.0 if is_tuned(model) else None
    for delta in model.stream(asked, max_tokens=MAX_TOKENS, temperature=temperature, cancel=cancel):
        pending += delta
        found = sentences(pending)
        if len(found) > 1:
            yield from found[:-1]
            pending = found[-1] + (" " if pending[-1:].isspace() else "")
    last = pending.strip()
    if re.search(r"[.!?][\"'”’)\]\d\s]*$", last):
        yield last


def check_sentence(
    sentence: str, question: str, before: Sequence[str], cited: Sequence[Citation], embed: Embed
) -> str | None:
    """Return `sentence` with the number of the passage that supports it, or None when it must not be shown.

    It must rest on a passage, bear on the question, sound like Hearth and stand on its own. Numbers that the model wrote
    itself are taken out: only a checked one is shown.
    """
    plain = re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", _MARK.sub("", sentence)).strip()
    if plain.endswith("?") or faults(plain) or any(plain in one for one in before):
        return None
    if _tells_a_story(plain, question) or relevance(plain, question, embed) < _MIN_RELEVANCE:
        return None
    rests_on = support(plain, [one.text for one in cited], embed)
    return f"{plain} [{rests_on.n}]" if rests_on else None


def _tells_a_story(sentence: str, question: str) -> bool:
    """Say whether a sentence speaks of people whom the question did not bring up: it was lifted from a vignette."""
    people = {"he", "she", "him", "her", "his", "hers"}
    return bool(people & set(words(sentence)) - set(words(question)))


def quote(chunks: Sequence[RetrievedChunk]) -> str:
    """Return the best passage (and a second one, if both are short) as it stands, each under its title, with its number.

    A practice's vignette is quoted only where nothing else was found.
    """
    numbered = [(n, one.chunk) for n, one in enumerate(chunks, start=1)]
    telling = [(n, chunk) for n, chunk in numbered if chunk.heading != _EXAMPLE] or numbered
    parts: list[str] = []
    length = 0
    for n, chunk in telling[:2]:
        length += len(chunk.text.split())
        if parts and length > _QUOTED_WORDS:
            break
        parts.append(f"From *{chunk.title}*:\n\n{chunk.text} [{n}]")
    return "\n\n".join(parts)
