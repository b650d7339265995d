"""The words of Guides as a book: its contents, its pages, its search."""

INTRO = "Everything that Hearth knows, to read and to search. It works before anything is loaded, and needs no model."
CONTENTS = "Contents"
PARTS = {"guide": "Guides", "faq": "Questions people ask", "practice": "Practices"}
CHAPTERS = {
    "seeing": "Seeing what is there",
    "talking": "Talking about it",
    "owning": "If you were the one who was distant",
    "mending": "Mending, day by day",
    "yourself": "Looking after yourself",
    "further": "Hard questions, and help from others",
    "faq-what": "What it is",
    "faq-talk": "Talking and mending",
    "faq-you": "About you",
    "faq-help": "Help, and whether to stay",
    "faq-hearth": "About Hearth",
    "trust": "Trust and honesty",
    "heard": "Talking and being heard",
    "affection": "Affection and thanks",
    "joy": "Time together and joy",
    "self": "For yourself",
    "clear": "Seeing clearly",
}
FOR = {
    "neglected": "For the one who felt neglected",
    "neglectful": "For the one who was distant",
    "both": "",
}
COUNT = "{guides} guides, {faqs} questions, {practices} practices"
ON_THIS_PAGE = "On this page"
BACK = "Contents"
BACK_TO = "Back to where you were"
PREVIOUS = "Previous: {title}"
NEXT = "Next: {title}"
MINUTES = "{minutes} minutes, {how_often}"
SOURCE = "Source: {source}"
NOT_THERE = "There is no such page any more."
TOP = "Back to the top"

SEARCH = "Search everything"
SEARCH_PLACEHOLDER = "missing each other, phone, apology …"
SEARCH_BUTTON = "Search"
SEARCH_EMPTY = "write what you are looking for first"
FOUND = ("{count} places found.", "1 place found.")
"""For another number than one, and for one."""
FOUND_NONE = "Nothing was found. Try other words, or look through the contents."
NOT_YET = "Search by meaning is still loading; these were found by their words. Search again in a moment for more."
NOT_YET_NONE = "Search by meaning is still loading, and the words alone found nothing. Try again in a moment."
FAILED = "Search by meaning does not work for now ({why}); these were found by their words."
OPEN = "Read it: {title}"
OWN_HIT = "From your own document"

OWN_SURE = "Take it out?"
