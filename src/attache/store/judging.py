"""Judging events of a project, and taking judgements back: what the command line and the explorer both call."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from attache.errors import BadJudgement
from attache.export.records import Record
from attache.store.adding import keep_added, stand_beside, take_away
from attache.store.judgements import article_of, checked_value, event_of
from attache.store.stories import judge_project, leave
from attache.stories.pairs import compare
from attache.stories.report import report_of

#: Kinds of judgement, and what is to be given with each.
KINDS = {
    "confirm": (),
    "reject": (),
    "correct": ("slot", "value"),
    "merge": ("other",),
    "split": ("other",),
    "add": ("value",),
}


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def judge(
    path: Path,
    kind: str,
    event: str,
    *,
    author: str,
    other: str | None = None,
    slot: str | None = None,
    value: str | None = None,
    reason: str | None = None,
) -> int:
    """Write a judgement and settle what it touches; its number. The start of an id will do; to ``add`` an event, that of its
    article, with TYPE@START-END for a value. Raises BadJudgement, UnknownRecord, ProjectBusy."""
    given = {name for name, of in (("other", other), ("slot", slot), ("value", value)) if of is not None}
    if kind not in KINDS:
        raise BadJudgement(f"{kind!r} is no judgement; they are {', '.join(KINDS)}")
    if given != set(KINDS[kind]):
        raise BadJudgement(f"{kind} takes {' and '.join(KINDS[kind]) or 'nothing'} beside the event")
    written: list[int] = []

    def write(connection: sqlite3.Connection) -> set[str]:
        if kind == "add":
            return {_add(connection, event, value or "", author, reason, written)}
        whole = event_of(connection, event)
        second = event_of(connection, other) if other is not None else None
        checked = _checked(connection, whole, slot, value or "") if slot is not None else None
        score = None
        if second is not None:
            if second == whole:
                raise BadJudgement("an event cannot be merged with itself or split from itself")
            verdict = compare(report_of(*_newest(connection, whole)), report_of(*_newest(connection, second)))
            score = None if verdict.veto else verdict.score
        row = (now(), author, kind, whole, second, slot, checked, reason, score)
        cursor = connection.execute(
            "INSERT INTO judgements (made, author, kind, event, other, slot, value, reason, score) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        written.append(int(cursor.lastrowid or 0))
        return {whole} | ({second} if second is not None else set())

    judge_project(path, write)
    return written[0]


def _add(
    connection: sqlite3.Connection, article: str, value: str, author: str, reason: str | None, written: list[int]
) -> str:
    whole = article_of(connection, article)
    event = keep_added(connection, whole, value)
    cursor = connection.execute(
        "INSERT INTO judgements (made, author, kind, event, value, reason) VALUES (?, ?, 'add', ?, ?, ?)",
        (now(), author, event, json.dumps(value), reason),
    )
    written.append(int(cursor.lastrowid or 0))
    stand_beside(connection, whole)
    return event


def take_back(path: Path, number: int, *, author: str) -> None:
    """Take judgement ``number`` back. Raises BadJudgement where there is none, ProjectBusy."""

    def write(connection: sqlite3.Connection) -> set[str]:
        row = connection.execute("SELECT event, other, kind FROM judgements WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise BadJudgement(f"there is no judgement {number}; attache history EVENT lists them")
        connection.execute("INSERT OR IGNORE INTO undone VALUES (?, ?, ?)", (number, now(), author))
        events = {event for event in row[:2] if event is not None}
        if row[2] == "add":
            events |= leave(connection, row[0])
            take_away(connection, row[0])
        return events

    judge_project(path, write)


def _checked(connection: sqlite3.Connection, event: str, slot: str, value: str) -> str:
    record = _newest(connection, event)[0]
    (text,) = connection.execute("SELECT text FROM articles WHERE id = ?", (record["article"],)).fetchone()
    return checked_value(slot, value, record, text)


def _newest(connection: sqlite3.Connection, event: str) -> tuple[Record, str | None]:
    record, published = connection.execute(
        "SELECT e.record, a.published FROM events e JOIN articles a ON a.id = e.article WHERE e.id = ? "
        "ORDER BY e.coder DESC LIMIT 1",
        (event,),
    ).fetchone()
    return json.loads(record), published
