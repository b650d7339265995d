"""On paper: the plan on one page that loads nothing, and a card with the chosen sentences and nothing else."""

import io
import re
import shutil
from datetime import date, time
from html.parser import HTMLParser

import pytest

from coach.errors import InputError
from coach.keeping import expectations, naming, notes, plans, promises, talk
from coach.keeping.card import card_html, card_text, sentences_of
from coach.keeping.kinds import PlannedStep, made
from coach.keeping.notebook import Notebook
from coach.keeping.printing import plan_html
from tests.coach.keeping.conftest import WEDNESDAY

NASTY = 'Be <b>kind</b> & "true" </section><script>alert(1)</script> <img src=x onerror=1>'


class Reader(HTMLParser):
    """Collects tags, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def check_self_contained(page: str) -> Reader:
    read = Reader(page)
    assert not {"script", "img", "link", "iframe", "object", "form", "a", "base"} & set(read.tags)
    assert not {name for name, _ in read.attributes} & {"src", "href", "srcset", "style", "action"}
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert "http:" not in page and "https:" not in page and "url(" not in page and "@import" not in page
    assert "default-src &#x27;none&#x27;" in page
    assert page.startswith("<!DOCTYPE html>") and 'lang="en"' in page
    return read


def big(number: int) -> PlannedStep:
    words = "Once a day, each tell the other one feeling and one thing that would help, in five minutes. " * 5
    days = [date(2026, 3, day) for day in range(2, 9)]
    return made(
        PlannedStep,
        practice=f"p{number}",
        title="Compassionate support circle " * 4,
        why=words,
        do_this_week=words[:480],
        days=days,
        at=time(21),
    )


def test_plan_shows_the_week_its_steps_and_their_days(notebook: Notebook) -> None:
    talk.set_talk_time(notebook, WEDNESDAY, time(21), 15, [0, 2])
    step = made(
        PlannedStep, practice="x", title=NASTY, do_this_week="Make tea.", minutes=5, days=[WEDNESDAY], at=time(7, 5)
    )
    plans.keep_plan(notebook, WEDNESDAY, [step])
    plans.mark(notebook, WEDNESDAY, "x")
    read = check_self_contained(plan_html(notebook, WEDNESDAY))
    text = "".join(read.text)
    for part in (
        "This week",
        "Monday 2 March to Sunday 8 March",
        "15 minutes, Monday, Wednesday at 21:00",
        NASTY,
        "(5 minutes, at 07:05)",
    ):
        assert part in text
    assert [value for name, value in read.attributes if name == "class" and value == "chosen"] == ["chosen"]
    assert "done" not in text


def test_plan_without_steps_is_a_page_too_and_tells_nobody_what_it_is_for(notebook: Notebook) -> None:
    page = plan_html(notebook, WEDNESDAY)
    check_self_contained(page)
    assert "One small thing is enough" in page
    assert not re.search(r"neglect|couple|therap|hearth", page, re.I)


@pytest.mark.browser
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("steps", [0, 1, 3, 6, 12])
def test_plan_prints_on_one_page(notebook: Notebook, browser: object, paper: str, steps: int) -> None:
    from pypdf import PdfReader

    talk.set_talk_time(notebook, WEDNESDAY, time(21))
    plans.keep_plan(notebook, WEDNESDAY, [big(number) for number in range(steps)])
    page = browser.new_page()  # type: ignore[attr-defined]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(plan_html(notebook, WEDNESDAY))
    printed = PdfReader(io.BytesIO(page.pdf(format=paper)))
    page.close()
    assert len(printed.pages) == 1
    assert printed.pages[0].extract_text().count("Compassionate") >= min(steps, 6)
    assert asked == []


@pytest.fixture(scope="module")
def browser() -> object:
    """A headless Chromium, ended with this module."""
    from playwright.sync_api import sync_playwright

    executable = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if executable is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


# -- the card ----------------------------------------------------------------------------------------------------------


def test_card_holds_the_chosen_sentences_and_nothing_else(notebook: Notebook) -> None:
    naming.keep(notebook, WEDNESDAY, "Tuesday", "a very private moment")
    expectations.keep(notebook, WEDNESDAY, "touch", "hug me", "in the morning")
    expectations.keep(notebook, WEDNESDAY, "sleep", "let me sleep in", "on Sunday")
    notes.keep(notebook, WEDNESDAY, "You got up at three")
    promises.promise(notebook, WEDNESDAY, "ring at one", WEDNESDAY)
    offered = sentences_of(notebook)
    assert [(one.what, one.text) for one in offered] == [
        ("a promise", "ring at one"),
        ("a thank-you", "You got up at three."),
        ("a wish", "What I need is sleep. I need you to let me sleep in, on Sunday."),
        ("a wish", "What I need is touch. I need you to hug me, in the morning."),
    ]
    chosen = [offered[1].text, offered[3].text]
    assert card_text(chosen) == f"{chosen[0]}\n\n{chosen[1]}\n"
    assert card_text(chosen, "For you") == f"For you\n\n{chosen[0]}\n\n{chosen[1]}\n"
    page = card_html(chosen, "For Zoë")
    read = check_self_contained(page)
    body = page.split("<body>")[1]
    assert "".join(Reader(body).text).split() == f"For Zoë {chosen[0]} {chosen[1]}".split()
    assert not re.search(r"private|Sunday|ring|2026|March|hearth|neglect", page, re.I)
    assert read.tags.count("p") == 2


def test_card_is_letters_only() -> None:
    read = check_self_contained(card_html([NASTY, "two\nlines"], NASTY))
    assert NASTY in "".join(read.text)
    words = "I would love a walk with you on Sunday morning, just us two."
    assert card_text([f"a\u202e{words}\x1b[31m\x00"]) == card_text([f"a{words}[31m"])


@pytest.mark.parametrize("sentences", [[], ["", "  "], ["x y"] * 13, ["word " * 120]])
def test_card_is_small(sentences: list[str]) -> None:
    for make in (card_text, card_html):
        with pytest.raises(InputError):
            make(sentences)
