"""``python benchmarks/engines.py [--events 1000000 5000000]``: the explorer's heaviest questions put to both engines on one project of
invented facts: SQLite, which holds them, and DuckDB in memory, which has a copy (``attache.store.mirror``). Milliseconds, each
asked for the first time; both must give the same answers. ``load_s`` is the copying, ``megabytes`` what the process then holds."""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attache.ontology import EVENT_TYPES, MODES, QUAD_CODES, SECTORS
from attache.query import Query
from attache.store import database
from attache.store.facts import COLUMNS
from attache.store.mirror import Mirror
from results import record

_STATES = "USA CHN RUS IRN ISR UKR IND PAK GBR FRA DEU TUR SYR IRQ SAU EGY JPN KOR PRK BRA MEX NGA ETH SDN COD".split()
_FIRST = date(2000, 1, 1)
_PLACES = 4000
QUERIES = {
    "all": Query.of(status="actual", background=False),
    "party": Query.of(status="actual", background=False, party="USA"),
    "kind and years": Query.of(event=["ASSAULT", "COERCE"], since="2015", until="2020"),
}


def facts(events: int) -> Iterator[tuple[tuple[Any, ...], list[tuple[int, str, str]]]]:
    """Rows of ``facts`` and of ``fact_values``; two events in three are of a happening that others tell, too."""
    lot = random.Random(0)
    weights = [1 / (n + 2) for n in range(len(_STATES))]
    for number in range(1, events + 1):
        kind = lot.choice(EVENT_TYPES)
        day = (_FIRST + timedelta(days=lot.randrange(9500))).isoformat()
        place = lot.randrange(_PLACES)
        told = lot.random() < 0.6
        row = (
            f"{number:016x}", "bench", f"a{number // 30:015x}", f"s{number * 2 // 5:015x}", kind, QUAD_CODES[kind],
            lot.choice(("actual", "actual", "actual", "future", "negated")), int(lot.random() < 0.3), day, day, "day",
            day, f"Wire {number % 40}", f"Town {place}" if told else None, _STATES[place % 25] if told else None,
            "city" if told else None, place % 170 - 85.0 if told else None, place % 350 - 175.0 if told else None,
            round(lot.random(), 3), 0.0, "unreviewed",
        )  # fmt: skip
        actor, recipient = lot.choices(_STATES, weights, k=2)
        values = {("actor", actor), ("recipient", recipient), ("actor_sector", lot.choice(SECTORS))}
        values |= {("actor_name", f"Person {lot.randrange(20_000)}")}
        if MODES[kind]:
            values.add(("mode", lot.choice(MODES[kind])))
        yield row, [(number, field, value) for field, value in values]


def project_of(events: int, path: Path) -> None:
    connection = database.connect(path)
    with database.atomic(connection, path):
        marks = ", ".join("?" * len(COLUMNS))
        rows, values = [], []
        for row, more in facts(events):
            rows.append(row)
            values += more
            if len(rows) == 50_000:
                _write(connection, marks, rows, values)
                rows, values = [], []
        _write(connection, marks, rows, values)
    connection.execute("ANALYZE")
    connection.close()


def _write(connection: Any, marks: str, rows: list[Any], values: list[Any]) -> None:
    connection.executemany(f"INSERT INTO facts ({', '.join(COLUMNS)}) VALUES ({marks})", rows)
    connection.executemany("INSERT INTO fact_values VALUES (?, ?, ?)", values)


#: The same questions as SQL for SQLite; ``{}`` is what the query says of ``f``.
_IN_SQLITE = {
    "totals": "SELECT count(DISTINCT story), count(*), count(DISTINCT article) FROM facts f WHERE {}",
    "types": "SELECT type, count(DISTINCT story) FROM facts f WHERE {} GROUP BY 1 ORDER BY 2 DESC, 1",
    "actors": "SELECT v.value, count(DISTINCT f.story) FROM facts f JOIN fact_values v ON v.number = f.number AND v.field = 'actor' "
    "WHERE {} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 40",
    "timeline": "SELECT substr(date, 1, 7), count(DISTINCT story) FROM facts f WHERE {} GROUP BY 1 ORDER BY 1",
    "dyads": "SELECT min(a.value, b.value), max(a.value, b.value), count(DISTINCT f.story) FROM facts f JOIN fact_values a ON "
    "a.number = f.number AND a.field = 'actor' JOIN fact_values b ON b.number = f.number AND b.value <> a.value AND "
    "(b.field = 'recipient' OR (b.field = 'actor' AND f.type IN ('CONSULT', 'AGREE', 'SUPPORT', 'COOPERATE'))) "
    "WHERE {} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 100",
    "places": "SELECT place_code, lat, lon, count(DISTINCT story) FROM facts f WHERE {} AND place IS NOT NULL GROUP BY 1, 2, 3 "
    "ORDER BY 4 DESC, 1, 2, 3 LIMIT 100",
}


def in_sqlite(connection: Any) -> dict[str, Callable[[Query], Any]]:
    def asker(sql: str) -> Callable[[Query], Any]:
        def ask(query: Query) -> Any:
            conditions, values = query.where()
            return connection.execute(sql.format(" AND ".join(conditions)), values).fetchall()

        return ask

    return {question: asker(sql) for question, sql in _IN_SQLITE.items()}


def in_duckdb(mirror: Mirror) -> dict[str, Callable[[Query], Any]]:
    def counted(name: str) -> Callable[[Query], Any]:
        def ask(query: Query) -> Any:
            return [(each["value"], each["stories"]) for each in mirror.facets(query, [name])[name]]

        return ask

    def places(query: Query) -> Any:
        found = [(each["code"], each["lat"], each["lon"], each["stories"]) for each in mirror.places(query)]
        return sorted(found, key=lambda row: (-row[3], row[:3]))[:100]

    def dyads(query: Query) -> Any:
        found = [(each["one"], each["other"], each["stories"]) for each in mirror.network(query, limit=400)]
        return sorted(found, key=lambda row: (-row[2], row[:2]))[:100]

    return {
        "totals": lambda query: [tuple(mirror.totals(query).values())],
        "types": counted("event"),
        "actors": counted("actor"),
        "timeline": lambda query: [(each["period"], each["stories"]) for each in mirror.timeline(query)],
        "dyads": dyads,
        "places": places,
    }


def compared(events: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = database.create(Path(folder))
        project_of(events, path)
        began = time.perf_counter()
        mirror = Mirror(path)
        load = time.perf_counter() - began
        connection = database.connect(path)
        sqlite, duck = in_sqlite(connection), in_duckdb(mirror)
        figures: dict[str, Any] = {"load_s": round(load, 1)}
        for name, query in QUERIES.items():
            for question in sqlite:
                took = []
                answers = []
                for ask in (sqlite[question], duck[question]):
                    began = time.perf_counter()
                    answers.append([tuple(row) if isinstance(row, list) else row for row in ask(query)])
                    took.append(round((time.perf_counter() - began) * 1000))
                if _own(question) & set(query.given()):
                    continue  # a facet's own field does not narrow it
                assert answers[0] == answers[1], (name, question, answers[0][:3], answers[1][:3])
                figures[f"{question}, {name}"] = {"sqlite": took[0], "duckdb": took[1]}
        connection.close()
        mirror.close()
    figures["megabytes"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return figures


def _own(question: str) -> set[str]:
    return {"types": {"event"}, "actors": {"actor"}}.get(question, set())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    figures = {f"{events}": compared(events) for events in options.events}
    print(json.dumps(figures, indent=1))
    if options.record:
        record("engines", figures)


if __name__ == "__main__":
    main()
