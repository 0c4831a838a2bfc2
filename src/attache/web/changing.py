"""Requests that change something: judgements and reviews, saved searches and watches, articles to code."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from attache.errors import UnknownRecord
from attache.export.records import to_json
from attache.store import review, watches
from attache.store.judging import judge, take_back
from attache.web.jobs import SUFFIXES, Jobs
from attache.web.params import Listed, Record, Search
from attache.web.project import ServedOf, ViewOf

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=2**53)]
_Short = Annotated[str, Field(min_length=1, max_length=120)]


class Judging(BaseModel):
    """One judgement. ``slot`` and ``value`` go with correct, ``other`` with merge and split; to add an event, ``event`` is the id
    of its article and ``value`` its type and the place of its words, as TYPE@START-END."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["confirm", "reject", "correct", "merge", "split", "add"] = Field(examples=["confirm"])
    event: Annotated[str, Field(min_length=1, max_length=80)]
    author: _Short = "me"
    other: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    slot: Annotated[str, Field(max_length=40)] | None = None
    value: Annotated[str, Field(max_length=1000)] | None = None
    reason: Annotated[str, Field(max_length=2000)] | None = None


class TakingBack(BaseModel):
    model_config = ConfigDict(extra="forbid")

    author: _Short = "me"


class Saving(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: _Short
    query: Annotated[str, Field(max_length=4000)] = Field(examples=["party=CHN&event=AGREE"])


class Watching(Saving):
    target: Annotated[str, Field(max_length=500)] = Field("file", examples=["file", "mailto:desk@example.org"])
    threshold: int = Field(1, ge=1, le=10**6)
    every_minutes: int = Field(60, ge=1, le=10**6)


class Pasting(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=1_000_000)]
    title: Annotated[str, Field(max_length=500)] | None = None
    published: Annotated[str, Field(max_length=40)] | None = Field(None, examples=["2024-05-16"])
    publisher: Annotated[str, Field(max_length=200)] | None = None


class Queue(Search):
    """What is to be reviewed: of a search, what this author has not judged."""

    order: Literal["uncertain", "random", "date"] = "uncertain"
    author: _Short = "me"
    limit: int = Field(20, ge=1, le=100)


@router.post(
    "/judgements", operation_id="addJudgement", tags=["review"], status_code=201, summary="Say something of an event"
)
def add_judgement(said: Judging, served: ServedOf, view: ViewOf) -> Record:
    number = judge(
        served.path,
        said.kind,
        said.event,
        author=said.author,
        other=said.other,
        slot=said.slot,
        value=said.value,
        reason=said.reason,
    )
    return {"id": number, "event": view.judgement(number).event}


@router.get("/judgements", operation_id="listJudgements", tags=["review"], summary="What was said, the latest first")
def judgements(view: ViewOf, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> Record:
    return {
        "items": [asdict(judgement) for judgement in view.judgements(limit)],
        "waiting": [asdict(judgement) for judgement in view.waiting()],
    }


@router.post(
    "/judgements/{number}/undo", operation_id="undoJudgement", tags=["review"], summary="Take a judgement back"
)
def undo(number: Number, said: TakingBack, served: ServedOf) -> Record:
    take_back(served.path, number, author=said.author)
    return {"id": number, "undone": True}


@router.get(
    "/review/queue", operation_id="getReviewQueue", tags=["review"], summary="Events that an author has not judged"
)
def review_queue(search: Annotated[Queue, Query()], served: ServedOf, view: ViewOf) -> Listed:
    done = review.judged_by(view.raw(), search.author)
    page = served.mirror.page(
        search.query(), unit="events", sort=search.order, after=0, limit=search.limit, without=done
    )
    return Listed(items=view.events_by_id([key for key, _ in page.keys]), total=page.total, next=None)


@router.get("/review/report", operation_id="getReviewReport", tags=["review"], summary="How often the coder was right")
def review_report(view: ViewOf) -> Record:
    return review.report(view.raw())


@router.get(
    "/review/corpus",
    operation_id="getReviewedText",
    tags=["review"],
    summary="Reviewed paragraphs as annotated text for `attache train`",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/x-ndjson": {}}}},
)
def review_corpus(view: ViewOf) -> Response:
    lines = "".join(to_json(line) + "\n" for line in review.annotated_lines(view.raw()))
    headers = {"content-disposition": 'attachment; filename="reviewed.jsonl"'}
    return Response(lines, media_type="application/x-ndjson", headers=headers)


@router.get("/searches", operation_id="listSearches", tags=["searches"], summary="Saved searches")
def searches(served: ServedOf) -> Record:
    return {"items": [asdict(search) for search in watches.searches(served.path)]}


@router.post("/searches", operation_id="saveSearch", tags=["searches"], status_code=201, summary="Keep a search")
def save_search(saving: Saving, served: ServedOf) -> Record:
    return asdict(watches.save_search(served.path, saving.name, saving.query))


@router.delete("/searches/{number}", operation_id="forgetSearch", tags=["searches"], summary="Forget a saved search")
def forget_search(number: Number, served: ServedOf) -> Record:
    if not watches.forget_search(served.path, number):
        raise UnknownRecord(str(number))
    return {"id": number}


@router.get("/watches", operation_id="listWatches", tags=["watches"], summary="Watches, and how they went")
def list_watches(served: ServedOf) -> Record:
    return {"items": [asdict(watch) for watch in watches.watches(served.path)]}


@router.post("/watches", operation_id="addWatch", tags=["watches"], status_code=201, summary="Watch a search")
def add_watch(watching: Watching, served: ServedOf) -> Record:
    made = watches.add_watch(
        served.path,
        watching.name,
        watching.query,
        watching.target,
        threshold=watching.threshold,
        every_minutes=watching.every_minutes,
    )
    return asdict(made)


@router.delete("/watches/{number}", operation_id="removeWatch", tags=["watches"], summary="Watch no longer")
def remove_watch(number: Number, served: ServedOf) -> Record:
    if not watches.remove_watch(served.path, number):
        raise UnknownRecord(str(number))
    return {"id": number}


@router.post("/watches/{number}/check", operation_id="checkWatch", tags=["watches"], summary="Look now")
def check_watch(number: Number, served: ServedOf) -> Record:
    watch = next((watch for watch in watches.watches(served.path) if watch.id == number), None)
    if watch is None:
        raise UnknownRecord(str(number))
    return {"id": number, "told": watches.check_watch(served.path, watch, served.settings)}


def _jobs(request: Request) -> Jobs:
    found: Jobs = request.app.state.jobs
    return found


@router.post("/code", operation_id="codeText", tags=["coding"], status_code=202, summary="Code a text into the project")
def code_text(pasting: Pasting, request: Request) -> Record:
    return _jobs(request).paste(pasting.text, pasting.title, pasting.published, pasting.publisher)


@router.post(
    "/upload", operation_id="codeFile", tags=["coding"], status_code=202, summary="Code a file into the project"
)
def code_file(
    request: Request,
    name: Annotated[str, Query(min_length=1, max_length=200, description=f"Its name; {', '.join(SUFFIXES)}.")],
    body: Annotated[bytes, Body(media_type="application/octet-stream")],
    published: Annotated[str | None, Query(max_length=40)] = None,
) -> Record:
    return _jobs(request).upload(name, body, published)


@router.get("/jobs/{number}", operation_id="getJob", tags=["coding"], summary="How far the coding of something is")
def job(number: Number, request: Request) -> dict[str, Any]:
    return _jobs(request).state(number)
