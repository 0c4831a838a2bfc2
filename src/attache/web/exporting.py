"""All rows of a search as a file, streamed: the columns that ``attache export`` writes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from attache.errors import BadQuery
from attache.export.records import Record, to_json
from attache.export.tables import to_csv, write_parquet
from attache.export.write import records_found
from attache.query import Query
from attache.store.view import View
from attache.web.params import ExportedOf
from attache.web.project import ServedOf

router = APIRouter()

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
_CHUNK = 1 << 20


@router.get(
    "/export/{what}",
    operation_id="export",
    tags=["exports"],
    summary="Every row of a search as a file",
    response_class=StreamingResponse,
    responses={200: {"content": {kind.partition(";")[0]: {} for kind in _KINDS.values()}}},
)
def export(
    what: Literal["events", "stories", "statements", "articles"], search: ExportedOf, served: ServedOf
) -> Response:
    if search.format != "jsonl" and what != "events":
        raise BadQuery("format", f"{what} are nested records: jsonl")
    query = search.query()
    headers = {"content-disposition": f'attachment; filename="{what}.{search.format}"'}
    stream = (
        _parquet(served.path, query) if search.format == "parquet" else _lines(served.path, what, query, search.format)
    )
    return StreamingResponse(stream, media_type=_KINDS[search.format], headers=headers)


def _lines(path: Path, what: str, query: Query, form: str) -> Iterator[str]:
    # A view of its own: the request's is closed before the last line is sent.
    with closing(View(path, shared=True)) as view:
        if form == "csv":
            yield from to_csv(view.events(query))
        else:
            yield from (to_json(record) + "\n" for record in _records(view, what, query))


def _records(view: View, what: str, query: Query) -> Iterator[Record]:
    if what == "events":
        return view.events(query)
    if what == "stories":
        return view.stories(query)
    return records_found(view, query, what)


def _parquet(path: Path, query: Query) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder, closing(View(path, shared=True)) as view:
        file = Path(folder) / "events.parquet"
        write_parquet(view.events(query), file)
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
