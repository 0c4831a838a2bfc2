"""Coding into Parquet data sets, on this machine or on Ray, and loading them into a project."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from attache.articles.raw import RawArticle
from attache.articles.sources import Item
from attache.coding import Coded, Job, code_items
from attache.errors import UnreadableArticle
from attache.scale.dataset import chunk_name, chunked, is_written, read_chunks, write_chunk
from attache.store.stories import settle_project
from attache.store.writer import Writer

CHUNK = 256  # articles: what a kill can lose at most, and what one file holds
Chunk = list[RawArticle | UnreadableArticle]


@dataclass(slots=True)
class Progress:
    """Counts of a run into data sets; ``known`` articles were in chunks that were there already."""

    articles: int = 0
    events: int = 0
    statements: int = 0
    failures: int = 0
    known: int = 0
    seconds: float = 0.0

    def add(self, counts: dict[str, int]) -> None:
        self.articles += counts["articles"]
        self.events += counts["events"]
        self.statements += counts["statements"]
        self.failures += counts["failures"]


def code_to_dataset(
    items: Iterable[Item],
    folder: Path,
    job: Job,
    *,
    workers: int,
    size: int = CHUNK,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Code items into ``folder``. Chunks that are there are not coded again; the rest of them is the same whatever was there."""
    found, began = Progress(), time.monotonic()
    coder = coder_name(job)
    folder.mkdir(parents=True, exist_ok=True)
    new = _new_chunks(chunked(items, size), folder, job, coder, found)
    # One pool for all chunks: what comes out of it is in order, so that each chunk's share can be counted off.
    names: list[tuple[str, int]] = []

    def stream() -> Iterator[Item]:
        for name, chunk in new:
            names.append((name, len(chunk)))
            yield from chunk

    coded = code_items(stream(), job, workers=workers)
    while first := next(coded, None):
        name, count = names.pop(0)
        rest = itertools.islice(coded, count - 1)
        found.add(write_chunk(folder, name, itertools.chain([first], rest), job.published or ""))
        found.seconds = time.monotonic() - began
        progress(found)
    found.seconds = time.monotonic() - began
    return found


def coder_name(job: Job) -> str:
    from attache.pipeline import load_coder

    return load_coder(job.reader, job.resources).name


def _new_chunks(
    chunks: Iterable[Chunk], folder: Path, job: Job, coder: str, found: Progress
) -> Iterator[tuple[str, Chunk]]:
    for chunk in chunks:
        name = chunk_name(chunk, job, coder)
        if is_written(folder, name):
            found.known += len(chunk)
        else:
            yield name, chunk


def code_chunk(chunk: Chunk, job: Job, folder: Path) -> dict[str, int]:
    """Code one chunk in this process and write it: what a worker of another machine does."""
    name = chunk_name(chunk, job, coder_name(job))
    coded: list[Coded] = list(code_items(chunk, job, workers=1))
    return write_chunk(folder, name, coded, job.published or "")


def load_dataset(folder: Path, database: Path, *, progress: Callable[[int], None] = lambda _: None) -> tuple[int, int]:
    """Bring the records of a data set into a project and merge their stories; loaded twice it changes nothing. How many articles
    and failures it holds. Raises BadDataset."""
    articles = failures = 0
    with Writer(database) as writer:
        for batch, failed in read_chunks(folder):
            writer.write(batch, failed)
            articles += len(batch)
            failures += len(failed)
            progress(articles)
    settle_project(database)
    return articles, failures
