"""One happening out of its reports: each slot with every value that is told and by whom, and the value that stands.

Nothing is dropped: where reports differ, all values stay, and the slot is named among the contradictions. What stands is the
value of most sources (near-copies of one text are one source), then of the latest, then of the surest report. Tolls grow as
news comes in: there the latest source stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from attache.export.records import Record

Value = Any


class Told(NamedTuple):
    """An event record with what is known of its article."""

    record: Record
    published: str | None
    publisher: str | None
    source: str  # the article, or the one that it is a near-copy of


def merged(story: str, reports: Iterable[Told]) -> Record:
    """The story record: ``event``, ``mode``, ``status``, ``date`` to ``enddate``, ``actor``, ``recipient``, ``event_loc`` and
    ``size`` as an event record has them, ``slots`` with all values, ``contradictions``, ``evidence`` in order of
    publication."""
    ordered = sorted(reports, key=lambda t: (t.published or "", t.record["article"], t.record["id"]))
    slots = {name: _values(ordered, read) for name, read in _SLOTS.items()}
    toll = {kind: _values(ordered, _count_of(kind)) for kind in ("dead", "injured", "arrested", "displaced")}
    slots |= {f"size.{kind}": values for kind, values in toll.items() if values}
    details = {key: _values(ordered, _detail_of(key)) for key in _DETAILS}
    slots |= {f"details.{key}": values for key, values in details.items() if values}
    stands = {name: _consensus(values) for name, values in slots.items()}
    first = ordered[0].record
    days = stands["date"] or {"date": None, "enddate": None, "date_precision": "unknown"}
    return {
        "id": story,
        "record": "story",
        "event": stands["event"],
        "mode": stands["mode"] or [],
        "context": sorted({context for told in ordered for context in told.record["context"]}),
        "quad_code": next(t.record["quad_code"] for t in ordered if t.record["event"] == stands["event"]),
        "status": first["status"],
        "background": all(told.record["background"] for told in ordered),
        **days,
        "actor": _parties(ordered, "actor", stands["actor"]),
        "recipient": _parties(ordered, "recipient", stands["recipient"]),
        "event_loc": stands["event_loc"],
        "size": {kind: _latest(values) for kind, values in toll.items() if values} or None,
        "details": {key: _consensus(values) for key, values in details.items() if values} or None,
        "reports": len(ordered),
        "sources": len({told.source for told in ordered}),
        "first_published": ordered[0].published,
        "last_published": ordered[-1].published,
        "slots": slots,
        "contradictions": [name for name, values in slots.items() if _differ(name, values)],
        "stages": _stages(ordered),
        "evidence": [_evidence(told) for told in ordered],
    }


def _evidence(told: Told) -> Record:
    record = told.record
    return {
        "event": record["id"],
        "article": record["article"],
        "source_id": record["source_id"],
        "published": told.published,
        "publisher": told.publisher,
        "near_copy_of": told.source if told.source != record["article"] else None,
        "sentence": record["sentence"],
        "event_text": record["event_text"],
        "said_by": record["said_by"],
        "confidence": record["confidence"],
        "coder": record["coder"],
    }


def _stages(reports: Sequence[Told]) -> list[Record]:
    """How far an agreement had come by each report that says so, in order of publication; the same stage once."""
    found: list[Record] = []
    for told in reports:
        stage = _detail_of("stage")(told.record)
        if stage is not None and stage not in {entry["stage"] for entry in found}:
            found.append({"stage": stage, "published": told.published, "event": told.record["id"]})
    return found


def _days(record: Record) -> Value:
    return {name: record[name] for name in ("date", "enddate", "date_precision")} if record["date"] else None


def _codes(side: str) -> Callable[[Record], Value]:
    def read(record: Record) -> Value:
        codes = sorted({" ".join(filter(None, (e["code"] or "?", *e["sector"][:1]))) for e in record[side]})
        return codes or None

    return read


def _place(record: Record) -> Value:
    return record["event_loc"] and {k: v for k, v in record["event_loc"].items() if k not in ("text", "start", "end")}


def _count_of(kind: str) -> Callable[[Record], Value]:
    def read(record: Record) -> Value:
        count = (record["size"] or {}).get(kind)
        return {"low": count["low"], "high": count["high"]} if count else None

    return read


_DETAILS = (
    "instrument",
    "stage",
    "term",
    "subject",
    "name",
    "domain",
    "ordinal",
    "since",
    "item",
    "quantity",
    "value",
    "purpose",
)


def _detail_of(key: str) -> Callable[[Record], Value]:
    def read(record: Record) -> Value:
        value = (record["details"] or {}).get(key)
        return value["text"] if isinstance(value, dict) else value

    return read


_SLOTS: Mapping[str, Callable[[Record], Value]] = {
    "event": lambda record: record["event"],
    "mode": lambda record: record["mode"] or None,
    "date": _days,
    "actor": _codes("actor"),
    "recipient": _codes("recipient"),
    "event_loc": _place,
}


def _values(reports: Sequence[Told], read: Callable[[Record], Value]) -> list[Record]:
    """Every value with the events that give it, how many sources do, and the last time one did; most sources first."""
    found: dict[str, Record] = {}
    sources: dict[str, set[str]] = {}
    for told in reports:
        value = read(told.record)
        if value is None:
            continue
        key = repr(value) if not isinstance(value, dict) else repr([value.get(k) for k in _SAME if k in value])
        entry = found.setdefault(key, {"value": value, "events": [], "sources": 0, "published": None, "surest": 0.0})
        sources.setdefault(key, set()).add(told.source)
        entry["events"].append(told.record["id"])
        entry["sources"] = len(sources[key])
        entry["published"] = max(entry["published"] or "", told.published or "") or None
        entry["surest"] = max(entry["surest"], told.record["confidence"])
    return sorted(found.values(), key=lambda v: (-v["sources"], _down(v["published"]), -v["surest"]))


# What makes two places or two times one value; coordinates and confidences do not.
_SAME = ("name", "code", "date", "enddate", "low", "high")


def _down(day: str | None) -> tuple[int, ...]:
    """Later days first."""
    return tuple(-ord(letter) for letter in day or "")


def _consensus(values: Sequence[Record]) -> Value:
    return values[0]["value"] if values else None


def _latest(values: Sequence[Record]) -> Value:
    best = min(values, key=lambda v: (_down(v["published"]), -v["sources"]))
    return {**best["value"], "published": best["published"], "events": best["events"]}


def _differ(name: str, values: Sequence[Record]) -> bool:
    """Whether reports exclude each other: not where one merely says more (a party more, a day inside a month)."""
    if len(values) < 2:
        return False
    if name in ("actor", "recipient"):
        sides = [{value.split()[0] for value in entry["value"]} for entry in values]
        return any(not a & b for a in sides for b in sides)
    if name == "date":
        return bool(max(v["value"]["date"] for v in values) > min(v["value"]["enddate"] for v in values))
    if name == "mode":
        return any(not set(a["value"]) & set(b["value"]) for a in values for b in values)
    if name.startswith("details."):
        return name in ("details.term", "details.ordinal", "details.quantity")  # a stage follows another
    if name == "event_loc":
        return len({v["value"]["code"] for v in values if v["value"]["code"]}) > 1
    return True


def _parties(reports: Sequence[Told], side: str, stands: Value) -> list[Record]:
    """The entities of the surest report that gives the side as it stands."""
    read = _codes(side)
    giving = [told.record for told in reports if read(told.record) == stands]
    best = max(giving, key=lambda record: (record["confidence"], record["id"]), default=None)
    return list(best[side]) if best and stands else []
