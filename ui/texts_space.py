"""The words of Your space, of opening and locking one, and of leaving quickly."""

TAB = "Your space"

LEAVE = "Leave quickly"
LEAVE_SHORT = "Leave"
LEAVE_HINT = (
    "Puts a blank page in Hearth's place at once and locks your space. Pressing Escape three times does the same."
)
LEAVE_TITLE = "Leaving quickly"
LEAVE_DOES = (
    "“Leave quickly” at the top, or Escape pressed three times, puts a blank page in the place of Hearth in every tab of this "
    "browser. Back does not return to it, your space is locked, and a talk that is not kept is gone."
)
LEAVE_NOT = (
    "It does not hide everything. The browser's history still says that Hearth was open, files you saved stay where they "
    "are, and someone who watches your screen or put spyware on this computer sees what it saw. Hearth itself goes on running "
    "in its terminal. If someone checks your devices, a device they cannot reach is safer."
)

IDLE = "Your space locks in a minute. Move, tap or type to stay."

LOCKED = "{name}: this space is locked."
LOCKED_INFO = "Nothing of it is shown before it is opened."
LOCKED_MEANWHILE = (
    "This space is locked: in another window it was locked, or given a passphrase. Open it in “{space}”; what you typed here is "
    "still there."
)
LOCKED_CARDS = "Your own cards are in a locked space. These are Hearth's; open your space to see yours."
PASSPHRASE = "Passphrase"
OPEN = "Open"
NO_PASSPHRASE = "write the passphrase first"

KEEP_IN = {
    None: "Keep this talk (open your space first, in “Your space”)",
    False: "Keep this talk in the space of {name} (not encrypted)",
    True: "Keep this talk in the space of {name} (encrypted)",
}
"""Whether the open space has a passphrase, None where no space is open -> what the box under a talk says."""
AWAY = "This page lost touch with Hearth for a while. Copy what you want to keep from it, and load it again."
LOCK_FIRST = "lock the space that is open first, then add the name"
KEEP_WHERE = "No space is open to keep this talk in. Open yours in “Your space”, or untick “Keep this talk”."

INTRO = "What Hearth keeps for you, where it lies, and who can read it."
WHO_TITLE = "Who is here?"
STATE = {
    True: "This space is protected. What is in it is encrypted on the disk, and it locks after {minutes} without use.",
    False: (
        "This space has no passphrase. Whoever uses your account on this computer can open its file and read what you keep. "
        "Below you can protect it."
    ),
}
MINUTE, MINUTES, SECONDS = "a minute", "{count:g} minutes", "{count:.0f} seconds"
KEPT_TITLE = "What is kept"
KEPT_NONE = "Nothing yet. Hearth keeps only what you ask it to."
KEPT_TALKS = "Talks with Hearth"
KEPT_WHERE = "It lies in {folder}."
KEPT_ELSEWHERE = "Documents that you add under Guides belong to no space; they lie beside it and are not encrypted."
DAMAGED_TITLE = "Kept aside"
DAMAGED = "A file that was found damaged was kept aside, and the last good copy took its place. It may help someone to mend it."

DOCUMENTS_TITLE = "Documents of this space"
DOCUMENTS = (
    "Notes, letters or worksheets that only you should find answers from, while your space is open. Their text is kept encrypted "
    "in the space; the file that you choose stays where it is, as it is."
)
DOCUMENTS_LABEL = "Add documents (PDF, Word, web page, Markdown, text)"
DOCUMENTS_READING = "Reading {at} of {of}…"
DOCUMENTS_STOP = "Stop"
DOCUMENTS_STOPPED = "Stopped; what was read is kept."
DOCUMENTS_ADDED = "“{name}” is in this space now."
DOCUMENTS_REFUSED = "“{name}” was left out: {why}."
DOCUMENTS_HOLDS = ("{count} passages", "1 passage")
"""For another number than one, and for one."""
DOCUMENTS_NONE = "No documents yet."
DOCUMENTS_REMOVE = "Remove"
DOCUMENTS_REMOVE_LABEL = "Remove {name}"
DOCUMENTS_SURE = "Remove for good?"
DOCUMENTS_REMOVED = "Removed."

LOCK = "Lock now"
PROTECT_TITLE = "Protect with a passphrase"
PROTECT = (
    "- **Nobody can reset it**, nor read the space without it: not Hearth, not whoever looks after this computer. "
    "If it is forgotten, what is in the space is gone.\n"
    "- It does not protect from spyware, or from someone who watches you type.\n"
    "- What was kept here before is overwritten, but an expert may still find traces of it on the disk.\n"
    "- Four or five unrelated words, such as you would never say together, are strong and easy to remember. At least ten "
    "characters. If the browser offers to save it, say no."
)
FIRST, AGAIN, NOW, NEW = "Passphrase", "The same once more", "Passphrase now", "New passphrase"
PROTECT_BUTTON = "Protect this space"
PROTECTED = "Protected. Open it with your passphrase from now on."
UNLIKE = "the two are not the same; write them again"
CHANGE_TITLE = "Change the passphrase"
CHANGE = "Backups that were made before open with the old one."
CHANGE_BUTTON = "Change it"
CHANGED = "Changed."
OFF_TITLE = "Take the passphrase off"
OFF = "What is kept in this space can then be read by whoever uses your account on this computer."
OFF_BUTTON = "Take it off"
OFF_DONE = "The passphrase is off. This space is not encrypted any more."

TAKE_TITLE = "Save everything"
TAKE = (
    "All of this space, talks too, to read or to carry elsewhere. A saved file is not encrypted; mind where it lies. "
    "For a copy that can be put back, `hearth data backup` in a terminal makes one file; a protected space stays "
    "encrypted in it."
)
TAKE_READ, TAKE_DATA = "Save as text (Markdown)", "Save as data (JSON)"
TAKE_NAME = "my-space"
TAKEN = "Saved at {time}: {name} is in your downloads."

ERASE_TITLE = "Erase this space"
ERASE_WORD = "erase"
ERASE = (
    "Everything in this space goes for good. What another window still shows of it goes when that is loaded again. "
    "Files that you saved or backed up stay where they are."
)
ERASE_LABEL = f"Write “{ERASE_WORD}” to make sure"
ERASE_BUTTON = "Erase it all"
ERASE_UNSURE = f"write “{ERASE_WORD}” in the box first"

PERSON_TITLE = "Role and names"
PERSON = "Answers and steps are chosen to fit, and cards call your partner by name. It is kept in this space."
PERSON_KEEP = "Keep these"
PERSON_KEPT = "Kept at {time}."
PERSON_CLEARED = "Nothing of it is kept any more."

COUNTRY_TITLE = "Country for help lines"
COUNTRY_KEPT = "Help lines are those of {country} from now on."
COUNTRY_WORLD = "Help lines are the worldwide directories from now on."

MODELS_TITLE = "Language model"
MODELS = (
    "The model writes the words that are not in the guides. Bigger ones write better, take longer and need more memory. "
    "Getting one goes to {host}, which may name another server for the file. Nothing of yours goes along."
)
MODELS_FAILED = "The list of models cannot be read: {why}."
MODEL_IN_USE = "In use now"
MODEL_HERE = "On this computer"
MODEL_PART = "{size} of it came so far"
MODEL_AWAY = "Not on this computer"
MODEL_SIZE = "{size} to fetch"
MODEL_MEMORY = "about {size} of memory"
MODEL_LICENCE = "licence {licence}"
MODEL_LARGE = "Too large for this computer’s memory"
MODEL_USE, MODEL_USE_LABEL = "Write with it", "Write with {title}"
MODEL_GET, MODEL_GET_LABEL = "Get it", "Get {title}"
MODEL_GO_ON, MODEL_GO_ON_LABEL = "Go on getting it", "Go on getting {title}"
MODEL_GET_SURE = "Fetch it from {host} now?"
MODEL_REMOVE, MODEL_REMOVE_LABEL = "Remove", "Remove the file of {title}"
MODEL_REMOVE_SURE = "Remove its file?"
MODEL_REMOVED = "The file of {title} is removed."
MODEL_STOP = "Stop for now"
MODEL_OWN = "More models: your own entries go into {file}."
MODEL_FETCHING = "Fetching {title}"
MODEL_STOPPING = "Stopping. What came so far is kept."
MODEL_CAME = "{done} of {total}"
MODEL_LEFT = "about {time} left"
MODEL_SECONDS = ("1 second", "{count} seconds")
MODEL_MINUTES = "{count} minutes"
MODEL_FETCHED = "{title} is here. “Write with it” puts it to use."
MODEL_STOPPED = "Stopped. What came so far is kept, and “Go on getting it” continues from there."
MODEL_USING = "Loading {title}. Questions that come meanwhile wait for it."
MODEL_USED = "Hearth writes with {title} now, and at the next start."
MODEL_NOT = "That did not work: {why}."

PLACES_TITLE = "Where everything lies"
PLACES = {
    "space": "This space",
    "documents": "Documents added under Guides",
    "index": "The search index",
    "models": "Models that were fetched",
    "log": "The log of failures, without your words",
    "settings": "Settings",
}
PLACE_NONE = "nothing yet"
SIZE_KB, SIZE_MB, SIZE_GB = "{count:,} KB", "{count:,.1f} MB", "{count:,.1f} GB"

ABOUT_TITLE = "About Hearth"
ABOUT_VERSION = "Hearth {version}, licence {licence}."
ABOUT = (
    "Hearth is software. It is not a therapist, gives no diagnosis, and is not an emergency service. It can be wrong.",
    "It is made of a language model (llama.cpp, where that is on this computer), an embedding model (sentence-transformers), a "
    "search index (Chroma and BM25), a page (Gradio) and guides written by people.",
    "What to read, without a network: README.md, docs/privacy.md, docs/security.md and docs/licences.md in Hearth’s folder, and "
    "“What is Hearth, and what is it not?” under Guides. In a terminal, `hearth doctor` says what is installed and what is "
    "missing.",
)
