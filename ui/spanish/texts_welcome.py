"""The words of ui/texts_welcome.py in Spanish."""

LABEL = "Bienvenida"
FIRST_TITLE = "Te damos la bienvenida a Hearth"
FIRST_STEP = "Paso 1 de 2"
IS = (
    "Hearth es un programa. Responde a partir de sus guías, ayuda a decir algo difícil con más suavidad y busca pequeños pasos "
    "para tu relación. Puede equivocarse.",
    "No es terapia, y no es para emergencias.",
    "Las líneas de ayuda están a un toque, al principio de cada página. También “{leave}”, que pone una página en blanco en "
    "lugar de esta.",
)
PRIVACY_TITLE = "Tu privacidad, en tres líneas"
PRIVACY = (
    "Hearth no guarda nada si no se lo pides, y lo que guardas está en tu propio espacio, donde puedes bloquearlo o borrarlo.",
    "No puede protegerte de quien mira tu pantalla o revisa este equipo.",
)
NEXT = "Seguir"
SKIP = "Saltar"
SECOND_TITLE = "Unas pocas cosas, solo si quieres"
SECOND_STEP = "Paso 2 de 2"
SECOND = (
    "Todo puede quedar vacío, y puedes cambiarlo en “{space}” cuando quieras. Lo que se acerca más a lo tuyo y los nombres se "
    "guardan en tu propio espacio; el país, en los ajustes de Hearth."
)
BACK = "Atrás"
BEGIN = "Empezar"
LATER = "Puedes ponerle una frase secreta a tu espacio cuando quieras, en “{space}”."
NOT_SAVED = "Hearth no pudo dejarlo escrito ({why}). Vale hasta que se cierre Hearth."

ROLE = "¿Qué se acerca más a lo tuyo?"
ROLE_INFO = "Las respuestas y los pasos se eligen según esto. Ninguna opción está mal."
ROLE_OPEN = "Prefiero no elegir"
ME = "Cómo te llamas"
PARTNER = "Cómo llamas a tu pareja"
NAMES_INFO = "Si quieres: un nombre de pila o un apodo; solo se usa para las frases."
COUNTRY = "País para las líneas de ayuda"
COUNTRY_INFO = "Hearth nunca lo adivina."

STARTING = "Empezando"
LOADING = "Cargando"
STEP = "Cargando, parte {at} de {of}: {stage}"
LOADING_FIRST = "La primera vez se leen todas las guías; después bastan unos segundos."
MEANWHILE = "Mientras tanto puedes leer las guías, usar los recursos y abrir las líneas de ayuda."
READY = "Todo listo."
MENDED = "El índice de búsqueda estaba dañado y se ha hecho de nuevo; no se ha perdido nada tuyo."
FAILED = "Hearth no pudo cargar todas sus partes: {why}."
STILL_WORKS = {
    "library": (
        "Por ahora no funcionan las preguntas, los planes ni la búsqueda por significado. Sí funcionan la lectura de las guías, "
        "“Antes de enviar” en lo que no necesita buscar, los recursos, tu espacio y las líneas de ayuda."
    ),
    "model": (
        "Las respuestas salen de las guías tal como están escritas, y los mensajes se pueden formar por partes. Puedes elegir "
        "otro modelo en “{space}”."
    ),
}
TRY_AGAIN = "Reintentar"

KEYS = "Atajos de teclado"
KEYS_CLOSE = "Cerrar"
KEYS_ROWS = (
    ("1 – 5", "Ir a una pestaña"),
    ("/", "Ir a la casilla de preguntas"),
    ("Mayús + Intro", "Preguntar, desde la casilla de preguntas"),
    (".", "Parar lo que se está escribiendo"),
    ("Escape, tres veces", "Salir rápido, estés donde estés"),
    ("?", "Mostrar o cerrar esta lista"),
)
KEYS_NOTE = "Las teclas sueltas no hacen nada mientras escribes en una casilla."
KEYS_USE = "Usar teclas sueltas en esta página"

BEGUN = "En ello."
ENDED = "Listo. La respuesta está en la página."
STOPPED = "Interrumpido."
OTHER_TAB = (
    "Hearth también está abierto en otra pestaña de este navegador. Las dos funcionan. Lo que guardas en una aparece en la otra "
    "cuando vuelves a esa parte."
)
OTHER_TAB_OPEN = (
    "Hay un espacio protegido abierto en otra pestaña de este navegador. Cada pestaña lo abre por su cuenta, y bloquearlo en una "
    "lo bloquea en las dos."
)
CLOSE = "Cerrar"
