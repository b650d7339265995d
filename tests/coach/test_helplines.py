"""The help lines: complete and consistent data, look-ups that fit, and an honest date."""

import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.helplines import TOPICS, WORLD, HelpLine, countries, emergency_number, is_stale, lines_for, lines_together

WANTED = {"AU", "CA", "DE", "ES", "FR", "GB", "IE", "IN", "NL", "NZ", "US", "ZA"}
VIOLENCE = ("partner_violence", "coercive_control", "own_violence")
PLACES = [*sorted(WANTED), None]
ALL = [line for place in PLACES for line in lines_for(place)]
LINES = [pytest.param(line, id=line.id) for line in ALL]


def line(checked_on: date) -> HelpLine:
    return HelpLine("x", "GB", "X", ("crisis",), "1", "", "", "", "https://example.org", checked_on)


def test_every_wanted_country_is_there_by_name_in_alphabetical_order() -> None:
    assert set(countries()) >= WANTED
    assert list(countries().values()) == sorted(countries().values())


def test_no_entry_is_unreachable_through_a_country() -> None:
    data = tomllib.loads(files("coach").joinpath("safety/helplines.toml").read_text(encoding="utf-8"))
    assert {entry["country"] for entry in data["lines"]} == set(countries()) | {WORLD}
    assert len(data["lines"]) == len(ALL)


def test_ids_are_unique() -> None:
    assert [one for one, count in Counter(line.id for line in ALL).items() if count > 1] == []


@pytest.mark.parametrize("country", sorted(WANTED))
def test_country_has_an_emergency_number_and_help_of_each_kind(country: str) -> None:
    topics = {topic for line in lines_for(country) for topic in line.topics}
    assert re.search(r"\d{3}", emergency_number(country))
    assert len(lines_for(country)) >= 2
    assert topics >= set(TOPICS) - {"own_violence"}


@pytest.mark.parametrize("line", LINES)
def test_line_can_be_reached_and_looked_up(line: HelpLine) -> None:
    assert line.name
    assert line.topics
    assert set(line.topics) <= set(TOPICS)
    assert line.call or line.text or line.chat
    assert re.match(r"https://[\w.-]+\.\w{2,}/", line.source)
    assert date(2026, 11, 1) <= line.checked_on <= date(2100, 1, 1)


@pytest.mark.parametrize("line", LINES)
def test_ways_are_written_so_that_they_can_be_used(line: HelpLine) -> None:
    assert re.fullmatch(r"[\d -]+( or [\d -]+)?|", line.call)
    assert re.fullmatch(r"([A-Z]+ to )?[\d -]+( \(WhatsApp\))?|", line.text)
    assert re.fullmatch(r"(?!www\.)[\w.-]+\.[a-z]{2,}(/[\w./-]+)?|", line.chat)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("topic", TOPICS)
def test_lines_for_a_label_fit_it_best_first(place: str | None, topic: str) -> None:
    found = lines_for(place, topic)
    if topic in VIOLENCE and place:
        found = tuple(line for line in found if line.country != WORLD) or found
    ranks = [0 if line.topics[0] == topic else 1 if topic in line.topics else 2 for line in found]
    assert found
    assert ranks[0] < 2 or topic == "own_violence"
    assert ranks == sorted(ranks)
    assert all("crisis" in line.topics for line, rank in zip(found, ranks, strict=True) if rank == 2)
    assert set(found) <= set(lines_for(place)) | set(lines_for(None))


@pytest.mark.parametrize("country", sorted(WANTED))
@pytest.mark.parametrize("topic", VIOLENCE)
def test_violence_brings_no_suicide_line(country: str, topic: str) -> None:
    found = lines_for(country, topic)
    assert not any("crisis" in line.topics and line.country != WORLD for line in found)
    assert len(found) >= 2 or topic == "own_violence"


def test_where_one_line_fits_the_worldwide_directory_comes_after_it() -> None:
    assert [line.id for line in lines_for("ES", "partner_violence")] == ["es-016", "world-nomore"]
    assert "world-nomore" not in {line.id for line in lines_for("GB", "partner_violence")}


@pytest.mark.parametrize(
    ("country", "first"),
    [
        ("GB", "gb-respect"),
        ("AU", "au-mensreferral"),
        ("FR", "fr-fnacav"),
        ("NL", "nl-veiligthuis"),
        ("NZ", "nz-areyouok"),
        ("US", "world-findahelpline"),
    ],
)
def test_who_hurt_someone_gets_a_line_for_that_where_one_is_known(country: str, first: str) -> None:
    assert lines_for(country, "own_violence")[0].id == first
    assert first not in {line.id for line in lines_for("GB", "partner_violence")}


def test_lines_for_two_things_start_with_the_best_for_each_and_name_none_twice() -> None:
    found = lines_together("GB", "self_harm", "partner_violence")
    assert [line.id for line in found[:2]] == ["gb-samaritans", "gb-ndah"]
    assert len(found) == len(set(found)) and set(found) > set(lines_for("GB", "partner_violence"))


def test_hours_that_pages_disagree_on_are_left_out() -> None:
    assert [line.hours for line in lines_for("FR", "partner_violence") if line.id == "fr-116006"] == [""]


def test_self_harm_lines_leave_out_lines_for_other_things() -> None:
    assert [line.id for line in lines_for("US", "self_harm")] == ["us-988"]
    assert [line.id for line in lines_for("US", "partner_violence")] == ["us-ndvh", "world-nomore"]
    assert [line.id for line in lines_for("US", "child_safety")] == ["us-childhelp", "us-988"]


@pytest.mark.parametrize("country", ["GB", "IE", "DE"])
def test_partner_violence_lines_name_help_for_women_and_for_men_first(country: str) -> None:
    first, second = lines_for(country, "partner_violence")[:2]
    assert "for women" in first.name
    assert "for men" in second.name


@pytest.mark.parametrize("country", [None, "", "XX", "ZZ", "Narnia"])
def test_unknown_country_gives_the_worldwide_directories_and_no_number(country: str | None) -> None:
    assert [line.chat for line in lines_for(country)][:2] == ["findahelpline.com", "nomoredirectory.org"]
    assert lines_for(country, "partner_violence")[0].chat == "nomoredirectory.org"
    assert emergency_number(country) == ""


@pytest.mark.parametrize("typed", ["gb", " GB ", "UK", "uk"])
def test_country_code_is_read_as_people_write_it(typed: str) -> None:
    assert lines_for(typed) == lines_for("GB")
    assert emergency_number(typed) == "999"


@pytest.mark.parametrize("label", ["none", "", "violence"])
def test_unknown_label_raises(label: str) -> None:
    with pytest.raises(ValueError, match="no topic of a help line"):
        lines_for("GB", label)


def test_changing_the_country_list_does_not_change_the_data() -> None:
    countries().clear()
    assert countries()


@pytest.mark.parametrize(
    ("checked", "today", "stale"),
    [
        pytest.param(date(2026, 11, 22), date(2026, 11, 22), False, id="same day"),
        pytest.param(date(2026, 11, 22), date(2027, 11, 22), False, id="a year to the day"),
        pytest.param(date(2026, 11, 22), date(2027, 11, 23), True, id="a year and a day"),
        pytest.param(date(2028, 2, 29), date(2029, 3, 1), False, id="leap day, a year later"),
        pytest.param(date(2028, 2, 29), date(2029, 3, 2), True, id="leap day, a year and a day later"),
        pytest.param(date(2026, 11, 22), date(2026, 1, 1), False, id="a clock that runs behind"),
    ],
)
def test_line_goes_stale_after_a_year(checked: date, today: date, stale: bool) -> None:
    assert is_stale(line(checked), today) is stale


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(-400, 1200).filter(lambda days: days != 366))
def test_line_is_stale_exactly_when_more_than_a_year_has_passed(checked: date, days: int) -> None:
    # on day 366 it depends on whether a 29 February lies between
    assert is_stale(line(checked), checked + timedelta(days=days)) is (days > 366)
