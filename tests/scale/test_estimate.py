"""A dry run counts all and codes a few; nothing is left behind."""

from __future__ import annotations

from attache.articles.raw import RawArticle
from attache.articles.sources import Finished
from attache.coding import Job
from attache.errors import UnreadableArticle
from attache.scale.estimate import estimate

JOB = Job("2024-05-14", "2024-06-01", 1_000_000, "standard")


def items(count):
    for number in range(count):
        yield RawArticle(f"a{number}", text=f"LIMA - Peru and Chile signed treaty number {number} in Lima on Monday.")
    yield Finished("archive", "signature")


def test_a_sample_speaks_for_all_that_was_counted():
    found = estimate(items(300), JOB, workers=1, sample=12)
    assert (found.articles, found.whole, found.sample, found.failed) == (300, True, 12, 0)
    assert found.per_second > 0
    assert found.seconds == 300 / found.per_second
    assert found.events >= 1
    assert found.project_kb > 0 < found.parquet_kb


def test_counting_stops_in_time_and_what_cannot_be_read_is_told():
    found = estimate(items(100_000), JOB, workers=1, sample=4, seconds=0.0)
    assert not found.whole
    assert found.articles < 100_000
    bad = estimate([UnreadableArticle("x", "empty", "there is no text in it")] * 3, JOB, workers=1)
    assert (bad.articles, bad.failed, bad.per_second, bad.seconds) == (3, 3, bad.per_second, bad.seconds)


def test_nothing_to_read_is_no_error():
    found = estimate([], JOB, workers=2)
    assert (found.articles, found.sample, found.per_second, found.seconds) == (0, 0, 0.0, 0.0)
