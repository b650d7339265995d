"""The words of Next steps: the week, the check-in, the talk, the look back. Those of the tools are in texts_tools.py."""

TAB_WEEK = "This week"
TAB_CHECK_IN = "Check in"
TAB_TALK = "Talk"
TAB_TOOLS = "Tools"
TAB_LOOK_BACK = "Look back"

NOT_DONE = "Not yet"
WHERE_KEPT = "Kept in your space on this computer; encrypted only where the space has a passphrase (see “Your space”)."
SET_ASIDE = (
    "One entry of this space could not be read. It lies in its file as it is; nothing was removed.",
    "{count} entries of this space could not be read. They lie in its file as they are; nothing was removed.",
)
REMOVE = "Remove"
REMOVED = "Removed."

WHO_TITLE = "Who is here?"
WHO_INTRO = (
    "Each of you can have a space of your own: a plan, check-ins and notes that Hearth does not show in the other's. "
    "Without a passphrase it is a drawer, not a safe: who uses your account on this computer can open its files. "
    "“Your space” puts a passphrase on it."
)
WHO_LABEL = "Whose space is open"
WHO_OWN = "Me"
WHO_NEW = "A space for someone else"
WHO_NEW_INFO = "A plain first name will do. Nothing is written until something is kept in it."
WHO_ADD = "Open it"
WHO_EMPTY = "write a name first"
WHO_OPEN = "{name}: this space is open."
WHO_ASK = "Say who you are, and your space opens."

FIND_TITLE = "Find next steps"
FOUND_TITLE = "What could fit this week"
ANOTHER = "Another one instead"
KEEP_PLAN = "Keep these for this week"
KEEP_PLAN_NOTE = (
    "They take the place of what was kept for this week, if anything was. What you wrote above is not kept."
)
PLAN_KEPT = "Kept for this week. Days can be chosen now, or not at all."
NOTHING_FOUND = "find some steps first"
NO_OTHER = "no other practice fits here; leaving this one out is fine too"
SAFETY_FIRST = "what you wrote above calls for safety first; see the help lines at the top of the page"
NOT_IN_PLAN = "this practice is not in the week's plan any more"

WEEK_TITLE = "This week at a glance"
WEEK_STEPS = "What you chose"
WEEK_EMPTY = "Nothing is chosen for this week. Rest counts too; “Find next steps” is there when you want it."
TODAY = "today"
NOTHING = "–"
TALK_ITEM = "Time to talk"
DONE_TODAY = "Done today"
DONE_ON = "Mark as done: {title}, {day}"
UNDO_ON = "Done: {title}, {day}. Press to take the mark back"
MARKED = "Done: {title}. Small things, done again, are what counts."
UNMARKED = "Mark taken back: {title}."
CHOOSE_DAYS = "Choose days"
DAYS_LEGEND = "Days for “{title}”"
AT = "At (if you like)"
KEEP_DAYS = "Keep these days"
OPEN_PLACE = "Open “{title}”"
DAYS_KEPT = "Days kept: {title}."
FALLS_FLAT = "When it falls flat"
NOT_THIS = "Not this one?"
WHY_NOT = "Why not"
WHY_NONE = "I'd rather not say"
WHY_NOTE = "A word more (if you like)"
WHY_KEPT = "With a reason, it is kept and this one rests for eight weeks; the next plan heeds it."
REASONS = {
    "too much": "It is too much just now",
    "needs both": "It needs both of us",
    "did not fit": "It does not fit us",
    "tried it": "We have tried it",
    "another reason": "Another reason",
}
NO_REASON = "choose why, so that the next plan can heed it"
SWAP = "Swap it for another"
LEAVE_OUT = "Leave it out"
SWAPPED = "In its place: {title}."
LEFT_OUT = "Left out: {title}. It will not be proposed for eight weeks."

CHECK_TITLE = "How is today?"
CHECK_INTRO = "A word or a few, a number, a line: any one of them is enough. As often or as seldom as you like."
MOODS = "Mood (up to five)"
MOOD_NAMES = {
    "calm": "calm",
    "content": "content",
    "glad": "glad",
    "grateful": "grateful",
    "hopeful": "hopeful",
    "tender": "tender",
    "playful": "playful",
    "proud": "proud",
    "relieved": "relieved",
    "tired": "tired",
    "flat": "flat",
    "numb": "numb",
    "restless": "restless",
    "tense": "tense",
    "stressed": "stressed",
    "worried": "worried",
    "unsure": "unsure",
    "sad": "sad",
    "lonely": "lonely",
    "hurt": "hurt",
    "disappointed": "disappointed",
    "angry": "angry",
    "ashamed": "ashamed",
    "afraid": "afraid",
    "overwhelmed": "overwhelmed",
}
SCALE = {
    1: "far apart",
    2: "a little far",
    3: "in between",
    4: "fairly close",
    5: "close",
}
CONNECTION = "How close do you feel to each other?"
CHECK_NOTE = "One line"
CHECK_NOTE_PLACEHOLDER = "We laughed about the burnt rice"
CHECK_KEEP = "Keep this check-in"
CHECK_KEPT = "Kept at {time}."
CHECK_TODAY = "Kept today"
EARLIER = "Earlier ({count})"
CHECK_NUMBER = "felt connection {number} of 5, {name}"

TALK_TITLE = "Question of the day"
TALK_INTRO = "One open question, for both. There is no right answer, and “pass” is one."
DEPTH = "How deep"
DEPTH_ANY = "Any"
THEME = "About"
THEME_ANY = "Anything"
DEPTHS = {1: "easy", 2: "closer", 3: "deep"}
THEMES = {
    "the day": "the day",
    "childhood": "childhood",
    "dreams": "dreams",
    "us": "us",
    "appreciation": "appreciation",
    "worries": "worries",
    "play": "play",
    "touch and closeness": "touch and closeness",
    "values": "values",
    "repair": "repair",
}
DRAW = "Draw today's question"
DRAW_NOTE = "Which questions were drawn is kept in your space, so that none comes twice before the deck is through."
SKIP = "Another question"
NO_CARD = "Draw a question when you both have a quarter of an hour."
DECK_THROUGH = "Every question that fits has been drawn. Choose another depth or theme, or begin the deck anew."
BEGIN_ANEW = "Begin the deck anew"
BEGUN = "The deck is shuffled; every question may come again."
CARD_META = "{depth} · {theme}"
TIMER_TITLE = "Time for each other"
TIMER_INTRO = "The time goes on while you look at another tab."
TIMER_START = "Start"
TIMER_PAUSE = "Pause"
TIMER_RESET = "Begin again"
TIMER_LEFT = "Time left"
TIMER_TONE = "A soft tone at the end"
TIMER_END = "The time is over. Finish your sentence, there is no hurry."
SAID_TITLE = "What was said"
SAID_LABEL = "One line to remember (if you like)"
SAID_PLACEHOLDER = "She would like to learn to sail"
SAID_MINUTES = "Minutes"
SAID_KEEP = "Keep that we talked"
SAID_KEPT = "Kept at {time}. Good that you made the time."
SAID_BEFORE = "Talks that were kept"
MINUTES_SHORT = "{minutes} min"
TIME_TITLE = "Our talk time"
TIME_INTRO = (
    "A fixed quarter of an hour is easier to keep than a good intention. It can go into your calendar (This week)."
)
TIME_AT = "At"
TIME_AT_INFO = "Such as 20:30; empty for no fixed time."
TIME_DAYS = "On"
TIME_KEEP = "Keep our talk time"
TIME_KEPT = "Kept: {when}."
TIME_WRONG = "write the time as hours and minutes, such as 20:30"

LOOK_WHICH = "Which week?"
LOOK_WEEKS = (("This week", 0), ("Last week", 1), ("The week before", 2))
LOOK_UNSAVED = "Keep what you wrote first, or empty the boxes; then look at another week."
LOOK_TITLE = "Looking back"
LOOK_INTRO = "No marks are given here. What was kept counts; what was not is simply life."
LOOK_KEPT = "What was kept"
LOOK_VICTORIES = "Small victories"
LOOK_HELPED = "What helped, even a little?"
LOOK_VICTORY = "A small victory worth naming"
LOOK_KEEP_ONE = "What one thing from this week would you like to keep?"
LOOK_DROP_ONE = "Is there one thing to drop, or to make smaller?"
LOOK_KEEP = "Keep this look back"
LOOK_DONE = "Kept at {time}."
CHART_TITLE = "Felt connection"
CHART_INTRO = "Your own check-ins, from 1 (far apart) to 5 (close). Only you see this."
CHART_NONE = "When you have checked in on two days, a quiet line shows here."
CHART_AS_TABLE = "The same as a table"
CHART_DAY = "Day"
CHART_FELT = "Felt"
CHART_LABEL = "Felt connection, 1 to 5"
HELPING_TITLE = "Is this helping?"
FIND_HELP_TITLE = "Finding a person to talk to"
FIND_HELP_INTRO = "Directories of couple therapists. Hearth opens none of them; copy an address if you want to look."
FIND_HELP_SOURCE = "Looked up {day} at {source}"

OUT_TITLE = "Take it out of Hearth"
OUT_INTRO = (
    "A calendar, paper, a card for your partner, or everything. "
    "Files go to your downloads; from there on they are yours to mind."
)
CALENDAR_TITLE = "Calendar"
CALENDAR_INTRO = "Talk time and the days of this week's steps as a calendar file."
CALENDAR_OPEN = "Name what each step is"
CALENDAR_OPEN_INFO = (
    "Off, entries say only “Time for us” or “A little time set aside”: calendars are often seen by others."
)
CALENDAR_MAKE = "Save time-for-us.ics"
CALENDAR_EMPTY = "set a talk time with an hour (in Talk), or days for a step, first"
PLAN_TITLE = "Paper"
PLAN_PRINT = "Print this week's plan"
PLAN_SAVE = "Save it as a page"
PLAN_NAME = "this-week.html"
PLAN_MADE = "This week's plan is ready."
PLAN_NONE = "keep a plan for this week first"
CARD_TITLE = "A card for your partner"
CARD_INTRO = "Sentence by sentence, you choose what crosses. Nothing else does."
CARD_CHOOSE = "Sentences you kept"
CARD_NONE = "Sentences that you keep in Tools (a need, a limit, an appreciation) can be chosen here."
CARD_HEADING = "Heading (if you like)"
CARD_TEXT = "The card, exactly as it would be"
CARD_PRINT = "Print the card"
CARD_SAVE = "Save the card as text"
CARD_NAME = "a-card-for-you.txt"
ALL_TITLE = "Everything in this space"
ALL_INTRO = "All that was kept, to read or to carry elsewhere. It names what you wrote; mind where it lies."
ALL_READ = "Save as text (Markdown)"
ALL_DATA = "Save as data (JSON)"
ALL_NAME = "my-notebook"
SAVED = "Saved at {time}: {name} is in your downloads."
PRINTED = "The print window is open."
