"""The words of ui/texts.py in Spanish."""

LANGUAGE = "es"
OTHER_LANGUAGE_NOTE = (
    "Las palabras de la página están en español; las guías, las respuestas y algunos textos, por ahora, en inglés. "
    "Escribe en inglés: Hearth todavía no entiende el español, tampoco si cuentas que estás en peligro. "
    "Las líneas de ayuda están siempre arriba."
)

NAME = "Hearth"
PLAIN_NAME = "Notas"
TAGLINE = (
    "Una ayuda privada para parejas que se han distanciado. Funciona en este equipo; nada de lo que "
    "escribes sale de él."
)
TAGLINE_LEAVES = (
    "Una ayuda privada para parejas que se han distanciado. Tus espacios se guardan en este equipo; una parte "
    "de lo que te responde está en otro."
)
STAYS = "Todo funciona en este equipo: nada de lo que escribes, guardas o añades sale de él."
LEAVES = (
    "El modelo de lenguaje funciona en {host}: lo que escribes en una charla, un mensaje o un plan va allí y sale de este "
    "equipo, y también los pasajes en los que se apoya una respuesta, incluidos los de tus propios documentos."
)
INDEX_LEAVES = (
    "El índice está en {host}: los pasajes de los documentos que añades para todos van allí y salen de este equipo, y lo que "
    "preguntas también, como números que representan su significado."
)
FOOT = "Hearth es un programa, no terapia ni un servicio de emergencias. Responde a partir de sus guías y puede equivocarse."

CONNECTIONS = (
    "1 conexión a internet desde que se abrió Hearth",
    "{count:,} conexiones a internet desde que se abrió Hearth",
)
CONNECTIONS_TO = "con {host}"
CONNECTIONS_FOR = {"": "", "model": "por el modelo que pediste", "server": "por el modelo de lenguaje que elegiste"}
CONNECTIONS_WHEN = "{place}: {count:,}; la última, a las {time}"
CONNECTIONS_MEANT = (
    "Aquí se cuenta cada vez que Hearth, o una biblioteca que usa, intenta buscar o alcanzar otro equipo, lo consiga o no.",
    "No se cuentan tu navegador y sus extensiones, el sistema ni otros programas: Hearth no puede ver lo que hacen. Una "
    "biblioteca que salga a internet por sus propios medios solo se ve si su conexión dura unos "
    "segundos; las pruebas de Hearth "
    "buscan el resto desde fuera.",
)

TAB_ASK = "Pregunta"
TAB_REWRITE = "Antes de enviar"
TAB_STEPS = "Pasos"
TAB_GUIDES = "Guías"

NOT_ANSWERED = "No pude responder: {why}."
NOT_WORKED = "No ha funcionado: {why}."

ASK_PLACEHOLDER = "Pregunta sobre la distancia en la pareja, o cómo volver a encontrarse (en inglés)."
ASK_LABEL = "Tu pregunta"
ASK_BUTTON = "Preguntar"
ASK_EMPTY = (
    "¿Qué te ronda por la cabeza?\n\nPregunta con tus palabras, por ahora en inglés. Las respuestas salen de las guías de "
    "Hearth, cada una con su fuente. Hearth es un programa, no es terapia."
)
LONG_TALK = (
    "Llevamos ya un buen rato. Hearth es un programa, no es terapia; una persona que te conoce puede "
    "escuchar más que él."
)
LONG_TALK_TURNS = 10
STARTERS = (
    "Is it neglect if they don't mean it?",
    "How do I bring it up without starting a fight?",
    "Why isn't sorry enough?",
    "We feel like roommates. What can we do?",
)
STOP_BUTTON = "Parar"
NEW_TALK = "Otra charla"
NOT_KEPT = "No se pudo guardar esta charla: {why}."
STOPPED = "*(interrumpida)*"
SOURCES = "Fuentes"
SOURCES_EMPTY = "Aquí aparecen los pasajes en los que se apoya una respuesta. Pulsa un número para leer el suyo."
KIND_NOTES = {
    "faq": "De las preguntas frecuentes, tal como están escritas.",
    "generated": "Escrita por el modelo de lenguaje a partir de los pasajes; cada frase se comparó con el que nombra.",
    "quoted": "Lo que nombra un pasaje está citado de las guías tal cual.",
    "not_covered": "",
    "safety": "",
}

REWRITE_INTRO = "Pega lo que ibas a enviar. Te vuelve como algo que de verdad podrías enviar, o por partes."
REWRITE_LABEL = "Tu mensaje"
REWRITE_PLACEHOLDER = "You never listen to me when I talk about work"
REWRITE_BUTTON = "Ayúdame"
REWRITE_KIND = "¿Qué quieres que sea?"
REWRITE_KIND_INFO = (
    "Hearth tiene palabras para lo que dice mucha gente. Para el resto, su modelo solo redacta “Lo que siento”; en los demás "
    "casos te da las partes para formarlo. Algunos otros modelos también los redactan."
)
REWRITE_KINDS = (
    ("Lo que siento", "i-statement"),
    ("Dar calma", "reassurance"),
    ("Una disculpa", "apology"),
    ("Un límite amable", "boundary"),
)
TONE_LABELS = {"gentle": "Suave", "direct": "Directo", "brief": "Breve"}
MARKED_LABEL = "Lo que puede sonar a reproche"
FLAG_LABELS = {
    "absolute": "siempre / nunca",
    "label": "etiqueta",
    "mind_reading": "adivinar lo que piensa",
    "faux_feeling": "juicio en forma de sentimiento",
    "accusation": "acusación",
    "rhetorical": "pregunta que acusa",
    "sarcasm": "sarcasmo",
    "threat": "amenaza",
    "comparison": "comparación",
    "should": "deberías",
    "contempt": "desprecio",
    "swearing": "palabrota",
    "shouting": "gritos",
}
BUILD_TITLE = "Hacerlo paso a paso"
BUILD_INTRO = "Cambia cada parte hasta que sea verdad para ti; el mensaje de abajo se va formando."
BUILD_LABELS = ("Qué pasó", "Qué siento", "Qué necesito", "Qué pido")
BUILT_LABEL = "Tu mensaje hasta ahora"
SEND_YOURSELF = "Hearth nunca envía nada. Léelo una vez más y cambia lo que no suene a ti."

STEPS_INTRO = "Cuenta en unas frases en qué punto está tu relación. Recibes tres cosas pequeñas para esta semana."
STEPS_LABEL = "En qué punto estamos (en inglés)"
STEPS_PLACEHOLDER = "We eat in front of the TV and hardly talk. I miss him, and I don't know where to start."
STEPS_BUTTON = "Buscar pasos"
ROLE_LABEL = "¿Qué se acerca más a lo tuyo?"
ROLES = (
    ("Me ha faltado atención y cariño", "neglected"),
    ("He descuidado a mi pareja", "neglectful"),
    ("Un poco de ambas cosas", "both"),
)
TIME_LABEL = "¿Cuánto tiempo hay para un paso?"
TIMES = (("Diez minutos", 10), ("Media hora", 30), ("El que haga falta", 0))
THIS_WEEK = "Esta semana"
MINUTES = "{minutes} minutos"
HOW = "Cómo se hace"

OWN_TITLE = "Tus propios documentos"
OWN_INTRO = (
    "Añade artículos, notas u hojas de trabajo tuyas, y las respuestas se apoyarán también en ellas, "
    "cada una con su fuente."
)
OWN_LIMITS = (
    "Word, PDF, páginas web y texto sin formato (.docx .pdf .html .md .txt). Como máximo 50 MB y 5 "
    "millones de caracteres por "
    "archivo, 5000 archivos y 50 millones de caracteres en total."
)
OWN_UPLOAD = "Añadir documentos"
OWN_AGAIN = "Buscar cambios"
OWN_LIST = "Tus archivos"
OWN_NONE = "Todavía no hay nada tuyo. `hearth index FOLDER` en una terminal añade una carpeta entera."
OWN_REMOVE = "Quitar"
OWN_REMOVE_LABEL = "Quitar {name}"
OWN_PASSAGES = ("1 pasaje", "{count:,} pasajes")
OWN_INDEXED = "en el índice desde: {when}"
OWN_WAITING = "aún no está en el índice"
OWN_SKIPPED = "Omitidos"
OWN_LEFT_OUT = "Quedaron fuera"
OWN_MORE = "… y {count:,} más; `hearth index` los enumera"
OWN_ADDED = "Se añadió: {names}."
OWN_SAME = "{given} ya está{name}; no se ha vuelto a añadir."
OWN_REFUSED = "{given} no se ha añadido: {why}."
OWN_KEPT_AS = " con el nombre {name}"
OWN_REMOVED = "Se quitó: {name}. {where}"
OWN_REMOVED_COPY = "La copia de Hearth está borrada; tu archivo sigue donde estaba."
OWN_LEFT_FOLDER = "El archivo sigue en su carpeta."
OWN_DONE = "Tus documentos están listos. A partir de ahora las preguntas los encuentran."
OWN_STOPPED = "Interrumpido. Lo hecho queda guardado; “Buscar cambios” sigue desde ahí."
OWN_TIME_LEFT = "aún {time}, más o menos"
OWN_SECONDS = ("1 segundo", "{count} segundos")
OWN_MINUTES = "{count} minutos"
OWN_FINISHING = "poniendo en uso el índice nuevo"

HELP_COUNTRY = "Tu país"
HELP_COUNTRY_INFO = (
    "Hearth también lo usa al responder, para todas las personas que usan este Hearth, hasta que se cierre. "
    "Elegido en “{space}”, queda guardado."
)
HELP_WORLD = "Otro lugar, o prefiero no decirlo"
HELP_EMERGENCY = "Emergencias: {number}"
HELP_INTRO = (
    "Si estás en peligro ahora mismo, llama al número de emergencias de tu zona. Llamar a estas líneas "
    "es gratis o cuesta poco, "
    "y lo que cuentes es confidencial."
)
