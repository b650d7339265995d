"""What the coach says when someone may be in danger: fixed words from replies.toml, put together with help lines.

No model writes here. It names what was heard, asks one plain question, says what helps now and whom to reach, and goes on
with the talk. It does not judge danger (screening.py does), promise to watch over anyone, take a side or give a diagnosis.
A first card is given once: later replies in the same talk are shorter and other ones, because repeated cards push people
away (VERA-MH marks them down; so does a reply that ends the talk).
"""

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from coach.helplines import HelpLine, emergency_number, lines_for, lines_together

FEAR = ("partner_violence", "coercive_control")
"""The dangers in which one may fear the other: couple exercises and softer wording are set aside."""
_LINES_IN_TEXT = 2
Role = Literal["in_danger", "worried", "threatened", "own_violence"]
"""Who writes: the one in danger; one who worries that another may end their life, or is threatened with it for leaving; one who
hurt someone."""


@dataclass(frozen=True)
class SafetyReply:
    """A reply in Markdown, and all help lines that fit, the best fit first."""

    text: str
    lines: tuple[HelpLine, ...]

    @property
    def resources(self) -> tuple[dict[str, Any], ...]:
        """The help lines as plain data, for JSON."""
        return as_data(self.lines)


def as_data(lines: Sequence[HelpLine]) -> tuple[dict[str, Any], ...]:
    """Return help lines as plain data, for JSON."""
    return tuple({**asdict(line), "checked_on": line.checked_on.isoformat()} for line in lines)


@dataclass(frozen=True)
class _Card:
    heard: str
    unheard: str
    question: str
    helps: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class _Kind:
    emergency: str
    danger: str
    cards: tuple[_Card, ...]
    imminent: tuple[_Card, ...]


@dataclass(frozen=True)
class _Words:
    software: str
    people: str
    danger: str
    no_number: str
    no_country: str
    go_on: str
    remembers: list[str]
    in_case_of: dict[str, str]
    not_for_fear: str
    if_left: str
    kinds: dict[str, _Kind]


def safety_reply(
    label: str,
    imminent: bool,
    heard: str,
    country: str | None,
    already: Sequence[str] = (),
    role: Role = "in_danger",
) -> SafetyReply:
    """Return the reply for a label of the screen.

    Args:
        imminent: it may be happening now; the emergency number then stands in the first line.
        heard: a short note on what was heard, such as "that someone has hurt you physically"; may be empty.
        country: ISO code that the person chose; None or an unknown one gives the worldwide directories.
        already: the coach's earlier replies in this talk. A card that was given is not given again; when all were, the
            shortest is.
        role: who writes; "worried" and "threatened" go with self_harm, "own_violence" with the labels of FEAR.

    Raises ValueError for a label that has no reply, "none" among them.
    """
    words = _words()
    _require(label)
    kind = words.kinds[_KIND_FOR.get(role, label)]
    lines = _lines(country, label, role)
    cards = kind.imminent if imminent else kind.cards
    unused = [card for card in cards if not any(card.question in reply for reply in already)]
    card = unused[0] if unused else min(cards, key=_length)
    number = emergency_number(country)
    first = not any(words.software in reply for reply in already)
    emergency = number or words.no_number

    parts = [f"**{kind.emergency.format(emergency=emergency)}**"] if imminent else []
    parts.append(_said(card, heard) + (f" {words.software}" if first else ""))
    parts.append(f"**{card.question}**")
    if card.helps:
        parts.append("\n".join(f"- {one}" for one in card.helps))
    if card.note:
        parts.append(card.note)
    if role == "threatened" and not any(words.if_left in reply for reply in already):
        parts.append(words.if_left)
    danger = "" if imminent else kind.danger.format(emergency=emergency)
    parts.append(f"{danger} {words.people}".lstrip() + "\n")
    parts[-1] += "".join(f"\n- {_reach(line)}" for line in lines[:_LINES_IN_TEXT])
    if first:
        parts.append(words.go_on if number else f"{words.no_country} {words.go_on}")
    return SafetyReply("\n\n".join(parts), lines)


def reminder(
    label: str, country: str | None, already: Sequence[str] = (), *, named: bool = True, role: Role = "in_danger"
) -> SafetyReply:
    """Return the line that stands before an ordinary answer while a danger that was named is not taken back.

    Where none was `named` and one may still be there, it says "in case". It names where to turn to, and, where one person may
    fear the other, that what follows is not meant for that. The lines take turns. Arguments and errors as for safety_reply.
    """
    words = _words()
    _require(label)
    lines = _lines(country, label, role)
    reached = "; ".join(_reach(line) for line in lines[:_LINES_IN_TEXT])
    if not named:
        return SafetyReply(f"*{words.in_case_of[label]}* {reached}.", lines)
    used = sum(any(one in reply for one in words.remembers) for reply in already)
    said = words.remembers[used % len(words.remembers)]
    fear = f" {words.not_for_fear}" if label in FEAR else ""
    danger = words.danger.format(emergency=emergency_number(country) or words.no_number)
    return SafetyReply(f"*{said}* {danger} {reached}.{fear}", lines)


_KIND_FOR = {"worried": "for_another", "threatened": "for_another", "own_violence": "own_violence"}


def _require(label: str) -> None:
    labels = _words().in_case_of
    if label not in labels:
        raise ValueError(f"no reply is written for {label!r}; expected one of {', '.join(labels)}")


def _lines(country: str | None, label: str, role: Role) -> tuple[HelpLine, ...]:
    if role == "threatened":
        return lines_together(country, label, "partner_violence")
    return lines_for(country, "own_violence" if role == "own_violence" else label)


def _said(card: _Card, heard: str) -> str:
    note = " ".join(heard.split()).rstrip(".!?")
    return card.heard.format(heard=note) if note else card.unheard


def _reach(line: HelpLine) -> str:
    """Write a line as Markdown: name, ways to reach it, hours."""
    ways = (("call", line.call), ("text", line.text), ("online", line.chat))
    hours = f" ({line.hours})" if line.hours else ""
    return f"**{line.name}**: {', '.join(f'{word} {way}' for word, way in ways if way)}{hours}"


def _length(card: _Card) -> int:
    return len(card.heard) + len(card.question) + sum(len(one) for one in card.helps) + len(card.note)


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = tomllib.loads(files("coach").joinpath("safety/replies.toml").read_text(encoding="utf-8"))
    kinds = {label: table for label, table in data.items() if isinstance(table, dict) and "cards" in table}
    return _Words(
        **{name: text for name, text in data.items() if name not in kinds},
        kinds={
            label: _Kind(
                table["emergency"],
                table.get("danger", data["danger"]),
                tuple(_card(one) for one in table["cards"]),
                tuple(_card(one) for one in table["imminent"]),
            )
            for label, table in kinds.items()
        },
    )


def _card(table: dict[str, Any]) -> _Card:
    return _Card(table["heard"], table["unheard"], table["question"], tuple(table["helps"]), table.get("note", ""))
