"""What can go wrong with a notebook: its file cannot be read or written, or an entry is gone. One line for the person."""

from coach.errors import CoachError


class NotebookError(CoachError):
    """The notebook cannot be read or written, or what was asked for is not in it."""
