"""Small real classes that stand in for the heavy parts: `from tests.fakes import ScriptedModel, KeywordEmbedder`.

They keep the protocols of coach/model.py and knowledge/embedding.py, and they can fail: the model refuses too long a prompt and
runs out of replies, the embedder ranks a text by the words that it shares, so that a wrong ranking shows.
"""

import hashlib
import re
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray

from coach.assemble import Library
from coach.chat_model import ChatModel
from coach.danger import DangerReader
from coach.errors import ModelError
from coach.messages import Message
from coach.phrasebook import Phrasebook
from coach.suggesting import Suggester
from knowledge.index import ChromaIndex
from knowledge.reading import practice
from knowledge.retrieval import Retriever
from knowledge.schema import Audience, Document, Kind
from knowledge.sentences import words

_STEMMER = Stemmer.Stemmer("english")


@lru_cache(maxsize=1)
def stopwords() -> frozenset[str]:
    """Return the English words that carry no topic of their own (pronouns, articles, auxiliaries …)."""
    return frozenset(
        """a about after again all also am an and any are as at be because been before being between both but by can could did do
        does doing don't down during each even every few for from further get gets getting got had has have having he he's her
        here hers herself him himself his how i i'd i'll i'm i've if in into is isn't it it's its itself just let's like ll
        might more most much my myself no nor not now of off often on once one only or other our ours ourselves out over own
        really same she she's should so some something still such than that that's the their theirs them themselves then there
        these they they're thing things this those through to too under until up us very was wasn't way we we're we've were
        what what's when where which while who whom why will with won't would you you'd you'll you're you've your yours
        yourself yourselves""".split()
    )


@dataclass(frozen=True)
class Call:
    """One call of a model: what it was given."""

    messages: tuple[Message, ...]
    options: dict[str, Any]

    @property
    def prompt(self) -> str:
        """The contents of all messages, one after the other."""
        return "\n\n".join(one.content for one in self.messages)


@dataclass
class ScriptedModel:
    """A ChatModel that answers with `replies`, one a call, in pieces of a few letters, and records every call.

    A reply that is an exception is raised instead, after the pieces of `before_failure`. A call beyond the last reply fails
    the test, unless `forever` is set: then the last reply is given again.
    """

    replies: Sequence[str | Exception] = ()
    name: str = "scripted"
    n_ctx: int = 4096
    forever: bool = False
    piece_length: int = 5
    before_failure: str = ""
    on_piece: Callable[[str], None] | None = None
    calls: list[Call] = field(default_factory=list)
    closed: int = 0  # streams that have ended, to the end or not

    def count_tokens(self, text: str) -> int:
        """Count words and signs."""
        return len(re.findall(r"\w+|[^\w\s]", text))

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float | None = None,
        seed: int = 0,
        grammar: str | None = None,
        cancel: threading.Event | None = None,
    ) -> Iterator[str]:
        """Yield the next reply in pieces."""
        options = {"max_tokens": max_tokens, "temperature": temperature, "seed": seed, "grammar": grammar}
        at = len(self.calls)
        self.calls.append(Call(tuple(messages), options))
        if sum(self.count_tokens(one.content) for one in messages) + max_tokens > self.n_ctx:
            raise ModelError("the prompt does not fit")
        if at >= len(self.replies):
            assert self.forever and self.replies, (
                f"the model was called {at + 1} times; {len(self.replies)} were expected"
            )
            at = len(self.replies) - 1
        reply = self.replies[at]
        try:
            yield from self._pieces(self.before_failure if isinstance(reply, Exception) else reply, cancel)
            if isinstance(reply, Exception):
                raise reply
        finally:
            self.closed += 1

    def _pieces(self, text: str, cancel: threading.Event | None) -> Iterator[str]:
        for start in range(0, len(text), self.piece_length):
            if cancel is not None and cancel.is_set():
                return
            piece = text[start : start + self.piece_length]
            if self.on_piece is not None:
                self.on_piece(piece)
            yield piece


@dataclass
class ScriptedTunedModel(ScriptedModel):
    """A TunedModel whose candidates are `drawn`, one list a call (the last again and again), and that tells back what it is told.

    `told_back` maps a version to the likelihood of its message; what it does not name has -3. Records each call of draw().
    """

    tuned: bool = True
    head: str = "Feeling: sad\nNeed: to be heard\n"
    drawn: Sequence[Sequence[str]] = ()
    told_back: dict[str, float] = field(default_factory=dict)
    draws: list[dict[str, Any]] = field(default_factory=list)
    grammars: list[str] = field(default_factory=list)

    def write_bound(self, messages: Sequence[Message], grammar: str, cancel: threading.Event | None) -> str:
        """Return the head."""
        self.grammars.append(grammar)
        return self.head

    def draw(
        self,
        messages: Sequence[Message],
        opening: Sequence[str],
        n: int,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        greedy_first: bool,
        cancel: threading.Event | None,
    ) -> list[tuple[str, float]]:
        """Return the next candidates, at most `n`, all equally likely."""
        self.draws.append({"messages": tuple(messages), "opening": tuple(opening), "n": n, "seed": seed})
        if cancel is not None and cancel.is_set():
            return []
        return [(text, -1.0) for text in self.drawn[min(len(self.draws), len(self.drawn)) - 1][:n]]

    def likelihoods(
        self, pairs: Sequence[tuple[Sequence[Message], str]], cancel: threading.Event | None
    ) -> list[float]:
        """Return how well each version tells its message back."""
        return [self.told_back.get(asked[-1].content, -3.0) for asked, _ in pairs]


class KeywordEmbedder:
    """An Embedder whose vectors are hashed bags of stemmed words: texts that share words lie nearer. Records what it embeds."""

    def __init__(self, id: str = "keywords", dim: int = 512) -> None:
        self.id = id
        self.dim = dim
        self.queries: list[str] = []
        self.documents: list[str] = []

    def count_tokens(self, text: str) -> int:
        """Count words and signs."""
        return len(re.findall(r"\w+|[^\w\s]", text))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return (dim,) float32, length 1."""
        self.queries.append(text)
        return self._vector(text)

    def embed_twice(self, text: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Embed one query, twice the same: no router was trained for this."""
        vector = self.embed_query(text)
        return vector, vector

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (len(texts), dim) float32, unit rows."""
        self.documents += texts
        rows = [self._vector(one) for one in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dim), dtype=np.float32)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dim, dtype=np.float32)
        found = words(text)
        content = [one for one in found if one not in stopwords()] or found or ["(nothing)"]
        for stem in set(_STEMMER.stemWords(content)):
            vector[zlib.crc32(stem.encode()) % self.dim] += 1.0
        return vector / np.float32(np.linalg.norm(vector))


@dataclass
class FakeParts:
    """What coach.turn.Coach needs as its parts: `Coach(settings, FakeParts(lambda: library, lambda: model))`."""

    library: Callable[[], Library]
    model: Callable[[], ChatModel]
    danger: Callable[[], DangerReader | None] = lambda: None
    phrasebook: Callable[[], Phrasebook | None] = lambda: None
    suggester: Callable[[], Suggester] = Suggester

    def danger_ready(self) -> bool:
        """Patterns screen alone, unless a test gives a classifier."""
        return True

    def library_ready(self) -> bool:
        """A library that a test gives is there at once."""
        return self.library is not never_library

    def model_if_ready(self) -> ChatModel | None:
        """A model that a test gives is there at once, too."""
        return self.model() if self.library_ready() and self.model is not never_model else None

    def change_model(self, name: str) -> None:
        """Only a name that a test knows can be loaded."""
        if name == "broken":
            raise ModelError("model 'broken' could not be loaded")


def never_library() -> Library:
    """A library that must not be asked for."""
    raise AssertionError("the library was asked for")


def never_model() -> ChatModel:
    """A model that must not be asked for."""
    raise AssertionError("the language model was asked for")


def document(
    id: str,
    text: str,
    *,
    title: str = "",
    kind: Kind = "guide",
    audience: Audience = "both",
    source: str = "Hearth's own",
    **details: Any,
) -> Document:
    """Return a document as knowledge.reading makes one."""
    title = title or id.replace("-", " ").capitalize()
    whole = repr((id, title, kind, audience, source, text, sorted(details.items())))
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return Document(id, title, kind, audience, source, text, digest, MappingProxyType(details))


def practice_document(
    id: str,
    text: str,
    *,
    title: str = "",
    audience: Audience = "both",
    needs: Sequence[str] = ("closeness",),
    together: bool = True,
    minutes: int = 10,
    why: str = "Small things add up.",
    do_this_week: str = "Do it once.",
    alone: bool = False,
) -> Document:
    """Return a practice's document with all its fields."""
    return document(
        id,
        text,
        title=title,
        kind="practice",
        audience=audience,
        minutes=minutes,
        how_often="weekly",
        needs=list(needs),
        together=together,
        effort="low",
        why=why,
        do_this_week=do_this_week,
        alone=alone,
    )


def small_documents() -> list[Document]:
    """A library in small: two guides, two FAQs and four practices."""
    return [
        document(
            "guide-therapy",
            "## Kinds of therapy\n\nEmotionally focused therapy helps partners notice and change the pattern of their "
            "quarrels. A therapist sits with both partners.\n\n## Costs\n\nMany therapists offer a first session at a "
            "lower price. Ask about a sliding scale.",
            title="Getting professional help",
        ),
        document(
            "guide-trust",
            "## Small promises\n\nTrust grows when small promises are kept every day. Write each promise down and keep it. "
            "A kept promise says more than a long apology.",
            title="Rebuilding trust",
        ),
        document(
            "faq-therapy",
            "Two kinds of therapy are often named: emotionally focused therapy, or EFT, and the Gottman method.",
            title="What kind of therapy helps with emotional neglect?",
            kind="faq",
            also_asked=["Which therapy is best for neglect?", "Does counselling help after neglect?"],
        ),
        document(
            "faq-abuse",
            "Neglect can be part of abuse, and it can be something else.",
            title="Is emotional neglect a form of abuse?",
            kind="faq",
            also_asked=["Am I being abused if my partner ignores me?"],
        ),
        practice_document(
            "talk-time",
            "Sit together for ten minutes of talk with phones away.",
            title="Ten minutes of talk",
            needs=("talking",),
            why="A short daily talk keeps two people close.",
            do_this_week="Pick an evening and talk for ten minutes.",
        ),
        practice_document(
            "appreciation-note",
            "Write a note that thanks your partner for one thing.",
            title="An appreciation note",
            needs=("appreciation",),
            together=False,
            minutes=5,
            why="A note shows that you notice.",
            do_this_week="Write one note and leave it by the kettle.",
        ),
        practice_document(
            "kept-promise",
            "Promise one small thing and keep it, to rebuild trust.",
            title="One kept promise",
            audience="neglectful",
            needs=("trust",),
            together=False,
            why="Trust grows from kept promises.",
            do_this_week="Promise one thing and do it.",
        ),
        practice_document(
            "own-evening",
            "Spend an evening on something that is yours and rest.",
            title="An evening of your own",
            audience="neglected",
            needs=("rest",),
            together=False,
            minutes=60,
            why="Rest gives you strength.",
            do_this_week="Keep one evening for yourself.",
        ),
    ]


def small_library(folder: Path, documents: Sequence[Document] | None = None, embedder: Any = None) -> Library:
    """Return a Library over `documents`, indexed in `folder` with real Chroma and BM25 and, unless given, a KeywordEmbedder."""
    documents = small_documents() if documents is None else list(documents)
    embedder = embedder or KeywordEmbedder()
    index = ChromaIndex(folder)
    index.build(documents, embedder)
    practices = {one.id: practice(one) for one in documents if one.kind == "practice"}
    return Library(Retriever(index, embedder), practices, tuple(documents), embedder.embed_documents)
