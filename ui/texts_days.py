"""The words for days, and how a date is written."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAY = "{weekday} {day} {month}"
DAY_YEAR = "{weekday} {day} {month} {year}"
MOMENT = "{day} {month} {year}, {time}"
