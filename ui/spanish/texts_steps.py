"""The words of ui/texts_steps.py in Spanish."""

TAB_WEEK = "Semana"
TAB_CHECK_IN = "Cómo estoy"
TAB_TALK = "Hablar"
TAB_TOOLS = "Recursos"
TAB_LOOK_BACK = "Repaso"

NOT_DONE = "Todavía no"
WHERE_KEPT = "Se guarda en tu espacio, en este equipo; cifrado solo si el espacio tiene una frase secreta (mira en “Tu espacio”)."
SET_ASIDE = (
    "No se pudo leer una anotación de este espacio. Sigue en su archivo como está; no se ha borrado nada.",
    "No se pudieron leer {count} anotaciones de este espacio. Siguen en su archivo como están; no se ha borrado nada.",
)
REMOVE = "Borrar"
REMOVED = "Se borró."

WHO_TITLE = "¿Quién está aquí?"
WHO_INTRO = (
    "Cada persona puede tener su propio espacio: un plan, anotaciones y notas que Hearth no muestra en el de la otra. "
    "Sin una frase secreta es un cajón, no una caja fuerte: quien use tu cuenta en este equipo puede abrir sus archivos. "
    "En “Tu espacio” puedes ponerle una."
)
WHO_LABEL = "De quién es el espacio abierto"
WHO_OWN = "Yo"
WHO_NEW = "Un espacio para otra persona"
WHO_NEW_INFO = "Basta un nombre de pila. No se escribe nada en el disco hasta que se guarda algo en él."
WHO_ADD = "Abrir"
WHO_EMPTY = "escribe primero un nombre"
WHO_OPEN = "{name}: este espacio está abierto."
WHO_ASK = "Di quién eres y se abre tu espacio."

FIND_TITLE = "Buscar pasos"
FOUND_TITLE = "Lo que podría ir bien esta semana"
ANOTHER = "Otro en su lugar"
KEEP_PLAN = "Guardar para la semana"
KEEP_PLAN_NOTE = (
    "Ocupan el lugar de lo que estaba guardado para esta semana, si había algo. Lo que escribiste arriba no se guarda."
)
PLAN_KEPT = "Guardado para esta semana. Ahora se pueden elegir días, o ninguno."
NOTHING_FOUND = "busca primero unos pasos"
NO_OTHER = "no hay otra práctica que encaje aquí; dejar esta fuera también está bien"
SAFETY_FIRST = (
    "por lo que escribiste arriba, lo primero es que estés a salvo; mira las líneas de ayuda al principio de la página"
)
NOT_IN_PLAN = "esta práctica ya no está en el plan de la semana"

WEEK_TITLE = "La semana de un vistazo"
WEEK_STEPS = "Lo que elegiste"
WEEK_EMPTY = "No hay nada elegido para esta semana. Descansar también cuenta; “Buscar pasos” está ahí cuando quieras."
TODAY = "hoy"
NOTHING = "–"
TALK_ITEM = "Hora de hablar"
DONE_TODAY = "Hecho hoy"
DONE_ON = "Marcar como hecho: {title}, {day}"
UNDO_ON = "Hecho: {title}, {day}. Pulsa para quitar la marca"
MARKED = "Hecho: {title}. Lo que cuenta son las cosas pequeñas, una y otra vez."
UNMARKED = "Se quitó la marca: {title}."
CHOOSE_DAYS = "Elegir días"
DAYS_LEGEND = "Días para “{title}”"
AT = "A las (si quieres)"
KEEP_DAYS = "Guardar días"
OPEN_PLACE = "Abrir «{title}»"
DAYS_KEPT = "Días guardados: {title}."
FALLS_FLAT = "Si no sale bien"
NOT_THIS = "¿Este no?"
WHY_NOT = "Por qué no"
WHY_NONE = "Prefiero no decirlo"
WHY_NOTE = "Algo más (si quieres)"
WHY_KEPT = "Si das un motivo, se guarda y este paso descansa ocho semanas; el próximo plan lo tiene en cuenta."
REASONS = {
    "too much": "Ahora mismo es demasiado",
    "needs both": "Hacen falta dos",
    "did not fit": "No va con nuestra forma de ser",
    "tried it": "Ya lo hemos probado",
    "another reason": "Otro motivo",
}
NO_REASON = "elige por qué, para que el próximo plan lo tenga en cuenta"
SWAP = "Cambiar por otro"
LEAVE_OUT = "Dejarlo fuera"
SWAPPED = "En su lugar: {title}."
LEFT_OUT = "Queda fuera: {title}. No se propondrá en ocho semanas."

CHECK_TITLE = "¿Qué tal hoy?"
CHECK_INTRO = (
    "Una palabra o varias, un número, una línea: con cualquiera basta. Tan a menudo o tan pocas veces como quieras."
)
MOODS = "Estado de ánimo (hasta cinco)"
MOOD_NAMES = {
    "calm": "calma",
    "content": "bienestar",
    "glad": "alegría",
    "grateful": "gratitud",
    "hopeful": "esperanza",
    "tender": "ternura",
    "playful": "ganas de jugar",
    "proud": "orgullo",
    "relieved": "alivio",
    "tired": "cansancio",
    "flat": "desgana",
    "numb": "sin sentir nada",
    "restless": "inquietud",
    "tense": "tensión",
    "stressed": "estrés",
    "worried": "preocupación",
    "unsure": "dudas",
    "sad": "tristeza",
    "lonely": "soledad",
    "hurt": "dolor",
    "disappointed": "decepción",
    "angry": "enojo",
    "ashamed": "vergüenza",
    "afraid": "miedo",
    "overwhelmed": "agobio",
}
SCALE = {
    1: "muy lejos",
    2: "algo lejos",
    3: "a medias",
    4: "bastante cerca",
    5: "cerca",
}
CONNECTION = "¿Qué cercanía sientes entre tu pareja y tú?"
CHECK_NOTE = "Una línea"
CHECK_NOTE_PLACEHOLDER = "Nos reímos del arroz quemado"
CHECK_KEEP = "Guardar anotación"
CHECK_KEPT = "Se guardó a las {time}."
CHECK_TODAY = "Guardado hoy"
EARLIER = "Anteriores ({count})"
CHECK_NUMBER = "cercanía {number} de 5, {name}"

TALK_TITLE = "Pregunta del día"
TALK_INTRO = "Una pregunta abierta, para las dos personas. No hay respuesta correcta, y “paso” también es una."
DEPTH = "Qué tan profunda"
DEPTH_ANY = "Cualquiera"
THEME = "Sobre"
THEME_ANY = "Cualquier cosa"
DEPTHS = {1: "fácil", 2: "más cerca", 3: "profunda"}
THEMES = {
    "the day": "el día",
    "childhood": "la infancia",
    "dreams": "los sueños",
    "us": "la pareja",
    "appreciation": "agradecer",
    "worries": "preocupaciones",
    "play": "jugar",
    "touch and closeness": "contacto y cercanía",
    "values": "valores",
    "repair": "reparar",
}
DRAW = "Sacar la de hoy"
DRAW_NOTE = "Las preguntas que ya salieron se guardan en tu espacio, para que ninguna se repita hasta acabar la baraja."
SKIP = "Otra pregunta"
NO_CARD = "Saca una pregunta cuando haya un cuarto de hora para hablar."
DECK_THROUGH = (
    "Ya han salido todas las preguntas que encajan. Elige otra profundidad u otro tema, o empieza la baraja de nuevo."
)
BEGIN_ANEW = "Barajar de nuevo"
BEGUN = "La baraja está mezclada; cualquier pregunta puede volver a salir."
CARD_META = "{depth} · {theme}"
TIMER_TITLE = "Tiempo en pareja"
TIMER_INTRO = "El tiempo sigue corriendo mientras miras otra pestaña."
TIMER_START = "Empezar"
TIMER_PAUSE = "Pausa"
TIMER_RESET = "Reiniciar"
TIMER_LEFT = "Tiempo que queda"
TIMER_TONE = "Un tono suave al final"
TIMER_END = "Se acabó el tiempo. Termina tu frase, no hay prisa."
SAID_TITLE = "Lo que se dijo"
SAID_LABEL = "Una línea para recordar (si quieres)"
SAID_PLACEHOLDER = "Le gustaría aprender a navegar"
SAID_MINUTES = "Minutos"
SAID_KEEP = "Guardar la charla"
SAID_KEPT = "Se guardó a las {time}. Qué bien haber encontrado el momento."
SAID_BEFORE = "Conversaciones guardadas"
MINUTES_SHORT = "{minutes} min"
TIME_TITLE = "Nuestra hora de hablar"
TIME_INTRO = "Un cuarto de hora fijo se cumple mejor que una buena intención. Puede ir a tu calendario (en “Semana”)."
TIME_AT = "A las"
TIME_AT_INFO = "Por ejemplo 20:30; vacío si no hay hora fija."
TIME_DAYS = "Días"
TIME_KEEP = "Guardar la hora"
TIME_KEPT = "Se guardó: {when}."
TIME_WRONG = "escribe la hora con horas y minutos, por ejemplo 20:30"

LOOK_WHICH = "¿Qué semana?"
LOOK_WEEKS = (("Esta semana", 0), ("La semana pasada", 1), ("La anterior", 2))
LOOK_UNSAVED = "Primero guarda lo que has escrito, o vacía las casillas; después mira otra semana."
LOOK_TITLE = "Repaso"
LOOK_INTRO = "Aquí no se califica nada. Lo que se cumplió cuenta; lo que no, es la vida y ya está."
LOOK_KEPT = "Lo que se cumplió"
LOOK_VICTORIES = "Pequeñas victorias"
LOOK_HELPED = "¿Qué ayudó, aunque fuera un poco?"
LOOK_VICTORY = "Una pequeña victoria que merece nombrarse"
LOOK_KEEP_ONE = "¿Qué cosa de esta semana te gustaría conservar?"
LOOK_DROP_ONE = "¿Hay algo que dejar, o que hacer más pequeño?"
LOOK_KEEP = "Guardar el repaso"
LOOK_DONE = "Se guardó a las {time}."
CHART_TITLE = "Cercanía sentida"
CHART_INTRO = "Tus propias anotaciones, de 1 (mucha distancia) a 5 (mucha cercanía). Esto solo lo ves tú."
CHART_NONE = "Cuando haya anotaciones de dos días, aquí aparecerá una línea tranquila."
CHART_AS_TABLE = "Lo mismo en una tabla"
CHART_DAY = "Día"
CHART_FELT = "Cercanía"
CHART_LABEL = "Cercanía sentida, de 1 a 5"
HELPING_TITLE = "¿Esto está ayudando?"
FIND_HELP_TITLE = "Encontrar a una persona con quien hablar"
FIND_HELP_INTRO = "Directorios de terapia de pareja. Hearth no abre ninguno; copia una dirección si quieres mirar."
FIND_HELP_SOURCE = "Consultado el {day} en {source}"

OUT_TITLE = "Sacarlo de Hearth"
OUT_INTRO = (
    "Un calendario, papel, una tarjeta para tu pareja, o todo. "
    "Los archivos van a tus descargas; desde ahí queda en tus manos cuidarlos."
)
CALENDAR_TITLE = "Calendario"
CALENDAR_INTRO = "La hora de hablar y los días de los pasos de esta semana, como archivo de calendario."
CALENDAR_OPEN = "Decir qué es cada paso"
CALENDAR_OPEN_INFO = (
    "Sin marcar, las citas dicen solo “Time for us” o “A little time set aside” (en inglés: “Un tiempo para la pareja”, “Un "
    "ratito reservado”): muchas veces otras personas ven los calendarios."
)
CALENDAR_MAKE = "Bajar time-for-us.ics"
CALENDAR_EMPTY = "antes pon una hora de hablar (en “Hablar”) o días para algún paso"
PLAN_TITLE = "Papel"
PLAN_PRINT = "Imprimir la semana"
PLAN_SAVE = "Bajar como página"
PLAN_NAME = "esta-semana.html"
PLAN_MADE = "El plan de esta semana está listo."
PLAN_NONE = "guarda primero un plan para esta semana"
CARD_TITLE = "Una tarjeta para tu pareja"
CARD_INTRO = "Frase a frase, tú eliges qué le llega. Nada más le llega."
CARD_CHOOSE = "Frases que guardaste"
CARD_NONE = "Aquí podrás elegir frases que guardes en “Recursos” (una necesidad, un límite, un agradecimiento)."
CARD_HEADING = "Título (si quieres)"
CARD_TEXT = "La tarjeta, exactamente como quedaría"
CARD_PRINT = "Imprimirla"
CARD_SAVE = "Bajar como texto"
CARD_NAME = "una-tarjeta-para-ti.txt"
ALL_TITLE = "Todo lo de este espacio"
ALL_INTRO = "Todo lo guardado, para leerlo o llevarlo a otra parte. Contiene lo que escribiste; cuida dónde queda."
ALL_READ = "Como texto (Markdown)"
ALL_DATA = "Como datos (JSON)"
ALL_NAME = "mi-cuaderno"
SAVED = "Se descargó a las {time}: {name} está en tus descargas."
PRINTED = "La ventana de impresión está abierta."
