"""One page a data folder."""

from pathlib import Path

import pytest

from ui.alone import ADDRESS, AlreadyOpenError, alone, tell


def test_the_second_is_told_where_the_first_is(tmp_path: Path) -> None:
    with alone(tmp_path):
        tell(tmp_path, "http://127.0.0.1:7860/")
        with pytest.raises(AlreadyOpenError) as caught, alone(tmp_path):
            pass
        assert str(caught.value) == "Hearth is already open at http://127.0.0.1:7860/"
        assert caught.value.address == "http://127.0.0.1:7860/"
        assert (tmp_path / ADDRESS).exists(), "the second one changed nothing"
    with alone(tmp_path):
        assert not (tmp_path / ADDRESS).exists()


def test_an_address_that_a_killed_page_left_is_not_told(tmp_path: Path) -> None:
    tell(tmp_path, "http://127.0.0.1:7861/")
    with alone(tmp_path), pytest.raises(AlreadyOpenError) as caught, alone(tmp_path):
        pass
    assert caught.value.address == ""


@pytest.mark.parametrize("written", [b"", b"\xff\xfe", b"file:///etc/passwd", b"http://a\nb/", b"http://" + b"x" * 200])
def test_what_is_no_address_is_not_told(tmp_path: Path, written: bytes) -> None:
    with alone(tmp_path):
        (tmp_path / ADDRESS).write_bytes(written)
        with pytest.raises(AlreadyOpenError, match="already open with these data"), alone(tmp_path):
            pass


def test_other_folders_are_free(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with alone(tmp_path), alone(tmp_path / "other"):
        pass
