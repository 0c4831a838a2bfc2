"""What the corpus holds of every kind: events by type and mode, status, context, sector and region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from attache.corpus.load import AnnotatedText
from attache.data import read_table
from attache.ontology import CONTEXTS, EVENT_TYPES, INTERNATIONAL_CODES, MODES, SECTORS, STATUSES

NO_MODE = "no mode"
INTERNATIONAL = "International"


def coverage(texts: Iterable[AnnotatedText]) -> dict[str, Counter[str]]:
    """Counts by kind: each event type ("no mode" beside its modes), "type", "status", "context", "sector" (once a party),
    "region" (once an event, of any of its parties)."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("type", "status", "context", "sector", "region")}
    counts |= {event: Counter() for event in EVENT_TYPES}
    for event in (event for text in texts for event in text.events):
        parties = [who for filler in (*event.actor, *event.recipient) for who in filler.who]
        counts["type"][event.event] += 1
        counts[event.event].update(event.mode or [NO_MODE])
        counts["status"].update([event.status, *(["background"] if event.background else [])])
        counts["context"].update(event.context)
        counts["sector"].update(sector for who in parties for sector in who.sector)
        counts["region"].update({region_of(who.code) for who in parties if who.code})
    return counts


@cache
def _regions() -> Mapping[str, str]:
    return {row[0]: row[1] for row in read_table("regions")}


def region_of(code: str) -> str:
    """ "Western Africa"; "International" for bodies that are of no state."""
    return INTERNATIONAL if code in INTERNATIONAL_CODES else _regions().get(code, "elsewhere")


def markdown(counts: Mapping[str, Counter[str]]) -> str:
    """The counts as tables for the corpus's README."""
    lines = ["| type | events | of these |", "|---|---|---|"]
    for event in EVENT_TYPES:
        of_it = [f"{mode} {counts[event][mode]:,}" for mode in MODES[event]]
        without = [f"without {counts[event][NO_MODE]:,}"] if MODES[event] else []
        lines.append(f"| {event} | {counts['type'][event]:,} | {', '.join([*of_it, *without])} |")
    lines += ["", "| | events |", "|---|---|"]
    for kind, names in (
        ("status", (*STATUSES, "background")),
        ("context", CONTEXTS),
        ("sector", SECTORS),
        ("region", [name for name, _ in counts["region"].most_common()]),
    ):
        lines.append(f"| {kind} | {', '.join(f'{name} {counts[kind][name]:,}' for name in names)} |")
    return "\n".join(lines)
