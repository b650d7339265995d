"""What becomes of a message: who is in danger is cared for, who would control is declined, everybody else goes on."""

import pytest

from coach.control import ControlFinding
from coach.gate import gate
from coach.screening import NONE, Screening, Span

WORDS = (Span(0, 7, "hit me", "you were hit"),)
UNNAMED = (Span(0, 7, "hit me", ""),)


def control(by_words: bool) -> ControlFinding:
    return ControlFinding("threat", "why", WORDS if by_words else (), "another way")


@pytest.mark.parametrize(
    ("judged", "found", "way"),
    [
        (NONE, None, "rewrite"),
        (NONE, control(False), "declined"),
        (Screening("partner_violence", 0.9, spans=WORDS), None, "safety"),
        # the words say that the sender is hurt, and only the classifier takes it for a threat
        (Screening("partner_violence", 0.9, spans=WORDS), control(False), "safety"),
        (Screening("partner_violence", 0.9, spans=WORDS), control(True), "declined"),
        (Screening("partner_violence", 0.9, spans=UNNAMED), control(False), "declined"),
        (Screening("partner_violence", 0.9, True, WORDS), control(True), "safety"),
        (Screening("self_harm", 0.9, spans=WORDS), control(True), "safety"),
    ],
)
def test_each_message_goes_its_way(judged: Screening, found: ControlFinding | None, way: str) -> None:
    assert gate(judged, found, None) == way
