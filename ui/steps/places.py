"""Where on the page a practice is done: in a tool, in a part of Next steps, or in Before you send. Many are done away from it."""

from html import escape

from ui import texts
from ui import texts_steps as words
from ui import texts_tools as tools

PLACES = {
    "appreciation-note": "steps/tools/notes",
    "better-questions": "steps/talk-time",
    "clear-expectations": "steps/tools/expectations",
    "connection-jar": "steps/tools/jar",
    "daily-check-in": "steps/check-in",
    "daily-talk-time": "steps/talk-time",
    "i-feel-statement": "rewrite",
    "journalling-to-feel-again": "steps/tools/journal",
    "kind-limits": "steps/tools/limits",
    "love-languages-reflection": "steps/tools/languages",
    "naming-the-neglect": "steps/tools/naming",
    "neutral-observer-writing": "steps/tools/observer",
    "one-act-a-day": "steps/tools/languages",
    "own-it-apology": "rewrite",
    "promise-keeper": "steps/tools/promises",
    "reassurance-not-excuses": "rewrite",
    "self-compassion-pause": "steps/tools/journal",
    "signs-reflection": "steps/tools/signs",
    "touch-challenge": "steps/tools/touch",
    "weekly-look-back": "steps/look-back",
}
"""A practice's id -> its place: a tab of the page, a part of Next steps, a tool; around.js finds the way (data-place)."""


def open_button(practice: str, card: str) -> str:
    """Render the button on a practice's card that opens its place; "" where it has none. `card` is its own among the page's."""
    place = PLACES.get(practice)
    if place is None:
        return ""
    label = words.OPEN_PLACE.format(title=_title(place))
    return (
        f'<button type="button" id="{escape(card)}-open-{escape(practice)}" data-place="{escape(place)}">'
        f"{escape(label)}</button>"
    )


def _title(place: str) -> str:
    room, part, tool = [*place.split("/"), "", ""][:3]
    if tool:
        return tools.TOOLS[tool][0]
    parts = {"check-in": words.TAB_CHECK_IN, "talk-time": words.TAB_TALK, "look-back": words.TAB_LOOK_BACK}
    return parts[part] if part else {"rewrite": texts.TAB_REWRITE}[room]
