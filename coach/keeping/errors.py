"""What can go wrong with a notebook. One line for the person; no message quotes what they typed.

NotebookError               its file cannot be read or written, or an entry is gone
├── NewerError              it, or a backup, was written by a newer Hearth
├── LockedError             it has a passphrase, and is not open
└── WrongPassphraseError    it was not opened by this one
    └── TooSoonError        nor tried, because the last tries were wrong
"""

from coach.errors import CoachError


class NotebookError(CoachError):
    """The notebook cannot be read or written, or what was asked for is not in it."""


class NewerError(NotebookError):
    """A newer Hearth wrote it; nothing is wrong with it."""


class LockedError(NotebookError):
    """The space has a passphrase and is not open."""

    def __init__(self) -> None:
        super().__init__("this space is locked; open it with its passphrase")


class WrongPassphraseError(NotebookError):
    """The passphrase is not the one of this space."""

    def __init__(self, line: str = "that is not the passphrase of this space") -> None:
        super().__init__(line)


class TooSoonError(WrongPassphraseError):
    """Too many wrong tries; `seconds` until the next one is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many wrong tries; wait {seconds} second{'' if seconds == 1 else 's'} and try again")
        self.seconds = seconds
