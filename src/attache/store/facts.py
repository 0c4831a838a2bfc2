"""The short rows that searches look at, kept in step with records, judgements and stories (migrations/005_facts.sql)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from attache.export.records import Record
from attache.store.database import NEWEST
from attache.store.judgements import corrected, standing_of

COLUMNS = (
    "event",
    "coder",
    "article",
    "story",
    "type",
    "quad",
    "status",
    "background",
    "date",
    "enddate",
    "date_precision",
    "published",
    "publisher",
    "place",
    "place_code",
    "place_precision",
    "lat",
    "lon",
    "confidence",
    "scale",
    "review",
)
#: Fields of which an event can have several values (table ``fact_values``).
FIELDS = (
    "mode",
    "context",
    "actor",
    "recipient",
    "actor_sector",
    "recipient_sector",
    "actor_name",
    "recipient_name",
    "said_by",
    "disputed_by",
)
UNREVIEWED = "unreviewed"


def write_facts(connection: sqlite3.Connection, article: str) -> None:
    """Make the facts of an article's newest reading anew."""
    rows = connection.execute(
        "SELECT e.record, coalesce((SELECT story FROM story_reports s WHERE s.event = e.id AND s.coder = e.coder), e.story), "
        "a.published, a.publisher FROM events e JOIN articles a ON a.id = e.article "
        f"WHERE e.article = ? AND {NEWEST.format('e')}",
        (article,),
    ).fetchall()
    connection.execute("DELETE FROM facts WHERE article = ?", (article,))
    for record, story, published, publisher in rows:
        found = json.loads(record)
        _insert(connection, corrected(found, standing_of(connection, found["id"])), story, published, publisher)


def first_facts(connection: sqlite3.Connection, records: Sequence[Record]) -> None:
    """The facts of an article that is read for the first time, from its records."""
    article = records[0]
    (judged,) = connection.execute("SELECT EXISTS (SELECT 1 FROM judgements)").fetchone()
    for record in records[1:]:
        if record["record"] == "event":
            said = standing_of(connection, record["id"]) if judged else ()
            found = corrected(record, said) if said else record
            _insert(connection, found, record["story"], article["published"], article["publisher"])


def _insert(
    connection: sqlite3.Connection, record: Record, story: str | None, published: str | None, publisher: str | None
) -> None:
    place = record["event_loc"] or {}
    row = (
        record["id"],
        record["coder"],
        record["article"],
        story or record["id"],
        record["event"],
        record["quad_code"],
        record["status"],
        int(record["background"]),
        record["date"],
        record["enddate"],
        record["date_precision"],
        published[:10] if published else None,
        publisher,
        place.get("name"),
        place.get("code"),
        place.get("precision"),
        place.get("lat"),
        place.get("lon"),
        record["confidence"],
        record["event_scale"],
        record.get("review") or UNREVIEWED,
    )
    marks = ", ".join("?" * len(COLUMNS))
    insert = f"INSERT INTO facts ({', '.join(COLUMNS)}) VALUES ({marks}) ON CONFLICT (event) DO NOTHING"
    new = connection.execute(insert, row)
    if new.rowcount == 0:  # the same words can stand in two articles with one id; the one that is read last is shown
        connection.execute("DELETE FROM facts WHERE event = ?", (record["id"],))
        new = connection.execute(insert, row)
    number = new.lastrowid
    connection.executemany(
        "INSERT OR IGNORE INTO fact_values VALUES (?, ?, ?)",
        [(number, field, value) for field, value in _values(record)],
    )
    connection.execute(
        "INSERT INTO evidence_text (rowid, sentence) VALUES (?, ?)", (number, record["sentence"]["text"])
    )


def _values(record: Record) -> Iterator[tuple[str, str]]:
    for mode in record["mode"]:
        yield "mode", mode
    for context in record["context"]:
        yield "context", context
    for role in ("actor", "recipient"):
        for entity in record[role]:
            if entity["code"]:
                yield role, entity["code"]
            for sector in entity["sector"]:
                yield f"{role}_sector", sector
            yield f"{role}_name", entity["name"]
    said_by = record["said_by"]
    if said_by:
        yield "said_by", said_by["code"] or said_by["name"]
    for entity in record["disputed_by"]:
        yield "disputed_by", entity["code"] or entity["name"]


def place_in_story(connection: sqlite3.Connection, event: str, story: str) -> None:
    connection.execute("UPDATE facts SET story = ? WHERE event = ? AND story <> ?", (story, event, story))


def articles_of(connection: sqlite3.Connection, events: Iterable[str]) -> set[str]:
    """The articles in which these events are told."""
    found: set[str] = set()
    for event in events:
        sql = "SELECT article FROM events WHERE id = :id UNION SELECT article FROM facts WHERE event = :id"
        found |= {row[0] for row in connection.execute(sql, {"id": event})}
    return found


def write_all_facts(connection: sqlite3.Connection) -> None:
    """Facts of every article: after a migration, or when all is made anew."""
    for (article,) in connection.execute("SELECT DISTINCT article FROM readings").fetchall():
        write_facts(connection, article)
