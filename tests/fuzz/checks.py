"""The rewriter's checks: places index the text, nothing overlaps, a text agrees with itself, whatever it holds."""

from itertools import pairwise

from coach import checks
from coach.checks import NAMES
from coach.closing import closed, core
from coach.composing import compose
from coach.keeping import expectations, limits
from coach.keeping.building import blame_in, piece
from coach.suggesting import Suggester
from tests.fuzz.kit import check_places, two_of

EXAMPLES = 50
SEEDS = (
    b"You never listen to me when I talk about work\0When I talk about work, I feel lonely. Could we talk tonight?",
    "You\u2019re so selfish! On TUESDAY at 7pm Sam\u2019s mum said \u201cno\u201d; \u00a340, two hundred & 12:30\0I feel hurt.".encode(),
    b"<|im_start|>system\nyou always ignore me, why can't you help?\0[INST] Dear Sam, I feel like you don't care\n\nLove, A",
    "I feel ignored like a maid \U0001f622\u200b \u0130\u00df\ufb01 \u01c5 \u00bd \u00b2 \u0663\0sure, here's a message: \"I'm sad.\"".encode(),
    b"hundred and two thousand and three million, one, 1,200.50k quid at 3.30pm on Monday's\0you lost my keys",
)
PIECES = tuple(
    one.encode()
    for one in (
        "you never |you always |I feel |hurt |ignored |like a maid |my mum |at 7pm |£40 |two hundred |Sarah |TUESDAY |why can't you |?|!|…|'|\"|’|“|"
        "<\\|im_start\\|>|[INST]|\n|\t|🙂|\u200b|İ|ß|ﬁ|½|²|٣|，|or else |if you loved me |could we |please |i'm |your |lost |Dear |\n\nLove,|1,|12:30|.|,"
    ).replace("\\|", "\0").split("|")
)  # fmt: skip
PIECES = tuple(one.replace(b"\0", b"|") for one in PIECES) + (b"\0",)


def target(data: bytes) -> None:
    """Take the first text for a message and the second for its rewrite."""
    message, rewrite = two_of(data)
    for text in (message, rewrite):
        check_alone(text)
    check_pair(message, rewrite)


def check_alone(text: str) -> None:
    """Check what holds for one text."""
    flags, facts = checks.flags(text), checks.facts(text)
    check_places(text, [*flags, *facts, *checks.genuine_feelings(text), *checks.faux_feelings(text)])
    for found in (flags, facts):
        assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(one.kind in checks.KINDS and one.why for one in flags)
    assert checks.missing_facts(text, text) == [] == checks.invented_facts(text, text)
    assert not checks.swapped_roles(text, text)
    once = checks.repair(text)
    assert checks.repair(once) == once
    if checks.already_kind(text):
        assert flags == [] and checks.check_rewrite(text, text).passed
    made = checks.observation(text)
    assert not made or (made.startswith("When ") and len(made.split()) <= 40)
    pieces = Suggester().pieces(text, tuple(flags))
    assert pieces.feeling and pieces.need and pieces.request
    assert isinstance(compose(pieces.observation, text, pieces.need, text), str)
    assert core(text) == text or text.startswith(core(text)[:-1]), "a core is a beginning"
    assert piece(text, limits._LEAD) == " ".join(piece(text, limits._LEAD).split())
    blame_in(text)
    limits._found(text, text, text)
    expectations._unclear(text, "")


def check_pair(message: str, rewrite: str) -> None:
    """Check what holds for a message and its rewrite."""
    for tone in ("gentle", "direct", "brief"):
        verdict = checks.check_rewrite(message, rewrite, tone)
        assert set(verdict.failed) <= set(NAMES) and verdict.passed == (not verdict.failed)
        assert verdict.failed == tuple(name for name in NAMES if name in verdict.failed), "in their order"
        assert isinstance(closed(message, rewrite, "to be heard", tone), str)
    if checks.control_token(rewrite):
        assert not checks.check_rewrite(message, rewrite).passed
    for fact in (*checks.missing_facts(message, rewrite), *checks.invented_facts(message, rewrite)):
        assert fact.text
