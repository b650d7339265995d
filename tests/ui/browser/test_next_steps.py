"""The tab Next steps, as a person uses it."""

import re

import pytest
from playwright.sync_api import Page, expect

from knowledge.reading import read_shipped
from tests.ui.browser.driving import SITUATION, plan

pytestmark = [pytest.mark.browser, pytest.mark.model]


def test_a_plan_is_three_cards_with_minutes_and_how_to_do_it(page: Page) -> None:
    plan(page, SITUATION)
    cards = page.locator("#plan-cards .card")
    expect(cards).to_have_count(3)
    for card in cards.all():
        expect(card.locator(".meta")).to_have_text(
            re.compile(r"^\d+ minutes, (once|every|twice|three|four|whenever|after)")
        )
        expect(card).to_contain_text("This week:")
        expect(card.locator("summary")).to_have_text("How to do it")
        how = card.locator(".passage-text")
        expect(how).to_be_hidden()
        card.locator("summary").click()
        expect(how).to_be_visible()
        expect(how.locator(".source")).not_to_be_empty()


def test_a_plan_fits_the_role_that_was_chosen(page: Page) -> None:
    page.get_by_role("tab", name="Next steps").click()
    page.get_by_label("I have neglected my partner").check()
    plan(page, "I was cold for years and my partner no longer trusts me. I want to make it good.")
    audience = {one.title: one.audience for one in read_shipped() if one.kind == "practice"}
    titles = page.locator("#plan-cards .card h3").all_inner_texts()
    assert len(titles) == 3
    assert {audience[title] for title in titles} <= {"neglectful", "both"}


def test_danger_in_a_situation_gives_help_lines_and_no_plan(page: Page) -> None:
    plan(page, "My partner hits me and I am afraid of him.")
    expect(page.locator("#plan-cards ul.lines li").first).to_be_visible()
    expect(page.locator("#plan-cards .card")).to_have_count(0)
