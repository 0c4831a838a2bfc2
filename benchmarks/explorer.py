"""``python benchmarks/explorer.py [--events 200000]``: a large project made of the authored corpus as it is coded, and how long the
explorer's answers take on it: loading the mirror, each view's numbers, a facet click and the first paint in Chromium, and 20
clients that read while one writes. Times are in milliseconds unless they say otherwise."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from attache.articles.raw import RawArticle
from attache.coding import Job, code_one
from attache.export.records import Record
from attache.query import Query
from attache.store import database
from attache.store.mirror import Mirror
from attache.store.writer import Writer
from results import record

PASSAGES = 240
QUERIES = (
    "status=actual&background=false",
    "status=actual&background=false&party=USA",
    "status=actual&background=false&event=ASSAULT&event=COERCE",
    "status=actual&background=false&context=military&since=2023",
    "status=actual&background=false&party=CHN&with_party=USA",
    "words=signed",
)
VIEWS = ("totals", "facets", "timeline", "map", "network", "stories?limit=50", "events?limit=50")


def coded_passages() -> list[list[Record]]:
    found: list[list[Record]] = []
    for file in sorted(Path("corpus/authored").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines()[:20]:
            entry = json.loads(line)
            raw = RawArticle(entry["id"], text=entry["text"], published=entry["published"], publisher="Northern Wire")
            records = code_one(raw, Job(None, "2026-01-01", 10**6, "standard"))
            if isinstance(records, list) and len(records) > 1:
                found.append(records)
            if len(found) == PASSAGES:
                return found
    return found


def project_of(events: int, path: Path) -> None:
    """Copies of the coded passages, each some days later than the one before; of every two copies the events are one happening."""
    base = coded_passages()
    made = number = 0
    with Writer(path) as writer:
        while made < events:
            batch = []
            for records in base:
                copy = list(_copied(records, number))
                made += sum(each["record"] == "event" for each in copy)
                batch.append((copy, ""))
            writer.write(batch)
            number += 1
    connection = database.connect(path)
    with database.atomic(connection, path):
        connection.execute("INSERT INTO story_reports SELECT id, coder, article, story, id FROM events")
        connection.execute("DELETE FROM story_todo")
    connection.close()


def _copied(records: list[Record], number: int) -> Iterator[Record]:
    later = timedelta(days=3 * number % 5000)

    def moved(day: str | None) -> str | None:
        return (date.fromisoformat(day[:10]) - later).isoformat() if day else None

    def new(id: str, part: object = number) -> str:
        return hashlib.sha256(f"{id}{part}".encode()).hexdigest()[:16]

    outlets = ("Northern Wire", "Strait Courier", "Basin Review", "Harbour Wire", "Lakeside Monitor")
    for each in records:
        copy = {**each, "id": new(each["id"])}
        if each["record"] == "article":
            copy |= {"source_id": f"{each['source_id']}-{number}", "published": moved(each["published"])}
            copy |= {"sha256": new(each["sha256"]), "publisher": outlets[number % 5]}
        else:
            copy |= {"article": new(each["article"]), "source_id": f"{each['source_id']}-{number}"}
        if each["record"] == "event":
            copy |= {"date": moved(each["date"]), "enddate": moved(each["enddate"])}
            copy |= {"story": "s" + new(each["story"] or each["id"], number // 2)}
        yield copy


def served(path: Path) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "attache", "serve", "-p", str(path.parent), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    return process, line[line.index("http") :].strip()


def answers(address: str) -> dict[str, float]:
    """The median and the slowest of each view over the queries, each asked for the first time."""
    found = {}
    with httpx.Client(base_url=address, timeout=60) as client:
        for view in VIEWS:
            took = []
            for query in QUERIES:
                url = f"/api/{view}{'&' if '?' in view else '?'}{query}"
                began = time.perf_counter()
                client.get(url).raise_for_status()
                took.append((time.perf_counter() - began) * 1000)
            found[view.partition("?")[0]] = round(statistics.median(took), 1)
            found[f"{view.partition('?')[0]}_slowest"] = round(max(took), 1)
    return found


def painted(address: str) -> dict[str, float]:
    """In Chromium: the first contentful paint, when facets and results stand, and a click on a facet until both are new."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_selector(".result")
        page.wait_for_selector("[data-facet=event]")
        whole = time.perf_counter() - began
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        clicks = []
        for value in ("CONSULT", "ASSAULT", "AGREE", "COERCE"):
            began = time.perf_counter()
            with page.expect_response(lambda r: "/api/facets" in r.url):
                page.click(f"[data-facet=event][data-value={value}]")
            page.wait_for_selector(f"[data-facet=event][data-value={value}][aria-pressed=true]")
            clicks.append(time.perf_counter() - began)
        browser.close()
    return {
        "first_paint": round(paint, 1),
        "everything_shown": round(whole * 1000, 1),
        "facet_click": round(statistics.median(clicks) * 1000, 1),
    }


def load(address: str, events: list[str], seconds: float) -> dict[str, Any]:
    """20 clients that read as people do, one that judges, for a while."""
    took: list[float] = []
    errors: list[str] = []
    lock = threading.Lock()
    stop = time.monotonic() + seconds
    paths = [
        f"/api/{view}{'&' if '?' in view else '?'}{query}"
        for view in ("totals", "stories?limit=20", "timeline")
        for query in QUERIES
    ] + [f"/api/events/{id}" for id in events[:200]]

    def read(seed: int) -> None:
        draw = random.Random(seed)
        with httpx.Client(base_url=address, timeout=30) as client:
            while time.monotonic() < stop:
                began = time.perf_counter()
                answer = client.get(draw.choice(paths))
                with lock:
                    took.append(time.perf_counter() - began)
                    if answer.status_code != 200:
                        errors.append(f"{answer.status_code} {answer.text[:120]}")
                time.sleep(draw.uniform(0.5, 1.5))  # somebody looks at it

    def write() -> None:
        with httpx.Client(base_url=address, timeout=30) as client:
            for id in events:
                if time.monotonic() >= stop:
                    return
                answer = client.post("/api/judgements", json={"kind": "confirm", "event": id, "author": "load"})
                with lock:
                    writes.append(answer.status_code)
                    if answer.status_code != 201:
                        errors.append(f"{answer.status_code} {answer.text[:120]}")
                time.sleep(0.25)

    writes: list[int] = []
    threads = [threading.Thread(target=read, args=(n,)) for n in range(20)] + [threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ordered = sorted(took)
    return {
        "requests": len(took),
        "writes": len(writes),
        "errors": len(errors),
        "first_errors": errors[:3],
        "median": round(statistics.median(ordered) * 1000, 1),
        "p95": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--project", type=Path, help="keep the project here, and use it again")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.project or Path(temporary)
        if not (folder / database.FILE_NAME).exists():
            began = time.monotonic()
            project_of(options.events, database.create(folder))
            print(f"made in {time.monotonic() - began:.0f} s", file=sys.stderr)
        path = database.find(folder)
        began = time.monotonic()
        mirror = Mirror(path)
        found: dict[str, Any] = {"load_mirror_s": round(time.monotonic() - began, 2), **mirror.totals(Query())}
        page = mirror.page(Query(), unit="events", sort="random", after=0, limit=2000)
        mirror.close()
        process, address = served(path)
        try:
            found |= answers(address)
            if not options.no_browser:
                found |= painted(address)
            found["load"] = load(address, [key for key, _ in page.keys], options.seconds)
        finally:
            process.terminate()
            process.wait()
    print(json.dumps(found, indent=1))
    if options.record:
        record("explorer", found)


if __name__ == "__main__":
    main()
