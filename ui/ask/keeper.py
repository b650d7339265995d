"""Keeps a talk as it goes, where it is kept. An answer is worth having all the same: what cannot be kept is said in a line."""

from dataclasses import replace

from coach.failures import report
from coach.history import GrowingAnswer, History, Said
from ui import render, texts
from ui.ask.talk import Talk, Turn


class Keeper:
    """For one turn. Without a history nothing is kept. `lost` is the line that says so where something could not be."""

    def __init__(self, history: History | None) -> None:
        self._history = history
        self._growing: GrowingAnswer | None = None
        self.lost = ""

    def ask(self, talk: Talk, turn: Turn, instead_of: Turn | None) -> Talk:
        """Return the talk with the turn at its end, its question kept, with all of the talk that was not kept yet.

        `instead_of`, and what came after it, is out of the talk already, and goes from the store in the same moment.
        """
        if self._history is None:
            # kept until now, and going another way from here on: what is kept stays as it is
            talk = talk.let_go() if instead_of and talk.kept_as is not None else talk
            return replace(talk, turns=(*talk.turns, turn))
        first = instead_of.question_id if instead_of else None
        try:
            talk = caught_up(replace(talk, turns=(*talk.turns, turn)), self._history, first)
        except Exception as error:
            self._say(error)
            return replace(talk, turns=(*talk.turns, turn))
        if talk.kept_as is not None:
            self._growing = GrowingAnswer(self._history, talk.kept_as)
        return talk

    def answer(self, turn: Turn, *, ended: bool = False) -> Turn:
        """Keep the answer as far as it came; return the turn with its id in the store."""
        details = turn.details if ended and turn.details.kind else replace(turn.details, unfinished=True)
        if self._growing is None or (self.lost and not ended):
            return turn
        try:
            (self._growing.keep if ended else self._growing.grow)(turn.answer, details)
        except Exception as error:
            self._say(error)
        return replace(turn, answer_id=self._growing.id)

    def _say(self, error: Exception) -> None:
        self.lost = texts.NOT_KEPT.format(why=render.literal(report(error, "page: keep a talk").line))


def caught_up(talk: Talk, history: History, instead_of: int | None = None) -> Talk:
    """Keep what is not kept yet of a talk, all at once; return it with the ids. Raises HistoryError; see History.keep."""
    new = [at for at, one in enumerate(talk.turns) if one.question_id is None]
    said: list[Said] = [part for at in new for part in talk.turns[at].to_keep()]
    if not said:
        return talk
    kept_as, ids = history.keep(talk.kept_as, said, instead_of)
    left = iter(ids)
    for at in new:
        one = talk.turns[at]
        talk = talk.with_turn(at, replace(one, question_id=next(left), answer_id=next(left) if one.answer else None))
    return replace(talk, kept_as=kept_as)
