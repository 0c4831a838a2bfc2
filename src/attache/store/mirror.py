"""A copy of the project's facts in memory, in DuckDB: facets, timelines, maps and networks of hundreds of thousands of events
while somebody waits. The SQLite file stays the record; the copy follows it."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb
import pyarrow

from attache.export.records import Record
from attache.query import FULL_TEXT, Query, match
from attache.store.database import connect, speaking_errors
from attache.store.facts import COLUMNS, FIELDS

#: Facets over columns of the facts, and over fields with several values: name, and the query's field that it narrows.
COLUMN_FACETS: Final = {
    "event": "type",
    "quad": "quad",
    "status": "status",
    "background": "background",
    "place": "place_code",
    "at": "place",
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

T = TypeVar("T")
# Stories, articles and values are numbered: counting which are different is several times as quick with numbers.
_NUMBERED = ("story_no", "article_no")
_KINDS = {"number": "INTEGER", "quad": "TINYINT", "background": "TINYINT"}
_KINDS |= dict.fromkeys(("lat", "lon", "confidence", "scale"), "DOUBLE") | dict.fromkeys(_NUMBERED, "INTEGER")
_ARROW = {
    "INTEGER": pyarrow.int32(),
    "TINYINT": pyarrow.int8(),
    "DOUBLE": pyarrow.float64(),
    "VARCHAR": pyarrow.string(),
}
_FACTS = {name: _KINDS.get(name, "VARCHAR") for name in ("number", *COLUMNS, *_NUMBERED)}
_NAMES = {"value_no": "INTEGER", "value": "VARCHAR"}
_TAGS = {"number": "INTEGER", "field": "TINYINT", "value_no": "INTEGER"}
_KEPT = 300  # answers that are remembered until the facts change


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: keys of its rows, how many there are in all, whether more follow."""

    keys: list[tuple[str, int]]
    total: int
    more: bool


def _remembered(look: Callable[..., T]) -> Callable[..., T]:
    """Keep answers until the facts change: people ask again, and several ask the same."""

    @wraps(look)
    def asked(mirror: Mirror, query: Query, *rest: Any, **options: Any) -> T:
        key = (look.__name__, query, *map(_frozen, rest), *((n, _frozen(v)) for n, v in sorted(options.items())))
        known: dict[tuple[Any, ...], Any] = mirror._answers
        if key not in known:
            if len(known) >= _KEPT:
                known.clear()
            known[key] = look(mirror, query, *rest, **options)
        found: T = known[key]
        return found

    return asked


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class Mirror:
    """The facts of one project in memory. ``sync`` before a look brings in what changed since the last."""

    def __init__(self, path: Path, *, busy_timeout_s: float = 10.0) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._sqlite = connect(path, busy_timeout_s=busy_timeout_s, shared=True)
        self._duck = duckdb.connect(":memory:")
        for table, columns in (("facts", _FACTS), ("tags", _TAGS), ("names", _NAMES)):
            self._duck.execute(f"CREATE TABLE {table} ({', '.join(' '.join(each) for each in columns.items())})")
        # Queries see the tables that the project file has.
        names = ", ".join(f"'{field}'" for field in FIELDS)
        self._duck.execute(
            f"CREATE VIEW fact_values AS SELECT number, ([{names}])[field + 1] AS field, value FROM tags JOIN names USING (value_no)"
        )
        self._numbers: dict[str, dict[str, int]] = {"story": {}, "article": {}, "value": {}}
        self._values: list[str] = []
        self._answers: dict[tuple[Any, ...], Any] = {}
        self._at = 0
        self._version = -1
        self.sync()

    def close(self) -> None:
        self._duck.close()
        self._sqlite.close()

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
                for table in ("facts", "tags"):
                    cursor.execute(f"DELETE FROM {table} WHERE number IN (SELECT number FROM changed)")
            facts = self._sqlite.execute(f"SELECT {columns} FROM facts WHERE number IN ({changed})", (self._at,))
            values = self._sqlite.execute(
                f"SELECT number, field, value FROM fact_values WHERE number IN ({changed})", (self._at,)
            )
        story, article = (1 + COLUMNS.index(name) for name in ("story", "article"))
        while batch := facts.fetchmany(50_000):
            found: list[Sequence[Any]] = list(zip(*batch, strict=True))
            found += [self._numbered("story", found[story]), self._numbered("article", found[article])]
            self._insert("facts", _FACTS, found)
        fields = {field: number for number, field in enumerate(FIELDS)}
        while batch := values.fetchmany(100_000):
            rows, names, told = zip(*batch, strict=True)
            before = len(self._values)
            tagged = [rows, [fields[name] for name in names], self._numbered("value", told)]
            new = self._values[before:]
            if new:
                self._insert("names", _NAMES, [range(before, len(self._values)), new])
            self._insert("tags", _TAGS, tagged)
        self._at = last
        self._answers = {}  # another one: a look that began before keeps its answer in the old

    def _numbered(self, what: str, values: Sequence[str]) -> list[int]:
        known = self._numbers[what]
        before = len(known)
        found = [known.setdefault(value, len(known)) for value in values]
        if what == "value":
            self._values.extend(itertools.islice(known, before, None))
        return found

    def _insert(self, table: str, columns: Mapping[str, str], values: Sequence[Sequence[Any]]) -> None:
        arrays = [pyarrow.array(each, _ARROW[kind]) for each, kind in zip(values, columns.values(), strict=True)]
        with self._cursor() as cursor:
            cursor.register("incoming", pyarrow.table(arrays, names=list(columns)))
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

    @_remembered
    def totals(self, query: Query) -> Record:
        """``stories`` (happenings), ``events`` (reports of them), ``articles``."""
        where, values = self._where(query)
        sql = f"SELECT count(DISTINCT story_no), count(*), count(DISTINCT article_no) FROM facts f WHERE {where}"
        (row,) = self._rows(sql, values)
        return dict(zip(("stories", "events", "articles"), row, strict=True))

    @_remembered
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

    @_remembered
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
        parts, tagged = [], False
        for number, name in enumerate(names):
            column = _facet_column(name)
            if column:
                parts.append(
                    f"SELECT {number}, CAST({column} AS VARCHAR), NULL, count(DISTINCT story_no) FROM found GROUP BY 2"
                )
            else:
                tagged = True
                among = ", ".join(str(FIELDS.index(field)) for field in VALUE_FACETS[name])
                parts.append(
                    f"SELECT {number}, NULL, value_no, count(DISTINCT story_no) FROM valued WHERE field IN ({among}) GROUP BY 3"
                )
        among = ", ".join(str(FIELDS.index(field)) for name in names for field in VALUE_FACETS.get(name, ()))
        valued = (
            ", valued AS MATERIALIZED (SELECT t.field, t.value_no, found.story_no FROM tags t JOIN found USING (number) "
            f"WHERE t.field IN ({among}))"
        )
        sql = (
            f"WITH found AS MATERIALIZED (SELECT * FROM facts f WHERE {where}){valued if tagged else ''}, "
            f"counted(facet, value, value_no, stories) AS ({' UNION ALL '.join(parts)}) SELECT facet, value, value_no, stories "
            f"FROM counted QUALIFY row_number() OVER (PARTITION BY facet ORDER BY stories DESC, value, value_no) <= {int(limit)}"
        )
        facets: dict[str, list[Record]] = {name: [] for name in names}
        for facet, value, value_no, stories in self._rows(sql, values):
            told = value if value_no is None else self._values[value_no]
            facets[names[facet]].append({"value": told, "stories": stories})
        for name, found in facets.items():
            by_value = name in ("confidence", "year", "published_year")
            found.sort(key=lambda each: each["value"] or "" if by_value else (-each["stories"], each["value"] or ""))
        return facets

    @_remembered
    def timeline(self, query: Query, step: str = "month", *, by: str = "date") -> list[Record]:
        """For each day, week, month or year: happenings by quad class, and how many articles were read and share of them.
        Happenings of no one period are left out of it; what is undated is in no period."""
        where, values = self._where(query)
        first, last = ("date", "enddate") if by == "date" else ("published", "published")
        period = _period(first, step)
        same = f"{period} = {_period(last, step)}"
        quads = ", ".join(f"count(*) FILTER (quad = {quad}) AS quad_{quad}" for quad in (1, 2, 3, 4))
        sql = (
            f"WITH found AS MATERIALIZED (SELECT {period} AS period, story_no, quad, article_no FROM facts f "
            f"WHERE {where} AND {first} IS NOT NULL AND {same}), "
            f"told AS (SELECT period, count(DISTINCT story_no) AS stories, {quads} FROM "
            "(SELECT DISTINCT period, story_no, quad FROM found) GROUP BY 1), "
            "sources AS (SELECT period, count(DISTINCT article_no) AS articles FROM found GROUP BY 1) "
            "SELECT period, stories, quad_1, quad_2, quad_3, quad_4, articles FROM told JOIN sources USING (period) ORDER BY 1"
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

    @_remembered
    def places(self, query: Query) -> list[Record]:
        """Where happenings were: each place with its precision and how many, by quad class."""
        where, values = self._where(query)
        quads = ", ".join(f"count(*) FILTER (quad = {quad})" for quad in (1, 2, 3, 4))
        sql = (
            f"SELECT any_value(place), place_code, place_precision, lat, lon, count(DISTINCT story_no), {quads} FROM "
            "(SELECT DISTINCT place, place_code, place_precision, round(lat, 2) AS lat, round(lon, 2) AS lon, story_no, quad "
            f"FROM facts f WHERE {where} AND place IS NOT NULL) GROUP BY 2, 3, 4, 5 ORDER BY 6 DESC, 1"
        )
        names = ("place", "code", "precision", "lat", "lon", "stories", "quad_1", "quad_2", "quad_3", "quad_4")
        return [dict(zip(names, row, strict=True)) for row in self._rows(sql, values)]

    @_remembered
    def network(self, query: Query, *, limit: int = 150) -> list[Record]:
        """Who with whom: pairs of codes with how many happenings of cooperation and of conflict, and the mean score; most first.
        Both sides of what is mutual may stand among the actors."""
        where, values = self._where(query)
        roles = [FIELDS.index(role) for role in ("actor", "recipient")]
        sql = (
            f"WITH found AS MATERIALIZED (SELECT number, story_no, quad, scale, type FROM facts f WHERE {where}), sides AS "
            f"MATERIALIZED (SELECT f.*, t.field, t.value_no FROM tags t JOIN found f USING (number) WHERE t.field IN ({roles[0]}, "
            f"{roles[1]})), pairs AS (SELECT DISTINCT a.story_no, a.quad, a.scale, least(a.value_no, b.value_no) AS one, "
            "greatest(a.value_no, b.value_no) AS other FROM sides a JOIN sides b ON b.number = a.number AND b.value_no <> a.value_no "
            f"AND a.field = {roles[0]} AND (b.field = {roles[1]} OR a.type IN ('CONSULT', 'AGREE', 'SUPPORT', 'COOPERATE'))) "
            "SELECT one, other, count(DISTINCT story_no), count(DISTINCT story_no) FILTER (quad <= 2), "
            "count(DISTINCT story_no) FILTER (quad > 2), round(avg(scale), 2) FROM pairs GROUP BY 1, 2 "
            f"ORDER BY 3 DESC, 1, 2 LIMIT {int(limit)}"
        )
        names = ("one", "other", "stories", "cooperation", "conflict", "mean_scale")
        found = []
        for one, other, *counts in self._rows(sql, values):
            sides = sorted((self._values[one], self._values[other]))
            found.append(dict(zip(names, (*sides, *counts), strict=True)))
        return found


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
