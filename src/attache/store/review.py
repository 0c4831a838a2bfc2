"""What reviews come to: how often each type is right, how far two reviewers agree, and corrected text to train on."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import sqrt

from attache.export.records import Record
from attache.store.judgements import Judgement, corrected, standing

RIGHT, WRONG = ("confirm",), ("reject", "correct")


def verdicts(connection: sqlite3.Connection) -> dict[str, dict[str, bool]]:
    """For each event what each author's last word on it is: whether the coder was right."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for event, judgements in standing(connection).items():
        for judgement in judgements:
            if judgement.kind in (*RIGHT, *WRONG):
                found[event][judgement.author] = judgement.kind in RIGHT
    return dict(found)


def judged_by(connection: sqlite3.Connection, author: str) -> list[str]:
    """The events on which an author's word stands."""
    own = {event for event, by in verdicts(connection).items() if author in by}
    return sorted(own | {event for event, by in added(connection).items() if author in by})


def added(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """The events that people added, and who did."""
    found: dict[str, set[str]] = defaultdict(set)
    for event, judgements in standing(connection).items():
        for judgement in judgements:
            if judgement.kind == "add":
                found[event].add(judgement.author)
    return dict(found)


def report(connection: sqlite3.Connection) -> Record:
    """``types``: for each PLOVER type and for all how many events were reviewed, how many were right as they were coded, the
    share and its 95 % interval (Wilson); ``added``: how many events people added that it had missed; ``agreement``: for each two reviewers on how many events both spoke, on how many alike,
    and Cohen's kappa. Where reviewers differ the event counts as wrong. Shares speak of what was reviewed: draw it at random to
    speak of the project."""
    said = verdicts(connection)
    types = dict(connection.execute("SELECT id, event FROM events"))
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for event, by in said.items():
        for name in ("all", types.get(event, "unknown")):
            counts[name][0] += 1
            counts[name][1] += all(by.values())
    rows = [
        {"event": name, "reviewed": n, "right": right, "share": round(right / n, 3), "interval": wilson(right, n)}
        for name, (n, right) in sorted(counts.items(), key=lambda item: (item[0] != "all", item[0]))
    ]
    return {"types": rows, "added": len(added(connection)), "agreement": _agreement(said)}


def wilson(right: int, n: int, z: float = 1.96) -> list[float]:
    """The 95 % interval of a share."""
    if n == 0:
        return [0.0, 1.0]
    share = right / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return [round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3)]


def _agreement(said: dict[str, dict[str, bool]]) -> list[Record]:
    authors = sorted({author for by in said.values() for author in by})
    found = []
    for one, other in combinations(authors, 2):
        both = [(by[one], by[other]) for by in said.values() if one in by and other in by]
        if both:
            alike = sum(a == b for a, b in both) / len(both)
            shares = [sum(pair[side] for pair in both) / len(both) for side in (0, 1)]
            chance = shares[0] * shares[1] + (1 - shares[0]) * (1 - shares[1])
            kappa = None if chance == 1 else round((alike - chance) / (1 - chance), 3)
            found.append({"reviewers": [one, other], "both": len(both), "alike": round(alike, 3), "kappa": kappa})
    return found


# ---------------------------------------------------------------------- text to train on


def annotated_lines(connection: sqlite3.Connection) -> Iterator[Record]:
    """Paragraphs all of whose events were reviewed, as annotated text that ``attache train --corpus`` takes
    (docs/reference/annotation.md): what was confirmed or corrected is in it, what was rejected is not."""
    judged = standing(connection)
    articles = sorted(
        {
            article
            for event in judged
            for (article,) in connection.execute("SELECT article FROM facts WHERE event = ?", (event,))
        }
    )
    for article in articles:
        record, published = connection.execute(
            "SELECT record, published FROM articles WHERE id = ?", (article,)
        ).fetchone()
        text = json.loads(record)["text"]
        events = [
            json.loads(row)
            for (row,) in connection.execute(
                "SELECT e.record FROM facts f JOIN events e ON e.id = f.event AND e.coder = f.coder WHERE f.article = ?",
                (article,),
            )
        ]
        for number, (start, end) in enumerate(_paragraphs(text)):
            here = [event for event in events if start <= event["event_text"]["start"] < end]
            if here and all(_reviewed(judged.get(event["id"], ())) for event in here):
                yield _line(f"reviewed-{article[:12]}-{number}", text[start:end], start, published, here, judged)


def _reviewed(judgements: Sequence[Judgement]) -> bool:
    return any(judgement.kind in (*RIGHT, *WRONG, "add") for judgement in judgements)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for part in text.split("\n\n"):
        yield at, at + len(part)
        at += len(part) + 2


def _line(
    name: str,
    text: str,
    start: int,
    published: str | None,
    events: Sequence[Record],
    judged: dict[str, list[Judgement]],
) -> Record:
    standing_events = [corrected(event, judged.get(event["id"], ())) for event in events]
    return {
        "id": name,
        "published": (published or "1970-01-01")[:10],
        "source": "reviewed",
        "text": text,
        "partial": ["date", "statements"],
        "events": [_event(event, text, start) for event in standing_events if event.get("review") != "rejected"],
        "statements": [],
        "chains": [],
    }


def _event(event: Record, text: str, start: int) -> Record:
    def quote(span: Record | None) -> Record | None:
        if span is None or not start <= span["start"] < span["end"] <= start + len(text):
            return None
        words, at = text[span["start"] - start : span["end"] - start], span["start"] - start
        nth, seen = 1, text.find(words)
        while seen != -1 and seen < at:
            nth, seen = nth + 1, text.find(words, seen + 1)
        return {"q": words, "nth": nth} if nth > 1 else {"q": words}

    def fillers(entities: Sequence[Record]) -> list[Record]:
        spans: dict[tuple[int, int], list[Record]] = {}
        for entity in entities:
            spans.setdefault((entity["start"], entity["end"]), []).append(entity)
        found = []
        for group in spans.values():
            q = quote(group[0])
            if q is not None:
                who = [{"code": e["code"], "sector": e["sector"], "name": e["name"]} for e in group]
                found.append({**q, "who": who})
        return found

    said_by = fillers([event["said_by"]]) if event["said_by"] else []
    return {
        "event": event["event"],
        "mode": event["mode"],
        "context": event["context"],
        "trigger": quote(event["event_text"]),
        "also": [q for span in event["also"] if (q := quote(span))],
        "actor": fillers(event["actor"]),
        "recipient": fillers(event["recipient"]),
        "loc": quote(event["event_loc"]),
        "when": quote(event["date_text"]),
        "date": [event["date"], event["enddate"]] if event["date"] else None,
        "status": event["status"],
        "background": event["background"],
        "said_by": said_by[0] if said_by else None,
        "disputed_by": fillers(event["disputed_by"]),
        "quoted": event["quoted"],
    }
