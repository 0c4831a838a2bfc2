"""Happenings for the tools of networks, maps and investigations: GraphML, GEXF, GeoJSON, FollowTheMoney."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attache.actors.states import last_life
from attache.export.records import Record
from attache.export.research import happened
from attache.ontology import scale_of


def network_of(stories: Iterable[Record]) -> Any:
    """A networkx graph of actors: who acts on whom (an edge each way round, by code), with ``cooperation``, ``conflict``,
    ``mean_scale``, ``first`` and ``last`` day."""
    import networkx

    graph = networkx.DiGraph()
    for story in happened(stories):
        for one, other in _ways(story):
            for code in (one, other):
                if code not in graph:
                    life = last_life(code)
                    graph.add_node(code, label=life.name if life else code, events=0)
                graph.nodes[code]["events"] += 1
            edge = graph.edges[one, other] if graph.has_edge(one, other) else _new_edge(graph, one, other)
            edge["weight"] += 1
            edge["cooperation" if story["quad_code"] <= 2 else "conflict"] += 1
            edge["scale"] += scale_of(story["event"], tuple(story["mode"]))
            if story["date"]:
                edge["first"] = min(edge["first"] or story["date"], story["date"])
                edge["last"] = max(edge["last"], story["date"])
    for _, _, edge in graph.edges(data=True):
        edge["mean_scale"] = round(edge.pop("scale") / edge["weight"], 3)
    return graph


def _new_edge(graph: Any, one: str, other: str) -> dict[str, Any]:
    graph.add_edge(one, other, weight=0, cooperation=0, conflict=0, scale=0.0, first="", last="")
    found: dict[str, Any] = graph.edges[one, other]
    return found


def _ways(story: Record) -> Iterator[tuple[str, str]]:
    actors, recipients = (
        list(dict.fromkeys(e["code"] for e in story[side] if e["code"])) for side in ("actor", "recipient")
    )
    for one in actors:
        for other in recipients or actors:
            if one != other:
                yield one, other


def geojson_of(stories: Iterable[Record]) -> Record:
    """A FeatureCollection: happenings that have a place with coordinates, each with the precision that its point stands for."""
    features = [
        {
            "type": "Feature",
            "id": story["id"],
            "geometry": {"type": "Point", "coordinates": [story["event_loc"]["lon"], story["event_loc"]["lat"]]},
            "properties": {
                "event": story["event"],
                "mode": ";".join(story["mode"]),
                "status": story["status"],
                "quad_code": story["quad_code"],
                "date": story["date"],
                "enddate": story["enddate"],
                "actor": "; ".join(e["name"] for e in story["actor"]),
                "recipient": "; ".join(e["name"] for e in story["recipient"]),
                "place": story["event_loc"]["name"],
                "country": story["event_loc"]["code"],
                "precision": story["event_loc"]["precision"],
                "reports": story["reports"],
                "sentence": story["evidence"][0]["sentence"]["text"],
            },
        }
        for story in stories
        if story["event_loc"] and story["event_loc"]["lat"] is not None
    ]
    return {"type": "FeatureCollection", "features": features}


def ftm_entities(stories: Iterable[Record], urls: Callable[[str], str]) -> Iterator[str]:
    """FollowTheMoney entities, one a line: an Event for each happening, the Persons, PublicBodies and Organizations in it."""
    seen: set[str] = set()
    for story in happened(stories):
        sides: dict[str, list[str]] = {"actor": [], "recipient": []}
        for side, ids in sides.items():
            for entity in story[side]:
                id, found = _ftm_party(entity)
                ids.append(id)
                if id not in seen:
                    seen.add(id)
                    yield json.dumps(found, ensure_ascii=False)
        place = story["event_loc"] or {}
        first = story["evidence"][0]
        properties = {
            "name": [" ".join((story["event"], *story["mode"]))],
            "keywords": [story["event"], *story["mode"], *story["context"]],
            "summary": [first["sentence"]["text"]],
            "startDate": [story["date"]] if story["date"] else [],
            "endDate": [story["enddate"]] if story["enddate"] else [],
            "location": [place["name"]] if place else [],
            "country": _country(place.get("code")),
            "organizer": sides["actor"],
            "involved": sides["recipient"],
            "sourceUrl": sorted({url for e in story["evidence"] if (url := urls(e["article"])).startswith("http")}),
            "publisher": sorted({e["publisher"] for e in story["evidence"] if e["publisher"]}),
            "recordId": [story["id"]],
        }
        kept = {name: values for name, values in properties.items() if values}
        yield json.dumps({"id": f"attache-{story['id']}", "schema": "Event", "properties": kept}, ensure_ascii=False)


def _country(code: str | None) -> list[str]:
    """FollowTheMoney's countries are ISO's two letters."""
    life = last_life(code)
    return [life.iso2.lower()] if life and life.iso2 else []


def _ftm_party(entity: Record) -> tuple[str, Record]:
    told = f"{entity['name']}|{entity['code']}"
    id = f"attache-{hashlib.sha256(told.encode()).hexdigest()[:20]}"
    person = bool(entity["office"] or entity["identifier_id"])
    public = not person and bool({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"} & set(entity["sector"]))
    properties = {"name": [entity["name"]], "country": _country(entity["code"])}
    if person:
        properties |= {"position": [entity["office"]] if entity["office"] else []}
        properties |= {"wikidataId": [entity["identifier_id"]] if entity["identifier_id"] else []}
    schema = "Person" if person else "PublicBody" if public else "Organization"
    return id, {"id": id, "schema": schema, "properties": {n: v for n, v in properties.items() if v}}
