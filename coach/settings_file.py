"""Change hearth.toml for a person: one setting or a few, every other line and its comments left as they are."""

from pathlib import Path

from coach.errors import SettingsError
from coach.settings import config_folder


def save_settings(**values: str | bool) -> Path:
    """Set `values` in hearth.toml, which is made if need be, and return where it lies.

    Raises SettingsError when it is no TOML, OSError when it cannot be written; the file is as it was then.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    file = config_folder() / "hearth.toml"
    part = file.with_suffix(".part")
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8") if file.is_file() else "")
        document.update(values)
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(tomlkit.dumps(document), encoding="utf-8")
        part.replace(file.resolve())
    except (UnicodeDecodeError, TOMLKitError) as error:
        raise SettingsError(f"{file} is not written as TOML; mend it, and try again") from error
    finally:
        part.unlink(missing_ok=True)
    return file
