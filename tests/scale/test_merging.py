"""Stories of data sets: those that a project with the same articles has, whoever merges them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet
import pytest
from tests.scale.test_dataset import JOB, content

from attache.articles.raw import RawArticle
from attache.errors import BadDataset
from attache.scale.merging import MANIFEST, merge_dataset, on_this_machine
from attache.scale.run import code_to_dataset, load_dataset
from attache.store import database

REPORTS = Path("corpus/stories/authored.jsonl")


def reports():
    """The authored reports, and some of them once more as another outlet prints them."""
    lines = [json.loads(line) for line in REPORTS.read_text(encoding="utf-8").splitlines()]
    for number, line in enumerate(lines):
        yield RawArticle(line["id"], text=line["text"], published=line["published"], sha256=line["id"])
        if number % 7 == 0:
            text = line["text"] + " More on this later."
            yield RawArticle(f"copy-{line['id']}", text=text, published=line["published"], sha256=f"copy-{line['id']}")


def rows(folder: Path, kind: str):
    tables = [pyarrow.parquet.read_table(path).to_pylist() for path in sorted((folder / kind).glob("*.parquet"))]
    return [row for table in tables for row in table]


def of_project(folder: Path, project: Path):
    """Stories and copies as a project has them into which the data sets were loaded."""
    database.create(project)
    load_dataset(folder, project / database.FILE_NAME)
    connection = database.connect(project / database.FILE_NAME)
    stories = dict(connection.execute("SELECT event || ' ' || coder, story FROM story_reports"))
    copies = dict(connection.execute("SELECT article, original FROM article_copies WHERE article <> original"))
    connection.close()
    return stories, copies


def of_dataset(folder: Path):
    stories = {f"{row['event']} {row['coder']}": row["story"] for row in rows(folder, "stories")}
    return stories, {row["article"]: row["original"] for row in rows(folder, "copies")}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    code_to_dataset(reports(), folder, JOB, workers=2, size=16)
    merge_dataset(folder, map)
    return folder


def test_the_same_stories_as_a_project(dataset, tmp_path):
    stories, copies = of_dataset(dataset)
    assert (stories, copies) == of_project(dataset, tmp_path)
    told = json.loads((dataset / MANIFEST).read_text())
    assert told["reports"] == len(stories) > told["stories"] == len(set(stories.values()))
    assert told["copies"] == len(copies) > 10
    assert not (dataset / ".merging").exists()


def test_the_same_files_by_two_processes_and_again(dataset):
    before = content(dataset)
    with on_this_machine(2) as run:
        merge_dataset(dataset, run)
    assert content(dataset) == before


def test_of_two_readings_the_newer_counts(dataset, tmp_path):
    some = list(reports())[:40]
    code_to_dataset(some, tmp_path / "data", JOB, workers=1, size=16)
    later = replace(JOB, coded_date="2026-02-01", reader="fast")
    code_to_dataset(some[:20], tmp_path / "data", later, workers=1, size=16)
    merge_dataset(tmp_path / "data", map)
    assert of_dataset(tmp_path / "data") == of_project(tmp_path / "data", tmp_path / "project")


def test_a_task_that_is_done_again_changes_nothing(dataset):
    """As when a worker dies after it wrote: each task is done twice, and the first answer is lost."""
    before = content(dataset)

    def run(task, arguments):
        for each in arguments:
            task(each)
            yield task(each)

    merge_dataset(dataset, run)
    assert content(dataset) == before


def test_an_article_that_two_chunks_hold_counts_once(dataset, tmp_path):
    some = list(reports())[:40]
    code_to_dataset(some, tmp_path, JOB, workers=1, size=16)
    once = merge_dataset(tmp_path, map)
    code_to_dataset(some[5:25], tmp_path, JOB, workers=1, size=16)  # other chunks, the same articles
    assert merge_dataset(tmp_path, map) == once


def test_a_damaged_file_is_named_by_whichever_process_meets_it(dataset, tmp_path):
    code_to_dataset(list(reports())[:40], tmp_path, JOB, workers=1, size=16)
    damaged = next((tmp_path / "events").glob("**/*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:100])
    with on_this_machine(2) as run, pytest.raises(BadDataset, match=f"chunk {damaged.stem} cannot be read"):
        merge_dataset(tmp_path, run)
    assert not (tmp_path / ".merging").exists()


def test_a_folder_without_chunks_is_refused(tmp_path):
    with pytest.raises(BadDataset, match="holds no chunk"):
        merge_dataset(tmp_path, map)
