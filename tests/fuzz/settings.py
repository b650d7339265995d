"""hearth.toml and HEARTH_*: any file and any values give settings in their ranges, or one line that names what is wrong.

What stands after the first NUL are variables, NAME=value, a line each.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from coach.errors import SettingsError
from coach.settings import Settings, load_settings
from knowledge.schema import AUDIENCES
from tests.fuzz.kit import check_message, text_of

LIBRARIES = ("tomllib", "pydantic_settings")
EXAMPLES = 100
SEEDS = (
    b'model = "smollm2-135m"\ncountry = "GB"\nrole = "both"\ntop_k = 4\nkeep_history = false\n',
    b"top_k = 900\0TOP_K=4\nROLE=neglected\nKEEP_HISTORY=1\n",
    b'data_dir = "~nobody-here/x"\nthreads = 1e400\ncandidates = true\n[section]\na = 1979-05-27T07:32:00Z\n',
    b'chroma_server = "127.0.0.1:8000"\nadapter = "yes"\nlock_after_minutes = nan\ntop_k = ' + b"9" * 5_000,
    b"model = " + b"[" * 2_000,
    b"\0DATA_DIR=/tmp/\xff\nCHROMA_SERVER=[::1]:99999999999\nTHREADS=\xd9\xa3\nTOP_K= 4 \n",
)
PIECES = (
    *(one.encode() + b" = " for one in Settings.model_fields),
    *(one.upper().encode() + b"=" for one in Settings.model_fields),
    *(
        b"\0",
        b"\n",
        b"[",
        b"]",
        b'"',
        b"'''",
        b"{a = ",
        b"1e999",
        b"nan",
        b"inf",
        b"true",
        b"0x10",
        b"~a/",
        b"\\u0000",
        b"\xff",
        b"a.b.c = 1",
        b"#",
    ),
)
CRASHERS = (
    b"model = " + b"[" * 2_000,  # deeper than a parser goes
    b'data_dir = "~nobody-here/x"',  # no such home
    b'data_dir = "a\\u0000b"',
    b'"a\\nb" = 1',  # a name of two lines
    b'chroma_server = "host:99999999999"',
    b"top_k = " + b"9" * 5_000,
)
_FOLDER = TemporaryDirectory()


def target(data: bytes) -> None:
    """Load the settings."""
    toml, _, variables = data.partition(b"\0")
    Path(_FOLDER.name, "hearth.toml").write_bytes(toml)
    pairs = [line.partition("=") for line in text_of(variables).split("\n")]
    names = {one.upper() for one in Settings.model_fields}
    with environment({name: value for name, _, value in pairs if name in names and "\0" not in value}):
        try:
            settings = load_settings()
        except SettingsError as error:
            check_message(error)
            return
    assert 1 <= settings.top_k <= 20 and 0 <= settings.threads <= 256 and settings.role in AUDIENCES
    for folder in (settings.data_dir, settings.index_dir, settings.spaces_dir, settings.models_dir):
        folder.exists()
    try:
        address = settings.server_address
    except SettingsError as error:
        check_message(error)
        return
    assert address is None or (address[0] and 0 <= address[1] <= 65_535)


@contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """Set HEARTH_* for a while, and no others of its kind."""
    before = {name: value for name, value in os.environ.items() if name.startswith("HEARTH_")}
    try:
        for name in before:
            del os.environ[name]
        os.environ.update({f"HEARTH_{name}": value for name, value in variables.items()})
        os.environ["HEARTH_CONFIG_DIR"] = _FOLDER.name
        yield
    finally:
        for name in [one for one in os.environ if one.startswith("HEARTH_")]:
            del os.environ[name]
        os.environ.update(before)
