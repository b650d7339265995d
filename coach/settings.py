"""Settings, read once from hearth.toml and HEARTH_* variables. Nothing else in Hearth reads the environment."""

import os
import re
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from coach.errors import SettingsError
from knowledge.schema import Audience


def config_folder() -> Path:
    """Return the folder of hearth.toml and models.toml: HEARTH_CONFIG_DIR, or the place that the system has for it."""
    return Path(os.environ.get("HEARTH_CONFIG_DIR") or platformdirs.user_config_path("hearth", appauthor=False))


def wants_details() -> bool:
    """Say whether HEARTH_DEBUG=1 asks for all of a failure on stderr, which may quote what was typed."""
    return os.environ.get("HEARTH_DEBUG") == "1"


def variable(name: str) -> str:
    """Return the environment variable `name`, such as the one that holds a server's key; "" where there is none."""
    return os.environ.get(name, "")


class Settings(BaseSettings):
    """What a person can set. HEARTH_MODEL=… in the environment goes before `model = "…"` in hearth.toml."""

    model_config = SettingsConfigDict(env_prefix="HEARTH_", env_ignore_empty=True, frozen=True, extra="forbid")

    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("hearth", appauthor=False))
    """Index, conversations, downloaded models and your own guides live here."""
    model: str = "smollm2-135m"
    """The language model, by its name in models.toml."""
    adapter: bool = True
    """Use the adapter that a model entry names; off shows the difference that it makes."""
    embedder: str = "all-MiniLM-L6-v2"
    """The embedding model: the one that comes with Hearth, or a folder with a sentence-transformers model."""
    reranker: str = ""
    """A folder with a sentence-transformers CrossEncoder that orders what was found once more; empty does without."""
    chroma_server: str = ""
    """host:port of a Chroma server; empty keeps the index in data_dir."""
    role: Audience = "both"
    """Who is asking: neglected, neglectful, or both; answers and plans fit it."""
    language: Literal["en", "es"] = "en"
    """Of the page's own words. What the guides and Hearth's answers say is English."""
    country: str = ""
    """ISO 3166 code ("GB", "US") for help lines; empty gives the worldwide directory. Never guessed."""
    top_k: int = Field(default=4, ge=1, le=20)
    """How many passages an answer may rest on."""
    candidates: int = Field(default=6, ge=1, le=8)
    """How many versions of a tone a model with the adapter writes at once, to take the best of those that pass."""
    threads: int = Field(default=0, ge=0, le=256)
    """Processor threads for the language model; 0 chooses for this machine."""
    read_ahead: bool = True
    """Let the language model read what is typed on the page from a pause on, so that an answer begins sooner; nothing is kept."""
    keep_history: bool = False
    """Keep conversations in your space; encrypted only where it has a passphrase. Off: nothing of a talk is written to disk."""
    lock_after_minutes: float = Field(default=10, ge=0.05, le=240)
    """After how many minutes without use a space with a passphrase locks itself."""
    welcomed: bool = False
    """Whether the welcome was seen, or skipped; it is shown once."""
    plain_title: bool = False
    """Let the page's window be called "Notes", so that its name says nothing."""

    @field_validator("data_dir")
    @classmethod
    def _home(cls, folder: Path) -> Path:
        if "\0" in str(folder):
            raise ValueError("a folder's name holds no NUL")
        try:
            return folder.expanduser()
        except RuntimeError as error:  # "~someone", who is not there
            raise ValueError("there is no such home folder; write the path out") from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments go before the environment, the environment before the file."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=config_folder() / "hearth.toml")
        return init_settings, env_settings, toml

    @property
    def models_file(self) -> Path:
        """The person's own model entries, beside hearth.toml; need not exist."""
        return config_folder() / "models.toml"

    @property
    def models_dir(self) -> Path:
        """Where downloaded models lie."""
        return self.data_dir / "models"

    @property
    def history_file(self) -> Path:
        """Where conversations are kept, if they are."""
        return self.data_dir / "conversations.sqlite3"

    @property
    def spaces_dir(self) -> Path:
        """Where each person's own notebook lies, in a folder named after their space."""
        return self.data_dir / "spaces"

    @property
    def index_dir(self) -> Path:
        """Where the index lies."""
        return self.data_dir / "index"

    @property
    def log_dir(self) -> Path:
        """Where the log of failures lies, once there was one (log.py)."""
        return self.data_dir / "log"

    @property
    def tmp_dir(self) -> Path:
        """Where the page keeps temporary files, uploads among them, while it is open; gone when it ends."""
        return self.data_dir / "tmp"

    @property
    def server_address(self) -> tuple[str, int] | None:
        """The Chroma server as (host, port), if there is one; raises SettingsError when it is not host:port."""
        if not self.chroma_server:
            return None
        host, _, port = self.chroma_server.rpartition(":")
        if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65_535:
            raise SettingsError("chroma_server must be host:port, such as 127.0.0.1:8000")
        return host, int(port)


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; `overrides` that are not None go before everything else.

    Raises SettingsError with one line that names the setting.
    """
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])[:60] if first["loc"] else "settings"
        variable = f" or HEARTH_{name.upper()}" if name in Settings.model_fields else ""
        said = first["msg"].lower().removeprefix("value error, ")
        raise SettingsError(f"setting {name!r}: {said} (hearth.toml{variable})") from error
    except (OSError, ValueError, RecursionError) as error:  # tomllib's error is a ValueError
        raise SettingsError(f"{config_folder() / 'hearth.toml'} cannot be read: {str(error)[:200]}") from error
