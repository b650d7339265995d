"""talk: a conversation in the terminal, or one turn a line where it is piped in.

The talk is remembered while it lasts; on disk only where the person keeps their history (settings.keep_history): the question
once it is taken, the answer while it grows.
"""

import sys
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from coach.errors import InputError, ModelError
from ui.cli.inputs import lines
from ui.cli.jobs import Json, Model, Role, last_reply, make_coach, show_turn
from ui.cli.output import Status, emit, say
from ui.cli.passphrase import key_of

if TYPE_CHECKING:
    from coach.messages import AskReply, Event
    from coach.settings import Settings
    from coach.turn import Coach

PROMPT = "you> "
QUIT = ("/quit", "/exit", "/q")


def talk(role: Role = None, as_json: Json = False, model: Model = None) -> None:
    """Talk with the coach; piped in, each line is a turn (or a JSON string that holds one)."""
    from ui.cli.parts import settings_for

    settings = settings_for(model)
    with Status() as status:
        conversation = Conversation(settings, make_coach(settings, status), status, role)
        if sys.stdin.isatty() and not as_json:
            _at_a_terminal(conversation)
        else:
            _piped(conversation, as_json)


class Conversation:
    """The turns so far, and what is kept of them."""

    def __init__(self, settings: "Settings", coach: "Coach", status: Status, role: Any) -> None:
        from coach.keeping.spaces import OWN, open_history
        from coach.messages import Message

        self._message = Message
        self._coach = coach
        self._status = status
        self._role = role
        self._said: list[Message] = []
        self._history = open_history(settings, OWN, key_of(settings, OWN)) if settings.keep_history else None
        self._kept_as: int | None = None

    def turn(self, text: str, *, show: bool) -> "AskReply":
        """Answer `text` in the light of the talk; raises what Coach.ask raises, and then the talk is as it was."""
        events = self._kept(text, self._coach.ask(text, self._said, role=self._role))
        try:
            reply: Any = show_turn(events, self._status) if show else last_reply(events, self._status)
        finally:
            events.close()  # at Ctrl-C: what came of the answer is kept
            self._status.clear()
        self._said += [self._message("user", reply.question), self._message("assistant", reply.answer)]
        return reply  # type: ignore[no-any-return]

    def _kept(self, question: str, events: "Iterator[Event]") -> "Generator[Event, None, None]":
        """Keep the turn beside the events that it comes as."""
        from coach.answer_details import details_of
        from coach.history import GrowingAnswer
        from coach.inputs import clean
        from coach.messages import AskReply, Done, Text

        if self._history is None:
            yield from events
            return
        growing: GrowingAnswer | None = None
        answer = ""
        try:
            for event in events:
                if growing is None:  # what cannot be worked with has raised by now
                    asked = clean(question)
                    if self._kept_as is None:
                        self._kept_as = self._history.start(asked)
                    self._history.add(self._kept_as, self._message("user", asked))
                    growing = GrowingAnswer(self._history, self._kept_as)
                if isinstance(event, Text):
                    answer += event.delta
                    growing.grow(answer)
                elif isinstance(event, Done) and isinstance(event.reply, AskReply):
                    answer = event.reply.answer
                    growing.keep(answer, details_of(event.reply))
                yield event
        finally:
            if growing is not None:
                growing.keep(answer)


def _at_a_terminal(conversation: Conversation) -> None:
    say("Ask anything. /quit ends the talk; Ctrl-C stops an answer.", style="dim")
    for text in _typed():
        try:
            conversation.turn(text, show=True)
        except (InputError, ModelError) as error:
            say(f"({error})")
        except KeyboardInterrupt:
            say("\n(stopped)")
        say()


def _typed() -> Iterator[str]:
    while True:
        try:
            text = input(PROMPT)
        except (EOFError, KeyboardInterrupt):
            say()
            return
        if text.strip().lower() in QUIT:
            return
        if text.strip():
            yield text


def _piped(conversation: Conversation, as_json: bool) -> None:
    for number, text in enumerate(lines(sys.stdin.buffer), start=1):
        if text.strip().lower() in QUIT:
            return
        try:
            reply = conversation.turn(text, show=False)
        except (InputError, ModelError) as error:
            if as_json:
                emit({"turn": number, "error": str(error)})
            else:
                say(f"({error})")
            continue
        if as_json:
            from coach.messages import as_json as plain

            emit(plain(reply) | {"turn": number})
        else:
            say(" ".join(reply.answer.split()))
