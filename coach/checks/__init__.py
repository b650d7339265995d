"""The rewriter's checks: pure functions over a message and its rewrite, with no model and no embedding behind them.

`flags` marks what may land as blame, `facts` what must survive, `check_rewrite` decides whether a rewrite may be shown, and
`observation`, `request`, `suggest_feelings` and `suggest_needs` help a person to build a message by hand. All of them accept
any text, never raise on it, and take time linear in it. They judge words, not people, and say nothing about danger (see
coach.safety).
"""

from coach.checks.blame import KINDS, Flag, flags
from coach.checks.facts import Fact, facts, invented_facts, missing_facts
from coach.checks.feelings import (
    Found,
    faux_feelings,
    genuine_feelings,
    has_speaker_feeling,
    suggest_feelings,
    suggest_needs,
)
from coach.checks.neutral import observation, request
from coach.checks.shape import (
    addressed_to_partner,
    control_token,
    copies,
    ends_cleanly,
    first_person,
    has_request_or_need,
    is_reply_or_advice,
    repeats,
    swapped_roles,
    too_long,
)
from coach.checks.verdict import NAMES, Verdict, already_kind, check_rewrite, repair

__all__ = [
    "KINDS", "NAMES", "Fact", "Flag", "Found", "Verdict", "addressed_to_partner", "already_kind", "check_rewrite",
    "control_token", "copies", "ends_cleanly", "facts", "faux_feelings", "first_person", "flags", "genuine_feelings",
    "has_request_or_need", "has_speaker_feeling", "invented_facts", "is_reply_or_advice", "missing_facts", "observation",
    "repair", "repeats", "request", "suggest_feelings", "suggest_needs", "swapped_roles", "too_long",
]  # fmt: skip
