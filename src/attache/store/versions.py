"""States of a project that can be cited, and what changed from one coder to another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attache.errors import UnknownCoder
from attache.export.records import Record, to_json
from attache.store.database import transaction
from attache.store.view import View


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``checksum`` is SHA-256 over all events as they stand, with their stories; ``id`` its first 12 digits."""

    id: str
    made: str
    name: str | None
    checksum: str
    counts: dict[str, int]


def current_state(path: Path) -> tuple[str, dict[str, int]]:
    """Checksum and counts of what a project shows now."""
    view = View(path)
    digest = hashlib.sha256()
    for record in sorted(view.events(), key=lambda r: (r["id"], r["coder"])):
        digest.update(to_json(record).encode())
        digest.update(b"\n")
    counts = view.counts()
    view.close()
    return digest.hexdigest(), counts


def take_snapshot(path: Path, made: str, name: str | None) -> Snapshot:
    """Write down the state that a project is in; the same state again is the same snapshot."""
    checksum, counts = current_state(path)
    with transaction(path) as connection:
        row = (checksum[:12], made, name, checksum, json.dumps(counts))
        connection.execute("INSERT OR IGNORE INTO snapshots VALUES (?, ?, ?, ?, ?)", row)
    return next(s for s in snapshots(path) if s.checksum == checksum)


def snapshots(path: Path) -> list[Snapshot]:
    """The snapshots of a project, oldest first."""
    view = View(path)
    rows = view.raw().execute("SELECT id, made, name, checksum, counts FROM snapshots ORDER BY made, id").fetchall()
    view.close()
    return [Snapshot(id, made, name, checksum, json.loads(counts)) for id, made, name, checksum, counts in rows]


def snapshot_now(path: Path) -> Snapshot | None:
    """The snapshot that a project's state is, None where it was changed since or none was taken."""
    known = snapshots(path)
    if not known:
        return None
    checksum, _ = current_state(path)
    return next((s for s in known if s.checksum == checksum), None)


def coders(path: Path) -> list[tuple[str, int, int, str]]:
    """(coder, articles, events, first day of coding) of every coder that a project has readings of."""
    view = View(path)
    rows = view.raw().execute(
        "SELECT r.coder, count(*), (SELECT count(*) FROM events e WHERE e.coder = r.coder), min(r.coded_date) "
        "FROM readings r GROUP BY r.coder ORDER BY 4, 1"
    )
    found = [(coder, articles, events, day) for coder, articles, events, day in rows]
    view.close()
    return found


#: What is compared: a change of confidence alone is none.
_SLOTS = (
    "event",
    "mode",
    "context",
    "status",
    "background",
    "date",
    "enddate",
    "actor",
    "recipient",
    "event_loc",
    "said_by",
    "size",
)


def diff(path: Path, one: str, other: str) -> Iterator[Record]:
    """What the coder ``other`` found otherwise than ``one``, over articles that both read, in order of article and place.

    Each difference has ``change`` (new, vanished, changed), the event's ``id``, ``article``, ``words`` and, where changed,
    ``slots``: name to [before, after]. Raises UnknownCoder.
    """
    known = [coder for coder, *_ in coders(path)]
    for wanted in (one, other):
        if wanted not in known:
            raise UnknownCoder(wanted, known)
    view = View(path)
    rows = view.raw().execute(
        "SELECT e.coder, e.record FROM events e WHERE e.coder IN (?, ?) AND e.article IN "
        "(SELECT article FROM readings WHERE coder = ? INTERSECT SELECT article FROM readings WHERE coder = ?)",
        (one, other, one, other),
    )
    found: dict[str, dict[str, Record]] = {}
    for coder, record in rows:
        made = json.loads(record)
        found.setdefault(made["id"], {})[coder] = made
    view.close()
    for id, by in sorted(found.items(), key=lambda item: _order(next(iter(item[1].values())))):
        record = by.get(other) or by[one]
        told = {"id": id, "article": record["article"], "event": record["event"], "words": record["sentence"]["text"]}
        if one not in by or other not in by:
            yield {"change": "new" if one not in by else "vanished", **told}
            continue
        slots = {
            name: [_shown(by[one][name]), _shown(by[other][name])]
            for name in _SLOTS
            if _shown(by[one][name]) != _shown(by[other][name])
        }
        if slots:
            yield {"change": "changed", **told, "slots": slots}


def _order(record: Record) -> tuple[str, int]:
    return record["article"], record["event_text"]["start"]


def _shown(value: Any) -> Any:
    """A slot's value as it is compared: parties by code, sector and name, places by name."""
    if isinstance(value, list):
        return [_shown(each) for each in value]
    if isinstance(value, dict) and "sector" in value:
        return [value["code"], value["sector"], value["name"]]
    if isinstance(value, dict) and "precision" in value:
        return [value["name"], value["code"]]
    return value
