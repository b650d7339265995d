"""What holds for the project as a whole: light imports, their direction, docstrings, the version."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import coach
from tests.sources import tree_of

ROOT = Path(__file__).parents[1]
PACKAGES = ("coach", "knowledge", "ui")
MODULES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
)
HEAVY = (
    "torch",
    "gradio",
    "chromadb",
    "llama_cpp",
    "sentence_transformers",
    "transformers",
    "bm25s",
    "scipy",
    "pypdf",
    "docx",
)


def python(script: str, *arguments: str, folder: Path = ROOT) -> str:
    """Run `script` in a new process and return what it prints."""
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_jobs_and_the_search_import_no_heavy_library() -> None:
    script = "import sys, coach.turn, knowledge.retrieval; print(*sys.modules)"
    loaded = {one.partition(".")[0] for one in python(script).split()}
    assert "coach" in loaded and not loaded & set(HEAVY)


# What is done by an import, seen by an audit hook: files opened for writing, folders made, network, processes.
_WATCH = """
import importlib, os, sys
seen = []
def watch(event, args):
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+") and args[0] != os.devnull:
        seen.append(f"{event} {args[0]}")
    elif event.partition(".")[0] in ("socket", "subprocess", "sqlite3") and event != "socket.gethostname":
        seen.append(event)
    elif event in ("os.mkdir", "os.remove", "os.rename", "os.system", "os.putenv", "os.unsetenv"):
        seen.append(f"{event} {args[0]}")
sys.dont_write_bytecode = True
for one in sys.argv[1].split():
    importlib.import_module(one)  # what third-party libraries do at their import is not ours to judge: see below
for name in [one for one in sys.modules if one.partition(".")[0] in ("coach", "knowledge", "ui")]:
    del sys.modules[name]
sys.addaudithook(watch)
before = dict(os.environ)
for one in sys.argv[1].split():
    importlib.import_module(one)
print(*seen, sep="\\n")
print(*[name for name in {*before, *os.environ} if before.get(name) != os.environ.get(name)])
"""


def test_importing_any_module_has_no_side_effect(tmp_path: Path) -> None:
    light = [one for one in MODULES if one.partition(".")[0] in ("coach", "knowledge")]
    assert len(light) > 30
    assert python(_WATCH, " ".join(light)).split() == []


def test_environment_is_read_in_settings_alone() -> None:
    # the store puts a variable aside and back, so that no proxy stands between it and its own server
    allowed = {"coach/settings.py", "coach/silence.py", "knowledge/store.py"}
    reading = {
        path.relative_to(ROOT).as_posix()
        for package in ("coach", "knowledge")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"os\.environ(?!\[[^\]]+\] = )|getenv\(", path.read_text(encoding="utf-8"))
    }
    assert reading <= allowed


def test_imports_run_from_ui_to_coach_to_knowledge_and_never_back() -> None:
    script = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    printed = python(script)
    assert "1 kept, 0 broken" in printed


@pytest.mark.parametrize(
    ("library", "home"),
    [
        (
            "llama_cpp",
            ("coach/model.py", "coach/branches.py", "coach/prompt_cache.py", "coach/runtime.py", "coach/bare.py"),
        ),
        ("chromadb", "knowledge/store.py"),
        ("sentence_transformers", ("knowledge/embedding.py", "knowledge/reranking.py")),
        ("bm25s", "knowledge/lexical.py"),
        ("gradio", "ui/"),
    ],
)
def test_each_heavy_library_is_imported_in_one_place(library: str, home: str | tuple[str, ...]) -> None:
    places = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if re.search(rf"^\s*(?:import|from) {library}\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert all(one.startswith(home) for one in places)


def test_version_is_one_and_reads_as_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"] and "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "coach/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", coach.__version__)


def _file(module: str) -> Path:
    path = ROOT / f"{module.replace('.', '/')}.py"
    return path if path.is_file() else path.with_suffix("") / "__init__.py"


def _public(tree: ast.AST, prefix: str = ""):
    """Yield (name, node) of public functions and classes, with the public methods of public classes."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{prefix}{node.name}.")


@pytest.mark.parametrize("module", MODULES)
def test_module_and_all_that_is_public_in_it_have_docstrings(module: str) -> None:
    tree = tree_of(_file(module))
    bare = [name for name, node in _public(tree) if not ast.get_docstring(node)]
    assert ast.get_docstring(tree) and not bare, bare


@pytest.mark.parametrize("module", MODULES)
def test_module_stays_small(module: str) -> None:
    assert len(_file(module).read_text(encoding="utf-8").splitlines()) <= 330


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
def test_git_ignores_no_file_that_the_packages_need() -> None:
    needed = [
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix in (".py", ".md", ".toml", ".gguf")
    ]
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=ROOT,
        input="\n".join(needed),
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == []
