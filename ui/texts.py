"""Every word of the page's own, in one place. Answers, practices and safety texts live in coach/ and knowledge/."""

LANGUAGE = "en"
"""The code of the language that these words are in."""
OTHER_LANGUAGE_NOTE = ""
"""Said near the head of the page where its words are not in the language of the guides and answers."""

NAME = "Hearth"
PLAIN_NAME = "Notes"
TAGLINE = "A private coach for couples who have drifted. It runs on this computer; nothing you type leaves it."
TAGLINE_LEAVES = (
    "A private coach for couples who have drifted. Your spaces are on this computer; part of the rest is elsewhere."
)
STAYS = "Everything runs on this computer: nothing that you type, keep or add leaves it."
LEAVES = (
    "The language model runs on {host}: what you type in a talk, a message or a plan goes there and leaves this computer, and so "
    "do the passages that an answer draws on, those of your own documents too."
)
INDEX_LEAVES = (
    "The index lies on {host}: the passages of the documents that you add for everyone go there and leave this computer, and "
    "what you ask does so as numbers that stand for its meaning."
)
"""What holds of these is chosen in leaving.py; no other text says that all stays here."""
FOOT = "Hearth is software, not a therapist and not an emergency service. It answers from its guides and can be wrong."

CONNECTIONS = (
    "1 connection to the internet since Hearth started",
    "{count:,} connections to the internet since Hearth started",
)
CONNECTIONS_TO = "to {host}"
CONNECTIONS_FOR = {"": "", "model": "for the model you asked for", "server": "for the language model that you chose"}
CONNECTIONS_WHEN = "{place}: {count:,}, last at {time}"
CONNECTIONS_MEANT = (
    "This counts each time that Hearth, or a library in it, tries to find or reach another computer, whether or not it gets "
    "there.",
    "It does not count your browser and its extensions, the system, or other programs: Hearth cannot see what they do. A library "
    "that reaches out by ways of its own is seen only if its connection lasts for some seconds; Hearth’s tests look for the "
    "rest from outside.",
)

TAB_ASK = "Ask"
TAB_REWRITE = "Before you send"
TAB_STEPS = "Next steps"
TAB_GUIDES = "Guides"

NOT_ANSWERED = "I could not answer: {why}."
NOT_WORKED = "That did not work: {why}."

ASK_PLACEHOLDER = "Ask anything about feeling distant, or how to find each other again."
ASK_LABEL = "Your question"
ASK_BUTTON = "Ask"
ASK_EMPTY = (
    "What is on your mind?\n\nAsk in your own words. Answers come from Hearth's guides, each with its source. "
    "Hearth is software, not a therapist."
)
LONG_TALK = "We have been at this for a while. Hearth is software, not a therapist; a person who knows you can hear more than it."
LONG_TALK_TURNS = 10
STARTERS = (
    "Is it neglect if they don't mean it?",
    "How do I bring it up without starting a fight?",
    "Why isn't sorry enough?",
    "We feel like roommates. What can we do?",
)
STOP_BUTTON = "Stop"
NEW_TALK = "New talk"
NOT_KEPT = "This talk could not be kept: {why}."
STOPPED = "*(stopped)*"
SOURCES = "Sources"
SOURCES_EMPTY = "Passages that an answer rests on appear here. Press a number to read one."
KIND_NOTES = {
    "faq": "From the FAQs, as written.",
    "generated": "Written by the language model from the passages; each sentence was checked against the one that it names.",
    "quoted": "What names a passage is quoted from the guides as it stands.",
    "not_covered": "",
    "safety": "",
}

REWRITE_INTRO = "Paste what you were about to send. You get it back as something you could really send, or its pieces."
REWRITE_LABEL = "Your message"
REWRITE_PLACEHOLDER = "You never listen to me when I talk about work"
REWRITE_BUTTON = "Help me say it"
REWRITE_KIND = "What is it meant to be?"
REWRITE_KIND_INFO = (
    "Hearth has words for what many people say. For all else its own model words only “How I feel”; for the others you "
    "get the pieces to build from. Some other models word those too."
)
REWRITE_KINDS = (
    ("How I feel", "i-statement"),
    ("Reassurance", "reassurance"),
    ("An apology", "apology"),
    ("A kind limit", "boundary"),
)
TONE_LABELS = {"gentle": "Gentle", "direct": "Direct", "brief": "Brief"}
MARKED_LABEL = "What may land as blame"
FLAG_LABELS = {
    "absolute": "always / never",
    "label": "label",
    "mind_reading": "mind reading",
    "faux_feeling": "judgement as feeling",
    "accusation": "accusation",
    "rhetorical": "question that accuses",
    "sarcasm": "sarcasm",
    "threat": "threat",
    "comparison": "comparison",
    "should": "should",
    "contempt": "contempt",
    "swearing": "swearing",
    "shouting": "shouting",
}
BUILD_TITLE = "Build it together"
BUILD_INTRO = "Change each piece until it is true for you; the message below follows."
BUILD_LABELS = ("What happened", "What I feel", "What I need", "What I ask")
BUILT_LABEL = "Your message so far"
SEND_YOURSELF = "Hearth never sends anything. Read it once more; change what does not sound like you."

STEPS_INTRO = "Say where the two of you stand, in a few sentences. You get three small things for this week."
STEPS_LABEL = "Where we stand"
STEPS_PLACEHOLDER = "We eat in front of the TV and hardly talk. I miss him, and I don't know where to start."
STEPS_BUTTON = "Find next steps"
ROLE_LABEL = "Which is closer to you?"
ROLES = (
    ("I have felt neglected", "neglected"),
    ("I have neglected my partner", "neglectful"),
    ("A bit of both", "both"),
)
TIME_LABEL = "How much time is there for one step?"
TIMES = (("Ten minutes", 10), ("Half an hour", 30), ("As long as it takes", 0))
THIS_WEEK = "This week"
MINUTES = "{minutes} minutes"
HOW = "How to do it"

OWN_TITLE = "Your own documents"
OWN_INTRO = "Add articles, notes or worksheets of your own, and answers draw on them too, each with its source."
OWN_LIMITS = (
    "Word, PDF, web pages and plain text (.docx .pdf .html .md .txt). At most 50 MB and 5 million characters a file, "
    "5,000 files, and 50 million characters together."
)
OWN_UPLOAD = "Add documents"
OWN_AGAIN = "Look for changes"
OWN_LIST = "Your files"
OWN_NONE = "Nothing of your own yet. `hearth index FOLDER` in a terminal takes a whole folder in."
OWN_REMOVE = "Remove"
OWN_REMOVE_LABEL = "Remove {name}"
OWN_PASSAGES = ("1 passage", "{count:,} passages")
OWN_INDEXED = "indexed {when}"
OWN_WAITING = "not indexed yet"
OWN_SKIPPED = "Skipped"
OWN_LEFT_OUT = "Left out"
OWN_MORE = "… and {count:,} more; `hearth index` lists them"
OWN_ADDED = "Added: {names}."
OWN_SAME = "{given} is there already{name}; it was not added again."
OWN_REFUSED = "{given} was not added: {why}."
OWN_KEPT_AS = " as {name}"
OWN_REMOVED = "Removed: {name}. {where}"
OWN_REMOVED_COPY = "Hearth's copy is deleted; your own file is where it was."
OWN_LEFT_FOLDER = "The file itself stays in its folder."
OWN_DONE = "Your documents are ready. Questions find them from now on."
OWN_STOPPED = "Stopped. What was done is kept; “Look for changes” goes on from there."
OWN_TIME_LEFT = "about {time} left"
OWN_SECONDS = ("1 second", "{count} seconds")
OWN_MINUTES = "{count} minutes"
OWN_FINISHING = "putting the new index in force"

HELP_COUNTRY = "Your country"
HELP_COUNTRY_INFO = (
    "What Hearth says follows it too, for everybody who uses this Hearth. "
    "Chosen here it holds until Hearth is closed; chosen in “{space}” it is kept."
)
HELP_WORLD = "Somewhere else, or I'd rather not say"
HELP_EMERGENCY = "Emergency: {number}"
HELP_INTRO = (
    "In danger right now, call your local emergency number. These lines are free or cheap to call, and confidential."
)
