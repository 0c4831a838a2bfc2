"""Dates of events that have none of their own: from their sentence, from the lead, from publication, or none."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from attache.events.confidence import Calibration
from attache.reading import Event, Interval, Reading

#: Acts that are themselves sayings.
OWN_SAYING = frozenset({"ACCUSE", "REQUEST", "THREATEN", "REJECT", "AGREE", "CONCEDE", "SUPPORT"})
_STILL_NEWS = timedelta(days=7)
# How far the ways to a date are to be trusted, in this order; the calibration says how far in shares.
_SCORES = {"stated": 0.95, "relative": 0.9, "inherited": 0.6, "published": 0.5}
_CAUSE = re.compile(
    r"\b(?:after|following|despite|over|because of|in response to|in retaliation for|in protest at|in protest against|since|"
    r"accus\w+ (?:[\w'’-]+ ){0,6}of|for (?:allegedly |having )?(?=\w+ing\b)|as part of)\b[^.;]*$"
)
_BEFORE_THAT = re.compile(r"\bhad (?:[\w'’-]+ ){0,2}$")


def with_dates(reading: Reading, events: list[Event], calibration: Calibration) -> list[Event]:
    """Events with dates, where the text gives or implies them, and with the confidence of the date."""
    return [_with_confidence(event, calibration) for event in _with_inherited(reading, events)]


def _with_confidence(event: Event, calibration: Calibration) -> Event:
    score = _SCORES.get(event.date_basis, 0.0) if event.date is not None else 0.0
    sure = round(calibration("date", score), 4)
    return replace(
        event, confidences=tuple((slot, sure if slot == "date" else value) for slot, value in event.confidences)
    )


def _with_inherited(reading: Reading, events: list[Event]) -> list[Event]:
    """Undated events take the date of an event of the same sentence, else, if they are the article's news, the
    lead's, else the publication date; history stays undated, and so does what is told in passing. What is said about
    the news is said on its day or on a later one, up to publication."""
    published = reading.article.published_on
    news = [e for e in events if e.date is not None and not e.background and e.status == "actual"]
    lead = news[0] if news else None
    dated: list[Event] = []
    for event in events:
        settled = event.date is not None or event.background or event.status != "actual"
        if settled or _in_passing(event, events, reading.article.text):
            dated.append(event)
            continue
        beside = next((e for e in news if e.sentence == event.sentence and e.date_text is not None), None)
        donor = beside or lead
        if donor is not None and donor.date is not None and donor.date.precision in ("day", "range"):
            inherited = replace(donor.date, basis="inherited")
            if beside is None and event.event in OWN_SAYING and published is not None:
                inherited = _until(inherited, published)
            dated.append(replace(event, date=inherited, date_basis="inherited", date_text=donor.date_text))
        elif published is not None:
            when = Interval(published, published, "day", "published")
            dated.append(replace(event, date=when, date_basis="published"))
        else:
            dated.append(event)
    return dated


def _until(when: Interval, published: date) -> Interval:
    if timedelta(0) < published - when.last <= _STILL_NEWS:
        return replace(when, last=published, precision="range")
    return when


def _in_passing(event: Event, events: list[Event], text: str) -> bool:
    """Whether an event is only the cause of another of its sentence ("expelled the envoy after the raid"), or was over
    before what the sentence tells ("had been arrested"): nothing says when it was."""
    before = text[event.sentence.start : event.event_text.start]
    if _BEFORE_THAT.search(before):
        return True
    cause = _CAUSE.search(before)
    return cause is not None and any(
        other is not event
        and other.sentence == event.sentence
        and other.event_text.end <= event.sentence.start + cause.end()
        and (other.event_text.start < event.sentence.start + cause.start() + 8)
        for other in events
    )
