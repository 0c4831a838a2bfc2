"""Parquet data sets: whole chunks or none, the same files whatever was there before, and the same project as coding into it."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attache.articles.raw import RawArticle
from attache.coding import Job, code_items, code_to_project
from attache.config import Settings
from attache.errors import BadDataset, UnreadableArticle
from attache.scale.run import code_to_dataset, load_dataset
from attache.store import database
from attache.store.versions import current_state
from attache.store.view import View

JOB = Job(None, "2026-01-01", 1_000_000, "standard")


def articles(count=12):
    states = ("Peru", "Chile", "Kenya", "Chad", "Norway", "Japan", "Ghana", "Nepal")
    for n in range(count):
        text = (
            f"{states[n % 8]} and {states[(n + 3) % 8]} signed a treaty on fishing on Monday, a spokesman said. "
            f"Police in {states[(n + 1) % 8]} arrested {n + 2} protesters on Tuesday."
        )
        yield RawArticle(f"a{n}", text=text, published=f"2024-0{1 + n % 3}-17", sha256=str(n))
    yield UnreadableArticle("bad", "empty", "there is no text in it")


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    code_to_dataset(articles(), folder, JOB, workers=1, size=4)
    return folder


def test_the_same_files_by_one_process_and_by_two(dataset, tmp_path):
    done = code_to_dataset(articles(), tmp_path, JOB, workers=2, size=4)
    assert (done.articles, done.failures) == (12, 1)
    assert content(tmp_path) == content(dataset)


def test_a_failure_comes_back_from_a_worker_as_it_was():
    items = [
        RawArticle(f"e{n}", text="  " if n == 4 else "Peru met Chile on Monday.", sha256=str(n)) for n in range(12)
    ]
    failed = [each for each in code_items(items, JOB, workers=2) if isinstance(each, UnreadableArticle)]
    assert [(each.where, each.reason, str(each)) for each in failed] == [("e4", "empty", "e4: there is no text in it")]


def test_a_second_run_codes_nothing_and_a_lost_chunk_comes_back(dataset, tmp_path):
    code_to_dataset(articles(), tmp_path, JOB, workers=1, size=4)
    assert code_to_dataset(articles(), tmp_path, JOB, workers=1, size=4).articles == 0
    manifest = sorted((tmp_path / "chunks").glob("*.json"))[0]
    manifest.unlink()
    next(tmp_path.glob(f"events/*/{manifest.stem}.parquet")).unlink()
    again = code_to_dataset(articles(), tmp_path, JOB, workers=1, size=4)
    assert 0 < again.articles <= 4
    assert content(tmp_path) == content(dataset)


def test_a_project_of_it_is_the_project_of_the_articles(dataset, tmp_path):
    loaded, coded = database.create(tmp_path / "loaded"), database.create(tmp_path / "coded")
    assert load_dataset(dataset, loaded) == (12, 1)
    before = current_state(loaded)
    assert load_dataset(dataset, loaded) == (12, 1)
    import os

    os.environ["SOURCE_DATE_EPOCH"] = "1767225600"
    try:
        code_to_project(articles(), coded, Settings(workers=1))
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
    assert current_state(loaded) == before == current_state(coded)
    assert View(loaded).failures() == View(coded).failures()


def test_a_kill_loses_no_chunk_that_was_written(dataset, tmp_path):
    lines = tmp_path / "in.jsonl"
    entries = [a for a in articles(400) if isinstance(a, RawArticle)]
    lines.write_text(
        "\n".join(json.dumps({"id": a.source_id, "text": a.text, "published": a.published}) for a in entries)
    )
    command = [sys.executable, "-m", "attache", "code", str(lines), "--format", "parquet", "-q", "--workers", "2"]
    killed = tmp_path / "killed"
    process = subprocess.Popen([*command, "-o", str(killed)])
    while process.poll() is None and not list((killed / "chunks").glob("*.json")):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    subprocess.run([*command, "-o", str(killed)], check=True)
    whole = tmp_path / "whole"
    subprocess.run([*command, "-o", str(whole)], check=True)
    left = {name: digest for name, digest in content(killed).items() if "/." not in name}
    assert left == content(whole)


def test_what_is_no_data_set_is_refused(tmp_path):
    with pytest.raises(BadDataset, match="no chunk"):
        load_dataset(tmp_path, database.create(tmp_path / "project"))
    (tmp_path / "chunks").mkdir()
    (tmp_path / "chunks" / "aa.json").write_text("{}")
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "aa.parquet").write_bytes(b"PAR1")
    with pytest.raises(BadDataset, match="aa"):
        load_dataset(tmp_path, database.create(tmp_path / "project"))
