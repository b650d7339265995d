"""The words of choosing the page's language. Each language is named in itself, for whoever reads no other."""

TITLE = "Language / Idioma"
INFO = "Of the page's own words. The guides and answers are English, and you are understood in English."
NAMES = {"en": "English", "es": "Español"}
KEPT = "Noted: {language}. It holds from the next start of Hearth."
