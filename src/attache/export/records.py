"""Readings to records: plain dictionaries under the names of docs/reference/record.md, keys always in one order."""

from __future__ import annotations

import json
from typing import Any

from attache.ontology import QUAD_CODES, scale_of
from attache.reading import SCHEMA, Article, Entity, Event, Place, Reading, Span, Statement

Record = dict[str, Any]


def span_record(span: Span | None, text: str) -> Record | None:
    return None if span is None else {"text": span.of(text), "start": span.start, "end": span.end}


def entity_record(entity: Entity | None, text: str) -> Record | None:
    if entity is None:
        return None
    return {
        "entity_text": entity.span.of(text),
        "start": entity.span.start,
        "end": entity.span.end,
        "name": entity.name,
        "code": entity.code,
        "sector": list(entity.sector),
        "office": entity.office,
        "identifier_id": entity.identifier_id,
        "basis": entity.basis,
        "confidence": entity.confidence,
        "reason": entity.reason,
    }


def place_record(place: Place | None, text: str) -> Record | None:
    if place is None:
        return None
    return {
        "text": place.span.of(text),
        "start": place.span.start,
        "end": place.span.end,
        "name": place.name,
        "code": place.code,
        "admin1": place.admin1,
        "lat": place.lat,
        "lon": place.lon,
        "geonames_id": place.geonames_id,
        "precision": place.precision,
        "confidence": round(place.confidence, 4),
    }


def event_record(event: Event, article: Article, *, coder: str, coded_date: str) -> Record:
    text = article.text
    return {
        "id": event.id,
        "record": "event",
        "schema": SCHEMA,
        "article": article.id,
        "source_id": article.source_id,
        "event": event.event,
        "mode": list(event.mode),
        "context": list(event.context),
        "quad_code": QUAD_CODES[event.event],
        "event_scale": scale_of(event.event, event.mode),
        "status": event.status,
        "background": event.background,
        "date": event.date.first.isoformat() if event.date else None,
        "enddate": event.date.last.isoformat() if event.date else None,
        "date_precision": event.date.precision if event.date else "unknown",
        "date_basis": event.date_basis,
        "date_text": span_record(event.date_text, text),
        "actor": [entity_record(entity, text) for entity in event.actor],
        "recipient": [entity_record(entity, text) for entity in event.recipient],
        "event_loc": place_record(event.event_loc, text),
        "event_text": span_record(event.event_text, text),
        "also": [span_record(span, text) for span in event.also],
        "sentence": span_record(event.sentence, text),
        "said_by": entity_record(event.said_by, text),
        "disputed_by": [entity_record(entity, text) for entity in event.disputed_by],
        "quoted": event.quoted,
        "size": {
            kind: {"low": count.low, "high": count.high, "span": span_record(count.span, text)}
            for kind, count in event.size
        }
        or None,
        "details": {
            name: span_record(value, text) if isinstance(value, Span) else value for name, value in event.details
        }
        or None,
        "confidence": event.confidence,
        "confidences": dict(event.confidences),
        "story": event.story,
        "coder": coder,
        "coded_date": coded_date,
    }


def statement_record(statement: Statement, article: Article, *, coder: str, coded_date: str) -> Record:
    text = article.text
    return {
        "id": statement.id,
        "record": "statement",
        "schema": SCHEMA,
        "article": article.id,
        "source_id": article.source_id,
        "speaker": entity_record(statement.speaker, text),
        "cue": span_record(statement.cue, text),
        "content": span_record(statement.content, text),
        "direct": statement.direct,
        "addressee": entity_record(statement.addressee, text),
        "stance_on": [
            {"entity": entity_record(entity, text), "stance": stance} for entity, stance in statement.stance_on
        ],
        "coder": coder,
        "coded_date": coded_date,
    }


def article_record(reading: Reading, *, coder: str, coded_date: str) -> Record:
    article = reading.article
    return {
        "id": article.id,
        "record": "article",
        "schema": SCHEMA,
        "source_id": article.source_id,
        "url": article.url,
        "title": article.title,
        "published": article.published,
        "published_basis": article.published_basis,
        "retrieved": article.retrieved,
        "publisher": article.publisher,
        "author": article.author,
        "language": article.language,
        "coded": reading.coded,
        "text": article.text,
        "removed": [{"text": cut.text, "reason": cut.reason} for cut in article.removed],
        "sha256": article.sha256,
        "coder": coder,
        "coded_date": coded_date,
    }


def records_of(reading: Reading, *, coder: str, coded_date: str) -> list[Record]:
    """The article's record, then its events and statements in order of appearance."""
    return [
        article_record(reading, coder=coder, coded_date=coded_date),
        *(event_record(e, reading.article, coder=coder, coded_date=coded_date) for e in reading.events),
        *(statement_record(s, reading.article, coder=coder, coded_date=coded_date) for s in reading.statements),
    ]


def to_json(record: Record) -> str:
    """One line of JSON: UTF-8 characters as they are, keys in the record's order."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
