"""The first rule of stories: records of the same type, parties and day report one event.

It joins only what agrees in every part, so that it depends on no order of arrival; what needs weighing (other
words for a party, a date that is off by one) stays apart and is later work.
"""

from __future__ import annotations

from dataclasses import replace

from attache.reading import Event, Reading, stable_id


def story_key(event: Event) -> str | None:
    """The id of the event's story; None where the record is too vague to be told from others: no party with a
    country, or no day."""
    codes = [entity.code for entity in (*event.actor, *event.recipient)]
    if not any(codes) or None in codes or event.date is None or event.date.precision != "day":
        return None
    parties = [sorted({f"{e.code}{''.join(e.sector[:1])}" for e in side}) for side in (event.actor, event.recipient)]
    return "s" + stable_id(event.event, *parties[0], "->", *parties[1], event.date.first, event.status)[:15]


def with_stories(reading: Reading) -> Reading:
    """Give every event of a reading its story."""
    reading.events = [replace(event, story=story_key(event)) for event in reading.events]
    return reading
