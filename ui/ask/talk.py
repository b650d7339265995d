"""What one page's talk is: its turns, and where they are kept, if they are. Frozen data; nothing here is shown or saved."""

from dataclasses import dataclass, replace

from coach.answer_details import NOTHING_KNOWN, AnswerDetails
from coach.history import KeptTalk, Said
from coach.messages import Message


@dataclass(frozen=True)
class Turn:
    """A question and its answer, as far as it came. `note` is a line of the page's own beneath it; ids are those of the store."""

    question: str
    answer: str = ""
    details: AnswerDetails = NOTHING_KNOWN
    note: str = ""
    follow_ups: tuple[str, ...] = ()
    to_partner: bool = False
    liked: bool | None = None
    remark: str = ""
    question_id: int | None = None
    answer_id: int | None = None

    def to_keep(self) -> tuple[Said, ...]:
        """Return what a store is to hold of it."""
        asked = Said("user", self.question)
        said = Said("assistant", self.answer, self.details, self.liked, self.remark)
        return (asked, said) if self.answer else (asked,)


@dataclass(frozen=True)
class Talk:
    """One page's talk. `kept_as` is its id in the space `kept_in`; None for a temporary one."""

    turns: tuple[Turn, ...] = ()
    kept_as: int | None = None
    kept_in: str | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """What was said, in the light of which the next question is answered."""
        found: list[Message] = []
        for one in self.turns:
            found.append(Message("user", one.question))
            found += [Message("assistant", one.answer or one.note)] if one.answer or one.note else []
        return tuple(found)

    def with_turn(self, at: int, turn: Turn) -> "Talk":
        """Return it with one of its turns in the place of another."""
        return replace(self, turns=(*self.turns[:at], turn, *self.turns[at + 1 :]))

    def let_go(self) -> "Talk":
        """Return it as one that is kept nowhere; what a store holds of it stays there."""
        free = tuple(replace(one, question_id=None, answer_id=None) for one in self.turns)
        return Talk(free)


def told(talk: Talk) -> list[str]:
    """Return what the person said in a talk: the other tabs' jobs are screened in the light of it."""
    return [one.question for one in talk.turns]


def from_kept(kept: KeptTalk, space: str) -> Talk:
    """Return a talk that was kept, to go on with. Two answers to one question, as an import may hold them, become one."""
    turns: list[Turn] = []
    for one in kept.messages:
        if one.role == "user" or not turns:
            turns.append(Turn(one.content if one.role == "user" else "…", question_id=one.id))
        if one.role == "assistant":
            before = turns[-1]
            turns[-1] = replace(
                before,
                answer=f"{before.answer}\n\n{one.content}" if before.answer else one.content,
                details=one.details,
                liked=one.liked,
                remark=one.note,
                answer_id=one.id,
            )
    return Talk(tuple(turns), kept.id, space)
