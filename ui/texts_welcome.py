"""The words of the welcome, of loading, of the sheet of keys, and of what is said aloud."""

LABEL = "Welcome"
FIRST_TITLE = "Welcome to Hearth"
FIRST_STEP = "Step 1 of 2"
IS = (
    "Hearth is software. It answers from its guides, helps you say a hard thing more gently, and finds small steps for the two "
    "of you. It can be wrong.",
    "It is not a therapist, and it is not for emergencies.",
    "Help lines are one press away, at the top of every page. So is “{leave}”, which puts a blank page in the place of this one.",
)
PRIVACY_TITLE = "Your privacy, in three lines"
PRIVACY = (
    "Hearth keeps nothing unless you ask it to, and what you keep lies in your own space, where you can lock or erase it.",
    "It cannot protect you from someone who watches your screen or looks through this computer.",
)
"""The second and the third; the first is where_it_goes (leaving.py)."""
NEXT = "Go on"
SKIP = "Skip this"
SECOND_TITLE = "A few things, only if you like"
SECOND_STEP = "Step 2 of 2"
SECOND = (
    "All of it may stay empty, and you can change it in “{space}” at any time. The role and the names are kept in your own "
    "space; the country in Hearth's settings."
)
BACK = "Back"
BEGIN = "Begin"
LATER = "You can put a passphrase on your space whenever you want, in “{space}”."
NOT_SAVED = "Hearth could not write that down ({why}). It holds until Hearth is closed."

ROLE = "Which is closer to you?"
ROLE_INFO = "Answers and steps are chosen to fit. There is no wrong one."
ROLE_OPEN = "I'd rather leave it open"
ME = "What you call yourself"
PARTNER = "What you call your partner"
NAMES_INFO = "Optional. A first name or a pet name; it is used for wording alone."
COUNTRY = "Country for help lines"
COUNTRY_INFO = "Hearth never guesses it."

STARTING = "Starting"
LOADING = "Loading"
STEP = "Loading, part {at} of {of}: {stage}"
LOADING_FIRST = "The very first start reads all the guides; after that it takes seconds."
MEANWHILE = "You can read the guides, use the tools and open the help lines meanwhile."
READY = "Ready."
MENDED = "The search index was damaged and has been made anew; nothing of yours is lost."
FAILED = "Hearth could not load all of its parts: {why}."
STILL_WORKS = {
    "library": (
        "Questions, plans and search by meaning do not work for now. Reading the guides, “Before you send” as far as it needs no "
        "search, the tools, your space and the help lines do."
    ),
    "model": (
        "Answers come from the guides as they are written, and messages can be built from their pieces. Another model can be "
        "chosen in “{space}”."
    ),
}
TRY_AGAIN = "Try again"

KEYS = "Keyboard shortcuts"
KEYS_CLOSE = "Close"
KEYS_ROWS = (
    ("1 – 5", "Go to a tab"),
    ("/", "Go to the question box"),
    ("Shift + Enter", "Ask, from the question box"),
    (".", "Stop what is being written"),
    ("Escape, three times", "Leave quickly, wherever you are"),
    ("?", "Show or close this list"),
)
KEYS_NOTE = "Single keys do nothing while you type in a box."
KEYS_USE = "Use single keys on this page"

BEGUN = "Working on it."
ENDED = "Done. The answer is on the page."
STOPPED = "Stopped."
OTHER_TAB = (
    "Hearth is open in another tab of this browser as well. Both work. What you keep in one shows in the other when you go "
    "to its part again."
)
OTHER_TAB_OPEN = (
    "A protected space is open in another tab of this browser. Each tab opens it for itself, and locking it in one locks it in "
    "both."
)
CLOSE = "Close"
