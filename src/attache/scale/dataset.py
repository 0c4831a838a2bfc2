"""Records as Parquet data sets, a folder each and within it one for each month of publication.

A run's articles come in chunks; a chunk's name is a digest of what is in it and of the coder. Its files are written under
names of their own and moved into place, a manifest last: a chunk is there whole or not at all, and written twice it is the
same files.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from attache.articles.raw import RawArticle
from attache.articles.sources import Item
from attache.coding import Coded, Job
from attache.errors import BadDataset, UnreadableArticle
from attache.export.records import Record, to_json
from attache.export.tables import COLUMNS, flat

KINDS = ("articles", "events", "statements", "failures")
MANIFESTS = "chunks"
_TEXT = pyarrow.string()
#: What is beside the record itself (``record``, as JSON) in each data set: enough to filter and count without reading JSON.
_SCHEMAS = {
    "articles": [
        (name, _TEXT)
        for name in ("id", "source_id", "title", "url", "published", "publisher", "language", "given", "coder")
    ],
    "events": [(name, getattr(pyarrow, "bool_" if kind == "bool" else kind)()) for name, kind, _, _ in COLUMNS],
    "statements": [(name, _TEXT) for name in ("id", "article", "source_id", "speaker_code", "speaker_name", "coder")],
    "failures": [(name, _TEXT) for name in ("source_id", "reason", "message")],
}


def chunked(items: Iterable[Item], size: int) -> Iterator[list[RawArticle | UnreadableArticle]]:
    """Items in lists of ``size``; marks of finished archives are left out, since every chunk has its own."""
    chunk: list[RawArticle | UnreadableArticle] = []
    for item in items:
        if isinstance(item, RawArticle | UnreadableArticle):
            chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def chunk_name(chunk: Sequence[RawArticle | UnreadableArticle], job: Job, coder: str) -> str:
    """The name of a chunk: the same inputs read by the same coder have the same."""
    digest = hashlib.sha256(f"{coder}\n{job.published}\n{job.max_chars}\n".encode())
    for item in chunk:
        told = (item.source_id, item.sha256) if isinstance(item, RawArticle) else (item.where, item.reason)
        digest.update(repr(told).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:20]


def is_written(folder: Path, name: str) -> bool:
    return _manifest(folder, name).is_file()


def write_chunk(folder: Path, name: str, coded: Iterable[Coded], given: str) -> dict[str, int]:
    """Write what came of a chunk; how many records of each kind."""
    rows: dict[tuple[str, str], list[Record]] = {}
    for each in coded:
        if isinstance(each, UnreadableArticle):
            told = {"source_id": each.where, "reason": each.reason, "message": str(each)}
            rows.setdefault(("failures", ""), []).append(told)
        elif isinstance(each, list):
            month = (each[0]["published"] or "")[:7] or "unknown"
            for record in each:
                kind = record["record"] + "s"
                rows.setdefault((kind, month), []).append(_row(kind, record, given))
    counts = dict.fromkeys(KINDS, 0)
    for (kind, month), found in sorted(rows.items()):
        within = folder / kind / (f"month={month}" if month else "")
        within.mkdir(parents=True, exist_ok=True)
        fields = [*_SCHEMAS[kind], *([] if kind == "failures" else [("record", _TEXT)])]
        table = pyarrow.Table.from_pylist(found, schema=pyarrow.schema(fields))
        move_into_place(within / f"{name}.parquet", lambda path, table=table: write_table(table, path))
        counts[kind] += len(found)
    (folder / MANIFESTS).mkdir(parents=True, exist_ok=True)
    move_into_place(_manifest(folder, name), lambda path: path.write_text(json.dumps(counts), encoding="utf-8"))
    return counts


def write_table(table: Any, path: Path) -> None:
    pyarrow.parquet.write_table(table, path, compression="zstd")


def move_into_place(path: Path, write: Any) -> None:
    """Write beside the path and rename: nobody ever sees half a file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _manifest(folder: Path, name: str) -> Path:
    return folder / MANIFESTS / f"{name}.json"


def _row(kind: str, record: Record, given: str) -> Record:
    if kind == "events":
        return {**flat(record), "record": to_json(record)}
    kept = {name: record.get(name) for name, _ in _SCHEMAS[kind]}
    if kind == "articles":
        kept["given"] = given
    else:
        speaker = record["speaker"] or {}
        kept |= {"speaker_code": speaker.get("code"), "speaker_name": speaker.get("name")}
    return {**kept, "record": to_json(record)}


def read_chunks(folder: Path) -> Iterator[tuple[list[tuple[list[Record], str]], list[UnreadableArticle]]]:
    """Chunk by chunk, those that are whole: articles with their records and the date that was given, and failures. Raises
    BadDataset."""
    manifests = sorted((folder / MANIFESTS).glob("*.json"))
    if not manifests:
        raise BadDataset(folder, "it holds no chunk that was written to its end")
    for manifest in manifests:
        yield _read_chunk(folder, manifest.stem)


def _read_chunk(folder: Path, name: str) -> tuple[list[tuple[list[Record], str]], list[UnreadableArticle]]:
    try:
        articles: dict[str, tuple[list[Record], str]] = {}
        for row in read_rows(folder, "articles", name, ["id", "given", "record"]):
            articles[row["id"]] = ([json.loads(row["record"])], row["given"] or "")
        for kind in ("events", "statements"):
            for row in read_rows(folder, kind, name, ["article", "record"]):
                articles[row["article"]][0].append(json.loads(row["record"]))
        failures = [
            UnreadableArticle(row["source_id"], row["reason"], row["message"].removeprefix(f"{row['source_id']}: "))
            for row in read_rows(folder, "failures", name, ["source_id", "reason", "message"])
        ]
    except (KeyError, ValueError) as error:
        raise _unreadable(folder, name, error) from error
    return list(articles.values()), failures


def read_rows(folder: Path, kind: str, name: str, columns: list[str]) -> Iterator[Record]:
    """The rows of one chunk's data set of a kind, of all months. Raises BadDataset."""
    for path in sorted((folder / kind).glob(f"**/{name}.parquet")):
        try:
            # Opened as a file: a reader of data sets would take the month from the folder's name for a column.
            with path.open("rb") as stream:
                rows = pyarrow.parquet.read_table(stream, columns=columns).to_pylist()
        except (OSError, pyarrow.ArrowException) as error:
            raise _unreadable(folder, name, error) from error
        yield from rows


def _unreadable(folder: Path, name: str, error: Exception) -> BadDataset:
    return BadDataset(
        folder, f"chunk {name} cannot be read ({type(error).__name__}: {error}); remove {_manifest(folder, name)}"
    )
