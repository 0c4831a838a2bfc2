"""Writing readings: one transaction a batch, ids that make a second writing change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

from attache.errors import UnreadableArticle
from attache.export.records import Record, to_json
from attache.store.adding import stand_beside
from attache.store.database import atomic, connect
from attache.store.facts import first_facts, write_facts


class Writer:
    """Writes to one project. A kill at any moment loses at most the batch that is being written."""

    def __init__(self, path: Path, *, settings: str = "", busy_timeout_s: float = 10.0) -> None:
        self.path, self._settings = path, settings
        self._connection = connect(path, busy_timeout_s=busy_timeout_s)

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def known(self, source_id: str, sha256: str, published: str, coder: str) -> bool:
        """True where this very input has been coded by this coder."""
        row = self._connection.execute(
            "SELECT 1 FROM inputs JOIN readings USING (article) "
            "WHERE source_id = ? AND sha256 = ? AND inputs.published = ? AND coder = ?",
            (source_id, sha256, published, coder),
        ).fetchone()
        return row is not None

    def finished(self, published: str, coder: str) -> set[tuple[str, str]]:
        """Source and signature of the archives that this coder has coded to their end."""
        rows = self._connection.execute(
            "SELECT source, signature FROM finished WHERE published = ? AND coder = ?", (published, coder)
        )
        return set(rows)

    def write(
        self,
        batch: Sequence[tuple[Sequence[Record], str]],
        failures: Iterable[UnreadableArticle] = (),
        finished: Iterable[tuple[str, str, str, str]] = (),
    ) -> None:
        """Store the records of articles, each with the date that its input was given; failures; and archives that came to their
        end (source, signature, given date, coder). All or nothing."""
        with atomic(self._connection, self.path):
            for records, given in batch:
                self._write_article(records, given)
            for failure in failures:
                self._connection.execute(
                    "INSERT OR REPLACE INTO failures VALUES (?, ?, ?)",
                    (failure.where, failure.reason, str(failure)),
                )
            self._connection.executemany("INSERT OR IGNORE INTO finished VALUES (?, ?, ?, ?)", finished)

    def _write_article(self, records: Sequence[Record], given: str) -> None:
        article = records[0]
        execute = self._connection.execute
        execute("DELETE FROM failures WHERE source_id = ?", (article["source_id"],))
        fresh = execute(
            "INSERT OR IGNORE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article["id"],
                article["source_id"],
                article["title"],
                article["url"],
                article["published"],
                article["published_basis"],
                article["publisher"],
                article["language"],
                int(article["coded"]),
                article["text"],
                to_json(article),
            ),
        ).rowcount
        if fresh == 1:
            cursor = execute("INSERT INTO articles_text_ids (article) VALUES (?)", (article["id"],))
            execute(
                "INSERT INTO articles_text (rowid, title, text) VALUES (?, ?, ?)",
                (cursor.lastrowid, article["title"], article["text"]),
            )
        execute(
            "INSERT OR IGNORE INTO inputs VALUES (?, ?, ?, ?)",
            (article["source_id"], article["sha256"], given, article["id"]),
        )
        new = execute(
            "INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?)",
            (article["id"], article["coder"], article["coded_date"], self._settings),
        ).rowcount
        if new != 1:
            return  # this text was read before by this coder, under this or another input
        execute("INSERT OR IGNORE INTO story_todo VALUES (?)", (article["id"],))
        self._connection.executemany(
            "INSERT OR IGNORE INTO events (id, coder, article, event, story, record) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (each["id"], each["coder"], each["article"], each["event"], each["story"], to_json(each))
                for each in records[1:]
                if each["record"] == "event"
            ],
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO statements VALUES (?, ?, ?, ?, ?, ?)",
            [
                (each["id"], each["coder"], each["article"], *_speaker(each), to_json(each))
                for each in records[1:]
                if each["record"] == "statement"
            ],
        )
        (readings,) = execute("SELECT count(*) FROM readings WHERE article = ?", (article["id"],)).fetchone()
        if readings > 1:
            stand_beside(self._connection, article["id"])
        if readings == 1:
            first_facts(self._connection, records)
        else:
            write_facts(self._connection, article["id"])


def _speaker(record: Record) -> tuple[str | None, str | None]:
    speaker = record["speaker"] or {}
    return speaker.get("code"), speaker.get("name")
