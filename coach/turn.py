"""One turn from start to end: screen, retrieve, write, check, stream. Every front end comes through here.

A turn is a plain generator of events (messages.py) that ends in Done with the reply. Closing it, or setting `cancel`, stops
the model within a token. What a person typed is never logged.
"""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any

from coach import answering, planning, rewriting
from coach.assemble import Library, Parts
from coach.care import heard, only_asks, reply_to
from coach.chat_model import ChatModel
from coach.clock import Clock
from coach.control import control_request
from coach.courtesy import LINES, courtesy
from coach.danger import DangerReader
from coach.followup import search_query
from coach.framing import frame, in_mind
from coach.gate import held_back
from coach.inputs import check_english, check_length, clean
from coach.keeping.preferences import Preferences
from coach.leading_on import follow_ups, reads_as_message, stands_alone
from coach.messages import (
    TONES,
    AskReply,
    Done,
    Event,
    Message,
    Notice,
    Pieces,
    PlanReply,
    RewriteKind,
    RewriteReply,
    Sources,
    Text,
    Tone,
    Version,
)
from coach.safety_replies import FEAR, SafetyReply
from coach.screening import NONE, Screening, read, screen
from coach.settings import Settings
from coach.suggesting import Suggester
from coach.who_writes import own_before
from knowledge.schema import Audience, RetrievedChunk

_SAYS_NOTHING = "And then."


class Coach:
    """The three jobs, and search and screen beside them. Parts are loaded when a turn first needs them."""

    def __init__(self, settings: Settings, parts: Parts) -> None:
        self.settings = settings
        self._parts = parts
        self._over: Callable[[Library], Library] | None = None
        self._writer: ChatModel | None = None

    def within(self, over: Callable[[Library], Library] | None = None, role: Audience | None = None) -> "Coach":
        """Return this coach for one open space: its library is what `over` makes of the one for everyone.

        It speaks to `role`, if there is one; all else is shared.
        """
        settings = self.settings.model_copy(update={"role": role}) if role else self.settings
        other = Coach(settings, self._parts)
        other._over = over
        return other

    def writing_with(self, model: ChatModel) -> "Coach":
        """Return this coach with another language model; all else is shared."""
        other = self.within(self._over)
        other._writer = model
        return other

    def change(self, **settings: Any) -> None:
        """Work with other settings from the next turn on."""
        self.settings = self.settings.model_copy(update=settings)

    def change_model(self, name: str) -> None:
        """Write with another language model from the next turn on; raises ModelError in one line, and nothing changes then."""
        self._parts.change_model(name)
        self.change(model=name)

    def knows(self) -> bool:
        """Say whether the library is loaded, so that a search answers at once."""
        return self._parts.library_ready()

    def library(self) -> Library:
        """Return what the coach knows, loading (and indexing) it on first use."""
        library = self._parts.library()
        return self._over(library) if self._over else library

    def load_screen(self) -> None:
        """Load the screen's classifier, the phrasebook and the reader of messages, so that no turn waits for them."""
        for load in (self._parts.danger, self._parts.phrasebook, self._parts.suggester):
            load()

    def model(self) -> ChatModel:
        """Return the language model, loading it on first use."""
        return self._writer or self._parts.model()

    def model_if_ready(self) -> ChatModel | None:
        """Return the language model once all parts are loaded; None before, and nothing is loaded for it."""
        return self._parts.model_if_ready()

    def screen(self, text: str, earlier: Sequence[str] = (), *, in_talk: bool = True) -> Screening:
        """Judge a text for danger; needs no language model and no index. Raises InputError when it is no text.

        See screening.screen for `earlier` and `in_talk`.
        """
        text = clean(text)
        if not self._parts.danger_ready():
            # whoever writes while the models load is not kept waiting for help
            judged = screen(text, earlier, in_talk=in_talk)
            if judged.label != "none":
                return judged
        return screen(text, earlier, self.reader(), in_talk=in_talk)

    def _told_before(self, earlier: Sequence[str]) -> Screening:
        """Return what `earlier` texts leave behind: a danger that goes on, or is remembered. A danger in a text hides that."""
        return self.screen(_SAYS_NOTHING, earlier, in_talk=False) if earlier else NONE

    def _own_before(self, judged: Screening, earlier: Sequence[str]) -> bool:
        """Say whether a violence that is remembered from `earlier` was the writer's own."""
        return judged.remembered in FEAR and own_before(earlier, self.reader() if self._parts.danger_ready() else None)

    def heard(self, texts: Sequence[str]) -> SafetyReply | None:
        """Return the written reply to the danger that what a person keeps for themselves tells of, or None."""
        # what is kept is not held up until the models are loaded
        return heard(texts, self.settings.country or None, self.reader() if self._parts.danger_ready() else None)

    def reader(self) -> DangerReader | None:
        """Return the classifier, loading it on first use; None where it cannot be loaded."""
        return self._parts.danger()

    def suggester(self) -> Suggester:
        """Return what suggests the pieces of a message; by the lexicons alone until the reader of messages is loaded."""
        return self._parts.suggester() if self._parts.danger_ready() else Suggester()

    def resources(self, screening: Screening) -> tuple[dict[str, Any], ...]:
        """Return the help lines for a screening, as plain data; none for label none."""
        if screening.label == "none":
            return ()
        return reply_to(screening, self.settings.country or None).resources

    def search(self, query: str, top_k: int, role: Audience | None = None) -> list[RetrievedChunk]:
        """Return the passages that the query finds."""
        query = clean(query)
        check_length(query)
        return self.library().retriever.search(query, top_k, role or self.settings.role)

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        id: str = "",
        role: Audience | None = None,
        cancel: threading.Event | None = None,
    ) -> Generator[Event, None, None]:
        """Answer a question. Raises InputError before the first event when the text cannot be worked with."""
        clock = Clock()
        question = clean(question)
        judged = self.screen(question, _by("user", history))
        if only_asks(question, judged):
            told = self._told_before(_by("user", history))
            if told.label == "none":
                judged = replace(told, unsure=judged.label)
        if judged.label != "none":
            yield from self._care(id, question, judged, history, clock)
            return
        judged = replace(judged, by_sender=self._own_before(judged, _by("user", history)))
        check_length(question)
        polite = courtesy(question) if judged.remembered == judged.unsure == "none" else None
        if polite:
            yield Text(LINES[polite])
            yield Done(AskReply(id, question, LINES[polite], "not_covered", seconds=clock.seconds()))
            return
        check_english(question)
        library = self.library()
        query = question if stands_alone(question, library.retriever) else search_query(question, history)
        found = library.retriever.retrieve(query, self.settings.top_k, role or self.settings.role)
        faq = library.retriever.document(found.faq.document_id, query) if found.faq else None
        clock.retrieve = clock.now()
        if judged.remembered != "none" and not found.covered and faq is None:
            # more likely about what was told before than about something that Hearth does not know
            yield from self._care(id, question, replace(judged, label=judged.remembered), history, clock)
            return
        views = library.retriever.read(question).views
        country, said = self.settings.country or None, _by("assistant", history)
        # an FAQ's answer was written for its question; "What is EFT?" sounds like a diagnosis to the classifier
        around = frame(question, judged, views, country, said, read(question, self.reader()) if faq is None else None)
        if around.before:
            yield Text(around.before)
        answered = answering.answer(
            question, history, found, faq, self.model, library.embed, cancel, reader=self.reader()
        )
        for event in answered:
            if isinstance(event, answering.Answer):
                after = around.after if event.text else ""
                leads_on = not around.resources  # not from a danger that was told of
                if after:
                    yield Text(after)
                lead: tuple[str, ...] = ()
                if leads_on and event.citations:
                    who, first = role or self.settings.role, faq or found.chunks[0]
                    before = [*_by("user", history), *(one.title for one in event.citations)]
                    lead = follow_ups(question, library.retriever, who, first.chunk.audience, before)
                yield Done(
                    AskReply(
                        id,
                        question,
                        around.before + event.text + after,
                        event.kind,
                        event.citations,
                        event.model,
                        clock.seconds(),
                        around.resources,
                        own=tuple(part.strip() for part in (around.before, after) if part and leads_on),
                        follow_ups=lead,
                        to_partner=leads_on and reads_as_message(question),
                    )
                )
            else:
                clock.wrote(event)
                yield event

    def _care(
        self, id: str, question: str, judged: Screening, history: Sequence[Message], clock: Clock
    ) -> Iterator[Event]:
        # what keeps care on may be told in an earlier turn
        text = question if judged.spans else "\n".join([*_by("user", history), question])
        reply = reply_to(judged, self.settings.country or None, _by("assistant", history), text=text)
        yield Text(reply.text)
        yield Done(AskReply(id, question, reply.text, "safety", seconds=clock.seconds(), resources=reply.resources))

    def rewrite(
        self,
        message: str,
        tones: Sequence[Tone] = TONES,
        kind: RewriteKind = "i-statement",
        earlier: Sequence[str] = (),
        *,
        id: str = "",
        cancel: threading.Event | None = None,
    ) -> Generator[Notice | Pieces | Version | Done, None, None]:
        """Rewrite a message that is about to be sent, in the light of what the same person told the coach `earlier`.

        See ask for what is raised.
        """
        clock = Clock()
        message = clean(message)
        judged = self.screen(message, earlier, in_talk=False)
        if judged.label != "none":
            told = self._told_before(earlier)
            judged = replace(judged, remembered=told.remembered if told.label == "none" else told.label)
        # help that is called for already does not wait for the classifier
        danger = read(message, self.reader()) if judged.label == "none" or self._parts.danger_ready() else None
        control = control_request(message, danger)
        country, own = self.settings.country or None, self._own_before(judged, earlier)
        if held := held_back(id, message, judged, control, danger, country, own_before=own):
            yield Done(replace(held, seconds=clock.seconds()))
            return
        check_length(message)
        check_english(message)
        care = in_mind(judged, country)
        first, lines = (f"{care.text}\n\n", care.resources) if care else ("", ())
        parts, tries = self._parts, self.settings.candidates
        known = (parts.phrasebook(), parts.suggester())
        for event in rewriting.rewrite(message, tones, kind, tries, self.model, cancel, *known):
            if isinstance(event, rewriting.Rewritten):
                fields = {**_fields(event), "why": first + event.why, "resources": lines}
                yield Done(RewriteReply(id=id, message=message, seconds=clock.seconds(), **fields))
            else:
                clock.wrote(event)
                yield event

    def plan(
        self,
        situation: str,
        earlier: Sequence[str] = (),
        *,
        id: str = "",
        role: Audience | None = None,
        cancel: threading.Event | None = None,
        preferences: Preferences = planning.NO_PREFERENCES,
    ) -> Generator[Text | Sources | Notice | Done, None, None]:
        """Pick a few practices for a situation, as far as `preferences` allow; see ask for what is raised."""
        clock = Clock()
        situation = clean(situation)
        role = role or self.settings.role
        judged = self.screen(situation, earlier, in_talk=False)
        if judged.remembered in FEAR:  # practices for two are no help where one fears the other
            judged = Screening(judged.remembered, 0.0, by_sender=self._own_before(judged, earlier))
        if judged.label != "none":
            reply = reply_to(judged, self.settings.country or None, text=situation)
            yield Text(reply.text)
            safe = PlanReply(id, situation, role, (), (), "safety", reply.text, None, clock.seconds(), reply.resources)
            yield Done(safe)
            return
        check_length(situation)
        check_english(situation)
        library = self.library()
        clock.retrieve = clock.now()
        care = in_mind(judged, self.settings.country or None)
        first, lines = (f"{care.text}\n\n", care.resources) if care else ("", ())
        if first:
            yield Text(first)
        for event in planning.plan(
            situation, role, library.retriever, library.practices, self.model, library.embed, cancel, preferences
        ):
            if isinstance(event, planning.Plan):
                steps, said = event.steps, first + event.intro
                planned = PlanReply(
                    id, situation, role, steps, event.citations, "plan", said, event.model, clock.seconds(), lines
                )
                yield Done(planned)
            else:
                clock.wrote(event)
                yield event


def _by(role: str, history: Sequence[Message]) -> list[str]:
    return [one.content for one in history if one.role == role]


def _fields(event: rewriting.Rewritten) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}
