"""``python benchmarks/real_news.py``: the 268 Wikinews and 122 VOA articles of shared/data/news. Counts failures, checks that every
span of every record cuts its own text out, that two runs and a run in other batches give identical bytes, and that a kill -9 in
the middle with a second run gives the same database content as one run."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from results import record

ENVIRONMENT = os.environ | {"SOURCE_DATE_EPOCH": "1715000000"}


def attache(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "attache", *arguments],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
        **more,
    )


def spans(value: Any, text: str) -> int:
    """Number of spans under a record, each checked against the text."""
    if isinstance(value, list):
        return sum(spans(inner, text) for inner in value)
    if not isinstance(value, dict):
        return 0
    count = 0
    if {"start", "end"} <= value.keys():
        words = value.get("text", value.get("entity_text"))
        assert text[value["start"] : value["end"]] == words, value
        count = 1
    return count + sum(spans(inner, text) for inner in value.values())


def content(path: Path) -> list[Any]:
    connection = sqlite3.connect(path)
    tables = ("articles", "inputs", "readings", "events", "statements", "failures")
    return [sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, default=Path("../shared/data/news"))
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    files = [str(path) for path in sorted(options.news.glob("*.jsonl"))]
    records = ("--format", "jsonl", "--records", "events,statements,articles")
    first = attache("code", *files, *records)
    again = attache("code", *files, *records, "--workers", "1")
    lines = [json.loads(line) for line in first.stdout.splitlines()]
    texts = {line["id"]: line["text"] for line in lines if line["record"] == "article"}
    checked = sum(spans(line, texts[line["article"]]) for line in lines if line["record"] != "article")
    counts = Counter(line["record"] for line in lines)
    reverse = attache("code", *reversed(files), *records)
    same = first.stdout == again.stdout and sorted(first.stdout.splitlines()) == sorted(reverse.stdout.splitlines())
    with tempfile.TemporaryDirectory() as raw:
        whole, killed = Path(raw) / "whole", Path(raw) / "killed"
        attache("code", *files, "-p", str(whole))
        process = subprocess.Popen(
            [sys.executable, "-m", "attache", "code", *files, "-p", str(killed), "-q"],
            env=ENVIRONMENT,
            start_new_session=True,
        )
        partly = 0
        while process.poll() is None and partly < 100:
            time.sleep(0.1)
            try:
                partly = (
                    sqlite3.connect(killed / "attache.sqlite").execute("SELECT count(*) FROM articles").fetchone()[0]
                )
            except sqlite3.OperationalError:
                partly = 0
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        attache("code", *files, "-p", str(killed))
        recovered = content(whole / "attache.sqlite") == content(killed / "attache.sqlite")
    types = Counter(line["event"] for line in lines if line["record"] == "event")
    figures = {
        "articles": counts["article"],
        "events": counts["event"],
        "statements": counts["statement"],
        "failures": first.stderr.splitlines(),
        "spans_checked": checked,
        "two_runs_and_other_batches_identical": same,
        "killed_after_articles": partly,
        "kill_and_rerun_equals_one_run": recovered,
        "types": dict(types.most_common()),
    }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("real_news", figures)


if __name__ == "__main__":
    main()
