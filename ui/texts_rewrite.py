"""Every word of the tab Before you send that is not in texts.py."""

PASSAGE_SOURCE = "From the guide “{title}”, under “{heading}”. {source}"
FIRM_LABEL = "Plain and firm"
DECLINED_LABEL = "Another way to say it"
UNCHANGED_LABEL = "Your message, as it is"

KEPT_LABEL = "What this version kept of your message"
KEPT = "Kept: {what}"
LEFT_OUT = "Left out: {what}"
KEPT_LIMIT = "your limit, “{what}”"

COMPARE_TITLE = "Change by change"
COMPARE_INTRO = (
    "Your message beside a version. Untick what you would rather leave as you wrote it; your text below follows."
)
COMPARE_WITH = "Compare with"
CHANGES_LABEL = "Changes to take"
CHANGE_REPLACED = "“{before}” becomes “{after}”"
CHANGE_ADDED = "“{after}” is added"
CHANGE_REMOVED = "“{before}” goes"
DIFF_LABEL = "Your message with the changes marked"
DIFF_TAKEN_OUT = "[taken out: "
DIFF_PUT_IN = "[put in: "
DIFF_END = "]"
RESULT_LABEL = "Your text"
RESULT_STAYS = "You changed your text, so it stays as it is. Empty it, and it follows the changes again."
BLAMES_AGAIN = "In your text this may land as blame: {reasons}"
BLAMES_NOT = "Nothing in your text is marked as blame."

BUILD_BUTTON = "Build it together"
BUILD_INFO = (
    "What a camera would have seen.",
    "A feeling of your own, such as sad or lonely.",
    "What matters to you behind it.",
    "One small thing, easy to say yes or no to.",
)
BUILD_STEP = "{number}. {label}"
BUILD_CHIPS = (
    "Suggestions from your message",
    "Feelings to choose from",
    "Needs to choose from",
    "Small requests to choose from",
)

PAUSE_TITLE = "A pause first?"
PAUSE_INTRO = "When feelings run high, words come out harder than they are meant. Is one of these true right now?"
PAUSE_LABEL = "Right now"
PAUSE_SIGNS = (
    "My heart is pounding",
    "I cannot take in what they say",
    "I am saying the same thing again, only louder",
    "I want to win",
)
PAUSE_YES = (
    "Then a pause may do more for you than any wording. At least twenty minutes: walk, wash your face, breathe out slowly, and "
    "do not rehearse. If the two of you are in the middle of it, say when you will be back."
)
PAUSE_NO = "You can take a pause all the same."
PAUSE_WAITS = (
    "The time runs on while you are in another tab. What you wrote waits on this page as long as it stays open; to find it again "
    "later, keep it."
)
PAUSE_LOCKS = (
    "The time runs on while you are in another tab. But your space locks after {minutes:g} min without use, and this page "
    "empties then: keep what you wrote before you go."
)
DRAFT_KEEP = {
    None: "Keep this draft (open your space first, in “Your space”)",
    False: "Keep this draft in the space of {name} (not encrypted)",
    True: "Keep this draft in the space of {name} (encrypted)",
}
DRAFT_NO_SPACE = "Open your space first, in “Your space”. Nothing was kept."
DRAFT_KEPT = "Kept at {time}. Only this one draft is kept; a new one takes its place."
DRAFT_WAITS = "A draft from {day}, {time} is waiting."
DRAFT_BACK = "Bring it back"
DRAFT_DELETE = "Delete it"
DRAFT_SURE = "Delete for good?"
DRAFT_IS_BACK = "Your draft is back in its box. It stays kept until you delete it."
DRAFT_BOX_FULL = "Something else stands in the box. Empty it first, so that nothing of it is lost."
DRAFT_GONE = "The draft is deleted."
DRAFT_NONE = "There is no draft any more."
PAUSE_OVER = "The twenty minutes are over. Read what you wrote once more; sending it, or not, is yours."
PAUSE_WHY = "Why a pause helps"
