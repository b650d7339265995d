"""A space taken out: JSON for programs, Markdown for people (and a therapist, if one likes). One space, no other.

The JSON document can be read back (reading_back.py).
"""

import json
from datetime import UTC, date, datetime, time
from typing import Any

from coach import __version__
from coach.history import History, KeptTalk, as_exported
from coach.keeping.grounding import shipped_title
from coach.keeping.journal import prompt_text
from coach.keeping.kinds import (
    KINDS,
    Drawn,
    GroundingCard,
    JournalPage,
    Kept,
    LanguagesReflection,
    SafetyPlan,
    SignsReflection,
)
from coach.keeping.languages import pairs
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.questions import question_text
from coach.keeping.signs import signs
from coach.keeping.weeks import spoken

TITLES = {
    "plan": "Plans for the week",
    "refusal": "Not for now",
    "talk_time": "Talk time",
    "talk": "Talks",
    "question": "Questions drawn",
    "checkin": "Check-ins",
    "slip": "Connection jar",
    "touch": "Seven days of touch",
    "languages": "Love languages",
    "act": "Acts of love",
    "loved": "How loved I felt",
    "expectation": "What I need",
    "limit": "Kind limits",
    "promise": "Promises",
    "instance": "Naming the neglect",
    "signs": "Signs reflection",
    "appreciation": "Appreciation notes",
    "journal": "Journal",
    "observer": "Through fair eyes",
    "look_back": "Looking back",
    "safety_plan": "Safety plan",
    "grounding_card": "Grounding cards",
    "person": "How I am spoken to",
    "draft": "A message not sent yet",
}
_HIDDEN = frozenset({"uid", "round"})


def document(space: str, notebook: Notebook, history: History) -> dict[str, Any]:
    """Return everything that a space holds as plain data: its conversations and its entries, odd rows as they lie there."""
    return {
        "hearth": __version__,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "conversations": history.export(),
        "notebook": {"space": space, **notebook.export()},
    }


def as_json(notebook: Notebook) -> str:
    """Return the entries as one JSON document, rows that could not be read as they lie there."""
    return json.dumps(notebook.export(), ensure_ascii=False, indent=1) + "\n"


def as_markdown(notebook: Notebook, title: str = "My notebook", history: History | None = None) -> str:
    """Return everything as text to read: a chapter for each kind, in the order of days, and one for the talks that were kept."""
    lines = [f"# {title}", ""]
    for name, kind in KINDS.items():
        entries = notebook.all(kind)
        if not entries:
            continue
        lines += [f"## {TITLES[name]}", ""]
        for entry in sorted(entries, key=lambda one: (one.day, one.id)):
            lines += _entry(entry)
    talks = sorted(history.talks(), key=lambda one: one.id) if history else []
    if talks:
        lines += ["## Talks with Hearth", ""]
    for talk in talks:
        lines += [f"### {talk.started_at[:10]}: {' '.join(talk.title.split())}", "", *_spoken(talk)]
    aside = notebook.export()["set_aside"]
    if aside:
        lines += ["## Could not be read", ""]
        for one in aside:
            lines += [f"### Entry {one['id']} ({one['kind']})", "", f"{one['why']}", "", *_quoted(one["data"]), ""]
    return "\n".join(lines).rstrip() + "\n"


def talk_document(space: str, talk: KeptTalk) -> dict[str, Any]:
    """Return one conversation as `document` gives all of them, so that it can be read back."""
    return {
        "hearth": __version__,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "conversations": [as_exported(talk)],
        "notebook": {"space": space, "entries": [], "set_aside": []},
    }


def talk_as_markdown(talk: KeptTalk) -> str:
    """Return one conversation as text to read, each answer with its sources, and whether it helped."""
    lines = [f"# {' '.join(talk.title.split())}", "", talk.started_at[:10], "", *_spoken(talk)]
    return "\n".join(lines).rstrip() + "\n"


def _spoken(talk: KeptTalk) -> list[str]:
    lines: list[str] = []
    for one in talk.messages:
        lines += ["I:" if one.role == "user" else "Hearth:", "", *_quoted(one.content), ""]
        for cited in one.details.citations:
            where = ", ".join(part for part in (cited.title, cited.heading, cited.source) if part)
            lines.append(f"- [{cited.n}] {where}")
        lines += [] if one.liked is None else [f"- helped: {_said(one.liked)}"]
        lines += _field("my note", one.note) if one.note else []
        lines += [""] if lines[-1] else []
    return lines


def _entry(entry: Entry[Kept]) -> list[str]:
    lines = [f"### {spoken(entry.day)} {entry.day.year}", ""]
    for name in type(entry.data).model_fields:
        value = _in_words(entry.data, name)
        if name not in _HIDDEN and value not in ("", (), None, {}):
            lines += _field(name.replace("_", " "), value)
    return [*lines, ""]


def _in_words(data: Kept, name: str) -> Any:
    """A field's value, ids of questions, prompts and signs as the words they stand for."""
    value = getattr(data, name)
    if isinstance(data, Drawn) and name == "question":
        return question_text(value) or value
    if isinstance(data, JournalPage) and name == "prompt":
        return prompt_text(value) or value
    if isinstance(data, SignsReflection) and name == "noticed":
        words = {one.id: one.text for one in signs()}
        return tuple(words.get(one, one) for one in value)
    if isinstance(data, LanguagesReflection) and name == "choices":
        return tuple(
            option.text
            for pair in pairs()
            for side, option in (("a", pair.a), ("b", pair.b))
            if value.get(pair.id) in (side, "both")
        )
    if isinstance(data, GroundingCard) and name == "card":
        return shipped_title(value) or value
    if isinstance(data, GroundingCard) and name == "minutes" and not data.title:
        return None  # the shipped card's own stand
    if isinstance(data, SafetyPlan | GroundingCard) and isinstance(value, tuple):
        return "\n".join(value)
    return value


def _field(label: str, value: Any) -> list[str]:
    if isinstance(value, tuple) and value and hasattr(value[0], "model_dump"):
        return [f"- {label}:", *(f"  - {_flat(one.model_dump())}" for one in value)]
    said = _said(value)
    if "\n" in said or len(said) > 100:
        return [f"- {label}:", "", *_quoted(said), ""]
    return [f"- {label}: {said}"]


def _flat(parts: dict[str, Any]) -> str:
    return "; ".join(
        f"{name.replace('_', ' ')}: {_said(value)}" for name, value in parts.items() if value not in ("", (), None)
    )


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(one)}" for key, one in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(_said(one) for one in value)
    return str(value)


def _quoted(text: str) -> list[str]:
    return [f"> {line}" for line in text.splitlines()]
