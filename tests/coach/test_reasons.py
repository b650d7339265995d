"""Every kind of flag has its passage in the shipped guides."""

import pytest

from coach.checks import KINDS
from coach.reasons import PAUSE, SECTIONS, passage, section


def test_every_kind_and_no_other_has_a_section() -> None:
    assert set(SECTIONS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_section_is_in_the_guides(kind: str) -> None:
    found = passage(kind)
    assert found.heading == SECTIONS[kind][1]
    assert len(found.text) > 100 and found.title and found.source


def test_the_pause_names_twenty_minutes() -> None:
    assert "twenty minutes" in section(*PAUSE).text


def test_a_section_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        section(PAUSE[0], "Nowhere")
    with pytest.raises(KeyError):
        section("no-guide", PAUSE[1])
