"""The words of the tools' page. What a tool itself says (its prompts, ideas and notes) lives in coach/keeping/texts."""

TOOLS_TITLE = "Tools"
TOOLS_INTRO = "Take one, leave the rest. Each works by itself, today or in a month."
BACK = "← All tools"

TOOLS = {
    "observer": (
        "A fair friend's view",
        "Seven minutes of writing after a quarrel; no AI, and in a study as good as one.",
    ),
    "jar": ("Connection jar", "Small kindnesses on slips; chance draws one for the week."),
    "touch": ("Touch challenge", "Seven days of one gentle touch, only where both of you want it."),
    "languages": ("Love languages", "What does you good, one small act a day, and a weekly look."),
    "expectations": ("Clear expectations", "Turn a wish into one thing that can be seen and done."),
    "limits": ("Kind limits", "Say what you need and what you will do, without a threat."),
    "promises": ("Promise keeper", "Small promises with a day, and a way to own one that slipped."),
    "naming": ("Naming the neglect", "Real moments, written for your own eyes first."),
    "signs": ("Signs, looked at calmly", "What is there and what is missing. Not a test."),
    "notes": ("Appreciation note", "One exact thing you noticed, and what it meant."),
    "journal": ("Journal", "A page that listens, with a prompt if you like."),
}
"""Module of the tool -> its title and its one line, in the order of the list."""

KEEP = "Keep this"
KEPT = "Kept, at {time}."
KEPT_TITLE = "Kept before"
KEPT_NONE = "Nothing yet."
REMOVE = "Remove"
REMOVE_SURE = "Remove for good?"
REMOVED = "Removed for good."
GONE_ALREADY = "It was gone already."
TODAY = "Today"
YESTERDAY = "Yesterday"
TOMORROW = "Tomorrow"
COPY_HINT = "Change anything that does not sound like you."
LOOK_AGAIN = "Worth another look"
PUT_TOGETHER = "Put it into words"
MARKED = "“{text}”: {why}"

JAR_SLIP = "A small kindness"
JAR_SLIP_HINT = "Small, cheap, and done within a week"
JAR_BY = "Whose slip is it?"
JAR_WHOSE = (("Mine", "me"), ("My partner's", "partner"))
JAR_PUT = "Put it in the jar"
JAR_ANYWAY = "We both want it there"
JAR_IN = "In the jar, at {time}."
JAR_IDEAS = "Ideas to begin with"
JAR_COUNT = (
    "The jar is empty. Put in a few slips first.",
    "There is one slip in the jar.",
    "There are {count} slips in the jar.",
)
JAR_FROM = "Draw from"
JAR_FROM_WHOM = (("All slips", "all"), ("Mine", "me"), ("My partner's", "partner"))
JAR_DRAW_TITLE = "Draw one"
JAR_DRAW = "Draw a slip"
JAR_DREW = "You drew: {text}"
JAR_NONE = "There is no such slip in the jar just now."
JAR_OUT = "Drawn"
JAR_DONE_TITLE = "Done"
JAR_DONE = "It was done"
JAR_BACK = "Put it back"
JAR_WAS_DONE = "Noted. That was kind."
JAR_WENT_BACK = "Back in the jar."
JAR_INSIDE = "Look inside the jar"
JAR_INSIDE_TITLE = "Still inside"
JAR_OF = {"me": "From me", "partner": "From my partner"}

TOUCH_ME = "I want this."
TOUCH_PARTNER = "My partner has said that they want it too."
TOUCH_WELCOME = "Which touches are welcome? One a line, if you like"
TOUCH_BEGIN = "Begin"
TOUCH_BEGUN = "Begun. Take it at your own pace."
TOUCH_EACH_DAY = "Each day"
TOUCH_IDEAS = "Ideas"
TOUCH_WELCOMED = "Welcome with you: {these}"
TOUCH_MOMENT = "Today's moment, in a few words, if you like"
TOUCH_KEEP = "Keep this day"
TOUCH_REST = "A day of rest"
TOUCH_RESTED = "A day of rest"
TOUCH_A_MOMENT = "A moment together"
TOUCH_PAUSE = "Pause"
TOUCH_GO_ON = "Go on"
TOUCH_STOP = "Stop"
TOUCH_GOES_ON = "Going on, from where you were."
TOUCH_ALL = "Kept"
TOUCH_STATES = {
    "going": "Seven days, going on",
    "paused": "Seven days, resting",
    "stopped": "Seven days, laid aside",
    "finished": "Seven days, done together",
}

LANG_REFLECT = "What does you good"
LANG_BOTH = "Both"
LANG_PAIR = "{number} of {count}"
LANG_SHOW = "See what it says"
LANG_GUESS = "And your partner? A guess is a good first question for tonight"
LANG_CHOOSE = "Choose in one pair at least; the rest may stay open."
LANG_BEFORE = "Reflections kept before"
LANG_ACT = "One act a day"
LANG_ACT_IDEA = "An idea for today"
LANG_WHICH_FIRST = "Choose first which kind it was."
LANG_HOW_FIRST = "Choose a number first."
LANG_ACT_WHICH = "Which kind was it?"
LANG_ACT_TEXT = "What you did"
LANG_ACTS = "Acts kept before"
LANG_WEEK = "The weekly look"
LANG_HOW = "How loved did you feel this week?"
LANG_SCALE = (("1: hardly", 1), ("2", 2), ("3: in between", 3), ("4", 4), ("5: very much", 5))
LANG_LANDED = "What landed?"
LANG_ADJUST = "What would you change a little?"
LANG_WEEKS = "Weekly looks kept before"
LANG_HOW_ROW = "How loved: {how} of 5"
LANG_LANDED_ROW = "Landed: {text}"
LANG_ADJUST_ROW = "To change: {text}"
LANG_GUESS_ROW = "A guess for my partner: {these}"

EXPECT_NEED = "What do you need?"
EXPECT_ACT = "I need you to …"
EXPECT_ACT_HINT = "ask how my day was, and stay for the answer"
EXPECT_WHEN = "When?"
EXPECT_WHEN_HINT = "when we are both home"
EXPECT_SENTENCE = "Your sentence"
EXPECT_EXAMPLES = "Examples"
EXPECT_EXAMPLE = "I need you to {act} {when}."
EXPECT_FINE = "One thing, and it can be done. Tell it at a calm moment, and ask what they need, too."

LIMIT_NEED = "I need …"
LIMIT_NEED_HINT = "an evening that is calm"
LIMIT_WHEN = "When …"
LIMIT_WHEN_HINT = "voices get loud"
LIMIT_SENTENCE = "Your limit"
LIMIT_DO = "I will …"
LIMIT_DO_HINT = "go for a walk and come back at nine"
LIMIT_EXAMPLES = "Examples"
LIMIT_EXAMPLE = "When {when}, I will {will_do}."
LIMIT_FINE = "This is yours to keep, whatever they do. Say it once, calmly and warmly."

PROMISE_WHAT = "What will you do? Small enough to be sure of"
PROMISE_WHAT_HINT = "Ring at one o'clock"
PROMISE_BY = "By when?"
PROMISE_KEEP = "Keep this promise here"
PROMISE_OPEN = "Open"
PROMISE_OPEN_NONE = "No open promise."
PROMISE_BY_ROW = "By: {day}"
PROMISE_KEPT = "I kept it"
PROMISE_MISSED = "I did not manage it"
PROMISE_MOVE = "Another day"
PROMISE_WAS_KEPT = "Kept. Say nothing, or simply “done”."
PROMISE_OWN_TITLE = "How to own it"
PROMISE_OWN_WHAT = "The promise: {what}"
PROMISE_NOW = "What are you doing about it now?"
PROMISE_NOW_HINT = "I'm ringing now"
PROMISE_CHANGE = "What will be different next time?"
PROMISE_CHANGE_HINT = "tomorrow I've set an alarm"
PROMISE_OWN_SENTENCE = "Your sentence"
PROMISE_OWN_KEEP = "Keep it as not managed"
PROMISE_OWNED = "Noted, and owned. The next one may be smaller."
PROMISE_MOVE_TITLE = "A new day"
PROMISE_MOVE_KEEP = "Move it"
PROMISE_MOVED = "Moved. Tell them before the old day comes."
PROMISE_CANCEL = "Leave it as it is"
PROMISE_BEFORE = "Earlier promises"
PROMISE_STATES = {"kept": "Kept", "missed": "Not managed"}
PROMISE_EARLIER = "Moved from: {days}"

NAMING_MINE = "I was the one who was absent"

SIGNS_WHICH = "What have you noticed? Nothing needs to be ticked"
SIGNS_TABLE = "Needs and neglect, side by side"
SIGNS_COLUMNS = ("The need", "When it is neglected", "When it is met")
SIGNS_SHOW = "What may help to read next"
SIGNS_GOOD_ROW = "Still good: {text}"
SIGNS_MISSING_ROW = "Missed most: {text}"
SIGNS_NONE_NOTICED = "Nothing ticked"

NOTES_NOTICED = "What did you notice? One exact thing"
NOTES_NOTICED_HINT = "you got up with him at three"
NOTES_MEANT = "What did it mean to you?"
NOTES_MEANT_HINT = "I could sleep, and I felt looked after"
NOTES_SENTENCE = "Your note"
NOTES_FINE = "Small and exact. Give it when you want nothing."
NOTES_GIVE = "I gave it"
NOTES_WAS_GIVEN = "Noted as given."
NOTES_GIVEN = "Given"

JOURNAL_ROLE = "Write as"
JOURNAL_ROLES = (("Someone who has felt neglected", "neglected"), ("Someone who has neglected", "neglectful"))
JOURNAL_PROMPT = "A beginning"
JOURNAL_OTHER = "Another beginning"
JOURNAL_FREE = "No beginning"
JOURNAL_NO_BEGINNING = "Just a page."
JOURNAL_TEXT = "Your page"

OBSERVER_FACTS = "What happened, as plain facts (if you like)"
SOURCE = "Where this comes from"
OBSERVER_RECENT = "You wrote like this not long ago. Once every few weeks is plenty."
OBSERVER_ROW = {
    "facts": "What happened: {text}",
    "observer": "A fair friend: {text}",
    "obstacles": "What makes it hard: {text}",
    "next_time": "Next time: {text}",
}
