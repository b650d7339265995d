"""The parts of the tab Before you send, without a browser."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from coach.changes import Part, compare
from coach.checks.blame import flags
from coach.messages import RewriteReply
from tests.fuzz.page import check_html
from ui import texts, texts_rewrite
from ui.rewrite import ended, marked, reasons
from ui.rewrite.comparing import blame_line, choices, diff_html
from ui.rewrite.pause import advice
from ui.rewrite.versions import facts_html, label_of

ACTIVE = "You call it \"love\" <img src='https://example.org/x.png'> and you never listen"


class Tags(HTMLParser):
    """Collects the tags of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one tag."""
        self.seen.append(tag)


def test_each_reason_opens_a_passage_and_shows_what_was_typed_as_letters() -> None:
    html = reasons(flags(ACTIVE))
    check_html(html)
    assert html.count("<details") == len({one.why for one in flags(ACTIVE)})
    assert "never" in html and "From the guide" in html


def test_a_reason_stands_once() -> None:
    assert reasons(flags("You never listen. You never call.")).count("<details") == 1


@given(st.text(max_size=80))
def test_marks_give_the_message_back(text: str) -> None:
    assert "".join(one for one, _ in marked(text, flags(text))) == text


@given(st.text(alphabet="<>&\"' abimg=/", max_size=40), st.text(alphabet="<>&\"' abimg=/", max_size=40))
def test_a_difference_is_never_active(before: str, after: str) -> None:
    parts = compare(before, after)
    assert set(Tags(diff_html(parts, [0, 1, 2])).seen) <= {"div", "p", "del", "ins", "span"}
    assert set(Tags(facts_html(before, after, "boundary")).seen) <= {"ul", "li"}


def test_a_change_that_is_left_is_shown_as_it_was() -> None:
    parts = [Part("You never", "Please"), Part(" listen", " listen")]
    assert "<del>" in diff_html(parts, [0]) and "<ins>" in diff_html(parts, [0])
    assert "<p>You never listen</p>" in diff_html(parts, [])


def test_changes_are_told_in_words() -> None:
    parts = [Part("You never", "Please"), Part(" a ", " a "), Part("", "now"), Part(" a ", " a "), Part("damn", "")]
    assert choices(parts) == [("“You never” becomes “Please”", 0), ("“now” is added", 1), ("“damn” goes", 2)]


def test_blame_that_is_back_is_said() -> None:
    assert "'never' is rarely the whole truth" in blame_line("You never listen")
    assert blame_line("I feel sad. Could we talk?") == texts_rewrite.BLAMES_NOT


def test_the_direct_version_of_a_limit_is_plain_and_firm() -> None:
    assert label_of("direct", "boundary") == texts_rewrite.FIRM_LABEL
    assert label_of("direct", "i-statement") == label_of("direct", "apology") == texts.TONE_LABELS["direct"]


def test_a_kind_message_stands_there_once() -> None:
    reply = RewriteReply("", "I miss you", "unchanged", "fine", dict.fromkeys(("gentle", "direct"), "I miss you"))
    assert ended(reply).found == {"gentle": "I miss you"}


def test_one_sign_is_enough_for_a_pause() -> None:
    assert "twenty minutes" in advice([texts_rewrite.PAUSE_SIGNS[3]])
    assert "twenty minutes" not in advice([])
