"""A dry run: how long coding some inputs will take and how much room it will need, told from a sample. Nothing is kept."""

from __future__ import annotations

import itertools
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from attache.articles.raw import RawArticle
from attache.articles.sources import Item
from attache.coding import Coded, Job, code_items
from attache.errors import UnreadableArticle
from attache.scale.dataset import write_chunk
from attache.store import database
from attache.store.stories import settle_project
from attache.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would come to.

    articles     inputs that were counted; ``whole`` says whether these are all
    sample       how many of them were coded, drawn by lot with a fixed seed; ``failed`` of them could not be read
    per_second   articles a second with ``workers`` processes, their start apart
    events       of an article
    project_kb, parquet_kb  kilobytes an article, in a project and in data sets
    """

    articles: int
    whole: bool
    sample: int
    failed: int
    workers: int
    per_second: float
    events: float
    project_kb: float
    parquet_kb: float

    @property
    def seconds(self) -> float:
        """Of coding what was counted."""
        return self.articles / self.per_second if self.per_second else 0.0


def estimate(items: Iterable[Item], job: Job, *, workers: int, sample: int = 64, seconds: float = 120.0) -> Estimate:
    """Count the inputs, for ``seconds`` at most, and code ``sample`` of them."""
    chosen, count, whole = _drawn(items, sample, seconds)
    coded, rate = _timed(chosen, job, workers)
    read = [each for each in coded if isinstance(each, list)]
    project_kb, parquet_kb = _sizes(read, coded)
    events = sum(record["record"] == "event" for each in read for record in each[1:])
    return Estimate(
        count,
        whole,
        len(chosen),
        len(coded) - len(read),
        workers,
        rate,
        round(events / max(1, len(read)), 1),
        project_kb,
        parquet_kb,
    )


def _drawn(
    items: Iterable[Item], sample: int, seconds: float
) -> tuple[list[RawArticle | UnreadableArticle], int, bool]:
    """A sample in which each of the inputs has an equal chance, in their order; how many there are; whether that is all."""
    lot, until = random.Random(0), time.monotonic() + seconds
    drawn: list[tuple[int, RawArticle | UnreadableArticle]] = []
    count, whole = 0, True
    for item in items:
        if not isinstance(item, RawArticle | UnreadableArticle):
            continue
        count += 1
        if len(drawn) < sample:
            drawn.append((count, item))
        elif (at := lot.randrange(count)) < sample:
            drawn[at] = (count, item)
        if time.monotonic() > until:
            whole = False
            break
    return [item for _, item in sorted(drawn, key=lambda pair: pair[0])], count, whole


def _timed(chosen: list[RawArticle | UnreadableArticle], job: Job, workers: int) -> tuple[list[Coded], float]:
    """What came of the sample, and articles a second from when the workers were under way."""
    stream: Iterator[Coded] = code_items(chosen, job, workers=workers)
    first = list(itertools.islice(stream, min(workers * 2, max(1, len(chosen) // 4))))
    began = time.monotonic()
    rest = list(stream)
    spent = time.monotonic() - began
    return [*first, *rest], round(len(rest) / spent, 2) if rest and spent else 0.0


def _sizes(read: list[list[dict[str, object]]], coded: list[Coded]) -> tuple[float, float]:
    if not read:
        return 0.0, 0.0
    with tempfile.TemporaryDirectory() as raw:
        folder = Path(raw)
        path = database.create(folder / "project")
        empty = _kilobytes(folder / "project")
        with Writer(path) as writer:
            writer.write([(records, "") for records in read])
        settle_project(path)
        project = _kilobytes(folder / "project") - empty
        write_chunk(folder / "parquet", "sample", coded, "")
        parquet = _kilobytes(folder / "parquet")
    return round(project / len(read), 1), round(parquet / len(read), 1)


def _kilobytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1000
