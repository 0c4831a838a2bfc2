"""Views for Jupyter. Article text is escaped: it is shown as text, never as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import islice

from attache.export.records import Record, event_record
from attache.reading import Reading

_COLOURS = {1: "#d6eadf", 2: "#b8e0d2", 3: "#fde2c8", 4: "#f6c1c1"}
_ROWS = 50


def parties(entities: list[Record]) -> str:
    """ "CHN GOV Wei Fenghe; IRN GOV" for a cell."""
    return "; ".join(
        " ".join(filter(None, (e["code"] or "?", "+".join(e["sector"]), e["name"] if e["name"] else None)))
        for e in entities
    )


def events_html(records: Iterable[Record]) -> str:
    """A table of the first events."""
    head = "".join(f"<th>{name}</th>" for name in ("date", "event", "actor", "recipient", "place", "status", "said by"))
    rows = []
    for record in islice(records, _ROWS):
        cells = (
            record["date"] or "",
            " ".join((record["event"], *record["mode"])),
            parties(record["actor"]),
            parties(record["recipient"]),
            (record["event_loc"] or {}).get("name") or "",
            record["status"] + (", background" if record["background"] else ""),
            parties([record["said_by"]]) if record["said_by"] else "",
        )
        body = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
        rows.append(f'<tr style="background:{_COLOURS[record["quad_code"]]}">{body}</tr>')
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"


def reading_html(reading: Reading) -> str:
    """The article with its triggers marked, and the table of its events below."""
    text, at, parts = reading.article.text, 0, []
    for event in sorted(reading.events, key=lambda e: e.event_text):
        span = event.event_text
        if span.start < at:
            continue
        parts.append(escape(text[at : span.start]))
        parts.append(f'<mark title="{event.event}">{escape(span.of(text))}</mark>')
        at = span.end
    parts.append(escape(text[at:]))
    marked = "".join(parts).replace("\n\n", "<br><br>")
    records = [event_record(e, reading.article, coder="", coded_date="") for e in reading.events]
    return f"<div>{marked}</div>{events_html(records)}"
