"""What time phrases mean in a report of Thursday, 28 April 2022: one line each, phrase, first and last day."""

from datetime import date

import pytest

from attache.dates.grammar import Interval, resolve_phrase

PUBLISHED = date(2022, 4, 28)

PAST = """
yesterday | 2022-04-27
yesterday morning | 2022-04-27
yesterday afternoon | 2022-04-27
late yesterday | 2022-04-27
the day before yesterday | 2022-04-26
today | 2022-04-28
earlier today | 2022-04-28
this morning | 2022-04-28
this afternoon | 2022-04-28
this evening | 2022-04-28
tonight | 2022-04-28
last night | 2022-04-27
overnight | 2022-04-27 | 2022-04-28
tomorrow | 2022-04-29
tomorrow evening | 2022-04-29
earlier in the day | 2022-04-28
Monday | 2022-04-25
on Monday | 2022-04-25
on Tuesday | 2022-04-26
on Wednesday | 2022-04-27
on Thursday | 2022-04-28
on Friday | 2022-04-22
on Saturday | 2022-04-23
on Sunday | 2022-04-24
Monday morning | 2022-04-25
late on Tuesday | 2022-04-26
early on Sunday | 2022-04-24
Wednesday's | 2022-04-27
Saturday night | 2022-04-23
shortly before midnight on Monday | 2022-04-25
last Monday | 2022-04-25
last Thursday | 2022-04-21
last Friday | 2022-04-22
past Wednesday | 2022-04-27
next Monday | 2022-05-02
next Thursday | 2022-05-05
next Sunday | 2022-05-01
this coming week | 2022-05-02 | 2022-05-08
by Friday | 2022-04-29
until Sunday | 2022-05-01
by Monday | 2022-05-02
until Thursday | 2022-04-28
for Saturday | 2022-04-30
Monday and Tuesday | 2022-04-25 | 2022-04-26
from Monday to Wednesday | 2022-04-25 | 2022-04-27
Saturday and Sunday | 2022-04-23 | 2022-04-24
last week | 2022-04-18 | 2022-04-24
earlier last week | 2022-04-18 | 2022-04-24
this week | 2022-04-25 | 2022-04-28
earlier this week | 2022-04-25 | 2022-04-28
next week | 2022-05-02 | 2022-05-08
the weekend | 2022-04-23 | 2022-04-24
at the weekend | 2022-04-23 | 2022-04-24
over the weekend | 2022-04-23 | 2022-04-24
last weekend | 2022-04-23 | 2022-04-24
next weekend | 2022-04-30 | 2022-05-01
last month | 2022-03-01 | 2022-03-31
earlier last month | 2022-03-01 | 2022-03-31
this month | 2022-04-01 | 2022-04-28
next month | 2022-05-01 | 2022-05-31
late last month | 2022-03-21 | 2022-03-31
early this month | 2022-04-01 | 2022-04-10
last year | 2021-01-01 | 2021-12-31
late last year | 2021-09-01 | 2021-12-31
this year | 2022-01-01 | 2022-04-28
earlier this year | 2022-01-01 | 2022-04-28
next year | 2023-01-01 | 2023-12-31
in January | 2022-01-01 | 2022-01-31
in February | 2022-02-01 | 2022-02-28
in March | 2022-03-01 | 2022-03-31
in April | 2022-04-01 | 2022-04-30
in May | 2021-05-01 | 2021-05-31
in June | 2021-06-01 | 2021-06-30
in July | 2021-07-01 | 2021-07-31
in August | 2021-08-01 | 2021-08-31
in September | 2021-09-01 | 2021-09-30
in October | 2021-10-01 | 2021-10-31
in November | 2021-11-01 | 2021-11-30
in December | 2021-12-01 | 2021-12-31
last January | 2022-01-01 | 2022-01-31
last April | 2021-04-01 | 2021-04-30
last October | 2021-10-01 | 2021-10-31
next June | 2022-06-01 | 2022-06-30
next March | 2023-03-01 | 2023-03-31
since January | 2022-01-01 | 2022-04-28
since March | 2022-03-01 | 2022-04-28
since November | 2021-11-01 | 2022-04-28
since Monday | 2022-04-25 | 2022-04-28
since last week | 2022-04-18 | 2022-04-28
since yesterday | 2022-04-27 | 2022-04-28
since 2019 | 2019-01-01 | 2022-04-28
since 2015 | 2015-01-01 | 2022-04-28
since May 2018 | 2018-05-01 | 2022-04-28
since 3 March 2020 | 2020-03-03 | 2022-04-28
ever since 2011 | 2011-01-01 | 2022-04-28
in 2021 | 2021-01-01 | 2021-12-31
in 1998 | 1998-01-01 | 1998-12-31
of 1949 | 1949-01-01 | 1949-12-31
during 2016 | 2016-01-01 | 2016-12-31
by 2020 | 2020-01-01 | 2020-12-31
before 2014 | 2014-01-01 | 2014-12-31
2003 | 2003-01-01 | 2003-12-31
in 1789 | 1789-01-01 | 1789-12-31
1648 | 1648-01-01 | 1648-12-31
early 2020 | 2020-01-01 | 2020-05-01
in early 2012 | 2012-01-01 | 2012-05-01
mid-2021 | 2021-05-02 | 2021-09-01
late 2019 | 2019-09-01 | 2019-12-31
the end of 2021 | 2021-09-01 | 2021-12-31
the beginning of 2022 | 2022-01-01 | 2022-05-02
the start of 2017 | 2017-01-01 | 2017-05-02
in January 2020 | 2020-01-01 | 2020-01-31
in Jan. 2020 | 2020-01-01 | 2020-01-31
February 2024 | 2024-02-01 | 2024-02-29
in February 2023 | 2023-02-01 | 2023-02-28
March of 2011 | 2011-03-01 | 2011-03-31
in May 2014 | 2014-05-01 | 2014-05-31
Sept. 2001 | 2001-09-01 | 2001-09-30
in early March | 2022-03-01 | 2022-03-11
early March | 2022-03-01 | 2022-03-11
in mid-March | 2022-03-11 | 2022-03-21
mid-February | 2022-02-10 | 2022-02-19
late February | 2022-02-19 | 2022-02-28
in late March | 2022-03-21 | 2022-03-31
the beginning of April | 2022-04-01 | 2022-04-10
the end of January | 2022-01-21 | 2022-01-31
early October 2020 | 2020-10-01 | 2020-10-11
late May 2019 | 2019-05-21 | 2019-05-31
mid-June 2018 | 2018-06-10 | 2018-06-21
April 3 | 2022-04-03
April 3rd | 2022-04-03
on April 12 | 2022-04-12
3 April | 2022-04-03
3rd of April | 2022-04-03
on 28 October | 2021-10-28
December 31 | 2021-12-31
on 1 January | 2022-01-01
January 6 | 2022-01-06
Feb. 24 | 2022-02-24
24 Feb | 2022-02-24
Sept. 11 | 2021-09-11
May 9 | 2022-05-09
on 15 May | 2022-05-15
June 1 | 2022-06-01
April 3, 2019 | 2019-04-03
April 3 2019 | 2019-04-03
3 April 2019 | 2019-04-03
3rd April 2019 | 2019-04-03
the 3rd of April 2019 | 2019-04-03
3 April, 2019 | 2019-04-03
Dec. 7, 1941 | 1941-12-07
28 June 1914 | 1914-06-28
14 July 1789 | 1789-07-14
29 February 2020 | 2020-02-29
Sunday, April 3 | 2022-04-03
Friday, July 21, 2017 | 2017-07-21
Wednesday, 27 April 2022 | 2022-04-27
Monday 25 April | 2022-04-25
2022-04-27 | 2022-04-27
1999-12-31 | 1999-12-31
3-5 April | 2022-04-03 | 2022-04-05
3–5 April | 2022-04-03 | 2022-04-05
3 to 5 April | 2022-04-03 | 2022-04-05
from 3 to 5 April 2020 | 2020-04-03 | 2020-04-05
April 3-5 | 2022-04-03 | 2022-04-05
April 3-5, 2018 | 2018-04-03 | 2018-04-05
April 3 and 4 | 2022-04-03 | 2022-04-04
from January to March | 2022-01-01 | 2022-03-31
between January and March | 2022-01-01 | 2022-03-31
from March 2019 to May 2020 | 2019-03-01 | 2020-05-31
from 2015 to 2018 | 2015-01-01 | 2018-12-31
between 1992 and 1995 | 1992-01-01 | 1995-12-31
2015-2018 | 2015-01-01 | 2018-12-31
2015–18 | 2015-01-01 | 2018-12-31
1998-2000 | 1998-01-01 | 2000-12-31
1939-45 | 1939-01-01 | 1945-12-31
2011/12 | 2011-01-01 | 2012-12-31
the 1990s | 1990-01-01 | 1999-12-31
in the 1980s | 1980-01-01 | 1989-12-31
the 1970's | 1970-01-01 | 1979-12-31
the 2000s | 2000-01-01 | 2009-12-31
the 2010s | 2010-01-01 | 2019-12-31
the early 1990s | 1990-01-01 | 1994-12-31
the late 1950s | 1955-01-01 | 1959-12-31
the mid-1980s | 1983-01-01 | 1986-12-31
early 2000s | 2000-01-01 | 2004-12-31
the 1600s | 1600-01-01 | 1699-12-31
the 1800s | 1800-01-01 | 1899-12-31
the 19th century | 1800-01-01 | 1899-12-31
19th-century | 1800-01-01 | 1899-12-31
the 20th century | 1900-01-01 | 1999-12-31
the twentieth century | 1900-01-01 | 1999-12-31
the nineteenth century | 1800-01-01 | 1899-12-31
the early 20th century | 1900-01-01 | 1949-12-31
the late 18th century | 1750-01-01 | 1799-12-31
the 21st century | 2000-01-01 | 2099-12-31
the 14th century | 1300-01-01 | 1399-12-31
the first quarter | 2022-01-01 | 2022-03-31
the second quarter of 2021 | 2021-04-01 | 2021-06-30
the third quarter of 2021 | 2021-07-01 | 2021-09-30
the fourth quarter of 2020 | 2020-10-01 | 2020-12-31
Q3 2021 | 2021-07-01 | 2021-09-30
Q1 of 2019 | 2019-01-01 | 2019-03-31
the first half of 2020 | 2020-01-01 | 2020-06-30
the second half of 2020 | 2020-07-01 | 2020-12-31
the latter half of 2019 | 2019-07-01 | 2019-12-31
the first half of the year | 2022-01-01 | 2022-06-30
last summer | 2021-06-01 | 2021-08-31
last spring | 2021-03-01 | 2021-05-31
last autumn | 2021-09-01 | 2021-11-30
next summer | 2022-06-01 | 2022-08-31
this summer | 2022-06-01 | 2022-08-31
the summer of 2014 | 2014-06-01 | 2014-08-31
spring 2015 | 2015-03-01 | 2015-05-31
autumn 2010 | 2010-09-01 | 2010-11-30
the winter of 2019 | 2018-12-01 | 2019-02-28
a day ago | 2022-04-27
two days ago | 2022-04-26
three days ago | 2022-04-25
10 days ago | 2022-04-18
an hour ago | 2022-04-28
six hours ago | 2022-04-28
36 hours ago | 2022-04-27
a week ago | 2022-04-18 | 2022-04-24
two weeks ago | 2022-04-11 | 2022-04-17
three weeks ago | 2022-04-04 | 2022-04-10
a month ago | 2022-03-01 | 2022-03-31
two months ago | 2022-02-01 | 2022-02-28
five months ago | 2021-11-01 | 2021-11-30
a year ago | 2021-01-01 | 2021-12-31
two years ago | 2020-01-01 | 2020-12-31
three years ago | 2019-01-01 | 2019-12-31
ten years ago | 2012-01-01 | 2012-12-31
seventeen years ago | 2005-01-01 | 2005-12-31
20 years ago | 2002-01-01 | 2002-12-31
thirty years ago | 1992-01-01 | 1992-12-31
a decade ago | 2012-01-01 | 2012-12-31
two decades ago | 2002-01-01 | 2002-12-31
three weeks from now | 2022-05-16 | 2022-05-22
two days from now | 2022-04-30
over the past three months | 2022-01-28 | 2022-04-28
in the past two weeks | 2022-04-14 | 2022-04-28
in the last ten days | 2022-04-18 | 2022-04-28
during the past five years | 2017-04-29 | 2022-04-28
over the last 24 hours | 2022-04-28
within two weeks | 2022-04-28 | 2022-05-12
within ten days | 2022-04-28 | 2022-05-08
in the next three days | 2022-04-28 | 2022-05-01
over the next two months | 2022-04-28 | 2022-06-27
by the end of the year | 2022-04-28 | 2022-12-31
by the end of this month | 2022-04-28 | 2022-04-30
by the end of the week | 2022-04-28 | 2022-05-01
until the end of the year | 2022-04-28 | 2022-12-31
Tuesday of last week | 2022-04-26
on February 1 last year | 2021-02-01
9/11 | 2001-09-11
"""

NONE = """
may
may be
march on the capital
the march
recent years
in recent weeks
recently
soon
for now
once
then
since then
long ago
2,500 troops
1500 troops
1,200 people
2000 soldiers
a few days ago
a day later
two weeks later
the same day
the next day
the following month
the previous year
hours before
the day after
the March 23 Movement
1443 AH
300 BC
second
first time
the third time
for the third year in a row
on the eve of the vote
every Monday
spring offensive
Second
century
at noon
before dawn
"""

AHEAD = """
on Friday | 2022-04-29
on Thursday | 2022-04-28
on Monday | 2022-05-02
next Monday | 2022-05-02
in May | 2022-05-01 | 2022-05-31
in June | 2022-06-01 | 2022-06-30
in January | 2023-01-01 | 2023-01-31
in early July | 2022-07-01 | 2022-07-11
on 15 June | 2022-06-15
on 3 April | 2023-04-03
this week | 2022-04-25 | 2022-05-01
this month | 2022-04-01 | 2022-04-30
this year | 2022-01-01 | 2022-12-31
next year | 2023-01-01 | 2023-12-31
tomorrow | 2022-04-29
in 2025 | 2025-01-01 | 2025-12-31
within a month | 2022-04-28 | 2022-05-28
next summer | 2022-06-01 | 2022-08-31
"""

# After "on 4 March 2020" was told.
AFTER_TOLD = """
the next day | 2020-03-05
the following day | 2020-03-05
the same day | 2020-03-04
the previous day | 2020-03-03
a day later | 2020-03-05
two days later | 2020-03-06
three days earlier | 2020-03-01
a week later | 2020-03-09 | 2020-03-15
the following month | 2020-04-01 | 2020-04-30
the next year | 2021-01-01 | 2021-12-31
the same year | 2020-01-01 | 2020-12-31
that same year | 2020-01-01 | 2020-12-31
the previous year | 2019-01-01 | 2019-12-31
two years later | 2022-01-01 | 2022-12-31
five days after | 2020-02-28
the day before | 2020-03-05
two months later | 2020-05-01 | 2020-05-31
"""


def lines(block: str) -> list[tuple[str, str, str]]:
    rows = [[part.strip() for part in line.split("|")] for line in block.strip().splitlines()]
    return [(row[0], row[1], row[-1]) for row in rows]


def meant(phrase: str, **context: object) -> tuple[str, str] | None:
    found = resolve_phrase(phrase, published=PUBLISHED, **context)
    return (found.first.isoformat(), found.last.isoformat()) if found else None


@pytest.mark.parametrize("phrase, first, last", lines(PAST))
def test_of_what_has_happened(phrase, first, last):
    assert meant(phrase) == (first, last)


@pytest.mark.parametrize("phrase", NONE.strip().splitlines())
def test_what_names_no_date(phrase):
    assert meant(phrase) is None


@pytest.mark.parametrize("phrase, first, last", lines(AHEAD))
def test_of_what_lies_ahead(phrase, first, last):
    assert meant(phrase, future=True) == (first, last)


@pytest.mark.parametrize("phrase, first, last", lines(AFTER_TOLD))
def test_what_counts_from_a_date_told_before(phrase, first, last):
    told = Interval(date(2020, 3, 4), date(2020, 3, 4), "day", "stated")
    assert meant(phrase, told=told) == (first, last)


def test_there_are_more_than_three_hundred_phrases():
    assert sum(len(block.strip().splitlines()) for block in (PAST, NONE, AHEAD, AFTER_TOLD)) > 300
