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
KEPT_WHERE = "It lies in {folder}. Nothing of it is sent anywhere."
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
ERASE = "Everything in this space goes for good, in the other windows too. Files that you saved or backed up stay where they are."
ERASE_LABEL = f"Write “{ERASE_WORD}” to make sure"
ERASE_BUTTON = "Erase it all"
ERASE_UNSURE = f"write “{ERASE_WORD}” in the box first"
