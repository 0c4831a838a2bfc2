"""Looking at a project without being able to change it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from attache.errors import UnknownRecord
from attache.export.records import Record
from attache.query import FULL_TEXT, Query, match
from attache.store.database import NEWEST, beginning, connect, speaking_errors
from attache.store.judgements import Judgement, corrected, event_of, history_of, judgement_of, latest, standing, waiting
from attache.stories.links import follows, linked_types
from attache.stories.merged import Told, merged
from attache.stories.report import Report, report_of


class View:
    """A read-only look at one project. Only each article's newest reading is shown."""

    def __init__(self, path: Path, *, busy_timeout_s: float = 10.0, shared: bool = False) -> None:
        self.path = path
        self._connection = connect(path, busy_timeout_s=busy_timeout_s, shared=shared)
        self._connection.execute("PRAGMA query_only = ON")
        self._judged = standing(self._connection)

    def close(self) -> None:
        self._connection.close()

    def events(self, query: Query | None = None) -> Iterator[Record]:
        """Event records in order of date, undated last."""
        query = query or Query()
        conditions, values = query.where()
        sql = _SQL.format(" AND ".join(conditions))
        if query.limit is not None:
            sql, values = f"{sql} LIMIT ?", [*values, query.limit]
        with speaking_errors(self.path):
            for record, story in self._connection.execute(sql, values):
                yield self._as_it_stands(json.loads(record), story)

    def stories(self, query: Query | None = None, *, least_reports: int = 1) -> Iterator[Record]:
        """Story records, of every story with an event that the query finds, in order of their first such event."""
        seen: set[str] = set()
        for event in self.events(query):
            story = event["story"]
            if story not in seen:
                seen.add(story)
                found = self._merged(story)
                if found["reports"] >= least_reports:
                    yield found

    def events_by_id(self, ids: Sequence[str]) -> list[Record]:
        """The events with these ids, in their order; those that no newest reading has are left out."""
        rows = self._connection.execute(
            "SELECT e.record, f.story FROM facts f JOIN events e ON e.id = f.event AND e.coder = f.coder "
            f"WHERE f.event IN ({', '.join('?' * len(ids))})",
            ids,
        )
        found = {
            record["id"]: self._as_it_stands(record, story) for record, story in ((json.loads(r), s) for r, s in rows)
        }
        return [found[id] for id in ids if id in found]

    def stories_by_id(self, ids: Sequence[str]) -> list[Record]:
        """The stories with these very ids, in their order."""
        return [self._merged(story) for story in ids]

    def story_of(self, wanted: str) -> Record:
        """The story with this id, or that an event with this id is in; the start of an id will do. Raises UnknownRecord."""
        row = self._connection.execute(
            f"SELECT story FROM story_reports WHERE {beginning('story')} UNION ALL "
            f"SELECT story FROM story_reports WHERE {beginning('event')} LIMIT 1",
            {"start": wanted},
        ).fetchone()
        if row is None or not wanted:
            raise UnknownRecord(wanted)
        return self._merged(row[0])

    def _merged(self, story: str) -> Record:
        """The story with this very id."""
        rows = self._connection.execute(
            "SELECT e.record, a.published, a.publisher, coalesce(c.original, a.id) FROM story_reports s "
            "JOIN events e ON e.id = s.event AND e.coder = s.coder JOIN articles a ON a.id = e.article "
            "LEFT JOIN article_copies c ON c.article = a.id WHERE s.story = ?",
            (story,),
        )
        return merged(story, (Told(self._as_it_stands(json.loads(record)), *of) for record, *of in rows))

    def links_of(self, story: str) -> list[Record]:
        """Stories that lead to this one or follow from it, each with ``link``, ``direction`` (before, after) and what it is;
        in order of time."""
        mine = self._reports_of(story)
        codes = sorted({code for report in mine for code in report.codes})
        types = sorted(linked_types(mine))
        if not codes:
            return []
        rows = self._connection.execute(
            "SELECT DISTINCT f.story FROM fact_values v JOIN facts f ON f.number = v.number WHERE f.story <> ? "
            f"AND v.field IN ('actor', 'recipient') AND v.value IN ({', '.join('?' * len(codes))}) "
            f"AND f.type IN ({', '.join('?' * len(types))})",
            (story, *codes, *types),
        ).fetchall()
        found = []
        for (other,) in rows:
            yours = self._reports_of(other)
            for link, direction in ((follows(mine, yours), "after"), (follows(yours, mine), "before")):
                if link is not None:
                    first = min(yours, key=lambda report: report.key)
                    day = first.first.isoformat() if first.first else None
                    words = self._execute_one("SELECT record FROM events WHERE id = ?", first.key[2])["sentence"][
                        "text"
                    ]
                    found.append({"story": other, "link": link, "direction": direction, "date": day, "words": words})
                    break
        return sorted(found, key=lambda each: (each["date"] or "", each["story"]))

    def _reports_of(self, story: str) -> list[Report]:
        rows = self._connection.execute(
            "SELECT e.record, a.published FROM story_reports s JOIN events e ON e.id = s.event AND e.coder = s.coder "
            "JOIN articles a ON a.id = e.article WHERE s.story = ?",
            (story,),
        )
        return [report_of(self._as_it_stands(json.loads(record)), published) for record, published in rows]

    def _execute_one(self, sql: str, value: str) -> Record:
        found: Record = json.loads(self._connection.execute(sql, (value,)).fetchone()[0])
        return found

    def _as_it_stands(self, record: Record, story: str | None = None) -> Record:
        """The record with the story that it was merged into and with what people said of it."""
        judged = self._judged.get(record["id"], ())
        if judged:
            record = corrected(record, judged)
        return {**record, "story": story} if story else record

    def history(self, event: str) -> list[Judgement]:
        """Every judgement on an event; the start of its id will do. Raises UnknownRecord."""
        return history_of(self._connection, event_of(self._connection, event))

    def judgements(self, limit: int) -> list[Judgement]:
        """The latest judgements, those that were taken back too."""
        return latest(self._connection, limit)

    def judgement(self, number: int) -> Judgement:
        """One judgement by its number. Raises UnknownRecord."""
        return judgement_of(self._connection, number)

    def waiting(self) -> list[Judgement]:
        """Judgements on events that the newest reading of no article has."""
        return waiting(self._connection)

    def statements(self, article: str | None = None) -> Iterator[Record]:
        sql = f"SELECT record FROM statements WHERE {NEWEST.format('statements')}"
        values: tuple[str, ...] = ()
        if article is not None:
            sql, values = f"{sql} AND article = ?", (article,)
        for (record,) in self._connection.execute(f"{sql} ORDER BY article, id", values):
            yield json.loads(record)

    def statements_of(self, speakers: Sequence[str]) -> Iterator[Record]:
        """What speakers with these codes said, anybody without codes, each with ``published`` of its article, newest first."""
        among = f"s.speaker_code IN ({', '.join('?' * len(speakers))}) AND " if speakers else ""
        rows = self._connection.execute(
            f"SELECT s.record, a.published FROM statements s JOIN articles a ON a.id = s.article "
            f"WHERE {among}{NEWEST.format('s')} "
            "ORDER BY a.published DESC, s.id",
            speakers,
        )
        for record, published in rows:
            yield {**json.loads(record), "published": published}

    def articles(self) -> Iterator[Record]:
        for (record,) in self._connection.execute("SELECT record FROM articles ORDER BY published, id"):
            yield json.loads(record)

    def articles_page(
        self, *, text: str | None = None, publisher: str | None = None, after: int = 0, limit: int = 50
    ) -> tuple[list[Record], int]:
        """Articles from number ``after`` on, newest first, each without its text and with ``events``, how many are in it; and how
        many there are. Raises BadQuery."""
        where, values = ["1"], []
        if text is not None:
            where.append(f"id IN ({FULL_TEXT['text']})")
            values.append(match(text))
        if publisher is not None:
            where.append("publisher = ?")
            values.append(publisher)
        conditions = " AND ".join(where)
        (total,) = self._connection.execute(f"SELECT count(*) FROM articles WHERE {conditions}", values).fetchone()
        rows = self._connection.execute(
            "SELECT record, (SELECT count(*) FROM facts f WHERE f.article = a.id) FROM articles a "
            f"WHERE {conditions} ORDER BY published IS NULL, published DESC, id LIMIT ? OFFSET ?",
            (*values, limit, after),
        )
        found = []
        for record, events in rows:
            article = json.loads(record)
            text_start = article.pop("text")[:300]
            found.append({**article, "begins": text_start, "events": events})
        return found, total

    def statements_page(
        self, speakers: Sequence[str] = (), *, after: int = 0, limit: int = 50
    ) -> tuple[list[Record], int]:
        """Statements from number ``after`` on, newest first, and how many there are."""
        among = f"s.speaker_code IN ({', '.join('?' * len(speakers))}) AND " if speakers else ""
        of = f"FROM statements s JOIN articles a ON a.id = s.article WHERE {among}{NEWEST.format('s')}"
        (total,) = self._connection.execute(f"SELECT count(*) {of}", speakers).fetchone()
        rows = self._connection.execute(
            f"SELECT s.record, a.published {of} ORDER BY a.published DESC, s.id LIMIT ? OFFSET ?",
            (*speakers, limit, after),
        )
        return [{**json.loads(record), "published": published} for record, published in rows], total

    def event_of(self, wanted: str) -> Record:
        """The event with this id; its start will do. Raises UnknownRecord."""
        found = self.events_by_id([event_of(self._connection, wanted)])
        if not found:
            raise UnknownRecord(wanted)
        return found[0]

    def coders(self) -> list[str]:
        """Every version of the coder that read something, the newest first."""
        rows = self._connection.execute(
            "SELECT coder FROM readings GROUP BY coder ORDER BY max(coded_date) DESC, coder DESC"
        )
        return [coder for (coder,) in rows]

    def published_range(self) -> list[str | None]:
        """First and last day of publication."""
        return list(self._connection.execute("SELECT min(published), max(published) FROM articles").fetchone())

    def runs(self) -> list[Record]:
        """What was read by which coder on which day: ``coder``, ``coded_date``, ``articles``, ``events``."""
        rows = self._connection.execute(
            "SELECT r.coder, r.coded_date, count(*), sum((SELECT count(*) FROM events e WHERE e.article = r.article "
            "AND e.coder = r.coder)) FROM readings r GROUP BY 1, 2 ORDER BY 2 DESC, 1"
        )
        return [dict(zip(("coder", "coded_date", "articles", "events"), row, strict=True)) for row in rows]

    def sources(self) -> list[Record]:
        """Outlets with how many articles and events they gave, and when the last: ``publisher``, ``articles``, ``coded``,
        ``events``, ``last``."""
        rows = self._connection.execute(
            "SELECT a.publisher, count(*), sum(a.coded), sum((SELECT count(*) FROM facts f WHERE f.article = a.id)), "
            "max(a.published) FROM articles a GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return [dict(zip(("publisher", "articles", "coded", "events", "last"), row, strict=True)) for row in rows]

    def coverage(self) -> dict[str, tuple[int, int]]:
        """Articles read and outlets that they came from, for each day of publication and each month."""
        found: dict[str, tuple[int, int]] = {}
        for letters in (10, 7):
            rows = self._connection.execute(
                "SELECT substr(published, 1, ?), count(*), count(DISTINCT publisher) FROM articles "
                "WHERE published IS NOT NULL AND coded GROUP BY 1",
                (letters,),
            )
            found |= {period: (articles, outlets) for period, articles, outlets in rows}
        return found

    def failures(self) -> list[tuple[str, str, str]]:
        """(input, reason, message) of every input that could not be read."""
        return list(self._connection.execute("SELECT * FROM failures ORDER BY source_id, reason"))

    def article_of(self, wanted: str) -> Record:
        """The article with this id, source id or event id; the start of an id will do. Raises UnknownRecord."""
        for sql in (
            "SELECT record FROM articles WHERE id = :start",
            "SELECT a.record FROM inputs i JOIN articles a ON a.id = i.article WHERE i.source_id = :start",
            f"SELECT record FROM articles WHERE {beginning('id')}",
            f"SELECT a.record FROM events e JOIN articles a ON a.id = e.article WHERE {beginning('e.id')}",
        ):
            row = self._connection.execute(sql, {"start": wanted}).fetchone() if wanted else None
            if row is not None:
                found: Record = json.loads(row[0])
                return found
        raise UnknownRecord(wanted)

    def events_of(self, article: str) -> list[Record]:
        rows = self._connection.execute(
            "SELECT e.record, f.story FROM facts f JOIN events e ON e.id = f.event AND e.coder = f.coder WHERE f.article = ?",
            (article,),
        )
        found = [self._as_it_stands(json.loads(record), story) for record, story in rows]
        return sorted(found, key=lambda r: r["event_text"]["start"])

    def counts(self) -> dict[str, int]:
        """Rows of each table that users count."""
        counts = {
            table: self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("articles", "events", "statements", "failures")
        }
        (counts["stories"],) = self._connection.execute("SELECT count(DISTINCT story) FROM story_reports").fetchone()
        return counts

    def schema_version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def check(self) -> list[str]:
        """What SQLite's own checks find wrong; an empty list where all is well."""
        found = [row[0] for row in self._connection.execute("PRAGMA quick_check") if row[0] != "ok"]
        broken = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        return found + [f"a row of {row[0]} points to nothing" for row in broken]

    def raw(self) -> sqlite3.Connection:
        """The connection itself, query-only."""
        return self._connection


_SQL = (
    "SELECT e.record, f.story FROM facts f JOIN events e ON e.id = f.event AND e.coder = f.coder "
    "WHERE {} ORDER BY f.date IS NULL, f.date, f.event"
)
