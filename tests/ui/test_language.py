"""The page's words in another language: whole, alike in shape, and read where they are shown."""

import ast
import string
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from coach.errors import SettingsError
from coach.keeping.checkins import MOODS, SCALE
from coach.keeping.questions import DEPTHS, THEMES
from coach.settings import load_settings
from tests.sources import tree_of
from ui import language, texts, texts_space
from ui.days import moment, spoken

ROOT = Path(__file__).parents[2]
SPANISH = "ui.spanish"
MODULES = language.word_modules()
CODE = [one for one in sorted((ROOT / "ui").rglob("*.py")) if "spanish" not in one.parts]

# What a person types is read as English, so what shows how to write it stays English.
EXAMPLES = {
    "STARTERS",
    "REWRITE_PLACEHOLDER",
    "STEPS_PLACEHOLDER",
    "EXPECT_ACT_HINT",
    "EXPECT_WHEN_HINT",
    "EXPECT_EXAMPLE",
    "LIMIT_NEED_HINT",
    "LIMIT_WHEN_HINT",
    "LIMIT_DO_HINT",
    "LIMIT_EXAMPLE",
    "PROMISE_NOW_HINT",
    "PROMISE_CHANGE_HINT",
    "NOTES_NOTICED_HINT",
    "NOTES_MEANT_HINT",
    "SEARCH_PLACEHOLDER",
}
SAME = {
    "Language / Idioma",
    "English",
    "Español",
    "Hearth",
    "{minutes} min",
    "{count:,} KB",
    "{count:,.1f} MB",
    "{count:,.1f} GB",
}


@pytest.fixture
def in_spanish() -> Iterator[None]:
    """Put Spanish in force, and English again afterwards."""
    language.speak("es")
    yield
    language.speak("en")


def words_of(module: str) -> dict[str, Any]:
    """Return the words of a module by their names."""
    return {name: value for name, value in vars(import_module(module)).items() if name.isupper()}


def pairs(name: str, english: Any, spanish: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield every leaf of two words with the way to it; fails where they are not alike in shape."""
    assert type(english) is type(spanish), name
    if isinstance(english, dict):
        assert list(english) == list(spanish), name
        for key in english:
            yield from pairs(f"{name}[{key}]", english[key], spanish[key])
    elif isinstance(english, tuple):
        assert len(english) == len(spanish), name
        # a choice is what is shown with what it means in code
        coded = len(english) == 2 and name.partition("[")[0] in CHOICES and "[" in name
        for at, (one, other) in enumerate(zip(english, spanish, strict=True)):
            if coded and at == 1:
                assert one == other, name
            else:
                yield from pairs(f"{name}[{at}]", one, other)
    else:
        yield name, english, spanish


CHOICES = {"REWRITE_KINDS", "ROLES", "JAR_WHOSE", "JAR_FROM_WHOM", "LANG_SCALE", "JOURNAL_ROLES"}


def fields(text: str) -> list[tuple[str | None, str | None]]:
    """Return the placeholders of a text, with how each is to be written."""
    return sorted((name, form) for _, name, form, _ in string.Formatter().parse(text) if name is not None)


def marks(text: str) -> tuple[int, ...]:
    """Count what Markdown, HTML and code are made of in a text."""
    return tuple(text.count(one) for one in ("**", "`", "<", "\n", "\n- ", "# "))


@pytest.mark.parametrize("name", MODULES)
def test_every_word_has_a_spanish_one_and_none_is_too_many(name: str) -> None:
    assert words_of(f"ui.{name}").keys() == words_of(f"{SPANISH}.{name}").keys()


@pytest.mark.parametrize("name", MODULES)
def test_spanish_words_have_the_shape_and_the_placeholders_of_the_english_ones(name: str) -> None:
    spanish = words_of(f"{SPANISH}.{name}")
    for key, english in words_of(f"ui.{name}").items():
        for way, one, other in pairs(key, english, spanish[key]):
            if isinstance(one, str):
                assert fields(one) == fields(other), way
                assert marks(one) == marks(other), way
                assert bool(one) == bool(other) or key == "OTHER_LANGUAGE_NOTE", way
            else:
                assert one == other, way


@pytest.mark.parametrize("name", MODULES)
def test_no_word_is_left_in_english(name: str) -> None:
    spanish = words_of(f"{SPANISH}.{name}")
    left = [
        way
        for key, english in words_of(f"ui.{name}").items()
        for way, one, other in pairs(key, english, spanish[key])
        if one == other and key not in EXAMPLES and isinstance(one, str) and has_words(one) and one not in SAME
    ]
    assert not left


def has_words(text: str) -> bool:
    """Say whether something is left of a text without its placeholders that could be translated."""
    return any(one.isalpha() for part, *_ in string.Formatter().parse(text) for one in part)


def test_what_is_allowed_to_stay_english_is_there() -> None:
    translated = [one.stem for one in (ROOT / "ui" / "spanish").glob("texts*.py")]
    assert {*EXAMPLES, *CHOICES} <= {key for one in translated for key in words_of(f"{SPANISH}.{one}")}


@pytest.mark.parametrize("module", ["ui.texts_steps", f"{SPANISH}.texts_steps"])
def test_what_is_chosen_from_has_a_name_for_each_choice(module: str) -> None:
    words = words_of(module)
    assert words["MOOD_NAMES"].keys() == set(MOODS) and words["SCALE"].keys() == SCALE.keys()
    assert words["DEPTHS"].keys() == DEPTHS.keys() and words["THEMES"].keys() == set(THEMES)


def test_speaking_a_language_changes_every_word_and_english_brings_all_back() -> None:
    before = {one: words_of(f"ui.{one}") for one in MODULES}
    language.speak("es")
    assert {one: words_of(f"ui.{one}") for one in MODULES} == {one: words_of(f"{SPANISH}.{one}") for one in MODULES}
    language.speak("en")
    assert {one: words_of(f"ui.{one}") for one in MODULES} == before


def test_days_are_written_as_the_language_writes_them(in_spanish: None) -> None:
    from datetime import date, datetime

    assert spoken(date(2026, 3, 4)) == "miércoles 4 de marzo"
    assert spoken(date(2027, 1, 2), year=True) == "sábado 2 de enero de 2027"
    assert moment(datetime(2026, 11, 29, 8, 5)) == "29 de noviembre de 2026, 08:05"


def test_the_language_is_a_setting_and_english_where_none_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARTH_CONFIG_DIR", str(tmp_path))
    monkeypatch.delenv("HEARTH_LANGUAGE", raising=False)
    assert load_settings().language == "en"
    (tmp_path / "hearth.toml").write_text('language = "es"\n', encoding="utf-8")
    assert load_settings().language == "es"
    monkeypatch.setenv("HEARTH_LANGUAGE", "fr")
    with pytest.raises(SettingsError, match="language"):
        load_settings()


def test_scripts_get_the_words_of_the_language_in_force(in_spanish: None) -> None:
    from ui.app import script

    assert texts_space.LEAVE == "Salir rápido" and "Salir r\\u00e1pido" in script().partition("\n")[0]
    assert texts.LANGUAGE == "es"


@pytest.mark.parametrize("file", CODE, ids=lambda one: one.relative_to(ROOT).as_posix())
def test_no_word_is_read_while_a_module_is_imported(file: Path) -> None:
    """A copy made at import would stay English: no `from ui.texts import NAME`, no `texts.NAME` in a constant or a default."""
    tree = tree_of(file)
    taken = [one.lineno for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and _is_words(one.module)]
    assert [*taken, *_read_at_import(tree, _aliases(tree))] == []


def test_reading_a_word_at_import_would_be_seen() -> None:
    code = "from ui import texts as t\nA = {'a': t.A}\ndef f(x=t.B, *, y=t.C): return t.D\nclass C:\n  d = t.E\n"
    tree = tree_of(code)
    assert _read_at_import(tree, _aliases(tree)) == [2, 3, 3, 5]


def _is_words(module: str | None) -> bool:
    return module is not None and module.startswith(("ui.texts", "ui.spanish"))


def _aliases(tree: ast.AST) -> set[str]:
    imports = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module == "ui"]
    return {one.asname or one.name for each in imports for one in each.names if one.name.startswith("texts")}


def _read_at_import(node: ast.AST, aliases: set[str]) -> list[int]:
    """Return the lines on which `alias.NAME` stands outside of what runs later: bodies of functions and lambdas."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        given = [
            *node.args.defaults,
            *(one for one in node.args.kw_defaults if one),
            *getattr(node, "decorator_list", []),
        ]
        return [line for one in given for line in _read_at_import(one, aliases)]
    here = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases
    below = [line for one in ast.iter_child_nodes(node) for line in _read_at_import(one, aliases)]
    return [node.lineno] if here else below
