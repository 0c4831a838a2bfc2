"""Events that a person adds where the coder found none: their record, and their place beside the events of each reading."""

from __future__ import annotations

import json
import sqlite3

from attache.errors import BadJudgement
from attache.export.records import Record, event_record, to_json
from attache.ontology import EVENT_TYPES
from attache.reading import SCHEMA, Article, Event, Span, stable_id
from attache.sentences import split_sentences

HOW = "a type and the words that tell the event, as TYPE@START-END"
_LONGEST = 120  # characters of the words that tell an event


def added_record(value: str, article: str, text: str) -> Record:
    """The record of an added event: its type and its words, every other slot empty, to be filled by corrections. Raises
    BadJudgement."""
    try:
        event, _, place = value.strip().partition("@")
        start, end = (int(number) for number in place.split("-"))
    except ValueError:
        raise BadJudgement(f"{value!r} is no event: give {HOW}") from None
    span = Span(start, end)
    if event.upper() not in EVENT_TYPES:
        raise BadJudgement(f"{event!r} is no PLOVER type; they are {', '.join(EVENT_TYPES)}")
    if not 0 <= start < end <= len(text) or end - start > _LONGEST or not span.of(text).strip():
        raise BadJudgement(f"{place!r} are no words of the article that tell an event: at most {_LONGEST} characters")
    sentence = next((s.span for s in split_sentences(text) if s.span.overlaps(span)), span)
    made = Event(
        id=stable_id(article, start, end, event.upper(), SCHEMA),
        event=event.upper(),
        mode=(),
        context=(),
        status="actual",
        background=False,
        date=None,
        date_basis="none",
        date_text=None,
        actor=(),
        recipient=(),
        event_loc=None,
        event_text=span,
        also=(),
        sentence=sentence,
        said_by=None,
        disputed_by=(),
        quoted=False,
        size=(),
        details=(),
        confidence=1.0,
        confidences=(("event", 1.0),),
    )
    return event_record(made, Article(article, text, article), coder="", coded_date="")


def keep_added(connection: sqlite3.Connection, article: str, value: str) -> str:
    """Keep the record of an added event; its id. Raises BadJudgement, also where the coder has that event."""
    row = connection.execute("SELECT text, source_id FROM articles WHERE id = ?", (article,)).fetchone()
    record = {**added_record(value, article, row[0]), "source_id": row[1]}
    if connection.execute("SELECT 1 FROM events WHERE id = ?", (record["id"],)).fetchone():
        raise BadJudgement(f"the article has that event: {record['id']}")
    connection.execute("INSERT OR IGNORE INTO added VALUES (?, ?, ?)", (record["id"], article, to_json(record)))
    return str(record["id"])


def stand_beside(connection: sqlite3.Connection, article: str) -> None:
    """Put the added events of an article whose judgements stand beside those of its readings: after one was added, and after the
    article was read anew."""
    standing = connection.execute(
        "SELECT event, record FROM added a WHERE article = ? AND EXISTS (SELECT 1 FROM judgements j "
        "LEFT JOIN undone u ON u.judgement = j.id WHERE j.event = a.event AND j.kind = 'add' AND u.judgement IS NULL)",
        (article,),
    ).fetchall()
    if not standing:
        return
    readings = connection.execute("SELECT coder, coded_date FROM readings WHERE article = ?", (article,)).fetchall()
    for event, record in standing:
        for coder, coded in readings:
            found = {**json.loads(record), "coder": coder, "coded_date": coded}
            new = connection.execute(
                "INSERT OR IGNORE INTO events (id, coder, article, event, story, record) VALUES (?, ?, ?, ?, ?, ?)",
                (event, coder, article, found["event"], None, to_json(found)),
            )
            if new.rowcount:  # a coder that finds it, too, keeps its own
                connection.execute("INSERT OR IGNORE INTO added_to VALUES (?, ?)", (event, coder))


def take_away(connection: sqlite3.Connection, event: str) -> None:
    """Take an added event from beside the readings; what a coder found itself stays."""
    connection.execute(
        "DELETE FROM events WHERE id = ? AND coder IN (SELECT coder FROM added_to WHERE event = ?)", (event, event)
    )
    connection.execute("DELETE FROM added_to WHERE event = ?", (event,))
