"""Codes of states by date, and the members of international bodies.

A record carries one code for a state through all its lives (RUS for the Soviet Union, too). Other data sets tell them
apart, so what is joined with them needs the code that was theirs on the day. Sources: NOTICE.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from attache.data import read_table


@dataclass(frozen=True, slots=True)
class StateCodes:
    """A state or territory in one of its lives.

    code        of attache's records
    iso3, iso2, isonum   ISO 3166-1, or 3166-3 for a state that is no more; empty where it has none
    fips, cameo FIPS 10-4, CAMEO
    cow, cow_number, gw_number   Correlates of War; Gleditsch and Ward; None for what is no member of the system of states
    begin, end  ISO dates of entry and exit; empty where before 1946 or still
    """

    code: str
    name: str
    iso3: str
    iso2: str
    isonum: str
    fips: str
    cameo: str
    cow: str
    cow_number: int | None
    gw_number: int | None
    begin: str
    end: str

    def lived_on(self, on: date) -> bool:
        """Whether it was there on a day; the day of a change belongs to what comes after."""
        day = on.isoformat()
        return (not self.begin or self.begin <= day) and (not self.end or day < self.end)


@dataclass(frozen=True, slots=True)
class Membership:
    """A state's membership in a body, ``begin`` and ``end`` as years, empty where not told."""

    code: str
    begin: str
    end: str


@cache
def _states() -> dict[str, list[StateCodes]]:
    found: dict[str, list[StateCodes]] = {}
    for code, name, iso3, iso2, isonum, fips, cameo, cow, cow_number, gw_number, begin, end in read_table("states"):
        numbers = (int(cow_number) if cow_number else None, int(gw_number) if gw_number else None)
        lives = found.setdefault(code, [])
        lives.append(StateCodes(code, name, iso3, iso2, isonum, fips, cameo, cow, *numbers, begin, end))
    return found


def lives_of(code: str) -> list[StateCodes]:
    """Every life of a state, oldest first; an empty list for what is no state."""
    return _states().get(code, [])


def last_life(code: str | None) -> StateCodes | None:
    """A state as it is today, or was last; None for what is no state."""
    return max(_states().get(code or "", ()), key=lambda life: life.end or "9999", default=None)


def state_list() -> list[tuple[str, str, str]]:
    """Code, name and ISO number of every state and territory as it is today, or was last."""
    return [(code, life.name, life.isonum) for code in sorted(_states()) if (life := last_life(code))]


def state_codes(code: str, on: date | None = None, name: str | None = None) -> StateCodes | None:
    """The codes of a state on a day, today's without one. ``name`` tells apart those that lived at the same time
    under one code ("East Germany"). None where there was no such state, or more than one and no name."""
    lives = [life for life in lives_of(code) if (life.lived_on(on) if on else not life.end)]
    named = [life for life in lives if life.name == name]
    if len(named or lives) != 1:
        return None
    return (named or lives)[0]


def cow_number(code: str | None, day: str | None, name: str | None) -> str:
    """The Correlates of War number of a state on an ISO day, today's without one; empty for what has none."""
    codes = state_codes(code or "", date.fromisoformat(day) if day else None, name)
    return "" if codes is None or codes.cow_number is None else str(codes.cow_number)


@cache
def _members() -> dict[str, list[Membership]]:
    found: dict[str, list[Membership]] = {}
    for body, members in read_table("members"):
        for member in members.split():
            code, _, years = member.partition(":")
            begin, _, end = years.partition("-")
            found.setdefault(body, []).append(Membership(code, begin, end))
    return found


def memberships(body: str) -> list[Membership]:
    """Who has belonged to a body, by its name in the records; an empty list where that is not held."""
    return _members().get(body, [])


def members(body: str, on: date | None = None) -> list[str]:
    """The codes of a body's members in the year of a day, today's without one."""
    year = str(on.year) if on else ""
    return [
        m.code
        for m in memberships(body)
        if (not m.end if on is None else (not m.begin or m.begin <= year) and (not m.end or year <= m.end))
    ]
