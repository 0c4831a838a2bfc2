"""A copy of the project's facts in memory, in DuckDB: facets, timelines, maps and networks of hundreds of thousands of events
while somebody waits. The SQLite file stays the record; the copy follows it."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow

from attache.export.records import Record
from attache.query import FULL_TEXT, Query, match
from attache.store.database import connect, speaking_errors
from attache.store.facts import COLUMNS

#: Facets over columns of the facts, and over fields with several values: name, and the query's field that it narrows.
COLUMN_FACETS: Final = {
    "event": "type",
    "quad": "quad",
    "status": "status",
    "background": "background",
    "place": "place_code",
    "publisher": "publisher",
    "review": "review",
}
VALUE_FACETS: Final = {
    "mode": ("mode",),
    "context": ("context",),
    "actor": ("actor",),
    "recipient": ("recipient",),
    "party": ("actor", "recipient"),
    "actor_sector": ("actor_sector",),
    "recipient_sector": ("recipient_sector",),
    "name": ("actor_name", "recipient_name"),
    "said_by": ("said_by",),
}
FACETS: Final = (*COLUMN_FACETS, *VALUE_FACETS, "confidence", "year", "published_year")
SORTS: Final = {
    "date": "date DESC NULLS LAST, key DESC",
    "-date": "date ASC NULLS LAST, key ASC",
    "published": "published DESC NULLS LAST, key DESC",
    "reports": "reports DESC, date DESC NULLS LAST, key DESC",
    "confidence": "max(confidence) DESC, key DESC",
    "uncertain": "abs(max(confidence) - 0.5) ASC, key ASC",
    "random": "md5(key) ASC, key ASC",
}
STEPS: Final = {"day": 10, "month": 7, "year": 4}

_SCHEMA = pyarrow.schema(
    [
        ("number", pyarrow.int64()),
        *(
            (
                name,
                pyarrow.int32()
                if name in ("quad", "background")
                else pyarrow.float64()
                if name in ("lat", "lon", "confidence", "scale")
                else pyarrow.string(),
            )
            for name in COLUMNS
        ),
    ]
)
_VALUES = pyarrow.schema([("number", pyarrow.int64()), ("field", pyarrow.string()), ("value", pyarrow.string())])


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: keys of its rows, how many there are in all, whether more follow."""

    keys: list[tuple[str, int]]
    total: int
    more: bool


class Mirror:
    """The facts of one project in memory. ``sync`` before a look brings in what changed since the last."""

    def __init__(self, path: Path, *, busy_timeout_s: float = 10.0) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._sqlite = connect(path, busy_timeout_s=busy_timeout_s, shared=True)
        self._duck = duckdb.connect(":memory:")
        self._duck.execute(_create("facts", _SCHEMA))
        self._duck.execute(_create("fact_values", _VALUES))
        self._at = 0
        self._version = -1
        self.sync()

    def close(self) -> None:
        self._duck.close()
        self._sqlite.close()

    @property
    def state(self) -> str:
        """What changes whenever the facts do."""
        return str(self._at)

    def sync(self) -> None:
        """Bring the copy up to date."""
        with self._lock, speaking_errors(self.path):
            (version,) = self._sqlite.execute("PRAGMA data_version").fetchone()
            if version == self._version:
                return
            self._sqlite.execute("BEGIN")
            try:
                (last,) = self._sqlite.execute("SELECT coalesce(max(at), 0) FROM facts_log").fetchone()
                if last != self._at:
                    self._copy(last)
                self._version = version
            finally:
                self._sqlite.execute("COMMIT")

    def _copy(self, last: int) -> None:
        changed = "SELECT DISTINCT number FROM facts_log WHERE at > ?"
        columns = f"number, {', '.join(COLUMNS)}"
        if self._at == 0:  # everything
            facts = self._sqlite.execute(f"SELECT {columns} FROM facts")
            values = self._sqlite.execute("SELECT number, field, value FROM fact_values")
        else:
            numbers = pyarrow.table({"number": [row[0] for row in self._sqlite.execute(changed, (self._at,))]})
            with self._cursor() as cursor:
                cursor.register("changed", numbers)
                for table in ("facts", "fact_values"):
                    cursor.execute(f"DELETE FROM {table} WHERE number IN (SELECT number FROM changed)")
            facts = self._sqlite.execute(f"SELECT {columns} FROM facts WHERE number IN ({changed})", (self._at,))
            values = self._sqlite.execute(
                f"SELECT number, field, value FROM fact_values WHERE number IN ({changed})", (self._at,)
            )
        self._fill("facts", facts, _SCHEMA)
        self._fill("fact_values", values, _VALUES)
        self._at = last

    def _fill(self, table: str, rows: sqlite3.Cursor, schema: Any) -> None:
        while batch := rows.fetchmany(50_000):
            columns = [
                pyarrow.array(values, field.type)
                for values, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            with self._cursor() as cursor:
                cursor.register("incoming", pyarrow.table(columns, schema=schema))
                cursor.execute(f"INSERT INTO {table} SELECT * FROM incoming")

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._duck.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    # ------------------------------------------------------------------ looking

    def _where(self, query: Query) -> tuple[str, list[Any]]:
        found: dict[str, Sequence[Any]] = {}
        for name, searched in (("text", query.text), ("words", query.words)):
            if searched is not None:
                with self._lock, speaking_errors(self.path):
                    rows = self._sqlite.execute(FULL_TEXT[name], (match(searched),)).fetchall()
                found[name] = [row[0] for row in rows]
        conditions, values = query.where(found)
        return " AND ".join(conditions), values

    def _rows(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._cursor() as cursor:
            return cursor.execute(sql, values).fetchall()

    def totals(self, query: Query) -> Record:
        """``stories`` (happenings), ``events`` (reports of them), ``articles``."""
        where, values = self._where(query)
        sql = f"SELECT count(DISTINCT story), count(*), count(DISTINCT article) FROM facts f WHERE {where}"
        (row,) = self._rows(sql, values)
        return dict(zip(("stories", "events", "articles"), row, strict=True))

    def page(self, query: Query, *, unit: str, sort: str, after: int, limit: int, without: Sequence[str] = ()) -> Page:
        """``limit`` rows from row ``after`` on: stories or events (``unit``), in one of ``SORTS``, ``without`` some events."""
        where, values = self._where(query)
        if without:
            where, values = f"{where} AND f.event NOT IN (SELECT unnest(?))", [*values, list(without)]
        key = "story" if unit == "stories" else "event"
        # A story has the day of its surest report; it is found where any report of it is.
        sql = (
            f"SELECT {key} AS key, count(*) AS reports, arg_max(date, confidence) AS date, max(published) AS published, "
            f"max(confidence) AS confidence, count(*) OVER () FROM facts f WHERE {where} GROUP BY {key} "
            f"ORDER BY {SORTS[sort]} LIMIT ? OFFSET ?"
        )
        rows = self._rows(sql, [*values, limit + 1, after])
        total = rows[0][-1] if rows else self.totals(query)[unit] if after else 0
        return Page([(row[0], row[1]) for row in rows[:limit]], total, len(rows) > limit)

    def facets(self, query: Query, names: Iterable[str] = FACETS, *, limit: int = 40) -> dict[str, list[Record]]:
        """For each facet its values with how many happenings have them, most first, at most ``limit``. A facet's own field does
        not narrow it, so that another value can be chosen beside."""
        wanted = list(names)
        given = query.given()
        free = [name for name in wanted if not _own(name) & set(given)]
        found = self._facets(query, free, limit)
        for name in wanted:
            own = _own(name) & set(given)
            if own:
                found |= self._facets(query.but(**dict.fromkeys(own)), [name], limit)
        return {name: found[name] for name in wanted}

    def _facets(self, query: Query, names: Sequence[str], limit: int) -> dict[str, list[Record]]:
        if not names:
            return {}
        where, values = self._where(query)
        parts: list[str] = []
        several = sorted({field for name in names for field in VALUE_FACETS.get(name, ())})
        for name in names:
            column = _facet_column(name)
            if column:
                parts.append(
                    f"SELECT '{name}' AS facet, CAST({column} AS VARCHAR) AS value, count(DISTINCT story) AS stories "
                    "FROM found GROUP BY 2"
                )
        for name in names:
            if name in VALUE_FACETS:
                among = ", ".join(f"'{field}'" for field in VALUE_FACETS[name])
                parts.append(
                    f"SELECT '{name}', value, count(DISTINCT story) FROM valued WHERE field IN ({among}) GROUP BY 2"
                )
        among = ", ".join(f"'{field}'" for field in several) or "''"
        sql = (
            f"WITH found AS MATERIALIZED (SELECT * FROM facts f WHERE {where}), valued AS MATERIALIZED "
            f"(SELECT v.field, v.value, found.story FROM fact_values v JOIN found USING (number) WHERE v.field IN ({among})), "
            f"counted(facet, value, stories) AS ({' UNION ALL '.join(parts)}) SELECT facet, value, stories FROM counted "
            f"QUALIFY row_number() OVER (PARTITION BY facet ORDER BY stories DESC, value) <= {int(limit)} "
            "ORDER BY facet, stories DESC, value"
        )
        facets: dict[str, list[Record]] = {name: [] for name in names}
        for facet, value, stories in self._rows(sql, values):
            facets[facet].append({"value": value, "stories": stories})
        for name in ("confidence", "year", "published_year"):
            if name in facets:
                facets[name].sort(key=lambda each: each["value"] or "")
        return facets

    def timeline(self, query: Query, step: str = "month", *, by: str = "date") -> list[Record]:
        """For each day, week, month or year: happenings by quad class, and how many articles were read and share of them.
        Happenings of no one period are left out of it; what is undated is in no period."""
        where, values = self._where(query)
        first, last = ("date", "enddate") if by == "date" else ("published", "published")
        period = _period(first, step)
        same = f"{period} = {_period(last, step)}"
        quads = ", ".join(f"count(DISTINCT CASE WHEN quad = {quad} THEN story END)" for quad in (1, 2, 3, 4))
        sql = (
            f"SELECT {period} AS period, count(DISTINCT story), {quads}, count(DISTINCT article) FROM facts f "
            f"WHERE {where} AND {first} IS NOT NULL AND {same} GROUP BY 1 ORDER BY 1"
        )
        read: Counter[str] = Counter()
        with self._lock, speaking_errors(self.path):
            days = self._sqlite.execute(
                "SELECT substr(published, 1, 10), count(*) FROM articles WHERE published IS NOT NULL AND coded GROUP BY 1"
            ).fetchall()
        for day, articles in days:
            read[_period_of(day, step)] += articles
        names = ("period", "stories", "quad_1", "quad_2", "quad_3", "quad_4", "articles")
        return [{**dict(zip(names, row, strict=True)), "coverage": read[row[0]]} for row in self._rows(sql, values)]

    def places(self, query: Query) -> list[Record]:
        """Where happenings were: each place with its precision and how many, by quad class."""
        where, values = self._where(query)
        quads = ", ".join(f"count(DISTINCT CASE WHEN quad = {quad} THEN story END)" for quad in (1, 2, 3, 4))
        sql = (
            "SELECT any_value(place), place_code, place_precision, round(lat, 2), round(lon, 2), count(DISTINCT story), "
            f"{quads} FROM facts f WHERE {where} AND place IS NOT NULL GROUP BY 2, 3, 4, 5 ORDER BY 6 DESC, 1"
        )
        names = ("place", "code", "precision", "lat", "lon", "stories", "quad_1", "quad_2", "quad_3", "quad_4")
        return [dict(zip(names, row, strict=True)) for row in self._rows(sql, values)]

    def network(self, query: Query, *, limit: int = 150) -> list[Record]:
        """Who with whom: pairs of codes with how many happenings of cooperation and of conflict, and the mean score; most first.
        Both sides of what is mutual may stand among the actors."""
        where, values = self._where(query)
        sql = (
            f"WITH found AS (SELECT * FROM facts f WHERE {where}), "
            "sides AS (SELECT number, field AS role, value AS code FROM fact_values WHERE field IN ('actor', 'recipient')), "
            "pairs AS (SELECT DISTINCT f.story, f.quad, f.scale, least(a.code, b.code) AS one, greatest(a.code, b.code) AS other "
            "FROM found f JOIN sides a ON a.number = f.number AND a.role = 'actor' JOIN sides b ON b.number = f.number "
            "AND b.code <> a.code AND (b.role = 'recipient' OR f.type IN ('CONSULT', 'AGREE', 'SUPPORT', 'COOPERATE'))) "
            "SELECT one, other, count(DISTINCT story), count(DISTINCT CASE WHEN quad <= 2 THEN story END), "
            "count(DISTINCT CASE WHEN quad > 2 THEN story END), round(avg(scale), 2) FROM pairs GROUP BY 1, 2 "
            f"ORDER BY 3 DESC, 1, 2 LIMIT {int(limit)}"
        )
        names = ("one", "other", "stories", "cooperation", "conflict", "mean_scale")
        return [dict(zip(names, row, strict=True)) for row in self._rows(sql, values)]


def _create(table: str, schema: Any) -> str:
    kinds = {"int64": "BIGINT", "int32": "INTEGER", "double": "DOUBLE", "string": "VARCHAR"}
    return f"CREATE TABLE {table} ({', '.join(f'{field.name} {kinds[str(field.type)]}' for field in schema)})"


def _own(facet: str) -> set[str]:
    """The fields of the query that choose among a facet's values."""
    return {
        "confidence": {"min_confidence", "max_confidence"},
        "year": {"since", "until"},
        "published_year": {"published_since", "published_until"},
    }.get(facet, {facet})


def _facet_column(name: str) -> str | None:
    """SQL of a facet's value where it is one of the facts' columns."""
    if name == "confidence":
        return "least(floor(confidence * 10), 9) / 10"
    if name == "year":
        return "CASE WHEN substr(date, 1, 4) = substr(enddate, 1, 4) THEN substr(date, 1, 4) END"
    if name == "published_year":
        return "substr(published, 1, 4)"
    return COLUMN_FACETS.get(name)


def _period(column: str, step: str) -> str:
    if step == "week":
        return f"strftime(date_trunc('week', CAST({column} AS DATE)), '%Y-%m-%d')"
    return f"substr({column}, 1, {STEPS[step]})"


def _period_of(day: str, step: str) -> str:
    if step == "week":
        on = date.fromisoformat(day)
        return (on - timedelta(days=on.weekday())).isoformat()
    return day[: STEPS[step]]
