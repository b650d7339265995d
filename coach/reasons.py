"""Where the guides explain why a phrase may land as blame, and why a pause helps: data, and the passages it names."""

from functools import cache

from coach.messages import Citation
from knowledge.chunking import split_sections
from knowledge.reading import read_shipped

SECTIONS: dict[str, tuple[str, str]] = {
    "absolute": ("how-to-talk-about-it", 'Speak from "I feel"'),
    "label": ("seeing-and-naming-it", "Naming is not blaming"),
    "mind_reading": ("how-to-talk-about-it", "Hear your partner's side"),
    "faux_feeling": ("how-to-talk-about-it", 'Speak from "I feel"'),
    "accusation": ("how-to-talk-about-it", "Honest, and gentle too"),
    "rhetorical": ("how-to-talk-about-it", "Open questions to ask"),
    "sarcasm": ("saying-what-you-need", "Your partner cannot read your mind"),
    "threat": ("boundaries-with-compassion", "A limit is not control"),
    "comparison": ("saying-what-you-need", "From a wish to a clear request"),
    "should": ("saying-what-you-need", "A request, not a test"),
    "contempt": ("how-to-talk-about-it", "Make it safe to speak"),
    "swearing": ("when-the-talk-goes-wrong", "When there are tears or anger"),
    "shouting": ("when-the-talk-goes-wrong", "When there are tears or anger"),
}
"""For each kind of flag (checks.KINDS) the guide's id and the heading that explains it."""
PAUSE = ("when-the-talk-goes-wrong", "Stop early")


def passage(kind: str) -> Citation:
    """Return the passage that explains a kind of flag. Raises KeyError for a kind that there is not."""
    return section(*SECTIONS[kind])


@cache
def section(guide: str, heading: str) -> Citation:
    """Return a section of a shipped guide. Raises KeyError where there is none."""
    document = next((one for one in read_shipped() if one.id == guide), None)
    for found, text in split_sections(document.text) if document else ():
        if found == heading:
            assert document is not None
            return Citation(1, document.title, heading, document.source, text)
    raise KeyError(f"{guide}#{heading}")
