"""Codes of states by date, members of bodies."""

from datetime import date

import pytest

import attache
from attache.actors.knowledge import load_knowledge
from attache.actors.states import lives_of, members, memberships, state_codes
from attache.data import read_table
from attache.export.tables import flat


@pytest.mark.parametrize(
    "code, on, name, cow, gw, iso",
    [
        ("RUS", date(1985, 3, 1), None, 365, 365, "SUN"),
        ("RUS", date(2022, 3, 1), None, 365, 365, "RUS"),
        ("DEU", date(1975, 8, 1), "East Germany", 265, 265, "DDR"),
        ("DEU", date(1995, 8, 1), None, 255, 260, "DEU"),
        ("YEM", None, None, 679, 678, "YEM"),
        ("SRB", date(1999, 3, 24), None, 345, 345, "SCG"),
        ("SRB", date(2020, 3, 24), None, 345, 340, "SRB"),
        ("SSD", date(2011, 7, 9), None, 626, 626, "SSD"),
        ("HKG", None, None, None, None, "HKG"),
    ],
)
def test_a_state_has_the_codes_of_its_day(code, on, name, cow, gw, iso):
    codes = state_codes(code, on, name)
    assert (codes.cow_number, codes.gw_number, codes.iso3) == (cow, gw, iso)


@pytest.mark.parametrize(
    "code, on", [("SSD", date(2010, 1, 1)), ("UKR", date(1985, 1, 1)), ("DEU", date(1975, 1, 1)), ("IGO", None)]
)
def test_what_was_no_state_then_or_was_two_has_no_codes(code, on):
    assert state_codes(code, on) is None


def test_lives_do_not_overlap_but_where_there_were_two():
    for code in {row[0] for row in read_table("states")} - {"DEU", "VNM", "YEM", "TZA"}:
        lives = lives_of(code)
        for before, after in zip(lives, lives[1:], strict=False):
            assert before.end and before.end <= after.begin, code


def test_members_by_date():
    assert "GBR" in members("European Union", date(2015, 1, 1))
    assert "GBR" not in members("European Union")
    assert {"SWE", "FIN"} <= set(members("NATO"))
    assert "SWE" not in members("NATO", date(2023, 12, 31))
    assert members("no such body") == []


def test_every_body_with_members_is_known_by_its_name_and_every_member_is_a_state():
    for body, _ in read_table("members"):
        alias = load_knowledge().alias(body, None)
        assert alias is not None and alias.name == body, body
        for member in memberships(body):
            assert lives_of(member.code), (body, member)


def test_a_party_is_not_read_into_ordinary_words():
    knowledge = load_knowledge()
    assert knowledge.alias("Lebanese Forces", None).sectors == ("PTY",)
    assert knowledge.alias("Lebanese forces", None) is None
    assert knowledge.alias("LEBANESE FORCES", None) is not None
    assert knowledge.alias("european union", None).code == "EUR"


def test_tables_carry_the_number_of_the_day():
    from attache.export.records import event_record

    text = "In 1985 the Soviet Union signed a treaty with East Germany."
    reading = attache.read(text, published="1985-05-16")
    (event,) = reading.events
    row = flat(event_record(event, reading.article, coder="test", coded_date="2024-01-01"))
    assert {*row["actor_cow"].split(";"), *row["recipient_cow"].split(";")} - {""} == {"365", "265"}
