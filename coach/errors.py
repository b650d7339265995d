"""What can go wrong in coach/, as one small tree. Each text can be shown to a person as it is: what is wrong, what to do.

    CoachError
    ├── InputError          the text is empty, too long, or no text (wrong usage)
    ├── SettingsError       hearth.toml, models.toml or a HEARTH_* variable says something that it cannot mean
    ├── ModelError          the language model cannot be loaded, or failed
    │   └── ModelMissingError   its file is not on this computer
    ├── DownloadError       a model could not be fetched, or what came is not what was meant to come
    │   └── DownloadStoppedError    it was stopped; what came is kept
    ├── HistoryError        the saved conversations cannot be read or written
    └── NotebookError       what a person kept cannot be read or written (keeping/errors.py)

No message quotes what a person typed.
"""


class CoachError(Exception):
    """Base of all errors of coach/."""


class InputError(CoachError):
    """The text given cannot be worked with."""


class SettingsError(CoachError):
    """A setting has no meaning."""


class ModelError(CoachError):
    """The language model cannot be loaded, or failed while writing."""


class ModelMissingError(ModelError):
    """The model's file is not on this computer."""


class DownloadError(CoachError):
    """A model could not be fetched whole."""


class DownloadStoppedError(DownloadError):
    """The person stopped it."""


class HistoryError(CoachError):
    """Saved conversations cannot be read or written."""
