"""Settings and the coach, made once a command. make_coach is where tests put their own parts in."""

import typer

from coach.assemble import Parts, Progress
from coach.catalogue import ModelEntry, choose, load_catalogue, locate
from coach.errors import CoachError, ModelError, ModelMissingError
from coach.settings import Settings, load_settings
from coach.turn import Coach


def settings_for(model: str | None = None, *, needs_file: bool = True) -> Settings:
    """Read the settings, with `model` (from --model) before what they say.

    A name that there is no model for is wrong usage; with `needs_file`, a model that is not on this computer raises
    ModelMissingError: what was asked for by name is not replaced in silence. A model on another computer is told of on stderr.
    """
    settings = load_settings(model=model)
    if model is not None:
        entry = entry_for(model, settings)
        if needs_file and not entry.server and not locate(entry, settings.models_dir).is_file():
            raise ModelMissingError(
                f"model {entry.name!r} is not on this computer; run `hearth models get {entry.name}`"
            )
    if needs_file and (warning := leaving(settings)):
        typer.echo(warning, err=True)
    return settings


def leaving(settings: Settings) -> str:
    """Return the line that says where what is typed goes, if the model is on another computer; "" where it stays here."""
    try:
        return choose(settings.model, load_catalogue(settings.models_file)).warning
    except CoachError:  # who loads the model says what is wrong
        return ""


def entry_for(name: str, settings: Settings) -> ModelEntry:
    """Return the model called `name`; a name that there is none for is wrong usage."""
    try:
        return choose(name, load_catalogue(settings.models_file))
    except ModelError as error:
        raise typer.BadParameter(str(error)) from error


def make_coach(settings: Settings, on_progress: Progress) -> Coach:
    """Return a coach that loads its parts when it first needs them."""
    return Coach(settings, Parts(settings, on_progress))
