"""Coding what was pasted or uploaded, one job after the other, beside the requests."""

from __future__ import annotations

import hashlib
import queue
import re
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from attache.articles.clean import check_date
from attache.articles.raw import RawArticle
from attache.articles.sources import Finished, Item, open_source
from attache.coding import Summary, code_to_project
from attache.config import Settings
from attache.errors import AttacheError, UnknownRecord, UnreadableArticle
from attache.store.database import connect

#: Names of files that can be uploaded.
SUFFIXES = (".txt", ".html", ".htm", ".jsonl", ".parquet", ".xml", ".rss", ".atom")
_KEPT = 200  # jobs whose outcome is remembered


@dataclass(slots=True)
class _Job:
    number: int
    what: str
    items: Callable[[], Iterable[Item]]
    published: str | None
    sources: list[str] = field(default_factory=list)
    state: str = "waiting"
    problem: str | None = None
    summary: Summary = field(default_factory=Summary)

    def tell(self, summary: Summary) -> None:
        self.summary = summary


class Jobs:
    """A queue of things to code into one project."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self._path = path
        # One process: what is uploaded is little, and the server's other requests want the other cores.
        self._settings = settings.model_copy(update={"workers": 1})
        self._jobs: dict[int, _Job] = {}
        self._queue: queue.Queue[_Job | None] = queue.Queue()
        self._lock = threading.Lock()
        self._count = 0
        self._thread = threading.Thread(target=self._work, daemon=True, name="attache-coding")
        self._thread.start()

    def close(self) -> None:
        """Let the job under way end; the others are dropped."""
        with self._queue.mutex:
            self._queue.queue.clear()
        self._queue.put(None)
        self._thread.join(timeout=60)

    def paste(self, text: str, title: str | None, published: str | None, publisher: str | None) -> dict[str, Any]:
        """Code one text. Raises BadDate."""
        given = check_date(published) if published else None
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        raw = RawArticle(
            f"pasted-{digest[:12]}", text=text, title=title, published=given, publisher=publisher, sha256=digest
        )
        return self._add("pasted text", lambda: [raw], None)

    def upload(self, name: str, body: bytes, published: str | None) -> dict[str, Any]:
        """Code the articles of a file. Raises BadDate, UnreadableArticle for a kind of file that is not read."""
        given = check_date(published) if published else None
        safe = re.sub(r"[^\w.-]+", "_", Path(name.replace("\\", "/")).name)[-100:].lstrip(".") or "upload"
        if not safe.lower().endswith(SUFFIXES):
            raise UnreadableArticle(name, "unknown_kind", f"what can be uploaded is {', '.join(SUFFIXES)}")

        def items() -> Iterable[Item]:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / safe
                file.write_bytes(body)
                for item in open_source(str(file), self._settings):
                    yield _renamed(item, str(file), f"upload/{safe}")

        return self._add(safe, items, given)

    def _add(self, what: str, items: Callable[[], Iterable[Item]], published: str | None) -> dict[str, Any]:
        with self._lock:
            self._count += 1
            job = _Job(self._count, what, items, published)
            self._jobs[job.number] = job
            self._jobs.pop(job.number - _KEPT, None)
        self._queue.put(job)
        return self.state(job.number)

    def state(self, number: int) -> dict[str, Any]:
        """``state`` is waiting, coding, done or failed; ``articles`` the ids of what came of it. Raises UnknownRecord."""
        job = self._jobs.get(number)
        if job is None:
            raise UnknownRecord(str(number))
        return {
            "id": job.number,
            "what": job.what,
            "state": job.state,
            "problem": job.problem,
            "coded": job.summary.articles,
            "events": job.summary.events,
            "known": job.summary.skipped,
            "failures": [{"reason": each.reason, "message": str(each)} for each in job.summary.failures],
            "articles": self._articles(job) if job.state == "done" else [],
        }

    def _articles(self, job: _Job) -> list[str]:
        connection = connect(self._path)
        try:
            found = []
            for source in job.sources:
                found += connection.execute("SELECT id FROM articles WHERE source_id = ?", (source,)).fetchall()
            return list(dict.fromkeys(row[0] for row in found))
        finally:
            connection.close()

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            job.state = "coding"
            try:
                job.summary = code_to_project(
                    self._noted(job), self._path, self._settings, published=job.published, progress=job.tell
                )
                job.state = "done"
            except AttacheError as error:
                job.state, job.problem = "failed", str(error)
            except Exception as error:  # the server stays, whatever one upload does
                job.state, job.problem = "failed", f"attache failed on it ({type(error).__name__}: {error})"

    @staticmethod
    def _noted(job: _Job) -> Iterable[Item]:
        for item in job.items():
            if isinstance(item, RawArticle):
                job.sources.append(item.source_id)
            yield item


def _renamed(item: Item, file: str, name: str) -> Item:
    """The item as if it had been read from ``name``: where it lay for a moment is nobody's business."""
    if isinstance(item, Finished):
        return item
    if isinstance(item, UnreadableArticle):
        message = str(item).removeprefix(f"{item.where}: ").replace(file, name)
        return UnreadableArticle(item.where.replace(file, name), item.reason, message)
    return replace(item, source_id=item.source_id.replace(file, name))
