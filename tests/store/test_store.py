import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attache.articles.sources import open_source
from attache.coding import Job, code_items, code_to_project
from attache.config import Settings
from attache.errors import (
    DiskFull,
    NotAProject,
    ProjectBusy,
    ProjectMissing,
    ProjectTooNew,
    UnknownRecord,
    UnreadableArticle,
)
from attache.query import Query
from attache.store import database
from attache.store.view import View

TEXTS = [
    "Peru and Chile signed a border treaty on Monday.",
    "Iran condemned an Israeli air strike on Damascus on Tuesday.",
    "Police in Nairobi arrested twelve protesters, the interior ministry said.",
]


def write_lines(path: Path, count: int = 3) -> Path:
    lines = [
        {"id": f"n{i}", "published": "2024-05-16", "text": f"{TEXTS[i % 3]} Report number {i}."} for i in range(count)
    ]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return path


def coded(tmp_path: Path, source: Path, name: str = "project", **settings) -> Path:
    chosen = Settings(workers=1, **settings)
    folder = tmp_path / name
    path = database.create(folder)
    code_to_project(open_source(str(source), chosen), path, chosen)
    return path


def content(path: Path) -> list[tuple]:
    view = View(path)
    tables = ("articles", "inputs", "readings", "events", "statements", "failures")
    found = []
    for table in tables:
        rows = view.raw().execute(f"SELECT * FROM {table}").fetchall()
        found += [(table, *row) for row in sorted(rows, key=repr)]
    view.close()
    return found


def test_coding_twice_changes_nothing(tmp_path):
    source = write_lines(tmp_path / "in.jsonl")
    path = coded(tmp_path, source)
    before = content(path)
    chosen = Settings(workers=1)
    summary = code_to_project(open_source(str(source), chosen), path, chosen)
    assert (summary.articles, summary.skipped) == (0, 3)
    assert content(path) == before
    assert View(path).check() == []


def test_batches_do_not_matter(tmp_path):
    source = write_lines(tmp_path / "in.jsonl", 7)
    assert content(coded(tmp_path, source, "one", batch_articles=1)) == content(
        coded(tmp_path, source, "many", batch_articles=50)
    )


def test_workers_give_the_same_bytes_in_the_same_order(tmp_path):
    source = write_lines(tmp_path / "in.jsonl", 20)
    job = Job(None, "2024-06-01", 1_000_000, "standard")
    alone = [
        json.dumps(r) for r in code_items(open_source(str(source), Settings()), job, workers=1) if isinstance(r, list)
    ]
    pooled = [
        json.dumps(r) for r in code_items(open_source(str(source), Settings()), job, workers=2) if isinstance(r, list)
    ]
    assert alone == pooled


def test_one_bad_article_stops_nothing(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text(
        '{"id": "a", "text": "Peru met Chile."}\n{broken\n{"id": "b", "text": ""}\n{"id": "c", "text": "Iran met Oman."}\n'
    )
    path = coded(tmp_path, source)
    view = View(path)
    assert view.counts()["articles"] == 2
    assert [(where, reason) for where, reason, _ in view.failures()] == [("b", "empty"), ("in.jsonl:2", "no_json")]


def test_a_failure_goes_once_the_article_can_be_read(tmp_path):
    source = tmp_path / "a.txt"
    source.write_bytes(b"%PDF")
    path = coded(tmp_path, source)
    assert len(View(path).failures()) == 1
    source.write_text("Peru met Chile on Monday.", encoding="utf-8")
    code_to_project(open_source(str(source), Settings()), path, Settings(workers=1))
    assert View(path).failures() == []


def test_search_by_party_type_date_and_words(tmp_path):
    view = View(coded(tmp_path, write_lines(tmp_path / "in.jsonl")))
    everything = list(view.events())
    assert everything
    for record in view.events(Query.of(party="per")):
        assert "PER" in {e["code"] for e in record["actor"] + record["recipient"]}
    assert list(view.events(Query.of(event="COERCE"))) == [r for r in everything if r["event"] == "COERCE"]
    assert list(view.events(Query.of(since="2030-01-01"))) == []
    assert {r["source_id"] for r in view.events(Query.of(text="Nairobi"))} <= {"n2"}
    with pytest.raises(sqlite3.OperationalError):
        view.raw().execute("DELETE FROM events")


def test_spans_cut_their_own_text(tmp_path):
    view = View(coded(tmp_path, write_lines(tmp_path / "in.jsonl")))
    texts = {a["id"]: a["text"] for a in view.articles()}

    def check(value, text):
        if isinstance(value, dict):
            if {"start", "end"} <= value.keys():
                words = value.get("text", value.get("entity_text"))
                assert text[value["start"] : value["end"]] == words
            for inner in value.values():
                check(inner, text)
        elif isinstance(value, list):
            for inner in value:
                check(inner, text)

    for record in [*view.events(), *view.statements()]:
        check(record, texts[record["article"]])


def test_an_unknown_id_says_so(tmp_path):
    view = View(coded(tmp_path, write_lines(tmp_path / "in.jsonl", 1)))
    with pytest.raises(UnknownRecord, match="nosuch"):
        view.article_of("nosuch")
    assert view.article_of("n0")["source_id"] == "n0"


def test_no_project_a_newer_one_and_something_else(tmp_path):
    with pytest.raises(ProjectMissing):
        database.find(tmp_path)
    path = database.create(tmp_path / "p")
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 99")
    raw.commit()
    raw.close()
    with pytest.raises(ProjectTooNew, match="99"):
        View(path)
    other = tmp_path / "q" / database.FILE_NAME
    other.parent.mkdir()
    other.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(NotAProject):
        View(other)
    foreign = sqlite3.connect(tmp_path / "foreign.sqlite")
    foreign.execute("CREATE TABLE t (x)")
    foreign.close()
    with pytest.raises(NotAProject):
        View(tmp_path / "foreign.sqlite")


def test_a_locked_project_is_left_alone(tmp_path):
    source = write_lines(tmp_path / "in.jsonl", 1)
    path = database.create(tmp_path / "p")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    chosen = Settings(workers=1, busy_timeout_s=0.1)
    with pytest.raises(ProjectBusy, match="another process"):
        code_to_project(open_source(str(source), chosen), path, chosen)
    other.execute("ROLLBACK")


def test_a_full_disk_keeps_what_was_stored(tmp_path):
    from attache.store.writer import Writer

    path = coded(tmp_path, write_lines(tmp_path / "in.jsonl", 2))
    before = content(path)
    with Writer(path) as writer:
        pages = writer._connection.execute("PRAGMA page_count").fetchone()[0]
        writer._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DiskFull, match="free some space"):
            writer.write([], [UnreadableArticle(f"w{i}", "r" * 50, "m" * 4000) for i in range(50)])
    assert content(path) == before


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")
def test_kill_in_the_middle_then_a_second_run_gives_the_same_content(tmp_path):
    source = write_lines(tmp_path / "in.jsonl", 120)
    environment = os.environ | {
        "SOURCE_DATE_EPOCH": "1715000000",
        "ATTACHE_BATCH_ARTICLES": "8",
        "ATTACHE_WORKERS": "1",
    }

    def command(folder):
        return [sys.executable, "-m", "attache", "code", str(source), "-p", str(tmp_path / folder), "-q"]

    subprocess.run(command("whole"), env=environment, check=True)
    process = subprocess.Popen(command("killed"), env=environment)
    path = tmp_path / "killed" / database.FILE_NAME
    for _ in range(600):
        time.sleep(0.05)
        if path.exists() and process.poll() is None:
            try:
                count = sqlite3.connect(path).execute("SELECT count(*) FROM articles").fetchone()[0]
            except sqlite3.OperationalError:
                continue
            if 0 < count < 120:
                break
    process.send_signal(signal.SIGKILL)
    process.wait()
    partly = View(path).counts()["articles"]
    assert partly < 120
    subprocess.run(command("killed"), env=environment, check=True)
    assert content(path) == content(tmp_path / "whole" / database.FILE_NAME)


def test_workers_end_with_a_run_that_is_killed(tmp_path):
    source = write_lines(tmp_path / "in.jsonl", 200)
    command = [sys.executable, "-m", "attache", "code", str(source), "-p", str(tmp_path / "p"), "-q", "--workers", "2"]
    process = subprocess.Popen(command)
    workers: list[Path] = []
    for _ in range(600):
        time.sleep(0.05)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        workers = [
            Path("/proc") / pid for pid in children if b"spawn_main" in (Path("/proc") / pid / "cmdline").read_bytes()
        ]
        if len(workers) == 2 and (tmp_path / "p" / database.FILE_NAME).exists():
            break
    assert len(workers) == 2
    process.send_signal(signal.SIGKILL)
    process.wait()

    def runs(worker: Path) -> bool:
        with contextlib.suppress(OSError):
            return " Z " not in (worker / "stat").read_text()
        return False

    for _ in range(400):
        if not any(map(runs, workers)):
            return
        time.sleep(0.05)
    pytest.fail("a worker waits for a parent that is gone")


def test_a_run_that_was_killed_before_settling_is_settled_by_the_next(tmp_path):
    source = write_lines(tmp_path / "in.jsonl")
    path = coded(tmp_path, source)
    settled = sqlite3.connect(path).execute("SELECT event, story FROM story_reports").fetchall()
    broken = sqlite3.connect(path)
    broken.execute("DELETE FROM story_reports")
    broken.execute("INSERT INTO story_todo SELECT article FROM readings")
    broken.commit()
    broken.close()
    coded(tmp_path, source)  # skips everything
    assert settled and sqlite3.connect(path).execute("SELECT event, story FROM story_reports").fetchall() == settled
