"""The words of ui/texts_ask.py in Spanish."""

BACK = "Volver a la charla"
SOURCES_TO = "Para “{question}”"
OWN_WORDS = "Palabras del propio Hearth:"
NOT_FROM_GUIDES = "Estas palabras son del propio Hearth, no de las guías."
CUT_OFF = "(esta respuesta se cortó; pregunta otra vez para tenerla entera)"
NO_ANSWER = "(no llegó ninguna respuesta; pregunta otra vez para tenerla)"

ANSWERING = "Hearth está respondiendo."
ANSWERED = "La respuesta está aquí."
ASK_LATER = (
    "Hearth sigue con la pregunta anterior. Lo que escribiste se queda donde está; pregúntalo cuando esa termine."
)
STOPPED_SAID = "Interrumpida."
EDIT_LABEL = "Tu pregunta, para cambiarla y volver a preguntar"

REWRITE_OFFER = "Reescribir antes de enviar"
REWRITE_NOTE = (
    "Si esto es un mensaje para tu pareja: “Reescribir antes de enviar” ayuda a decirlo de modo que se pueda escuchar."
)

TEMPORARY = (
    "Una charla pasajera: nada de ella se escribe en el disco, y desaparece al cerrar esta página o cargarla de nuevo. "
    "Marca la casilla para guardarla."
)
KEPT_AS_IT_GOES = (
    "Se va guardando desde la primera pregunta, y seguirá aquí para continuarla cuando esta página se cargue de nuevo."
)
KEPT_ONCE_OPEN = (
    "Todavía no se guarda nada, porque en esta página no hay ningún espacio abierto. Abre el tuyo en “Tu espacio”, o quita la "
    "marca para preguntar sin guardar."
)
KEPT_UNTIL_NOW = "Lo que venga a partir de aquí no se guarda. Lo ya guardado sigue en “Charlas guardadas”."

LIKED = "Esta respuesta te ayudó."
DISLIKED = "Esta respuesta no te ayudó."
UNRATED = "Tu marca se ha quitado."
RATE_LATER = "Se está escribiendo una respuesta; podrás marcarla cuando esté"
RATED_KEPT = "Se guarda con esta charla, y en ningún otro sitio."
RATED_NOT_KEPT = "Esta charla no se guarda, así que esto tampoco."
REMARK_LABEL = "Una nota sobre esta respuesta, si quieres"
REMARK_KEEP = "Guardar nota"
REMARK_KEPT = "Tu nota se guarda con esta charla, y en ningún otro sitio."

TALKS = ("Charlas guardadas (1)", "Charlas guardadas ({count:,})")
TALKS_SEARCH = "Buscar en sus nombres y palabras"
TALKS_NONE = "Ninguna charla guardada tiene estas palabras."
TALKS_MORE = "Y {count:,} más. La búsqueda las encuentra."
TALK_META = ("{day} · 1 pregunta", "{day} · {count:,} preguntas")
GO_ON = "Seguir"
GO_ON_WITH = "Seguir con: {title}"
GONE_ON = "Tu charla está aquí otra vez. Lo que preguntes ahora se responde teniéndola en cuenta."
MORE = "Nombre, descarga, borrado"
NAME = "Nombre de esta charla"
RENAME = "Cambiar nombre"
RENAMED = "Ahora se llama “{title}”."
SAVE_READ = "Bajar texto"
SAVE_DATA = "Bajar datos"
SAVED = "{time}: {name} está donde tu navegador guarda las descargas. Allí no está cifrado."
FILE_NAME = "hearth-charla-{day}"
DELETE = "Borrar"
DELETE_SURE = "¿Borrar para siempre?"
DELETED = "Se borró."
