"""One run: inputs to records, on all cores, in the order of the inputs. The command and the API both call this."""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from attache.articles.raw import RawArticle
from attache.articles.sources import Finished, Item, Known, open_source
from attache.config import Settings
from attache.errors import AttacheError, UnreadableArticle
from attache.export.records import Record
from attache.store.stories import settle_project
from attache.store.writer import Writer
from attache.stories.group import join, story_id
from attache.stories.report import Report, report_of
from attache.worker import begin_worker

# Few inputs are coded in this process: starting others costs more than they save.
_IN_PROCESS = 8
# Articles a worker that wait for it or for this process, which stores a batch while the workers go on.
_AHEAD = 24
_TOGETHER = 2000  # articles whose reports are merged where there is no project
Coded = list[Record] | UnreadableArticle | Finished


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker needs to know beside the article."""

    published: str | None
    coded_date: str
    max_chars: int
    reader: str
    resources: str = ""


@dataclass(slots=True)
class Summary:
    """Counts of a run, and the seconds it took."""

    articles: int = 0
    events: int = 0
    statements: int = 0
    skipped: int = 0
    not_coded: int = 0
    failures: list[UnreadableArticle] = field(default_factory=list)
    seconds: float = 0.0
    characters: int = 0

    def add(self, coded: Coded) -> None:
        if isinstance(coded, Finished):
            return
        if isinstance(coded, UnreadableArticle):
            self.failures.append(coded)
            return
        self.articles += 1
        self.characters += len(coded[0]["text"])
        self.not_coded += not coded[0]["coded"]
        for record in coded[1:]:
            if record["record"] == "event":
                self.events += 1
            else:
                self.statements += 1


def today() -> str:
    """The day of coding as stored with records (UTC). ``SOURCE_DATE_EPOCH`` sets it, for runs to be compared."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))


def code_one(raw: RawArticle, job: Job) -> list[Record] | UnreadableArticle:
    """Clean and read one article. Never raises: what goes wrong with an article becomes its failure."""
    from attache.articles.clean import clean_article
    from attache.export.records import records_of
    from attache.pipeline import load_coder, read

    coder = load_coder(job.reader, job.resources)
    try:
        article = clean_article(raw, published=job.published, max_chars=job.max_chars)
        return records_of(read(article, coder), coder=coder.name, coded_date=job.coded_date)
    except UnreadableArticle as error:
        return error
    except MemoryError:
        return UnreadableArticle(raw.source_id, "memory", "there was not enough memory for it; split it")
    except AttacheError:
        raise
    except Exception as error:  # one article must never stop a run
        where = f"{type(error).__name__}: {error}"
        return UnreadableArticle(
            raw.source_id,
            "internal_error",
            f"attache failed on it ({where}); please report this with the article",
        )


def _start_worker(reader: str, resources: str) -> None:
    """Load model and tables once a worker, and leave Ctrl-C to the parent."""

    from attache.pipeline import load_coder

    begin_worker()
    load_coder(reader, resources)
    _spare_the_collector()


def _spare_the_collector() -> None:
    """Tables of hundreds of thousands of names are there to stay: the collector need not walk over them again and again."""
    gc.collect()
    gc.freeze()


def code_items(items: Iterable[Item], job: Job, *, workers: int = 1) -> Iterator[Coded]:
    """Code items in their order. Few items, or one worker, run in this process."""
    stream = iter(items)
    first = list(itertools.islice(stream, _IN_PROCESS))
    if workers <= 1 or len(first) < _IN_PROCESS:
        for item in itertools.chain(first, stream):
            yield code_one(item, job) if isinstance(item, RawArticle) else item
        return
    yield from _code_in_pool(itertools.chain(first, stream), job, workers)


def _new_pool(workers: int, job: Job) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), _start_worker, (job.reader, job.resources)
    )


def _code_in_pool(items: Iterator[Item], job: Job, workers: int) -> Iterator[Coded]:
    """A window of articles under way, handed on in order. When a worker dies (out
    of memory, killed), what was under way is coded again one by one, so that only the culprit fails."""
    pool = _new_pool(workers, job)
    under_way: deque[tuple[Item, Future[list[Record] | UnreadableArticle] | None]] = deque()
    try:
        while True:
            for item in itertools.islice(items, max(0, workers * _AHEAD - len(under_way))):
                under_way.append((item, pool.submit(code_one, item, job) if isinstance(item, RawArticle) else None))
            if not under_way:
                return
            item, future = under_way[0]
            if future is None:
                under_way.popleft()
                assert not isinstance(item, RawArticle)
                yield item
                continue
            try:
                coded = future.result()
            except BrokenProcessPool:
                pool.shutdown(cancel_futures=True)
                for waiting, _ in under_way:
                    yield _code_alone(waiting, job) if isinstance(waiting, RawArticle) else waiting
                under_way.clear()
                pool = _new_pool(workers, job)
                continue
            under_way.popleft()
            yield coded
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _code_alone(raw: RawArticle, job: Job) -> Coded:
    with _new_pool(1, job) as pool:
        try:
            return pool.submit(code_one, raw, job).result()
        except BrokenProcessPool:
            return UnreadableArticle(raw.source_id, "crashed", "the process that coded it was killed; is it too large?")


def worker_count(settings: Settings) -> int:
    """Processes to code with: as set, else one for each core."""
    return settings.workers or os.cpu_count() or 1


def sources(
    inputs: Sequence[str],
    settings: Settings,
    *,
    kind: str = "auto",
    follow: bool = False,
    known: Known = lambda _: False,
) -> Iterator[Item]:
    """All inputs one after the other; archives that are ``known`` are left out."""
    for where in inputs:
        yield from open_source(where, settings, kind=kind, follow=follow, known=known)


def finished_archives(database: Path, settings: Settings, published: str | None) -> set[tuple[str, str]]:
    """Source and signature of the archives that need not be read again."""
    from attache.pipeline import load_coder

    with Writer(database, busy_timeout_s=settings.busy_timeout_s) as writer:
        return writer.finished(published or "", load_coder(settings.reader, settings.resources).name)


def code_to_project(
    items: Iterable[Item],
    database: Path,
    settings: Settings,
    *,
    published: str | None = None,
    progress: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Code items into a project. What this coder has coded from the same input is skipped."""
    from attache.pipeline import load_coder

    summary, began = Summary(), time.monotonic()
    job = Job(published, today(), settings.max_article_chars, settings.reader, settings.resources)
    given = published or ""
    with Writer(database, settings=settings.fingerprint(), busy_timeout_s=settings.busy_timeout_s) as writer:
        coder = load_coder(job.reader, job.resources).name
        fresh = _fresh(items, writer, given, coder, summary)
        batch: list[tuple[list[Record], str]] = []
        failures: list[UnreadableArticle] = []
        finished: list[Finished] = []
        seen: OrderedDict[str, Report] = OrderedDict()

        def store() -> None:
            writer.write(batch, failures, [(each.source, each.signature, given, coder) for each in finished])
            for gathered in (batch, failures, finished):
                gathered.clear()
            # After each batch, since this process waits for the workers anyway; and where nothing was new, since a run that was
            # killed may have left reports unsettled.
            settle_project(database, busy_timeout_s=settings.busy_timeout_s, seen=seen)

        for coded in code_items(fresh, job, workers=worker_count(settings)):
            summary.add(coded)
            if isinstance(coded, UnreadableArticle):
                failures.append(coded)
            elif isinstance(coded, Finished):
                finished.append(coded)
            else:
                batch.append((coded, given))
            summary.seconds = time.monotonic() - began
            progress(summary)
            if len(batch) + len(failures) >= settings.batch_articles:
                store()
        store()
    summary.seconds = time.monotonic() - began
    return summary


def with_merged_stories(coded: Iterable[Coded]) -> Iterator[Coded]:
    """Coded articles with their events' stories merged among ``_TOGETHER`` articles at a time: without a project there is
    nowhere to keep more."""
    articles = iter(coded)
    while together := list(itertools.islice(articles, _TOGETHER)):
        reports = {
            (record["article"], record["id"]): report_of(record, each[0]["published"])
            for each in together
            if isinstance(each, list)
            for record in each[1:]
            if record["record"] == "event"
        }
        stories = {report.key[1:]: story_id(group) for group in join(reports.values()) for report in group}
        for each in together:
            if isinstance(each, list):
                for record in each[1:]:
                    if record["record"] == "event":
                        record["story"] = stories[record["article"], record["id"]]
            yield each


def _fresh(items: Iterable[Item], writer: Writer, given: str, coder: str, summary: Summary) -> Iterator[Item]:
    for item in items:
        if isinstance(item, RawArticle) and writer.known(item.source_id, item.sha256, given, coder):
            summary.skipped += 1
        else:
            yield item
