"""Event records as flat tables: one row an event, several values of a field joined with ``;``.

``COLUMNS`` is also the data dictionary that every export carries.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from attache.actors.states import cow_number
from attache.export.records import Record

_Read = Callable[[Record], Any]


def _each(role: str, field: str) -> _Read:
    def read(record: Record) -> str:
        values = [entity[field] for entity in record[role]]
        return ";".join("+".join(v) if isinstance(v, list) else "" if v is None else str(v) for v in values)

    return read


def _of(name: str, field: str) -> _Read:
    return lambda record: (record[name] or {}).get(field)


def _size(kind: str, bound: str) -> _Read:
    return lambda record: ((record["size"] or {}).get(kind) or {}).get(bound)


def _cow(role: str) -> _Read:
    def read(record: Record) -> str:
        return ";".join(cow_number(entity["code"], record["date"], entity["name"]) for entity in record[role])

    return read


#: name, Arrow type, meaning, how it is read from a record
COLUMNS: tuple[tuple[str, str, str, _Read], ...] = (
    ("id", "string", "stable id of the event", lambda r: r["id"]),
    ("event", "string", "PLOVER type, one of 16", lambda r: r["event"]),
    ("mode", "string", "PLOVER modes, joined with ;", lambda r: ";".join(r["mode"])),
    ("context", "string", "PLOVER contexts, joined with ;", lambda r: ";".join(r["context"])),
    (
        "quad_code",
        "int8",
        "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict",
        lambda r: r["quad_code"],
    ),
    ("event_scale", "float64", "score of type and mode, -10 to 10", lambda r: r["event_scale"]),
    ("status", "string", "actual, future, hypothetical or negated", lambda r: r["status"]),
    ("background", "bool", "told as history, not as the news", lambda r: r["background"]),
    ("date", "string", "first possible day, ISO; empty where not known", lambda r: r["date"]),
    ("enddate", "string", "last possible day, ISO", lambda r: r["enddate"]),
    (
        "date_precision",
        "string",
        "day, week, month, quarter, year, range or unknown",
        lambda r: r["date_precision"],
    ),
    ("date_basis", "string", "stated, relative, inherited, published or none", lambda r: r["date_basis"]),
    (
        "actor_code",
        "string",
        "country or international code of each actor, joined with ;",
        _each("actor", "code"),
    ),
    ("actor_sector", "string", "PLOVER sectors of each actor: + within, ; between", _each("actor", "sector")),
    ("actor_name", "string", "name of each actor", _each("actor", "name")),
    ("actor_text", "string", "the words that name each actor", _each("actor", "entity_text")),
    ("actor_cow", "string", "Correlates of War number of each actor's state on the day, else now", _cow("actor")),
    ("recipient_code", "string", "code of each recipient", _each("recipient", "code")),
    ("recipient_sector", "string", "sectors of each recipient", _each("recipient", "sector")),
    ("recipient_cow", "string", "Correlates of War number of each recipient's state", _cow("recipient")),
    ("recipient_name", "string", "name of each recipient", _each("recipient", "name")),
    ("recipient_text", "string", "the words that name each recipient", _each("recipient", "entity_text")),
    ("place", "string", "where it happened", _of("event_loc", "name")),
    ("place_code", "string", "country of the place", _of("event_loc", "code")),
    (
        "place_precision",
        "string",
        "point, city, admin1, country, region or sea",
        _of("event_loc", "precision"),
    ),
    ("lat", "float64", "latitude, degrees north", _of("event_loc", "lat")),
    ("lon", "float64", "longitude, degrees east", _of("event_loc", "lon")),
    ("geonames_id", "int64", "GeoNames id of the place", _of("event_loc", "geonames_id")),
    ("said_by_code", "string", "on whose word: code", _of("said_by", "code")),
    (
        "said_by_name",
        "string",
        "on whose word: name; empty in the outlet's own voice",
        _of("said_by", "name"),
    ),
    ("disputed_by", "string", "codes of those who deny it", _each("disputed_by", "code")),
    ("dead_low", "int64", "dead, at least", _size("dead", "low")),
    ("dead_high", "int64", "dead, at most; empty where open", _size("dead", "high")),
    ("injured_low", "int64", "injured, at least", _size("injured", "low")),
    ("injured_high", "int64", "injured, at most", _size("injured", "high")),
    ("trigger", "string", "the words that say the event", _of("event_text", "text")),
    ("trigger_start", "int64", "their first character in the article's text", _of("event_text", "start")),
    ("trigger_end", "int64", "the character after their last", _of("event_text", "end")),
    ("sentence", "string", "the sentence they stand in", _of("sentence", "text")),
    ("confidence", "float64", "0 to 1: type, actors and recipients together", lambda r: r["confidence"]),
    ("article", "string", "id of the article", lambda r: r["article"]),
    ("source_id", "string", "id under which the input gave the article", lambda r: r["source_id"]),
    ("story", "string", "id of the real-world event, shared by all its reports", lambda r: r["story"]),
    (
        "review",
        "string",
        "what a person said: confirmed or corrected; empty where nobody did",
        lambda r: r.get("review"),
    ),
    ("coder", "string", "program and model version", lambda r: r["coder"]),
    ("coded_date", "string", "when it was coded", lambda r: r["coded_date"]),
)


def flat(record: Record) -> dict[str, Any]:
    """One event record as a row."""
    return {name: read(record) for name, _, _, read in COLUMNS}


def to_csv(records: Iterable[Record]) -> Iterator[str]:
    """Lines of CSV with a header. A cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column[0] for column in COLUMNS])
    yield buffer.getvalue()
    for record in records:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([safe_cell(value) for value in flat(record).values()])
        yield buffer.getvalue()


def safe_cell(value: Any) -> Any:
    """The value as a cell of CSV that no spreadsheet runs as a formula."""
    if (isinstance(value, str) and value[:1] in ("=", "+", "@", "\t")) or (
        isinstance(value, str) and value[:1] == "-" and not value[1:2].isdigit()
    ):
        return "'" + value
    return value


def to_arrow(records: Iterable[Record]) -> Any:
    """A pyarrow Table, with each column's meaning in its metadata."""
    import pyarrow

    rows = [flat(record) for record in records]
    schema = pyarrow.schema(
        [
            pyarrow.field(name, getattr(pyarrow, "bool_" if kind == "bool" else kind)(), metadata={"meaning": meaning})
            for name, kind, meaning, _ in COLUMNS
        ]
    )
    return pyarrow.Table.from_pylist(rows, schema=schema)


def write_parquet(records: Iterable[Record], path: Path) -> int:
    """Write a Parquet file; returns the number of rows."""
    import pyarrow.parquet

    table = to_arrow(records)
    pyarrow.parquet.write_table(table, path, compression="zstd")
    return int(table.num_rows)


def data_dictionary() -> str:
    """The columns and their meaning, as Markdown."""
    lines = ["# Data dictionary", "", "| column | type | meaning |", "|---|---|---|"]
    lines += [f"| {name} | {kind} | {meaning} |" for name, kind, meaning, _ in COLUMNS]
    return "\n".join(lines) + "\n"
