"""Settings: where they come from, and which goes before which."""

from pathlib import Path

import pytest

from coach.errors import SettingsError
from coach.settings import Settings, config_folder, load_settings


@pytest.fixture
def toml(hearth_folders: Path):
    """Write hearth.toml."""

    def write(text: str | bytes) -> None:
        path = hearth_folders / "config" / "hearth.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


def test_defaults_are_private_and_offline(hearth_folders: Path) -> None:
    settings = load_settings()
    assert settings.keep_history is False
    assert settings.chroma_server == "" and settings.server_address is None
    assert settings.country == ""
    assert (settings.model, settings.embedder, settings.role) == ("smollm2-135m", "all-MiniLM-L6-v2", "both")
    assert settings.data_dir == hearth_folders / "data"


def test_file_sets_what_it_names(toml) -> None:
    toml('model = "big"\ntop_k = 7\nkeep_history = true\nrole = "neglectful"\n')
    settings = load_settings()
    assert (settings.model, settings.top_k, settings.keep_history, settings.role) == ("big", 7, True, "neglectful")
    assert settings.candidates == Settings().candidates


def test_argument_goes_before_environment_and_environment_before_file(toml, monkeypatch) -> None:
    toml('model = "from-file"\n')
    assert load_settings().model == "from-file"
    monkeypatch.setenv("HEARTH_MODEL", "from-environment")
    assert load_settings().model == "from-environment"
    assert load_settings(model="from-argument").model == "from-argument"
    assert load_settings(model=None).model == "from-environment"


def test_what_is_set_to_nothing_in_the_environment_is_not_set(hearth_folders: Path, monkeypatch) -> None:
    folder = load_settings().data_dir
    monkeypatch.setenv("HEARTH_DATA_DIR", "")
    monkeypatch.setenv("HEARTH_TOP_K", "")
    settings = load_settings()
    assert settings.data_dir != Path() and settings.data_dir.is_absolute()
    assert settings.top_k == Settings().top_k and folder.is_absolute()


def test_folders_lie_in_the_data_and_config_folder(hearth_folders: Path) -> None:
    settings = load_settings()
    assert settings.models_dir == hearth_folders / "data" / "models"
    assert settings.index_dir == hearth_folders / "data" / "index"
    assert config_folder() == hearth_folders / "config"
    assert settings.models_file == hearth_folders / "config" / "models.toml"


def test_without_variables_the_systems_folders_are_used(monkeypatch) -> None:
    monkeypatch.delenv("HEARTH_DATA_DIR")
    monkeypatch.delenv("HEARTH_CONFIG_DIR")
    assert load_settings().data_dir.name == "hearth" and load_settings().data_dir.is_absolute()
    assert config_folder().name == "hearth"


def test_home_is_written_as_a_tilde(toml, monkeypatch) -> None:
    monkeypatch.delenv("HEARTH_DATA_DIR")
    toml('data_dir = "~/my-hearth"\n')
    assert load_settings().data_dir == Path.home() / "my-hearth"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("top_k = 0", "top_k"),
        ('top_k = "many"', "top_k"),
        ("candidates = 17", "candidates"),
        ("threads = -1", "threads"),
        ('role = "judge"', "role"),
        ('keep_history = "perhaps"', "keep_history"),
        ("no_such_setting = 1", "no_such_setting"),
        ("model = [", "hearth.toml"),
        ("model = ", "hearth.toml"),
        (b'model = "\xff"', "hearth.toml"),
    ],
    ids=[
        "too-small",
        "no-number",
        "too-large",
        "negative",
        "role",
        "boolean",
        "unknown",
        "broken",
        "no-value",
        "not-utf8",
    ],
)
def test_bad_file_is_told_in_one_line_that_names_it(toml, text, named) -> None:
    toml(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert named in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "value"), [("TOP_K", "0"), ("TOP_K", "x"), ("ROLE", "me"), ("KEEP_HISTORY", "maybe")])
def test_bad_variable_is_told_in_one_line_that_names_it(monkeypatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"HEARTH_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert f"HEARTH_{name}" in str(caught.value) and "\n" not in str(caught.value)


def test_bad_argument_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="top_k"):
        load_settings(top_k=100)


@pytest.mark.parametrize(
    ("value", "address"),
    [("127.0.0.1:8000", ("127.0.0.1", 8000)), ("localhost:9", ("localhost", 9)), ("[::1]:80", ("[::1]", 80))],
)
def test_server_is_host_and_port(value: str, address: tuple[str, int]) -> None:
    assert load_settings(chroma_server=value).server_address == address


@pytest.mark.parametrize("value", ["localhost", ":80", "host:", "host:port", "host:-1"])
def test_server_that_is_not_host_and_port_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="host:port"):
        _ = load_settings(chroma_server=value).server_address


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(Exception, match="frozen"):
        load_settings().model = "other"  # type: ignore[misc]
