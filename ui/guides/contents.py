"""The order of the book: chapters of guides, questions and practices. Whatever stands in none comes last, so nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.reading import read_shipped
from knowledge.schema import Document, Kind

_ORDER: dict[Kind, dict[str, str]] = {
    "guide": {
        "seeing": "what-emotional-neglect-is signs-of-emotional-neglect needs-and-neglect-compared what-neglect-does "
        "why-emotional-neglect-happens the-path-at-a-glance",
        "talking": "seeing-and-naming-it how-to-ask-for-a-talk how-to-talk-about-it saying-what-you-need "
        "when-the-talk-goes-wrong when-both-feel-neglected",
        "owning": "if-you-are-the-one-who-neglected owning-it why-sorry-is-not-enough reassurance-over-excuses",
        "mending": "rebuilding-trust talking-every-day time-together-and-joy tenderness-and-touch love-languages "
        "neglect-at-a-distance neglect-after-hard-times patience-and-time",
        "yourself": "healing-yourself boundaries-with-compassion",
        "further": "when-your-partner-refuses neglect-and-abuse professional-help staying-or-leaving",
    },
    "faq": {
        "faq-what": "faq-what-is-emotional-neglect faq-am-i-experiencing-neglect faq-can-neglect-be-unintentional "
        "faq-why-does-neglect-happen faq-neglect-after-a-baby faq-we-feel-like-roommates faq-what-is-emotional-safety "
        "faq-is-neglect-abuse faq-does-neglect-affect-mental-health",
        "faq-talk": "faq-should-i-talk-to-my-partner faq-how-do-i-bring-it-up faq-what-are-i-feel-statements "
        "faq-what-to-ask-instead-of-how-was-your-day faq-my-partner-refuses-to-talk faq-why-is-sorry-not-enough "
        "faq-how-do-i-apologise-properly faq-how-do-i-rebuild-trust faq-how-do-we-get-affection-back "
        "faq-what-are-love-languages faq-what-is-a-connection-jar faq-what-is-the-touch-challenge",
        "faq-you": "faq-am-i-too-sensitive faq-i-feel-numb faq-i-am-the-one-who-neglected faq-how-do-i-set-boundaries",
        "faq-help": "faq-can-a-relationship-recover faq-how-long-does-healing-take faq-do-we-both-have-to-try "
        "faq-what-therapy-helps faq-what-is-eft faq-is-coaching-or-counselling-a-failure faq-is-it-worth-staying "
        "faq-when-is-it-time-to-walk-away",
        "faq-hearth": "faq-what-is-hearth faq-is-what-i-type-private",
    },
    "practice": {
        "trust": "honest-conversation own-it-apology promise-keeper reassurance-not-excuses",
        "heard": "daily-talk-time daily-check-in better-questions asking-for-a-talk i-feel-statement listen-without-fixing "
        "clear-expectations",
        "affection": "appreciation-note small-gestures one-act-a-day touch-challenge love-languages-reflection",
        "joy": "phone-free-time connection-jar first-date-again weekly-cook-together learn-something-new-together "
        "celebrate-small-wins",
        "self": "self-compassion-pause journalling-to-feel-again kind-limits compassionate-support-circle finding-a-therapist",
        "clear": "naming-the-neglect signs-reflection finding-the-roots neutral-observer-writing weekly-look-back",
    },
}


@dataclass(frozen=True)
class Chapter:
    """A few pages that belong together; `key` is empty for those that stand in no chapter."""

    kind: Kind
    key: str
    documents: tuple[Document, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return the whole book in its order; read once, without the index."""
    known = {one.id: one for one in read_shipped()}
    found: list[Chapter] = []
    for kind, order in _ORDER.items():
        rest = {one.id: one for one in known.values() if one.kind == kind}
        for key, ids in order.items():
            found.append(Chapter(kind, key, tuple(rest.pop(id_) for id_ in ids.split() if id_ in rest)))
        if rest:
            found.append(Chapter(kind, "", tuple(rest.values())))
    return tuple(one for one in found if one.documents)


def pages(kind: Kind | None = None) -> Sequence[Document]:
    """Return the pages in the order of the book, all or those of one part."""
    return [page for one in chapters() if kind in (None, one.kind) for page in one.documents]


def page(document_id: str) -> Document | None:
    """Return a page by its document's id."""
    return next((one for one in pages() if one.id == document_id), None)


def neighbours(document: Document) -> tuple[Document | None, Document | None]:
    """Return the pages before and after one, within its part of the book."""
    part = list(pages(document.kind))
    at = part.index(document)
    return (part[at - 1] if at else None), (part[at + 1] if at + 1 < len(part) else None)
