"""Time phrases to intervals. Months, weekdays and counted units are read against the publication date; a phrase
that the grammar does not know is left unresolved, never guessed.

Each rule is a pattern with a function from its match and the anchor to an interval, or None ("may" the verb).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from attache.number_words import NUMBER_WORDS
from attache.reading import DateBasis, Interval, Precision, Span

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_DAYS = {
    name: number
    for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
#: Names in full, in lower case.
WEEKDAYS = frozenset(_DAYS)
MONTHS = frozenset(name for name in _MONTHS if len(name) > 4 or name in ("may", "june", "july"))
_NUMBERS = NUMBER_WORDS | {"a": 1, "an": 1, "the": 1, "several": 0, "thirty": 30, "forty": 40, "fifty": 50}
_SOON = timedelta(days=60)
_CENTURIES = {
    word: number
    for number, word in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
        sixteenth seventeenth eighteenth nineteenth twentieth twenty-first""".split(),
        1,
    )
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}

_MONTH = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
_YEAR = r"(?P<year>1\d\d\d|20\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_COUNT = rf"(?P<count>\d{{1,3}}|an?|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}|thirty|forty|fifty)"
_UNIT = r"(?P<unit>hour|day|night|week|weekend|month|year|decade)s?"
_NAMED_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (?:the )?"
_PART = r"(?P<part>early|mid|late|the beginning of|the start of|the end of|the middle of)[ -]?"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a phrase is read against: the publication date, whether the event lies ahead, and the date told last before
    it, from which "the next day" counts."""

    published: date | None
    future: bool
    told: Interval | None = None


def interval(first: date, last: date, precision: Precision, basis: DateBasis) -> Interval:
    return Interval(first, last, precision, basis)


def _month_days(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def add_months(year: int, month: int, by: int) -> tuple[int, int]:
    total = year * 12 + month - 1 + by
    return total // 12, total % 12 + 1


def _part(first: date, last: date, part: str | None) -> tuple[date, date]:
    """The early, middle or late third of an interval; all of it where no part is named."""
    if not part:
        return first, last
    third = (last - first).days // 3
    if part in ("early", "the beginning of", "the start of"):
        return first, first + timedelta(third)
    if part in ("mid", "the middle of"):
        return first + timedelta(third), last - timedelta(third)
    return last - timedelta(third), last


def _month_of(match: re.Match[str]) -> int:
    return _MONTHS[match["month"].lower().rstrip(".")]


def _near_year(month: int, day: int | None, anchor: Anchor) -> int | None:
    """The year of a month told without one: the last such month, or the next for what lies ahead."""
    today = anchor.published
    if today is None:
        return None
    if day is not None and not anchor.future and _is_soon(month, day, today):
        return today.year + (month < today.month)
    this = (month, day if day is not None else (31 if anchor.future else 1))
    now = (today.month, today.day)
    if anchor.future:
        return today.year if this >= now else today.year + 1
    return today.year if this <= now else today.year - 1


def _is_soon(month: int, day: int, today: date) -> bool:
    """A day of the coming weeks: whoever means last year's, eleven months ago, says so."""
    try:
        coming = date(today.year + ((month, day) < (today.month, today.day)), month, day)
    except ValueError:  # 29 February
        return False
    return timedelta(0) < coming - today <= _SOON


def _full_date(match: re.Match[str], anchor: Anchor) -> Interval | None:
    found = match.groupdict()
    month, day = _month_of(match), int(found["day"])
    year = int(found["year"]) if found.get("year") else _near_year(month, day, anchor)
    if year is None or not 1 <= day <= monthrange(year, month)[1]:
        return None
    when = date(year, month, day)
    return interval(when, when, "day", "stated" if found.get("year") else "relative")


def _day_range(match: re.Match[str], anchor: Anchor) -> Interval | None:
    found = match.groupdict()
    month = _month_of(match)
    first_day, last_day = int(found["day"]), int(found["last"])
    year = int(found["year"]) if found.get("year") else _near_year(month, last_day, anchor)
    if year is None or not 1 <= first_day <= last_day <= monthrange(year, month)[1]:
        return None
    basis: DateBasis = "stated" if found.get("year") else "relative"
    return interval(date(year, month, first_day), date(year, month, last_day), "range", basis)


def _iso(match: re.Match[str], anchor: Anchor) -> Interval | None:
    try:
        when = date(int(match["year"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    return interval(when, when, "day", "stated")


def _month(match: re.Match[str], anchor: Anchor) -> Interval | None:
    found = match.groupdict()
    month = _month_of(match)
    which = (found.get("which") or "").lower()
    if found.get("year"):
        year, basis = int(found["year"]), "stated"
    else:
        # "may" and "march" alone are verbs more often than months: they need a word that makes them one.
        lead = (found.get("lead") or "").strip() or which or found.get("part")
        lead = lead or _MONTH_BEFORE.search(match.string, max(0, match.start() - 30), match.start())
        if match["month"].lower() in ("may", "march", "mar") and not lead:
            return None
        near = _near_year(month, None, Anchor(anchor.published, anchor.future or which == "next"))
        if near is None:
            return None
        year, basis = near, "relative"
        assert anchor.published is not None
        # "last May" said in May, "last December" said in January: the one before this month.
        if which == "last" and (year, month) >= (anchor.published.year, anchor.published.month):
            year -= 1
        if which == "next" and (year, month) <= (anchor.published.year, anchor.published.month):
            year += 1
    first, last = _part(*_month_days(year, month), (found.get("part") or "").lower().strip() or None)
    return interval(first, last, "range" if found.get("part") else "month", basis)  # type: ignore[arg-type]


def _weekday(match: re.Match[str], anchor: Anchor) -> Interval | None:
    today = anchor.published
    if today is None:
        return None
    which = (match.groupdict().get("which") or "").lower()
    target = _DAYS[match["weekday"].lower()]
    back = (today.weekday() - target) % 7
    ahead_of_us = anchor.future or AHEAD.search(match.string, max(0, match.start() - 80), match.start())
    if which == "next" or (ahead_of_us and which not in ("last", "past")):
        ahead = (target - today.weekday()) % 7
        when = today + timedelta(ahead if ahead or which != "next" else 7)
    elif which in ("last", "past"):
        when = today - timedelta(back or 7)
    else:
        when = today - timedelta(back)
    return interval(when, when, "day", "relative")


def _near_day(match: re.Match[str], anchor: Anchor) -> Interval | None:
    today = anchor.published
    if today is None:
        return None
    word = re.sub(r"\s+", " ", match.group().lower())
    if "day before yesterday" in word:
        when = today - timedelta(2)
    elif "yesterday" in word or word == "last night":
        when = today - timedelta(1)
    elif "tomorrow" in word:
        when = today + timedelta(1)
    elif word == "overnight":
        return interval(today - timedelta(1), today, "range", "relative")
    else:
        when = today
    return interval(when, when, "day", "relative")


def _unit_interval(unit: str, offset: int, today: date) -> Interval | None:
    """The calendar unit that lies ``offset`` units from today's."""
    if unit in ("day", "night"):
        when = today + timedelta(offset)
        return interval(when, when, "day", "relative")
    if unit == "week":
        monday = today - timedelta(today.weekday()) + timedelta(7 * offset)
        return interval(monday, monday + timedelta(6), "week", "relative")
    if unit == "weekend":
        # The weekend that has begun last, counted from today; Saturday and Sunday themselves are "the weekend".
        saturday = today - timedelta((today.weekday() - 5) % 7) + timedelta(7 * (offset + 1 if offset < 0 else offset))
        return interval(saturday, saturday + timedelta(1), "range", "relative")
    if unit == "month":
        first, last = _month_days(*add_months(today.year, today.month, offset))
        return interval(first, last, "month", "relative")
    if unit == "year":
        return interval(date(today.year + offset, 1, 1), date(today.year + offset, 12, 31), "year", "relative")
    return None


def _last_unit(match: re.Match[str], anchor: Anchor) -> Interval | None:
    if anchor.published is None:
        return None
    offset = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1, "the": 0}[
        match["which"].lower()
    ]
    unit = match["unit"].lower()
    if offset == 0 and match["which"].lower() == "the" and unit != "weekend":
        return None
    found = _unit_interval(unit, offset, anchor.published)
    if found and match["which"].lower() == "this" and not anchor.future and found.last > anchor.published:
        # What has happened "this week" has happened by the day of publication.
        found = interval(found.first, anchor.published, found.precision, "relative")
    part = match.groupdict().get("part")
    if found and part:
        first, last = _part(found.first, found.last, part.lower().strip())
        return interval(first, last, "range", "relative")
    return found


def _ago(match: re.Match[str], anchor: Anchor) -> Interval | None:
    today = anchor.published
    if today is None:
        return None
    count = _count(match["count"])
    sign = -1 if match["way"].lower() in ("ago", "earlier", "before") else 1
    unit = match["unit"].lower()
    if unit == "hour":
        when = today + timedelta(sign * (count // 24))
        return interval(when, when, "day", "relative")
    if unit == "decade":
        unit, count = "year", count * 10
    return _unit_interval(unit, sign * count, today)


def _in_units(match: re.Match[str], anchor: Anchor) -> Interval | None:
    """ "within two weeks", "in the next ten days", "over the past three months"."""
    today = anchor.published
    if today is None:
        return None
    count = _count(match.groupdict().get("count") or "a")
    days = {"hour": 0, "day": 1, "night": 1, "week": 7, "month": 30, "year": 365, "decade": 3650}.get(
        match["unit"].lower()
    )
    if days is None:
        return None
    if match["way"].lower().split()[-1] in ("past", "last"):
        return interval(today - timedelta(count * days), today, "range", "relative")
    return interval(today, today + timedelta(count * days), "range", "relative")


def _feast(match: re.Match[str], anchor: Anchor) -> Interval | None:
    """ "on New Year's Day", "at Christmas": as a day of the month told without its year."""
    name = match.group().lower()
    month, day = (1, 1) if "new year" in name else (12, 25)
    if " eve" in name:
        month, day = 12, day - 1 if month == 12 else 31
    year = int(match["year"]) if match["year"] else _near_year(month, day, anchor)
    if year is None:
        return None
    when = date(year, month, day)
    return interval(when, when, "day", "stated" if match["year"] else "relative")


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _year(match: re.Match[str], anchor: Anchor) -> Interval | None:
    year = int(match["year"])
    part = (match.groupdict().get("part") or "").lower().strip()
    first, last = _part(date(year, 1, 1), date(year, 12, 31), part or None)
    return interval(first, last, "range" if part else "year", "stated")


def _years(match: re.Match[str], anchor: Anchor) -> Interval | None:
    first = int(match["year"])
    last = int(match["last"]) if len(match["last"]) == 4 else first // 100 * 100 + int(match["last"])
    if last < first:
        return None
    return interval(date(first, 1, 1), date(last, 12, 31), "range", "stated")


def _decade(match: re.Match[str], anchor: Anchor) -> Interval | None:
    """ "the 1990s", "the late 1950s"; "the 1600s" are a century, "the 2000s" a decade."""
    first = int(match["year"])
    if first % 10:
        return None
    return _span_of_years(first, 100 if first % 100 == 0 and first < 2000 else 10, match["part"])


def _century(match: re.Match[str], anchor: Anchor) -> Interval | None:
    number = int(match["number"]) if match["number"] else _CENTURIES[match["ordinal"].lower()]
    if number < 2:  # the calendar begins with year 1
        return None
    return _span_of_years(100 * (number - 1), 100, match["part"])


def _span_of_years(first: int, count: int, part: str | None) -> Interval:
    """So many years, or their first, middle or last half."""
    half, part = count // 2, (part or "").lower().strip(" -")
    begin, end = {
        "": (0, count),
        "early": (0, half),
        "the beginning of": (0, half),
        "the start of": (0, half),
        "mid": (3 * count // 10, 7 * count // 10),
        "the middle of": (3 * count // 10, 7 * count // 10),
    }.get(part, (half, count))
    return interval(date(first + begin, 1, 1), date(first + end - 1, 12, 31), "range", "stated")


def _eleventh_of_september(match: re.Match[str], anchor: Anchor) -> Interval | None:
    return interval(date(2001, 9, 11), date(2001, 9, 11), "day", "stated")


def _after_told(match: re.Match[str], anchor: Anchor) -> Interval | None:
    """ "the next day", "two weeks later", "the same year": counted from the date told before. "Signed on Monday, five
    days after they had agreed": what is behind "after" lies before the date told."""
    found = match.groupdict()
    if anchor.told is None:
        return None
    unit, way = found["unit"].lower(), (found.get("way") or "").lower()
    count = _count(found["count"]) if found.get("count") else 1
    sign = {"same": 0, "next": 1, "following": 1, "previous": -1, "later": 1, "after": -1, "earlier": -1, "before": 1}[
        way
    ]
    if unit in ("hour", "weekend", "decade") or (unit in ("day", "night") and anchor.told.precision != "day"):
        return None
    return _unit_interval(unit, sign * count, anchor.told.first)


def _same_day(match: re.Match[str], anchor: Anchor) -> Interval | None:
    """ "the same evening": the day told before."""
    told = anchor.told
    return told if told is not None and told.precision == "day" else None


def _in_told_year(match: re.Match[str], anchor: Anchor) -> Interval | None:
    """ "in October of that year", of the year told before."""
    if anchor.told is None:
        return None
    first, last = _month_days(anchor.told.first.year, _month_of(match))
    return interval(first, last, "month", "relative")


def _season(match: re.Match[str], anchor: Anchor) -> Interval | None:
    """Northern seasons; winter runs over the new year and belongs to the year it ends in."""
    if match["year"]:
        year, basis = int(match["year"]), "stated"
    else:
        today = anchor.published
        if today is None or not match["which"]:
            return None
        year, basis = today.year, "relative"
        start = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 0}[match["season"].lower()]
        if match["which"].lower() == "last" and today.month < start + 3:
            year -= 1
        elif match["which"].lower() == "next" and today.month >= start:
            year += 1
    season = match["season"].lower()
    month = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}.get(season)
    if month is None:
        return interval(date(year - 1, 12, 1), _month_days(year, 2)[1], "range", basis)  # type: ignore[arg-type]
    return interval(date(year, month, 1), _month_days(year, month + 2)[1], "range", basis)  # type: ignore[arg-type]


def _quarter(match: re.Match[str], anchor: Anchor) -> Interval | None:
    number = _ORDINALS.get((match["ordinal"] or "").lower()) or int(match["q"] or 0)
    year = int(match["year"]) if match["year"] else anchor.published.year if anchor.published else 0
    if not 1 <= number <= 4 or not year:
        return None
    first = date(year, 3 * number - 2, 1)
    basis: DateBasis = "stated" if match["year"] else "relative"
    return interval(first, _month_days(year, 3 * number)[1], "quarter", basis)


def _half(match: re.Match[str], anchor: Anchor) -> Interval | None:
    year = int(match["year"]) if match["year"] else anchor.published.year if anchor.published else 0
    if not year:
        return None
    second = match["half"].lower() in ("second", "latter")
    first, last = (date(year, 7, 1), date(year, 12, 31)) if second else (date(year, 1, 1), date(year, 6, 30))
    return interval(first, last, "range", "stated" if match["year"] else "relative")


def _end_of(match: re.Match[str], anchor: Anchor) -> Interval | None:
    """ "by the end of the year": the end of the running unit, as a range from publication."""
    today = anchor.published
    if today is None:
        return None
    found = _unit_interval(match["unit"].lower(), 0, today)
    return interval(today, found.last, "range", "relative") if found else None


_Rule = tuple[str, re.Pattern[str], Callable[[re.Match[str], Anchor], Interval | None]]


def _rule(needs: str, pattern: str, read: Callable[[re.Match[str], Anchor], Interval | None]) -> _Rule:
    """``needs``: which of ``_SIGNS`` a text must show for the pattern to be looked for at all."""
    return needs, re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE), read


# Looking for every pattern everywhere cost more than all else in dates: each is looked for beside its signs.
_SIGNS = {
    "month": "jan feb mar apr may jun jul aug sep oct nov dec",
    "weekday": "day",
    "unit": "day week month year hour decade centur night quarter half minute",
    "quarter": "quarter Q1 Q2 Q3 Q4",
    "near": "day morrow night morning noon evening",
    "season": "spring summer autumn fall winter",
    "feast": "christmas new",
}


def _signs() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """One pattern for all signs in every way of writing them, without flags since those make it slow; and which rules'
    signs a match is."""
    of: dict[str, list[str]] = {}
    for name, words in _SIGNS.items():
        for word in words.split():
            for form in {word, word.capitalize(), word.upper()}:
                of.setdefault(form, []).append(name)
    return re.compile(rf"\d+|{'|'.join(sorted(of, key=len, reverse=True))}"), of


_SIGN, _SIGN_OF = _signs()


_WHICH = r"(?P<which>last|past|this|next|previous|coming)"
# Longer and more exact rules first: at one place in the text the first that reads wins.
_RULES: tuple[_Rule, ...] = (
    _rule("digit", rf"{_YEAR}-(?P<m>\d\d)-(?P<d>\d\d)", _iso),
    _rule("month", rf"(?:from )?{_DAY}(?:-|–| to | and )(?P<last>[0-3]?\d) {_MONTH}(?:,? {_YEAR})?", _day_range),
    _rule("month", rf"{_MONTH} {_DAY}(?:-|–| to | and )(?P<last>[0-3]?\d)(?:st|nd|rd|th)?(?:,? {_YEAR})?", _day_range),
    _rule("month", rf"(?:{_NAMED_DAY})?{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?", _full_date),
    _rule("month", rf"(?:{_NAMED_DAY})?{_MONTH} {_DAY}(?:,? {_YEAR})?", _full_date),
    _rule("month", rf"(?:(?P<lead>in|since|until|by|during|of|from) )?(?:{_PART})?{_MONTH}(?: of|,)? {_YEAR}", _month),
    _rule("digit", rf"{_YEAR}(?:-|–|/)(?P<last>(?:19|20)\d\d|\d\d)", _years),
    _rule("digit", rf"(?:between|from) {_YEAR} (?:and|to|until) (?P<last>(?:19|20)\d\d)", _years),
    _rule("digit", rf"(?:the )?(?:{_PART})?{_YEAR}['’]?s", _decade),
    _rule(
        "unit",
        rf"(?:the )?(?:{_PART})?(?:(?P<number>1?\d|2[01])(?:st|nd|rd|th)|(?P<ordinal>{'|'.join(_CENTURIES)}))[ -]century",
        _century,
    ),
    _rule("digit", r"9/11", _eleventh_of_september),
    _rule("feast", rf"(?:Christmas(?: Day| Eve)?|New Year['’]s (?:Day|Eve))(?:,? {_YEAR})?", _feast),
    _rule("month", rf"(?:in |of )?{_MONTH},? (?:of )?(?:that|the same) year", _in_told_year),
    _rule(
        "quarter",
        rf"(?:the )?(?:(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th) quarter|Q(?P<q>[1-4]))(?: of)?(?: {_YEAR})?",
        _quarter,
    ),
    _rule("unit", rf"(?:the )?(?P<half>first|second|latter) half of (?:{_YEAR}|the year|this year)", _half),
    _rule("season", rf"(?:{_WHICH} )?(?P<season>spring|summer|autumn|fall|winter)(?: of)?(?: {_YEAR})?", _season),
    _rule(
        "near",
        r"the day before yesterday|yesterday(?: (?:morning|afternoon|evening|night))?|today|tonight|tomorrow"
        r"(?: (?:morning|afternoon|evening|night))?|last night|this (?:morning|afternoon|evening)|overnight|earlier in the day",
        _near_day,
    ),
    # "a day later", "the next year" count from another event, not from the publication: without one they are left out.
    _rule("near", r"(?:the|that) same (?:morning|afternoon|evening|night)", _same_day),
    _rule("unit", rf"(?:the|that) (?P<way>same|next|following|previous) {_UNIT}", _after_told),
    _rule("unit", rf"(?:the )?{_COUNT} {_UNIT} (?P<way>later|earlier|after|before)", _after_told),
    _rule("unit", rf"the {_UNIT} (?P<way>after|before)", _after_told),
    _rule("unit", rf"{_COUNT} {_UNIT} (?P<way>ago|from now)", _ago),
    _rule(
        "unit",
        rf"(?P<way>over the past|in the past|over the last|in the last|for the past|during the past|within the next|"
        rf"in the next|over the next|within|the past|the last|the next) {_COUNT} {_UNIT}",
        _in_units,
    ),
    _rule("unit", r"(?P<way>(?:over|in|during|for|within) the (?:past|last)) (?P<unit>month|year)(?! of\b)", _in_units),
    _rule("unit", r"(?:by|before|until|at) the end of (?:the|this) (?P<unit>week|month|year)", _end_of),
    _rule(
        "unit",
        rf"(?:{_PART})?(?P<which>last|past|this|next|previous|coming|the) (?P<unit>week|weekend|month|year)",
        _last_unit,
    ),
    _rule("weekday", rf"(?:(?P<which>last|past|this|next|coming) )?{_WEEKDAY}", _weekday),
    _rule(
        "month",
        rf"(?:(?P<lead>in|since|until|by|during|of|from) )?(?:(?P<which>last|next|this) )?(?:{_PART})?{_MONTH}"
        r"(?!,? (?:of )?(?:that|the same) year)",
        _month,
    ),
    _rule("digit", rf"(?:(?:in|since|of|during|until|by|from|before|after) )?(?:{_PART})?{_YEAR}", _year),
)
_DIGITS = ("digit",)
_REACH = 40  # characters between a phrase's sign and either end of it
_SINCE = re.compile(r"\b(?:since|ever since)\s+(?:the\s+)?$", re.IGNORECASE)
# Years of other calendars, numbers of things, and street or room numbers are no years.
_NAMED_AFTER_DATE = re.compile(
    r"[ -](?:Movement|Front|Brigades?|Battalion|Revolution|Square|Street|Avenue|Party|Coalition|Bridge)\b"
)
_MONTH_BEFORE = re.compile(rf"\b{_MONTH}(?: {_YEAR})? (?:to|and|until|through) $")  # "between January and March"
#: Words of phrases that count from a date told before, not from publication.
COUNTS_FROM_ANOTHER = re.compile(
    r"\b(?:same|that year|next|following|previous|later|earlier|after|before)\b", re.IGNORECASE
)
_COUNTS_FROM_TOLD = re.compile(r"(?:next|previous)\b", re.IGNORECASE)
# "by Friday", "a rally for Saturday", "is to fly in on Saturday": a weekday ahead, whatever the event.
AHEAD = re.compile(
    r"\b(?:(?:by|until|till|for)\s+|(?:will|would|shall|(?:is|are|was|were|be) (?:due |set |expected |scheduled )?to|due to|expected to|"
    r"scheduled|plan(?:s|ned)? to|planned|intends? to)\b[^.;,“”\"\n]{0,60})$",
    re.IGNORECASE,
)
# Numbers of four digits that begin with 1 are seldom years of long ago.
_OLD_YEAR = re.compile(
    r"(?:in|since|of|during|until|by|from|before|after|early|mid|late|the|[A-Z][a-z]+|\d+)\b", re.IGNORECASE
)
_NO_YEAR_AFTER = re.compile(
    r"^\s*(?:AH|BC|BCE|troops|soldiers|people|km|kilomet|miles|metres|meters|million|billion|dollars|tons|tonnes|men|women|homes|pounds|euros)\b"
)


@lru_cache(maxsize=64)  # every event of a sentence asks for its phrases; small, for it keeps the texts alive
def find_phrases(text: str, start: int, end: int, anchor: Anchor) -> tuple[tuple[Span, Interval], ...]:
    """Every time phrase in ``text[start:end]`` that resolves, in order, none inside another."""
    found: list[tuple[Span, Interval]] = []
    near = _near_signs(text, start, end)
    for needs, pattern, read in _RULES:
        for match in (match for window in near.get(needs, ()) for match in pattern.finditer(text, *window)):
            span = Span(*match.span())
            if any(span.overlaps(other) for other, _ in found) or not _is_time(text, match):
                continue
            resolved = read(match, anchor)
            if resolved is None:
                continue
            if _SINCE.search(text, max(start, match.start() - 12), match.start()) or match.group().lower().startswith(
                "since"
            ):
                last = anchor.published or resolved.last
                resolved = interval(resolved.first, max(last, resolved.first), "range", resolved.basis)
            found.append((span, resolved))
    return tuple(sorted(found))


def _near_signs(text: str, start: int, end: int) -> dict[str, list[tuple[int, int]]]:
    """For the rules of each sign the stretches of ``text[start:end]`` that are near enough to one; whole words."""
    near: dict[str, list[tuple[int, int]]] = {}
    for match in _SIGN.finditer(text, start, end):
        low = max(start, text.rfind(" ", start, max(start, match.start() - _REACH)) + 1)
        high = text.find(" ", min(end, match.end() + _REACH), end)
        high = end if high < 0 else high
        for name in _SIGN_OF.get(match.group(), _DIGITS):
            windows = near.setdefault(name, [])
            if windows and low <= windows[-1][1]:
                windows[-1] = (windows[-1][0], high)
            else:
                windows.append((low, high))
    return near


def _is_time(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 6) : match.start()].lower()
    if before.endswith(("every ", "each ")):
        return False
    if _NAMED_AFTER_DATE.match(text, match.end()):
        return False
    if _COUNTS_FROM_TOLD.match(match.group()) and before.endswith(("the ", "that ")):
        return False
    year = match.groupdict().get("year")
    if year and int(year) < 1800 and not _OLD_YEAR.match(match.group()) and match.group() != text:
        return False
    if match.groupdict().get("year") and _NO_YEAR_AFTER.match(text[match.end() : match.end() + 14]):
        return False
    month = match.groupdict().get("month")
    if month and month[0].islower():
        return False  # "may", "march", "dec": months are written with a capital
    return not (
        month
        and month.lower() == "may"
        and re.match(r"\s+(?:be|have|not|also|well|yet|seek|face)\b", text[match.end() :])
    )


def resolve_phrase(
    phrase: str, *, published: date | None, future: bool = False, told: Interval | None = None
) -> Interval | None:
    """The interval that a phrase means, or None where the grammar does not know it. The first day of the first
    time expression in the phrase to the last of its last, where it holds several ("from May to July")."""
    found = find_phrases(phrase, 0, len(phrase), Anchor(published, future, told))
    if not found:
        return None
    if len(found) == 1:
        return found[0][1]
    first, last = found[0][1], found[-1][1]
    if first.basis == "relative" and last.precision == "year":  # "on February 1 last year"
        try:
            shift = last.first.year - first.first.year
            moved = (
                first.first.replace(year=first.first.year + shift),
                first.last.replace(year=first.last.year + shift),
            )
        except ValueError:
            return None
        return interval(*moved, first.precision, last.basis)
    if first.precision == "day" and all(f[1].precision != "day" for f in found[1:]):
        return first  # "Tuesday of last week"
    if first.first <= last.last and re.search(r"\b(?:to|until|and|through|–|-)\b", phrase):
        return interval(first.first, last.last, "range", first.basis)
    return first
