"""Clear expectations: a need, an act and a time become "I need you to …"; does it ask for one doable thing?"""

import re
from datetime import date

from coach.errors import InputError
from coach.keeping.building import Built, Finding, begun, blame_in, built, piece
from coach.keeping.kinds import Expectation, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load

_VAGUE = re.compile(
    r"\b(?:be (?:there(?: (?:for|with) me)?|present|nicer?|kind(?:er)?|better|good|supportive|romantic|loving|normal"
    r"|caring|affectionate|attentive|more \w+|a (?:good|better|real) \w+)|care(?: (?:more|about me))?|love me(?: more)?"
    r"|respect me|understand me|support me(?: more)?|appreciate me|value me|see me|notice me|try(?: harder)?"
    r"|make (?:an|more of an|some) effort|put in (?:the )?effort|change|grow up|communicate(?: (?:better|more))?"
    r"|open up(?: more)?|show (?:me )?(?:(?:more|some) )?(?:love|affection|interest|respect|care|that you care)"
    r"|pay (?:more |some )?attention(?: to me)?|listen(?: to me)?(?: more| better)?|do (?:more|your (?:share|part|bit))"
    r"|help(?: me)?(?: out)?(?: more)?|spend more time(?: with me)?)\s*$",
    re.IGNORECASE,
)
_NOT = re.compile(r"^(?:not|stop|quit|don['’]?t|never|cease|avoid|give up)\b", re.IGNORECASE)
_JOINT = re.compile(
    r"\s*(?:;|,? (?:and also|as well as|plus|and then)\b|,? and\b|,(?= \w+ (?:the|my|me|up|out)\b)|\. )\s*",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:when(?:ever)?|while|before|after|once|twice|each|every|at (?:\d|noon|night|bedtime|breakfast|supper|dinner|lunch)"
    r"|on (?:my|your|our|the )?\s?\w*(?:days?|weekends?|nights?|evenings?|birthday)|(?:in|this|tomorrow|tonight|today|by|until)"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|morning|evening|night|weekend|week|month)\b",
    re.IGNORECASE,
)
_LEAD = r"(?:i need you to|i(?:['’]d| would) like you to|i want you to|you to|please|to)"


def needs() -> tuple[str, ...]:
    """Return needs to choose from; any other words will do as well."""
    return tuple(load("builders")["needs"])


def examples() -> tuple[dict[str, str], ...]:
    """Return examples: need, act, when."""
    return tuple(load("builders")["expectation"])


def build(need: str, act: str, when: str = "") -> Built:
    """Put the sentence together and say what could be clearer; raises InputError where the act is missing.

    Found are: blame; more than one thing; something that nobody can see done; what not to do; no time; control.
    """
    what = piece(act, _LEAD)
    if not what:
        raise InputError("write what they could do, so that a stranger could do it too")
    need_, when_ = piece(need, r"(?:i need|what i need is)"), piece(when)
    sentence = f"I need you to {what}{', ' + when_ if when_ else ''}."
    if need_:
        sentence = f"What I need is {need_}. {sentence}"
    return built(sentence, [*blame_in(sentence), *_unclear(what, when_)])


def keep(notebook: Notebook, day: date, need: str, act: str, when: str = "", sentence: str = "") -> Entry[Expectation]:
    """Keep an expectation, with the person's own sentence if they changed it; raises InputError where it would control."""
    ready = build(need, act, when)
    own = build("", sentence).blocked if sentence.strip() else False
    if ready.blocked or own:
        raise InputError("this would decide for the other person; an expectation asks, and leaves room for a no")
    said = begun(" ".join(sentence.split())) or ready.sentence
    return notebook.add(made(Expectation, need=need, act=act, when=when, sentence=said), day)


def _unclear(act: str, when: str) -> list[Finding]:
    found = []
    if _VAGUE.search(act):
        found.append(
            Finding("vague", act, "Nobody knows what to do with this on a Tuesday at six. What would you see and hear?")
        )
    if _NOT.match(act):
        found.append(Finding("negative", act, "This says what not to do. What would you like to happen instead?"))
    things = [one for one in _JOINT.split(act) if one and one.strip()]
    if len(things) > 2:
        found.append(
            Finding("several", act, "This asks for more than one thing. One has a better chance; which matters most?")
        )
    if not when and not _TIME.search(act):
        found.append(Finding("when", "", "A time makes it easier to do: when, or how often?"))
    return found
