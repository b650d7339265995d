"""The words of ui/texts_rewrite.py in Spanish."""

PASSAGE_SOURCE = "De la guía “{title}”, en “{heading}”. {source}"
FIRM_LABEL = "Claro y firme"
DECLINED_LABEL = "Otra manera de decirlo"
UNCHANGED_LABEL = "Tu mensaje, tal como está"

KEPT_LABEL = "Lo que esta versión conserva de tu mensaje"
KEPT = "Conserva: {what}"
LEFT_OUT = "Deja fuera: {what}"
KEPT_LIMIT = "tu límite, “{what}”"

COMPARE_TITLE = "Cambio a cambio"
COMPARE_INTRO = (
    "Tu mensaje junto a una versión. Quita la marca de lo que quieras dejar como estaba; abajo, tu texto se adapta."
)
COMPARE_WITH = "Comparar con"
CHANGES_LABEL = "Cambios que aceptas"
CHANGE_REPLACED = "“{before}” pasa a ser “{after}”"
CHANGE_ADDED = "se añade “{after}”"
CHANGE_REMOVED = "se quita “{before}”"
DIFF_LABEL = "Tu mensaje con los cambios marcados"
DIFF_TAKEN_OUT = "[quitado: "
DIFF_PUT_IN = "[añadido: "
DIFF_END = "]"
RESULT_LABEL = "Tu texto"
RESULT_STAYS = "Cambiaste tu texto, así que se queda como está. Vacíalo y volverá a adaptarse a los cambios."
BLAMES_AGAIN = "En tu texto, esto puede sonar a reproche: {reasons}"
BLAMES_NOT = "Nada de tu texto está marcado como reproche."

BUILD_BUTTON = "Paso a paso"
BUILD_INFO = (
    "Lo que habría visto una cámara.",
    "Un sentimiento tuyo, como tristeza o soledad.",
    "Lo que de verdad te importa ahí.",
    "Una sola cosa pequeña, a la que sea fácil decir sí o no.",
)
BUILD_STEP = "{number}. {label}"
BUILD_CHIPS = (
    "Sugerencias de tu mensaje",
    "Sentimientos para elegir",
    "Necesidades para elegir",
    "Pequeñas peticiones para elegir",
)

PAUSE_TITLE = "¿Una pausa antes?"
PAUSE_INTRO = (
    "Cuando la emoción es muy fuerte, las palabras salen más duras de lo que quieres. ¿Te pasa algo de esto ahora?"
)
PAUSE_LABEL = "Ahora mismo"
PAUSE_SIGNS = (
    "El corazón me late con fuerza",
    "No consigo asimilar lo que me dice",
    "Repito lo mismo, solo que más alto",
    "Quiero ganar",
)
PAUSE_YES = (
    "Entonces una pausa puede ayudarte más que cualquier frase. Veinte minutos por lo menos: camina, lávate la cara, suelta el "
    "aire despacio y no ensayes lo que dirás. Si estás en plena discusión, di cuándo volverás."
)
PAUSE_NO = "Puedes hacer una pausa de todos modos."
PAUSE_WAITS = (
    "El tiempo sigue corriendo mientras estás en otra pestaña. Lo que escribiste espera en esta página mientras siga abierta; "
    "para encontrarlo más tarde, guárdalo."
)
PAUSE_LOCKS = (
    "El tiempo sigue corriendo mientras estás en otra pestaña. Pero tu espacio se bloquea tras {minutes:g} min sin uso, y "
    "entonces esta página se vacía: guarda lo que escribiste antes de irte."
)
DRAFT_KEEP = {
    None: "Guardar este borrador (abre antes tu espacio, en “Tu espacio”)",
    False: "Guardar este borrador en el espacio de {name} (sin cifrar)",
    True: "Guardar este borrador en el espacio de {name} (cifrado)",
}
DRAFT_NO_SPACE = "Abre antes tu espacio, en “Tu espacio”. No se guardó nada."
DRAFT_KEPT = "Guardado a las {time}. Solo se guarda este borrador; uno nuevo ocupa su lugar."
DRAFT_WAITS = "Te espera un borrador del {day}, {time}."
DRAFT_BACK = "Recuperarlo"
DRAFT_DELETE = "Borrarlo"
DRAFT_SURE = "¿Borrar para siempre?"
DRAFT_IS_BACK = "Tu borrador está otra vez en su casilla. Sigue guardado hasta que lo borres."
DRAFT_BOX_FULL = "Hay otra cosa en la casilla. Vacíala primero, para que no se pierda nada."
DRAFT_GONE = "El borrador está borrado."
DRAFT_NONE = "Ya no hay ningún borrador."
PAUSE_OVER = "Pasaron los veinte minutos. Lee otra vez lo que escribiste; enviarlo o no es decisión tuya."
PAUSE_WHY = "Por qué ayuda una pausa"
