"""What people say of events: confirm, reject, correct a slot, merge two, split one from another, add one. Each is a row with author, time
and reason; none is ever overwritten, each can be undone, and the coder's record stays as it was beneath."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from attache.actors.states import last_life, lives_of
from attache.errors import BadJudgement, UnknownRecord
from attache.export.records import Record, place_record
from attache.ontology import EVENT_TYPES, INTERNATIONAL_CODES, MODES, QUAD_CODES, SECTORS, STATUSES, scale_of
from attache.places.gazetteer import load_gazetteer, place_of
from attache.reading import Span
from attache.store.database import NEWEST, beginning

#: Slots that can be corrected, and what is to be given for them.
SLOTS = {
    "event": "a PLOVER type",
    "mode": "modes of the type, joined with commas; empty for none",
    "status": "actual, future, hypothetical or negated",
    "background": "true or false",
    "date": "YYYY-MM-DD, or FIRST..LAST; empty for none",
    "actor": "parties as CODE or CODE:SECTOR, each with @START-END where words of the article name it, joined with commas; "
    "empty for none",
    "recipient": "as for actor",
    "event_loc": "a place that the gazetteer has, as NAME or NAME:COUNTRY, with @START-END where words of the article name it; "
    "empty for none",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row: ``other`` for merge and split, ``slot`` and ``value`` for correct, ``value`` for add; ``score`` what the pair was given by the
    program when it was judged."""

    id: int
    made: str
    author: str
    kind: str
    event: str
    other: str | None
    slot: str | None
    value: str | None
    reason: str | None
    score: float | None
    undone: str | None


_ROWS = (
    "SELECT j.id, j.made, j.author, j.kind, j.event, j.other, j.slot, j.value, j.reason, j.score, u.made || ' ' || u.author "
    "FROM judgements j LEFT JOIN undone u ON u.judgement = j.id"
)


def history_of(connection: sqlite3.Connection, event: str) -> list[Judgement]:
    """Every judgement on an event, undone ones too, oldest first."""
    rows = connection.execute(f"{_ROWS} WHERE j.event = :e OR j.other = :e ORDER BY j.id", {"e": event})
    return [Judgement(*row) for row in rows]


def judgement_of(connection: sqlite3.Connection, number: int) -> Judgement:
    """One judgement by its number. Raises UnknownRecord."""
    row = connection.execute(f"{_ROWS} WHERE j.id = ?", (number,)).fetchone()
    if row is None:
        raise UnknownRecord(str(number))
    return Judgement(*row)


def latest(connection: sqlite3.Connection, limit: int) -> list[Judgement]:
    """The latest judgements, undone ones too, the last first."""
    return [Judgement(*row) for row in connection.execute(f"{_ROWS} ORDER BY j.id DESC LIMIT ?", (limit,))]


def standing(connection: sqlite3.Connection) -> dict[str, list[Judgement]]:
    """The judgements that stand, by event, oldest first; merges and splits under both their events."""
    found: dict[str, list[Judgement]] = {}
    for row in connection.execute(f"{_ROWS} WHERE u.judgement IS NULL ORDER BY j.id"):
        judgement = Judgement(*row)
        found.setdefault(judgement.event, []).append(judgement)
        if judgement.other is not None:
            found.setdefault(judgement.other, []).append(judgement)
    return found


def standing_of(connection: sqlite3.Connection, event: str) -> list[Judgement]:
    """The judgements that stand on one event, oldest first."""
    rows = connection.execute(
        f"{_ROWS} WHERE u.judgement IS NULL AND (j.event = :e OR j.other = :e) ORDER BY j.id", {"e": event}
    )
    return [Judgement(*row) for row in rows]


def waiting(connection: sqlite3.Connection) -> list[Judgement]:
    """Judgements that stand on an event which the newest reading of no article has: to be looked at again."""
    found = "EXISTS (SELECT 1 FROM events e WHERE e.id = {} AND " + NEWEST.format("e") + ")"
    rows = connection.execute(
        f"{_ROWS} WHERE u.judgement IS NULL AND NOT ({found.format('j.event')} "
        f"AND (j.other IS NULL OR {found.format('j.other')})) ORDER BY j.id"
    )
    return [Judgement(*row) for row in rows]


def checked_value(slot: str, value: str, record: Record, text: str) -> str:
    """The value for a slot as JSON; ``text`` is the article's. Raises BadJudgement, which says what is to be given."""
    if slot not in SLOTS:
        raise BadJudgement(f"{slot!r} cannot be corrected; what can is {', '.join(SLOTS)}")
    try:
        return json.dumps(_READ[slot](value.strip(), record, text), ensure_ascii=False)
    except (ValueError, KeyError):
        raise BadJudgement(f"{value!r} is no {slot}: give {SLOTS[slot]}") from None


def _type(value: str, record: Record, text: str) -> str:
    if value.upper() not in EVENT_TYPES:
        raise ValueError
    return value.upper()


def _modes(value: str, record: Record, text: str) -> list[str]:
    modes = [mode.strip() for mode in value.split(",") if mode.strip()]
    if not set(modes) <= set(MODES[record["event"]]):
        raise ValueError
    return modes


def _status(value: str, record: Record, text: str) -> str:
    if value.lower() not in STATUSES:
        raise ValueError
    return value.lower()


def _flag(value: str, record: Record, text: str) -> bool:
    return {"true": True, "false": False}[value.lower()]


def _days(value: str, record: Record, text: str) -> list[str] | None:
    if not value:
        return None
    first, _, last = value.partition("..")
    days = [date.fromisoformat(day).isoformat() for day in (first, last or first)]
    if days[0] > days[1]:
        raise ValueError
    return days


def _parties(value: str, record: Record, text: str) -> list[list[Any]]:
    """[code, sector], or [code, sector, start, end, words] where the words were pointed at."""
    found: list[list[Any]] = []
    for party in filter(None, (part.strip() for part in value.split(","))):
        who, _, span = party.upper().partition("@")
        code, _, sector = who.partition(":")
        if not (lives_of(code) or code in INTERNATIONAL_CODES) or (sector and sector not in SECTORS):
            raise ValueError
        found.append([code, sector, *(_pointed_at(span, text) if span else [])])
    return found


def _pointed_at(span: str, text: str) -> list[Any]:
    """START-END as start, end and the words there."""
    start, end = (int(number) for number in span.split("-"))
    if not 0 <= start < end <= len(text) or end - start > 300:
        raise ValueError
    return [start, end, text[start:end]]


def _place(value: str, record: Record, text: str) -> Record | None:
    """The place as records have it. Its words are those that were pointed at; without them it is told nowhere."""
    if not value:
        return None
    named, _, span = value.partition("@")
    nowhere = record["event_text"]["start"]
    start, end, words = _pointed_at(span, text) if span else (nowhere, nowhere, "")
    name, _, code = named.partition(":")
    code = code.strip().upper()
    if code and not lives_of(code):
        raise ValueError
    found = load_gazetteer().named(name.strip() or words, code or None)
    if found is None:
        raise ValueError
    place = place_of(Span(start, end), found, 1.0)
    return {**(place_record(place, text) or {}), "text": words}


_READ: Mapping[str, Any] = {
    "event": _type,
    "mode": _modes,
    "status": _status,
    "background": _flag,
    "date": _days,
    "actor": _parties,
    "recipient": _parties,
    "event_loc": _place,
}


def corrected(record: Record, judgements: Iterable[Judgement]) -> Record:
    """The record as it stands: with ``review`` (confirmed, corrected, rejected, added) and every correction, the last of a slot."""
    record = dict(record)
    for judgement in judgements:
        if judgement.kind == "add":
            record["review"] = "added"
        elif judgement.kind == "confirm":
            record["review"] = "confirmed"
        elif judgement.kind == "reject":
            record["review"] = "rejected"
        elif judgement.kind == "correct":
            record["review"] = "corrected"
            _set(record, judgement.slot or "", json.loads(judgement.value or "null"))
    return record


def _set(record: Record, slot: str, value: Any) -> None:
    if slot == "date":
        first, last = value or (None, None)
        record |= {"date": first, "enddate": last, "date_text": None, "date_basis": "stated" if value else "none"}
        record["date_precision"] = "unknown" if not value else "day" if first == last else "range"
    elif slot in ("actor", "recipient"):
        kept = {entity["code"]: entity for entity in record[slot]}
        record[slot] = [_entity(kept.get(party[0]), record, *party) for party in value]
    else:
        record[slot] = value
    if slot in ("event", "mode"):
        record["mode"] = [mode for mode in record["mode"] if mode in MODES[record["event"]]]
        record["quad_code"] = QUAD_CODES[record["event"]]
        record["event_scale"] = scale_of(record["event"], tuple(record["mode"]))


def _entity(
    known: Record | None,
    record: Record,
    code: str,
    sector: str,
    start: int | None = None,
    end: int | None = None,
    words: str = "",
) -> Record:
    """A party as a person gave it: with the words that were pointed at, else those of the one with its code, else none."""
    if known is not None and start is None:
        return {**known, "sector": [sector] if sector else known["sector"]}
    life = last_life(code)
    nowhere = record["event_text"]["start"]
    return {
        "entity_text": words,
        "start": nowhere if start is None else start,
        "end": nowhere if end is None else end,
        "name": life.name if life else words or code,
        "code": code,
        "sector": [sector] if sector else list(known["sector"]) if known else [],
        "office": None,
        "identifier_id": None,
        "basis": "judgement",
        "confidence": 1.0,
        "reason": None,
    }


def event_of(connection: sqlite3.Connection, wanted: str) -> str:
    """The full id of the one event that begins with ``wanted``. Raises UnknownRecord."""
    return _whole_id(connection, f"SELECT DISTINCT id FROM events WHERE {beginning('id')}", wanted)


def article_of(connection: sqlite3.Connection, wanted: str) -> str:
    """The full id of the one coded article that begins with ``wanted``. Raises UnknownRecord."""
    return _whole_id(connection, f"SELECT id FROM articles WHERE coded AND {beginning('id')}", wanted)


def _whole_id(connection: sqlite3.Connection, sql: str, wanted: str) -> str:
    rows = connection.execute(f"{sql} LIMIT 2", {"start": wanted}).fetchall()
    if len(rows) != 1 or not wanted:
        raise UnknownRecord(wanted)
    return str(rows[0][0])
