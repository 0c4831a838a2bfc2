"""Requests that look: events, stories, articles, actors, dyads, registers, statements, and what charts are drawn from."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse

from attache.actors.known import aliases_of, names_like, offices_of
from attache.actors.states import lives_of, memberships, state_list
from attache.errors import BadQuery
from attache.export.tables import safe_cell
from attache.ontology import CONTEXTS, EVENT_TYPES, MODES, QUAD_CODES, SECTORS, STATUSES
from attache.query import Query
from attache.store.mirror import FACETS, Page
from attache.store.sources import sources as followed_sources
from attache.stories.dyad import dyad
from attache.stories.panels import panel as panel_rows
from attache.stories.panels import panel_columns, span_of
from attache.stories.registers import REGISTERS, columns, rows
from attache.web.params import FacetedOf, Listed, ListingOf, Record, SearchOf, TabledOf, TimedOf
from attache.web.project import ServedOf, ViewOf

router = APIRouter()
_LONGEST_PANEL = 1100  # days

_ROWS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Rows: {items: [...]} as JSON, or CSV with a header.",
        "content": {"application/json": {"schema": {"type": "object"}}, "text/csv": {"schema": {"type": "string"}}},
    }
}
Id = Annotated[str, Path(max_length=200, description="Id of a record; its start will do.")]
Code = Annotated[str, Path(pattern=r"^[A-Za-z]{2,4}$", description="Country or international code.")]
Format = Literal["json", "csv"]
_Limit = Annotated[int, Parameter(ge=1, le=500)]
_Cursor = Annotated[str, Parameter(max_length=12, pattern=r"^\d{0,12}$")]


@router.get("/project", operation_id="getProject", tags=["project"], summary="What is open, and how much is in it")
def project(served: ServedOf, view: ViewOf) -> Record:
    from attache import __version__

    return {
        "attache": __version__,
        "project": served.path.parent.name,
        "counts": view.counts(),
        "coders": view.coders(),
        "published": view.published_range(),
        "waiting": len(view.waiting()),
    }


@router.get("/terms", operation_id="getTerms", tags=["project"], summary="PLOVER's terms, for forms and legends")
def terms() -> Record:
    return {
        "event": list(EVENT_TYPES),
        "mode": {event: list(modes) for event, modes in MODES.items()},
        "context": list(CONTEXTS),
        "sector": list(SECTORS),
        "status": list(STATUSES),
        "quad": QUAD_CODES,
        "facets": list(FACETS),
        "registers": [*REGISTERS, "statements"],
        "states": state_list(),
    }


@router.get("/events", operation_id="listEvents", tags=["events"], summary="Reports of events that a search finds")
def events(search: ListingOf, served: ServedOf, view: ViewOf) -> Listed:
    page = served.mirror.page(
        search.query(), unit="events", sort=search.sort, after=int(search.cursor or 0), limit=search.limit
    )
    return _listed(view.events_by_id([key for key, _ in page.keys]), page, search.cursor, search.limit)


@router.get("/events/{id}", operation_id="getEvent", tags=["events"], summary="One event, as it stands")
def event(id: Id, view: ViewOf) -> Record:
    return view.event_of(id)


@router.get(
    "/events/{id}/history", operation_id="getEventHistory", tags=["events"], summary="What was said of an event"
)
def event_history(id: Id, view: ViewOf) -> Record:
    return {"items": [asdict(judgement) for judgement in view.history(id)]}


@router.get("/stories", operation_id="listStories", tags=["stories"], summary="Happenings that a search finds")
def stories(search: ListingOf, served: ServedOf, view: ViewOf) -> Listed:
    page = served.mirror.page(
        search.query(), unit="stories", sort=search.sort, after=int(search.cursor or 0), limit=search.limit
    )
    found = view.stories_by_id([key for key, _ in page.keys])
    return _listed(found, page, search.cursor, search.limit)


@router.get(
    "/stories/{id}", operation_id="getStory", tags=["stories"], summary="One happening: evidence, contradictions, links"
)
def story(id: Id, view: ViewOf) -> Record:
    found = view.story_of(id)
    said = [judgement for entry in found["evidence"] for judgement in view.history(entry["event"])]
    unique = {judgement.id: judgement for judgement in said}
    return {
        **found,
        "links": view.links_of(found["id"]),
        "history": [asdict(unique[number]) for number in sorted(unique)],
    }


@router.get("/articles", operation_id="listArticles", tags=["articles"], summary="Articles, newest first")
def articles(
    view: ViewOf,
    text: Annotated[str | None, Parameter(max_length=1000, description="Words in the article.")] = None,
    publisher: Annotated[str | None, Parameter(max_length=300)] = None,
    limit: _Limit = 50,
    cursor: _Cursor = "",
) -> Listed:
    after = int(cursor or 0)
    found, total = view.articles_page(text=text, publisher=publisher, after=after, limit=limit)
    return Listed(items=found, total=total, next=str(after + limit) if after + limit < total else None)


@router.get(
    "/articles/{id}", operation_id="getArticle", tags=["articles"], summary="An article with its events and statements"
)
def article(id: Id, view: ViewOf) -> Record:
    found = view.article_of(id)
    events = view.events_of(found["id"])
    statements = sorted(view.statements(found["id"]), key=lambda s: s["content"]["start"])
    return {**found, "events": events, "statements": statements}


@router.get("/statements", operation_id="listStatements", tags=["statements"], summary="Who said what, newest first")
def statements(
    view: ViewOf,
    speaker: Annotated[list[str], Parameter(description="Codes of speakers; all without it.")] = [],  # noqa: B006
    limit: _Limit = 50,
    cursor: _Cursor = "",
) -> Listed:
    after = int(cursor or 0)
    found, total = view.statements_page([code.upper() for code in speaker], after=after, limit=limit)
    return Listed(items=found, total=total, next=str(after + limit) if after + limit < total else None)


@router.get("/totals", operation_id="getTotals", tags=["charts"], summary="How much a search finds")
def totals(search: SearchOf, served: ServedOf) -> Record:
    return served.mirror.totals(search.query())


@router.get(
    "/facets", operation_id="getFacets", tags=["charts"], summary="Values of each facet, with counts of happenings"
)
def facets(search: FacetedOf, served: ServedOf) -> Record:
    unknown = [name for name in search.facet if name not in FACETS]
    if unknown:
        raise BadQuery("facet", f"{unknown[0]!r} is none of {', '.join(FACETS)}")
    return dict(served.mirror.facets(search.query(), tuple(search.facet) or FACETS, limit=search.values))


@router.get(
    "/timeline",
    operation_id="getTimeline",
    response_class=Response,
    responses=_ROWS,
    tags=["charts"],
    summary="Happenings over time, beside what was read",
)
def timeline(search: TimedOf, served: ServedOf) -> Response:
    found = served.mirror.timeline(search.query(), search.step, by=search.by)
    return _table(found, search.format, f"timeline-{search.step}")


@router.get(
    "/map",
    operation_id="getMap",
    response_class=Response,
    responses=_ROWS,
    tags=["charts"],
    summary="Where happenings were, at the precision told",
)
def map_(search: TabledOf, served: ServedOf) -> Response:
    return _table(served.mirror.places(search.query()), search.format, "places")


@router.get(
    "/network",
    operation_id="getNetwork",
    response_class=Response,
    responses=_ROWS,
    tags=["charts"],
    summary="Who with whom: cooperation and conflict",
)
def network(search: TabledOf, served: ServedOf) -> Response:
    return _table(served.mirror.network(search.query()), search.format, "network")


@router.get(
    "/dyads",
    operation_id="listDyads",
    response_class=Response,
    responses=_ROWS,
    tags=["dyads"],
    summary="Pairs of parties, those with most between them first",
)
def dyads(search: TabledOf, served: ServedOf) -> Response:
    return _table(served.mirror.network(search.query(), limit=1000), search.format, "dyads")


@router.get("/dyads/{one}/{other}", operation_id="getDyad", tags=["dyads"], summary="Two sides with each other")
def dyad_page(one: Code, other: Code, search: SearchOf, view: ViewOf) -> Record:
    one, other = one.upper(), other.upper()
    if one == other:
        raise BadQuery("other", "a dyad has two sides")
    query = search.query().but(party=one, with_party=other)
    return dyad(one, other, view.stories(query), view.statements_of((one, other)))


@router.get(
    "/actors", operation_id="searchActors", tags=["actors"], summary="Names like this one, with what is known of them"
)
def actors(
    name: Annotated[str, Parameter(min_length=1, max_length=100)], limit: Annotated[int, Parameter(ge=1, le=50)] = 12
) -> Record:
    return {"items": names_like(name, limit)}


@router.get(
    "/actors/{code}",
    operation_id="getActor",
    tags=["actors"],
    summary="A state or body: names, aliases, offices, partners",
)
def actor(code: Code, search: SearchOf, served: ServedOf) -> Record:
    code = code.upper()
    query = search.query().but(party=code)
    mirror = served.mirror
    partners = [
        {**edge, "partner": edge["other"] if edge["one"] == code else edge["one"]}
        for edge in mirror.network(query, limit=500)
        if code in (edge["one"], edge["other"])
    ]
    lives = lives_of(code)
    return {
        "code": code,
        "names": [asdict(life) for life in lives],
        "aliases": aliases_of(code),
        "members": [asdict(member) for life in lives for member in memberships(life.name)],
        "offices": offices_of(code),
        "totals": mirror.totals(query),
        "facets": mirror.facets(query, ("event", "name", "context", "place")),
        "timeline": mirror.timeline(query, "month"),
        "partners": partners,
    }


@router.get(
    "/registers/{name}",
    operation_id="getRegister",
    response_class=Response,
    responses=_ROWS,
    tags=["registers"],
    summary="A register out of the happenings",
)
def register(
    name: Literal["agreements", "exercises", "visits", "transfers", "sanctions"], search: TabledOf, view: ViewOf
) -> Response:
    found = list(rows(name, view.stories(search.query())))
    return _table(found, search.format, name, columns(name))


@router.get(
    "/panels/{unit}",
    operation_id="getPanel",
    response_class=Response,
    responses=_ROWS,
    tags=["panels"],
    summary="Zero-filled rows for time series",
)
def panel(
    unit: Literal["countries", "dyads"],
    view: ViewOf,
    since: Annotated[str | None, Parameter(max_length=10)] = None,
    until: Annotated[str | None, Parameter(max_length=10)] = None,
    format: Format = "json",
) -> Response:
    coverage = view.coverage()
    span = span_of(coverage, since, until)
    if span is None:
        return _table([], format, f"panel-{unit}", panel_columns(unit))
    if (span[1] - span[0]).days > _LONGEST_PANEL:
        raise BadQuery(
            "since", f"a panel in one answer spans at most {_LONGEST_PANEL} days; `attache panel` writes any"
        )
    query = Query.of(since=span[0].isoformat(), until=span[1].isoformat(), status="actual")
    rows = panel_rows(unit, view.stories(query), coverage, span)
    return _table(rows, format, f"panel-{unit}", panel_columns(unit))


@router.get("/runs", operation_id="listRuns", tags=["project"], summary="What was coded when and by what; what failed")
def runs(served: ServedOf, view: ViewOf) -> Record:
    failures = [{"input": where, "reason": reason, "message": message} for where, reason, message in view.failures()]
    followed = [asdict(source) for source in followed_sources(served.path)]
    return {"items": view.runs(), "failures": failures, "sources": view.sources(), "followed": followed}


@router.get(
    "/snapshots", operation_id="listSnapshots", tags=["project"], summary="States of the project that can be cited"
)
def snapshots(served: ServedOf) -> Record:
    from attache.store.versions import snapshots as taken

    return {"items": [asdict(snapshot) for snapshot in taken(served.path)]}


def _listed(items: list[Record], page: Page, cursor: str, limit: int) -> Listed:
    following = str(int(cursor or 0) + limit) if page.more else None
    return Listed(items=items, total=page.total, next=following)


def _table(found: Iterable[Record], form: str, name: str, header: list[str] | None = None) -> Response:
    """Rows as JSON, or as CSV to take along."""
    if form == "json":
        body = json.dumps({"items": list(found)}, ensure_ascii=False, separators=(",", ":")).encode()
        return Response(body, media_type="application/json")
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(_lines(found, header), media_type="text/csv; charset=utf-8", headers=headers)


def _lines(found: Iterable[Record], header: list[str] | None) -> Iterator[str]:
    """Lines of CSV; the header is the first row's keys where it is not given."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    stream = iter(found)
    first = next(stream, None)
    names = header or list(first or ())
    writer.writerow(names)
    for row in itertools.chain((first,) if first is not None else (), stream):
        writer.writerow([safe_cell(row[name]) for name in names])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
