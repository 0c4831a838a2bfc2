"""Event records as the coder writes them, with what the tests change."""

from __future__ import annotations

from typing import Any


def party(code, sector, text=None, *, named=False) -> dict[str, Any]:
    return {
        "entity_text": text or code,
        "name": text or code,
        "code": code,
        "sector": [sector],
        "identifier_id": None,
        "basis": "knowledge" if named else "title" if text else "name",
    }


def place(name, code, lat, lon, precision="city") -> dict[str, Any]:
    return {
        "text": name,
        "start": 0,
        "end": 0,
        "name": name,
        "code": code,
        "lat": lat,
        "lon": lon,
        "precision": precision,
    }


def event(
    event,
    actor=(),
    recipient=(),
    *,
    date=None,
    place=None,
    trigger="did",
    sentence="Something was done.",
    dead=None,
    article="a",
    id="1",
    status="actual",
    basis="published",
    kind=None,
    at=None,
    toll=None,
    trigger_text=None,
    mode=(),
    background=False,
) -> dict[str, Any]:
    dead = toll or dead
    return {
        "id": id,
        "article": article,
        "source_id": article,
        "event": kind or event,
        "mode": list(mode),
        "context": [],
        "quad_code": 4,
        "status": status,
        "background": background,
        "date": date,
        "enddate": date,
        "date_precision": "day" if date else "unknown",
        "date_basis": basis,
        "actor": list(actor),
        "recipient": list(recipient),
        "event_loc": at or place,
        "event_text": {"text": trigger_text or trigger, "start": 0, "end": 4},
        "sentence": {"text": sentence, "start": 0, "end": len(sentence)},
        "said_by": None,
        "size": {"dead": {"low": dead, "high": None}} if dead else None,
        "details": None,
        "confidence": 0.5,
        "coder": "test",
    }
