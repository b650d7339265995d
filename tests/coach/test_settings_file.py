"""hearth.toml changed for a person: what they wrote stays, and nothing is half written."""

from pathlib import Path

import pytest

from coach.errors import SettingsError
from coach.settings import load_settings
from coach.settings_file import save_settings


def test_settings_are_set_and_every_other_line_and_comment_stays(hearth_folders: Path) -> None:
    file = hearth_folders / "config" / "hearth.toml"
    file.write_text('# mine\ntop_k = 7  # enough\ncountry = "US"\n', encoding="utf-8")
    assert save_settings(country="GB", welcomed=True) == file
    assert file.read_text(encoding="utf-8") == '# mine\ntop_k = 7  # enough\ncountry = "GB"\nwelcomed = true\n'
    settings = load_settings()
    assert (settings.country, settings.welcomed, settings.top_k) == ("GB", True, 7)


def test_the_file_is_made_where_there_is_none(hearth_folders: Path) -> None:
    (hearth_folders / "config").rmdir()
    save_settings(welcomed=True)
    assert load_settings().welcomed


def test_of_what_cannot_be_written_nothing_is_left(hearth_folders: Path) -> None:
    (hearth_folders / "config" / "hearth.toml").mkdir()
    with pytest.raises(OSError):
        save_settings(welcomed=True)
    assert [one.name for one in (hearth_folders / "config").iterdir()] == ["hearth.toml"]


def test_a_file_that_is_no_toml_stays_as_it_is(hearth_folders: Path) -> None:
    file = hearth_folders / "config" / "hearth.toml"
    file.write_text("country = ", encoding="utf-8")
    with pytest.raises(SettingsError, match="is not written as TOML"):
        save_settings(country="GB")
    assert file.read_text(encoding="utf-8") == "country = "
