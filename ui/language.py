"""The language of the page's own words: those of ui/texts*.py, or those that ui/spanish/ has in their place.

Code reads a word where it shows it (`texts.NAME`, never a copy made while a module is imported), so that it is the one that
holds. What comes from coach/ and knowledge/ is English in every language.
"""

from importlib import import_module, reload
from importlib.resources import files as package_files
from types import ModuleType

from ui import texts

TRANSLATED = {"es": "spanish"}
"""A language of the settings -> the package that has its words, a module for each module of English ones."""


def word_modules() -> list[str]:
    """Return the names of the modules that hold the page's words."""
    names = (one.name for one in package_files("ui").iterdir())
    return sorted(one.removesuffix(".py") for one in names if one.startswith("texts") and one.endswith(".py"))


def speak(language: str) -> None:
    """Put the words of `language` in force, for the whole process; call it before the page is laid out."""
    if language == texts.LANGUAGE:
        return
    for name in word_modules():
        module = reload(import_module(f"ui.{name}"))  # English first: nothing stays of another language
        if language in TRANSLATED:
            _translate(module, import_module(f"ui.{TRANSLATED[language]}.{name}"))


def _translate(module: ModuleType, translated: ModuleType) -> None:
    for name, words in vars(translated).items():
        if name.isupper():
            setattr(module, name, words)
