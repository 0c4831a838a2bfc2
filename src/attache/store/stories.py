"""Stories of a project: settling what is new, looking at what there is.

A new report is compared with those in its blocks only, and the components of the graph of pairs that it touches are settled
again. What comes out is what settling everything at once would give (tests hold both to it), in whatever order articles came.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from attache.store.database import NEWEST, transaction
from attache.store.facts import articles_of, place_in_story, write_all_facts, write_facts
from attache.store.judgements import corrected, standing
from attache.stories.copies import ALIKE, alike, bands, digest
from attache.stories.group import blocks_of, near_blocks, settle, story_id
from attache.stories.pairs import compare
from attache.stories.report import Report, report_of

Key = tuple[str, str]  # event id and coder
_NEWEST = NEWEST.format("e")
_SEEN = 50_000  # reports that are kept from one batch to the next


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did: reports that were new, reports of older readings that left, stories that changed, copies found."""

    new: int
    gone: int
    stories: int
    copies: int


def settle_project(
    path: Path, *, rebuild: bool = False, busy_timeout_s: float = 10.0, seen: dict[Key, Report] | None = None
) -> Settled:
    """Bring a project's stories up to date, in one transaction. ``rebuild`` begins anew. ``seen`` keeps reports from one call to
    the next, for who calls it batch after batch."""
    with transaction(path, busy_timeout_s=busy_timeout_s) as connection:
        if rebuild:
            for table in ("story_pairs", "story_blocks", "story_reports", "article_bands", "article_copies"):
                connection.execute(f"DELETE FROM {table}")
            connection.execute("INSERT OR IGNORE INTO story_todo SELECT DISTINCT article FROM readings")
        settled = _Book(connection, seen).settle()
        if rebuild:
            write_all_facts(connection)
        return settled


def judge_project(path: Path, judge: Callable[[sqlite3.Connection], Iterable[str]]) -> None:
    """Let ``judge`` write judgements, or take some back, and settle the events whose ids it returns; in one transaction."""
    with transaction(path) as connection:
        events = set(judge(connection))
        _Book(connection).refresh(events)
        for article in articles_of(connection, events):
            write_facts(connection, article)


def leave(connection: sqlite3.Connection, event: str) -> set[str]:
    """Take the reports of an event out of their stories; the ids of those that they were joined with, to be settled again."""
    keys = connection.execute("SELECT event, coder FROM story_reports WHERE event = ?", (event,)).fetchall()
    return {other for other, _ in _Book(connection).drop(keys)}


class _Book:
    def __init__(self, connection: sqlite3.Connection, seen: dict[Key, Report] | None = None) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._many = connection.executemany
        self._judged = standing(connection)
        # A report that somebody may have corrected since is made anew.
        self._reports: dict[Key, Report] = seen if seen is not None and not self._judged else {}
        if len(self._reports) > _SEEN:
            self._reports.clear()
        self._alone: set[Key] = set()  # new reports that join no other: their row is right as it was written

    def refresh(self, events: set[str]) -> None:
        """Settle again the events on which something was said."""
        keys = [
            key
            for event in sorted(events)
            for key in self._execute(f"SELECT e.id, e.coder FROM events e WHERE e.id = ? AND {_NEWEST}", (event,))
        ]
        touched = self.drop(keys)
        for key in keys:
            self._add(key)
        for component in self._components({*keys, *touched}):
            self._settle(component)

    def settle(self) -> Settled:
        """What is written in ``story_todo``. CROSS JOIN makes SQLite begin there, whatever it takes the tables' sizes to be."""
        copies = self._find_copies()
        gone = self._execute(
            f"SELECT e.event, e.coder FROM story_todo t CROSS JOIN story_reports e ON e.article = t.article WHERE NOT {_NEWEST}"
        ).fetchall()
        touched = self.drop(gone)
        new = [
            (event, coder)
            for event, coder in self._execute(
                "SELECT e.id, e.coder FROM story_todo t CROSS JOIN events e ON e.article = t.article "
                "LEFT JOIN story_reports s ON s.event = e.id AND s.coder = e.coder "
                f"WHERE s.event IS NULL AND {_NEWEST} ORDER BY e.id"
            )
        ]
        for key in new:
            self._add(key)
        changed = set()
        for component in self._components({*new, *touched}):
            changed |= self._settle(component)
        self._execute("DELETE FROM story_todo")
        return Settled(len(new), len(gone), len(changed), copies)

    # ------------------------------------------------------------------ reports

    def _report(self, key: Key) -> Report:
        if key not in self._reports:
            record, published = self._execute(
                "SELECT e.record, a.published FROM events e JOIN articles a ON a.id = e.article WHERE e.id = ? AND e.coder = ?",
                key,
            ).fetchone()
            said = self._judged.get(key[0], ())
            self._reports[key] = report_of(corrected(json.loads(record), said), published)
        return self._reports[key]

    def _rejected(self, key: Key) -> bool:
        return any(judgement.kind == "reject" for judgement in self._judged.get(key[0], ()))

    def drop(self, gone: Iterable[Key]) -> set[Key]:
        """Take reports out; returns those that they were joined with."""
        touched: set[Key] = set()
        for key in gone:
            others = self._execute(
                "SELECT other, other_coder FROM story_pairs WHERE event = ? AND coder = ?", key
            ).fetchall()
            touched |= set(others)
            pairs = [pair for other in others for pair in ((*key, *other), (*other, *key))]
            self._many("DELETE FROM story_pairs WHERE event = ? AND coder = ? AND other = ? AND other_coder = ?", pairs)
            self._execute("DELETE FROM story_blocks WHERE event = ? AND coder = ?", key)
            self._execute("DELETE FROM story_reports WHERE event = ? AND coder = ?", key)
        return touched - set(gone)

    def _add(self, key: Key) -> None:
        report = self._report(key)
        if self._rejected(key):  # it is kept in a story of its own, which nobody else joins
            self._tell(key, report.article, story_id([report]))
            return
        near = sorted(near_blocks(report))
        marks = ", ".join("?" * len(near))
        found = set(self._execute(f"SELECT DISTINCT event, coder FROM story_blocks WHERE block IN ({marks})", near))
        if key[0] not in self._judged:
            self._alone.add(key)
        for other in sorted(found - {key}):
            verdict = compare(report, self._report(other))
            if verdict.joins:
                self._alone -= {key, other}
                rows = [(*key, *other, verdict.score), (*other, *key, verdict.score)]
                self._many("INSERT OR REPLACE INTO story_pairs VALUES (?, ?, ?, ?, ?)", rows)
        blocks = [(block, *key) for block in sorted(blocks_of(report))]
        self._many("INSERT OR IGNORE INTO story_blocks VALUES (?, ?, ?)", blocks)
        self._tell(key, report.article, story_id([report]))

    def _tell(self, key: Key, article: str, story: str) -> None:
        self._execute("INSERT INTO story_reports VALUES (?, ?, ?, ?)", (*key, article, story))
        place_in_story(self._connection, key[0], story)

    # ------------------------------------------------------------------ components

    def _pairs_of(self, key: Key) -> list[tuple[Key, float]]:
        rows = self._execute("SELECT other, other_coder, score FROM story_pairs WHERE event = ? AND coder = ?", key)
        return [((event, coder), score) for event, coder, score in rows]

    def _components(self, keys: set[Key]) -> Iterator[list[Key]]:
        """Every component of the graph of pairs that holds one of these."""
        seen: set[Key] = set()
        for key in sorted(keys - self._alone):
            if key in seen:
                continue
            component, ahead = {key}, [key]
            while ahead:
                at = ahead.pop()
                for other in (*(other for other, _ in self._pairs_of(at)), *self._judged_with(at, "merge")):
                    if other not in component:
                        component.add(other)
                        ahead.append(other)
            seen |= component
            yield sorted(component)

    def _judged_with(self, key: Key, kind: str) -> list[Key]:
        """The events in stories that somebody merged with this one, or split from it."""
        others = {
            event
            for judgement in self._judged.get(key[0], ())
            if judgement.kind == kind
            for event in (judgement.event, judgement.other)
            if event is not None and event != key[0]
        }
        return [
            row
            for event in sorted(others)
            for row in self._execute("SELECT event, coder FROM story_reports WHERE event = ?", (event,))
        ]

    def _settle(self, component: Sequence[Key]) -> set[str]:
        """Settle one component; the ids of the stories that changed."""
        reports = {self._report(key).key: key for key in component}
        ordered = [self._report(reports[at]) for at in sorted(reports)]
        number = {reports[report.key]: n for n, report in enumerate(ordered)}
        scores = {
            (number[key], number[other]): score
            for key in component
            for other, score in self._pairs_of(key)
            if number[key] < number[other]
        }
        said = {
            kind: frozenset(
                (min(number[key], number[other]), max(number[key], number[other]))
                for key in component
                for other in self._judged_with(key, kind)
                if other in number
            )
            for kind in ("merge", "split")
        }
        changed = set()
        for group in settle(ordered, scores, said["merge"], said["split"]):
            story = story_id(group)
            for report in group:
                row = (story, *reports[report.key], story)
                if self._execute(
                    "UPDATE story_reports SET story = ? WHERE event = ? AND coder = ? AND story <> ?", row
                ).rowcount:
                    changed.add(story)
                    place_in_story(self._connection, row[1], story)
        return changed

    # ------------------------------------------------------------------ copies

    def _find_copies(self) -> int:
        """Digest every new article and name the first of its kind; how many were copies of another."""
        rows = self._execute(
            "SELECT a.id, a.text FROM story_todo t CROSS JOIN articles a ON a.id = t.article "
            "LEFT JOIN article_copies c ON c.article = a.id WHERE c.article IS NULL AND a.coded ORDER BY a.id"
        ).fetchall()
        found = 0
        for article, text in rows:
            sketch = digest(text)
            own = bands(sketch)
            marks = ", ".join("?" * len(own))
            near = self._execute(
                f"SELECT DISTINCT b.article, c.digest, c.original FROM article_bands b JOIN article_copies c "
                f"ON c.article = b.article WHERE b.band IN ({marks})",
                own,
            ).fetchall()
            kin = {original for _, other, original in near if alike(sketch, other) >= ALIKE}
            first = min({article, *kin}, key=self._age)
            self._many("INSERT OR IGNORE INTO article_bands VALUES (?, ?)", [(band, article) for band in own])
            self._execute("INSERT INTO article_copies VALUES (?, ?, ?)", (article, sketch, first))
            for original in kin - {first}:  # this one joins what were apart, or is older than they are
                self._execute("UPDATE article_copies SET original = ? WHERE original = ?", (first, original))
            found += bool(kin)
        return found

    def _age(self, article: str) -> tuple[str, str]:
        (published,) = self._execute("SELECT published FROM articles WHERE id = ?", (article,)).fetchone()
        return (published or "9999"), article
