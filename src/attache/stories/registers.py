"""Registers out of the happenings: tables that used to be kept by hand, each row with its evidence.

States are given by COW number beside the record's code, so that rows join what was kept before; the date's year and the two sides
come first, as in the data sets on agreements, exercises and sanctions that researchers know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attache.actors.states import cow_number
from attache.export.records import Record

_Read = Callable[[Record], Any]
_Columns = tuple[tuple[str, _Read], ...]


def _side(*sides: str) -> Callable[[str], _Read]:
    def column(what: str) -> _Read:
        def read(story: Record) -> str:
            return ";".join(_of(story, entity, what) for side in sides for entity in story[side])

        return read

    return column


def _of(story: Record, entity: Record, what: str) -> str:
    if what == "cow":
        return cow_number(entity["code"], story["date"], entity["name"])
    return entity[what] or ""


def _detail(name: str) -> _Read:
    return lambda story: (story["details"] or {}).get(name, "")


def _parties(name: str, *sides: str) -> _Columns:
    column = _side(*sides)
    return ((name, column("code")), (f"{name}_cow", column("cow")), (f"{name}_name", column("name")))


_FIRST: _Columns = (
    ("story", lambda s: s["id"]),
    ("year", lambda s: s["date"][:4] if s["date"] and s["date"][:4] == s["enddate"][:4] else ""),
    ("date", lambda s: s["date"] or ""),
    ("enddate", lambda s: s["enddate"] or ""),
    ("date_precision", lambda s: s["date_precision"]),
)
_PLACE: _Columns = (
    ("place", lambda s: s["event_loc"]["name"] if s["event_loc"] else ""),
    ("place_code", lambda s: (s["event_loc"]["code"] or "") if s["event_loc"] else ""),
)
_LAST: _Columns = (
    ("status", lambda s: s["status"]),
    ("background", lambda s: s["background"]),
    ("context", lambda s: ";".join(s["context"])),
    ("reports", lambda s: s["reports"]),
    ("sources", lambda s: s["sources"]),
    ("contradictions", lambda s: ";".join(s["contradictions"])),
    ("first_published", lambda s: (s["first_published"] or "")[:10]),
    ("last_published", lambda s: (s["last_published"] or "")[:10]),
    ("words", lambda s: s["evidence"][0]["sentence"]["text"]),
    ("events", lambda s: ";".join(entry["event"] for entry in s["evidence"])),
)

#: Register: which stories it holds, and its columns.
REGISTERS: dict[str, tuple[Callable[[Record], bool], _Columns]] = {
    "agreements": (
        lambda s: s["event"] in ("AGREE", "SUPPORT") and "instrument" in (s["details"] or {}),
        (
            *_FIRST,
            *_parties("party", "actor", "recipient"),
            ("instrument", _detail("instrument")),
            ("stage", _detail("stage")),
            ("stages", lambda s: ";".join(f"{e['stage']} {(e['published'] or '')[:10]}".strip() for e in s["stages"])),
            ("term", _detail("term")),
            ("defence", lambda s: "military" in s["context"]),
            *_PLACE,
            *_LAST,
        ),
    ),
    "exercises": (
        lambda s: s["event"] in ("COOPERATE", "MOBILIZE") and "domain" in (s["details"] or {}),
        (
            *_FIRST,
            *_parties("party", "actor", "recipient"),
            ("joint", lambda s: len({e["code"] for e in s["actor"] if e["code"]}) > 1),
            ("domain", _detail("domain")),
            ("ordinal", _detail("ordinal")),
            ("since", _detail("since")),
            *_PLACE,
            *_LAST,
        ),
    ),
    "visits": (
        lambda s: s["event"] == "CONSULT" and "visit" in s["mode"],
        (
            *_FIRST,
            *_parties("visitor", "actor"),
            *_parties("host", "recipient"),
            ("purpose", _detail("purpose")),
            *_PLACE,
            *_LAST,
        ),
    ),
    "transfers": (
        lambda s: s["event"] == "AID",
        (
            *_FIRST,
            *_parties("giver", "actor"),
            *_parties("recipient", "recipient"),
            ("item", _detail("item")),
            ("quantity", _detail("quantity")),
            ("value", _detail("value")),
            ("arms", lambda s: "military" in s["context"]),
            *_PLACE,
            *_LAST,
        ),
    ),
    "sanctions": (
        lambda s: s["event"] == "SANCTION",
        (
            *_FIRST,
            *_parties("sender", "actor"),
            *_parties("target", "recipient"),
            ("measure", lambda s: ";".join(s["mode"])),
            ("economic", lambda s: "economic" in s["context"]),
            *_PLACE,
            *_LAST,
        ),
    ),
}


def columns(register: str) -> list[str]:
    """The columns of a register. Raises KeyError for one that is not kept."""
    return [name for name, _ in REGISTERS[register][1]]


def rows(register: str, stories: Iterable[Record]) -> Iterator[Record]:
    """The register's rows, of those stories that belong into it. Raises KeyError for one that is not kept."""
    belongs, wanted = REGISTERS[register]
    for story in stories:
        if belongs(story):
            yield {name: read(story) for name, read in wanted}
