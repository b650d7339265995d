"""The words of ui/texts_guides.py in Spanish."""

INTRO = "Todo lo que Hearth sabe, para leer y para buscar; por ahora, en inglés. Funciona antes de que cargue nada, y sin modelo."
CONTENTS = "Índice"
PARTS = {"guide": "Guías", "faq": "Preguntas frecuentes", "practice": "Prácticas"}
CHAPTERS = {
    "seeing": "Ver lo que hay",
    "talking": "Hablar de ello",
    "owning": "Si la distancia venía de ti",
    "mending": "Reparar, día a día",
    "yourself": "Cuidarte",
    "further": "Preguntas difíciles, y ayuda de otras personas",
    "faq-what": "Qué es",
    "faq-talk": "Hablar y reparar",
    "faq-you": "Sobre ti",
    "faq-help": "Ayuda, y si quedarse",
    "faq-hearth": "Sobre Hearth",
    "trust": "Confianza y sinceridad",
    "heard": "Hablar y sentir que te escuchan",
    "affection": "Cariño y gratitud",
    "joy": "Tiempo en pareja y alegría",
    "self": "Para ti",
    "clear": "Ver con claridad",
}
FOR = {
    "neglected": "Para quien sintió el descuido",
    "neglectful": "Para quien estuvo distante",
    "both": "",
}
COUNT = "{guides} guías, {faqs} preguntas, {practices} prácticas"
ON_THIS_PAGE = "En esta página"
BACK = "Índice"
BACK_TO = "Volver adonde estabas"
PREVIOUS = "Anterior: {title}"
NEXT = "Siguiente: {title}"
MINUTES = "{minutes} minutos, {how_often}"
SOURCE = "Fuente: {source}"
NOT_THERE = "Esa página ya no existe."
TOP = "Volver arriba"

SEARCH = "Buscar en todo (en inglés)"
SEARCH_PLACEHOLDER = "missing each other, phone, apology …"
SEARCH_BUTTON = "Buscar"
SEARCH_EMPTY = "escribe primero qué buscas"
FOUND = ("{count} resultados.", "1 resultado.")
FOUND_NONE = "No se encontró nada. Prueba con otras palabras, o mira en el índice."
NOT_YET = (
    "La búsqueda por significado todavía se está cargando; esto se encontró por sus palabras. Busca de nuevo en un momento para "
    "ver más."
)
NOT_YET_NONE = (
    "La búsqueda por significado aún se está cargando, y por palabras no se encontró nada. Prueba en un momento."
)
FAILED = "La búsqueda por significado no funciona por ahora ({why}); esto se encontró por sus palabras."
OPEN = "Leer: {title}"
OWN_HIT = "De tu propio documento"

OWN_SURE = "¿Quitarlo?"
