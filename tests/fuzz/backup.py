"""A backup file: any bytes are restored whole, or not at all with one line that says why, and nothing is written elsewhere."""

from pathlib import Path
from tempfile import TemporaryDirectory

from coach.errors import CoachError
from coach.keeping.backup import read_about, restore_backup, write_backup
from coach.keeping.kinds import JournalPage, made
from coach.keeping.spaces import open_notebook
from coach.settings import Settings
from tests.fuzz.kit import check_message

LIBRARIES = ("zipfile",)
EXAMPLES = 40
LONGEST = 40_000


def _settings(folder: str) -> Settings:
    return Settings(data_dir=Path(folder) / "data")


def _seed() -> bytes:
    from datetime import date

    with TemporaryDirectory() as folder:
        settings = _settings(folder)
        open_notebook(settings, "me").add(made(JournalPage, prompt="x", text="A quiet day."), date(2026, 3, 4))
        write_backup(settings, "me", Path(folder) / "b")
        return (Path(folder) / "b").read_bytes()


SEEDS = (_seed(), b"", b"PK\x05\x06" + bytes(18))
PIECES = (
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"backup.json",
    b"notebook",
    b"key.json",
    b'"format": 9',
    b'"locked": true',
    b"../",
    b"\xff\xff\xff\xff",
)


def target(data: bytes) -> None:
    """Restore the bytes as a space."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "b"
        file.write_bytes(data)
        try:
            about = read_about(file)
            restore_backup(_settings(folder), "me", file, "a passphrase")
        except CoachError as error:
            check_message(error)
            left = [one.name for one in Path(folder).rglob("*") if one.is_file()]
            assert left == ["b"], left
            return
        assert about.space and open_notebook(_settings(folder), "me").export()
        assert {one.name for one in Path(folder).iterdir()} == {"b", "data"}
