"""Saved searches, and watches: searches that are looked at again by themselves and tell somebody of what is new.

A watch tells of a happening once: by the events in it, since a story gets another id when an older report joins it.
"""

from __future__ import annotations

import json
import re
import smtplib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from attache.articles.fetch import post_json
from attache.config import Settings
from attache.errors import BadWatch, UnreadableArticle
from attache.export.records import Record, to_json
from attache.query import parse
from attache.store.database import connect, transaction
from attache.store.judging import now
from attache.store.view import View

FOLDER = "watches"  # in the project's folder: what watches with the target "file" write
_MOST = 200  # happenings in one message


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search; ``query`` is what stands behind the question mark of the explorer's address."""

    id: int
    made: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Watch:
    """``target`` is file, mailto:ADDRESS or an http(s) address; ``threshold`` how many new happenings are worth telling;
    ``checked`` and ``told`` when that was last done; ``problem`` why it could not be told."""

    id: int
    made: str
    name: str
    query: str
    threshold: int
    every_minutes: int
    target: str
    checked: str | None
    told: str | None
    problem: str | None

    def due(self, at: str) -> bool:
        if self.checked is None:
            return True
        then = datetime.fromisoformat(self.checked) + timedelta(minutes=self.every_minutes)
        return datetime.fromisoformat(at) >= then


def searches(path: Path) -> list[Saved]:
    return [Saved(*row) for row in _rows(path, "SELECT id, made, name, query FROM searches ORDER BY name")]


def save_search(path: Path, name: str, query: str) -> Saved:
    """Keep a search under a name; one of that name is replaced. Raises BadWatch, BadQuery."""
    name = _name(name)
    parse(query)
    with transaction(path) as connection:
        connection.execute(
            "INSERT INTO searches (made, name, query) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET made = excluded.made, query = excluded.query",
            (now(), name, query),
        )
        return Saved(
            *connection.execute("SELECT id, made, name, query FROM searches WHERE name = ?", (name,)).fetchone()
        )


def forget_search(path: Path, number: int) -> bool:
    with transaction(path) as connection:
        return connection.execute("DELETE FROM searches WHERE id = ?", (number,)).rowcount > 0


def watches(path: Path) -> list[Watch]:
    return [Watch(*row) for row in _rows(path, f"{_WATCH} ORDER BY id")]


def add_watch(path: Path, name: str, query: str, target: str, *, threshold: int = 1, every_minutes: int = 60) -> Watch:
    """Watch a search. What is there already is not told of. Raises BadWatch, BadQuery."""
    name = _name(name)
    wanted = parse(query)
    if target != "file" and not re.fullmatch(r"mailto:[^@\s,;<>]+@[^@\s,;<>]+|https?://[^\s/]+\S*", target):
        raise BadWatch(f"{target!r} is no target: give file, mailto:ADDRESS or an http address")
    if not (1 <= threshold <= 10**6 and 1 <= every_minutes <= 10**6):
        raise BadWatch("threshold and minutes are whole numbers from 1 to 1,000,000")
    view = View(path)
    try:
        known = {entry["event"] for story in view.stories(wanted) for entry in story["evidence"]}
    finally:
        view.close()
    with transaction(path) as connection:
        try:
            cursor = connection.execute(
                "INSERT INTO watches (made, name, query, threshold, every_minutes, target) VALUES (?, ?, ?, ?, ?, ?)",
                (now(), name, query, threshold, every_minutes, target),
            )
        except sqlite3.IntegrityError:
            raise BadWatch(f"there is a watch named {name!r} already") from None
        number = int(cursor.lastrowid or 0)
        connection.executemany("INSERT INTO watch_told VALUES (?, ?)", [(number, event) for event in sorted(known)])
        return Watch(*connection.execute(f"{_WATCH} WHERE id = ?", (number,)).fetchone())


def remove_watch(path: Path, number: int) -> bool:
    with transaction(path) as connection:
        return connection.execute("DELETE FROM watches WHERE id = ?", (number,)).rowcount > 0


Tell = Callable[[Watch, Sequence[Record], Path, Settings], None]


def check_watch(path: Path, watch: Watch, settings: Settings, *, tell: Tell | None = None) -> int:
    """Look whether a watch has something new and tell it; how many happenings were told. A target that cannot be reached is
    noted in ``problem``, and what was to be told is told the next time."""
    view = View(path)
    try:
        known = {row[0] for row in _rows(path, "SELECT event FROM watch_told WHERE watch = ?", (watch.id,))}
        new = [
            story
            for story in view.stories(parse(watch.query))
            if not known & {entry["event"] for entry in story["evidence"]}
        ]
    finally:
        view.close()
    problem, told = None, len(new) >= watch.threshold
    if told:
        try:
            (tell or _tell)(watch, new, path.parent, settings)
        except (OSError, smtplib.SMTPException, UnreadableArticle) as error:
            problem, told = str(error) or type(error).__name__, False
    with transaction(path) as connection:
        connection.execute(
            "UPDATE watches SET checked = ?, told = coalesce(?, told), problem = ? WHERE id = ?",
            (now(), now() if told else None, problem, watch.id),
        )
        if told:
            rows = [(watch.id, entry["event"]) for story in new for entry in story["evidence"]]
            connection.executemany("INSERT OR IGNORE INTO watch_told VALUES (?, ?)", rows)
    return len(new) if told else 0


def check_due(path: Path, settings: Settings, *, all_of_them: bool = False) -> dict[str, int]:
    """Check the watches that are due; for each checked one how many happenings it told of."""
    at = now()
    return {w.name: check_watch(path, w, settings) for w in watches(path) if all_of_them or w.due(at)}


def _tell(watch: Watch, stories: Sequence[Record], folder: Path, settings: Settings) -> None:
    if watch.target == "file":
        (folder / FOLDER).mkdir(exist_ok=True)
        with (folder / FOLDER / f"{watch.id}.jsonl").open("a", encoding="utf-8") as out:
            out.writelines(to_json({"watch": watch.name, "told": now(), **_brief(story)}) + "\n" for story in stories)
    elif watch.target.startswith("mailto:"):
        _mail(watch, stories, settings)
    else:
        brief = [_brief(story) for story in stories[:_MOST]]
        post_json(watch.target, {"watch": asdict(watch), "stories": brief, "new": len(stories)}, settings)


def _mail(watch: Watch, stories: Sequence[Record], settings: Settings) -> None:
    if not settings.smtp_host:
        raise OSError("no mail server is set: smtp_host in attache.toml")
    message = EmailMessage()
    message["Subject"] = f"attache: {len(stories)} new for {watch.name}"
    message["From"] = settings.smtp_from or f"attache@{settings.smtp_host}"
    message["To"] = watch.target.removeprefix("mailto:")
    lines = [
        f"{story['date'] or 'undated'}  {story['event']} {' '.join(story['mode'])}\n  {story['words']}\n  {story['id']}\n"
        for story in map(_brief, stories[:_MOST])
    ]
    more = f"and {len(stories) - _MOST} more\n" if len(stories) > _MOST else ""
    message.set_content("\n".join(lines) + more)
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=settings.fetch_timeout_s) as server:
        if settings.smtp_starttls:
            server.starttls()
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(message)


def _brief(story: Record) -> Record:
    """A happening in a message: what, when, who, and the sentence that says it."""
    first = story["evidence"][0]
    return {
        "id": story["id"],
        "event": story["event"],
        "mode": story["mode"],
        "status": story["status"],
        "date": story["date"],
        "enddate": story["enddate"],
        "actor": [entity["name"] for entity in story["actor"]],
        "recipient": [entity["name"] for entity in story["recipient"]],
        "reports": story["reports"],
        "words": first["sentence"]["text"],
        "source_id": first["source_id"],
        "publisher": first["publisher"],
    }


_WATCH = "SELECT id, made, name, query, threshold, every_minutes, target, checked, told, problem FROM watches"


def _rows(path: Path, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    connection = connect(path)
    try:
        return connection.execute(sql, tuple(values)).fetchall()
    finally:
        connection.close()


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 120:
        raise BadWatch("a name has 1 to 120 characters")
    return name


def told_lines(path: Path, number: int) -> list[Record]:
    """What a watch with the target "file" has written."""
    file = path.parent / FOLDER / f"{number}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.is_file() else []
