"""The words of ui/texts_days.py in Spanish."""

WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
WEEKDAYS_SHORT = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
DAY = "{weekday} {day} de {month}"
DAY_YEAR = "{weekday} {day} de {month} de {year}"
MOMENT = "{day} de {month} de {year}, {time}"
