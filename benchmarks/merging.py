"""``python benchmarks/merging.py``: the portal's train split coded and merged, then one article added to a large project.

merge_share   seconds of merging beside those of coding (asked: a tenth at most)
add_ms        milliseconds from the records of one article to settled stories in a project of ``--events`` events, median of 30
              (the portal's own, told again at other times); of them ``settle_ms`` are the settling's
megabytes     most memory that this process has held"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attache.articles.sources import open_source
from attache.coding import Job, code_items, worker_count
from attache.config import Settings
from attache.reading import stable_id
from attache.store import database
from attache.store.stories import settle_project
from attache.store.writer import Writer
from results import record

Records = list[dict[str, Any]]


def told_again(records: Records, round_: int) -> Records:
    """The records of an article as if all had happened ``round_`` times 600 days earlier."""
    back = timedelta(days=600 * round_)
    article = stable_id(records[0]["id"], round_)
    again = []
    for old in records:
        new = dict(old)
        if new["record"] == "article":
            new |= {"id": article, "source_id": f"{old['source_id']}#{round_}", "sha256": article}
            new["published"] = _shift(old["published"], back)
            words = old["text"].split()
            random.Random(round_).shuffle(words)  # no near-copy of itself
            new["text"] = " ".join(words)
        else:
            new |= {"id": stable_id(old["id"], round_), "article": article}
            for name in ("date", "enddate"):
                if new.get(name):
                    new[name] = _shift(new[name], back)
        again.append(new)
    return again


def _shift(day: str, back: timedelta) -> str:
    return (date.fromisoformat(day[:10]) - back).isoformat()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=Path("../shared/data/train/wp_current_events/train.jsonl"))
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--limit", type=int, default=0, help="only so many texts of the portal")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    settings = Settings()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "portal.jsonl"
        lines = [json.loads(line) for line in options.file.read_text(encoding="utf-8").splitlines()]
        with source.open("w", encoding="utf-8") as out:
            for raw in lines[: options.limit or None]:
                out.write(json.dumps({"id": raw["id"], "text": raw["text"], "published": raw["date"]}) + "\n")
        began = time.monotonic()
        job = Job(None, "2026-01-01", 1_000_000, "standard")
        coded = [
            each
            for each in code_items(open_source(str(source), settings), job, workers=worker_count(settings))
            if isinstance(each, list)
        ]
        coding = time.monotonic() - began
        path = database.create(Path(folder) / "project")
        with Writer(path) as writer:
            writer.write([(records, "") for records in coded])
        began = time.monotonic()
        done = settle_project(path)
        merging = time.monotonic() - began
        events = done.new
        figures: dict[str, Any] = {
            "texts": len(coded),
            "events": events,
            "coding_s": round(coding, 1),
            "merging_s": round(merging, 1),
            "merge_share": round(merging / coding, 3),
        }
        round_, total = 1, events
        fresh = [told_again(records, 0) for records in coded if len(records) > 1][-30:]
        while total < options.events:
            with Writer(path) as writer:
                writer.write([(told_again(records, round_), "") for records in coded])
            total += settle_project(path).new
            round_ += 1
        adding, settling = [], []
        for number, records in enumerate(fresh):
            for name, old in enumerate(records):
                old["id"] = stable_id(number, name, "fresh")
                old["article" if name else "source_id"] = records[0]["id"]
            records[0]["sha256"] = records[0]["id"]
            began = time.monotonic()
            with Writer(path) as writer:
                writer.write([(records, "")])
            written = time.monotonic()
            settle_project(path)
            adding.append(time.monotonic() - began)
            settling.append(time.monotonic() - written)
        figures |= {
            "project_events": total,
            "add_ms": round(statistics.median(adding) * 1000, 1),
            "settle_ms": round(statistics.median(settling) * 1000, 1),
            "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("merging", figures)


if __name__ == "__main__":
    main()
