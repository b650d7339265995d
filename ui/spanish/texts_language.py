"""The words of ui/texts_language.py in Spanish."""

TITLE = "Language / Idioma"
INFO = "De las palabras de la página. Las guías y las respuestas están en inglés, y Hearth te entiende en inglés."
NAMES = {"en": "English", "es": "Español"}
KEPT = "Anotado: {language}. Vale desde la próxima vez que se abra Hearth."
