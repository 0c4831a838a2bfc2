"""Stories of a project: settling what is new, looking at what there is.

A new report that is another article's sentence joins its unit; any other is compared with the units in its blocks only. The
components of the graph of pairs that it touches are settled again. What comes out is what settling everything at once would give
(tests hold both to it), in whatever order articles came.
"""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from attache.store.database import NEWEST, transaction
from attache.store.facts import articles_of, place_in_story, write_all_facts, write_facts
from attache.store.judgements import corrected, standing
from attache.stories.copies import ALIKE, alike, bands, digest
from attache.stories.group import apart, blocks_of, near_blocks, settle, story_of
from attache.stories.pairs import weigh
from attache.stories.report import Report, report_of

Key = tuple[str, str]  # event id and coder
_NEWEST = NEWEST.format("e")
_SEEN = 25_000  # units whose reports are kept from one batch to the next


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did: reports that were new, reports of older readings that left, stories that changed, copies found."""

    new: int
    gone: int
    stories: int
    copies: int


def settle_project(
    path: Path, *, rebuild: bool = False, busy_timeout_s: float = 10.0, seen: OrderedDict[str, Report] | None = None
) -> Settled:
    """Bring a project's stories up to date, in one transaction. ``rebuild`` begins anew. ``seen`` keeps a report of each unit from
    one call to the next, for who calls it batch after batch."""
    with transaction(path, busy_timeout_s=busy_timeout_s) as connection:
        rebuild = rebuild or _is_older(connection)
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
        older = _is_older(connection)
    if older:
        settle_project(path, rebuild=True)
    with transaction(path) as connection:
        events = set(judge(connection))
        _Book(connection).refresh(events)
        for article in articles_of(connection, events):
            write_facts(connection, article)


def leave(connection: sqlite3.Connection, event: str) -> set[str]:
    """Take the reports of an event out of their stories; the ids of those that they were joined with, to be settled again."""
    keys = connection.execute("SELECT event, coder FROM story_reports WHERE event = ?", (event,)).fetchall()
    book = _Book(connection)
    return {member.key[2] for unit in book.drop(keys) for member in book.members(unit)}


def _is_older(connection: sqlite3.Connection) -> bool:
    """Whether there are reports that were settled by older rules."""
    return connection.execute("SELECT 1 FROM story_reports WHERE unit = '' LIMIT 1").fetchone() is not None


class _Member(NamedTuple):
    """A report of a unit, as ``Report.key`` orders it."""

    key: tuple[str, str, str]  # published or "", article, event
    coder: str
    story: str


class _Book:
    def __init__(self, connection: sqlite3.Connection, seen: OrderedDict[str, Report] | None = None) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._many = connection.executemany
        self._judged = standing(connection)
        # Of each unit any of its reports, last used last.
        self._reports: OrderedDict[str, Report] = seen if seen is not None else OrderedDict()

    def refresh(self, events: set[str]) -> None:
        """Settle again the events on which something was said."""
        keys = [
            key
            for event in sorted(events)
            for key in self._execute(f"SELECT e.id, e.coder FROM events e WHERE e.id = ? AND {_NEWEST}", (event,))
        ]
        touched = self.drop(keys)
        touched |= {unit for key in keys if (unit := self._add(key))}
        for component in self._components(touched):
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
        touched |= {unit for key in new if (unit := self._add(key))}
        changed = set()
        for component in self._components(touched):
            changed |= self._settle(component)
        self._execute("DELETE FROM story_todo")
        return Settled(len(new), len(gone), len(changed), copies)

    # ------------------------------------------------------------------ reports and units

    def _report_of(self, key: Key) -> Report:
        record, published = self._execute(
            "SELECT e.record, a.published FROM events e JOIN articles a ON a.id = e.article WHERE e.id = ? AND e.coder = ?",
            key,
        ).fetchone()
        return report_of(corrected(json.loads(record), self._judged.get(key[0], ())), published)

    def _of_unit(self, unit: str) -> Report:
        """Any report of a unit: all tell the same."""
        report = self._reports.get(unit)
        if report is None:
            key = self._execute("SELECT event, coder FROM story_reports WHERE unit = ? LIMIT 1", (unit,)).fetchone()
            report = self._report_of(key)
        self._keep(unit, report)
        return report

    def _keep(self, unit: str, report: Report) -> None:
        self._reports[unit] = report
        self._reports.move_to_end(unit)
        if len(self._reports) > _SEEN:  # what nobody asked for of late is of days that have gone
            self._reports.popitem(last=False)

    def members(self, unit: str) -> list[_Member]:
        """The reports of a unit, the first one first."""
        rows = self._execute(
            "SELECT substr(coalesce(a.published, ''), 1, 10), s.article, s.event, s.coder, s.story FROM story_reports s "
            "JOIN articles a ON a.id = s.article WHERE s.unit = ?",
            (unit,),
        )
        return sorted(_Member((published, *key), coder, story) for published, *key, coder, story in rows)

    def _rejected(self, key: Key) -> bool:
        return any(judgement.kind == "reject" for judgement in self._judged.get(key[0], ()))

    def drop(self, gone: Iterable[Key]) -> set[str]:
        """Take reports out; returns the units that remain and that they were of or joined with."""
        touched: set[str] = set()
        for key in gone:
            row = self._execute("SELECT unit FROM story_reports WHERE event = ? AND coder = ?", key).fetchone()
            if row is None:
                continue
            (unit,) = row
            self._execute("DELETE FROM story_reports WHERE event = ? AND coder = ?", key)
            touched.add(unit)
            if not self._is_told(unit):
                others = [other for other, _ in self._pairs_of(unit)]
                pairs = [pair for other in others for pair in ((unit, other), (other, unit))]
                self._many("DELETE FROM story_pairs WHERE unit = ? AND other = ?", pairs)
                self._execute("DELETE FROM story_blocks WHERE unit = ?", row)
                touched |= set(others)
        return set(filter(self._is_told, touched))

    def _is_told(self, unit: str) -> bool:
        """Whether any report is of the unit."""
        return self._execute("SELECT 1 FROM story_reports WHERE unit = ? LIMIT 1", (unit,)).fetchone() is not None

    def _add(self, key: Key) -> str | None:
        """Put a report into its unit; returns the unit if it has to be settled, None for a report that is a story by itself."""
        report = self._report_of(key)
        judged = key[0] in self._judged
        # What somebody said of an event is said of it, and not of other articles' sentences like it.
        unit = f"{report.unit} {key[0]} {key[1]}" if judged else report.unit
        known = self._is_told(unit)
        story = story_of(*report.key)
        self._execute("INSERT INTO story_reports VALUES (?, ?, ?, ?, ?)", (*key, report.article, story, unit))
        place_in_story(self._connection, key[0], story)
        self._keep(unit, report)
        if known or self._rejected(key):  # what is rejected is kept in a story of its own, which nobody else joins
            return unit if known else None
        near = sorted(near_blocks(report))
        marks = ", ".join("?" * len(near))
        found = self._execute(f"SELECT DISTINCT unit FROM story_blocks WHERE block IN ({marks})", near).fetchall()
        joined = False
        for (other,) in found:
            verdict = weigh(report, self._of_unit(other))
            if verdict.joins:
                joined = True
                rows = [(unit, other, verdict.score), (other, unit, verdict.score)]
                self._many("INSERT OR REPLACE INTO story_pairs VALUES (?, ?, ?)", rows)
        self._many(
            "INSERT OR IGNORE INTO story_blocks VALUES (?, ?)", [(block, unit) for block in sorted(blocks_of(report))]
        )
        return unit if joined or judged else None

    # ------------------------------------------------------------------ components

    def _pairs_of(self, unit: str) -> list[tuple[str, float]]:
        return self._execute("SELECT other, score FROM story_pairs WHERE unit = ?", (unit,)).fetchall()

    def _components(self, units: set[str]) -> Iterator[dict[str, list[tuple[str, float]]]]:
        """Every component of the graph of pairs that holds one of these: its units with their pairs."""
        seen: set[str] = set()
        for unit in sorted(units):
            if unit in seen:
                continue
            component: dict[str, list[tuple[str, float]]] = {}
            ahead = [unit]
            while ahead:
                at = ahead.pop()
                if at not in component:
                    component[at] = self._pairs_of(at)
                    ahead += [other for other, _ in component[at]]
                    ahead += self._judged_with(at, "merge")
            seen |= component.keys()
            yield component

    def _judged_with(self, unit: str, kind: str) -> list[str]:
        """The units of events that somebody said to be, or not to be, one story with an event of this unit."""
        if " " not in unit:  # an event that was judged has a unit of its own
            return []
        event = unit.split(" ")[1]
        others = {
            other
            for judgement in self._judged.get(event, ())
            if judgement.kind == kind
            for other in (judgement.event, judgement.other)
            if other is not None and other != event
        }
        found = (
            self._execute("SELECT unit FROM story_reports WHERE event = ?", (other,)).fetchall()
            for other in sorted(others)
        )
        return [other for rows in found for (other,) in rows]

    def _settle(self, component: Mapping[str, list[tuple[str, float]]]) -> set[str]:
        """Settle one component; the ids of the stories that changed."""
        members = dict(sorted(((unit, self.members(unit)) for unit in component), key=lambda item: item[1][0].key))
        units = list(members)
        number = {unit: at for at, unit in enumerate(units)}
        scores = {
            (number[unit], number[other]): score
            for unit, pairs in component.items()
            for other, score in pairs
            if number[unit] < number[other]
        }
        said = {
            kind: frozenset(
                (min(number[unit], number[other]), max(number[unit], number[other]))
                for unit in component
                for other in self._judged_with(unit, kind)
                if other in number
            )
            for kind in ("merge", "split")
        }
        told_apart = apart({at: {member.key[1] for member in members[unit]} for at, unit in enumerate(units)})
        changed = set()
        reports = [self._of_unit(unit) for unit in units]
        for group in settle(reports, scores, said["merge"], said["split"] | (told_apart - said["merge"])):
            together = [member for at in group for member in members[units[at]]]
            story = story_of(*min(member.key for member in together))
            for member in together:
                if member.story != story:
                    changed.add(story)
                    row = (story, member.key[2], member.coder)
                    self._execute("UPDATE story_reports SET story = ? WHERE event = ? AND coder = ?", row)
                    place_in_story(self._connection, member.key[2], story)
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
