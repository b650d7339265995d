"""The words of ui/texts_tools.py in Spanish."""

TOOLS_TITLE = "Recursos"
TOOLS_INTRO = "Toma uno y deja el resto. Cada uno sirve por sí solo, hoy o dentro de un mes."
BACK = "← Recursos"

TOOLS = {
    "observer": (
        "Una mirada amiga y justa",
        "Siete minutos de escritura después de una pelea; sin IA, y en un estudio igual de útil.",
    ),
    "jar": ("El tarro de los detalles", "Pequeños gestos en papelitos; el azar saca uno para la semana."),
    "touch": ("El reto del contacto", "Siete días con un gesto suave, solo donde las dos personas lo quieran."),
    "languages": ("Lenguajes del amor", "Qué te hace bien, un pequeño gesto al día y un repaso semanal."),
    "expectations": ("Deseos claros", "Convertir un deseo en una sola cosa que se pueda ver y hacer."),
    "limits": ("Límites amables", "Decir qué necesitas y qué harás, sin amenazas."),
    "promises": ("Promesas", "Promesas pequeñas con fecha, y cómo responder por una que no salió."),
    "naming": ("Poner nombre al descuido", "Momentos reales, escritos primero solo para ti."),
    "signs": ("Señales, con calma", "Qué hay y qué falta. No es un examen."),
    "notes": ("Nota de agradecimiento", "Una cosa concreta que notaste, y lo que significó."),
    "journal": ("Diario", "Una página que escucha, con un comienzo si quieres."),
}

KEEP = "Guardar"
KEPT = "Se guardó a las {time}."
KEPT_TITLE = "Guardado antes"
KEPT_NONE = "Todavía nada."
REMOVE = "Borrar"
REMOVE_SURE = "¿Borrar para siempre?"
REMOVED = "Se borró para siempre."
GONE_ALREADY = "Ya no estaba."
TODAY = "Hoy"
YESTERDAY = "Ayer"
TOMORROW = "Mañana"
COPY_HINT = "Cambia todo lo que no suene a ti."
LOOK_AGAIN = "Vale la pena mirarlo otra vez"
PUT_TOGETHER = "Formar la frase"
MARKED = "“{text}”: {why}"

JAR_SLIP = "Un pequeño gesto"
JAR_SLIP_HINT = "Pequeño, barato y posible en una semana"
JAR_BY = "¿De quién es el papelito?"
JAR_WHOSE = (("Mío", "me"), ("De mi pareja", "partner"))
JAR_PUT = "Meter en el tarro"
JAR_ANYWAY = "Queremos que esté"
JAR_IN = "En el tarro, a las {time}."
JAR_IDEAS = "Ideas para empezar"
JAR_COUNT = (
    "El tarro está vacío. Mete primero unos papelitos.",
    "Hay un papelito en el tarro.",
    "Hay {count} papelitos en el tarro.",
)
JAR_FROM = "Sacar de"
JAR_FROM_WHOM = (("Todos", "all"), ("Los míos", "me"), ("Los de mi pareja", "partner"))
JAR_DRAW_TITLE = "Sacar uno"
JAR_DRAW = "Sacar uno"
JAR_DREW = "Ha salido: {text}"
JAR_NONE = "Ahora mismo no hay ningún papelito así en el tarro."
JAR_OUT = "Fuera del tarro"
JAR_DONE_TITLE = "Hechos"
JAR_DONE = "Está hecho"
JAR_BACK = "Devolver"
JAR_WAS_DONE = "Anotado. Qué buen detalle."
JAR_WENT_BACK = "De vuelta en el tarro."
JAR_INSIDE = "Mirar en el tarro"
JAR_INSIDE_TITLE = "Aún dentro"
JAR_OF = {"me": "De mi parte", "partner": "De mi pareja"}

TOUCH_ME = "Yo quiero."
TOUCH_PARTNER = "Mi pareja ha dicho que también quiere."
TOUCH_WELCOME = "¿Qué gestos son bienvenidos? Uno por línea, si quieres"
TOUCH_BEGIN = "Empezar"
TOUCH_BEGUN = "En marcha. Ve a tu ritmo."
TOUCH_EACH_DAY = "Cada día"
TOUCH_IDEAS = "Ideas para hoy"
TOUCH_WELCOMED = "Gestos bienvenidos: {these}"
TOUCH_MOMENT = "El momento de hoy, en pocas palabras, si quieres"
TOUCH_KEEP = "Guardar día"
TOUCH_REST = "Hoy, descanso"
TOUCH_RESTED = "Un día de descanso"
TOUCH_A_MOMENT = "Un momento en pareja"
TOUCH_PAUSE = "Pausa"
TOUCH_GO_ON = "Seguir"
TOUCH_STOP = "Parar"
TOUCH_GOES_ON = "Sigue desde donde estaba."
TOUCH_ALL = "Guardado"
TOUCH_STATES = {
    "going": "Siete días, en marcha",
    "paused": "Siete días, en descanso",
    "stopped": "Siete días, se dejaron",
    "finished": "Siete días, hechos en pareja",
}

LANG_REFLECT = "Qué te hace bien"
LANG_BOTH = "Las dos"
LANG_PAIR = "{number} de {count}"
LANG_SHOW = "Ver qué dice"
LANG_GUESS = "¿Y tu pareja? Imaginarlo es una buena primera pregunta para esta noche"
LANG_CHOOSE = "Elige al menos en un par; los demás pueden quedar abiertos."
LANG_BEFORE = "Reflexiones guardadas antes"
LANG_ACT = "Un gesto al día"
LANG_ACT_IDEA = "Una idea para hoy"
LANG_WHICH_FIRST = "Elige primero de qué tipo fue."
LANG_HOW_FIRST = "Elige primero un número."
LANG_ACT_WHICH = "¿De qué tipo fue?"
LANG_ACT_TEXT = "Lo que hiciste"
LANG_ACTS = "Gestos guardados antes"
LANG_WEEK = "El repaso semanal"
LANG_HOW = "¿Cuánto amor sentiste esta semana?"
LANG_SCALE = (("1: casi nada", 1), ("2", 2), ("3: término medio", 3), ("4", 4), ("5: muchísimo", 5))
LANG_LANDED = "¿Qué te llegó?"
LANG_ADJUST = "¿Qué cambiarías un poco?"
LANG_WEEKS = "Repasos guardados antes"
LANG_HOW_ROW = "Amor sentido: {how} de 5"
LANG_LANDED_ROW = "Me llegó: {text}"
LANG_ADJUST_ROW = "Por cambiar: {text}"
LANG_GUESS_ROW = "Lo que imagino de mi pareja: {these}"

EXPECT_NEED = "¿Qué necesitas?"
EXPECT_ACT = "I need you to … (necesito que tú…)"
EXPECT_ACT_HINT = "ask how my day was, and stay for the answer"
EXPECT_WHEN = "¿Cuándo? (en inglés)"
EXPECT_WHEN_HINT = "when we are both home"
EXPECT_SENTENCE = "Tu frase"
EXPECT_EXAMPLES = "Ejemplos"
EXPECT_EXAMPLE = "I need you to {act} {when}."
EXPECT_FINE = (
    "Una sola cosa, y se puede hacer. Dila en un momento tranquilo, y pregunta qué necesita tu pareja también."
)

LIMIT_NEED = "I need … (necesito…)"
LIMIT_NEED_HINT = "an evening that is calm"
LIMIT_WHEN = "When … (cuando…)"
LIMIT_WHEN_HINT = "voices get loud"
LIMIT_SENTENCE = "Tu límite"
LIMIT_DO = "I will … (yo haré…)"
LIMIT_DO_HINT = "go for a walk and come back at nine"
LIMIT_EXAMPLES = "Ejemplos"
LIMIT_EXAMPLE = "When {when}, I will {will_do}."
LIMIT_FINE = "Cumplirlo depende de ti, haga lo que haga tu pareja. Dilo una vez, con calma y con cariño."

PROMISE_WHAT = "¿Qué harás? Algo tan pequeño que sea seguro"
PROMISE_WHAT_HINT = "Llamar a la una"
PROMISE_BY = "¿Para cuándo?"
PROMISE_KEEP = "Guardar la promesa"
PROMISE_OPEN = "Pendientes"
PROMISE_OPEN_NONE = "No hay promesas pendientes."
PROMISE_BY_ROW = "Para: {day}"
PROMISE_KEPT = "La cumplí"
PROMISE_MISSED = "No lo logré"
PROMISE_MOVE = "Otro día"
PROMISE_WAS_KEPT = "Cumplida. No digas nada, o simplemente “hecho”."
PROMISE_OWN_TITLE = "Cómo responder por ella"
PROMISE_OWN_WHAT = "La promesa: {what}"
PROMISE_NOW = "¿Qué estás haciendo ahora al respecto? (en inglés)"
PROMISE_NOW_HINT = "I'm ringing now"
PROMISE_CHANGE = "¿Qué será distinto la próxima vez? (en inglés)"
PROMISE_CHANGE_HINT = "tomorrow I've set an alarm"
PROMISE_OWN_SENTENCE = "Tu frase"
PROMISE_OWN_KEEP = "Guardar: no lo logré"
PROMISE_OWNED = "Anotado, y asumido. La próxima puede ser más pequeña."
PROMISE_MOVE_TITLE = "Un día nuevo"
PROMISE_MOVE_KEEP = "Mover"
PROMISE_MOVED = "Movida. Díselo antes de que llegue el día anterior."
PROMISE_CANCEL = "Dejar como está"
PROMISE_BEFORE = "Promesas anteriores"
PROMISE_STATES = {"kept": "Cumplida", "missed": "No se logró"}
PROMISE_EARLIER = "Se movió desde: {days}"

NAMING_MINE = "Quien estuvo ausente fui yo"

SIGNS_WHICH = "¿Qué has notado? No hace falta marcar nada"
SIGNS_TABLE = "Necesidades y descuido, lado a lado"
SIGNS_COLUMNS = ("La necesidad", "Cuando se descuida", "Cuando se atiende")
SIGNS_SHOW = "Qué podría ayudar leer"
SIGNS_GOOD_ROW = "Todavía bien: {text}"
SIGNS_MISSING_ROW = "Lo que más falta: {text}"
SIGNS_NONE_NOTICED = "Nada marcado"

NOTES_NOTICED = "¿Qué notaste? Una cosa concreta (en inglés)"
NOTES_NOTICED_HINT = "you got up with him at three"
NOTES_MEANT = "¿Qué significó para ti? (en inglés)"
NOTES_MEANT_HINT = "I could sleep, and I felt looked after"
NOTES_SENTENCE = "Tu nota"
NOTES_FINE = "Pequeña y concreta. Dala cuando no quieras nada a cambio."
NOTES_GIVE = "Ya la di"
NOTES_WAS_GIVEN = "Anotada como entregada."
NOTES_GIVEN = "Entregadas"

JOURNAL_ROLE = "Escribir como"
JOURNAL_ROLES = (
    ("Alguien a quien le faltó cariño", "neglected"),
    ("Alguien que descuidó a su pareja", "neglectful"),
)
JOURNAL_PROMPT = "Un comienzo"
JOURNAL_OTHER = "Otro comienzo"
JOURNAL_FREE = "Sin comienzo"
JOURNAL_NO_BEGINNING = "Solo una página."
JOURNAL_TEXT = "Tu página"

OBSERVER_FACTS = "Qué pasó, solo los hechos (si quieres)"
SOURCE = "De dónde viene esto"
OBSERVER_RECENT = "Escribiste así hace poco. Una vez cada pocas semanas es suficiente."
OBSERVER_ROW = {
    "facts": "Qué pasó: {text}",
    "observer": "Una mirada amiga: {text}",
    "obstacles": "Lo que lo hace difícil: {text}",
    "next_time": "La próxima vez: {text}",
}
