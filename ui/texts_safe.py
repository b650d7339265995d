"""The words of the bar at the top and its parts. What a plan and a card say lives in coach/keeping/texts."""

BAR = "Not safe, or not coping?"
HELP = "Help lines"
PLAN = "Safety plan"
GROUNDING = "Grounding"
CLOSE = "Close"

WHO = "Who is here?"
WHO_INFO = "There are several spaces on this computer; each opens its own."

PLAN_WRITE = "Write it, or change it"
PLAN_KEEP = "Keep my plan"
PLAN_KEPT = "Kept at {time}. It is here whenever you press “Safety plan”."
PLAN_MEANWHILE = (
    "This plan was changed in another window meanwhile; what is kept is shown above. "
    "Press “Keep my plan” once more, and yours takes its place."
)
PLAN_PRINT = "Print it"
PLAN_SAVE = "Save as text"
PLAN_NAME = "my-plan"
PLAN_SAVED = "Saved at {time}: {name} is in your downloads."
PLAN_PRINTED = "The print window is open."
PLAN_REMOVE = "Remove my plan"
PLAN_REMOVED = "Removed for good."
PLAN_GONE = "It was gone already."
REMOVE_SURE = "Remove for good?"
LINES_TITLE = "Lines for {country}"
LINES_WORLD = "Worldwide directories"
LINES_OTHER = "For another country, choose it under “Help lines” at the top."
LINES_ADD = "Add these to my plan"
LINES_ADDED = "Added under “{part}”, at {time}. It is kept when you press “Keep my plan”."

CARDS_NEED_WHO = "Say who is here to hide a card, change it, keep it first or add one."
CARD_META = ("1 minute", "{minutes} minutes")
CARD_SKIP = "Skip this if"
CARD_SOURCE = "Source"
CARD_OWN = "your own"
CARD_REWORDED = "in your words"
CARD_FIRST = "Keep first"
CARD_HIDE = "Hide"
CARD_SHOW = "Show again"
CARD_CHANGE = "Change the words"
CARD_TITLE = "Title"
CARD_MINUTES = "Minutes (1 to 60)"
CARD_STEPS = "Steps, one a line"
CARD_KEEP = "Keep these words"
CARD_AS_SHIPPED = "As it was"
CARD_REMOVE = "Remove"
CARD_ADD_TITLE = "Add a card of your own"
CARD_ADD = "Add this card"
CARDS_HIDDEN = "Hidden cards ({count})"
CARDS_ALL_HIDDEN = "All cards are hidden; they are below."
TIMER_END = "The time has passed. Take as long again if it helps, or ring someone."

DONE = {
    "favourite": "Kept first: {title}.",
    "unfavourite": "No longer first: {title}.",
    "hide": "Hidden: {title}. It is at the end of the list.",
    "show": "Shown again: {title}.",
    "keep": "Kept in your words: {title}.",
    "as-shipped": "As it was: {title}.",
    "remove": "Removed for good: {title}.",
    "add": "Added: {title}.",
}
"""What was done with a card -> the line that says so."""
