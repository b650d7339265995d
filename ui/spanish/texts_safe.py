"""The words of ui/texts_safe.py in Spanish."""

BAR = "¿En peligro, o no puedes más?"
HELP = "Líneas de ayuda"
PLAN = "Plan de seguridad"
GROUNDING = "Calma"
CLOSE = "Cerrar"

WHO = "¿Quién está aquí?"
WHO_INFO = "Hay varios espacios en este equipo; cada persona abre el suyo."

PLAN_WRITE = "Escribirlo o cambiarlo"
PLAN_KEEP = "Guardar plan"
PLAN_KEPT = "Se guardó a las {time}. Está aquí siempre que pulses “Plan de seguridad”."
PLAN_MEANWHILE = (
    "Mientras tanto, este plan se cambió en otra ventana; arriba ves lo que está guardado. "
    "Pulsa “Guardar plan” una vez más y el tuyo ocupará su lugar."
)
PLAN_PRINT = "Imprimir"
PLAN_SAVE = "Descargar"
PLAN_NAME = "mi-plan"
PLAN_SAVED = "Se descargó a las {time}: {name} está en tus descargas."
PLAN_PRINTED = "La ventana de impresión está abierta."
PLAN_REMOVE = "Borrar mi plan"
PLAN_REMOVED = "Se borró para siempre."
PLAN_GONE = "Ya no estaba."
REMOVE_SURE = "¿Borrar para siempre?"
LINES_TITLE = "Líneas de ayuda: {country}"
LINES_WORLD = "Directorios de todo el mundo"
LINES_OTHER = "Para otro país, elígelo en “Líneas de ayuda”, arriba."
LINES_ADD = "Añadir a mi plan"
LINES_ADDED = "Se añadió en “{part}” a las {time}. Se guarda cuando pulsas “Guardar plan”."

CARDS_NEED_WHO = "Di quién está aquí para ocultar una tarjeta, cambiarla, ponerla al principio o añadir otra."
CARD_META = ("1 minuto", "{minutes} minutos")
CARD_SKIP = "Sáltatela si"
CARD_SOURCE = "Fuente"
CARD_OWN = "tuya"
CARD_REWORDED = "con tus palabras"
CARD_FIRST = "Al inicio"
CARD_HIDE = "Ocultar"
CARD_SHOW = "Mostrar"
CARD_CHANGE = "Cambiar texto"
CARD_TITLE = "Título"
CARD_MINUTES = "Minutos (de 1 a 60)"
CARD_STEPS = "Pasos, uno por línea"
CARD_KEEP = "Guardar texto"
CARD_AS_SHIPPED = "Como era"
CARD_REMOVE = "Borrar"
CARD_ADD_TITLE = "Añadir una tarjeta tuya"
CARD_ADD = "Añadir tarjeta"
CARDS_HIDDEN = "Tarjetas ocultas ({count})"
CARDS_ALL_HIDDEN = "Todas las tarjetas están ocultas; las tienes abajo."
TIMER_END = "El tiempo ha pasado. Tómate otro tanto si te ayuda, o llama a alguien."

DONE = {
    "favourite": "Ahora va al principio: {title}.",
    "unfavourite": "Ya no va al principio: {title}.",
    "hide": "Oculta: {title}. Está al final de la lista.",
    "show": "Se muestra otra vez: {title}.",
    "keep": "Guardada con tus palabras: {title}.",
    "as-shipped": "Vuelve a ser como era: {title}.",
    "remove": "Borrada para siempre: {title}.",
    "add": "Añadida: {title}.",
}
