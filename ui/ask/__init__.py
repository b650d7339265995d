"""The tab Ask: a talk, its sources beside it, and the talks that were kept."""

from ui.ask.answering import respond
from ui.ask.page import build
from ui.ask.talk import Talk, told

__all__ = ["Talk", "build", "respond", "told"]
