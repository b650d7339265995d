"""The words of the tab Ask: what can be done with an answer, and the talks that were kept."""

BACK = "Back to the talk"
SOURCES_TO = "To “{question}”"
OWN_WORDS = "Hearth’s own words:"
NOT_FROM_GUIDES = "These are Hearth’s own words, not the guides’."
CUT_OFF = "(this answer was cut off; ask again to have it whole)"
NO_ANSWER = "(no answer came; ask again to have one)"

ANSWERING = "Hearth is answering."
ANSWERED = "The answer is here."
ASK_LATER = "Hearth is still at the last question. What you typed stays where it is; ask it once that one has ended."
STOPPED_SAID = "Stopped."
EDIT_LABEL = "Your question, to change and ask again"

REWRITE_OFFER = "Rewrite this before sending"
REWRITE_NOTE = (
    "If this is a message for your partner: “Rewrite this before sending” helps to say it so that it can be heard."
)

TEMPORARY = (
    "A temporary talk: nothing of it is written to disk, and it is gone when this page is closed or loaded again. "
    "Tick the box to keep it."
)
KEPT_AS_IT_GOES = "Kept as it goes, from its first question on, and here to go on with when this page is loaded again."
KEPT_ONCE_OPEN = (
    "Nothing is kept yet, for no space is open on this page. Open yours in “Your space”, or untick the box to ask without "
    "keeping."
)
KEPT_UNTIL_NOW = "What comes from here on is not kept. What was kept stays, under “Talks you kept”."

LIKED = "You found this answer helpful."
DISLIKED = "You did not find this answer helpful."
UNRATED = "Your mark was taken back."
RATE_LATER = "An answer is being written; your mark can be given once it is there"
RATED_KEPT = "It is kept with this talk, and nowhere else."
RATED_NOT_KEPT = "This talk is not kept, so this is not either."
REMARK_LABEL = "A note on this answer, if you like"
REMARK_KEEP = "Keep the note"
REMARK_KEPT = "Your note is kept with this talk, and nowhere else."

TALKS = ("Talks you kept (1)", "Talks you kept ({count:,})")
TALKS_SEARCH = "Search in their names and words"
TALKS_NONE = "No kept talk has these words."
TALKS_MORE = "And {count:,} more. Search finds them."
TALK_META = ("{day} · 1 question", "{day} · {count:,} questions")
GO_ON = "Go on"
GO_ON_WITH = "Go on with: {title}"
GONE_ON = "Your talk is here again. What you ask next is answered in its light."
MORE = "Name, save, delete"
NAME = "Name of this talk"
RENAME = "Change the name"
RENAMED = "It is called “{title}” now."
SAVE_READ = "Save to read"
SAVE_DATA = "Save as data"
SAVED = "{time}: {name} is saved where your browser keeps downloads. It is not encrypted there."
FILE_NAME = "hearth-talk-{day}"
DELETE = "Delete"
DELETE_SURE = "Delete for good?"
DELETED = "It is deleted."
