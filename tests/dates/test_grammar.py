from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.dates.grammar import Anchor, find_phrases, resolve_phrase

PUBLISHED = date(2022, 4, 28)  # a Thursday


@pytest.mark.parametrize(
    "phrase, first, last, precision",
    [
        ("yesterday", "2022-04-27", "2022-04-27", "day"),
        ("today", "2022-04-28", "2022-04-28", "day"),
        ("on New Year's Day", "2022-01-01", "2022-01-01", "day"),
        ("New Year's Eve", "2021-12-31", "2021-12-31", "day"),
        ("at Christmas", "2021-12-25", "2021-12-25", "day"),
        ("on Christmas Eve 1991", "1991-12-24", "1991-12-24", "day"),
        ("last winter", "2021-12-01", "2022-02-28", "range"),
        ("in the past year", "2021-04-28", "2022-04-28", "range"),
        ("over the last month", "2022-03-29", "2022-04-28", "range"),
        ("in April last year", "2021-04-01", "2021-04-30", "month"),
        ("tomorrow morning", "2022-04-29", "2022-04-29", "day"),
        ("the day before yesterday", "2022-04-26", "2022-04-26", "day"),
        ("last night", "2022-04-27", "2022-04-27", "day"),
        ("overnight", "2022-04-27", "2022-04-28", "range"),
        ("on Wednesday", "2022-04-27", "2022-04-27", "day"),
        ("on Thursday", "2022-04-28", "2022-04-28", "day"),
        ("on Friday", "2022-04-22", "2022-04-22", "day"),
        ("last Thursday", "2022-04-21", "2022-04-21", "day"),
        ("next Tuesday", "2022-05-03", "2022-05-03", "day"),
        ("[Wednesday’s]", "2022-04-27", "2022-04-27", "day"),
        ("before dawn on Tuesday", "2022-04-26", "2022-04-26", "day"),
        ("In January", "2022-01-01", "2022-01-31", "month"),
        ("in December", "2021-12-01", "2021-12-31", "month"),
        ("last May", "2021-05-01", "2021-05-31", "month"),
        ("in February 2020", "2020-02-01", "2020-02-29", "month"),
        ("in early March", "2022-03-01", "2022-03-11", "range"),
        ("late 2021", "2021-09-01", "2021-12-31", "range"),
        ("last week", "2022-04-18", "2022-04-24", "week"),
        ("next week", "2022-05-02", "2022-05-08", "week"),
        ("this week", "2022-04-25", "2022-04-28", "week"),
        ("last month", "2022-03-01", "2022-03-31", "month"),
        ("next month", "2022-05-01", "2022-05-31", "month"),
        ("last year", "2021-01-01", "2021-12-31", "year"),
        ("in 2018", "2018-01-01", "2018-12-31", "year"),
        ("since 2019", "2019-01-01", "2022-04-28", "range"),
        ("the third since 2019", "2019-01-01", "2022-04-28", "range"),
        ("since January", "2022-01-01", "2022-04-28", "range"),
        ("two weeks ago", "2022-04-11", "2022-04-17", "week"),
        ("three days ago", "2022-04-25", "2022-04-25", "day"),
        ("a year ago", "2021-01-01", "2021-12-31", "year"),
        ("over the past three months", "2022-01-28", "2022-04-28", "range"),
        ("within two weeks", "2022-04-28", "2022-05-12", "range"),
        ("by the end of the year", "2022-04-28", "2022-12-31", "range"),
        ("the weekend", "2022-04-23", "2022-04-24", "range"),
        ("April 3", "2022-04-03", "2022-04-03", "day"),
        ("28 October", "2021-10-28", "2021-10-28", "day"),
        ("April 3, 2019", "2019-04-03", "2019-04-03", "day"),
        ("on 28 February 1995", "1995-02-28", "1995-02-28", "day"),
        ("3-5 April", "2022-04-03", "2022-04-05", "range"),
        ("2022-04-27", "2022-04-27", "2022-04-27", "day"),
        ("from 2015 to 2018", "2015-01-01", "2018-12-31", "range"),
        ("1998-2000", "1998-01-01", "2000-12-31", "range"),
        ("in the 1990s", "1990-01-01", "1999-12-31", "range"),
        ("the third quarter of 2021", "2021-07-01", "2021-09-30", "quarter"),
        ("the first half of 2020", "2020-01-01", "2020-06-30", "range"),
        ("last summer", "2021-06-01", "2021-08-31", "range"),
        ("on February 1 last year", "2021-02-01", "2021-02-01", "day"),
    ],
)
def test_phrase_counts_from_publication(phrase, first, last, precision):
    found = resolve_phrase(phrase, published=PUBLISHED)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat(), found.precision) == (first, last, precision)


@pytest.mark.parametrize("phrase", ["may be", "march on the capital", "in recent years", "2,500 troops", "since then"])
def test_what_is_no_date_stays_none(phrase):
    assert resolve_phrase(phrase, published=PUBLISHED) is None


@pytest.mark.parametrize("phrase", ["a day later", "the same day", "hours before"])
def test_what_counts_from_another_event_is_left_to_it(phrase):
    assert resolve_phrase(phrase, published=PUBLISHED) is None


def test_a_weekday_lies_ahead_of_what_is_planned():
    found = resolve_phrase("on Friday", published=PUBLISHED, future=True)
    assert found is not None and found.first == date(2022, 4, 29)


def test_without_a_publication_date_only_full_dates_resolve():
    assert resolve_phrase("on Friday", published=None) is None
    assert resolve_phrase("in May 2020", published=None) is not None


@given(
    st.text(alphabet="0123456789 -/JanuryMchNovebDTodsl.,", max_size=40), st.dates(date(1990, 1, 1), date(2030, 1, 1))
)
def test_never_fails_and_never_runs_backwards(text, published):
    for span, found in find_phrases(text, 0, len(text), Anchor(published, False)):
        assert found.first <= found.last
        assert span.of(text)


@pytest.mark.parametrize(
    "phrase, told, first, last",
    [
        ("the same evening", "on June 3, 2008", "2008-06-03", "2008-06-03"),
        ("in October of that year", "in the summer of 2020", "2020-10-01", "2020-10-31"),
        ("the same evening", "in 2008", None, None),
        ("in October of that year", None, None, None),
    ],
)
def test_what_was_told_before_gives_the_day_or_the_year(phrase, told, first, last):
    before = resolve_phrase(told, published=PUBLISHED) if told else None
    found = resolve_phrase(phrase, published=PUBLISHED, told=before)
    assert (found and (found.first.isoformat(), found.last.isoformat())) == (first and (first, last))
