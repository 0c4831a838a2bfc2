"""Dyads, registers and panels out of stories."""

from __future__ import annotations

from datetime import date

import pytest
from tests.stories.records import event, party, place

from attache.stories.dyad import dyad
from attache.stories.merged import Told, merged
from attache.stories.panels import changes, country_days, dyad_months
from attache.stories.registers import REGISTERS, columns, rows


def story(name, record, *more, published="2024-05-14"):
    told = [Told(each, published, None, each["article"]) for each in (record, *more)]
    return merged(name, told)


@pytest.fixture
def stories():
    treaty = event(
        "SUPPORT",
        [party("CHN", "GOV"), party("IRN", "GOV")],
        date="2024-05-14",
        place=place("Tehran", "IRN", 35.7, 51.4),
    )
    treaty |= {"details": {"instrument": "treaty", "stage": "signed"}, "quad_code": 1}
    again = {**treaty, "id": "2", "article": "b", "details": {"instrument": "treaty", "stage": "ratified"}}
    strike = event("ASSAULT", [party("ISR", "MIL")], [party("IRN", "MIL")], date="2024-06-02", id="3", article="c")
    threat = event(
        "THREATEN",
        [party("IRN", "GOV")],
        [party("ISR", "GOV")],
        date="2024-06-03",
        id="4",
        article="d",
        status="future",
    )
    threat |= {"quad_code": 3}
    return [story("s1", treaty, again), story("s2", strike), story("s3", threat)]


def test_a_dyad_counts_happenings_and_keeps_what_is_ahead_apart(stories):
    page = dyad("IRN", "ISR", stories, [])
    assert (page["stories"], page["reports"]) == (2, 2)
    assert [entry["story"] for entry in page["disputes"]] == ["s2"]
    assert [entry["story"] for entry in page["planned"]] == ["s3"]
    (month,) = page["months"]
    assert (month["month"], month["stories"], month["directions"]) == ("2024-06", 1, {"ISR to IRN": 1})
    with_china = dyad("CHN", "IRN", stories, [])
    assert [entry["reports"] for entry in with_china["agreements"]] == [2]
    assert dyad("CHN", "ISR", stories, [])["stories"] == 0


def test_registers_hold_their_own_and_give_cow_numbers(stories):
    (row,) = rows("agreements", stories)
    assert (row["party"], row["party_cow"], row["year"]) == ("CHN;IRN", "710;630", "2024")
    assert row["stages"] == "signed 2024-05-14;ratified 2024-05-14"
    assert row["events"] == "1;2"
    assert list(row) == columns("agreements")
    for name in REGISTERS:
        assert len(set(columns(name))) == len(columns(name))
    assert list(rows("visits", stories)) == []


def test_panels_have_a_row_for_every_day_and_say_what_was_read(stories):
    coverage = {"2024-06-02": (12, 3), "2024-06": (300, 9)}
    days = list(country_days(stories, coverage, date(2024, 6, 1), date(2024, 6, 3)))
    iran = [row for row in days if row["country"] == "IRN"]
    assert [row["stories"] for row in iran] == [0, 1, 0], "what is ahead is not counted"
    assert [row["articles"] for row in iran] == [0, 12, 0]
    assert [row["first"] for row in iran] == [False, True, False]
    assert iran[1]["assault"] == iran[1]["quad_4"] == 1
    assert iran[0]["mean_score"] is None
    assert [row["first_types"] for row in iran] == ["", "ASSAULT", ""]
    months = {
        (row["dyad"], row["period"]): row for row in dyad_months(stories, coverage, date(2024, 5, 1), date(2024, 6, 30))
    }
    assert months["CHN-IRN", "2024-05"]["stories"] == 1
    assert months["IRN-ISR", "2024-06"]["articles"] == 300
    assert len(months) == 4


def test_changes_are_against_the_mean_before():
    assert changes([1, 1, 1, 1, 5], short=4, long=52) == [(None, None)] * 4 + [(4.0, None)]
