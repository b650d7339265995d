"""The words of ui/texts_space.py in Spanish."""

TAB = "Tu espacio"

LEAVE = "Salir rápido"
LEAVE_SHORT = "Salir"
LEAVE_HINT = (
    "Pone al instante una página en blanco en lugar de Hearth y bloquea tu espacio. Pulsar Escape tres "
    "veces hace igual."
)
LEAVE_TITLE = "Salir rápido"
LEAVE_DOES = (
    "“Salir rápido”, arriba, o la tecla Escape pulsada tres veces, pone una página en blanco en lugar de "
    "Hearth en todas las "
    "pestañas de este navegador. El botón “Atrás” no vuelve a Hearth, tu espacio queda bloqueado, y una "
    "charla que no se guarda "
    "desaparece."
)
LEAVE_NOT = (
    "No lo oculta todo. El historial del navegador sigue diciendo que Hearth estuvo abierto, los "
    "archivos que descargaste siguen "
    "donde están, y quien mira tu pantalla o puso un programa espía en este equipo ve lo mismo que se "
    "vio en ella. Hearth sigue "
    "funcionando en su terminal. Si alguien revisa tus dispositivos, es más seguro usar uno al que no pueda llegar."
)

IDLE = "Tu espacio se bloquea en un minuto. Muévete, toca o escribe para seguir."

LOCKED = "{name}: este espacio está bloqueado."
LOCKED_INFO = "No se muestra nada de él hasta que se abre."
LOCKED_MEANWHILE = (
    "Este espacio está bloqueado: en otra ventana se bloqueó o se le puso una frase secreta. Ábrelo en “{space}”; lo que "
    "escribiste aquí sigue ahí."
)
LOCKED_CARDS = (
    "Tus tarjetas están en un espacio bloqueado. Estas son las de Hearth; abre tu espacio para ver las tuyas."
)
PASSPHRASE = "Frase secreta"
OPEN = "Abrir"
NO_PASSPHRASE = "escribe primero la frase secreta"

KEEP_IN = {
    None: "Guardar esta charla (antes, abre tu espacio en “Tu espacio”)",
    False: "Guardar esta charla en el espacio “{name}” (sin cifrar)",
    True: "Guardar esta charla en el espacio “{name}” (con cifrado)",
}
AWAY = "Esta página perdió el contacto con Hearth. Copia lo que quieras conservar y vuelve a cargarla."
LOCK_FIRST = "bloquea primero el espacio abierto y añade después el nombre"
KEEP_WHERE = (
    "No hay ningún espacio abierto donde guardar esta charla. Abre el tuyo en “Tu espacio”, o quita la "
    "marca de “Guardar esta "
    "charla”."
)

INTRO = "Qué guarda Hearth para ti, dónde está y quién puede leerlo."
WHO_TITLE = "¿Quién está aquí?"
STATE = {
    True: "Este espacio está protegido. Lo que hay en él está cifrado en el disco, y se bloquea tras {minutes} sin uso.",
    False: (
        "Este espacio no tiene frase secreta. Quien use tu cuenta en este equipo puede abrir su archivo y "
        "leer lo que guardas. "
        "Más abajo puedes protegerlo."
    ),
}
MINUTE, MINUTES, SECONDS = "un minuto", "{count:g} minutos", "{count:.0f} segundos"
KEPT_TITLE = "Lo que está guardado"
KEPT_NONE = "Todavía nada. Hearth guarda solo lo que le pides."
KEPT_TALKS = "Charlas con Hearth"
KEPT_WHERE = "Está en {folder}."
KEPT_ELSEWHERE = "Los documentos que añades en Guías no pertenecen a ningún espacio; están al lado y no se cifran."
DAMAGED_TITLE = "Apartado"
DAMAGED = (
    "Se encontró un archivo dañado y se guardó aparte; la última copia buena ocupa su lugar. Puede servirle a alguien para "
    "repararlo."
)

DOCUMENTS_TITLE = "Documentos de este espacio"
DOCUMENTS = (
    "Notas, cartas u hojas de trabajo de las que solo tú debes encontrar respuestas, mientras tu espacio "
    "está abierto. Su texto "
    "se guarda cifrado en el espacio; el archivo que eliges se queda donde está, tal como está."
)
DOCUMENTS_LABEL = "Añadir documentos (PDF, Word, página web, Markdown, texto)"
DOCUMENTS_READING = "Leyendo {at} de {of}…"
DOCUMENTS_STOP = "Parar"
DOCUMENTS_STOPPED = "Interrumpido; lo que se leyó queda guardado."
DOCUMENTS_ADDED = "“{name}” ya está en este espacio."
DOCUMENTS_REFUSED = "“{name}” quedó fuera: {why}."
DOCUMENTS_HOLDS = ("{count} pasajes", "1 pasaje")
DOCUMENTS_NONE = "Todavía no hay documentos."
DOCUMENTS_REMOVE = "Borrar"
DOCUMENTS_REMOVE_LABEL = "Borrar {name}"
DOCUMENTS_SURE = "¿Borrar para siempre?"
DOCUMENTS_REMOVED = "Se borró."

LOCK = "Bloquear"
PROTECT_TITLE = "Proteger con una frase secreta"
PROTECT = (
    "- **Nadie puede cambiarla si se olvida**, ni leer el espacio sin ella: ni Hearth ni quien se ocupa de este equipo. "
    "Si se olvida, lo que hay en el espacio se pierde.\n"
    "- No protege de programas espía ni de quien te ve teclear.\n"
    "- Lo que se guardó aquí antes se sobrescribe, pero alguien con conocimientos aún podría encontrar "
    "rastros en el disco.\n"
    "- Cuatro o cinco palabras sin relación, de las que nunca dirías juntas, son seguras y fáciles de "
    "recordar. Al menos diez "
    "caracteres. Si el navegador ofrece guardarla, di que no."
)
FIRST, AGAIN, NOW, NEW = "Frase secreta", "La misma otra vez", "Frase secreta actual", "Frase secreta nueva"
PROTECT_BUTTON = "Proteger"
PROTECTED = "Protegido. A partir de ahora, ábrelo con tu frase secreta."
UNLIKE = "las dos no son iguales; escríbelas otra vez"
CHANGE_TITLE = "Cambiar la frase secreta"
CHANGE = "Las copias de seguridad hechas antes se abren con la anterior."
CHANGE_BUTTON = "Cambiar"
CHANGED = "Cambiada."
OFF_TITLE = "Quitar la frase secreta"
OFF = "Entonces, quien use tu cuenta en este equipo podrá leer lo que se guarda en este espacio."
OFF_BUTTON = "Quitar"
OFF_DONE = "La frase secreta se ha quitado. Este espacio ya no está cifrado."

TAKE_TITLE = "Descargar todo"
TAKE = (
    "Todo lo de este espacio, también las charlas, para leerlo o llevarlo a otra parte. Un archivo "
    "descargado no está cifrado; "
    "cuida dónde queda. Para una copia que se pueda restaurar, `hearth data backup` en una terminal hace "
    "un solo archivo; en él, "
    "un espacio protegido sigue cifrado."
)
TAKE_READ, TAKE_DATA = "Como texto (Markdown)", "Como datos (JSON)"
TAKE_NAME = "mi-espacio"
TAKEN = "Se descargó a las {time}: {name} está en tus descargas."

ERASE_TITLE = "Borrar este espacio"
ERASE_WORD = "borrar"
ERASE = (
    "Todo lo de este espacio desaparece para siempre. Lo que otra ventana todavía muestre desaparece al volver a cargarla. "
    "Los archivos que "
    "descargaste y las copias "
    "de seguridad siguen donde están."
)
ERASE_LABEL = f"Escribe “{ERASE_WORD}” para confirmar"
ERASE_BUTTON = "Borrar todo"
ERASE_UNSURE = f"escribe primero “{ERASE_WORD}” en la casilla"

PERSON_TITLE = "Tu lado y los nombres"
PERSON = (
    "Las respuestas y los pasos se eligen según esto, y las tarjetas llaman a tu pareja por su nombre. "
    "Se guarda en este espacio."
)
PERSON_KEEP = "Guardar"
PERSON_KEPT = "Guardado a las {time}."
PERSON_CLEARED = "Ya no se guarda nada de esto."
COUNTRY_TITLE = "País de las líneas de ayuda"
COUNTRY_KEPT = "Desde ahora, las líneas de ayuda son las de {country}."
COUNTRY_WORLD = "Desde ahora, las líneas de ayuda son los directorios de todo el mundo."

MODELS_TITLE = "Modelo de lenguaje"
MODELS = (
    "El modelo escribe las palabras que no están en las guías. Los más grandes escriben mejor, tardan "
    "más y necesitan más memoria. "
    "Para traer uno, Hearth se conecta a {host}, que puede indicar otro servidor para el archivo. Nada tuyo va con ello."
)
MODELS_FAILED = "No se puede leer la lista de modelos: {why}."
MODEL_IN_USE = "En uso ahora"
MODEL_HERE = "En este equipo"
MODEL_PART = "Hasta ahora han llegado {size}"
MODEL_AWAY = "No está en este equipo"
MODEL_SIZE = "{size} por traer"
MODEL_MEMORY = "unos {size} de memoria"
MODEL_LICENCE = "licencia {licence}"
MODEL_LARGE = "Demasiado grande para la memoria de este equipo"
MODEL_USE = "Escribir con él"
MODEL_USE_LABEL = "Escribir con {title}"
MODEL_GET = "Traerlo"
MODEL_GET_LABEL = "Traer {title}"
MODEL_GO_ON = "Seguir trayéndolo"
MODEL_GO_ON_LABEL = "Seguir trayendo {title}"
MODEL_GET_SURE = "¿Traerlo ahora de {host}?"
MODEL_REMOVE = "Quitar"
MODEL_REMOVE_LABEL = "Quitar el archivo de {title}"
MODEL_REMOVE_SURE = "¿Quitar su archivo?"
MODEL_REMOVED = "El archivo de {title} se ha quitado."
MODEL_STOP = "Parar por ahora"
MODEL_OWN = "Más modelos: los que añadas tú van en {file}."
MODEL_FETCHING = "Trayendo {title}"
MODEL_STOPPING = "Parando. Lo que ha llegado hasta ahora se guarda."
MODEL_CAME = "{done} de {total}"
MODEL_LEFT = "quedan unos {time}"
MODEL_SECONDS = ("1 segundo", "{count} segundos")
MODEL_MINUTES = "{count} minutos"
MODEL_FETCHED = "{title} ya está aquí. “Escribir con él” lo pone en uso."
MODEL_STOPPED = "Parado. Lo que llegó se guarda, y “Seguir trayéndolo” continúa desde ahí."
MODEL_USING = "Cargando {title}. Las preguntas que lleguen mientras tanto lo esperan."
MODEL_USED = "Hearth escribe con {title} desde ahora, y también la próxima vez."
MODEL_NOT = "No ha funcionado: {why}."

PLACES_TITLE = "Dónde está todo"
PLACES = {
    "space": "Este espacio",
    "documents": "Documentos añadidos en Guías",
    "index": "El índice de búsqueda",
    "models": "Modelos que se trajeron",
    "log": "El registro de fallos, sin tus palabras",
    "settings": "Ajustes",
}
PLACE_NONE = "todavía nada"
SIZE_KB = "{count:,} kB"
SIZE_MB = "{count:,.1f} MB"
SIZE_GB = "{count:,.1f} GB"

ABOUT_TITLE = "Sobre Hearth"
ABOUT_VERSION = "Hearth {version}, licencia {licence}."
ABOUT = (
    "Hearth es un programa. No es terapia, no da diagnósticos y no es un servicio de emergencias. Puede equivocarse.",
    "Está hecho de un modelo de lenguaje (llama.cpp, si está en este equipo), un modelo de vectores "
    "(sentence-transformers), un índice de búsqueda (Chroma y "
    "BM25), una página (Gradio) y guías escritas por personas.",
    "Qué leer, sin red: README.md, docs/privacy.md, docs/security.md y docs/licences.md en la carpeta de "
    "Hearth, y “What is Hearth, and "
    "what is it not?” en Guías. En una terminal, `hearth doctor` dice qué está instalado y qué falta.",
)
