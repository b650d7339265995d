"""The first minute: the page is there before its models are."""

import re

import pytest

from tests.ui.browser.conftest import FirstVisit

pytestmark = [pytest.mark.browser, pytest.mark.model]


def test_page_shows_before_anything_is_loaded_and_then_says_ready(first_visit: FirstVisit) -> None:
    said = [text for text, _ in first_visit.statuses]
    assert re.match("Loading, part 1 of 2: (Starting|Reading the guides|Loading the embedding model)", said[0])
    assert any(text.startswith("Loading, part 2 of 2: Loading the language model") for text in said)
    assert said[-1] == "Ready."
    assert said.count("Ready.") == 1


def test_loading_says_how_far_it_is(first_visit: FirstVisit) -> None:
    shares = [float(share) for text, share in first_visit.statuses if share and "Indexing the guides" in text]
    assert len(set(shares)) >= 3
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


def test_help_lines_of_a_chosen_country_show_before_the_models_are_loaded(first_visit: FirstVisit) -> None:
    assert first_visit.status_at_help != "Ready."
    assert "Emergency: 999" in first_visit.help_lines
    assert "Samaritans" in first_visit.help_lines
    assert "call 116 123" in first_visit.help_lines
