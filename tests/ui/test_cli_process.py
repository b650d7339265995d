"""hearth as a process of its own: what it loads, what it does with pipes, signals and strange encodings."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

HEAVY = (
    "gradio",
    "torch",
    "chromadb",
    "llama_cpp",
    "sentence_transformers",
    "transformers",
    "huggingface_hub",
    "bm25s",
)
HEARD = "He hit me again"
"""The patterns hear it: no classifier has to be loaded to look further."""
_LOADED = (
    "import io, sys\nfrom ui.cli import run\n"
    "run(sys.argv[1:])\n"
    f"print('loaded:', *[one for one in {HEAVY!r} if one in sys.modules], file=sys.stderr)\n"
)


def process(
    arguments: Sequence[str | bytes], stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ui.cli", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, timeout=180, env=os.environ | environment, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [
        (("--help",), ""),
        (("screen", HEARD), ""),
        (("models",), " llama_cpp"),  # it alone knows the graphics card's memory
        (("data", "where"), ""),
        (("doctor",), ""),
    ],
    ids=["help", "screen", "models", "data", "doctor"],
)
def test_nothing_heavy_is_loaded_for(arguments: tuple[str, ...], needs: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _LOADED, *arguments], capture_output=True, text=True, timeout=180, check=False
    )
    assert ran.stderr.splitlines()[-1].strip() == f"loaded:{needs}", ran.stderr


def test_text_that_is_no_utf8_is_said_in_one_line() -> None:
    ran = process(["ask", b"\xff\xfe\xfa\xc3"])
    assert ran.returncode == 2
    assert ran.stderr.decode() == "hearth: that does not look like text; paste the words themselves\n"
    assert ran.stdout == b""


def test_json_is_utf8_whatever_the_locale_says() -> None:
    text = f"Ça va, 😀 {HEARD}"
    ran = process(["screen", "--json"], text.encode(), LC_ALL="C", PYTHONIOENCODING="latin-1")
    assert ran.returncode == 0
    assert json.loads(ran.stdout.decode("utf-8"))["text"] == text


def test_reader_that_leaves_early_is_no_traceback() -> None:
    lines = json.dumps({"id": 1, "text": HEARD}).encode() + b"\n"
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "screen", "--batch", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin and running.stdout and running.stderr
        running.stdout.close()
        try:
            running.stdin.write(lines * 3000)
            running.stdin.close()
        except BrokenPipeError:
            pass
        assert running.stderr.read() == b""
        assert running.wait(120) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_says_stopped() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "talk", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # whoever runs the tests in the background has Ctrl-C ignored, and children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        assert running.stdin and running.stdout and running.stderr
        running.stdin.write("🙂\n".encode())
        running.stdin.flush()
        assert b'"error"' in running.stdout.readline(), "it is up, and waits for the next line"
        time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        assert running.wait(120) == 1
        assert running.stderr.read() == b"Stopped.\n"


def test_details_of_a_failure_are_shown_when_asked_for() -> None:
    ran = process(["ask", ""], HEARTH_DEBUG="1")
    assert ran.returncode == 2
    assert b"Traceback" in ran.stderr


def test_libraries_are_told_to_keep_quiet_before_they_are_loaded() -> None:
    code = (
        "import os, sys\nsys.argv = ['hearth', '--version']\nfrom ui.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    print(os.environ['HF_HUB_OFFLINE'])\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=180, check=True
    )
    assert ran.stdout.splitlines()[-1] == "1"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_what_hearth_writes_is_for_its_owner_alone(hearth_folders: Path) -> None:
    assert process(["checkin", "--mood", "calm"], HOME=str(hearth_folders)).returncode == 0
    found = [hearth_folders / "data", *(hearth_folders / "data").rglob("*")]
    assert len(found) > 3 and not [one for one in found if stat.S_IMODE(one.stat().st_mode) & 0o077]


def test_a_failure_is_logged_without_what_was_asked(hearth_folders: Path) -> None:
    (hearth_folders / "data").mkdir()
    (hearth_folders / "data" / "index").write_text("a file where the folder should be")
    ran = process(["search", "xyzzy typed"])
    assert ran.returncode == 1 and ran.stdout == b"" and ran.stderr.count(b"\n") == 1
    log = (hearth_folders / "data" / "log" / "hearth.log").read_text()
    assert " hearth search\n" in log and "xyzzy" not in log + ran.stderr.decode()
