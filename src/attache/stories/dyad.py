"""Two sides with each other over time: what they did to and with one another, month by month, counted in happenings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attache.export.records import Record
from attache.ontology import scale_of


def dyad(one: str, other: str, stories: Iterable[Record], statements: Iterable[Record]) -> Record:
    """The dyad record of two codes. ``stories`` may hold others; those that do not have both sides are left out.

    months      for each month with a dated happening: how many of each quad class, mean score (PLOVER, -10 to 10), by direction
    agreements, exercises, visits, transfers, sanctions, disputes   ids of stories with what tells them apart, newest first
    planned     what is ahead or only possible; denied   what did not happen
    statements  what one side said, newest first
    """
    between = [story for story in stories if _between(one, other, story)]
    actual = [story for story in between if story["status"] == "actual"]
    return {
        "record": "dyad",
        "parties": [one, other],
        "stories": len(between),
        "reports": sum(story["reports"] for story in between),
        "months": _months(one, other, actual),
        "agreements": _listed(s for s in actual if s["event"] in ("AGREE", "SUPPORT")),
        "exercises": _listed(s for s in actual if s["event"] == "COOPERATE" and "military" in s["context"]),
        "visits": _listed(s for s in actual if s["event"] == "CONSULT"),
        "transfers": _listed(s for s in actual if s["event"] == "AID"),
        "sanctions": _listed(s for s in actual if s["event"] == "SANCTION"),
        "disputes": _listed(s for s in actual if s["quad_code"] in (3, 4) and s["event"] != "SANCTION"),
        "planned": _listed(s for s in between if s["status"] in ("future", "hypothetical")),
        "denied": _listed(s for s in between if s["status"] == "negated"),
        "statements": [_said(statement) for statement in statements if _by(statement) in (one, other)],
    }


def _between(one: str, other: str, story: Record) -> bool:
    """Whether both are parties, and not merely both on one side of what is done to a third."""
    actor, recipient = ({entity["code"] for entity in story[side]} for side in ("actor", "recipient"))
    if not {one, other} <= actor | recipient:
        return False
    mutual = story["event"] in ("CONSULT", "AGREE", "SUPPORT", "COOPERATE") and {one, other} <= actor
    across = (one in actor and other in recipient) or (other in actor and one in recipient)
    return mutual or across


def _direction(one: str, other: str, story: Record) -> str:
    actor = {entity["code"] for entity in story["actor"]}
    if {one, other} <= actor:
        return "both"
    return f"{one} to {other}" if one in actor else f"{other} to {one}"


def _months(one: str, other: str, stories: Iterable[Record]) -> list[Record]:
    found: dict[str, dict[str, Any]] = {}
    for story in stories:
        if story["date"] is None or story["date"][:7] != story["enddate"][:7]:
            continue  # a happening of no one month is in the lists alone
        month = found.setdefault(story["date"][:7], {"quads": [0, 0, 0, 0], "scores": [], "directions": {}})
        month["quads"][story["quad_code"] - 1] += 1
        month["scores"].append(scale_of(story["event"], tuple(story["mode"])))
        way = _direction(one, other, story)
        month["directions"][way] = month["directions"].get(way, 0) + 1
    return [
        {
            "month": month,
            "stories": len(of["scores"]),
            "verbal_cooperation": of["quads"][0],
            "material_cooperation": of["quads"][1],
            "verbal_conflict": of["quads"][2],
            "material_conflict": of["quads"][3],
            "mean_score": round(sum(of["scores"]) / len(of["scores"]), 2),
            "directions": dict(sorted(of["directions"].items())),
        }
        for month, of in sorted(found.items(), reverse=True)
    ]


def _listed(stories: Iterable[Record]) -> list[Record]:
    """Newest first; what has no date by its first report."""
    ordered = sorted(stories, key=lambda s: (s["enddate"] or s["first_published"] or "", s["id"]), reverse=True)
    return [
        {
            "story": story["id"],
            "event": story["event"],
            "mode": story["mode"],
            "date": story["date"],
            "enddate": story["enddate"],
            "date_precision": story["date_precision"],
            "actor": [entity["name"] for entity in story["actor"]],
            "recipient": [entity["name"] for entity in story["recipient"]],
            "place": story["event_loc"]["name"] if story["event_loc"] else None,
            "background": story["background"],
            "reports": story["reports"],
            "sources": story["sources"],
            "words": story["evidence"][0]["sentence"]["text"],
        }
        for story in ordered
    ]


def _by(statement: Record) -> str | None:
    return statement["speaker"]["code"] if statement["speaker"] else None


def _said(statement: Record) -> Record:
    return {
        "statement": statement["id"],
        "speaker": statement["speaker"]["name"],
        "code": _by(statement),
        "published": statement.get("published"),
        "cue": statement["cue"]["text"] if statement["cue"] else None,
        "content": statement["content"]["text"],
        "direct": statement["direct"],
        "article": statement["article"],
    }
