"""A project, or what a search finds, as files: in attache's own columns and in those of other tools. Beside them stand a data
dictionary and a manifest: which query, which versions, how many rows, which checksum."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from attache.errors import BadFormat, ExtraMissing
from attache.export import crosswalk
from attache.export.annotation import label_studio_task, prodigy_line
from attache.export.graphs import ftm_entities, geojson_of, network_of
from attache.export.records import Record, to_json
from attache.export.research import ACLED, POLECAT, acled_rows, gdelt_columns, gdelt_rows, polecat_rows
from attache.export.tables import COLUMNS, data_dictionary, flat, safe_cell, to_csv, write_parquet
from attache.query import Query
from attache.store.versions import snapshot_now
from attache.store.view import View

_Write = Callable[[View, Query, Path], int]


def export(view: View, folder: Path, formats: Iterable[str], query: Query, *, address: str = "") -> list[Record]:
    """Write each of ``formats`` into ``folder``, and README.md and manifest.json beside; for each file its name, rows and SHA-256.
    Raises BadFormat, ExtraMissing."""
    wanted = list(dict.fromkeys(formats))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise BadFormat(unknown[0], list(FORMATS))
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name in wanted:
        file, _, write = FORMATS[name]
        rows = write(view, query, folder / file)
        digest = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        files.append({"format": name, "file": file, "rows": rows, "sha256": digest})
    snapshot = snapshot_now(view.path)
    manifest = {
        "query": address,
        "coders": view.coders(),
        "crosswalk": crosswalk.VERSION,
        "snapshot": asdict(snapshot) if snapshot else None,
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_readme(wanted, address, snapshot), encoding="utf-8")
    return files


def _readme(wanted: list[str], address: str, snapshot: Any) -> str:
    parts = [data_dictionary()]
    parts += [f"# {FORMATS[name][0]}\n\n{FORMATS[name][1]}\n" for name in wanted]
    if snapshot is None:
        state = "No snapshot was taken of this state: attache snapshot NAME makes it one that can be cited."
    else:
        named = f" ({snapshot.name})" if snapshot.name else ""
        state = f"Snapshot {snapshot.id}{named} of {snapshot.made}; SHA-256 of its events {snapshot.checksum}."
    parts.append(f"# State\n\n{state} manifest.json holds each file's SHA-256.\n")
    if address:
        parts.append(f"# Query\n\n`{address}`\n")
    return "\n".join(parts)


# ---------------------------------------------------------------------- attache's own


def _csv(view: View, query: Query, path: Path) -> int:
    rows = -1
    with path.open("w", encoding="utf-8", newline="") as out:
        for line in to_csv(view.events(query)):
            out.write(line)
            rows += 1
    return rows


def _parquet(view: View, query: Query, path: Path) -> int:
    return write_parquet(view.events(query), path)


def _lines(records: Callable[[View, Query], Iterable[Record]]) -> _Write:
    def write(view: View, query: Query, path: Path) -> int:
        rows = 0
        with path.open("w", encoding="utf-8") as out:
            for record in records(view, query):
                out.write(to_json(record) + "\n")
                rows += 1
        return rows

    return write


def records_found(view: View, query: Query, kind: str) -> Iterator[Record]:
    """Articles or statements, of the articles that a search finds."""
    among = {event["article"] for event in view.events(query)} if query.given() else None
    key = "id" if kind == "articles" else "article"
    records = view.articles() if kind == "articles" else view.statements()
    return (record for record in records if among is None or record[key] in among)


# ---------------------------------------------------------------------- other tools'


def _addresses(view: View) -> Callable[[str], str]:
    known = {article["id"]: article["url"] or article["source_id"] for article in view.articles()}
    return lambda article: str(known.get(article, ""))


def _gdelt(version: int) -> _Write:
    def write(view: View, query: Query, path: Path) -> int:
        rows = 0
        with path.open("w", encoding="utf-8", newline="") as out:
            for row in gdelt_rows(view.stories(query), _addresses(view), version):
                out.write("\t".join(str(cell).replace("\t", " ").replace("\n", " ") for cell in row) + "\n")
                rows += 1
        return rows

    return write


def _table(
    columns: list[str], rows_of: Callable[[Iterable[Record]], Iterator[list[Any]]], delimiter: str = ","
) -> _Write:
    def write(view: View, query: Query, path: Path) -> int:
        rows = 0
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n", delimiter=delimiter)
            writer.writerow(columns)
            for row in rows_of(view.stories(query)):
                writer.writerow([safe_cell(cell) for cell in row])
                rows += 1
        return rows

    return write


def _cameo(view: View, query: Query, path: Path) -> int:
    """attache's own columns with the CAMEO code first."""
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["cameo", *(name for name, *_ in COLUMNS)])
        for record in view.events(query):
            signed = "instrument" in (record["details"] or {})
            code = crosswalk.cameo_of(record["event"], record["mode"], record["context"], signed=signed)
            writer.writerow([code, *(safe_cell(value) for value in flat(record).values())])
            rows += 1
    return rows


def _graph(form: str) -> _Write:
    def write(view: View, query: Query, path: Path) -> int:
        import networkx

        graph = network_of(view.stories(query))
        (networkx.write_graphml if form == "graphml" else networkx.write_gexf)(graph, path)
        return int(graph.number_of_edges())

    return write


def _geojson(view: View, query: Query, path: Path) -> int:
    found = geojson_of(view.stories(query))
    path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return len(found["features"])


def _ftm(view: View, query: Query, path: Path) -> int:
    rows = 0
    with path.open("w", encoding="utf-8") as out:
        for line in ftm_entities(view.stories(query), _addresses(view)):
            out.write(line + "\n")
            rows += 1
    return rows


def _stata(view: View, query: Query, path: Path) -> int:
    try:
        import pandas
    except ImportError as error:
        raise ExtraMissing("stata", "Stata's format") from error
    rows = [flat(record) for record in view.events(query)]
    frame = pandas.DataFrame(rows, columns=[name for name, *_ in COLUMNS])
    for name, kind, *_ in COLUMNS:
        if kind in ("string",):
            frame[name] = frame[name].fillna("").astype(str)
        elif kind == "bool":
            frame[name] = frame[name].astype("int8")
        else:
            frame[name] = pandas.to_numeric(frame[name]).astype("float64")
    # Longer texts than 2,045 bytes go into strL, which such columns are told to be.
    labels = {name: meaning[:80] for name, _, meaning, _ in COLUMNS}
    frame.to_stata(path, write_index=False, version=118, variable_labels=labels, convert_strl=["sentence", "trigger"])
    return len(frame)


def _hugging_face(view: View, query: Query, path: Path) -> int:
    """A folder's data file; its card is written beside, as the hub and the library ``datasets`` read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = write_parquet(view.events(query), path)
    card = path.parent.parent / "README.md"
    card.write_text(
        "---\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*.parquet\n"
        "pretty_name: Events coded by attache\ntags:\n- event-data\n- plover\n---\n\n" + data_dictionary(),
        encoding="utf-8",
    )
    return rows


def _label_studio(view: View, query: Query, path: Path) -> int:
    tasks = [
        label_studio_task(article, view.events_of(article["id"])) for article in records_found(view, query, "articles")
    ]
    path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    return len(tasks)


def _prodigy(view: View, query: Query) -> Iterator[Record]:
    return (prodigy_line(article, view.events_of(article["id"])) for article in records_found(view, query, "articles"))


_HAPPENED = "Happenings that are told as having happened; PLOVER's terms as CAMEO's by attache's crosswalk."
#: Format: its file, what is to be known of it, how it is written.
FORMATS: Final[dict[str, tuple[str, str, _Write]]] = {
    "csv": ("events.csv", "A report of an event a row, in the columns above.", _csv),
    "parquet": ("events.parquet", "The same, with each column's meaning in its metadata.", _parquet),
    "jsonl": ("events.jsonl", "Whole event records, with every span.", _lines(lambda view, query: view.events(query))),
    "stories": ("stories.jsonl", "Happenings with all evidence.", _lines(lambda view, query: view.stories(query))),
    "statements": (
        "statements.jsonl",
        "Who said what, in the articles that the search finds.",
        _lines(lambda view, query: records_found(view, query, "statements")),
    ),
    "articles": (
        "articles.jsonl",
        "The articles with their texts.",
        _lines(lambda view, query: records_found(view, query, "articles")),
    ),
    "gdelt2": (
        "gdelt2.export.csv",
        f"GDELT 2.0's event table, {len(gdelt_columns(2))} columns, tabs, no header: {', '.join(gdelt_columns(2))}. {_HAPPENED} A row "
        "is an actor with a recipient; NumMentions and NumArticles are reports, NumSources sources; AvgTone is empty; what is not told to the day is left out, since SQLDATE is one.",
        _gdelt(2),
    ),
    "gdelt1": (
        "gdelt1.export.csv",
        f"GDELT 1.0's event table, {len(gdelt_columns(1))} columns, else as gdelt2.",
        _gdelt(1),
    ),
    "polecat": (
        "polecat.tsv",
        f"POLECAT's {len(POLECAT)} columns, tabs. Happenings that are told as having happened; Event Date is empty where the day is not told.",
        _table(POLECAT, polecat_rows, "\t"),
    ),
    "acled": (
        "acled.csv",
        "ACLED's columns, of what is in its scope. Fatalities are the lower bound of the toll and empty where none is told.",
        _table(ACLED, acled_rows),
    ),
    "cameo": ("cameo.csv", "As events.csv, the CAMEO code first.", _cameo),
    "ftm": (
        "entities.ftm.json",
        "FollowTheMoney entities, one a line: events, persons, public bodies, organizations.",
        _ftm,
    ),
    "graphml": ("network.graphml", "Who acts on whom, an edge each way: weight, cooperation, conflict, mean_scale, first, last.", _graph("graphml")),
    "gexf": ("network.gexf", "The same for Gephi.", _graph("gexf")),
    "geojson": ("places.geojson", "Happenings with coordinates; `precision` says what the point stands for.", _geojson),
    "stata": ("events.dta", "As events.csv, for Stata 14 and later.", _stata),
    "huggingface": (
        "huggingface/data/train-00000-of-00001.parquet",
        "A folder that `datasets.load_dataset` and the hub read.",
        _hugging_face,
    ),
    "labelstudio": ("labelstudio.json", "Tasks with predictions for Label Studio.", _label_studio),
    "prodigy": ("prodigy.jsonl", "Examples with spans and relations for Prodigy.", _lines(_prodigy)),
}  # fmt: skip
